"""What a scan shows only where things meet: rules and the rows they part, boxes to tick, marks, letters on a colour."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.crossings import between_rows, to_crossings, within_bands
from extractors.ocr.fills import _pieced, find_fills
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.lines import find_lines
from extractors.ocr.marks import with_marks
from extractors.ocr.shades import fit_shades, through_bands
from models.geometry import Box
from models.page import Fill, Rule, Word

DPI = 200
POINT = DPI / 72
GREY = (0.72,) * 3
BAND = (50, 100, 450, 126)
COLUMNS = (200, 250, 300, 350)


def image_of(draw: Callable[[pymupdf.Page], object], *, dpi: int = DPI) -> np.ndarray:
    page = pymupdf.open().new_page(width=500, height=700)
    draw(page)
    pixmap = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    image = cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.float32)
    spoilt = image + np.random.default_rng(0).normal(0, 3.0, image.shape)
    return np.clip(spoilt, 0, 255).astype(np.uint8)


def scan(draw: Callable[[pymupdf.Page], object]) -> Cleaned:
    return clean(Raster(image_of(draw), POINT, DPI), quarter_turns=0).straight()


def level(y: float, x0: float, x1: float) -> Rule:
    return Rule(Box(x0, y - 0.4, x1, y + 0.4))


def upright(x: float, y0: float, y1: float) -> Rule:
    return Rule(Box(x - 0.4, y0, x + 0.4, y1))


def test_a_rule_that_stops_short_of_a_crossing_it_goes_on_after_is_led_on() -> None:
    cross = upright(377, 200, 500)
    led = to_crossings([level(385, 55, 371), level(385, 377, 541), cross])
    assert [(r.box.x0, r.box.x1) for r in led if r.horizontal] == [(55, 377), (377, 541)]
    apart = [level(385, 55, 371), level(391, 377, 541), cross]  # rows of two tables
    assert sorted(r.box.x1 for r in to_crossings(apart) if r.horizontal) == [371, 541]
    tables = [level(385, 55, 371), level(385, 381, 541), upright(371, 200, 500), upright(381, 200, 500)]
    assert sorted(r.box.x1 for r in to_crossings(tables) if r.horizontal) == [371, 541]
    turned = to_crossings([upright(100, 50, 196), upright(100, 203, 300), level(200, 60, 300)])
    assert sorted((r.box.y0, r.box.y1) for r in turned if not r.horizontal) == [(50, 200), (200, 300)]


def test_a_row_that_stops_short_of_the_edge_the_others_reach_is_led_on_to_it() -> None:
    edge = upright(54, 100, 300)
    rows = [level(y, 54.5, 541) for y in (100, 150, 300)]
    short, within = level(200, 60, 541), level(250, 60, 100)  # the second underlines a word
    led = {round(r.box.cy): r.box.x0 for r in to_crossings([edge, *rows, short, within]) if r.horizontal}
    assert (led[200], led[250]) == (54, 60)
    assert {r.box.x0 for r in to_crossings([edge, *rows[:2], short]) if r.horizontal} == {54.5, 60}


def test_faint_uprights_are_seen_between_the_rules_of_a_row() -> None:
    # What is read of a letter may begin beyond its stem.
    words = [Box(60 * POINT, 102 * POINT, 68 * POINT, 112 * POINT), Box(84 * POINT, 117 * POINT, 120 * POINT, 126 * POINT)]

    def draw(page: pymupdf.Page) -> None:
        for y in (100, 114, 128):
            page.draw_line((50, y), (450, y), color=(0.5,) * 3, width=0.7)
        for x in COLUMNS:
            page.draw_line((x, 100), (x, 114), color=(0.82,) * 3, width=0.6)
        page.insert_text((60, 110.5), "S1", fontsize=9)
        page.draw_line((82, 115), (82, 127), color=(0.2,) * 3, width=0.9)
        page.insert_text((84, 125), "oyens", fontsize=11)
        page.draw_line((262, 115), (262, 127), color=(0.2,) * 3, width=0.9)  # alone in its row, and in no other
        page.insert_text((302, 124.5), "Il lit", fontsize=9)  # stems, but not from rule to rule

    found = list(between_rows(scan(draw), [level(y, 50, 450) for y in (100, 114, 128)], words))
    assert sorted(r.box.cx for r in found) == pytest.approx(list(COLUMNS), abs=0.7)
    assert all((r.box.y0, r.box.y1) == pytest.approx((100, 114), abs=0.7) for r in found)


def heads(page: pymupdf.Page) -> None:
    """A band of heads in two rows, light lines between them: a head over its years, two that are as high as both rows."""
    page.draw_rect(BAND, fill=(0.35,) * 3, color=None)
    page.draw_line((200, 112), (350, 112), color=GREY, width=0.7)
    for x, top in zip((68, *COLUMNS), (100, 100, 112, 112, 100), strict=True):
        page.draw_line((x, top), (x, 126), color=GREY, width=0.7)
        page.draw_line((x, 126), (x, 300), color=(0.4,) * 3, width=0.7)
    light = {"fontsize": 7, "fontname": "hebo", "color": (1, 1, 1)}
    page.insert_text((56, 115), "N°", **light)
    page.insert_text((110, 115), "Action", **light)
    page.insert_text((256, 108.5), "Calendrier", **light)
    for year, x in ((2025, 216), (2026, 266), (2027, 316)):
        page.insert_text((x, 122), str(year), **light)
    page.insert_text((355, 115), "Indicateurs", **light)


def test_light_lines_part_a_band_of_heads_in_two_rows() -> None:
    def word(text: str, x0: float, base: float, x1: float) -> Word:
        return Word(text, Box(x0, base - 6.4, x1, base + 1.6), 1, 7.0, True, color=0xFFFFFF)

    words = [word("N°", 56, 115, 64), word("Action", 110, 115, 132), word("Calendrier", 256, 108.5, 292)]
    words += [word(str(y), x, 122, x + 16) for y, x in ((2025, 216), (2026, 266), (2027, 316))]
    words += [word("Indicateurs", 355, 115, 395)]
    band = Fill(Box(*BAND), 0x545454)
    seen = within_bands(scan(heads), [upright(x, 126, 300) for x in (68, *COLUMNS)], [band], words)
    (across,) = [r.box for r in seen if r.horizontal]
    assert (across.x0, across.cy, across.x1) == pytest.approx((200, 112, 350), abs=1)
    rules = through_bands(seen, [band], words)
    tops = [r.box.y0 for r in sorted(rules, key=lambda r: r.box.cx) if not r.horizontal]
    assert tops == pytest.approx([100, 100, 112, 112, 100], abs=1)


def test_the_light_lines_of_a_band_are_no_letters_of_its_heads() -> None:
    seen = find_lines(image_of(heads), DPI)
    boxes = [(x0, y1 - y0) for x0, y0, x1, y1 in (seen.lines / POINT).tolist() if 100 < (y0 + y1) / 2 < 126]
    assert seen.doubt == ""
    assert sorted(round(x) for x, _ in boxes) == pytest.approx([54, 108, 214, 254, 264, 314, 353], abs=2)
    assert all(high < 12 for _, high in boxes)


def test_light_letters_on_a_page_all_of_one_colour_are_seen() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect(page.rect, fill=(0.57,) * 3, color=None)
        page.insert_text((60, 300), "Axe 1", fontsize=38, fontname="hebo", color=(1, 1, 1))
        page.insert_text((60, 345), "Grandir dans le bien", fontsize=38, fontname="hebo", color=(1, 1, 1))

    page = clean(Raster(image_of(draw), POINT, DPI), quarter_turns=0)
    lines = find_lines(page.image, DPI).lines / POINT
    # One box a line: stems of letters as large are no rules between two words.
    assert [tuple(round(v) for v in box[[0, 2]]) for box in lines] == [
        pytest.approx((54, 170), abs=8), pytest.approx((54, 437), abs=14),
    ]  # fmt: skip
    plain = image_of(lambda p: p.insert_text((60, 300), "Axe 1 : grandir", fontsize=12))
    dim = clean(Raster((plain * 0.6).astype(np.uint8), POINT, DPI), quarter_turns=0)
    assert np.percentile(dim.image, 50) > 240  # a sheet in a poor light is still made white


def test_round_badges_are_no_shades() -> None:
    def draw(page: pymupdf.Page) -> None:
        for y in (120, 180, 240):
            page.draw_circle((70, y), 12, fill=(0.7,) * 3, color=None)
            page.insert_text((66, y + 4), "€", fontsize=11, color=(1, 1, 1))
        page.draw_rect((100, 300, 124, 324), fill=(0.7,) * 3, color=None)

    assert [f.box.y0 for f in find_fills(scan(draw))] == [pytest.approx(300, abs=4)]


def test_a_rectangle_made_of_pieces_of_others_is_not_told_again() -> None:
    kept = [(10, 100, 90, 400, 192), (10, 405, 90, 700, 190)]
    assert _pieced((10, 341, 91, 486, 192), kept)
    assert not _pieced((10, 341, 91, 486, 230), kept)
    assert not _pieced((60, 341, 200, 486, 192), kept)


def test_a_shade_ends_at_the_rule_along_it() -> None:
    rules = [upright(88, 40, 700), upright(184, 40, 700), level(400, 20, 184)]
    (fill,) = fit_shades([Fill(Box(22, 401, 94, 700), 0xC0C0C0)], rules)
    assert (fill.box.x0, fill.box.x1) == (22, 88)


def word(text: str, x0: float, base: float, x1: float, size: float = 10.0) -> Word:
    return Word(text, Box(x0, base - 0.92 * size, x1, base + 0.22 * size), 1, size=size)


def test_boxes_to_tick_are_words_before_their_choices() -> None:
    def draw(page: pymupdf.Page) -> None:
        for k, ticked in enumerate((True, False, True)):
            box = pymupdf.Rect(60, 100 + 14 * k, 66.5, 106.5 + 14 * k)
            page.draw_rect(box, color=(0.2,) * 3, width=0.6)
            if ticked:
                page.draw_line(box.tl, box.br, color=(0.2,) * 3, width=0.7)
                page.draw_line(box.tr, box.bl, color=(0.2,) * 3, width=0.7)
            page.insert_text((70, 106.5 + 14 * k), ("CAF", "MSA", "OPH")[k], fontsize=10)

    # The first box read as a letter, the second with its choice, the third not at all.
    words = [word("X", 60, 106.5, 67), word("CAF", 70, 106.5, 90), word("□MSA", 60, 120.5, 91), word("OPH", 68, 134.5, 91)]
    read = with_marks(scan(draw), words, [])
    assert [w.text for w in read] == ["☒", "CAF", "☐", "MSA", "☒", "OPH"]
    assert read[2].box.x1 < read[3].box.x0
    assert [w.size for w in read] == [10.0] * 6


def test_letters_of_a_word_are_no_boxes() -> None:
    def draws(page: pymupdf.Page) -> None:
        page.insert_text((60, 106), "DOUBLE BODO 0 O D", fontsize=14, fontname="hebo")
        for k in range(2):  # letters run together
            page.insert_text((60, 206 + 20 * k), "un an H n maison neuf", fontsize=11, fontname="hebo")
            page.draw_rect((100, 198 + 20 * k, 106, 206 + 20 * k), width=1.2)

    words = [word("DOUBLE", 60, 106, 124, 14), word("BODO", 128, 106, 172, 14), word("O", 192, 106, 203, 14)]
    words += [word(t, x, 206 + 20 * k, x1, 11) for k in (0, 1) for t, x, x1 in (("un", 60, 73), ("anHnm", 76, 130))]
    assert with_marks(scan(draws), words, []) == words


def test_marks_alone_in_the_cells_of_a_calendar_are_words() -> None:
    columns, rows = (200, 240, 280, 320, 360), (100, 114, 128)
    rules = [level(y, 200, 360) for y in rows] + [upright(x, 100, 128) for x in columns]

    def draw(page: pymupdf.Page) -> None:
        for r in rules:
            page.draw_line((r.box.x0, r.box.y0), (r.box.x1, r.box.y1), color=(0.6,) * 3, width=0.7)
        for x in (220, 260):
            page.draw_rect((x - 1.6, 119.4, x + 1.6, 122.6), fill=(0.2,) * 3, color=None)
        page.draw_rect((325, 119.4, 328, 122.4), fill=(0.2,) * 3, color=None)  # a bullet before an item
        page.insert_text((332, 124), "étude", fontsize=9)

    words = [word("2025", 212, 111, 228, 9), word("1", 258, 124, 262, 6), word("étude", 332, 124, 355, 9)]
    read = with_marks(scan(draw), words, rules)
    assert sorted((w.text, round(w.box.cx)) for w in read if w.text == "■") == [("■", 220), ("■", 260)]
    assert [w.text for w in read if w.text != "■"] == ["2025", "étude"]
