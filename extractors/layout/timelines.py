"""Years in a row of which only some count: those with a cross under them, or on a chip filled unlike the others."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.french.marks import MARKS
from extractors.layout.grid import Grid
from extractors.layout.year_chips import YEAR, is_wrapped, rows_of_years
from models.block import Line
from models.geometry import Box, bounding
from models.page import Fill, Page, Word

_CROSS = re.compile(rf"^[xX{MARKS}]$")


def active_years(page: Page, words: list[Word], grids: list[Grid]) -> tuple[list[Line], list[Word]]:
    """(the years that count, a line a row; every other word). Years no sign tells from others are left as they are.

    The years of a table's header are left to its readers; in a cell, what does not count is only taken out.
    """
    rows = rows_of_years(words)
    lines: list[Line] = []
    gone: set[int] = set()
    for row in rows:
        cell = _cell_around(row, grids)
        if cell is None and any(_is_table(g) and any(g.box.holds(w.box) for w in row) for g in grids):
            continue
        marks, active = ([], []) if is_wrapped(row) else _crossed(row, words)
        if not active:
            marks, active = [], _filled(row, page.fills)
        if not active:
            continue
        gone.update(id(w) for w in (*marks, *row) if cell is None or not any(w is a for a in active))
        if cell is None:
            lines.append(Line(active, bounding(w.box for w in active)))
    return lines, [w for w in words if id(w) not in gone] if gone else words


def is_strip(cells: list[Box], words: list[Word]) -> bool:
    """Whether a row of cells is a strip of years, with nothing under them but crosses."""
    held = [w for w in words if any(c.holds(w.box, 0.5) for c in cells)]
    if not held or not all(YEAR.match(w.text) for w in held):
        return False
    rows = (row for row in rows_of_years(words) if any(w is held[0] for w in row) and not is_wrapped(row))
    return any(_crossed(row, words)[1] for row in rows)


def _is_table(grid: Grid) -> bool:
    return len(grid.cells) >= 4 and max(c.y0 for c in grid.cells) - min(c.y0 for c in grid.cells) > 4


def _cell_around(row: list[Word], grids: list[Grid]) -> Box | None:
    """The cell of a table that holds the whole row."""
    whole = bounding(w.box for w in row)
    for grid in grids:
        for cell in grid.cells if len(grid.cells) > 1 else ():
            if cell.holds(row[0].box, 0) and cell.holds(row[-1].box, 0) and cell.width > whole.width:
                return cell
    return None


def _crossed(row: list[Word], words: list[Word]) -> tuple[list[Word], list[Word]]:
    """(crosses, the years they stand under) when the line under the row holds crosses alone, as far as it reaches."""
    whole, height = bounding(w.box for w in row), row[0].box.height
    pitch = min(b.box.cx - a.box.cx for a, b in pairwise(row))
    below = [
        w for w in words
        if w.angle == 0 and whole.y1 - 2 < w.box.cy < whole.y1 + 1.6 * height
        and whole.x0 - pitch / 2 < w.box.cx < whole.x1 + pitch / 2
    ]  # fmt: skip
    if not below or not all(_CROSS.match(w.text) for w in below) or len(below) > len(row):
        return [], []
    nearest = [min(row, key=lambda y: abs(y.box.cx - w.box.cx)) for w in below]
    if len({id(y) for y in nearest}) < len(below):
        return [], []
    return below, [y for y in row if any(y is n for n in nearest)]


def _filled(row: list[Word], fills: list[Fill]) -> list[Word]:
    """The years whose chip is filled unlike that of the others, the stronger colour being the one that counts."""
    colors = [_chip(w, fills) for w in row]
    if not any(c is not None for c in colors) or len(set(colors)) != 2:
        return []
    strongest = max(set(colors), key=_strength)
    return [w for w, c in zip(row, colors, strict=True) if c == strongest]


def _chip(word: Word, fills: list[Fill]) -> int | None:
    """Colour of the smallest fill behind a word that is not much larger than it; None for none and for white."""
    b = word.box
    behind = [
        f for f in fills
        if f.box.holds(b, 0) and f.box.width < 3.5 * b.width and f.box.height < 4 * b.height and f.box.width > 0.8 * b.width
    ]  # fmt: skip
    best = min(behind, key=lambda f: f.box.width * f.box.height, default=None)
    return None if best is None or best.color == 0xFFFFFF else best.color


def _strength(color: int | None) -> float:
    """How far a colour is from white paper, a hue counting more than a grey."""
    if color is None:
        return 0.0
    r, g, b = color >> 16 & 255, color >> 8 & 255, color & 255
    return (255 - min(r, g, b)) + 0.5 * (max(r, g, b) - min(r, g, b))
