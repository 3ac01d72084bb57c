"""What the readers of tables share: cells as paragraphs, totals, crosses."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from models.block import Cell, Paragraph
from models.text import PlacedText

CROSS = re.compile(r"^([xX×✓✔✗■●•▪◼█]|oui)$")


def is_total(text: str) -> bool:
    return bool(re.match(r"^(sous[- ])?(total|totaux|ensemble|cumul)\b", fold(text).strip()))


def title_of(cell: Cell | None) -> PlacedText:
    """A title cell's text on one line: its paragraphs are one title cut by hand."""
    return PlacedText.join((p.text for p in cell.paragraphs), " ") if cell else PlacedText()


def merged(cell: Cell) -> Paragraph:
    """A cell as one paragraph."""
    first = cell.paragraphs[0]
    return Paragraph(
        PlacedText.join((p.text for p in cell.paragraphs), " "),
        cell.box, cell.page, first.size, first.bold, first.italic, first.color, None, 0.0, cell.fill, cell.box,
    )  # fmt: skip


def field_name(field: str) -> str:
    return {"calendar_end": "calendar"}.get(field, field)


def texts_of(cell: Cell) -> list[Paragraph]:
    """A cell's texts: one, when its few paragraphs are printed alike; else each."""
    alike = len({(p.size, p.bold) for p in cell.paragraphs}) == 1
    return [merged(cell)] if alike and len(cell.paragraphs) <= 3 else cell.paragraphs
