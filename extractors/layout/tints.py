"""Tables that no rule draws, told by their tints alone: every other row painted, or the column of the labels."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.columns import split_columns
from extractors.layout.grid import Grid, levels
from extractors.layout.lines import make_lines
from models.geometry import Box, bounding
from models.page import Page, Word

_NEAR = 3.0  # points: edges nearer than this are one
_BLANK = 2.2  # lines: a wider blank within a row ends the table


# -- every other row painted


def striped(page: Page, grids: list[Grid], words: WordMap) -> list[Grid]:
    """Rows painted every other one put together with the rows between them, and with a merged column beside them."""
    whole = {id(g): _filled(g, words) for g in grids if _is_stack(g)}
    grids = [whole.get(id(g), g) for g in grids]
    rows = sorted(whole.values(), key=lambda g: g.box.y0)
    taken: set[int] = set()
    out: list[Grid] = []
    for k, first in enumerate(rows):
        if id(first) in taken:
            continue
        run = [first]
        for grid in rows[k + 1 :]:
            if id(grid) not in taken and _goes_on(run, grid, grids, words, page):
                run.append(grid)
        table = _table(run, words, grids, page) if any(len(g.cells) > 1 for g in run) else None
        if table is not None:
            taken.update(id(g) for g in run)
            out.append(table)
    return [*(g for g in grids if id(g) not in taken), *out]


def banded(page: Page, grids: list[Grid], words: WordMap) -> list[Grid]:
    """Rows painted whole every other one, with those between them, cut at the blanks they share."""
    bands = sorted((g for g in grids if _is_band(g, page)), key=lambda g: g.box.y0)
    taken: set[int] = set()
    out: list[Grid] = []
    for k, first in enumerate(bands):
        if id(first) in taken:
            continue
        run = [first]
        for grid in bands[k + 1 :]:
            if (
                id(grid) not in taken
                and _same_width(first, grid)
                and _one_row_between(run[-1].box, grid, grids, words, page)
            ):
                run.append(grid)
        table = _of_bands(run, words, grids) if len({g.fills[0] for g in run[1:]}) == 1 else None
        if table is not None:
            taken.update(id(g) for g in run)
            out.append(table)
    return [*(g for g in grids if id(g) not in taken), *out]


def _is_band(grid: Grid, page: Page) -> bool:
    return len(grid.cells) == 1 and grid.fills[0] is not None and grid.box.width > 0.4 * page.width


def _same_width(a: Grid, b: Grid) -> bool:
    return abs(a.box.x0 - b.box.x0) < _NEAR and abs(a.box.x1 - b.box.x1) < _NEAR


def _one_row_between(above: Box, below: Grid, grids: list[Grid], words: WordMap, page: Page) -> bool:
    space = Box(above.x0, above.y1, above.x1, max(below.box.y0, above.y1))
    if space.height < 2 * _NEAR:
        return below.box.y0 > above.y1 - _NEAR
    others = any(g.box.overlap_y(space) > 2 and g.box.overlap_x(space) > 5 for g in grids if g is not below)
    return not others and not _ruled(page, space) and _keeps_to(words.within(space), [above.x0, above.x1], space)


def _of_bands(run: list[Grid], words: WordMap, grids: list[Grid]) -> Grid | None:
    """The rows of these bands and of what stands between, before and after them; None where no blank parts them."""
    edges = [run[0].box.x0, run[0].box.x1]
    rows = [(g.box, g.fills[0]) for g in run]
    rows += [
        (Box(edges[0], a.box.y1, edges[1], b.box.y0), None)
        for a, b in pairwise(run)
        if b.box.y0 - a.box.y1 >= 2 * _NEAR
    ]
    if len(rows) == len(run) or len(run) < 2:
        return None
    beside = [row_after(run[-1].box, edges, words, grids)]
    if len({g.fills[0] for g in run}) == 1:
        beside += [row for row in _head_over(run[0].box, edges, words, grids) if row.x0 >= edges[0] - _NEAR]
        head = words.within(beside[1]) if len(beside) > 1 and beside[1] is not None else []
        if len(make_lines(head)) < 3:  # a title over the table
            beside = beside[:1]
    rows = sorted([*rows, *((row, None) for row in beside if row is not None)], key=lambda r: r[0].y0)
    whole = Grid(bounding(r for r, _ in rows), [r for r, _ in rows], [f for _, f in rows])
    table = split_columns(whole, words)
    return table if len(table.cells) >= 2 * len(rows) - 2 else None


def _is_stack(grid: Grid) -> bool:
    """Painted cells alone, in rows level from side to side but for a cell merged down their left."""
    if any(f is None for f in grid.fills):
        return False
    rows: dict[int, list[Box]] = {}
    for c in grid.cells:
        if len(grid.cells) == 1 or c.x0 > grid.box.x0 + _NEAR:
            rows.setdefault(round(c.y0 / _NEAR), []).append(c)
    return all(max(c.y1 for c in row) - min(c.y1 for c in row) < _NEAR for row in rows.values())


def _filled(grid: Grid, words: WordMap) -> Grid:
    """A painted grid whose bare rows are held open by a painted cell beside them, with the cells of these rows."""
    xs, ys = (
        levels([x for c in grid.cells for x in (c.x0, c.x1)]),
        levels([y for c in grid.cells for y in (c.y0, c.y1)]),
    )
    holes = [
        Box(a, top, b, bottom)
        for top, bottom in pairwise(ys)
        for a, b in pairwise(xs)
        if not any(
            c.holds(Box((a + b) / 2, (top + bottom) / 2, (a + b) / 2, (top + bottom) / 2), 0) for c in grid.cells
        )
    ]
    if len(xs) < 4 or not holes:  # beside two columns, the side of the page
        return grid
    for row in {(h.y0, h.y1) for h in holes}:
        own = [h for h in holes if (h.y0, h.y1) == row]
        inside = words.within(bounding(own))
        if not inside or any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for w in inside for h in own for x in (h.x0, h.x1)):
            holes = [h for h in holes if h not in own]
    return Grid(grid.box, [*grid.cells, *holes], [*grid.fills, *([None] * len(holes))])


def _edges(run: list[Grid]) -> list[float]:
    return levels([x for g in run for c in g.cells for x in (c.x0, c.x1)])


def _goes_on(run: list[Grid], grid: Grid, grids: list[Grid], words: WordMap, page: Page) -> bool:
    """Whether a painted row follows those of ``run``, with one row at most between them."""
    last, widest = run[-1].box, max(run, key=lambda g: len(g.cells))
    few, many = sorted([_edges([grid]), _edges([widest])], key=len)
    if any(min(abs(x - y) for y in many) > _NEAR for x in few) or abs(few[-1] - many[-1]) > _NEAR:
        return False
    if grid.box.y0 < last.y1 - _NEAR or len(many) - len(few) > (2 if len(few) > 2 else len(many)):
        return False
    if grid.box.y0 - last.y1 < 2 * _NEAR:
        return True
    between = Box(min(few[0], many[0]), last.y1, many[-1], grid.box.y0)
    if any(g.box.overlap_y(between) > 2 and g.box.overlap_x(between) > 5 for g in grids if g is not grid):
        return False
    return not _ruled(page, between) and _keeps_to(words.within(between), many, between)


def _crossed(inside: list[Word], edges: list[float]) -> bool:
    """Whether a word stands over an inner edge, or two words of one sentence on its two sides."""
    if any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for w in inside for x in edges[1:-1]):
        return True
    return any(
        a.box.cx < x <= b.box.cx and b.box.x0 - a.box.x1 < 0.45 * a.size
        for line in make_lines(inside)
        for a, b in pairwise(line.words)
        for x in edges[1:-1]
    )


def _ruled(page: Page, space: Box) -> bool:
    """Whether a stroke runs through a space that a table without rules leaves bare."""
    return any(
        r.box.overlap_x(space) > 0.1 * space.width and space.y0 + _NEAR < r.box.cy < space.y1 - _NEAR
        for r in page.rules
    )


def _keeps_to(inside: list[Word], edges: list[float], space: Box) -> bool:
    """Whether words stand in two columns of the space or more, cross none of its edges, and leave no wide blank."""
    upright = sorted((w for w in inside if w.angle == 0), key=lambda w: w.box.y0)
    if not upright or _crossed(upright, edges) or max(w.size for w in upright) > 1.25 * min(w.size for w in upright):
        return False
    bottom = space.y0
    for w in upright:
        if w.box.y0 - bottom > _BLANK * w.box.height + 4:
            return False
        bottom = max(bottom, w.box.y1)
    used = {sum(w.box.cx > x for x in edges) for w in upright}
    return len(used) >= min(2, len(edges) - 1) and space.y1 - bottom < _BLANK * upright[-1].box.height + 4


def _table(run: list[Grid], words: WordMap, grids: list[Grid], page: Page) -> Grid | None:
    """The grid of painted rows, those between them, the one after the last and the head printed above the first."""
    edges = _edges(run)
    if len(edges) < 3:
        return None
    bare = [Box(edges[0], a.box.y1, edges[-1], b.box.y0) for a, b in pairwise(run) if b.box.y0 - a.box.y1 >= 2 * _NEAR]
    after = row_after(run[-1].box, edges, words, grids)
    plain = len({f for g in run for f in g.fills} - {None}) == 1
    over = _head_over(run[0].box, edges, words, grids) if plain else []
    if over and over[0].x0 < edges[0] - _NEAR:
        edges.insert(0, over[0].x0)
    after = None if after is None or _ruled(page, Box(after.x0, after.y0, after.x1, after.y1 + 8)) else after
    bare += [*over, *([after] if after is not None else [])]
    drawn = len(levels([c.y0 for g in run for c in g.cells]))
    if not bare or drawn + len(over) < 2 or (len(run) == 1 and not over and len(edges) < 4):
        return None
    cells: list[tuple[Box, int | None]] = []
    for grid in run:
        for cell, fill in zip(grid.cells, grid.fills, strict=True):
            cut = _cut(cell, edges, words) if cell.width > 0.9 * (edges[-1] - edges[0]) else [cell]
            cells += [(c, fill) for c in cut]
    first = edges[0] < run[0].box.x0 - _NEAR or any(g.box.x0 > edges[0] + _NEAR for g in run)
    side = (edges[0], edges[1]) if first else None  # a merged column beside the rows
    for row in bare:
        whole = Box(edges[0], row.y0, edges[-1], row.y1)
        parts = _cut(whole, edges, words)
        merged = side is not None and row not in over[:1]
        cells += [(c, None) for c in parts if not (merged and len(parts) > 1 and c.x1 <= edges[1] + _NEAR)]
    if side is not None:
        own = [c.y1 for c, _ in cells if c.x0 < sum(side) / 2 < c.x1]
        bands = sorted({(c.y0, c.y1) for c, _ in cells if c.x0 >= side[1] - _NEAR})
        under = [band for band in bands if band[0] >= max(own, default=0.0) - _NEAR]
        cells += [(c, None) for c in merged_rows(*side, under, words)] if under else []
    return Grid(bounding(c for c, _ in cells), [c for c, _ in cells], [f for _, f in cells])


def _cut(row: Box, edges: list[float], words: WordMap) -> list[Box]:
    """The cells of a row painted whole; the row itself where its text runs over the columns' edges."""
    inside = [w for w in words.within(row) if w.angle == 0]
    if len({sum(w.box.cx > x for x in edges) for w in inside}) < 2 or _crossed(inside, edges):
        return [row]
    return [Box(a, row.y0, b, row.y1) for a, b in pairwise(edges)]


def _head_over(box: Box, edges: list[float], words: WordMap, grids: list[Grid]) -> list[Box]:
    """The bold head printed over a first painted row, and the bare row that may stand between the two."""
    far = max((g.box.y1 for g in grids if g.box.y1 <= box.y0 + 2 and g.box.overlap_x(box) > 5), default=0.0)
    above = [w for w in words.within(Box(0.0, far, edges[-1] + 2, box.y0)) if w.angle == 0]
    low, kept, head = box.y0, [], []
    for w in sorted(above, key=lambda w: -w.box.y1):
        left = w.box.x1 < edges[0] and w.box.x0 > edges[0] - 0.25 * (edges[-1] - edges[0])
        if not (left or w.box.x0 > edges[0] - 2) or any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for x in edges[:-1]):
            break
        if low - w.box.y1 > _BLANK * w.box.height + 4 or (head and not w.bold) or (head and _apart(head[0], w, low)):
            break
        (head if w.bold and (head or all(o.box.y0 > w.box.y1 - 2 for o in kept)) else kept).append(w)
        low = min(low, w.box.y0)
    used = {sum(w.box.cx > x for x in edges) for w in head}
    if not head or _crossed(head, edges) or len(used) < 0.6 * (len(edges) - 1) or any(w.bold for w in kept if w.box.cx > edges[1]):
        return []
    left = min(w.box.x0 for w in [*head, *kept]) - 2
    start = left if left < edges[0] - _NEAR else edges[0]
    foot = max(w.box.y1 for w in head)
    rows = [
        Box(
            start,
            min(w.box.y0 for w in head) - 1,
            edges[-1],
            (foot + min(w.box.y0 for w in kept)) / 2 if kept else box.y0,
        )
    ]
    return [*rows, Box(start, rows[0].y1, edges[-1], box.y0)] if kept else rows


def row_after(box: Box, edges: list[float], words: WordMap, grids: list[Grid]) -> Box | None:
    """The row printed right under a painted one, in its columns."""
    far = min((g.box.y0 for g in grids if g.box.overlap_x(box) > 5 and g.box.y0 >= box.y1 - 2), default=1e9)
    edge, kept = box.y1, []
    for w in sorted(words.within(Box(edges[0] - 2, box.y1, edges[-1] + 2, max(far, box.y1))), key=lambda w: w.box.cy):
        crossed = any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for x in edges[1:-1])
        if w.angle != 0 or w.box.y0 - edge > 0.9 * w.box.height + 3 or crossed:
            break
        kept.append(w)
        edge = max(edge, w.box.y1)
    used = {sum(w.box.cx > x for x in edges) for w in kept}
    return Box(edges[0], box.y1, edges[-1], edge + 1) if len(used) >= min(2, len(edges) - 1) else None


def _apart(head: Word, word: Word, top: float) -> bool:
    """Whether a word over a head is no part of it: a title, larger or farther off."""
    return word.size > 1.15 * head.size or top - word.box.y1 > 0.8 * head.box.height


def merged_rows(a: float, b: float, bands: list[tuple[float, float]], words: WordMap) -> list[Box]:
    """Cells of a column whose rows are merged with nothing drawn around them: one a text, from the row it begins in."""
    column = Box(a, bands[0][0], b, bands[-1][1])
    texts: list[Box] = []
    for line in make_lines(w for w in words.within(column) if w.angle == 0):
        if texts and line.box.y0 - texts[-1].y1 < 0.8 * line.box.height:
            texts[-1] = texts[-1].union(line.box)
        else:
            texts.append(line.box)
    if not texts:
        return []
    tops = [max(top for top, _ in bands if top <= t.cy) for t in texts]
    if any(t.y0 - top > 1.2 * min(t.height, 14.0) for t, top in zip(texts, tops, strict=True)):
        tops = _centred(texts, [top for top, _ in bands], bands[-1][1])  # set in the middle of the rows they are of
    starts = sorted({bands[0][0], *tops})
    return [Box(a, y0, b, y1) for y0, y1 in pairwise([*starts, bands[-1][1]])]


def _centred(texts: list[Box], tops: list[float], bottom: float) -> list[float]:
    starts = [tops[0]]
    for text in texts[:-1]:
        end = 2 * text.cy - starts[-1]
        starts.append(min((t for t in [*tops, bottom] if t > starts[-1]), key=lambda t: abs(t - end), default=bottom))
    return [s for s in starts if s < bottom]


# -- a column of labels


def with_values(page: Page, grids: list[Grid], words: WordMap, is_label: Callable[[str], bool]) -> list[Grid]:
    """A painted column of labels, each in its cell, put together with the values printed at its right.

    So is the end of one that the page has cut: painted, empty, in the column of the labels below.
    """
    tables = [_valued(grid, grids, page, words, is_label) for grid in grids]
    columns = [g.cells[0] for g, table in zip(grids, tables, strict=True) if table is not None]
    out: list[Grid] = []
    for grid, table in zip(grids, tables, strict=True):
        cut = len(grid.cells) == 1 and not words.within(grid.box) and grid.fills[0] is not None
        if cut and any(abs(c.x0 - grid.box.x0) < _NEAR and abs(c.x1 - grid.box.x1) < _NEAR for c in columns):
            table = _beside(grid, grids, page, words)
        out.append(table or grid)
    return out


def _valued(grid: Grid, grids: list[Grid], page: Page, words: WordMap, is_label: Callable[[str], bool]) -> Grid | None:
    cells, box = grid.cells, grid.box
    narrow = all(abs(c.x0 - box.x0) < _NEAR and abs(c.x1 - box.x1) < _NEAR for c in cells)
    if len(cells) < 2 or not narrow or box.width > 0.45 * page.width or any(f is None for f in grid.fills):
        return None
    texts = [" ".join(w.text for w in words.within(c)) for c in cells]
    if sum(map(is_label, texts)) < max(2, 0.6 * sum(map(bool, texts))):
        return None
    return _beside(grid, grids, page, words)


def _beside(grid: Grid, grids: list[Grid], page: Page, words: WordMap) -> Grid | None:
    """The cells of a column, each with what is printed at its right; None where most have nothing there."""
    cells, box = grid.cells, grid.box
    others = [g.box for g in grids if g is not grid and g.box.x0 > box.x1 - 2 and g.box.overlap_y(box) > 2]
    limit = max(min((b.x0 for b in others), default=page.width), box.x1)
    values = [w for w in words.within(Box(box.x1, box.y0, limit, box.y1)) if w.angle == 0]
    faced = sum(any(c.y0 <= w.box.cy <= c.y1 for w in values) for c in cells)
    if faced < max(1, 0.6 * len(cells)) or any(w.box.x0 < box.x1 - 2 or w.box.x1 > limit + 2 for w in values):
        return None
    right = max(w.box.x1 for w in values) + 2
    sides = [Box(box.x1, c.y0, right, c.y1) for c in cells]
    return Grid(bounding([*cells, *sides]), [*cells, *sides], [*grid.fills, *([None] * len(sides))])
