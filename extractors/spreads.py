"""Sheets that hold two pages abreast: read as two pages, and their values told where they stand on the sheet.

A brochure's spreads, two pages printed a sheet, a booklet ready to fold. Nothing is parted on looks alone: the two halves
bear numbers of pages that follow each other, or one running line, and no word stands across the fold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from extractors.french.fold import fold
from extractors.layout.lines import make_lines
from models.block import Line
from models.geometry import Box
from models.page import Page, Word
from models.segment import ActionNode, Metadata, OrientationNode, Remark
from models.text import Place, PlacedText

_WIDE = 1.2  # width over height of two pages abreast, at least
_EDGE = 0.115  # share of the height where running lines and page numbers stand
_LEVEL = 3.0  # points between two halves' running lines
_FOLIO = re.compile(r"(?:page|p\.?)?\s*[-–|]?\s*(\d{1,3})(?:\s*(?:/|sur|\|)\s*\d{1,3})?\s*[-–|]?")
_ENDS = re.compile(r"^(\d{1,3})\s*[-–|•]?\s+\D|\D\s+(?:[-–|•]\s*)?(?:page\s+|p\.\s*)?(\d{1,3})(?:\s*(?:/|sur)\s*\d{1,3})?$")
_UNREAD = 60  # points: letters of a watermark, that any page may have across it


@dataclass(slots=True)
class Half:
    """One page of a sheet: ``page`` numbered and placed as a page of its own, ``left`` points from the sheet's edge."""

    page: Page
    sheet: Page
    left: float


def part_sheets(pages: list[Page], is_content: Callable[[str], bool]) -> list[Half] | None:
    """The document's pages in the order of their numbers, None where no sheet holds two.

    ``is_content`` knows labels and headings, which are no running line.
    """
    wide = [p for p in pages if p.words and p.width >= _WIDE * p.height and _clear(p)]
    edges = {p.number: [_edge_lines(half, p, is_content) for half in _halves(p)] for p in wide}
    folios = {n: _follow(*sides) for n, sides in edges.items()}
    folded = _booklet(wide, edges)
    proved = [p for p in wide if folded or folios[p.number] or _one_running(*edges[p.number], p)]
    if not proved or len(proved) < 0.6 * len(wide) or len(proved) < 0.5 * sum(bool(p.words) for p in pages):
        return None
    if not folded and not any(folios.values()) and len(proved) < 2:
        return None
    sizes = {(round(p.width), round(p.height)) for p in proved}
    parted = {p.number for p in wide if (round(p.width), round(p.height)) in sizes}
    out: list[tuple[int, Page, float, float]] = []
    for page in pages:
        if page.number not in parted:
            out.append((0, page, 0.0, page.width))
            continue
        for side, words in enumerate(_halves(page)):
            if words:
                order = folded[page.number][side] if folded else 0
                out.append((order, page, side * page.width / 2, page.width / 2))
    if folded:
        out.sort(key=lambda h: h[0])
    return [Half(_cut(page, n, left, width), page, left) for n, (_, page, left, width) in enumerate(out, 1)]


def _clear(page: Page) -> bool:
    """No word and no rule stands across the fold."""
    fold_at = page.width / 2
    across = [*(w.box for w in page.words if not _is_watermark(w)), *(r.box for r in page.rules)]
    return not any(b.x0 < fold_at - 2 and b.x1 > fold_at + 2 for b in across)


def _is_watermark(word: Word) -> bool:
    return word.angle not in (0, 90, 180, 270) or word.size >= _UNREAD


def _halves(page: Page) -> tuple[list[Word], list[Word]]:
    middle = page.width / 2
    return [w for w in page.words if w.box.cx < middle], [w for w in page.words if w.box.cx >= middle]


def _edge_lines(words: list[Word], page: Page, is_content: Callable[[str], bool]) -> list[Line]:
    """The lines at the head and foot of a half."""
    high, low = _EDGE * page.height, (1 - _EDGE) * page.height
    near = [w for w in words if w.angle == 0 and (w.box.y1 <= high or w.box.y0 >= low)]
    return [line for line in make_lines(near) if not is_content(line.text)]


def _numbers(line: Line) -> list[int]:
    """The page's number a line may bear: alone, or at one of its ends."""
    text = fold(line.text).strip()
    if m := _FOLIO.fullmatch(text):
        return [int(m[1])]
    return [int(g) for m in _ENDS.finditer(text) for g in m.groups() if g]


def _follow(left: list[Line], right: list[Line]) -> bool:
    """Whether the right half's number comes next, at the height of the left one's."""
    return any(
        abs(a.box.cy - b.box.cy) < _LEVEL and any(y == x + 1 for x in _numbers(a) for y in _numbers(b))
        for a in left for b in right
    )  # fmt: skip


def _one_running(left: list[Line], right: list[Line], page: Page) -> bool:
    """One line at the same height of both halves, at the same place of each or mirrored by the fold."""
    half = page.width / 2
    return any(
        abs(a.box.cy - b.box.cy) < _LEVEL
        and len(key := _running_key(a.text)) >= 4
        and key == _running_key(b.text)
        and (abs(b.box.x0 - a.box.x0 - half) < _LEVEL or abs(a.box.x0 + b.box.x1 - page.width) < _LEVEL)
        for a in left for b in right
    )  # fmt: skip


def _running_key(text: str) -> str:
    return re.sub(r"\W+|\d+", " ", fold(text)).strip()


def _booklet(wide: list[Page], edges: dict[int, list[list[Line]]]) -> dict[int, tuple[int, int]]:
    """The numbers of both halves of each sheet of a booklet to fold, whose sum is the same on all; else nothing.

    A cover and its back may bear no number: what the others tell of them is enough.
    """
    if len(wide) < 2:
        return {}
    total = 2 * len(wide) + 1
    out: dict[int, tuple[int, int]] = {}
    told = 0
    for k, page in enumerate(wide):
        first = k + 1
        pair = (total - first, first) if k % 2 == 0 else (first, total - first)
        for number, side in zip(pair, edges[page.number], strict=True):
            numbers = {n for line in side for n in _numbers(line)}
            if numbers and number not in numbers:
                return {}
            told += bool(numbers)
        out[page.number] = pair
    return out if told >= max(3, len(wide)) else {}


def _cut(page: Page, number: int, left: float, width: float) -> Page:
    """What stands between ``left`` and ``left + width``, as a page by itself."""
    if left == 0 and width == page.width and number == page.number:
        return page
    whole = width == page.width

    def kept(box: Box) -> bool:
        return whole or min(box.x1, left + width) - max(box.x0, left) > 0.5 or left <= box.cx < left + width

    def moved(box: Box) -> Box:
        x0, x1 = max(box.x0 - left, 0.0), min(box.x1 - left, width)
        return Box(min(x0, x1), box.y0, max(x0, x1), box.y1) if not whole else box

    words = page.words if whole else [w for w in page.words if left <= w.box.cx < left + width or _outside(w, page, left)]
    cut = replace(
        page,
        number=number,
        width=width,
        words=[replace(w, page=number, box=Box(w.box.x0 - left, w.box.y0, w.box.x1 - left, w.box.y1)) for w in words],
        rules=[replace(r, box=moved(r.box)) for r in page.rules if kept(r.box)],
        fills=[replace(f, box=moved(f.box)) for f in page.fills if kept(f.box)],
        images=[moved(b) for b in page.images if kept(b)],
        dots=[moved(b) for b in page.dots if kept(b)],
        display=None,
    )
    cut.printed_words = page.printed_words if whole else len(words)
    return cut


def _outside(word: Word, page: Page, left: float) -> bool:
    """A word printed beyond the sheet's edge belongs to the half on its side."""
    return word.box.cx < 0 == left or (word.box.cx >= page.width and left > 0)


def put_back(
    halves: list[Half],
    orientations: list[OrientationNode],
    actions: list[ActionNode],
    metadata: Metadata,
    remarks: list[Remark],
) -> list[Remark]:
    """Every place told in points of the sheet again, in place; the remarks with the sheet's number; sheets have a role."""
    by_number = {half.page.number: half for half in halves}

    def sheet(number: int) -> int:
        return by_number[number].sheet.number if number in by_number else number

    def shifted(page: int, box: Box) -> Box:
        left = by_number[page].left if page in by_number else 0.0
        return Box(box.x0 + left, box.y0, box.x1 + left, box.y1)

    def placed(places: Iterable[Place]) -> list[Place]:
        return [replace(p, page=sheet(p.page), box=shifted(p.page, p.box)) for p in places]

    done: set[int] = set()
    for text in _texts(orientations, actions):
        if id(text.marks) not in done:  # a text of two fields moves once
            text.marks[:] = [replace(m, page=sheet(m.page), box=shifted(m.page, m.box)) for m in text.marks]
            done.add(id(text.marks))
    for node in orientations:
        node.places = placed(node.places)
        node.page = sheet(node.page) if node.page is not None else None
    for action in actions:
        action.page_start = sheet(action.page_start)
        action.page_end = max(action.page_start, sheet(action.page_end))  # a booklet's pages go to and fro
    metadata.places = {name: placed(places) for name, places in metadata.places.items()}
    for half in halves:
        if half.page is not half.sheet and half.page.role and half.sheet.role != "action":
            half.sheet.role = half.page.role
    return [
        replace(r, page=sheet(r.page), message=r.message.replace(f"page {r.page} ", f"page {sheet(r.page)} ", 1))
        for r in remarks
    ]


def _texts(orientations: list[OrientationNode], actions: list[ActionNode]) -> Iterator[PlacedText]:
    for node in orientations:
        if node.title is not None:
            yield node.title
    for action in actions:
        yield action.title
        for f in action.fields:
            yield f.text
            for row in f.table.rows if f.table else ():
                yield from row.values()
