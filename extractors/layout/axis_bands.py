"""A painted column of levels beside rows painted every other one, as spreadsheets print: nothing draws the other columns."""

from __future__ import annotations

from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.columns import shared_gutters
from extractors.layout.grid import Grid, levels
from models.geometry import Box, bounding
from models.page import Word

_NEAR = 3.0  # points: edges nearer than this are one
_HEADS = 4  # columns under the header at least
_FLUSH = 0.8  # points: words that begin nearer than this begin together


def beside_axis(grids: list[Grid], words: WordMap) -> list[Grid]:
    """The grids, those of a header, a painted column and bands beside it cut in rows and in the columns of their words."""
    return [_cut(grid, words) or grid for grid in grids]


def _cut(grid: Grid, words: WordMap) -> Grid | None:
    xs = levels([x for c in grid.cells for x in (c.x0, c.x1)])
    if len(xs) != 3 or len(grid.cells) < 3 or any(f is None for f in grid.fills):
        return None
    head, rest = grid.cells[0], list(zip(grid.cells[1:], grid.fills[1:], strict=True))
    axis = [(c, f) for c, f in rest if c.x1 < xs[1] + _NEAR]
    bands = [(c, f) for c, f in rest if c.x0 > xs[1] - _NEAR]
    if head.width < grid.box.width - _NEAR or len(axis) + len(bands) < len(rest) or not axis or not bands:
        return None
    ys = levels([y for c, _ in rest for y in (c.y0, c.y1)])
    rows = [Box(xs[1], a, xs[2], b) for a, b in pairwise(ys)]
    fills = [next((f for c, f in bands if c.y0 - _NEAR < r.cy < c.y1 + _NEAR), None) for r in rows]
    if all(f is not None for f in fills):
        return None  # no row is left bare
    heads = [w for w in words.within(Box(xs[1], head.y0, xs[2], head.y1)) if w.angle == 0]
    filled = [ws for r in rows if (ws := [w for w in words.within(r) if w.angle == 0])]
    if len(filled) < 2:
        return None
    edges = _starts(heads, filled) or shared_gutters([heads, *filled], Box(xs[1], head.y0, xs[2], ys[-1]), least=2)
    edges = [xs[1], *(x for x in edges if x > xs[1] + 2 * _NEAR), xs[2]]
    if len(edges) <= _HEADS:
        return None
    cells = [Box(a, head.y0, b, head.y1) for a, b in pairwise([xs[0], *edges])]
    painted: list[int | None] = [grid.fills[0]] * len(cells)
    for cell, fill in axis:
        cells.append(cell)
        painted.append(fill)
    for row, fill in zip(rows, fills, strict=True):
        parts = [Box(a, row.y0, b, row.y1) for a, b in pairwise(edges)]
        cells += parts
        painted += [fill] * len(parts)
    return Grid(bounding(cells), cells, painted)


def _starts(heads: list[Word], rows: list[list[Word]]) -> list[float]:
    """Where columns begin: under a word of the header half the rows begin a word too, or one under a head set apart; none runs over it."""
    out: list[float] = []
    for head in sorted(heads, key=lambda w: w.box.x0):
        x = head.box.x0
        flush = sum(any(abs(w.box.x0 - x) < _FLUSH for w in ws) for ws in rows)
        apart = not any(w.box.x1 <= x < w.box.x1 + w.size and w.box.overlap_y(head.box) > 2 for w in heads)
        crossed = any(w.box.x0 < x - 2 and w.box.x1 > x + 0.5 for ws in [heads, *rows] for w in ws)
        enough = flush >= (1 if apart else max(2, 0.5 * len(rows)))
        if enough and not crossed and (not out or x - out[-1] > 2 * _NEAR):
            out.append(x - 1)
    return out
