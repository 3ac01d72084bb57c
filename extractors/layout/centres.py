"""Which words, or boxes, have their middle within a box, without looking at each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from models.geometry import Box
from models.page import Word


class Centres:
    """The middles of boxes, found by height. Indexes are those of the boxes given."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        middles = sorted(((b.y0 + b.y1) / 2, (b.x0 + b.x1) / 2, i) for i, b in enumerate(boxes))
        self._heights = [m[0] for m in middles]
        self._middles = middles

    def within(self, box: Box, slack: float = 0.0) -> list[int]:
        """Indexes, ascending, of what ``box.holds`` within ``slack`` points."""
        low, high = box.x0 - slack, box.x1 + slack
        start, end = bisect_left(self._heights, box.y0 - slack), bisect_right(self._heights, box.y1 + slack)
        return sorted([i for _, x, i in self._middles[start:end] if low <= x <= high])


class WordMap(list[Word]):
    """Words in their order, and which of them stand where; not changed once made."""

    def __init__(self, words: Iterable[Word]) -> None:
        super().__init__(words)
        self._centres = Centres(w.box for w in self)

    def indexes(self, box: Box, slack: float = 0.0) -> list[int]:
        return self._centres.within(box, slack)

    def within(self, box: Box, slack: float = 0.0) -> list[Word]:
        """The words whose middle lies in the box, in their order."""
        return [self[i] for i in self._centres.within(box, slack)]
