"""Columns set close together under a row of labels: each is read by itself, down to where the row ends."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from models.block import Line
from models.geometry import Box, bounding
from models.page import Word

_PARTED = 2.0  # em: words wider apart are seen to be parted without their labels
_LEAST = 1.5  # points: a narrower blank parts nothing
_ENDS = "€%:;!?»).,"  # signs that end what stands before them, and are no bullets
_FAR = 1.2  # em: the blank between lines that ends the row


def headed_columns(words: list[Word], lines: list[Line], is_label: Callable[[str], bool]) -> list[Box]:
    """The box of each column under three labels or more on one line, where no wide blank parts the columns.

    ``words``: those printed level; ``lines``: what they make.
    """
    rows: list[list[Line]] = []
    for line in sorted((ln for ln in lines if is_label(ln.text)), key=lambda ln: ln.box.cy):
        if rows and abs(rows[-1][0].box.cy - line.box.cy) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    heads = [sorted(row, key=lambda ln: ln.box.x0) for row in rows if len(row) >= 3]
    looks = {_look(line) for row in heads for line in row}
    if any(len(row) < 3 and _look(line) in looks for row in rows for line in row):
        return []  # columns with several labels each, one under the other
    return [box for row in heads if _alone(row, lines) for box in _columns(row, words)]


def _look(line: Line) -> tuple[float, bool, int]:
    return round(line.size), line.bold, line.words[0].color


def _alone(row: list[Line], lines: list[Line]) -> bool:
    """Whether nothing but its labels stands on a row."""
    own = {id(line) for line in row}
    return not any(abs(ln.box.cy - row[0].box.cy) < 0.5 * row[0].size for ln in lines if id(ln) not in own)


def _columns(row: list[Line], words: list[Word]) -> list[Box]:
    under = _under(row, words)
    if not under:
        return []
    edges: list[float] = []
    narrow = False
    for a, b in pairwise(row):
        blank = widest_blank(under, a.box.cx, b.box.cx)
        if blank is None:
            return []
        narrow = narrow or blank[1] - blank[0] < _PARTED * under[0].size
        edges.append((blank[0] + blank[1]) / 2)
    whole = bounding([*(line.box for line in row), *(w.box for w in under)])
    cuts = [whole.x0 - 1, *edges, whole.x1 + 1]
    boxes = [Box(x0, whole.y0, x1, whole.y1) for x0, x1 in pairwise(cuts)]
    filled = sum(any(box.x0 < w.box.cx < box.x1 for w in under) for box in boxes)
    return boxes if narrow and filled >= 0.6 * len(boxes) else []


def _under(row: list[Line], words: list[Word]) -> list[Word]:
    """The words right under a row of labels, in one print, down to a blank."""
    bottom = max(line.box.y1 for line in row)
    below = sorted((w for w in words if w.box.cy > bottom), key=lambda w: w.box.y0)
    out: list[Word] = []
    for w in below:
        if w.box.y0 - bottom > _FAR * w.size or (out and abs(w.size - out[0].size) > 0.6):
            break
        out.append(w)
        bottom = max(bottom, w.box.y1)
    return out


def widest_blank(words: list[Word], low: float, high: float) -> tuple[float, float] | None:
    """The widest strip between two x that no word crosses; a bullet goes with what follows it."""
    spans = sorted((w.box.x0, w.box.x1 + (w.size if len(w.text) == 1 and not w.text.isalnum() and w.text not in _ENDS else 0)) for w in words)
    best, end = None, low
    for x0, x1 in [*spans, (high, high)]:
        edge = min(x0, high)
        if edge - end >= _LEAST and (best is None or edge - end > best[1] - best[0]):
            best = (end, edge)
        end = max(end, x1)
        if end >= high:
            break
    return best
