"""Narrow gutters between columns of text, found from the starts of lines that stand one under the other.

Two justified columns may stand no farther apart than the words of a loose line. What tells a gutter is that words
begin at one x on line after line, with a blank on their left that no word crosses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from statistics import median

from models.geometry import Box
from models.page import Word

_ALIGNED = 1.3  # points: starts (or ends) nearer than this are one edge
_LEAST = 0.62  # em: a narrower blank is a space
_ENDS = frozenset(":;!?»%€.,)")  # signs that end a line of the column at the left, never a bullet of the next
_BEYOND = 6.0  # em: a column may go on so far over and under the lines that show its gutter
_COLUMN = 5.5  # em: what is narrower than this beside a gutter is a bullet, a number or a label


def find_gutters(words: list[Word]) -> list[Box]:
    """Blank upright strips that part columns of upright ``words``; each as high as the lines it parts."""
    if len(words) < 24:
        return []
    usual = median([w.box.height for w in words])
    ordered = sorted([w for w in words if w.box.height < 3 * usual], key=lambda w: w.box.cy)  # titles part nothing
    heights = [w.box.cy for w in ordered]
    tallest = max(w.box.height for w in ordered)
    low, high = min(w.box.x0 for w in ordered), max(w.box.x1 for w in ordered)
    # A column is some ems wide: the text's own edge, where most lines start, and what follows bullets are no gutters.
    starts = sorted(
        [w for w in ordered if low + _COLUMN * w.size < w.box.x0 < high - _COLUMN * w.size], key=lambda w: w.box.x0
    )
    xs = [w.box.x0 for w in starts]
    runs: list[tuple[list[Word], Box | None]] = []
    k = 0
    while k < len(starts):
        end = bisect_right(xs, xs[k] + _ALIGNED)
        aligned, first = starts[k:end], k
        k = end
        if end - first < 2:
            continue
        x = median([w.box.x0 for w in aligned])
        open_left = [w for w in aligned if _is_open(w, x, ordered, heights, tallest)]
        if len(open_left) >= 2:
            runs += _strips(x, sorted(open_left, key=lambda w: w.box.cy), ordered, heights, tallest)
    found = [strip for _, strip in runs if strip is not None]
    for run in [run for run, strip in runs if strip is None]:  # a title, or bullets, part two runs of one gutter
        farther = next(filter(None, (_as_far(g, run, ordered, heights, tallest) for g in found)), None)
        if farther is not None:
            found.append(farther)
    return found


def _beside(y0: float, y1: float, ordered: list[Word], heights: list[float], tallest: float) -> list[Word]:
    """The words that stand, be it in part, between two heights."""
    near = ordered[bisect_left(heights, y0 - tallest / 2) : bisect_right(heights, y1 + tallest / 2)]
    return [w for w in near if w.box.y1 > y0 and w.box.y0 < y1]


def _is_open(word: Word, x: float, ordered: list[Word], heights: list[float], tallest: float) -> bool:
    """Whether a blank wider than a space stands on the word's left."""
    b = word.box
    edge, middle = x - _LEAST * word.size, b.height / 4  # the lines above and below may touch
    top, bottom = b.y0 + middle, b.y1 - middle
    for k in range(bisect_left(heights, top - tallest / 2), bisect_right(heights, bottom + tallest / 2)):
        o = ordered[k].box
        if o.x1 > edge and o.x0 < x - 0.5 and o.y1 > top and o.y0 < bottom:
            return False
    return True


def _strips(
    x: float, starts: list[Word], ordered: list[Word], heights: list[float], tallest: float
) -> list[tuple[list[Word], Box | None]]:
    """Runs of lines that start at ``x``, nothing crossing the blank between them, and the gutter left of each, if any."""
    runs: list[list[Word]] = []
    for word in starts:
        last = runs[-1][-1] if runs else None
        size = word.size
        if last and word.box.y0 - last.box.y1 < 3.5 * size and abs(last.size - size) < 0.5 * size:
            between = _beside(last.box.cy, word.box.cy, ordered, heights, tallest)
            if not any(w.box.x0 < x - 1 and w.box.x1 > x - _LEAST * size for w in between if w.box.height < 3 * size):
                runs[-1].append(word)
                continue
        runs.append([word])
    return [(run, _strip(x, run, ordered, heights, tallest) if len(run) >= 2 else None) for run in runs]


def _as_far(strip: Box, run: list[Word], ordered: list[Word], heights: list[float], tallest: float) -> Box | None:
    """A gutter with the blank that goes on from it along other lines; None where a word stands in it before them."""
    x, size = median(w.box.x0 for w in run), median(w.size for w in run)
    if not strip.x0 + _LEAST * size < x < strip.x1 + size:
        return None
    far = Box(strip.x0, min(strip.y0, run[0].box.y0), min(strip.x1, x), max(strip.y1, run[-1].box.y1))
    between = _beside(far.y0, far.y1, ordered, heights, tallest)
    crossed = any(w.box.x0 < far.x1 - 1 and w.box.x1 > far.x0 + 1 for w in between)
    return None if crossed else far


def _strip(x: float, run: list[Word], ordered: list[Word], heights: list[float], tallest: float) -> Box | None:
    """The gutter left of a run of line starts, when text runs up to it as it does in a column."""
    size = median(w.size for w in run)
    top, bottom = run[0].box.y0, run[-1].box.y1
    rows: list[tuple[list[Word], list[Word]]] = []  # the texts left and right of the blank, line by line
    marks = [x]
    for word in run:
        b = word.box
        beside = [
            w for w in _beside(b.y0, b.y1, ordered, heights, tallest)
            if abs(w.box.cy - b.cy) < 0.8 * b.height and abs(w.size - word.size) < 0.3 * word.size
        ]  # fmt: skip
        before = sorted((w for w in beside if w.box.x1 < x), key=lambda w: -w.box.x1)
        apart = len(before) > 1 and before[0].box.width < 0.8 * size < 1.3 * (before[0].box.x0 - before[1].box.x1)
        apart = apart and x - before[0].box.x1 < before[0].box.x0 - before[1].box.x1 + 1  # nearer to what it opens
        if apart and before[0].text not in _ENDS and (before[0].text == "o" or not before[0].text.isalnum()):
            marks.append(before.pop(0).box.x0)  # a bullet of the column at the right
        nearest = before[0] if before else None
        if nearest is None or x - nearest.box.x1 > 4 * size:
            continue
        # The columns' lines need not be level: the line at the left is that of the nearest word.
        left = _unbroken([w for w in before if _level(w, nearest)], size, back=True)
        rows.append((left, _unbroken([w for w in beside if w.box.x0 >= x - _ALIGNED and _level(w, word)], size)))
    if len(rows) < 2:
        return None
    edge = max(left[-1].box.x1 for left, _ in rows)
    wide = [
        sum(side[-1].box.x1 - side[0].box.x0 > _COLUMN * size for side in sides) for sides in zip(*rows, strict=True)
    ]
    if min(wide) < 0.5 * len(rows) or min(marks) - edge < _LEAST * size:
        return None
    flush = sum(edge - left[-1].box.x1 < _ALIGNED for left, _ in rows)
    if len(rows) >= (3 if flush >= 0.6 * len(rows) else 5):
        return Box(edge, top, min(marks), bottom)
    two = flush == len(rows) and all(_two_measures(left, right) for left, right in rows)
    return Box(edge, top, min(marks), bottom) if two else None


def _two_measures(left: list[Word], right: list[Word]) -> bool:
    """Whether the blank between two texts is unlike the equal blanks between the words of one of them."""
    gap = right[0].box.x0 - left[-1].box.x1
    return any(abs(gap - space) > 1 for side in (left, right) for space in [_space(side)] if space is not None)


def _space(words: list[Word]) -> float | None:
    """The blank between the words of a line set evenly, in points; None when they are not, or are too few to tell."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    return median(gaps) if len(gaps) >= 2 and max(gaps) - min(gaps) < 1 else None


def _unbroken(level: list[Word], size: float, *, back: bool = False) -> list[Word]:
    """The words of a line next to the gutter, up to the first blank as wide as another gutter may be."""
    out: list[Word] = []
    for word in sorted(level, key=lambda w: w.box.x0, reverse=back):
        if out:
            gap = out[-1].box.x0 - word.box.x1 if back else word.box.x0 - out[-1].box.x1
            if gap > 2.5 * size:
                break
        out.append(word)
    return out[::-1] if back else out


def _level(a: Word, b: Word) -> bool:
    return abs(a.box.cy - b.box.cy) < 0.3 * b.box.height


def parted(words: list[Word], gutters: list[Box]) -> list[list[Word]]:
    """The words of one line, cut where a gutter stands between two of them."""
    parts: list[list[Word]] = []
    for word in words:
        last = parts[-1][-1] if parts else None
        if last is None or any(
            last.box.cx < g.cx < word.box.cx and g.y0 - 1 <= word.box.cy <= g.y1 + 1 for g in gutters
        ):
            parts.append([])
        parts[-1].append(word)
    return parts


def fills_column(words: list[Word], gutters: list[Box]) -> bool:
    """Whether a line is justified in a column: it runs up to a gutter, and the blanks between its words are equal."""
    first, last, far = words[0].box, words[-1].box, _BEYOND * words[0].size
    at_edge = any(
        g.y0 - far <= first.cy <= g.y1 + far and (abs(first.x0 - g.x1) < _ALIGNED or abs(last.x1 - g.x0) < _ALIGNED)
        for g in gutters
    )
    space = _space(words)
    return at_edge and space is not None and space < 4 * words[0].size
