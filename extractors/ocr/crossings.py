"""Rules where they meet others: led on to the crossing they stop short of, and seen between two that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.ocr.image import Cleaned
from models.geometry import Box
from models.page import Fill, Rule, Word

_SHORT = 9.0  # points by which a rule, lighter on a shade or under a blot, may stop short of the one it meets
_LEVEL = 1.5  # points between two pieces of one rule
_LOW, _HIGH = 7.0, 40.0  # points: the height of a row; in a higher one an upright hairline is seen by its length
_ALONG = 30.0  # points two rules of a row run beside each other
_EDGE = 1.5  # points beside a rule that are darkened by it
_THIN = 3.5  # points: a rule is thinner
_SEEN, _NOISE = 7.0, 6.0  # levels by which a hairline is darker than its row; times the unevenness of the row
_WORN, _EVEN = 3.0, 0.4  # points over which it is as dark, at least this part of it, as over its whole length
_BESIDE, _BEFORE = 1.5, 0.35  # points, and part of its line: how far letters may show beside their word's box
_ROW = 3  # in one row: a hairline that stands alone goes on in another
_HELD = 3.0  # points: what stands as near is the same rule
_DARK, _TWO_ROWS, _BAND = 176, 18.0, 70.0  # grey; points: the height of a band of two rows of heads
_LIGHT = 8.0  # levels by which a light hairline stands out of its band
_MEETS = 5.0  # points between its end and the upright rule, or the edge, it goes to


def to_crossings(rules: list[Rule]) -> list[Rule]:
    """The rules, those led on to a crossing rule they all but meet that go on at its other side."""
    turned = [Rule(_turn(r.box)) for r in _led_on(_to_edges(rules))]
    return _past_words([Rule(_turn(r.box)) for r in _led_on(turned)])


def _turn(b: Box) -> Box:
    return Box(b.y0, b.x0, b.y1, b.x1)


def _to_edges(rules: list[Rule]) -> list[Rule]:
    """The rows' rules led on to the upright edge of their table, where others end at it and none goes beyond."""
    level = [r.box for r in rules if r.horizontal]
    out = list(rules)
    for u in (r.box for r in rules if not r.horizontal):
        met = [b for b in level if u.y0 - _HELD < b.cy < u.y1 + _HELD]
        for first in (True, False):
            ends = [(b.x0 - u.cx if first else u.cx - b.x1) for b in met]
            beyond = any(b.x0 < u.cx - _SHORT and b.x1 > u.cx + _SHORT for b in met)
            if beyond or sum(abs(end) < _HELD for end in ends) < _ROW:
                continue
            for i, r in enumerate(out):
                b = r.box
                short = (b.x0 - u.cx if first else u.cx - b.x1) if r.horizontal else 0.0
                if _HELD <= short < _SHORT and u.y0 - _HELD < b.cy < u.y1 + _HELD and b.width > 2 * _ALONG:
                    out[i] = Rule(replace(b, x0=u.cx) if first else replace(b, x1=u.cx))
    return out


def _past_words(rules: list[Rule]) -> list[Rule]:
    """The rules, the pieces of an upright one that a line of print touches put together: the row they cross goes on.

    Another upright rule runs on beside the gap, and no level rule ends the piece above it or begins the one below.
    """
    out = [r for r in rules if r.horizontal]
    level = [r.box for r in out]
    upright = sorted((r.box for r in rules if not r.horizontal), key=lambda b: b.y0)
    whole: list[Box] = []
    for b in upright:
        at = next((i for i, a in enumerate(whole) if _broken(a, b) and not _parted(a, b, level, upright)), None)
        if at is None:
            whole.append(b)
        else:
            a = whole[at]
            whole[at] = Box(min(a.x0, b.x0), a.y0, max(a.x1, b.x1), b.y1)
    return [*out, *(Rule(b) for b in whole)]


def _broken(a: Box, b: Box) -> bool:
    return abs(a.cx - b.cx) < _LEVEL and 0 < b.y0 - a.y1 < _SHORT and min(a.height, b.height) > _ALONG / 2 and max(a.height, b.height) > _ALONG


def _parted(a: Box, b: Box, level: Sequence[Box], upright: Sequence[Box]) -> bool:
    ends = any(a.y1 - _HELD < r.cy < b.y0 + _HELD and r.x0 - _HELD < a.cx < r.x1 + _HELD for r in level)
    beside = any(abs(u.cx - a.cx) > _HELD and u.y0 < a.y1 - _ALONG / 2 and u.y1 > b.y0 + _ALONG / 2 for u in upright)
    return ends or not beside


def _led_on(rules: list[Rule]) -> list[Rule]:
    """The level rules led on, the others as they are."""
    upright = [r.box for r in rules if not r.horizontal]
    level = sorted((r.box for r in rules if r.horizontal), key=lambda b: b.cy)
    ends: dict[int, list[float]] = {}
    for i, a in enumerate(level):
        for j in range(i, len(level)):
            b = level[j]
            if b.cy - a.cy > _LEVEL:
                break
            left, right = (i, j) if a.x1 < b.x0 else (j, i)
            gap = level[right].x0 - level[left].x1
            if not 0 < gap < 2 * _SHORT:
                continue
            met = [
                u.cx for u in upright
                if level[left].x1 - 1 < u.cx < level[right].x0 + 1 and u.y0 - _SHORT < a.cy < u.y1 + _SHORT
            ]  # fmt: skip
            if len(met) == 1 and met[0] - level[left].x1 < _SHORT and level[right].x0 - met[0] < _SHORT:
                ends.setdefault(left, [level[left].x0, level[left].x1])[1] = max(met[0], level[left].x1)
                ends.setdefault(right, [level[right].x0, level[right].x1])[0] = min(met[0], level[right].x0)
    longer = [Rule(replace(b, x0=ends[i][0], x1=ends[i][1]) if i in ends else b) for i, b in enumerate(level)]
    return [*longer, *(r for r in rules if not r.horizontal)]


def between_rows(cleaned: Cleaned, rules: Sequence[Rule], text: Sequence[Box]) -> list[Rule]:
    """Upright hairlines from one level rule to the next, too short and too light to be seen by themselves.

    ``text``: boxes of words in pixels of the image, through which no rule runs.
    """
    upright = [r.box for r in rules if not r.horizontal]
    rows = [[Rule(b) for b in row] for row in _crossed(cleaned, rules, text)]
    every = [r.box for row in rows for r in row]
    return [
        r for row in rows for r in row
        if len(row) >= _ROW or any(abs(b.cx - r.box.cx) < _LEVEL for b in (*every, *upright) if b is not r.box)
    ]  # fmt: skip


def _crossed(cleaned: Cleaned, rules: Sequence[Rule], text: Sequence[Box]) -> Iterator[list[Box]]:
    """The hairlines that cross each row from its upper rule to the next."""
    level = sorted((cleaned.pixels(r.box) for r in rules if r.horizontal), key=lambda b: b.cy)
    upright = [cleaned.pixels(r.box) for r in rules if not r.horizontal]
    point = cleaned.scale
    for i, top in enumerate(level):
        for bottom in level[i + 1 :]:
            high, along = (bottom.cy - top.cy) / point, top.overlap_x(bottom) / point
            if high > _HIGH:
                break
            if high < _LOW or along < _ALONG:
                continue
            x0, x1 = max(top.x0, bottom.x0), min(top.x1, bottom.x1)
            if any(top.cy + 2 < b.cy < bottom.cy - 2 and b.x0 < x1 and b.x1 > x0 for b in level):
                continue
            found = _hairlines(cleaned.image, (x0, top.cy, x1, bottom.cy), upright, text, point)
            yield [cleaned.box(x - 0.5, top.cy, x + 0.5, bottom.cy) for x in found]


def _hairlines(
    image: np.ndarray, row: tuple[float, ...], upright: Sequence[Box], text: Sequence[Box], point: float
) -> Iterator[float]:
    """Where a row of a table is crossed from its top to its bottom, in pixels."""
    left, y0, y1 = max(0, int(row[0])), int(row[1] + _EDGE * point), int(row[3] - _EDGE * point)
    strip = image[max(0, y0) : y1, left : int(row[2])]
    if strip.shape[0] < _LOW * point / 2 or strip.shape[1] < _ALONG * point:
        return
    hat = cv2.morphologyEx(strip, cv2.MORPH_BLACKHAT, np.ones((1, round(_THIN * point) | 1), np.uint8))
    free = np.ones(strip.shape[1], bool)
    for b in text:
        if b.y0 < y1 and b.y1 > y0:
            near = max(_BESIDE * point, _BEFORE * (b.y1 - b.y0))
            free[max(0, int(b.x0 - near - left)) : max(0, int(b.x1 + near - left) + 1)] = False
    for b in upright:
        if b.y0 < y0 + 2 and b.y1 > y1 - 2:
            free[max(0, int(b.cx - left - _HELD * point)) : max(0, int(b.cx - left + _HELD * point))] = False
    if not free.any():
        return
    dark = hat.mean(axis=0)
    usual = float(np.median(dark[free]))
    contrast = dark - usual
    seen = contrast > max(_SEEN, _NOISE * float(np.median(np.abs(contrast[free]))))
    if not (seen & free).any():
        return
    for part in np.array_split(hat, max(4, round(len(hat) / (_WORN * point)))):
        seen &= part.mean(axis=0) - usual > _EVEN * contrast
    seen &= free
    count, _, stats, middle = cv2.connectedComponentsWithStats(seen[np.newaxis].astype(np.uint8))
    for i in range(1, count):
        if stats[i, cv2.CC_STAT_WIDTH] < _THIN * point:
            yield left + float(middle[i][0])


def within_bands(straight: Cleaned, rules: list[Rule], fills: Sequence[Fill], words: Sequence[Word]) -> list[Rule]:
    """The rules, with the light level hairlines that cut dark bands of heads into rows ("Calendar" over its years).

    The upright rules that come from below to such a hairline are led on to it, those it ends at to the band's top.
    """
    out = list(rules)
    for band in (f.box for f in fills if f.color & 255 <= _DARK and _TWO_ROWS < f.box.height < _BAND):
        from_below = [
            i for i, r in enumerate(out)
            if not r.horizontal and band.x0 + _HELD < r.box.cx < band.x1 - _HELD
            and r.box.y0 < band.y1 + _HELD and r.box.y1 > band.y1 + _LOW
        ]  # fmt: skip
        if len(from_below) < 3:
            continue
        stops = [band.x0, *(out[i].box.cx for i in from_below), band.x1]
        for y, x0, x1 in _light_lines(straight, band, words):
            left, right = (min(stops, key=lambda x, end=end: abs(x - end)) for end in (x0, x1))
            if abs(left - x0) > _MEETS or abs(right - x1) > _MEETS or right - left < _ALONG:
                continue
            out.append(Rule(Box(left, y - 0.3, right, y + 0.3)))
            for i in from_below:
                b = out[i].box
                if left + _HELD < b.cx < right - _HELD:
                    goes_on = _light_upright(straight, b.cx, band.y0, y, words)  # between two heads over their own columns
                    out[i] = Rule(replace(b, y0=band.y0 if goes_on else y))
                elif left - _HELD < b.cx < right + _HELD:
                    out[i] = Rule(replace(b, y0=min(b.y0, band.y0)))
        hidden = [i for i in from_below if out[i].box.y0 > band.y1 - _HELD]
        # Where some of them are not seen, its columns are better told by its words.
        if all(_light_upright(straight, out[i].box.cx, band.y0, band.y1, words) for i in hidden):
            for i in hidden:
                out[i] = Rule(replace(out[i].box, y0=band.y0))
    return out


def _light_lines(straight: Cleaned, band: Box, words: Sequence[Word]) -> Iterator[tuple[float, float, float]]:
    """(y, x0, x1) of the light level hairlines inside a dark band, none of them through a word."""
    px, point = straight.pixels(band), straight.scale
    left, top = max(0, int(px.x0)), max(0, int(px.y0))
    image = straight.image[top : int(px.y1), left : int(px.x1)]
    if min(image.shape) < _TWO_ROWS * point / 2:
        return
    hat = cv2.morphologyEx(image, cv2.MORPH_TOPHAT, np.ones((round(_THIN * point) | 1, 1), np.uint8))
    seen = (cv2.blur(hat, (round(3 * _BESIDE * point) | 1, 1)) > _LIGHT + float(np.median(hat))).astype(np.uint8)
    edge = round(_LOW * point / 2)
    seen[:edge] = seen[-edge:] = 0
    for w in words:
        if band.x0 < w.box.cx < band.x1 and band.y0 < w.box.cy < band.y1:
            b = straight.pixels(w.box)
            lean = 0.1 * b.height
            seen[max(0, int(b.y0 + lean - top)) : max(0, int(b.y1 - lean - top)), max(0, int(b.x0 - left)) : max(0, int(b.x1 - left))] = 0
    seen = cv2.dilate(seen, np.ones((3, 1), np.uint8))
    seen = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((1, round(2 * _WORN * point)), np.uint8))
    seen = cv2.morphologyEx(seen, cv2.MORPH_OPEN, np.ones((1, round(_ALONG * point)), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(seen, connectivity=8)
    for x, y, w, h, _area in stats[1:count].tolist():
        if h < 2 * _THIN * point:
            # Blurred along, it reaches beyond its ends: it is cut where half of its own light ends.
            along = cv2.blur(hat[y : y + h, x : x + w].max(axis=0)[np.newaxis], (round(_WORN * point) | 1, 1))[0]
            held = np.flatnonzero(along > 0.5 * float(np.median(along)))
            yield (top + y + h / 2) / point, (left + x + int(held[0])) / point, (left + x + int(held[-1]) + 1) / point


def _light_upright(straight: Cleaned, x: float, y0: float, y1: float, words: Sequence[Word]) -> bool:
    """Whether a light upright hairline is seen at ``x`` from one height of a dark band to another, in no word."""
    if any(w.box.x0 - 1 < x < w.box.x1 + 1 and y0 < w.box.cy < y1 for w in words):
        return False
    px, point = straight.pixels(Box(x - 2 * _MEETS, y0 + _EDGE, x + 2 * _MEETS, y1 - _EDGE)), straight.scale
    strip = straight.image[max(0, int(px.y0)) : int(px.y1), max(0, int(px.x0)) : int(px.x1)]
    if min(strip.shape) < 3:
        return False
    hat = cv2.morphologyEx(strip, cv2.MORPH_TOPHAT, np.ones((1, round(_THIN * point) | 1), np.uint8))
    near = slice(max(0, len(hat[0]) // 2 - round(_HELD / 2 * point)), len(hat[0]) // 2 + round(_HELD / 2 * point) + 1)
    light = np.stack([part.mean(axis=0) for part in np.array_split(hat, 3)])  # all the way, not here and there
    return float(light[:, near].max(axis=1).min()) > _LIGHT / 2 + float(np.median(light))
