"""Reading the base: nothing can be written, opened or fetched, and no cell becomes a formula."""

import csv
import io
import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in import BUILDER, READER, fake_pdf

from models.errors import NoDatabase, QueryFailed, UnknownRecord
from pipeline import query, tables
from pipeline.explain import explain
from pipeline.ingest import ingest
from pipeline.settings import Settings


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    settings = Settings(home=folder / "home", reader=READER, builder=BUILDER)
    fake_pdf(folder, "a.pdf")
    ingest([folder / "a.pdf"], settings)
    (folder / "secret.csv").write_text("a,b\n1,2\n")
    return settings.database


def ask(base, sql, form="table"):
    out = io.StringIO()
    query.run(base, sql, out, form=form)
    return out.getvalue()


@pytest.mark.parametrize(
    "sql",
    [
        "insert into checks values ('x', 'x', 'info', null, null, null, 'x')",
        "drop table actions",
        "attach '{folder}/other.duckdb'",
        "attach ':memory:' as m; create table m.t as select 1; copy m.t to '{folder}/out.csv'",
        "select * from read_csv('{folder}/secret.csv')",
        "from '{folder}/secret.csv'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "copy actions to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset lock_configuration",
        "select * from 'https://example.org/a.csv'",
        "selec 1",
        "",
    ],
)
def test_refused(base, sql):
    folder = base.parent.parent.parent
    before = sorted(p.name for p in folder.iterdir())
    with pytest.raises(QueryFailed):
        ask(base, sql.format(folder=folder))
    assert sorted(p.name for p in folder.iterdir()) == before
    assert ask(base, "select count(*) as n from actions", "json") == '[\n {"n": 1}\n]\n'


def test_forms(base):
    sql = "select 1 as n, 12.50::decimal(9,2) as m, date '2024-01-02' as d, null as v, [1, 2] as l, true as b"
    assert json.loads(ask(base, sql, "json")) == [
        {"n": 1, "m": 12.5, "d": "2024-01-02", "v": None, "l": [1, 2], "b": True}
    ]
    assert ask(base, sql, "csv") == 'n,m,d,v,l,b\n1,12.50,2024-01-02,,"[1, 2]",oui\n'
    assert ask(base, "select 'é' as a, 5 as count union all select 'long', 10 order by 2") == (
        "a     count\n────  ─────\né         5\nlong     10\n"
    )
    assert json.loads(ask(base, "select 'NaN'::double as x, 1 where false", "json")) == []
    assert json.loads(ask(base, "select 'NaN'::double as x, '-inf'::double as y", "json")) == [{"x": None, "y": None}]


def test_no_terminal_code_and_no_line_end_in_a_table():
    text = tables.aligned(["a"], [["x\x1b[31m\ny" + "z" * 100]])
    assert "\x1b" not in text
    assert [len(line) <= tables.WIDEST for line in text.splitlines()] == [True] * 3


@given(st.text(max_size=20))
def test_csv_never_opens_as_a_formula(text):
    out = io.StringIO(newline="")
    tables.write_csv(out, ["a"], [[text]])
    cell = next(iter(list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1:]), [""])
    value = cell[0] if cell else ""
    assert value[:1] not in ("=", "@", "\t", "\r")
    assert value[:1] not in ("+", "-") or tables.NUMBER.fullmatch(value)
    assert value.removeprefix("'") == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("+33 1", "+33 1"), ("-12,5", "-12,5"), ("- 15 %", "- 15 %"), ("-1 200,50 €", "-1 200,50 €"),
        ("@SUM(A1)", "'@SUM(A1)"), ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"), ("DDT", "DDT"),
        ("- Une liste", "'- Une liste"), ("+", "'+"),
    ],
)  # fmt: skip
def test_harmless(text, safe):
    assert tables.harmless(text) == safe


def test_no_database(tmp_path):
    with pytest.raises(NoDatabase):
        query.connect(tmp_path / "absent.duckdb")
    (tmp_path / "bad.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(QueryFailed):
        query.connect(tmp_path / "bad.duckdb")


def test_explain_walks_from_the_pilot_to_the_page(base):
    with duckdb.connect(str(base), read_only=True) as con:
        pilot, action, document = con.execute("select pilot_id, action_id, document_id from pilots").fetchone()
    text = explain(base, pilot)
    for part in (f"Pilote {pilot}", "a.pdf", "« Créer des logements »", action, "page 1", "10 20 110 32", "règle cell",
                 "confiance 0,90", "« Pilote : DDT »"):  # fmt: skip
        assert part in text
    assert "aucune preuve" in explain(base, action).lower()
    assert explain(base, document).startswith("Document ")
    assert "Écritures rencontrées" in explain(base, "org-ddt")
    with pytest.raises(UnknownRecord):
        explain(base, "' or 1=1 --")
