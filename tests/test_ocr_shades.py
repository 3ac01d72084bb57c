"""Shades of grey fitted to the ruled cells they fill; Roman numbers."""

from __future__ import annotations

from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.french import mend
from extractors.ocr.shades import fit_shades
from models.geometry import Box
from models.page import Fill, Rule

GREY = 0xE4E4E4
# A column of labels and one of values, in two rows.
RULES = [Rule(Box(50, y, 500, y + 1)) for y in (100, 120, 140)] + [Rule(Box(x, 100, x + 1, 140)) for x in (50, 170, 500)]
CELL = Box(51, 101, 170, 120)


def test_a_shade_half_hidden_by_its_label_fills_the_cell():
    (fill,) = fit_shades([Fill(Box(94, 102, 169, 118), GREY)], RULES)
    assert fill == Fill(CELL, GREY)


def test_pieces_of_one_shade_are_one():
    pieces = [Fill(Box(52, 102, 100, 119), GREY), Fill(Box(104, 102, 169, 119), GREY)]
    assert fit_shades(pieces, RULES) == [Fill(CELL, GREY)]


def test_strips_along_a_rule_are_no_shades():
    column = Fill(Box(51, 101, 170, 140), GREY)  # behind two cells, the rule between them runs over it
    assert fit_shades([Fill(Box(60, 116, 90, 124), GREY), column], RULES) == [column]


def test_what_is_smaller_than_its_cell_stays_as_it_is():
    chip = Fill(Box(60, 104, 90, 116), GREY)  # touches no side
    mark = Fill(Box(150, 102, 169, 119), GREY)  # too narrow
    free = Fill(Box(60, 200, 160, 220), GREY)  # outside any cell
    assert fit_shades([chip, mark, free], RULES) == [chip, mark, free]


def test_strokes_after_a_part_of_the_plan_are_its_roman_number():
    def line(text: str) -> OcrLine:
        box = Box(0, 0, 50, 10)
        return OcrLine(text, box, 0.9, tuple(OcrWord(w, box, 0.9) for w in text.split()))

    texts = ["Axe Il : Agir", "ORIENTATION IL : Agir", "Orientation lll – Loger", "Axe 11 : Agir", "Il agit", "Axe II"]
    assert [m.text for m in mend([line(t) for t in texts])] == [
        "Axe II : Agir", "ORIENTATION II : Agir", "Orientation III – Loger", "Axe 11 : Agir", "Il agit", "Axe II",
    ]  # fmt: skip
    assert mend([line("Axe Il")])[0].words[1].raw == "Il"
