"""Territoires en Transitions and the schéma commun: what the platforms accept, and every loss listed with its reason."""

import csv
import datetime as dt
import json
import re
from decimal import Decimal

import openpyxl
import pytest
from exported import FIRST, HOSTILE, SECOND, hostile, plan, publish, settings_of
from hypothesis import given
from hypothesis import strategies as st
from test_export_flat import package_errors

from models import record
from pipeline.exports import common_schema, export, tet, text

HEADERS = [
    "Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif",
    "Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques",
    "Partenaires", "Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne",
    "Financements", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT",
    "Budget prévisionnel total € HT", "Statut", "Niveau de priorité", "Date de début", "Date de fin",
]  # fmt: skip
STATUSES = {"À venir", "En cours", "Réalisé", "En pause", "Abandonné", "Bloqué", "En retard", "A discuter"}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    settings = settings_of(tmp_path_factory.mktemp("base"))
    publish(settings, plan(), hostile())
    return settings


@pytest.fixture(scope="module")
def imported(base, tmp_path_factory):
    return export("tet", base, tmp_path_factory.mktemp("tet") / "plans")


@pytest.fixture(scope="module")
def common(base, tmp_path_factory):
    return export("schema-commun", base, tmp_path_factory.mktemp("commun") / "plans")


def losses(report):
    with open(report.losses_file, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def split_list(said):
    """The platform's splitter: commas outside round brackets, double quotes and guillemets."""
    items, item, depth, quoted = [], "", 0, False
    for c in said:
        if c == '"':
            quoted = not quoted
        depth += (c in "(«") - (c in ")»")
        if c == "," and depth <= 0 and not quoted:
            items.append(item.strip())
            item = ""
        else:
            item += c
    return [i for i in [*items, item.strip()] if i]


def tet_errors(path):
    """Why the platform would refuse the whole file, re-created from its parser and its rules."""
    book = openpyxl.load_workbook(path)
    sheet = next((s for s in book if s["A2"].value == "Axe (x)"), None)
    if sheet is None:
        return ["no sheet whose A2 is « Axe (x) »"]
    found = [f"header {i + 1}" for i, h in enumerate(HEADERS) if (sheet.cell(2, i + 1).value or "").strip() != h]
    seen = set()
    for row in sheet.iter_rows(min_row=4, max_col=28):
        values = [c.value for c in row]
        if all(v is None for v in values):
            continue
        line = row[0].row
        found += [f"{line}: formula" for c in row if c.data_type == "f"]
        axes, title, child = tuple(v for v in values[:3] if v), values[3], values[4]
        if not isinstance(title, str) or not 1 <= len(title.strip()) <= 300 or "\n" in title:
            found.append(f"{line}: title {title!r}")
        if any("::" in a or "\n" in a for a in axes):
            found.append(f"{line}: axis {axes}")
        if (axes, title, child) in seen:
            found.append(f"{line}: twice {title!r}")
        seen.add((axes, title, child))
        for index, most in ((5, 20_000), (7, 10_000), (10, 10_000), (4, 300)):
            if values[index] is not None and len(values[index]) > most:
                found.append(f"{line}: column {index + 1} too long")
        for index in (6, 9, 11, 12, 13, 14):
            names = [n.casefold() for n in split_list(values[index] or "")]
            if len(names) != len(set(names)):
                found.append(f"{line}: twice in a list: {names}")
        for index in (18, 20, 22, 23):
            if values[index] is not None and not isinstance(values[index], int | float):
                found.append(f"{line}: amount {values[index]!r}")
            if isinstance(values[index], int | float) and not 0 <= values[index] <= 999_999_999_999:
                found.append(f"{line}: amount {values[index]!r}")
        if isinstance(values[23], float) and values[23] != int(values[23]):
            found.append(f"{line}: budget {values[23]!r}")
        if values[24] not in (None, *STATUSES):
            found.append(f"{line}: status")
        if any(values[i] is not None and not isinstance(values[i], dt.datetime) for i in (26, 27)):
            found.append(f"{line}: dates {values[26:28]}")
        elif values[26] and values[27] and values[27] < values[26]:
            found.append(f"{line}: ends before it starts")
    return found


def data(path):
    sheet = openpyxl.load_workbook(path).active
    return [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_col=28)]


def test_every_file_passes_the_platform_s_rules(imported):
    files = sorted(imported.path.glob("*.xlsx"))
    assert [f.name for f in files] == sorted(n for n in imported.counts)
    assert len(files) == 2
    assert {f.name: tet_errors(f) for f in files} == {f.name: [] for f in files}


def test_the_rules_see_a_bad_file(imported, tmp_path):
    book = openpyxl.load_workbook(next(imported.path.glob("programme*.xlsx")))
    sheet = book.active
    sheet["D2"] = "Titre de la fiche action"
    sheet["D5"] = None
    sheet["X4"] = "12 000 €"
    sheet["AA4"], sheet["AB4"] = dt.datetime(2026, 1, 1), dt.datetime(2024, 1, 1)
    book.save(tmp_path / "bad.xlsx")
    assert len(tet_errors(tmp_path / "bad.xlsx")) == 4


def test_what_each_column_carries(imported):
    (file,) = imported.path.glob("programme*.xlsx")
    first, second = data(file)
    assert first[:4] == ["Axe 1 : Loger", "Orientation 1.1 : Produire", None, "1.10 - Créer des logements"]
    assert first[5] == "Modalités : Bail à réhabilitation\n\nCalendrier : 2024-2026\n\nSource : plan 1.pdf, page 4 à 5"
    assert first[7:10] == ["Loger 60 ménages", "- Logements créés", "DDT (service habitat)"]
    assert split_list(first[11]) == ["Bailleurs (Archipel, Néotoa)", "CAF - ADIL"]
    assert first[16].splitlines() == ["35 000,50 €", "État : 10 000,00 €", "Région : 5 000,25 €", "ANAH (50 %)",
                                      "CAF : 1,00 €", "Ville : 2,00 €"]  # fmt: skip
    assert first[17:24] == ["État", 10000, "Région", 5000.25, "CAF", 1, 35001]
    assert first[26:] == [dt.datetime(2024, 1, 1), dt.datetime(2026, 12, 31)]
    assert [i for i, v in enumerate(first) if v is None] == [2, 4, 6, 10, 12, 13, 14, 15, 24, 25]
    assert second[3] == "Observer"
    assert second[:3] == [None] * 3


def test_what_is_left_is_listed_with_its_reason(imported):
    rows = [r for r in losses(imported) if r["Identifiant du document"] == FIRST]
    told = {(r["Table"], r["Identifiant"]): r["Raison"] for r in rows}
    assert told[("orientations", f"ori-{FIRST}-c")].startswith("orientation sans action")
    assert told[("indicators", f"ind-{FIRST}")].startswith("indicateur")
    assert told[("targets", f"tar-{FIRST}")].startswith("objectif chiffré")
    assert told[("funders", f"fun-{FIRST}-3")].startswith("financeur sans montant")
    assert told[("funders", f"fun-{FIRST}-5")].startswith("plus de trois financeurs")
    assert told[("costs", f"cos-{FIRST}")] == "budget arrondi à l'euro"
    assert told[("partners", f"par-{FIRST}-2")].startswith("virgule ou guillemet")
    assert told[("partners", f"par-{FIRST}-3")] == "nommé deux fois : gardé une fois"
    assert all(r["Action"] for r in rows if r["Table"] not in ("documents", "orientations"))
    assert sum(imported.losses.values()) == len(losses(imported))
    readme = (imported.path / "LISEZ-MOI.txt").read_text("utf-8-sig")
    assert "Plan Urbanisme/habitat" in readme and "période : 2024 à 2029" in readme


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("CAF, ADIL", "CAF - ADIL"), ("Bailleurs (Archipel, Néotoa)", "Bailleurs (Archipel, Néotoa)"),
        ('le "Toit", association', "le Toit - association"), ("« Un, deux », trois", "« Un, deux » - trois"),
        ("Ville (services", "Ville services"), ("a ) b ( c, d", "a b c - d"), ("((a, b))", "a - b"), (",", ""),
        ("CAF,\nMSA", "CAF - MSA"),
    ],
)  # fmt: skip
def test_names_stay_whole_in_a_list(name, item):
    assert tet.list_item(name) == item
    assert split_list(item) == ([item] if item else [])


@given(st.text(alphabet='ab ,"()«»', max_size=12))
def test_a_name_is_one_item_whatever_its_marks(name):
    assert len(split_list(tet.list_item(name))) <= 1


def test_titles_axes_dates_and_budgets_that_would_be_refused(tmp_path):
    settings = settings_of(tmp_path)
    made = plan()
    made.actions[0].title, made.actions[0].number = "Très long " * 60, None
    made.actions[0].start_year, made.actions[0].end_year = 2029, 2024
    made.actions[0].modalities = "m" * 25_000
    for n in range(2):
        copy = made.actions[1].model_copy(update={"action_id": f"same-{n}", "position": 3 + n, "title": "Observer"})
        made.actions.append(copy)
    made.costs[0].tax = "TTC"
    for n, above in enumerate(["b", "d3", "d4"]):
        made.orientations.append(
            record.Orientation(orientation_id=f"ori-{FIRST}-d{n + 3}", parent_id=f"ori-{FIRST}-{above}", depth=n + 2,
                               document_id=FIRST, position=9, title=f"Niveau::{n + 3}\nsuite")
        )  # fmt: skip
    made.actions[0].orientation_id = f"ori-{FIRST}-d5"
    publish(settings, made, record.DocumentRecords(document=plan(SECOND).document))
    report = export("tet", settings, tmp_path / "t")
    (file,) = report.path.glob("*.xlsx")
    assert tet_errors(file) == []
    first, *others = data(file)
    assert first[2] == "Niveau:3 suite > Niveau:4 suite > Niveau:5 suite"
    assert len(first[3]) <= 300 and first[5].startswith("Très long Très long")
    assert first[23] is None and first[26] is None and first[27] is None
    assert [r[3] for r in others] == ["Observer", "Observer (2)", "Observer (3)"]
    told = " | ".join(r["Raison"] for r in losses(report))
    for part in ("plus de 300 caractères", "même titre deux fois", "fin avant le début", "TTC", "trois niveaux",
                 "coupé à 20000", "document sans action"):  # fmt: skip
        assert part in told


def test_the_total_of_a_table_of_years_is_the_budget(tmp_path):
    settings = settings_of(tmp_path)
    made = plan()
    year = made.costs[0].model_copy(update={"tax": None})
    made.costs = [
        year.model_copy(update={"cost_id": f"c{y}", "year": y, "amount_min": Decimal(n), "amount_max": Decimal(n)})
        for y, n in ((2024, 100), (2025, 150), (None, 250))
    ]
    publish(settings, made)
    (file,) = export("tet", settings, tmp_path / "a").path.glob("*.xlsx")
    assert data(file)[0][23] == 250
    made.costs[2].amount_min = made.costs[2].amount_max = Decimal(400)
    publish(settings, made)
    (file,) = export("tet", settings, tmp_path / "b").path.glob("*.xlsx")
    assert data(file)[0][23] is None


def test_hostile_titles_do_not_run_in_the_import_file(imported):
    (file,) = imported.path.glob(f"*-{SECOND}.xlsx")
    sheet = openpyxl.load_workbook(file).active
    cells = [c for c in sheet["D"][3:] if c.value]
    expected = [text.one_line(t) for t in HOSTILE]
    told = [re.sub(r" \(\d\)$", "", c.value) for c in cells]  # equal titles are numbered
    assert told == [f"{t} - {t}" for t in expected if t]  # the number, then the title
    assert {c.quotePrefix for c in cells if c.value[0] in "=@"} == {True}


def test_common_schema_is_a_valid_package(common):
    description = json.loads((common.path / "datapackage.json").read_text("utf-8"))
    assert package_errors(common.path, description) == []
    assert [(r["name"], len(r["schema"]["fields"])) for r in description["resources"]] == [
        ("plans-transition", 8), ("fiches-action", 11), ("projets-operationnels", 23), ("financements", 9)
    ]  # fmt: skip
    for resource in description["resources"]:
        schema = json.loads((common.path / resource["name"] / "schema.json").read_text("utf-8"))
        assert schema == resource["schema"]


def test_common_schema_validates_with_frictionless(common):
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed (extra « test »)")
    report = frictionless.validate(str(common.path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


def table(report, name):
    with open(report.path / name / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_common_schema_carries_plans_actions_projects_and_funding(common):
    found = next(p for p in table(common, "plans-transition") if p["nom"].startswith("Programme"))
    assert (found["type"], found["periodeDebut"], found["periodeFin"]) == ("PLH", "2024-01-01", "2029-12-31")
    assert (found["collectiviteResponsableSiren"], found["territoireCommunes"]) == ("244909991", "")
    cards = [c for c in table(common, "fiches-action") if json.loads(c["planTransitionIds"]) == [found["id"]]]
    assert [c["nom"] for c in cards] == ["1.10 - Créer des logements", "Observer"]
    assert cards[0]["objectifs"] == "Loger 60 ménages"
    assert cards[0]["statut"] == cards[0]["leviersSgpe"] == ""
    assert cards[0]["description"].startswith("Orientation : Axe 1 : Loger > Orientation 1.1 : Produire")
    (project,) = table(common, "projets-operationnels")
    assert json.loads(project["ficheActionIds"]) == [cards[0]["id"]]
    assert (project["budgetPrevisionnel"], project["dateDebut"], project["dateFin"]) == (
        "35001", "2024-01-01", "2026-12-31"
    )  # fmt: skip
    funding = table(common, "financements")
    assert {f["projetOperationnelId"] for f in funding} == {project["id"]}
    assert [(f["source"], f["montantDemande"], f["statut"]) for f in funding][:3] == [
        ("État", "10000", "Prévisionnel"), ("Région", "5000", "Prévisionnel"), ("ANAH", "", "Prévisionnel")
    ]  # fmt: skip
    told = {(r["Table"], r["Raison"].split(" :")[0]) for r in losses(common)}
    assert {("pilots", "pilote"), ("partners", "partenaire"), ("indicators", "indicateur"), ("funders", "montant annoncé"),
            ("funders", "part du financement"), ("orientations", "orientation sans action")} <= told  # fmt: skip


def test_uuids_are_stable_and_distinct(base, common, tmp_path):
    again = export("schema-commun", base, tmp_path / "again")
    for name in common_schema.TABLES:
        assert [r["id"] for r in table(again, name)] == [r["id"] for r in table(common, name)]
    assert common_schema.stable_uuid("fiche", "a") != common_schema.stable_uuid("projet", "a")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                        common_schema.stable_uuid("x"))  # fmt: skip
