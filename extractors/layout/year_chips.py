"""Rows of years, and the small boxes drawn around each of their years."""

from __future__ import annotations

import re
from itertools import pairwise

from models.geometry import Box, bounding
from models.page import Page, Word

YEAR = re.compile(r"^(?:19|20)\d\d$")
_APART = 2.0  # points between two boxes: the cells of a table touch


def rows_of_years(words: list[Word]) -> list[list[Word]]:
    """Three years or more that follow each other on a line, set apart, with nothing between them."""
    years = sorted(
        (w for w in words if len(w.text) == 4 and w.angle == 0 and YEAR.match(w.text)), key=lambda w: (round(w.box.cy), w.box.x0)
    )
    rows: list[list[Word]] = []
    for word in years:
        last = rows[-1][-1] if rows else None
        if (
            last
            and int(word.text) == int(last.text) + 1
            and abs(word.box.cy - last.box.cy) < 0.3 * last.box.height
            and 0.8 * last.size < word.box.x0 - last.box.x1 < 12 * last.size
        ):
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:  # "2023 2024 2025 2026" over "2027 2028": the row goes on
        if len(row) >= 3:
            row += next((o for o in rows if o is not row and _carries_on(row, o)), [])
    rows = [row for row in rows if len(row) >= 3 and not any(o is not row and o[-len(row) :] == row for o in rows)]
    return [row for row in rows if not _is_mixed(row, words)]


def _is_mixed(row: list[Word], words: list[Word]) -> bool:
    """Whether another word stands between two years of a row."""
    reach = bounding(w.box for w in row)
    level = [w for w in words if reach.holds(w.box, 0)]
    return any(_between(w, a, b) for a, b in pairwise(row) for w in level)


def _carries_on(row: list[Word], other: list[Word]) -> bool:
    """Whether years stand right under the first of those they follow."""
    a, b = row[0].box, other[0].box
    return int(other[0].text) == int(row[-1].text) + 1 and abs(b.x0 - a.x0) < 2 and 0.8 < (b.cy - a.cy) / a.height < 2.5 and len(other) <= len(row)


def is_wrapped(row: list[Word]) -> bool:
    """Whether a row of years goes over two lines."""
    return row[-1].box.cy - row[0].box.cy > 0.5 * row[0].box.height


def _between(word: Word, a: Word, b: Word) -> bool:
    return a.box.x1 < word.box.cx < b.box.x0 and abs(word.box.cy - a.box.cy) < 0.5 * a.box.height


def year_chips(page: Page) -> list[Box]:
    """The boxes drawn each around one of the years of a row, apart from each other and over no column: they bound no cell."""
    out: list[Box] = []
    for row in rows_of_years(page.words):
        found = [_drawn_around(w, row, page) for w in row]
        chips = [c for c in found if c is not None]
        apart = all(b.x0 - a.x1 > _APART for a, b in pairwise(found) if a is not None and b is not None and b.cx > a.cx)
        if chips and apart and not any(_goes_on_below(c, page, row) for c in chips):
            out += chips
    return out


def _drawn_around(word: Word, row: list[Word], page: Page) -> Box | None:
    """The fill or the four rules around one year alone."""
    b = word.box
    gap = min(o.x0 - a.x1 for a, o in pairwise(w.box for w in row) if o.x0 > a.x1)
    reach = Box(b.x0 - 0.8 * gap, b.y0 - b.height, b.x1 + 0.8 * gap, b.y1 + b.height)
    filled = [f.box for f in page.fills if f.box.holds(b, -1) and is_within(f.box, reach)]
    if filled:
        return bounding(filled)
    near = [r for r in page.rules if is_within(r.box, reach)]
    sides = [r.box for r in near if not r.horizontal and r.box.height > 0.7 * b.height]
    lying = [r.box for r in near if r.horizontal and r.box.width > 0.9 * b.width]
    x0 = max((s.cx for s in sides if s.cx < b.x0 + 1), default=None)
    x1 = min((s.cx for s in sides if s.cx > b.x1 - 1), default=None)
    y0 = max((s.cy for s in lying if s.cy < b.cy), default=None)
    y1 = min((s.cy for s in lying if s.cy > b.cy), default=None)
    return None if x0 is None or x1 is None or y0 is None or y1 is None else Box(x0, y0, x1, y1)


def _goes_on_below(chip: Box, page: Page, row: list[Word]) -> bool:
    """Whether another box as wide as a chip stands right under it, around none of the years: cells of a table, set apart."""
    below = Box(chip.x0 - 2, chip.y1 - 1, chip.x1 + 2, chip.y1 + 3 * chip.height)
    drawn = [r.box for r in page.rules if not r.horizontal] + [f.box for f in page.fills]
    levels = {w.box.cy for w in row}
    return any(
        is_within(d, below) and d.y0 > chip.y1 - 1 and d.height > 4 and (abs(d.x0 - chip.x0) < 2 or abs(d.x1 - chip.x1) < 2)
        for d in drawn
        if not any(abs(d.cy - y) < 0.5 * chip.height for y in levels)
    )


def is_within(inner: Box, outer: Box, slack: float = 0.0) -> bool:
    return (
        inner.x0 >= outer.x0 - slack and inner.x1 <= outer.x1 + slack
        and inner.y0 >= outer.y0 - slack and inner.y1 <= outer.y1 + slack
    )  # fmt: skip
