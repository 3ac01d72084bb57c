"""Rows that only lying rules part, put together with the painted or closed cells over or beside them.

Modern tables draw no upright rule: a painted head or a painted column of labels, and one stroke under each row. What
the rules leave open is closed here: at the edges of the cells drawn, where the pieces of the rules meet, and at the
blanks the rows share.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from statistics import median

from extractors.layout.centres import WordMap
from extractors.layout.columns import join_pieces, row_under
from extractors.layout.grid import Grid, levels
from extractors.layout.lines import are_level, make_lines
from models.block import Line
from models.geometry import Box, bounding
from models.page import Page, Word

_NEAR = 3.0  # points: edges nearer than this are one
_SPAN = 4.0  # points: rules whose ends are nearer than this are of one table
_LABEL_LINES = 5
_HIGH = 0.6  # of the page: no row is higher


def opened(page: Page, grids: list[Grid], frames: list[Box]) -> list[Grid]:
    """The grids, each with the rows that go on from it between rules as wide as the whole; others are unchanged.

    ``frames``: cells that hold tables of their own.
    """
    lying = join_pieces([r.box for r in page.rules if r.horizontal])
    wide = [rule for rule in lying if rule[0].width > 0.3 * page.width]
    if len(wide) < 2 or not grids:
        return grids
    words = WordMap(page.words)
    taken: set[int] = set()
    for span in _spans(wide):
        parts = [g for g in grids if id(g) not in taken and _is_part(g, span[0][0], page)]
        if not parts or not any(_goes_beyond(rule, parts) for rule, _ in span):
            continue
        for whole, used in _tables(page, span, parts, frames, lying, words):
            if taken.isdisjoint(map(id, used)):
                taken.update(map(id, [whole, *used]))
                grids = [*(g for g in grids if not any(g is u for u in used)), whole]
    return grids


def _spans(rules: list[tuple[Box, list[float]]]) -> list[list[tuple[Box, list[float]]]]:
    """Rules from the same left to the same right, two at least, top to bottom; the widest first."""
    out: list[list[tuple[Box, list[float]]]] = []
    for rule in sorted(rules, key=lambda r: (-r[0].width, r[0].cy)):
        home = next((s for s in out if abs(s[0][0].x0 - rule[0].x0) < _SPAN and abs(s[0][0].x1 - rule[0].x1) < _SPAN), None)
        if home is None:
            out.append([rule])
        else:
            home.append(rule)
    return [sorted(s, key=lambda r: r[0].cy) for s in out if len(s) >= 2]


def _is_part(grid: Grid, span: Box, page: Page) -> bool:
    """Whether a grid stands within the width of the rules and could be the head, or the side, of their table."""
    inside = grid.box.x0 > span.x0 - _SPAN and grid.box.x1 < span.x1 + _SPAN
    painted = any(f is not None for f in grid.fills)
    return inside and (painted or len(grid.cells) > 1) and grid.box.height < 0.95 * page.height


def _goes_beyond(rule: Box, parts: list[Grid]) -> bool:
    """Whether a rule runs where no cells stand all along it, over it or under it."""
    near = [c for g in parts if g.box.y0 < rule.cy + _NEAR and g.box.y1 > rule.cy - _NEAR for c in g.cells]
    over = sum(c.overlap_x(rule) for c in near if c.y0 < rule.cy - _NEAR < c.y1)
    under = sum(c.overlap_x(rule) for c in near if c.y0 < rule.cy + _NEAR < c.y1)
    return max(over, under) < 0.9 * rule.width


def _tables(
    page: Page,
    span: list[tuple[Box, list[float]]],
    parts: list[Grid],
    frames: list[Box],
    lying: list[tuple[Box, list[float]]],
    words: WordMap,
) -> list[tuple[Grid, list[Grid]]]:
    """Tables of the cells drawn and those the rules leave open, and the grids each is made of."""
    first = span[0][0]
    drawn = [c for g in parts for c in g.cells]
    sides: dict[int, list[tuple[float, float]]] = {}  # heights where cells begin or end, and how wide these are
    for c in drawn:
        for y in (c.y0, c.y1):
            sides.setdefault(round(y / _NEAR), []).append((y, c.width))
    across = [own[0][0] for own in sides.values() if sum(width for _, width in own) > 0.8 * first.width]
    labels = [y for c in drawn if abs(c.x0 - first.x0) < _NEAR for y in (c.y0, c.y1)]
    ys = levels([*(r.cy for r, _ in span), *across, *labels])
    rows = [Box(first.x0, a, first.x1, b) for a, b in pairwise(ys) if _NEAR < b - a < _HIGH * page.height]
    met = [x for _, breaks in span for x in breaks]
    met = [x for x in met if sum(abs(x - o) < _NEAR for o in met) >= 2]
    rows = [r for r in rows if not _is_between(r, rows, parts, words)]
    return [made for run in _runs(rows, drawn, words) for made in _close(page, run, met, parts, frames, lying, words)]


def _is_between(row: Box, rows: list[Box], parts: list[Grid], words: WordMap) -> bool:
    """Whether a space where nothing is drawn holds running text, or another table follows what is no row: too high, one text."""
    drawn = [c for g in parts for c in g.cells if c.overlap_y(row) > 0.5 * row.height]
    if any(abs(c.x0 - row.x0) < _NEAR for c in drawn):
        return False  # its label
    lines = make_lines(w for w in words.within(row) if w.angle == 0)
    high = len({round(line.box.cy / 4) for line in lines})
    if high >= 3 and sum(line.box.width > 0.55 * row.width for line in lines) >= 0.3 * high:
        return True
    above = {id(g) for g in parts if g.box.y0 < row.y0}
    below = {id(g) for g in parts if abs(g.box.y0 - row.y1) < _NEAR}
    tall = row.height > 3 * median(r.height for r in rows)
    return bool(below - above) and (tall or not _in_pieces([w for line in lines for w in line.words]))


def _levels_of(row: Box, words: WordMap) -> int:
    """How many lines of text a row is high."""
    return len({round(line.box.cy / 4) for line in make_lines(w for w in words.within(row) if w.angle == 0)})


def _runs(rows: list[Box], drawn: list[Box], words: WordMap) -> list[list[Box]]:
    """Rows one under the other, none of them bare: a blank, or a title in larger print, parts two tables."""
    runs: list[list[Box]] = [[]]
    largest = 0.0
    for row in rows:
        inside = [w for w in words.within(row) if w.angle == 0]
        own = [w for w in inside if not any(c.width > 0.8 * row.width and c.holds(w.box, 1) for c in drawn)]
        size = max((w.size for w in own), default=largest)
        title = bool(largest) and size > 1.15 * largest
        if title or not inside or (runs[-1] and row.y0 - runs[-1][-1].y1 > _NEAR):
            runs.append([])
            largest = 0.0
            if title or not inside:
                continue
        runs[-1].append(row)
        largest = max(largest, size if own else 0.0)
    return [run for run in runs if len(run) >= 2]


def _edges(run: list[Box], met: list[float], cells: list[Box], words: WordMap) -> tuple[list[float], list[float]]:
    """(strong, weak): the sides of columns that hold text in most rows, and other edges of drawn cells."""
    whole, height = run[0], sum(r.height for r in run)
    sides = [(x, c.height) for c in cells if c.width < 0.8 * whole.width for x in (c.x0, c.x1)]
    low = next((r.y0 for r in run if not _is_shut(r, cells)), whole.y1)  # under the heads
    heads = [x for c in cells if c.width < 0.8 * whole.width and c.y1 < low + _NEAR for x in (c.x0, c.x1)]
    tall = [x for x, _ in sides if sum(h for o, h in sides if abs(x - o) < _NEAR) > 0.35 * height]
    inside = [words.within(r) for r in run]
    known = levels([*heads, *tall])
    also = [x for x in levels(met) if sum(_crosses(ws, x) > 0 for ws in inside) <= 0.1 * len(run)]
    also = [x for x in also if all(abs(x - o) > _NEAR for o in known)]
    xs = levels([whole.x0, *known, *also, whole.x1])
    held = [sum(any(a <= w.box.cx < b for w in ws) for ws in inside) >= 0.3 * len(run) for a, b in pairwise(xs)]
    strong = [x for k, x in enumerate(xs[1:-1]) if x in known or (held[k] and held[k + 1])]
    weak = [x for x in levels([*met, *(x for x, _ in sides)]) if all(abs(x - o) > _NEAR for o in [*strong, whole.x0, whole.x1])]
    return [whole.x0, *strong, whole.x1], weak


def _under_heads(run: list[Box], cells: list[Box], words: WordMap) -> list[Box]:
    """The rows from the first drawn from side to side, where one of those holds heads; none where none does."""
    drawn = [row for row in run if _is_shut(row, cells)]
    for row in drawn:
        own = [c for c in cells if c.overlap_y(row) > 0.5 * row.height or row.holds(c, _NEAR)]
        level = sorted(own, key=lambda c: c.x0)
        apart = any(b.x0 - a.x1 > _NEAR and b.overlap_y(a) > 0 for a, b in pairwise(level))  # cards set side by side
        if not apart and (len(own) > 1 or _in_pieces(words.within(own[0]))):
            return run[run.index(row) :]
    return []


def _beside_labels(run: list[Box], cells: list[Box], words: WordMap) -> list[Box]:
    """The rows from the first with a cell drawn at its left to the last, or to one in columns; none where most have none."""
    left = [c for c in cells if abs(c.x0 - run[0].x0) < _NEAR]
    labelled = [k for k, row in enumerate(run) if any(c.overlap_y(row) > 0.5 * row.height for c in left)]
    if len(labelled) < 2 or len(labelled) < 0.75 * (labelled[-1] + 1 - labelled[0]):  # tags over their values
        return []
    last = labelled[-1]
    while last + 1 < len(run) and _in_pieces(words.within(run[last + 1])):
        last += 1
    return run[labelled[0] : last + 1]


def _is_shut(row: Box, cells: list[Box]) -> bool:
    """Whether cells stand all along a row."""
    return sum(c.overlap_x(row) for c in cells if c.overlap_y(row) > 0.5 * row.height or row.holds(c, _NEAR)) >= 0.9 * row.width


def _crosses(words: list[Word], x: float) -> int:
    return sum(w.box.x0 < x - 2 and w.box.x1 > x + 2 for w in words if w.angle == 0)


def _close(
    page: Page,
    run: list[Box],
    met: list[float],
    parts: list[Grid],
    frames: list[Box],
    lying: list[tuple[Box, list[float]]],
    words: WordMap,
) -> list[tuple[Grid, list[Grid]]]:
    """The cells drawn in a run of rows and those left open, and the grids they are of; none where the rows are no table."""
    if len(run) < 2:
        return []
    reach = bounding(run)
    used = [g for g in parts if g.box.y0 < reach.y1 + _NEAR and g.box.y1 > reach.y0 - _NEAR]
    cells = [c for g in used for c in g.cells]
    fills = [f for g in used for f in g.fills]
    if not any(abs(g.box.x0 - reach.x0) < _SPAN or abs(g.box.x1 - reach.x1) < _SPAN for g in used):
        return []
    run = _under_heads(run, cells, words) or _beside_labels(run, cells, words)
    if len(run) < 2:
        return []
    reach = bounding(run)
    xs, weak = _edges(run, met, cells, words)
    shut = [*cells, *(f for f in frames if reach.holds(f, _NEAR))]
    open_rows = [r for r in run if not _is_shut(r, shut)]
    odd = [r for r in open_rows if any(_run_over(r, x, cells, words) for x in xs[1:-1])]
    for row in odd:
        if _levels_of(row, words) > 3 and not any(c.overlap_y(row) > 0.5 * row.height for c in shut):  # text between two tables
            at = run.index(row)
            return [m for part in (run[:at], run[at + 1 :]) for m in _close(page, part, met, parts, frames, lying, words)]
    usual = [r for r in run if r not in odd]
    xs = levels([*xs, *_blanks(usual, [r for r in open_rows if r not in odd], xs, cells, words)])
    told = [r for r in open_rows if r not in odd and _columns(r, xs, words) >= 2]
    headed = sum(not _in_pieces(words.within(c)) for c in cells if c.width < 0.8 * reach.width and c.y1 < open_rows[0].y0 + _NEAR) if open_rows else 0
    if len(xs) < 3 or len(told) < (1 if headed >= 3 else 2) or 2 * len(odd) > len(open_rows) or len(told) < 0.6 * (len(open_rows) - len(odd)):
        return []
    if len(xs) == 3 and _beside_panels(open_rows, xs, words):
        return []
    if not odd and (end := row_under(run[-1], xs[1:-1], words, page)) is not None:
        run = [*run, end]  # no rule closes it
        reach = bounding(run)
    partial = [b for b, _ in lying if b.width < reach.width - 8 and reach.y0 + _NEAR < b.cy < reach.y1 - _NEAR]
    new: list[Box] = []
    for group in _groups(run, odd):
        own = xs
        if group[0] in odd:
            own = [x for x in xs if not any(_run_over(r, x, cells, words) for r in group)]
            own = levels([*own, *_blanks(group, group, own, cells, words)])
        for a, b in pairwise(own):
            new += [part for cell in _open(a, b, group, shut, partial) for part in _cut(cell, weak, words)]
    last = [c for c in new if c.x0 > xs[-2] - _NEAR]
    if not any(map(words.within, last)) and not any(c.x1 > xs[-2] + _NEAR for c in cells):
        new = [c for c in new if c not in last]  # the rules are longer than the table
    if not any(map(words.within, new)):
        return []
    parted = [[c] if c.height > 1.2 * max(r.height for r in run) else _heads(c, xs, words) for c in cells]
    fills = [f for f, several in zip(fills, parted, strict=True) for _ in several]
    cells = [c for several in parted for c in several]
    return [(Grid(bounding([*cells, *new]), [*cells, *new], [*fills, *([None] * len(new))]), used)]


def _groups(run: list[Box], odd: list[Box]) -> list[list[Box]]:
    """The run cut where rows that keep to the columns and rows that do not follow each other."""
    out: list[list[Box]] = []
    for row in run:
        if out and (out[-1][-1] in odd) == (row in odd):
            out[-1].append(row)
        else:
            out.append([row])
    return out


def _open(left: float, right: float, rows: list[Box], cells: list[Box], partial: list[Box]) -> list[Box]:
    """What the rules leave open of one column: a box between two rules, where no cell is drawn."""
    middle = (left + right) / 2
    column = [c for c in cells if c.x0 < middle < c.x1]
    lines = [r.cy for r in partial if r.x0 - 2 <= middle <= r.x1 + 2]
    ys = levels([*(y for r in rows for y in (r.y0, r.y1)), *lines, *(y for c in column for y in (c.y0, c.y1))])
    top, bottom = rows[0].y0 - 1, rows[-1].y1 + 1
    return [
        Box(left, a, right, b) for a, b in pairwise(ys)
        if top < (a + b) / 2 < bottom and b - a > _NEAR and not any(c.y0 < (a + b) / 2 < c.y1 for c in column)
    ]  # fmt: skip


def _run_over(row: Box, x: float, cells: list[Box], words: WordMap) -> bool:
    """Whether a word of an open row stands over an edge, or two words of one sentence on its two sides."""
    own = [w for w in words.within(row) if w.angle == 0 and not any(c.holds(w.box, 1) for c in cells)]
    if _crosses(own, x):
        return True
    return any(
        a.box.cx < x <= b.box.cx and b.box.x0 - a.box.x1 < 0.45 * a.size
        for line in make_lines(own) for a, b in pairwise(line.words)
    )  # fmt: skip


def _heads(cell: Box, xs: list[float], words: WordMap) -> list[Box]:
    """A painted cell over several columns, parted where each has its head there."""
    inner = [x for x in xs if cell.x0 + _NEAR < x < cell.x1 - _NEAR]
    inside = [w for w in words.within(cell) if w.angle == 0] if inner else []
    held = len({bisect_left(inner, w.box.cx) for w in inside})
    close = any(
        a.box.cx < x <= b.box.cx and b.box.x0 - a.box.x1 < 0.7 * a.size
        for line in make_lines(inside) for a, b in pairwise(line.words) for x in inner
    )  # fmt: skip
    if held < 2 or held < 0.6 * (len(inner) + 1) or close or any(_crosses(inside, x) for x in inner):
        return [cell]
    return [Box(a, cell.y0, b, cell.y1) for a, b in pairwise([cell.x0, *inner, cell.x1])]


def _cut(cell: Box, weak: list[float], words: WordMap) -> list[Box]:
    """The cell, parted at the edges of other rows' cells where its own words keep to them."""
    inner = [x for x in weak if cell.x0 + _NEAR < x < cell.x1 - _NEAR]
    inside = [w for w in words.within(cell) if w.angle == 0] if inner else []
    crossed = any(w.box.x0 < x - 1 and w.box.x1 > x + 1 for w in inside for x in inner)
    if crossed or len({bisect_left(inner, w.box.cx) for w in inside}) < 2:
        return [cell]
    return [Box(a, cell.y0, b, cell.y1) for a, b in pairwise([cell.x0, *inner, cell.x1])]


def _columns(row: Box, xs: list[float], words: WordMap) -> int:
    return len({bisect_left(xs, w.box.cx) for w in words.within(row)})


def _blanks(run: list[Box], open_rows: list[Box], xs: list[float], cells: list[Box], words: WordMap) -> list[float]:
    """The blanks that the open rows share between two known edges, with the head over them when it is one cell."""
    out: list[float] = []
    for a, b in pairwise(xs):
        own = [c for c in cells if abs(c.x0 - a) < _NEAR and abs(c.x1 - b) < _NEAR and c.width < 0.8 * run[0].width] if run else []
        if b - a < 40 or any(ws and not _in_pieces(ws) for ws in map(words.within, own)):
            continue  # a column with its own head
        held: list[list[Word]] = []
        for row in run:
            whole = next((c for c in cells if c.x0 < (a + b) / 2 < c.x1 and c.overlap_y(row) > 0.5 * row.height), None)
            if row not in open_rows and (whole is None or whole.x0 > a + _NEAR or whole.x1 < b - _NEAR):
                continue
            inside = [w for w in words.within(Box(a, row.y0, b, row.y1)) if w.angle == 0]
            if inside and (row in open_rows or _in_pieces(inside)):
                held.append(inside)
        if len(held) >= min(3, len(run)):
            out += _gutters(held, a, b)
    return out


def _gutters(rows: list[list[Word]], left: float, right: float) -> list[float]:
    """The middles of the blanks that no word of the rows stands in, with text on both their sides in most rows."""
    lines = [line for row in rows for line in make_lines(row)]
    if not lines:
        return []
    size = max(line.size for line in lines)
    many = sum(len({round(line.box.cy / 4) for line in make_lines(row)}) for row in rows) >= 6  # lines, pieces level being one
    out: list[float] = []
    end = left + 8
    for x0, x1 in sorted((w.box.x0, w.box.x1) for row in rows for w in row):
        # The spaces of six lines do not fall one under the other by chance, less so where words begin together.
        together = sum(any(abs(w.box.x0 - x0) < 1 for w in row) for row in rows) >= 0.6 * len(rows)
        least = (0.15 if together else 0.3) * size if many else 1.5 * size
        if x0 - end >= least and end > left + 8:
            out.append((end + x0) / 2)
        end = max(end, x1)
    out = [x for x in out if _is_ragged(lines, x)]
    edges = [left, *out, right]
    share = [sum(any(a <= w.box.cx < b for w in row) for row in rows) / len(rows) for a, b in pairwise(edges)]
    return [x for k, x in enumerate(out) if share[k] >= 0.4 and share[k + 1] >= 0.3]


def _is_ragged(lines: list[Line], x: float) -> bool:
    """Whether the words before a blank end here and there, as a column's do: a space of a sentence is one everywhere."""
    gaps = []
    for line in lines:
        before = max((w.box.x1 for w in line.words if w.box.x1 < x), default=None)
        level = [w for o in lines if are_level(o, line) for w in o.words]
        after = min((w.box.x0 for w in level if w.box.x0 > x), default=None)
        if before is not None and after is not None and not any(before < w.box.x1 < x for w in level):
            gaps.append((after - before) / line.size)
    return not gaps or sum(gap > 0.5 for gap in gaps) >= 0.6 * len(gaps)


def _beside_panels(rows: list[Box], xs: list[float], words: WordMap) -> bool:
    """Whether what stands at the left of two columns is too long for labels: boxes of facts beside each fiche."""
    counts = [len(make_lines(words.within(Box(xs[0], r.y0, xs[1], r.y1)))) for r in rows]
    return sum(n > _LABEL_LINES for n in counts) > 0.3 * len(counts)


def _in_pieces(words: list[Word]) -> bool:
    """Whether a row painted whole holds the heads of columns: lines level with others."""
    return any(are_level(a, b) for a, b in pairwise(sorted(make_lines(words), key=lambda line: line.box.cy)))
