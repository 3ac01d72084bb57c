"""Boxes to tick: of a list of choices, those that are ticked."""

from __future__ import annotations

import re

from models.text import PlacedText

_EMPTY = "☐□▢⬜○◯"
_TICKED = "☑☒⊠🗹✔✓✗✘■●◉"
_BOX = re.compile(rf"[{_EMPTY}{_TICKED}]|\[\s?[xX✓]?\s?\]")
_IS_EMPTY = re.compile(rf"[{_EMPTY}]|\[\s*\]")


def ticked(text: PlacedText) -> PlacedText:
    """What stands after the ticked boxes, a choice a line; the text as it is where no box is left empty."""
    boxes = list(_BOX.finditer(text.text))
    if len(boxes) < 2 or not any(_IS_EMPTY.fullmatch(b.group()) for b in boxes):
        return text
    after = _under_the_list(text.text, boxes[-1].start()) if _IS_EMPTY.fullmatch(boxes[-1].group()) else len(text.text)
    ends = [b.start() for b in boxes[1:]] + [after]
    chosen = [
        text.slice(b.end(), end) for b, end in zip(boxes, ends, strict=True) if not _IS_EMPTY.fullmatch(b.group())
    ]
    head = text.slice(0, boxes[0].start())
    return PlacedText.join([part for part in (head, *chosen, text.slice(after)) if part])


def _under_the_list(text: str, last: int) -> int:
    """Where the line under the last box begins, when it says more than the dots to write on: "À définir en 2026"."""
    line = text.find("\n", last)
    return line + 1 if line >= 0 and re.search(r"[^\W_]{3}", text[line:]) else len(text)
