"""Shades under print that hides them, the sides of the sheet, and rules that letters of a band's title lead on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pymupdf
import pytest
from test_ocr_grounds import image_of, straight, word

from extractors.ocr.rules import _missing_edges, find_rules
from extractors.ocr.shades import cut_at_bands
from extractors.ocr.under_print import led_under
from models.geometry import Box
from models.page import Fill, Rule, Word

GREY, PALE = 0xE4E4E4, 0xF0F0F0
TITLE = "Objectif 1.1 : Soutenir la réussite et la parentalité"


def edges(fill: Fill) -> tuple[float, ...]:
    return fill.box.x0, fill.box.y0, fill.box.x1, fill.box.y1


def band(draw_more: Callable[[pymupdf.Page], object] = lambda page: None) -> tuple[np.ndarray, list[Word]]:
    """A low grey band from 40 to 540, its title as tall as it is."""

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((40, 100, 540, 112.5), fill=(0.89,) * 3, color=None)
        page.insert_text((44, 109.6), TITLE, fontsize=10.5, fontname="hebo")
        draw_more(page)

    return image_of(draw), words_of(TITLE, 44, 109.6, 10.5)


def words_of(text: str, x: float, base: float, size: float) -> list[Word]:
    out = []
    for part in text.split():
        wide = pymupdf.get_text_length(part, "hebo", size)
        out.append(word(part, x, base, x + wide, size, bold=True))
        x += wide + pymupdf.get_text_length(" ", "hebo", size)
    return out


def test_a_band_is_led_on_under_the_title_that_hides_it() -> None:
    image, words = band()
    (whole,) = led_under(straight(image), [Fill(Box(words[-1].box.x1 + 3, 100, 540, 112.5), GREY)], [], words)
    assert edges(whole) == pytest.approx((40, 100, 540, 112.5), abs=2)


def test_a_band_is_led_no_further_than_a_rule() -> None:
    image, words = band()
    rule = Rule(Box(119.5, 90, 120.5, 200))
    (part,) = led_under(straight(image), [Fill(Box(words[-1].box.x1 + 3, 100, 540, 112.5), GREY)], [rule], words)
    assert part.box.x0 == pytest.approx(120.5, abs=0.5)


def test_words_on_paper_beside_a_band_are_not_of_it() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((292, 100, 540, 112.5), fill=(0.89,) * 3, color=None)
        page.insert_text((44, 109.6), TITLE, fontsize=10.5, fontname="hebo")

    words = words_of(TITLE, 44, 109.6, 10.5)
    half = Fill(Box(292, 100, 540, 112.5), GREY)
    (part,) = led_under(straight(image_of(draw)), [half], [], words)
    assert part.box.x0 == pytest.approx(292, abs=2)


def rows_of_print(page: pymupdf.Page, tops: tuple[float, ...]) -> list[Word]:
    words = []
    for y in tops:
        for x in (60, 180, 300, 420):
            page.insert_text((x, y + 8), "Appel à projets annuel", fontsize=8.5)
            words.append(word("Appel à projets annuel", x, y + 8, x + 90, 8.5))
    return words


@pytest.mark.parametrize("gap", [None, 1.0])
def test_pieces_of_a_pale_row_are_one_unless_paper_parts_them(gap: float | None) -> None:
    """Between the two, a line of print across the row hides its ground; or the row above is another."""
    words: list[Word] = []

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 540, 160), fill=(0.935,) * 3, color=None)
        if gap:
            page.draw_rect((50, 128, 540, 128 + 4 * gap), fill=(1, 1, 1), color=None)
        words.extend(rows_of_print(page, (104, 114, 138)))

    image = straight(image_of(draw))
    found = led_under(image, [Fill(Box(50, 100, 540, 127), PALE), Fill(Box(50, 133, 540, 160), PALE)], [], words)
    assert len(found) == (2 if gap else 1)


def test_a_shade_is_led_on_over_the_line_along_its_edge() -> None:
    words: list[Word] = []

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 540, 160), fill=(0.935,) * 3, color=None)
        words.extend(rows_of_print(page, (102, 122)))
        words.extend(rows_of_print(page, (162,)))  # on the paper under it

    (whole,) = led_under(straight(image_of(draw)), [Fill(Box(50, 111, 540, 160), PALE)], [], words)
    assert edges(whole) == pytest.approx((50, 100, 540, 160), abs=2)


def test_the_side_of_the_sheet_is_no_rule() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((592.5, 90), (592.5, 400), color=(0.3,) * 3, width=1)
        page.draw_line((60, 2), (280, 2), color=(0.3,) * 3, width=1)
        page.draw_line((300, 120), (300, 400), color=(0, 0, 0), width=0.7)

    (rule,) = find_rules(straight(image_of(draw)), [])
    assert rule.box.cx == pytest.approx(300, abs=1)


def test_a_stroke_beside_two_tables_joins_them_nowhere() -> None:
    def table(top: float) -> list[Rule]:
        level = [Rule(Box(48, top + 30 * k, 530, top + 30 * k)) for k in range(4)]
        return level + [Rule(Box(x, top + 8, x, top + 90)) for x in (48, 530)]

    beside = Rule(Box(560, 140, 560, 420))
    spaces = [r.box for r in _missing_edges([*table(100), *table(260), beside])]
    assert not any(b.y0 < 200 < b.y1 for b in spaces)


BAND = Fill(Box(40, 200, 540, 213), GREY)


def columns() -> list[Rule]:
    """Rules of columns that stop at a band, but for the first, which a letter of the title leads through it."""
    stop = [Rule(Box(x, a, x + 1, b)) for x in (220, 320, 430) for a, b in ((100, 200), (213, 300))]
    return [Rule(Box(128, 100, 129, 300)), *stop]


def test_a_letter_of_a_band_s_title_is_no_piece_of_a_rule() -> None:
    words = [word(t, x, 210, x1, 10.5) for t, x, x1 in (("Objectif", 44, 84), ("Lever", 100, 124.5), ("les", 130, 140), ("freins", 143, 170))]
    rules, kept = cut_at_bands(columns(), [BAND], words)
    first = sorted((r.box.y0, r.box.y1) for r in rules if r.box.cx < 200)
    assert first == [(100, 200), (213, 300)]
    assert kept == words


def test_a_word_parted_at_such_a_rule_is_whole_again() -> None:
    halves = [replace(word(t, x, 210, x1, 10.5), raw="Renforcer") for t, x, x1 in (("Renfo", 100, 127), ("rcer", 130, 145))]
    _, kept = cut_at_bands(columns(), [BAND], [word("Objectif", 44, 210, 84, 10.5), *halves])
    assert [w.text for w in kept] == ["Objectif", "Renforcer"]
    assert kept[1].box.x0 == 100 and kept[1].box.x1 == 145


def test_a_rule_between_the_cells_of_a_band_goes_on() -> None:
    words = [word("Axe 1", 44, 210, 80, 10.5), word("Habiter", 136, 210, 180, 10.5)]
    assert cut_at_bands(columns(), [BAND], words) == (columns(), words)


def test_a_rule_goes_through_where_others_do() -> None:
    words = [word(t, x, 210, x1, 10.5) for t, x, x1 in (("Lever", 100, 124.5), ("les", 130, 140))]
    through = [Rule(Box(x, 100, x + 1, 300)) for x in (128, 220, 320)]
    assert cut_at_bands(through, [BAND], words) == (through, words)
