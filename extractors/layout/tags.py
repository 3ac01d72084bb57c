"""Label tags in the upper left corner of ruled cells: print over what the cell holds, no cell of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from extractors.layout.centres import WordMap

if TYPE_CHECKING:
    from models.geometry import Box
    from models.page import Page

_NEAR = 3.5  # points
_HIGH = 26.0  # points: a higher shade is no tag
_LOST, _DARK = 14.0, 128  # points of a rule that a dark shade may hide on a scan; its grey


def corner_tags(page: Page, is_label: Callable[[str], bool]) -> set[int]:
    """Indexes of the fills that hold a label and begin where a ruled cell does, which goes on below and at the right.

    On a scan, dark ones only, away from any rule at their other sides: a shade hides the end of a rule.
    """
    seen = _LOST if page.kind == "ocr" else 0.0
    upright = [r.box for r in page.rules if not r.horizontal]
    level = [r.box for r in page.rules if r.horizontal]
    found: set[int] = set()
    words: WordMap | None = None
    for i, fill in enumerate(page.fills):
        tag = fill.box
        if tag.height > _HIGH or not upright or (seen and fill.color & 255 > _DARK):
            continue
        if not _in_corner(tag, upright, level, seen):
            continue
        words = words or WordMap(page.words)
        own = words.within(tag, 1)
        if own and is_label(" ".join(w.text for w in own)):
            found.add(i)
    return found


def _in_corner(tag: Box, upright: list[Box], level: list[Box], lost: float) -> bool:
    """Whether rules run down from the tag's left edge and on from its top, and none along its other edges.

    ``lost``: points of a rule that the tag may hide, beyond which one along these edges would be seen.
    """
    half = tag.height / 2
    down = any(abs(v.cx - tag.x0) < _NEAR and v.y0 < tag.y0 + _NEAR and v.y1 > tag.y1 + half for v in upright)
    on = any(abs(h.cy - tag.y0) < _NEAR and h.x0 < tag.x0 + _NEAR and h.x1 > tag.x1 + half for h in level)
    right = any(abs(v.cx - tag.x1) < _NEAR and v.overlap_y(tag) > half for v in upright)
    under = any(abs(h.cy - tag.y1) < _NEAR and h.overlap_x(tag) > 0.5 * tag.width for h in level)
    if lost:
        right |= any(abs(v.cx - tag.x1) < _NEAR and v.y0 < tag.y1 + lost and v.y1 > tag.y0 - lost for v in upright)
        under |= any(abs(h.cy - tag.y1) < _NEAR and h.x0 < tag.x1 + lost and h.x1 > tag.x0 for h in level)
    return down and on and not right and not under
