"""Tables of contents: whole pages of them, and those that share their page with the plan's first words."""

from __future__ import annotations

import re

from extractors.french.lexicon import read_label
from extractors.layout.listed_pages import is_contents_title
from models.block import Block, PageLayout, Paragraph, Table

_CONTENTS_LINE = re.compile(r"(\.{3,}|…|_{3,}|\s(\. ){3,})\s*\d{0,3}$|\S\s+\d{1,3}$")
_LEADERS = re.compile(r"(\.{4,}|…{2,}|_{4,}|(\. ){4,})\s*\d{0,3}\s*$")
_PAGE = re.compile(r"\S\s+(?:p\. ?)?(\d{1,3})$")
_PROSE = 140  # characters: a longer paragraph is text


def take_contents(layouts: list[PageLayout]) -> tuple[set[int], list[Paragraph]]:
    """(numbers of the pages that are contents, lines of all contents); lines that share a page leave its blocks."""
    pages: set[int] = set()
    listed: list[Paragraph] = []
    for layout in layouts:
        numbered = _numbered_after_title(layout)
        if not numbered and not is_contents_page(layout, early=layout.page.number <= max(6, len(layouts) // 5)):
            continue
        lines = numbered or _lines_among_text(layout)
        if lines:
            layout.blocks = [b for b in layout.blocks if not any(b is line for line in lines)]
        else:
            pages.add(layout.page.number)
        listed += lines or layout.paragraphs()
    return pages, listed


def _numbered_after_title(layout: PageLayout) -> list[Paragraph]:
    """A contents' title and the lines under it that end with page numbers, on a page whose text goes on under them."""
    blocks = layout.blocks
    at = next((k for k, b in enumerate(blocks) if isinstance(b, Paragraph) and is_contents_title(b.text.text)), None)
    if at is None:
        return []
    last, pages = at, [0]
    for k, block in enumerate(blocks[at + 1 :], at + 1):
        found = _PAGE.search(block.text.text) if isinstance(block, Paragraph) and len(block.text.text) < 2 * _PROSE else None
        if found and int(found[1]) >= pages[-1]:
            last = k
            pages.append(int(found[1]))
        elif k > last + 1:  # one line in two may bear no number: a level, or the first line of a long title
            break
    prose = sum(isinstance(b, Paragraph) and len(b.text.text) > _PROSE for b in [*blocks[:at], *blocks[last + 1 :]])
    listed = [b for b in blocks[at : last + 1] if isinstance(b, Paragraph)]
    return listed if len(pages) > 3 and (prose or _plan_begins(blocks[last + 1 :], listed[1:])) else []


def _plan_begins(after: list[Block], listed: list[Paragraph]) -> bool:
    """Whether under the lines of contents stands a title larger than any of them, or a table of labels."""
    largest = max((p.size for p in listed), default=0.0)
    for block in after:
        if isinstance(block, Table):
            cells = [c for c in block.cells if c.paragraphs and read_label(c.text.text.replace("\n", " "))]
            if len({c.text.text for c in cells}) >= 3:
                return True
        elif block.bold and block.size >= largest + 0.8 and len(block.text.text) > 8:
            return True
    return False


def _lines_among_text(layout: PageLayout) -> list[Paragraph]:
    """The contents' title and lines of a page whose text goes on under them; none when the page is nothing else."""
    blocks = layout.blocks
    at = [
        k for k, b in enumerate(blocks)
        if isinstance(b, Paragraph) and (_LEADERS.search(b.text.text.strip()) or is_contents_title(b.text.text))
    ]  # fmt: skip
    if len(at) < 4:
        return []
    after = blocks[at[-1] + 1 :]
    if sum(isinstance(b, Paragraph) and len(b.text.text) > _PROSE for b in after) < 2:
        return []
    return [b for b in blocks[at[0] : at[-1] + 1] if isinstance(b, Paragraph)]


def is_contents_page(layout: PageLayout, *, early: bool) -> bool:
    """A table of contents: most lines end with a page number, or a title says so."""
    lines = [p.text.text.strip() for p in layout.paragraphs() if p.text]
    if not lines:
        return False
    leaders = sum(bool(_LEADERS.search(t)) for t in lines if any(sign in t for sign in ("..", "…", "__", ". .")))
    if leaders >= 4 and leaders >= 0.4 * len(lines):
        return True
    titled = any(is_contents_title(t) for t in lines[:6])
    if not titled:
        return False
    numbered = sum(bool(_CONTENTS_LINE.search(t)) for t in lines)
    prose = sum(len(t) > 200 for t in lines)
    if early and len(lines) >= 6 and not prose:
        return True
    return numbered >= 0.35 * len(lines) or (early and len(lines) > 3 and leaders > 0)
