"""What the readers of tables share: cells as paragraphs, totals, crosses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.french.fold import fold
from extractors.french.marks import MARKS
from models.block import Cell, Paragraph
from models.page import Word
from models.text import PlacedText

_PALEST = 0xE8  # a lighter tint is hardly told from paper on a scan

CROSS = re.compile(rf"^([xX{MARKS}]|oui)$")


def is_total(text: str) -> bool:
    return bool(re.match(r"^(sous[- ])?(total|totaux|ensemble|cumul)\b", fold(text).strip()))


def has_words(cells: list[Cell]) -> bool:
    """Whether cells, as those beside a total, hold words: the row is then no line of figures."""
    return any(re.search(r"[^\W\d_]{4}", c.text.text) for c in cells)


def title_of(cell: Cell | None) -> PlacedText:
    """A title cell's text on one line: its paragraphs are one title cut by hand."""
    return PlacedText.join((p.text for p in cell.paragraphs), " ") if cell else PlacedText()


def merged(cell: Cell) -> Paragraph:
    """A cell as one paragraph."""
    first = cell.paragraphs[0]
    return Paragraph(
        PlacedText.join((p.text for p in cell.paragraphs), " "),
        cell.box, cell.page, first.size, first.bold, first.italic, first.color, None, 0.0,
        sure_fill(cell.fill, first.words), cell.box,
    )  # fmt: skip


def sure_fill(fill: int | None, words: Sequence[Word]) -> int | None:
    """The tint behind some words; none where it is the palest of a scan, shown on one page and lost on the next."""
    scanned = bool(words) and words[0].confidence is not None
    return None if fill is not None and scanned and min(fill >> 16 & 255, fill >> 8 & 255, fill & 255) > _PALEST else fill


def field_name(field: str) -> str:
    return {"calendar_end": "calendar"}.get(field, field)


def texts_of(cell: Cell) -> list[Paragraph]:
    """A cell's texts: one, when its few paragraphs are printed alike; else each."""
    alike = len({(p.size, p.bold) for p in cell.paragraphs}) == 1
    return [merged(cell)] if alike and len(cell.paragraphs) <= 3 else cell.paragraphs
