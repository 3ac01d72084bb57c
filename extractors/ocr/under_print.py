"""Shades led on under the print that hides their ground: a title as tall as its band, lines that cut a pale row in two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.ocr.image import Cleaned
from models.geometry import Box
from models.page import Fill, Rule, Word

_LOW = 24.0  # points: the print in a higher band leaves its ground to be seen
_TALL = 0.6  # of a band's height, the print that may hide it
_NEAR = 1.5  # em between words of one title
_APART = 1.6  # points of paper: there a shade ends
_GROUND = 65  # percentile of a column's levels: over the ink of a letter, under the noise
_INNER = 0.2  # of a band's height, left out at its upper and lower edges
_BROAD = 120.0  # points: a shade that several words stand along
_SAMPLE = 20_000  # pixels of a shade looked at for its level
_LEVELS = 8  # between a shade and the paper, at least
_SLIT = 7.0  # points, the most that print hides between two pieces of a row
_LEAST = 3.0  # points: a shade that goes on for less is led nowhere
_ALIKE = 3.0  # points between the ends of two pieces of one row


def led_under(cleaned: Cleaned, fills: list[Fill], rules: Sequence[Rule], words: Sequence[Word]) -> list[Fill]:
    """The fills, low bands led on under the words beside them, up to a rule; pieces of a row put together.

    ``cleaned`` gives the points of the fills, the rules and the words.
    """
    if not fills:
        return fills
    paper = _paper(cleaned.image)
    upright = [r.box for r in rules if not r.horizontal]
    out = [_widened(cleaned, fill, [*upright, *(f.box for f in fills if f is not fill)], words, paper) for fill in fills]
    level = [r.box for r in rules if r.horizontal]
    out = [_heightened(cleaned, fill, [*level, *(f.box for f in out if f is not fill)], words, paper) for fill in out]
    return _joined(cleaned, out, paper)


def _paper(image: np.ndarray) -> float:
    light = image[::4, ::4]
    light = light[light > 200]
    return float(np.median(light)) if light.size else 255.0


def _widened(cleaned: Cleaned, fill: Fill, others: Sequence[Box], words: Sequence[Word], paper: float) -> Fill:
    """A low band led on under the words beside it, as far as its shade goes and none of ``others`` stands."""
    b = fill.box
    if b.height > _LOW:
        return fill
    row = [w for w in words if w.angle == 0 and b.y0 < w.box.cy < b.y1 and w.box.height > _TALL * b.height]
    beside = [o for o in others if o.overlap_y(b) > 0.5 * b.height]
    left = max([_end_of_title(row, b.x0, -1), *(o.x1 for o in beside if o.x1 < b.x0 + _ALIKE)])
    right = min([_end_of_title(row, b.x1, 1), *(o.x0 for o in beside if o.x0 > b.x1 - _ALIKE)])
    x0 = min(b.x0, _reach(cleaned, b, b.x0, left, paper))
    x1 = max(b.x1, _reach(cleaned, b, b.x1, right, paper))
    return fill if (x0, x1) == (b.x0, b.x1) else Fill(Box(x0, b.y0, x1, b.y1), fill.color)


def _heightened(cleaned: Cleaned, fill: Fill, others: Sequence[Box], words: Sequence[Word], paper: float) -> Fill:
    """A wide shade led on over the line of words printed along its upper edge, or its lower one."""
    b = fill.box
    if b.width < _BROAD:
        return fill
    beside = [o for o in others if o.overlap_x(b) > 0.1 * b.width]
    ends = []
    for edge, way in ((b.y0, -1), (b.y1, 1)):
        line = [w.box for w in words if w.angle == 0 and b.x0 < w.box.cx < b.x1 and w.box.y0 - _ALIKE < edge < w.box.y1 + _ALIKE]
        line = [w for w in line if way * (w.cy - edge) > 0]
        near = [way * ((o.y1 if way < 0 else o.y0) - edge) for o in beside]
        room = min([_SLIT + max((w.height for w in line), default=0.0), *(d for d in near if d > -_ALIKE)])
        far = edge + way * max(0.0, room)
        ends.append(_reach(cleaned, b, edge, far, paper, down=True) if len(line) > 1 else edge)
    return fill if ends == [b.y0, b.y1] else Fill(Box(b.x0, min(b.y0, ends[0]), b.x1, max(b.y1, ends[1])), fill.color)


def _end_of_title(row: Sequence[Word], edge: float, way: int) -> float:
    """How far the words beside an edge go, each close to the next, and a little beyond them."""
    at, size = edge, 0.0
    for w in sorted(row, key=lambda w: way * w.box.cx):
        near, far = (w.box.x1, w.box.x0) if way < 0 else (w.box.x0, w.box.x1)
        if way * (far - edge) <= 0:
            continue
        if way * (near - at) > _NEAR * w.size:
            break
        at, size = far, w.size
    return at + way * _NEAR * size


def _reach(cleaned: Cleaned, shade: Box, edge: float, far: float, paper: float, *, down: bool = False) -> float:
    """Where a shade ends between its ``edge`` and ``far``, both x in points, or y for ``down``."""
    if abs(far - edge) < _LEAST:
        return edge
    low, high = min(edge, far), max(edge, far)
    own = _level(cleaned, shade)
    beyond = _ground(cleaned, Box(shade.x0, low, shade.x1, high) if down else Box(low, shade.y0, high, shade.y1), down=down)
    if not beyond.size or paper - own < _LEVELS:
        return edge
    light = beyond > (own + paper) / 2
    way = 1 if far > edge else -1
    most, run = max(2, round(_APART * cleaned.scale)), 0
    for at, is_paper in enumerate(light[::way], 1):
        run = run + 1 if is_paper else 0
        if run >= most:
            return edge + way * (at - run) / cleaned.scale
    return far


def _level(cleaned: Cleaned, box: Box) -> float:
    """The level of a shade between its letters."""
    part = _cut(cleaned, box, 0)
    step = max(1, int((part.size / _SAMPLE) ** 0.5))
    return float(np.percentile(part[::step, ::step], _GROUND)) if part.size else 255.0


def _ground(cleaned: Cleaned, box: Box, *, down: bool) -> np.ndarray:
    """The ground of each column of pixels of a band between its edges, or of each row of them for ``down``."""
    px = cleaned.pixels(box)
    inner = 0.0 if down else _INNER * (px.y1 - px.y0)
    part = cleaned.image[max(0, int(px.y0 + inner)) : int(px.y1 - inner) + 1, max(0, int(px.x0)) : int(px.x1)]
    return np.percentile(part, _GROUND, axis=1 if down else 0) if part.size else np.zeros(0)


def _joined(cleaned: Cleaned, fills: list[Fill], paper: float) -> list[Fill]:
    """Pieces of one shade, level at both ends, put together where what parts them is of their shade, not paper."""
    out: list[Fill] = []
    for fill in sorted(fills, key=lambda f: (f.box.y0, f.box.x0)):
        b = fill.box
        upper = next((o for o in out if _follows(o, fill) and not _parted(cleaned, o.box, b, paper)), None)
        if upper is None:
            out.append(fill)
        else:
            out[out.index(upper)] = Fill(upper.box.union(b), upper.color)
    return out


def _follows(upper: Fill, lower: Fill) -> bool:
    a, b = upper.box, lower.box
    level = abs(a.x0 - b.x0) < _ALIKE and abs(a.x1 - b.x1) < _ALIKE
    return level and abs((upper.color & 255) - (lower.color & 255)) <= 12 and 0 < b.y0 - a.y1 < _SLIT


def _parted(cleaned: Cleaned, upper: Box, lower: Box, paper: float) -> bool:
    """Whether a line of paper, or a rule, runs between two pieces."""
    x0, x1 = max(upper.x0, lower.x0), min(upper.x1, lower.x1)
    strip = _cut(cleaned, Box(x0, upper.y1, x1, lower.y0), 1)
    level = _level(cleaned, Box(x0, upper.y0, x1, upper.y1))
    if not strip.size or paper - level < _LEVELS:
        return True
    rows = np.median(strip, axis=1)
    return bool((rows > (level + paper) / 2).any() or (rows < level - 2 * _LEVELS).any())


def _cut(cleaned: Cleaned, box: Box, more: int) -> np.ndarray:
    """The pixels of a box, and some rows ``more`` above and below."""
    px = cleaned.pixels(box)
    return cleaned.image[max(0, int(px.y0) - more) : int(px.y1) + 1 + more, max(0, int(px.x0)) : int(px.x1)]
