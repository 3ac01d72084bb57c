"""Painted side columns beside the text of an action, from its title to its end: labels and values, or a level's turned band."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid
from extractors.layout.lines import make_lines
from extractors.layout.markers import numeral_on_top
from models.geometry import Box, bounding
from models.page import Page

_NEAR = 3.0  # points: edges nearer than this are one
IsLabel = Callable[[str], bool]


def without_sidebars(
    grids: list[Grid], page: Page, words: WordMap, is_label: IsLabel
) -> tuple[list[Grid], list[Box]]:
    """The grids less their tall painted columns of labels whose values stand at their right, outside any cell.

    And a frame around each of these columns and the text beside it, where several stand one over the other.
    """
    out: list[Grid] = []
    bars: list[Box] = []
    for grid in grids:
        own = [cell for cell in grid.cells if _is_sidebar(cell, grid, page, words, is_label)]
        bars += own
        kept = [k for k, cell in enumerate(grid.cells) if cell not in own]
        if len(kept) == len(grid.cells):
            out.append(grid)
        elif kept:
            cells = [grid.cells[k] for k in kept]
            out.append(Grid(bounding(cells), cells, [grid.fills[k] for k in kept]))
    return out, _frames(bars, page, words, out)


def _is_sidebar(box: Box, grid: Grid, page: Page, words: WordMap, is_label: IsLabel) -> bool:
    if box.height < 0.2 * page.height or box.width > 0.45 * page.width:
        return False
    if any(c.x0 >= box.x1 - 3 and c.overlap_y(box) > 0.3 * box.height for c in grid.cells):
        return False
    lines = make_lines(w for w in words.within(box) if w.angle == 0)
    labels = [line for line in lines if is_label(line.text)]
    joined = [a for a, b in pairwise(lines) if not is_label(a.text) and is_label(f"{a.text} {b.text}")]
    if len(labels) + len(joined) < 2:
        return False
    looks = {(label.bold, round(label.size)) for label in labels + joined}
    own = sum((line.bold, round(line.size)) in looks for line in lines) >= 0.6 * len(lines)
    large = 1.25 * max(line.size for line in lines[numeral_on_top(lines) :])
    over = any(w.box.x0 > box.x1 and w.size >= large and abs(w.box.y0 - box.y0) < 60 for w in words if w.angle == 0)
    if not own and not over:
        return False  # most of its lines do not look like its labels: it holds their values, and is no title's side column
    right = sorted(w.box.cy for w in words if w.box.x0 > box.x1 and w.angle == 0)
    facing = sum(_has_within(right, line.box.cy, 0.5 * line.box.height) for line in lines)
    return facing >= (2 if over else 0.4 * len(lines))


def _has_within(heights: list[float], at: float, reach: float) -> bool:
    """Whether one of some heights, in their order, is nearer than ``reach`` points to another."""
    k = bisect_right(heights, at - reach)
    return k < len(heights) and heights[k] < at + reach


def beside_turned_bands(grids: list[Grid], page: Page, words: WordMap) -> list[Box]:
    """A frame around what stands at the right of each painted band of turned text, where several stand one over another."""
    bands = [g.cells[0] for g in grids if len(g.cells) == 1 and g.fills[0] is not None and g.box.height > 0.15 * page.height]
    bands = [b for b in bands if b.width < 0.08 * page.width and b.cx < 0.5 * page.width]
    bands = [b for b in bands if (held := words.within(b)) and all(w.angle in (90, 270) for w in held)]
    return [Box(b.x1, f.y0, f.x1, f.y1) for b, f in zip(sorted(bands, key=lambda b: b.y0), _frames(bands, page, words, grids), strict=False)]


def _frames(bars: list[Box], page: Page, words: WordMap, grids: list[Grid]) -> list[Box]:
    """Each side column with what stands level with it; none where there is but one, or text beside them runs on lower."""
    bars = sorted(bars, key=lambda b: b.y0)
    if len(bars) < 2 or any(abs(b.x0 - bars[0].x0) > _NEAR or abs(b.x1 - bars[0].x1) > _NEAR for b in bars):
        return []
    upright = [w for w in words if w.angle == 0]
    for top, bottom in pairwise([0.0, *(y for b in bars for y in (b.y0, b.y1)), page.height]):
        if any(abs(b.y0 - top) < 0.1 and abs(b.y1 - bottom) < 0.1 for b in bars):
            continue
        between = make_lines(w for w in upright if top < w.box.cy < bottom)
        if any(line.box.x0 > bars[0].x1 for line in between):
            return []
    right = max(b.x1 for b in [*(w.box for w in upright), *(g.box for g in grids)])
    return [Box(b.x0, b.y0, max(right, b.x1), b.y1) for b in bars]
