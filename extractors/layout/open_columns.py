"""The columns of rows left open: the edges of the cells drawn, where pieces of rules meet, and the blanks the rows share."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from extractors.layout.between_rules import NEAR, Row, crosses, in_pieces
from extractors.layout.centres import WordMap
from extractors.layout.grid import levels
from extractors.layout.lines import are_level, make_lines
from models.block import Line
from models.geometry import Box
from models.page import Word

_WIDE = 40.0  # points: a narrower column is not parted
_LABEL_LINES = 5


def drawn_edges(rows: list[Row], met: list[float], cells: list[Box]) -> tuple[list[float], list[float]]:
    """(strong, weak): the sides of columns that hold text in most rows, and other edges of drawn cells.

    ``met``: where pieces of the rules meet; ``cells``: those drawn in the rows.
    """
    whole = rows[0].box
    known = levels([*_over_columns(rows, cells), *_down_most(rows, cells)])
    also = [x for x in levels(met) if all(abs(x - o) > NEAR for o in known)]
    also = [x for x in also if sum(crosses(r.level, x) for r in rows) <= 0.1 * len(rows)]
    xs = levels([whole.x0, *known, *also, whole.x1])
    held = [sum(any(a <= w.box.cx < b for w in r.words) for r in rows) >= 0.3 * len(rows) for a, b in pairwise(xs)]
    strong = [whole.x0, *(x for k, x in enumerate(xs[1:-1]) if x in known or (held[k] and held[k + 1])), whole.x1]
    sides = [x for c in _parts(cells, whole) for x in (c.x0, c.x1)]
    return strong, [x for x in levels([*met, *sides]) if all(abs(x - o) > NEAR for o in strong)]


def _parts(cells: list[Box], whole: Box) -> list[Box]:
    """The cells that are one column, or a few, of a table."""
    return [c for c in cells if c.width < 0.8 * whole.width]


def _over_columns(rows: list[Row], cells: list[Box]) -> list[float]:
    """The sides of the cells over the first row left open: heads."""
    low = next((r.box.y0 for r in rows if not r.shut), rows[0].box.y1)
    return [x for c in _parts(cells, rows[0].box) if c.y1 < low + NEAR for x in (c.x0, c.x1)]


def _down_most(rows: list[Row], cells: list[Box]) -> list[float]:
    """The sides of cells that go down a good part of the rows."""
    least = 0.35 * sum(r.box.height for r in rows)
    sides = [(x, c.height) for c in _parts(cells, rows[0].box) for x in (c.x0, c.x1)]
    return [x for x in {x for x, _ in sides} if sum(h for o, h in sides if abs(x - o) < NEAR) > least]


def shared_blanks(rows: list[Row], xs: list[float], cells: list[Box], words: WordMap, *, left_open: list[Row]) -> list[float]:
    """The blanks that the rows left open share between two known edges, with the head over them when it is one cell."""
    out: list[float] = []
    for a, b in pairwise(xs) if rows else ():
        if b - a < _WIDE or _has_own_head(a, b, rows[0].box, cells, words):
            continue
        held: list[list[Word]] = []
        for row in rows:
            if row not in left_open and not _is_over(row, a, b):
                continue
            inside = [w for w in words.within(Box(a, row.box.y0, b, row.box.y1)) if w.angle == 0]
            if inside and (row in left_open or in_pieces(make_lines(inside))):
                held.append(inside)
        if len(held) >= min(3, len(rows)):
            out += _gutters(held, a, b)
    return out


def _has_own_head(left: float, right: float, whole: Box, cells: list[Box], words: WordMap) -> bool:
    """Whether a cell as wide as a column holds text in one piece: the column is not parted."""
    own = [c for c in _parts(cells, whole) if abs(c.x0 - left) < NEAR and abs(c.x1 - right) < NEAR]
    return any(held and not in_pieces(make_lines(held)) for held in map(words.within, own))


def _is_over(row: Row, left: float, right: float) -> bool:
    """Whether one cell of a drawn row stands over a whole column, or more."""
    middle = (left + right) / 2
    whole = next((c for c in row.beside(row.cells) if c.x0 < middle < c.x1), None)
    return whole is not None and whole.x0 <= left + NEAR and whole.x1 >= right - NEAR


def _gutters(rows: list[list[Word]], left: float, right: float) -> list[float]:
    """The middles of the blanks that no word of the rows stands in, with text on both their sides in most rows."""
    by_row = [make_lines(row) for row in rows]
    lines = [line for own in by_row for line in own]
    if not lines:
        return []
    size = max(line.size for line in lines)
    many = sum(len({round(line.box.cy / 4) for line in own}) for own in by_row) >= 6  # lines, pieces level being one
    out: list[float] = []
    end = left + 8
    for x0, x1 in sorted((w.box.x0, w.box.x1) for row in rows for w in row):
        if end > left + 8 and x0 - end >= 0.15 * size and x0 - end >= _least(rows, x0, size, many):
            out.append((end + x0) / 2)
        end = max(end, x1)
    out = [x for x in out if _is_ragged(lines, x)]
    edges = [left, *out, right]
    share = [sum(any(a <= w.box.cx < b for w in row) for row in rows) / len(rows) for a, b in pairwise(edges)]
    return [x for k, x in enumerate(out) if share[k] >= 0.4 and share[k + 1] >= 0.3]


def _least(rows: list[list[Word]], x: float, size: float, many: bool) -> float:
    """How wide a blank before ``x`` must be, in points.

    The spaces of six lines do not fall one under the other by chance, less so where words begin together.
    """
    together = sum(any(abs(w.box.x0 - x) < 1 for w in row) for row in rows) >= 0.6 * len(rows)
    return (0.15 if together else 0.3) * size if many else 1.5 * size


def _is_ragged(lines: list[Line], x: float) -> bool:
    """Whether the words before a blank end here and there, as a column's do: a space of a sentence is one everywhere."""
    gaps = []
    for line in lines:
        before = max((w.box.x1 for w in line.words if w.box.x1 < x), default=None)
        if before is None:
            continue
        level = [w for o in lines if are_level(o, line) for w in o.words]
        after = min((w.box.x0 for w in level if w.box.x0 > x), default=None)
        if after is not None and not any(before < w.box.x1 < x for w in level):
            gaps.append((after - before) / line.size)
    return not gaps or sum(gap > 0.5 for gap in gaps) >= 0.6 * len(gaps)


def columns_filled(row: Row, xs: list[float]) -> int:
    """How many columns a row has words in."""
    return len({bisect_left(xs, w.box.cx) for w in row.words})


def beside_panels(rows: list[Row], xs: list[float], words: WordMap) -> bool:
    """Whether what stands at the left of two columns is too long for labels: boxes of facts beside each fiche."""
    counts = [len(make_lines(words.within(Box(xs[0], r.box.y0, xs[1], r.box.y1)))) for r in rows]
    return sum(n > _LABEL_LINES for n in counts) > 0.3 * len(counts)


def parted_heads(cell: Box, xs: list[float], words: WordMap) -> list[Box]:
    """A painted cell over several columns, parted where each has its head there."""
    inner, inside = _within(cell, xs, words)
    held = len({bisect_left(inner, w.box.cx) for w in inside})
    if held < 2 or held < 0.6 * (len(inner) + 1) or any(crosses(inside, x) for x in inner):
        return [cell]
    close = any(
        a.box.cx < x <= b.box.cx and b.box.x0 - a.box.x1 < 0.7 * a.size
        for line in make_lines(inside) for a, b in pairwise(line.words) for x in inner
    )  # fmt: skip
    return [cell] if close else _cut_at(cell, inner)


def parted_at(cell: Box, xs: list[float], words: WordMap) -> list[Box]:
    """The cell, parted at the edges of other rows' cells where its own words keep to them."""
    inner, inside = _within(cell, xs, words)
    crossed = any(w.box.x0 < x - 1 and w.box.x1 > x + 1 for w in inside for x in inner)
    if crossed or len({bisect_left(inner, w.box.cx) for w in inside}) < 2:
        return [cell]
    return _cut_at(cell, inner)


def _within(cell: Box, xs: list[float], words: WordMap) -> tuple[list[float], list[Word]]:
    """The edges well within a cell, and its level words where there are any."""
    inner = [x for x in xs if cell.x0 + NEAR < x < cell.x1 - NEAR]
    return inner, [w for w in words.within(cell) if w.angle == 0] if inner else []


def _cut_at(cell: Box, xs: list[float]) -> list[Box]:
    return [Box(a, cell.y0, b, cell.y1) for a, b in pairwise([cell.x0, *xs, cell.x1])]
