"""Grids found on a page, and the second opinion about those that do not fit."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet, save
from pages import LONG, ROWS, grid_texts, lay_out, only_table, several_pages, tables, texts

from extractors.second_opinion import SecondOpinion
from models.block import Paragraph, Table
from models.geometry import Box

# -- grids


@pytest.mark.parametrize("style", ["grid", "rules", "pieces", "fills"])
def test_a_table_is_found_however_it_is_ruled(style):
    sheet = Sheet()
    sheet.write(60, 60, LONG, width=470)
    sheet.table(60, 120, [200, 150, 120], ROWS, style=style)
    sheet.write(60, 300, LONG, width=470)
    (layout,) = lay_out(sheet)
    (table,) = tables(layout)
    assert (table.rows, table.cols) == (4, 3)
    assert grid_texts(table) == ROWS
    assert [type(b) for b in layout.blocks] == [Paragraph, Table, Paragraph]


_BAND = pytest.mark.xfail(
    raises=AssertionError, reason="a band drawn in one piece is not cut at the columns of the rows under it"
)


@pytest.mark.parametrize(
    "style",
    ["grid", "rules", pytest.param("none", marks=_BAND)],
)
def test_a_header_band_of_one_fill_heads_the_rows_under_it(style):
    sheet = Sheet()
    sheet.table(60, 120, [200, 150, 120], ROWS, style=style, fills={0: GREY})
    table = only_table(sheet)
    assert grid_texts(table) == ROWS
    assert {c.fill for c in table.row(0)} == {GREY}
    assert {c.fill for c in table.row(1)} == {None}


def test_header_cells_filled_one_by_one_are_given_the_rows_under_them():
    sheet = Sheet()
    for x, wide in ((60, 200), (260, 150), (410, 120)):
        sheet.fill(x, 120, x + wide, 140, BLUE)
    y = 124
    for row in ROWS:
        for x, text in zip((64, 264, 414), row, strict=True):
            sheet.write(x, y, text, size=9, color=WHITE if row is ROWS[0] else 0, bold=row is ROWS[0])
        y += 18
        if row is not ROWS[0] and row is not ROWS[-1]:
            sheet.rule(60, y - 3, 530, y - 3)
    assert grid_texts(only_table(sheet)) == ROWS


def test_merged_cells_are_one_cell_with_spans():
    rows = [
        ["Axe", "Action", "Pilote"],
        ["Axe 1", "Créer des logements", "CAF"],
        [None, "Ouvrir une maison", "Commune"],
        ["Total des actions", None, "2"],
    ]
    sheet = Sheet()
    sheet.table(60, 80, [100, 220, 120], rows, spans={(1, 0): (2, 1), (3, 0): (1, 2)})
    table = only_table(sheet)
    axis, total = table.at(2, 0), table.at(3, 1)
    assert (axis.text.text, axis.row, axis.row_span, axis.col_span) == ("Axe 1", 1, 2, 1)
    assert (total.text.text, total.col, total.row_span, total.col_span) == ("Total des actions", 0, 1, 2)
    assert len(table.cells) == 10


def test_cells_keep_the_box_they_were_drawn_in():
    sheet = Sheet()
    sheet.table(60, 80, [100, 220], [["Pilote", "CAF"], ["Calendrier", "2025"]], least=30)
    cell = only_table(sheet).at(1, 1)
    assert (cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y1) == pytest.approx((160, 110, 380, 140), abs=1)
    assert all(cell.box.holds(m.box) for m in cell.text.marks)


def test_text_turned_up_the_side_of_a_table():
    rows = [["Axe", "Action", "Pilote"], ["Axe 1 Habitat", "Créer", "CAF"], [None, "Ouvrir", "DDT"]]
    sheet = Sheet()
    sheet.table(60, 80, [40, 220, 120], rows, spans={(1, 0): (2, 1)}, turned=[(1, 0)], least=50)
    axis = only_table(sheet).at(1, 0)
    assert (axis.text.text, axis.upright) == ("Axe 1 Habitat", False)


def test_a_lone_frame_is_no_table_and_its_text_is_boxed():
    sheet = Sheet()
    sheet.box(60, 80, 400, 120)
    sheet.write(70, 90, "Action 3 : Former les agents", bold=True)
    sheet.write(60, 160, "Hors du cadre.")
    (layout,) = lay_out(sheet)
    assert [(p.text.text, p.boxed) for p in layout.blocks] == [
        ("Action 3 : Former les agents", True), ("Hors du cadre.", False),
    ]  # fmt: skip


def test_an_underlined_line_is_no_table():
    sheet = Sheet()
    end = sheet.run(60, 80, "Objectif de l'action", 10, bold=True)
    sheet.rule(60, 93, end, 93)
    sheet.write(60, 110, LONG, width=470)
    (layout,) = lay_out(sheet)
    assert [(p.text.text, p.underlined) for p in layout.blocks] == [("Objectif de l'action", True), (LONG, False)]


def test_a_header_drawn_apart_joins_its_rows():
    sheet = Sheet()
    y = sheet.table(60, 80, [200, 150, 120], ROWS[:2])
    sheet.table(60, y + 5, [200, 150, 120], ROWS[2:], header=False)
    assert grid_texts(only_table(sheet)) == ROWS


# -- the second opinion


class Stub:
    """An opinion that keeps account of what it is asked."""

    def __init__(self, cells: list[Box] | None = None) -> None:
        self.cells = cells
        self.asked: list[tuple[int, bool]] = []

    def tables(self, number: int, *, aligned: bool) -> list[list[Box]]:
        self.asked.append((number, aligned))
        return [self.cells] if self.cells else []


def crooked() -> Sheet:
    """A grid whose middle rule cuts through the words."""
    sheet = Sheet()
    sheet.table(60, 80, [250, 250], [["", ""], ["", ""], ["", ""]])
    y = 82
    for _ in range(3):
        sheet.write(
            70, y, "Une suite de mots longue qui passe par-dessus le filet vertical du milieu de la page", size=9
        )
        y += 20
    return sheet


def test_no_second_opinion_on_pages_that_are_settled():
    sheet, plain = Sheet(), several_pages(1)[0]
    sheet.table(60, 80, [200, 150, 120], ROWS)
    opinion = Stub()
    lay_out(sheet, plain, opinion=opinion)
    assert opinion.asked == []


@pytest.mark.parametrize(("third", "asked"), [(560, []), (320, [(1, True)])])
def test_rules_with_no_room_for_a_table_between_the_grids_are_not_asked_about(third, asked):
    sheet, opinion = Sheet(), Stub()
    for y in (60, 230, 400, 700):
        sheet.rule(60, y, 535, y)
    for y in (100, 270, third):
        sheet.table(80, y, [150, 120], [["Action", "Coût"], ["Ouvrir un lieu", "12 000"]])
    sheet.write(60, 750, LONG, width=470)
    lay_out(sheet, opinion=opinion)
    assert opinion.asked == asked


def test_a_grid_that_cuts_through_words_is_settled_by_another_reader():
    bands = [Box(60, 80 + 19.7 * k, 560, 80 + 19.7 * (k + 1)) for k in range(3)]
    opinion = Stub(bands)
    (layout,) = lay_out(crooked(), opinion=opinion)
    assert opinion.asked[0] == (1, False)
    assert tables(layout) == []  # one column: paragraphs
    assert len(found := texts(layout)) == 3
    assert all(t.startswith("Une suite de mots") and t.endswith("la page") for t in found)


def test_an_opinion_that_is_no_better_changes_nothing():
    cells = [Box(60 + 125 * c, 80 + 19.7 * r, 185 + 125 * c, 99.7 + 19.7 * r) for r in range(3) for c in range(4)]
    opinion = Stub(cells)
    alone = lay_out(crooked())[0]
    advised = lay_out(crooked(), opinion=opinion)[0]
    assert opinion.asked
    assert advised.blocks == alone.blocks


def test_the_other_reader_sees_tables_and_survives_what_it_cannot_read(tmp_path):
    sheet = Sheet()
    sheet.table(60, 80, [200, 150, 120], ROWS)
    with SecondOpinion(save(tmp_path / "plan.pdf", [sheet])) as opinion:
        (cells,) = opinion.tables(1, aligned=False)
        assert len(cells) == 12
        assert opinion.tables(9, aligned=False) == []
    (tmp_path / "faux.pdf").write_bytes(b"%PDF-1.4 rien")
    with SecondOpinion(tmp_path / "faux.pdf") as opinion:
        assert opinion.tables(1, aligned=True) == []


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_bold_header_over_the_first_of_the_rules_heads_their_table(count):
    sheet = Sheet()
    sheet.write(60, 60, LONG, width=470)
    for x, text in ((64, "Indicateur"), (330, "État 2024"), (410, "Mi-parcours"), (490, "Cible 2040")):
        sheet.run(x, 130, text, 9, bold=True)
    sheet.run(425, 142, "2032", 9, bold=True)
    y = 157
    sheet.rule(60, y, 545, y)
    for k in range(count):
        for x, text in ((64, f"Surface restaurée {k}"), (340, "38"), (422, "200"), (502, "400")):
            sheet.run(x, y + 4, text, 9)
        y += 18
        sheet.rule(60, y, 545, y)
    found = grid_texts(only_table(sheet))
    assert found[0] == ["Indicateur", "État 2024", "Mi-parcours 2032", "Cible 2040"]
    assert found[1:] == [[f"Surface restaurée {k}", "38", "200", "400"] for k in range(count)]


def test_a_bold_title_over_a_rule_heads_no_table():
    sheet = Sheet()
    sheet.run(60, 100, "Une partie du plan", 12, bold=True)
    sheet.rule(60, 118, 545, 118)
    y = sheet.write(60, 126, LONG, width=470)
    sheet.rule(60, y + 6, 545, y + 6)
    assert tables(lay_out(sheet)[0]) == []


def test_a_header_left_at_the_foot_of_a_page_heads_the_rows_of_the_next():
    one, two = several_pages(2)
    header, row = ["Porteur(s)", "Partenaires", "Moyens"], ["Médiathèque", "Centre social", "12 500 €"]
    one.table(60, 780, [160, 180, 140], [header], fills={0: BLUE})
    two.table(60, 40, [160, 180, 140], [row], header=False)
    before, after = lay_out(one, two)
    assert tables(before) == []
    (table,) = tables(after)
    assert grid_texts(table) == [header, row]
    assert [c.page for c in table.cells] == [1, 1, 1, 2, 2, 2]


def test_a_row_alone_on_a_page_takes_no_other_row_for_its_header():
    one, two = several_pages(2)
    one.table(60, 780, [160, 180, 140], [["Commune", "CAF", "10 000 €"]], header=False)
    two.table(60, 40, [160, 180, 140], [["Médiathèque", "Centre social", "12 500 €"]], header=False)
    assert [len(tables(layout)) for layout in lay_out(one, two)] == [1, 1]


def test_a_merged_cell_cut_by_the_page_alone_is_closed_beside_rows_that_end_with_it():
    sheet = Sheet()
    for x0, x1, text in ((50, 150, "Axe"), (150, 350, "Action"), (350, 500, "Pilote")):
        sheet.box(x0, 700, x1, 720)
        sheet.run(x0 + 4, 706, text, 9, bold=True)
    for k in range(2):
        for x0, x1, text in ((150, 350, f"Une action du plan {k}"), (350, 500, "Commune")):
            sheet.box(x0, 720 + 30 * k, x1, 750 + 30 * k)
            sheet.run(x0 + 4, 726 + 30 * k, text, 9)
    sheet.rule(50, 720, 50, 780)
    sheet.write(54, 726, "Axe 2 : L'égalité d'accès aux droits", width=90, size=9)
    (table,) = tables(lay_out(sheet)[0])
    assert table.at(1, 0).text.text == "Axe 2 : L'égalité d'accès aux droits"
    assert table.at(1, 0).row_span == 2


def test_the_gap_between_two_boxes_is_no_cell():
    sheet = Sheet()
    for x0, text in ((50, "Pilotage"), (300, "Partenaires")):
        sheet.box(x0, 80, x0 + 240, 180)
        sheet.run(x0 + 8, 90, text, 10)
    sheet.box(50, 200, 540, 240)
    sheet.run(58, 210, "Calendrier", 10)
    assert tables(lay_out(sheet)[0]) == []


def test_a_row_of_one_line_cut_by_the_page_is_a_row():
    sheet = Sheet()
    sheet.table(50, 700, [150, 150, 150], [["Action", "Pilote", "Calendrier"], ["Ouvrir un gîte", "Commune", "2026"]])
    sheet.table(50, 735, [450], [["Axe 2 : Relancer l'économie"]], header=False)
    bottom = sheet.table(50, 753, [450], [[""]], style="none", header=False)
    for x in (200, 350):
        sheet.rule(x, 753, x, bottom)
    for x in (50, 500):
        sheet.rule(x, 700, x, bottom)
    for x, text in ((54, "Bâtir une halle"), (204, "Pays"), (354, "2027")):
        sheet.run(x, 758, text, 9)
    (table,) = tables(lay_out(sheet)[0])
    assert grid_texts(table)[-1] == ["Bâtir une halle", "Pays", "2027"]


def test_a_narrow_column_of_a_name_a_line_keeps_its_lines():
    sheet = Sheet()
    names = ["CAF\nMSA", "DSIL\nBanque postale", "État\nADEME\nRégion", "Fonds européen\nADEME", "Communes de la\nHaute-Lauze"]
    rows = [["Action", "Pilote", "Coût", "Date", "Financeurs"]]
    rows += [[f"Ouvrir le lieu {k}", "Ville", "5 000 €", "2026", name] for k, name in enumerate(names)]
    sheet.table(40, 80, [150, 90, 80, 60, 76], rows)
    (table,) = tables(lay_out(sheet)[0])
    found = [[p.text.text for p in table.at(r, 4).paragraphs] for r in range(1, 6)]
    assert found == [*(name.split("\n") for name in names[:4]), ["Communes de la Haute-Lauze"]]
