"""From words to lines, whatever the order they were drawn in."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from extractors.layout.gutters import fills_column, parted
from models.block import Line
from models.geometry import Box, bounding
from models.page import Word

_SIDE = 1.5  # em: a wider blank between two words may be a column gap


def make_lines(words: Iterable[Word], gutters: Sequence[Box] = ()) -> list[Line]:
    """Lines of upright words, top to bottom then left to right, cut where a column gap shows or a gutter stands."""
    words = list(words)
    rows: list[_Row] = []
    for _, _, k in sorted([(w.box.y0 + w.box.y1, w.box.x0, k) for k, w in enumerate(words)]):
        word = words[k]
        for row in rows[:-9:-1]:  # the latest row that has room
            if row.takes(word):
                break
        else:
            rows.append(_Row(word))
    ordered = [sorted(row.words, key=_left) for row in rows]
    parts = [part for row in ordered for part in parted(row, gutters)] if gutters else ordered
    lines = [line for p in parts for line in ([_line(p)] if gutters and fills_column(p, gutters) else _cut(p))]
    lines.sort(key=lambda line: (line.box.cy, line.box.x0))
    return _abutting(lines, gutters) if len(rows) < len(lines) else lines


def _abutting(lines: list[Line], gutters: Sequence[Box]) -> list[Line]:
    """Lines with those put together that a line of another column, not quite level with them, had drawn apart."""
    out: list[Line] = []
    for line in lines:
        for k in range(len(out) - 1, max(len(out) - 7, -1), -1):
            left, right = (out[k], line) if out[k].box.x0 <= line.box.x0 else (line, out[k])
            if not -1 < right.box.x0 - left.box.x1 < 0.8 * max(left.box.height, right.box.height):
                continue
            small, large = sorted((left.words[-1].size, right.words[0].size))
            low = min(left.box.height, right.box.height)
            level = left.box.overlap_y(right.box) > 0.75 * low and abs(left.box.y1 - right.box.y1) < 0.3 * small
            if level and large < 1.3 * small:
                words = [*left.words, *right.words]
                if len(parted(words, list(gutters))) == 1:
                    line = Line(words, left.box.union(right.box))
                    del out[k]
        out.append(line)
    return sorted(out, key=lambda line: (line.box.cy, line.box.x0))


def are_level(a: Line, b: Line) -> bool:
    """Whether two lines stand on one baseline, as cells of a row or items side by side do."""
    return abs(a.box.cy - b.box.cy) < 0.35 * min(a.box.height, b.box.height)


def _left(word: Word) -> float:
    return word.box.x0


class _Row:
    """Words on one baseline, that of the first."""

    __slots__ = ("_band", "_right", "words")

    def __init__(self, first: Word) -> None:
        self.words = [first]
        self._band = first.box
        self._right = first.box.x1

    def takes(self, word: Word) -> bool:
        """Add ``word`` when the row's band holds it and its words leave it room."""
        a, b = self._band, word.box
        top = a.y0 if a.y0 > b.y0 else b.y0
        bottom = a.y1 if a.y1 < b.y1 else b.y1
        shared = bottom - top if bottom > top else 0.0
        high, low = a.y1 - a.y0, b.y1 - b.y0
        if low > high:
            high, low = low, high
        if shared < 0.6 * low:
            return False
        level = abs((a.y0 + a.y1) / 2 - (b.y0 + b.y1) / 2) <= 0.35 * high
        if not level and not (shared >= 0.75 * low and 2 * low < 1.7 * high):  # nor a raised or small word
            return False
        if self._right - b.x0 > 1.5 and any(w.box.overlap_x(b) > 1.5 for w in self.words):
            return False
        self.words.append(word)
        self._right = max(self._right, b.x1)
        return True


def _cut(row: list[Word]) -> list[Line]:
    badge = _after_badge(row)
    if badge:
        return [_line(row[:badge]), *_cut(row[badge:])]
    gaps = [b.box.x0 - a.box.x1 for a, b in itertools.pairwise(row)]
    if not gaps or max(gaps) <= _SIDE * min([w.size for w in row]):
        return [_line(row)]
    usual = median(gaps)
    lines: list[Line] = []
    current = [row[0]]
    for word, gap in zip(row[1:], gaps, strict=True):
        size = max(current[-1].size, word.size)
        # A justified line has wide blanks everywhere; a column gap stands out among them.
        wide = gap > _SIDE * size and (gap > 2.2 * usual or usual > 1.2 * size or len(gaps) < 3)
        if wide or (gap > size and _two_prints(current, word)):
            lines.append(_line(current))
            current = []
        current.append(word)
    lines.append(_line(current))
    return lines


def _two_prints(before: list[Word], word: Word) -> bool:
    """Whether a word is no part of the words before it: set in another size than two of them, themselves alike."""
    sizes = [w.size for w in before[-2:]]
    apart = max(sizes[0], word.size) > 1.3 * min(sizes[0], word.size)
    return len(sizes) == 2 and abs(sizes[1] - sizes[0]) < 0.3 and apart and not before[-1].raised


def _after_badge(row: list[Word]) -> int:
    """How many words make a code set large at the left of smaller text, apart from it; 0 when there is none."""
    if len(row) < 2 or row[0].size < 1.5 * row[-1].size:
        return 0
    n = next((k for k, w in enumerate(row) if w.size < row[0].size / 1.5), 0)
    code = any(c.isdigit() for w in row[:n] for c in w.text) and n <= 2
    return n if code and row[n].box.x0 - row[n - 1].box.x1 > 0.8 * row[n].size else 0


def _line(words: list[Word]) -> Line:
    words = _unspaced(words)
    return Line(words, bounding(w.box for w in words))


_SPACED = {"axe", "but", "cap", "lot", "défi", "defi", "pôle", "pole"}  # short words that head titles


def _unspaced(words: list[Word]) -> list[Word]:
    """Letters set apart ("C H A N T I E R  B") put together again into the words their wider gaps tell."""
    if len(words) < 3 or [len(w.text) for w in words].count(1) < 3:
        return words
    out: list[Word] = []
    run: list[Word] = []
    alone = [w.text for w in words if len(w.text) == 1 and w.text.isalnum()]
    least = 2 if len(alone) >= 6 and len(set(alone)) > 2 else 5  # a line mostly of letters set apart

    def flush() -> None:
        alike = len({w.text for w in run}) == 1  # crosses
        if alike or (len(run) < least and _letters(run).rstrip("0123456789").lower() not in _SPACED):
            out.extend(run)
        else:
            gaps = [b.box.x0 - a.box.x1 for a, b in itertools.pairwise(run)]
            limit = 1.6 * median(gaps) + 0.08 * run[0].size
            word = [run[0]]
            for letter, gap in zip(run[1:], gaps, strict=True):
                if gap > limit:
                    out.append(_glued(word))
                    word = []
                word.append(letter)
            out.append(_glued(word))
        run.clear()

    for i, w in enumerate(words):
        if len(w.text) == 1 and (w.text.isalnum() or w.text in "'’-"):
            run.append(w)
        elif len(w.text) <= 3 and _is_among_letters(words, i):
            run.append(w)
        else:
            flush()
            out.append(w)
    flush()
    return out


def _is_among_letters(words: list[Word], i: int) -> bool:
    """Whether letters that print closer ("r" and "a", an accent) stand among letters set apart: "o u v ra g e".

    The letters beside it are nearer than any blank between words is wide.
    """
    w = words[i]
    near = [n for n in words[max(i - 1, 0) : i] + words[i + 1 : i + 2] if len(n.text) == 1 and n.text.isalnum()]
    return (
        bool(near)
        and w.angle == 0
        and all(c.isalpha() or c in "'’" for c in w.text)
        and all(max(n.box.x0 - w.box.x1, w.box.x0 - n.box.x1) < 0.2 * w.size for n in near)
    )


def _letters(run: list[Word]) -> str:
    return "".join(w.text for w in run)


def _glued(letters: list[Word]) -> Word:
    return replace(letters[0], text=_letters(letters), box=bounding(w.box for w in letters))


def turned_lines(words: Iterable[Word]) -> list[Line]:
    """Lines of words printed upwards (90) or downwards (270), in reading order; boxes stay those of the page."""
    words = list(words)
    lines: list[Line] = []
    for angle in (90, 270):
        sign = 1 if angle == 90 else -1
        rows: list[list[Word]] = []
        for word in sorted((w for w in words if w.angle == angle), key=lambda w: sign * w.box.cx):
            if rows and abs(rows[-1][-1].box.cx - word.box.cx) <= 0.5 * word.box.width:
                rows[-1].append(word)
            else:
                rows.append([word])
        for row in rows:
            row.sort(key=lambda w: -sign * w.box.cy)
            run = [row[0]]
            for a, b in itertools.pairwise(row):
                gap = a.box.y0 - b.box.y1 if angle == 90 else b.box.y0 - a.box.y1
                if gap > 3 * b.size:
                    lines.append(_line(run))
                    run = []
                run.append(b)
            lines.append(_line(run))
    return lines


def column_right(lines: list[Line], box: Box | None) -> float:
    """The right edge text runs to: the farthest line where several reach it, else the column's own edge."""
    far = max((line.box.x1 for line in lines), default=0.0)
    if box is None or not lines:
        return far
    left = min(line.box.x0 for line in lines)
    reaching = sum(line.box.x1 > far - 0.06 * (far - left) - 2 for line in lines)
    if reaching >= 3 and reaching >= 0.3 * len(lines):
        return far
    padding = min(max(left - box.x0, 1.0), 8.0)
    return max(far, box.x1 - padding)
