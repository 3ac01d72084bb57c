"""One verdict a page: trust its text, read its image, or both."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pymupdf

from extractors.legibility import MIN_WORDS, judge_text
from extractors.misread import misread
from extractors.ocr.levels import of_counts
from extractors.sheet import Sheet
from models.geometry import Box
from models.page import Page, Word

BY_OCR = "page numérisée, lue par reconnaissance de caractères"

_SCAN = 0.5  # share of the page under images from which it may be a scan
_SOME_IMAGE = 0.02  # less is a logo
_MARGIN = 0.12  # of the page's side: where footers and stamps stand
_STAMP_WORDS = 60
_TOO_LARGE = 250e6  # pixels of one embedded image


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kind`` as in Page. ``reason`` is a French sentence, empty when there is nothing to tell.

    ``readable``: the words found without OCR are worth keeping when there is none.
    ``hidden``: places in ``Page.words`` of words that lie under or invisibly over the image.
    """

    kind: str
    needs_ocr: bool = False
    reason: str = ""
    readable: bool = True
    hidden: frozenset[int] = field(default=frozenset())


def judge(page: Page, sheet: Sheet) -> Verdict:
    """What ``page``, as read from ``sheet`` without OCR, is worth."""
    too_large = next((i for i in sheet.image_info if i["width"] * i["height"] > _TOO_LARGE), None)
    covered = _coverage(page)
    if covered >= _SCAN:
        if too_large:
            size = f"{too_large['width']} x {too_large['height']} points"
            return Verdict("unreadable", reason=f"image démesurée ({size}), qui n'est pas lue", readable=False)
        return _under_images(page, sheet)
    legibility = judge_text(sheet.text)
    if legibility.fault:
        return Verdict("digital", True, f"texte inexploitable dans le fichier ({legibility.fault})", readable=False)
    few = legibility.words < MIN_WORDS
    if few and _outlined(sheet) > (100 if page.words else 40):
        return Verdict("digital", True, "texte dessiné, sans caractères", readable=bool(page.words))
    if page.words:
        return Verdict("mixed" if covered > 0.3 else "digital")
    if sum(not c.isspace() for c in sheet.text) >= MIN_WORDS:  # characters that cannot even be printed
        return Verdict("unreadable", True, "texte inexploitable dans le fichier (caractères inconnus)", readable=False)
    if covered > _SOME_IMAGE and not too_large and _glance(sheet, []).ink:
        return Verdict("unreadable", True, "page numérisée", readable=False)
    return Verdict("blank")


def _under_images(page: Page, sheet: Sheet) -> Verdict:
    """A page mostly covered by images: a scan, or a designed page."""
    if not page.words:
        if _glance(sheet, []).ink:
            return Verdict("unreadable", True, "page numérisée", readable=False)
        return Verdict("blank", reason="page numérisée vide")
    hidden = _hidden_words(page, sheet)
    shown = [w for i, w in enumerate(page.words) if i not in hidden]
    if len(hidden) > len(shown):
        text = " ".join(w.text for i, w in enumerate(page.words) if i in hidden)
        layer = judge_text(text)
        if layer.good and not misread(text):
            reason = "page numérisée, lue dans la couche de texte que le fichier contient"
            return Verdict("ocr", False, reason, hidden=hidden)
        enough = layer.fault is None and layer.words >= MIN_WORDS
        reason = f"page numérisée, couche de texte écartée ({layer.fault or 'trop peu sûre'})"
        return Verdict("unreadable", True, reason, readable=enough, hidden=hidden)
    look = _glance(sheet, [w.box for w in shown])
    if not look.ink:
        return Verdict("mixed", hidden=hidden)
    stamp = len(shown) <= _STAMP_WORDS and all(_in_margin(w.box, page) for w in shown)
    if stamp or (look.paper and look.ink > 3 * look.under_words + 40):
        return Verdict("mixed", True, "page numérisée sous un cartouche numérique", hidden=hidden)
    legibility = judge_text(sheet.text)
    if legibility.fault:
        return Verdict("digital", True, f"texte inexploitable dans le fichier ({legibility.fault})", readable=False)
    return Verdict("mixed", hidden=hidden)


def _coverage(page: Page, side: int = 32) -> float:
    """Share of the page under images, counted on a grid so that strips and tiles add up."""
    if page.width <= 0 or page.height <= 0:
        return 0.0
    if not page.images:
        return 0.0
    grid = np.zeros((side, side), bool)
    for box in page.images:
        # A cell counts when its middle is covered.
        x0, x1 = (int(np.ceil(v / page.width * side - 0.5)) for v in (box.x0, box.x1))
        y0, y1 = (int(np.ceil(v / page.height * side - 0.5)) for v in (box.y0, box.y1))
        grid[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = True
    return float(grid.mean())


def _hidden_words(page: Page, sheet: Sheet) -> frozenset[int]:
    """Words printed in invisible ink, fully transparent, or painted over by an image afterwards."""
    source = sheet.source
    matrix = source.rotation_matrix
    rotation = source.rotation
    opaque = [pymupdf.Rect(i["bbox"]) for i in sheet.image_info if not i["has-mask"]]
    images = [
        (n, pymupdf.Rect(box)) for n, (kind, box, *_) in enumerate(source.get_bboxlog())
        if kind == "fill-image" and any(abs(pymupdf.Rect(box) - o) < 2 for o in opaque)
    ]  # fmt: skip
    boxes: list[pymupdf.Rect] = []
    for span in source.get_texttrace():
        box = pymupdf.Rect(span["bbox"])
        painted_over = any(n > span["seqno"] and box in image for n, image in images)
        if span["type"] == 3 or span.get("opacity", 1) < 0.02 or painted_over:
            boxes.append((box * matrix if rotation else box).normalize())
    if not boxes:
        return frozenset()
    return frozenset(i for i, w in enumerate(page.words) if _inside(w, boxes))


def _inside(word: Word, boxes: Iterable[pymupdf.Rect]) -> bool:
    x, y = word.box.cx, word.box.cy
    return any(b.x0 - 1 <= x <= b.x1 + 1 and b.y0 - 1 <= y <= b.y1 + 1 for b in boxes)


def _in_margin(box: Box, page: Page) -> bool:
    x, y = _MARGIN * page.width, _MARGIN * page.height
    return box.y1 <= y or box.y0 >= page.height - y or box.x1 <= x or box.x0 >= page.width - x


@dataclass(frozen=True, slots=True)
class _Glance:
    """Small squares with ink outside and under the words, 0 for an empty page; whether the ground is light paper."""

    ink: int
    under_words: int
    paper: bool


def _glance(sheet: Sheet, words: list[Box], tile: int = 6) -> _Glance:
    """The page seen from afar, 850 pixels at most on its long side; its edges, shadows and holes left out."""
    rect = sheet.source.rect
    scale = 850 / max(rect.width, rect.height, 1.0)
    pixmap = sheet.pixmap(scale)
    image = np.frombuffer(pixmap.samples_mv, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    counts = np.bincount(image.ravel(), minlength=256)
    (ground,) = of_counts(counts, 80)
    # Light letters on a dark cover are ink too.
    light = image > math.floor(ground + 50)
    dark = light if ground < 130 else image < math.ceil(ground - 50)
    if 130 <= ground < 205:  # nor is anything lighter than paper, were it seen in a poor light
        dark |= light
    paper = ground > 150 and counts[np.abs(np.arange(256) - ground) < 30].sum() > 0.6 * image.size
    top, left = round(0.03 * pixmap.height), round(0.06 * pixmap.width)
    dark[:top], dark[-top:], dark[:, :left], dark[:, -left:] = False, False, False, False
    rows, columns = pixmap.height // tile, pixmap.width // tile
    strips = dark[: rows * tile, : columns * tile].reshape(rows, tile, columns * tile).sum(axis=1, dtype=np.uint8)
    tiles = strips.reshape(rows, columns, tile).sum(axis=2, dtype=np.uint8)  # 36 at most
    inked = tiles >= tile  # a stroke crosses the square; specks of dust do not
    under = np.zeros_like(inked)
    for box in words:
        y0, y1, x0, x1 = (int(v * scale / tile) for v in (box.y0, box.y1, box.x0, box.x1))
        under[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1] = True
    ink = int((inked & ~under).sum())
    return _Glance(ink if ink >= 4 else 0, int((inked & under).sum()), paper)


def _outlined(sheet: Sheet) -> int:
    """How many letters the page may draw as filled curves instead of printing them."""
    letters = 0
    for path in sheet.drawings:
        if "f" not in path["type"]:
            continue
        x0, y0, x1, y1 = path["rect"]
        curves = sum(item[0] == "c" for item in path["items"])
        if 1.5 <= y1 - y0 <= 40 and x1 - x0 <= 40:
            letters += curves >= 1 or len(path["items"]) >= 5
        else:  # whole lines drawn as one path
            letters += curves // 8
    return letters
