"""Tables that no rule draws: every other row painted, or the column of the labels."""

from __future__ import annotations

import pytest
from drawing import Sheet
from pages import grid_texts, lay_out, only_table, tables

TINT, BAND = 0xEEF2F4, 0xCCDDDD
WIDTHS = [70, 160, 110, 120]
ROWS = [
    ["Axe", "Action", "Pilote", "Calendrier"],
    ["Axe 1 : Habiter mieux", "Ouvrir un guichet de la rénovation", "ADIL", "2025"],
    [None, "Repérer l'habitat indigne avec les communes du plateau", "DDT", "2025-2027"],
    [None, "Loger les jeunes", "Mission locale", "2026"],
    [None, "Adapter les logements", "CARSAT", "2027"],
]


def painted_rows(
    sheet: Sheet, rows: list[list[str | None]], painted: dict[int, int], *, whole: bool, y: float = 80
) -> None:
    """Rows of one height, some painted, cell by cell or ``whole``; the cells of a merged column are left bare."""
    for k, row in enumerate(rows):
        x = 50.0
        own = [50 + sum(WIDTHS[: j + 1]) - w for j, w in enumerate(WIDTHS) if row[j] is not None]
        if k in painted and whole:
            sheet.fill(own[0], y, 50 + sum(WIDTHS), y + 32, painted[k])
        for width, text in zip(WIDTHS, row, strict=True):
            if k in painted and not whole and text is not None:
                sheet.fill(x, y, x + width, y + 32, painted[k])
            if text:
                sheet.write(x + 4, y + 4, text, width=width - 8, size=8, bold=k == 0)
            x += width
        y += 32


@pytest.mark.parametrize("painted", [{0: BAND, 2: TINT, 4: TINT}, {2: TINT, 4: TINT}, {1: TINT, 3: TINT}])
def test_rows_painted_every_other_one_are_one_table(painted):
    sheet = Sheet()
    rows = [[t or "" for t in row[1:]] for row in ROWS]
    rows = [["N°" if k == 0 else f"1.{k}", *row] for k, row in enumerate(rows)]
    painted_rows(sheet, rows, painted, whole=False)
    assert grid_texts(only_table(sheet)) == rows


@pytest.mark.parametrize("painted", [{0: BAND, 2: TINT, 4: TINT}, {2: TINT, 4: TINT}])
def test_a_bare_merged_column_stands_beside_painted_rows(painted):
    sheet = Sheet()
    painted_rows(sheet, ROWS, painted, whole=False)
    table = only_table(sheet)
    (axis,) = [c for c in table.cells if c.text.text.startswith("Axe 1")]
    assert (axis.row, axis.row_span, axis.text.text) == (1, 4, "Axe 1 : Habiter mieux")
    assert [table.at(r, 1).text.text for r in range(5)] == [row[1] for row in ROWS]


def test_rows_painted_whole_are_cut_where_their_blanks_are():
    sheet = Sheet()
    rows = [[f"1.{k}", *(t or "" for t in row[1:])] for k, row in enumerate(ROWS)]
    painted_rows(sheet, rows, {1: TINT, 3: TINT}, whole=True)
    assert grid_texts(only_table(sheet)) == rows


def test_rules_between_the_rows_leave_a_table_to_its_rules():
    sheet = Sheet()
    sheet.fill(50, 80, 510, 100, BAND)
    sheet.run(54, 86, "Recettes", 9, bold=True)
    sheet.fill(50, 180, 510, 200, BAND)
    for y in (120, 140, 160):
        sheet.rule(50, y, 510, y)
    for k, y in enumerate((106, 126, 146, 166)):
        sheet.run(54, y, f"Une ressource du budget annexe {k}", 9)
        sheet.run(300, y, "12 000 €", 9)
    assert all(len(table.cells) < 12 for table in tables(lay_out(sheet)[0]))


def labels_painted(sheet: Sheet, y: float, rows: list[tuple[str, str]], height: float = 40) -> float:
    for label, value in rows:
        sheet.fill(50, y, 160, y + height, TINT)
        if label:
            sheet.run(55, y + 5, label, 9, bold=True)
        sheet.write(168, y + 5, value, width=360, size=9)
        y += height
    return y


FICHE = [("Pilote", "Communauté de communes"), ("Partenaires", "ADIL, CAF"), ("Calendrier", "2025-2027")]


def test_painted_labels_are_read_with_what_stands_at_their_right():
    sheet = Sheet()
    labels_painted(sheet, 100, FICHE)
    assert grid_texts(only_table(sheet)) == [list(row) for row in FICHE]


def test_the_end_of_a_row_cut_by_the_page_keeps_its_empty_label():
    sheet = Sheet()
    labels_painted(sheet, 60, [("", "Nombre de ménages accompagnés")])
    sheet.write(50, 130, "Action 2 : Ouvrir une épicerie", size=13, bold=True)
    labels_painted(sheet, 170, FICHE)
    first, second = tables(lay_out(sheet)[0])
    assert grid_texts(first) == [["", "Nombre de ménages accompagnés"]]
    assert grid_texts(second) == [list(row) for row in FICHE]


def test_a_painted_column_that_holds_no_labels_takes_nothing():
    sheet = Sheet()
    labels_painted(sheet, 100, [("Le pays", "Il compte 12 communes."), ("Les bourgs", "Ils sont trois.")])
    (layout,) = lay_out(sheet)
    assert not any("communes" in cell.text.text for table in tables(layout) for cell in table.cells)


def test_a_title_between_two_painted_rows_is_no_row():
    sheet = Sheet()
    for y, label, value in ((80, "Calendrier", "2025"), (200, "Pilote", "ADIL")):
        sheet.fill(50, y, 160, y + 20, TINT)
        sheet.fill(160, y, 510, y + 20, TINT)
        sheet.run(55, y + 5, label, 9)
        sheet.run(168, y + 5, value, 9)
    sheet.run(55, 105, "Indicateurs", 9)
    sheet.run(168, 105, "Nombre de places", 9)
    sheet.run(50, 155, "Action 2 : Former les agents d'accueil de la maison", 12, bold=True)
    sheet.run(55, 226, "Partenaires", 9)
    sheet.run(168, 226, "CAF, MSA", 9)
    (layout,) = lay_out(sheet)
    assert "Action 2 : Former les agents d'accueil de la maison" in [b.text.text for b in layout.blocks if hasattr(b, "text")]
