"""Names printed a line each whose first line fills its narrow cell: told apart by the same names met alone elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.fold import fold
from models.segment import ActionNode
from models.text import PlacedText

_BODIES = ("pilot", "partner", "funder")
_CUT = re.compile(r"\s*(?:[,;\n•]|\s[–/-]\s|\(.*?\)|:)\s*")


def part_names(actions: list[ActionNode]) -> None:
    """Put a line end between two names that a full line runs together ("Ville de Romange | Romange Habitat").

    Both have to stand alone in other lists of the document.
    """
    fields = [f for a in actions for f in a.fields if f.field in _BODIES and f.text]
    lines = [(f, _line_ends(f.text)) for f in fields]
    if not any(ends for _, ends in lines):
        return
    known = {fold(name) for f in fields for name in _CUT.split(f.text.text) if len(name) > 2}
    for f, ends in lines:
        cuts = [at for at in ends if _is_between(f.text.text, at, known, ends)]
        if cuts:
            text = list(f.text.text)
            for at in cuts:
                text[at] = "\n"
            f.text = replace(f.text, text="".join(text))


def _line_ends(text: PlacedText) -> list[int]:
    """Offsets of the blanks where the page begins a new line with a capital."""
    out = []
    for a, b in zip(text.marks, text.marks[1:], strict=False):
        new = a.page != b.page or b.box.cy > a.box.y1
        if new and b.start == a.end + 1 and text.text[a.end] == " " and text.text[b.start].isupper():
            out.append(a.end)
    return out


def _is_between(text: str, at: int, known: set[str], ends: list[int]) -> bool:
    """Whether the blank at ``at`` stands between two known names, as separators and line ends bound them."""
    before = [text[m.end() : at] for m in _CUT.finditer(text, 0, at)] or [text[:at]]
    starts = [before[-1], *(text[e + 1 : at] for e in ends if e < at)]
    after = _CUT.search(text, at + 1)
    stop = after.start() if after else len(text)
    finishes = [text[at + 1 : stop], *(text[at + 1 : e] for e in ends if at < e < stop)]
    return any(fold(s) in known for s in starts) and any(fold(s) in known for s in finishes)
