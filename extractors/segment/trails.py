"""Trails that say where a fiche stands: "Priorité 1 : Soins de proximité › Action 1.1" over its title."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.headings import Heading, read_heading
from models.block import Block, PageLayout, Paragraph

_STEP = re.compile(r"\s+[›»>→▸►|•·/]\s+(?=\S)")
_LONGEST = 220  # characters: a longer text is no trail


def part_trails(layouts: list[PageLayout]) -> None:
    """Put a paragraph of its own for each step of a trail, from the widest level to the action.

    Every step is a numbered heading, each of another kind; only the last may be the action's.
    """
    for layout in layouts:
        if any(isinstance(b, Paragraph) and _steps(b) for b in layout.blocks):
            layout.blocks = [part for block in layout.blocks for part in _parted(block)]


def _parted(block: Block) -> list[Block]:
    steps = _steps(block) if isinstance(block, Paragraph) else []
    return [replace(block, text=block.text.slice(start, end)) for start, end in steps] or [block]


def _steps(p: Paragraph) -> list[tuple[int, int]]:
    """Where each step of a trail starts and ends in its paragraph; none for any other text."""
    text = p.text.text
    if len(text) > _LONGEST or p.bullet or "\n" in text:
        return []
    signs = [m.span() for m in _STEP.finditer(text)]
    cuts = list(zip([0, *(end for _, end in signs)], [*(start for start, _ in signs), len(text)], strict=True))
    headings = [read_heading(text[start:end]) for start, end in cuts]
    if len(cuts) < 2 or not all(h is not None and h.number and h.role != "bare" for h in headings):
        return []
    return cuts if _goes_down([h for h in headings if h is not None]) else []


def _goes_down(headings: list[Heading]) -> bool:
    kinds = [h.kind for h in headings]
    return len(set(kinds)) == len(kinds) and all(h.role == "level" and h.title for h in headings[:-1])
