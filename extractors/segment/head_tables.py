"""Tables that head the fiche whose title stands under them: "Axe", "Fiche", "Pilote", "Calendrier", each over its value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractors.french.headings import read_heading
from extractors.french.lexicon import Label, read_label, split_run_in
from extractors.segment.references import place
from extractors.segment.style import label_prefix, look
from extractors.segment.walk import Walker
from models.block import Block, Cell, Paragraph, Table
from models.segment import ActionNode

_CODE = re.compile(r"(?:n\s?[°ºo]\s*)?[A-Z]{0,3}[-. ]?\d{1,3}(?:[.\-]\d{1,2})*\s?[A-Z]?", re.IGNORECASE)


@dataclass(slots=True)
class _Told:
    """A label of the table and what it says."""

    label: Label
    texts: list[Paragraph]

    @property
    def names_fiche(self) -> bool:
        """The number of a fiche, or the level it stands under."""
        said = self.texts[0].text.text.strip()
        coded = self.label.field in ("number", "title") and bool(_CODE.fullmatch(said))
        return coded or self.label.field == "orientation"


def take_head(walker: Walker, table: Table, after: Block | None) -> ActionNode | None:
    """Open the fiche whose title follows its table, and give it what the table says; None, for others."""
    if not isinstance(after, Paragraph) or not _is_title(walker, after):
        return None
    told = _read(table)
    if len(told) < 2 or not any(t.names_fiche and t.label.field != "orientation" for t in told):
        return None
    s = walker.state
    before = s.action, s.opened, s.pending
    s.action, s.opened, s.pending = None, None, None
    for t in told:
        if t.label.field == "orientation":
            place(walker, t.label, t.texts[0])
    walker.paragraph(after)
    node = s.action
    if node is None:
        s.action, s.opened, s.pending = before
        return None
    for t in told:
        if t.label.field in ("number", "title"):
            node.number = node.number or re.sub(r"(?i)^n\s?[°ºo]\s*", "", t.texts[0].text.text.strip())
            node.label = node.label or (t.label.text if t.label.field == "title" else None)
        elif t.label.field != "orientation":
            walker.open(t.label, t.texts[0], rule="cell")
            for p in t.texts:
                walker.add(p, p.text, in_cell=True)
    s.opened = None
    return node


def _is_title(walker: Walker, p: Paragraph) -> bool:
    if p.bullet is not None or not walker.styles.stands_out(p) or read_label(p.text.text):
        return False
    heading = read_heading(p.text.text)
    known = heading is not None and heading.kind in walker.scheme.kinds
    return known or look(p) in walker.scheme.styles


def _read(table: Table) -> list[_Told]:
    """What every cell of the table tells; nothing when one holds something else."""
    rows = [cells for r in range(table.rows) if (cells := [c for c in table.row(r) if c.paragraphs])]
    if len(rows) == 2 and [c.col for c in rows[0]] == [c.col for c in rows[1]]:
        labels = [read_label(c.text.text.replace("\n", " ")) for c in rows[0]]
        if all(labels) and not any(read_label(c.text.text) for c in rows[1]):
            return [_Told(label, cell.paragraphs) for label, cell in zip(labels, rows[1], strict=True)]
    told = [_of_cell(c) for cells in rows for c in cells] if len(rows) <= 2 else []
    return [t for t in told if t is not None] if all(told) else []


def _of_cell(cell: Cell) -> _Told | None:
    first, *rest = cell.paragraphs
    label = read_label(first.text.text)
    if label is not None and rest:
        return _Told(label, rest)
    found = split_run_in(first.text.text, label_prefix(first)) if not rest else None
    if found is None or found[1] >= len(first.text.text):
        return None
    return _Told(found[0], [replace(first, text=first.text.slice(found[1]))])
