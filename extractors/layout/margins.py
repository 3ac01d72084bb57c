"""The word and the number of an action set one over the other in the margin, beside its title: "Action" over "3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.french.headings import NUMBER_WORDS, is_level_word
from extractors.layout.lines import make_lines
from models.block import Line
from models.geometry import Box, bounding
from models.page import Word

_NUMBER = re.compile(r"(?:n\s?[°º]\s?)?(?:\d{1,3}|[A-Z]\d{0,2}|[IVX]{1,4})(?:[.\-]\d{1,2}){0,2}[.:]?")


def make_lines_beside_margins(words: list[Word], gutters: Sequence[Box] = (), plain: list[Line] | None = None) -> list[Line]:
    """Lines of ``words``; the word and number of an action that stand in the margin of a title are read before it.

    Without it, each would open the line it is level with: "Action Ouvrir un guichet", "trois Ce que l'on observe".
    ``plain``: the lines that the words make where nothing parts them, if they are known.
    """
    pairs = _pairs(words)
    if not pairs:
        return plain if plain is not None and not gutters else make_lines(words, gutters)
    apart = {id(w) for pair, _ in pairs for w in pair}
    lines = make_lines([w for w in words if id(w) not in apart], gutters)
    for (word, number), first in pairs:
        k = next(k for k, line in enumerate(lines) if any(w is first for w in line.words))
        lines[k] = Line([word, number, *lines[k].words], lines[k].box)
    return lines


def _pairs(words: list[Word]) -> list[tuple[tuple[Word, Word], Word]]:
    """((level word, number under it), first word of the title at their right), for each pair in a margin."""
    heads = [w for w in words if w.text[:1].isupper() and len(w.text) < 14 and is_level_word(w.text)]
    numbers = list(filter(_is_number, words)) if heads else []
    out = []
    for word in heads:
        under = [n for n in numbers if _is_under(n, word)]
        if len(under) != 1:
            continue
        both = bounding([word.box, under[0].box])
        level = [w for w in words if w is not word and w is not under[0] and w.box.overlap_y(both) > 0.3 * w.box.height]
        if not level or any(w.box.x0 < both.x1 + 0.3 * word.size for w in level):
            continue  # text of its own, or text at its left
        top = min(w.box.y0 for w in level)
        title = [w for w in level if w.box.y0 < top + 0.3 * w.box.height]
        first = min(title, key=lambda w: w.box.x0)
        row = [w for w in words if w.box.overlap_y(first.box) > 0.5 * first.box.height and w not in (word, under[0])]
        beside = first.box.x0 - both.x1 < 4 * first.size and first is min(row, key=lambda w: w.box.x0)
        large = first.size >= max(1.15 * word.size, under[0].size - 0.3)
        lighter = word.confidence is not None and not word.bold  # OCR gives a line's words the size of the tallest
        if beside and (large or lighter) and first.bold and first.text[:1].isupper() and len(title) >= 3:
            out.append(((word, under[0]), first))
    return out


def _is_number(word: Word) -> bool:
    text = word.text
    return ((len(text) < 5 or not text.isalpha()) and bool(_NUMBER.fullmatch(text))) or text.lower() in NUMBER_WORDS


def _is_under(number: Word, word: Word) -> bool:
    a, b = word.box, number.box
    near = -0.4 * word.size < b.y0 - a.y1 < 0.8 * word.size
    return near and (abs(a.x0 - b.x0) < 3 or abs(a.x1 - b.x1) < 3 or abs(a.cx - b.cx) < 3)
