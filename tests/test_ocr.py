"""OCR of scanned pages, on pages drawn here: geometry, rules, cache, and the engines that are installed."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord, get_engine
from extractors.ocr.fills import find_fills
from extractors.ocr.french import mend, mend_text
from extractors.ocr.image import Raster, RasterTooLarge, clean, render
from extractors.ocr.null import NullEngine
from extractors.ocr.page import cache_key, read_scanned
from extractors.ocr.rules import find_rules
from models.geometry import Box

TEXT = (
    "Le plan départemental d'action pour le logement des personnes défavorisées est élaboré",
    "conjointement par l'État et le Département. Il fixe pour cinq ans les objectifs à atteindre",
    "afin de prévenir les expulsions, de développer l'offre et de résorber l'habitat indigne.",
    "Chaque action a un pilote, des partenaires, un calendrier et un coût de 12 500 euros par an.",
)


def drawn(*, skew: float = 0.0, turns: int = 0, dpi: int = 200, border: int = 0, grid: bool = False) -> np.ndarray:
    """A scanned A4 page: a bold title, paragraphs of 10 points, and a grid of two columns and three rows if asked."""
    doc = pymupdf.open()
    page = doc.new_page(width=595, height=842)
    page.insert_text((60, 80), "Fiche action n° 3", fontsize=16, fontname="hebo")
    for block in range(3):
        for i, line in enumerate(TEXT):
            page.insert_text((60, 120 + 70 * block + 13 * i), line, fontsize=10, fontname="helv")
    if grid:
        page.draw_rect((60, 400, 180, 430), fill=(0.8, 0.8, 0.8), color=None)
        for y in (400, 430, 460, 490):
            page.draw_line((60, y), (535, y), width=0.7)
        for x in (60, 180, 535):
            page.draw_line((x, 400), (x, 490), width=0.7)
        for row, (label, value) in enumerate(
            (("Pilote", "DDT"), ("Partenaires", "CAF, MSA"), ("Coût", "12 500 euros"))
        ):
            page.insert_text((66, 419 + 30 * row), label, fontsize=10, fontname="hebo")
            page.insert_text((186, 419 + 30 * row), value, fontsize=10, fontname="helv")
    pixmap = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    height, width = image.shape
    if skew:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
        image = cv2.warpAffine(image, turn, (width, height), borderValue=255)
    image = np.rot90(image, -turns).copy()
    if border:
        image[:, :border] = 20
        image[:border, :] = 20
    noise = np.random.default_rng(1).normal(0, 3, image.shape)
    image = np.clip(image.astype(np.float32) * 0.93 + 10 + noise, 0, 255).astype(np.uint8)
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], 0)


def scanned(image: np.ndarray, dpi: int = 200) -> pymupdf.Page:
    page = pymupdf.open().new_page(width=image.shape[1] * 72 / dpi, height=image.shape[0] * 72 / dpi)
    page.insert_image(page.rect, stream=cv2.imencode(".png", image)[1].tobytes())
    return page


class Recorder:
    """An engine that says one line, and counts how often it is asked."""

    name, version = "recorder", "1"

    def __init__(self, sure: float = 0.99) -> None:
        self.asked = 0
        self.sure = sure

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        self.asked += 1
        box = Box(150, 300, 400, 340)
        return [OcrLine("Pilote", box, self.sure, (OcrWord("Pilote", box, self.sure),))]


class Kept(dict):
    def put(self, key: str, data: bytes) -> None:
        self[key] = data


@pytest.fixture(scope="module")
def engine():
    try:
        return get_engine("rapidocr")
    except OcrUnavailable as error:
        pytest.skip(f"RapidOCR: {error}")


# The image made upright ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [-4.5, -2.0, -0.4, 0.0, 1.0, 3.0])
def test_skew_is_found_within_a_tenth_of_a_degree(skew: float) -> None:
    cleaned = clean(Raster(drawn(skew=skew), 200 / 72, 200))
    assert cleaned.quarter_turns == 0
    assert cleaned.skew == pytest.approx(skew, abs=0.1)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_lines_run_across_after_cleaning(turns: int) -> None:
    cleaned = clean(Raster(drawn(turns=turns), 200 / 72, 200))
    assert cleaned.quarter_turns == turns % 2
    assert cleaned.image.shape[0] > cleaned.image.shape[1]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_come_back_to_the_displayed_page(turns: int) -> None:
    image = np.full((400, 200), 255, np.uint8)
    cleaned = clean(Raster(image, 2.0, 144), quarter_turns=turns)
    height, width = cleaned.image.shape
    whole = cleaned.box(0, 0, width, height)
    assert (whole.x0, whole.y0, whole.x1, whole.y1) == pytest.approx((0, 0, 100, 200))
    corner = cleaned.box(0, 0, 10, 20)  # top left once upright
    where = {0: (0, 0), 1: (0, 195), 2: (95, 190), 3: (90, 0)}[turns]
    assert (corner.x0, corner.y0) == pytest.approx(where)


def test_black_borders_and_punch_holes_go_and_text_stays() -> None:
    image = drawn(border=40)
    cv2.circle(image, (110, 1100), 22, 10, -1)
    cleaned = clean(Raster(image, 200 / 72, 200))
    assert cleaned.image[500:2000, 5:30].min() > 200
    assert cleaned.image[1075:1125, 85:135].min() > 150
    before, after = (image[300:900, 150:1500] < 100).sum(), (cleaned.image[300:900, 150:1500] < 100).sum()
    assert after > 0.85 * before


def test_uneven_light_becomes_white_paper() -> None:
    image = drawn()
    image = (image * np.linspace(0.6, 1.0, image.shape[1])[None, :]).astype(np.uint8)
    cleaned = clean(Raster(image, 200 / 72, 200))
    assert np.percentile(cleaned.image[1200:, :200], 20) > 225


def test_a_huge_page_makes_a_small_raster() -> None:
    page = pymupdf.open().new_page(width=14400, height=14400)
    raster = render(page)
    assert raster.image.size <= 25.1e6
    assert raster.image.shape[0] == pytest.approx(14400 * raster.scale, abs=2)
    thin = pymupdf.open().new_page(width=14400, height=20)
    assert max(render(thin).image.shape) <= 10_001


def test_an_image_beyond_reason_is_refused_before_it_is_unpacked() -> None:
    class Bomb:
        rect = pymupdf.Rect(0, 0, 595, 842)

        def get_image_info(self) -> list[dict]:
            return [{"width": 60_000, "height": 60_000, "bbox": (0, 0, 595, 842)}]

    with pytest.raises(RasterTooLarge):
        render(Bomb())


def test_a_fine_scan_is_drawn_at_its_own_resolution() -> None:
    assert render(scanned(np.full((3508, 2480), 255, np.uint8), 300)).dpi == 300
    assert render(scanned(np.full((1169, 827), 255, np.uint8), 100)).dpi == 200


# Rules and fills -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("skew", [0.0, 1.5])
def test_the_rules_of_a_grid(skew: float) -> None:
    straight = clean(Raster(drawn(grid=True, skew=skew), 200 / 72, 200)).straight()
    rules = find_rules(straight, [])
    across = sorted(r.box.cy for r in rules if r.horizontal and r.box.width > 450)
    down = sorted(r.box.cx for r in rules if not r.horizontal and r.box.height > 80)
    assert across == pytest.approx([400, 430, 460, 490], abs=1.5)
    assert down == pytest.approx([60, 180, 535], abs=1.5)
    assert all(min(r.box.width, r.box.height) < 3 for r in rules)
    fills = find_fills(straight)
    assert len(fills) == 1
    assert (fills[0].box.x0, fills[0].box.y1) == pytest.approx((60, 430), abs=3)


def test_a_broken_line_is_one_rule_and_text_is_none() -> None:
    image = np.full((600, 800), 255, np.uint8)
    image[300:302, 100:700] = 60
    image[300:302, 400:405] = 255
    cv2.putText(image, "ILLUSTRATION 1111", (100, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    rules = find_rules(clean(Raster(image, 200 / 72, 200), quarter_turns=0).straight(), [])
    assert len(rules) == 1
    assert rules[0].box.width == pytest.approx(600 * 72 / 200, abs=3)


# The cache -----------------------------------------------------------------------------------------------------------


def test_a_kept_page_is_not_read_again() -> None:
    page, kept, engine = scanned(drawn()), Kept(), Recorder()
    first = read_scanned(page, 1, engine, cache=kept)
    again = read_scanned(page, 7, engine, cache=kept)
    assert engine.asked == 1
    assert [w.text for w in first.words] == ["Pilote"]
    assert {w.page for w in again.words} == {7}
    assert [(w.text, w.size, w.box.y0) for w in again.words] == [(w.text, w.size, w.box.y0) for w in first.words]


def test_a_spoilt_cache_entry_is_read_again_and_mended() -> None:
    page, kept, engine = scanned(drawn()), Kept(), Recorder()
    read_scanned(page, 1, engine, cache=kept)
    key = next(iter(kept))
    good = kept[key]
    kept[key] = good[: len(good) // 2]
    assert read_scanned(page, 1, engine, cache=kept).words
    assert engine.asked == 2
    assert kept[key] == good


def test_the_key_changes_with_the_image_and_the_engine() -> None:
    raster = Raster(np.full((50, 60), 255, np.uint8), 1.0, 72)
    other = Raster(np.full((60, 50), 255, np.uint8), 1.0, 72)
    assert len({cache_key(raster, Recorder()), cache_key(raster, NullEngine()), cache_key(other, Recorder())}) == 3


def test_a_page_that_reads_badly_is_tried_every_way_up() -> None:
    engine = Recorder(sure=0.4)
    read_scanned(scanned(drawn()), 1, engine)
    assert engine.asked == 4


def test_the_null_engine_finds_nothing_but_rules() -> None:
    page = read_scanned(scanned(drawn(grid=True)), 2, get_engine("null"))
    assert (page.number, page.kind, page.words, page.ocr_confidence) == (2, "ocr", [], None)
    assert len(page.rules) >= 7


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="abbyy"):
        get_engine("abbyy")


# French corrections --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("PLAl", "PLAI"), ("l’ACl,", "l'ACI,"), ("(ClA)", "(CIA)"), ("d'’aide", "d'aide"), ("Nº12", "N°12"),
        ("(ACl)contribue", "(ACI) contribue"), ("390logements", "390 logements"), ("Produire2", "Produire 2"),
        (":2023-2027", ": 2023-2027"), ("PLUi", "PLUi"), ("CO2", "CO2"), ("m2", "m2"), ("10h30", "10h30"), ("2e", "2e"),
        ("Il", "Il"), ("ville", "ville"), ("contact@ddt33.gouv.fr", "contact@ddt33.gouv.fr"), ("12000€", "12000€"),
        ("FSL", "FSL"), ("Tour(s)plus", "Tour(s)plus"), ("www.ville2030.fr", "www.ville2030.fr"), ("1'accueil", "l'accueil"),
        ("l.1", "I.1"), ("Il.3", "II.3"), ("l.", "l."), ("l.a", "I.a"), ("Il.1.b.", "II.1.b."), ("l.av", "l.av"), ("I'habitat", "l'habitat"),
        ("A-Il-1", "A-II-1"), ("B-ll", "B-II"), ("A-l-2", "A-I-2"), ("C-1l-3:", "C-II-3:"), ("A-1-1", "A-1-1"), ("A-11", "A-11"),
        ("n°l.1.1", "n°I.1.1"), ("n°ll", "n°II"), ("nll.2", "n°II.2"), ("n°Il.1.2", "n°II.1.2"), ("n°1.1", "n°1.1"), ("nil", "nil"),
    ],
)  # fmt: skip
def test_safe_corrections(read: str, meant: str) -> None:
    assert mend_text(read) == meant


def test_what_was_read_is_kept_and_the_box_shared() -> None:
    box = Box(0, 0, 120, 20)
    (line,) = mend([OcrLine("390logements", box, 0.9, (OcrWord("390logements", box, 0.9),))])
    assert [w.text for w in line.words] == ["390", "logements"]
    assert {w.raw for w in line.words} == {"390logements"}
    assert (line.words[0].box.x1, line.words[1].box.x0) == pytest.approx((30, 30))


def test_a_page_of_roman_codes_has_no_arabic_one_among_them() -> None:
    def read(*codes: str) -> list[str]:
        box = Box(0, 0, 40, 10)
        return [line.text for line in mend([OcrLine(c, box, 0.9, (OcrWord(c, box, 0.9),)) for c in codes])]

    assert read("A-1-1", "A-Il-1", "B-1-3") == ["A-I-1", "A-II-1", "B-I-3"]
    assert read("A-1-1", "A-2-1", "B-1-3") == ["A-1-1", "A-2-1", "B-1-3"]


@given(st.text(alphabet="abcdéèàlIAC0123456789'.,;:()/@-", max_size=20))
@example(":àA@")
def test_corrections_are_made_once_and_lose_no_letter(text: str) -> None:
    once = mend_text(text)
    assert all(mend_text(part) == part for part in once.split(" "))
    letters = [c for c in text if c.isalnum()]
    assert len([c for c in once if c.isalnum()]) == len(letters)


# RapidOCR ------------------------------------------------------------------------------------------------------------


def test_french_is_read_with_places_sizes_and_weight(engine) -> None:
    page = read_scanned(scanned(drawn(skew=1.2, grid=True)), 1, engine)
    text = " ".join(w.text for w in page.words)
    for words in ("défavorisées est élaboré", "résorber l'habitat indigne", "12 500 euros", "Fiche action n° 3"):
        assert words in text
    assert page.ocr_confidence > 0.95
    first = next(w for w in page.words if w.text == "conjointement")
    assert first.size == pytest.approx(10, abs=0.5)
    assert (first.box.x0, first.box.y0, first.box.y1) == pytest.approx((60, 123, 135), abs=2.5)
    assert not first.bold
    title = next(w for w in page.words if w.text == "Fiche")
    assert title.bold
    assert title.size == pytest.approx(16, abs=1.5)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux where threads may run")
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="there is but one core")
def test_no_thread_of_the_recogniser_keeps_a_core_for_itself(engine) -> None:
    own, met, done = os.sched_getaffinity(0), set(), threading.Event()

    def watch() -> None:
        while not done.is_set():
            for task in Path("/proc/self/task").iterdir():
                with contextlib.suppress(OSError):
                    met.add(frozenset(os.sched_getaffinity(int(task.name))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        read_scanned(scanned(drawn()), 1, engine)
    finally:
        done.set()
        watcher.join()
    assert met == {frozenset(own)}  # two processes would both take the first core, and leave the other idle


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_read_upright(engine, turns: int) -> None:
    page = read_scanned(scanned(drawn(turns=turns)), 1, engine)
    assert "défavorisées" in [w.text for w in page.words]
    assert {w.angle for w in page.words} == {0}
    assert page.height > page.width
    assert page.rotation == 0
    word = next(w for w in page.words if w.text == "Fiche")
    box = page.displayed(word.box)
    x, y = box.cx, box.cy
    there = {1: (842 - 74, 80), 2: (595 - 80, 842 - 74), 3: (74, 595 - 80)}[turns]
    assert (x, y) == pytest.approx(there, abs=8)


def test_a_blank_page_has_no_word(engine) -> None:
    assert engine.read(np.full((1000, 700), 255, np.uint8), dpi=100) == []


def test_tesseract_gives_the_same_words() -> None:
    try:
        engine = get_engine("tesseract")
    except OcrUnavailable as error:
        pytest.skip(f"Tesseract: {error}")
    page = read_scanned(scanned(drawn(skew=-1.0)), 1, engine)
    assert "défavorisées" in [w.text for w in page.words]
    assert next(w for w in page.words if w.text == "conjointement").size == pytest.approx(10, abs=0.5)
