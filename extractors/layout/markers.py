"""Numbers printed in the margin, each beside the title it belongs to."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.layout.atoms import Atom
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
    """Lines with the badge cut off each second line of a title that it begins, level with it, in a print of its own."""
    out: list[Line] = []
    for line in lines:
        at = next((n for n, w in enumerate(line.words) if n and _own_print(line.words[n - 1], w)), 0)
        badge, rest = line.words[:at], line.words[at:]
        text = " ".join(w.text for w in badge)
        if badge and len(text) <= 16 and re.search(r"\d", text) and not any(map(_own_print, badge, badge[1:])):
            title = Line(rest, bounding(w.box for w in rest))
            near = [o for o in lines if abs(o.box.x0 - title.box.x0) < 2 and abs(o.size - title.size) < 0.3]
            over = any(-0.3 < (title.box.y0 - o.box.y1) / title.size < 0.5 and o.bold == title.bold for o in near)
            under = any(-0.3 < (o.box.y0 - title.box.y1) / title.size < 0.5 and o.bold == title.bold for o in near)
            if over and under:
                out.append(Line(badge, bounding(w.box for w in badge)))
                line = title
        out.append(line)
    return out


def _own_print(a: Word, b: Word) -> bool:
    return abs(a.size - b.size) > 0.5 or a.color != b.color
