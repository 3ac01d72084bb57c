"""Tables whose header row names fields: what each column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.french.fold import fold
from extractors.french.headings import read_heading
from extractors.french.lexicon import read_label
from extractors.french.measures import MEASURE_HEADS
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.style import is_past
from extractors.segment.title_cells import ONLY_NUMBER
from models.block import Cell, Table
from models.text import PlacedText

_YEAR = re.compile(r"^(?:(?:année|an|budget|bp|montant|prévu|coût|crédits?)\s*)?(20[0-5]\d|19[89]\d)$", re.IGNORECASE)
_TOTAL = re.compile(r"^(total|cumul|montant total|cout total|total general|ensemble)\b")


@dataclass(slots=True)
class Column:
    """One column: the field it holds, its printed label, and the year of a year column."""

    index: int
    field: str
    label: str
    year: int | None = None
    head: PlacedText | None = None  # of a payer's column: the payer as printed


_INCOME = re.compile(r"^(recettes?|ressources?|autres?|divers|total)\b")
ACTION_WORD = re.compile(r"\b(actions?|mesures?|fiches?|sous-actions?|engagements?)\b")
_GRANT = re.compile(
    r"subventions? (accord|vot|demand|sollicit|attribu|vers|propos|20)|montant (accord|vot|sollicit|attribu|vers|demand)"
)
_AWAITED = re.compile(r"attendu|vise|escompte|cible|recherche")
_ACTED = {"pilot", "partner", "calendar", "cost", "funder", "objective", "modalities"}  # what an action has beside its title


@dataclass(slots=True)
class Header:
    """``row``: the header's last row; ``columns``: those understood, left to right."""

    row: int
    columns: list[Column]
    past: bool = False  # the table tells of an earlier plan: nothing to read

    @property
    def fields(self) -> set[str]:
        return {c.field for c in self.columns}

    @property
    def opens_actions(self) -> bool:
        """A title column beside something an action has: each row is an action."""
        rest = self.fields - {"title", "number", "orientation", "other", "payer"}
        if all(not _AWAITED.search(fold(c.label)) for c in self.columns if c.field == "expected_results"):
            rest -= {"expected_results"}  # "Action | Résultat": what came of it
        title = self.column_of("title")
        if title is None or not rest:
            return False
        if any(_GRANT.search(fold(c.label)) for c in self.columns):
            return False  # grants asked for or voted
        # "Libellé | Dépenses" is an account; only an action's own word makes a lone budget column enough.
        named = bool(ACTION_WORD.search(fold(title.label)))
        return named or len(rest - {"cost", "year", "total"}) >= (1 if self.column_of("number") else 2)

    @property
    def is_indicator_table(self) -> bool:
        return bool(self.fields & {"baseline", "target"}) and "indicator" in self.fields

    def column_of(self, field: str) -> Column | None:
        return next((c for c in self.columns if c.field == field), None)


def header_row(table: Table, start: int | None = None) -> Header | None:
    """The header among the first rows; None when the table is a grid of labels and values.

    ``start``: the plan's first year; a header that names an earlier period is ``past``.
    """
    if table.cols < 2 or table.rows < 2:
        return None
    for row in range(min(3, table.rows - 1)):
        cells = [c for c in table.row(row) if c.paragraphs]
        if len(cells) < 2 or any(c.col_span >= table.cols for c in cells):
            continue
        past = any(is_past(c.text.text, start) and len(c.text.text) < 60 for c in cells)
        if row == 0 and (past or _is_progress(table, row, cells)):
            return Header(row, [], past=True)
        two_levels = _parts_of_years(table, row, cells) or _two_levels(table, row, cells)
        if two_levels:
            return two_levels
        columns = [c for c in (column_of_cell(cell) for cell in cells) if c]
        columns += _payers(table, row, cells, columns)
        painted = len(columns) >= 3 and len(columns) >= 0.4 * len(cells) and _is_painted_head(table, row, cells)
        if painted:  # the other heads are labels in words of the form's own
            held = {c.index for c in columns}
            columns += [Column(c.col, "other", c.text.text.replace("\n", " ")) for c in cells if c.col not in held]
        if len(columns) < 2 or len(columns) < 0.6 * len(cells):
            # A row of two cells where only one is a label is "Label | value".
            if not (len(columns) == 1 and _is_summary(table, row, cells, columns)) or _alternates(table, row, columns):
                continue
            return Header(row, [*_summary_title(cells, columns), *columns])
        if (_alternates(table, row, columns) and not painted) or _years_in_grid(table, row, columns) or _pairs_above(table, row):
            continue
        _settle_numbers(table, row, columns)
        _settle_totals(table, row, columns)
        _settle_measures(table, row, cells, columns, start)
        _settle_baseline(columns)
        if not any(c.field == "title" for c in columns):
            _promote_title(table, row, cells, columns)
        if not any(c.field == "title" for c in columns):
            _title_beside_numbers(table, row, cells, columns)
        return Header(row, sorted(columns, key=lambda c: c.index))
    return None


def column_of_cell(cell: Cell) -> Column | None:
    """What a head says its column holds, or None."""
    text = cell.text.text.replace("\n", " ").strip()
    folded = fold(text).strip(" :.")
    year = _YEAR.match(text.strip(" :."))
    if year:
        return Column(cell.col, "year", text, int(year[1]))
    if _TOTAL.match(folded):
        return Column(cell.col, "total", text)
    for field, pattern in MEASURE_HEADS.items():
        if pattern.search(folded):
            found = re.search(r"20\d\d", text)
            if field == "source" and read_label(text) and read_label(text).field in ("pilot", "partner", "funder", "cost"):
                break
            return Column(cell.col, field, text, int(found[0]) if found else None)
    label = read_label(text)
    if label is None:
        return None
    return Column(cell.col, label.field, text)


def _is_painted_head(table: Table, row: int, cells: list[Cell]) -> bool:
    """Whether a row of four cells or more is painted and printed as one head over a row that is neither.

    Bold heads over the one row under them need no paint: a scan may have lost the palest.
    """
    fills = {c.fill for c in cells}
    below = [c for c in table.row(row + 1) if c.paragraphs]
    alike = len(fills) == 1 and (table.rows == row + 2 or None not in fills) and all(c.bold and len(c.text.text) <= 60 for c in cells)
    over = len(below) >= 3 and {c.col for c in below} <= {c.col for c in cells}
    return len(cells) >= 4 and alike and over and not any(c.bold or c.fill in fills - {None} for c in below)


def _pairs_above(table: Table, row: int) -> bool:
    """Whether what stands over a row is labels and their values: the row is one of that grid, not a header."""
    above = [[c for c in table.row(r) if c.paragraphs] for r in range(row)]
    labels = [[read_label(c.text.text.replace("\n", " ")) for c in cells] for cells in above if cells]
    return bool(labels) and all(len(pair) == 2 and pair[0] is not None and pair[1] is None for pair in labels)


def _alternates(table: Table, row: int, columns: list[Column]) -> bool:
    """Whether the "header" is really label, value, label, value: the rows below hold labels in the same columns."""
    below = [c for r in range(row + 1, min(table.rows, row + 5)) for c in table.row(r) if c.paragraphs]
    labels = [c for c in below if read_label(c.text.text.replace("\n", " "))]
    held = {c.index for c in columns}
    return bool(below) and len([c for c in labels if c.col in held]) >= 0.34 * len(below)


def year_columns(cells: list[Cell]) -> list[Column]:
    """The years, and their total, that a row of cells names after one other cell at most; empty for any other row."""
    columns = [c for c in map(column_of_cell, cells) if c is not None and c.field in ("year", "total")]
    years = [c for c in columns if c.field == "year"]
    return columns if len(years) >= 2 and len(columns) >= len(cells) - 1 and columns[-1].index == cells[-1].col else []


def _years_in_grid(table: Table, row: int, columns: list[Column]) -> bool:
    """Years that stand over one line of a fiche only: labels over or under them have values that span the years."""
    years = [c for c in columns if c.field in ("year", "total")]
    if len(years) < max(2, len(columns) - 1) or columns[-1] not in years:
        return False
    first, last = years[0].index, years[-1].index
    for other in range(table.rows):
        cells = [c for c in table.row(other) if c.paragraphs]
        if other == row or len(cells) != 2 or read_label(cells[0].text.text.replace("\n", " ")) is None:
            continue
        if cells[1].col <= first and cells[1].col + cells[1].col_span > last > first:
            return True
    return False


_PART = re.compile(r"^([st]\s?[1-4]|[1-4](er|e|eme)? (sem|trim)\w*|sem\w*\s?[12]|trim\w*\s?[1-4]|[jfmasond]|\d{1,2})$")


def parts_row(table: Table, row: int, years: list[Column]) -> list[Column]:
    """The columns of the quarters, semesters or months that a row names under the years over it; empty for others."""
    over = {y.index: table.at(row - 1, y.index) for y in years}
    if not 0 < row < table.rows or any(c is None or c.col_span < 2 for c in over.values()):
        return []
    held = [(y, c) for y in years for k in range(over[y.index].col_span) if (c := table.at(row, y.index + k)) is not None]
    names = [fold(c.text.text).strip(" .") for _, c in held]
    counted = names == [str(k % over[years[0].index].col_span + 1) for k in range(len(names))]
    if not all(_PART.match(name) for name in names) or not (counted or any(re.search(r"[^\W\d_]", n) for n in names)):
        return []
    return [Column(c.col, "year", y.label, y.year) for y, c in held]


def _parts_of_years(table: Table, row: int, cells: list[Cell]) -> Header | None:
    """Years over their semesters, quarters or months: each narrow column is of the year over it."""
    years = {c.col: _YEAR.match(c.text.text.strip(" :.")) for c in cells}
    over = [c for c in cells if years[c.col] and c.col_span > 1]
    under = [c for c in table.row(row + 1) if c.paragraphs]
    if (
        len(over) < 2
        or not under
        or not all(_PART.match(fold(c.text.text).strip(" .")) for c in under if c.col >= over[0].col)
    ):
        return None
    columns = [column for c in cells if not years[c.col] and (column := column_of_cell(c))]
    for parent in over:
        year = int(years[parent.col][1])
        columns += [Column(k, "year", str(year), year) for k in range(parent.col, parent.col + parent.col_span)]
    return Header(row + 1, sorted(columns, key=lambda c: c.index))


def _two_levels(table: Table, row: int, cells: list[Cell]) -> Header | None:
    """A header on two rows: "Indicateurs" over "Intitulé | 2022 | Cible 2029", the other heads spanning both.

    A head may be cut by a rule its tool drew all the same: "Budget" over "prévisionnel", or over nothing.
    """
    over = [c for c in cells if c.col_span > 1 and c.row_span == 1]
    tall = [t for c in cells if c.col_span == 1 and (t := _tall(table, row, c))]
    if not over or len(tall) < 2 or len(over) + len(tall) < len(cells):
        return None
    columns = [column for c in tall if (column := column_of_cell(c))]
    for parent in over:
        label = read_label(parent.text.text.replace("\n", " "))
        for cell in (c for c in table.row(row + 1) if parent.col <= c.col < parent.col + parent.col_span and c.paragraphs):
            column = column_of_cell(cell)
            if label and label.field in ("funder", "cost") and (column is None or column.field not in ("year", "total")):
                if looks_like_organisation(cell.text.text) and not _INCOME.match(fold(cell.text.text)):
                    column = Column(cell.col, "payer", cell.text.text, head=cell.text)
            if label and label.field == "indicator":
                if column is None or column.field in ("title", "indicator", "number"):
                    column = Column(cell.col, "indicator", parent.text.text)
                elif column.field == "year":
                    column = Column(cell.col, "baseline", column.label, column.year)
            elif label and column is None:
                column = Column(cell.col, label.field, f"{parent.text.text} {cell.text.text}")
            if column:
                columns.append(column)
    if len(columns) < 3:
        return None
    if not any(c.field in ("title", "indicator") for c in columns):
        _promote_title(table, row + 1, cells, columns)
    _settle_totals(table, row + 1, columns)
    return Header(row + 1, sorted(columns, key=lambda c: c.index))


def _tall(table: Table, row: int, cell: Cell) -> Cell | None:
    """A head over both rows of a header: in one cell, or in two of one colour of which only the first may be read."""
    if cell.row_span == 2:
        return cell
    below = table.at(row + 1, cell.col)
    if cell.row_span != 1 or below is None or below.col_span > 1 or cell.fill is None or below.fill != cell.fill:
        return None
    whole = replace(cell, paragraphs=[*cell.paragraphs, *below.paragraphs])
    return next((c for c in (whole, cell) if not below.paragraphs or column_of_cell(c)), None)


def _settle_baseline(columns: list[Column]) -> None:
    """The one year beside an indicator and its target is what was measured at the start; "Objectif" after it, the target."""
    measured = [c.field for c in columns if c.field in ("indicator", "baseline", "target")]
    for aim in [c for c in columns if fold(c.label) in ("objectif", "objectifs")] if sorted(measured) == ["baseline", "indicator"] else ():
        aim.field = "target"
    years = [c for c in columns if c.field == "year"]
    if len(years) == 1 and {"indicator", "target"} <= {c.field for c in columns}:
        years[0].field = "baseline"


_COUNTED = re.compile(
    r"^(nombre|nb|nbre|taux|part|proportion|pourcentage|evolution|volume|surface|delai|production|consommation|emissions?)\b|\([^)]{1,12}\)$"
)


def _settle_measures(table: Table, row: int, cells: list[Cell], columns: list[Column], start: int | None) -> None:
    """Years beside what is measured, with no money under them, are its states: at the start, then those aimed at."""
    years = [c for c in columns if c.field == "year"]
    if len(years) < 2 or {c.field for c in columns} - {"year", "indicator", "unit", "source"}:
        return
    under = [c for r in range(row + 1, table.rows) for y in years if (c := table.at(r, y.index)) and c.paragraphs]
    texts = [c.text.text for c in under]
    if not any(re.search(r"\d", t) for t in texts) or any(re.search(r"€|\beuros?\b", t) for t in texts):
        return
    named = next((c for c in columns if c.field == "indicator"), None)
    if named is None:
        first = min(cells, key=lambda c: c.col)
        names = [c.text.text for r in range(row + 1, table.rows) if (c := table.at(r, first.col)) and c.paragraphs]
        apart = all(b.year - a.year >= 2 for a, b in pairwise(years))
        counted = sum(bool(_COUNTED.search(fold(name))) for name in names) + sum("%" in t for t in texts)
        if first.col >= years[0].index or not apart or counted < 0.5 * len(names) or re.search(r"€", first.text.text):
            return
        columns.append(Column(first.col, "indicator", first.text.text.replace("\n", " ")))
    for column in years[1:]:
        column.field = "target"
    years[0].field = "baseline" if len(years) == 2 or (start or 0) > years[0].year else "target"


def _settle_totals(table: Table, row: int, columns: list[Column]) -> None:
    """ "Coût total" is the cost where no column before it holds a year's amount."""
    years = [c.index for c in columns if c.field == "year"]
    cells = [table.at(r, k) for r in range(row + 1, table.rows) for k in years]
    if any(c and re.search(r"\d", c.text.text) for c in cells):
        return
    for column in columns:
        label = read_label(column.label) if column.field == "total" else None
        if label and label.field == "cost":
            column.field = "cost"


_DONE = re.compile(
    r"^(action )?(achev|abandon|reuss|inachev|realis|non realis|non engag|termin|partiel|en partie|fait|atteint|non atteint|reporte|solde)"
)


def _payers(table: Table, row: int, cells: list[Cell], columns: list[Column]) -> list[Column]:
    """Columns headed by a body's name over figures, beside a column of costs: what each pays."""
    cost = next((c for c in columns if c.field in ("cost", "total")), None)
    known = {c.index for c in columns}
    under = [c.text.text.strip() for c in table.row(row + 1) if c.paragraphs] if row + 2 == table.rows else []
    single = len(under) >= 2 and all(_FIGURE.match(t) for t in under) and any("€" in t for t in under)
    out = []
    for cell in cells if cost is not None else ():
        if cell.col in known or cell.col < cost.index or not looks_like_organisation(cell.text.text.replace("\n", " ")):
            continue
        below = [c.text.text for c in table.cells if c.col == cell.col and c.row > row and c.paragraphs]
        figures = sum(bool(_FIGURE.match(t.strip())) for t in below)
        if figures >= (1 if single else 2) and figures >= 0.7 * len(below):
            out.append(Column(cell.col, "payer", cost.label, head=cell.text))
    return out


_FIGURE = re.compile(r"^(?:[\d\s.,\u00a0\u202f]+(?:k?€|M€|%)?(?: HT| TTC)?|[-–—/]|néant)$")


def _settle_numbers(table: Table, row: int, columns: list[Column]) -> None:
    """A "Fiche" column of bare numbers is the number's; an "Objectif" column of bare numbers names the level."""
    for column in columns:
        if column.field not in ("title", "objective", "orientation", "context"):
            continue
        under = (table.at(r, column.index) for r in range(row + 1, table.rows))
        texts = [c.text.text.strip() for c in under if c and c.paragraphs]
        if column.field == "context":  # "Enjeu" over "Enjeu 1 ..." is the level, not what is at stake
            found = [read_heading(t.replace("\n", " ")) for t in texts]
            if texts and all(h and h.role == "level" and h.number and fold(column.label).startswith(h.kind) for h in found):
                column.field = "orientation"
        elif texts and all(ONLY_NUMBER.match(t) for t in texts):
            column.field = "number" if column.field == "title" else "orientation"
        elif column.field == "objective" and _is_axis(table, row, column, columns):
            column.field = "orientation"
    if sum(c.field == "number" for c in columns) > 1:
        for column in [c for c in columns if c.field == "number"][:-1]:
            column.field = "other"


def _is_axis(table: Table, row: int, column: Column, columns: list[Column]) -> bool:
    """An "Objectif" column left of the titles, merged down several rows or numbered, is the level above them."""
    title = next((c for c in columns if c.field == "title"), None)
    if title is None or column.index > title.index:
        return False
    cells = [c for c in table.cells if c.col == column.index and c.row > row and c.paragraphs]
    numbered = sum(
        bool(re.match(r"^(objectif\s)?(\d{1,2}(\.\d{1,2})+|[A-Z]\d)\b", c.text.text, re.IGNORECASE)) for c in cells
    )
    return bool(cells) and (numbered >= 0.6 * len(cells) or any(c.row_span > 1 for c in cells))


def _is_progress(table: Table, row: int, cells: list[Cell]) -> bool:
    """A column tells what became of each action: the table assesses an earlier plan."""
    for cell in cells:
        if not re.match(
            r"(etat|bilan|avancement|statut|realis|resultat|suite|evaluation|appreciation|niveau|degre|constat)",
            fold(cell.text.text),
        ):
            continue
        texts = [
            fold(c.text.text) for c in (table.at(r, cell.col) for r in range(row + 1, table.rows)) if c and c.paragraphs
        ]
        if texts and sum(bool(_DONE.match(t)) for t in texts) >= 0.5 * len(texts):
            return True
    return False


_NUMBERED = re.compile(
    r"^(action|fiche|mesure)?\s*(n\s?[°ºo]\s*)?([A-Z]{1,4}[-. ]?)?\d{1,3}([.\-]\d{1,2})*\s?[A-Z]?\s*[-–:.)]?\s+\S{3}",
    re.IGNORECASE,
)


def _is_summary(table: Table, row: int, cells: list[Cell], columns: list[Column]) -> bool:
    """Two or three columns, one labelled (a pilot), another whose cells start with a number and a title."""
    if columns[0].field not in ("pilot", "calendar", "partner", "cost"):
        return False
    others = [c for c in cells if c.col != columns[0].index]
    for cell in others:
        body = [table.at(r, cell.col) for r in range(row + 1, table.rows)]
        texts = [c.text.text for c in body if c and c.paragraphs]
        if len(texts) >= 3 and sum(bool(_NUMBERED.match(t)) for t in texts) >= 0.6 * len(texts):
            return True
    return False


def _summary_title(cells: list[Cell], columns: list[Column]) -> list[Column]:
    cell = next(c for c in cells if c.col != columns[0].index)
    return [Column(cell.col, "title", cell.text.text)]


def _promote_title(table: Table, row: int, cells: list[Cell], columns: list[Column]) -> None:
    """A column with an unknown or weak header whose cells are numbered titles is the title column."""
    known = {c.index: c for c in columns}
    measured = any(c.field == "indicator" for c in columns)
    if measured and len({c.field for c in columns} & _ACTED) < 2:
        return  # a table of indicators
    # Numbered orientations stand beside the numbered actions they hold: they are the titles only for want of others.
    levels = {c.index for c in columns if c.field == "orientation"}
    for cell in sorted(cells, key=lambda c: (c.col in levels, c.col)):
        column = known.get(cell.col)
        if column and (measured or column.field not in ("objective", "modalities", "orientation")):
            continue
        texts = [c.text.text for c in (table.at(r, cell.col) for r in range(row + 1, table.rows)) if c and c.paragraphs]
        numbered = sum(bool(_NUMBERED.match(t)) and not _FIGURE.match(t.strip()) for t in texts)  # "385 000 €" is no title
        if len(texts) >= 2 and numbered >= 0.7 * len(texts):
            if column:
                column.field = "title"
            else:
                columns.append(Column(cell.col, "title", cell.text.text))
            return


def _title_beside_numbers(table: Table, row: int, cells: list[Cell], columns: list[Column]) -> None:
    """The column of no known label right after the rows' numbers is their titles', where others say who acts and how.

    Without numbers, the first column is, where its head has an action's own word ("Engagements de la collectivité").
    """
    rest = {c.field for c in columns}
    if not ("pilot" in rest and rest & {"partner", "calendar", "cost", "indicator"}):
        return
    number, known = next((c for c in columns if c.field == "number"), None), {c.index for c in columns}
    after = [c for c in cells if number is not None and c.col > number.index]
    if number is None:
        after = [c for c in cells if c.col < min(known) and ACTION_WORD.search(fold(c.text.text))]
    if not after or after[0].col in known:
        return
    rows = [(r, table.at(r, after[0].col)) for r in range(row + 1, table.rows)]
    own = [(r, t) for r, t in rows if t is not None and t.row == r and t.paragraphs and t.col_span == 1]  # no band
    if number is not None:
        numbers = [(t, n) for r, t in own if (n := table.at(r, number.index)) is not None and n.paragraphs]
        fine = [t for t, n in numbers if ONLY_NUMBER.match(n.text.text.strip()) and _WORDS.search(t.text.text)]
    else:
        numbers, fine = own, [t for _, t in own if _WORDS.search(t.text.text)]
    if numbers and len(fine) >= 0.8 * len(numbers):
        columns.append(Column(after[0].col, "title", after[0].text.text))


_WORDS = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")


def dated_from(table: Table, header: Header, start: int | None) -> bool:
    """Whether a table's rows are dated, and none before the plan begins: it tells what is to be done, whatever stands over it."""
    column = header.column_of("calendar")
    if column is None or start is None:
        return False
    cells = [c.text.text for c in table.cells if c.col == column.index and c.row > header.row]
    years = [[int(y) for y in re.findall(r"\b20\d\d\b", text)] for text in cells]
    return sum(map(bool, years)) >= 2 and all(min(found) >= start for found in years if found)


def measured_columns(cells: list[Cell]) -> bool:
    """Whether a row of a fiche heads its indicators: "Indicateurs | Situation 2018 | Cible 2024"."""
    columns = [column_of_cell(c) for c in cells]
    if len(columns) < 2 or any(c is None for c in columns) or columns[0].field != "indicator":
        return False
    rest = {c.field for c in columns[1:] if c}
    return bool(rest & {"baseline", "target"}) and rest <= {"baseline", "target", "unit", "source", "year"}
