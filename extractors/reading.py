"""From a PDF file to pages of words, rules and fills, with PyMuPDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf

from extractors.damage import listening
from extractors.drawings import read_drawings
from extractors.recognition import Recognition, log, ran_out_of_memory, where
from models.errors import DamagedPdf, EncryptedPdf, MemoryLimit, NoPages, TooManyPages
from models.geometry import Box
from models.page import Fill, Page, Word

if TYPE_CHECKING:
    from extractors.ocr.engine import OcrEngine
    from extractors.ocr.page import OcrCache

# MuPDF prints its warnings on stderr; ours are recorded with the page instead.
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demibold", "-bd", "extrabold")
_MAX_WORDS = 60_000  # a page with more is not read by anybody; a bomb is


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
    pages, starved = [], False
    for index in range(doc.page_count):
        try:
            with listening() as lost:
                source = doc[index]
                page = recognition.settle(read_page(source, index + 1), source)
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
    return pages


def read_page(source: pymupdf.Page, number: int) -> Page:
    """Words, rules, fills and images of one page as the file prints them, in points of the displayed page."""
    matrix = source.rotation_matrix
    rect = source.rect
    textpage = source.get_textpage(flags=_FLAGS)
    words = _words(textpage, matrix, number)
    rules, fills, dots = read_drawings(source, matrix, rect)
    fills = _bands(fills, words)
    images = [_box(pymupdf.Rect(i["bbox"]) * matrix) for i in source.get_image_info() if i["bbox"][2] > i["bbox"][0]]
    page = Page(
        number,
        rect.width,
        rect.height,
        source.rotation,
        words=words,
        rules=rules,
        fills=fills,
        images=images,
        dots=dots,
    )
    page.printed_words = len(words)
    return page


def _bands(fills: list[Fill], words: list[Word]) -> list[Fill]:
    """Fills drawn behind single words, as some tools paint a background, put together into bands."""
    hugging = [f for f in fills if _hugs_a_word(f.box, words)]
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


def _hugs_a_word(box: Box, words: list[Word]) -> bool:
    return any(
        abs(w.box.x0 - box.x0) < 3 and abs(w.box.x1 - box.x1) < 6 and box.y0 - 2 <= w.box.cy <= box.y1 + 2
        and box.height < 2 * w.box.height
        for w in words
    )  # fmt: skip


def _box(rect: pymupdf.Rect) -> Box:
    return Box(min(rect.x0, rect.x1), min(rect.y0, rect.y1), max(rect.x0, rect.x1), max(rect.y0, rect.y1))


def _words(textpage: pymupdf.TextPage, matrix: pymupdf.Matrix, number: int) -> list[Word]:
    """Words with the look of the span they stand in; doubled glyphs of a fake bold are merged."""
    raw = textpage.extractWORDS()
    if len(raw) > _MAX_WORDS:
        raw = raw[:_MAX_WORDS]
    lines = {}
    for b, block in enumerate(textpage.extractDICT()["blocks"]):
        for n, line in enumerate(block.get("lines", ())):
            lines[block.get("number", b), n] = line
    out: list[Word] = []
    seen: dict[tuple[str, int, int], int] = {}
    for x0, y0, x1, y1, text, block_no, line_no, _ in raw:
        text = _clean(text)
        if not text or x1 <= x0 or y1 <= y0:
            continue
        line = lines.get((block_no, line_no))
        span = _span_at(line, x0, y0, x1, y1) if line else None
        angle = _angle(line["dir"], matrix) if line else 0
        box = _box(pymupdf.Rect(x0, y0, x1, y1) * matrix)
        key = (text, round(box.x0 / 2), round(box.y0 / 2))
        if key in seen:  # the same word printed again a hair away: a fake bold
            first = out[seen[key]]
            out[seen[key]] = Word(
                first.text, first.box, number, first.size, True, first.italic, first.color, first.font, first.angle
            )
            continue
        seen[key] = len(out)
        note = _footnote_mark(line, text, x0, x1) if line else None
        if note is not None:
            text = note
        if span is None:
            out.append(Word(text, box, number, size=round(y1 - y0, 1), angle=angle))
            continue
        name = span["font"].lower()
        out.append(
            Word(
                text,
                box,
                number,
                size=round(span["size"] * 2) / 2,
                bold=bool(span["flags"] & 16) or any(b in name for b in _BOLD_NAMES),
                italic=bool(span["flags"] & 2) or "italic" in name or "oblique" in name,
                color=span["color"],
                font=span["font"],
                angle=angle,
                raised=bool(span["flags"] & 1),
            )
        )
    return out


def _clean(text: str) -> str:
    """Printable characters only; a soft hyphen at the end stays: it says the word goes on."""
    cut = text.endswith("\u00ad")
    text = text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "")
    text = "".join(c for c in text if c.isprintable()).strip()
    return text + "\u00ad" if cut and text else text


def _span_at(line: dict, x0: float, y0: float, x1: float, y1: float) -> dict | None:
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    best, most = None, 0.0
    for span in line["spans"]:
        sx0, sy0, sx1, sy1 = span["bbox"]
        if sx0 <= cx <= sx1 and sy0 <= cy <= sy1:
            return span
        shared = min(x1, sx1) - max(x0, sx0)
        if shared > most:
            best, most = span, shared
    return best


def _footnote_mark(line: dict, text: str, x0: float, x1: float) -> str | None:
    """The word without the raised digits glued to it ("PLAI4." printed with a raised 4 is "PLAI."), else None."""
    for span in line["spans"]:
        mark = span["text"].strip()
        if not span["flags"] & 1 or not mark.isdigit() or len(mark) > 2:
            continue
        at = text.rfind(mark)
        if at > 0 and span["bbox"][0] >= x0 - 0.5 and span["bbox"][2] <= x1 + 0.5:
            before = text[:at]
            if before.lower().lstrip("(") not in ("m", "km", "dm", "cm", "co") and not before[-1].isdigit():
                return before + text[at + len(mark) :]
    return None


def _angle(direction: tuple[float, float], matrix: pymupdf.Matrix) -> int:
    """Reading direction as displayed: 0 left to right, 90 upwards, 270 downwards; 45 for any slant."""
    dx, dy = direction
    x, y = dx * matrix.a + dy * matrix.c, dx * matrix.b + dy * matrix.d
    if abs(y) < 0.05:
        return 0 if x > 0 else 180
    if abs(x) < 0.05:
        return 90 if y < 0 else 270
    return 45
