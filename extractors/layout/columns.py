"""Tables without vertical rules: columns found from the blank gutters their rows share."""

from __future__ import annotations

from extractors.layout.grid import Grid
from models.geometry import Box, bounding
from models.page import Page, Word

_GUTTER = 6.0


def split_columns(grid: Grid, words: list[Word]) -> Grid:
    """A one-column grid whose rows share blank gutters becomes a grid of several columns; others are unchanged."""
    rows = grid.cells
    if len(rows) < 3 or any(abs(r.x0 - rows[0].x0) > 4 or abs(r.x1 - rows[0].x1) > 4 for r in rows):
        return grid
    inside = [[w for w in words if r.holds(w.box, 0)] for r in rows]
    filled = [ws for ws in inside if ws]
    gutters = _shared_gutters(filled, grid.box)
    if not gutters:
        return grid
    xs = [grid.box.x0, *gutters, grid.box.x1]
    cells, fills = [], []
    for row, ws, fill in zip(rows, inside, grid.fills, strict=True):
        if len(_columns_used(ws, xs)) <= 1 and _crosses(ws, gutters):  # a band over the whole width
            cells.append(row)
            fills.append(fill)
            continue
        for a, b in zip(xs, xs[1:], strict=False):
            cells.append(Box(a, row.y0, b, row.y1))
            fills.append(fill)
    return Grid(grid.box, cells, fills)


def split_bands(grid: Grid, words: list[Word]) -> Grid:
    """A header drawn as one band over several columns is cut at the columns its words keep to."""
    if len(grid.cells) < 4:
        return grid
    cells, fills = [], []
    for box, fill in zip(grid.cells, grid.fills, strict=True):
        below = sorted({round(c.x0) for c in grid.cells if box.x0 + 4 < c.x0 < box.x1 - 4})
        inside = [w for w in words if box.holds(w.box, 0) and w.angle == 0]
        xs = [box.x0, *(float(x) for x in below), box.x1]
        if len(below) >= 2 and len(inside) >= 3 and len(_columns_used(inside, xs)) >= 3 and _keeps_apart(inside, xs):
            for a, b in zip(xs, xs[1:], strict=False):
                cells.append(Box(a, box.y0, b, box.y1))
                fills.append(fill)
        else:
            cells.append(box)
            fills.append(fill)
    return Grid(grid.box, cells, fills)


def _keeps_apart(words: list[Word], xs: list[float]) -> bool:
    """No word stands over a column edge, nor two words close together on its two sides."""
    for x in xs[1:-1]:
        if any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for w in words):
            return False
        for a in words:
            for b in words:
                if a.box.cx < x <= b.box.cx and abs(a.box.cy - b.box.cy) < 2 and b.box.x0 - a.box.x1 < 0.45 * a.size:
                    return False
    return True


def _crosses(words: list[Word], gutters: list[float]) -> bool:
    if not words:
        return False
    x0, x1 = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    return any(x0 < g < x1 for g in gutters)


def _columns_used(words: list[Word], xs: list[float]) -> set[int]:
    return {k for w in words for k in range(len(xs) - 1) if xs[k] <= w.box.cx < xs[k + 1]}


def _shared_gutters(rows: list[list[Word]], box: Box) -> list[float]:
    """Middles of the blank x-intervals that at least nine rows in ten leave free, with text on both sides."""
    if len(rows) < 3:
        return []
    step = 2.0
    n = int(box.width / step) + 1
    covered = [0] * n
    for ws in rows:
        used = set()
        for w in ws:
            used.update(range(max(0, int((w.box.x0 - box.x0) / step)), min(n, int((w.box.x1 - box.x0) / step) + 1)))
        for k in used:
            covered[k] += 1
    allowed = 0.1 * len(rows)
    gutters, k = [], 0
    while k < n:
        if covered[k] <= allowed:
            start = k
            while k < n and covered[k] <= allowed:
                k += 1
            a, b = box.x0 + start * step, box.x0 + k * step
            if b - a >= _GUTTER and a > box.x0 + 8 and b < box.x1 - 8:
                gutters.append((a + b) / 2)
        else:
            k += 1
    # Columns must hold text in most rows, or the gutter is only ragged paragraphs' right margin.
    xs = [box.x0, *gutters, box.x1]
    share = [
        sum(any(xs[c] <= w.box.cx < xs[c + 1] for w in ws) for ws in rows) / len(rows) for c in range(len(xs) - 1)
    ]
    keep = []
    for c, g in enumerate(gutters):
        if share[c] >= 0.4 and share[c + 1] >= 0.3:
            keep.append(g)
    return keep


def ruled_rows(page: Page, taken: list[Box]) -> list[Grid]:
    """Grids of rows between horizontal rules of one width, where no vertical rule stands (booktabs style)."""
    rules = sorted(
        (r.box for r in page.rules if r.horizontal and r.box.width > 0.3 * page.width), key=lambda b: (b.cy, b.x0)
    )
    rules = [r for r in rules if not any(t.holds(r, 2) for t in taken)]
    grids: list[Grid] = []
    used: set[int] = set()
    for i, first in enumerate(rules):
        if i in used:
            continue
        same = [i]
        for j in range(i + 1, len(rules)):
            if abs(rules[j].x0 - first.x0) < 4 and abs(rules[j].x1 - first.x1) < 4:
                if rules[j].cy - rules[same[-1]].cy < 4:
                    used.add(j)
                    continue
                same.append(j)
        if len(same) < 3:
            continue
        ys = [rules[k].cy for k in same]
        words = [w for w in page.words if w.angle == 0 and first.x0 - 2 <= w.box.cx <= first.x1 + 2]
        rows: list[Box] = []
        for a, b in zip(ys, ys[1:], strict=False):
            rows += _row_boxes(Box(first.x0, a, first.x1, b), words)
        if len(rows) < 2:
            continue
        grid = Grid(bounding(rows), rows, [None] * len(rows))
        cut = split_columns(grid, words)
        if len(cut.cells) > len(rows):
            used.update(same)
            grids.append(cut)
    return grids


def _row_boxes(band: Box, words: list[Word]) -> list[Box]:
    """The rows of the space between two rules: one, or several where blank lines stand out."""
    inside = sorted((w.box for w in words if band.holds(w.box, 0)), key=lambda b: b.y0)
    if not inside:
        return []
    tops, bottoms = [inside[0].y0], [inside[0].y1]
    for b in inside[1:]:
        if b.y0 < bottoms[-1] - 0.3 * b.height:
            bottoms[-1] = max(bottoms[-1], b.y1)
        else:
            tops.append(b.y0)
            bottoms.append(b.y1)
    gaps = [t - b for t, b in zip(tops[1:], bottoms, strict=False)]
    if len(gaps) < 2 or max(gaps) < 3 or max(gaps) < 2.5 * max(min(gaps), 0.8):
        return [band]
    limit = (max(gaps) + max(min(gaps), 0)) / 2
    edges = [band.y0]
    edges += [(b + t) / 2 for t, b, g in zip(tops[1:], bottoms, gaps, strict=False) if g > limit]
    edges.append(band.y1)
    return [Box(band.x0, a, band.x1, b) for a, b in zip(edges, edges[1:], strict=False)]
