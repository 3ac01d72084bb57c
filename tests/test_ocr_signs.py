"""Pictograms on the image of a page, told by their legend; their strokes are neither rules nor shades."""

from __future__ import annotations

import numpy as np
import pymupdf
from drawing import BLUE, Sheet, save
from test_drawn_signs import SAID, SHAPES, TITLES, fiche, legend

from extractors.french.lexicon import label_said
from extractors.layout.legends import spelled_out
from extractors.ocr.image import Cleaned, Raster, clean
from extractors.ocr.marks import with_badge_letters
from extractors.ocr.signs import find_signs, without_icons, without_signs
from extractors.ocr.weights import LIGHT
from extractors.reading import open_pdf, read_pages
from models.geometry import Box
from models.page import PICTOGRAM, Fill, Rule, Word

DPI = 150


def scans(folder, *sheets: Sheet) -> list[tuple[Cleaned, list[Word]]]:
    """Each sheet as an image, with the words printed on it."""
    path = save(folder / "plan.pdf", list(sheets))
    with open_pdf(path) as pdf:
        words = [page.words for page in read_pages(pdf)]
    out = []
    for k, (page, own) in enumerate(zip(pymupdf.open(path), words, strict=True)):
        pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
        image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
        spoilt = image + np.random.default_rng(k).normal(0, 5.0, image.shape)
        raster = Raster(np.clip(spoilt, 0, 255).astype(np.uint8), DPI / 72, DPI)
        out.append((clean(raster, quarter_turns=0).straight(), own))
    return out


def test_pictograms_of_a_scan_are_the_labels_their_legend_gives(tmp_path):
    pages = scans(tmp_path, legend(), *(fiche(k, t, BLUE) for k, t in enumerate(TITLES, 1)))
    signs = [find_signs(image, words) for image, words in pages]
    assert [len(s) for s in signs] == [len(SHAPES)] * 4
    read_as = [[*words, Word("€", signs[k][3].box, 1, 14.0)] for k, (_, words) in enumerate(pages)]  # by the recogniser
    spelled = spelled_out(read_as, signs, label_said)
    assert spelled[0] is read_as[0]
    for words in spelled[1:]:
        labels = sorted((w for w in words if w.font == PICTOGRAM), key=lambda w: w.box.y0)
        assert [w.text.lower() for w in labels] == [said.lower() for said in SAID]
        assert "€" not in [w.text for w in words if w.size == 14.0]


def test_numbers_in_frames_and_short_words_are_no_pictograms(tmp_path):
    sheet = Sheet()
    y = 80.0
    for number in range(1, 6):
        sheet.run(66, y, f"{number}", 14, bold=True)
        sheet.box(60, y - 4, 82, y + 18)
        y = sheet.write(100, y, "Le Département pilote", size=11) + 20
        y = sheet.write(60, y, "À la demande des communes", size=24) + 20
    ((image, words),) = scans(tmp_path, sheet)
    assert find_signs(image, words) == []


def test_strokes_of_pictograms_are_neither_rules_nor_shades():
    signs = [Word("ink:1", Box(490, y, 511, y + 20), 1, size=14.0, font=PICTOGRAM) for y in (217, 268)]
    own = [Rule(Box(492, 222, 492.4, 236)), Rule(Box(493, 237, 493.4, 270))]  # in one, led from one to the next
    table = [Rule(Box(465, 116, 466, 447)), Rule(Box(480, 300, 700, 300.5))]
    panel, part = Fill(Box(480, 200, 700, 300), 0xE0E0E0), Fill(Box(491, 270, 511, 278), 0x909090)
    assert without_signs([*own, *table], [panel, part], signs) == (table, [panel])


def test_letters_unsurely_read_in_pictograms_are_no_words():
    icon, ring, badge = (Word("", Box(x, 100, x + 16, 116), 1, 14, font=PICTOGRAM) for x in (50, 250, 450))
    read = [
        Word("0", Box(51, 101, 57, 112), 1, 6, confidence=0.64), Word("0", Box(59, 101, 65, 112), 1, 6, confidence=0.89),
        Word("P", Box(254, 102, 261, 114), 1, 9, confidence=0.99),
        Word("A", Box(454, 102, 461, 114), 1, 9, confidence=0.6, color=LIGHT),
        Word("Publics", Box(75, 101, 120, 112), 1, 11, confidence=0.7),
    ]  # fmt: skip
    assert [w.text for w in without_icons(read, [icon, ring, badge])] == ["P", "A", "Publics"]


def test_a_stroke_amid_badges_of_letters_is_an_i_and_amid_numbers_a_one():
    def badges(text: str) -> list[Word]:
        return [Word(c, Box(100 * k, 300, 100 * k + 6, 312), 1, 9, color=LIGHT, confidence=0.9) for k, c in enumerate(text)]

    assert [w.text for w in with_badge_letters(badges("PAT1"))] == ["P", "A", "T", "I"]
    assert with_badge_letters(badges("PAT1"))[3].raw == "1"
    for numbers in ("1234", "1A2", "1A"):
        assert [w.text for w in with_badge_letters(badges(numbers))] == list(numbers)
