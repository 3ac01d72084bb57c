"""Label/value grids: rows of labels and values, one or two pairs a row, bands that head what follows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from extractors.french.headings import read_heading
from extractors.french.lexicon import Label, read_label, split_run_in
from extractors.french.verbs import field_done
from extractors.segment.aims import settle_aims
from extractors.segment.cells import CROSS, is_total, merged
from extractors.segment.columns import Column, Header, header_row, measured_columns, parts_row, year_columns
from extractors.segment.fiche_tables import FicheTables
from extractors.segment.label_rows import Region, heads_labels, label_of, regions, rows_as_text, sub_table
from extractors.segment.outline import band_heading, band_levels, band_title
from extractors.segment.references import place, reference
from extractors.segment.style import label_prefix
from extractors.segment.title_cells import titled_row
from extractors.segment.walk import Walker
from models.block import Cell, Table
from models.segment import LabelledField
from models.text import PlacedText

_YEAR = re.compile(r"^20[0-5]\d$")


class GridWalker:
    """Walks the cells of a grid without header row."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.table: Callable[[Table], None] | None = None  # walks a table with a header
        self.inside: FicheTables | None = None
        self.last: tuple[LabelledField | None, int] = (None, 0)  # the last value's field, and its page

    def walk(self, table: Table) -> None:
        """Rows of labels and values, one or two pairs a row; a label alone in its row heads what follows."""
        w = self.walker
        s = w.state
        self._leave_action(table)
        last, page = self.last
        carried = s.opened if table.page == s.last_page + 1 and s.action is not None else None
        if carried is None and table.page == page + 1 and s.action is not None and last in s.action.fields:
            carried = last
        done = 0  # rows read with the labels over them
        for row in range(table.rows):
            if row < done:
                continue
            cells = _number_joined([c for c in table.row(row) if c.paragraphs])
            cells = cells[1:] if heads_labels(table, cells) else cells
            inner = self._inner(table, cells[0]) if len(cells) > 2 and self._below(table, cells[0]) > row + 1 else None
            if inner is not None:
                self._region(inner, table.page)
                done, carried = self._below(table, cells[0]), None
                continue
            if s.action is not None and measured_columns(cells):
                done = self._measured(table, cells)
                if done > row + 1:
                    carried = None
                    continue
            sides = self.inside.two_sides(table, row) if s.action is not None and self.inside is not None else row
            if sides > row:
                done, carried = sides, None
                continue
            under = regions(table, row) if s.action is not None else None
            if under is not None:
                for region in under[0]:
                    self._region(region, table.page)
                done, carried = under[1], None
                continue
            years = self._by_year(table, row, cells) if s.action is not None else row
            if years > row:
                done, carried = years, None
                continue
            band = titled_row(cells) if table.rows <= 3 or row == 0 else None
            if band:
                heading = band_heading(*band)
                if heading.kind in w.scheme.kinds or heading.role == "action":
                    beside = [
                        c
                        for c in cells
                        if len(cells) > 2
                        and c is not band[1]
                        and (h := read_heading(merged(c).text.text))
                        and h.role == "level"
                        and h.title
                    ]
                    for level in [*map(merged, beside), *band_levels(band[1])]:
                        w.open_orientation(read_heading(level.text.text), level, in_cell=False)
                        s.pending = None
                    named = band_title(band[1])
                    title = replace(merged(band[1]), text=PlacedText.join((p.text for p in named), " "))
                    if heading.role == "action" and len(band_levels(band[1])) == len(named):
                        heading = replace(heading, title="")  # "Axe 1 : ... | Fiche n° 3": the title is further down
                    w.open_action(heading, title)
                    carried = None
                    continue
            k = 0
            while k < len(cells):
                cell = cells[k]
                flat = cell.text.text.replace("\n", " ")
                label = read_label(flat) if len(cell.paragraphs) <= 3 else None
                value = cells[k + 1] if k + 1 < len(cells) else None
                if (
                    label
                    and label.field == "number"
                    and value
                    and re.search(r"\d", value.text.text)
                    and len(value.text.text) < 25
                ):
                    self._number_cell(value)
                    k += 2
                elif label and label.field == "title" and value is not None and not read_label(value.text.text):
                    self._title_cell(label, value)
                    k += 2
                elif label and label.field == "orientation" and s.action is None and value is not None:
                    heads = read_label(value.text.text.replace("\n", " ")) or is_total(value.text.text) or _heads_rows(table, cells)
                    if not heads:
                        place(w, label, merged(value))  # not the heads of a table's columns: "Axe | Action | Total"
                    k += 2
                elif not _YEAR.match(flat) and (years := self._years(table, cells[k:], label)):
                    done, k = row + 2 + bool(parts_row(table, row + 1, year_columns(cells[k + 1 :]))), k + 1 + years
                elif label and s.action is not None and (value is not None or len(cells) == 1):
                    w.open(label, cell.paragraphs[0], rule="cell")
                    carried = None
                    if value is not None:
                        if self._says_when(label, cell, value, table):
                            w.add(value.paragraphs[0], value.text, in_cell=True)
                            k += 1
                        elif not read_label(value.text.text.replace("\n", " ")):
                            self._fill(value)
                            self.last = (s.opened, value.page)
                            k += 1
                        s.opened = None if label.field != "orientation" else s.opened
                    k += 1
                elif value is not None and self._is_unlabelled_head(cell, value, table):
                    w.open(Label("other", flat), cell.paragraphs[0], rule="cell")
                    self._fill(value)
                    s.opened = None
                    k += 2
                elif self._heads_itself(cell, table):
                    w.open(Label("other", cell.paragraphs[0].text.text.rstrip(" :")), cell.paragraphs[0], rule="cell")
                    for p in cell.paragraphs[1:]:
                        w.paragraph(p, in_cell=True)
                    s.opened = None
                    k += 1
                else:
                    if row == 0 and carried is not None and s.opened is None:
                        s.opened = carried
                    self._cell(cell)
                    k += 1
            carried = carried if row == 0 and not cells else None

    def _says_when(self, label: Label, cell: Cell, value: Cell, table: Table) -> bool:
        """Whether a value reads as a label but stands, plain, beside one: "Échéance | Fin 2029"."""
        first, said_in = cell.paragraphs[0], value.paragraphs[0]
        other = (first.italic, first.color) != (said_in.italic, said_in.color)
        apart = not value.bold and (cell.bold or cell.fill != value.fill or other or _holds_values(table, value.col))
        if label.field != "calendar" or not apart or len(value.paragraphs) > 1:
            return False
        said = read_label(value.text.text.replace("\n", " "))
        return said is not None and said.field.startswith("calendar")

    def _region(self, region: Region, page: int) -> None:
        """What stands under one label of a row of labels: text, or a table with its own header."""
        w = self.walker
        w.open(region.label, region.head.paragraphs[0], rule="cell")
        table = sub_table(region, page)
        if table.cols == 1:
            for cell in region.cells:
                self._fill(cell)
        elif region.label.field == "calendar" and table.cols == 2 and w.state.opened is not None:
            w.state.opened.text = rows_as_text(table)  # "Concours | 2021": a step and its date, no header
        elif table.rows >= 2 and header_row(table, w.start) is not None and self.table is not None:
            self.table(table)
        elif w.state.opened is not None:
            w.state.opened.text = rows_as_text(table)
        w.state.opened = None

    def _measured(self, table: Table, heads: list[Cell]) -> int:
        """Indicators under the heads of their columns, within a fiche's grid; the first row after them."""
        columns, end = {c.col for c in heads}, heads[0].row + 1
        while end < table.rows:
            cells = [c for c in table.row(end) if c.paragraphs]
            plain = [c for c in cells if c.col in columns and c.fill == cells[0].fill]
            if len(cells) < 2 or len(plain) < len(cells) or cells[0].col or label_of(cells[0]) is not None:
                break
            end += 1
        label = label_of(heads[0])
        if label is not None and end > heads[0].row + 1:
            cells = [c for c in table.cells if heads[0].row <= c.row < end and c.paragraphs]
            self._region(Region(label, heads[0], cells), table.page)
        return end

    def _years(self, table: Table, cells: list[Cell], label: Label | None) -> int:
        """How many years stand beside a label, with the marks of those it means under them: its calendar; 0 for none.

        Crosses under years are a calendar whatever the words beside them ("Réalisation"); colours need its label.
        """
        w, row = self.walker, cells[0].row
        beside = list(itertools.takewhile(lambda c: _YEAR.match(c.text.text), cells[1:]))
        years = [Column(c.col, "year", c.text.text, int(c.text.text)) for c in beside]
        if self.inside is None or w.state.action is None or len(years) < 2 or row + 1 >= table.rows:
            return 0
        parts = parts_row(table, row + 1, years)
        years, row = (parts, row + 1) if parts else (years, row)
        under = [table.at(row + 1, y.index) for y in years]
        if any(c is None or c.row != row + 1 for c in under):
            return 0
        if (label is None or label.field != "calendar") and not (
            any(c.paragraphs for c in under)
            and all(CROSS.match(c.text.text.strip()) for c in under if c.paragraphs)
            and (label is None or label.weak or label.field == "modalities")
        ):
            return 0
        before = len(w.state.action.fields)
        self.inside.year_marks(table, Header(row, years), row + 1)
        return len(beside) if len(w.state.action.fields) > before else 0

    def _by_year(self, table: Table, row: int, cells: list[Cell]) -> int:
        """The first row after years over the figures of the rows under them; ``row`` itself for any other row.

        A row of years over a value that spans them all says no more than when the plan runs.
        """
        years = year_columns(cells)
        if self.inside is None or not years or parts_row(table, row + 1, years):
            return row
        head = cells[0] if cells[0].col < years[0].index else None
        end = row + 1
        while end < table.rows and self._under(table, end, years):
            end += 1
        if end > row + 1:
            if head is not None and (label := label_of(head)) is not None and label.field in ("cost", "funder"):
                self.walker.open(label, head.paragraphs[0], rule="cell")
            rows = [replace(c, row=c.row - row) for c in table.cells if row <= c.row < end]
            self.inside.values_under_labels(replace(table, rows=end - row, cells=rows), Header(0, years))
            return end
        plain = head is None or label_of(head) is None or years[-1].field == "total"
        return end if plain and end < table.rows else row

    def _under(self, table: Table, row: int, years: list[Column]) -> bool:
        """Whether a row has figures or marks under several years, each its own."""
        held = {y.index for y in years}
        cells = [c for c in table.row(row) if c.paragraphs]
        under = [c for c in cells if c.col in held]
        if any(sum(c.col <= k < c.col + c.col_span for k in held) > 1 for c in cells) or not under:
            return False
        return all(re.search(r"\d|^\W*$", c.text.text) or CROSS.match(c.text.text.strip()) for c in under)

    def _below(self, table: Table, head: Cell) -> int:
        """The first row under a label's cell and the empty ones that go on with it."""
        end = head.row + head.row_span
        while end < table.rows and (c := table.at(end, head.col)) is not None and not c.paragraphs and c.col_span == 1:
            end += 1
        return end

    def _inner(self, table: Table, head: Cell) -> Region | None:
        """The table at the right of a label that stands beside several rows, when it has a header of its own."""
        label = label_of(head)
        if self.walker.state.action is None or label is None:
            return None
        rows = range(head.row, self._below(table, head))
        cells = [c for c in table.cells if c.row in rows and c.col > head.col and c.paragraphs]
        region = Region(label, head, cells)
        header = header_row(sub_table(region, table.page), self.walker.start) if len(cells) >= 4 else None
        if header is not None and label.field == "indicator":
            settle_aims(header)
        return region if header is not None and header.is_indicator_table else None

    def _leave_action(self, table: Table) -> None:
        """A grid that names its own number or title after its first row is another fiche: what comes first is its own."""
        s = self.walker.state
        if s.action is None or not any(f.text for f in s.action.fields):
            return
        top = [c for c in table.row(0) if c.paragraphs]
        titled = len(top) == 2 and read_label(top[1].text.text) is None  # "Axe 1 | Habiter"
        level = read_heading(merged(top[0]).text.text) if (len(top) == 1 or titled) and table.rows > 2 else None
        if level is not None and level.role == "level":
            under = [h for r in (1, 2) for c in table.row(r) if c.paragraphs and (h := read_heading(merged(c).text.text))]
            if any(h.number and h.kind in self.walker.scheme.kinds for h in under):
                s.action, s.opened, s.pending = None, None, None  # "Enjeu 1 : ..." over "Fiche n° 4": the next fiche
                return
        first = [label for c in table.row(0) if c.paragraphs and (label := read_label(c.text.text.replace("\n", " ")))]
        later = [
            label
            for r in range(1, min(4, table.rows))
            for c in table.row(r)
            if c.paragraphs and (label := read_label(c.text.text.replace("\n", " ")))
        ]
        if any(label.field == "orientation" for label in first) and any(
            label.field in ("title", "number") for label in later
        ):
            s.action, s.opened = None, None

    def _fill(self, cell: Cell) -> None:
        """The value cell of a label: its paragraphs, with any label run into it."""
        w = self.walker
        if w.state.pending == "reference":
            reference(w, w._reference_label, merged(cell))
            w.state.pending = "title" if w.state.action and not w.state.action.title else None
            return
        for p in cell.paragraphs:
            w.paragraph(p, in_cell=True)

    def cells(self, cells: list[Cell]) -> None:
        """Cells that each begin with their own label, known or in the form's own words."""
        w = self.walker
        for cell in cells:
            first = cell.paragraphs[0]
            label = read_label(first.text.text)
            if label is None and len(cell.paragraphs) >= 2 and split_run_in(first.text.text, label_prefix(first)) is None:
                label = Label("other", first.text.text.rstrip(" :"))
            if label is not None:
                w.open(label, first, rule="cell")
            for paragraph in cell.paragraphs[label is not None :]:
                w.paragraph(paragraph, in_cell=True)
            w.state.opened = None

    def _cell(self, cell: Cell) -> None:
        """A cell that is no label: headings, labels with their text, or more text of what was open."""
        w = self.walker
        p = merged(cell)
        heading = read_heading(p.text.text)
        if heading and heading.kind in w.scheme.kinds and len(p.text.text) < 400 and len(cell.paragraphs) <= 3:
            if cell.bold or cell.fill is not None or w.state.action is None or len(heading.title) > 8:
                w.open_action(heading, p)
                return
        if len(cell.paragraphs) > 3 and self._opens_action(cell):
            return
        if w.scheme.styles and len(cell.paragraphs) == 1 and w._takes_title(cell.paragraphs[0]):
            return
        label = read_label(cell.paragraphs[0].text.text) if len(cell.paragraphs) >= 2 else None
        if label and not label.weak and w.state.action is not None and not read_label(cell.paragraphs[1].text.text):
            w.open(label, cell.paragraphs[0], rule="cell")  # a label over its value, in one cell
            for paragraph in cell.paragraphs[1:]:
                w.paragraph(paragraph, in_cell=True)
            return
        if w.state.action is not None and self._is_card(cell):
            w.state.action = w.state.opened = w.state.pending = None
        for paragraph in cell.paragraphs:
            w.paragraph(paragraph, in_cell=True)

    def _heads_itself(self, cell: Cell, table: Table) -> bool:
        """Whether a cell opens with a bold "Étapes de travail :" of unknown words, as the others open with known labels."""
        first = cell.paragraphs[0]
        text = first.text.text
        if self.walker.state.action is None or len(cell.paragraphs) < 2 or len(text) > 60 or not text.endswith(":"):
            return False
        if not first.bold or cell.bold or read_label(text) or read_heading(text):
            return False
        others = [c.paragraphs[0] for c in table.cells if c is not cell and c.paragraphs]
        return sum(split_run_in(p.text.text, label_prefix(p)) is not None for p in others) >= 3

    def _is_card(self, cell: Cell) -> bool:
        """Whether a cell begins with a level's line over a title proved by its fields: the next fiche, drawn as a cell."""
        if len(cell.paragraphs) < 3:
            return False
        over, title = (read_heading(p.text.text) for p in cell.paragraphs[:2])
        if over is None or over.role != "level" or title is None or not title.title:
            return False
        return title.kind in self.walker.scheme.kinds and self.walker.bounds.is_anchor(cell.paragraphs[1])

    def _opens_action(self, cell: Cell) -> bool:
        """Take a cell that opens an action with its number alone, then tells it: "Action 2.1", its title, its pilot."""
        w, first = self.walker, cell.paragraphs[0]
        heading = read_heading(first.text.text)
        if heading is None or heading.role != "action" or heading.kind not in w.scheme.kinds or not heading.number:
            return False
        if heading.title or not first.bold:
            return False
        w.open_action(heading, first)
        for paragraph in cell.paragraphs[1:]:
            w.paragraph(paragraph, in_cell=True)
        return True

    def _number_cell(self, value: Cell) -> None:
        w = self.walker
        number = re.sub(r"(?i)^(fiche|action|mesure)?\s*n?\s?[°ºo]?\s*", "", value.text.text.strip())
        current = w.state.action
        if current is not None and not current.fields and not current.number:
            current.number = number
            return
        if current is not None and not current.fields and current.number == number:
            return
        w.start_action(None, number, PlacedText(), merged(value), rule="cell")

    def _title_cell(self, label: Label, value: Cell) -> None:
        """ "Intitulé | ...": the action's title, or the start of a new action."""
        w = self.walker
        s = w.state
        p = merged(value)
        heading = read_heading(p.text.text)
        number = heading.number if heading and heading.number and heading.role in ("bare", "action") else None
        title = p.text.slice(heading.title_at) if number and heading else p.text
        if (
            s.action is not None
            and not [f for f in s.action.fields if f.text]
            and (not s.action.title or s.pending == "title")
        ):
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

    def _is_unlabelled_head(self, cell: Cell, value: Cell, table: Table) -> bool:
        """A cell that looks like the labels over and under it, of words the lexicon does not hold."""
        if self.walker.state.action is None or (not _differ(cell, value) and cell.col != 0):
            return False
        text = cell.text.text
        if len(text) > 70 or read_heading(text) or CROSS.match(text):
            return False
        others = [c for c in table.cells if c.col == cell.col and c is not cell and c.paragraphs]
        known = [c for c in others if read_label(t := c.text.text.replace("\n", " ")) or field_done(t)]
        alike = [c for c in known if c.fill == cell.fill and c.bold == cell.bold]
        if len(alike) >= 2 or (bool(alike) and len(known) >= 0.5 * len(others)):
            return True
        first, styles = cell.paragraphs[0], self.walker.styles
        back = len(cell.paragraphs) == 1 and styles.comes_back(first) and styles.looks_apart(first)
        return back and bool(alike) and cell.col == 0 and table.cols == 2


_NUMBER_WORD = re.compile(r"(?:fiche|action|mesure|fiche[- ]action)(?:\s+n\s?[°ºo])?\s?", re.IGNORECASE)
_ITS_NUMBER = re.compile(r"(?:n\s?[°ºo]\s*)?[A-Z]{0,3}\d{1,3}(?:[.\-]\d{1,2})*[a-z]?", re.IGNORECASE)


def _number_joined(cells: list[Cell]) -> list[Cell]:
    """ "Axe 1 : Habiter | Fiche n° | 3": beside a level, a word and the number in the cell after it are one cell."""
    if len(cells) != 3 or not (h := read_heading(merged(cells[0]).text.text)) or h.role != "level" or not h.title:
        return cells
    word, number = (c.text.text.replace("\n", " ").strip() for c in cells[1:])
    if not _NUMBER_WORD.fullmatch(word) or not _ITS_NUMBER.fullmatch(number):
        return cells
    joined = PlacedText.join((c.text for c in cells[1:]), " ")
    whole = replace(merged(cells[1]), text=joined, box=cells[1].box.union(cells[2].box))
    span = cells[2].col + cells[2].col_span - cells[1].col
    return [cells[0], replace(cells[1], paragraphs=[whole], box=whole.box, col_span=span)]


def _holds_values(table: Table, col: int) -> bool:
    """Whether hardly any cell of a column reads as a label, while most of those at its left do."""
    columns = [[label_of(c) for c in table.cells if c.col == k and c.paragraphs] for k in (col - 1, col)]
    labels, values = ([x is not None for x in column] for column in columns)
    return len(values) >= 4 and sum(values) <= 1 and sum(labels) >= 0.8 * len(labels)


def _differ(label: Cell, value: Cell) -> bool:
    """Whether a cell beside a label looks unlike it: plain where labels are bold or on a band, so that it is a value."""
    return not value.bold and (label.bold or label.fill is not None) and label.fill != value.fill


def _heads_rows(table: Table, cells: list[Cell]) -> bool:
    """Whether a row of three cells or more stands over rows of as many, none of which begins with a label."""
    below = [[c for c in table.row(r) if c.paragraphs] for r in range(cells[0].row + 1, table.rows)]
    alike = len(cells) >= 3 and len(below) >= 2 and all([c.col for c in row] == [c.col for c in cells] for row in below)
    return alike and not any(read_label(row[0].text.text.replace("\n", " ")) for row in below)
