"""Tables that name again, row by row, actions told before: what each costs, who pays, when, said once for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractors.french.headings import read_heading
from extractors.segment.cells import is_total
from extractors.segment.columns import Column, Header, column_of_cell
from models.segment import ActionNode

if TYPE_CHECKING:
    from extractors.segment.tables import TableWalker
    from extractors.segment.tree import Tree
    from models.block import Cell, Table

_TOLD = frozenset(("cost", "funder", "payer", "year", "total", "calendar", "pilot", "partner"))
_MONEY = re.compile(r"^(?:≈|env\.?|environ)?\s*\d[\d\s.,]*\s*(?:k€|m€|€|k?euros?|millions? d['’]euros?)(?: ?(?:HT|TTC|/ ?an|par an))?$", re.IGNORECASE)


def take_recap(tables: TableWalker, table: Table, header: Header | None) -> bool:
    """Take a table that names told actions again: what its rows add to what was said of each. False for others."""
    tree, s = tables.walker.tree, tables.walker.state
    if s.aside is not None and s.aside_past:
        return False
    found = recap_of(table, header, tree)
    if found is None or (s.opened is not None and len(found[1]) < 0.6 * len(tree.actions)):
        return False  # within a fiche, a few other fiches it refers to
    columns, rows = found
    for row, node in rows.items():
        s.action, s.opened, s.pending = node, None, None
        fresh = Header(columns.row, [c for c in columns.columns if c.field == "title" or _lacks(node, c)])
        cell = table.at(row, columns.columns[0].index)
        tables.fill_row(table, fresh, node, row, row + (cell.row_span if cell is not None else 1))
    s.action, s.opened, s.pending = None, None, None
    tables.header, tables.last_row, tables.last_action = None, {}, None
    return True


def recap_of(table: Table, header: Header | None, tree: Tree) -> tuple[Header, dict[int, ActionNode]] | None:
    """The columns of a table whose rows name actions already told, and the action of each row; None for other tables.

    ``header``: what the heads say, where they were understood. Its titles' column is told by its cells, whatever its head
    ("Volet", "Intitulé", nothing at all), and a column of amounts is a cost.
    """
    if len(tree.actions) < 2 or table.rows < 3 or (header is not None and header.opens_actions):
        return None
    top = header.row if header is not None else 0
    heads = {c.col: c for c in table.row(top) if c.paragraphs} if top >= 0 else {}
    if len(heads) < 2 or any(c.col_span >= table.cols for c in heads.values()):
        return None
    if header is None and any(_action_named(c, tree) is not None for c in heads.values()):
        return None  # the rest of a table that the page has cut: its first row is one of its rows
    known = {c.index: c for c in header.columns} if header is not None else {}
    columns = {k: known.get(k) or column_of_cell(c) or _amounts(table, top, c) for k, c in heads.items()}
    for col in (0, 1):
        rest = [c for k, c in columns.items() if k > col and c is not None and c.field in _TOLD]
        if rest and (rows := _named(table, top, col, tree)) is not None:
            title = Column(col, "title", heads[col].text.text if col in heads else "")
            return Header(top, [title, *sorted(rest, key=lambda c: c.index)]), rows
    return None


def _named(table: Table, top: int, col: int, tree: Tree) -> dict[int, ActionNode] | None:
    """The action each row names, where nearly all do and no two the same; None otherwise."""
    cells = [c for c in table.cells if c.col == col and c.row > top and c.paragraphs and not is_total(c.text.text)]
    rows: dict[int, ActionNode] = {}
    missed = 0
    for cell in sorted(cells, key=lambda c: c.row):
        node = _action_named(cell, tree)
        if node is None:
            missed += 1
            if missed > 0.34 * len(cells):
                return None
        else:
            rows[cell.row] = node
    return rows if len({id(n) for n in rows.values()}) == len(rows) >= 2 else None


def _action_named(cell: Cell, tree: Tree) -> ActionNode | None:
    text = " ".join(p.text.text for p in cell.paragraphs).replace("\n", " ")
    if not 8 <= len(text) <= 260:
        return None
    heading = read_heading(text)
    if heading is not None and heading.number and len(heading.title) >= 4:
        return tree.find_action(heading.number, heading.title, None)
    return tree.find_action(None, text, None)


def _amounts(table: Table, top: int, head: Cell) -> Column | None:
    """A column of nothing but amounts of money is what its rows cost, whatever its head."""
    texts = [c.text.text.strip() for c in table.cells if c.col == head.col and c.row > top and c.paragraphs]
    paid = sum(bool(_MONEY.match(t.replace("\n", " "))) for t in texts)
    if paid < max(2, 0.6 * len(texts)):
        return None
    return Column(head.col, "cost", head.text.text.replace("\n", " "))


def _lacks(node: ActionNode, column: Column) -> bool:
    """Whether nothing was said yet of an action of what a column tells."""
    field = {"payer": "funder", "year": "cost", "total": "cost"}.get(column.field, column.field)
    return not any(f.field == field and f.text and f.rule != "unlabelled" for f in node.fields)
