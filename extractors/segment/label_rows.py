"""Rows of labels in a grid, each over its own columns: "Budget | Plan de financement", what is under each is its own table."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractors.french.headings import read_heading
from extractors.french.lexicon import Label, read_label
from models.block import Cell, Table
from models.text import PlacedText


@dataclass(slots=True)
class Region:
    """A label's cell and the cells under it."""

    label: Label
    head: Cell
    cells: list[Cell]


def regions(table: Table, row: int) -> tuple[list[Region], int] | None:
    """(regions, first row after them) when every cell of ``row`` is a label over columns of its own; else None."""
    heads = [(c, label_of(c)) for c in table.row(row) if c.paragraphs]
    if len(heads) < 2 or any(label is None for _, label in heads):
        return None
    heads = [(_as_wide_as_below(table, c), label) for c, label in heads]
    if any(label.field in ("title", "number", "orientation") for _, label in heads if label):
        return None
    if sum(c.col_span for c, _ in heads) < table.cols:
        return None
    end = row + 1
    while end < table.rows and not _begins_anew(table, end, heads[0][0]):
        end += 1
    if all(c.col_span == 1 for c, _ in heads) and not (end == row + 2 and _under_bands(table, row)):
        return None
    under = [c for c in table.cells if row < c.row < end and c.paragraphs]
    out = [
        Region(label, c, [u for u in under if c.col <= u.col and u.col + u.col_span <= c.col + c.col_span])
        for c, label in heads
        if label
    ]
    if not under or sum(len(r.cells) for r in out) < len(under) or sum(bool(r.cells) for r in out) < 2:
        return None
    return out, end


def _under_bands(table: Table, row: int) -> bool:
    """Whether two labels or more stand over a row, each from side to side of the table, over its text: it is a form."""
    bands = [c for c in table.cells if c.row < row and c.col_span >= table.cols and c.paragraphs and label_of(c) is not None]
    return len(bands) >= 2


def _as_wide_as_below(table: Table, head: Cell) -> Cell:
    """A head with the blank beside it that one cell under both is as wide as: a shade seen in part draws such an edge."""
    below, end = table.at(head.row + 1, head.col), head.col + head.col_span
    if below is None or below.row != head.row + 1 or below.col != head.col or not below.paragraphs or label_of(below):
        return head
    right = below.col + below.col_span
    beside = [table.at(head.row, k) for k in range(end, right)]
    blank = all(c is not None and not c.paragraphs and c.row == head.row and c.col + c.col_span <= right for c in beside)
    return replace(head, col_span=right - head.col) if beside and blank else head


def at_label_rows(table: Table) -> list[Table]:
    """The table cut at its further rows of labels, printed as the first is: "Pilote | Coût" over values, "Délai | Suivi" under them."""
    rows = [[c for c in table.row(r) if c.paragraphs and c.row == r] for r in range(table.rows)]
    labels = [_labels_of(cells) for cells in rows]
    if not labels[0]:
        return [table]
    look = {(c.bold, c.fill, c.paragraphs[0].color) for c in rows[0]}
    told, cuts = set(labels[0]), [0]
    for r in range(2, table.rows - 1):
        again = labels[r] and not labels[r - 1] and not labels[r + 1] and rows[r - 1] and rows[r + 1]
        again = again and not any(c.row < r < c.row + c.row_span for c in table.cells)
        if again and {(c.bold, c.fill, c.paragraphs[0].color) for c in rows[r]} <= look and not told & set(labels[r]):
            told |= set(labels[r])
            cuts.append(r)
    out = []
    for start, end in zip(cuts, [*cuts[1:], table.rows], strict=True):
        cells = [replace(c, row=c.row - start) for c in table.cells if start <= c.row < end]
        out.append(replace(table, rows=end - start, cells=cells))
    return out


def rows_of_pairs(table: Table, row: int) -> int:
    """How many rows over ``row`` are labels beside their values: the end of a fiche's grid that the page has cut."""
    for k in range(row):
        cells = [c for c in table.row(k) if c.paragraphs]
        labels = [label_of(c) is not None for c in cells]
        if not cells or labels != [True, False] * (len(cells) // 2) or any(c.row_span > 1 for c in cells):
            return k
    return row


def cut_at(table: Table, row: int) -> tuple[Table, Table]:
    """The rows of a table over ``row``, and those from it on."""
    under = [replace(c, row=c.row - row) for c in table.cells if c.row >= row]
    return replace(table, rows=row, cells=[c for c in table.cells if c.row < row]), replace(table, rows=table.rows - row, cells=under)


def _labels_of(cells: list[Cell]) -> list[str]:
    """The fields of a row's cells, where each of them is a label and there are several."""
    found = [label_of(c) for c in cells]
    if len(cells) < 2 or any(label is None or label.field in ("title", "number", "orientation") for label in found):
        return []
    return [label.field for label in found if label]


def less_groups(table: Table) -> Table:
    """The table less a first column of words that gather its rows of labels and values: "Moyens" beside "Budget | 30 000 €"."""
    own = [c for c in table.cells if c.col == 0 and c.col_span == 1 and c.paragraphs]
    if table.cols < 3 or not any(c.row_span > 1 for c in own) or any(len(c.text.text) > 50 or _is_titled(c) for c in own):
        return table
    rows = [r for c in own for r in range(c.row, c.row + c.row_span)]
    beside = [table.at(r, 1) for r in rows]
    labels = [label_of(c) if c is not None and c.paragraphs and c.row == r else None for c, r in zip(beside, rows, strict=True)]
    valued = [any(c.paragraphs and c.col > 1 and label_of(c) is None for c in table.row(r)) for r in rows]
    known = {label.head for label in labels if label is not None}
    if len(known) < 3 or 2 * sum(label is not None for label in labels) < len(rows) or sum(valued) < 0.8 * len(rows):
        return table
    if len({(c.fill, c.bold) for c in own}) > 1 or any(label.field in ("title", "number") for label in labels if label):
        return table
    kept = [c for c in table.cells if not any(c is o for o in own)]
    moved = [replace(c, col=max(0, c.col - 1), col_span=c.col_span - (c.col == 0 and c.col_span > 1)) for c in kept]
    return replace(table, cols=table.cols - 1, cells=moved)


def label_of(cell: Cell) -> Label | None:
    """The label a cell is as a whole."""
    return read_label(cell.text.text.replace("\n", " ")) if len(cell.paragraphs) <= 3 else None


def _is_titled(cell: Cell) -> bool:
    """Whether a cell holds a number and a title, or long words: the fiche its rows tell of."""
    heading = read_heading(cell.text.text.replace("\n", " "))
    return len(cell.text.text) > 50 or (heading is not None and bool(heading.number))


def heads_labels(table: Table, cells: list[Cell]) -> bool:
    """Whether a row's first cell stands beside several rows of labels and their values: "Les moyens" | "Coût" | "20 000 €".

    It names a part of the fiche, and none of its fields.
    """
    if len(cells) < 3 or cells[0].col or cells[0].row_span < 2 or cells[1].col != cells[0].col_span or _is_titled(cells[0]):
        return False
    rows = range(cells[0].row, cells[0].row + cells[0].row_span)
    beside = [c for c in table.cells if c.row in rows and c.col == cells[1].col and c.paragraphs]
    labels = sum(label_of(c) is not None for c in beside)
    return len(beside) >= 2 and labels >= max(2, 0.6 * len(beside))


def _begins_anew(table: Table, row: int, head: Cell) -> bool:
    """Whether a row starts something else: a band across, a row of labels painted as ``head`` is, a label and its value."""
    cells = [c for c in table.row(row) if c.paragraphs]
    if not cells or cells[0].col != 0:
        return False
    if cells[0].col_span >= table.cols:
        return True
    alike = {(c.fill, c.bold) for c in cells if label_of(c) is not None}  # a scan may have lost the tint of one
    return label_of(cells[0]) is not None and (head.fill, head.bold) in alike


def sub_table(region: Region, page: int) -> Table:
    """The cells under a label as a table of their own."""
    rows = sorted({c.row for c in region.cells})
    cols = sorted({c.col for c in region.cells})
    cells = [
        replace(
            c,
            row=rows.index(c.row),
            col=cols.index(c.col),
            row_span=1,
            col_span=max(1, sum(c.col <= k < c.col + c.col_span for k in cols)),
        )
        for c in region.cells
    ]
    return Table(page, region.head.box, len(rows), len(cols), cells)


def rows_as_text(table: Table) -> PlacedText:
    """Each row on a line, its cells told apart by a colon: "Étude : 20 000 €"."""
    lines = []
    for row in range(table.rows):
        cells = [c.text for c in table.row(row) if c.paragraphs]
        if cells:
            lines.append(PlacedText.join(cells, " : "))
    return PlacedText.join(lines)
