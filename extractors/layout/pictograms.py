"""Pictograms printed as signs beside or over the labels they illustrate: they are no part of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from extractors.layout.lines import make_lines
from models.block import Line
from models.page import Word

_MARKS = frozenset("!?#&@*§¶†‡")  # signs of punctuation that stand for "attention", "question", "numéro"
_FAR = 4.0  # em of the label: a sign farther from it illustrates something else


def without_pictograms(words: list[Word], is_label: Callable[[str], bool]) -> list[Word]:
    """The words of a page less the signs that stand before or over its labels, each label with a sign of its own.

    One sign that comes back before every label is a bullet, and is left to the paragraphs.
    """
    upright = [w for w in words if w.angle == 0]
    plain = {w.font for w in upright if len(w.text) > 2}
    signs = [w for w in upright if len(w.text) <= 4 and _is_sign(w, plain)]  # two signs and what varies their drawing
    if len({w.text for w in signs}) < 3:
        return words
    own = {id(w) for w in signs}
    labels = [line for line in make_lines(w for w in upright if id(w) not in own) if _opens_with_label(line, is_label)]
    found = [w for w in signs if any(_is_before(w, line) or _is_over(w, line) for line in labels)]
    if len(found) < 3 or len({w.text for w in found}) < max(3, 0.6 * len(found)):
        return words
    gone = {id(w) for w in found}
    return [w for w in words if id(w) not in gone]


def _is_sign(word: Word, plain: set[str]) -> bool:
    """Whether a word is one sign: a symbol, a circled number, a glyph of a font that writes no words."""
    text = word.text.replace("\ufe0f", "")
    if not 1 <= len(text) <= 2:
        return False
    if text.isalpha():
        return len(text) == 1 and word.font not in plain
    return all(c in _MARKS or unicodedata.category(c) in ("So", "Sc", "Sm", "No", "Co") for c in text)


def _opens_with_label(line: Line, is_label: Callable[[str], bool]) -> bool:
    """Whether a line is a label, or begins with one in a look of its own or before a colon."""
    words = line.words
    for n in range(1, min(len(words), 9)):
        last, after = words[n - 1], words[n]
        parted = last.text.endswith(":") or after.text == ":" or (last.bold, last.color) != (after.bold, after.color)
        if parted and is_label(" ".join(w.text for w in words[:n])):
            return True
    return is_label(line.text)


def _is_before(sign: Word, line: Line) -> bool:
    gap = line.box.x0 - sign.box.x1
    return -1 < gap < _FAR * line.size and sign.box.y0 - 1 < line.box.cy < sign.box.y1 + 1


def _is_over(sign: Word, line: Line) -> bool:
    gap = line.box.y0 - sign.box.y1
    level = line.box.x0 - 2 < sign.box.cx < line.box.x1 + 2
    return level and -0.5 * line.size < gap < 1.5 * line.size and sign.size > line.size + 0.5
