"""Shades of grey fitted to the ruled cells they fill: text printed over a shade hides part of it on an image."""

from __future__ import annotations

from models.geometry import Box
from models.page import Fill, Rule

_EDGE = 4.0  # points between a shade's edge and the rule it stops at
_WIDE, _HIGH = 0.3, 0.55  # of its cell, what a shade must show to fill it
_LOW = 12.0  # points: lower than a line of text with its blanks
_ALONG = 0.6  # of a shade's side, what a rule must run along


def fit_shades(fills: list[Fill], rules: list[Rule]) -> list[Fill]:
    """Each fill that shows in most of a ruled cell, and stops at two of its sides, grown to the whole cell, once."""
    out: list[Fill] = []
    cells: dict[tuple[int, ...], Fill] = {}
    for fill in fills:
        if _is_trace(fill.box, rules):
            continue
        cell = _cell(fill.box, rules)
        if cell is None or not _shows_in(fill.box, cell):
            out.append(fill)
        else:
            name = tuple(round(v) for v in (cell.x0, cell.y0, cell.x1, cell.y1))
            cells.setdefault(name, Fill(cell, fill.color))
    whole = list(cells.values())
    return [*whole, *(f for f in out if not any(w.color == f.color and w.box.holds(f.box, 2) for w in whole))]


def _is_trace(box: Box, rules: list[Rule]) -> bool:
    """A low strip with a rule through it: what the thickness of the rule, or of letters on it, left on the image."""
    return box.height < _LOW and any(
        r.horizontal and box.y0 + 1 < r.box.cy < box.y1 - 1 and r.box.overlap_x(box) > 0.9 * box.width for r in rules
    )


def _cell(box: Box, rules: list[Rule]) -> Box | None:
    """The rectangle of the rules nearest around a box; None where one side has none."""
    level = [r.box for r in rules if r.horizontal and r.box.overlap_x(box) > _ALONG * box.width]
    upright = [r.box for r in rules if not r.horizontal and r.box.overlap_y(box) > _ALONG * box.height]
    top = max((r.y1 for r in level if r.cy < box.y0 + _EDGE), default=None)
    bottom = min((r.y0 for r in level if r.cy > box.y1 - _EDGE), default=None)
    left = max((r.x1 for r in upright if r.cx < box.x0 + _EDGE), default=None)
    right = min((r.x0 for r in upright if r.cx > box.x1 - _EDGE), default=None)
    if top is None or bottom is None or left is None or right is None or bottom <= top or right <= left:
        return None
    return Box(left, top, right, bottom)


def _shows_in(box: Box, cell: Box) -> bool:
    """Whether a box covers enough of a cell and stops at two of its sides."""
    sides = (abs(box.x0 - cell.x0), abs(box.x1 - cell.x1), abs(box.y0 - cell.y0), abs(box.y1 - cell.y1))
    touched = sum(gap < _EDGE for gap in sides)
    return touched >= 2 and box.width >= _WIDE * cell.width and box.height >= _HIGH * cell.height
