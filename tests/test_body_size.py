"""Pages larger or smaller than office paper: read as if they were of its size, told where the file prints them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.body_size import unit_of
from extractors.document import read_document
from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.image import render
from extractors.ocr.page import read_scanned
from models.geometry import Box
from models.page import Word
from models.segment import Extraction
from tests.drawing import BLUE, SLIDE, WHITE, Sheet, as_pdf, run_around

TITLES = ("Capter des logements vacants", "Former les gardiens", "Ouvrir un lieu d'accueil", "Suivre les impayés")


def fiches() -> bytes:
    """Four slides: a painted title, rows between lying strokes, drawn bullets, a pictogram explained by a legend nowhere."""
    sheets = []
    for k, title in enumerate(TITLES, 1):
        sheet = Sheet(*SLIDE)
        sheet.band(40, f"Action {k} : {title}", x1=900, size=16, fill=BLUE, color=WHITE)
        rows = [
            ("Objectif", f"Toucher {10 * k} ménages par an dans les communes rurales du territoire."),
            ("Pilote", "Département de la Creuse"),
            ("Partenaires", "ADIL, communes, bailleurs sociaux"),
            ("Calendrier", f"2024-{2025 + k}"),
            ("Coût", f"{12 * k} 000 € par an"),
        ]
        y = 90.0
        for label, value in rows:
            sheet.rule(50, y, 900, y)
            sheet.write(60, y + 8, f"**{label}**", size=11)
            sheet.write(220, y + 8, value, size=11)
            y += 34
        sheet.rule(50, y, 900, y)
        y = sheet.write(60, y + 14, "**Indicateurs**", size=11)
        for text in ("Nombre de ménages suivis", "Part des dossiers complets"):
            sheet.dot(66, y + 12)
            y = sheet.write(76, y + 5, text, size=11)
        sheets.append(sheet)
    run_around(sheets, footer="Plan départemental de l'habitat")
    return as_pdf(sheets)


def resized(pdf: bytes, times: float, path: Path) -> Path:
    with pymupdf.open(stream=pdf) as source, pymupdf.open() as out:
        for page in source:
            new = out.new_page(width=page.rect.width * times, height=page.rect.height * times)
            new.show_pdf_page(new.rect, source, page.number)
        out.save(path)
    return path


def told(read: Extraction) -> list[tuple]:
    return [(a.number, a.title.text, [(f.field, f.text.text) for f in a.fields]) for a in read.actions]


@pytest.mark.parametrize("times", [0.45, 1.8, 2.7])
def test_a_plan_reads_the_same_at_any_size(times: float, tmp_path: Path) -> None:
    as_drawn = read_document(resized(fiches(), 1.0, tmp_path / "a.pdf"))
    other = read_document(resized(fiches(), times, tmp_path / "b.pdf"))
    assert [a.title.text for a in as_drawn.actions] == list(TITLES)
    assert told(other) == told(as_drawn)
    for page, twin in zip(as_drawn.pages, other.pages, strict=True):
        assert (twin.display.width, twin.display.height) == pytest.approx((SLIDE[0] * times, SLIDE[1] * times))
        for word, again in zip(page.words, twin.words, strict=True):
            box = twin.displayed(again.box)
            assert (box.x0, box.y1) == pytest.approx((word.box.x0 * times, word.box.y1 * times), abs=0.1 * times)


def words(*sizes: float) -> list[Word]:
    return [Word("logement" * 10, Box(0, 0, 400, size), 1, size=size) for size in sizes]


def test_the_unit_is_told_by_the_running_text_alone() -> None:
    assert unit_of(words(24, 9, 9, 9)) == 1.0  # a title
    assert unit_of(words(11, 22, 22, 22)) == 2.2
    assert unit_of(words(30)) == 1.0  # a cover: too few letters
    assert unit_of(words(5, 5, 5, 9)) == 0.5


class Reader:
    """Finds one word, where it was told."""

    name, version = "reader", "1"

    def __init__(self) -> None:
        self.shape = (0, 0)

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        self.shape, self.dpi = image.shape, dpi
        box = Box(400, 600, 560, 630)
        return [OcrLine("Pilote", box, 0.99, (OcrWord("Pilote", box, 0.99),))]


def scanned(width: float, height: float, pixels: tuple[int, int]) -> pymupdf.Page:
    image = np.full((pixels[1], pixels[0]), 255, np.uint8)
    image[600:630, 400:560] = 0
    page = pymupdf.open().new_page(width=width, height=height)
    page.insert_image(page.rect, stream=cv2.imencode(".png", image)[1].tobytes())
    return page


def test_a_scan_saved_without_its_resolution_is_a_sheet_of_a4() -> None:
    reader = Reader()
    page = read_scanned(scanned(1654, 2339, (1654, 2339)), 1, reader)
    assert (page.width, page.height) == pytest.approx((595, 842), abs=1)
    assert reader.dpi == 200 and reader.shape == pytest.approx((2339, 1654), abs=2)  # not drawn larger than it is
    (word,) = page.words
    shown = page.displayed(word.box)
    assert (shown.x0, shown.y0, shown.x1, shown.y1) == pytest.approx((400, 600, 560, 630), abs=7)
    assert word.size < 12  # as on paper


@pytest.mark.parametrize(
    ("size", "pixels"),
    [((595, 842), (1654, 2339)), ((842, 1191), (2339, 3308)), ((1684, 2384), (4678, 6622))],
)
def test_other_scans_keep_their_size(size: tuple[int, int], pixels: tuple[int, int]) -> None:
    """A4, A3, and a poster of A1 scanned at 200 dots an inch."""
    assert render(scanned(*size, pixels), as_paper=True).enlarged == 1.0
