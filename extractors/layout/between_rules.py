"""The space between two lying rules: what is drawn level with it and printed in it, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.layout.centres import WordMap
from extractors.layout.lines import are_level, make_lines
from models.block import Line
from models.geometry import Box
from models.page import Word

NEAR = 3.0  # points: edges nearer than this are one
_PROSE = 3  # lines one over the other that running text has


@dataclass(slots=True, eq=False)
class Row:
    """The space between two lying rules as wide as the table; no two are one, whatever they hold. Not changed once made."""

    box: Box
    cells: list[Box]  # drawn, that touch it
    words: list[Word]
    level: list[Word]  # those not turned
    shut: bool = field(init=False)  # whether cells stand all along it
    _lines: list[Line] | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        self.shut = self._is_filled(self.cells)

    @classmethod
    def of(cls, box: Box, drawn: list[Box], words: WordMap) -> Row:
        top, bottom = box.y0 - NEAR, box.y1 + NEAR
        inside = words.within(box)
        return cls(box, [c for c in drawn if c.y0 <= bottom and c.y1 >= top], inside, [w for w in inside if w.angle == 0])

    @property
    def lines(self) -> list[Line]:
        """What its level words make."""
        if self._lines is None:
            self._lines = make_lines(self.level)
        return self._lines

    def beside(self, cells: Sequence[Box]) -> list[Box]:
        """Of some cells, those level with most of its height."""
        return [c for c in cells if c.overlap_y(self.box) > 0.5 * self.box.height]

    def own(self, cells: Sequence[Box]) -> list[Box]:
        """Of some cells, those level with most of its height or within it."""
        return [c for c in cells if c.overlap_y(self.box) > 0.5 * self.box.height or self.box.holds(c, NEAR)]

    def _is_filled(self, cells: Sequence[Box]) -> bool:
        return sum(c.overlap_x(self.box) for c in self.own(cells)) >= 0.9 * self.box.width

    def is_shut(self, frames: Sequence[Box]) -> bool:
        """Whether cells, or some frames, stand all along it."""
        return self.shut or (bool(frames) and self._is_filled([*self.cells, *frames]))

    def outside(self, cells: list[Box]) -> list[Word]:
        """Its level words that some cells do not hold."""
        return [w for w in self.level if not any(c.holds(w.box, 1) for c in cells)] if cells else self.level

    def unbroken(self) -> list[tuple[float, float]]:
        """(from, to) where no edge can stand: within words outside the cells drawn, and between two of one sentence."""
        free = self.outside(self.cells)
        lines = self.lines if len(free) == len(self.level) else make_lines(free)
        words = [(w.box.x0 + 2, w.box.x1 - 2) for w in free]
        spaces = [(a.box, b.box) for line in lines for a, b in pairwise(line.words) if b.box.x0 - a.box.x1 < 0.45 * a.size]
        return words + [(a.cx, b.cx) for a, b in spaces]

    def height_in_lines(self) -> int:
        """How many lines of text it is high."""
        return len({round(line.box.cy / 4) for line in self.lines})

    def is_prose(self) -> bool:
        """Whether it holds running text, most of whose lines run over its columns."""
        high = self.height_in_lines()
        return high >= _PROSE and sum(line.box.width > 0.55 * self.box.width for line in self.lines) >= 0.3 * high


def in_pieces(lines: list[Line]) -> bool:
    """Whether some lines are the heads of columns: level with others."""
    return any(are_level(a, b) for a, b in pairwise(sorted(lines, key=lambda line: line.box.cy)))


def crosses(words: list[Word], x: float) -> bool:
    """Whether a level word stands over an edge."""
    return any(w.box.x0 < x - 2 and w.box.x1 > x + 2 for w in words)
