"""Shaded rectangles found on the image of a page: bands, header cells, panels, with whatever is printed on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from extractors.ocr.image import Cleaned
from extractors.ocr.lines import is_round
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Fill, Word

_DPI = 100
# Greys from dark bands to light cells; they overlap so that no shade falls on a boundary.
_SHADES = ((0, 95), (60, 150), (110, 190), (160, 225), (195, 240))
_WIDE, _HIGH = 14.0, 6.0  # points: the least a shade measures
_BRUSH = 4.0  # points: strokes of rules and letters are thinner
_MIDDLE = 176  # on lighter shades than that, a light line hardly shows
_ROW = 45.0  # points: the height of a row of cells
_SEAM, _SEAM_LEVELS = 2.0, 7  # points: the width of a hairline with its blur; levels by which it is lighter
_NOISY = 8.0  # times the unevenness of a pale ground from column to column: dots of a screen are no seams
_PALE_SEAM, _INK = 4, 10  # levels, on a pale ground, once the noise of its rows is levelled out; darker than it: print
_SMOOTH, _PALE = 5.0, 4  # points over which noise is levelled out; levels a pale panel is darker than the paper
_PALE_WIDE, _PALE_HIGH = 36.0, 16.0  # points: the least a pale panel measures
_DARKEST_PALE = _SHADES[-1][1] - 4
_LIGHT_PAPER = 200  # levels: paper is lighter
_PAPER_VARIES = 2  # levels between the paper of a whole page and that of parts of it
_BAND = 40  # levels by which a band of heads is darker than a pale panel under it
_TRIM = 7.0  # points a pale panel may seem to reach beyond its edge, over blank paper between rules
_STEP = 6  # levels between a shade and what is beside it
_SHARP = 1.6, 4.0  # times the levels by which the shade itself grows lighter: those of an edge, those told from a shadow
_FULL = 0.95  # of a row of a shape: taken up by it
_HELD = 0.85  # of a rectangle: held by its shade and its print
_MOST, _SHADED = 0.4, 0.75  # of a shape's rows, of one width; of what is beyond it, in the shade: no print on white
_RAGGED = 4  # rows of unlike widths: a shape of more is no row of heads with the columns that hang from it
_BLUR = 1.0  # points: how far ink shows beyond a word's box
_LETTER = 40.0  # points: a larger hole in a shade is a white cell, not a light letter


def find_fills(cleaned: Cleaned, words: Sequence[Word] = ()) -> list[Fill]:
    """Shaded rectangles as grey fills, in the points ``cleaned`` gives, the largest first.

    ``words``, in the same points, tell shades from lines of heavy print blurred into a bar.
    """
    factor = max(1.0, cleaned.dpi / _DPI)
    size = max(1, round(cleaned.image.shape[1] / factor)), max(1, round(cleaned.image.shape[0] / factor))
    small = cv2.resize(cleaned.image, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (3, 3), 0)
    point = cleaned.scale / factor
    brush = np.ones((max(3, round(_BRUSH * point)),) * 2, np.uint8)
    found: list[tuple[int, ...]] = []
    pale = _pale(small, words, point)
    for low, high in _SHADES:
        shade = cv2.inRange(small, low, high)
        for x0, y0, x1, y1, level in pale:
            if low < level < high + _STEP:
                shade[y0:y1, x0:x1] = 0  # told already, where noise would cut it to pieces
        # Most pages have no shade at all: letters vanish under the brush, and little more is done for them.
        if cv2.countNonZero(cv2.erode(shade, brush)) > 12 * point * point:
            found += _rectangles(small, shade, _with_words(_with_letters(shade, point), words, point), point)
    found = [rect for rect in found if _edged(small, rect, point)] + pale
    found.sort(key=lambda r: (-(r[2] - r[0]) * (r[3] - r[1]), r))
    kept: list[tuple[int, ...]] = []
    fills = []
    for rect in found:
        if any(_told(rect, other) for other in kept) or _pieced(rect, kept):
            continue
        kept.append(rect)
        *edges, level = rect
        level = min(240, round(level / 12) * 12)
        box = cleaned.box(*(v * factor for v in edges))
        if not _is_print(box, words):
            fills.append(Fill(box, level << 16 | level << 8 | level))
    whole = _behind(_across(fills, [w for w in words if w.color == LIGHT]))
    return [part for fill in whole for part in _cells(cleaned, fill, words)]


def _edged(small: np.ndarray, rect: tuple[int, ...], point: float) -> bool:
    """Whether a shade ends where its rectangle does: the shadow of a bound page goes on growing lighter.

    Two sides must, or all those that are no edge of the page.
    """
    edged, inside = _edges(small, rect, point)
    return edged >= min(2, inside)


def _edges(small: np.ndarray, rect: tuple[int, ...], point: float) -> tuple[int, int]:
    """How many sides of a rectangle are those of its shade, and how many are no edge of the page."""
    x0, y0, x1, y1, _ = rect
    edged = inside = 0
    for image, a, b, c, d in ((small, x0, y0, x1, y1), (small.T, y0, x0, y1, x1)):
        sides = []
        for edge, way, room in ((b, 1, d - b), (d, -1, d - b)):
            # Levels just outside, just inside, and as far inside again.
            steps = [edge + way * round(v * point) for v in (-2.2, 2.2, min(6.6, room / point - 2.2))]
            if min(steps[0], steps[0] - 1) < 0 or steps[0] + 1 >= len(image):
                continue
            inside += 1
            out, near, far = (float(np.median(image[max(0, at - 1) : at + 1, a:c])) for at in steps)
            sides.append((out - near, abs(near - far)))
        # Darker on one side and lighter on the other is what a shadow does, too.
        sharp = _SHARP[1] if len(sides) == 2 and sides[0][0] * sides[1][0] < 0 else _SHARP[0]
        edged += sum(abs(step) >= _STEP and abs(step) > sharp * slope for step, slope in sides)
    return edged, inside


def _pale(small: np.ndarray, words: Sequence[Word], point: float) -> list[tuple[int, ...]]:
    """Panels hardly darker than the paper, as ``_rectangles`` gives them: a few levels, seen where noise is levelled
    out, between edges that stand out along three sides at least."""
    across = 2 * round(_SMOOTH * point / 2) + 1
    brush = np.ones((max(3, round(2 * _BRUSH * point)),) * 2, np.uint8)
    least = 12 * point * point
    if cv2.countNonZero(cv2.erode(_maybe_pale(small, across), brush)) < least:
        return []
    smooth = cv2.medianBlur(small, across)
    paper = _paper(smooth)
    shade = cv2.inRange(smooth, _DARKEST_PALE, paper - _PALE)
    if cv2.countNonZero(cv2.erode(shade, brush)) < least:
        return []
    whole = _with_words(_with_letters(shade, point), words, point)
    seen = [
        r for r in _rectangles(smooth, shade, whole, point)
        if r[2] - r[0] > _PALE_WIDE * point and r[3] - r[1] > _PALE_HIGH * point
    ]  # fmt: skip
    return [_trimmed(small, r, paper, point) for r in seen if _stands_out(smooth, r, seen, point)]


def _paper(smooth: np.ndarray) -> int:
    """The level most of the paper has, 0 for none."""
    counts = cv2.calcHist([smooth], [0], None, [256], [0, 256]).ravel()
    counts[: _LIGHT_PAPER + 1] = 0
    return int(counts.argmax()) if counts.any() else 0


def _maybe_pale(small: np.ndarray, across: int) -> np.ndarray:
    """True wherever levels levelled out over so many pixels may be those of a pale panel, and here and there beyond.

    Medians are slow to tell, but not whether they are below a level: half of the pixels around are. The paper's own
    level is told by parts of the page.
    """
    parts = [small[y : y + 3 * across] for y in range(0, len(small), 24 * across)]
    paper = _paper(cv2.medianBlur(np.ascontiguousarray(np.concatenate(parts)), across))
    high = paper + _PAPER_VARIES - _PALE if paper else 255
    half = across * across // 2

    def most(level: int) -> np.ndarray:
        below = cv2.threshold(small, level, 1, cv2.THRESH_BINARY_INV)[1]
        count = cv2.boxFilter(below, cv2.CV_16U, (across, across), normalize=False, borderType=cv2.BORDER_REPLICATE)
        return count > half

    return (most(high) & ~most(_DARKEST_PALE - 1)).astype(np.uint8)


def _trimmed(small: np.ndarray, rect: tuple[int, ...], paper: int, point: float) -> tuple[int, ...]:
    """A pale panel without the strips of paper and rules along it that levelling out the noise made part of it."""
    x0, y0, x1, y1, level = rect
    most = round(_TRIM * point)
    cuts = []
    for view in (small[y0:y1, x0:x1], small[y0:y1, x0:x1].T):
        middle = np.median(view, axis=1)
        own = np.abs(middle - level) <= np.abs(middle - paper)
        own = own & np.roll(own, -1) & np.roll(own, 1)
        held = np.flatnonzero(own)
        first, last = (int(held[0]) - 1, int(held[-1]) + 2) if len(held) else (0, len(own))
        cuts.append((max(first, 0) if first <= most else 0, last if len(own) - last <= most else len(own)))
    (top, bottom), (left, right) = cuts
    return x0 + left, y0 + top, x0 + right, y0 + bottom, level


def _stands_out(smooth: np.ndarray, rect: tuple[int, ...], seen: Sequence[tuple[int, ...]], point: float) -> bool:
    """Whether a pale panel, nowhere at the page's edge, has another ground right beside it along three sides.

    Along one at least it is the lighter paper; along others it may be a dark band, or a rule and a panel of its shade.
    """
    x0, y0, x1, y1, level = rect
    near, far = round(1.5 * point), round(4 * point) + 1
    high, wide = smooth.shape
    if x0 < far or y0 < far or x1 > wide - far or y1 > high - far:
        return False
    sides = (
        (x0 - far, y0, x0 - near, y1), (x1 + near, y0, x1 + far, y1),
        (x0, y0 - far, x1, y0 - near), (x0, y1 + near, x1, y1 + far),
    )  # fmt: skip
    alike = [r for r in seen if r is not rect and abs(r[4] - level) < _PALE]
    lighter = other = 0
    for a, b, c, d in sides:
        ground = smooth[b:d, a:c]
        if not ground.size:
            continue
        step = float(np.median(ground)) - level
        lighter += step >= _PALE - 1
        beside = (a, b, c, d, level)
        other += step <= -_BAND or sum(_shared(beside, r) for r in alike) > 0.6 * _shared(beside, beside)
    return lighter > 0 and lighter + other >= 3


def _cells(cleaned: Cleaned, fill: Fill, words: Sequence[Word]) -> list[Fill]:
    """A row of cells cut where a light hairline crosses it from top to bottom: too thin to part its shade."""
    b, point = fill.box, cleaned.scale
    if b.height > _ROW or b.width < 4 * _WIDE:
        return [fill]
    px = cleaned.pixels(b)
    inner = 0.15 * (px.y1 - px.y0)
    band = cleaned.image[max(0, int(px.y0 + inner)) : int(px.y1 - inner), max(0, int(px.x0)) : int(px.x1)]
    if band.shape[0] < 6 or band.shape[1] < 8 * point:
        return [fill]
    pale = fill.color & 255 > _MIDDLE
    least = _SEAM_LEVELS
    if pale:
        level, noise = _pale_columns(band)
        least = max(_PALE_SEAM, _NOISY * noise)
    else:
        level = np.percentile(band, 25, axis=0).astype(np.float32)
    away = max(2, round(_SEAM * point))
    beside = np.maximum(np.roll(level, away), np.roll(level, -away))
    seam = level - beside > least
    inside = sorted((w for w in words if b.y0 < w.box.cy < b.y1 and b.x0 < w.box.cx < b.x1), key=lambda w: w.box.x0)
    printed = np.zeros(len(level), bool)
    for w in inside:  # stems of letters are as tall as a low row
        edge = _BLUR * point
        printed[max(0, int((w.box.x0 - b.x0) * point - edge)) : max(0, int((w.box.x1 - b.x0) * point + edge) + 1)] = True
    if not pale and any(w.color == LIGHT for w in inside) and not printed.all():
        # Under light letters a dark line is no stem of one: darker than the band, as what parts two words is not.
        ground = np.where(printed, np.median(level[~printed]), level)
        seam |= np.minimum(np.roll(ground, away), np.roll(ground, -away)) - level > _SEAM_LEVELS
    seam[: 2 * away] = seam[-2 * away :] = False
    seam[printed] = False
    starts = np.flatnonzero(seam[1:] & ~seam[:-1]) + 1
    edges = [b.x0, *(b.x0 + float(x) / point for x in starts if not seam[x : x + away].all()), b.x1]
    cut = [e for i, e in enumerate(edges) if i == 0 or e - edges[i - 1] > _WIDE / 2]
    cut[-1] = b.x1
    for v, w in pairwise(inside):
        apart = w.box.x0 - v.box.x1 > 1.5 * max(v.size, w.size)
        if apart and not any(v.box.x1 - 1 < x < w.box.x0 + 1 for x in cut):
            return [fill]  # some lines were not seen: its columns are better told by its words
    return [Fill(Box(x0, b.y0, x1, b.y1), fill.color) for x0, x1 in pairwise(cut)]


def _pale_columns(band: np.ndarray) -> tuple[np.ndarray, float]:
    """The level of each column of a pale ground, the ground itself where it is darker: what a letter blurs is no seam;
    and how uneven these levels are."""
    ground = float(np.median(band))
    ink = cv2.dilate((band < ground - _INK).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    blank = (~ink).sum(axis=0)
    mean = np.where(ink, 0.0, band).sum(axis=0) / np.maximum(blank, 1)
    held = blank > 0.4 * len(band)
    noise = float(np.median(np.abs(mean[held] - np.median(mean[held])))) if held.sum() > 0.4 * len(held) else 255.0
    return np.maximum(np.where(held, mean, ground), ground).astype(np.float32), noise


def _across(fills: list[Fill], light: Sequence[Word]) -> list[Fill]:
    """Pieces of a band put together over the light letters that fill it from edge to edge."""
    out: list[Fill] = []
    for f in sorted(fills, key=lambda f: (f.box.x0, f.box.y0)):
        left = next((g for g in out if _one_band(g, f, light)), None)
        if left is None:
            out.append(f)
        else:
            out[out.index(left)] = Fill(left.box.union(f.box), left.color)
    return out


def _one_band(a: Fill, b: Fill, light: Sequence[Word]) -> bool:
    gap = b.box.x0 - a.box.x1
    if abs(a.box.y0 - b.box.y0) > 3 or abs(a.box.y1 - b.box.y1) > 3 or gap < -3 or abs(a.color - b.color) > 0x202020:
        return False
    hole = Box(a.box.x1, min(a.box.y0, b.box.y0), max(b.box.x0, a.box.x1), max(a.box.y1, b.box.y1))
    printed = sum(hole.overlap_x(w.box) for w in light if hole.y0 < w.box.cy < hole.y1)
    return printed > 0.85 * gap


def _behind(fills: list[Fill]) -> list[Fill]:
    """Pieces of a shade that a band is printed across put together: the shade passes behind the band."""
    out = list(fills)
    for lower in fills:
        for band in fills:
            for upper in out:
                if lower not in out or upper is lower or band in (lower, upper) or upper.color != lower.color:
                    continue
                a, b, c = upper.box, lower.box, band.box
                alike = abs(a.x0 - b.x0) < 3 and abs(a.x1 - b.x1) < 3
                between = abs(a.y1 - c.y0) < 4 and abs(b.y0 - c.y1) < 4
                if alike and between and c.x0 < a.x0 + 4 and c.x1 > a.x1 - 4:
                    out[out.index(upper)] = Fill(a.union(b), upper.color)
                    out.remove(lower)
                    break
    return out


def _rectangles(small: np.ndarray, shade: np.ndarray, whole: np.ndarray, point: float) -> list[tuple[int, ...]]:
    """(x0, y0, x1, y1, grey) of the rectangles of one shade, in pixels; ``whole`` is the shade with its print."""
    whole = cv2.copyMakeBorder(whole, 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
    brush = np.ones((max(3, round(_BRUSH * point)),) * 2, np.uint8)
    solid = cv2.morphologyEx(whole, cv2.MORPH_OPEN, brush)[4:-4, 4:-4]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    out: list[tuple[int, ...]] = []
    for i, (x, y, w, h, area) in enumerate(stats[1 : min(count, 3000)].tolist(), 1):
        if w < _WIDE * point or h < _HIGH * point:
            continue
        mine = labels[y : y + h, x : x + w] == i
        if is_round(mine, most=0.86, corner=0.09):  # the badge of a pictogram or a number: no cell, no panel
            continue
        if area <= 0.9 * w * h and _encloses(mine):
            mine[:] = True
        parts = [(0, 0, w, h)] if mine.mean() > 0.9 else _less_print(_parts(mine, 3 * point), shade[y : y + h, x : x + w] > 0, 3 * point)
        held = len(out)
        for x0, y0, x1, y1 in parts:
            if x1 - x0 < _WIDE * point or y1 - y0 < _HIGH * point:
                continue
            if mine[y0:y1, x0:x1].mean() < _HELD:
                # The row under it is all but of its shade, and is held here and there: three edges tell the row.
                full = _full_rows(mine[y0:y1, x0:x1])
                y0, y1 = y0 + full[0], y0 + full[1]
                if y1 - y0 < _HIGH * point or _edges(small, (x + x0, y + y0, x + x1, y + y1, 0), point)[0] < 3:
                    continue
            inside = slice(y + y0, y + y1), slice(x + x0, x + x1)
            own = shade[inside] > 0
            # Less, and it is a drawing, or lines of bold print with their letters' hollows filled.
            if own.mean() > 0.55 and own.size < 0.9 * small.size:
                out.append((x + x0, y + y0, x + x1, y + y1, int(np.median(small[inside][own]))))
        if len(parts) > _RAGGED and not _mostly_edged(small, out[held:], area, point):
            del out[held:]  # a shadow, which lines of print cut into rows
    return out


def _full_rows(mine: np.ndarray) -> tuple[int, int]:
    """The longest run of rows a shape takes up from end to end, as (first, after)."""
    full = np.concatenate([[False], mine.mean(axis=1) > _FULL, [False]])
    turns = np.flatnonzero(full[1:] != full[:-1])
    runs = [(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _encloses(mine: np.ndarray) -> bool:
    """Whether a shape is a rectangle around one thing laid on it, or two: a white table on a panel."""
    outlines, tree = cv2.findContours(mine.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    areas = np.array([cv2.contourArea(line) for line in outlines])
    inner = tree[0, :, 3] >= 0
    return areas[~inner].max() > 0.9 * mine.size and (areas[inner] > 0.01 * mine.size).sum() <= 2


def _mostly_edged(small: np.ndarray, rects: list[tuple[int, ...]], area: int, point: float) -> bool:
    """Whether the rectangles that end where their shade does make up most of a shape."""
    told = sum((r[2] - r[0]) * (r[3] - r[1]) for r in rects if _edged(small, r, point))
    return told > 0.5 * area


def _parts(mine: np.ndarray, slack: float) -> list[tuple[int, int, int, int]]:
    """A shape cut into bands of rows that start and end alike: a heading row with the column that hangs from it."""
    held = np.flatnonzero(mine.any(axis=1))
    left = mine.argmax(axis=1)
    right = mine.shape[1] - mine[:, ::-1].argmax(axis=1)
    parts: list[list[int]] = []
    for row in held.tolist():
        x0, x1 = int(left[row]), int(right[row])
        last = parts[-1] if parts else None
        if last and last[3] == row and abs(last[0] - x0) <= slack and abs(last[2] - x1) <= slack:
            last[3] = row + 1
        else:
            parts.append([x0, row, x1, row + 1])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in parts]


def _less_print(
    parts: list[tuple[int, int, int, int]], own: np.ndarray, slack: float
) -> list[tuple[int, int, int, int]]:
    """The bands of rows, those that words printed right beside the shape widen cut to the width of most of its rows.

    ``own`` is True where the shade itself is: blurred letters on white are of it here and there only.
    """

    def alike(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        return abs(a[0] - b[0]) <= slack and abs(a[2] - b[2]) <= slack

    if len(parts) < 3:
        return parts
    rows = [sum(q[3] - q[1] for q in parts if alike(p, q)) for p in parts]
    usual = parts[rows.index(max(rows))]
    if max(rows) < _MOST * len(own):
        return parts
    out: list[tuple[int, int, int, int]] = []
    for x0, y0, x1, y1 in parts:
        left, right = own[y0:y1, x0 : max(x0, usual[0])], own[y0:y1, min(x1, usual[2]) : x1]
        wider = x0 <= usual[0] + slack and x1 >= usual[2] - slack and left.size + right.size
        if wider and left.sum() + right.sum() < _SHADED * (left.size + right.size):
            x0, x1 = usual[0], usual[2]
        if out and out[-1][3] == y0 and alike(out[-1], (x0, y0, x1, y1)):
            out[-1] = *out[-1][:3], y1
        else:
            out.append((x0, y0, x1, y1))
    return out


def _is_print(box: Box, words: Sequence[Word]) -> bool:
    """Whether words take up nearly the whole box."""
    covered = sum(box.overlap_x(w.box) * box.overlap_y(w.box) for w in words)
    return covered > 0.7 * box.width * box.height


def _with_letters(shade: np.ndarray, point: float) -> np.ndarray:
    """The shade, the letters printed on it filled in: small holes it surrounds, unless they look like cells."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(255 - shade, connectivity=4)
    w, h, area = stats[:, 2] / point, stats[:, 3] / point, stats[:, 4] / point**2
    letter = (w < _LETTER) & (h < _LETTER) & ((area < 80) | (area < 0.75 * w * h))
    letter[0] = False
    return np.where(letter[labels], np.uint8(255), shade) if count > 1 else shade


def _with_words(shade: np.ndarray, words: Sequence[Word], point: float) -> np.ndarray:
    """The shade, the words it stands above and below of filled in."""
    out = shade.copy()
    for w in words:
        x0, x1 = max(0, int(w.box.x0 * point)), int(w.box.x1 * point) + 1
        y0, y1 = max(0, int(w.box.y0 * point)), int(w.box.y1 * point) + 1
        # Just inside the word's box, where few letters reach: it may be as high as its band.
        rows = [r for r in (y0, y0 + 1, y1 - 2, y1 - 1) if 0 <= r < len(shade)]
        around = shade[rows, x0:x1]
        if around.size and (around > 0).mean() > 0.6:
            out[max(0, y0 - 1) : y1 + 1, max(0, x0 - 2) : x1 + 2] = 255
    return out


def _pieced(rect: tuple[int, ...], kept: Sequence[tuple[int, ...]]) -> bool:
    """Whether a rectangle is made of pieces of others in its shade, one beside the other."""
    return sum(_shared(rect, k) for k in kept if abs(rect[4] - k[4]) < 20) > 0.85 * _shared(rect, rect)


def _shared(rect: tuple[int, ...], other: tuple[int, ...]) -> int:
    wide = max(0, min(rect[2], other[2]) - max(rect[0], other[0]))
    return wide * max(0, min(rect[3], other[3]) - max(rect[1], other[1]))


def _told(rect: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether ``rect`` is a piece of ``other``, a larger one, in a like shade."""
    shared, area, larger = _shared(rect, other), _shared(rect, rect), _shared(other, other)
    return shared > 0.7 * larger or (shared > 0.7 * area and abs(rect[4] - other[4]) < 40)
