"""Budgets, calendars and indicators in the small tables of fiches, as plans draw them."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, Sheet
from plans import actions, fiche, field, read

from extractors.fields import read_fields
from extractors.printed_words import _clean
from extractors.year_rows import marked_years
from models.geometry import Box
from models.segment import ActionNode
from models.text import Mark, PlacedText


def costs(action: ActionNode) -> list[tuple[int, int | None]]:
    return [(int(c.value.amount.low), c.value.amount.year) for c in read_fields(action).costs if c.value.amount]


def years(action: ActionNode) -> tuple[int | None, int | None]:
    calendar = read_fields(action).calendar
    return (calendar.value.start, calendar.value.end) if calendar else (None, None)


THOUSANDS = [(40_000, 2025), (35_000, 2026), (75_000, None)]


@pytest.mark.parametrize(
    ("label", "corner"),
    [("Moyens financiers", "En milliers d'euros"), ("Budget prévisionnel (en k€)", "Poste"), ("Budget", "k€ HT")],
)
def test_thousands_said_in_a_corner_or_by_the_label(label: str, corner: str):
    sheet, y = fiche()
    y = sheet.write(60, y, label, size=11, bold=True) + 4
    rows = [[corner, "2025", "2026", "Total"], ["Ingénierie", "40", "35", "75"]]
    sheet.table(60, y, [200, 80, 80, 80], rows, fills={0: GREY})
    (action,) = read(sheet).actions
    assert costs(action) == THOUSANDS


def test_what_each_funder_pays_counts_beside_the_cost():
    sheet, y = fiche()
    y = sheet.sections(60, y, [("Coût total", "60 000 €")], width=470)
    y = sheet.write(60, y, "Plan de financement", size=11, bold=True) + 4
    rows = [["Financeur", "Montant"], ["Anah", "20 000 €"], ["Région", "20 000 €"], ["Ville", "20 000 €"]]
    sheet.table(60, y, [240, 120], rows, fills={0: GREY})
    (action,) = read(sheet).actions
    assert costs(action) == [(60_000, None), (20_000, None), (20_000, None), (20_000, None)]


def test_a_total_cost_said_in_words():
    sheet = Sheet(842, 595)
    rows = [
        ["N°", "Action", "Pilote", "Coût total HT (€)", "2025", "2026"],
        ["1", "Rénover l'école du bourg", "Ville", "185 000", "85 000", "100 000"],
        ["2", "Restaurer la rivière", "Syndicat", "À chiffrer", "", ""],
    ]
    sheet.table(40, 80, [30, 230, 100, 110, 80, 80], rows)
    first, second = read(sheet).actions
    assert costs(first) == [(185_000, None), (85_000, 2025), (100_000, 2026)]
    assert [c.value.status for c in read_fields(second).costs] == ["to_define"]


def test_a_header_that_its_tool_cut_in_two_rows():
    sheet = Sheet(842, 595)
    rows = [
        ["Action", "Pilote", "Calendrier", None, None, "Budget"],
        ["", "", "2023", "2024", "2025", "prévisionnel"],
        ["Créer un espace-test", "Ville", "■", "■", "", "18 000 €"],
        ["Ouvrir une légumerie", "Agglo", "", "■", "■", "90 000 €"],
    ]
    sheet.table(40, 80, [230, 110, 60, 60, 60, 120], rows, spans={(0, 2): (1, 3)}, fills={0: GREY, 1: GREY})
    plan = read(sheet)
    assert [t for _, t in actions(plan)] == ["Créer un espace-test", "Ouvrir une légumerie"]
    assert [years(a) for a in plan.actions] == [(2023, 2024), (2024, 2025)]
    assert [costs(a) for a in plan.actions] == [[(18_000, None)], [(90_000, None)]]


@pytest.mark.parametrize(
    ("coloured", "expected"),
    [((0, 1, 2, 3), (2025, 2028)), ((0, 1, 2), (2025, 2027)), ((3,), (2028, 2028)), ((), (None, None))],
)
def test_coloured_cells_under_years(coloured: tuple[int, ...], expected: tuple):
    sheet, y = fiche()
    y = sheet.write(60, y, "Calendrier de réalisation", size=11, bold=True) + 4
    rows = [["2025", "2026", "2027", "2028"], ["", "", "", ""]]
    for k in coloured:
        sheet.fill(60 + 80 * k, y + 20, 140 + 80 * k, y + 40, BLUE)
    sheet.table(60, y, [80] * 4, rows, fills={0: GREY}, least=20)
    (action,) = read(sheet).actions
    assert years(action) == expected


def row_of(words: list[tuple[str, float, float]]) -> PlacedText:
    text, marks = "", []
    for word, x, y in words:
        text += " " if text else ""
        marks.append(Mark(len(text), len(text) + len(word), 1, Box(x, y, x + 6 * len(word), y + 10)))
        text += word
    return PlacedText(text, marks)


YEARS = [(str(2024 + k), 100 + 40 * k, 50) for k in range(4)]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([("X", 149, 65), ("X", 189, 65)], (2025, 2026)),
        ([("■", 109, 65)], (2024, 2024)),
        ([("✓", 229, 65)], (2027, 2027)),
        ([("X", 400, 65)], None),
        ([("puis", 109, 65), ("évaluation", 149, 65)], None),
        ([], None),
    ],
)
def test_marks_under_a_row_of_years(marks: list, expected: tuple | None):
    assert marked_years(row_of([*YEARS, *marks])) == expected


def test_marks_read_cell_by_cell_are_under_the_years_they_stand_under():
    """Each year's cell is read before the next one's: its mark comes right after it."""
    cells = [[YEARS[0]], [YEARS[1], ("✕", 149, 65)], [YEARS[2], ("✕", 189, 65)], [YEARS[3]]]
    assert marked_years(row_of([word for cell in cells for word in cell])) == (2025, 2026)


def test_a_thin_space_still_parts_thousands():
    assert _clean("1\u202f850\u202f000") == "1 850 000"
    assert _clean("\u2009Ville\u00ad") == "Ville\u00ad"
    assert field(read(fiche()[0]).actions[0], "pilot") == "Ville de Bazas"


def test_of_several_targets_the_last_one():
    sheet, y = fiche()
    rows = [["Indicateur", "État 2024", "Cible 2027", "Cible 2030"], ["Surfaces acquises (ha)", "4", "10", "18"]]
    sheet.table(60, y + 4, [200, 80, 80, 80], rows, fills={0: GREY})
    (action,) = read(sheet).actions
    (found,) = [i.value for i in read_fields(action).indicators]
    assert (found.baseline, found.target, found.target_year) == ("4", "18", 2030)


@pytest.mark.parametrize("head", ["Indicateurs de processus", "Indicateurs d'activité", "Indicateurs de mobilisation"])
def test_indicators_of_any_kind(head: str):
    sheet, y = fiche()
    sheet.sections(60, y, [(head, "Nombre de nuitées"), ("Budget", "12 000 €")], width=470)
    (action,) = read(sheet).actions
    assert field(action, "indicator") == "Nombre de nuitées"


def test_what_signatories_promise_is_no_list_of_partners():
    sheet, y = fiche()
    y = sheet.sections(60, y, [("Partenaires", "meuniers\nagriculteurs")], width=470)
    rows = [["Le syndicat mixte s'engage à", "Les communes s'engagent à"], ["porter la concertation", "ouvrir l'accès"]]
    sheet.table(60, y + 4, [230, 230], rows, fills={0: GREY})
    (action,) = read(sheet).actions
    assert [p.value.mention for p in read_fields(action).partners] == ["meuniers", "agriculteurs"]
    assert field(action, "other") == "porter la concertation\nouvrir l'accès"
