"""Columns of text parted by an upright stroke drawn alone: the leaflet's and the poster's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid
from extractors.layout.lines import make_lines
from models.geometry import Box, bounding
from models.page import Page

_SNAP = 2.5  # points: strokes nearer than this stand on one line
_HIGH = 0.35  # of the page: a shorter stroke parts no columns
_WIDE = 0.17  # of the page: a narrower strip is a margin or a column of labels
_LEAST = 8  # words each side; with fewer, it parts nothing


def find_strips(page: Page, words: WordMap, is_label: Callable[[str], bool]) -> list[Box]:
    """The strips of the page that upright strokes part, left to right; none where there are no such strokes.

    A stroke met by a level one is a table's; so is one with labels at its left that face values.
    """
    strokes = [s for s in _upright(page) if _stands_alone(s, page, words)]
    if not strokes or not words:
        return []
    body = bounding(w.box for w in words)
    groups: list[list[Box]] = []
    for stroke in strokes:
        home = next((g for g in groups if stroke.overlap_y(g[0]) > 0.8 * max(stroke.height, g[0].height)), None)
        if home is None:
            groups.append([stroke])
        else:
            home.append(stroke)
    out: list[Box] = []
    for group in groups:
        y0, y1 = min(s.y0 for s in group) - 6, max(s.y1 for s in group) + 6
        xs = [min(body.x0, group[0].x0) - 10, *(s.cx for s in group), max(body.x1, group[-1].x1) + 10]
        strips = [Box(a + 4, y0, b - 4, y1) for a, b in pairwise(xs)]
        held = [words.within(strip) for strip in strips]
        if min(s.width for s in strips) < _WIDE * page.width or sum(len(h) >= _LEAST for h in held) < 2:
            continue
        lines = [make_lines(w for w in h if w.angle == 0) for h in held]
        if any(sum(is_label(line.text) for line in ls) >= max(2, 0.3 * len(ls)) for ls in lines[:-1]):
            continue
        out += strips
    return out


def parted(grids: list[Grid], strips: list[Box]) -> list[Grid]:
    """The grids cut where they run from one strip into another."""
    out: list[Grid] = []
    for grid in grids:
        homes: dict[int, list[int]] = {}
        for k, cell in enumerate(grid.cells):
            homes.setdefault(next((i for i, s in enumerate(strips) if s.holds(cell, 0)), -1), []).append(k)
        if len(homes) < 2:
            out.append(grid)
            continue
        for kept in homes.values():
            cells = [grid.cells[k] for k in kept]
            out.append(Grid(bounding(cells), cells, [grid.fills[k] for k in kept]))
    return out


def _upright(page: Page) -> list[Box]:
    """The page's upright strokes, their pieces joined, left to right."""
    out: list[Box] = []
    for box in sorted((r.box for r in page.rules if not r.horizontal), key=lambda b: (round(b.cx), b.y0)):
        if out and abs(out[-1].cx - box.cx) < _SNAP and box.y0 - out[-1].y1 < 12:
            out[-1] = out[-1].union(box)
        else:
            out.append(box)
    return [s for s in out if s.height >= _HIGH * page.height]


def _stands_alone(stroke: Box, page: Page, words: WordMap) -> bool:
    x, y0, y1 = stroke.cx, stroke.y0, stroke.y1
    if any(r.horizontal and r.box.x0 - 4 < x < r.box.x1 + 4 and y0 - 4 < r.box.cy < y1 + 4 for r in page.rules):
        return False
    if any(
        f.box.x0 + 4 < x < f.box.x1 - 4
        and min(f.box.y1, y1) - max(f.box.y0, y0) > 4
        and f.box.height < 0.5 * page.height
        for f in page.fills
    ):
        return False
    return not any(w.box.x0 < x - 1 and w.box.x1 > x + 1 and y0 < w.box.cy < y1 for w in words)
