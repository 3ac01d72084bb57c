"""Tables whose printed total is not the sum of what stands above it."""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.french.fold import fold
from extractors.segment.cells import is_total
from models.block import Cell, PageLayout, Table
from models.segment import Remark

_FIGURE = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(?P<unit>k ?€|m ?€|€|euros?)?\s*(?:ht|ttc)?"
)
_UNITS = {"k€": 1000, "m€": 1_000_000}
# A column of rates, of prices by unit or of years does not add up.
_NO_SUM = re.compile(r"%|\b(taux|part|moyen\w*|prix|unitaire|par|ratio|annee|numero|evolution|n)\b|n ?°")


def mismatched_totals(layouts: list[PageLayout]) -> list[Remark]:
    """A remark for each column of figures that its last row, "Total", does not sum."""
    out: list[Remark] = []
    before: Table | None = None  # the table that ends the page before
    for layout in layouts:
        tables = [b for b in layout.blocks if isinstance(b, Table)]
        for table in tables:
            carried = before is not None and table is layout.blocks[0] and table.cols == before.cols
            if not carried:
                out += _of_table(table)
        last = layout.blocks[-1] if layout.blocks else None
        before = last if isinstance(last, Table) else None
    return out


def _of_table(table: Table) -> list[Remark]:
    rows = [row for r in range(table.rows) if (row := [c for c in table.row(r) if c.paragraphs])]
    totals = [row for row in rows if is_total(row[0].text.text)]
    if len(rows) < 4 or len(totals) != 1 or totals[0] is not rows[-1]:
        return []
    out = []
    for cell in totals[0][1:]:
        column = [c for row in rows[:-1] for c in row if c.col == cell.col and c.col_span == 1 and c.col > rows[-1][0].col]
        said = _figure(cell)
        if said is None or cell.col_span > 1 or len(column) < 3:
            continue
        head, parts = column[0].text.text, [_figure(c) for c in column[1:]]
        if _figure(column[0]) is not None or None in parts or _NO_SUM.search(fold(head)):
            continue
        if not _adds_up(said, parts, [c.bold for c in column[1:]]):
            words = " ".join(head.split())
            message = (
                f"Tableau de la page {table.page} : la colonne « {words[:60]} » fait {_told(sum(parts))} "
                f"et son total imprimé est {_told(said)}."
            )
            out.append(Remark("total_mismatch", table.page, message))
    return out


def _adds_up(said: Decimal, parts: list[Decimal], bold: list[bool]) -> bool:
    """Whether the parts give ``said``, as they are, without the sums among them or by those sums alone.

    What is far from it is a table misread or of another kind, about which nothing is said.
    """
    if all(1990 <= p <= 2100 for p in parts):
        return True
    sums = [sum(parts), sum(p for p, b in zip(parts, bold, strict=True) if b), sum(parts) / 2]
    sums.append(sums[0] - sums[1])
    near = len(parts) * (Decimal("0.5") if said >= 1000 else Decimal("0.1"))
    if any(abs(s - said) <= near for s in sums):
        return True
    return not said * Decimal("0.5") <= sums[0] <= said * 2


def _figure(cell: Cell) -> Decimal | None:
    """A cell that is one figure and nothing else; a dash is nothing."""
    text = " ".join(cell.text.text.replace("\n", " ").split()).lower()
    if text in ("-", "–", "—", "/"):
        return Decimal(0)
    found = _FIGURE.fullmatch(text)
    if not found:
        return None
    number = re.sub(r"\s", "", found["number"]).replace(",", ".")
    return Decimal(number) * _UNITS.get((found["unit"] or "").replace(" ", ""), 1)


def _told(value: Decimal) -> str:
    text = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    return text.removesuffix(",00")
