"""Tags, panels and bands on the image of a page: what they hold, and where one ends."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.fills import _cells, _rectangles, _trimmed, find_fills
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.lines import find_lines
from extractors.ocr.rules import _missing_edges, rules_apart, without_strokes
from extractors.ocr.shades import beside_tags, fit_shades
from models.geometry import Box
from models.page import Fill, Rule, Word

DPI = 200
PALE = (0.95,) * 3


def image_of(draw: Callable[[pymupdf.Page], object]) -> np.ndarray:
    page = pymupdf.open().new_page(width=595, height=842)
    for i in range(6):
        page.insert_text((60, 600 + 13 * i), "Le Département pilote, avec la CAF et les bailleurs publics", fontsize=11)
    draw(page)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    spoilt = image.astype(np.float32) + np.random.default_rng(0).normal(0, 3.0, image.shape)
    return np.clip(spoilt, 0, 255).astype(np.uint8)


def straight(image: np.ndarray) -> Cleaned:
    return clean(Raster(image, DPI / 72, DPI), quarter_turns=0).straight()


def boxes(fills: list[Fill]) -> list[tuple[float, ...]]:
    return sorted((f.box.x0, f.box.y0, f.box.x1, f.box.y1) for f in fills)


def test_tags_one_under_the_other_hold_a_line_each() -> None:
    labels = ("Portée par", "En lien avec", "Public", "Calendrier")
    tops = (104, 128, 164, 188)

    def draw(page: pymupdf.Page) -> None:
        for label, y in zip(labels, tops, strict=True):
            page.draw_rect((57, y, 140, y + 12.5), fill=(0.45,) * 3, color=None, radius=0.1)
            page.insert_text((62, y + 9.2), label, fontsize=8.5, fontname="hebo", color=(1, 1, 1))

    seen = find_lines(image_of(draw), DPI)
    assert seen.doubt == ""
    found = [box for box in (seen.lines * 72 / DPI).tolist() if box[3] < 210]
    assert [round(box[1]) for box in found] == pytest.approx(list(tops), abs=3)
    assert all(box[0] < 62 and box[3] - box[1] < 14 for box in found)


def test_a_number_on_a_disc_is_no_larger_than_it_is() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_circle((70, 150), 22, fill=(0.53,) * 3, color=None)
        page.insert_text((59, 157), "11", fontsize=20, fontname="hebo", color=(1, 1, 1))

    lines = (find_lines(image_of(draw), DPI).lines * 72 / DPI).tolist()
    (number,) = [box for box in lines if box[0] < 100 and box[3] < 180]
    assert number[0] > 50
    assert number[3] - number[1] < 30


def test_a_panel_is_whole_around_the_white_table_laid_on_it() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((368, 102, 544, 395), fill=PALE, color=None)
        page.draw_rect((374, 285, 525, 389), fill=(1, 1, 1), color=(0.6,) * 3, width=0.5)
        for y in range(300, 389, 15):
            page.draw_line((374, y), (525, y), color=(0.6,) * 3, width=0.5)

    assert boxes(find_fills(straight(image_of(draw)))) == [pytest.approx((368, 102, 544, 395), abs=2)]


def word(text: str, x0: float, base: float, x1: float, size: float, **look: object) -> Word:
    return Word(text, Box(x0, base - 0.92 * size, x1, base + 0.22 * size), 1, size=size, **look)


def test_a_light_line_cuts_a_pale_band_between_its_words() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((51, 45, 544, 63), fill=PALE, color=None)
        page.draw_line((297.6, 45), (297.6, 63), color=(1, 1, 1), width=0.75)
        page.insert_text((57, 57), "Orientation 1 : Produire mieux", fontsize=9.5)
        page.insert_text((304, 57), "Objectif 1.1 : Agir sur le foncier", fontsize=9.5)

    words = [word("Orientation…mieux", 57, 57, 190, 9.5), word("Objectif…foncier", 304, 57, 440, 9.5)]
    assert boxes(find_fills(straight(image_of(draw)), words)) == [
        pytest.approx((51, 45, 297.6, 63), abs=2), pytest.approx((297.6, 45, 544, 63), abs=2),
    ]  # fmt: skip


def test_an_uneven_band_is_not_cut_between_its_words() -> None:
    image = np.full((400, 1654), 255.0)
    uneven = np.random.default_rng(1)
    image[125:175, 140:1500] = 228 + uneven.normal(0, 3.5, (1, 1360)) + uneven.normal(0, 3, (50, 1360))
    band = Fill(Box(51, 45, 539, 63), 0xE4E4E4)
    words = [word(t, x, 57, x + 40, 9.5) for t, x in (("Orientation", 57), ("n° 3", 102), ("l'accès", 146))]
    assert _cells(straight(np.clip(image, 0, 255).astype(np.uint8)), band, words) == [band]


def test_a_dark_line_cuts_a_dark_band_between_its_light_words() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((51, 45, 534, 61), fill=(0.25,) * 3, color=None)
        page.draw_line((141, 45), (141, 61), color=(0, 0, 0), width=1)
        page.insert_text((57, 56), "Fiche action II.4", fontsize=9.5, fontname="hebo", color=(1, 1, 1))
        page.insert_text((146, 56), "Favoriser l'accès aux droits", fontsize=9.5, fontname="hebo", color=(1, 1, 1))

    light = {"color": 0xFFFFFF, "bold": True}
    words = [word("Fiche…II.4", 57, 56, 134, 9.5, **light), word("Favoriser…droits", 146, 56, 275, 9.5, **light)]
    assert boxes(find_fills(straight(image_of(draw)), words)) == [
        pytest.approx((51, 45, 141, 61), abs=2), pytest.approx((141, 45, 534, 61), abs=2),
    ]  # fmt: skip


@pytest.mark.parametrize(("ground", "glow"), [(66, 10), (40, 14), (90, 12)])
@pytest.mark.parametrize("ruled", [False, True])
def test_what_parts_light_words_on_a_dark_band_is_no_line(ground: int, glow: int, ruled: bool) -> None:
    """The glow of a scan's light letters makes the ground between two words the darker: no more than the rest of the band."""
    scale = straight(np.zeros((9, 9), np.uint8)).scale
    image = np.full((400, 1654), 255.0)
    image[round(45 * scale) : round(61 * scale), round(51 * scale) : round(539 * scale)] = ground
    words = []
    for text, x0, x1 in (("ORIENTATION", 57, 118), ("1", 121.5, 126), ("Prévenir", 129.5, 170), ("ruptures", 173.5, 223), ("Fiche", 452, 510)):
        image[round(45 * scale) : round(61 * scale), round((x0 - 1) * scale) : round((x1 + 1) * scale)] = ground + glow
        words.append(word(text, x0, 57, x1, 9.5, color=0xFFFFFF, bold=True))
    line = [430.0] if ruled else []
    for x in line:
        image[round(45 * scale) : round(61 * scale), round(x * scale) : round((x + 1) * scale)] = ground - 30
    band = Fill(Box(51, 45, 539, 61), ground * 0x10101)
    cut = [51.0, *line, 539.0]
    found = _cells(straight(image.astype(np.uint8)), band, words)
    if ruled:
        assert [f.box.x0 for f in found] == [pytest.approx(x, abs=2) for x in cut[:-1]]
    else:
        assert found == [band]


def test_a_shade_is_not_grown_over_the_band_that_parts_two_tables() -> None:
    # Two tables; the second starts with a dark band, whose edges are no rules.
    rules = [Rule(Box(50, y, 500, y + 1)) for y in (100, 130, 300)]
    rules += [Rule(Box(x, a, x + 1, b)) for x in (50, 170, 500) for a, b in ((100, 130), (190, 300))]
    band, column = Fill(Box(50, 175, 500, 191), 0x404040), Fill(Box(51, 191, 169, 298), 0xF0F0F0)
    grown = next(f for f in fit_shades([band, column], rules) if f.color == 0xF0F0F0)
    assert grown.box.y0 == pytest.approx(191, abs=1)


def test_a_bar_before_a_title_is_no_letter_and_a_number_is() -> None:
    title = [word("Action", 68, 92, 109, 15.5), word("n°5", 114, 92, 136, 15.5)]
    bar, number = word("I", 54, 95.5, 59, 26), word("I", 54, 92, 59, 26)
    assert without_strokes([bar, *title], []) == title
    assert without_strokes([number, *title], []) == [number, *title]


def test_a_rule_over_a_low_row_stays_where_boxes_of_words_touch_it() -> None:
    row = [word(t, x, 191, x + 90, 9.5) for t, x in (("Proposer", 60), ("à chaque personne", 152), ("un bilan", 244))]
    rule = Rule(Box(51, 182.6, 340, 183.6))
    assert rules_apart([rule], row) == [rule]


def test_a_shade_over_half_a_wide_row_stays_a_half() -> None:
    rules = [Rule(Box(50, y, 540, y + 1)) for y in (100, 170)] + [Rule(Box(x, 100, x + 1, 170)) for x in (50, 540)]
    half = Fill(Box(300, 101, 539, 169), 0xE4E4E4)
    assert fit_shades([half], rules) == [half]


def test_tables_laid_in_the_cells_of_a_wider_one_are_not_joined_over_its_rules() -> None:
    def table(x0: float, x1: float, ys: tuple[float, ...]) -> list[Rule]:
        return [Rule(Box(x0, y, x1, y)) for y in ys] + [Rule(Box(x, ys[0], x, ys[-1])) for x in (x0, x1)]

    rules = table(40, 550, (100, 380, 480)) + table(160, 540, (350, 360, 370)) + table(160, 540, (390, 400, 410))
    assert list(_missing_edges(rules)) == []


def test_a_pale_row_ends_at_its_rules_and_not_at_those_of_the_cell_around_it() -> None:
    image = np.full((120, 500), 251, np.uint8)
    image[40:60, 50:450] = 242
    image[33:34], image[40:41] = 150, 150  # the cell's rule, and the row's
    assert _trimmed(image, (50, 34, 450, 62, 242), 251, 100 / 72) == pytest.approx((50, 41, 450, 60, 242), abs=1)
    assert _trimmed(image, (50, 5, 450, 60, 242), 251, 100 / 72)[1] == 5  # too far to be its blur


def test_heavy_print_on_a_grey_band_is_no_ground_of_its_own() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((57, 104, 400, 119), fill=(0.84,) * 3, color=(0, 0, 0), width=1.3)
        page.insert_text((62, 114.5), "Services et partenaires associés", fontsize=10, fontname="tibo")

    blurred = cv2.GaussianBlur(image_of(draw), (0, 0), 2.0)
    lines = find_lines(blurred, DPI).lines * 72 / DPI
    on_band = [(x0, x1) for x0, top, x1, bottom in lines.tolist() if top < 112 < bottom]
    assert len(on_band) == 1
    assert on_band[0][0] < 63
    assert on_band[0][1] > 190


def test_a_row_of_heads_over_a_row_all_but_of_its_shade_is_told() -> None:
    small = np.full((200, 700), 254, np.uint8)
    small[80:106, 60:640], small[106:130, 60:640] = 234, 241
    shade = np.zeros_like(small)
    shade[80:106, 60:640] = 255
    shade[106:130, 60:640] = 255
    shade[106:130, 130:570] = 0  # the noise takes most of the lower row out of the shade
    found = _rectangles(small, shade, shade, DPI / 2 / 72)
    assert len(found) == 1
    assert np.abs(np.array(found[0][:4]) - (60, 80, 640, 106)).max() <= 1


def test_a_rule_that_a_dark_tag_in_its_corner_hides_goes_on_to_the_rule_it_hangs_from() -> None:
    level = [Rule(Box(50, y, 540, y + 1)) for y in (100, 170)]
    hidden, whole = Rule(Box(268, 115, 269, 170)), Rule(Box(400, 100, 401, 170))
    tag, label = Fill(Box(269, 103, 335, 116), 0x0C0C0C), word("OBJECTIFS", 275, 112, 325, 7)
    assert beside_tags([*level, hidden, whole], [tag], [label]) == [*level, Rule(Box(268, 100.5, 269, 170)), whole]
    pale = Fill(tag.box, 0xE4E4E4)
    for rules, fill in (([*level, hidden], pale), ([level[1], hidden], tag), ([*level, Rule(Box(300, 115, 301, 170))], tag)):
        assert beside_tags(rules, [fill], [label]) == rules


def test_a_noisy_tag_that_its_letters_fill_is_a_ground() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((60, 100, 142, 113), fill=(0.03,) * 3, color=None)
        page.insert_text((67, 109.2), "FINANCEMENT", fontsize=9, fontname="hebo", color=(1, 1, 1))

    blurred = cv2.GaussianBlur(image_of(draw), (0, 0), 1.6).astype(np.float32)
    blurred += np.random.default_rng(1).normal(0, 14, blurred.shape)
    lines = find_lines(np.clip(blurred, 0, 255).astype(np.uint8), DPI).lines * 72 / DPI
    on_tag = [(x0, x1) for x0, top, x1, bottom in lines.tolist() if 100 < (top + bottom) / 2 < 113]
    assert len(on_tag) == 1
    assert on_tag[0][0] < 68 and on_tag[0][1] > 130
