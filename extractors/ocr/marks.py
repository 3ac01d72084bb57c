"""Marks that are no letters, though a form is read by them: boxes to tick, and what is put in the cells of a calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from extractors.ocr.image import Cleaned, smaller
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Rule, Word

_DPI = 150
_INK = 195  # darker is ink: the thin line of a box is light once it lies between two pixels
_LEAST, _MOST = 4.8, 13.0  # points: the side of a box to tick
_SIDE = 0.88  # of a side, inked: those of an O are round
_MARGIN = 0.2  # of the box: its outline
_ENDS, _CORNER = (slice(0, 3), slice(-3, None)), 0.35  # pixels at its corners; inked: those of an O are blank
_EMPTY, _TICKED = 0.03, 0.08  # of the inside, inked
_GAP, _HIGH = 1.3, 0.55  # points of paper at its sides; em of its choice: small letters are lower
_LABEL = 1.5  # em between a box and its choice
_SMALL, _LARGE = 2.4, 9.0  # points: the side of a mark in a cell
_SOLID = 0.72  # of its square: a disc is 0.79
_ALONE = 3.0  # points of paper around it
_CELL = 70.0, 30.0  # points: the width and the height of a cell of a calendar
_BOXES = "□☐■☑✓"  # what the recogniser may read for a box
_READ = 2  # letters at most that a mark is read as


def with_marks(straight: Cleaned, words: list[Word], rules: Sequence[Rule]) -> list[Word]:
    """The words with the boxes to tick ("☒", "☐") and the marks alone in their cells ("■") seen on the image.

    What the recogniser made of them is left out. Boxes count where there are two at least, marks where two are level.
    """
    factor = max(1.0, straight.dpi / _DPI)
    ink = cv2.threshold(smaller(straight.image, factor), _INK - 1, 1, cv2.THRESH_BINARY_INV)[1]
    point = straight.scale / factor
    outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    rects = sorted({cv2.boundingRect(outline) for outline in outlines if len(outline) >= 4})
    rects = [r for r in rects if 0.82 < r[2] / r[3] < 1.22 and _SMALL * point <= r[2] <= _MOST * point]
    boxes = _apart([found for r in rects if (found := _box(ink, r, point)) is not None])
    marks = [Word("■", box, words[0].page if words else 1) for r in rects if (box := _mark(ink, r, point)) is not None]
    marks = [m for m in marks if _in_cell(m.box, rules, words)]
    marks = [m for m in marks if any(o is not m and abs(o.box.cy - m.box.cy) < 2 for o in marks)]
    boxes = [(sign, box) for sign, box in boxes if not any(_within(box, w) for w in words)]
    words = [_beside(w, [box for _, box in boxes]) for w in words] if len(boxes) >= 2 else words
    found = [_sized(sign, box, words) for sign, box in boxes if (w := _choice(box, words)) and box.height > _HIGH * w.size]
    found = found if len(found) >= 2 else []
    found += [replace(m, size=round(2 * m.box.height)) for m in marks]
    if not found:
        return words
    return _put_in(found, [w for w in words if not any(_reads(w, f.box) for f in found)])


def with_badge_letters(words: list[Word]) -> list[Word]:
    """The words, a light stroke alone read as 1 or l amid badges of single capitals, level with them, being an I."""
    badges = [w for w in words if len(w.text) == 1 and w.color == LIGHT and w.angle == 0]

    def is_letter(word: Word) -> bool:
        level = [w for w in badges if w is not word and abs(w.box.cy - word.box.cy) < 0.5 * word.size]
        capitals = {w.text for w in level if w.text.isalpha() and w.text.isupper()}
        return len(capitals) >= 2 and not any(w.text in "023456789" for w in level)

    strokes = {id(w) for w in badges if w.text in "1l|" and is_letter(w)}
    return [replace(w, text="I", raw=w.raw or w.text) if id(w) in strokes else w for w in words] if strokes else words


def _box(ink: np.ndarray, rect: tuple[int, ...], point: float) -> tuple[str, Box] | None:
    """A box to tick, "☐" or "☒", at its place in points; None for any other mark."""
    x, y, w, h = rect
    if w < _LEAST * point:
        return None
    part = ink[y : y + h, x : x + w]
    edge = max(2, round(_MARGIN * min(w, h)))
    for side in (part[:edge], part[-edge:], part[:, :edge].T, part[:, -edge:].T):  # most marks are letters, told by one
        if max(map(np.count_nonzero, side)) / side.shape[1] < _SIDE:
            return None
    corners = (part[a, b].mean() for a in _ENDS for b in _ENDS)
    apart = max(2, round(_GAP * point))
    beside = ink[y : y + h, max(0, x - apart) : x + w + apart].sum() - part.sum()
    if min(corners) < _CORNER or beside > 0.05 * 2 * apart * h:
        return None  # round, or a letter beside another
    inner = float(part[edge:-edge, edge:-edge].mean()) if min(w, h) > 2 * edge else 1.0
    if _EMPTY < inner < _TICKED or inner > 0.75:
        return None
    place = Box(x / point, y / point, (x + w) / point, (y + h) / point)
    return ("☐" if inner <= _EMPTY else "☒"), place


def _apart(found: list[tuple[str, Box]]) -> list[tuple[str, Box]]:
    """Each box once, by its outer outline."""
    out: list[tuple[str, Box]] = []
    for sign, box in sorted(found, key=lambda f: (-f[1].width * f[1].height, f[1].y0, f[1].x0)):
        if not any(o.holds(box, 2) for _, o in out):
            out.append((sign, box))
    return out


def _mark(ink: np.ndarray, rect: tuple[int, ...], point: float) -> Box | None:
    """A small solid mark with paper all around it, in points."""
    x, y, w, h = rect
    if w > _LARGE * point or float(ink[y : y + h, x : x + w].mean()) < _SOLID:
        return None
    away = round(_ALONE * point)
    beside = ink[y : y + h, max(0, x - away) : x + w + away].sum() - ink[y : y + h, x : x + w].sum()
    if beside:
        return None
    return Box(x / point, y / point, (x + w) / point, (y + h) / point)


def _in_cell(box: Box, rules: Sequence[Rule], words: Sequence[Word]) -> bool:
    """Whether a mark stands in the middle of a ruled cell, alone."""
    level = [r.box for r in rules if r.horizontal and r.box.x0 - 2 < box.cx < r.box.x1 + 2]
    upright = [r.box for r in rules if not r.horizontal and r.box.y0 - 2 < box.cy < r.box.y1 + 2]
    left = max((u.cx for u in upright if u.cx < box.x0), default=None)
    right = min((u.cx for u in upright if u.cx > box.x1), default=None)
    top = max((u.cy for u in level if u.cy < box.y0), default=None)
    bottom = min((u.cy for u in level if u.cy > box.y1), default=None)
    if left is None or right is None or top is None or bottom is None:
        return False
    if right - left > _CELL[0] or bottom - top > _CELL[1]:
        return False
    centred = abs((left + right) / 2 - box.cx) < 0.2 * (right - left)
    inside = [w for w in words if left < w.box.cx < right and top < w.box.cy < bottom]
    return centred and all(_reads(w, box) for w in inside)


def _reads(word: Word, box: Box) -> bool:
    """Whether a word is what was read for the mark at a place."""
    b = word.box
    alone = len(word.text) <= _READ and word.text != ":" and b.width < box.width + 4
    return alone and b.x0 - 2 < box.cx < b.x1 + 2 and b.y0 < box.cy < b.y1


def _within(box: Box, word: Word) -> bool:
    """Whether a box lies amid the letters of a word: it is one of them."""
    b = word.box
    amid = b.x0 + 0.7 * box.width < box.x0 and box.x1 < b.x1 - 0.7 * box.width
    return amid and b.y0 < box.cy < b.y1


def _beside(word: Word, boxes: Sequence[Box]) -> Word:
    """A word less the box to tick that its own box was drawn around, and the sign it was read as."""
    for box in boxes:
        b = word.box
        if not (b.y0 < box.cy < b.y1 and b.x0 - 2 < box.cx < b.x1 + 2) or _reads(word, box):
            continue
        if box.cx < b.cx and b.x1 > box.x1 + 1:
            text = word.text.lstrip(_BOXES) or word.text
            word = replace(word, box=replace(b, x0=box.x1 + 0.5), text=text)
        elif b.x0 < box.x0 - 1:
            text = word.text.rstrip(_BOXES) or word.text
            word = replace(word, box=replace(b, x1=box.x0 - 0.5), text=text)
    return word


def _choice(box: Box, words: Sequence[Word]) -> Word | None:
    """The first word of what a box is ticked for, on its line at its right; else the last one at its left."""
    level = [w for w in words if w.angle == 0 and w.box.y0 < box.cy < w.box.y1 and not _reads(w, box)]
    near = [w for w in level if -1 < w.box.x0 - box.x1 < _LABEL * w.size] or [
        w for w in level if -1 < box.x0 - w.box.x1 < _LABEL * w.size
    ]
    return min(near, key=lambda w: abs(w.box.cx - box.cx), default=None)


def _sized(sign: str, box: Box, words: Sequence[Word]) -> Word:
    """The sign of a box as a word in the print of its choice."""
    beside = _choice(box, words)
    assert beside is not None
    place = Box(box.x0, beside.box.y0, box.x1, beside.box.y1)
    return Word(sign, place, beside.page, size=beside.size, color=beside.color, confidence=beside.confidence)


def _put_in(found: Sequence[Word], words: list[Word]) -> list[Word]:
    """Each sign before the first word at its right on its line, else at the end."""
    out = list(words)
    for sign in found:
        after = (
            i for i, w in enumerate(out)
            if w.box.x0 > sign.box.x0 and w.box.y0 < sign.box.cy < w.box.y1 and w.box.x0 - sign.box.x1 < 2 * w.size
        )  # fmt: skip
        out.insert(next(after, len(out)), sign)
    return out
