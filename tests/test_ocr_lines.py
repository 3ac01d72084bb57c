"""Lines of print found by their letters, and when the neural detector is asked instead; images nobody expects."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.dots import find_dots
from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord, get_engine
from extractors.ocr.fills import find_fills
from extractors.ocr.image import Raster, clean
from extractors.ocr.lines import _on_light_ground, _without_heavy_letters, find_lines
from extractors.ocr.looks import measure
from extractors.ocr.rules import find_rules, rules_apart, without_rules
from models.geometry import Box
from models.page import Rule, Word

DPI = 150


def image_of(draw: Callable[[pymupdf.Page], object], *, noise: float = 3.0) -> np.ndarray:
    page = pymupdf.open().new_page(width=595, height=842)
    draw(page)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    spoilt = image.astype(np.float32) + np.random.default_rng(0).normal(0, noise, image.shape)
    return np.clip(spoilt, 0, 255).astype(np.uint8)


def found(image: np.ndarray) -> list[tuple[int, ...]]:
    """Boxes in points."""
    seen = find_lines(image, DPI)
    assert seen.doubt == ""
    return [tuple(round(v * 72 / DPI) for v in box) for box in seen.lines.tolist()]


def paragraph(page: pymupdf.Page) -> None:
    for i in range(6):
        page.insert_text((60, 100 + 13 * i), "Le Département pilote, avec la CAF et les bailleurs publics", fontsize=11)


def test_each_line_of_a_paragraph_is_one_box() -> None:
    boxes = found(image_of(paragraph))
    assert len(boxes) == 6
    for i, (x0, top, x1, bottom) in enumerate(boxes):
        base = 100 + 13 * i
        assert 50 < x0 < 60
        assert x1 > 340
        assert base - 14 < top < base - 8
        assert base + 2 < bottom < base + 6


def test_what_stands_on_both_sides_of_a_rule_is_two_lines() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((60, 100), "Pilote", fontsize=11)
        page.insert_text((96, 100), "DDT", fontsize=11)
        page.draw_line((94, 60), (94, 140), width=0.7)

    assert len(found(image_of(draw))) == 2


@pytest.mark.parametrize("ground", [0.1, 0.45, 0.55])
def test_light_letters_on_a_band_are_found(ground: float) -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        page.draw_rect((50, 300, 545, 316), fill=(ground,) * 3, color=None)
        page.insert_text((60, 311), "Fiche action numéro trois", fontsize=9, color=(1, 1, 1))

    boxes = found(image_of(draw))
    assert len(boxes) == 7
    assert boxes[-1][0] < 62
    assert boxes[-1][2] > 150


def test_dashes_of_a_frame_and_icons_are_no_lines() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((50, 50, 300, 250), dashes="[3 3]", width=1)
        page.draw_circle((70, 102), 9, fill=(0.4, 0.4, 0.4), color=None)
        page.insert_text((84, 106), "Calendrier", fontsize=9)

    assert [b for b in found(image_of(draw)) if b[2] - b[0] < 30] == []


def test_the_detector_is_asked_of_pictures_of_turned_labels_and_where_nothing_is_found() -> None:
    chance = np.random.default_rng(1)

    def photograph(page: pymupdf.Page) -> None:
        paragraph(page)
        grey = cv2.resize(chance.integers(0, 160, (30, 40), np.uint8), (400, 300), interpolation=cv2.INTER_CUBIC)
        page.insert_image((100, 300, 500, 600), stream=cv2.imencode(".png", grey)[1].tobytes())

    def turned(page: pymupdf.Page) -> None:
        paragraph(page)
        page.insert_text((40, 500), "Orientation stratégique", fontsize=11, rotate=90)

    for draw in (photograph, turned, lambda page: None):
        assert find_lines(image_of(draw), DPI).doubt


# Images nobody expects ------------------------------------------------------------------------------------------------

ODD = {
    "one pixel": np.full((1, 1), 255, np.uint8),
    "one black pixel": np.zeros((1, 1), np.uint8),
    "a row": np.full((1, 900), 255, np.uint8),
    "a column": np.zeros((900, 1), np.uint8),
    "tiny": np.random.default_rng(2).integers(0, 256, (7, 5), np.uint8),
    "black": np.zeros((400, 300), np.uint8),
    "grey": np.full((400, 300), 128, np.uint8),
    "noise": np.random.default_rng(3).integers(0, 256, (400, 300), np.uint8),
    "flat": np.random.default_rng(4).integers(0, 256, (12, 1500), np.uint8),
    "stripes": np.tile(np.array([[0], [255]], np.uint8), (200, 300)),
    "one line": cv2.line(np.full((400, 300), 255, np.uint8), (0, 200), (299, 200), 0, 1),
    "black edges": cv2.rectangle(np.zeros((400, 300), np.uint8), (40, 40), (250, 350), 255, -1),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("dpi", [72, 200, 600])
def test_odd_images_are_cleaned_and_looked_at_without_an_error(name: str, dpi: int) -> None:
    straight = clean(Raster(ODD[name], dpi / 72, dpi)).straight()
    find_lines(straight.image, dpi)
    height, width = straight.image.shape
    boxes = [Box(0, 0, width, height), Box(-5, -5, 2, 2), Box(width - 1, height - 1, width + 40, height + 9)]
    boxes += [Box(0, height / 2, width, height / 2)]
    said = [OcrWord(text, box, 0.9) for text, box in zip(("Pilote", ":", "Qj,", "1"), boxes, strict=True)]
    lines = [OcrLine(word.text, word.box, 0.9, (word,), angle) for word in said for angle in (0, 90, 270)]
    lines.append(OcrLine("Pilote : Qj, 1", boxes[0], 0.9, tuple(said)))
    rules = find_rules(straight, [], [word.box for word in said])
    words = measure(lines, without_rules(straight, rules), 1)
    assert len(words) == sum(len(line.words) for line in lines)
    find_fills(straight, words)
    find_dots(straight, words)


@pytest.mark.parametrize("name", ["one pixel", "a row", "tiny", "black", "noise", "stripes"])
def test_odd_images_are_read_without_an_error(name: str) -> None:
    try:
        engine = get_engine("rapidocr")
    except OcrUnavailable as error:
        pytest.skip(f"RapidOCR: {error}")
    assert isinstance(engine.read(ODD[name], dpi=200), list)


# Strokes that are none ------------------------------------------------------------------------------------------------


def test_a_raised_sign_beside_a_figure_does_not_part_a_line() -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        page.insert_text((60, 300), "Orientation n° 3 : accès au logement", fontsize=11, fontname="hebo")

    assert len(found(image_of(draw))) == 7


def test_a_word_filling_its_band_is_on_the_band() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((60, 100, 400, 115), fill=(0.35,) * 3, color=None)
        page.insert_text((65, 111.5), "OBJECTIFS", fontsize=10.5, fontname="hebo", color=(1, 1, 1))

    image = image_of(draw)
    straight = clean(Raster(image, DPI / 72, DPI), quarter_turns=0).straight()
    seen = find_lines(image, DPI)
    assert seen.doubt == ""
    (box,) = (Box(*b) for b in seen.lines.tolist())
    assert box.y0 >= 100 * DPI / 72 - 1
    assert box.y1 <= 115 * DPI / 72 + 1
    line = OcrLine("OBJECTIFS", box, 0.99, (OcrWord("OBJECTIFS", box, 0.99),))
    words = measure([line], straight, 1)
    (fill,) = find_fills(straight, words)
    assert fill.box.x0 == pytest.approx(60, abs=4)
    assert find_rules(straight, words) == []


def test_strokes_through_small_letters_and_bullets_in_a_column_are_no_rules() -> None:
    words = [Word(t, Box(x, 100, x + 30, 107), 1, size=6) for t, x in (("points", 60), ("noirs", 92))]
    assert rules_apart([Rule(Box(62, 102, 120, 102.5))], words) == []
    under = Rule(Box(60, 106.6, 122, 107))
    assert rules_apart([under], words) == [under]
    column = [Word("mot", Box(60, 100 + 12 * i, 100, 109 + 12 * i), 1, size=8) for i in range(4)]
    assert rules_apart([Rule(Box(80, 98, 80.5, 148))], column) == []
    beside = Rule(Box(58, 98, 58.5, 148))
    assert rules_apart([beside], column) == [beside]


def test_a_large_number_in_its_badge_before_a_title_is_found() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((55, 58, 99, 105), fill=(0.5,) * 3, color=None)
        page.insert_text((68, 91), "3", fontsize=26, fontname="hebo", color=(1, 1, 1))
        page.insert_text((110, 86), "Requalifier les logements du centre", fontsize=14, fontname="hebo")

    assert any(b[0] < 70 and b[2] < 99 for b in found(image_of(draw)))


def test_a_colon_alone_between_two_wide_blanks_is_part_of_its_line() -> None:
    def draw(page: pymupdf.Page) -> None:
        for i in range(4):
            y = 100 + 16 * i
            page.insert_text((60, y), "(Pilote", fontsize=11)
            page.insert_text((106, y), ":", fontsize=11)
            page.insert_text((117, y), "gestionnaire du fichier partagé", fontsize=11)

    assert len(found(image_of(draw))) == 4


@pytest.mark.parametrize("size", [28, 36])
def test_a_large_number_is_one_line_and_the_title_beside_it_another(size: int) -> None:
    end = 51 + pymupdf.get_text_length("B-II-1", fontname="hebo", fontsize=size)

    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        page.insert_text((51, 300), "B-II-1", fontsize=size, fontname="hebo")
        page.insert_text((end + 20, 302), "Mobiliser les friches industrielles", fontsize=18, fontname="hebo")
        page.insert_text((end + 20, 284), "Orientation B | Objectif B-II", fontsize=8)

    sharp = image_of(draw)
    for image in (sharp, cv2.GaussianBlur(sharp, (0, 0), 1.2)):
        head = [box for box in found(image) if 270 < (box[1] + box[3]) / 2 < 310]
        assert len(head) == 3
        number = min(head)
        assert number[0] < 53
        assert end - 12 < number[2] < end + 14


@pytest.mark.parametrize(("text", "left"), [("B-II-1", False), ("FIL FLT IFT LIT FILTI", True)])
def test_the_heavy_letters_of_a_number_are_no_grounds_and_those_of_a_cover_s_title_are_left(text: str, left: bool) -> None:
    image = image_of(lambda page: page.insert_text((51, 300), text, fontsize=36, fontname="hebo"), noise=0)
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dark = (half < 200).astype(np.uint8)
    thick = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    shade = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    assert np.array_equal(_without_heavy_letters(shade, thick, dark, DPI / 144), shade) == left


@pytest.mark.parametrize("numeral", ["6", "9"])
def test_a_large_numeral_that_stands_alone_is_one_line(numeral: str) -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        page.insert_text((51, 300), numeral, fontsize=40, fontname="hebo", color=(0.4, 0.4, 0.4))
        page.insert_text((114, 282), f"MESURE {numeral}", fontsize=8, fontname="hebo")
        page.insert_text((114, 304), "Prévenir le surendettement", fontsize=18, fontname="hebo")

    left = [box for box in found(cv2.GaussianBlur(image_of(draw), (0, 0), 0.8)) if box[2] < 100 and 250 < box[1] < 310]
    assert len(left) == 1
    assert left[0][3] - left[0][1] > 30


def test_the_stems_of_a_large_title_part_no_words() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect(pymupdf.Rect(0, 0, 595, 400), color=None, fill=(0.4, 0.4, 0.4))
        page.insert_text((62, 200), "Contrat local", fontsize=37, color=(1, 1, 1))
        page.insert_text((62, 250), "littoral alité", fontsize=36, color=(1, 1, 1))
        page.insert_text((62, 300), "partenarial", fontsize=36, fontname="hebo", color=(1, 1, 1))
        page.insert_text((62, 470), "Plan départemental pour le littoral", fontsize=24, fontname="hebo", color=(0.3, 0.3, 0.3))

    for image in (image_of(draw), cv2.GaussianBlur(image_of(draw), (0, 0), 1.0)):
        assert len(found(image)) == 4


@pytest.mark.parametrize("size", [34, 38, 42])
def test_the_stems_of_a_heavy_title_hold_no_light_letters(size: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        page.insert_text((30, 420), "Partir d'un littoral irrigué", fontsize=size, fontname="hebo", color=(0.35, 0.35, 0.35))

    image = cv2.GaussianBlur(image_of(draw), (0, 0), 0.8)
    bands = _on_light_ground(image, DPI / 72)[1]
    assert all(right - left > 7 * DPI / 72 for left, _, right, _ in bands)


@pytest.mark.parametrize("size", [22, 24])
def test_the_low_letters_of_a_heavy_title_hold_none_either(size: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        x = 50.0
        for letter in "Gouvernance et nous":
            page.insert_text((x, 300), letter, fontsize=size, fontname="hebo", color=(0.2, 0.2, 0.2), render_mode=2, border_width=0.1)
            x += pymupdf.get_text_length(letter, fontname="hebo", fontsize=size) + 2.5
        page.draw_rect(pymupdf.Rect(50, 330, 64, 343), color=None, fill=(0.3, 0.3, 0.3))
        page.insert_text((54, 340), "A", fontsize=9, fontname="hebo", color=(1, 1, 1))
        page.insert_text((72, 341), "Partenaires", fontsize=12, fontname="hebo")

        for k, month in enumerate("JFMA"):  # cells of a calendar, a hairline apart
            page.draw_rect(pymupdf.Rect(300 + 14 * k, 330, 313 + 14 * k, 343), color=None, fill=(0.3, 0.3, 0.3))
            page.insert_text((303 + 14 * k, 340), month, fontsize=9, fontname="hebo", color=(1, 1, 1))

    image = cv2.GaussianBlur(image_of(draw), (0, 0), 1.0)
    bands = sorted([round(v * 72 / DPI) for v in band] for band in _on_light_ground(image, DPI / 72)[1])
    assert [band for band in bands if band[3] < 310] == []
    assert abs(bands[0][0] - 50) < 4  # the tag of a letter
    assert bands[-1][2] > 350  # the calendar


def test_a_thin_letter_in_the_middle_of_a_badge_is_no_dash() -> None:
    def draw(page: pymupdf.Page) -> None:
        paragraph(page)
        for x, letter in ((100, "P"), (200, "A"), (300, "T"), (400, "I")):
            page.draw_circle((x, 300), 9, color=None, fill=(0.35, 0.35, 0.35))
            wide = pymupdf.get_text_length(letter, fontname="helv", fontsize=9)
            page.insert_text((x - wide / 2, 303.2), letter, fontsize=9, color=(1, 1, 1))
            page.draw_line((x + 40, 296), (x + 40, 303), color=(0, 0, 0), width=1)  # a dash of a frame is none

    assert sum(290 < (box[1] + box[3]) / 2 < 310 for box in found(image_of(draw))) == 4
