"""Numbers printed in the margin, each beside the title it belongs to."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extractors.layout.atoms import Atom, Panel
from models.block import Line
from models.geometry import bounding
from models.page import Word

_MARKER = re.compile(
    r"^(?:n\s?[°º]\s?)?(?:[A-Z]{1,4}[-. ]?)?(?:\d{1,3}|[IVX]{1,4})(?:[.\-]\d{1,2}){0,3}[a-zA-Z]?[.)]?$|^[A-Z][.)]?$"
)


def beside_markers(left: list[Atom], facing: list[Atom]) -> list[list[Atom]] | None:
    """Each marker of a margin with what stands beside and under it, down to the next; None when it is no such margin.

    A margin holds nothing but two markers or more, none of them facing a line of the same print: those are a table's.
    """
    markers = sorted((a for a in left if isinstance(a, Line)), key=lambda a: a.box.y0)
    if len(markers) < 2 or len(markers) < len(left) or not all(_MARKER.match(a.text.strip()) for a in markers):
        return None
    beside = [
        min(
            (a for a in facing if isinstance(a, Line) and a.box.y1 > m.box.y0 + 1), key=lambda a: a.box.y0, default=None
        )
        for m in markers
    ]
    sizes = sorted(a.size for a in facing if isinstance(a, Line))
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    if any(b is None or b.box.y0 > m.box.y1 for m, b in zip(markers, beside, strict=True)):
        return None
    if all(m.size <= usual + 0.3 and b.size <= usual + 0.3 for m, b in zip(markers, beside, strict=True)):
        return None
    groups: list[list[Atom]] = [[], *([m] for m in markers)]
    for atom in sorted(facing, key=lambda a: (a.box.y0, a.box.x0)):
        at = sum(atom.box.y1 > m.box.y0 + 1 for m in markers)
        groups[at].append(atom)
    return groups if groups[0] else groups[1:]


def before_titles(lines: list[Line]) -> list[Line]:
    """Lines with each short one that stands at the left of a title on several lines, halfway down them, put before it.

    A bare number close to its title is read on the title's first line, as it is where the title has but one.
    """
    out = list(lines)
    for k in range(1, len(out) - 1):
        first, marker, *below = out[k - 1 : k + 3]
        beside = abs(below[0].box.cy - marker.box.cy) < 0.35 * below[0].size  # the second of three lines
        last = below[-1] if beside else below[0]
        if len(marker.text) > 16 or marker.box.x1 > first.box.x0 + 2 or abs(first.box.x0 - last.box.x0) > 3:
            continue
        close = all(b.box.y0 - a.box.y1 < 0.7 * first.size for a, b in pairwise([first, *below[: 1 + beside]]))
        level = first.box.cy < marker.box.cy < last.box.cy and close
        if level and abs(first.size - last.size) < 0.3 and re.search(r"\d", marker.text):
            out[k - 1], out[k] = marker, first
            if marker.text.strip().isdigit() and first.box.x0 - marker.box.x1 < 2 * first.size:
                out[k - 1 : k + 1] = [Line([*marker.words, *first.words], first.box.union(marker.box))]
                return [*out[: k + 1], *before_titles(out[k + 1 :])]
    return out


def badges_apart(lines: list[Line]) -> list[Line]:
    """Lines with the badge that stands beside a title on several lines, in a print of its own, put before its first.

    A badge is level with any of the lines, or halfway between two. One of digits alone is read on the first line.
    """
    lines = _numerals_first(lines)
    cuts = [_after_badge(line) for line in lines]
    if not any(cuts):
        return lines
    rests = [
        Line(line.words[n:], bounding(w.box for w in line.words[n:])) if 0 < n < len(line.words) else line
        for line, n in zip(lines, cuts, strict=True)
    ]
    out: list[Line | None] = list(lines)
    apart: list[Line] = []
    for k, (line, n) in enumerate(zip(lines, cuts, strict=True)):
        badge = Line(line.words[:n], bounding(w.box for w in line.words[:n])) if n else line
        alone = n == len(line.words)
        beside = _beside(rests, cuts, k) if alone else k
        if not n or beside is None:
            continue
        title = _title_around(rests, beside)
        if not 2 <= len(title) <= 4 or sum(0 < cuts[m] < len(lines[m].words) for m in title) > (not alone):
            continue  # a list of numbered items
        first, last = rests[title[0]], rests[title[-1]]
        level = abs(badge.box.cy - first.box.cy) < 0.35 * first.size
        if level or badge.box.cy > last.box.y1 - 0.2 * last.size or badge.box.x1 > min(rests[m].box.x0 for m in title) + 2:
            continue
        out[k] = None if alone else rests[k]
        out[title[0]] = first
        if badge.text.isdigit():
            out[title[0]] = Line([*badge.words, *first.words], replace(first.box, x0=badge.box.x0))
        else:
            apart.append(badge)
    return [line for line in (*out, *apart) if line is not None]


def _numerals_first(lines: list[Line]) -> list[Line]:
    """Lines with each numeral set large at the right end of a bold title, on whichever of its lines, read before it."""
    lines = [part for line in lines for part in _cut_at_numeral(line)]
    out: list[Line | None] = list(lines)
    for k, line in enumerate(lines):
        if len(line.words) > 1 or not re.fullmatch(r"\d{1,2}", line.text):
            continue
        level = [
            m for m, o in enumerate(lines)
            if len(o.words) > 1 and line.size >= 1.3 * o.size and all(w.bold for w in o.words)
            and 0 < line.box.x0 - o.box.x1 < 25 * o.size and line.box.y0 < o.box.cy < line.box.y1
        ]  # fmt: skip
        title = _title_around(lines, level[0]) if level else []
        if not title or len(title) > 4 or any(lines[m].text[:1].isdigit() for m in title):
            continue
        first = lines[title[0]]
        if out[title[0]] is first:
            out[title[0]] = Line([*line.words, *first.words], first.box)
            out[k] = None
    return [line for line in out if line is not None]


def _cut_at_numeral(line: Line) -> list[Line]:
    """A bold line of several words less the number set larger at its end, apart from them; and that number."""
    before, last = line.words[-2:] if len(line.words) > 2 else (line.words[0], line.words[0])
    large = last.size >= 1.3 * before.size and last.box.x0 - before.box.x1 > 0.5 * before.size
    if not large or not re.fullmatch(r"\d{1,2}", last.text) or not all(w.bold for w in line.words[:-1]):
        return [line]
    return [Line(line.words[:-1], bounding(w.box for w in line.words[:-1])), Line([last], last.box)]


def _beside(lines: list[Line], cuts: list[int], k: int) -> int | None:
    """Which line begins just at the right of a badge that is a line of its own, in another print; None for none."""
    badge = lines[k]
    near = [
        m for m, o in enumerate(lines)
        if not cuts[m] and 0 < o.box.x0 - badge.box.x1 < 3 * o.size and o.box.y0 - 0.3 * o.size < badge.box.cy < o.box.y1 + 0.3 * o.size
        and _own_print(badge.words[0], o.words[0])
    ]  # fmt: skip
    return min(near, key=lambda m: (lines[m].box.x0, abs(lines[m].box.cy - badge.box.cy)), default=None)


def _after_badge(line: Line) -> int:
    """How many of a line's first words make a badge: short, with a digit, in a print of their own; else 0."""
    at = next((n for n, w in enumerate(line.words) if n and _own_print(line.words[n - 1], w)), 0)
    if not at and len(line.words) <= 2 and _MARKER.match(line.text.strip()):
        return len(line.words)
    badge = line.words[:at]
    text = " ".join(w.text for w in badge)
    if not badge or len(text) > 16 or not re.search(r"\d", text) or any(map(_own_print, badge, badge[1:])):
        return 0
    return at


def _title_around(lines: list[Line], k: int) -> list[int]:
    """Which lines, downwards, make one title with line ``k``: the same print and edge, one close under the other."""
    own = lines[k]
    alike = sorted(
        (m for m, o in enumerate(lines) if abs(o.box.x0 - own.box.x0) < 2 and abs(o.size - own.size) < 0.3 and o.bold == own.bold),
        key=lambda m: lines[m].box.y0,
    )
    at = alike.index(k)
    first = last = at
    while first and -0.3 < (lines[alike[first]].box.y0 - lines[alike[first - 1]].box.y1) / own.size < 0.5:
        first -= 1
    while last + 1 < len(alike) and -0.3 < (lines[alike[last + 1]].box.y0 - lines[alike[last]].box.y1) / own.size < 0.5:
        last += 1
    return alike[first : last + 1]


def _own_print(a: Word, b: Word) -> bool:
    return abs(a.size - b.size) > 0.5 or a.color != b.color


_NUMBERED = re.compile(r"(?=.*(?:\d|\b[IVX]+\b)).{1,18}")
_NUMERAL = re.compile(r"(?:n\s?[°º]\s?)?\d{1,2}(?:[.\-]\d{1,2}){0,3}[a-zA-Z]?", re.IGNORECASE)


def numeral_on_top(lines: list[Line]) -> int:
    """How many of a column's first lines are the numeral it begins with: "1", or "Fiche" over "1"; 0 for none."""
    for n in (1, 2):
        if len(lines) > n and _NUMERAL.fullmatch(lines[n - 1].text.strip()):
            return n if n == 1 or re.fullmatch(r"[^\W\d_]{2,9}(?: n[°º])?", lines[0].text.strip()) else 0
    return 0


def number_beside(side: list[Atom], head: list[Atom]) -> Atom | None:
    """The number a side column begins with, beside the title or right over it ("Fiche 2" in a box); taken out of it."""
    ordered = sorted(side, key=lambda a: (a.box.y0, a.box.x0))
    first = ordered[0]
    if isinstance(first, Panel):
        return number_beside(first.atoms, head)
    taken = ordered[: numeral_on_top([a for a in ordered[:3] if isinstance(a, Line)]) or 1]
    if len(taken) > 1:  # a word over its numeral
        first = Line([w for line in taken for w in line.words], bounding(line.box for line in taken))
    title = bounding(a.box for a in head)
    near = first.box.y0 < title.y1 and first.box.y1 > title.y0 - 1.2 * first.box.height
    if len(side) < 2 or not near or not _NUMBERED.fullmatch(first.text.strip()):
        return None
    side[:] = [a for a in side if not any(a is t for t in taken)]
    return first
