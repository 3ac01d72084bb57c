"""Lines of print found by their letters: marks of ink the size of letters that stand side by side.

On a clean page this finds what the neural detector finds, in a tenth of its time. ``find_lines`` says when it is not
sure of having seen every line, and the detector is then asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from extractors.ocr.image import smaller
from extractors.ocr.runs import long_runs, whole

_DPI = 150
_CONTRAST = 26  # levels by which ink differs from the ground around it
_LOWEST, _HIGHEST = 2.6, 34.0  # points: the height of a mark that may be a letter
_WIDEST = 90.0  # points: letters that touch
_STROKE = 26.0  # points: longer strokes are rules
_LONGEST_STEM, _STEM = 40.0, 2.5  # points: of a letter's stem that is as long as a stroke; it is thicker than rules are
_OUTSIZE = 2.1  # times the height of the letters beside it: an icon; a bracket is 1.9 times as high as an o
_STACKED = 0.2  # em between letters one under the other; lines of a list are further apart
_APART = 1.4  # em between two pieces of one line
_TWO_SIZES, _SIZED = 1.35, 6  # times the print beside it: another line's; letters by which a size is known
_FIGURES, _AWAY = 8, 0.6  # signs of a number at most; em between it and the smaller title after it
_REACH = 0.38  # of its height: how far a letter reaches for its neighbour
_THIN = 2.0  # points: a lone mark as thin is a dash of a frame
_GROUND = 5.0  # points: a dark ground is thicker than strokes
_LOWEST_GROUND = 7.0  # points: a lower one holds no line of print, it is heavy print on a grey ground
_BAND = 40.0  # points: the height of a band of one or two lines
_HEAVY, _SLIM = 15.0, 7.5  # points: the height of capitals with stems as thick as a ground; the width of such a stem
_LOW_HEAVY, _TITLE = 9.0, 22.0  # points: the height of low letters among them; of a title's letters, less than a cover's
_DRAWN = 0.62  # of its box, filled: a lone sign of more may hold light print
_LOWEST_SEAM, _SEAM_ENDS = 8.0, 3.5  # points: a hairline across a band at least; less than the band, at its blurred ends
_SEAM_WORN = 0.14  # of the band, over which it may not be seen
_BADGE = 3.5  # times the height of its letter: the width of a badge
_SHADE = 200  # darker grounds may hold light letters
_EDGE_ROW, _EDGE_COLUMN = 0.35, 0.5  # of a ground's widest row or highest column: less, and it is heavy print beside it
_PAPER = 0.05  # of a ground's row or column, tinted: less, and it is the paper between two grounds
_SOLID = 0.85  # of a tag, found without its letters: heavy print leaves less
_LEAST, _PICTURE = 60.0, 4000.0  # square points: of a ground that holds letters; of a picture worth a closer look
_SMALL, _TOGETHER = 10.0, 0.4  # points: the height of small print; the share of it in marks as wide as words
_BLURRED = 3.5  # points around a letter
_ABOVE, _BELOW, _BESIDE = 1.0, 0.30, 0.27  # em of paper kept around the baseline and the ends


@dataclass(frozen=True, slots=True)
class Found:
    """``lines``: rows of x0, top, x1, bottom in pixels of the image. ``doubt``: why some may be missing, or ""."""

    lines: np.ndarray
    doubt: str


def find_lines(image: np.ndarray, dpi: int) -> Found:
    """The lines of an upright page of level lines."""
    factor = max(1.0, dpi / _DPI)
    small = smaller(image, factor)
    point = dpi / factor / 72
    level, bands, doubt = _on_light_ground(small, point)
    window = round(15 * point) | 1
    ink = cv2.adaptiveThreshold(level, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(3, window), _CONTRAST)
    seams = _seams(ink, bands, point)
    marks, strokes, walls = _marks(ink, seams, point)
    if _run_together(marks, point):
        marks, strokes, walls = _marks(ink & _core_of_letters(level, point), seams, point)
    lines, why = _gathered(marks, strokes, walls, point, bands)
    for x0, y0, x1, y1 in bands:  # what is beyond a band's edge is no part of a line printed on it
        x, y = (lines[:, 0] + lines[:, 2]) / 2, (lines[:, 1] + lines[:, 3]) / 2
        on = (x > x0) & (x < x1) & (y > y0) & (y < y1)
        lines[on, 1] = np.maximum(lines[on, 1], y0)
        lines[on, 3] = np.minimum(lines[on, 3], y1)
    return Found(lines * factor, doubt or why)


def _seams(ink: np.ndarray, bands: list[tuple[int, ...]], point: float) -> np.ndarray | None:
    """1 on the hairlines that part the cells of a low band from its top to its bottom, too short to be told by length."""
    out = None
    for x0, y0, x1, y1 in bands:
        band = ink[max(0, y0) : y1, max(0, x0) : x1]
        tall = max(round(_LOWEST_SEAM * point), (y1 - y0) - round(_SEAM_ENDS * point))
        if y1 - y0 >= _STROKE * point + tall or tall > len(band):
            continue
        worn = np.ones((max(3, round(_SEAM_WORN * (y1 - y0))), 1), np.uint8)
        worn = cv2.morphologyEx(band, cv2.MORPH_CLOSE, worn, borderType=cv2.BORDER_CONSTANT, borderValue=0)
        seams = cv2.morphologyEx(worn, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
        if seams.any():
            out = np.zeros_like(ink) if out is None else out
            out[max(0, y0) : y1, max(0, x0) : x1] |= cv2.dilate(seams, np.ones((round(_SEAM_ENDS * point), 3), np.uint8))
    return out


def _marks(
    ink: np.ndarray, seams: np.ndarray | None, point: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What hangs together, as rows of x0, y0, x1, y1, area, long strokes left out; these, and the upright ones."""
    ink, strokes, walls = _without_strokes(ink, point)
    if seams is not None:
        ink, strokes, walls = ink & (1 - seams), strokes | seams, walls | seams
    _, stats = whole(ink)
    count = len(stats)
    x, y, w, h, area = stats[1:count].T.astype(np.float64)
    return np.column_stack([x, y, x + w, y + h, area])[area >= 3], strokes, walls


def _run_together(marks: np.ndarray, point: float) -> bool:
    """Whether letters hang together by whole words: small print in a coarse scan."""
    w, h = marks[:, 2] - marks[:, 0], marks[:, 3] - marks[:, 1]
    printed = (h > _LOWEST * point) & (h < _SMALL * point) & (w < _WIDEST * point)
    return w[printed & (w > 2 * h)].sum() > _TOGETHER * w[printed].sum()


def _core_of_letters(level: np.ndarray, point: float) -> np.ndarray:
    """1 where ink is at least half as dark as the darkest beside it: without the blur between two letters."""
    reach = round(_BLURRED * point) | 1
    darkest = cv2.erode(level, np.ones((reach, reach), np.uint8)).astype(np.int16)
    paper = cv2.dilate(level, np.ones((reach, reach), np.uint8)).astype(np.int16)
    return (2 * level.astype(np.int16) < darkest + paper).astype(np.uint8)


def _on_light_ground(image: np.ndarray, point: float) -> tuple[np.ndarray, list[tuple[int, ...]], str]:
    """The image, shaded grounds made white and light letters on them dark; low bands with light letters; doubts."""
    if min(image.shape) < 8:
        return image, [], "tiny"
    half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    brush = np.ones((max(3, round(_GROUND * point / 2)),) * 2, np.uint8)
    dark = (half < _SHADE).astype(np.uint8)
    shade = cv2.morphologyEx(dark, cv2.MORPH_OPEN, brush)
    if not shade.any():
        return image, [], ""
    thick = shade
    shade = cv2.morphologyEx(shade, cv2.MORPH_CLOSE, np.ones((max(3, round(7 * point)),) * 2, np.uint8))
    shade = _without_heavy_letters(shade, thick, dark, point / 2)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(shade, connectivity=4)
    if _parted(shade, thick, dark, stats, labels):
        count, labels, stats, _ = cv2.connectedComponentsWithStats(shade, connectivity=4)
    # Level of each ground, and which way its letters differ from it; 0 where nothing is changed.
    grounds, ways = np.zeros(count, np.int16), np.zeros(count, np.int16)
    bands: list[tuple[int, ...]] = []
    doubt = ""
    for i in range(1, count):
        x, y, w, h, area = stats[i].tolist()
        area /= (point / 2) ** 2
        if area < _LEAST or h < _LOWEST_GROUND * point / 2:
            continue
        if h < _BAND * point / 2:
            left, right = _along_band(half, x, y, w, h)
            for beside in (labels[y : y + h, left:x], labels[y : y + h, x + w : right]):
                beside[beside == 0] = i
            x, w = left, right - left
        if w < _LOWEST_GROUND * point / 2:
            continue  # a stem of a heavy title
        box = slice(y, y + h), slice(x, x + w)
        if h < _BAND * point / 2:
            beside = labels[box]
            beside[(beside == 0) & _held(dark[box])] = i
        here = labels[box] == i
        inner = cv2.erode(here.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # without its blurred edge
        levels = half[box][inner if inner.any() else here]
        low, ground, high = np.percentile(levels, (0.3, 50, 99.7))  # one short word on a long band is a hundredth
        plain = float((np.abs(levels - ground) < 20).mean())
        solid = float(thick[box][here].mean())
        if plain < 0.45 and solid > _SOLID and h < _BAND * point / 2:
            ground, plain = np.percentile(levels, 30), 1.0  # light letters fill the tag: its ground is darker than the middle
        if plain < 0.45:
            # Heavy print, which leaves little under the brush, or a picture.
            if area > _PICTURE and solid > 0.6:
                doubt = "picture"
            continue
        lighter, darker = high - ground, ground - low
        both = min(float((levels > ground + 45).mean()), float((levels < ground - 45).mean())) > 0.01
        if both and ground < 170 and area > _PICTURE:
            doubt = doubt or "shade"
        grounds[i], ways[i] = ground, 1 if lighter > 1.2 * darker and ground < 190 else -1
        if ways[i] > 0 and h < _BAND * point / 2:
            bands.append((2 * x, 2 * y + 1, 2 * (x + w), 2 * (y + h) - 1))
    if not ways.any():
        return image, bands, doubt
    size = image.shape[::-1]
    held = (ways != 0)[labels].astype(np.uint8)
    edge = cv2.resize(cv2.morphologyEx(held, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), size)
    way = cv2.resize(ways[labels], size, interpolation=cv2.INTER_NEAREST)
    ground = cv2.resize(grounds[labels], size, interpolation=cv2.INTER_NEAREST)
    level = 255 - np.maximum((image.astype(np.int16) - ground) * way, 0)
    level = np.where(way != 0, level.astype(np.uint8), image)
    level[edge > 0] = 255
    return level, bands, doubt


def _without_heavy_letters(shade: np.ndarray, thick: np.ndarray, dark: np.ndarray, point: float) -> np.ndarray:
    """The grounds but those that are stems of large heavy letters: of a figure of 28 points before a title.

    Such a letter is no block and no disc, unless it is a lone stem, and has another beside it on its line, a hyphen between them or none;
    a large numeral stands alone, and leaves more of its box blank than a sign that holds light print.
    """
    labels, stats = whole(dark)
    x, y, w, h, _ = stats.T.astype(np.float64)
    sized = (h >= _LOW_HEAVY * point) & (h <= _HIGHEST * point) & (w <= 1.3 * h)
    sized[0] = False
    touched = np.zeros(len(stats), bool)
    touched[labels[thick > 0]] = True
    letters = np.zeros(len(stats), bool)
    for i in np.flatnonzero(sized & touched):
        box = labels[int(y[i]) : int(y[i] + h[i]), int(x[i]) : int(x[i] + w[i])] == i
        gap = np.maximum(x, x[i]) - np.minimum(x + w, x[i] + w[i])
        if h[i] < _TITLE * point:  # amid the letters of a title
            level = (np.abs(y + h - y[i] - h[i]) < 0.12 * h[i]) & (h > 0.6 * h[i]) & (h < 1.6 * h[i]) & (w <= 1.6 * h)
            level[[0, i]] = False
            near = bool((level & (gap < 0.2 * h[i])).any()) and np.count_nonzero(level & (gap < 1.2 * h[i])) > 1
            sides = box[0], box[-1], box[:, 0], box[:, -1]
            letters[i] = near and min(float(side.mean()) for side in sides) < 0.85  # no cell of a calendar
            if letters[i] or h[i] < _HEAVY * point:
                continue
        edge = max(1, round(0.1 * h[i]))
        ends = slice(0, edge), slice(-edge, None)
        block = all(box[rows, columns].mean() > 0.5 for rows in ends for columns in ends)
        if (block and w[i] > _SLIM * point) or is_round(box):
            continue
        level = (np.abs(y + h - y[i] - h[i]) < 0.1 * h[i]) & (h > 0.6 * h[i]) & (h < 1.15 * h[i]) & (w <= 1.3 * h)
        level[[0, i]] = False
        number = np.count_nonzero(level & (h > 0.85 * h[i])) < _FIGURES  # the letters of a cover's title are left to the detector
        beside = bool((level & (gap < 1.1 * h[i])).any())
        letters[i] = number and (beside or box.mean() < _DRAWN)
    if not letters.any():
        return shade
    letters |= h < _LOWEST_GROUND * point  # their hyphens and points
    # A ground may hold several of them, closed into one.
    count, grounds = cv2.connectedComponents(shade, connectivity=4)
    other = np.zeros(count, bool)
    other[grounds[(thick > 0) & ~letters[labels]]] = True
    return np.where(other[grounds], shade, 0).astype(np.uint8)


def _held(dark: np.ndarray) -> np.ndarray:
    """True on a band and on the light letters it holds: on all but the paper reached from around it."""
    paper = cv2.copyMakeBorder(1 - dark, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(paper, connectivity=4)
    return labels[1:-1, 1:-1] != labels[0, 0]


def _parted(shade: np.ndarray, thick: np.ndarray, dark: np.ndarray, stats: np.ndarray, labels: np.ndarray) -> bool:
    """Cut from each ground the badge or the heavy print that stands close around it, and one tag from the next over
    the paper between them; whether anything was."""
    cut = False
    for i, (x, y, w, h, _) in enumerate(stats[1:].tolist(), 1):
        box = slice(y, y + h), slice(x, x + w)
        here = labels[box] == i
        if is_round(here):
            continue
        filled, printed = (thick[box] > 0) & here, (dark[box] > 0) & here
        # Above and below, then, of a badge beside its title, left and right.
        sides = (
            (shade[box], here, filled, printed, _EDGE_ROW),
            (shade[box].T, here.T, filled.T, printed.T, _EDGE_COLUMN),
        )
        for lines, mask, solid, tint, least in sides:
            paper = tint.sum(axis=1) < _PAPER * mask.sum(axis=1)
            if paper.any():
                lines[paper] = np.where(mask[paper], 0, lines[paper])
                cut = True
            share = solid.sum(axis=1)
            whole = np.flatnonzero(share > least * share.max(initial=0))
            for line in (int(whole[0]) - 1, int(whole[-1]) + 1) if len(whole) else ():
                if 0 < line < len(lines) - 1:
                    lines[line][mask[line]] = 0
                    cut = True
    return cut


def is_round(shape: np.ndarray, *, most: float = 0.9, corner: float = 0.08) -> bool:
    """Whether a shape (True where it is inked) is a disc, like the badge of a number: its edges are no print beside it.

    ``most``: the share of its box it may fill; ``corner``: of its side, the squares that are empty at its corners.
    """
    h, w = shape.shape
    if not 0.8 < w / h < 1.25 or not 0.68 < shape.mean() < most:
        return False
    side = max(1, round(corner * min(w, h)))
    ends = slice(0, side), slice(-side, None)
    return not any(shape[rows, columns].any() for rows in ends for columns in ends)


def _along_band(half: np.ndarray, x: int, y: int, w: int, h: int) -> tuple[int, int]:
    """How far a dark band goes left and right of a plain piece of it: to where its upper or its lower edge ends."""
    strips = half[[min(y + 1, y + h - 1), max(y + h - 2, y)]].max(axis=0) >= _SHADE
    light = np.flatnonzero(strips)
    before, after = light[light < x + w // 2], light[light > x + w // 2]
    left = int(before[-1]) + 1 if len(before) else 0
    right = int(after[0]) if len(after) else half.shape[1]
    return min(left, x), max(right, x + w)


def _without_strokes(ink: np.ndarray, point: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The ink without long strokes, these, and the upright ones: what stands on both sides of one is no one line."""
    long = max(5, round(_STROKE * point))
    across, down = long_runs(ink, long), cv2.transpose(long_runs(cv2.transpose(ink), long))
    if down.any():
        # Stems of the largest letters are as long, if only along one side, but thicker than rules are.
        short = ink & (1 - cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((round(_LONGEST_STEM * point), 1), np.uint8)))
        stems = cv2.morphologyEx(short, cv2.MORPH_OPEN, np.ones((long // 2, max(3, int(_STEM * point))), np.uint8))
        down &= 1 - cv2.dilate(stems, np.ones((long, 3), np.uint8))
    strokes = cv2.dilate(across | down, np.ones((3, 3), np.uint8)) if across.any() or down.any() else across
    return ink & (1 - strokes), strokes, down


def _gathered(
    marks: np.ndarray, strokes: np.ndarray, walls: np.ndarray, point: float, bands: list[tuple[int, ...]]
) -> tuple[np.ndarray, str]:
    """Boxes of lines, top to bottom, and why some may be missing."""
    shape = walls.shape
    x0, y0, x1, y1, area = marks.T
    w, h = x1 - x0, y1 - y0
    letter = (h >= _LOWEST * point) & (h <= _HIGHEST * point) & (w <= _WIDEST * point) & (w < 12 * h)
    large = (h > _HIGHEST * point) | (w > _WIDEST * point)
    doubt = ""
    if float((w * h)[large & (area > 0.1 * w * h) & (h > 8 * point)].sum()) > 0.01 * shape[0] * shape[1]:
        doubt = "picture"
    if not letter.any():
        return np.zeros((0, 4)), doubt or "nothing"
    groups = _side_by_side(marks, np.flatnonzero(letter), walls)
    apart = [_outsize(group, h) for group in groups]
    if any(len(group) for group in apart):
        # An icon beside two lines reaches for both of them: without it they are two.
        outsize = np.concatenate(apart)
        rest = np.setdiff1d(np.flatnonzero(letter), outsize)
        groups = [*_side_by_side(marks, rest, walls), *(group for group in apart if len(group))]
    small = np.flatnonzero(~letter & ~large)
    boxes = [box for group in groups if (box := _line_box(marks, group, small, strokes, bands, point)) is not None]
    boxes = _joined(boxes, walls, marks[small], bands)
    boxes.sort(key=lambda b: (-b[4], b[1], b[0]))
    kept: list[tuple[float, ...]] = []
    lone = 0
    grid = np.zeros(shape, np.uint8)
    for left, top, right, bottom, letters, _, em in boxes:
        high = bottom - top
        start = max(0, int(left))
        inner = grid[max(0, int(top + 0.25 * high)) : int(bottom - 0.2 * high) + 1, start : int(right) + 1]
        blank = inner.mean(axis=0) < 0.5 if inner.size else np.zeros(0, bool)
        free = np.flatnonzero(blank)
        side = min(int(_BESIDE * em), len(blank) // 3)
        if not len(free) or blank[side : len(blank) - side].mean() < 0.5:
            continue  # letters of two lines that touch, an accent, what another line holds already
        left, right = max(left, float(start + free[0])), min(right, float(start + free[-1] + 1))
        grid[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1] = 1
        kept.append((left, top, right, bottom))
        lone += letters <= 2
    if lone > 25 + 0.5 * len(kept):
        doubt = doubt or "scattered"
    if _stacked([b for b in boxes if b[4] <= 2]):
        doubt = doubt or "turned"
    kept.sort(key=lambda b: (b[1], b[0]))
    return np.array(kept).reshape(-1, 4), doubt


def _side_by_side(marks: np.ndarray, places: np.ndarray, walls: np.ndarray) -> list[np.ndarray]:
    """The letters at ``places`` in ``marks`` grouped as they stand one beside the other."""
    x0, y0, x1, y1, _ = marks[places].T
    core = np.zeros(walls.shape, np.uint8)
    reach, third = _REACH * (y1 - y0), 0.3 * (y1 - y0)
    rows = np.column_stack([x0 - reach, y0 + third, x1 + reach, y1 - third])
    for a, b, c, d in rows.astype(np.int64).tolist():
        core[b : d + 1, max(0, a) : c + 1] = 1
    core[walls > 0] = 0
    _, labels = cv2.connectedComponents(core, connectivity=4, ltype=cv2.CV_32S)
    of = labels[((y0 + y1) / 2).astype(np.int64), ((x0 + x1) / 2).astype(np.int64)]
    places, of = places[of > 0], of[of > 0]  # not on a wall
    order = np.argsort(of, kind="stable")
    return np.split(places[order], np.flatnonzero(np.diff(of[order])) + 1) if len(places) else []


def _outsize(group: np.ndarray, h: np.ndarray) -> np.ndarray:
    """What is much higher than the letters of its group: a large figure before a title, an icon."""
    return group[h[group] > _OUTSIZE * np.median(h[group])] if len(group) >= 3 else group[:0]


def _line_box(
    marks: np.ndarray, group: np.ndarray, small: np.ndarray, strokes: np.ndarray, bands: list[tuple[int, ...]], point: float
) -> tuple[float, ...] | None:
    """(x0, top, x1, bottom, letters, baseline, em) of the paper around the letters of one line; None for what is no line."""
    x0, y0, x1, y1, _ = marks[group].T
    h = y1 - y0
    if len(group) == 1 and _is_no_letter(marks[group[0]], strokes, point) and not _on_badge(marks[group[0]], bands):
        return None
    # Of few marks the tallest tells where the line stands: a raised sign beside a figure does not.
    base = float(np.median(y1)) if len(group) > 3 else float(y1[h.argmax()])
    tall = float(np.percentile(base - y0, 90)) if len(group) > 4 else float((base - y0).max())
    em = max(tall, float(np.median(h))) / 0.72
    near = h < 1.7 * em
    top = min(base - _ABOVE * em, float(y0[near].min(initial=base)) - 0.12 * em)
    bottom = max(base + _BELOW * em, float(y1[near].max(initial=base)) + 0.1 * em)
    left, right = float(x0.min()), float(x1.max())
    # Points and dashes before the first and after the last letter.
    s = marks[small]
    level = (s[:, 1] + s[:, 3] > 2 * (base - 0.6 * em)) & (s[:, 3] < base + 0.3 * em)  # not the dots of letters
    after = level & (s[:, 0] >= right - 1) & (s[:, 0] < right + 0.6 * em)
    dash = s[:, 2] - s[:, 0] > 1.5 * (s[:, 3] - s[:, 1])
    before = level & (s[:, 2] <= left + 1) & (s[:, 2] > left - np.where(dash, 1.0, 0.6) * em)
    right = max(right, float(s[after, 2].max(initial=right)))
    left = min(left, float(s[before, 0].min(initial=left)))
    return left - _BESIDE * em, top, right + _BESIDE * em, bottom, float(len(group)), base, em


def _joined(
    boxes: list[tuple[float, ...]], walls: np.ndarray, small: np.ndarray, bands: list[tuple[int, ...]]
) -> list[tuple[float, ...]]:
    """Pieces of a line less than two spaces apart put together, or farther with a colon or a dash between them.

    What is printed on a badge and the title beside it stay two.
    """
    out: list[tuple[float, ...]] = []
    for box in sorted(boxes, key=lambda b: (b[0], b[1])):
        for i, a in enumerate(out):
            em = max(a[6], box[6])
            level = abs(a[5] - box[5]) < 0.2 * em and min(a[6], box[6]) > 0.6 * em
            gap = box[0] - a[2] + 2 * _BESIDE * em
            near = -em < gap < _APART * em or (0 < gap < 2 * _APART * em and _marked(small, a, box, em))
            if level and near and not _of_two_sizes(a, box, gap) and not _walled(walls, a, box) and _band_of(a, bands) == _band_of(box, bands):
                more = max(a, box, key=lambda b: b[4])
                out[i] = (
                    a[0], min(a[1], box[1]), max(a[2], box[2]), max(a[3], box[3]), a[4] + box[4], more[5], more[6],
                )  # fmt: skip
                break
        else:
            out.append(box)
    return out


def _of_two_sizes(a: tuple[float, ...], b: tuple[float, ...], gap: float) -> bool:
    """Whether a large figure stands a blank apart from a title in smaller letters: the two are read each for itself."""
    return a[4] <= _FIGURES and b[4] >= _SIZED and a[6] > _TWO_SIZES * b[6] and gap > _AWAY * b[6]


def _band_of(box: tuple[float, ...], bands: list[tuple[int, ...]]) -> int:
    """Which band with light letters a piece of a line stands on, -1 for none."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((i for i, (x0, y0, x1, y1) in enumerate(bands) if x0 < x < x1 and y0 < y < y1), -1)


def _marked(small: np.ndarray, a: tuple[float, ...], b: tuple[float, ...], em: float) -> bool:
    """Whether a sign stands on the line between two pieces of it, a word's blank from each: " : " in a justified line."""
    end, start = a[2] - _BESIDE * a[6], b[0] + _BESIDE * b[6]
    x0, top, x1, bottom = small[:, :4].T
    level = (top + bottom > 2 * (a[5] - 0.75 * em)) & (bottom < a[5] + 0.3 * em)
    between = (x0 > end) & (x1 < start) & (x0 - end < _APART * em) & (start - x1 < _APART * em)
    return bool((level & between).any())


def _stacked(lone: list[tuple[float, ...]]) -> bool:
    """Whether letters stand close one under the other: a line that runs up or down the page."""
    if len(lone) < 4:
        return False
    x0, _, x1, _, _, base, em = np.array(lone).T
    middle = (x0 + x1) / 2
    above, below = np.triu_indices(len(lone), 1)
    gap = np.abs(base[below] - base[above]) - 0.72 * np.where(base[below] > base[above], em[below], em[above])
    size = np.maximum(em[above], em[below])
    close = (np.abs(middle[above] - middle[below]) < 0.5 * size) & (gap > -0.3 * size) & (gap < _STACKED * size)
    return int(close.sum()) >= 3


def _walled(walls: np.ndarray, a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    y = int(a[5] - 0.3 * a[6])
    x0, x1 = sorted((int(a[2] - _BESIDE * a[6]), int(b[0] + _BESIDE * b[6])))
    return bool(walls[max(0, y), max(0, x0 - 1) : x1 + 2].any())


def _is_no_letter(mark: np.ndarray, strokes: np.ndarray, point: float) -> bool:
    """Whether a mark that stands alone is dirt, a dash, a piece of a frame."""
    x0, y0, x1, y1, area = mark.tolist()
    w, h = x1 - x0, y1 - y0
    if (
        h < 3.2 * point
        or area < 0.12 * w * h
        or h > 4.5 * w
        or (w > 2.5 * h and area > 0.75 * w * h)
        or (w < _THIN * point < h)
    ):
        return True
    return bool(strokes[max(0, int(y0) - 2) : int(y1) + 2, max(0, int(x0) - 2) : int(x1) + 2].any())


def _on_badge(mark: np.ndarray, bands: list[tuple[int, ...]]) -> bool:
    """Whether a mark is the light letter of a badge, in the middle of its dark ground: a thin one is an I or a 1."""
    x0, y0, x1, y1, _ = mark.tolist()
    h = y1 - y0
    return any(
        right - left < _BADGE * h and abs(left + right - x0 - x1) < 0.3 * h and abs(top + bottom - y0 - y1) < 0.4 * h and bottom - top > 1.3 * h
        for left, top, right, bottom in bands
    )
