"""Pages whose image has to be read: OCR, what it gives put together with what the file prints, and failures told."""

from __future__ import annotations

import logging
import re
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf

from extractors.legibility import judge_text
from extractors.placing import placed
from extractors.sheet import Sheet
from extractors.triage import BY_OCR, Verdict, judge
from models.page import Display, Page, Word

if TYPE_CHECKING:
    from extractors.ocr.engine import OcrEngine
    from extractors.ocr.page import OcrCache

log = logging.getLogger("planotheque")
NEEDS_OCR = "sa lecture demande une reconnaissance de caractères"
NO_ENGINE = "qui n'est pas installée : installez RapidOCR ou Tesseract (voir « planotheque doctor »)"
# What MuPDF and the engines say when memory runs out, under several exception classes.
_NO_MEMORY = re.compile(r"(?i)\b[mcr]e?alloc\b|FzErrorSystem|bad_alloc|out of memory|cannot allocate|OutOfMemory")


def ran_out_of_memory(error: Exception) -> bool:
    """Whether an error, of MuPDF, of an image library or of Python, says that memory ran out."""
    return isinstance(error, MemoryError) or bool(_NO_MEMORY.search(f"{type(error).__name__} {error}"))


def where(error: Exception) -> str:
    """What was raised and in which file and line, for messages: "IndexError, looks.py ligne 120 : ..."."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name} ligne {frames[-1].lineno}" if frames else ""
    said = str(error).splitlines()[0] if str(error) else ""
    return f"{type(error).__name__}{place}" + (f" : {said}" if said else "")


class Recognition:
    """What is to be done about the pages that need OCR. ``mode`` auto, off or force.

    The engine is built when a first page needs it; None takes the best that is installed.
    """

    def __init__(self, mode: str = "auto", engine: OcrEngine | None = None, cache: OcrCache | None = None) -> None:
        self.mode = mode
        self._engine = engine
        self._cache = cache

    def settle(self, page: Page, sheet: Sheet) -> Page:
        """``page`` judged, its kind, status and message set; read from its image where that is needed."""
        verdict = judge(page, sheet)
        if self.mode == "force" and verdict.kind != "blank":
            verdict = replace(verdict, needs_ocr=True)
        if not verdict.needs_ocr:
            return _trusted(page, sheet.source, verdict)
        engine, why = self._ready() if self.mode != "off" else (None, NEEDS_OCR)
        if engine is None:
            return _unread(page, verdict, why)
        try:
            from extractors.ocr.page import read_scanned

            read = read_scanned(sheet.source, page.number, engine, cache=self._cache)
        except Exception as error:
            # An engine raises what it likes; the document's other pages go on.
            if ran_out_of_memory(error):
                raise
            log.debug("page %d : %s", page.number, where(error), exc_info=error)
            return _unread(page, verdict, f"la reconnaissance de caractères a échoué : {where(error)}"[:200])
        finally:
            pymupdf.TOOLS.store_shrink(100)  # the decoded image of the page, up to 100 MB, is not needed again
        return _together(page, read, verdict)

    def _ready(self) -> tuple[OcrEngine | None, str]:
        """The engine, or None and why: nothing is installed, or what was chosen is not."""
        if self._engine is None:
            # Here, not at the top: it takes a second that a digital document never needs.
            from extractors.ocr.engine import CHOICE, OcrUnavailable, chosen_engine, get_engine

            name = chosen_engine()
            if name == "null":
                return None, f"{NEEDS_OCR}, écartée par {CHOICE}"
            try:
                self._engine = get_engine(name)
            except OcrUnavailable as error:
                return None, f"{NEEDS_OCR}, mais {error}"
        return (None, f"{NEEDS_OCR}, {NO_ENGINE}") if self._engine.name == "null" else (self._engine, "")


def _trusted(page: Page, source: pymupdf.Page, verdict: Verdict) -> Page:
    page.kind, page.message = verdict.kind, verdict.reason or None
    if verdict.kind == "unreadable":
        page.status, page.words = "failed", []
    if verdict.kind == "ocr":
        shown = [w for i, w in enumerate(page.words) if i not in verdict.hidden]
        page.words = _merged(shown, _labels_mended([w for i, w in enumerate(page.words) if i in verdict.hidden]))
        _rules_of_the_image(page, source)
    return page


def _unread(page: Page, verdict: Verdict, why: str) -> Page:
    """A page left without OCR: what it prints is kept, its status tells whether that is all there is."""
    if page.words and verdict.readable and not verdict.reason:
        page.kind = verdict.kind  # OCR was forced on a page that did not need it
    elif verdict.hidden and verdict.readable:
        page.kind, page.message = "ocr", "page numérisée, lue dans une couche de texte peu sûre"
        page.words = _labels_mended(page.words)
    elif page.words and verdict.readable:
        page.kind, page.status, page.message = "mixed", "failed", f"{verdict.reason} ; seul ce cartouche est lu : {why}"
    else:
        page.kind, page.status, page.words = "unreadable", "failed", []
        page.message = why if verdict.reason.startswith("page numérisée") else f"{verdict.reason} ; {why}"
    return page


def _together(page: Page, read: Page, verdict: Verdict) -> Page:
    """The page as OCR read it, with the words the file prints beside the image."""
    page = _straightened(page, read.display)
    read.images, read.kind, read.message = page.images, "ocr", BY_OCR
    printed: list[Word] = []
    if verdict.kind == "digital":
        # Letters are drawn or badly encoded, but strokes and bands are where the file says.
        read.rules, read.fills, read.dots = page.rules, page.fills, page.dots
        read.message = f"{verdict.reason or 'page relue'}, lue par reconnaissance de caractères"
        fault = judge_text(" ".join(w.text for w in read.words)).fault
        if page.words and fault and fault in verdict.reason:  # printed so: the image shows the same
            page.kind = "digital"
            return page
        if not verdict.reason and not read.words:
            page.kind = "digital"
            return page
        printed = page.words if verdict.reason and verdict.readable else []
    elif verdict.readable:
        printed = [w for i, w in enumerate(page.words) if i not in verdict.hidden]
    found = bool(read.words)
    read.words = _merged(printed, _labels_mended(read.words))
    read.printed_words = len(read.words)
    if read.words and not found:
        read.kind, read.message = "mixed", "page numérisée où seul le texte numérique a été trouvé"
    elif not read.words and verdict.kind == "digital" and not verdict.readable:
        read.kind, read.status = "unreadable", "failed"
        read.message = f"{verdict.reason} ; la reconnaissance de caractères n'y trouve rien"[:200]
    elif not read.words:
        read.kind, read.message = "blank", "page numérisée où aucun texte n'a été trouvé"
    return read


def _labels_mended(words: list[Word]) -> list[Word]:
    from extractors.ocr.labels import mend_labels  # the lexicon is of no use to a page that prints its words

    return mend_labels(words)


def _straightened(page: Page, display: Display | None) -> Page:
    """What the file prints, described like the page OCR made upright."""
    if display is None:
        return page
    a, b = display.affine[:2]
    turned = 0 if abs(a) > abs(b) and a > 0 else 180 if abs(a) > abs(b) else 270 if b > 0 else 90
    return placed(page, display.straight, page.width, page.height, page.display, turn=-turned, size=1 / display.scale)


def _merged(exact: list[Word], read: list[Word]) -> list[Word]:
    """Both, a word seen twice once, as the file prints it."""
    if not exact:
        return read
    return [w for w in read if not any(_same_place(w, e) for e in exact)] + exact


def _same_place(a: Word, b: Word) -> bool:
    shared = max(0.0, a.box.overlap_x(b.box)) * max(0.0, a.box.overlap_y(b.box))
    return shared > 0.35 * min(a.box.width * a.box.height, b.box.width * b.box.height) > 0


def _rules_of_the_image(page: Page, source: pymupdf.Page) -> None:
    """Strokes and shaded cells of a scan whose words came with the file."""
    try:
        from extractors.ocr.image import clean, render
        from extractors.ocr.rules import find_fills, find_rules

        cleaned = clean(render(source), quarter_turns=0)
        text = [cleaned.pixels(word.box) for word in page.words]
        page.rules, page.fills = find_rules(cleaned, page.words, text), find_fills(cleaned, page.words)
    except Exception as error:  # without them the words are still there
        log.debug("page %d : %s", page.number, where(error), exc_info=error)
    finally:
        pymupdf.TOOLS.store_shrink(100)
