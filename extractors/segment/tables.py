"""Tables walked: a row per action here, grids and the tables inside a fiche by their own readers."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.french.headings import Heading, clean_number, read_heading
from extractors.french.lexicon import Label, read_label
from extractors.segment.aims import settle_aims
from extractors.segment.cells import field_name, has_words, is_total, merged, texts_of, title_of
from extractors.segment.columns import Column, Header, dated_from, header_row
from extractors.segment.fiche_rows import FicheRows, fiches_in_rows, rows_before
from extractors.segment.fiche_tables import FicheTables
from extractors.segment.fiches import spot
from extractors.segment.grids import GridWalker
from extractors.segment.label_rows import at_label_rows, cut_at, less_groups, regions, rows_of_pairs
from extractors.segment.outline import heading_of
from extractors.segment.recaps import take_recap
from extractors.segment.role_tables import who_does_what
from extractors.segment.title_cells import ends_of_titles, run_in_fields, told_after
from extractors.segment.tree import is_placeholder
from extractors.segment.walk import Walker
from models.block import Cell, Paragraph, Table
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

_MONEY = ("cost", "funder")
_AXIS_CODE = re.compile(r"[A-Z]?[\dIVX]{1,4}([.\-]\d{1,2})*")
_BARE_CODE = re.compile(r"[A-H]|[IVX]{1,4}|\d{1,2}")


class TableWalker:
    """Remembers the last table, so that one cut by the page goes on."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.grids, self.inside = GridWalker(walker), FicheTables(walker)
        self.grids.table, self.grids.inside = self.table, self.inside
        self.header: Header | None = None
        self.columns: list[float] = []  # x of the columns of the last table
        self.last_row: dict[int, LabelledField] = {}
        self.last_action: ActionNode | None = None  # of the last row
        self.page = 0

    def table(self, table: Table) -> None:
        """Walk one table, or the next part of the last one."""
        fiches = fiches_in_rows(table)
        if fiches is not None:
            self._fiches(table, fiches)
            return
        table = self._under_its_title(table)
        s = self.walker.state
        over, action = s.opened, s.action
        known = len(action.fields) if action is not None else 0
        for part in at_label_rows(table) if action is not None else [table]:
            self._walk(part)
        if over is None or over.field not in _MONEY or over.text or s.opened is not None or s.action is not action:
            return
        if action is not None and any(f.field in _MONEY for f in action.fields[known:]):
            s.opened = over  # who else pays is often told under the table

    def _walk(self, table: Table) -> None:
        if self.walker.scheme.fiches is not None and self._at_its_titles(table):
            return
        table = less_groups(self._under_its_label(table))
        if self.inside.accounts(table):
            self.header, self.last_row = None, {}
            return
        if self.walker.state.action is not None and regions(table, 0) is not None:
            self.header, self.last_row = None, {}
            self.grids.walk(table)
            self.header, self.last_row = None, {}  # a table in one of its cells ends with it
            return
        header = header_row(table, self.walker.start)
        if header is not None and header.past:
            self.header, self.last_row = None, {}
            return
        if header is not None and header.is_indicator_table and self.walker.state.action and (end := rows_of_pairs(table, header.row)):
            over, under = cut_at(table, end)
            self.header, self.last_row = None, {}
            self.grids.walk(over)
            self._walk(under)
            return
        if take_recap(self, table, header):
            return
        if header is not None and (over := self.walker.state.opened) is not None and over.field == "indicator":
            settle_aims(header)
        xs = [min((c.box.x0 for c in table.cells if c.col == k), default=0.0) for k in range(table.cols)]
        carried = bool(self.header and header is None and table.page == self.page + 1 and _alike(xs, self.columns))
        carried = carried and (self.header.opens_actions or self.walker.state.action is self.last_action)
        if header is None and not carried and self.walker.state.action is not None:
            header = who_does_what(table)
        if header is None and carried:
            header = Header(-1, self.header.columns)
        elif header is not None and self.header and table.page == self.page + 1 and _alike(xs, self.columns):
            carried = header.opens_actions and self.header.opens_actions
        if header is None:
            self.header, self.last_row = None, {}
            self.grids.walk(table)
            self.header, self.last_row = None, {}  # a table in one of its cells ends with it
        elif self._is_by_number(table, header):
            self._rows_by_number(table, header)
        elif header.opens_actions and not self._is_inside_action(table, header):
            self._rows_of_actions(table, header, carried)
        elif header.is_indicator_table:
            self.inside.indicators(table, header)
            self.header, self.last_action = header, self.walker.state.action
        elif self.walker.state.action is not None and self.walker.state.aside is None:
            self.inside.values_under_labels(table, header)
        if header is not None and header.opens_actions:
            self.header = header
        self.columns, self.page = xs, table.page

    def _fiches(self, table: Table, fiches: list[Cell | FicheRows]) -> None:
        """Fiches over a few rows each, with the labels in their cells; the last one may go on over the page."""
        w = self.walker
        s = w.state
        self.header, self.last_row = None, {}
        if s.aside is not None and s.aside_past:
            return
        s.aside = None
        if s.action is not None:
            self.grids.cells([c for r in range(rows_before(table)) for c in table.row(r) if c.paragraphs])
        for part in fiches:
            if isinstance(part, Cell):
                self._band(part)
                continue
            heading, title, label = part.heading, title_of(part.title), None
            number = clean_number(re.sub(r"(?i)^n\s?[°ºo]\s*", "", part.number.text.text.strip(" .:"))) if part.number else None
            if heading is not None and heading.number:
                number, label = heading.number, heading.label
                title = title if part.number is not None else title.slice(heading.title_at)
            w.start_action(label, number, title, merged(part.number or part.title), rule="cell", confidence=0.9)
            self.grids.cells(part.cells)

    def _under_its_title(self, table: Table) -> Table:
        """The table less the band across its top that names an action, opened here, over a row of labels and their values."""
        top = [c for c in table.row(0) if c.paragraphs]
        if len(top) != 1 or top[0].col_span < table.cols or len(top[0].paragraphs) > 1 or table.rows < 3:
            return table
        p = top[0].paragraphs[0]
        heading = heading_of(p, self.walker.styles)
        header = header_row(table, self.walker.start) if heading and heading.kind in self.walker.scheme.kinds else None
        if header is None or header.row != 1 or header.opens_actions:
            return table
        self.walker.paragraph(p, in_cell=True)
        return cut_at(table, 1)[1]

    def _at_its_titles(self, table: Table) -> bool:
        """Walk a table cut at the rows that hold a fiche's title; False when none does."""
        places = {**self.walker.scheme.fiches.starts, **dict.fromkeys(self.walker.scheme.fiches.taken)}
        heads = {c.row for c in table.cells if any(spot(p) in places for p in c.paragraphs)}
        if not heads:
            return False
        below = 0
        for row in [*sorted(heads), table.rows]:
            if row > below:
                cells = [replace(c, row=c.row - below) for c in table.cells if below <= c.row < row]
                if any(c.paragraphs for c in cells):
                    self.table(replace(table, rows=row - below, cells=cells))
            if row < table.rows:  # what stands over the title there is no more of the fiche before
                self.walker.state.action = self.walker.state.opened = None
            for cell in table.row(row) if row < table.rows else ():
                texts = texts_of(cell) if cell.paragraphs else []
                for p in texts if any(spot(p) in places for p in texts) else ():
                    self.walker.paragraph(p, in_cell=True)
            below = row + 1
        return True

    def _under_its_label(self, table: Table) -> Table:
        """The table less a first row that holds only a label, drawn as a tab over the columns: it opens its field."""
        top = [c for c in table.row(0) if c.paragraphs]
        wide = max((len([c for c in table.row(r) if c.paragraphs]) for r in range(1, table.rows)), default=0)
        if len(top) != 1 or wide < 3 or self.walker.state.action is None:
            return table
        label = read_label(top[0].text.text.replace("\n", " "))
        if label is None or (top[0].col_span >= table.cols and not self._is_over_measures(table, label)):
            return table
        self.walker.open(label, top[0].paragraphs[0], rule="cell")
        return cut_at(table, next(r for r in range(1, table.rows) if any(c.paragraphs for c in table.row(r))))[1]

    def _is_over_measures(self, table: Table, label: Label) -> bool:
        """Whether a band names the indicators whose heads stand under it: "Indicateurs" over "Intitulé | Valeur cible"."""
        header = header_row(table, self.walker.start) if label.field == "indicator" else None
        return header is not None and header.row == 1 and bool(header.fields & {"baseline", "target"})

    # -- a row per action

    def _is_inside_action(self, table: Table, header: Header) -> bool:
        """Steps of one action ("Actions | Échéance") rather than actions: a fiche is open and its fiches have fields."""
        w = self.walker
        s = w.state
        if s.action is None or not w.scheme.kinds or w.scheme.listed_only or not s.action.fields:
            return False
        if header.column_of("number") or ("pilot" in header.fields and len(header.fields) >= 4):
            return False
        return not any(_known_row(w, c) for c in table.cells)

    def _rows_of_actions(self, table: Table, header: Header, carried: bool) -> None:
        w = self.walker
        s = w.state
        if s.aside is not None:
            told = "pilot" in header.fields or len(header.fields) >= 4
            if not told or (s.aside_past and not dated_from(table, header, w.start)):
                return
            s.aside = None
        s.action, s.opened, s.pending = None, None, None
        title_col, number_col = header.column_of("title"), header.column_of("number")
        axis_cols = [c for c in header.columns if c.field == "orientation"]
        axis_index = {c.index for c in axis_cols}
        ends = ends_of_titles(c for c in table.cells if c.col == title_col.index and c.row > header.row)
        first = True
        base = len(s.stack)
        for row in range(header.row):  # a band over the header
            above = [c for c in table.row(row) if c.paragraphs]
            heading = read_heading(above[0].text.text.replace("\n", " ")) if len(above) == 1 else None
            if heading and heading.role == "level":
                self._band(above[0])
        for row in range(header.row + 1, table.rows):
            starting = [c for c in table.row(row) if c.paragraphs]
            if starting and starting[0].col in axis_index and is_total(starting[0].text.text) and not has_words(starting[1:]):
                continue
            for cell in starting:
                if cell.col in axis_index or not cell.upright:
                    self._axis(cell, next((c for c in axis_cols if c.index == cell.col), None))
            cells = [c for c in starting if c.col not in axis_index and c.upright]
            if not cells:
                continue
            if s.action is not None and self._is_second_line(table, cells, header):
                continue
            if self._is_band(table, cells, title_col):
                self._band(cells[0])
                continue
            title_cell = table.at(row, title_col.index)
            number_cell = table.at(row, number_col.index) if number_col else None
            title = title_of(title_cell)
            number = number_cell.text.text.strip() if number_cell and number_cell.paragraphs else ""
            if is_total(title.text or number) or _is_header_again(table, header, row):
                continue
            begins = title_cell is not None and title_cell.row == row and bool(title)
            if title_cell is not None and title_cell.row_span > 1 and title_cell.row < row < title_cell.row + title_cell.row_span:
                continue  # read with the row its title begins in
            if (
                first
                and carried
                and begins
                and self.last_row
                and not number
                and (number_col or title.text[0].islower())
            ):
                begins = False  # the end of a title the page has cut
                if (node := self.last_action) is not None:
                    node.title = PlacedText.join([node.title, title], " ")
            if not begins and not (number and number_cell.row == row):
                # A row cut by the page, or a second line of the same action.
                if self.last_row or (first and carried):
                    self._continue_row(table, header, row)
                first = False
                continue
            first = False
            end = ends.get(id(title_cell), len(title.text))
            told = told_after(title_cell, end) if title_cell else []
            self._start_row(table, header, row, title.slice(0, end), number, told)
        s.action, s.opened, s.pending = None, None, None
        del s.stack[base + len(axis_cols) + 4 :]

    def _is_second_line(self, table: Table, cells: list[Cell], header: Header) -> bool:
        """Whether a row with no number tells more of the action over it, which takes it: labels run into wider cells.

        Without labels, one plain cell from the title's column to the last is the rest of what the action is.
        """
        number, title = header.column_of("number"), header.column_of("title")
        node, row = self.walker.state.action, cells[0].row
        if any(c.row != row for c in cells) or (number is not None and any(c.col <= number.index for c in cells)):
            return False
        wide = [c for c in cells if c.col_span >= 2]
        found = [run_in_fields(c.paragraphs) for c in cells]
        told = [f for fields in found for f in fields]
        if wide and all(found) and len(told) >= 2 and all(f.field not in ("title", "number", "orientation") for f in told):
            node.fields += told
            return True
        plain = len(cells) == 1 and wide and not cells[0].bold and cells[0].fill is None
        if not plain or number is None or cells[0].col != title.index or not node.number:
            return False
        if cells[0].col + cells[0].col_span < table.cols or read_heading(cells[0].text.text.replace("\n", " ")):
            return False
        node.fields.append(LabelledField("modalities", "", cells[0].text, "unlabelled"))
        return True

    def _is_by_number(self, table: Table, header: Header) -> bool:
        """Whether the rows only name their actions by numbers met before: "1.1 | Nombre de ménages | 310 | 1 200"."""
        _settle_first_numbers(table, header)
        numbers = header.column_of("number")
        if numbers is None or header.column_of("title") is not None or header.row < 0:
            return False
        cells = [c for c in table.cells if c.col == numbers.index and c.row > header.row and c.paragraphs]
        known = sum(self.walker.tree.find_action(_plain_number(c), "", None) is not None for c in cells)
        return len(cells) >= 2 and known >= 0.8 * len(cells)

    def _rows_by_number(self, table: Table, header: Header) -> None:
        s = self.walker.state
        numbers = header.column_of("number")
        cells = [c for c in table.cells if c.col == numbers.index and c.row > header.row and c.paragraphs]
        starts = sorted(cells, key=lambda c: c.row)
        for cell, after in zip(starts, [*(c.row for c in starts[1:]), table.rows], strict=True):
            node = self.walker.tree.find_action(_plain_number(cell), "", None)
            if node is None:
                continue
            s.action, s.opened, s.pending = node, None, None
            self.fill_row(table, header, node, cell.row, after)
        s.action, s.opened, s.pending = None, None, None
        self.last_row, self.last_action = {}, None

    def _start_row(
        self, table: Table, header: Header, row: int, title: PlacedText, number: str, told: list[LabelledField]
    ) -> None:
        """Open the row's action. ``told``: what its title's cell tells after the title."""
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
        node.fields += told
        title_column = header.column_of("title")
        title_cell = table.at(row, title_column.index) if title_column else None
        last = row + (title_cell.row_span if title_cell and title_cell.row == row else 1)
        self.fill_row(table, header, node, row, last)

    def fill_row(self, table: Table, header: Header, node: ActionNode, row: int, last: int) -> None:
        """Give an action the fields of its row; ``last``: the first row that is no more its own."""
        self.last_row, self.last_action = {}, node
        if header.is_indicator_table:
            self.inside.indicators(table, Header(row - 1, header.columns), last)
        for column in header.columns:
            cell = table.at(row, column.index)
            if column.field in ("title", "number", "orientation") or cell is None or not cell.paragraphs:
                continue
            if header.is_indicator_table and column.field in ("indicator", "baseline", "target", "unit", "source"):
                continue
            if column.field in ("year", "total"):
                self.inside.year_cell(table, row, column, cell)
                continue
            if column.field == "payer":
                if re.search(r"\d", cell.text.text):
                    text = PlacedText.join([column.head, cell.text], " : ")
                    label = self.inside.with_unit(table, column)
                    node.fields.append(LabelledField("funder", label, text, "column"))
                continue
            new = _field_of(column, cell)
            run_in = run_in_fields(cell.paragraphs, new if column.field == "cost" else None)
            if column.field == "cost" and re.search(r"\d", cell.text.text):
                new.label = self.inside.with_unit(table, column)
            if run_in:
                node.fields += run_in
                self.last_row[column.index] = run_in[-1]
                continue
            for below in range(row + 1, last):  # one action over several rows of this column
                more = table.at(below, column.index)
                if more is not None and more.row == below and more.paragraphs:
                    new.text = PlacedText.join([new.text, more.text])
            node.fields.append(new)
            self.last_row[column.index] = new
        self.inside.year_marks(table, header, row)

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

    def _axis(self, cell: Cell, column: Column | None) -> None:
        """A merged cell down the side of the rows names their orientation."""
        p, code = merged(cell), cell.paragraphs[0].text.text.strip()
        text, label = p.text.text, read_label(column.label) if column else None
        kind, printed = label.head if label else "axe", column.label if column else None
        rank = 20 + column.index if column else 20
        heading = read_heading(text)
        if column is not None and _AXIS_CODE.fullmatch(text.strip()):
            heading = Heading(kind, "level", rank, printed, text.strip(), "", 0)
        elif column is not None and heading is None and len(cell.paragraphs) > 1 and _BARE_CODE.fullmatch(code):
            heading = Heading(kind, "level", rank, printed, code, text[len(code) + 1 :], len(code) + 1)  # "A" over its title
        elif heading and heading.role == "bare" and column:
            heading = Heading(kind, "level", 20, printed, heading.number, heading.title, heading.title_at)
        elif not heading or heading.role != "level":
            heading = Heading(kind, "level", rank, printed, None, text, 0) if column is not None and len(text) > 2 else None
        if heading is not None:
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
        p = merged(cell)
        heading = read_heading(p.text.text)
        if heading and heading.role == "bare" and heading.kind in w.scheme.kinds:
            heading = None
        if heading is None:
            if is_total(p.text.text):
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


def _settle_first_numbers(table: Table, header: Header) -> None:
    """The first column of an indicator table holds numbers where each of its cells is one, whatever its head says."""
    if not header.is_indicator_table or header.column_of("number") or header.column_of("title") or header.row < 0:
        return
    first = next((c for c in header.columns if c.index == 0), None)
    cells = [c for c in table.cells if c.col == 0 and c.row > header.row and c.paragraphs]
    if (first is None or first.field == "other") and cells and all(_CODE.fullmatch(c.text.text.strip()) for c in cells):
        head = table.at(header.row, 0)
        others = [c for c in header.columns if c.index]
        header.columns = [Column(0, "number", head.text.text if head is not None else ""), *others]


_CODE = re.compile(r"(?=.*[\dIVX])(?:[^\W\d_]{1,12}\.?\s)?(?:n\s?[°º]\s?)?[A-Z]{0,4}[ .-]?(?:\d{1,2}|[IVX]{1,4})(?:[.\-]\s?[\dA-Za-z]{1,2}){0,3}[a-z]?\.?")


def _plain_number(cell: Cell) -> str:
    """The number a cell holds, as headings give theirs."""
    return clean_number(re.sub(r"(?i)^(?:[^\W\d_]{3,}\s+)?(?:n\s?[°ºo]\s*)?", "", cell.text.text.strip()))


def _known_row(w: Walker, cell: Cell) -> bool:
    heading = read_heading(cell.text.text)
    return bool(
        heading and heading.number and heading.title and w.tree.find_action(heading.number, heading.title, None)
    )


def _is_header_again(table: Table, header: Header, row: int) -> bool:
    """Whether a row says the columns' labels once more."""
    cells = [
        (c, cell) for c in header.columns if (cell := table.at(row, c.index)) and cell.row == row and cell.paragraphs
    ]
    same = sum(fold(cell.text.text.replace("\n", " ")) == fold(c.label) for c, cell in cells)
    return same >= 2 and same >= 0.7 * len(cells)


def _alike(a: list[float], b: list[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) < 6 for x, y in zip(a, b, strict=True))


def _first_paragraph(table: Table, row: int, header: Header) -> Paragraph:
    cell = next(c for c in table.row(row) if c.paragraphs)
    return merged(cell)


def _field_of(column: Column, cell: Cell) -> LabelledField:
    label = read_label(column.label)
    new = LabelledField(field_name(column.field), column.label, cell.text, "column")
    if label and label.second:
        new.kind = f"joint:{label.second}"
    return new
