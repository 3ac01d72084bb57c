"""Axis titles turned on their side: the cell they run through, whole, and over the page's end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from extractors.layout.grid import Grid
from extractors.layout.lines import turned_lines
from models.block import Cell, Line, PageLayout, Paragraph, Table
from models.geometry import Box, bounding
from models.page import Page, Rule, Word
from models.text import PlacedText


def merge_under_titles(grids: list[Grid], page: Page, words: list[Word]) -> list[Grid]:
    """Cells a turned title runs through made one: a tool may paint one merged cell row by row."""
    lines = turned_lines(w for w in words if w.angle in (90, 270))
    if not lines:
        return grids
    out = []
    for grid in grids:
        if len(grid.cells) >= 4:
            for line in lines:
                if grid.box.holds(line.box, 1):
                    for title in titles_of(line, grid, page):
                        grid = _merged(grid, title, page, words)
        out.append(grid)
    return out


def stroke_bands(page: Page, is_label: Callable[[str], bool]) -> Page:
    """The page with the strokes that part rows drawn on through the band of turned labels at the rows' left.

    A stroke does not show on a dark band, on scans least of all; the labels say that the band has a cell a row.
    """
    turned = [w for w in page.words if w.angle in (90, 270)]
    if len(turned) < 2:
        return page
    drawn: list[Rule] = []
    for band in (f.box for f in page.fills if 10 < f.box.width < 90 and f.box.height > 1.5 * f.box.width):
        said = [w for w in turned if band.holds(w.box, 3)]
        ends = [
            r.box.cy
            for r in page.rules
            if r.horizontal and abs(r.box.x0 - band.x1) < 5 and r.box.width > 2 * band.width and band.y0 + 5 < r.box.cy < band.y1 - 5
        ]
        gaps = [sorted((a.box.cy, b.box.cy)) for line in turned_lines(said) for a, b in pairwise(line.words) if _is_blank(a, b)]
        ends = [y for y in ends if not any(w.box.y0 + 2 < y < w.box.y1 - 2 for w in said)]
        ends = [y for y in ends if not any(y0 < y < y1 for y0, y1 in gaps)]
        rows = [band.y0, *sorted(ends), band.y1]
        texts = [
            " ".join(w.text for line in turned_lines(w for w in said if y0 <= w.box.cy < y1) for w in line.words)
            for y0, y1 in pairwise(rows)
        ]
        if len(rows) > 2 and all(texts) and 2 * sum(map(is_label, texts)) >= len(texts):
            drawn += [Rule(Box(band.x0, y - 0.3, band.x1 + 1, y + 0.3)) for y in ends]
    return replace(page, rules=[*page.rules, *drawn]) if drawn else page


def _is_blank(a: Word, b: Word) -> bool:
    """Whether two turned words have no more than a blank between them."""
    return max(a.box.y0, b.box.y0) - min(a.box.y1, b.box.y1) < 0.6 * min(a.size, b.size)


def titles_of(line: Line, grid: Grid, page: Page) -> list[Line]:
    """The titles of a turned line: one, or one a cell where strokes, or paint under two words or more, part them."""
    runs: list[tuple[int | None, list[Word]]] = []
    for word in line.words:
        centre = Box(word.box.cx, word.box.cy, word.box.cx, word.box.cy)
        home = next((k for k, c in enumerate(grid.cells) if c.holds(centre, 0)), None)
        if runs and runs[-1][0] == home:
            runs[-1][1].append(word)
        else:
            runs.append((home, [word]))
    parts = runs[:1]
    for home, words in runs[1:]:
        before, said = parts[-1]
        if home is not None and before is not None and _parted(grid, before, home, said, words, page):
            parts.append((home, words))
        else:
            parts[-1] = (before if home is None else home, [*said, *words])
    return [Line(words, bounding(w.box for w in words)) for _, words in parts] if len(parts) > 1 else [line]


def _parted(grid: Grid, a: int, b: int, said: list[Word], words: list[Word], page: Page) -> bool:
    """Whether the words of two cells are a title each."""
    if grid.fills[a] != grid.fills[b] and min(len(said), len(words)) >= 2:
        return True
    one, other = grid.cells[a], grid.cells[b]
    across = any(w.box.overlap_y(one) > 1.5 and w.box.overlap_y(other) > 1.5 for w in (*said[-1:], *words[:1]))
    return not across and _same_column(one, other) and not _open_between(one, other, page)


def _merged(grid: Grid, line: Line, page: Page, words: list[Word]) -> Grid:
    home = home_of(line, grid.cells)
    if home is None or grid.fills[home] is None:
        return grid
    column = sorted(
        (
            k
            for k, c in enumerate(grid.cells)
            if _same_column(c, grid.cells[home]) and grid.fills[k] == grid.fills[home]
        ),
        key=lambda k: grid.cells[k].y0,
    )
    at = column.index(home)
    runs = [at, at]
    for side, step in ((0, -1), (1, 1)):
        while 0 <= (k := runs[side] + step) < len(column):
            inner, outer = grid.cells[column[runs[side]]], grid.cells[column[k]]
            if not _open_between(inner, outer, page) or _others(outer, line, words):
                break
            runs[side] = k
    taken = column[runs[0] : runs[1] + 1]
    if len(taken) < 2:
        return grid
    cells = [c for k, c in enumerate(grid.cells) if k not in taken]
    fills = [f for k, f in enumerate(grid.fills) if k not in taken]
    return Grid(grid.box, [bounding(grid.cells[k] for k in taken), *cells], [grid.fills[home], *fills])


def whole_words(lines: list[Line]) -> list[Word]:
    """The words of a turned title's lines, a word that a hyphen parts over two of them put together again."""
    out: list[Word] = []
    for line in lines:
        first = line.words[0]
        if out and out[-1].text[-1:] in "-‐\u00ad" and len(out[-1].text) > 2 and first.text[:1].islower():
            last = out.pop()
            out.append(replace(last, text=last.text[:-1] + first.text, box=last.box.union(first.box)))
            out += line.words[1:]
        else:
            out += line.words
    return out


def home_of(line: Line, cells: list[Box]) -> int | None:
    """The cell that holds most of a turned line's length; None when it stands in none."""
    shared = [(c.overlap_y(line.box), -k) for k, c in enumerate(cells) if c.x0 - 1 <= line.box.cx <= c.x1 + 1]
    length, k = max(shared, default=(0.0, 0))
    return -k if length > 0 else None


def _same_column(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) < 3 and abs(a.x1 - b.x1) < 3


def _open_between(a: Box, b: Box, page: Page) -> bool:
    """Whether two cells of a column touch with no stroke between them."""
    upper, lower = (a, b) if a.y0 < b.y0 else (b, a)
    if abs(lower.y0 - upper.y1) > 3:
        return False
    return not any(
        r.horizontal and abs(r.box.cy - upper.y1) < 2.5 and r.box.overlap_x(a) > 0.5 * a.width for r in page.rules
    )


def _others(cell: Box, line: Line, words: list[Word]) -> bool:
    """Whether the cell holds words that are not the title's."""
    return any(cell.holds(w.box, 0) and not any(w is own for own in line.words) for w in words)


def join_over_pages(layouts: list[PageLayout], is_label: Callable[[str], bool]) -> None:
    """Turned titles whose cell the page cuts, put together in the cell where the group of rows begins.

    A field's label is whole: the last one of a page and the first of the next are two.
    """
    for before, after in pairwise(layouts):
        above = before.blocks[-1] if before.blocks else None
        below = next((b for b in after.blocks if isinstance(b, Table)), None)
        if isinstance(above, Table) and below is not None and above.cols == below.cols:
            _join(above, below, is_label)


def _join(above: Table, below: Table, is_label: Callable[[str], bool]) -> None:
    last = max((c for c in above.cells if _is_turned(c)), key=lambda c: c.box.y1, default=None)
    first = min((c for c in below.cells if _is_turned(c)), key=lambda c: c.box.y0, default=None)
    if last is None or first is None or last.fill is None or last.fill != first.fill:
        return
    ends = last.row + last.row_span >= above.rows
    heads = [c for c in below.cells if c.row + c.row_span <= first.row]
    opens = first.row == 0 or (first.row <= 2 and bool(heads) and all(c.fill != first.fill for c in heads))
    if not ends or not opens or not _same_column(last.box, first.box):
        return
    upwards = first.paragraphs[0].words[0].angle == 90
    start, rest = (first, last) if upwards else (last, first)
    head, tail = start.paragraphs[0], rest.paragraphs[0]
    if is_label(head.text.text) or is_label(tail.text.text):
        return
    if not head.text or not tail.text or (tail.text.text[:1].isupper() and _is_whole(head.text.text)):
        return
    last.paragraphs = [_joined(head, tail, last)]
    first.paragraphs = []


def _is_turned(cell: Cell) -> bool:
    return not cell.upright and len(cell.paragraphs) == 1 and bool(cell.paragraphs[0].words)


def _is_whole(text: str) -> bool:
    """Whether a title seems complete: several words, none of them cut."""
    return len(text.split()) > 3


def _joined(head: Paragraph, tail: Paragraph, cell: Cell) -> Paragraph:
    """One paragraph; a word or a piece of one that both pages print is kept once."""
    first, *others = tail.text.text.split(" ", 1)
    twice = head.text.text.split(" ")[-1].endswith(first) and others
    rest = tail.text.slice(len(first) + 1) if twice else tail.text
    text = PlacedText.join([head.text, rest], " ")
    return Paragraph(
        text, tail.box if tail.page == cell.page else head.box, cell.page, size=head.size, bold=head.bold and tail.bold,
        italic=head.italic, color=head.color, fill=cell.fill, column=cell.box, words=[*head.words, *tail.words],
    )  # fmt: skip
