"""What the checks say of drawn documents: each fires where something is missing or contradictory, and only there."""

from __future__ import annotations

import datetime as dt

import pytest
from drawing import Sheet
from plans import read

from pipeline.normalise import build_records

DOC = "0123456789abcdef"


def told(name: str, *sheets: Sheet) -> list[str]:
    """The messages of one check on a file of these sheets."""
    records = build_records(
        read(*sheets), document_id=DOC, sha256=DOC * 4, file_name="plan.pdf", pipeline_version="0.1.0",
        ingested_at=dt.datetime(2026, 1, 1),
    )  # fmt: skip
    return [c.message for c in records.checks if c.check_name == name]


def fiche(head: str, *fields: tuple[str, str], above: str | None = None) -> Sheet:
    sheet = Sheet()
    y = 80.0
    if above:
        y = sheet.write(60, y, above, size=18, bold=True, width=470) + 12
    y = sheet.write(60, y, head, size=15, bold=True, width=470) + 10
    given = {"Pilote": "Ville de Bazas", "Partenaires": "CAF, État", "Calendrier": "2025-2027"} | dict(fields)
    sheet.sections(60, y, given.items(), width=470)
    return sheet


def numbered(*numbers: str, word: str = "Action") -> list[Sheet]:
    titles = [
        "Créer des logements",
        "Former les agents",
        "Ouvrir un guichet",
        "Rénover les écoles",
        "Planter des haies",
    ]
    return [fiche(f"{word} {n} : {title}") for n, title in zip(numbers, titles, strict=False)]


# -- holes in the numbering


@pytest.mark.parametrize("numbers", [("1", "2", "4"), ("1.1", "1.2", "1.4"), ("A1", "A3", "A4")])
def test_a_skipped_number_is_told(numbers):
    [message] = told("numbering_gap", *numbered(*numbers))
    missing = {"4": "3", "1.4": "1.3", "A4": "A2"}[numbers[-1]]
    assert message == f"Numérotation incomplète (action) : numéro manquant {missing}."


@pytest.mark.parametrize("numbers", [("1", "2", "3"), ("1.1", "1.2", "2.1", "2.2"), ("1",), ("12", "47")])
def test_numbers_that_follow_each_other_are_not(numbers):
    assert told("numbering_gap", *numbered(*numbers)) == []


def test_levels_numbered_through_the_whole_plan_have_no_gap():
    sheets = []
    for axis, levels in (("A", "12"), ("B", "34")):
        for level in levels:
            above = f"Axe {axis} : {'Loger' if axis == 'A' else 'Accompagner'} les habitants"
            sheet = fiche(f"Action {level}.1 : Tenir la promesse {level}", above=above)
            sheet.write(60, 60, f"Engagement {level} : Agir pour le but {level}", size=16, bold=True)
            sheets.append(sheet)
    assert told("numbering_gap", *sheets) == []


# -- announced, not found


def contents(*entries: str) -> Sheet:
    sheet = Sheet()
    sheet.contents(80, [(entry, k + 2) for k, entry in enumerate(entries)])
    return sheet


NAMES = ("Créer des logements", "Former les agents", "Ouvrir un guichet", "Rénover les écoles")


@pytest.mark.parametrize("form", ["Action 1.{} : {}", "1.{} {}"])
def test_an_action_of_the_contents_without_its_fiche_is_told(form):
    page = contents("Préambule", *(form.format(k, name) for k, name in enumerate(NAMES, 1)), "Annexes")
    [message] = told("announced_not_found", page, *numbered("1.1", "1.2", "1.3"))
    assert "Action 1.4" in message and "Rénover les écoles" in message and "page 1" in message
    assert told("announced_not_found", page, *numbered("1.1", "1.2", "1.3", "1.4")) == []


def test_other_numbered_chapters_of_the_contents_announce_nothing():
    page = contents(
        "1.1 Le territoire", "1.2 La démarche", "1.3 Les acteurs", "2.1 Action par action", "3 Annexes", "4 Sigles"
    )
    assert told("announced_not_found", page, *numbered("1", "2", "3")) == []


def summary(*rows: list[str]) -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 60, "Contrat de ville de Bazas", size=18, bold=True) + 12
    sheet.table(60, y, [40, 230, 120, 80], [["N°", "Action", "Partenaires", "Coût"], *rows])
    return sheet


ROWS = [[str(k), name, "ANRU, Anah", f"{k}0 000 €"] for k, name in enumerate(NAMES, 1)]


def test_a_row_without_the_fiche_that_the_others_have_is_told():
    [message] = told("announced_not_found", summary(*ROWS), *numbered("1", "2", "3"))
    assert "Rénover" in message or message.startswith("4")
    assert "tableau de la page 1" in message
    assert told("announced_not_found", summary(*ROWS), *numbered("1", "2", "3", "4")) == []


def test_a_table_whose_actions_have_no_fiche_at_all_announces_nothing():
    assert told("announced_not_found", summary(*ROWS)) == []


# -- totals


@pytest.mark.parametrize(
    ("cost", "fires"),
    [
        ("Coût total : 100 000 €, études 30 000 €, travaux 60 000 €", True),
        ("Coût total : 90 000 €, études 30 000 €, travaux 60 000 €", False),
        ("60 000 € par an (État 30 000 € / villes 20 000 €)", True),
        ("60 000 € par an (État 30 000 € / villes 30 000 €)", False),
        ("14 500 € dont ADEME 6 000 € et Région 3 500 €", False),
        ("8 000 € dont ADEME 6 000 € et Région 3 500 €", True),
        ("310 000 €, État (TEPCV) 124 000 €, SDE 31 000 €", False),
    ],
)
def test_a_total_and_its_parts(cost, fires):
    assert bool(told("total_mismatch", fiche("Action 1 : Créer des logements", ("Coût", cost)))) is fires


@pytest.mark.parametrize(
    ("last", "fires"),
    [("100 000 €", False), ("120 000 €", True), ("non chiffré", False), ("9 €", False)],
)
def test_the_last_row_of_a_table_of_figures(last, fires):
    sheet = fiche("Action 1 : Créer des logements")
    body = [["Études", "10 000 €"], ["Travaux", "80 000 €"], ["Suivi", "10 000 €"], ["Total", last]]
    sheet.table(60, 500, [200, 120], [["Poste", "Montant 2025"], *body])
    messages = told("total_mismatch", sheet)
    assert bool(messages) is fires
    if fires:
        assert "page 1" in messages[0] and "100 000" in messages[0] and "120 000" in messages[0]


@pytest.mark.parametrize("head", ["Taux", "Prix unitaire", "Part (%)"])
def test_rates_and_prices_are_not_summed(head):
    sheet = fiche("Action 1 : Créer des logements")
    sheet.table(60, 500, [200, 120], [["Poste", head], ["A", "10"], ["B", "20"], ["C", "30"], ["Total", "50"]])
    assert told("total_mismatch", sheet) == []


# -- labels without content


def test_a_label_over_nothing_is_told():
    sheet = fiche("Action 1 : Créer des logements", ("Coût", ""))
    assert told("empty_field", sheet) == ["Action 1 : sous la rubrique « Coût », rien n'a été lu."]
    assert told("empty_field", fiche("Action 1 : Créer des logements", ("Coût", "à définir"))) == []


def test_lines_to_write_on_and_credits_are_no_labels():
    sheets = []
    for number, name in enumerate(NAMES, 1):
        sheet = fiche(f"Action {number} : {name}")
        sheet.write(60, 700, "_" * 60, size=8)
        sheet.write(60, 720, "Crédit photo : Agence", size=7, italic=True)
        sheets.append(sheet)
    assert told("empty_field", *sheets) == []
