"""Strokes and shaded rectangles found on the image of a page."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.ocr.image import Cleaned
from models.geometry import Box
from models.page import Fill, Rule, Word

_SHORTEST = 14.0  # points: shorter strokes are parts of letters
_GAP = 2.5  # points: a broken line is mended over such a gap; frames set closer than that are rare


def find_rules(cleaned: Cleaned, words: list[Word]) -> list[Rule]:
    """Horizontal and vertical strokes in points of the displayed page; strokes of letters are left out."""
    point = cleaned.scale
    image = cleaned.image
    rules = []
    for turned in (False, True):
        for x0, y0, x1, y1 in _strokes(image.T if turned else image, point):
            rules.append(Rule(_along(cleaned, (y0, x0, y1, x1) if turned else (x0, y0, x1, y1))))
    return [rule for rule in rules if not _part_of_a_word(rule, words)]


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
        if not rule.horizontal or b.cy < w.box.y0 + 0.78 * w.box.height:
            return True
    return False


def find_fills(cleaned: Cleaned) -> list[Fill]:
    """Shaded rectangles as grey fills in points of the displayed page."""
    # At 72 dpi by areas, text would tint the paper; every other pixel keeps it apart and costs a quarter.
    step = max(1, round(cleaned.dpi / 100))
    coarse = np.ascontiguousarray(cleaned.image[::step, ::step])
    smooth = cv2.medianBlur(coarse, max(3, round(6 * cleaned.dpi / 72 / step)) | 1)
    factor = max(1.0, cleaned.dpi / 72)
    size = max(1, round(cleaned.image.shape[1] / factor)), max(1, round(cleaned.image.shape[0] / factor))
    small = cv2.resize(smooth, size, interpolation=cv2.INTER_NEAREST)
    flat = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) < 14
    shaded = ((small < 242) & flat).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shaded, connectivity=4)
    out = []
    for i in range(1, min(count, 2000)):
        x, y, w, h, area = stats[i].tolist()
        if w < 14 or h < 7 or area < 0.8 * w * h or w * h > 0.9 * small.size:
            continue
        level = int(np.median(small[y : y + h, x : x + w][labels[y : y + h, x : x + w] == i]))
        level = min(240, round(level / 12) * 12)
        box = cleaned.box((x - 1) * factor, (y - 1) * factor, (x + w + 1) * factor, (y + h + 1) * factor)
        out.append(Fill(box, level << 16 | level << 8 | level))
    return out
