"""Fiches drawn in one table, each over a few rows: a number, a title, then cells that each begin with their own label.

"3 | Ouvrir une crèche | PILOTE Ville | PARTENAIRES CAF" over "OBJECTIFS ... | BUDGET ... | INDICATEURS ...".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.french.headings import Heading, read_heading
from extractors.french.lexicon import Label, read_label, split_run_in
from extractors.segment.cells import is_total, merged
from extractors.segment.style import label_prefix
from extractors.segment.title_cells import ONLY_NUMBER
from models.block import Cell, Paragraph, Table

_TELLING = {"pilot", "partner", "indicator", "objective", "calendar"}
_LEAST = 3  # labels of a fiche that stands alone in its table
_NAMES = ("title", "number", "orientation")

Look = tuple[float, bool, int]


@dataclass(slots=True)
class FicheRows:
    """One fiche: the cell of its number, if any, that of its title, and the others, row by row."""

    row: int
    number: Cell | None
    title: Cell
    cells: list[Cell] = field(default_factory=list)

    @property
    def heading(self) -> Heading | None:
        """What the number's cell says ("Action 3", "1.2"), or the number before the title in one cell."""
        text = (self.number or self.title).text.text.replace("\n", " ").strip()
        return read_heading(f"{text} : x" if self.number is not None else text)


def fiches_in_rows(table: Table) -> list[Cell | FicheRows] | None:
    """The bands across the table and its fiches, downwards; None for a table of anything else.

    Rows before the first fiche are the end of one the page has cut, and stand in one without title only where
    the caller has it open: see ``rows_before``.
    """
    looks = label_looks(table)
    if table.cols < 3 or sum(own_label(c, looks) is not None for c in table.cells if c.paragraphs) < _LEAST:
        return None
    out: list[Cell | FicheRows] = []
    for row in range(rows_before(table), table.rows):
        cells = [c for c in table.row(row) if c.paragraphs]
        if not cells:
            continue
        if len(cells) == 1 and cells[0].col == 0 and cells[0].col_span >= table.cols and _names_level(cells[0]):
            out.append(cells[0])
        elif (lead := _lead(cells, looks)) is not None:
            out.append(lead)
        elif out and isinstance(out[-1], FicheRows) and all(own_label(c, looks) is not None for c in cells):
            out[-1].cells += cells
        else:
            return None
    found = [f for f in out if isinstance(f, FicheRows)]
    least = _LEAST if len(found) == 1 else 2
    if not found or (len(found) == 1 and found[0].number is None):
        return None
    for fiche in found:
        said = {label.field for c in fiche.cells if (label := own_label(c, looks)) is not None}
        if len(said) < least or not said & _TELLING:
            return None
    return out


def rows_before(table: Table) -> int:
    """How many rows at the top only tell more of a fiche that began on the page before: labelled cells, no title."""
    looks = label_looks(table)
    for row in range(table.rows):
        cells = [c for c in table.row(row) if c.paragraphs]
        if cells and not all(own_label(c, looks) is not None for c in cells):
            return row
    return 0


def label_looks(table: Table) -> set[Look]:
    """The looks of the labels that begin cells of this table, unlike what follows them there."""
    found = [c for c in table.cells if len(c.paragraphs) >= 2 and _known(c.paragraphs[0]) is not None]
    return {_look(c.paragraphs[0]) for c in found if _look(c.paragraphs[0]) != _look(c.paragraphs[1])}


def own_label(cell: Cell, looks: set[Look]) -> Label | None:
    """The label a cell begins with: a known one, or one printed as those of the table are."""
    first = cell.paragraphs[0]
    known = _known(first)
    if known is not None:
        return known
    run = split_run_in(first.text.text, label_prefix(first))
    if run is not None and run[0].field not in _NAMES:
        return run[0]
    apart = len(cell.paragraphs) >= 2 and _look(first) in looks and _look(cell.paragraphs[1]) not in looks
    return Label("other", first.text.text.rstrip(" :")) if apart and len(first.text.text) <= 45 else None


def _known(p: Paragraph) -> Label | None:
    label = read_label(p.text.text)
    return label if label is not None and label.field not in _NAMES else None


def _look(p: Paragraph) -> Look:
    return p.size, p.bold, p.color


def _lead(cells: list[Cell], looks: set[Look]) -> FicheRows | None:
    """The fiche that begins in a row: its number at the left, its title, cells with their labels; None for other rows."""
    number = cells[0] if ONLY_NUMBER.match(cells[0].text.text.replace("\n", " ").strip()) else None
    rest = cells[1:] if number is not None else cells
    if not rest or cells[0].col:
        return None
    title, others = rest[0], rest[1:]
    text = title.text.text
    if not re.search(r"[^\W\d_]{3}", text) or len(text) > 260 or own_label(title, looks) is not None or is_total(text):
        return None
    banded = title.bold or title.fill is not None or (number is not None and number.row_span > 1)
    if not banded or (not others and number is None) or any(own_label(c, looks) is None for c in others):
        return None
    return FicheRows(cells[0].row, number, title, others)


def _names_level(cell: Cell) -> bool:
    """Whether a band across names a level, or is painted or bold and no label."""
    heading = read_heading(merged(cell).text.text)
    return (heading is not None and heading.role == "level") or (
        (cell.bold or cell.fill is not None) and read_label(cell.text.text) is None and len(cell.text.text) <= 160
    )
