"""Years printed in a row with marks under some of them, in a field that is no table."""

from __future__ import annotations

import itertools
import re

from extractors.french.marks import MARKS
from models.text import Mark, PlacedText

_YEAR = re.compile(r"(?:19|20)\d\d")
_MARK = re.compile(rf"[xX{MARKS}▲◆★*]+")


def marked_years(text: PlacedText) -> tuple[int, int] | None:
    """First and last year under which a mark stands, of "2024 2025 2026" over "X X"; None for any other text.

    A mark belongs to the year whose middle is the nearest, at most half the way to the next one.
    """
    lines = _lines(text.marks)
    words = [[(text.text[m.start : m.end], m) for m in line] for line in lines]
    at = next((k for k, line in enumerate(words) if len(line) > 1 and all(_YEAR.fullmatch(w) for w, _ in line)), None)
    if at is None or at + 1 == len(words):
        return None
    years = [(int(w), m.box.cx) for w, m in words[at]]
    rising = all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(years))
    below = [pair for line in words[at + 1 :] for pair in line]
    if not rising or not all(_MARK.fullmatch(w) for w, _ in below):
        return None
    reach = min(b[1] - a[1] for a, b in itertools.pairwise(years)) / 2
    found = []
    for _, m in below:
        year, x = min(years, key=lambda y: abs(y[1] - m.box.cx))
        if abs(x - m.box.cx) <= reach:
            found.append(year)
    return (min(found), max(found)) if found else None


def _lines(marks: list[Mark]) -> list[list[Mark]]:
    """Words of one printed line together, left to right, whatever cells they are read from; lines from the top."""
    lines: list[list[Mark]] = []
    for m in sorted(marks, key=lambda m: (m.page, m.box.cy)):
        last = lines[-1][-1] if lines else None
        if last and last.page == m.page and abs(last.box.cy - m.box.cy) < 0.5 * max(last.box.height, m.box.height):
            lines[-1].append(m)
        else:
            lines.append([m])
    return [sorted(line, key=lambda m: m.box.x0) for line in lines]
