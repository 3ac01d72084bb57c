"""Publishing what changed ends exactly where publishing everything does, and costs what changed."""

import datetime as dt
import itertools
import json
import os
import shutil

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from small_records import document_id, small_records, write

from models.record import Correction, Ingestion
from pipeline import journal, search, store, views
from pipeline.publishing import loading, state, steps
from pipeline.settings import Settings

ORGANISATIONS = ("DDT", "ADIL", "CAF", "ARS")
DOCUMENTS = 5
WHEN = dt.datetime(2025, 6, 1)


def everything(path):
    """Every row of every table, the publisher's notes of files apart, as a sorted list."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = con.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        tables = [t for (t,) in tables if t not in ("publication.state", "publication.documents")]
        return {t: sorted(con.execute(f"select * from {t}").fetchall(), key=repr) for t in tables}


def same_as_a_full_one(home):
    """Both databases, for an assertion that shows the difference."""
    found = everything(home.published)
    other = Settings(home=home.home.with_name("other"))
    shutil.rmtree(other.home, ignore_errors=True)
    shutil.copytree(home.home, other.home, ignore=shutil.ignore_patterns("*.duckdb"))
    store.rebuild(other)
    expected = everything(other.published)
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert found.keys() == expected.keys()


@pytest.fixture(autouse=True)
def no_views(monkeypatch):
    """Views hold no rows, and describing them takes most of the time."""
    monkeypatch.setattr(steps, "STEPS", tuple(s for s in steps.STEPS if s is not views.install))


@pytest.fixture
def home(tmp_path):
    """Three documents, published."""
    settings = Settings(home=tmp_path / "home")
    settings.create_folders()
    for n in range(3):
        write(settings, small_records(n, organisations=ORGANISATIONS[n : n + 2]))
    store.publish(settings)
    return settings


@pytest.fixture
def loaded(monkeypatch):
    """The documents whose record files were parsed."""
    real, ids = loading.load, []

    def load(con, batch, folder):
        ids.extend(f.document_id for f in batch)
        return real(con, batch, folder)

    monkeypatch.setattr(loading, "load", load)
    return ids


def publish(home):
    """Publish, and insist that it was done incrementally."""
    done = store.publish(home)
    assert not done.rebuilt
    return done


number = st.integers(0, DOCUMENTS - 1)
name = st.sampled_from(ORGANISATIONS)
step = st.one_of(
    st.tuples(st.just("read"), number, st.lists(name, max_size=2, unique=True), st.integers(0, 2)),
    st.tuples(st.just("remove"), number),
    st.tuples(st.just("title"), number, st.sampled_from(["Un", "Deux"])),
    st.tuples(st.just("mention"), number, st.sampled_from([*ORGANISATIONS, "Inconnue", "INCONNUE"])),
    st.tuples(st.just("leader"), number, name),
    st.tuples(st.just("add"), number, st.sampled_from([*ORGANISATIONS, "Inconnue", "Autre"])),
    st.tuples(st.just("drop"), number),
    st.tuples(st.just("name"), number, name, st.sampled_from(["X", "Y"])),
    st.tuples(st.just("merge"), number, name, name),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("publish")),
)


class Play:
    """Does random things to a home."""

    def __init__(self, home):
        self.home, self.count = home, itertools.count()

    def correct(self, number, table, record, field, value, kind="set"):
        correction = Correction(
            correction_id=f"cor_{next(self.count)}", document_id=document_id(number), table_name=table,
            record_id=record, field=field, new_value=value, kind=kind, made_at=WHEN,
        )  # fmt: skip
        journal.append(self.home.corrections, correction)

    def read(self, number, names, variant):
        write(self.home, small_records(number, organisations=names, variant=variant))
        journal.append(
            self.home.ingestions,
            Ingestion(ingestion_id=f"ing_{next(self.count)}", file_name=f"{number}.pdf", status="ok",
                      document_id=document_id(number), started_at=WHEN, pipeline_version="1"),
        )  # fmt: skip

    def remove(self, number):
        shutil.rmtree(self.home.documents / document_id(number), ignore_errors=True)

    def title(self, number, value):
        self.correct(number, "actions", f"act_{document_id(number)}_0", "title", value)

    def mention(self, number, value):
        self.correct(number, "pilots", f"pil_{document_id(number)}_0", "mention", value)

    def leader(self, number, name):
        self.correct(number, "pilots", f"pil_{document_id(number)}_1", "organisation_id", f"org_{name}")

    def add(self, number, mention):
        value = {"action_id": f"act_{document_id(number)}_0", "mention": mention, "is_group": False}
        record = f"pil_added_{next(self.count)}"
        self.correct(number, "pilots", record, "", json.dumps(value), "add")

    def drop(self, number):
        self.correct(number, "actions", f"act_{document_id(number)}_1", "", None, "drop")

    def name(self, number, name, value):
        self.correct(number, "organisations", f"org_{name}", "name", value)

    def merge(self, number, one, other):
        self.correct(number, "organisations", f"org_{one}", "", f"org_{other}", "merge")

    def undo(self, back):
        made = journal.rows(self.home.corrections, Correction)
        if back < len(made):
            undone = made[-1 - back]
            number = next(n for n in range(DOCUMENTS) if document_id(n) == undone.document_id)
            self.correct(number, undone.table_name, undone.correction_id, "", None, "undo")

    def publish(self):
        publish(self.home)


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=st.lists(step, min_size=3, max_size=14))
def test_any_sequence_ends_like_a_full_publication(script, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:  # the index of words takes time, and follows documents one by one
        patch.setattr(steps, "STEPS", tuple(s for s in steps.STEPS if s is not search.index))
        play_and_compare(script, tmp_path_factory)


def play_and_compare(script, tmp_path_factory):
    home = Settings(home=tmp_path_factory.mktemp("play") / "home")
    home.create_folders()
    play = Play(home)
    for n in range(3):
        play.read(n, ORGANISATIONS[n : n + 2], 0)
    store.publish(home)
    for what, *values in script:
        getattr(play, what)(*values)
    publish(home)
    same_as_a_full_one(home)
    shutil.rmtree(home.home.parent)


def test_only_what_changed_is_parsed(home, loaded):
    assert publish(home) == store.Published(3)
    assert loaded == []
    write(home, small_records(9))
    assert publish(home).changed == 1
    write(home, small_records(1, variant=1, organisations=ORGANISATIONS[1:3]))
    assert publish(home).changed == 1
    assert loaded == [document_id(9), document_id(1)]
    same_as_a_full_one(home)


def test_a_file_written_again_the_same_is_not_a_change(home, loaded):
    write(home, small_records(0, organisations=ORGANISATIONS[0:2]))
    assert publish(home).changed == 0
    assert loaded == []


def test_a_removed_document_leaves_nothing(home):
    gone = document_id(0)
    shutil.rmtree(home.documents / gone)
    assert publish(home) == store.Published(2, changed=1)
    for table, rows in everything(home.database).items():
        assert not [row for row in rows if gone in str(row)], table
    same_as_a_full_one(home)


def test_the_public_row_of_an_organisation_passes_to_the_next_document(home):
    def name():
        with duckdb.connect(str(home.database), read_only=True) as con:
            return con.execute("select name from organisations where organisation_id = 'org_ADIL'").fetchone()

    first, second = sorted((document_id(n), n) for n in (0, 1))
    assert name() == (f"ADIL ({first[1]}.0)",)
    shutil.rmtree(home.documents / first[0])
    publish(home)
    assert name() == (f"ADIL ({second[1]}.0)",)
    shutil.rmtree(home.documents / second[0])
    publish(home)
    assert name() is None


def test_a_reader_is_never_blocked_and_keeps_its_snapshot(home):
    with duckdb.connect(str(home.database), read_only=True) as con:
        for n in range(5, 8):
            write(home, small_records(n))
            publish(home)
            assert con.execute("select count(*), count(distinct document_id) from actions").fetchone() == (6, 3)
    assert len(everything(home.database)["main.documents"]) == 6


def test_attempts_are_added_and_a_torn_one_waits(home):
    def attempts():
        return [row[0] for row in everything(home.database)["main.ingestions"]]

    def attempt(name):
        return Ingestion(ingestion_id=name, file_name=name, status="failed", started_at=WHEN, pipeline_version="1")

    journal.append(home.ingestions, attempt("a"))
    publish(home)
    with open(home.ingestions, "ab") as file:
        file.write(attempt("b").model_dump_json().encode()[:50])
    publish(home)
    assert attempts() == ["a"]
    journal.append(home.ingestions, attempt("c"))  # cuts the torn line off
    publish(home)
    assert attempts() == ["a", "c"]
    with open(home.ingestions, "ab") as file:  # only its line end is missing
        file.write(attempt("d").model_dump_json().encode())
    publish(home)
    journal.append(home.ingestions, attempt("e"))
    publish(home)
    assert attempts() == ["a", "c", "d", "e"]
    lines = home.ingestions.read_bytes().splitlines(keepends=True)
    home.ingestions.write_bytes(b"".join(lines[1:]))  # rewritten by hand
    publish(home)
    assert attempts() == ["c", "d", "e"]


@pytest.mark.parametrize(
    "why", ["absent", "most changed", "other version", "by hand", "another format", "corrections rewritten"]
)
def test_what_cannot_be_built_upon_is_made_anew(home, why, monkeypatch):
    play = Play(home)
    play.title(0, "Avis")
    publish(home)
    if why == "absent":
        home.database.unlink()
    elif why == "other version":
        monkeypatch.setattr(state, "published_format", lambda: "other")
    elif why == "most changed":
        monkeypatch.setattr(store, "MOST_CHANGED", 1)
        for n in range(3):
            write(home, small_records(n, variant=1))
    elif why == "by hand":
        os.utime(home.database, (0, 0))
    elif why == "another format":
        with duckdb.connect(str(home.database)) as con:
            con.execute("drop schema publication cascade")
    else:
        home.corrections.write_bytes(home.corrections.read_bytes().replace(b"Avis", b"Aveu"))
    assert store.publish(home).rebuilt
    same_as_a_full_one(home)
    assert not store.publish(home).rebuilt


def test_a_bad_file_is_left_out_until_it_is_repaired(home):
    path = home.records(document_id(0))
    path.write_bytes(path.read_bytes()[:200])
    for _ in range(2):
        done = publish(home)
        assert [line[:16] for line in done.left_out] == [document_id(0)]
        same_as_a_full_one(home)
    write(home, small_records(0, variant=1))
    assert publish(home) == store.Published(3, changed=1)


def test_a_dispute_over_an_id_ends_when_one_of_the_two_goes(home):
    first, second = sorted((document_id(n), n) for n in (0, 1))
    thief = small_records(second[1])
    thief.actions[0].action_id = f"act_{first[0]}_0"
    write(home, thief)
    assert [line[:16] for line in store.publish(home).left_out] == [second[0]]
    shutil.rmtree(home.documents / first[0])
    assert store.publish(home).left_out == []
    same_as_a_full_one(home)


def test_a_record_file_in_another_s_folder_is_refused(home):
    shutil.copytree(home.documents / document_id(0), home.documents / document_id(7))
    assert [line[:16] for line in publish(home).left_out] == [document_id(7)]
    stray = small_records(8)
    stray.actions[0].document_id = document_id(0)
    write(home, stray)
    assert sorted(line[:16] for line in publish(home).left_out) == sorted([document_id(7), document_id(8)])
    same_as_a_full_one(home)


def test_a_full_publication_is_the_same_each_time(home):
    def in_order():
        store.rebuild(home)
        with duckdb.connect(str(home.database), read_only=True) as con:
            return {t: con.execute(f"select * from {t}").fetchall() for t in store.columns_of(con)}

    for n in range(5, 30):
        write(home, small_records(n, actions=4, organisations=ORGANISATIONS))
    assert in_order() == in_order()


def test_wasted_room_is_won_back(home, monkeypatch):
    for n in range(10, 40):
        write(home, small_records(n, actions=20))
    publish(home)
    for n in range(10, 40):
        shutil.rmtree(home.documents / document_id(n))
    monkeypatch.setattr(store, "WASTE_BYTES", 0)
    monkeypatch.setattr(store, "WASTE_SHARE", 0.0)
    assert store.publish(home).rebuilt
    same_as_a_full_one(home)
