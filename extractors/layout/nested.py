"""Tables drawn inside a cell of another are read at their place in it: "Calendrier" beside its strip of years."""

from __future__ import annotations

from dataclasses import replace

from models.block import Block, Cell, Table
from models.geometry import bounding

_SLACK = 2.0  # points


def nested_in_place(blocks: list[Block]) -> list[Block]:
    """Blocks with each table of labels cut under the row that holds an inner table, and the inner one set there."""
    out: list[Block] = []
    for block in blocks:
        place = _place_of(block, out) if isinstance(block, Table) else None
        if place is None:
            out.append(block)
            continue
        at, row = place
        parts = [_rows(out[at], 0, row), block, _rows(out[at], row, out[at].rows)]
        out[at : at + 1] = [part for part in parts if part is not None]
    return out


def _place_of(inner: Table, blocks: list[Block]) -> tuple[int, int] | None:
    """(index, row) of the last table that holds another in a cell; None where none does."""
    found = ((k, _row_of(blocks[k], inner)) for k in range(len(blocks) - 1, -1, -1))
    return next(((k, row) for k, row in found if row is not None), None)


def _row_of(outer: Block, inner: Table) -> int | None:
    """The row under the one that holds all of a table, at the right of its label; None where none does."""
    if not isinstance(outer, Table) or not 2 <= outer.cols <= 4:
        return None
    a = inner.box
    level = [
        c for c in outer.cells
        if c.paragraphs and c.box.y0 - _SLACK <= a.y0 and a.y1 <= c.box.y1 + _SLACK
        and c.box.x1 <= a.x0 + _SLACK and a.x1 <= outer.box.x1 + _SLACK
    ]  # fmt: skip
    grouped = [c for c in level if c.col == 1 and outer.cols == 3 and any(_stands_beside(o, c) for o in level)]
    label = next(iter(grouped or [c for c in level if c.col == 0]), None)
    if label is None:
        return None
    row = label.row + label.row_span
    return None if any(o.row < row < o.row + o.row_span and o.col >= label.col for o in outer.cells) else row


def _stands_beside(group: Cell, label: Cell) -> bool:
    return group.col == 0 and group.row_span > 1 and group.row <= label.row < group.row + group.row_span


def _rows(table: Table, start: int, end: int) -> Table | None:
    cells = [replace(c, row=c.row - start, row_span=min(c.row_span, end - c.row)) for c in table.cells if start <= c.row < end]
    return replace(table, rows=end - start, cells=cells, box=bounding(c.box for c in cells)) if cells else None
