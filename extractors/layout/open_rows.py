"""Rows that only lying rules part, put together with the painted or closed cells over or beside them.

Modern tables draw no upright rule: a painted head or a painted column of labels, and one stroke under each row. What
the rules leave open is closed here: at the edges of the cells drawn, where the pieces of the rules meet, and at the
blanks the rows share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import dropwhile, groupby, pairwise
from statistics import median

from extractors.layout.between_rules import NEAR, Row, in_pieces
from extractors.layout.centres import WordMap
from extractors.layout.columns import join_pieces, row_under
from extractors.layout.grid import Grid, levels
from extractors.layout.lines import make_lines
from extractors.layout.open_columns import (
    beside_panels,
    columns_filled,
    drawn_edges,
    parted_at,
    parted_heads,
    shared_blanks,
)
from models.geometry import Box, bounding
from models.page import Page

_SPAN = 4.0  # points: rules whose ends are nearer than this are of one table
_HIGH = 0.6  # of the page: no row is higher
_Rule = tuple[Box, list[float]]  # a rule, and where its pieces meet


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page, its lying rules, the cells that hold tables of their own, and its words."""

    page: Page
    lying: list[_Rule]
    frames: list[Box]
    words: WordMap


def opened(page: Page, grids: list[Grid], frames: list[Box]) -> list[Grid]:
    """The grids, each with the rows that go on from it between rules as wide as the whole; others are unchanged.

    ``frames``: cells that hold tables of their own.
    """
    lying = join_pieces([r.box for r in page.rules if r.horizontal])
    wide = [rule for rule in lying if rule[0].width > 0.3 * page.width]
    if len(wide) < 2 or not grids:
        return grids
    spans = list(dropwhile(lambda span: not _parts_open(span, grids, page), _spans(wide)))
    if not spans:
        return grids
    sheet = _Sheet(page, lying, frames, WordMap(page.words))
    taken: set[int] = set()
    for span in spans:
        parts = _parts_open(span, [g for g in grids if id(g) not in taken], page)
        for whole, used in _tables(sheet, span, parts) if parts else ():
            if taken.isdisjoint(map(id, used)):
                taken.update(map(id, [whole, *used]))
                grids = [*(g for g in grids if not any(g is u for u in used)), whole]
    return grids


def _spans(rules: list[_Rule]) -> list[list[_Rule]]:
    """Rules from the same left to the same right, two at least, top to bottom; the widest first."""
    out: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda r: (-r[0].width, r[0].cy)):
        home = next((s for s in out if abs(s[0][0].x0 - rule[0].x0) < _SPAN and abs(s[0][0].x1 - rule[0].x1) < _SPAN), None)
        if home is None:
            out.append([rule])
        else:
            home.append(rule)
    return [sorted(s, key=lambda r: r[0].cy) for s in out if len(s) >= 2]


def _parts_open(span: list[_Rule], grids: list[Grid], page: Page) -> list[Grid]:
    """The grids that could be of the table of some rules; none where none of these goes beyond them."""
    parts = [g for g in grids if _is_part(g, span[0][0], page)]
    return parts if parts and any(_goes_beyond(rule, parts) for rule, _ in span) else []


def _is_part(grid: Grid, span: Box, page: Page) -> bool:
    """Whether a grid stands within the width of the rules and could be the head, or the side, of their table."""
    inside = grid.box.x0 > span.x0 - _SPAN and grid.box.x1 < span.x1 + _SPAN
    painted = any(f is not None for f in grid.fills)
    return inside and (painted or len(grid.cells) > 1) and grid.box.height < 0.95 * page.height


def _goes_beyond(rule: Box, parts: list[Grid]) -> bool:
    """Whether a rule runs where no cells stand all along it, over it or under it."""
    near = [c for g in parts if g.box.y0 < rule.cy + NEAR and g.box.y1 > rule.cy - NEAR for c in g.cells]
    over = sum(c.overlap_x(rule) for c in near if c.y0 < rule.cy - NEAR < c.y1)
    under = sum(c.overlap_x(rule) for c in near if c.y0 < rule.cy + NEAR < c.y1)
    return max(over, under) < 0.9 * rule.width


def _tables(sheet: _Sheet, span: list[_Rule], parts: list[Grid]) -> list[tuple[Grid, list[Grid]]]:
    """Tables of the cells drawn and those the rules leave open, and the grids each is made of."""
    first = span[0][0]
    drawn = [c for g in parts for c in g.cells]
    ys = levels([*(r.cy for r, _ in span), *_heights(drawn, first)])
    spaces = [Box(first.x0, a, first.x1, b) for a, b in pairwise(ys) if NEAR < b - a < _HIGH * sheet.page.height]
    if not spaces:
        return []
    usual = median(s.height for s in spaces)
    rows = [Row.of(s, drawn, sheet.words) for s in spaces]
    runs = _runs([r for r in rows if not _is_between(r, usual, parts)])
    met = _where_pieces_meet(span)
    return [made for run in runs for made in _closed(sheet, run, met, parts)]


def _heights(drawn: list[Box], whole: Box) -> list[float]:
    """The heights where cells begin or end from side to side, and where those of the left column do."""
    sides: dict[int, list[tuple[float, float]]] = {}
    for c in drawn:
        for y in (c.y0, c.y1):
            sides.setdefault(round(y / NEAR), []).append((y, c.width))
    across = [own[0][0] for own in sides.values() if sum(width for _, width in own) > 0.8 * whole.width]
    return [*across, *(y for c in drawn if abs(c.x0 - whole.x0) < NEAR for y in (c.y0, c.y1))]


def _where_pieces_meet(span: list[_Rule]) -> list[float]:
    """The places where the pieces of two rules or more meet, left to right."""
    xs = sorted(x for _, breaks in span for x in breaks)
    close = [b - a < NEAR for a, b in pairwise(xs)]
    return [x for x, before, after in zip(xs, [False, *close], [*close, False], strict=False) if before or after]


def _is_between(row: Row, usual: float, parts: list[Grid]) -> bool:
    """Whether a space where nothing is drawn holds running text, or another table follows what is no row: too high, one text.

    ``usual``: the height of a row in points.
    """
    if any(abs(c.x0 - row.box.x0) < NEAR for c in row.beside(row.cells)):
        return False  # its label
    if row.is_prose():
        return True
    above = {id(g) for g in parts if g.box.y0 < row.box.y0}
    below = {id(g) for g in parts if abs(g.box.y0 - row.box.y1) < NEAR}
    return bool(below - above) and (row.box.height > 3 * usual or not in_pieces(row.lines))


def _runs(rows: list[Row]) -> list[list[Row]]:
    """Rows one under the other, none of them bare: a blank, or a title in larger print, parts two tables."""
    runs: list[list[Row]] = [[]]
    largest = 0.0
    for k, row in enumerate(rows):
        own = row.outside([c for c in row.cells if c.width > 0.8 * row.box.width])
        size = max((w.size for w in own), default=largest)
        bare = not row.level or (bool(largest) and size > 1.15 * largest) or (bool(runs[-1]) and _heads_another(*rows[k - 1 : k + 2]))
        if bare or (runs[-1] and row.box.y0 - runs[-1][-1].box.y1 > NEAR):
            runs.append([])
            largest = 0.0
            if bare:
                continue
        runs[-1].append(row)
        largest = max(largest, size if own else 0.0)
    return [run for run in runs if len(run) >= 2]


def _heads_another(over: Row, row: Row, under: Row | None = None) -> bool:
    """Whether a bare row of heads stands under the closed cells of another table, over rows of its own."""
    if under is None or not over.shut or row.shut or under.shut:
        return False
    return _bold(over) < 0.5 and _bold(under) < 0.5 and _bold(row) > 0.6 and len(row.lines) >= 3


def _bold(row: Row) -> float:
    """The share of its words in bold: a scan misses that of the short ones."""
    return sum(w.bold for w in row.level) / max(len(row.level), 1)


def _closed(sheet: _Sheet, run: list[Row], met: list[float], parts: list[Grid]) -> list[tuple[Grid, list[Grid]]]:
    """The table of a run of rows and the grids it is made of, or those over and under a text within; none where there is none."""
    if len(run) < 2 or all(row.shut for row in run):
        return []
    reach = _reach(run)
    used = [g for g in parts if g.box.y0 < reach.y1 + NEAR and g.box.y1 > reach.y0 - NEAR]
    if not any(abs(g.box.x0 - reach.x0) < _SPAN or abs(g.box.x1 - reach.x1) < _SPAN for g in used):
        return []
    cells = [c for g in used for c in g.cells]
    run = _under_heads(run, sheet.words) or _beside_labels(run, sheet.words)
    if len(run) < 2:
        return []
    table = _parted(sheet, run, met, cells)
    for row in table.odd:
        if row.height_in_lines() > 3 and not row.beside([*row.cells, *table.frames]):  # text between two tables
            at = run.index(row)
            return [made for part in (run[:at], run[at + 1 :]) for made in _closed(sheet, part, met, parts)]
    table = table.with_blanks(sheet.words)
    whole = _filled(sheet, table, [f for g in used for f in g.fills]) if table.is_one(sheet.words) else None
    return [(whole, used)] if whole is not None else []


def _reach(run: list[Row]) -> Box:
    return bounding(row.box for row in run)


def _under_heads(run: list[Row], words: WordMap) -> list[Row]:
    """The rows from the first drawn from side to side, where one of those holds heads; none where none does."""
    for k, row in enumerate(run):
        if not row.shut:
            continue
        own = row.own(row.cells)
        level = sorted(own, key=lambda c: c.x0)
        apart = any(b.x0 - a.x1 > NEAR and b.overlap_y(a) > 0 for a, b in pairwise(level))  # cards set side by side
        if not apart and (len(own) > 1 or in_pieces(make_lines(words.within(own[0])))):
            return run[k:]
    return []


def _beside_labels(run: list[Row], words: WordMap) -> list[Row]:
    """The rows from the first with a cell drawn at its left to the last, or to one in columns; none where most have none."""
    labelled = [k for k, row in enumerate(run) if any(abs(c.x0 - row.box.x0) < NEAR for c in row.beside(row.cells))]
    if len(labelled) < 2 or len(labelled) < 0.75 * (labelled[-1] + 1 - labelled[0]):  # tags over their values
        return []
    last = labelled[-1]
    while last + 1 < len(run) and in_pieces(make_lines(run[last + 1].words)):
        last += 1
    return run[labelled[0] : last + 1]


@dataclass(frozen=True, slots=True)
class _Table:
    """A run of rows and their columns."""

    rows: list[Row]
    xs: list[float]  # edges of its columns
    weak: list[float]  # other edges of cells, which part a cell whose words keep to them
    cells: list[Box]  # drawn
    frames: list[Box]  # within it, with tables of their own
    left_open: list[Row]
    odd: list[Row]  # of those, the ones whose words run over the edges

    @property
    def even(self) -> list[Row]:
        return [r for r in self.left_open if r not in self.odd]

    def with_blanks(self, words: WordMap) -> _Table:
        """It with the edges that the blanks of its rows tell."""
        usual = [r for r in self.rows if r not in self.odd]
        found = shared_blanks(usual, self.xs, self.cells, words, left_open=self.even)
        return replace(self, xs=levels([*self.xs, *found]))

    def is_one(self, words: WordMap) -> bool:
        """Whether most rows left open hold several columns; one does where three heads are told."""
        even = self.even
        told = sum(columns_filled(r, self.xs) >= 2 for r in even)
        if len(self.xs) < 3 or 2 * len(self.odd) > len(self.left_open) or told < 0.6 * len(even):
            return False
        if told < 2 and not (told == 1 and self._heads(words) >= 3):
            return False
        return len(self.xs) > 3 or not beside_panels(self.left_open, self.xs, words)

    def _heads(self, words: WordMap) -> int:
        """How many cells over the first row left open are no row of heads painted whole."""
        first = self.left_open[0].box
        over = [c for c in self.cells if c.width < 0.8 * first.width and c.y1 < first.y0 + NEAR]
        return sum(not in_pieces(make_lines(words.within(c))) for c in over)


def _parted(sheet: _Sheet, run: list[Row], met: list[float], cells: list[Box]) -> _Table:
    """A run of rows parted at the edges drawn, ``met`` being where pieces of its rules meet."""
    xs, weak = drawn_edges(run, met, cells)
    reach = _reach(run)
    frames = [f for f in sheet.frames if reach.holds(f, NEAR)]
    left_open = [r for r in run if not r.is_shut(frames)]
    return _Table(run, xs, weak, cells, frames, left_open, [r for r in left_open if len(_kept([r], xs[1:-1])) < len(xs) - 2])


def _kept(rows: list[Row], xs: list[float]) -> list[float]:
    """The edges that no word or sentence of some rows runs over."""
    spans = [span for row in rows for span in row.unbroken()]
    return [x for x in xs if not any(a < x < b for a, b in spans)]


def _filled(sheet: _Sheet, table: _Table, fills: list[int | None]) -> Grid | None:
    """The cells drawn, painted in ``fills``, and those left open; None where these hold no word."""
    rows = table.rows
    if not table.odd and (end := row_under(rows[-1].box, table.xs[1:-1], sheet.words, sheet.page)) is not None:
        rows = [*rows, Row.of(end, table.cells, sheet.words)]  # no rule closes it
    new = _left_open(sheet, table, rows)
    far = table.xs[-2] - NEAR
    if not any(sheet.words.within(c) for c in new if c.x0 > far) and not any(c.x1 > table.xs[-2] + NEAR for c in table.cells):
        new = [c for c in new if c.x0 <= far]  # the rules are longer than the table
    if not any(map(sheet.words.within, new)):
        return None
    high = 1.2 * max(row.box.height for row in rows)
    parts = [[c] if c.height > high else parted_heads(c, table.xs, sheet.words) for c in table.cells]
    cells = [*(c for several in parts for c in several), *new]
    painted = [f for f, several in zip(fills, parts, strict=True) for _ in several]
    return Grid(bounding(cells), cells, [*painted, *([None] * len(new))])


def _left_open(sheet: _Sheet, table: _Table, rows: list[Row]) -> list[Box]:
    """The cells that the rules leave open; rows that follow each other and keep to other columns are parted by themselves."""
    reach = _reach(rows)
    partial = [b for b, _ in sheet.lying if b.width < reach.width - 8 and reach.y0 + NEAR < b.cy < reach.y1 - NEAR]
    out: list[Box] = []
    for odd, together in groupby(rows, key=lambda row: row in table.odd):
        group, xs = list(together), table.xs
        if odd:
            xs = _kept(group, xs)
            xs = levels([*xs, *shared_blanks(group, xs, table.cells, sheet.words, left_open=group)])
        for a, b in pairwise(xs):
            open_cells = _between(a, b, group, [*table.cells, *table.frames], partial)
            out += [part for cell in open_cells for part in parted_at(cell, table.weak, sheet.words)]
    return out


def _between(left: float, right: float, rows: list[Row], cells: list[Box], partial: list[Box]) -> list[Box]:
    """What the rules leave open of one column: a box between two rules, where no cell is drawn."""
    middle = (left + right) / 2
    column = [c for c in cells if c.x0 < middle < c.x1]
    lines = [r.cy for r in partial if r.x0 - 2 <= middle <= r.x1 + 2]
    ys = levels([*(y for r in rows for y in (r.box.y0, r.box.y1)), *lines, *(y for c in column for y in (c.y0, c.y1))])
    top, bottom = rows[0].box.y0 - 1, rows[-1].box.y1 + 1
    return [
        Box(left, a, right, b) for a, b in pairwise(ys)
        if top < (a + b) / 2 < bottom and b - a > NEAR and not any(c.y0 < (a + b) / 2 < c.y1 for c in column)
    ]  # fmt: skip
