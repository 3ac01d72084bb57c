"""Cells and tables from rules and fills.

Edges are snapped and joined, their crossings give corners, and the smallest rectangle
from each corner gives a cell (the idea of Anssi Nurminen's thesis, as pdfplumber uses it).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.layout.centres import Centres, WordMap
from extractors.layout.tags import corner_tags
from extractors.layout.year_chips import is_within, year_chips
from models.geometry import Box, bounding
from models.page import Fill, Page, Rule

_SNAP = 2.5  # points: edges nearer than this are one
_JOIN = 3.5  # points: pieces of an edge nearer than this are joined
_MIN_W, _MIN_H = 6.0, 6.0
_BADGE = 32.0  # points: what is smaller both ways is an icon or a number's badge


@dataclass(slots=True)
class Grid:
    """Touching cells: boxes only; ``fills`` gives each cell's background colour or None; ``text``, ``sizes``: of a lone cell's words."""

    box: Box
    cells: list[Box]
    fills: list[int | None] = field(default_factory=list)
    text: str = ""
    sizes: list[float] = field(default_factory=list)


def find_grids(page: Page, is_label: Callable[[str], bool] = lambda _: False) -> tuple[list[Grid], list[Box]]:
    """Every group of touching cells of the page, a lone box being a grid of one cell; and the frames around some.

    ``is_label`` knows the labels that tags in the corners of cells hold.
    """
    horizontal, vertical = _edges(page, corner_tags(page, is_label))
    horizontal = [*horizontal, *_cut_by_the_page(horizontal, vertical)]
    cells = _cells(horizontal, vertical)
    cells = [c for c in cells if not _is_page_frame(c, page)]
    cells, frames = _without_frames(cells)
    grids = []
    fills = _smallest_first(page.fills)
    words: WordMap | None = None
    for group in _without_badges(_touching(cells), page):
        if all(max(c.width, c.height) <= _BADGE for c in group):
            words = words or WordMap(page.words)
            if not any(map(words.within, group)):
                continue  # icons
        group.sort(key=lambda c: (round(c.y0), c.x0))
        grids.append(Grid(bounding(group), group, [_background(c, fills) for c in group]))
    return grids, frames


def _cut_by_the_page(
    horizontal: list[tuple[float, float, float]], vertical: list[tuple[float, float, float]]
) -> list[tuple[float, float, float]]:
    """The missing edges of a row the page cuts: three upright rules or more that end level where none lies across.

    A merged cell may be the only one cut there, beside rows that end with the page.
    """
    out = []
    for end in (1, 2):
        levels: dict[int, list[tuple[float, float, float]]] = {}
        for v in vertical:
            levels.setdefault(round(v[end] / 2), []).append(v)
        for rules in levels.values():
            if len(rules) < 3 or max(v[2] - v[1] for v in rules) <= _BADGE:
                continue
            y = sum(v[end] for v in rules) / len(rules)
            x0, x1 = min(v[0] for v in rules), max(v[0] for v in rules)
            crossed = sum(min(b, x1) - max(a, x0) for at, a, b in horizontal if abs(at - y) < 4 and b > x0 and a < x1)
            if crossed < 0.2 * (x1 - x0):
                out.append((y, x0, x1))
                continue
            level = sorted((max(a, x0), min(b, x1)) for at, a, b in horizontal if abs(at - y) < 4 and b > x0 and a < x1)
            for one, other in pairwise(sorted(rules)):
                left, right = one[0], other[0]
                covered = sum(max(0.0, min(b, right) - max(a, left)) for a, b in level)
                top, bottom = max(one[1], other[1]) - 4, min(one[2], other[2]) + 4
                closed = [at for at, a, b in horizontal if a < left + 4 and b > right - 4 and top < at < bottom]
                # Closed at its other end: no gap between two boxes.
                if closed and right - left > _MIN_W and covered < 0.2 * (right - left):
                    out.append((y, left, right))
    return out


def _is_page_frame(cell: Box, page: Page) -> bool:
    return cell.width > 0.93 * page.width and cell.height > 0.6 * page.height


def _without_badges(groups: list[list[Box]], page: Page) -> list[list[Box]]:
    """The groups, less the badge over one: a small box no column's edge meets, its line going on bare at its right."""
    out = []
    for group in groups:
        top = min(group, key=lambda c: (c.y0, c.x0))
        rest = [c for c in group if c is not top]
        edges = [x for c in rest for x in (c.x0, c.x1)]
        own = rest and all(c.y0 > top.y1 - _SNAP for c in rest) and all(abs(top.x1 - x) > _JOIN for x in edges)
        beside = Box(top.x1, top.y0, max([top.x1, *edges]), top.y1)
        if own and top.height < _BADGE and any(beside.holds(w.box, 2) for w in page.words if w.box.x0 > top.x1):
            out.append([top])
            group = rest
        out.append(group)
    return out


def _without_frames(cells: list[Box]) -> tuple[list[Box], list[Box]]:
    """(cells, frames): a cell that encloses other cells is a frame, whose own text flows around them."""
    cells = list(dict.fromkeys(cells))
    out: list[Box] = []
    frames: list[Box] = []
    dissolved: set[Box] = set()
    centres = Centres(cells)
    for c in cells:
        held = [
            o for o in (cells[k] for k in centres.within(c))
            if o is not c and o.x0 >= c.x0 - 2 and o.x1 <= c.x1 + 2 and o.y0 >= c.y0 - 2 and o.y1 <= c.y1 + 2
        ]  # fmt: skip
        inner = [o for o in held if o.width * o.height < 0.9 * c.width * c.height]
        if any(0.9 <= o.width * o.height / (c.width * c.height) < 0.995 for o in held):
            continue  # the same cell, drawn again with the sliver of a gap beside it
        if not inner:
            out.append(c)
        elif len(inner) == 1 and inner[0].width * inner[0].height < 0.15 * c.width * c.height and c.height < 60:
            # A small tag ("Action") inside a title band is part of the band's line.
            dissolved.add(inner[0])
            out.append(c)
        else:
            frames.append(c)
    return [c for c in out if c not in dissolved], frames


def _edges(page: Page, tags: set[int]) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """(y, x0, x1) and (x, y0, y1) edges, snapped and joined; ``tags``: fills that bound no cell."""
    h: list[tuple[float, float, float]] = []
    v: list[tuple[float, float, float]] = []
    underlined = _underlines(page)
    chips = year_chips(page)
    for i, rule in enumerate(page.rules):
        b = rule.box
        if chips and any(is_within(b, c, 0.5) for c in chips):
            continue
        if rule.horizontal:
            if i not in underlined:
                h.append((b.cy, b.x0, b.x1))
        else:
            v.append((b.cx, b.y0, b.y1))
    for i, f in enumerate(page.fills):
        b = f.box
        if chips and any(is_within(b, c, 0.5) for c in chips):
            continue
        if i in tags or b.width * b.height > 0.6 * page.width * page.height or f.color == 0xFFFFFF:
            continue
        h += [(b.y0, b.x0, b.x1), (b.y1, b.x0, b.x1)]
        v += [(b.x0, b.y0, b.y1), (b.x1, b.y0, b.y1)]
    return _join(h), _join(v)


def _underlines(page: Page) -> set[int]:
    """Indexes of horizontal rules that underline words rather than bound cells."""
    out = set()
    short = [(i, r.box) for i, r in enumerate(page.rules) if r.horizontal and r.box.width <= 0.7 * page.width]
    if not short:
        return out
    words = sorted((w for w in page.words if w.angle == 0), key=lambda w: w.box.y1)
    bottoms = [w.box.y1 for w in words]
    for i, b in short:
        near = words[bisect_left(bottoms, b.cy - 2.5) : bisect_right(bottoms, b.cy + 5.5)]
        near = [w for w in near if w.box.overlap_x(b) > 0.5 * w.box.width]
        if not near:
            continue
        x0, x1 = min(w.box.x0 for w in near), max(w.box.x1 for w in near)
        if abs(x0 - b.x0) < 3.5 and abs(x1 - b.x1) < 3.5 and not _is_lintel(b, page):
            out.add(i)
    return out


def _is_lintel(rule: Box, page: Page) -> bool:
    """Whether two upright rules go down from the ends of a rule: the top of a cell."""
    return all(
        any(not r.horizontal and abs(r.box.cx - x) < 1.5 and abs(r.box.y0 - rule.cy) < 1.5 for r in page.rules)
        for x in (rule.x0, rule.x1)
    )


def _join(edges: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Snap edges to common lines, then join the pieces of each line."""
    edges = sorted(edges)
    lines: list[list[tuple[float, float, float]]] = []
    for e in edges:
        if lines and e[0] - lines[-1][-1][0] <= 0.8 and e[0] - lines[-1][0][0] <= _SNAP:
            lines[-1].append(e)
        elif lines and e[0] - lines[-1][0][0] <= _SNAP:
            lines[-1].append(e)
        else:
            lines.append([e])
    out = []
    for line in lines:
        at = sum(e[0] for e in line) / len(line)
        spans = sorted((e[1], e[2]) for e in line)
        start, end = spans[0]
        for a, b in spans[1:]:
            if a <= end + _JOIN:
                end = max(end, b)
            else:
                out.append((at, start, end))
                start, end = a, b
        out.append((at, start, end))
    return [e for e in out if e[2] - e[1] >= 5.0]


def _cells(h: list[tuple[float, float, float]], v: list[tuple[float, float, float]]) -> list[Box]:
    slack = _SNAP + 0.5
    on_h: list[list[int]] = [[] for _ in h]
    crossings: dict[tuple[int, int], tuple[float, float]] = {}
    by_x = sorted(range(len(v)), key=lambda j: v[j][0])
    xs = [v[j][0] for j in by_x]
    for i, (y, x0, x1) in enumerate(h):
        for k in range(bisect_left(xs, x0 - slack), bisect_right(xs, x1 + slack)):
            j = by_x[k]
            x, y0, y1 = v[j]
            if y0 - slack <= y <= y1 + slack:
                on_h[i].append(j)
                crossings[i, j] = (x, y)
    on_v: list[list[int]] = [[] for _ in v]
    for i, js in enumerate(on_h):
        for j in js:
            on_v[j].append(i)
    for js in on_h:
        js.sort(key=lambda j: v[j][0])
    for is_ in on_v:
        is_.sort(key=lambda i: h[i][0])
    cells = []
    for (i, j), (x, y) in crossings.items():
        found = None
        for i2 in (k for k in on_v[j] if h[k][0] > y + _MIN_H):
            for j2 in (k for k in on_h[i] if v[k][0] > x + _MIN_W):
                if (i2, j2) in crossings:
                    found = Box(x, y, v[j2][0], h[i2][0])
                    break
            if found:
                break
        if found:
            cells.append(found)
    return cells


def _touching(cells: list[Box]) -> list[list[Box]]:
    parent = list(range(len(cells)))

    def find(a: int) -> int:
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    by_top = sorted(range(len(cells)), key=lambda k: cells[k].y0)
    tops = [cells[k].y0 for k in by_top]
    for at, a in enumerate(by_top):
        p = cells[a]
        for b in by_top[at + 1 : bisect_right(tops, p.y1 + 3.1)]:  # what begins lower touches nothing of it
            q = cells[b]
            gap_x = max(p.x0, q.x0) - min(p.x1, q.x1)
            if gap_x > 3:
                continue
            gap_y = q.y0 - min(p.y1, q.y1)
            side_by_side = abs(gap_x) <= 3 and p.overlap_y(q) > 0.5 * min(p.height, q.height)
            stacked = abs(gap_y) <= 3 and p.overlap_x(q) > 0.5 * min(p.width, q.width)
            if side_by_side or stacked:
                parent[find(a)] = find(b)
    groups: dict[int, list[Box]] = {}
    for a, c in enumerate(cells):
        groups.setdefault(find(a), []).append(c)
    return list(groups.values())


def _smallest_first(fills: list[Fill]) -> list[tuple[float, Fill]]:
    """Fills and their areas; the last drawn first among equals."""
    return sorted(((f.box.width * f.box.height, f) for f in reversed(fills)), key=lambda sized: sized[0])


def _background(cell: Box, fills: list[tuple[float, Fill]]) -> int | None:
    """Colour of the smallest fill that covers most of the cell. ``fills`` as ``_smallest_first`` gives them."""
    most = 0.6 * max(cell.width * cell.height, 1.0)
    for area, f in fills:
        if area > 0.99 * most and f.box.overlap_x(cell) * f.box.overlap_y(cell) >= most:
            return None if f.color == 0xFFFFFF else f.color
    return None


def underline_rules(page: Page) -> list[Rule]:
    """The rules that underline words."""
    return [page.rules[i] for i in sorted(_underlines(page))]


def levels(values: list[float], near: float = 3.0) -> list[float]:
    """Sorted places of edges in points, those nearer than ``near`` to the one before kept once."""
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > near:
            out.append(v)
    return out
