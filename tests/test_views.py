"""The French views answer as their descriptions say: money counted once, pairs once, nothing lost on the way."""

import re

import duckdb
import pytest
from stand_in import BUILDER, READER, fake_pdf

from pipeline import store, views
from pipeline.ingest import ingest
from pipeline.settings import Settings

DOCUMENT = {"sha256": "s", "file_name": "plan.pdf", "page_count": 3, "text_source": "digital", "pipeline_version": "1",
            "ingested_at": "2026-01-01"}  # fmt: skip


def add(con, table, **values):
    con.execute(
        f"insert into {table} ({', '.join(values)}) values ({', '.join('?' * len(values))})", [*values.values()]
    )


def document(con, name="d", **values):
    add(con, "documents", document_id=name, **{**DOCUMENT, "sha256": name, **values})


def action(con, name="a", document_id="d", **values):
    add(con, "actions", action_id=name, document_id=document_id, **{"position": 1, "title": "Agir", **values})


def cost(con, n, amount, of="a", **values):
    low, high = amount if isinstance(amount, tuple) else (amount, amount)
    row = {"text": f"texte {n}", "status": "stated", "amount_min": low, "amount_max": high, **values}
    add(con, "costs", cost_id=f"{of}{n}", action_id=of, document_id="d", **row)


@pytest.fixture
def con():
    with store.connect_offline() as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        views.install(con)
        yield con


def ask(con, sql):
    return con.execute(sql).fetchall()


BUDGETS = {
    "dated amounts make the others repeats": (
        [(100, {"year": 2022}), (50, {"year": 2023}), (150, {}), (75, {"per_period": "year"})],
        [(2022, 100, 100, "année imprimée"), (2023, 50, 50, "année imprimée")],
    ),
    "a year's total stands alone": (
        [(100, {"year": 2022}), (60, {"year": 2022}), (40, {"year": 2022})],
        [(2022, 100, 100, "année imprimée")],
    ),
    "a year's two equal parts add up": (
        [(50, {"year": 2022}), (50, {"year": 2022})],
        [(2022, 100, 100, "année imprimée")],
    ),
    "total and its yearly share in one text": (
        [(1800, {"text": "x"}), (300, {"text": "x", "per_period": "year"})],
        [(None, 1800, 1800, "total de la fiche")],
    ),
    "investment and yearly running costs in one text": (
        [
            (1200, {"text": "x", "nature": "investment"}),
            (85, {"text": "x", "nature": "operating", "per_period": "year"}),
        ],
        [(2022, 85, 85, "montant annuel"), (2023, 85, 85, "montant annuel"), (None, 1200, 1200, "total de la fiche")],
    ),
    "a part named by its nature is in the whole": (
        [(1200, {"text": "dont x"}), (400, {"text": "dont x", "nature": "investment"})],
        [(None, 1200, 1200, "total de la fiche")],
    ),
    "an amount before and after tax": (
        [(100, {"text": "x", "tax": "HT"}), (120, {"text": "x", "tax": "TTC"})],
        [(None, 120, 120, "total de la fiche")],
    ),
    "two sums named in one text": (
        [(264, {"text": "État : 264 €, bailleurs : 90 €"}), (90, {"text": "État : 264 €, bailleurs : 90 €"}), (70, {})],
        [(None, 424, 424, "total de la fiche")],
    ),
    "parts cut over several texts": (
        [(64, {"text": "64 € (État : 40 €"}), (40, {"text": "64 € (État : 40 €"}), (24, {})],
        [(None, 64, 64, "total de la fiche")],
    ),
    "parts in brackets": (
        [(60, {"text": "60 € (État 20 €, villes)"}), (20, {"text": "60 € (État 20 €, villes)"})],
        [(None, 60, 60, "total de la fiche")],
    ),
    "studies each year and works": (
        [(95, {"text": "x", "per_period": "year"}), ((4000, 5000), {"text": "x", "nature": "investment"})],
        [(2022, 95, 95, "montant annuel"), (2023, 95, 95, "montant annuel"), (None, 4000, 5000, "total de la fiche")],
    ),
    "a yearly amount and its sum over the years, far apart": (
        [(50, {"per_period": "year"}), (100, {})],
        [(None, 100, 100, "total de la fiche")],
    ),
    "one dated amount among others": (
        [(90, {"year": 2030}), (45, {}), (30, {})],
        [(2030, 90, 90, "année imprimée"), (None, 75, 75, "total de la fiche")],
    ),
    "one dated amount and the same without its year": (
        [(90, {"year": 2030}), (90, {})],
        [(2030, 90, 90, "année imprimée")],
    ),
    "lines and their sum": ([(30, {}), (70, {}), (100, {})], [(None, 100, 100, "total de la fiche")]),
    "lines without a sum": ([(30, {}), (70, {})], [(None, 100, 100, "total de la fiche")]),
    "a line that calls itself a total": (
        [(30, {}), (90, {"text": "Budget total : 90 €"}), (20, {"per_period": "year"})],
        [(None, 90, 90, "total de la fiche")],
    ),
    "a yearly amount runs over the years of the action": (
        [((10, 20), {"per_period": "year"})],
        [(2022, 10, 20, "montant annuel"), (2023, 10, 20, "montant annuel")],
    ),
    "a month is a twelfth": (
        [(10, {"per_period": "month"})],
        [(2022, 120, 120, "montant annuel"), (2023, 120, 120, "montant annuel")],
    ),
    "per place, per day, or without a figure": (
        [(16, {"per_unit": "place"}), (9, {"per_period": "day"}), (None, {}), (7, {"status": "none"})],
        [],
    ),
}


@pytest.mark.parametrize("name", BUDGETS)
def test_money_is_counted_once(con, name):
    costs, expected = BUDGETS[name]
    document(con)
    action(con, start_year=2022, end_year=2023)
    for n, (amount, values) in enumerate(costs):
        cost(con, n, amount, **values)
    sql = "select annee, montant_min, montant_max, base from fr.budget_fiches order by annee nulls last"
    assert ask(con, sql) == expected


def test_yearly_money_of_an_action_without_years(con):
    document(con, period_start=2024, period_end=2025)
    document(con, "open", period_start=2024)
    action(con)
    action(con, "b", "open")
    cost(con, 1, 10, per_period="year")
    cost(con, 1, 10, of="b", per_period="year")
    con.execute("update costs set document_id = 'open' where action_id = 'b'")
    rows = ask(con, "select document_id, annee, montant_min, base from fr.budget_fiches order by all")
    assert rows == [("d", 2024, 10, "montant annuel"), ("d", 2025, 10, "montant annuel"),
                    ("open", None, 10, "par an, durée inconnue")]  # fmt: skip


def test_budget_by_orientation_sums_its_actions_once(con):
    document(con)
    add(
        con,
        "orientations",
        orientation_id="o",
        document_id="d",
        depth=0,
        position=1,
        label="Axe",
        number="1",
        title="Toit",
    )
    add(con, "orientations", orientation_id="p", document_id="d", parent_id="o", depth=1, position=2, title="Clé")
    add(con, "orientations", orientation_id="q", document_id="d", parent_id="gone", depth=1, position=3, number="9")
    for name, orientation in (("a", "p"), ("b", "p"), ("c", None)):
        action(con, name, orientation_id=orientation)
        cost(con, 1, 100, of=name, year=2024)
        add(con, "pilots", pilot_id=name, action_id=name, document_id="d", mention="DDT", is_group=False, position=1)
        add(
            con,
            "pilots",
            pilot_id=name + "2",
            action_id=name,
            document_id="d",
            mention="CAF",
            is_group=False,
            position=2,
        )
    sql = "select premier_niveau, orientation, annee, nb_fiches, montant_max from fr.budget_orientations order by 1"
    assert ask(con, sql) == [
        ("(sans orientation)", "(sans orientation)", 2024, 1, 100),
        ("Axe 1 – Toit", "Axe 1 – Toit › Clé", 2024, 2, 200),
    ]
    assert ask(con, "select chemin, premier_niveau, niveau, nb_fiches from fr.orientations order by rang") == [
        ("Axe 1 – Toit", "Axe 1 – Toit", 1, 0), ("Axe 1 – Toit › Clé", "Axe 1 – Toit", 2, 2), ("9", "9", 2, 0)
    ]  # fmt: skip
    assert ask(con, "select pilotes, count(*) from fr.fiches group by all") == [("DDT ; CAF", 3)]


def test_each_pair_once_groups_and_replaced_editions_out(con):
    document(con, "old")
    document(con, "new", supersedes="old")
    for name in ("x", "y", "g"):
        add(con, "organisations", organisation_id=name, name=name.upper())
    for edition in ("old", "new"):
        action(con, edition, edition)
        add(con, "pilots", pilot_id=edition, action_id=edition, document_id=edition, organisation_id="y", mention="Y",
            is_group=False, position=1)  # fmt: skip
        for n, who in enumerate(("x", "x", "y", "g")):
            add(con, "partners", partner_id=f"{edition}{n}", action_id=edition, document_id=edition, organisation_id=who,
                mention=who, is_group=who == "g", position=n)  # fmt: skip
    assert ask(con, "from fr.collaborations") == [("x", "X", "y", "Y", 1, 1, 1)]
    assert ask(con, "select document_id, derniere_edition from fr.documents order by 1") == [
        ("new", True),
        ("old", False),
    ]
    assert ask(con, "select nb_documents, nb_fiches from fr.couverture_territoires") == [(1, 1)]


def test_calendar_by_year(con):
    document(con, period_end=2025)
    action(con, "a", start_year=2023, end_year=2024, calendar="2023-2024")
    action(con, "b", start_year=2024)
    action(con, "c", calendar="en continu")
    action(con, "d")
    assert ask(con, "select annee, nb_fiches_en_cours, nb_fiches_commencent, nb_fiches_finissent from fr.calendrier_annuel "
                    "order by annee") == [(2023, 1, 1, 0), (2024, 2, 1, 1), (2025, 1, 0, 0)]  # fmt: skip
    assert ask(con, "select fiche_id, duree_annees from fr.calendrier order by 1") == [
        ("a", 2),
        ("b", None),
        ("c", None),
    ]


def test_who_is_not_known_yet(con):
    document(con)
    action(con)
    known = {"r": ("registry", "other", None), "t": ("territory", "epci", "38"), "d": ("document", "association", None),
             "z": ("doubtful", "state", None), "g": ("group", "group", None), "u": ("user", "other", None)}  # fmt: skip
    for n, (name, (origin, kind, code)) in enumerate(known.items()):
        add(con, "organisations", organisation_id=name, name=name, kind=kind, origin=origin, territory_code=code)
        add(con, "partners", partner_id=name, action_id="a", document_id="d", organisation_id=name, mention=name,
            is_group=name == "g", position=n)  # fmt: skip
    add(con, "funders", funder_id="f", action_id="a", document_id="d", mention="Mystère", position=1)
    sql = "select mention, motif, roles from fr.organisations_a_rapprocher order by mention"
    assert ask(con, sql) == [
        ("Mystère", "aucune organisation", "financeur"), ("d", "connue par ses seuls mots", "partenaire"),
        ("r", "type inconnu", "partenaire"), ("z", "douteuse", "partenaire"),
    ]  # fmt: skip
    assert ask(con, "select fiche_id, partenaires from fr.fiches_sans_pilote") == [("a", "r ; t ; d ; z ; g ; u")]


def test_a_plan_always_has_a_name(con):
    document(con, "1", title="PLH")
    document(con, "2", plan_type="CIA", territory="Pays")
    document(con, "3", file_name="scan.pdf")
    assert ask(con, "select plan from fr.documents order by document_id") == [("PLH",), ("CIA – Pays",), ("scan.pdf",)]


def test_no_row_is_lost_or_doubled(tmp_path):
    settings = Settings(home=tmp_path / "home", reader=READER, builder=BUILDER)
    for name in ("a.pdf", "b.pdf"):
        fake_pdf(tmp_path, name)
    ingest([tmp_path / "a.pdf", tmp_path / "b.pdf"], settings)
    same = {"documents": "documents", "fiches": "actions", "pilotes": "pilots", "organisations": "organisations",
            "preuves": "evidence", "pages": "pages", "ingestions": "ingestions"}  # fmt: skip
    with duckdb.connect(str(settings.published), read_only=True) as con:
        for view, table in same.items():
            count = ask(con, f"select (select count(*) from fr.{view}), (select count(*) from {table})")[0]
            assert count[0] == count[1] > 0, view
        assert ask(con, "select distinct page, plan like 'Plan %' from fr.pilotes") == [(1, True)]
        assert views.installed_version(con) == views.version()


def test_the_file_needs_nothing_of_ours(tmp_path):
    """Whoever attaches the file under another name has the views and their descriptions."""
    path = tmp_path / "base.duckdb"
    with store.connect_offline(path) as con:
        con.execute("begin")
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        views.install(con)
        document(con)
        action(con)
        con.execute("commit")
    with duckdb.connect() as con:
        con.execute(f"attach '{path}' as other (read_only)")
        assert ask(con, "select plan, titre from other.fr.fiches") == [("plan.pdf", "Agir")]
        assert ask(con, "select count(*) from other.fr.budget_orientations") == [(0,)]
        told = ask(con, "select comment from duckdb_columns() where database_name = 'other' and table_name = 'fiches'")
        assert len(told) > 20 and all(comment for (comment,) in told)


def test_installed_once_and_again_when_it_changes(con, monkeypatch):
    con.execute("create view fr.temoin as select 1")
    views.install(con)
    assert ask(con, "select count(*) from duckdb_views() where view_name = 'temoin'") == [(1,)], (
        "nothing to do, nothing done"
    )
    monkeypatch.setattr(views, "version", lambda: "0123456789ab")
    views.install(con)
    assert views.installed_version(con) == "0123456789ab"
    assert ask(con, "select count(*) from duckdb_views() where view_name = 'temoin'") == [(0,)], "an old view stayed"


def test_every_coded_value_has_its_french_word(con):
    """A value the schema allows is never shown in English by a view."""
    allowed = re.compile(r'(\w+): str(?: \| None)? = Field\((?:None, )?pattern="\^\(([\w|]+)\)\$"')
    source = (store.SCHEMA.parents[1] / "models" / "record.py").read_text("utf-8")
    text = "".join(p.read_text("utf-8") for p in sorted(views.HERE.glob("*.sql")))
    same_in_french = {"commune", "national", "association", "HT", "TTC"}
    for column, values in allowed.findall(source):
        for value in set(values.split("|")) - same_in_french:
            falls_to_else = value in {"mixed", "unreadable", "error", "to_define", "failed", "ok"}
            assert falls_to_else or f"'{value}'" in text, (column, value)
