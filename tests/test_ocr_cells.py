"""Cells of tables on the image of a page: heads over their own columns, tinted columns, words that touch the rules."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.crossings import to_crossings, within_bands
from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.fills import _rectangles, find_fills
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.parted import part_at_rules
from models.geometry import Box
from models.page import Fill, Rule

DPI = 200
POINT = DPI / 72
GREY = (0.72,) * 3
TINT = (0.935,) * 3


def scan(draw: Callable[[pymupdf.Page], object]) -> Cleaned:
    page = pymupdf.open().new_page(width=500, height=700)
    for i in range(6):
        page.insert_text((60, 600 + 13 * i), "Le Département pilote, avec la CAF et les bailleurs publics", fontsize=11)
    draw(page)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    image = cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.float32)
    spoilt = image + np.random.default_rng(0).normal(0, 3.0, image.shape)
    return clean(Raster(np.clip(spoilt, 0, 255).astype(np.uint8), POINT, DPI), quarter_turns=0).straight()


def level(y: float, x0: float, x1: float) -> Rule:
    return Rule(Box(x0, y - 0.4, x1, y + 0.4))


def upright(x: float, y0: float, y1: float) -> Rule:
    return Rule(Box(x - 0.4, y0, x + 0.4, y1))


def test_heads_that_stand_over_columns_of_their_own_are_parted_as_the_columns_are() -> None:
    edges = {150: 112, 200: 100, 250: 112, 300: 100, 350: 112, 400: 100, 425: 100}  # where the light lines end

    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 450, 126), fill=(0.35,) * 3, color=None)
        page.draw_line((100, 112), (400, 112), color=GREY, width=0.7)
        for x, top in {100: 100, **edges}.items():
            page.draw_line((x, top), (x, 126), color=GREY, width=0.7)
            page.draw_line((x, 126), (x, 300), color=(0.4,) * 3, width=0.7)

    band = Fill(Box(50, 100, 450, 126), 0x545454)
    seen = within_bands(scan(draw), [upright(x, 126, 300) for x in (100, *edges)], [band], [])
    (across,) = [r.box for r in seen if r.horizontal]
    assert (across.x0, across.cy, across.x1) == pytest.approx((100, 112, 400), abs=1)
    tops = {round(r.box.cx): r.box.y0 for r in seen if not r.horizontal}
    assert tops == {100: pytest.approx(100, abs=1), **{x: pytest.approx(y, abs=1) for x, y in edges.items()}}


def test_a_band_some_of_whose_lines_are_not_seen_is_left_to_its_words() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 450, 122), fill=(0.35,) * 3, color=None)
        for x in (150, 350):
            page.draw_line((x, 100), (x, 122), color=GREY, width=0.7)

    columns = [upright(x, 122, 300) for x in (150, 250, 350)]
    assert within_bands(scan(draw), columns, [Fill(Box(50, 100, 450, 122), 0x545454)], []) == columns


def test_an_upright_rule_that_a_word_touches_goes_on_past_it() -> None:
    def pieces(*others: Rule) -> list[tuple[float, float]]:
        rules = to_crossings([upright(200, 100, 160), upright(200.3, 167, 190), *others])
        return [(r.box.y0, r.box.y1) for r in rules if not r.horizontal and 199 < r.box.cx < 201]

    beside = upright(300, 90, 260)
    assert pieces(beside) == [(100, 190)]
    assert pieces() == pieces(upright(300, 90, 162)) == [(100, 160), (167, 190)]  # nothing says that the row goes on
    assert len(pieces(beside, level(167, 150, 260))) == 2  # a cell ends there


def test_tinted_columns_under_a_band_of_heads_are_whole() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 100, 450, 120), fill=(0.35,) * 3, color=None)
        page.draw_rect((50, 120, 150, 300), fill=TINT, color=None)
        for x in (50, 100, 150, 450):
            page.draw_line((x, 120), (x, 300), color=(0.4,) * 3, width=0.7)
        for y in (180, 240, 300):
            page.draw_line((100 if y < 300 else 50, y), (450, y), color=(0.4,) * 3, width=0.7)

    found = [f.box for f in find_fills(scan(draw)) if f.color & 255 > 200]
    assert [(b.x0, b.y0, b.x1, b.y1) for b in found if b.x0 < 55] == [pytest.approx((50, 120, 100, 300), abs=2)]


def test_words_printed_beside_a_tinted_column_do_not_cut_it() -> None:
    small = np.full((200, 400), 254, np.uint8)
    small[20:180, 20:120] = 231
    shade = np.where(small < 240, np.uint8(255), np.uint8(0))
    whole = shade.copy()
    for y, x in ((40, 180), (52, 200), (90, 240), (150, 170)):
        shade[y : y + 9, 120:x:2] = 255  # blurred letters are grey here and there
        whole[y : y + 9, 120:x] = 255
    (found,) = _rectangles(small, shade, whole, DPI / 2 / 72)
    assert np.abs(np.array(found[:4]) - (20, 20, 120, 180)).max() <= 1
    shade[90:99, 120:240] = whole[90:99, 120:240] = 255  # a row in the shade itself
    small[90:99, 120:240] = 231
    assert len(_rectangles(small, shade, whole, DPI / 2 / 72)) > 1


def test_words_of_two_cells_are_parted_at_the_rule_between_them() -> None:
    page = Cleaned(np.full((400, 600), 255, np.uint8), np.array([[1.0, 0, 0], [0, 1, 0]]), 72, 1.0, 0, 0.0)

    def line(*words: tuple[str, float, float]) -> OcrLine:
        box = Box(words[0][1], 100, words[-1][2], 109)
        return OcrLine("", box, 1.0, tuple(OcrWord(t, Box(a, 100, b, 109), 1.0) for t, a, b in words))

    def read(lines: list[OcrLine], rule: Rule) -> list[str]:
        return [w.text for row in part_at_rules(lines, page, [rule]) for w in row.words]

    row = line(("Banque", 43, 67), ("des1,8", 69, 96), ("M€", 99, 109))
    assert read([row], upright(83, 50, 200)) == ["Banque", "des", "1,8", "M€"]
    assert read([line(("individuel.d'agriculture", 102, 181))], upright(140, 50, 200)) == ["individuel.", "d'agriculture"]
    (parted,) = part_at_rules([row], page, [upright(83, 50, 200)])
    assert [(w.box.x0, w.box.x1, w.raw) for w in parted.words[1:3]] == [(69, 82, "des1,8"), (84, 96, "des1,8")]
    assert read([row], upright(83, 95, 115)) == ["Banque", "des1,8", "M€"]  # a bar as high as the line
    streak = [line(("territoire", 60, 106)) for _ in range(6)]
    assert read(streak, upright(83, 50, 200)) == ["territoire"] * 6
