"""Pictograms on the image of a page, as words of a font of their own that a legend may explain."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.ocr.image import Cleaned, smaller
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import PICTOGRAM, Fill, Rule, Word

_DPI = 150
_INK = 200  # darker is ink
_GAP = 3.0  # points between the pieces of one pictogram
_SMALLEST, _LARGEST = 11.0, 45.0  # points: what is smaller is a bullet or a letter, what is larger an illustration
_LONG = 2.2  # times as long as wide, or as wide as long: no pictogram
_FILLED = 0.92  # of its box: a tag, a square
_BLANK, _TEXT = 3.0, 45.0  # points from a pictogram to the words it announces
_TALLER = 1.1  # times the size of these words; a short word is no higher than its line
_READ = 2  # letters at most that it is read as
_SURE = 0.85  # confidence in a letter that stands by itself
_LEAST = 3  # pictograms of a page: fewer are no labels
_MOST = 40
_GRID = 16  # what a shape is compared on
_EDGE = 2.0  # points its strokes may seem to reach beyond it
_SIZE = 14.0  # points: what a sign counts for beside its words


def find_signs(straight: Cleaned, words: Sequence[Word]) -> list[Word]:
    """The pictograms that stand before words; the text of each tells its shape, as "ink:" and how dark it is where."""
    factor = max(1.0, straight.dpi / _DPI)
    small = smaller(straight.image, factor)
    point = straight.scale / factor
    ink = cv2.threshold(small, _INK - 1, 1, cv2.THRESH_BINARY_INV)[1]
    letters = [w for w in words if len(w.text) > _READ]
    for w in letters:
        b = w.box
        y0, y1, x0, x1 = (max(0, round(v * point)) for v in (b.y0, b.y1, b.x0, b.x1))
        ink[y0 : y1 + 1, x0 : x1 + 1] = 0
    gap = np.ones((round(_GAP * point),) * 2, np.uint8)
    found = []
    for x, y, w, h in _whole(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap)):
        wide, high = w / point, h / point
        if not (_SMALLEST <= max(wide, high) <= _LARGEST and max(w, h) < _LONG * min(w, h)):
            continue
        own = ink[y : y + h, x : x + w]
        box = Box(x / point, y / point, (x + w) / point, (y + h) / point)
        if own.mean() < _FILLED and not _is_badge(box, words) and _announces(box, letters, words):
            found.append(Word(_shape(small[y : y + h, x : x + w]), box, words[0].page, size=_SIZE, font=PICTOGRAM))
    outer = [s for s in found if not any(o.box.width > s.box.width and o.box.holds(s.box, 0) for o in found)]
    return outer if _LEAST <= len(outer) <= _MOST else []


def _whole(ink: np.ndarray) -> list[tuple[int, int, int, int]]:
    """(x, y, width, height) of what hangs together, from the top."""
    outlines, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return []
    outer = (outline for outline, (_, _, _, around) in zip(outlines, tree[0].tolist(), strict=True) if around < 0)
    return sorted((cv2.boundingRect(outline) for outline in outer), key=lambda rect: (rect[1], rect[0]))


def without_icons(words: list[Word], signs: Sequence[Word]) -> list[Word]:
    """The words but the few letters read, unsurely, in the ink of pictograms."""
    odd: set[int] = set()
    for sign in signs:
        inside = [w for w in words if w.angle == 0 and w.color != LIGHT and sign.box.holds(_middle(w.box), 0)]
        sure = sum(w.confidence or 0.0 for w in inside) / max(1, len(inside))
        if sure < _SURE and all(len(w.text) <= _READ for w in inside):
            odd |= {id(w) for w in inside}
    return [w for w in words if id(w) not in odd] if odd else words


def _middle(box: Box) -> Box:
    return Box(box.cx, box.cy, box.cx, box.cy)


def without_signs(rules: list[Rule], fills: list[Fill], signs: Sequence[Word]) -> tuple[list[Rule], list[Fill]]:
    """The rules and the shades that are no strokes of pictograms, nor led from one to the next."""

    def ends_in(x: float, y: float) -> bool:
        return any(s.box.holds(Box(x, y, x, y), _EDGE) for s in signs)

    kept = [r for r in rules if not (ends_in(r.box.x0, r.box.y0) and ends_in(r.box.x1, r.box.y1))]
    inside = [f for f in fills if ends_in(f.box.x0, f.box.y0) and ends_in(f.box.x1, f.box.y1) and f.box.height < _LARGEST]
    return kept, [f for f in fills if f not in inside]


def _is_badge(box: Box, words: Sequence[Word]) -> bool:
    """Whether a number stands in it."""
    return any(w.text.strip("0.").isdigit() and box.holds(w.box, 0) for w in words)


def _announces(box: Box, letters: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether words begin at the right of a sign, level with it, and none end right at its left."""
    level = [w for w in letters if w.angle == 0 and w.box.y0 < box.cy + 0.3 * box.height and w.box.y1 > box.cy - 0.3 * box.height]
    sizes = [
        w.size for w in words
        if w.angle == 0 and abs(w.box.cy - box.cy) < box.height and _BLANK < w.box.x0 - box.x1 < _TEXT
    ]  # fmt: skip
    after = sizes and max(box.width, box.height) > _TALLER * min(sizes)
    return bool(after) and not any(-_SIZE < box.x0 - w.box.x1 < _SIZE or 0 < w.box.x0 - box.x1 <= _BLANK for w in level)


def _shape(image: np.ndarray) -> str:
    """How dark a pictogram is on a grid laid over the square around it, from 0 to 9, its darkest being 9."""
    dark = 255.0 - image
    high, wide = dark.shape
    side = max(high, wide)
    top, left = (side - high) // 2, (side - wide) // 2
    square = np.zeros((side, side), np.float32)
    square[top : top + high, left : left + wide] = dark
    grid = cv2.resize(cv2.GaussianBlur(square, (0, 0), side / _GRID / 3), (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return "ink:" + "".join(str(v) for v in np.minimum(9, np.round(9 * grid / max(1.0, float(grid.max())))).astype(int).ravel())

