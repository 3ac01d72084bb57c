"""Tables walked: label/value grids, a row per action, values under labels, indicators and budgets by year."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from extractors.french.headings import Heading, read_heading
from extractors.french.lexicon import Label, read_label
from extractors.segment.columns import Column, Header, header_row, titled_row
from extractors.segment.outline import band_heading
from extractors.segment.tree import is_placeholder
from extractors.segment.walk import Walker
from models.block import Cell, Paragraph, Table
from models.segment import IndicatorTable, LabelledField
from models.text import PlacedText

_CROSS = re.compile(r"^([xX×✓✔✗■●•▪◼█]|oui)$")


class TableWalker:
    """Remembers the last table, so that one cut by the page goes on."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.header: Header | None = None
        self.columns: list[float] = []  # x of the columns of the last table
        self.last_row: dict[int, LabelledField] = {}
        self.page = 0

    def table(self, table: Table) -> None:
        """Walk one table, or the next part of the last one."""
        header = header_row(table, self.walker.start)
        xs = [min((c.box.x0 for c in table.cells if c.col == k), default=0.0) for k in range(table.cols)]
        carried = bool(
            self.header and header is None and table.page == self.page + 1 and _alike(xs, self.columns)
        )
        if header is None and carried:
            header = Header(-1, self.header.columns)
        elif header is not None and self.header and table.page == self.page + 1 and _alike(xs, self.columns):
            carried = header.opens_actions and self.header.opens_actions
        if header is None:
            self.header, self.last_row = None, {}
            self._grid(table)
        elif header.opens_actions and not self._is_inside_action(table, header):
            self._rows_of_actions(table, header, carried)
        elif header.is_indicator_table:
            self._indicators(table, header)
        elif self.walker.state.action is not None and self.walker.state.aside is None:
            self._values_under_labels(table, header)
        if header is not None and header.opens_actions:
            self.header = header
        self.columns, self.page = xs, table.page

    # -- a row per action

    def _is_inside_action(self, table: Table, header: Header) -> bool:
        """Steps of one action ("Actions | Échéance") rather than actions: a fiche is open and its fiches have fields."""
        w = self.walker
        s = w.state
        if s.action is None or not w.scheme.kinds or w.scheme.listed_only or not s.action.fields:
            return False
        if header.column_of("number") or "pilot" in header.fields and len(header.fields) >= 4:
            return False
        return not any(_known_row(w, c) for c in table.cells)

    def _rows_of_actions(self, table: Table, header: Header, carried: bool) -> None:
        w = self.walker
        s = w.state
        if s.aside is not None:
            return
        s.action, s.opened, s.pending = None, None, None
        title_col, number_col = header.column_of("title"), header.column_of("number")
        axis_cols = [c for c in header.columns if c.field == "orientation"]
        axis_index = {c.index for c in axis_cols}
        first = True
        base = len(s.stack)
        for row in range(header.row + 1, table.rows):
            starting = [c for c in table.row(row) if c.paragraphs]
            for cell in starting:
                if cell.col in axis_index or not cell.upright:
                    self._axis(cell, next((c for c in axis_cols if c.index == cell.col), None))
            cells = [c for c in starting if c.col not in axis_index and c.upright]
            if not cells:
                continue
            if self._is_band(table, cells, title_col):
                self._band(cells[0])
                continue
            title_cell = table.at(row, title_col.index)
            number_cell = table.at(row, number_col.index) if number_col else None
            title = _title_of(title_cell)
            number = number_cell.text.text.strip() if number_cell and number_cell.paragraphs else ""
            if _is_total(title.text or number):
                continue
            begins = title_cell is not None and title_cell.row == row and bool(title)
            if title_cell is not None and title_cell.row < row and title_cell.row_span > 1 and row < title_cell.row + title_cell.row_span:
                continue  # read with the row its title begins in
            if not begins and not (number and number_cell.row == row):
                # A row cut by the page, or a second line of the same action.
                if self.last_row or (first and carried):
                    self._continue_row(table, header, row)
                first = False
                continue
            first = False
            self._start_row(table, header, row, title, number)
        s.action, s.opened, s.pending = None, None, None
        del s.stack[base + len(axis_cols) + 4 :]

    def _start_row(self, table: Table, header: Header, row: int, title: PlacedText, number: str) -> None:
        w = self.walker
        label, heading = None, None
        if not number:
            heading = read_heading(title.text)
            if heading and heading.number and heading.title:
                number, label = heading.number, heading.label
                title = title.slice(heading.title_at)
        else:
            heading = read_heading(number if re.match(r"[^\W\d_]{3}", number) else "")
            if heading and heading.number:
                number, label = heading.number, heading.label
            number = re.sub(r"(?i)^n\s?[°ºo]\s*", "", number).strip(" .:")
        if not title or is_placeholder(title.text) or len(title.text) > 400:
            return
        anchor = _first_paragraph(table, row, header)
        node = w.start_action(label, number or None, title, anchor, rule="row", confidence=0.9)
        self.last_row = {}
        title_column = header.column_of("title")
        title_cell = table.at(row, title_column.index) if title_column else None
        last = row + (title_cell.row_span if title_cell and title_cell.row == row else 1)
        if header.is_indicator_table:
            self._indicators(table, Header(row - 1, header.columns), last)
        for column in header.columns:
            cell = table.at(row, column.index)
            if column.field in ("title", "number", "orientation") or cell is None or not cell.paragraphs:
                continue
            if header.is_indicator_table and column.field in ("indicator", "baseline", "target", "unit", "source"):
                continue
            if column.field in ("year", "total"):
                self._year_cell(table, row, column, cell)
                continue
            new = _field_of(column, cell)
            for below in range(row + 1, last):  # one action over several rows of this column
                more = table.at(below, column.index)
                if more is not None and more.row == below and more.paragraphs:
                    new.text = PlacedText.join([new.text, more.text])
            node.fields.append(new)
            self.last_row[column.index] = new
        self._year_marks(table, header, row)

    def _continue_row(self, table: Table, header: Header, row: int) -> None:
        for column in header.columns:
            cell = table.at(row, column.index)
            if cell is None or cell.row != row or not cell.paragraphs:
                continue
            target = self.last_row.get(column.index)
            if target is None:
                continue
            first = cell.paragraphs[0]
            text = cell.text
            cut = first.bullet is None and (text.text[:1].islower() or not re.search(r"[.;:!?)]\s*$", target.text.text))
            cut = cut and not (text.text[:1].isupper() and "\n" in target.text.text)
            target.text = PlacedText.join([target.text, text], " " if cut and target.text else "\n")

    def _year_cell(self, table: Table, row: int, column: Column, cell: Cell) -> None:
        """A figure under a year is that year's budget; a cross is left to the calendar."""
        w = self.walker
        text = cell.text
        if w.state.action is None or not re.search(r"\d", text.text) or _CROSS.match(text.text.strip()):
            return
        w.state.action.fields.append(
            LabelledField("cost", column.label, text, "year_column", year=column.year if column.field == "year" else None)
        )
        if column.field == "total":
            w.state.action.fields[-1].kind = "total"

    def _year_marks(self, table: Table, header: Header, row: int) -> None:
        """First and last year whose cell is crossed or coloured, as the action's calendar."""
        w = self.walker
        years = [c for c in header.columns if c.field == "year"]
        if len(years) < 2 or w.state.action is None:
            return
        marked = []
        fills = [table.at(row, c.index).fill if table.at(row, c.index) else None for c in years]
        usual = max(set(fills), key=fills.count)
        for column, fill in zip(years, fills, strict=True):
            cell = table.at(row, column.index)
            if cell is None:
                continue
            if _CROSS.match(cell.text.text.strip()) or (not cell.paragraphs and fill is not None and fill != usual):
                marked.append((column, cell))
        if not marked or any(re.search(r"\d", table.at(row, c.index).text.text) for c in years if table.at(row, c.index)):
            return
        text = PlacedText.join(c.text for _, c in marked)
        new = LabelledField("calendar", f"{marked[0][0].year}-{marked[-1][0].year}", text, "year_marks")
        new.year = marked[0][0].year
        new.kind = f"{marked[0][0].year}-{marked[-1][0].year}"
        w.state.action.fields.append(new)

    def _axis(self, cell: Cell, column: Column | None) -> None:
        """A merged cell down the side of the rows names their orientation."""
        p = _merged(cell)
        heading = read_heading(p.text.text)
        if column is not None and re.fullmatch(r"[A-Z]?[\dIVX]{1,4}([.\-]\d{1,2})*", p.text.text.strip()):
            label = read_label(column.label)
            heading = Heading(label.head if label else "axe", "level", 20 + column.index, column.label, p.text.text.strip(), "", 0)
            self.walker.open_orientation(heading, p, in_cell=False)
        elif heading and heading.role in ("level", "bare") and (column or heading.role == "level"):
            if heading.role == "bare":
                kind = read_label(column.label).head if column and read_label(column.label) else "axe"
                heading = Heading(kind, "level", 20, column.label if column else None, heading.number, heading.title, heading.title_at)
            self.walker.open_orientation(heading, p, in_cell=False)
        elif column is not None and len(p.text.text) > 2:
            label = read_label(column.label)
            rank = 20 + column.index
            kind = label.head if label else "axe"
            heading = Heading(kind, "level", rank, column.label, None, p.text.text, 0)
            self.walker.open_orientation(heading, p, in_cell=False)
        self.walker.state.action = None
        self.walker.state.pending = None

    def _is_band(self, table: Table, cells: list[Cell], title_col: Column) -> bool:
        """A row with one text across it: an orientation over the rows below."""
        if len(cells) != 1:
            return False
        cell = cells[0]
        heading = read_heading(cell.text.text.replace("\n", " "))
        wide = cell.col_span >= max(2, table.cols - 2)
        if heading and heading.role == "level":
            return True
        if cell.col == title_col.index and (cell.bold or cell.fill is not None):
            # Alone in its row and unlike the titles below: "4 : Pilotage".
            titles = [c for c in table.cells if c.col == title_col.index and c.paragraphs]
            alike = [c for c in titles if (c.bold, c.fill) == (cell.bold, cell.fill)]
            return len(alike) <= 0.34 * len(titles)
        return wide and (cell.bold or cell.fill is not None or bool(heading))

    def _band(self, cell: Cell) -> None:
        w = self.walker
        p = _merged(cell)
        heading = read_heading(p.text.text)
        if heading and heading.role == "bare" and heading.kind in w.scheme.kinds:
            heading = None
        if heading is None:
            if _is_total(p.text.text):
                return
            heading = Heading("axe", "level", 20, None, None, p.text.text, 0)
        elif heading.role == "bare":
            family = w.tree.kinds[-1] if w.tree.kinds else "axe"
            known = [k for k, o in enumerate(w.tree.orientations) if o.number == heading.number]
            kind = w.tree.kinds[known[0]] if known else family
            heading = Heading(kind, "level", 20, None, heading.number, heading.title, heading.title_at)
        w.state.action = None
        w.open_orientation(heading, p, in_cell=False)
        w.state.pending = None

    # -- values under labels, indicators

    def _values_under_labels(self, table: Table, header: Header) -> None:
        """Inside a fiche: labels in the first row, their values below; or a budget by year."""
        w = self.walker
        node = w.state.action
        years = [c for c in header.columns if c.field in ("year", "total")]
        payer = header.column_of("funder") or header.column_of("partner") or header.column_of("pilot")
        if years and payer:
            self._payers_by_year(table, header, payer, years)
            w.state.opened = None
            return
        if years:
            for row in range(header.row + 1, table.rows):
                if len(years) >= 2:
                    self._year_marks(table, header, row)
                first = table.at(row, 0)
                nature = first.text.text if first and first.paragraphs and first.col not in {c.index for c in years} else ""
                for column in years:
                    cell = table.at(row, column.index)
                    if cell and cell.row == row and cell.paragraphs:
                        self._year_cell(table, row, column, cell)
                        if node.fields and node.fields[-1].text is not None and nature and node.fields[-1].rule == "year_column":
                            node.fields[-1].label = f"{nature} {column.label}"
            w.state.opened = None
            return
        funder, amount = header.column_of("funder"), header.column_of("cost")
        if funder is None and amount is not None and header.column_of("pilot") is None:
            funder = header.column_of("partner")
        if funder and amount:
            for row in range(header.row + 1, table.rows):
                name, figure = table.at(row, funder.index), table.at(row, amount.index)
                if name and figure and name.paragraphs and not _is_total(name.text.text):
                    text = PlacedText.join([name.text, figure.text], " : ")
                    node.fields.append(LabelledField("funder", funder.label, text, "column"))
                elif figure and figure.paragraphs:
                    node.fields.append(LabelledField("cost", amount.label, figure.text, "column"))
            w.state.opened = None
            return
        for column in header.columns:
            cells = []
            for row in range(header.row + 1, table.rows):
                cell = table.at(row, column.index)
                if cell and cell.row == row and cell.paragraphs:
                    cells.append(cell)
            text = PlacedText.join(c.text for c in cells)
            if text and column.field not in ("title", "number", "orientation", "unit", "source", "total"):
                field = column.field if column.field not in ("baseline", "target") else "other"
                node.fields.append(LabelledField(_field_name(field), column.label, text, "column"))
        w.state.opened = None

    def _payers_by_year(self, table: Table, header: Header, payer: Column, years: list[Column]) -> None:
        """A row per funder, a column per year: who pays, and how much each year."""
        node = self.walker.state.action
        total = next((c for c in years if c.field == "total"), None)
        for row in range(header.row + 1, table.rows):
            name = table.at(row, payer.index)
            if name is None or not name.paragraphs:
                continue
            if not _is_total(name.text.text):
                figure = table.at(row, total.index) if total else None
                text = PlacedText.join([name.text, figure.text], " : ") if figure and figure.paragraphs else name.text
                node.fields.append(LabelledField("funder", payer.label, text, "column"))
            for column in years:
                cell = table.at(row, column.index)
                if cell and cell.row == row and cell.paragraphs:
                    self._year_cell(table, row, column, cell)

    def _indicators(self, table: Table, header: Header, end: int | None = None) -> None:
        """Indicators with their baseline, target and unit, from the rows under ``header`` up to ``end``."""
        w = self.walker
        if w.state.action is None:
            return
        column = header.column_of("indicator")
        rows = []
        year = next((c.year for c in header.columns if c.field == "target" and c.year), None)
        for row in range(header.row + 1, table.rows if end is None else end):
            cell = table.at(row, column.index)
            if cell is None or not cell.paragraphs:
                continue
            values = {"text": cell.text}
            for c in header.columns:
                value = table.at(row, c.index)
                if c.field in ("baseline", "target", "unit", "year") and value and value.paragraphs and c.field not in values:
                    values[c.field] = value.text
            rows.append(values)
        text = PlacedText.join(r["text"] for r in rows)
        new = LabelledField("indicator", column.label, text, "table", table=IndicatorTable(rows, year))
        w.state.action.fields.append(new)
        w.state.opened = None

    # -- label/value grid

    def _grid(self, table: Table) -> None:
        """Rows of labels and values, one or two pairs a row; a label alone in its row heads what follows."""
        w = self.walker
        s = w.state
        carried = s.opened if table.page == s.last_page + 1 and s.action is not None else None
        for row in range(table.rows):
            cells = [c for c in table.row(row) if c.paragraphs]
            band = titled_row(cells) if table.rows <= 3 else None
            if band:
                heading = band_heading(*band)
                if heading.kind in w.scheme.kinds or heading.role == "action":
                    w.open_action(heading, _merged(band[1]))
                    carried = None
                    continue
            k = 0
            while k < len(cells):
                cell = cells[k]
                flat = cell.text.text.replace("\n", " ")
                label = read_label(flat) if len(cell.paragraphs) <= 3 else None
                value = cells[k + 1] if k + 1 < len(cells) else None
                if label and label.field == "number" and value and re.search(r"\d", value.text.text) and len(value.text.text) < 25:
                    self._number_cell(value)
                    k += 2
                elif label and label.field == "title" and value is not None and not read_label(value.text.text):
                    self._title_cell(label, value)
                    k += 2
                elif label and s.action is not None and (value is not None or len(cells) == 1):
                    w.open(label, cell.paragraphs[0], rule="cell")
                    carried = None
                    if value is not None:
                        if not read_label(value.text.text.replace("\n", " ")):
                            self._fill(value)
                            k += 1
                        s.opened = None if label.field != "orientation" else s.opened
                    k += 1
                elif value is not None and self._is_unlabelled_head(cell, value, cells, table):
                    w.open(Label("other", flat), cell.paragraphs[0], rule="cell")
                    self._fill(value)
                    s.opened = None
                    k += 2
                else:
                    if row == 0 and carried is not None and s.opened is None:
                        s.opened = carried
                    self._cell(cell)
                    k += 1
            carried = carried if row == 0 and not cells else None

    def _fill(self, cell: Cell) -> None:
        """The value cell of a label: its paragraphs, with any label run into it."""
        w = self.walker
        if w.state.pending == "reference":
            w.reference(w._reference_label, _merged(cell))
            w.state.pending = "title" if w.state.action and not w.state.action.title else None
            return
        for p in cell.paragraphs:
            w.paragraph(p, in_cell=True)

    def _cell(self, cell: Cell) -> None:
        """A cell that is no label: headings, labels with their text, or more text of what was open."""
        w = self.walker
        p = _merged(cell)
        heading = read_heading(p.text.text)
        if heading and heading.kind in w.scheme.kinds and len(p.text.text) < 400 and len(cell.paragraphs) <= 3:
            if cell.bold or cell.fill is not None or w.state.action is None or len(heading.title) > 8:
                w.open_action(heading, p)
                return
        if w.scheme.styles and len(cell.paragraphs) == 1 and w._takes_title(cell.paragraphs[0]):
            return
        for paragraph in cell.paragraphs:
            w.paragraph(paragraph, in_cell=True)

    def _number_cell(self, value: Cell) -> None:
        w = self.walker
        number = re.sub(r"(?i)^(fiche|action|mesure)?\s*n?\s?[°ºo]?\s*", "", value.text.text.strip())
        current = w.state.action
        if current is not None and not current.fields and not current.number:
            current.number = number
            return
        if current is not None and not current.fields and current.number == number:
            return
        w.start_action(None, number, PlacedText(), _merged(value), rule="cell")

    def _title_cell(self, label: Label, value: Cell) -> None:
        """ "Intitulé | ...": the action's title, or the start of a new action."""
        w = self.walker
        s = w.state
        p = _merged(value)
        heading = read_heading(p.text.text)
        number = heading.number if heading and heading.number and heading.role in ("bare", "action") else None
        title = p.text.slice(heading.title_at) if number and heading else p.text
        if s.action is not None and not [f for f in s.action.fields if f.text] and (not s.action.title or s.pending == "title"):
            s.action.title = title
            s.action.number = s.action.number or number
            s.pending = None
            found = self.walker.tree.find_action(s.action.number, title.text, None)
            if found is not None and found is not s.action:
                w.tree.actions.remove(s.action)
                s.action = found
            return
        if s.action is not None and (label.weak and [f for f in s.action.fields if f.text]) and w.scheme.kinds:
            w.open(Label("modalities", label.text), p, rule="cell")
            self._fill(value)
            return
        w.start_action(label.text, number, title, p, rule="cell", confidence=0.9)

    def _is_unlabelled_head(self, cell: Cell, value: Cell, cells: list[Cell], table: Table) -> bool:
        """A first cell that looks like the labels around it, of words the lexicon does not hold."""
        if self.walker.state.action is None or len(cells) != 2 or cell.col != 0:
            return False
        text = cell.text.text
        if len(text) > 70 or read_heading(text) or _CROSS.match(text):
            return False
        others = [c for c in table.cells if c.col == 0 and c is not cell and c.paragraphs]
        known = [c for c in others if read_label(c.text.text.replace("\n", " "))]
        alike = [c for c in known if c.fill == cell.fill and c.bold == cell.bold]
        return len(alike) >= 2 or (bool(alike) and len(known) >= 0.5 * len(others))


def _known_row(w: Walker, cell: Cell) -> bool:
    heading = read_heading(cell.text.text)
    return bool(heading and heading.number and heading.title and w.tree.find_action(heading.number, heading.title, None))


def _alike(a: list[float], b: list[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) < 6 for x, y in zip(a, b, strict=True))


def _is_total(text: str) -> bool:
    return bool(re.match(r"^(sous[- ])?(total|totaux|ensemble|cumul)\b", fold(text).strip()))


def _title_of(cell: Cell | None) -> PlacedText:
    """A title cell's text on one line: its paragraphs are one title cut by hand."""
    return PlacedText.join((p.text for p in cell.paragraphs), " ") if cell else PlacedText()


def _merged(cell: Cell) -> Paragraph:
    """A cell as one paragraph."""
    first = cell.paragraphs[0]
    return Paragraph(
        PlacedText.join((p.text for p in cell.paragraphs), " "), cell.box, cell.page, first.size, first.bold, first.italic,
        first.color, None, 0.0, cell.fill, cell.box,
    )  # fmt: skip


def _first_paragraph(table: Table, row: int, header: Header) -> Paragraph:
    cell = next(c for c in table.row(row) if c.paragraphs)
    return _merged(cell)


def _field_name(field: str) -> str:
    return {"calendar_end": "calendar"}.get(field, field)


def _field_of(column: Column, cell: Cell) -> LabelledField:
    label = read_label(column.label)
    new = LabelledField(_field_name(column.field), column.label, cell.text, "column")
    if label and label.second:
        new.kind = f"joint:{label.second}"
    return new
