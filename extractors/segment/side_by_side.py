"""Actions side by side in one table: each column is read as a fiche of its own.

Either every row is a field and its label stands at the left ("Pilote | DDETS | CAF | ADIL"), or each column holds its
own labels under its title.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extractors.french.headings import Heading, read_heading
from extractors.french.lexicon import Label, read_label, split_run_in
from extractors.segment.label_rows import label_of
from models.block import Block, Cell, PageLayout, Paragraph, Table
from models.geometry import bounding
from models.text import PlacedText

_TITLES = ("title", "number")
_TELLING = {"pilot", "partner", "indicator", "objective", "calendar"}


def part_actions(layouts: list[PageLayout]) -> None:
    """Every table of actions side by side becomes, action after action, its title and a table or text of its own."""
    for before, after in pairwise(layouts):
        _take_rest(before, after)
    for layout in layouts:
        if any(isinstance(b, Table) and b.cols > 1 for b in layout.blocks):
            layout.blocks = [p for b in layout.blocks for p in (_parted(b) if isinstance(b, Table) else [b])]


def _parted(table: Table) -> list[Block]:
    """The blocks of a table's actions, one after the other; the table itself where it holds none side by side."""
    heads = [(row, titles) for row in range(table.rows) if (titles := _titles(table, row))]
    starts = [row for k, (row, _) in enumerate(heads) if not k or heads[k - 1][0] < row - 1]  # "N°" over "Intitulé"
    groups = [(row, end, dict(heads)[row]) for row, end in pairwise([*starts, table.rows])]
    if not groups or not all(_is_group(table, *group) for group in groups):
        return [table]
    out = _text(table, 0, starts[0]) if starts[0] else []
    for row, end, titles in groups:
        for title in titles:
            out += _column(table, row, end, title, min(t.col for t in titles))
    return out


def _titles(table: Table, row: int) -> list[Cell]:
    """The cells of a row that each name an action, two at least: by their number, or by the label at the row's left."""
    cells = [c for c in table.row(row) if c.paragraphs]
    label = label_of(cells[0]) if cells and cells[0].col == 0 and cells[0].col_span < table.cols else None
    if label is not None and label.field in _TITLES:
        named = cells[1:]
        said = {c.text.text for c in named}
        if len(named) < 2 or len(said) < len(named) or any(label_of(c) for c in named):
            return []
        return named if label.field == "number" or all(any(ch.isalpha() for ch in text) for text in said) else []
    if cells and cells[0].col == 0 and cells[0].row_span == 1 and len(cells) > 2 and _heading(cells[0]) is None:
        cells = cells[1:]  # a corner that says anything
    headings = [_heading(c) for c in cells]
    numbers = {h.number for h in headings if h is not None}
    alike = len({h.kind for h in headings if h is not None}) == 1
    return cells if len(numbers) == len(cells) >= 2 and alike else []


def _heading(cell: Cell) -> Heading | None:
    """The numbered heading a cell begins with, whatever its word: "Mesure 2", "Engagement n° 3", "1.2 Louer des vélos"."""
    heading = read_heading(cell.paragraphs[0].text.text)
    return heading if heading is not None and heading.number else None


def _is_group(table: Table, row: int, end: int, titles: list[Cell]) -> bool:
    """Whether what stands under a row of titles says of each the same kind of things."""
    first = titles[0].col
    by = label_of(table.row(row)[0]) if first else None
    if first:
        rows = [r for r in range(row, end) if (c := table.at(r, 0)) is not None and c.row == r and c.paragraphs]
        labels = [label for r in rows if (label := label_of(table.at(r, 0))) is not None and label.field not in _TITLES]
        if len({x.field for x in labels}) < 3 or not {x.field for x in labels} & _TELLING:
            return False
        values = [c for c in table.cells if row < c.row < end and c.col >= first and c.paragraphs]
        told = sum(label_of(c) is not None for c in values)
        filled = {t.col: sum(t.col <= c.col < t.col + t.col_span for c in values) for t in titles}
        most = len(labels) + (by is not None)
        return len(labels) >= 0.6 * len([r for r in rows if r > row]) - 1 and told <= 0.1 * len(values) and (
            sum(n >= 0.3 * most for n in filled.values()) >= 2
        )
    said = [_own_labels(table, row, end, t) for t in titles]
    return all(len(fields) >= 2 and fields & _TELLING for fields in said)


def _own_labels(table: Table, row: int, end: int, title: Cell) -> set[str]:
    """The fields labelled in a column under its title."""
    labels = (_label(p) for c in _under(table, row, end, title) for p in c.paragraphs)
    return {label.field for label in labels if label is not None}


def _label(p: Paragraph) -> Label | None:
    """The label a paragraph is or begins with."""
    run = split_run_in(p.text.text)
    return run[0] if run else read_label(p.text.text)


def _title(cell: Cell) -> list[Paragraph]:
    """A title's cell: "Engagement 2" over its title, as one title with the look of its larger line; then what follows."""
    own = next((k for k, p in enumerate(cell.paragraphs) if k and _label(p) is not None), len(cell.paragraphs))
    head, rest = cell.paragraphs[:own], cell.paragraphs[own:]
    if 1 < len(head) <= 3:
        look = max(head, key=lambda p: (p.size, p.bold))
        text = PlacedText.join((p.text for p in head), " ")
        words = [w for p in head for w in p.words]
        head = [replace(look, text=text, box=bounding(p.box for p in head), bullet=None, words=words)]
    for p in head:
        p.boxed = True
    return [*head, *rest]


def _under(table: Table, row: int, end: int, title: Cell) -> list[Cell]:
    """The cells of a title's columns and its own, those that reach over other columns too, by rows."""
    last = title.col + title.col_span
    cells = [c for c in table.cells if row <= c.row < end and c.col < last and c.col + c.col_span > title.col]
    return sorted(cells, key=lambda c: (c.row, c.col))


def _column(table: Table, row: int, end: int, title: Cell, first: int) -> list[Block]:
    """One action's blocks. ``first``: where the titles begin, the labels being at the left of it."""
    label, heading = label_of(table.row(row)[0]) if first else None, _heading(title)
    called = heading is not None and heading.role != "bare"  # "Actions | Mesure 1 | Mesure 2"
    top = row if label is not None and label.field in _TITLES and not called else row + 1
    out: list[Block] = []
    if top > row:
        out += _title(title)
    cells = [c for c in _under(table, top, end, title) if c is not title or top == row]
    if not first and title.col_span == 1:
        return out + [p for c in cells for p in c.paragraphs]
    left = [c for c in table.cells if top <= c.row < end and c.col < first]
    shifted = []
    for c in cells:
        at = max(c.col, title.col)
        span = min(c.col + c.col_span, title.col + title.col_span) - at
        shifted.append(replace(c, row=c.row - top, col=at - title.col + first, col_span=span))
    left = [replace(c, row=c.row - top) for c in left]
    return [*out, Table(table.page, title.box, end - top, first + title.col_span, [*left, *shifted])]


def _text(table: Table, row: int, end: int) -> list[Block]:
    """Rows over the first titles: the text of bands across, or a table."""
    cells = [c for c in table.cells if row <= c.row < end and c.paragraphs]
    if all(c.col == 0 and c.col_span >= table.cols for c in cells):
        paragraphs: list[Paragraph] = [p for c in cells for p in c.paragraphs]
        for p in paragraphs:
            p.boxed = True
        return list(paragraphs)
    return [Table(table.page, table.box, end - row, table.cols, [c for c in table.cells if row <= c.row < end])]


def _take_rest(before: PageLayout, after: PageLayout) -> None:
    """Rows the page cut from a table of actions side by side go back to it; their cells keep their page."""
    if not before.blocks or not after.blocks:
        return
    table, rest = before.blocks[-1], after.blocks[0]
    if not isinstance(table, Table) or not isinstance(rest, Table) or table.cols != rest.cols or table.cols < 2:
        return
    if any(_titles(rest, row) for row in range(rest.rows)) or not any(_titles(table, row) for row in range(table.rows)):
        return
    if any(abs(a - b) > 4 for a, b in zip(_edges(table), _edges(rest), strict=True)):
        return
    moved = [replace(c, row=c.row + table.rows) for c in rest.cells]
    whole = replace(table, rows=table.rows + rest.rows, cells=[*table.cells, *moved])
    if _parted(whole) != [whole]:
        before.blocks[-1] = whole
        after.blocks = after.blocks[1:]


def _edges(table: Table) -> list[float]:
    return [min((c.box.x0 for c in table.cells if c.col == k), default=0.0) for k in range(table.cols)]
