"""Axis titles turned on their side: one text, one cell, over rows and pages."""

from __future__ import annotations

import pytest
from drawing import Sheet
from pages import grid_texts, lay_out, tables

PINK, VIOLET, GREEN = 0xFDE9D9, 0xE4DFEC, 0x3B6B1D


def rows_with_axis(sheet: Sheet, y: float, rows: list[tuple[str, str]], color: int, height: float = 60) -> float:
    """Rows whose axis cell is painted row by row, no stroke between."""
    for title, pilot in rows:
        sheet.fill(40, y, 80, y + height, color)
        for x0, x1 in ((80, 300), (300, 540)):
            sheet.box(x0, y, x1, y + height)
        sheet.run(86, y + 6, title, 9)
        sheet.run(306, y + 6, pilot, 9)
        y += height
    return y


def header(sheet: Sheet, y: float = 80) -> float:
    sheet.fill(40, y, 540, y + 22, GREEN)
    for x0, x1, text in ((40, 80, "AXE"), (80, 300, "ACTION"), (300, 540, "PILOTE")):
        sheet.box(x0, y, x1, y + 22)
        sheet.run(x0 + 4, y + 6, text, 8, bold=True)
    return y + 22


FIRST = [("Créer un espace-test", "Commune"), ("Organiser une veille", "Chambre"), ("Réserver du foncier", "Communes")]
SECOND = [("Ouvrir une légumerie", "Pays"), ("Maintenir un abattoir", "Régie")]


def test_a_turned_title_makes_one_cell_of_those_painted_row_by_row():
    sheet = Sheet()
    y = header(sheet)
    y = rows_with_axis(sheet, y, FIRST, PINK)
    rows_with_axis(sheet, y, SECOND, VIOLET)
    sheet.run(50, 245, "Axe 1 : Installer et transmettre", 9, bold=True, angle=90)
    sheet.run(50, 370, "Axe 2 : Filières", 9, bold=True, angle=90)
    (table,) = tables(lay_out(sheet)[0])
    spans = {c.text.text: (c.row, c.row_span) for c in table.cells if not c.upright}
    assert spans == {"Axe 1 : Installer et transmettre": (1, 3), "Axe 2 : Filières": (4, 2)}


def test_strokes_between_the_painted_cells_keep_them_apart():
    sheet = Sheet()
    y = header(sheet)
    rows_with_axis(sheet, y, FIRST, PINK)
    for k in range(4):
        sheet.rule(40, y + 60 * k, 80, y + 60 * k)
    for k in range(3):
        sheet.run(50, y + 46 + 60 * k, f"Axe {k + 1}", 9, bold=True, angle=90)
    (table,) = tables(lay_out(sheet)[0])
    assert [(c.text.text, c.row_span) for c in table.cells if not c.upright] == [(f"Axe {k}", 1) for k in (1, 2, 3)]


def band_of_labels(sheet: Sheet, labels: list[str]) -> None:
    """One dark band, the rows at its right parted by strokes that stop at it."""
    sheet.fill(40, 100, 76, 100 + 80 * len(labels), GREEN)
    for k, label in enumerate(labels):
        sheet.rule(76, 180 + 80 * k, 540, 180 + 80 * k)
        sheet.run(52, 170 + 80 * k, label, 8, bold=True, angle=90)
        sheet.run(84, 110 + 80 * k, f"Valeur du rang {k + 1}", 9)
    sheet.rule(540, 100, 540, 100 + 80 * len(labels))
    sheet.rule(76, 100, 540, 100)


def test_turned_labels_on_one_band_have_a_row_each():
    sheet = Sheet()
    band_of_labels(sheet, ["PILOTE :", "PARTENAIRES :", "CALENDRIER :"])
    (table,) = tables(lay_out(sheet)[0])
    said = {c.row: c.text.text for c in table.cells if c.col == 0}
    assert [said[k] for k in sorted(said)] == ["PILOTE :", "PARTENAIRES :", "CALENDRIER :"]
    assert all(c.row_span == 1 for c in table.cells)


def test_turned_titles_on_one_band_are_not_parted_at_the_rows():
    sheet = Sheet()
    band_of_labels(sheet, ["HABITER", "MIEUX", "DEMAIN"])
    (table,) = tables(lay_out(sheet)[0])
    assert [c.row_span for c in table.cells if c.col == 0] == [3]


@pytest.mark.parametrize(
    ("above", "below", "angle"), [("Filières de proximité", "Axe 2 :", 90), ("Axe 2 :", "Filières de proximité", 270)]
)
def test_a_turned_title_the_page_cuts_is_whole_where_its_rows_begin(above, below, angle):
    one, two = Sheet(), Sheet()
    y = rows_with_axis(one, header(one), FIRST, PINK)
    rows_with_axis(one, y, SECOND, VIOLET)
    top = header(two)
    rows_with_axis(two, top, [("Mutualiser la logistique", "Promus")], VIOLET)
    if angle == 90:
        one.run(50, 396, above, 9, bold=True, angle=90)
        two.run(50, top + 50, below, 9, bold=True, angle=90)
    else:
        one.run(60, y + 50, above, 9, bold=True, angle=-90)
        two.run(60, top + 2, below[:8], 9, bold=True, angle=-90)
        below = below[:8]
    first, second = (tables(layout)[0] for layout in lay_out(one, two))
    whole = f"{below} {above}" if angle == 90 else f"{above} {below}"
    assert [c.text.text for c in first.cells if not c.upright] == [whole]
    assert [c.text.text for c in second.cells if not c.upright] == [""]
    assert grid_texts(second)[1][1:] == ["Mutualiser la logistique", "Promus"]


def test_two_turned_titles_that_almost_touch_stay_in_their_cells():
    sheet = Sheet()
    y = header(sheet)
    middle = rows_with_axis(sheet, y, FIRST, PINK)
    rows_with_axis(sheet, middle, SECOND, VIOLET)
    sheet.run(50, middle - 12, "Axe 1 : Installer et transmettre", 9, bold=True, angle=90)
    sheet.run(50, middle + 75, "Axe 2 : Nourrir", 9, bold=True, angle=90)
    (table,) = tables(lay_out(sheet)[0])
    texts = [c.text.text for c in table.cells if not c.upright]
    assert texts == ["Axe 1 : Installer et transmettre", "Axe 2 : Nourrir"]


def test_turned_labels_that_fill_their_cells_stay_in_them():
    sheet, y = Sheet(), 80.0
    labels = ["Objectif de l'action", "Modalités retenues", "Critères de suivi"]
    for label in labels:
        sheet.fill(40, y, 70, y + 92, PINK)
        sheet.box(40, y, 70, y + 92)
        sheet.box(70, y, 540, y + 92)
        sheet.run(50, y + 74, label, 9, bold=True, angle=90)
        sheet.write(78, y + 6, "Un texte qui dit ce que la fiche retient.", width=440)
        y += 92
    (table,) = tables(lay_out(sheet)[0])
    assert [(c.row, c.text.text) for c in table.cells if not c.upright] == list(enumerate(labels))


def test_turned_labels_on_either_side_of_a_page_break_are_two():
    sheets = [Sheet(), Sheet()]
    for sheet, labels in zip(sheets, (["Objectif", "Contexte", "Partenaires"], ["Calendrier", "Budget", "Suivi"]), strict=True):
        for k, label in enumerate(labels):
            y = 80 + 90 * k
            sheet.fill(40, y, 70, y + 90, PINK)
            sheet.box(40, y, 70, y + 90)
            sheet.box(70, y, 540, y + 90)
            sheet.run(50, y + 70, label, 9, bold=True, angle=90)
            sheet.write(78, y + 6, f"Ce que la fiche retient ici : {label.lower()}s.", width=440)
    found = [c.text.text for page in lay_out(*sheets) for t in tables(page) for c in t.cells if not c.upright]
    assert found == ["Objectif", "Contexte", "Partenaires", "Calendrier", "Budget", "Suivi"]


@pytest.mark.parametrize("hyphen", ["-", "‐"])
def test_a_turned_label_cut_by_a_hyphen_is_one_word(hyphen):
    sheet = Sheet()
    for k, (label, value) in enumerate([(("Objectif",), "Renouer avec la nature"), ((f"Pilote / parte{hyphen}", "naires"), "CAUE")]):
        y = 80 + 90 * k
        sheet.box(50, y, 90, y + 90)
        sheet.box(90, y, 540, y + 90)
        for n, line in enumerate(label):
            sheet.run(56 + 12 * n, y + 70, line, 8, bold=True, angle=90)
        sheet.run(96, y + 6, value, 9)
    (table,) = tables(lay_out(sheet)[0])
    assert [row[0] for row in grid_texts(table)] == ["Objectif", "Pilote / partenaires"]
