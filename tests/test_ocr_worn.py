"""What scanners wear away: small print run together, pale panels, broken edges, figures that look like letters."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.fills import find_fills
from extractors.ocr.french import mend
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.lines import find_lines
from extractors.ocr.looks import measure
from extractors.ocr.rules import find_rules, without_strokes
from models.geometry import Box
from models.page import Rule, Word

DPI = 200
POINT = DPI / 72


def scan(draw: Callable[[pymupdf.Page], object], *, dpi: int = DPI, noise: float = 4.0, blur: float = 0.6) -> Cleaned:
    """A page drawn, scanned at ``dpi`` and looked at at 200."""
    page = pymupdf.open().new_page(width=595, height=842)
    draw(page)
    pixmap = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    image = cv2.GaussianBlur(image, (0, 0), blur).astype(np.float32)
    image = 20 + image * (235 / 255) + np.random.default_rng(3).normal(0, noise, image.shape)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if dpi != DPI:
        image = cv2.resize(image, None, fx=DPI / dpi, fy=DPI / dpi, interpolation=cv2.INTER_LINEAR)
    return clean(Raster(image, POINT, DPI), quarter_turns=0).straight()


def lines_of(page: Cleaned) -> list[Box]:
    """In points."""
    return [Box(*(v / POINT for v in line)) for line in find_lines(page.image, DPI).lines.tolist()]


def test_small_print_in_a_coarse_scan_is_found_beside_the_rules_of_its_table() -> None:
    def draw(page: pymupdf.Page) -> None:
        for i in range(6):
            y = 100 + 40 * i
            for x, text in ((60, "DSDEN"), (120, "Direction des ressources humaines"), (280, "Département")):
                page.draw_rect((x, y, x + 160, y + 40), color=(0.4,) * 3, width=0.5)
                page.insert_text((x + 1.6, y + 20), text, fontsize=6.5)
                page.insert_text((x + 1.6, y + 28), "et communes", fontsize=6.5)

    found = lines_of(scan(draw, dpi=130))
    assert len(found) == 36
    assert all(line.height < 12 for line in found)


def test_a_title_close_above_a_band_keeps_its_height() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text(
            (60, 110), "Fiche n°2 – Développer la filière à l'échelle", fontsize=14, fontname="hebo", render_mode=2
        )
        page.draw_rect((60, 116, 530, 132), fill=(0.42,) * 3, color=None)
        page.insert_text((66, 127.5), "Objectifs", fontsize=10, fontname="hebo", color=(1, 1, 1))

    title, band = sorted(lines_of(scan(draw, blur=0.9)), key=lambda b: b.y0)
    assert title.y0 < 99.5
    assert title.height > 13
    assert band.y0 > 115


def test_a_table_of_small_print_is_made_straight() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in range(7):
            for column in range(6):
                x, y = 30 + 90 * column, 80 + 100 * row
                page.draw_rect((x, y, x + 90, y + 100), color=(0.4,) * 3, width=0.5)
                for line in range(1 + (row + column) % 3):
                    top = y + 20 + (column * 3 + row) % 4 * 10
                    page.insert_text((x + 4, top + 8 * line), "Direction des mobilités", fontsize=6.5)

    page = pymupdf.open().new_page(width=595, height=842)
    draw(page)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    turn = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), 1.2, 1.0)
    askew = cv2.warpAffine(image, turn, image.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    assert clean(Raster(askew, POINT, DPI), quarter_turns=0).skew == pytest.approx(-1.2, abs=0.1)


def test_an_icon_beside_two_lines_leaves_them_two() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((60, 104, 76, 120), color=(0.3,) * 3, width=1.5)
        page.insert_text((79, 110), "Calendrier", fontsize=7.5, color=(0.5,) * 3)
        page.insert_text((79, 121), "À partir de 2026", fontsize=10, fontname="hebo")

    text = [b for b in lines_of(scan(draw)) if b.width > 25]
    assert len(text) == 2
    assert all(b.height < 15 for b in text)


def test_a_number_in_a_disc_by_the_edge_is_no_punch_hole() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_circle((36, 118), 10, fill=(0.2,) * 3, color=None)
        page.insert_text((34, 120.5), "5", fontsize=7, fontname="hebo", color=(1, 1, 1))
        page.draw_circle((36, 500), 8, fill=(0.05,) * 3, color=None)

    page = scan(draw)
    badge, hole = (page.image[round((y - 7) * POINT) : round((y - 5) * POINT), round(36 * POINT)] for y in (116, 500))
    assert badge.max() < 150
    assert hole.min() > 240


def test_a_badge_close_under_a_band_is_read_by_itself_and_apart_from_its_title() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((60, 60, 300, 98), fill=(0.35,) * 3, color=None)
        page.insert_text((70, 86), "Une mairie exemplaire", fontsize=16, fontname="hebo", color=(1, 1, 1))
        page.draw_rect((60, 102, 110, 116), fill=(0.3,) * 3, color=None)
        page.insert_text((66, 112), "Action 1", fontsize=9, fontname="hebo", color=(1, 1, 1))
        page.insert_text((116, 113), "Mesurer les écarts", fontsize=12, fontname="hebo", color=(0.3,) * 3)

    found = [b for b in lines_of(scan(draw)) if b.height > 6 and b.y1 > 106]
    badge, title = sorted(found, key=lambda b: b.x0)
    assert badge.x1 < 112
    assert badge.y0 >= 101
    assert title.x0 > 110


def test_letters_blurred_into_a_bar_are_no_rule_and_an_underline_is_one() -> None:
    box = Box(60 * POINT, 100 * POINT, 160 * POINT, 109 * POINT)

    def draw(page: pymupdf.Page) -> None:
        page.draw_line((62, 105), (158, 105), width=1.5)
        page.draw_line((62, 108.4), (158, 108.4), width=0.8)

    (rule,) = find_rules(scan(draw), [], [box])
    assert rule.box.cy == pytest.approx(108.4, abs=0.6)


def test_a_panel_hardly_darker_than_the_paper_is_a_shade() -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in (60, 230, 400):
            page.draw_rect((x, 100, x + 150, 136), fill=(0.957,) * 3, color=None)
            page.insert_text((x + 30, 114), "Calendrier", fontsize=8, color=(0.5,) * 3)
            page.insert_text((x + 30, 127), "2025 - 2031", fontsize=10, fontname="hebo")

    found = sorted((f.box for f in find_fills(scan(draw))), key=lambda b: b.x0)
    assert [round(b.x0 / 10) for b in found] == [6, 23, 40]
    assert all(b.width == pytest.approx(150, abs=6) and b.height == pytest.approx(36, abs=6) for b in found)


def test_plain_paper_under_uneven_light_has_no_panel() -> None:
    page = scan(lambda page: page.insert_text((60, 100), "Les logements vacants", fontsize=11))
    ramp = np.linspace(0.95, 1.0, page.image.shape[1])
    shaded = clean(Raster((page.image * ramp).astype(np.uint8), POINT, DPI), quarter_turns=0).straight()
    assert find_fills(shaded) == []


def test_a_broken_outer_edge_of_a_table_runs_on_where_its_rows_end() -> None:
    def draw(page: pymupdf.Page) -> None:
        for i in range(6):
            page.draw_line((60, 100 + 20 * i), (500, 100 + 20 * i), width=0.8)
        page.draw_line((60, 100), (60, 200), width=0.8)
        page.draw_line((180, 100), (180, 200), width=0.8)
        page.draw_line((500, 122), (500, 138), width=0.8)  # all that is left of it

    edge = [r.box for r in find_rules(scan(draw), []) if not r.horizontal and abs(r.box.cx - 500) < 2]
    assert all(any(b.y0 < y < b.y1 for b in edge) for y in (110, 130, 150, 170, 190))


def test_a_corner_of_rules_read_as_a_letter_goes_and_a_figure_of_a_cell_stays() -> None:
    rules = [Rule(Box(60, 100, 400, 100.6)), Rule(Box(60, 100, 60.6, 180))]
    corner = Word("L", Box(58, 94, 64, 105), 1, size=9)
    figure = Word("1", Box(80, 110, 84, 121), 1, size=9)
    struck = [Word("Axe", Box(200, 93, 220, 104), 1, size=9), Word("1", Box(223, 93, 227, 104), 1, size=9)]
    assert without_strokes([corner, figure, *struck], rules) == [figure, *struck]


def test_rules_one_above_the_other_make_no_edge_of_their_own() -> None:
    def draw(page: pymupdf.Page) -> None:
        for i in range(6):
            page.draw_line((60, 100 + 20 * i), (500, 100 + 20 * i), width=0.8)

    assert all(r.horizontal for r in find_rules(scan(draw), []))


@pytest.mark.parametrize("bottom", [111, 112, 113])
def test_a_pale_label_above_a_dark_line_keeps_its_size(bottom: float) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((60, 110), "Budget", fontsize=7.5, color=(0.5,) * 3)
        page.insert_text((60, 119), "390 000 euros par an", fontsize=10, fontname="hebo", render_mode=2)

    box = Box(60 * POINT, 101.5 * POINT, 86 * POINT, bottom * POINT)  # it may reach into the line below
    (word,) = measure([OcrLine("Budget", box, 0.99, (OcrWord("Budget", box, 0.99),))], scan(draw), 1)
    assert word.size == pytest.approx(7.5, abs=1)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("18 ooo € HT", "18 000 € HT"), ("6oo logements", "600 logements"), ("Action I.I : agir", "Action 1.1 : agir"),
        ("2o24-2o25", "2024-2025"), ("2.I Rester", "2.1 Rester"), ("Action I.2", "Action I.2"), ("I. Agir", "I. Agir"),
        ("CO2 et 1o ans", "CO2 et 1o ans"), ("Fiche n°1Structurer un réseau", "Fiche n°1 Structurer un réseau"),
        ("OBJECTIF PoURsuIVI.", "OBJECTIF POURSUIVI."), ("MisE EN œEuVRE.", "MISE EN ŒUVRE."),
        ("INDIcATEURs RETENUs :", "INDICATEURS RETENUS :"), ("PLUiH et EPCIs", "PLUiH et EPCIs"),
        ("PDALHPDs, GrDF, McDonald", "PDALHPDs, GrDF, McDonald"), ("LaPoste et CoDev", "LaPoste et CoDev"),
        ("de I'Hérault, I'habitat", "de l'Hérault, l'habitat"), ("#Os Agir", "#05 Agir"), ("#IO", "#10"), ("#Osons", "#Osons"),
        ("Fiche MOB-or. Agir", "Fiche MOB-01. Agir"), ("MOB-OI", "MOB-01"), ("en 2oIs,", "en 2015,"), ("I 200 000 €", "1 200 000 €"),
        ("Axe I 200 logements", "Axe I 200 logements"), ("CAF-SI", "CAF-SI"), ("SOS-os", "SOS-05"),
    ],
)  # fmt: skip
def test_old_figures_small_capitals_and_titles_run_into_their_number(read: str, meant: str) -> None:
    box = Box(0, 0, 100, 10)
    (line,) = mend([OcrLine(read, box, 0.99, tuple(OcrWord(t, box, 0.99) for t in read.split()))])
    assert line.text == meant


def test_a_badge_beside_its_heavy_title_is_read_by_itself() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_rect((60, 60, 500, 84), fill=(0.85,) * 3, color=None)
        page.draw_rect((68, 64, 122, 80), fill=(0.58,) * 3, color=None)
        page.insert_text((75, 76), "Action 3", fontsize=11, fontname="hebo", color=(1, 1, 1))
        page.insert_text((127, 77), "Favoriser des formes économes", fontsize=13, fontname="hebo")

    found = [b for b in lines_of(scan(draw, dpi=150)) if b.height > 6]
    badge, title = sorted(found, key=lambda b: b.x0)
    assert badge.x1 < 125 < title.x0 + 2
    assert min(badge.height, title.height) > 10


def test_a_line_that_begins_in_the_shadow_of_the_binding_has_no_shade() -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in range(200):
            level = 0.55 + 0.45 * (x / 200) ** 0.3
            page.draw_rect((x / 2, 0, x / 2 + 0.6, 842), fill=(level,) * 3, color=None)
        page.insert_text((45, 112), "3.3. Essai", fontsize=12, fontname="cour")
        page.draw_line((45, 114), (117, 114), width=0.8)

    word = Word("3.3.", Box(45, 100, 74, 114), 1, 12.0), Word("Essai", Box(81, 100, 117, 114), 1, 12.0)
    assert not find_fills(scan(draw, noise=6.0), word)


@pytest.mark.parametrize(("width", "shaded"), [(70, 0), (0, 2)])
def test_the_shadow_of_a_bound_page_is_no_shade(width: float, shaded: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        for x in range(int(2 * width)):  # darker towards the binding
            level = 0.45 + 0.55 * x / (2 * width)
            page.draw_rect((x / 2, 0, x / 2 + 0.6, 842), fill=(level,) * 3, color=None)
        page.draw_rect((200, 300, 400, 330), fill=(0.8 if shaded else 1.0,) * 3, color=None)
        page.draw_rect((0, 600, 595, 640), fill=(0.7 if shaded else 1.0,) * 3, color=None)  # from edge to edge

    assert len(find_fills(scan(draw))) == shaded
