"""Tables drawn inside a cell of another are read at their place in it: "Calendrier" beside its strip of years."""

from __future__ import annotations

from dataclasses import replace

from models.block import Block, Table
from models.geometry import bounding

_SLACK = 2.0  # points


def nested_in_place(blocks: list[Block]) -> list[Block]:
    """Blocks with each table of labels cut under the row that holds an inner table, and the inner one set there."""
    out: list[Block] = []
    for block in blocks:
        found = [(k, row) for k, b in enumerate(out) if isinstance(block, Table) and (row := _row_of(b, block)) is not None]
        if not found:
            out.append(block)
            continue
        at, row = found[-1]
        parts = [_rows(out[at], 0, row), block, _rows(out[at], row, out[at].rows)]
        out[at : at + 1] = [part for part in parts if part is not None]
    return out


def _row_of(outer: Block, inner: Table) -> int | None:
    """The row under the one that holds all of a table, at the right of its label; None where none does."""
    if not isinstance(outer, Table) or not 2 <= outer.cols <= 4:
        return None
    a = inner.box
    for c in outer.cells:
        level = c.box.y0 - _SLACK <= a.y0 and a.y1 <= c.box.y1 + _SLACK
        if c.col == 0 and c.paragraphs and level and c.box.x1 <= a.x0 + _SLACK and a.x1 <= outer.box.x1 + _SLACK:
            row = c.row + c.row_span
            return None if any(o.row < row < o.row + o.row_span for o in outer.cells) else row
    return None


def _rows(table: Table, start: int, end: int) -> Table | None:
    cells = [replace(c, row=c.row - start) for c in table.cells if start <= c.row < end]
    return replace(table, rows=end - start, cells=cells, box=bounding(c.box for c in cells)) if cells else None
