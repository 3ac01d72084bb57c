"""Strokes found on the image of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from extractors.ocr.crossings import between_rows, to_crossings
from extractors.ocr.fills import find_fills
from extractors.ocr.image import Cleaned
from extractors.ocr.levels import percentiles
from extractors.ocr.runs import closed, long_runs, pieces
from extractors.ocr.weights import LIGHT
from models.geometry import Box, bounding
from models.page import Rule, Word

__all__ = ["find_fills", "find_rules", "rules_apart", "without_rules", "without_strokes"]

_SHORTEST = 14.0  # points: shorter strokes are parts of letters
_LONG = 30.0  # points: no letter has such a stem
_GAP = 2.5  # points: a broken line is mended over such a gap; frames set closer than that are rare
_DARK = 28  # levels by which a stroke is darker than what is above and below it
_FAINT = 7  # the same, averaged along _ALONG points, of a hairline in light grey: noise is levelled out
_ALONG = 12.0
_STRIP = 0.4  # em of a dark band around light letters
_LINE = 12.0  # points: a line of text
_OVER, _UNDER = 0.2, 0.72  # of the height of a line's box: between these are its letters, an underline is below
_STROKES = set("LlI1T_-–—|JrFEi[].,'·+47")  # what corners and crossings of rules are read as
_BELOW_LINE = 0.22  # em from the baseline to the bottom of a word's box
_EDGE = 2.5  # points between the end of a rule and the edge it meets
_MOST = 4000  # pieces looked at
_MARGIN = 6.0  # points: nothing is drawn that close to the side of a sheet
_FAINT_LENGTH = 36.0  # points: a shorter faint line is dirt, or the edge of a shade


def find_rules(cleaned: Cleaned, words: list[Word], text: Sequence[Box] | None = None) -> list[Rule]:
    """Horizontal and vertical strokes in points of the displayed page; strokes of letters are left out.

    ``text``: boxes of words in pixels of the image; faint lines are looked for beside them, and not at all without.
    """
    point = cleaned.scale
    image = cleaned.image
    rules = []
    lettered = _print_rows(text or ())
    for turned in (False, True):
        covered = [Box(b.y0, b.x0, b.y1, b.x1) for b in text] if turned and text is not None else text
        for x0, y0, x1, y1 in _strokes(cv2.transpose(image) if turned else image, point, covered, turned):
            if not turned and text is not None and _row_of_letters((x0, y0, x1, y1), lettered):
                continue
            side = image.shape[1 if turned else 0]
            if min(y0 + y1, 2 * side - y0 - y1) / 2 < _MARGIN * point:
                continue  # the edge of the sheet, seen by the scanner
            rules.append(Rule(_along(cleaned, (y0, x0, y1, x1) if turned else (x0, y0, x1, y1))))
    if text is not None:
        rules += between_rows(cleaned, rules, text)
    rules = to_crossings(rules)
    return rules_apart(rules + _missing_edges(rules), words)


def _missing_edges(rules: list[Rule]) -> list[Rule]:
    """What a faint or worn upright edge of a table lost: rows end where pieces of it are seen, so it runs on there.

    Not so of level ones: upright rules that start at one height often are those of cells inside a row.
    """
    level = [r.box for r in rules if r.horizontal]
    upright = [r.box for r in rules if not r.horizontal]
    return [Rule(Box(x, y0, x, y1)) for x, y0, y1 in _edges(level, upright)]


def _edges(level: list[Box], upright: list[Box]) -> Iterator[tuple[float, float, float]]:
    """(x, y0, y1) of the missing pieces of upright edges, between two level rules that both end there."""
    for ends in ([b.x0 for b in level], [b.x1 for b in level]):
        left = sorted(range(len(level)), key=lambda i: (ends[i], level[i].cy))
        while left:
            x = ends[left[0]]
            same = sorted((i for i in left if ends[i] - x <= _EDGE), key=lambda i: level[i].cy)
            left = [i for i in left if ends[i] - x > _EDGE]
            if len(same) < 3:
                continue
            x = float(np.median([ends[i] for i in same]))
            seen = [b for b in upright if abs(b.cx - x) <= _EDGE]
            inner = bounding(level[i] for i in same)
            other = [b for b in upright if abs(b.cx - x) > _EDGE and inner.x0 - _EDGE < b.cx < inner.x1 + _EDGE]
            for rows in _tables([level[i].cy for i in same], other):
                pieces = [b for b in seen if b.y1 > rows[0] and b.y0 < rows[-1]]
                # Under a band, which is no rule, the first row starts where the other uprights do.
                start = min((b.y0 for b in other if b.y0 < rows[0] - _EDGE and b.y1 > rows[1] - _EDGE), default=rows[0])
                if rows[0] - start < 2 * max(b - a for a, b in pairwise(rows)):
                    rows = [start, *rows]
                for y0, y1 in pairwise(rows):
                    held = sum(max(0.0, min(y1, s.y1) - max(y0, s.y0)) for s in seen)
                    if any(b.x0 < x - 4 < x + 4 < b.x1 and y0 + _EDGE < b.cy < y1 - _EDGE for b in level):
                        continue  # between two tables laid one under the other in the cells of a wider one
                    if pieces and y1 - y0 > _EDGE and held < 0.8 * (y1 - y0):
                        yield x, y0, y1


def _tables(levels: list[float], upright: list[Box]) -> Iterator[list[float]]:
    """Heights of rules one below the other, cut where no upright rule leads from one to the next."""
    rows = levels[:1]
    for y in levels[1:]:
        if not any(u.y0 < rows[-1] + _EDGE and u.y1 > y - _EDGE for u in upright):
            if len(rows) > 2:
                yield rows
            rows = []
        rows.append(y)
    if len(rows) > 2:
        yield rows


def rules_apart(rules: list[Rule], words: list[Word]) -> list[Rule]:
    """The rules that are no stroke of a letter."""
    return [rule for rule in rules if not _part_of_a_word(rule, words)]


def without_strokes(words: list[Word], rules: list[Rule]) -> list[Word]:
    """The words, without corners and pieces of rules read as a letter that stands alone, and bars before titles."""
    lone = [w for w in words if w.text in _STROKES and w.angle == 0]
    odd = {id(w) for w in lone if _drawn_by(w, rules) and not any(_beside_word(w, v) for v in words if v is not w)}
    odd |= {id(w) for w in lone if any(_bar_before(w, v) for v in words if v is not w)}
    return [w for w in words if id(w) not in odd]


def _drawn_by(word: Word, rules: list[Rule]) -> bool:
    """Whether a rule runs through a word's box and on beyond it."""
    b = word.box
    for rule in rules:
        r = rule.box
        if rule.horizontal and b.y0 < r.cy < b.y1 and r.overlap_x(b) > 0.5 * b.width and r.width > 2 * b.width:
            return True
        if not rule.horizontal and b.x0 - 1 < r.cx < b.x1 + 1 and r.overlap_y(b) > 0.5 * b.height:
            return True
    return False


def _bar_before(bar: Word, word: Word) -> bool:
    """Whether what was read as a letter rises above the word at its right and hangs below its line: a number does not."""
    a, b = bar.box, word.box
    near = 0 < b.x0 - a.x1 < 1.5 * word.size and a.overlap_y(b) > 0.7 * b.height
    hangs = a.y1 - b.y1 > 0.12 * word.size + _BELOW_LINE * (bar.size - word.size)
    return near and bar.size > 1.3 * word.size and hangs


def _beside_word(a: Word, b: Word) -> bool:
    gap = max(b.box.x0 - a.box.x1, a.box.x0 - b.box.x1)
    return abs(a.box.cy - b.box.cy) < 0.4 * max(a.size, b.size) and gap < max(a.size, b.size)


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


def _strokes(
    image: np.ndarray, point: float, text: Sequence[Box] | None, turned: bool
) -> list[tuple[float, float, float, float]]:
    """Horizontal strokes of ``image`` in its pixels."""
    thick = max(3, round(3.5 * point)) | 1
    # What is dark and thinner than 3.5 points from top to bottom, on paper as on a shaded cell.
    hat = cv2.morphologyEx(image, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    dark = cv2.dilate(cv2.threshold(hat, _DARK, 1, cv2.THRESH_BINARY)[1], np.ones((3, 1), np.uint8))
    shortest = max(8, round(_SHORTEST * point))
    runs = long_runs(dark, shortest)
    if text is not None:
        runs |= _faint(image, hat, point, text, turned)
    runs = closed(runs, max(3, round(_GAP * point)))
    out = []
    for x, y, w, h in pieces(runs, _MOST):
        thickness = cv2.countNonZero(runs[y : y + h, x : x + w]) / w
        if w < shortest or thickness > 1.3 * thick:
            continue
        middle = y + h / 2
        half = max(0.5, (thickness - 2) / 2)
        out.append((float(x), middle - half, float(x + w), middle + half))
    return out


def _faint(image: np.ndarray, hat: np.ndarray, point: float, text: Sequence[Box], turned: bool) -> np.ndarray:
    """1 on long hairlines too light to be told from noise pixel by pixel, away from words."""
    thick = max(3, round(3.5 * point)) | 1
    # Words that start one under the other look like a line down their edge: they are painted over first.
    paper = _without_text(image, point, text) if turned else image
    level = cv2.blur(paper, (max(3, round(_ALONG * point)) | 1, 1))
    seen = cv2.morphologyEx(level, cv2.MORPH_BLACKHAT, np.ones((thick, 1), np.uint8))
    seen = cv2.threshold(seen, _FAINT, 1, cv2.THRESH_BINARY)[1]
    for b in () if turned else text:
        shrink = 0.12 * b.height  # letters in a row look like a line; a rule may run right under them
        seen[max(0, int(b.y0 + shrink)) : int(b.y1 - shrink) + 1, max(0, int(b.x0)) : int(b.x1) + 1] = 0
    seen = cv2.dilate(seen, np.ones((3, 1), np.uint8))
    if turned:  # a rule that touches words was painted over with them
        mended = closed(seen.copy(), round(_LINE * point))
        for rows, columns in _painted(point, text):
            seen[rows, columns] |= mended[rows, columns]
    seen = long_runs(closed(seen, max(3, round(_GAP * point))), round(_FAINT_LENGTH * point))
    out = np.zeros_like(seen)
    window = max(3, round(3 * point)) | 1
    for x, y, w, h in pieces(seen, _MOST):
        # The mean along the line reaches beyond its ends: it is cut where its own darkness ends.
        profile = np.convolve(
            hat[y : y + h, x : x + w].max(axis=0).astype(np.float32), np.ones(window) / window, "same"
        )
        if np.median(profile) > 2 * _DARK:
            continue  # dark enough to be seen pixel by pixel, with the gaps between two frames
        # The lower quarter: bullets one under the other may take up half of their column.
        if np.percentile(profile, 25 if turned else 50) < 1.25 * _beside(hat, x, y, w, h, round(4 * point)) + 2:
            continue  # bullets one under the other: between them there is nothing
        held = np.flatnonzero(profile > 0.6 * np.median(profile))
        a, b = x + int(held[0]), x + int(held[-1]) + 1
        out[y : y + h, a:b] = seen[y : y + h, a:b]
    return out


def _beside(hat: np.ndarray, x: int, y: int, w: int, h: int, away: int) -> float:
    """How dark the strips some pixels above and below a piece are: what noise makes of blank paper."""
    strips = [hat[max(0, top) : top + h, x : x + w] for top in (y - away, y + away) if top + h > 0]
    return min((float(np.median(s.max(axis=0))) for s in strips if s.size), default=0.0)


def _without_text(image: np.ndarray, point: float, text: Sequence[Box]) -> np.ndarray:
    """The image, words painted with the paper they stand on."""
    out = image.copy()
    for rows, columns in _painted(point, text):
        if (word := out[rows, columns]).size:
            word[:] = np.uint8(percentiles(word, 80)[0])
    return out


def _painted(point: float, text: Sequence[Box]) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of each word, a little beyond its line."""
    grow = 1.5 * point
    for b in text:
        yield slice(max(0, int(b.y0 - grow)), int(b.y1 + grow) + 1), slice(max(0, int(b.x0 + 0.5)), int(b.x1) + 1)


def _print_rows(text: Sequence[Box]) -> np.ndarray:
    """Rows of x0, x1 and the heights between which the letters of a word are."""
    words = [b for b in text if b.width > b.height / 2]
    return np.array([(b.x0, b.x1, b.y0 + _OVER * b.height, b.y0 + _UNDER * b.height) for b in words]).reshape(-1, 4)


def _row_of_letters(stroke: tuple[float, float, float, float], lettered: np.ndarray) -> bool:
    """Whether a level stroke runs through words at the height of their letters: small letters blurred into one bar."""
    x0, y0, x1, y1 = stroke
    y = (y0 + y1) / 2
    left, right = lettered[(lettered[:, 2] < y) & (y < lettered[:, 3]), :2].T
    inside = np.maximum(0.0, np.minimum(x1, right) - np.maximum(x0, left)).sum()
    return bool(inside > 0.6 * (x1 - x0))


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
    words = [w for w in words if w.box.x0 < b.x1 + w.size and b.x0 - w.size < w.box.x1]
    through = 0.0  # how much of the stroke runs through words, above the line they stand on
    for w in words:
        inside = b.overlap_x(w.box) * max(b.overlap_y(w.box), 0.1)
        if rule.horizontal and b.overlap_x(w.box) > 0 and _in_letters(b.cy, w.box):
            through += b.overlap_x(w.box)
        if inside <= 0.6 * max(b.width, 0.1) * max(b.height, 0.1):
            continue
        if not rule.horizontal or b.cy < w.box.y0 + 0.78 * w.box.height or b.width < 0.7 * w.box.width:
            return True
    return through > 0.6 * b.width or _crosses(rule, words) or _around_light(rule, words)


def _in_letters(y: float, box: Box) -> bool:
    """Whether a height is that of a word's letters: its box is a little higher, and touches the rule over its line."""
    return box.y0 + 0.12 * box.height < y < box.y0 + 0.82 * box.height


def _crosses(rule: Rule, words: list[Word]) -> bool:
    """Whether an upright stroke runs through words, neither beside nor between them."""
    b = rule.box
    if rule.horizontal:
        return False
    inner = [w for w in words if w.angle == 0 and w.box.x0 + 0.3 * w.size < b.cx < w.box.x1 - 0.3 * w.size]
    through = [max(0.0, b.overlap_y(w.box)) for w in inner if b.overlap_y(w.box) > 0.7 * w.box.height]
    return len(through) > 1 and sum(through) > 0.4 * b.height


def _around_light(rule: Rule, words: list[Word]) -> bool:
    """Whether the stroke is the strip of a dark band left between light letters and the band's edge."""
    b = rule.box
    along = 0.0
    for w in words:
        if w.color == LIGHT:
            grow = _STRIP * w.size
            near = Box(w.box.x0 - grow, w.box.y0 - grow, w.box.x1 + grow, w.box.y1 + grow)
            if rule.horizontal and near.y0 < b.cy < near.y1:
                along += max(0.0, b.overlap_x(near))
            elif not rule.horizontal and near.x0 < b.cx < near.x1:
                along += max(0.0, b.overlap_y(near))
    return along > 0.7 * max(b.width, b.height)
