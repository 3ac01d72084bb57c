"""Tables without vertical rules: columns found from the blank gutters their rows share."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.grid import Grid, levels
from extractors.layout.lines import make_lines
from extractors.layout.timelines import is_strip
from models.geometry import Box, bounding
from models.page import Page, Word

_GUTTER = 6.0
_JOINING = {"et", "ou", "&", "/", "-", "–", "+"}


def split_columns(grid: Grid, words: WordMap) -> Grid:
    """A one-column grid whose rows share blank gutters becomes a grid of several columns; others are unchanged."""
    rows = grid.cells
    if len(rows) < 2 or any(abs(r.x0 - rows[0].x0) > 4 or abs(r.x1 - rows[0].x1) > 4 for r in rows):
        return grid
    inside = [words.within(r) for r in rows]
    filled = [ws for ws in inside if ws]
    two = len(rows) == 2
    if two and (len(filled) < 2 or grid.fills[0] is None or grid.fills[0] == grid.fills[1]):
        return grid  # two rows are a table only under a header band
    gutters = shared_gutters(filled, grid.box, least=2 if two else 3, width=14.0 if two else _GUTTER)
    if not gutters:
        return grid
    xs = [grid.box.x0, *gutters, grid.box.x1]
    cells, fills = [], []
    for row, ws, fill in zip(rows, inside, grid.fills, strict=True):
        if len(_columns_used(ws, xs)) <= 1 and _crosses(ws, gutters):  # a band over the whole width
            cells.append(row)
            fills.append(fill)
            continue
        for a, b in itertools.pairwise(xs):
            cells.append(Box(a, row.y0, b, row.y1))
            fills.append(fill)
    return Grid(grid.box, cells, fills)


def split_bands(grid: Grid, words: WordMap) -> Grid:
    """A header drawn as one band over several columns is cut at the columns its words keep to."""
    if len(grid.cells) < 4:
        return grid
    cells, fills = [], []
    for box, fill in zip(grid.cells, grid.fills, strict=True):
        below = sorted({round(c.x0) for c in grid.cells if box.x0 + 4 < c.x0 < box.x1 - 4})
        inside = [w for w in words.within(box) if w.angle == 0] if len(below) >= 2 else []
        xs = [box.x0, *(float(x) for x in below), box.x1]
        if len(inside) >= 3 and len(_columns_used(inside, xs)) >= 3 and _keeps_apart(inside, xs):
            for a, b in itertools.pairwise(xs):
                cells.append(Box(a, box.y0, b, box.y1))
                fills.append(fill)
        else:
            cells.append(box)
            fills.append(fill)
    return Grid(grid.box, cells, fills)


def split_heads(grid: Grid, words: WordMap, is_label: Callable[[str], bool]) -> Grid:
    """A cell over several columns is cut where each of them has a label of its own in it: a rule between two was lost."""
    corners = sorted((c.y0, c.x0) for c in grid.cells)
    cells: list[Box] = []
    fills: list[int | None] = []
    for box, fill in zip(grid.cells, grid.fills, strict=True):
        near = corners[bisect_left(corners, (box.y1 - 4, 0.0)) : bisect_left(corners, (box.y1 + 4, 0.0))]
        under = levels([x for _, x in near if box.x0 + 4 < x < box.x1 - 4])
        xs = [box.x0, *under, box.x1] if under and _has_labels(box, under, words, is_label) else [box.x0, box.x1]
        cells += [box] if len(xs) == 2 else [Box(a, box.y0, b, box.y1) for a, b in pairwise(xs)]
        fills += [fill] * (len(xs) - 1)
    return grid if len(cells) == len(grid.cells) else Grid(grid.box, cells, fills)


def _has_labels(box: Box, edges: list[float], words: WordMap, is_label: Callable[[str], bool]) -> bool:
    """Whether some edges part the words of a cell into labels."""
    inside = [w for w in words.within(box) if w.angle == 0]
    if not inside or not _keeps_apart(inside, [box.x0, *edges, box.x1]):
        return False
    if any(w.text in _JOINING for w in inside):
        return False  # "Pilote et partenaires": one head over two columns
    parts = [make_lines(w for w in inside if a < w.box.cx < b) for a, b in pairwise([box.x0, *edges, box.x1])]
    return all(is_label(" ".join(line.text for line in part)) for part in parts)


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


def shared_gutters(rows: list[list[Word]], box: Box, *, least: int = 3, width: float = _GUTTER) -> list[float]:
    """Middles of the blank x-intervals that at least nine rows in ten leave free, with text on both sides."""
    if len(rows) < least:
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
            if b - a >= width and a > box.x0 + 8 and b < box.x1 - 8:
                gutters.append((a + b) / 2)
        else:
            k += 1
    # Columns must hold text in most rows, or the gutter is only ragged paragraphs' right margin.
    xs = [box.x0, *gutters, box.x1]
    share = [sum(any(xs[c] <= w.box.cx < xs[c + 1] for w in ws) for ws in rows) / len(rows) for c in range(len(xs) - 1)]
    keep = []
    for c, g in enumerate(gutters):
        if share[c] >= 0.4 and share[c + 1] >= 0.3:
            keep.append(g)
    return keep


def extend_headers(page: Page, grids: list[Grid], words: WordMap) -> list[Grid]:
    """A header band drawn alone is given the rows printed under its columns."""
    out = []
    for grid in grids:
        if (
            len(grid.cells) == 1
            and grid.fills[0] is not None
            and grid.box.height < 48
            and grid.box.width > 0.4 * page.width
        ):
            out.append(_under_band(page, grid, grids, words))
            continue
        one_row = len(grid.cells) >= 2 and max(c.y0 for c in grid.cells) - min(c.y0 for c in grid.cells) < 3
        banded = one_row and grid.fills[0] is not None and len(set(grid.fills)) == 1
        filled = banded and all(words.within(c) for c in grid.cells) and not is_strip(grid.cells, words)
        out.append(_with_rows(page, grid, grids, words) if filled else grid)
    return out


def _under_band(page: Page, grid: Grid, grids: list[Grid], words: WordMap) -> Grid:
    """A header painted as one band over rows that no vertical rule divides: columns are the gutters they share."""
    box = grid.box
    heads = [w for w in words.within(box) if w.angle == 0]
    if len(make_lines(heads)) < 3:
        return grid
    floor = min(
        (g.box.y0 for g in grids if g is not grid and g.box.y0 >= box.y1 - 2 and g.box.overlap_x(box) > 5), default=1e9
    )
    below = [w for w in words if w.angle == 0 and box.y1 < w.box.cy < floor and box.x0 - 2 <= w.box.cx <= box.x1 + 2]
    rules = sorted(
        r.cy for r, _ in join_pieces([r.box for r in page.rules if r.horizontal])
        if r.overlap_x(box) > 0.8 * max(box.width, r.width) and box.y1 + 3 < r.cy < floor
    )  # fmt: skip
    if rules:
        ys = [box.y1, *rules]
        rows = _before_title([Box(box.x0, a, box.x1, b) for a, b in pairwise(ys) if b - a > 4], heads, words)
    else:
        last = box.y1
        for w in sorted(below, key=lambda w: w.box.y0):
            if w.box.y0 - last > 2.2 * w.box.height:
                break
            last = max(last, w.box.y1)
        rows = row_boxes(Box(box.x0, box.y1, box.x1, last + 1), words)
    below = WordMap(below)
    rows = [r for r in rows if below.within(r)]
    filled = [below.within(r) for r in rows]
    gutters = (
        shared_gutters([heads, *filled], Box(box.x0, box.y0, box.x1, rows[-1].y1), least=2, width=5.0) if rows else []
    )
    if len(gutters) < 2:
        return grid
    edges = [box.x0, *gutters, box.x1]
    cells = [Box(a, r.y0, b, r.y1) for r in [box, *rows] for a, b in pairwise(edges)]
    fills = [grid.fills[0]] * (len(edges) - 1) + [None] * (len(edges) - 1) * len(rows)
    return Grid(box.union(bounding(rows)), cells, fills)


def _before_title(rows: list[Box], heads: list[Word], words: WordMap) -> list[Box]:
    """The rows above the first that holds larger print than the table's: the title of what follows, underlined."""
    largest = max(w.size for w in heads)
    for k, row in enumerate(rows):
        if sum(w.size >= 1.15 * largest for w in words.within(row)) > 2:
            return rows[:k]
    return rows


def _with_rows(page: Page, grid: Grid, grids: list[Grid], words: WordMap) -> Grid:
    box = grid.box
    xs = sorted({round(c.x0, 1) for c in grid.cells})[1:]
    floor = min(
        (g.box.y0 for g in grids if g is not grid and g.box.y0 >= box.y1 - 2 and g.box.overlap_x(box) > 5), default=1e9
    )
    under = sorted(
        (w for w in words if w.angle == 0 and box.y1 < w.box.cy < floor and box.x0 - 2 <= w.box.cx <= box.x1 + 2),
        key=lambda w: w.box.y0,
    )
    lying = [
        r for r, _ in join_pieces([r.box for r in page.rules if r.horizontal])
        if r.width > 0.8 * box.width and r.overlap_x(box) > 0.8 * box.width
    ]  # fmt: skip
    below, last = [w.box for w in under], box.y1
    for w, b in zip(under, below, strict=True):
        if abs(w.size - under[0].size) > 0.08 * under[0].size and any(last - 2 < r.cy < b.cy for r in lying):
            break  # under the stroke that closes the table, in another print
        if b.y0 - last > 1.2 * b.height + 4 or any(b.x0 < x - 1 < x + 1 < b.x1 or _run_across(b, x, below) for x in xs):
            break
        last = max(last, b.y1)
    inside = [b for b in below if b.cy < last]
    if len({sum(b.cx > x for x in xs) for b in inside}) < 2:
        return grid
    rules = [r.cy for r in lying if box.y1 + 3 < r.cy < last + 8]
    ys = sorted({box.y1, *rules, *([last + 1] if not rules or last > max(rules) + 2 else [])})
    rows = [Box(box.x0, a, box.x1, b) for a, b in itertools.pairwise(ys) if b - a > 4]
    if not rules:
        rows = [r for band in rows for r in row_boxes(band, words)]
    edges = [box.x0, *xs, box.x1]
    cells = [Box(a, r.y0, b, r.y1) for r in rows for a, b in itertools.pairwise(edges)]
    return Grid(box.union(bounding(rows)), [*grid.cells, *cells], [*grid.fills, *([None] * len(cells))])


def _by_line(boxes: list[Box], *, up: bool) -> list[list[Box]]:
    """Boxes grouped by line, nearest line first going ``up`` or down."""
    lines: list[list[Box]] = []
    for b in sorted(boxes, key=lambda b: -b.cy if up else b.cy):
        if lines and abs(lines[-1][0].cy - b.cy) < 0.5 * b.height:
            lines[-1].append(b)
        else:
            lines.append([b])
    return lines


def _run_across(b: Box, x: float, boxes: list[Box]) -> bool:
    """Whether ``b`` and the next word of its line stand as close over the edge ``x`` as words of a sentence do."""
    if b.x1 > x + 1 or x - b.x1 > 1.2 * b.height:
        return False
    return any(o.x0 >= x - 1 and o.x0 - b.x1 < b.height and abs(o.cy - b.cy) < 0.4 * b.height for o in boxes)


def ruled_rows(page: Page, taken: list[Box]) -> list[Grid]:
    """Grids of rows between horizontal rules of one width, where no vertical rule stands (booktabs style)."""
    lying = [r.box for r in page.rules if r.horizontal and not any(t.holds(r.box, 2) for t in taken)]
    joined = join_pieces(lying)
    wide = sorted((r for r in joined if r[0].width > 0.3 * page.width), key=lambda r: (-round(r[0].width / 8), r[0].cy))
    shorter = [r for r, _ in joined if r.width > 0.05 * page.width]
    grids: list[Grid] = []
    used: set[int] = set()
    for i, (first, breaks) in enumerate(wide):
        if i in used or any(g.box.holds(first, 2) for g in grids):
            continue
        same = [i]
        for j in range(i + 1, len(wide)):
            rule = wide[j][0]
            if abs(rule.x0 - first.x0) < 4 and abs(rule.x1 - first.x1) < 4:
                above = wide[same[-1]][0].cy
                if rule.cy - above < 4:
                    used.add(j)
                    continue
                if any(above + 1 < t.cy < rule.cy - 1 and t.overlap_x(rule) > 0.5 * t.width for t in taken):
                    break  # another table stands between
                same.append(j)
        same = _tabular_run(same, [r for r, _ in wide], page)
        pieced = [tuple(round(x) for x in wide[k][1]) for k in same]
        agreed = list(breaks) if breaks and sum(_close(p, pieced[0]) for p in pieced) >= 2 else []
        if len(same) < 2:
            continue
        ys = [wide[k][0].cy for k in same]
        words = WordMap(w for w in page.words if w.angle == 0 and first.x0 - 2 <= w.box.cx <= first.x1 + 2)
        strokes = [] if agreed else _strokes_down(ys, first, page)
        if agreed:
            ys = _reach(ys, agreed, words, page)
        elif strokes:
            agreed = strokes  # each space between two rules is one row, however far apart its lines
        else:
            head = _head_above(first, ys, words, page)
            ys = [head - 1, *ys] if head is not None else ys
            if len(ys) < 3:
                continue
        partial = [
            r for r in shorter if first.x0 - 4 <= r.x0 and r.x1 <= first.x1 + 4 and ys[0] + 3 < r.cy < ys[-1] - 3
            and r.width < first.width - 8
        ]  # fmt: skip
        grid = _open_table(first, ys, partial, words, agreed, headed=not agreed and ys[0] < wide[same[0]][0].cy)
        if grid:
            used.update(same)
            grids.append(grid)
    return grids


def _tabular_run(same: list[int], rules: list[Box], page: Page) -> list[int]:
    """The first run of rules with rows between them: running text between two rules ends a table, and so does a title."""
    runs: list[list[int]] = [[same[0]]]
    largest = 0.0  # of the words of the run's rows
    for above, below in itertools.pairwise(same):
        a, b = rules[above], rules[below]
        words = [w for w in page.words if w.angle == 0 and a.cy < w.box.cy < b.cy and a.x0 - 2 <= w.box.cx <= a.x1 + 2]
        lines = make_lines(words)
        rows = {round(line.box.cy / 4) for line in lines}
        prose = len(rows) >= 3 and sum(line.box.width > 0.55 * a.width for line in lines) >= 0.3 * len(rows)
        large = [w for w in words if w.size >= 1.15 * largest]
        title = largest and len(runs[-1]) > 2 and (len(large) > 2 or _stands_alone(large, words))
        if prose or title:
            runs.append([below])
            largest = 0.0
        else:
            runs[-1].append(below)
            largest = max([largest, *(w.size for w in words)])
    return next((run for run in runs if len(run) >= 3), runs[0])


def _strokes_down(ys: list[float], box: Box, page: Page) -> list[float]:
    """Where upright strokes part every row between level rules, left to right: all rows at one x, most of their height."""
    upright = [r.box for r in page.rules if not r.horizontal and box.x0 + 8 < r.box.cx < box.x1 - 8]
    first = [u.cx for u in upright if _runs_down(u, ys[0], ys[1])]
    return sorted(
        {round(x, 1) for x in first if all(any(abs(u.cx - x) < 2 and _runs_down(u, a, b) for u in upright) for a, b in pairwise(ys))}
    )


def _runs_down(stroke: Box, top: float, bottom: float) -> bool:
    return stroke.y0 < top + 12 and stroke.y1 > bottom - 12 and min(stroke.y1, bottom) - max(stroke.y0, top) > 0.8 * (bottom - top)


def _stands_alone(title: list[Word], words: list[Word]) -> bool:
    """Whether two words in larger print make a line of their own, in a space where others stand over or under it."""
    if len(title) != 2 or abs(title[0].box.cy - title[1].box.cy) > 0.3 * title[0].size or not title[0].text[:1].isupper():
        return False
    close = abs(title[1].box.x0 - title[0].box.x1) < 0.6 * title[0].size
    return close and all(w in title or w.box.overlap_y(title[0].box) < 0.3 * w.box.height for w in words)


def _close(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= 4 for x, y in zip(a, b, strict=True))


def join_pieces(rules: list[Box]) -> list[tuple[Box, list[float]]]:
    """Collinear pieces of one rule joined; the x where pieces met are the edges of the cells that drew them."""
    out: list[tuple[Box, list[float]]] = []
    for rule in sorted(rules, key=lambda b: (round(b.cy), b.x0)):
        if out and abs(out[-1][0].cy - rule.cy) < 1.2 and -2 <= rule.x0 - out[-1][0].x1 < 3:
            box, breaks = out[-1]
            out[-1] = (box.union(rule), [*breaks, (box.x1 + rule.x0) / 2])
        else:
            out.append((rule, []))
    return out


def _reach(ys: list[float], xs: list[float], words: list[Word], page: Page) -> list[float]:
    """Extend the rules' span to the row above the first and below the last that keep to the same columns."""
    barriers = [y for f in page.fills for y in (f.box.y0, f.box.y1)] + [r.box.cy for r in page.rules if r.horizontal]

    def span(edge: float, up: bool) -> float:
        reach, last = edge, edge
        beyond = [w.box for w in words if (w.box.cy < edge if up else w.box.cy > edge)]
        for line in _by_line(beyond, up=up):
            row = bounding(line)
            near = (last - row.y1 if up else row.y0 - last) < 1.1 * row.height
            crosses = any(b.x0 < x - 1 < x + 1 < b.x1 or _run_across(b, x, line) for x in xs for b in line)
            far, close = (row.y0, last) if up else (last, row.y1)
            blocked = any(far < y < close and abs(y - edge) > 2 for y in barriers)
            if not near or crosses or blocked:
                break
            reach, last = (min(reach, row.y0), row.y0) if up else (max(reach, row.y1), row.y1)
        rows = [b for b in beyond if (reach <= b.cy <= edge if up else edge <= b.cy <= reach)]
        used = {sum(b.cx > x for x in xs) for b in rows}
        return reach if len(used) >= 2 else edge

    top, bottom = span(ys[0], True), span(ys[-1], False)
    return [*([top - 1] if top < ys[0] else []), *ys, *([bottom + 1] if bottom > ys[-1] else [])]


def row_under(row: Box, xs: list[float], words: WordMap, page: Page) -> Box | None:
    """The row printed right under the last rule of a table, in the columns that ``xs`` part; None for none."""
    own = WordMap(w for w in words if w.angle == 0 and row.x0 - 2 <= w.box.cx <= row.x1 + 2)
    bottom = _reach([row.y0, row.y1], xs, own, page)[-1]
    return Box(row.x0, row.y1, row.x1, bottom) if bottom > row.y1 + 2 else None


def _head_above(first: Box, ys: list[float], words: WordMap, page: Page) -> float | None:
    """Top of the bold header printed over the first of a table's rules, whose columns its rows keep; None for none."""
    rows = [ws for a, b in pairwise(ys) if (ws := words.within(Box(first.x0, a, first.x1, b)))]
    barriers = [y for f in page.fills for y in (f.box.y0, f.box.y1)] + [r.box.cy for r in page.rules if r.horizontal]
    top, best = ys[0], None
    for line in _by_line([w.box for w in words if w.box.cy < ys[0]], up=True)[:3]:
        row = bounding(line)
        head = words.within(Box(first.x0, row.y0, first.x1, ys[0]))
        blocked = any(row.y0 < y < top and abs(y - ys[0]) > 2 for y in barriers)
        if top - row.y1 > 1.1 * row.height or blocked or not all(w.bold for w in head):
            break
        top = row.y0
        box = Box(first.x0, top, first.x1, ys[-1])
        gutters = shared_gutters([head, *rows], box, least=2, width=10.0)
        if rows and gutters and len(_columns_used(head, [box.x0, *gutters, box.x1])) > max(1, len(gutters) - 1):
            best = top
    return best if not all(w.bold for ws in rows for w in ws) else None


def _open_table(
    first: Box, ys: list[float], partial: list[Box], words: WordMap, agreed: list[float], *, headed: bool = False
) -> Grid | None:
    """Cells between full-width rules, cut at the shared gutters; a rule over some columns cuts only those."""
    cuts = sorted({*ys, *(r.cy for r in partial if all(abs(r.cy - y) > 3 for y in ys))})
    rows = [
        b for a, c in itertools.pairwise(cuts)
        for b in ([Box(first.x0, a, first.x1, c)] if agreed else row_boxes(Box(first.x0, a, first.x1, c), words))
    ]  # fmt: skip
    inside = [ws for ws in map(words.within, rows) if ws]
    least = {"least": 2, "width": 10.0} if headed else {}
    gutters = agreed or shared_gutters(inside, Box(first.x0, cuts[0], first.x1, cuts[-1]), **least)
    if len(rows) < 2 or not gutters:
        return None
    if len(rows) > len(cuts) - 1 and not agreed:  # rows told apart by blanks alone
        return split_columns(Grid(bounding(rows), rows, [None] * len(rows)), words)
    xs = [first.x0, *gutters, first.x1]
    bands = set()
    for k, row in enumerate(rows):
        ws = words.within(row)
        if (
            ws
            and len(_columns_used(ws, xs)) <= 2
            and any(w.box.x0 < g - 1 < g + 1 < w.box.x1 for w in ws for g in gutters)
        ):
            bands.add(k)
    cells = [rows[k] for k in sorted(bands)]
    edges = {y for k in bands for y in (rows[k].y0, rows[k].y1)}
    for a, b in itertools.pairwise(xs):
        middle = (a + b) / 2
        levels = sorted({*ys, *edges, *(r.cy for r in partial if r.x0 - 2 <= middle <= r.x1 + 2)})
        merged = [y for k, y in enumerate(levels) if k == 0 or y - levels[k - 1] > 3]
        for top, bottom in itertools.pairwise(merged):
            if not any(abs(rows[k].y0 - top) < 3 and abs(rows[k].y1 - bottom) < 3 for k in bands):
                cells.append(Box(a, top, b, bottom))
    return Grid(Box(first.x0, cuts[0], first.x1, cuts[-1]), cells, [None] * len(cells))


def row_boxes(band: Box, words: WordMap) -> list[Box]:
    """The rows of the space between two rules: one, or several where blank lines stand out."""
    inside = sorted((w.box for w in words.within(band)), key=lambda b: b.y0)
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
    return [Box(band.x0, a, band.x1, b) for a, b in itertools.pairwise(edges)]
