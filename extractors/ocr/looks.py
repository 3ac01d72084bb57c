"""Place, size and weight of words judged from their ink, so that a scanned page looks like a printed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.image import Cleaned
from extractors.ocr.levels import median, percentiles
from extractors.ocr.weights import LIGHT, PALE, Look, at_share, bold_words, pale_words
from models.geometry import Box
from models.page import Word

# How far letters rise above and hang below the baseline, in em: between Arial, Times and Calibri.
_RISE = {"x": 0.505, "t": 0.64, "tall": 0.71, "ascender": 0.7101, "low accent": 0.72, "accented": 0.91}
_REFERENCE = (_RISE["ascender"], 0.0)
_HANG, _HANG_COMMA = 0.215, 0.14
_X = set("acemnorsuvwxzœæıçgpqy")
_ASCENDERS = set("bdfhkl")  # rise over capitals in many typefaces of books
_TALL = set("ijABCDEFGHIJKLMNOPQRSTUVWXYZŒÇ0123456789!?()[]/&%€$#|")
_LOW_ACCENT = set("àâäéèêëîïôöùûü")
_ACCENTED = set("ÀÂÄÉÈÊËÎÏÔÖÙÛÜŸ")
_DEEP = set("gjpqyç()[]|Ç")
_KNOWN = _X | _ASCENDERS | _TALL | _LOW_ACCENT | _ACCENTED | {"t"}
# A printed word's box in em: what fonts declare as ascent and descent, whatever the letters.
_ABOVE, _BELOW = 0.92, 0.22
_THIN = 0.35  # small print has strokes thicker than its size tells, and blur thickens them: stroke ~ size ** _THIN
_STEMS = 0.3  # of a stroke, what stems tell of it: serifs and thin bars make less difference to them
_HALF, _KEPT = (0.8, 1.0, 1.2, 1.4, 1.6, 1.9), (0.75, 0.79, 0.85, 0.9, 0.95, 0.98)  # pixels; of the contrast, by their middle
_FINE = 3  # times finer than the image, the grid strokes are measured on
_MARGIN = 4  # pixels of paper above and below the ink, more than a finer grid looks at
_UNDER = 0.8  # of a line's box: what begins lower hangs from no letter of it
_LEADING, _UNSURE = (0.9, 1.7), 0.16  # em from one line to the next; by which the size of low letters may be wrong
_SAME_SIZE = 0.07
_APART = 1.08  # times, between two sizes of letters
_LARGER = 1.1  # times the size of its line
_ALIGNED = 1.5  # points
_DARKER = 30  # levels: ink of another line, in the box of a paler one
_DARK_GROUND = 170  # light letters stand on a ground of that grey or darker


@dataclass(slots=True)
class _Ink:
    """A line's ink: ``mask`` 1 where letters are, upright, from pixel (x, y).

    On a grid _FINE times finer: ``fine``, True where letters are, and ``ridge``, half the width of their strokes in
    pixels of that grid along their middle, 0 elsewhere.
    """

    mask: np.ndarray
    fine: np.ndarray
    ridge: np.ndarray
    x: int
    y: int
    light: bool  # light letters on a dark ground
    grey: np.ndarray  # the image under the mask
    paper: float  # its ground's level
    blobs: np.ndarray  # rows of left, top, right, bottom in the crop


def measure(lines: list[OcrLine], cleaned: Cleaned, number: int) -> list[Word]:
    """Words in points of the page ``cleaned.box`` gives, in the order of ``lines``, with size, weight and tint."""
    every = [(line, _line_looks(line, _facing(cleaned.image, line.angle), cleaned)) for line in lines]
    _allow_for_the_font([looks for _, looks in every])
    for line, looks in every:
        _on_one_line(looks, _boxes(line, cleaned))
    _as_the_line_above(every)
    point = cleaned.scale
    sizes = _steady_sizes([look for _, looks in every for look in looks], point)
    bold = bold_words([looks for _, looks in every])
    tints = pale_words([looks for _, looks in every])
    words: list[Word] = []
    firsts: list[int] = []
    judged = iter(zip(sizes, bold, tints, strict=True))
    for line, own in every:
        firsts += [len(words)] if line.angle == 0 and own else []
        for look in own:
            size, heavy, pale = next(judged)
            em = size * point
            upright = look.left, look.baseline - _ABOVE * em, look.right, look.baseline + _BELOW * em
            box = cleaned.box(*_back(upright, line.angle, cleaned.image.shape))
            word = look.word
            words.append(
                Word(
                    word.text, box, number, size=size, bold=heavy, angle=line.angle,
                    color=LIGHT if look.light else PALE if pale else 0, confidence=round(word.confidence, 4), raw=word.raw,
                )
            )  # fmt: skip
    _align(words, firsts)
    return words


def _align(words: list[Word], firsts: list[int]) -> None:
    """Lines that start within a letter's own blank of one another start together, as they do in print."""
    group: list[int] = []
    for i in [*sorted(firsts, key=lambda i: (words[i].box.x0, i)), -1]:
        if i >= 0 and group and words[i].box.x0 - words[group[0]].box.x0 <= _ALIGNED:
            group.append(i)
            continue
        for k in group[1:]:
            b = words[k].box
            words[k] = replace(words[k], box=Box(words[group[0]].box.x0, b.y0, b.x1, b.y1))
        group = [i]


def _facing(image: np.ndarray, angle: int) -> np.ndarray:
    """The image turned (a view) so that lines of that angle are upright."""
    return {90: np.rot90(image, -1), 270: np.rot90(image, 1)}.get(angle, image)


def _there(box: tuple[float, float, float, float], angle: int, shape: tuple[int, int]) -> tuple[float, ...]:
    """A rectangle of the page's pixels in the turned image of ``_facing``."""
    x0, y0, x1, y1 = box
    height, width = shape
    if angle == 90:
        return height - y1, x0, height - y0, x1
    if angle == 270:
        return y0, width - x1, y1, width - x0
    return box


def _back(box: tuple[float, float, float, float], angle: int, shape: tuple[int, int]) -> tuple[float, ...]:
    """The inverse of ``_there``."""
    x0, y0, x1, y1 = box
    height, width = shape
    if angle == 90:
        return y0, height - x1, y1, height - x0
    if angle == 270:
        return width - y1, x0, width - y0, x1
    return box


def _line_looks(line: OcrLine, image: np.ndarray, cleaned: Cleaned) -> list[Look]:
    boxes = _boxes(line, cleaned)
    ink = _ink(image, boxes)
    edges = _cuts(ink, boxes)
    found = []
    for w, box, left, right in zip(line.words, boxes, edges, edges[1:], strict=False):
        middle = (ink.blobs[:, 0] + ink.blobs[:, 2]) / 2
        found.append(_word_look(w, box, ink.blobs[(middle > left) & (middle < right)], ink))
    return found


def _boxes(line: OcrLine, cleaned: Cleaned) -> list[tuple[float, ...]]:
    """The words' boxes in pixels of the image turned upright for that line."""
    shape = cleaned.image.shape
    words = [w.box for w in line.words]
    if len(words) == 1 and len(line.text) <= 2:
        words = [line.box]  # a letter alone is placed by the one step that saw it: its line tells more
    return [_there((b.x0, b.y0, b.x1, b.y1), line.angle, shape) for b in words]


def _ink(image: np.ndarray, boxes: list[tuple[float, ...]]) -> _Ink:
    height, width = image.shape
    x0, y0 = max(0, int(min(b[0] for b in boxes)) - 4), max(0, int(min(b[1] for b in boxes)) - 2)
    x1, y1 = min(width, int(max(b[2] for b in boxes)) + 5), min(height, int(max(b[3] for b in boxes)) + 3)
    crop = np.ascontiguousarray(image[y0:y1, x0:x1])
    if crop.size == 0:
        none = np.zeros((1, 1), np.uint8)
        return _Ink(none, none, none, x0, y0, False, none, 0.0, np.zeros((0, 4), np.int64))
    top, bottom = _on_one_ground(crop)
    crop, y0 = np.ascontiguousarray(crop[top:bottom]), y0 + top
    # The middle tells ink from paper: darker letters of the next line may reach into the box of a pale one.
    middle = slice(len(crop) // 5, len(crop) - len(crop) // 5)
    level, _ = cv2.threshold(np.ascontiguousarray(crop[middle]), 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    mask = (crop <= level).astype(np.uint8)
    darkest = crop[middle].min(initial=255)
    darker = np.flatnonzero(np.count_nonzero(crop < int(darkest) - _DARKER, axis=1))
    inverted = bool(mask.mean() > 0.5)
    light = inverted and median(crop) < _DARK_GROUND
    if inverted:
        mask, crop, level = 1 - mask, 255 - crop, 255 - level
    else:
        mask[: darker[darker < middle.start].max(initial=-2) + 2] = 0
        mask[max(0, darker[darker >= middle.stop].min(initial=len(crop) + 1) - 1) :] = 0
    # A stroke much longer than the line is high is a rule or an edge, not a letter.
    high, wide = mask.shape
    for kernel in ((1, min(wide, max(12, 2 * high))), (max(4, round(0.97 * high)), 1)):
        strokes = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        if strokes.any():
            mask = mask & (1 - cv2.dilate(strokes, np.ones((3, 3), np.uint8)))
    inked = crop[middle][mask[middle] > 0]
    paper, dark = percentiles(crop, 75)[0], percentiles(inked, 1)[0] if inked.size else 0.0
    half = np.uint8(np.clip((paper + dark) / 2, 1, 254))
    fine, ridge = _ridge(crop, mask, half)
    stats = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_16U)[2][1:]
    # Slivers of the lines above and below come in at the top and the bottom of the crop; dots of an i below, whole.
    top, bottom = stats[:, 1], stats[:, 1] + stats[:, 3]
    sliver = ((top == 0) & (bottom < 0.3 * high)) | ((bottom == high) & (top > 0.72 * high)) | (stats[:, 4] < 3)
    sliver |= top > _UNDER * high
    kept = stats[~sliver]
    blobs = np.column_stack([kept[:, 0], kept[:, 1], kept[:, 0] + kept[:, 2], kept[:, 1] + kept[:, 3]])
    return _Ink(mask, fine, ridge, x0, y0, light, crop, paper, blobs)


def _on_one_ground(crop: np.ndarray) -> tuple[int, int]:
    """The rows around the middle that stand on its ground: a line set close to the edge of its band goes no further."""
    high = len(crop)
    dark, middle, light = percentiles(crop[high // 4 : high - high // 4], 5, 50, 95)
    level = (dark + light) / 2
    # A row of letters still shows its ground between them; a row beyond the band's edge shows none of it.
    ground = crop > level if middle > level else crop < level
    other = np.flatnonzero(np.count_nonzero(ground, axis=1) <= 0.1 * crop.shape[1])
    top = int(other[other < 0.4 * high].max(initial=-1)) + 1
    bottom = int(other[other > 0.6 * high].min(initial=high))
    return (top, bottom) if bottom - top > 0.5 * high else (0, high)


def _ridge(crop: np.ndarray, mask: np.ndarray, half: int) -> tuple[np.ndarray, np.ndarray]:
    """Dark strokes on a finer grid, and along their middle the distance to the paper, in its pixels, 0 elsewhere."""
    high, wide = mask.shape
    fine, ridge = np.zeros((_FINE * high, _FINE * wide), np.uint8), np.zeros((_FINE * high, _FINE * wide), np.float32)
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return fine, ridge
    top, bottom = max(0, int(rows[0]) - _MARGIN), min(high, int(rows[-1]) + 1 + _MARGIN)
    near = cv2.dilate(mask[top:bottom], np.ones((3, 3), np.uint8))
    own = cv2.copyTo(crop[top:bottom], near, np.full_like(near, 255))
    finer = cv2.resize(own, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_CUBIC)
    inked = cv2.threshold(finer, int(half) - 1, 1, cv2.THRESH_BINARY_INV)[1]
    depth = cv2.distanceTransform(inked, cv2.DIST_L2, 3)
    middle = cv2.compare(depth, cv2.dilate(depth, np.ones((3, 3), np.uint8)), cv2.CMP_GE)
    held = slice(_FINE * top, _FINE * bottom)
    fine[held] = inked
    cv2.copyTo(depth, middle, ridge[held])
    return fine, ridge


def _cuts(ink: _Ink, boxes: list[tuple[float, ...]]) -> list[float]:
    """Where words part, in columns of the crop: the middle of the widest blank between two neighbours."""
    columns = np.zeros(ink.mask.shape[1] + 1, bool)
    for x0, _, x1, _ in ink.blobs:
        columns[x0:x1] = True
    high = ink.mask.shape[0]
    cuts = [-1.0]
    for a, b in pairwise(boxes):
        start, end = int(a[2] - ink.x - 0.2 * high), int(b[0] - ink.x + 0.2 * high) + 1
        start, end = max(start, 0), min(max(end, start + 1), len(columns))
        best, run, at = 0, 0, (start + end) / 2
        for x in range(start, end):
            run = 0 if columns[x] else run + 1
            if run > best:
                best, at = run, x - run / 2 + 0.5
        cuts.append(at)
    return [*cuts, ink.mask.shape[1] + 1.0]


def _word_look(word: OcrWord, box: tuple[float, ...], blobs: np.ndarray, ink: _Ink) -> Look:
    word = _counted(word, blobs)
    letters = [c for c in word.text if c.isalnum()]
    if not len(blobs) or not letters:
        left, right = (blobs[:, 0].min() + ink.x, blobs[:, 2].max() + ink.x) if len(blobs) else (box[0], box[2])
        return Look(word, float(left), float(right), float("nan"), float("nan"), 0, 0.0, ink.light)
    text = word.text.rstrip(",;")
    body = blobs
    if text != word.text and len(letters) > 1:  # how far a comma hangs says nothing of the letters' size
        body = blobs[blobs[:, 0] < blobs[:, 0].max() - 1]
        body = body if len(body) else blobs
    if text[0] in "QJ" and len(letters) > 2 and len(body) > 2:  # some fonts' tails hang, others' do not
        body, text = body[body[:, 0] > body[:, 0].min() + 1], text[1:]
    rise = max((_RISE[_rise_of(c)] for c in text if c in _KNOWN), default=_RISE["tall"])
    hang = _HANG if any(c in _DEEP for c in text) else _HANG_COMMA if any(c in ",;" for c in text) else 0.0
    x0, y0, x1, y1 = around = _around(blobs)
    left, over, right, under = around if body is blobs else _around(body)
    top, bottom = _fine_edges(ink, over, under, left, right)
    size = max(bottom - top, 2.0) / (rise + hang)
    baseline = bottom + ink.y - hang * size
    base = bottom - hang * size
    rows = slice(_FINE * int(max(0, base - 0.47 * size)), _FINE * max(1, int(base)))
    ridge = ink.ridge[_FINE * y0 : _FINE * y1, _FINE * x0 : _FINE * x1]
    ridge = ridge[ridge > 0]
    stems = _stems(ink.fine[rows, _FINE * max(0, x0 - 1) : _FINE * (x1 + 1)]) if len(ridge) > 3 else 0.0
    half = float(ridge.sum(dtype=np.float64)) / max(1, len(ridge))
    stroke = (1 - _STEMS) * half + _STEMS * stems if stems else 0.0
    return Look(
        word, float(x0 + ink.x), float(x1 + ink.x), baseline, size, len(letters), stroke, ink.light,
        _grey(ink, around, half / _FINE) if stroke else 0.0, (rise, hang),
    )  # fmt: skip


def _around(blobs: np.ndarray) -> tuple[int, int, int, int]:
    """The box of some blobs, in pixels of the crop."""
    (x0, y0, _, _), (_, _, x1, y1) = blobs.min(axis=0).tolist(), blobs.max(axis=0).tolist()
    return x0, y0, x1, y1


def _grey(ink: _Ink, box: tuple[int, int, int, int], half: float) -> float:
    """The level of a word's ink on its ground, 0 to 255: thin strokes, half a width in pixels, are blurred to paler."""
    x0, y0, x1, y1 = box
    inked = ink.grey[y0:y1, x0:x1][ink.mask[y0:y1, x0:x1] > 0]
    if not inked.size:
        return 0.0
    few = inked.size // 50
    darkest = float(np.partition(inked, few)[few])
    return max(0.0, ink.paper - (ink.paper - darkest) / float(np.interp(half, _HALF, _KEPT)))


def _stems(fine: np.ndarray) -> float:
    """Half the width of the narrow runs of ink along the rows of a word's low letters, blank on both sides; 0 for none."""
    flat = fine.ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1])[int(flat[0]) if len(flat) else 0 :]
    runs = edges[1::2] - edges[: len(edges) // 2 * 2 : 2]
    return float(np.sort(runs)[len(runs) // 4]) / 2 if len(runs) else 0.0


def _counted(word: OcrWord, blobs: np.ndarray) -> OcrWord:
    """A Roman number of strokes alone, with as many as are printed: "Axe I" may be II with one stroke unread."""
    number = word.text.rstrip(".:")
    if number not in ("I", "II", "III") or not len(blobs):
        return word
    wide, high = blobs[:, 2] - blobs[:, 0], blobs[:, 3] - blobs[:, 1]
    strokes = high > 0.6 * high.max()
    alike = strokes.sum() <= 3 and (wide[strokes] < 0.5 * high[strokes]).all()
    read = "I" * int(strokes.sum())
    if not alike or len(read) <= len(number):
        return word
    return replace(word, text=read + word.text[len(number) :], raw=word.raw or word.text)


def _rise_of(c: str) -> str:
    if c in _ACCENTED:
        return "accented"
    if c in _ASCENDERS:
        return "ascender"
    return "low accent" if c in _LOW_ACCENT else "tall" if c in _TALL else "t" if c == "t" else "x"


def _fine_edges(ink: _Ink, top: int, bottom: int, x0: int, x1: int) -> tuple[float, float]:
    """Where letters begin and end between two rows of pixels, in parts of a pixel."""
    first = max(0, top - 1)
    rows = ink.fine[_FINE * first : _FINE * (bottom + 1), _FINE * x0 : _FINE * x1].sum(axis=1, dtype=np.int32)
    held = np.flatnonzero(rows >= _FINE)
    if not len(held):
        return float(top), float(bottom)
    return first + int(held[0]) / _FINE, first + (int(held[-1]) + 1) / _FINE


def _allow_for_the_font(lines: list[list[Look]]) -> None:
    """Sizes told by capitals, low, accented or hanging letters brought to what ascenders beside them tell, on this page."""
    ratios: dict[tuple[float, float], list[float]] = {}
    for looks in lines:
        sure = [k.size for k in looks if k.kind == _REFERENCE]
        for k in looks if sure else ():
            if k.letters and k.kind != _REFERENCE:
                ratios.setdefault(k.kind, []).append(k.size / float(np.median(sure)))
    usual = {kind: float(np.clip(np.median(r), 0.8, 1.25)) for kind, r in ratios.items() if len(r) >= 5}
    for looks in lines:
        for k in looks:
            k.size /= usual.get(k.kind, 1.0)


def _on_one_line(looks: list[Look], boxes: list[tuple[float, ...]]) -> None:
    """One size for the line and a straight baseline through it, by what its longer words say."""
    sure = [k for k in looks if k.letters]
    if not sure:
        for look, (_, y0, _, y1) in zip(looks, boxes, strict=True):
            look.size, look.baseline = (y1 - y0) / 1.6, y1 - 0.3 * (y1 - y0)
        return
    # One typeface's capitals and low letters are smaller beside its ascenders than another's: these are alike.
    telling = [k for k in sure if k.kind[0] == _RISE["ascender"]] or sure
    weights = np.array([min(k.letters, 8) for k in telling], float)
    size = _middle(np.array([k.size for k in telling]), weights)
    agree = [k for k in sure if abs(k.size / size - 1) < 0.25] or sure
    at = np.array([(k.left + k.right) / 2 for k in agree])
    base = np.array([k.baseline for k in agree])
    slope = 0.0
    if len(agree) >= 4 and np.ptp(at) > 6 * size:
        slope = float(np.clip(np.polyfit(at, base, 1)[0], -0.03, 0.03))
    level = float(np.median(base - slope * at))
    for look in looks:
        # A word twice as large or as small is really so (a raised figure, a drop cap); others follow the line.
        odd = look.letters and not 0.6 < look.size / size < 1.6
        # A value beside a smaller label has its own strokes.
        look.stroke /= (look.size if look.letters > 3 and look.size > _LARGER * size else size) ** _THIN
        if not odd:
            look.size, look.baseline = size, level + slope * (look.left + look.right) / 2


def _as_the_line_above(every: list[tuple[OcrLine, list[Look]]]) -> None:
    """A line of low letters alone, whose size they tell badly, has that of the line of its print it goes on from."""
    known = [(line, sure) for line, looks in every if (sure := [k for k in looks if k.letters and k.kind[0] == _RISE["ascender"]])]
    for line, looks in every:
        sure = [k for k in looks if k.letters]
        if not sure or not line.text[0].islower() or any(k.kind[0] == _RISE["ascender"] for k in looks):
            continue
        first, size = sure[0], sure[0].size
        above = [
            k[0] for other, k in known
            if other.angle == line.angle and k[0].light == first.light
            and _LEADING[0] * size < first.baseline - k[0].baseline < _LEADING[1] * size
            and abs(other.box.x0 - line.box.x0) < 0.5 * size and abs(k[0].size / size - 1) < _UNSURE
            and abs(_thickness(k) - _thickness(sure)) < _UNSURE * _thickness(sure)
        ]  # fmt: skip
        nearest = max(above, key=lambda k: k.baseline, default=None)
        for look in looks if nearest is not None else ():
            if look.size == size:
                look.stroke *= (size / nearest.size) ** _THIN
                look.size = nearest.size


def _thickness(looks: list[Look]) -> float:
    return float(np.median([k.stroke for k in looks]))


def _middle(values: np.ndarray, weights: np.ndarray) -> float:
    return at_share(values, weights, 0.5)


def _steady_sizes(looks: list[Look], point: float) -> list[float]:
    """Sizes in points, half by half, those within a few percent of a common one taken for it."""
    raw = [max(look.size / point, 3.0) for look in looks]
    weight: dict[float, float] = {}
    for look, value in zip(looks, raw, strict=True):
        weight[round(value, 1)] = weight.get(round(value, 1), 0.0) + max(look.letters, 0.5)
    common: list[float] = []
    left = dict(weight)
    while left:
        near = {v: sum(w for u, w in left.items() if abs(u / v - 1) < _SAME_SIZE / 2) for v in left}
        top = max(near, key=lambda v: (near[v], v))
        group = [u for u in left if abs(u / top - 1) < _SAME_SIZE]
        common.append(sum(u * left[u] for u in group) / sum(left[u] for u in group))
        for u in group:
            del left[u]
    common = _settled(weight, common)
    return [round(min(common, key=lambda c: (abs(value / c - 1), c)) * 2) / 2 for value in raw]


def _settled(weight: dict[float, float], centres: list[float]) -> list[float]:
    """The common sizes moved to the middle of those nearest to each, two too close to be told apart made one."""
    for _ in range(3):
        groups: dict[float, list[float]] = {c: [] for c in sorted(centres)}
        for v in sorted(weight):
            groups[min(groups, key=lambda c: (abs(v / c - 1), c))].append(v)
        centres = []
        for group in groups.values():
            if not group:
                continue
            heavy = sum(weight[v] for v in group)
            at = sum(v * weight[v] for v in group) / heavy
            if centres and at / centres[-1][0] < _APART:
                (before, held) = centres.pop()
                at, heavy = (at * heavy + before * held) / (heavy + held), heavy + held
            centres.append((at, heavy))
        centres = [c for c, _ in centres]
    return centres
