"""Tables the page cuts between their header and their first row."""

from __future__ import annotations

from itertools import pairwise

from models.block import Cell, PageLayout, Table


def carry_headers(layouts: list[PageLayout]) -> None:
    """A header left alone at the foot of a page goes to the rows that open the next one; its cells keep their page."""
    for before, after in pairwise(layouts):
        if not before.blocks or not after.blocks:
            continue
        head, rows = before.blocks[-1], after.blocks[0]
        if isinstance(head, Table) and isinstance(rows, Table) and _is_left_alone(head, rows):
            before.blocks.pop()
            for cell in rows.cells:
                cell.row += 1
            rows.cells = [*head.cells, *rows.cells]
            rows.rows += 1


def _is_left_alone(head: Table, rows: Table) -> bool:
    """Whether ``head`` is one row of labels over the columns of ``rows``, which have no header of their own."""
    if head.rows != 1 or head.cols < 2 or head.cols != rows.cols or len(head.cells) != head.cols:
        return False
    first = rows.row(0)
    if len(first) != head.cols or not all(_same_column(a, b) for a, b in zip(head.row(0), first, strict=True)):
        return False
    named = all(c.text and (c.bold or c.fill is not None) for c in head.cells)
    alike = all(a.bold == b.bold and a.fill == b.fill for a, b in zip(head.row(0), first, strict=True))
    return named and not alike


def _same_column(a: Cell, b: Cell) -> bool:
    return abs(a.box.x0 - b.box.x0) < 4 and abs(a.box.x1 - b.box.x1) < 4
