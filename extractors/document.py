"""The story of one PDF: open, read, lay out, segment, read its metadata."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from extractors.french.headings import read_heading
from extractors.french.lexicon import is_label
from extractors.layout.page import layout_pages
from extractors.metadata import read_metadata
from extractors.reading import open_pdf, read_pages
from extractors.second_opinion import SecondOpinion
from extractors.segment.build import build_tree
from models.block import PageLayout
from models.errors import NoReadableText
from models.page import Page
from models.segment import Extraction


def read_document(
    path: Path, *, ocr: str = "auto", max_pages: int = 2000, on_page: Callable[[int, int], None] | None = None
) -> Extraction:
    """Everything a PDF says of its plan. ``on_page(done, total)`` is called after each page read.

    Raises DocumentError subclasses: DamagedPdf, EncryptedPdf, NoPages, TooManyPages, NoReadableText.
    """
    pages = _pages(path, max_pages, on_page)
    if not any(page.words for page in pages):
        raise NoReadableText
    with SecondOpinion(Path(path)) as opinion:
        layouts = layout_document(pages, opinion)
    metadata = read_metadata(layouts, file_name=Path(path).name)
    tree, warnings = build_tree(layouts, metadata.period_start)
    return Extraction(
        pages=pages,
        orientations=tree.orientations,
        actions=tree.actions,
        metadata=metadata,
        text_source=_text_source(pages),
        warnings=warnings,
    )


def layout_document(pages: list[Page], opinion: SecondOpinion | None = None) -> list[PageLayout]:
    """Blocks of every page in reading order, running headers and stamps set aside."""
    return layout_pages(pages, is_label=is_label, is_content=_is_content, opinion=opinion)


def _pages(path: Path, max_pages: int, on_page: Callable[[int, int], None] | None) -> list[Page]:
    doc = open_pdf(path, max_pages=max_pages)
    try:
        return read_pages(doc, on_page=on_page)
    finally:
        doc.close()


def _is_content(text: str) -> bool:
    """What must never be taken for a running header: a label, or a numbered heading of a plan."""
    heading = read_heading(text)
    return is_label(text) or bool(heading and heading.role != "bare")


def _text_source(pages: list[Page]) -> str:
    kinds = {p.kind for p in pages if p.kind not in ("blank", "unreadable")}
    if kinds <= {"digital"}:
        return "digital"
    return "ocr" if kinds == {"ocr"} else "mixed"
