"""Labels in a document's own words: they come back down one edge, in one print, each time facing another text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from extractors.french.fold import fold
from extractors.french.verbs import field_done
from models.block import Line

_OFTEN = 3  # times a label comes back, and different texts it faces
_AT_ONCE = 3  # labels of one edge and print that make a form's column, one of them known
_FLUSH = 2.0  # points: ends of scanned lines nearer than that are at one edge
_Print = tuple[int, bool, bool, int]
_SCAN: tuple[str, int, _Print] = ("right", 0, (0, False, False, 0))


def own_labels(pages: Iterable[Sequence[Line]], is_label: Callable[[str], bool]) -> frozenset[str]:
    """Folded texts of the lines that are labels of this document alone, known by standing among known ones.

    ``pages``: the lines of each, downwards. A label is a line, or the first of it, that comes back at one x and in one print, not that of what it faces;
    or, flush right, in any. On a scan, whose sizes and edges stray from page to page, three of one page stand flush right.
    """
    faced: defaultdict[tuple[str, int, _Print], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    starts: defaultdict[tuple[str, int, _Print], set[int]] = defaultdict(set)  # where the lines of an edge begin
    for lines in pages:
        for left, right in _flush_right(lines):
            starts[_SCAN].add(round(left.box.x0 / 4))
            faced[_SCAN][fold(left.text).strip(" :.?")].add(right.text)
        for k, (left, right) in enumerate(pairwise(lines)):
            own = _print(left) if _face(left, right) and _may_be(left) else None
            if own is None:
                continue
            edges = [("right", round(left.box.x1 / 4), own)]
            if own != _print(right):
                edges.append(("left", round(left.box.x0 / 4), own))
            for edge in edges:
                starts[edge].add(round(left.box.x0 / 4))
                for text in (left.text, _over_two_lines(left, lines[k + 2 : k + 6], own)):
                    if text:
                        faced[edge][fold(text).strip(" :.?")].add(right.text)
    out: set[str] = set()
    for edge, texts in faced.items():
        back = {text for text, values in texts.items() if len(values) >= _OFTEN}
        if edge[0] == "right" and len(starts[edge]) < _AT_ONCE:
            continue
        if len(back) >= _AT_ONCE and any(is_label(text) or field_done(text) for text in texts):
            out |= back
    return frozenset(out)


def with_own(is_label: Callable[[str], bool], own: frozenset[str]) -> Callable[[str], bool]:
    """``is_label`` that knows the document's own labels too."""
    if not own:
        return is_label
    return lambda text: is_label(text) or fold(text).strip(" :.?") in own


def _face(left: Line, right: Line) -> bool:
    return abs(left.box.cy - right.box.cy) < 0.4 * left.box.height and right.box.x0 - left.box.x1 >= 9


def _flush_right(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """The lines of a scanned page that end at one x with those of other beginnings, and what they face."""
    pairs = [
        (left, right) for k, left in enumerate(lines) if left.words[0].confidence is not None and _may_be(left)
        for right in lines[max(0, k - 2) : k + 3] if _face(left, right)
    ]  # fmt: skip
    return [
        (left, right) for left, right in pairs
        if len({round(o.box.x0 / 4) for o, _ in pairs if abs(o.box.x1 - left.box.x1) < _FLUSH}) >= _AT_ONCE
    ]  # fmt: skip


def _may_be(line: Line) -> bool:
    text = line.text
    return 4 <= len(text) <= 45 and text[0].isupper() and not re.search(r"\d|[.;,]$", text) and len(line.words) <= 7


def _over_two_lines(line: Line, below: list[Line], own: _Print) -> str:
    """The text of a line and of the one that goes on with it right under; none when it is whole."""
    for other in below:
        under = abs(other.box.x0 - line.box.x0) < 2 and -2 < other.box.y0 - line.box.y1 < 0.6 * line.box.height
        if under and other.text[0].islower() and _print(other) == own:
            return f"{line.text} {other.text}"
    return ""


def _print(line: Line) -> _Print | None:
    """Size, weight, slant and colour of a line printed alike all along; None for others and for a scan's."""
    looks = {(round(2 * w.size), w.bold, w.italic, w.color) for w in line.words}
    return looks.pop() if len(looks) == 1 and line.words[0].confidence is None else None
