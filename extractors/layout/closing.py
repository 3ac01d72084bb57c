"""What ends two columns read one after the other: a rule or a title over both, a title under which they begin anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.layout.atoms import Atom, largest, lines_of
from extractors.layout.grid import Grid
from models.block import Line
from models.geometry import Box, bounding

_BLANK = 8.0  # points: a blank across two columns, more than what parts their lines


def closes(band: list[Atom], above: list[Atom], rank: float, rules: Sequence[Box]) -> bool:
    """Whether what stands in one column alone ends the two: under a rule across both, or a title of the first's rank."""
    whole, own = bounding(a.box for a in above), bounding(a.box for a in band)
    last = max(a.box.y1 for a in above)
    if any(
        last - 2 < r.cy < own.y0 + 2 and r.x0 < whole.x0 + 6 and r.x1 > whole.x1 - 6 and r.width > 1.5 * own.width
        for r in rules
    ):
        return True
    sizes = sorted(line.size for line in lines_of(above))
    return bool(sizes) and rank >= 1.2 * sizes[len(sizes) // 2] and largest(band) >= 0.95 * rank


def opens_row(band: list[Atom], above: list[Atom], low: float, rules: Sequence[Box]) -> bool:
    """Whether the left column begins as it did at its top, with the head of another action: under a rule across
    both columns, or under a blank when the right one begins again with its first words.

    A look that comes back between the two is that of labels, each of whose rows may be ruled.
    """
    whole, last = bounding(a.box for a in above), max(a.box.y1 for a in above)
    top = min(a.box.y0 for a in band)
    ruled = any(last - 3 < r.cy < top + 3 and r.x0 < whole.x0 + 6 and r.x1 > whole.x1 - 6 for r in rules)
    if not ruled and not (top - last > _BLANK and _first_words(band, low) == _first_words(above, low) != ""):
        return False
    before, after = ([line for line in lines_of(atoms) if line.box.x1 <= low + 1] for atoms in (above, band))
    if len(before) < 3 or not after:
        return False
    looks = [_look(line) for line in sorted(before, key=lambda line: line.box.y0)]
    return looks.count(looks[0]) == 1 and _look(min(after, key=lambda line: line.box.y0)) == looks[0]


def _first_words(atoms: list[Atom], low: float) -> str:
    """The first line of the right column; "" where it begins with another thing than a line."""
    right = [a for a in atoms if a.box.x0 > low]
    first = min(right, key=lambda a: a.box.y0, default=None)
    return first.text if isinstance(first, Line) else ""


def _look(line: Line) -> tuple[int, bool, int]:
    return round(line.size), line.bold, line.words[0].color


def heads_anew(bands: list[list[Atom]], at: int, above: list[Atom], low: float, high: float) -> bool:
    """Whether a title larger than all that two columns hold so far stands alone, and the two begin anew level under it."""
    beside = next((k for k in range(at, min(at + 4, len(bands))) if any(a.box.x0 >= high - 1 for a in bands[k])), at)
    lines = [line for band in bands[at:beside] for line in lines_of(band)]
    sizes = sorted(line.size for line in lines_of(above))
    large = max(1.2 * sizes[len(sizes) // 2], sizes[-1]) if sizes else 0.0
    if sizes and lines and lines[0].box.y0 - max(a.box.y1 for a in above) > 1.5 * lines[0].box.height:
        large = sizes[-1] + 0.9  # under a blank across both columns, a title need not be so large
    titles = [line for line in lines if line.size > large]
    last = max((a.box.y1 for a in above if a.box.x1 <= low + 1), default=0.0)
    kicker = bool(lines) and lines[0] not in titles
    if not titles or not sizes or (kicker and lines[0].box.y0 - last < 0.9 * lines[0].box.height):
        return False
    bottom = max(line.box.y1 for line in titles)
    left = [a.box.y0 for band in bands[at : beside + 3] for a in band if a.box.x1 <= low + 1 and a.box.y0 > bottom - 2]
    right = min(a.box.y0 for a in bands[beside] if a.box.x0 >= high - 1)
    return bool(left) and abs(min(left) - right) < 20


def before_title(bands: list[list[Atom]], start: int, end: int, gutter: float) -> int:
    """Where two columns end when a title under both, short enough to stand in the left one, heads what crosses them."""
    tail = end
    while tail > start and all(a.box.x1 < gutter for a in bands[tail - 1]):
        tail -= 1
    wide = bounding(a.box for a in bands[end]) if end < len(bands) else None
    if tail in (start, end) or wide is None or not wide.x0 < gutter < wide.x1:
        return end
    for k in range(tail, end):
        sizes = sorted(line.size for band in bands[start:k] for line in lines_of(band))
        own, last = bounding(a.box for a in bands[k]), max(a.box.y1 for band in bands[start:k] for a in band)
        under = wide.y0 - max(a.box.y1 for a in bands[end - 1])
        if sizes and largest(bands[k]) > max(1.2 * sizes[len(sizes) // 2], sizes[-1]) and under < own.y0 - last:
            return k
    return end


_CODE = re.compile(r"(?:n\s?[°º]\s?)?[A-Z]{0,3}[-. ]?\d{1,3}(?:[.\-]\d{1,2}){0,2}\s?[A-Za-z]?")


def numbers_title(band: list[Atom], above: list[Atom]) -> bool:
    """Whether a band is a bold title and, boxed at the far right, its number, under a blank: it opens what is under it."""
    boxed = [a for a in band if isinstance(a, Grid) and len(a.cells) == 1 and _CODE.fullmatch(a.text.strip())]
    title = [a for a in band if isinstance(a, Line)]
    if len(boxed) != 1 or not title or len(title) + 1 < len(band) or not all(line.bold for line in title):
        return False
    over = max((a.box.y1 for a in above), default=float("-inf"))
    top = min(a.box.y0 for a in band)
    alone = boxed[0].box.x0 > max(line.box.x1 for line in title) + 40 and boxed[0].box.width < 90
    return alone and top - over > 0.4 * title[0].box.height
