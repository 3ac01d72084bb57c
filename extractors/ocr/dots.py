"""Bullets the recogniser saw no letter in: solid marks alone before a line."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.ocr.image import Cleaned
from extractors.ocr.levels import percentiles
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Word

_BEFORE = 18.0  # points: how far before its line a bullet stands
_SMALL, _LARGE = 0.15, 0.62  # em: its sides
_CUT = 0.45  # em: higher, and cut by the edge of what is looked at, it is no bullet
_ARROW = 0.85  # em: the sides of a triangle that points to its line


def find_dots(straight: Cleaned, words: Sequence[Word]) -> list[Box]:
    """Boxes of bullets in points of the straight page, in the order of ``words``."""
    found = []
    for i, word in enumerate(words):
        starts = i == 0 or not _follows(words[i - 1], word)
        if starts and word.angle == 0 and word.text[0].isalnum() and word.color != LIGHT:
            dot = _dot_before(straight, word)
            if dot is not None:
                found.append(dot)
    return found


def _follows(a: Word, b: Word) -> bool:
    level = abs(a.box.cy - b.box.cy) < 0.4 * max(a.size, b.size)
    return level and 0 < b.box.x1 - a.box.x1 < _BEFORE + b.box.width


def _dot_before(straight: Cleaned, word: Word) -> Box | None:
    """The only ink before the word, as round or square as a bullet, or a triangle that points at it, at mid-height."""
    scale, size = straight.scale, word.size
    x0, x1 = int((word.box.x0 - _BEFORE) * scale), int((word.box.x0 - 0.12 * size) * scale)
    y0, y1 = int((word.box.y0 + 0.1 * size) * scale), int((word.box.y1 - 0.1 * size) * scale)
    crop = straight.image[max(y0, 0) : y1, max(x0, 0) : x1]
    if crop.size == 0 or crop.shape[1] < size * scale / 2:
        return None
    paper = percentiles(crop, 80)[0]
    ink = (crop < paper - 70).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    marks = [s for s in stats[1:count].tolist() if s[4] >= 4]
    if len(marks) != 1:
        return None
    x, y, w, h, area = marks[0]
    em = size * scale
    if x == 0 and h > _CUT * em:
        return None  # the side of a badge before the title of two lines
    arrow = area < 0.7 * w * h and _points_right(ink[y : y + h, x : x + w])
    most = _ARROW if arrow else _LARGE
    square = _SMALL * em <= w <= most * em and _SMALL * em <= h <= most * em and 0.6 < w / h < 1.7
    middle = (max(y0, 0) + y + h / 2) / scale - word.box.y0
    if not square or (area < 0.55 * w * h and not arrow) or not 0.35 * size < middle < 0.9 * size:
        return None
    left, top = max(x0, 0) + x, max(y0, 0) + y
    return Box(left / scale, top / scale, (left + w) / scale, (top + h) / scale)


def _points_right(mark: np.ndarray) -> bool:
    """Whether a mark is a solid triangle that narrows evenly from its left to its right."""
    high, wide = mark.shape
    held = mark.sum(axis=0) / high
    quarter = max(1, wide // 4)
    ends = float(held[:quarter].mean()), float(held[-quarter:].mean())
    whole = all(np.ptp(np.flatnonzero(column)) + 1 <= column.sum() + 1 for column in mark.T if column.any())
    return wide >= 4 and ends[0] > 0.7 and ends[1] < 0.4 and whole and bool((np.diff(held) < 0.2).all())
