"""Title cells that go on: an action's title, and under it or after it what the action is, all in one cell."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.french.headings import read_heading
from extractors.segment.cells import is_total, title_of
from models.block import Cell, Paragraph
from models.text import PlacedText

_MOST = 0.6  # of a column's cells have to go on the same way
_LEAST = 6  # letters of a title


def ends_of_titles(cells: Iterable[Cell]) -> dict[int, int]:
    """Where the title ends in each cell of a column that goes on after it, by the cell's ``id``.

    Told by the look (a bold title, another size, colour or slant), else by the full stops of what follows it; and
    only where most cells of the column go on the same way.
    """
    held = [c for c in cells if c.paragraphs and not is_total(c.text.text)]
    for cut, least in ((_at_bold, 1), (_at_look, 1), (_at_sentences, 2)):
        ends = {id(c): at for c in held if (at := cut(c))}
        if len(ends) >= max(least, _MOST * len(held)):
            return ends
    return {}


def _at_bold(cell: Cell) -> int | None:
    """The end of the bold run the cell begins with."""
    text = title_of(cell)
    end = None
    for mark in text.marks:
        if not mark.bold:
            break
        end = mark.end
    return end if end is not None and _parts(text, end) else None


def _at_look(cell: Cell) -> int | None:
    """The end of the first paragraphs, printed alike and unlike all the others."""
    start = 1 if _is_only_number(cell.paragraphs[0].text.text) else 0
    said = cell.paragraphs[start:]
    count = next((k for k, p in enumerate(said) if _look(p) != _look(said[0])), None)
    if count is None or any(_look(p) == _look(said[0]) for p in said[count:]):
        return None
    return _end_of(cell, start + count)


def _at_sentences(cell: Cell) -> int | None:
    """The end of a first paragraph without a full stop, over sentences or a list."""
    first, *rest = cell.paragraphs
    if not rest or first.bullet is not None or first.text.text.rstrip().endswith((".", ":", ",", ";")):
        return None
    goes_on = all(p.bullet is not None for p in rest) or rest[-1].text.text.rstrip().endswith(".")
    return _end_of(cell, 1) if goes_on else None


def _is_only_number(text: str) -> bool:
    """Whether this is the number of an action whose title comes after: "Action 1", "Fiche n° 3 :"."""
    heading = read_heading(text.strip())
    return heading is not None and bool(heading.number) and not heading.title


def _look(p: Paragraph) -> tuple[float, bool, bool, int]:
    return p.size, p.bold, p.italic, p.color


def _end_of(cell: Cell, count: int) -> int | None:
    text = title_of(cell)
    end = len(PlacedText.join((p.text for p in cell.paragraphs[:count]), " ").text)
    return end if _parts(text, end) else None


def _parts(text: PlacedText, end: int) -> bool:
    """Whether a title ends there: some words on both sides, and what follows begins anew."""
    if _is_only_number(text.text[:end]):
        return False
    rest = text.text[end:].strip(" :–-•")
    return len(text.text[:end].strip()) >= _LEAST <= len(rest) and not rest[0].islower()
