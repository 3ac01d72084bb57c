"""Page numbers set at the far end of a contents' lines, without leaders, go back to their lines."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from models.block import Line
from models.geometry import bounding

_TITLE = re.compile(r"sommaire|table des matieres|sommaire des fiches.*|liste des (fiches|actions).*|plan du document")
_OPENS = re.compile(r"\s*[stlp]", re.IGNORECASE)
_NUMBER = re.compile(r"(p\. ?)?\d{1,3}")
_LEAST = 3  # numbers one under the other that are a column of pages


def is_contents_title(text: str) -> bool:
    """Whether a line is the title of a table of contents."""
    return bool(_OPENS.match(text) and _TITLE.fullmatch(fold(text.strip())))


def with_page_numbers(lines: list[Line]) -> list[Line]:
    """The lines of a page; under a contents' title, each number at the right is put back at the end of the line it is level with.

    The numbers end at one place and never go down, as the pages of a contents do.
    """
    title = next((line for line in lines if len(line.text) < 60 and is_contents_title(line.text)), None)
    if title is None:
        return lines
    under = [line for line in lines if line.box.y0 > title.box.y0 and _NUMBER.fullmatch(line.text.strip())]
    best: list[Line] = []
    for last in under:
        column = sorted((n for n in under if abs(n.box.x1 - last.box.x1) < 2.5), key=lambda n: n.box.cy)
        best = max(best, _rising(column), key=len)
    if len(best) < _LEAST:
        return lines
    out = [line for line in lines if not any(line is n for n in best)]
    for number in best:
        at = [k for k, o in enumerate(out) if o.box.x1 <= number.box.x0 and abs(o.box.y1 - number.box.y1) < 0.4 * o.size]
        if not at:
            out.append(number)
            continue
        k = max(at, key=lambda k: out[k].box.x1)
        words = [*out[k].words, *number.words]
        out[k] = Line(words, bounding(w.box for w in words))
    return out


def _rising(numbers: list[Line]) -> list[Line]:
    """The numbers from the first on, as long as none is lower than the one before."""
    out: list[Line] = []
    for n in numbers:
        value = int(re.sub(r"\D", "", n.text))
        if out and value < int(re.sub(r"\D", "", out[-1].text)):
            break
        out.append(n)
    return out


def has_page_number(line: Line) -> bool:
    """Whether a line is one of a contents: a number far from the words before it ends it."""
    words = line.words
    return len(words) > 1 and words[-1].box.x0 - words[-2].box.x1 > 1.5 * words[-1].size and bool(_NUMBER.fullmatch(words[-1].text))
