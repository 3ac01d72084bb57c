"""Shades of grey fitted to the ruled cells they fill: text printed over a shade hides part of it on an image."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Fill, Rule, Word

_EDGE = 4.0  # points between a shade's edge and the rule it stops at
_WIDENED = 8.0  # points by which letters beside it widen a shade
_WIDE, _HIGH = 0.3, 0.55  # of its cell, what a shade must show to fill it
_HIDDEN = 130.0  # points: the width of a label; beyond it, what shows no shade has none
_LOW = 12.0  # points: lower than a line of text with its blanks
_ALONG = 0.6  # of a shade's side, what a rule must run along
_OTHER = 40  # levels between two shades
_BAND = 45.0  # points: the height of a band of heads
_LOST = 3.0  # points between the band's edge and what is seen of a rule that runs on into it
_CLEAR = 0.35  # em from a rule to the words beside it: more than half a blank, less than the padding of a cell
_BELOW = 14.0  # points that a rule must run beyond the band
_TAG, _DARK = 24.0, 128  # points, grey: the height of a tag, its ground
_CORNER = 5.0  # points between its edges and the sides of the cell it is printed in


def fit_shades(fills: list[Fill], rules: list[Rule]) -> list[Fill]:
    """Each fill that shows in most of a ruled cell, and stops at two of its sides, grown to the whole cell, once."""
    out: list[Fill] = []
    cells: dict[tuple[int, ...], Fill] = {}
    upright = [r.box for r in rules if not r.horizontal]
    for fill in fills:
        if _is_trace(fill.box, rules):
            continue
        fill = Fill(_to_edges(fill.box, upright), fill.color)
        cell = _cell(fill.box, [*rules, *_edges(fill, fills)])
        if cell is None or not _shows_in(fill.box, cell):
            out.append(fill)
        else:
            name = tuple(round(v) for v in (cell.x0, cell.y0, cell.x1, cell.y1))
            cells.setdefault(name, Fill(cell, fill.color))
    whole = list(cells.values())
    return [*whole, *(f for f in out if not any(w.color == f.color and w.box.holds(f.box, 2) for w in whole))]


def _to_edges(box: Box, upright: list[Box]) -> Box:
    """A shade cut at the upright rule along its side: words of the next cell, printed close to it, widened it."""
    along = [r.cx for r in upright if r.overlap_y(box) > 0.9 * box.height]
    x0 = max((x for x in along if 0 < x - box.x0 < _WIDENED), default=box.x0)
    x1 = min((x for x in along if 0 < box.x1 - x < _WIDENED), default=box.x1)
    return Box(x0, box.y0, x1, box.y1) if x1 - x0 > 2 * _WIDENED else box


def _is_trace(box: Box, rules: list[Rule]) -> bool:
    """A low strip with a rule through it: what the thickness of the rule, or of letters on it, left on the image."""
    return box.height < _LOW and any(
        r.horizontal and box.y0 + 1 < r.box.cy < box.y1 - 1 and r.box.overlap_x(box) > 0.9 * box.width for r in rules
    )


def _edges(fill: Fill, fills: list[Fill]) -> list[Rule]:
    """Upper and lower edges of the shades that are not of the same grey: a dark band has no rule of its own."""
    others = [f.box for f in fills if abs((f.color & 255) - (fill.color & 255)) > _OTHER]
    return [Rule(Box(b.x0, y, b.x1, y)) for b in others for y in (b.y0, b.y1)]


def _cell(box: Box, rules: list[Rule]) -> Box | None:
    """The rectangle of the rules nearest around a box; None where one side has none."""
    level = [r.box for r in rules if r.horizontal and r.box.overlap_x(box) > _ALONG * box.width]
    upright = [r.box for r in rules if not r.horizontal and r.box.overlap_y(box) > _ALONG * box.height]
    top = max((r.y1 for r in level if r.cy < box.y0 + _EDGE), default=None)
    bottom = min((r.y0 for r in level if r.cy > box.y1 - _EDGE), default=None)
    left = max((r.x1 for r in upright if r.cx < box.x0 + _EDGE), default=None)
    right = min((r.x0 for r in upright if r.cx > box.x1 - _EDGE), default=None)
    if top is None or bottom is None or left is None or right is None or bottom <= top or right <= left:
        return None
    return Box(left, top, right, bottom)


def _shows_in(box: Box, cell: Box) -> bool:
    """Whether a box covers enough of a cell and stops at two of its sides."""
    sides = (abs(box.x0 - cell.x0), abs(box.x1 - cell.x1), abs(box.y0 - cell.y0), abs(box.y1 - cell.y1))
    touched = sum(gap < _EDGE for gap in sides)
    wide = box.width >= _WIDE * cell.width and cell.width - box.width <= _HIDDEN
    return touched >= 2 and wide and box.height >= _HIGH * cell.height


def through_bands(rules: list[Rule], fills: list[Fill], words: Sequence[Word]) -> list[Rule]:
    """The upright rules that the dark of a band of heads hides, or half hides, led to its other edge.

    So where there are heads on both sides, and one of these rules is seen to cut the band, or every column has a head.
    """
    out = list(rules)
    for fill in fills:
        band = fill.box
        heads = [w for w in words if w.color == LIGHT and w.angle == 0 and _in_band(w.box, band)]
        if band.height > _BAND or not heads:
            continue
        met = sorted((i for i, r in enumerate(out) if not r.horizontal and _meets(r.box, band)), key=lambda i: out[i].box.cx)
        level = [r.box for r in out if r.horizontal and band.y0 + _LOST < r.box.cy < band.y1 - _LOST]
        met = [i for i in met if not any(_stops(out[i].box, r) for r in level)]
        whole = [i for i in met if out[i].box.y0 < band.y0 + _LOST and out[i].box.y1 > band.y1 - _LOST]
        if len(whole) == len(met):
            continue
        edges = [band.x0, *(out[i].box.cx for i in met), band.x1]
        held = {bisect_right(edges, w.box.cx) for w in heads}
        cut = any(band.x0 + _LOST < out[i].box.cx < band.x1 - _LOST for i in whole)
        for at, i in enumerate(met, 1):
            b = out[i].box
            # A word's blank is no column's: the rule may end under it, below a title.
            clear = not any(w.box.x0 - _CLEAR * w.size < b.cx < w.box.x1 + _CLEAR * w.size for w in heads)
            if clear and at in held and at + 1 in held and (cut or len(held) == len(met) + 1):
                out[i] = Rule(Box(b.x0, min(b.y0, band.y0), b.x1, max(b.y1, band.y1)))
    return out


def cut_at_bands(rules: list[Rule], fills: list[Fill], words: list[Word]) -> tuple[list[Rule], list[Word]]:
    """The upright rules without what a letter of a band's title made of them, where the others stop at the band.

    And the words, those cut in two at such a rule whole again.
    """
    rules, words = list(rules), list(words)
    for band in (f.box for f in fills if f.box.height < _BAND / 2 and f.box.width > 4 * _BAND):
        upright = [r for r in rules if not r.horizontal and band.x0 + _LOST < r.box.cx < band.x1 - _LOST and _meets(r.box, band)]
        through = [r for r in upright if r.box.y0 < band.y0 - _LOST and r.box.y1 > band.y1 + _LOST]
        if len({round(r.box.cx / _LOST) for r in upright}) < 3 * len(through):
            continue
        title = sorted((w for w in words if w.angle == 0 and _in_band(w.box, band)), key=lambda w: w.box.x0)
        for rule in through:
            b = rule.box
            pair = next(((v, w) for v, w in pairwise(title) if v.box.x0 < b.cx < w.box.x1 and w.box.x0 - v.box.x1 < 2 * _CLEAR * w.size), None)
            if pair is None:
                continue
            rules.remove(rule)
            rules += [Rule(Box(b.x0, b.y0, b.x1, band.y0)), Rule(Box(b.x0, band.y1, b.x1, b.y1))]
            left, right = pair
            if left.raw is not None and left.raw == right.raw == left.text + right.text:
                words[words.index(left)] = replace(left, text=left.raw, box=left.box.union(right.box), raw=None)
                words.remove(right)
    return rules, words


def _stops(rule: Box, level: Box) -> bool:
    """Whether an upright rule ends at a level one that goes on at both its sides."""
    ends = min(abs(rule.y0 - level.cy), abs(rule.y1 - level.cy)) < _LOST
    return ends and level.x0 + _LOST < rule.cx < level.x1 - _LOST


def _in_band(box: Box, band: Box) -> bool:
    return band.x0 < box.cx < band.x1 and band.y0 < box.cy < band.y1


def _meets(rule: Box, band: Box) -> bool:
    """Whether an upright rule comes into a band, or to its edge, from above or below."""
    beside = band.x0 + _LOST < rule.cx < band.x1 - _LOST
    near = rule.y0 < band.y1 + _LOST and rule.y1 > band.y0 - _LOST
    return beside and near and max(rule.y1 - band.y1, band.y0 - rule.y0) > _BELOW


def beside_tags(rules: list[Rule], fills: list[Fill], words: Sequence[Word]) -> list[Rule]:
    """The upright rules that a dark tag in the corner of a cell hides, led on past it to the level rule it hangs from."""
    tags = [
        f.box for f in fills
        if f.box.height < _TAG and f.color & 255 < _DARK and any(w.angle == 0 and _in_band(w.box, f.box) for w in words)
    ]  # fmt: skip
    if not tags:
        return rules
    level = [r.box for r in rules if r.horizontal]
    out = list(rules)
    for i, rule in enumerate(rules):
        b = rule.box
        tag = None if rule.horizontal or b.height < _BELOW else next((t for t in tags if _hides_end(b, t)), None)
        tops = [r.cy for r in level if tag and abs(r.cy - tag.y0) < _CORNER and r.x0 - _CORNER < b.cx < r.x1 + _CORNER]
        if tops:
            out[i] = Rule(Box(b.x0, min(b.y0, *tops), b.x1, b.y1))
    return out


def _hides_end(rule: Box, tag: Box) -> bool:
    """Whether an upright rule comes from below to a side of a tag and is lost there."""
    side = min(abs(rule.cx - tag.x0), abs(rule.cx - tag.x1)) < _CORNER
    return side and tag.y0 + _LOST < rule.y0 < tag.y1 + _LOST
