"""From a PDF file to pages of words, rules and fills, with PyMuPDF."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf

from extractors.body_size import settle_body_size, unit_of
from extractors.damage import listening
from extractors.drawings import read_drawings
from extractors.drawn_fonts import DrawnFonts
from extractors.drawn_signs import read_signs
from extractors.glyphs import Glyphs
from extractors.ocr.figures import settle_figures
from extractors.ocr.styles import settle_styles
from extractors.printed_words import read_words
from extractors.recognition import Recognition, log, ran_out_of_memory, where
from extractors.sheet import Sheet
from extractors.unseen import shown
from extractors.upright import made_upright
from models.errors import DamagedPdf, EncryptedPdf, MemoryLimit, NoPages, TooManyPages
from models.geometry import Box
from models.page import Fill, Page, Rule, Word

if TYPE_CHECKING:
    from extractors.ocr.engine import OcrEngine
    from extractors.ocr.page import OcrCache

_THIN, _LONG = 3.0, 8.0  # points: an image this thin and this long is a stroke

# MuPDF prints its warnings on stderr; ours are recorded with the page instead.
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


def open_pdf(path: Path, *, max_pages: int = 2000) -> pymupdf.Document:
    """Open a PDF; raise EncryptedPdf, DamagedPdf, NoPages or TooManyPages instead of half-opening it."""
    pymupdf.TOOLS.reset_mupdf_warnings()  # what is said from here on is about this file: see ``damage.file_notices``
    try:
        doc = pymupdf.open(path, filetype="pdf")
        is_pdf, locked = doc.is_pdf, bool(doc.needs_pass and not doc.authenticate(""))
        pages = 0 if locked else doc.page_count  # raises on a page count that is a lie
    except Exception as error:  # MuPDF's own classes, RuntimeError, ValueError: all say the file is broken
        if ran_out_of_memory(error):
            raise MemoryLimit from error
        raise DamagedPdf(str(error).splitlines()[0][:120] if str(error) else None) from error
    if not is_pdf:  # MuPDF opens HTML and images under the name of a PDF
        raise DamagedPdf("le contenu n'est pas celui d'un PDF")
    if locked:
        raise EncryptedPdf
    if pages == 0:
        raise NoPages
    if pages > max_pages:
        raise TooManyPages(f"{pages} pages, {max_pages} au plus")
    return doc


def read_pages(
    doc: pymupdf.Document,
    *,
    ocr: str = "auto",
    engine: OcrEngine | None = None,
    cache: OcrCache | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> list[Page]:
    """Every page of ``doc``; a page that fails is kept with status "failed" and the reason.

    ``ocr`` auto, off or force; ``engine`` None takes the best one installed, when a first page needs it.
    Raises MemoryLimit when memory ran out and no page could be read.
    """
    recognition = Recognition(ocr, engine, cache)
    glyphs, fonts = Glyphs(doc), DrawnFonts(doc)
    pages, starved = [], False
    for index in range(doc.page_count):
        try:
            with listening() as lost:
                sheet = Sheet(doc[index])
                page = made_upright(recognition.settle(read_page(sheet, index + 1, glyphs, fonts), sheet))
            if lost and page.status == "ok":
                page.status, page.message = "failed", lost[0]
        except Exception as error:
            # MuPDF raises bare RuntimeErrors and Fz errors; whatever the cause, the other pages go on.
            short = ran_out_of_memory(error)
            starved = starved or short
            log.debug("page %d : %s", index + 1, where(error), exc_info=error)
            why = "la mémoire permise ne suffit pas" if short else where(error)
            page = Page(
                index + 1, 0.0, 0.0, kind="unreadable", status="failed", message=f"page illisible : {why}"[:200]
            )
        pages.append(page)
        if on_page:
            on_page(index + 1, doc.page_count)
    if starved and not any(page.status == "ok" for page in pages):
        raise MemoryLimit
    settle_styles(pages)
    settle_figures(pages)
    settle_body_size(pages)
    return pages


def read_page(sheet: Sheet, number: int, glyphs: Glyphs | None = None, fonts: DrawnFonts | None = None) -> Page:
    """Words, rules, fills and images of one page as the file prints them, in points of the displayed page.

    ``glyphs``: what the odd characters of the document's fonts stand for; ``fonts``: the looks of those without a name.
    """
    source = sheet.source
    matrix, rect = source.rotation_matrix, source.rect
    odd = glyphs.of(sheet) if glyphs else None
    inkless: set[int] = set()
    words = read_words(sheet.textpage, matrix if source.rotation else None, number, odd, inkless, fonts, sheet.styled)
    if odd:
        sheet.text = odd.text
    unit = unit_of(words)
    rules, fills, dots = read_drawings(sheet, unit)
    fills = _bands(fills, words)
    pictures = [(_box(pymupdf.Rect(i["bbox"]) * matrix), i) for i in sheet.image_info if i["bbox"][2] > i["bbox"][0]]
    images = [box for box, info in pictures if not _is_stroke(box, info)]
    rules += [Rule(box) for box, info in pictures if _is_stroke(box, info)]
    words = shown(words, inkless, fills, images, source)
    page = Page(
        number,
        rect.width,
        rect.height,
        source.rotation,
        words=words,
        rules=rules,
        fills=fills,
        images=images,
        signs=read_signs(sheet, number, unit),
        dots=dots,
    )
    page.printed_words = len(words)
    return page


def _bands(fills: list[Fill], words: list[Word]) -> list[Fill]:
    """Fills drawn behind single words, as some tools paint a background, put together into bands."""
    if len(fills) < 2:
        return fills
    by_left = sorted(words, key=lambda w: w.box.x0)
    lefts = [w.box.x0 for w in by_left]
    near = [by_left[bisect_left(lefts, f.box.x0 - 3) : bisect_right(lefts, f.box.x0 + 3)] for f in fills]
    hugging = [f for f, beside in zip(fills, near, strict=True) if _hugs_a_word(f.box, beside)]
    if len(hugging) < 2:
        return fills
    out = [f for f in fills if f not in hugging]
    rows: list[Fill] = []
    for f in sorted(hugging, key=lambda f: (round(f.box.cy / 3), f.box.x0)):
        last = rows[-1] if rows else None
        if last and last.color == f.color and abs(last.box.cy - f.box.cy) < 3 and f.box.x0 - last.box.x1 < f.box.height:
            rows[-1] = Fill(last.box.union(f.box), f.color)
        else:
            rows.append(f)
    bands: list[Fill] = []
    for f in sorted(rows, key=lambda f: (f.color, f.box.x0, f.box.y0)):
        last = bands[-1] if bands else None
        if last and last.color == f.color and abs(last.box.x0 - f.box.x0) < 4 and -2 < f.box.y0 - last.box.y1 < 4:
            bands[-1] = Fill(last.box.union(f.box), f.color)
        else:
            bands.append(f)
    return out + bands


def _is_stroke(box: Box, info: dict) -> bool:
    """Whether an image is a rule, as some tools draw those of their tables; one with a mask may be blank."""
    return min(box.width, box.height) <= _THIN < _LONG <= max(box.width, box.height) and not info.get("has-mask")


def _hugs_a_word(box: Box, words: list[Word]) -> bool:
    return any(
        abs(w.box.x0 - box.x0) < 3 and abs(w.box.x1 - box.x1) < 6 and box.y0 - 2 <= w.box.cy <= box.y1 + 2
        and box.height < 2 * w.box.height
        for w in words
    )  # fmt: skip


def _box(rect: pymupdf.Rect) -> Box:
    return Box(min(rect.x0, rect.x1), min(rect.y0, rect.y1), max(rect.x0, rect.x1), max(rect.y0, rect.y1))
