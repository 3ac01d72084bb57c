"""The database is exactly the schema's tables, made from the truth on disk, whole or not at all."""

import datetime as dt
import os
import re
import subprocess
import sys
import threading
import time

import duckdb
import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.record import Correction, DocumentRecords, Ingestion
from pipeline import atomic, journal, store
from pipeline.ingest import ingest
from pipeline.settings import Settings


@pytest.fixture
def home(tmp_path):
    settings = Settings(home=tmp_path / "home", workers=2, reader=READER, builder=BUILDER)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        fake_pdf(tmp_path / "plans", name)
    ingest([tmp_path / "plans"], settings)
    return settings


def rows(settings, sql, *values):
    with duckdb.connect(str(settings.database), read_only=True) as con:
        return con.execute(sql, list(values)).fetchall()


def records(settings):
    found = []
    for path in sorted(settings.documents.glob("*/records.json")):
        found.append(DocumentRecords.model_validate_json(path.read_bytes()))
    return found


def test_exactly_the_tables_of_the_schema(home):
    sql = store.SCHEMA.read_text(encoding="utf-8")
    names = sorted(re.findall(r"^create table (\w+)", sql, re.MULTILINE))
    assert [
        r[0] for r in rows(home, "select table_name from duckdb_tables() where schema_name = 'main' order by 1")
    ] == names
    assert rows(home, "select count(*) from duckdb_views() where not internal and schema_name = 'main'") == [(0,)]


def test_models_and_schema_have_the_same_columns():
    from models import record

    with store.connect_offline() as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        tables = store.columns_of(con)
    held = {name: field.annotation for name, field in DocumentRecords.model_fields.items()}
    assert set(held) - {"document"} | {"documents", *store.JOURNALS} == set(tables)
    models = {"documents": record.Document, "ingestions": record.Ingestion, "corrections": record.Correction}
    models |= {name: kind.__args__[0] for name, kind in held.items() if name != "document"}
    assert {t: list(c) for t, c in tables.items()} == {t: list(models[t].model_fields) for t in tables}


def test_every_value_arrives(home):
    for table in ("actions", "pilots", "evidence", "pages"):
        expected = [tuple(r.model_dump().values()) for d in records(home) for r in getattr(d, table)]
        assert rows(home, f"select * from {table}") == expected
    assert rows(home, "select * from documents") == [tuple(d.document.model_dump().values()) for d in records(home)]
    assert len(rows(home, "select * from ingestions")) == 3


def change(settings, name, title="Changé"):
    """As if the document had been read otherwise."""
    found = next(d for d in records(settings) if d.document.file_name == name)
    found.document.title = title
    atomic.write_bytes(settings.records(found.document.document_id), found.model_dump_json().encode())
    return found


def test_amounts_dates_and_odd_characters(home):
    first = records(home)[0]
    first.document.published_on = dt.date(2024, 2, 29)
    first.document.title = "nul \0, guillemet \", barre \\, retour\n, œ 😀, '); drop table documents;--"
    path = home.records(first.document.document_id)
    atomic.write_bytes(path, first.model_dump_json().encode())
    store.publish(home)
    found = rows(home, "select title, published_on from documents where file_name = ?", first.document.file_name)
    assert found == [(first.document.title, dt.date(2024, 2, 29))]


def test_an_organisation_is_the_first_document_s(home):
    assert rows(home, "select name from organisations") == [(records(home)[0].organisations[0].name,)]
    assert rows(home, "select count(*) from organisation_aliases") == [(3,)]


def everything(settings):
    """Every row of every public table, sorted: incremental publication promises no order between documents."""
    with duckdb.connect(str(settings.database), read_only=True) as con:
        return {t: sorted(con.execute(f"select * from {t}").fetchall(), key=repr) for t in store.columns_of(con)}


def test_publishing_again_gives_the_same_bytes_of_data(home):
    before = everything(home)
    assert store.publish(home) == store.Published(3)
    assert everything(home) == before
    assert store.rebuild(home).rebuilt
    assert everything(home) == before


@pytest.mark.parametrize("damage", ["torn", "twice", "empty", "not_ours", "clash"])
def test_a_bad_record_file_leaves_the_others_in(home, damage):
    first = records(home)[0]
    path = home.records(first.document.document_id)
    if damage == "clash":  # with an id of a document published before it
        first = records(home)[2]
        path = home.records(first.document.document_id)
        first.actions[0].action_id = records(home)[0].actions[0].action_id
        path.write_text(first.model_dump_json())
    elif damage == "not_ours":
        path.write_text("{}")
    elif damage == "twice":
        first.actions *= 2
        path.write_text(first.model_dump_json())
    else:
        path.write_bytes(path.read_bytes()[:100] if damage == "torn" else b"")
    published = store.publish(home)
    assert [line.split(" : ")[0] for line in published.left_out] == [first.document.document_id]
    assert rows(home, "select count(*) from documents") == [(2,)]


def correct(settings, table, record, field, value):
    journal.append(
        settings.corrections,
        Correction(
            correction_id=f"cor-{time.monotonic_ns()}",
            document_id=records(settings)[0].document.document_id,
            table_name=table,
            record_id=record,
            field=field,
            new_value=value,
            made_at=journal.utc_now(),
        ),
    )


def test_corrections_are_laid_over_and_survive(home):
    action = records(home)[0].actions[0].action_id
    correct(home, "actions", action, "title", "Premier avis")
    correct(home, "actions", action, "title", "L'avis retenu")
    correct(home, "actions", action, "start_year", "2024")
    correct(home, "actions", action, "objective", None)
    store.publish(home)
    store.publish(home)
    assert rows(home, "select title, start_year from actions where action_id = ?", action) == [("L'avis retenu", 2024)]
    assert rows(home, "select count(*) from corrections") == [(4,)]
    assert rows(home, "select count(*) from checks") == [(0,)]


@pytest.mark.parametrize(
    ("table", "record", "field", "value"),
    [
        ("actions", "ACTION", "start_year", "l'an prochain"),
        ("actions", "ACTION", "title", None),
        ("actions", "ACTION", "action_id", "x"),
        ("actions", "act-absent", "title", "x"),
        ("actions", "ACTION", "title = 'x' --", "x"),
        ("documents; drop table actions", "ACTION", "title", "x"),
        ("evidence", "ACTION", "text", "x"),
    ],
)
def test_a_correction_that_cannot_apply_is_told(home, table, record, field, value):
    action = records(home)[0].actions[0].action_id
    before = rows(home, "select * from actions order by 1")
    correct(home, table, record.replace("ACTION", action), field, value)
    store.publish(home)
    assert rows(home, "select * from actions order by 1") == before
    assert rows(home, "select check_name, severity from checks") == [("correction_sans_effet", "warning")]


def test_a_reader_keeps_its_snapshot(home):
    with duckdb.connect(str(home.database), read_only=True) as con:
        journal.append(
            home.ingestions,
            Ingestion(
                ingestion_id="new", file_name="n", status="failed", started_at=journal.utc_now(), pipeline_version="1"
            ),
        )
        done = threading.Thread(target=store.publish, args=[home])
        done.start()
        done.join()
        assert con.execute("select count(*) from ingestions").fetchone() == (3,)
    assert rows(home, "select count(*) from ingestions") == [(4,)]


def test_a_database_that_may_not_be_replaced_gets_a_snapshot(home, monkeypatch):
    """As on Windows while somebody reads."""
    change(home, "a.pdf")
    replace, old = atomic.replace, home.database.read_bytes()

    def refused(source, target):
        if target == home.database:
            raise PermissionError(13, "in use")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(atomic, "replace", refused)
        for _ in range(2):
            store.publish(home)
    assert home.database.read_bytes() == old
    assert home.published.name == "planotheque.000002.duckdb"
    store.publish(home)
    assert home.published == home.database
    assert not list(home.structured.glob("planotheque.*.duckdb"))


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("stop_at", ["loading.load", "state.write_stamp", "os.utime", "atomic.replace"])
@pytest.mark.parametrize("whole", ["publish", "rebuild"])
def test_a_killed_publisher_leaves_the_old_database(home, stop_at, whole):
    before = home.database.read_bytes()
    change(home, "b.pdf")
    code = (
        "import os, sys, pathlib; from pipeline import store; from pipeline.settings import Settings\n"
        f"store.{stop_at} = lambda *a, **k: os.kill(os.getpid(), 9)\n"
        f"store.{whole}(Settings(home=pathlib.Path(sys.argv[1])))"
    )
    root = os.path.dirname(os.path.dirname(__file__))
    assert subprocess.run([sys.executable, "-c", code, str(home.home)], cwd=root).returncode == -9
    assert home.database.read_bytes() == before
    assert store.publish(home).changed == 1  # and the next one succeeds
    assert rows(home, "select title from documents where file_name = 'b.pdf'") == [("Changé",)]
    assert not list(home.structured.glob(".tmp-*"))
