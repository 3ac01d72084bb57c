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
    found = [(layout, b, at) for layout in layouts for b in layout.blocks if isinstance(b, Paragraph) and (at := _number_first(b))]
    for layout, p, (end, start) in found if len(found) >= 2 else ():
        k = next(k for k, b in enumerate(layout.blocks) if b is p)
        number, level = replace(p, text=p.text.slice(0, end)), replace(p, text=p.text.slice(start))
        # The level goes over both, the number stays on its side of the title.
        over = k - 1 if k and _is_titled(layout.blocks[k - 1], p) else k
        layout.blocks[over : k + 1] = [level, *layout.blocks[over:k], number]


def _number_first(p: Paragraph) -> tuple[int, int] | None:
    """Where the number ends and the level starts of "Fiche-action 1-1 · Priorité 1 | Innover"; None for any other text."""
    text = p.text.text
    sign = _STEP.search(text) if len(text) <= _LONGEST and not p.bullet and "\n" not in text else None
    if sign is None:
        return None
    number, level = read_heading(text[: sign.start()]), read_heading(text[sign.end() :])
    if number is None or number.role != "action" or not number.number or number.title:
        return None
    return sign.span() if level is not None and level.role == "level" and level.number and level.title else None


def _is_titled(block: Block, p: Paragraph) -> bool:
    """Whether a block is the title a smaller line stands right under."""
    if not isinstance(block, Paragraph) or not block.bold or block.size < 1.15 * p.size:
        return False
    return -1 < p.box.y0 - block.box.y1 < 1.2 * block.size


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
