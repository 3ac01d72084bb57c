"""Reading order: a region is cut into columns where a blank gutter runs down it, else read downwards.

The cut is the recursive one of Nagy and Seth (1984), with one twist for plans: a left
column of labels is read row by row with the values at its right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.layout.atoms import Atom, Panel, largest, lines_of
from extractors.layout.closing import before_title, closes, heads_anew, numbers_title, opens_row
from extractors.layout.grid import Grid
from extractors.layout.markers import beside_markers, number_beside, numeral_on_top
from extractors.layout.middles import values_by_blanks
from extractors.layout.side_labels import labels_at_right
from models.block import Line
from models.geometry import Box, bounding

_GUTTER = 9.0  # points: a narrower blank is no gutter


@dataclass(slots=True)
class Flow:
    """Atoms read downwards in one column."""

    atoms: list[Atom]
    column: Box


@dataclass(slots=True)
class LabelRows:
    """A column of labels with the values at its right, row by row."""

    rows: list[tuple[list[Line], list[Line]]]
    box: Box
    split: float  # x between labels and values
    at_right: bool = False  # the labels stand at the right of their values


Part = Flow | LabelRows


def reading_order(
    atoms: list[Atom],
    is_label: Callable[[str], bool],
    *,
    rules: Sequence[Box] = (),
    right: float | None = None,
    depth: int = 0,
) -> list[Part]:
    """The parts of a region, in the order a reader takes them.

    ``rules``: level strokes of the page, which may close columns; ``right``: how far the region's lines may run.
    """
    if not atoms:
        return []
    right = max(a.box.x1 for a in atoms) if right is None else right
    bands = _bands(atoms)
    parts: list[Part] = []
    pending: list[Atom] = []

    def flush() -> None:
        if pending:
            box = bounding(a.box for a in pending)
            parts.append(Flow(list(pending), Box(box.x0, box.y0, max(box.x1, right), box.y1)))
            pending.clear()

    i = 0
    while i < len(bands):
        headed = depth >= 8 or numbers_title(bands[i], [a for band in bands[max(i - 1, 0) : i] for a in band])
        run = None if headed else _column_run(bands, i, pending[-3:], rules)
        if run is not None:
            longer = _longer_run(bands, i, *run, rules)
            run = _column_run(bands[:longer], i, pending[-3:], rules) if longer else run
        if run is None:
            pending += sorted(bands[i], key=lambda a: (a.box.x0, a.box.y0))
            i += 1
            continue
        end, gutter = run
        if _heads_what_follows(bands, i, end, gutter, is_label):
            end -= 1
        end = before_title(bands, i, end, gutter)
        inside = [*_begun_above(pending, bands[i:end], gutter), *(a for band in bands[i:end] for a in band)]
        left = [a for a in inside if a.box.cx < gutter]
        facing = [a for a in inside if a.box.cx >= gutter]
        for line in _rest_of_title(pending, left, gutter):
            pending.append(line)
            left.remove(line)
        if not left:
            left, facing = facing, []
        flush()
        marked = beside_markers(left, facing)
        rows = _label_rows(left, facing, gutter, is_label) if marked is None else []
        if marked is None and not rows and (named := labels_at_right(left, facing, is_label)):
            rows = [LabelRows(named, bounding(a.box for a in inside), gutter, at_right=True)]
        if marked is not None:
            for group in marked:
                if any(group[0] is a for a in left):
                    parts.append(Flow(group[:1], group[0].box))
                    group = group[1:]
                parts += reading_order(group, is_label, rules=rules, right=right, depth=depth + 1)
        elif rows:
            parts += rows
        else:
            edge = min((a.box.x0 for a in facing), default=right + _GUTTER) - _GUTTER
            head = _heads_both(left, facing)
            if head:  # a title beside a narrow column is over what stands in it, a number on top of that column is its own
                number = number_beside(left, head)
                if number is not None:
                    parts.append(Flow([number], number.box))
                parts += reading_order(head, is_label, rules=rules, right=right, depth=depth + 1)
                facing = [a for a in facing if not any(a is h for h in head)]
            columns = [(left, edge), (facing, right)]
            if head and not _another_head(facing, head):
                columns.reverse()  # the side column belongs to the same title: it comes last
            for atoms_of, limit in columns:
                parts += reading_order(atoms_of, is_label, rules=rules, right=limit, depth=depth + 1)
        i = end
    flush()
    return parts


def _heads_what_follows(
    bands: list[list[Atom]], start: int, end: int, gutter: float, is_label: Callable[[str], bool]
) -> bool:
    """Whether the last line of the left column is the label of what stands right under it, over both columns."""
    if end - start < 2 or end >= len(bands) or len(bands[end - 1]) != 1:
        return False
    line, wide = bands[end - 1][0], bounding(a.box for a in bands[end])
    near = wide.y0 - line.box.y1 < 1.5 * line.box.height
    inside = line.box.x1 < gutter and wide.x0 < gutter < wide.x1
    return near and inside and isinstance(line, Line) and is_label(line.text)


def _bands(atoms: list[Atom]) -> list[list[Atom]]:
    """Groups of atoms that overlap vertically, top to bottom."""
    bands: list[list[Atom]] = []
    bottom = float("-inf")
    for atom in sorted(atoms, key=lambda a: (a.box.y0, a.box.x0)):
        slack = 0.25 * min(atom.box.height, 14.0)
        if bands and atom.box.y0 < bottom - slack:
            bands[-1].append(atom)
            bottom = max(bottom, atom.box.y1)
        else:
            bands.append([atom])
            bottom = atom.box.y1
    return bands


def _gaps(band: list[Atom]) -> list[tuple[float, float]]:
    """Blank x-intervals between the atoms of a band."""
    spans = sorted((a.box.x0, a.box.x1) for a in band)
    out, end = [], spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - end >= _GUTTER:
            out.append((end, x0))
        end = max(end, x1)
    return out


def _begun_above(pending: list[Atom], bands: list[list[Atom]], gutter: float) -> list[Atom]:
    """First lines of a column that begins higher than its neighbour, taken back from what was to be read before."""
    taken: list[Atom] = []
    inside = [a for band in bands for a in band]
    flush = False
    while pending and isinstance(pending[-1], Line):
        line = pending[-1]
        own = [a for a in (*taken, *inside) if (a.box.cx < gutter) == (line.box.cx < gutter)]
        edge = min((a.box.x0 for a in own), default=0.0) if line.box.x0 > gutter else None
        if line.box.x0 < gutter < line.box.x1 or not any(_follows(line, a, edge) for a in own):
            break
        flush = flush or not any(_follows(line, a, None) for a in own)
        taken.insert(0, pending.pop())
    before = pending[-1].box if pending else None
    if flush and before is not None and before.x1 > gutter and taken[0].box.y0 - before.y1 < 0.5 * taken[0].box.height:
        pending += taken  # the end of a text over both columns
        taken = []
    return taken


def _follows(line: Line, below: Atom, edge: float | None) -> bool:
    """Whether a line stands right over another: in its print, or where both begin at the ``edge`` of a second column."""
    alike = isinstance(below, Line) and abs(below.size - line.size) <= 0.3
    flush = edge is not None and abs(edge - line.box.x0) <= 2
    gap = (below.box.y0 - line.box.y1) / line.box.height
    return (alike or flush) and abs(below.box.x0 - line.box.x0) <= 2 and -0.3 < gap < (1.2 if flush else 0.7)


def _rest_of_title(pending: list[Atom], left: list[Atom], gutter: float) -> list[Line]:
    """The last lines of a title over both columns, that are short enough to stand beside what opens the second."""
    last = pending[-1] if pending else None
    if not isinstance(last, Line) or not last.box.x0 < gutter < last.box.x1:
        return []
    taken: list[Line] = []
    others = [line.size for line in lines_of(left) if abs(line.size - last.size) > 0.5]
    if not others or last.size < 1.25 * max(others):
        return []
    for line in sorted((a for a in left if isinstance(a, Line)), key=lambda a: a.box.y0):
        gap = line.box.y0 - last.box.y1
        if abs(line.size - last.size) > 0.3 or abs(line.box.x0 - last.box.x0) > 2 or gap > 0.4 * line.box.height:
            break
        taken.append(line)
        last = line
    return taken


def _abreast(left: list[Atom], right: list[Atom]) -> int:
    """How many rows face each other in a band; lines that are not level chain many rows into one band."""
    return min(_stacked(left), _stacked(right))


def _stacked(atoms: list[Atom]) -> int:
    rows, bottom = 0, float("-inf")
    for atom in sorted(atoms, key=lambda a: a.box.y0):
        if atom.box.y0 > bottom - 0.3 * atom.box.height:
            rows += 1
            bottom = atom.box.y1
    return rows


def _column_run(
    bands: list[list[Atom]], start: int, over: Sequence[Atom] = (), rules: Sequence[Box] = ()
) -> tuple[int, float] | None:
    """(end, x of the gutter) of the longest run of bands from ``start`` that share a gutter, else None."""
    best: tuple[int, int, float] | None = None
    for gap in _gaps(bands[start]):
        low, high = gap
        two_sided, end, last_good = 0, start, start
        previous_left = None
        cards = _is_row_of_cards(bands[start]) and not _heads_columns(bands, start)
        for j in range(start, len(bands)):
            band = bands[j]
            if j > start and (cards or (_is_row_of_cards(band) and not _heads_columns(bands, j))):
                break  # a row of cards is read apart from the columns over and under it
            crossing = [a for a in band if a.box.x0 < high - 1 and a.box.x1 > low + 1]
            lo, hi = low, high
            for a in crossing:  # narrow the gutter rather than give it up
                if a.box.cx < (low + high) / 2:
                    lo = max(lo, a.box.x1)
                else:
                    hi = min(hi, a.box.x0)
            if hi - lo < _GUTTER:
                break
            left = [a for a in band if a.box.x1 <= lo + 1]
            right = [a for a in band if a.box.x0 >= hi - 1]
            if len(left) + len(right) < len(band):
                break
            over_it = [a for b in bands[start:j] for a in b] if left and right else []
            if (two_sided >= 3 and over_it and opens_row(band, over_it, lo, rules)) or (over_it and numbers_title(band, over_it)):
                break
            if two_sided and bool(left) != bool(right):
                above = [a for b in bands[start:j] for a in b]
                rank = largest([a for a in over if a.box.x0 < hi])  # what begins farther right is of one column alone
                if closes(band, above, rank, rules) or heads_anew(bands, j, above, lo, hi):
                    break
            if left and not right and previous_left is not None:
                gap_above = min(a.box.y0 for a in left) - previous_left
                if gap_above > 2.2 * min(a.box.height for a in left) and gap_above > 16:
                    rest_has_right = any(
                        a.box.x0 >= hi - 1 for b in bands[j : j + 3] for a in b if not (a.box.x0 < lo and a.box.x1 > hi)
                    )
                    if not rest_has_right:
                        break
            low, high = lo, hi
            if left and right:
                two_sided += _abreast(left, right)
            if left:
                previous_left = max(a.box.y1 for a in left)
            last_good = j
        end = last_good + 1
        inside = [a.box for b in bands[start:end] for a in b]
        extent = max(b.y1 for b in inside) - min(b.y0 for b in inside)
        # One facing pair makes columns only when something runs down most of them; a badge in a corner does not.
        runs_down = any(b.height > 0.55 * extent and b.height > 30 for b in inside)
        if (two_sided >= 2 or (two_sided == 1 and runs_down)) and (best is None or end > best[0]):
            best = (end, two_sided, (low + high) / 2)
    return (best[0], best[2]) if best else None


def _longer_run(bands: list[list[Atom]], start: int, end: int, gutter: float, rules: Sequence[Box]) -> int | None:
    """Where, within a short run of columns, another begins that goes on well beyond it: a badge beside a title."""
    if end - start > 6 or (
        end < len(bands) and opens_row(bands[end], [a for b in bands[start:end] for a in b], gutter, rules)
    ):
        return None
    own = _extent(bands[start:end])
    for k in range(start + 1, end):
        run = _column_run(bands, k, rules=rules)
        if run is not None and run[0] > end and _extent(bands[k : run[0]]) > own:
            return k
    return None


def _extent(bands: list[list[Atom]]) -> float:
    boxes = [a.box for band in bands for a in band]
    return max(b.y1 for b in boxes) - min(b.y0 for b in boxes)


def _heads_both(left: list[Atom], right: list[Atom]) -> list[Atom]:
    """The large lines at the top right of a narrow left column that has no title of its own; none in other columns."""
    whole = bounding(a.box for a in [*left, *right])
    mine = bounding(a.box for a in left)
    lines = sorted(lines_of(left), key=lambda line: line.box.y0)
    own = [line.size for line in lines[numeral_on_top(lines) :]] + [size for a in left if isinstance(a, Grid) for size in a.sizes]
    if len(own) < 2 or mine.width > 0.36 * whole.width or mine.height < 36:
        return []
    facing = sorted(right, key=lambda a: a.box.y0)
    usual = sorted(line.size for line in lines_of(right))
    large = 1.25 * max([*own, usual[len(usual) // 2]] if usual else own)
    head: list[Atom] = facing[:1] if _is_kicker(facing, large) else []
    for atom in facing[len(head) :]:
        lines = lines_of([atom])
        top = max([line.size for line in lines_of(head) if line.size >= large], default=0.0)
        if not lines or min(line.size for line in lines) < max(large, 0.5 * top):
            break
        head.append(atom)
    return head if head and head[0].box.y0 < mine.y0 + 60 else []


def _is_kicker(lines: list[Atom], large: float) -> bool:
    """Whether the first of some lines is the short one printed right over a title: "Action n° 3"."""
    if len(lines) < 2 or not isinstance(lines[0], Line) or not isinstance(lines[1], Line):
        return False
    first, title = lines[:2]
    short = first.size < large <= title.size and len(first.text) <= 24 and re.search(r"\d", first.text) is not None
    return short and abs(first.box.x0 - title.box.x0) < 3 and title.box.y0 - first.box.y1 < 0.8 * title.size


def _another_head(atoms: list[Atom], head: list[Atom]) -> bool:
    sizes = [line.size for line in lines_of(head)]
    least = max(0.5 * max(sizes), min(sizes[1:] if len(sizes) > 1 and sizes[0] < 0.9 * sizes[1] else sizes))
    return any(line.size >= least for line in lines_of(atoms))


def _is_row_of_cards(band: list[Atom]) -> bool:
    """Frames side by side, level at their tops, with nothing beside them."""
    if len(band) < 3 or not all(isinstance(a, Panel) or (isinstance(a, Grid) and len(a.cells) == 1) for a in band):
        return False
    tops = [a.box.y0 for a in band]
    return max(tops) - min(tops) < 3


def _heads_columns(bands: list[list[Atom]], at: int) -> bool:
    """Whether what stands under a row of frames keeps to as many columns: the frames are their heads.

    Low frames are labels over the one row of values right under them, whatever comes next.
    """
    below = [a for band in bands[at + 1 : at + 9] for a in band]
    if below and len(_gaps(below)) >= len(_gaps(bands[at])):
        return True
    row = bands[at + 1] if at + 1 < len(bands) else []
    low = max(a.box.height for a in bands[at]) < 30 and not _is_row_of_cards(row)
    return low and bool(row) and all(isinstance(a, Line) for a in row) and len(_gaps(row)) >= len(_gaps(bands[at]))


def _label_rows(left: list[Atom], right: list[Atom], gutter: float, is_label: Callable[[str], bool]) -> list[Part]:
    """Rows when the left column holds labels facing the values at its right; two lists for two pairs a row.

    A value that is itself a table stands alone after its label, between the rows above and below.
    """
    if not all(isinstance(a, Line) for a in left) or not left or not right:
        return []
    if any(isinstance(a, Panel) for a in right):
        return []
    second = _second_labels(right, is_label)
    if second is not None:
        values = [r for r in right if r.box.x0 < second - 3]
        others = [r for r in right if r.box.x0 >= second - 3]
        labels = [r for r in others if r.box.x0 < second + 4]
        facing = [r for r in others if r.box.x0 >= second + 4]
        if values and facing:
            first = _label_rows(left, values, gutter, is_label)
            edge = min(r.box.x0 for r in facing) - 3
            rest = _label_rows(labels, facing, edge, is_label)
            if first and rest:
                return [*first, *rest]
    left = sorted(left, key=lambda a: a.box.y0)
    groups: list[list[Line]] = []
    for line in left:
        if groups and line.box.y0 - groups[-1][-1].box.y1 < 0.6 * line.box.height:
            groups[-1].append(line)
        else:
            groups.append([line])
    cut = [part for group in groups for part in _stacked_labels(group, is_label)]
    known = sum(is_label(" ".join(line.text for line in g)) for g in cut)
    whole = bounding(a.box for a in left + right)
    lines = [r for r in right if isinstance(r, Line)]
    facing = [next((r for r in lines if abs(r.box.cy - g[0].box.cy) < 0.5 * g[0].box.height), None) for g in cut]
    if sum(bool(f and is_label(f.text)) for f in facing if isinstance(f, Line)) >= 0.5 * max(known, 1):
        return []  # two columns that each hold labels over their values
    if known < 2 or known < 0.5 * len(cut) or gutter - whole.x0 > 0.55 * whole.width:
        return []
    if len(lines) == len(right) and (blocks := values_by_blanks(cut, lines)):
        return _row_parts(list(zip(cut, blocks, strict=True)), whole, gutter)
    tops = [g[0].box.y0 - 0.5 * g[0].box.height for g in cut]
    rows: list[tuple[list[Line], list[Atom]]] = []
    above = [r for r in right if _top_line(r) < tops[0]]
    if above:
        rows.append(([], above))
    for k, group in enumerate(cut):
        bottom = tops[k + 1] if k + 1 < len(cut) else float("inf")
        values = [r for r in right if tops[k] <= _top_line(r) < bottom]
        rows.append((group, sorted(values, key=lambda r: (r.box.cy, r.box.x0))))
    return _row_parts(rows, whole, gutter)


def _top_line(atom: Atom) -> float:
    """Height an atom is read at: a line's middle, a table's first line."""
    return atom.box.cy if isinstance(atom, Line) else atom.box.y0 + min(atom.box.height, 14.0) / 2


def _row_parts(rows: list[tuple[list[Line], list[Atom]]], whole: Box, gutter: float) -> list[Part]:
    parts: list[Part] = []
    run: list[tuple[list[Line], list[Line]]] = []

    def flush() -> None:
        if run:
            box = bounding(line.box for label, values in run for line in (*label, *values))
            parts.append(LabelRows(list(run), Box(whole.x0, box.y0, whole.x1, box.y1), gutter))
            run.clear()

    for label, values in rows:
        if all(isinstance(v, Line) for v in values):
            run.append((label, values))
            continue
        flush()
        for column in (label, values):
            if column:
                parts.append(Flow(list(column), bounding(a.box for a in column)))
    flush()
    return parts


def _stacked_labels(group: list[Line], is_label: Callable[[str], bool]) -> list[list[Line]]:
    """Lines printed close together, cut into the labels they are; kept whole when most of it is no label."""
    spaced = _by_gap(group)
    if len(spaced) > 1 and all(is_label(" ".join(line.text for line in part)) for part in spaced):
        return spaced
    parts: list[list[Line]] = []
    current: list[Line] = []
    for k, line in enumerate(group):
        current.append(line)
        text = " ".join(part.text for part in current)
        after = group[k + 1].text if k + 1 < len(group) else ""
        longer = bool(after) and is_label(f"{text} {after}") and not is_label(after)
        if text.rstrip().endswith(":") or (is_label(text) and not longer):
            parts.append(current)
            current = []
    if current:
        parts.append(current)
    named = sum(is_label(" ".join(line.text for line in part)) for part in parts)
    return parts if len(parts) > 1 and named >= 0.6 * len(parts) else [group]


def _by_gap(group: list[Line]) -> list[list[Line]]:
    """Lines cut where the blank over one is wider than the narrowest among them."""
    gaps = [b.box.y0 - a.box.y1 for a, b in pairwise(group)]
    parts = [group[:1]]
    for line, gap in zip(group[1:], gaps, strict=True):
        if gap > min(gaps) + 0.25 * line.box.height:
            parts.append([])
        parts[-1].append(line)
    return parts


def _second_labels(right: list[Atom], is_label: Callable[[str], bool]) -> float | None:
    """x of a second column of labels among the values, when two or more stand in line."""
    lines = [a for a in right if isinstance(a, Line)]
    starts = sorted(a.box.x0 for a in lines if is_label(a.text) or is_label(_with_next(a, lines)))
    for x in starts:
        if sum(abs(x - other) < 4 for other in starts) >= 2 and any(a.box.x1 < x for a in right):
            return x
    return None


def _with_next(line: Line, lines: list[Line]) -> str:
    """The text of a line and of the one right under it, as a label over two lines would be."""
    for other in lines:
        if abs(other.box.x0 - line.box.x0) < 2 and -2 < other.box.y0 - line.box.y1 < 0.6 * line.box.height:
            return f"{line.text} {other.text}"
    return line.text
