"""Boxes on a page.

One convention everywhere: PDF points (1/72 inch), origin at the top left of the page
as displayed (rotation applied), pages counted from 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, ``x0 <= x1`` and ``y0 <= y1``, in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.y1 < self.y0:
            raise ValueError(f"inverted box: {self.x0, self.y0, self.x1, self.y1}")

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
        return self.x0 - slack <= other.cx <= self.x1 + slack and self.y0 - slack <= other.cy <= self.y1 + slack

    def overlap_x(self, other: Box) -> float:
        """Width shared with ``other``, in points; 0 when apart."""
        return max(0.0, min(self.x1, other.x1) - max(self.x0, other.x0))

    def overlap_y(self, other: Box) -> float:
        """Height shared with ``other``, in points; 0 when apart."""
        return max(0.0, min(self.y1, other.y1) - max(self.y0, other.y0))

    def union(self, other: Box) -> Box:
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


def bounding(boxes: Iterable[Box]) -> Box:
    """The smallest box around ``boxes``; raises ValueError when there is none."""
    boxes = list(boxes)
    if not boxes:
        raise ValueError("no box to bound")
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
