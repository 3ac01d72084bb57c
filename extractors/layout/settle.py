"""Grids that do not fit the words they hold, and the second opinion asked about them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Protocol

from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid
from models.geometry import Box, bounding
from models.page import Page

_TOLERATED = 0.06  # share of words that may stand across a cell's side
_SHARED = 5  # points of height a table may share with a grid beside it


class Opinion(Protocol):
    def tables(self, number: int, *, aligned: bool) -> list[list[Box]]: ...


def settle(page: Page, grids: list[Grid], words: WordMap, opinion: Opinion | None) -> list[Grid]:
    """The grids, those that cut through words replaced when another reader's cells cut through fewer."""
    if opinion is None:
        return grids
    out = []
    for grid in grids:
        if len(grid.cells) >= 4 and _straddling(grid.cells, words) > _TOLERATED:
            out.append(_better(page, grid, words, opinion))
        else:
            out.append(grid)
    lone = _unread_rules(page, out)
    if lone is not None and _room(lone, [g.box for g in out]) > 0.5 * lone.height:
        for cells in _asked(page, opinion, aligned=True):
            box = bounding(cells)
            fits = len({round(c.x0) for c in cells}) >= 2 and _straddling(cells, words) <= _TOLERATED / 2
            if fits and lone.overlap_y(box) > 0.5 * lone.height and not any(g.box.overlap_y(box) > _SHARED for g in out):
                out.append(Grid(box, cells, [None] * len(cells)))
    return out


def _asked(page: Page, opinion: Opinion, *, aligned: bool) -> list[list[Box]]:
    """The other reader's tables, which it sees on the page as displayed, put on the page as read."""
    return [[page.straight(cell) for cell in cells] for cells in opinion.tables(page.number, aligned=aligned)]


def _room(lone: Box, taken: list[Box]) -> float:
    """The most of the height of ``lone`` that one table can cover and share no more than it may with those ``taken``."""
    most = min(lone.height, 2.0 * _SHARED)  # a table that stands within a grid, or between two that touch
    for top in (lone.y0, *(box.y1 - _SHARED for box in taken)):
        top = max(top, lone.y0)
        below = [max(top, box.y0) + _SHARED for box in taken if box.y1 - max(top, box.y0) > _SHARED]
        most = max(most, min([lone.y1, *below]) - top)
    return most


def _straddling(cells: list[Box], words: WordMap) -> float:
    """Share of the words within the cells' reach that a cell's vertical side cuts through."""
    box = bounding(cells)
    inside = sorted((w.box for w in words.within(box) if w.angle == 0), key=lambda b: b.cy)
    if not inside:
        return 0.0
    heights = [b.cy for b in inside]
    sides: dict[tuple[float, float], set[float]] = {}  # of the cells of one height
    for c in cells:
        sides.setdefault((c.y0, c.y1), set()).update((c.x0, c.x1))
    cut: set[int] = set()
    for (top, bottom), several in sides.items():
        xs = sorted(several)
        for k in range(bisect_left(heights, top), bisect_right(heights, bottom)):
            nearest = bisect_right(xs, inside[k].x0 + 2)
            if nearest < len(xs) and xs[nearest] < inside[k].x1 - 2:
                cut.add(k)
    return len(cut) / len(inside)


def _better(page: Page, grid: Grid, words: WordMap, opinion: Opinion) -> Grid:
    best, least = grid, _straddling(grid.cells, words)
    for cells in _asked(page, opinion, aligned=False):
        box = bounding(cells)
        same = box.overlap_x(grid.box) > 0.8 * grid.box.width and box.overlap_y(grid.box) > 0.8 * grid.box.height
        if same and len(cells) >= 2 and _straddling(cells, words) < least:
            best, least = Grid(box, cells, [None] * len(cells)), _straddling(cells, words)
    return best


def _unread_rules(page: Page, grids: list[Grid]) -> Box | None:
    """The reach of four or more wide rules of one width that no grid explains; None when there are none."""
    wide = [
        r.box for r in page.rules
        if r.horizontal and r.box.width > 0.4 * page.width and not any(g.box.holds(r.box, 3) for g in grids)
    ]  # fmt: skip
    for first in wide:
        same = [b for b in wide if abs(b.x0 - first.x0) < 3 and abs(b.x1 - first.x1) < 3]
        if len(same) >= 4:
            return bounding(same)
    return None
