"""Boxes on a page.

One convention everywhere: PDF points (1/72 inch), origin at the top left of the page
as displayed (rotation applied), pages counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


# Never changed once made. "frozen" would make it three times dearer, ``__post_init__`` a third more.
@dataclass(slots=True, unsafe_hash=True, init=False)
class Box:
    """A rectangle, ``x0 <= x1`` and ``y0 <= y1``, in points from the top left. A value: make another, change none."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __init__(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if x1 < x0 or y1 < y0:
            raise ValueError(f"inverted box: {x0, y0, x1, y1}")
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def cx(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        return (self.y0 + self.y1) / 2

    def holds(self, other: Box, slack: float = 1.0) -> bool:
        """Whether the centre of ``other`` lies inside, give or take ``slack`` points."""
        return (
            self.x0 - slack <= (other.x0 + other.x1) / 2 <= self.x1 + slack
            and self.y0 - slack <= (other.y0 + other.y1) / 2 <= self.y1 + slack
        )

    def overlap_x(self, other: Box) -> float:
        """Width shared with ``other``, in points; 0 when apart."""
        left = self.x0 if self.x0 > other.x0 else other.x0
        right = self.x1 if self.x1 < other.x1 else other.x1
        return right - left if right > left else 0.0

    def overlap_y(self, other: Box) -> float:
        """Height shared with ``other``, in points; 0 when apart."""
        top = self.y0 if self.y0 > other.y0 else other.y0
        bottom = self.y1 if self.y1 < other.y1 else other.y1
        return bottom - top if bottom > top else 0.0

    def union(self, other: Box) -> Box:
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


def bounding(boxes: Iterable[Box]) -> Box:
    """The smallest box around ``boxes``; raises ValueError when there is none."""
    rest = iter(boxes)
    first = next(rest, None)
    if first is None:
        raise ValueError("no box to bound")
    x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
    for b in rest:
        if b.x0 < x0:
            x0 = b.x0
        if b.y0 < y0:
            y0 = b.y0
        if b.x1 > x1:
            x1 = b.x1
        if b.y1 > y1:
            y1 = b.y1
    return Box(x0, y0, x1, y1)
