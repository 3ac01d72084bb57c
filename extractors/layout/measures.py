"""Indicator tables that no rule divides: told by the heads of their columns, in a cell or beside its label."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.french.fold import fold
from extractors.french.measures import MEASURE_HEADS
from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid
from extractors.layout.lines import make_lines
from models.geometry import Box, bounding
from models.page import Word

_FIRST = re.compile(r"(?:indicateurs?|intitules?|libelles?)")
_NAME = re.compile(r"(?:(?:intitule|libelle|nom) (?:de l[’']|des? l[’']?)?)?indicateurs?(?: (?:retenus?|de \w+|d[’']\w+))?|intitules?|libelles?")
_YEAR = re.compile(r"(?:en )?20\d\d")
_APART = 1.0  # em: heads of two columns stand wider apart
_FAR = 1.7  # em: a wider blank ends the table


def with_measures(grids: list[Grid], words: WordMap) -> list[Grid]:
    """The grids, with the rows and columns of the indicator tables that stand unruled in one of their cells or beside them."""
    for heads in _heads(words):
        box = bounding(heads)
        homes = [g for g in grids if g.box.holds(box, 1)]
        grid = min(homes, key=lambda g: g.box.width * g.box.height, default=None)
        cell = None if grid is None else next((c for c in grid.cells if c.holds(box, 1)), None)
        if grid is not None and cell is None:
            continue  # drawn
        cells = _cells(heads, words, cell, [g.box for g in grids if g is not grid])
        if not cells:
            continue
        if grid is None or len(grid.cells) == 1:
            grids = [*grids, Grid(bounding(cells), cells, [None] * len(cells))]
            continue
        at = grid.cells.index(cell)
        kept = [k for k in range(len(grid.cells)) if k != at]
        beside = Grid(
            grid.box, [*(grid.cells[k] for k in kept), *cells], [*(grid.fills[k] for k in kept), *([grid.fills[at]] * len(cells))]
        )
        grids = [beside if g is grid else g for g in grids]
    return grids


def _heads(words: WordMap) -> list[list[Box]]:
    """The boxes of the heads of each table, left to right: "Indicateur | Valeur de départ | Cible 2030"."""
    out = []
    for word in words:
        if word.text[:1] not in ("I", "L") or word.angle or not _FIRST.fullmatch(fold(word.text)):
            continue
        near = words.within(Box(word.box.x0, word.box.y0, 1e9, word.box.y1))
        level = sorted((w for w in near if _level(w, word) and w.box.x0 >= word.box.x0), key=lambda w: w.box.x0)
        pieces: list[list[Word]] = []
        for w in level:
            if pieces and w.box.x0 - pieces[-1][-1].box.x1 < _APART * word.size:
                pieces[-1].append(w)
            else:
                pieces.append([w])
        texts = [fold(" ".join(w.text for w in piece)).strip(" :.") for piece in pieces]
        said = [_said(text) for text in texts[1:]]
        states = [s for s in said if s in ("baseline", "target", "year")]
        if not _NAME.fullmatch(texts[0]) or not states or None in said or said == ["year"]:
            continue
        out.append([bounding(w.box for w in piece) for piece in pieces])
    return out


def _level(a: Word, b: Word) -> bool:
    return a.angle == 0 and abs(a.box.cy - b.box.cy) < 0.35 * b.box.height and abs(a.size - b.size) < 0.3 * b.size


def _said(text: str) -> str | None:
    if _YEAR.fullmatch(text):
        return "year"
    return next((name for name, pattern in MEASURE_HEADS.items() if pattern.search(text)), None)


def _cells(heads: list[Box], words: WordMap, cell: Box | None, others: list[Box]) -> list[Box]:
    """The cells of the table under these heads, the heads' own first; none where its columns do not keep apart."""
    left, top = heads[0].x0, bounding(heads)
    right = cell.x1 if cell is not None else max(h.x1 for h in heads) + 60
    rows = _rows(heads, words, Box(left - 1, top.y1 - 1, right, cell.y1 if cell is not None else 1e9), others)
    if not rows:
        return []
    inside = [w for row in rows for w in row]
    edges = []
    for a, b in pairwise(heads):
        blank = _blank([*(w.box for w in inside), *heads], a.cx, b.cx)
        if blank is None:
            return []
        edges.append(blank)
    far = cell.x1 if cell is not None else max(w.box.x1 for w in inside) + 2
    xs = [cell.x0 if cell is not None else left - 2, *edges, max(far, top.x1 + 2)]
    if not any(w.box.cx > edges[0] and re.search(r"\d", w.text) for w in inside):
        return []
    first = min(top.y0, cell.y0) if cell is not None else top.y0 - 1
    starts = [min(w.box.y0 for w in row) for row in rows]
    last = max(w.box.y1 for w in inside) + 1
    ys = [first, *(y - 1 for y in starts), max(last, cell.y1) if cell is not None else last]
    return [Box(x0, y0, x1, y1) for y0, y1 in pairwise(ys) for x0, x1 in pairwise(xs)]


def _rows(heads: list[Box], words: WordMap, below: Box, others: list[Box]) -> list[list[Word]]:
    """The words of each row under the heads: a row begins with a name in capitals or a name level with its values."""
    under = [w for w in words.within(below) if w.angle == 0 and not any(o.holds(w.box, 0) for o in others)]
    rows: list[list[Word]] = []
    bottom = bounding(heads).y1
    edge = heads[1].x0 - 2
    lines: list[list[Word]] = []
    for line in make_lines(under):
        if lines and abs(lines[-1][0].box.cy - line.box.cy) < 0.35 * line.box.height:
            lines[-1] += line.words
        else:
            lines.append(list(line.words))
    for line in lines:
        size, box = line[0].size, bounding(w.box for w in line)
        if box.y0 - bottom > _FAR * size or any(w.box.x0 < edge - 1 and w.box.x1 > edge + 1 for w in line):
            break
        labelled = [w for w in words if w.box.x1 < below.x0 and abs(w.box.cy - box.cy) < 0.4 * size and w.text[:1].isupper()]
        if labelled and below.y1 > 1e8:
            break  # another label, with its own value
        names = [w for w in line if w.box.cx < edge]
        if names and (names[0].text[:1].isupper() or len(names) < len(line) or not rows):
            rows.append([])
        if not rows:
            return []
        rows[-1] += line
        bottom = max(bottom, box.y1)
    return rows


def _blank(boxes: list[Box], low: float, high: float) -> float | None:
    """The middle of the widest strip between two x that nothing crosses, three points wide at least."""
    best, end = None, low
    for x0, x1 in sorted((b.x0, b.x1) for b in [*boxes, Box(high, 0, high, 0)]):
        if end < x0 <= high and x0 - end >= 3 and (best is None or x0 - end > best[1] - best[0]):
            best = (end, x0)
        end = max(end, x1)
        if end >= high:
            break
    return None if best is None else sum(best) / 2
