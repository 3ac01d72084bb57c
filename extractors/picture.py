"""A page as a picture, and the words under a box of it: what a reader needs to check a value by eye.

Everything is in points of the page as displayed, like the evidence of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pymupdf

from extractors.reading import open_pdf, read_page
from extractors.recognition import Recognition, ran_out_of_memory
from extractors.sheet import Sheet
from models.errors import DamagedPdf, MemoryLimit, UsageError
from models.geometry import Box
from models.page import Word

MAX_SIDE = 4000  # pixels; a poster is drawn smaller rather than not at all
MAX_PIXELS = 12e6
LOWEST_DPI, HIGHEST_DPI = 20, 300
STROKE = 1.2  # points
COLOUR = "#d6336c"
TINT = 0.25  # how much of the colour lies over the text
MARGIN = 2.0  # points left around a box that is drawn


def render_page(
    path: Path,
    page: int,
    *,
    boxes: Iterable[Sequence] = (),
    dpi: int = 110,
    clip: Sequence[float] | None = None,
    max_pages: int = 2000,
) -> bytes:
    """The page as PNG; ``boxes`` are (x0, y0, x1, y1) or (x0, y0, x1, y1, "#rrggbb"), ``clip`` (x0, y0, x1, y1).

    The size is bounded before anything is drawn. Raises UsageError for a page that is not there, DocumentError
    for a file that cannot be drawn.
    """
    doc = open_pdf(path, max_pages=max_pages)
    try:
        source = _page(doc, page)
        area = pymupdf.Rect(source.rect)
        if clip is not None:
            area &= pymupdf.Rect(*clip)
            if area.is_empty:
                raise UsageError("le cadre demandé est hors de la page")
        scale = _scale(area, dpi)
        try:
            pixmap = source.get_pixmap(
                matrix=pymupdf.Matrix(scale, scale), clip=area, colorspace=pymupdf.csRGB, alpha=False
            )
            return _outlined(pixmap, scale, boxes).tobytes("png")
        except Exception as error:  # MuPDF's own classes
            if ran_out_of_memory(error):
                raise MemoryLimit from error
            raise DamagedPdf(str(error).splitlines()[0][:120] if str(error) else None) from error
    finally:
        doc.close()


def text_in_box(
    path: Path,
    page: int,
    box: Sequence[float],
    *,
    ocr: str = "auto",
    cache: object | None = None,
    max_pages: int = 2000,
) -> str:
    """The words whose middle is in ``box``, a printed line a line; those of a scan are read by OCR or from ``cache``."""
    doc = open_pdf(path, max_pages=max_pages)
    try:
        sheet = Sheet(_page(doc, page))
        read = Recognition(ocr, None, cache).settle(read_page(sheet, page), sheet)
        area = Box(*_ordered(box))
        return lines_of([w for w in read.words if area.holds(read.displayed(w.box), 0.5)])
    finally:
        doc.close()


def lines_of(words: Sequence[Word]) -> str:
    """Words put back into lines, from top to bottom and left to right; a word cut at a line's end is left cut."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.cy, w.box.x0)):
        line = lines[-1] if lines else None
        if line and abs(line[0].box.cy - word.box.cy) < 0.5 * max(line[0].box.height, word.box.height):
            line.append(word)
        else:
            lines.append([word])
    return "\n".join(" ".join(w.text for w in sorted(line, key=lambda w: w.box.x0)) for line in lines)


def _page(doc: pymupdf.Document, page: int) -> pymupdf.Page:
    if not 1 <= page <= doc.page_count:
        raise UsageError(f"page {page} : ce document en a {doc.page_count}")
    try:
        return doc[page - 1]
    except Exception as error:  # MuPDF's own classes
        raise DamagedPdf(str(error).splitlines()[0][:120] if str(error) else None) from error


def _outlined(pixmap: pymupdf.Pixmap, scale: float, boxes: Iterable[Sequence]) -> pymupdf.Pixmap:
    """``boxes`` drawn on the picture rather than into the page, whose own content may be broken."""
    boxes = list(boxes)
    if not boxes:
        return pixmap
    image = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : 3 * pixmap.width]
    image = image.reshape(pixmap.height, pixmap.width, 3).copy()
    thick = max(1, round(STROKE * scale))
    for x0, y0, x1, y1, *colour in boxes:
        x0, y0, x1, y1 = _ordered((x0, y0, x1, y1))
        left, right = (_within(v * scale - pixmap.x, pixmap.width) for v in (x0 - MARGIN, x1 + MARGIN))
        top, bottom = (_within(v * scale - pixmap.y, pixmap.height) for v in (y0 - MARGIN, y1 + MARGIN))
        if left == right or top == bottom:  # not on what is shown
            continue
        ink = np.array(_rgb(colour[0] if colour else COLOUR))
        inside = image[top:bottom, left:right]
        inside[:] = inside * (1 - TINT * (1 - ink[None, None] / 255))  # as a highlighter does: black stays black
        for side in (inside[:thick], inside[-thick:], inside[:, :thick], inside[:, -thick:]):
            side[:] = ink
    return pymupdf.Pixmap(pymupdf.csRGB, pixmap.width, pixmap.height, image.tobytes(), False)


def _within(value: float, limit: int) -> int:
    return round(min(max(value, 0), limit))


def _scale(area: pymupdf.Rect, dpi: int) -> float:
    """Pixels for one point."""
    wanted = min(max(dpi, LOWEST_DPI), HIGHEST_DPI) / 72
    width, height = max(area.width, 1.0), max(area.height, 1.0)
    return min(wanted, MAX_SIDE / width, MAX_SIDE / height, (MAX_PIXELS / (width * height)) ** 0.5)


def _ordered(box: Sequence[float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = map(float, box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _rgb(colour: str) -> tuple[int, int, int]:
    value = int(colour.lstrip("#"), 16)
    return value >> 16 & 255, value >> 8 & 255, value & 255
