"""Scans laid askew or on their side: evidence lies where the word is on the page as displayed, and says what OCR read."""

from __future__ import annotations

import datetime as dt

import cv2
import numpy as np
import pymupdf
import pytest

from extractors.layout.paragraphs import placed
from extractors.ocr.engine import OcrLine, OcrUnavailable, OcrWord, get_engine
from extractors.ocr.page import read_scanned
from extractors.reading import read_pages
from models.geometry import Box
from models.page import Display, Page, Word
from models.segment import ActionNode, Extraction, LabelledField, Metadata
from models.text import PlacedText
from pipeline.normalise import build_records

LINES = (
    "Le plan départemental d'action pour le logement des personnes défavorisées est élaboré",
    "conjointement par l'État et le Département. Il fixe pour cinq ans les objectifs à atteindre",
    "afin de prévenir les expulsions, de développer l'offre et de résorber l'habitat indigne.",
)
DPI = 150


def paper() -> pymupdf.Page:
    page = pymupdf.open().new_page(width=595, height=842)
    page.insert_text((60, 80), "Fiche action numéro trois", fontsize=16, fontname="hebo")
    for block in range(4):
        for i, line in enumerate(LINES):
            page.insert_text((60, 120 + 60 * block + 13 * i), line, fontsize=10, fontname="helv")
    return page


def scan(page: pymupdf.Page, *, skew: float, turns: int) -> tuple[pymupdf.Document, np.ndarray]:
    """The page on the glass, and the affine (2x3) from its points to those of the scan as displayed."""
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    go = np.vstack([cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), -skew, 1.0), [0, 0, 1]])
    image = cv2.warpAffine(image, go[:2], image.shape[::-1], borderValue=255)
    for _ in range(turns):
        go = np.array([[0, -1, image.shape[0]], [1, 0, 0], [0, 0, 1.0]]) @ go
        image = np.rot90(image, -1)
    scale = np.diag([DPI / 72, DPI / 72, 1])
    doc = pymupdf.open()
    page = doc.new_page(width=image.shape[1] * 72 / DPI, height=image.shape[0] * 72 / DPI)
    page.insert_image(page.rect, stream=cv2.imencode(".png", image)[1].tobytes())
    return doc, (np.linalg.inv(scale) @ go @ scale)[:2]


def moved(box: tuple[float, ...], affine: np.ndarray) -> Box:
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]) @ affine.T
    return Box(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def iou(a: Box, b: Box) -> float:
    shared = a.overlap_x(b) * a.overlap_y(b)
    return shared / (a.width * a.height + b.width * b.height - shared)


@pytest.mark.parametrize(("skew", "turns"), [(0, 1), (0, 2), (0, 3), (2.0, 0), (-2.0, 0), (1.5, 1)])
def test_the_box_of_a_word_is_where_it_is_displayed(skew: float, turns: int) -> None:
    try:
        engine = get_engine("rapidocr")
    except OcrUnavailable as error:
        pytest.skip(f"RapidOCR: {error}")
    page = paper()
    doc, affine = scan(page, skew=skew, turns=turns)
    read = read_scanned(doc[0], 1, engine)
    assert (read.width, read.height) == pytest.approx((595, 842), abs=1)  # as the paper stands
    for text in ("numéro", "conjointement", "défavorisées", "indigne."):
        true = [moved(w[:4], affine) for w in page.get_text("words") if w[4] == text]
        found = [read.displayed(w.box) for w in read.words if w.text == text]
        assert len(found) == len(true)
        for there in true:
            assert max(iou(there, box) for box in found) > 0.5, (text, there, found)


class Sideways:
    """Reads one line well only when the page is turned a quarter; its printed stamp is not on the image."""

    name, version = "sideways", "1"

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        box = Box(100, 300, 300, 330)
        return [OcrLine("Pilote", box, 0.99, (OcrWord("Pilote", box, 0.99),))]


def test_a_printed_stamp_keeps_its_place_beside_a_scan_on_its_side() -> None:
    doc, _ = scan(paper(), skew=0, turns=1)
    page = doc[0]
    page.insert_text((60, page.rect.height - 15), "Reçu en préfecture", fontsize=8)
    (read,) = read_pages(doc, engine=Sideways())
    assert read.display is not None and (read.width, read.height) == pytest.approx((595, 842), abs=1)
    for word in page.get_text("words"):
        (found,) = [w for w in read.words if w.text == word[4]]
        assert iou(read.displayed(found.box), Box(*word[:4])) > 0.9
        assert found.angle in (90, 270)


def test_the_way_there_and_back() -> None:
    turned = Display(842, 595, (0.0, 1.0, 0.0, -1.0, 0.0, 595.0))
    box = Box(100, 200, 160, 212)
    assert turned.box(box) == Box(200, 435, 212, 495)
    assert turned.straight(turned.box(box)) == box
    assert turned.box(Box(-5, 10, 600, 20)) == Box(10, 0, 20, 595)  # never outside the page


# Evidence ------------------------------------------------------------------------------------------------------------


def words(*texts: str | tuple[str, str], y: float = 100) -> list[Word]:
    """Words one after the other; a pair is what is meant and what OCR read."""
    out, x = [], 50.0
    for t in texts:
        text, raw = t if isinstance(t, tuple) else (t, None)
        out.append(Word(text, Box(x, y, x + 30, y + 12), 1, confidence=0.95, raw=raw))
        x += 34
    return out


def records(fields: list[LabelledField], page: Page, title: PlacedText):
    node = ActionNode("Action", "1", title, fields=fields, page_start=1, page_end=1)
    extraction = Extraction(pages=[page], orientations=[], actions=[node], metadata=Metadata())
    return build_records(
        extraction, document_id="0" * 16, sha256="0" * 64, file_name="a.pdf", pipeline_version="0",
        ingested_at=dt.datetime(2026, 1, 1),
    )  # fmt: skip


def test_evidence_is_in_points_of_the_displayed_page_and_keeps_what_was_read() -> None:
    page = Page(1, 595, 842, kind="ocr", display=Display(842, 595, (0.0, 1.0, 0.0, -1.0, 0.0, 595.0)))
    title = placed(words("Produire", ("390", "390PLAl"), ("PLAI", "390PLAl"), "neufs"))
    made = records([], page, title)
    (action,) = made.actions
    assert action.title == "Produire 390 PLAI neufs"
    (proof,) = [e for e in made.evidence if e.record_id == action.action_id]
    assert proof.text == "Produire 390PLAl neufs"
    assert proof.method.endswith("lecture OCR corrigée")
    assert (proof.x0, proof.y0, proof.x1, proof.y1) == (100, 595 - 182, 112, 595 - 50)
    assert (made.pages[0].width, made.pages[0].height) == (842, 595)


def test_the_method_tells_how_a_label_was_read() -> None:
    label = words(("Partenaires", "Panenaires"), y=80)
    page = Page(1, 595, 842, kind="ocr", words=[*label, *words("CAF")])
    fields = [LabelledField("partner", "Partenaires", placed(words("CAF")), "cell")]
    made = records(fields, page, placed(words("Produire")))
    (partner,) = made.partners
    (proof,) = [e for e in made.evidence if e.record_id == partner.partner_id]
    assert (proof.text, proof.method) == ("CAF", "cell : Partenaires (lu « Panenaires »)")


def test_a_slice_keeps_what_was_read_of_its_own_words() -> None:
    text = placed([*words("État", ("CIA", "ClA")), *words(("PLAI", "PLAl"), ("PLAI", "PLAl"), "DDT", y=120)])
    assert text.text == "État CIA PLAI PLAI DDT"
    assert [p.read for p in text.places()] == [("État CIA", "État ClA"), ("PLAI PLAI DDT", "PLAl PLAl DDT")]
    assert [p.read for p in text.places(0, 4)] == [None]
    assert [p.read for p in text.slice(9).places()] == [("PLAI PLAI DDT", "PLAl PLAl DDT")]
    assert [p.read for p in PlacedText.join([text.slice(0, 4), text.slice(5, 8)]).places()] == [
        ("État\nCIA", "État\nClA")
    ]
