"""Tables of a fiche that say what each body does, under heads of any words: "Signataires | Leurs engagements"."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from extractors.french.lexicon import read_label
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.columns import Column, Header
from models.block import Cell, Table

# What a column of bodies may be headed.
_WHO = re.compile(r"\b(partenaires?|signataires?|acteurs?|structures?|organismes?|membres?|intervenants?|institutions?|parties|services?|qui)\b")


def who_does_what(table: Table) -> Header | None:
    """The header of a table of two columns, bodies and what each does; None for any other table.

    Its first row looks unlike the others, which name a body each at the left and say something at the right.
    """
    if table.cols != 2 or table.rows < 3:
        return None
    rows = [[c for c in table.row(r) if c.paragraphs] for r in range(table.rows)]
    if any(len(cells) != 2 for cells in rows):
        return None
    head, body = rows[0], rows[1:]
    if not all(_apart(h, cells[k]) for cells in body for k, h in enumerate(head)) or any(len(h.text.text) > 50 for h in head):
        return None
    names = [cells[0].text.text.replace("\n", " ") for cells in body]
    if any(read_label(name) for name in names) or any(not re.search(r"[^\W\d_]{4}", cells[1].text.text) for cells in body):
        return None
    said = bool(_WHO.search(fold(head[0].text.text)))
    known = sum(map(looks_like_organisation, names))
    if known < (0.2 if said else 0.5) * len(names) or any(len(n.split()) > 9 or n.endswith(".") for n in names):
        return None
    if any(re.search(r"\d\s?(?:€|k€|M€)", c[1].text.text) for c in body):
        return None
    label = read_label(head[0].text.text.replace("\n", " "))
    field = label.field if label is not None and label.field in ("pilot", "partner") else "partner"
    return Header(0, [Column(0, field, head[0].text.text), Column(1, "modalities", head[1].text.text)])


def _apart(head: Cell, cell: Cell) -> bool:
    return (head.bold, head.fill) != (cell.bold, cell.fill)
