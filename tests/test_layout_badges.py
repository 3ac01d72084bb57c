"""Badges: the number of an action painted beside its title, over its table, halfway down its lines or in a column."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet, width_of, wrap
from pages import lay_out, tables, texts
from test_layout_columns import FIRST, SECOND, THIRD, justify

TITLE = "Former les agents d'accueil au repérage des situations d'illettrisme"
FIELDS = [
    ("Objectif", "Rapprocher les services des habitants."),
    ("Calendrier", "De septembre 2027 à juin 2028"),
    ("Pilote", "Centre social"),
]


@pytest.mark.parametrize("gap", [1.0, 2.6])
def test_a_badge_just_over_a_table_is_no_row_of_it(gap):
    sheet = Sheet()
    sheet.fill(50, 100, 120, 117, BLUE)
    sheet.run(58, 103, "Mesure n° 1.1", 9, bold=True, color=WHITE)
    sheet.run(132, 102, "Entretenir les espaces verts", 12, bold=True)
    y = 117 + gap
    for label, value in FIELDS:
        sheet.fill(50, y, 92, y + 40, BLUE)
        sheet.box(50, y, 92, y + 40)
        sheet.box(92, y, 540, y + 40)
        sheet.run(54, y + 5, label, 7, bold=True, color=WHITE)
        sheet.run(98, y + 5, value, 9)
        y += 40
    (layout,) = lay_out(sheet)
    (table,) = tables(layout)
    assert (table.rows, table.cols) == (3, 2)
    assert texts(layout)[:2] == ["Mesure n° 1.1", "Entretenir les espaces verts"]


def badged(sheet: Sheet, x: float, y: float, title: str, width: float) -> float:
    """A title on several lines, and a badge at its left in a smaller print, halfway down it."""
    lines = wrap(title, width, 14, True)
    sheet.run(x + 4, y + (len(lines) - 1) / 2 * 17.5 + 1.5, "Action 1", 11, bold=True, color=BLUE)
    for line in lines:
        sheet.run(x + 62, y, line[0][0], 14, bold=True)
        y += 17.5
    return y


@pytest.mark.parametrize("width", [420, 230, 190])
def test_a_badge_halfway_down_a_title_comes_before_the_whole_of_it(width):
    sheet = Sheet()
    bottom = badged(sheet, 60, 60, TITLE, width)
    sheet.write(60, bottom + 10, FIRST, width=470)
    assert " ".join(texts(lay_out(sheet)[0])) == f"Action 1 {TITLE} {FIRST}"


def test_a_column_that_begins_higher_by_the_first_line_of_a_badged_title():
    sheet = Sheet()
    sheet.write(60, 60, "Axe 2 : Adapter l'offre aux besoins réels des habitants", size=17, bold=True)
    bottom = sheet.write(60, 112, "Objectif 2.1 : Les plus fragiles", size=15, bold=True)
    justify(sheet, 60, bottom + 12, f"{FIRST} {SECOND}", 230)
    bottom = badged(sheet, 306, 92, TITLE, 175)
    justify(sheet, 306, bottom + 8, THIRD, 230)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert found.index("Objectif 2.1") < found.index(FIRST) < found.index(f"Action 1 {TITLE} {THIRD}")


def test_a_gutter_goes_on_past_a_title_that_does_not_begin_at_it():
    sheet = Sheet()
    sheet.write(60, 60, "Axe 2 : Adapter l'offre aux besoins réels des habitants", size=17, bold=True)
    sheet.write(60, 100, "Objectif 2.1 : L'école", size=16, bold=True)
    justify(sheet, 60, 135, f"{FIRST} {SECOND} {FIRST}", 230)
    y = sheet.write(306, 92, "Nombre de logements vacants", size=10)
    y = sheet.write(306, y + 14, "Objectif 2.2 : Se déplacer autrement", size=16, bold=True, width=220)
    y = badged(sheet, 306, y + 12, TITLE, 175)
    justify(sheet, 306, y + 8, f"{THIRD} {SECOND}", 230)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert f"Objectif 2.2 : Se déplacer autrement Action 1 {TITLE}" in found
    assert f"Objectif 2.1 : L'école {FIRST} {SECOND}" in found


def test_a_line_spread_wide_under_the_end_of_the_column_beside_it_is_one_line():
    sheet = Sheet()
    bottom = justify(sheet, 60, 60, f"{FIRST} {THIRD}", 234)
    justify(sheet, 306, 60, f"{FIRST} {SECOND}", 234)
    y = sheet.write(60, bottom + 8, "Action 2 : Trier", size=14, bold=True)
    words = ["Éducation", "nationale,", "Centre", "hospitalier"]
    space = (234 - width_of("".join(words), 10)) / 3
    for k, word in enumerate(words):
        sheet.run(60 + width_of("".join(words[:k]), 10) + k * space, y + 6, word, 10)
    assert "Éducation nationale, Centre hospitalier" in texts(lay_out(sheet)[0])
