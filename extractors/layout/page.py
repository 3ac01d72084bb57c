"""A page laid out: grids, lines and reading order put together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from extractors.layout.atoms import Atom, Panel, into_panels
from extractors.layout.axis_bands import beside_axis
from extractors.layout.centres import Centres, WordMap
from extractors.layout.columns import extend_headers, ruled_rows, split_bands, split_columns, split_heads
from extractors.layout.cut import carry_headers
from extractors.layout.furniture import set_aside
from extractors.layout.grid import Grid, find_grids, underline_rules
from extractors.layout.gutters import find_gutters
from extractors.layout.headed import headed_columns
from extractors.layout.labels_under import labels_under
from extractors.layout.legends import spelled_out
from extractors.layout.lines import are_level, make_lines, turned_lines
from extractors.layout.listed_pages import with_page_numbers
from extractors.layout.margins import make_lines_beside_margins
from extractors.layout.markers import badges_apart, before_titles
from extractors.layout.measures import with_measures
from extractors.layout.nested import nested_in_place
from extractors.layout.open_rows import opened
from extractors.layout.order import Flow, LabelRows, reading_order
from extractors.layout.own_labels import own_labels, with_own
from extractors.layout.painted_rows import under_heads
from extractors.layout.paragraphs import is_listed, make_paragraphs, starts_item
from extractors.layout.partings import find_strips, parted
from extractors.layout.pictograms import without_pictograms
from extractors.layout.plain_tables import plain_tables
from extractors.layout.settle import Opinion, settle
from extractors.layout.side_lists import read_down
from extractors.layout.sidebars import beside_turned_bands, without_sidebars
from extractors.layout.timelines import active_years
from extractors.layout.tints import banded, striped, with_values
from extractors.layout.turned import home_of, join_over_pages, merge_under_titles, stroke_bands, titles_of, whole_words
from models.block import Aside, Block, Cell, Line, PageLayout, Paragraph, Table
from models.geometry import Box, bounding
from models.page import PICTOGRAM, Page, Word

_PICTOGRAM = 45.0  # points: the side of a pictogram at most
IsLabel = Callable[[str], bool]


def layout_pages(
    pages: list[Page],
    *,
    is_label: IsLabel,
    is_content: IsLabel,
    label_said: Callable[[str], str | None] | None = None,
    opinion: Opinion | None = None,
) -> list[PageLayout]:
    """Every page's blocks in reading order, with headers, footers, stamps and notes set aside.

    ``is_label`` knows field labels; ``is_content`` knows what must never be taken for a running header;
    ``label_said`` the label a legend gives a sign;
    ``opinion`` is asked about the tables whose rules do not fit their words.
    """
    pages = [stroke_bands(page, is_label) for page in pages]
    grids = [_tables(page, is_label) for page in pages]
    tables = [[g.box for g in gs if len(g.cells) >= 6] for gs, _ in grids]
    aside = set_aside(pages, is_content, tables)
    if label_said is not None:
        spelled = spelled_out([words for words, *_ in aside], [page.signs for page in pages], label_said)
        aside = [
            (words, lines if words is own else make_lines(w for w in words if w.angle == 0), asides)
            for words, (own, lines, asides) in zip(spelled, aside, strict=True)
        ]
        grids = [_less_signs(own, words) for own, words in zip(grids, spelled, strict=True)]
    texts = {w.text for page in pages for w in page.words}
    known = frozenset(text.lower().strip(".,;:!?()«»\"’'") for text in texts)
    own = own_labels([lines for _, lines, _ in aside], is_label)
    layouts = [
        _layout_page(page, gs, frames, WordMap(without_pictograms(words, is_label)), lines, asides, is_label, opinion, known, own)
        for page, (gs, frames), (words, lines, asides) in zip(pages, grids, aside, strict=True)
    ]
    labels_under(layouts, is_label)
    join_over_pages(layouts, is_label)
    carry_headers(layouts)
    return layouts


def _tables(page: Page, is_label: IsLabel) -> tuple[list[Grid], list[Box]]:
    """The grids and frames drawn on a page, with the rows that only lying rules part."""
    grids, frames = find_grids(page, is_label)
    return opened(page, grids, frames), frames


def _less_signs(found: tuple[list[Grid], list[Box]], words: list[Word]) -> tuple[list[Grid], list[Box]]:
    """The grids and frames of a page less those that are part of a pictogram read as a word."""
    signs = [w.box for w in words if w.font == PICTOGRAM]
    if not signs:
        return found
    grids, frames = found

    def is_part(box: Box) -> bool:
        return max(box.width, box.height) < _PICTOGRAM and any(box.x0 - 3 < s.x0 < box.x1 and box.y0 - 9 < s.cy < box.y1 + 9 for s in signs)

    return [g for g in grids if len(g.cells) > 1 or not is_part(g.box)], [f for f in frames if not is_part(f)]


def _layout_page(
    page: Page,
    found: list[Grid],
    frames: list[Box],
    words: WordMap,
    lines: list[Line],
    asides: list[Aside],
    is_label: IsLabel,
    opinion: Opinion | None,
    known: frozenset[str],
    own: frozenset[str],
) -> PageLayout:
    layout = PageLayout(page, asides=asides)
    if not words:
        return layout
    found = under_heads(page, found, words, is_label)
    found = beside_axis(striped(page, banded(page, found, words), words), words)
    grids = [split_heads(split_bands(split_columns(g, words), words), words, is_label) for g in found]
    grids = with_values(page, grids, words, is_label)
    grids = extend_headers(page, grids, words)
    drawn = {id(g) for g in grids}
    grids += ruled_rows(page, [g.box for g in grids])
    grids += plain_tables(lines, words, [g.box for g in grids], is_label)
    grids = [g for g in settle(page, grids, words, opinion) if id(g) in drawn or not _faces_labels(g, words, is_label)]
    grids = merge_under_titles(grids, page, words)
    grids, beside = without_sidebars(grids, page, words, is_label)
    frames = [*frames, *beside, *beside_turned_bands(grids, page, words)]
    grids = with_measures(grids, words)
    strips = find_strips(page, words, is_label)
    if strips:
        grids, frames = parted(grids, strips), [*frames, *strips]
    years, left = active_years(page, words, grids)
    contents, free = _shared_out(words if left is words else WordMap(left), grids, page)
    level = [w for w in free if w.angle == 0]
    plain = make_lines(level)
    frames = [*frames, *headed_columns(level, plain, is_label)]
    lines = with_page_numbers(_lines_by_frame(level, plain, frames))
    atoms: list[Atom] = [*years, *lines]
    atoms += turned_lines(w for w in free if w.angle in (90, 270))
    for grid in grids:
        if id(grid) in contents:  # empty cells above the text do not raise the table in reading order
            grid.box = bounding(grid.cells[k] for k in contents[id(grid)])
            if len(grid.cells) == 1:
                grid.text = " ".join(w.text for w in contents[id(grid)][0])
                grid.sizes = [w.size for w in contents[id(grid)][0]]
            atoms.append(grid)
    reader = _Reader(page, contents, is_label, [r.box for r in underline_rules(page)], known)
    parts = reading_order(into_panels(atoms, frames), with_own(is_label, own), rules=reader.strokes)
    layout.blocks = nested_in_place(_joined(reader.blocks(parts)))
    return layout


def _shared_out(words: WordMap, grids: list[Grid], page: Page) -> tuple[dict[int, dict[int, list[Word]]], list[Word]]:
    """The words of each cell, by id of its grid and place in it, and those outside any; the smallest grid has them."""
    owner: dict[int, tuple[Grid, int]] = {}
    for grid in sorted(grids, key=lambda g: g.box.width * g.box.height, reverse=True):
        left = set(words.indexes(grid.box, 1))
        for k, cell in enumerate(grid.cells):
            for i in words.indexes(cell, 0.5):
                if i in left:  # the first cell that holds it has it
                    left.remove(i)
                    owner[i] = (grid, k)
        for line, places in _turned_places(words, owner, grid, page):  # a title cut by the page is not shared out
            home = home_of(line, grid.cells)
            owner.update((i, (grid, home)) for i in places if home is not None)
    contents: dict[int, dict[int, list[Word]]] = {}
    free: list[Word] = []
    for i, word in enumerate(words):
        if i in owner:
            grid, k = owner[i]
            contents.setdefault(id(grid), {}).setdefault(k, []).append(word)
        else:
            free.append(word)
    return contents, free


def _turned_places(
    words: WordMap, owner: dict[int, tuple[Grid, int]], grid: Grid, page: Page
) -> list[tuple[Line, list[int]]]:
    """The turned lines of a grid that several of its cells hold words of, and where in ``words`` theirs are."""
    mine = {id(words[i]): i for i, (g, _) in owner.items() if g is grid and words[i].angle in (90, 270)}
    lines = [part for line in turned_lines(words[i] for i in mine.values()) for part in titles_of(line, grid, page)]
    found = [(line, [mine[id(w)] for w in line.words if id(w) in mine]) for line in lines]
    return [(line, at) for line, at in found if len({owner[i][1] for i in at}) > 1]


def _faces_labels(grid: Grid, words: WordMap, is_label: IsLabel) -> bool:
    """Whether labels stand at the left of a table's rows, outside it: each row is a value, perhaps a list in columns."""
    rows = sorted({(c.y0, c.y1) for c in grid.cells})
    beside = [Box(grid.box.x0 - 180, y0, grid.box.x0 - 1, y1) for y0, y1 in rows]
    lines = [make_lines(w for w in words.within(b) if w.angle == 0) for b in beside]
    named = sum(any(is_label(line.text) for line in found[:1]) for found in lines)
    return named >= 2 and named >= 0.6 * len(rows)


def _lines_by_frame(words: list[Word], plain: list[Line], frames: list[Box]) -> list[Line]:
    """Lines of the words, never across the edge of a frame; ``plain``: those they make where nothing parts them."""
    if not frames:
        return badges_apart(make_lines_beside_margins(words, find_gutters(words), plain))
    groups: dict[int, list[Word]] = {}
    framed: dict[int, int] = {}
    centres = Centres(w.box for w in words)
    for k in sorted(range(len(frames)), key=lambda k: frames[k].width * frames[k].height):
        for i in centres.within(frames[k]):
            framed.setdefault(i, k)  # the smallest frame that holds it
    for i, word in enumerate(words):
        groups.setdefault(framed.get(i, -1), []).append(word)
    return [line for group in groups.values() for line in badges_apart(make_lines_beside_margins(group, find_gutters(group)))]


def _joined(blocks: list[Block]) -> list[Block]:
    """Parts of one table drawn apart (header, rows, total) put together: same columns, one just above the other."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if isinstance(block, Table) and isinstance(last, Table) and last.cols == block.cols > 1:
            ours, theirs = (_levels([c.box.x0 for c in t.cells]) for t in (last, block))
            aligned = len(ours) == len(theirs) and all(abs(a - b) < 12 for a, b in zip(ours, theirs, strict=True))
            if aligned and -3 < block.box.y0 - last.box.y1 < 8:
                for cell in block.cells:
                    cell.row += last.rows
                last.cells += block.cells
                last.rows += block.rows
                last.box = last.box.union(block.box)
                continue
        out.append(block)
    return out


class _Reader:
    """Turns ordered parts into blocks; holds what every step of one page needs."""

    def __init__(
        self,
        page: Page,
        contents: dict[int, dict[int, list[Word]]],
        is_label: IsLabel,
        underlines: list[Box],
        known: frozenset[str],
    ) -> None:
        self.page, self.contents, self.is_label, self.underlines = page, contents, is_label, underlines
        self.known = known
        self.strokes = [r.box for r in page.rules if r.horizontal]

    def blocks(self, parts: list[Flow | LabelRows]) -> list[Block]:
        out: list[Block] = []
        for part in parts:
            if isinstance(part, LabelRows):
                out.append(self._label_table(part))
                continue
            lines: list[Line] = []
            for atom in self._badges_first(part.atoms):
                if isinstance(atom, Line):
                    lines.append(atom)
                    continue
                out += self._paragraphs(lines, self._column_of(part, lines))
                lines = []
                if isinstance(atom, Panel):
                    out += self.blocks(reading_order(atom.atoms, self.is_label, rules=self.strokes))
                else:
                    out += self._grid(atom)
            out += self._paragraphs(lines, self._column_of(part, lines))
        return out

    def _badges_first(self, atoms: list[Atom]) -> list[Atom]:
        """The atoms with each badge before the lines it stands beside: a number in a corner cuts no title."""
        badges = [a for a in atoms if isinstance(a, Grid) and self._is_badge(a)]
        out = [a for a in atoms if not any(a is badge for badge in badges)]
        for badge in badges:
            at = next((k for k, a in enumerate(out) if a.box.y1 > badge.box.y0 + 1), len(out))
            while 0 < at < len(out) and _goes_on(out[at - 1], out[at]):
                at -= 1
            out.insert(at, badge)
        return out

    def _is_badge(self, grid: Grid) -> bool:
        words = self.contents[id(grid)].get(0, []) if len(grid.cells) == 1 else []
        return 0 < len(words) <= 2 and all(w.text.isdigit() for w in words)

    def _column_of(self, part: Flow, lines: list[Line]) -> Box | None:
        """The column's width as the whole flow shows it, at the height of these lines."""
        if not lines:
            return None
        own = bounding(line.box for line in lines)
        return Box(min(own.x0, part.column.x0), own.y0, max(own.x1, part.column.x1), own.y1)

    def _paragraphs(
        self, lines: list[Line], column: Box | None, fill: int | None = None, *, listed: bool = False
    ) -> list[Paragraph]:
        number, dots = self.page.number, self.page.dots
        paragraphs = make_paragraphs(
            before_titles(lines), number, column=column, dots=dots, fill=fill, known=self.known, listed=listed,
            underlines=self.underlines,
        )  # fmt: skip
        for p in paragraphs:
            p.underlined = any(
                u.overlap_x(p.box) > 0.5 * p.box.width and abs(u.cy - p.box.y1) < 6 for u in self.underlines
            )
        return paragraphs

    def _grid(self, grid: Grid) -> list[Block]:
        contents = self.contents[id(grid)]
        if len(grid.cells) == 1:
            paragraphs = self._cell_paragraphs(contents.get(0, []), grid.cells[0], grid.fills[0])
            for p in paragraphs:
                p.boxed = True
            return list(paragraphs)
        xs = _levels([c.x0 for c in grid.cells] + [c.x1 for c in grid.cells])
        ys = _levels([c.y0 for c in grid.cells] + [c.y1 for c in grid.cells])
        cells = []
        listed = self._listed(grid, xs) if len(xs) > 4 else set()
        for k, (box, fill) in enumerate(zip(grid.cells, grid.fills, strict=True)):
            row, col = _nearest(ys, box.y0), _nearest(xs, box.x0)
            words = contents.get(k, [])
            cells.append(
                Cell(
                    row,
                    col,
                    box,
                    self.page.number,
                    row_span=max(1, _nearest(ys, box.y1) - row),
                    col_span=max(1, _nearest(xs, box.x1) - col),
                    paragraphs=self._cell_paragraphs(words, box, fill, listed=col in listed),
                    fill=fill,
                    upright=not words or any(w.angle == 0 for w in words),
                )
            )
        if len(xs) == 2:  # cells one above the other: a title's band and what it is about
            paragraphs = [p for cell in sorted(cells, key=lambda c: c.row) for p in cell.paragraphs]
            for p in paragraphs:
                p.boxed = True
            return list(paragraphs)
        return [Table(self.page.number, grid.box, len(ys) - 1, len(xs) - 1, cells)]

    def _listed(self, grid: Grid, xs: list[float]) -> set[int]:
        """The narrow columns of a table that hold a name a line."""
        columns: dict[int, list[list[Line]]] = {}
        for k, words in self.contents[id(grid)].items():
            box = grid.cells[k]
            if box.width < 0.2 * self.page.width and len(words) > 1:
                lines = _across(make_lines(w for w in words if w.angle == 0))
                columns.setdefault(_nearest(xs, box.x0), []).append(lines)
        return {col for col, cells in columns.items() if is_listed(cells)}

    def _cell_paragraphs(
        self, words: list[Word], box: Box, fill: int | None, *, listed: bool = False
    ) -> list[Paragraph]:
        straight = [w for w in words if w.angle == 0]
        narrow = box.width < 0.3 * self.page.width
        upright = badges_apart(make_lines(straight, () if narrow else find_gutters(straight)))
        turned = turned_lines(w for w in words if w.angle in (90, 270))
        out: list[Paragraph] = []
        if turned:
            merged = whole_words(turned)
            out += make_paragraphs(
                [Line(merged, bounding(w.box for w in merged))],
                self.page.number,
                column=box,
                fill=fill,
                known=self.known,
            )
        if not upright:
            return out
        if narrow or len(upright) < 2:
            for lines in read_down(upright, self.page.dots):
                out += self._paragraphs(_across(lines), box, fill, listed=listed)
            return out
        parts = reading_order(list(upright), self.is_label)
        for part in parts:
            if isinstance(part, LabelRows):
                for label, values in part.rows:
                    out += self._paragraphs(label, None, fill) + self._paragraphs(values, None, fill)
            else:
                lines = [a for a in part.atoms if isinstance(a, Line)]
                whole = len(parts) == 1 or part.column.width > 0.6 * box.width or part.column.x1 > box.x1 - 30
                column = Box(part.column.x0, part.column.y0, box.x1 if whole else part.column.x1, part.column.y1)
                out += self._paragraphs(_across(lines), column, fill)
        return out

    def _label_table(self, part: LabelRows) -> Table:
        cells = []
        for k, (label, values) in enumerate(part.rows):
            for col, lines in enumerate((label, values)):
                if not lines:
                    continue
                x0, x1 = (part.box.x0, part.split) if (col == 0) != part.at_right else (part.split, part.box.x1)
                box = bounding(line.box for line in lines)
                column = Box(min(x0, box.x0), box.y0, max(x1, box.x1), box.y1)
                down = read_down(lines, self.page.dots, plain=col == 1)
                edges = [*(min(line.box.x0 for line in after) - 8 for after in down[1:]), column.x1]
                read: list[Paragraph] = []
                for own, edge in zip(down, edges, strict=True):
                    if len(down) > 1 and starts_item(own[0], self.page.dots):
                        edge = max(line.box.x1 for line in own)
                    read += self._paragraphs(_across(own), replace(column, x1=edge))
                cells.append(Cell(k, col, column, self.page.number, paragraphs=read))
        return Table(self.page.number, part.box, len(part.rows), 2, cells)


def _goes_on(above: Atom, line: Atom) -> bool:
    """Whether two lines look alike and close enough to be one title."""
    if not isinstance(above, Line) or not isinstance(line, Line):
        return False
    return abs(above.size - line.size) < 0.3 and line.box.y0 - above.box.y1 < 0.5 * line.size


def _across(lines: list[Line]) -> list[Line]:
    """Pieces of one baseline joined again: within a narrow cell a wide blank is not a column."""
    out: list[Line] = []
    for line in sorted(lines, key=lambda ln: (round(ln.box.cy), ln.box.x0)):
        if out and are_level(out[-1], line) and not _far_apart(out[-1], line):
            words = sorted(out[-1].words + line.words, key=lambda w: w.box.x0)
            out[-1] = Line(words, bounding(w.box for w in words))
        else:
            out.append(line)
    return out


def _far_apart(a: Line, b: Line) -> bool:
    """Whether a wide blank and another print part two pieces of a baseline: a title, and "FICHE 3" at its band's end."""
    large, small = max(a.size, b.size), min(a.size, b.size)
    other = large > 1.15 * small or a.words[-1].color != b.words[0].color
    return other and max(b.box.x0 - a.box.x1, a.box.x0 - b.box.x1) > 3 * large


def _levels(values: list[float]) -> list[float]:
    out: list[list[float]] = []
    for v in sorted(values):
        if out and v - out[-1][-1] <= 3.0:
            out[-1].append(v)
        else:
            out.append([v])
    return [sum(g) / len(g) for g in out]


def _nearest(levels: list[float], value: float) -> int:
    """Index of the level nearest to ``value``, the lower of two as near; ``levels`` ascend."""
    after = min(bisect_left(levels, value), len(levels) - 1)
    return after - 1 if after and abs(levels[after - 1] - value) <= abs(levels[after] - value) else after
