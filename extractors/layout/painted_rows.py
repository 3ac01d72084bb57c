"""Tables under a painted row of labels whose rows are painted whole, every other one, with nothing drawn between columns.

So are all those of a scan whose painted cells touch: no edge of a cell shows within one shade.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid
from extractors.layout.headed import widest_blank
from extractors.layout.lines import make_lines
from extractors.layout.tints import merged_rows, row_after
from models.block import Line
from models.geometry import Box, bounding
from models.page import Page

_NEAR = 3.0  # points: edges nearer than this are one
_HEADS = 4  # columns of such a table at least
_TALL = 60.0  # points: a row of heads is lower
_APART = 0.5  # em: a wider blank is more than that between two words
_SIDE = 0.3  # of the table's width: a merged column down its left is narrower


def under_heads(page: Page, grids: list[Grid], words: WordMap, is_label: Callable[[str], bool]) -> list[Grid]:
    """The grids, those of each such table put together with its bare rows and cut at the columns its heads tell."""
    out = list(grids)
    for grid in grids:
        for cell, fill in zip(grid.cells, grid.fills, strict=True):
            if fill is None or not _is_band(cell, grid, page) or not any(g is grid for g in out):
                continue
            heads = _heads(cell, words, is_label)
            if not heads:
                continue
            found = _table(cell, fill, heads, page, out, words, is_label)
            if found is not None:
                table, own = found
                out = [*(g for g in out if not any(g is o for o in own)), table]
    return out


def _is_band(cell: Box, grid: Grid, page: Page) -> bool:
    if cell.width <= 0.4 * page.width or cell.height >= _TALL:
        return False
    return not any(c is not cell and c.overlap_y(cell) > _NEAR for c in grid.cells)


def _heads(cell: Box, words: WordMap, is_label: Callable[[str], bool]) -> list[Box]:
    """The boxes of the labels in a band, left to right; none where it holds few."""
    found: list[tuple[Box, str]] = []
    lines = make_lines(w for w in words.within(cell) if w.angle == 0)
    for line in (part for whole in lines for part in _parted(whole, is_label)):
        over = next((k for k, (box, _) in enumerate(found) if box.overlap_x(line.box) > 0 and line.box.y0 > box.cy), None)
        if over is None:
            found.append((line.box, line.text))
        else:
            found[over] = found[over][0].union(line.box), f"{found[over][1]} {line.text}"
    if len(found) < _HEADS or sum(is_label(text) for _, text in found) < max(_HEADS - 1, 0.6 * len(found)):
        return []
    heads = sorted((box for box, _ in found), key=lambda b: b.x0)
    return [] if any(a.overlap_x(b) > 0 for a, b in pairwise(heads)) else heads


def _parted(line: Line, is_label: Callable[[str], bool]) -> list[Line]:
    """A line of heads set close together cut where a label ends and another begins; itself where it is one."""
    for k, (a, b) in enumerate(pairwise(line.words), 1):
        parts = [Line(ws, bounding(w.box for w in ws)) for ws in (line.words[:k], line.words[k:])]
        if b.box.x0 - a.box.x1 > _APART * line.size and all(is_label(part.text) for part in parts):
            return [parts[0], *_parted(parts[1], is_label)]
    return [line]


def _table(
    head: Box, fill: int, heads: list[Box], page: Page, grids: list[Grid], words: WordMap, is_label: Callable[[str], bool]
) -> tuple[Grid, list[Grid]] | None:
    """The table under a band of heads, and the grids it is made of; None where they make none."""
    below = [c for g in grids for c in g.cells if c.y0 > head.y1 - _NEAR]
    floor = min((c.y0 for c in below if c.width > 0.8 * head.width and _heads(c, words, is_label)), default=page.height)
    own = [g for g in grids if any(head.y0 - _NEAR < c.y0 < floor - _NEAR and c.overlap_x(head) > 5 for c in g.cells)]
    cells = [(c, f) for g in own for c, f in zip(g.cells, g.fills, strict=True) if c is not head]
    if any(f is None or c.x0 < head.x0 - _NEAR or c.x1 > head.x1 + _NEAR or not head.y1 - _NEAR < c.y0 < floor for c, f in cells):
        return None
    sides = [c for c, _ in cells if c.x0 < head.x0 + _NEAR and c.width < _SIDE * head.width]
    left = max((c.x1 for c in sides), default=head.x0)
    painted = sorted(((c, f) for c, f in cells if c not in sides), key=lambda cell: cell[0].y0)
    whole = all(c.x0 < left + _NEAR and c.x1 > head.x1 - 2 * _NEAR for c, _ in painted)
    if not painted or not whole or any(left - c.x1 > _NEAR for c in sides) or any(b.x0 < left < b.x1 for b in heads):
        return None
    rows = _rows(head, painted, left, max((c.y1 for c in sides), default=head.y1), words)
    if any(r.box.overlap_x(head) > 0.1 * head.width and head.y1 < r.box.cy < rows[-1][0].y1 for r in page.rules):
        return None
    axes = [row for row, f in rows if f is not None and _is_axis(row, words)]
    heads = [b for b in heads if b.cx > left]
    inside = [words.within(row) for row, _ in rows if row not in axes]
    held = [w for ws in [words.within(Box(left, head.y0, head.x1, head.y1)), *inside] for w in ws if w.angle == 0]
    blanks = [blank for a, b in pairwise(heads) if (blank := widest_blank(held, a.cx, b.cx))]
    if len(inside) < 2 or len(heads) < _HEADS - 1 or len(blanks) < len(heads) - 1:
        return None
    edges = [left, *((a + b) / 2 for a, b in blanks), head.x1]
    if not sides and (after := row_after(rows[-1][0], edges, words, grids)):
        rows.append((after, None))
    out: list[tuple[Box, int | None]] = [(Box(a, head.y0, b, head.y1), fill) for a, b in pairwise(edges)]
    for row, f in rows:
        out += [(row, f)] if row in axes else [(Box(a, row.y0, b, row.y1), f) for a, b in pairwise(edges)]
    if sides:
        out.append((Box(head.x0, head.y0, left, head.y1), fill))
        out += [(c, None) for c in merged_rows(head.x0, left, [(row.y0, row.y1) for row, _ in rows], words)]
    return Grid(bounding(c for c, _ in out), [c for c, _ in out], [f for _, f in out]), own


def _rows(
    head: Box, painted: list[tuple[Box, int | None]], left: float, bottom: float, words: WordMap
) -> list[tuple[Box, int | None]]:
    """The painted rows under a band of heads and the bare ones between them, down to ``bottom``, with their fills."""
    out: list[tuple[Box, int | None]] = []
    top = head.y1
    for box, fill in [*painted, (Box(left, bottom, head.x1, bottom), None)]:
        bare = Box(left, top, head.x1, max(top, box.y0))
        if bare.height >= 2 * _NEAR and words.within(bare):
            out.append((bare, None))
        if box.height:
            out.append((Box(left, box.y0, head.x1, box.y1), fill))
            top = box.y1
    return out


def _is_axis(row: Box, words: WordMap) -> bool:
    """Whether a painted row holds one text alone, from side to side."""
    lines = make_lines(w for w in words.within(row) if w.angle == 0)
    return 0 < len(lines) <= 2 and all(b.box.y0 > a.box.cy for a, b in pairwise(sorted(lines, key=lambda ln: ln.box.y0)))
