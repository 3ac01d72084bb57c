"""Tables that nothing draws: a row of labels in a print of its own, and rows parted by blanks under each of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.columns import row_boxes
from extractors.layout.grid import Grid
from extractors.layout.headed import widest_blank
from extractors.layout.lines import make_lines
from models.block import Line
from models.geometry import Box, bounding
from models.page import Word

_HEADS = 4  # columns of such a table at least
_STRAY = 0.12  # of a scan's size: sizes nearer than that may be one
_FAR = 5.0  # em: a wider blank ends the table
_NUMBER = re.compile(r"(?:(?:Action|Fiche|Mesure)\s+)?(?:n\s?[°º]\s?)?[A-Z]?\d{1,2}(?:[.\-]\d{1,2})*(?=\s?[.:)–-]?(?:\s|$))")


def plain_tables(lines: list[Line], words: WordMap, taken: list[Box], is_label: Callable[[str], bool]) -> list[Grid]:
    """The tables of two rows or more that stand bare under a row of labels, outside the boxes ``taken``.

    ``lines``: those of the page, made of its ``words``.
    """
    lines = [ln for ln in lines if not any(t.holds(ln.box, 1) for t in taken)]
    rows = _head_rows(lines, is_label)
    named = [ln for ln in lines if is_label(ln.text) and not any(ln is head for row in rows for head in row)] if rows else []
    out: list[Grid] = []
    for row in rows:
        heads = _whole_heads(row, lines)
        top = bounding(heads)
        ends = [t for t in taken if t.overlap_x(top) > 5] + [other[0].box for other in rows]
        floor = min((t.y0 for t in ends if t.y0 > top.y1), default=1e9)
        if any(_in_print(ln, row) and top.y1 < ln.box.cy < floor for ln in named):
            continue  # a form: other labels stand under these
        below = [w for w in words if w.angle == 0 and top.y1 < w.box.cy < floor and not any(t.holds(w.box, 1) for t in taken)]
        grid = _table(heads, row, below)
        if grid is not None:
            out.append(grid)
    return out


def _whole_heads(row: list[Line], lines: list[Line]) -> list[Box]:
    """The boxes of a row's heads, left to right, with the lines over and under it of those printed on several."""
    heads = [ln.box for ln in row]
    left = [ln for ln in lines if _in_print(ln, row) and not any(ln is head for head in row) and not _NUMBER.match(ln.text)]
    for line in sorted(left, key=lambda ln: abs(ln.box.cy - row[0].box.cy)):
        band = bounding(heads)
        own = next((k for k, h in enumerate(heads) if h.overlap_x(line.box) > 0.5 * min(h.width, line.box.width)), None)
        if own is not None and max(line.box.y0 - heads[own].y1, heads[own].y0 - line.box.y1) < 0.45 * line.size:
            heads[own] = heads[own].union(line.box)
        elif own is None and not any(h.overlap_x(line.box) > 1 for h in heads) and band.overlap_y(line.box) > 0.3 * line.box.height:
            heads.append(line.box)
    return sorted(heads, key=lambda h: h.x0)


def _alike(a: Line, b: Line) -> bool:
    """Whether two lines are in one print; a scan's sizes stray, and short words lose their weight."""
    one, other = a.words[0], b.words[0]
    if one.confidence is None or other.confidence is None:
        return (round(2 * a.size), one.bold, one.color) == (round(2 * b.size), other.bold, other.color)
    return abs(a.size - b.size) < _STRAY * max(a.size, b.size) and one.color == other.color


def _in_print(line: Line, row: list[Line]) -> bool:
    """Whether a line is printed as a row's: on a scan, as heavily as most of them."""
    return _alike(line, row[0]) and (line.words[0].confidence is None or line.bold == _heavy(row))


def _heavy(row: list[Line]) -> bool:
    """Whether most lines of a row are bold."""
    return 2 * sum(ln.words[0].bold for ln in row) > len(row)


def _head_rows(lines: list[Line], is_label: Callable[[str], bool]) -> list[list[Line]]:
    """Lines level with one another, alike, most of them labels, with nothing else beside them."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda ln: ln.box.cy):
        if rows and abs(rows[-1][0].box.cy - line.box.cy) < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [
        sorted(row, key=lambda ln: ln.box.x0)
        for row in rows
        if len(row) >= _HEADS
        and all(_alike(ln, row[0]) for ln in row)
        and sum(is_label(ln.text) for ln in row) >= max(_HEADS - 1, 0.6 * len(row))
    ]


def _table(heads: list[Box], row: list[Line], below: list[Word]) -> Grid | None:
    """The table under some heads, ``row`` being lines of theirs; None where no rows keep to their columns."""
    held = _held(heads, below)
    if not held or not (_heavy(row) or row[0].words[0].color != held[-1].color):
        return None
    blanks = [widest_blank(held, a.cx, b.cx) for a, b in pairwise(heads)]
    whole = bounding([*heads, *(w.box for w in held)])
    edges = [whole.x0 - 1, *((a + b) / 2 for a, b in filter(None, blanks)), whole.x1 + 1]
    head = Box(edges[0], min(h.y0 for h in heads) - 1, edges[-1], max(h.y1 for h in heads) + 1)
    inside = WordMap(held)
    rows: list[Box] = []
    for row in _rows(Box(edges[0], head.y1, edges[-1], whole.y1 + 1), edges[1], inside):
        if rows and not any(w.box.cx < edges[1] for w in inside.within(row)):
            rows[-1] = rows[-1].union(row)  # goes on with the row over it
        else:
            rows.append(row)
    filled = [{sum(w.box.cx > x for x in edges) for w in inside.within(row)} for row in rows]
    if len(rows) < 2 or any(1 not in own or len(own) < 0.5 * len(heads) for own in filled):
        return None
    cells = [Box(a, r.y0, b, r.y1) for r in [head, *rows] for a, b in pairwise(edges)]
    return Grid(bounding(cells), cells, [None] * len(cells))


def _rows(space: Box, edge: float, words: WordMap) -> list[Box]:
    """The rows of a space: parted by wide blanks, or each begun by the next number of the first column, left of ``edge``."""
    rows = row_boxes(space, words)
    first = make_lines(w for w in words.within(space) if w.box.cx < edge)
    met = [(m, line) for line in first if (m := _NUMBER.match(line.text))]
    numbers = [tuple(map(int, re.findall(r"\d+", m.group()))) for m, _ in met]
    if len(met) <= len(rows) or met[0][1] is not first[0] or any(a >= b for a, b in pairwise(numbers)):
        return rows
    tops = [line.box.y0 - 1 for _, line in met[1:]]
    if any(w.box.y0 < top - 1 and w.box.y1 > top + 0.3 * w.size for w in words for top in tops):
        return rows
    return [Box(space.x0, a, space.x1, b) for a, b in pairwise([space.y0, *tops, space.y1])]


def _held(heads: list[Box], below: list[Word]) -> list[Word]:
    """The words under a row of heads that keep to columns of theirs, in one size, down to a wide blank."""
    held: list[Word] = []
    bottom = max(h.y1 for h in heads)
    left, right = heads[0].x0, max(h.x1 for h in heads)
    for line in sorted(make_lines(below), key=lambda ln: ln.box.y0):
        if line.box.y0 - bottom > _FAR * line.size or (held and line.size > 1.12 * held[0].size):
            break
        if line.box.x0 < left - 2 and line.box.x1 < right and held:
            break
        if any(widest_blank([*held, *line.words], a.cx, b.cx) is None for a, b in pairwise(heads)):
            break
        held += line.words
        bottom = max(bottom, line.box.y1)
    return held
