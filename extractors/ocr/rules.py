"""Strokes found on the image of a page."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from extractors.ocr.fills import find_fills
from extractors.ocr.image import Cleaned
from models.geometry import Box
from models.page import Rule, Word

__all__ = ["find_fills", "find_rules", "rules_apart", "without_rules"]

_SHORTEST = 14.0  # points: shorter strokes are parts of letters
_LONG = 30.0  # points: no letter has such a stem
_GAP = 2.5  # points: a broken line is mended over such a gap; frames set closer than that are rare


def find_rules(cleaned: Cleaned, words: list[Word]) -> list[Rule]:
    """Horizontal and vertical strokes in points of the displayed page; strokes of letters are left out."""
    point = cleaned.scale
    image = cleaned.image
    rules = []
    for turned in (False, True):
        for x0, y0, x1, y1 in _strokes(image.T if turned else image, point):
            rules.append(Rule(_along(cleaned, (y0, x0, y1, x1) if turned else (x0, y0, x1, y1))))
    return rules_apart(rules, words)


def rules_apart(rules: list[Rule], words: list[Word]) -> list[Rule]:
    """The rules that are no stroke of a letter."""
    return [rule for rule in rules if not _part_of_a_word(rule, words)]


def without_rules(straight: Cleaned, rules: list[Rule]) -> Cleaned:
    """The same page, long rules painted over with what stands beside them: what is left near a word is its ink."""
    image = straight.image.copy()
    for rule in rules:
        b = rule.box
        if max(b.width, b.height) < _LONG:
            continue
        x0, y0, x1, y1 = (v * straight.scale for v in (b.x0, b.y0, b.x1, b.y1))
        edges = [int(y0 - 1.5), int(y1 + 2.5)] if rule.horizontal else [int(x0 - 1.5), int(x1 + 2.5)]
        low, high = max(edges[0], 0), edges[1]
        along = slice(max(int(x0), 0), int(x1) + 1) if rule.horizontal else slice(max(int(y0), 0), int(y1) + 1)
        view = image if rule.horizontal else image.T
        beside = view[[max(low - 1, 0), min(high, len(view) - 1)], along]
        if beside.size:
            view[low:high, along] = np.uint8(np.median(beside))
    return replace(straight, image=image)


def _strokes(image: np.ndarray, point: float) -> list[tuple[float, float, float, float]]:
    """Horizontal strokes of ``image`` in its pixels."""
    image = np.ascontiguousarray(image)
    thick = max(3, round(3.5 * point)) | 1
    # What is dark and thinner than 3.5 points from top to bottom, on paper as on a shaded cell.
    hat = cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    dark = (hat > 28).astype(np.uint8)
    dark = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    shortest = max(8, round(_SHORTEST * point))
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, shortest), np.uint8))
    runs = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((1, max(3, round(_GAP * point))), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    out = []
    for x, y, w, h, area in stats[1 : min(count, 4000)].tolist():
        thickness = area / w
        if w < shortest or thickness > 1.3 * thick:
            continue
        middle = y + h / 2
        half = max(0.5, (thickness - 2) / 2)
        out.append((float(x), middle - half, float(x + w), middle + half))
    return out


def _along(cleaned: Cleaned, stroke: tuple[float, float, float, float]) -> Box:
    """The stroke's box on the page, as thin as it is: on a tilted page the box around it would be thick."""
    x0, y0, x1, y1 = stroke
    box = cleaned.box(x0, y0, x1, y1)
    half = min(x1 - x0, y1 - y0) / 2 / cleaned.scale
    if box.width >= box.height:
        return Box(box.x0, box.cy - half, box.x1, box.cy + half)
    return Box(box.cx - half, box.y0, box.cx + half, box.y1)


def _part_of_a_word(rule: Rule, words: list[Word]) -> bool:
    """Whether the stroke is a bar or a stem of large letters; one under the baseline underlines them instead."""
    b = rule.box
    for w in words:
        inside = b.overlap_x(w.box) * max(b.overlap_y(w.box), 0.1)
        if inside <= 0.6 * max(b.width, 0.1) * max(b.height, 0.1):
            continue
        if not rule.horizontal or b.cy < w.box.y0 + 0.78 * w.box.height or b.width < 0.7 * w.box.width:
            return True
    return False
