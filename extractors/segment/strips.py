"""Levels printed only along the edge of their pages: "AXE A – Produire" turned in a strip, or in the running header."""

from __future__ import annotations

from collections import defaultdict

from extractors.french.headings import Heading, read_heading
from extractors.segment.style import Styles
from models.block import Aside, PageLayout, Paragraph
from models.geometry import bounding


def restore_levels(layouts: list[PageLayout], skipped: set[int], styles: Styles) -> None:
    """Put a heading at the top of each run of pages whose edge names a level, where no text names it as they begin.

    One level word must come with two numbers or more: a header that never changes names the document.
    ``skipped``: contents pages.
    """
    found: list[tuple[int, Aside, Heading]] = []
    numbers: defaultdict[str, set[str | None]] = defaultdict(set)
    last: tuple[str, str | None] | None = None
    for k, layout in enumerate(layouts):
        for aside in layout.asides if layout.page.number not in skipped else ():
            heading = _level(aside.text.text)
            if heading is None:
                continue
            name = (heading.kind, heading.number)
            numbers[heading.kind].add(heading.number)
            if name != last and name not in _named(layouts[max(0, k - 1) : k + 1], skipped):
                found.append((k, aside, heading))
            last = name
    for k, aside, heading in found:
        if len(numbers[heading.kind]) >= 2:
            box = bounding(m.box for m in aside.text.marks)
            top = Paragraph(aside.text, box, layouts[k].page.number, size=1.5 * styles.size, bold=True)
            layouts[k].blocks = [top, *layouts[k].blocks]


def _named(layouts: list[PageLayout], skipped: set[int]) -> set[tuple[str, str | None]]:
    texts = (p.text.text for la in layouts if la.page.number not in skipped for p in la.paragraphs())
    return {(h.kind, h.number) for text in texts if (h := _level(text)) is not None}


def _level(text: str) -> Heading | None:
    heading = read_heading(text.replace("\n", " "))
    named = heading is not None and heading.role == "level" and heading.number and len(heading.title) > 5
    return heading if named and len(text) <= 200 else None
