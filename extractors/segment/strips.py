"""Levels printed only along the edge of their pages: "AXE A – Produire" turned in a strip, or in the running header."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from extractors.french.headings import Heading, read_heading
from extractors.french.lexicon import read_label
from extractors.segment.style import Styles
from models.block import Aside, PageLayout, Paragraph
from models.geometry import bounding
from models.text import PlacedText

_Name = tuple[str, str | None]


def restore_levels(layouts: list[PageLayout], skipped: set[int], styles: Styles) -> None:
    """Put a heading at the top of each run of pages whose edge names a level, where no text names it as they begin.

    One level word must come with two numbers or more: a header that never changes names the document. A number
    alone ("3. Les actions | Axe 2") recalls a level whose title the text gives elsewhere.
    ``skipped``: contents pages.
    """
    found: list[tuple[int, PlacedText, str, float]] = []
    numbers: defaultdict[str, set[str | None]] = defaultdict(set)
    titles: dict[_Name, tuple[PlacedText, float]] | None = None
    last: _Name | None = None
    opened: dict[str, str | None] = {}  # the level of each kind the text or an edge named last
    for k, layout in enumerate(layouts):
        own = _levels_of(layout) if layout.page.number not in skipped and layout.asides else []
        for aside in layout.asides if layout.page.number not in skipped else ():
            heading = _level(aside.text.text)
            if heading is not None:
                name = (heading.kind, heading.number)
                numbers[heading.kind].add(heading.number)
                if name != last and name not in _named(layouts[max(0, k - 1) : k + 1], skipped):
                    found.append((k, aside.text, heading.kind, 1.5 * styles.size))
                    opened[heading.kind] = heading.number
                last = name
                continue
            recalled = _recalled(aside)
            if recalled is None:
                continue
            titles = _titles(layouts, skipped) if titles is None else titles
            (kind, number), text = recalled
            if (kind, number) not in titles:
                continue
            numbers[kind].add(number)
            if opened.get(kind) != number and all(of != kind for of, _ in own):
                title, size = titles[kind, number]
                found.append((k, PlacedText.join([text, title], " : "), kind, size))
                opened[kind] = number
        if layout.page.number not in skipped:
            opened.update(own or _levels_of(layout))
    for k, text, kind, size in found:
        if len(numbers[kind]) >= 2:
            here = layouts[k].page.number
            box = bounding(m.box for m in text.marks if m.page == here)
            top = Paragraph(text, box, here, size=size, bold=True)
            layouts[k].blocks = [top, *layouts[k].blocks]


def _named(layouts: list[PageLayout], skipped: set[int]) -> set[_Name]:
    texts = (p.text.text for la in layouts if la.page.number not in skipped for p in la.paragraphs())
    return {(h.kind, h.number) for text in texts if (h := _level(text)) is not None}


def _level(text: str) -> Heading | None:
    heading = read_heading(text.replace("\n", " "))
    named = heading is not None and heading.role == "level" and heading.number and len(heading.title) > 5
    return heading if named and len(text) <= 200 else None


def _levels_of(layout: PageLayout) -> list[_Name]:
    """The numbered levels a page's text names, in reading order."""
    found = (read_heading(p.text.text) for p in layout.paragraphs() if len(p.text.text) <= 260)
    return [(h.kind, h.number) for h in found if h is not None and h.role == "level" and h.number]


_PARTED = re.compile(r"(?:\s[|•·–—/›>»-]|\s?[|›»•·]|\n)\s*")


def _recalled(aside: Aside) -> tuple[_Name, PlacedText] | None:
    """The level that a header names by its number alone, last of its parts or first: "Programme d'actions | Axe 2"."""
    text = aside.text.text
    if aside.kind not in ("header", "footer") or len(text) > 120:
        return None
    starts = [0, *(m.end() for m in _PARTED.finditer(text))]
    ends = [*(m.start() for m in _PARTED.finditer(text)), len(text)]
    for start, end in zip(starts, ends, strict=True):
        heading = read_heading(text[start:end].strip())
        if heading is not None and heading.role == "level" and heading.number and not heading.title:
            return (heading.kind, heading.number), aside.text.slice(start, end)
    return None


def _titles(layouts: list[PageLayout], skipped: set[int]) -> dict[_Name, tuple[PlacedText, float]]:
    """The titles of numbered levels, after their number or in the paragraph under it, and the size of their number."""
    out: dict[_Name, tuple[PlacedText, float]] = {}
    for layout in layouts:
        texts = list(layout.paragraphs()) if layout.page.number not in skipped else []
        for p, after in pairwise([*texts, None]):
            heading = read_heading(p.text.text) if p is not None and len(p.text.text) <= 260 else None
            if heading is None or heading.role != "level" or not heading.number:
                continue
            if len(heading.title) > 5:
                out.setdefault((heading.kind, heading.number), (p.text.slice(heading.title_at), p.size))
            elif not heading.title and after is not None and after.bullet is None and 5 < len(after.text.text) <= 200:
                if read_heading(after.text.text) is None and read_label(after.text.text) is None:
                    out.setdefault((heading.kind, heading.number), (after.text, p.size))
    return out
