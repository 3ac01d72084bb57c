"""Years in a row of which only some count: crosses under them, chips filled unlike the others."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet
from pages import LONG, grid_texts, lay_out, tables, texts

from extractors.layout.year_chips import year_chips

YEARS = range(2022, 2028)


def crossed(sheet: Sheet, x: float, y: float, active: set[int], mark: str = "X") -> None:
    for k, year in enumerate(YEARS):
        sheet.run(x + 52 * k, y, str(year), 10)
        if year in active:
            sheet.run(x + 52 * k + 7, y + 15, mark, 10)


def chips(sheet: Sheet, x: float, y: float, active: set[int], off: int | None = None) -> None:
    for k, year in enumerate(YEARS):
        color = BLUE if year in active else off
        if color is not None:
            sheet.fill(x + 48 * k, y - 3, x + 48 * k + 40, y + 15, color)
        sheet.run(x + 48 * k + 8, y, str(year), 10, color=WHITE if year in active else 0)


@pytest.mark.parametrize("mark", ["X", "•", "×"])
@pytest.mark.parametrize("active", [{2023}, {2023, 2024, 2025}, set(YEARS)])
def test_years_over_crosses_are_those_crossed(active, mark):
    sheet = Sheet()
    sheet.run(60, 100, "Calendrier :", 10, bold=True)
    crossed(sheet, 160, 100, active, mark)
    sheet.write(60, 150, LONG, width=470)
    assert "".join(texts(lay_out(sheet)[0])[:-1]).endswith(" ".join(map(str, sorted(active))))
    assert texts(lay_out(sheet)[0])[-1] == LONG


@pytest.mark.parametrize("off", [None, WHITE, GREY])
def test_years_on_chips_are_those_filled(off):
    sheet = Sheet()
    sheet.run(60, 100, "Calendrier :", 10, bold=True)
    chips(sheet, 160, 100, {2024, 2025, 2026}, off)
    sheet.write(60, 150, LONG, width=470)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert "2024 2025 2026" in found
    assert not any(year in found for year in ("2022", "2023", "2027"))


def test_chips_all_alike_keep_every_year():
    sheet = Sheet()
    chips(sheet, 160, 100, set(YEARS))
    found = " ".join(texts(lay_out(sheet)[0]))
    assert all(str(year) in found for year in YEARS)


def test_years_over_figures_are_no_calendar():
    sheet = Sheet()
    for k, year in enumerate(YEARS):
        sheet.run(160 + 52 * k, 100, str(year), 10)
        sheet.run(160 + 52 * k, 115, f"{k + 3} 000", 10)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert all(str(year) in found for year in YEARS)


def test_the_years_of_a_tables_header_are_left_to_it():
    sheet = Sheet()
    header = ["Action", *map(str, YEARS)]
    rows = [header, ["Créer une maison", "", "X", "X", "", "", ""], ["Former", "X", "", "", "", "", ""]]
    sheet.table(50, 100, [130, *[55] * 6], rows)
    (table,) = tables(lay_out(sheet)[0])
    assert grid_texts(table)[0] == header
    assert grid_texts(table)[1][2:4] == ["X", "X"]


def strip(sheet: Sheet, x: float, y: float, active: set[int]) -> None:
    """A painted cell a year, all alike, dots under the active ones."""
    for k, year in enumerate(YEARS):
        sheet.fill(x + 64 * k, y, x + 64 * k + 61, y + 18, BLUE)
        sheet.run(x + 64 * k + 20, y + 4, str(year), 9, bold=True, color=WHITE)
        if year in active:
            sheet.run(x + 64 * k + 28, y + 24, "\u2022", 9)


def test_a_strip_of_painted_years_over_dots_is_no_table_and_its_label_stays_over_it():
    """The strip runs under a side column, and "Calendrier" in the left column is its label."""
    sheet = Sheet()
    sheet.run(46, 80, "Contexte", 11, bold=True, color=BLUE)
    sheet.write(46, 98, LONG, width=280)
    sheet.fill(350, 74, 550, 250, GREY)
    sheet.run(360, 82, "PARTENAIRES", 9, bold=True)
    sheet.write(360, 96, "communes, bailleurs sociaux, association des maires, agence d'urbanisme", width=170)
    sheet.run(46, 258, "Calendrier", 11, bold=True, color=BLUE)
    strip(sheet, 48, 274, set(YEARS))
    sheet.run(46, 322, "Budget et financements", 11, bold=True, color=BLUE)
    sheet.run(46, 340, "Moyens humains du service", 10)
    (layout,) = lay_out(sheet)
    assert not tables(layout)
    found = texts(layout)
    assert found[found.index("Calendrier") + 1] == " ".join(map(str, YEARS))
    assert found[-2:] == ["Budget et financements", "Moyens humains du service"]


def boxed(sheet: Sheet, x: float, y: float, active: set[int], a_line: int = 6) -> None:
    """A box drawn around each year, those that count painted too, ``a_line`` of them on a line."""
    for k, year in enumerate(YEARS):
        left, top = x + 34 * (k % a_line), y + 16 * (k // a_line)
        if year in active:
            sheet.fill(left, top - 1, left + 29, top + 11, BLUE)
        sheet.box(left, top - 1, left + 29, top + 11)
        sheet.run(left + 5, top, str(year), 9, color=WHITE if year in active else 0)


@pytest.mark.parametrize("a_line", [6, 4])
def test_years_in_boxes_inside_a_cell_are_those_painted(a_line):
    rows = [["Pilote", "Ville de Dole"], ["Calendrier", "\n"], ["Budget", "30 000 €"]]
    sheet = Sheet()
    sheet.table(50, 100, [120, 300], rows)
    cell = tables(lay_out(sheet)[0])[0].at(1, 1)
    boxed(sheet, cell.box.x0 + 6, cell.box.y0 + 3, {2023, 2024}, a_line)
    (table,) = tables(lay_out(sheet)[0])
    assert grid_texts(table) == [["Pilote", "Ville de Dole"], ["Calendrier", "2023 2024"], ["Budget", "30 000 €"]]


def test_boxes_of_years_over_boxes_of_figures_are_a_table():
    sheet = Sheet()
    boxed(sheet, 100, 100, set())
    for k, _ in enumerate(YEARS):
        sheet.box(100 + 34 * k, 114, 129 + 34 * k, 126)
        sheet.run(102 + 34 * k, 115, f"{k + 3} 000", 8)
    assert not year_chips(lay_out(sheet)[0].page)


def test_boxed_years_under_a_labels_band_are_no_table():
    sheet = Sheet()
    sheet.fill(50, 98, 545, 114, GREY)
    sheet.run(56, 100, "Calendrier :", 10, bold=True)
    boxed(sheet, 50, 117, {2024})
    sheet.write(50, 150, LONG, width=470)
    (layout,) = lay_out(sheet)
    assert not tables(layout)
    assert texts(layout) == ["Calendrier :", "2024", LONG]
