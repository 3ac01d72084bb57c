"""Shades of grey fitted to the ruled cells they fill; Roman numbers."""

from __future__ import annotations

from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.french import mend
from extractors.ocr.shades import fit_shades, through_bands
from models.geometry import Box
from models.page import Fill, Rule, Word

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


def test_a_shade_goes_no_further_than_the_dark_band_over_its_cell():
    band = Fill(Box(51, 80, 500, 101), 0x545454)
    rules = [r for r in RULES if r.box.cy > 105 or r.box.width < r.box.height] + [Rule(Box(50, 70, 500, 71))]
    rules = [Rule(Box(r.box.x0, 70, r.box.x1, 140)) if not r.horizontal else r for r in rules]
    assert fit_shades([band, Fill(Box(54, 103, 169, 118), GREY)], rules) == [Fill(CELL, GREY), band]


BAND = Fill(Box(50, 100, 350, 114), 0x545454)


def heads(*places: tuple[str, float, float]) -> list[Word]:
    return [Word(t, Box(x0, 102, x1, 112), 1, 9.0, True, color=0xFFFFFF) for t, x0, x1 in places]


def columns(*tops: float) -> list[Rule]:
    return [Rule(Box(149.5 + 100 * i, top, 150.5 + 100 * i, 200)) for i, top in enumerate(tops)]


def test_rules_the_dark_of_a_band_hides_part_its_heads():
    words = heads(("Pilote", 56, 80), ("Partenaires", 156, 200), ("Coût", 256, 280))
    for tops in ((114.0, 111.0), (100.0, 113.0)):
        assert [r.box.y0 for r in through_bands(columns(*tops), [BAND], words)] == [100, 100]


def test_a_rule_a_cell_s_padding_from_its_heads_is_led_through_their_band():
    close = heads(("N°", 56, 146), ("Action", 154, 200), ("Coût", 256, 280))
    assert [r.box.y0 for r in through_bands(columns(114.0, 100.0), [BAND], close)] == [100, 100]


def test_rules_below_a_title_are_not_led_through_its_band():
    one = heads(("Axe", 56, 72), ("1", 76, 80), ("Loger", 156, 180))  # no head over the third column
    assert through_bands(columns(114.0, 114.0), [BAND], one) == columns(114.0, 114.0)
    long = heads(("Aménager", 56, 100), ("un", 104, 148), ("réseau", 152, 200), ("vert", 256, 280))
    assert through_bands(columns(114.0, 100.0), [BAND], long)[0] == columns(114.0)[0]  # between two words of a title


def test_strokes_after_a_part_of_the_plan_are_its_roman_number():
    def line(text: str) -> OcrLine:
        box = Box(0, 0, 50, 10)
        return OcrLine(text, box, 0.9, tuple(OcrWord(w, box, 0.9) for w in text.split()))

    texts = ["Axe Il : Agir", "ORIENTATION IL : Agir", "Orientation lll – Loger", "Axe 11 : Agir", "Il agit", "Axe II"]
    assert [m.text for m in mend([line(t) for t in texts])] == [
        "Axe II : Agir", "ORIENTATION II : Agir", "Orientation III – Loger", "Axe 11 : Agir", "Il agit", "Axe II",
    ]  # fmt: skip
    assert mend([line("Axe Il")])[0].words[1].raw == "Il"
    run_on = ["PilierIl I–- Agir", "AxeI – Agir", "Axel Martin", "Pilier l – Agir", "Objectif 1 – Agir"]
    assert [m.text for m in mend([line(t) for t in run_on])] == [
        "Pilier III – Agir", "Axe I – Agir", "Axel Martin", "Pilier I – Agir", "Objectif 1 – Agir",
    ]  # fmt: skip


def test_icons_before_labels_and_blanks_lost():
    def read(text: str) -> str:
        words = tuple(OcrWord(w, Box(60 * i, 0, 60 * i + 50, 10), 0.9) for i, w in enumerate(text.split()))
        return mend([OcrLine(text, Box(0, 0, 500, 10), 0.9, words)])[0].text

    assert read("€ BUDGET") == "BUDGET"
    assert [read(t) for t in ("€ HT", "€ par an", "150 € Budget")] == ["€ HT", "€ par an", "150 € Budget"]
    assert [read(t) for t in ("Ànoter", "àl'emploi", "Àge", "là")] == ["À noter", "à l'emploi", "Àge", "là"]
    assert [read(t) for t in ("10.Réaliser", "COOT ESTIMÉ", "3.1.Loger")] == ["10. Réaliser", "COÛT ESTIMÉ", "3.1. Loger"]
    assert [read(t) for t in ("ActionCapter des logements", "Actions", "InterAction")] == ["Action Capter des logements", "Actions", "InterAction"]
