"""Lists set in two columns or more within one value: each column is read down before the next."""

from __future__ import annotations

from itertools import pairwise

from extractors.layout.lines import are_level
from extractors.layout.paragraphs import starts_item
from models.block import Line
from models.geometry import Box

_EDGE = 2.0  # points: starts nearer than this are one column's
_WIDE = 1.5  # em: the narrowest blank between a column's lines and the next column


def read_down(lines: list[Line], dots: list[Box], *, plain: bool = False) -> list[list[Line]]:
    """The columns of a list of items side by side, left to right; the lines as they are where there are none.

    Items are known by their bullets, printed or drawn (``dots``); with ``plain``, also by their edges alone.
    """
    items = [line for line in lines if starts_item(line, dots)]
    starts = _edges(items)
    if len(starts) < 2 and plain and not items:
        starts = _edges([line for line in lines if any(are_level(line, o) for o in lines if o is not line)])
        texts = [line for line in lines if len(starts) > 1 and line.box.x0 > starts[1] - _EDGE]
        if len(lines) < 4 or not all(line.text[:1].isalpha() for line in texts):
            return [lines]  # amounts facing what they pay for
    if len(starts) < 2:
        return [lines]
    columns: list[list[Line]] = [[] for _ in starts]
    for line in sorted(lines, key=lambda ln: (ln.box.cy, ln.box.x0)):
        at = max((k for k, x in enumerate(starts) if line.box.x0 > x - _EDGE), default=0)
        columns[at].append(line)
    firsts = [c[0] for c in columns if c]
    if len(firsts) < len(columns) or not all(are_level(a, b) for a, b in pairwise(firsts)):
        return [lines]
    for k, column in enumerate(columns[:-1]):
        if max(line.box.x1 for line in column) > starts[k + 1] - _WIDE * min(line.size for line in column) * (not items):
            return [lines]
    if plain and not items and min(map(len, columns)) < 2:
        return [lines]
    return columns


def _edges(lines: list[Line]) -> list[float]:
    """Where lines start, each edge once; the lines of one that begin farther right by an indent only are not another."""
    out: list[float] = []
    for x in sorted(line.box.x0 for line in lines):
        if not out or x - out[-1] > 40:
            out.append(x)
        elif x - out[-1] > _EDGE:
            return []
    return out
