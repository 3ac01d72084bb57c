"""Tables inside a fiche: budgets by year, calendars of crosses, indicators, values under labels."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.french.lexicon import read_label
from extractors.readers.money_words import unit_said
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.cells import CROSS, field_name, is_total
from extractors.segment.columns import Column, Header
from extractors.segment.walk import Walker
from models.block import Cell, Table
from models.segment import IndicatorTable, LabelledField
from models.text import PlacedText

_INCOME = re.compile(r"^(recettes?|ressources?|financements?|financeurs?|produits?)( \(.*\))?$")
_SPENDING = re.compile(r"^(depenses?|charges?|emplois|couts?)( \(.*\))?$")


def _light(color: int | None) -> float:
    """From 0, black, to 1, white."""
    color = 0xFFFFFF if color is None else color
    return (0.3 * (color >> 16 & 255) + 0.6 * (color >> 8 & 255) + 0.1 * (color & 255)) / 255


def _runs(years: list[Column]) -> list[list[Column]]:
    """Year columns cut where the years begin again: crosses under the first run, amounts under the next."""
    out: list[list[Column]] = []
    for column in years:
        if not out or (column.year or 0) < (out[-1][-1].year or 0):
            out.append([])
        out[-1].append(column)
    return out


def _tells_shares(table: Table, header: Header) -> bool:
    """Whether partners beside costs pay them: a row each, or a lone name and its figure; not "Partenaires | Budget | Période"."""
    rows = [r for r in range(header.row + 1, table.rows) if any(c.paragraphs for c in table.row(r))]
    if len(rows) != 1:
        return True
    if len(header.columns) > 2:
        return bool(header.fields & {"year", "total", "payer"})
    name, figure = (table.at(rows[0], header.column_of(k).index) for k in ("partner", "cost"))
    return name is not None and figure is not None and not re.search(r"[\n,;/•]", name.text.text) and bool(re.search(r"\d", figure.text.text))


class FicheTables:
    """Reads a table whose header is known into the fields of the current action."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker

    def year_cell(self, table: Table, row: int, column: Column, cell: Cell) -> None:
        """A figure under a year is that year's budget; a cross is left to the calendar."""
        w = self.walker
        text = cell.text
        if w.state.action is None or CROSS.match(text.text.strip()):
            return
        if not re.search(r"\d", text.text):
            if column.field == "total" and re.search(r"[^\W\d_]{3}", text.text):  # "Coût total": "À chiffrer"
                w.state.action.fields.append(LabelledField("cost", column.label, text, "column"))
            return
        year = column.year if column.field == "year" else None
        label = self.with_unit(table, column)
        w.state.action.fields.append(LabelledField("cost", label, text, "year_column", year=year))
        if column.field == "total":
            w.state.action.fields[-1].kind = "total"

    def with_unit(self, table: Table, column: Column) -> str:
        """A budget column's label, with the "k€" said in a corner of the table, over it or by the label it stands under."""
        if unit_said(column.label):
            return column.label
        heads = [c.text.text for r in range(min(2, table.rows)) for c in table.row(r) if c.paragraphs]
        opened = self.walker.state.opened
        if opened is not None and opened.field in ("cost", "funder"):
            heads += [opened.label, *opened.text.text.split("\n")[:2]]
        heads += re.split(r"(?<=[.;])\s+", self.walker.state.caption[:400])
        units = dict.fromkeys(unit for head in heads if (unit := unit_said(head)))
        return f"{column.label} ({next(iter(units))})" if len(units) == 1 else column.label

    def year_marks(self, table: Table, header: Header, row: int) -> None:
        """First and last year whose cell is crossed or coloured, as the action's calendar."""
        for years in _runs([c for c in header.columns if c.field == "year"]):
            if len(years) >= 2 and self.walker.state.action is not None:
                self._marks_of_run(table, header, row, years)

    def _marks_of_run(self, table: Table, header: Header, row: int, years: list[Column]) -> None:
        w = self.walker
        cells = [(c, cell) for c in years if (cell := table.at(row, c.index))]
        marked = [(c, cell) for c, cell in cells if CROSS.match(cell.text.text.strip())]
        if not marked:
            head = table.at(max(header.row, 0), years[0].index)
            rows = [r for r in range(header.row + 1, table.rows) if r != row]
            others = {cell.fill for r in rows for c in years if (cell := table.at(r, c.index)) and not cell.paragraphs}
            marked = self._coloured(cells, head.fill if head else None, others)
        if not marked or any(
            re.search(r"\d", table.at(row, c.index).text.text) for c in years if table.at(row, c.index)
        ):
            return
        text = PlacedText.join(c.text for _, c in marked)
        first, last = marked[0][0].year, marked[-1][0].year
        known = next((f for f in w.state.action.fields if f.rule == "year_marks" and f.kind), None)
        if known is not None:  # another step of the same action
            before = [int(y) for y in known.kind.split("-")]
            first, last = min(first, before[0]), max(last, before[1])
            text = PlacedText.join([known.text, text])
            w.state.action.fields.remove(known)
        new = LabelledField("calendar", f"{first}-{last}", text, "year_marks", kind=f"{first}-{last}", year=first)
        w.state.action.fields.append(new)

    def _coloured(
        self, cells: list[tuple[Column, Cell]], head: int | None, others: set[int | None]
    ) -> list[tuple[Column, Cell]]:
        """The empty cells that stand out by their colour; all of them, where a calendar's only row is of one colour.

        ``others``: colours of the empty cells of the other rows, some plain where these are all painted.
        """
        fills = {cell.fill for _, cell in cells}
        blank = None if None in fills else max(fills, key=_light, default=None)
        if len(fills) == 1 and blank is not None:
            opened = self.walker.state.opened
            full = opened is not None and opened.field == "calendar" and blank != head and _light(blank) < 0.9
            full = full or (None in others and _light(blank) < 0.9)
            return [(c, cell) for c, cell in cells if full and not cell.paragraphs]
        return [(c, cell) for c, cell in cells if cell.fill != blank and not cell.paragraphs]

    def _less_rows_of_their_own(self, table: Table, header: Header) -> Table:
        """The table less the rows that say their own label, before one value across the other columns."""
        taken = set()
        heads = {c.fill for c in table.row(header.row)} if header.row >= 0 else set()
        for row in range(header.row + 1, table.rows):
            cells = table.row(row)
            if len(cells) != 2 or cells[0].col_span > 1 or cells[1].col_span < max(2, table.cols - 1):
                continue
            name, value = cells
            label = read_label(name.text.text.strip(" :")) if name.paragraphs else None
            headed = name.fill is not None and heads == {name.fill} and name.fill != value.fill and len(name.text.text) <= 60
            if not name.paragraphs or ((label is None or label.weak) and not headed):
                continue
            taken.add(row)
            field = field_name(label.field) if label is not None else "other"
            if value.paragraphs:
                new = LabelledField(field, name.text.text.strip(" :"), value.text, "cell")
                if label is not None and label.second:
                    new.kind = f"joint:{label.second}"
                self.walker.state.action.fields.append(new)
        return replace(table, cells=[c for c in table.cells if c.row not in taken]) if taken else table

    def values_under_labels(self, table: Table, header: Header) -> None:
        """Inside a fiche: labels in the first row, their values below; or a budget by year."""
        w = self.walker
        node = w.state.action
        table = self._less_rows_of_their_own(table, header)
        if self._roles(table, header):
            w.state.opened = None
            return
        if any(c.field == "payer" for c in header.columns):
            self._payers_in_columns(table, header)
            return
        years = [c for c in header.columns if c.field in ("year", "total")]
        payer = header.column_of("funder") or header.column_of("partner") or header.column_of("pilot")
        if years and payer is None and self._rows_name_payers(table, header):
            payer = Column(0, "funder", "Financeurs")
        if years and payer:
            self._payers_by_year(table, header, payer, years)
            w.state.opened = None
            return
        if years:
            income = False  # under "Recettes", each row names who pays
            for row in range(header.row + 1, table.rows):
                if len(years) >= 2:
                    self.year_marks(table, header, row)
                first = table.at(row, 0)
                if first and first.row == row and _INCOME.match(fold(first.text.text)):
                    income = True
                elif first and first.row == row and _SPENDING.match(fold(first.text.text)):
                    income = False
                elif income and first and first.row == row and first.paragraphs and not is_total(first.text.text):
                    node.fields.append(LabelledField("funder", "Recettes", first.text, "column"))
                nature = (
                    first.text.text if first and first.paragraphs and first.col not in {c.index for c in years} else ""
                )
                for column in years:
                    cell = table.at(row, column.index)
                    if cell and cell.row == row and cell.paragraphs:
                        before = len(node.fields)
                        self.year_cell(table, row, column, cell)
                        if nature and len(node.fields) > before:
                            node.fields[-1].label = f"{nature} {node.fields[-1].label}"
            w.state.opened = None
            return
        funder, amount = header.column_of("funder"), header.column_of("cost")
        if funder is None and amount is not None and header.column_of("pilot") is None and _tells_shares(table, header):
            funder = header.column_of("partner")
        if funder and amount:
            items = {c.index for c in header.columns} - {funder.index, amount.index} or min(
                funder.index, amount.index
            ) > 0
            for row in range(header.row + 1, table.rows):
                name, figure = table.at(row, funder.index), table.at(row, amount.index)
                if items and name and name.paragraphs and figure and figure.paragraphs:
                    # "Poste | Montant | Financeurs": the figure is the item's cost, whoever shares it.
                    node.fields.append(LabelledField("cost", amount.label, figure.text, "column"))
                    if not is_total(name.text.text):
                        node.fields.append(LabelledField("funder", funder.label, name.text, "column"))
                elif name and figure and name.paragraphs and not is_total(name.text.text):
                    text = PlacedText.join([name.text, figure.text], " : ")
                    node.fields.append(LabelledField("funder", funder.label, text, "column"))
                elif figure and figure.paragraphs:
                    node.fields.append(LabelledField("cost", amount.label, figure.text, "column"))
        paid = {funder.index, amount.index} if funder and amount else set()
        for column in header.columns:
            if column.index in paid:
                continue
            cells = []
            for row in range(header.row + 1, table.rows):
                cell = table.at(row, column.index)
                if cell and cell.row == row and cell.paragraphs:
                    cells.append(cell)
            text = PlacedText.join(c.text for c in cells)
            if text and column.field not in ("title", "number", "orientation", "unit", "source", "total"):
                joint = read_label(column.label)
                field = column.field
                if field in ("baseline", "target"):  # "Point de départ" over no figures tells the context
                    field = joint.field if joint is not None and not re.search(r"\d", text.text[:12]) else "other"
                new = LabelledField(field_name(field), column.label, text, "column")
                if joint is not None and joint.second:
                    new.kind = f"joint:{joint.second}"
                node.fields.append(new)
        w.state.opened = None

    def accounts(self, table: Table) -> bool:
        """ "Dépenses | Montant | Recettes | Montant": what is bought and who pays, side by side. False for any other table."""
        node = self.walker.state.action
        heads = {c.col: fold(c.text.text).strip() for c in table.row(0) if c.paragraphs}
        spent = next((k for k, head in heads.items() if _SPENDING.match(head)), None)
        paid = next((k for k, head in heads.items() if _INCOME.match(head)), None)
        if node is None or spent is None or paid is None or table.rows < 3 or max(heads) <= max(spent, paid):
            return False
        for row in range(1, table.rows):
            for side, field in ((spent, "cost"), (paid, "funder")):
                name, figure = table.at(row, side), table.at(row, side + 1)
                if name is None or figure is None or not (name.paragraphs and figure.paragraphs):
                    continue
                if field == "cost":
                    node.fields.append(LabelledField("cost", name.text.text, figure.text, "column"))
                elif not is_total(name.text.text):
                    text = PlacedText.join([name.text, figure.text], " : ")
                    node.fields.append(LabelledField("funder", heads[paid], text, "column"))
        self.walker.state.opened = None
        return True

    def two_sides(self, table: Table, row: int) -> int:
        """The first row after "Dépenses | Recettes", each over a name and its figure; ``row`` itself for any other row."""
        heads = [c for c in table.row(row) if c.paragraphs]
        words = [fold(c.text.text).strip() for c in heads]
        node = self.walker.state.action
        if node is None or len(heads) != 2 or not _SPENDING.match(words[0]) or not _INCOME.match(words[1]):
            return row
        halves = [(c.col, c.col + c.col_span) for c in heads]
        if halves[0][1] - halves[0][0] < 2 or halves[1][1] - halves[1][0] < 2:
            return row
        fields, end = [], row + 1
        while end < table.rows:
            cells = table.row(end)
            sides = [[c for c in cells if a <= c.col and c.col + c.col_span <= b] for a, b in halves]
            if sum(map(len, sides)) < len(cells) or any(len(side) > 2 for side in sides) or not any(sides):
                break
            for k, side in enumerate(sides):
                name, figure = (side[0], side[-1].text if len(side) == 2 else PlacedText()) if side else (None, None)
                if name is None or not name.paragraphs:
                    continue
                if k == 0 and figure:
                    fields.append(LabelledField("cost", name.text.text, figure, "column"))
                elif k == 1 and not is_total(name.text.text):
                    text = PlacedText.join([name.text, figure], " : ") if figure else name.text
                    fields.append(LabelledField("funder", heads[1].text.text, text, "column"))
            end += 1
        node.fields += fields
        self.walker.state.opened = None
        return end

    def _roles(self, table: Table, header: Header) -> bool:
        """A row for each body and a column for each role, marked: who does what. False for any other table."""
        columns = [c for c in header.columns if c.field in ("pilot", "partner", "funder") and c.index > 0]
        rows = range(header.row + 1, table.rows)
        cells = [cell for r in rows for c in columns if (cell := table.at(r, c.index)) and cell.paragraphs]
        if len(columns) < 2 or not cells or not all(CROSS.match(cell.text.text.strip()) for cell in cells):
            return False
        for column in columns:
            marked = [r for r in rows if (cell := table.at(r, column.index)) is not None and cell.paragraphs]
            names = [cell.text for r in marked if (cell := table.at(r, 0)) is not None and cell.paragraphs]
            if names:
                field = LabelledField(column.field, column.label, PlacedText.join(names), "column")
                self.walker.state.action.fields.append(field)
        return True

    def _rows_name_payers(self, table: Table, header: Header) -> bool:
        """Years beside bodies, under a heading or a head that speaks of money: each row is what one of them pays."""
        opened, head = self.walker.state.opened, next((c for c in header.columns if c.index == 0), None)
        if (head or opened) is None or (head or opened).field not in ("cost", "funder"):
            return False
        names = [c.text.text for r in range(header.row + 1, table.rows) if (c := table.at(r, 0)) and c.paragraphs]
        names = [n for n in names if not is_total(n)]
        return bool(names) and sum(map(looks_like_organisation, names)) >= 0.6 * len(names)

    def _payers_in_columns(self, table: Table, header: Header) -> None:
        """ "Coût total | État | Région" over their figures: what the action costs, and what each pays of it."""
        fields = self.walker.state.action.fields
        for row in range(header.row + 1, table.rows):
            first = table.at(row, 0)
            if row > header.row + 1 and first is not None and is_total(first.text.text):
                continue
            for column in header.columns:
                cell = table.at(row, column.index)
                if cell is None or cell.row != row or not re.search(r"\d", cell.text.text):
                    continue
                if column.field == "payer":
                    text = PlacedText.join([column.head, cell.text], " : ")
                    fields.append(LabelledField("funder", self.with_unit(table, column), text, "column"))
                elif column.field in ("cost", "total"):
                    fields.append(LabelledField("cost", self.with_unit(table, column), cell.text, "column"))
        self.walker.state.opened = None

    def _payers_by_year(self, table: Table, header: Header, payer: Column, years: list[Column]) -> None:
        """A row per funder, a column per year: who pays, and how much each year."""
        node = self.walker.state.action
        total = next((c for c in years if c.field == "total"), None)
        for row in range(header.row + 1, table.rows):
            name = table.at(row, payer.index)
            if name is None or not name.paragraphs:
                continue
            if not is_total(name.text.text):
                figure = table.at(row, total.index) if total else None
                text = PlacedText.join([name.text, figure.text], " : ") if figure and figure.paragraphs else name.text
                node.fields.append(LabelledField("funder", payer.label, text, "column"))
            for column in years:
                cell = table.at(row, column.index)
                if cell and cell.row == row and cell.paragraphs:
                    self.year_cell(table, row, column, cell)

    def indicators(self, table: Table, header: Header, end: int | None = None) -> None:
        """Indicators with their baseline, target and unit, from the rows under ``header`` up to ``end``."""
        w = self.walker
        if w.state.action is None:
            return
        column = header.column_of("indicator")
        rows = []
        # Of several targets, the plan aims at the last one; the others are steps.
        year = max((c.year for c in header.columns if c.field == "target" and c.year), default=None)
        for row in range(header.row + 1, table.rows if end is None else end):
            cell = table.at(row, column.index)
            if cell is None or not cell.paragraphs:
                continue
            values = {"text": cell.text}
            for c in header.columns:
                value = table.at(row, c.index)
                if (
                    c.field in ("baseline", "target", "unit", "year")
                    and value
                    and value.paragraphs
                    and (c.field not in values or (c.field == "target" and c.year == year))
                ):
                    values[c.field] = value.text
            rows.append(values)
        text = PlacedText.join(r["text"] for r in rows)
        new = LabelledField("indicator", column.label, text, "table", table=IndicatorTable(rows, year))
        w.state.action.fields.append(new)
        w.state.opened = None
