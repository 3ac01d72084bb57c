"""The story of one PDF: open, read, lay out, segment, read its metadata."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.damage import DAMAGED, PART_LOST, UNREADABLE, file_notices
from extractors.french.headings import read_heading
from extractors.french.lexicon import is_label, label_said, split_run_in
from extractors.genre import NOT_A_PLAN, is_other, set_aside
from extractors.layout.page import layout_pages
from extractors.metadata import read_metadata
from extractors.reading import open_pdf, read_pages
from extractors.second_opinion import SecondOpinion
from extractors.segment.build import build_tree
from extractors.segment.doubt import PLAN_DOUBTFUL, doubts, tell
from extractors.segment.tree import Tree
from extractors.spreads import part_sheets, put_back
from extractors.table_totals import mismatched_totals
from models.block import PageLayout
from models.errors import DamagedPdf, NoReadableText
from models.page import Page
from models.segment import Extraction, Metadata

if TYPE_CHECKING:
    from extractors.ocr.page import OcrCache

_OWN = ("pilot", "partner", "cost", "calendar", "funder")  # what a fiche says of itself, no head of a document


def read_document(
    path: Path,
    *,
    ocr: str = "auto",
    max_pages: int = 2000,
    on_page: Callable[[int, int], None] | None = None,
    cache: OcrCache | None = None,
) -> Extraction:
    """Everything a PDF says of its plan. ``on_page(done, total)`` is called after each page read.

    ``ocr``: auto (pages that need it), off, or force (every page); ``cache`` keeps what OCR read.
    Raises DocumentError subclasses: DamagedPdf, EncryptedPdf, NoPages, TooManyPages, NoReadableText, MemoryLimit.
    """
    with closing(open_pdf(path, max_pages=max_pages)) as doc:
        notices = file_notices(doc)
        pages = read_pages(doc, ocr=ocr, cache=cache, on_page=on_page)
    if not any(page.words and page.status == "ok" for page in pages):
        if DAMAGED in notices or any((page.message or "").startswith((PART_LOST, UNREADABLE)) for page in pages):
            raise DamagedPdf("aucune page entière")
        raise NoReadableText(next((page.message for page in pages if page.message), None))
    halves = part_sheets(pages, _is_content)  # a sheet of two pages is read as two pages
    if halves:
        layouts = layout_document([half.page for half in halves])
    else:
        with SecondOpinion(Path(path)) as opinion:
            layouts = layout_document(pages, opinion)
    metadata = read_metadata(layouts, file_name=Path(path).name)
    tree, warnings = build_tree(layouts, metadata.period_start)
    if told := set_aside(tree, layouts):
        notices, warnings = {**notices, NOT_A_PLAN: told}, []
    elif reasons := _doubts(tree, layouts, metadata, len(warnings)):
        notices = {**notices, PLAN_DOUBTFUL: tell(reasons)}
    remarks = mismatched_totals(layouts) if tree.actions else []
    if halves:
        remarks = put_back(halves, tree.orientations, tree.actions, metadata, remarks)
    return Extraction(
        pages=pages,
        orientations=tree.orientations,
        actions=tree.actions,
        metadata=metadata,
        text_source=_text_source(pages),
        warnings=warnings,
        notices=notices,
        remarks=remarks,
    )


def _doubts(tree: Tree, layouts: list[PageLayout], metadata: Metadata, announced: int) -> list[str]:
    """Why the document was probably not read; one without action is doubted where it calls itself a plan."""
    if not tree.actions and (metadata.plan_type is None or is_other(layouts)):
        return []
    return doubts(tree, layouts, announced)


def layout_document(pages: list[Page], opinion: SecondOpinion | None = None) -> list[PageLayout]:
    """Blocks of every page in reading order, running headers and stamps set aside."""
    return layout_pages(
        pages, is_label=is_label, is_content=_is_content, label_said=label_said, opinion=opinion
    )


def _is_content(text: str) -> bool:
    """What must never be taken for a running header: a label, alone or with its value, or a numbered heading of a plan."""
    heading = read_heading(text)
    return is_label(text) or bool(heading and heading.role != "bare") or _says_field(text)


def _says_field(text: str) -> bool:
    """ "Pilote : Ville de Dole": a label that opens no sentence, with its value after a colon."""
    found = split_run_in(text) if ":" in text[:60] else None
    return bool(found and not found[0].weak and found[0].field in _OWN and text[found[1] :].strip())


def _text_source(pages: list[Page]) -> str:
    """Where the words come from: digital, ocr or mixed; a digital page over a picture is digital."""
    by_ocr = {page.kind == "ocr" or page.ocr_confidence is not None for page in pages if page.words}
    return "digital" if by_ocr <= {False} else "ocr" if by_ocr == {True} else "mixed"
