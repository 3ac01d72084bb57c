"""Words of two cells, printed so close to the rule between them that they are read as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.image import Cleaned
from models.geometry import Box
from models.page import Rule

_TALL = 3.0  # heights of a line: a lower rule may be a stem, or a bar between two words
_WITHIN = 0.35  # of its height, on both sides, what a word shows of itself beside the rule
_THROUGH = 0.3  # of a rule, what may run through words: a streak left by the glass of a scanner runs through lines
_NARROW, _BROAD = set("iljtfrI1.,;:!'’()[]|-"), set("mwMWOQDGHNUCœæ%@€")
_NEAR = 2  # letters about the rule's place, among which the change from a cell's last to another's first is looked for


def part_at_rules(lines: list[OcrLine], cleaned: Cleaned, rules: Sequence[Rule]) -> list[OcrLine]:
    """The lines, the words an upright rule of a table runs through cut in two there."""
    upright = [cleaned.pixels(r.box) for r in rules if not r.horizontal]
    level = [line for line in lines if line.angle == 0]
    crossed: dict[int, list[float]] = {}
    for rule in upright:
        met = [w for line in level for w in line.words if _runs_through(rule, w.box)]
        if sum(w.box.height for w in met) < _THROUGH * rule.height:
            for w in met:
                crossed.setdefault(id(w), []).append(rule.cx)
    if not crossed:
        return lines
    return [
        replace(line, words=tuple(part for w in line.words for part in _parts(w, crossed.get(id(w), ()))))
        for line in lines
    ]


def _runs_through(rule: Box, word: Box) -> bool:
    high = word.height
    inside = word.x0 + _WITHIN * high < rule.cx < word.x1 - _WITHIN * high
    return inside and rule.height > _TALL * high and rule.overlap_y(word) > 0.8 * high


def _parts(word: OcrWord, places: Sequence[float]) -> Iterator[OcrWord]:
    for x in sorted(places):
        at = _letter_at(word, x)
        if not 0 < at < len(word.text):
            continue
        b = word.box
        yield replace(word, text=word.text[:at], box=Box(b.x0, b.y0, x - 1, b.y1), raw=word.raw or word.text)
        word = replace(word, text=word.text[at:], box=Box(x + 1, b.y0, b.x1, b.y1), raw=word.raw or word.text)
    yield word


def _letter_at(word: OcrWord, x: float) -> int:
    """How many letters of a word stand before ``x``: by their usual widths, and best where a cell may end."""
    widths = [0.55 if c in _NARROW else 1.4 if c in _BROAD else 1.0 for c in word.text]
    wanted = (x - word.box.x0) / word.box.width * sum(widths)
    ends = [sum(widths[:k]) for k in range(len(widths) + 1)]
    at = min(range(1, len(widths)), key=lambda k: abs(ends[k] - wanted), default=0)
    near = [k for k in range(max(1, at - _NEAR), min(len(widths), at + _NEAR + 1)) if _changes(word.text, k)]
    return min(near, key=lambda k: abs(ends[k] - wanted), default=at)


def _changes(text: str, at: int) -> bool:
    """Whether what stands before and after a place is seldom met in one word."""
    before, after = text[at - 1], text[at]
    if before in ".,;:!?)%€" or after in "(€":
        return after not in ".,;:!?)%€"
    return (before.islower() and (after.isupper() or after.isdigit())) or (before.isdigit() and after.isalpha())
