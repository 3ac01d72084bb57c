"""Reading the base: nothing can be written, opened or fetched, and no cell becomes a formula."""

import csv
import io
import json
import re
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stand_in import BUILDER, READER, fake_pdf

from models.errors import NoDatabase, PlanothequeError, QueryFailed, UnknownRecord, UsageError
from pipeline import query, tables
from pipeline.cli import main
from pipeline.corrections import KEYS
from pipeline.explain import VIEWS, explain, save_image
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
        "a     count\n────  ─────\né         5\nlong     10\n(2 lignes)\n"
    )
    assert json.loads(ask(base, "select 'NaN'::double as x, 1 where false", "json")) == []
    assert json.loads(ask(base, "select 'NaN'::double as x, '-inf'::double as y", "json")) == [{"x": None, "y": None}]


def test_a_table_is_written_for_french_readers(base):
    sql = ("select 12000.5::decimal(9,2) as euros, 0.125::double as part, date '2024-01-31' as jour, true as vrai, 2024 as an, "
           "timestamp '2024-01-31 10:30:00' as heure, 'NaN'::double as rien")  # fmt: skip
    assert ask(base, sql).splitlines()[2:] == [
        "12 000,50  0,125  31/01/2024  oui   2024  31/01/2024 10:30   nan",
        "(1 ligne)",
    ]
    assert ask(base, "select 12000::decimal(9,2) as a union all select 5").split()[2:5] == ["12", "000", "5"]
    assert ask(base, "select 1e-9::double as a, 1234567.5::double as b").splitlines()[2].split() == [
        "1e-09",
        "1234567,5",
    ]
    assert ask(base, "select 1 as a where false") == "a\n─\n(0 ligne)\n"


def test_a_table_fits_the_screen():
    rows = [["x" * 50, "y" * 50, 12, "z"]] * 2
    for width in (24, 30, 40, 60, 80, 200):
        lines = tables.aligned(["un", "deux", "n", "trois"], rows, width=width).splitlines()
        assert max(map(len, lines[:4])) <= width
        assert len({len(line) for line in lines[1:2]}) == 1
    assert "écran trop étroit pour n, trois" in tables.aligned(["un", "deux", "n", "trois"], rows, width=20)
    assert "12" in tables.aligned(["un", "deux", "n", "trois"], rows, width=60), "numbers are never cut"
    assert "日本…" in tables.aligned(["a"], [["日本語の計画"]], widest=6), "wide characters take two columns"


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=4), st.integers(1, 120))
def test_no_line_of_a_table_passes_the_screen(rows, width):
    lines = tables.aligned(["un", "deux", "trois"], rows, width=width).split("\n")
    shown = [line for line in lines if not line.startswith("(écran")]
    assert len(shown) == len(rows) + 2
    assert all(tables._width(line) <= max(width, tables.NARROWEST) for line in shown)


def test_what_there_is_and_what_it_holds(base):
    told = ask(base, "SHOW TABLES;")
    assert re.search(r"^fr\.fiches +Une ligne par action", told, re.MULTILINE)
    assert re.search(r"^main\.actions +", told, re.MULTILINE)
    assert "publication" not in told
    for sql in ("describe fr.pilotes", "DESC fr.pilotes;", "show fr.pilotes"):
        assert re.search(r"^mention +varchar +Nom tel qu'imprimé", ask(base, sql), re.MULTILINE)
    assert json.loads(ask(base, "describe documents", "json"))[1]["colonne"] == "sha256", "the public table, as in SQL"
    assert "Une ligne" not in ask(base, "describe select 1 as a")
    with pytest.raises(QueryFailed):
        ask(base, "describe nulle_part")


@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.parquet", "a.xlsx", "é 'à'.parquet"])
def test_answers_go_to_a_file(base, tmp_path, name):
    output = tmp_path / name
    output.write_bytes(b"old")
    assert query.save(base, "select 'é' as mot, 12.50::decimal(9,2) as euros", output) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]
    if name.endswith(".parquet"):
        with duckdb.connect() as con:
            assert con.execute("from read_parquet(?)", [str(output)]).fetchall() == [("é", Decimal("12.50"))]
    elif name.endswith(".xlsx"):
        assert output.read_bytes().startswith(b"PK")
    else:
        assert output.read_text("utf-8") == {"a.csv": "mot,euros\né,12.50\n",
                                             "a.json": '[\n {"mot": "é", "euros": 12.5}\n]\n'}[name]  # fmt: skip


def test_what_a_workbook_could_not_hold_is_told(base, tmp_path, capsys):
    home = base.parents[1]
    sql = "select repeat('x', 40000) as texte"
    assert main(["--home", str(home), "query", sql, "--output", str(tmp_path / "a.xlsx")]) == 0
    told = capsys.readouterr()
    assert "colonne texte, ligne 2 : texte de 40000 caractères coupé" in told.err
    assert told.out.endswith("1 ligne\n")


def test_a_file_is_written_whole_or_not_at_all(base, tmp_path):
    output = tmp_path / "a.parquet"
    output.write_bytes(b"old")
    for sql in ("select error('non')", "", "insert into checks select * from checks", "drop table actions"):
        for form in ("parquet", "csv"):
            with pytest.raises(QueryFailed):
                query.save(base, sql, output, form=form)
    assert output.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.parquet"]
    with pytest.raises(UsageError, match=r"\.csv"):
        query.save(base, "select 1", tmp_path / "a.doc")
    with pytest.raises(UsageError, match="n'existe pas"):
        query.save(base, "select 1", tmp_path / "absent" / "a.csv")


@pytest.mark.parametrize(
    "sql",
    [
        "copy actions to '{folder}/out.csv'",
        "select 1; copy actions to '{folder}/out.csv'",
        "from read_csv('{folder}/secret.csv')",
        "attach '{folder}/other.duckdb'",
        "set enable_external_access = true",
        "set allowed_paths = ['{folder}/out.csv']",
        "load httpfs",
    ],
)
def test_refused_while_a_file_is_written(base, tmp_path, sql):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with pytest.raises(QueryFailed):
        query.save(base, sql.format(folder=tmp_path), tmp_path / "a.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["secret.csv"]


def test_binary_forms_ask_for_a_file(base, capsys):
    home = ["--home", str(base.parent.parent)]
    assert main([*home, "query", "select 1", "--format", "parquet"]) == 2
    assert "--output" in capsys.readouterr().err
    assert main([*home, "query", "select 1 as a", "--output", str(base.parent / "x.csv")]) == 0
    assert capsys.readouterr().out.endswith("x.csv : 1 ligne\n")
    assert main([*home, "search", "logement", "--limit", "0"]) == 2
    assert main([*home, "search", "créer", "logement", "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("rang,plan,")


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
    with pytest.raises(PlanothequeError, match=r"base|SQL"):
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


def test_explain_names_columns_as_the_french_views_do(base):
    with duckdb.connect(str(base), read_only=True) as con:
        pilot, action = con.execute("select pilot_id, action_id from pilots").fetchone()
        views = {r[0] for r in con.execute("select view_name from duckdb_views() where schema_name = 'fr'").fetchall()}
    assert {view for _, view, _ in VIEWS.values()} <= views and {t: key for t, (key, _, _) in VIEWS.items()} == KEYS
    for record in (pilot, action):
        told = explain(base, record).split("\n\n")[0].splitlines()[1:]
        names = {line.split()[0] for line in told if line[2:3].strip()}
        assert {"fiche_id", "plan"} <= names
        assert not names & {"action_id", "title", "number", "label", "position", "confidence", "qualifier"}


def test_the_image_shows_the_page_around_the_boxes(base, tmp_path, monkeypatch):
    asked = []

    def drawn(settings, document_id, page, boxes, dpi, clip):
        asked.append((document_id, page, boxes, clip))
        return b"PNG"

    monkeypatch.setattr("pipeline.pictures.page_image", drawn)
    settings = Settings(home=base.parent.parent)
    with duckdb.connect(str(base), read_only=True) as con:
        pilot, action, document = con.execute("select pilot_id, action_id, document_id from pilots").fetchone()
    assert save_image(settings, pilot, tmp_path / "p.png") == f"{tmp_path / 'p.png'} (page 1 de a.pdf)"
    assert (tmp_path / "p.png").read_bytes() == b"PNG"
    assert asked == [(document, 1, [(10.0, 20.0, 110.0, 32.0)], (0.0, 0.0, 595.0, 122.0))]
    with pytest.raises(UsageError, match="pas de preuve"):
        save_image(settings, action, tmp_path / "p.png")
    with pytest.raises(UnknownRecord):
        save_image(settings, "nothing", tmp_path / "p.png")
    with pytest.raises(UsageError, match="n'existe pas"):
        save_image(settings, pilot, tmp_path / "absent" / "p.png")
