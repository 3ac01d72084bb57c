"""Label tags in the upper left corner of ruled frames: the tag is the frame's heading, what is under it its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.geometry import Box, bounding

if TYPE_CHECKING:
    from extractors.layout.centres import WordMap
    from extractors.layout.grid import Grid
    from models.page import Page

_NEAR = 3.5  # points


def tagged(page: Page, grids: list[Grid], words: WordMap, is_label: Callable[[str], bool]) -> list[Grid]:
    """Lone painted boxes that hold a label made one grid with the frame whose corner they share: tag over text."""
    out: list[Grid] = []
    for grid in grids:
        lone = len(grid.cells) == 1 and grid.fills[0] is not None
        own = words.within(grid.box, 1) if lone else []
        if not own or not is_label(" ".join(w.text for w in own)):
            out.append(grid)
            continue
        frame = _frame_of(grid.box, page)
        if frame is None or any(g is not grid and frame.overlap_x(g.box) > 5 < frame.overlap_y(g.box) for g in grids):
            out.append(grid)
            continue
        tag, under = (
            Box(frame.x0, grid.box.y0, frame.x1, grid.box.y1),
            Box(frame.x0, grid.box.y1, frame.x1, frame.y1),
        )
        if len(words.within(tag, 1)) > len(own) or not words.within(under):
            out.append(grid)
            continue
        grid.box, grid.cells, grid.fills = bounding([tag, under]), [tag, under], [grid.fills[0], None]
        out.append(grid)
    return out


def _frame_of(tag: Box, page: Page) -> Box | None:
    """The smallest ruled rectangle that begins where the tag does and goes on under it and to its right."""
    upright = [r.box for r in page.rules if not r.horizontal]
    level = [r.box for r in page.rules if r.horizontal]
    found: list[Box] = []
    for left in upright:
        if abs(left.cx - tag.x0) > _NEAR or abs(left.y0 - tag.y0) > _NEAR or left.y1 < tag.y1 + tag.height / 2:
            continue
        for bottom in level:
            if abs(bottom.cy - left.y1) > _NEAR or abs(bottom.x0 - left.cx) > _NEAR or bottom.x1 < tag.x1 + _NEAR:
                continue
            closes = any(
                abs(r.cx - bottom.x1) < _NEAR and abs(r.y0 - left.y0) < _NEAR and abs(r.y1 - left.y1) < _NEAR
                for r in upright
            )
            if closes:
                found.append(Box(left.cx, left.y0, bottom.x1, bottom.cy))
    return min(found, key=lambda b: b.width * b.height, default=None)
