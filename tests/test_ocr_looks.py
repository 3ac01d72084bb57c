"""What scans show beside their letters: blanks between words, weight, colour, hairlines, and the 8-bit recogniser."""

from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.dots import find_dots
from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord, get_engine
from extractors.ocr.fills import find_fills
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.looks import _as_the_line_above, measure
from extractors.ocr.rules import find_rules
from extractors.ocr.weights import Look
from models.geometry import Box
from models.page import Word

DPI = 200
POINT = DPI / 72


def image_of(page: pymupdf.Page, noise: float = 5.0) -> np.ndarray:
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    image = cv2.GaussianBlur(image, (0, 0), 0.6).astype(np.float32)
    image += np.random.default_rng(5).normal(0, noise, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def read_exactly(page: pymupdf.Page) -> list[OcrLine]:
    """What a faultless engine would give for the page."""
    lines: dict[tuple[int, int], list[OcrWord]] = {}
    for x0, y0, x1, y1, text, block, line, _ in page.get_text("words"):
        box = Box(x0 * POINT, (y0 + 1) * POINT, x1 * POINT, (y1 - 1) * POINT)
        lines.setdefault((block, line), []).append(OcrWord(text, box, 0.99))
    return [OcrLine(" ".join(w.text for w in ws), ws[0].box, 0.99, tuple(ws)) for ws in lines.values()]


def upright(page: pymupdf.Page) -> Cleaned:
    return clean(Raster(image_of(page), POINT, DPI), quarter_turns=0).straight()


def drawn() -> pymupdf.Page:
    page = pymupdf.open().new_page(width=595, height=842)
    for i in range(12):
        page.insert_text((60, 100 + 14 * i), "Les logements vacants seront recensés par les communes", fontsize=10)
    return page


def test_a_label_in_bold_is_a_run_and_the_rest_is_plain() -> None:
    page = drawn()
    page.insert_text((60, 320), "Pilote de l'action : ", fontsize=10, fontname="hebo")
    width = pymupdf.get_text_length("Pilote de l'action : ", "hebo", 10)
    page.insert_text((60 + width, 320), "la DDT de la Sarthe et le SIAO", fontsize=10, fontname="helv")
    page.insert_text((60, 350), "2. Partenaires", fontsize=10, fontname="hebo")
    words = measure(read_exactly(page), upright(page), 1)
    bold = " ".join(w.text for w in words if w.bold)
    assert bold == "Pilote de l'action : 2. Partenaires"


def test_roman_strokes_are_counted_on_the_image() -> None:
    page = pymupdf.open().new_page()
    page.insert_text((60, 100), "Axe II : Loger", fontsize=16)
    page.insert_text((60, 130), "Axe I : Agir", fontsize=16)
    lines = read_exactly(page)
    lines[0] = replace(lines[0], words=tuple(replace(w, text="I") if w.text == "II" else w for w in lines[0].words))
    assert [w.text for w in measure(lines, upright(page), 1)] == ["Axe", "II", ":", "Loger", "Axe", "I", ":", "Agir"]


def test_small_print_is_not_bold() -> None:
    page = drawn()
    page.insert_text((60, 320), "Sources : Insee, recensement de la population", fontsize=7)
    assert not any(w.bold for w in measure(read_exactly(page), upright(page), 1))


def test_small_labels_in_a_medium_weight_are_bold() -> None:
    page = drawn()
    page.insert_text((60, 320), "Partenaires associés", fontsize=7, render_mode=2, border_width=0.04)
    words = measure(read_exactly(page), upright(page), 1)
    assert [w.text for w in words if w.bold] == ["Partenaires", "associés"]


def test_a_value_beside_a_smaller_bold_label_is_plain() -> None:
    page = drawn()
    page.insert_text((60, 320), "CALENDRIER ", fontsize=7.5, fontname="hebo")
    width = pymupdf.get_text_length("CALENDRIER ", "hebo", 7.5)
    page.insert_text((62 + width, 320), "2022-2026", fontsize=10)
    lines = read_exactly(page)
    words = [w for line in lines[12:] for w in line.words]
    lines[12:] = [OcrLine(" ".join(w.text for w in words), words[0].box, 0.99, tuple(words))]
    assert [w.text for w in measure(lines, upright(page), 1) if w.bold] == ["CALENDRIER"]


def test_words_in_a_tint_are_told_from_thin_ones() -> None:
    page = drawn()
    teal = (0.04, 0.48, 0.46)
    page.insert_text((60, 320), "On suivra ", fontsize=9, color=teal)
    width = pymupdf.get_text_length("On suivra ", "helv", 9)
    page.insert_text((60 + width, 320), "le nombre de voyageurs", fontsize=9)
    page.insert_text((60, 350), "Sources : Insee, recensement de la population", fontsize=6.5)
    page.insert_text((60, 380), "Moins subir la distance", fontsize=18, fontname="hebo", color=teal)
    words = measure(read_exactly(page), upright(page), 1)
    assert " ".join(w.text for w in words if w.color) == "On suivra Moins subir la distance"


def test_light_letters_on_a_dark_band_are_told() -> None:
    page = drawn()
    page.draw_rect((55, 300, 540, 325), fill=(0.1, 0.2, 0.4), color=None)
    page.insert_text((60, 317), "Fiche action numéro douze", fontsize=12, fontname="hebo", color=(1, 1, 1))
    words = measure(read_exactly(page), upright(page), 1)
    assert {w.text for w in words if w.color == 0xFFFFFF} == {"Fiche", "action", "numéro", "douze"}


def test_grey_hairlines_are_rules_and_aligned_words_are_none() -> None:
    page = drawn()
    for y in (300, 330, 360):
        page.draw_line((60, y), (535, y), width=0.5, color=(0.85, 0.85, 0.85))
        page.insert_text((64, y + 20), "Coût total", fontsize=9)
    page.draw_line((200, 300), (200, 390), width=0.5, color=(0.85, 0.85, 0.85))
    cleaned = upright(page)
    text = [w.box for line in read_exactly(page) for w in line.words]
    rules = find_rules(cleaned, [], text)
    across = sorted(r.box.cy for r in rules if r.horizontal)
    down = [r.box for r in rules if not r.horizontal]
    assert across == pytest.approx([300, 330, 360], abs=1.5)
    assert all(r.box.width == pytest.approx(475, abs=6) for r in rules if r.horizontal)
    assert [b.cx for b in down] == pytest.approx([200], abs=1.5)
    assert down[0].height == pytest.approx(90, abs=8)


# RapidOCR ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rapid():
    try:
        get_engine("rapidocr")
    except OcrUnavailable as error:
        pytest.skip(f"RapidOCR: {error}")
    import extractors.ocr.rapid as module

    return module


def letters(rapid, text: str, gaps: dict[int, int]) -> list[bool]:
    """Letters 10 pixels wide at a pitch of 16; ``gaps`` widens the blank before a letter."""
    blank, steps = [True] * 8, []
    for i in range(len(text)):
        blank += [True] * (6 + gaps.get(i, 0))
        steps.append((len(blank) + 5) // 8)
        blank += [False] * 10
    return rapid._spaces(list(text), np.array(steps), np.array([*blank, *[True] * 16]))


def test_a_blank_as_wide_as_a_space_is_one(rapid) -> None:
    told = letters(rapid, "compterdulundi", {7: 12, 9: 12})
    assert [i for i, apart in enumerate(told) if apart] == [7, 9]


def test_spread_letters_ones_and_dashes_are_not_cut(rapid) -> None:
    assert not any(letters(rapid, "INDICATEURS", {i: 12 for i in range(11)}))
    assert not any(letters(rapid, "annee2011", {7: 12, 8: 12}))
    assert not any(letters(rapid, "periode-2024", {7: 9, 8: 9}))


def test_ranges_belong_to_the_model_installed(rapid, tmp_path) -> None:
    from extractors.ocr.quantise import RANGES, ranges_for

    file = rapid._models_folder() / "PP-OCRv6_rec_small.onnx"
    ranges = ranges_for(file)
    assert len(ranges) == len(json.loads(RANGES.read_text("utf8"))["ranges"]) > 30
    assert all(low <= 0 < high for low, high in ranges.values())
    assert "int8" in get_engine("rapidocr").version
    other = tmp_path / "other.onnx"
    other.write_bytes(b"another model")
    assert ranges_for(other) == {}


# Marks and shades ----------------------------------------------------------------------------------------------------


def test_bullets_no_letter_was_seen_in() -> None:
    page = drawn()
    for y in (300, 320):
        page.draw_circle((64, y - 3.2), 1.8, color=None, fill=(0, 0, 0))
        page.insert_text((74, y), "Recenser les logements", fontsize=10)
    page.insert_text((62, 340), "x", fontsize=10)
    page.insert_text((74, 340), "Recenser les logements", fontsize=10)
    words = measure(read_exactly(page), upright(page), 1)
    dots = find_dots(upright(page), words)
    assert [(round(d.cx), round(d.cy)) for d in dots] == [(64, 297), (64, 317)]


def test_triangles_that_point_at_their_lines_are_bullets() -> None:
    page = drawn()
    for y in (300, 320):
        page.draw_polyline([(62, y - 6.6), (62, y + 0.4), (68.4, y - 3.1)], color=None, fill=(0, 0, 0), closePath=True)
        page.insert_text((74, y), "Recenser les logements", fontsize=9)
    for y, text in ((340, "D"), (360, "K"), (380, "P")):
        page.insert_text((62, y), text, fontsize=9, fontname="hebo")
        page.insert_text((74, y), "Recenser les logements", fontsize=9)
    page.draw_circle((38.5, 415), 20, color=None, fill=(0.4,) * 3)  # the badge of a title of two lines
    for y in (406, 424):
        page.insert_text((68, y), "Recenser les logements", fontsize=14, fontname="hebo")
    words = measure(read_exactly(page), upright(page), 1)
    assert [round(d.cy) for d in find_dots(upright(page), words)] == [297, 317]


def test_a_band_its_letters_cut_and_a_column_it_passes_over_are_whole() -> None:
    image = np.full((1200, 1600), 250, np.uint8)
    image[60:1160, 60:300] = 110  # a column, with a band across the page over it
    image[400:436, 60:1500] = 50
    image[400:436, 700:980] = 235  # where bold letters leave nothing of the band
    word = Word("Financement", Box(700 / POINT, 398 / POINT, 980 / POINT, 438 / POINT), 1, color=0xFFFFFF)
    fills = find_fills(Cleaned(image, np.zeros((2, 3)), DPI, POINT, 0, 0.0).straight(), [word])
    boxes = sorted(tuple(round(v * POINT / 20) for v in (f.box.x0, f.box.y0, f.box.x1, f.box.y1)) for f in fills)
    assert boxes == [(3, 3, 15, 58), (3, 20, 75, 22)]


def test_sizes_of_one_style_are_one_and_those_of_another_apart() -> None:
    """A list a little smaller than the text keeps its size, and labels in a typeface of tall ascenders theirs."""
    page = pymupdf.open().new_page(width=595, height=842)
    for i in range(16):
        page.insert_text((200, 300 + 15 * i), "Les logements vacants seront recensés par les communes", fontsize=11)
    items = ["Nombre de clients", "Tonnage transformé", "Scic Les Récoltants", "Aide à l'emploi", "France Active"]
    for i, item in enumerate(items):
        page.insert_text((60, 300 + 30 * i), item, fontsize=9.8)
    for i, label in enumerate(["Nos objectifs", "Comment on s'y prend", "Ce que nous visons", "Le bilan"]):
        page.insert_text((60, 100 + 30 * i), label, fontname="tiro", fontsize=13)
    words = measure(read_exactly(page), upright(page), 1)
    body = {w.size for w in words if w.box.x0 >= 199 and w.box.y0 > 280}
    listed = {w.size for w in words if w.box.x0 < 199 and w.box.y0 > 280}
    labels = {w.size for w in words if w.box.y0 < 230}
    assert len(body) == len(listed) == len(labels) == 1
    assert max(listed) < min(body) < min(labels)


@pytest.mark.parametrize("grey", [0.72, 0.752, 0.78])
def test_blanks_between_words_on_a_grainy_band_are_no_hairlines(grey: float) -> None:
    page = pymupdf.open().new_page(width=595, height=842)
    page.draw_rect((55, 72, 536, 103), color=None, fill=(grey, grey, grey))
    page.insert_text((148, 84), "Axe I – Améliorer le repérage et le traitement des signalements", fontsize=9)
    page.insert_text((130, 98), "Action n° 2 : Outiller et former les élus et les agents", fontsize=12)
    for i in range(12):
        page.insert_text((60, 140 + 14 * i), "Les logements vacants seront recensés par les communes", fontsize=10)
    cleaned = clean(Raster(image_of(page, noise=14), POINT, DPI), quarter_turns=0).straight()
    fills = [f for f in find_fills(cleaned, measure(read_exactly(page), cleaned, 1)) if f.box.overlap_y(Box(0, 75, 600, 100)) > 10]
    assert len(fills) == 1 and fills[0].box.width > 470


def test_dots_of_the_line_below_do_not_make_a_tightly_set_line_larger() -> None:
    page = pymupdf.open().new_page(width=595, height=842)
    for i in range(12):
        page.insert_text((60, 300 + 10 * i), "Les bailleurs sociaux et les communes rurales", fontsize=8.5)
    page.insert_text((60, 100), "Faire du logement public un levier", fontsize=8.5)
    page.insert_text((60, 109.4), "en janvier : six rues moins vides", fontsize=8.5)
    lines = read_exactly(page)
    for line in lines:  # boxes drawn around the lines' paper, as the engine's are, reach the dots below
        if line.text.startswith("Faire"):
            low = 103.7 * POINT
            words = tuple(replace(w, box=Box(w.box.x0, w.box.y0, w.box.x1, low)) for w in line.words)
            lines[lines.index(line)] = replace(line, words=words, box=replace(line.box, y1=low))
            break
    words = measure(lines, upright(page), 1)
    first = {w.size for w in words if w.box.cy < 101}
    assert first == {w.size for w in words if w.box.y0 > 290}


def test_a_line_of_low_letters_has_the_size_of_the_line_it_goes_on_from() -> None:
    def line(text: str, y: float, size: float, stroke: float, rise: float) -> tuple[OcrLine, list[Look]]:
        box = Box(50, y - 40, 50 + 20 * len(text), y + 10)
        word = OcrWord(text, box, 0.99)
        return OcrLine(text, box, 0.99, (word,)), [Look(word, 50, box.x1, y, size, len(text), stroke, kind=(rise, 0.0))]

    ascender, low = 0.7101, 0.64
    above, on = line("fermes", 100, 38, 2.0, ascender), line("transmettre", 145, 42, 2.1, low)
    label, value = line("Label", 300, 38, 2.0, ascender), line("commune", 345, 42, 1.4, low)
    title = line("Commune", 500, 42, 2.0, low)
    _as_the_line_above([above, on, label, value, title])
    assert on[1][0].size == 38
    assert value[1][0].size == title[1][0].size == 42
