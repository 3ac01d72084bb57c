"""Numbers of lines printed down the margin, as drafts sent for advice and acts put to the vote have them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from models.geometry import Box
from models.page import Page, Word

_MARGIN = 0.14  # share of the page's width where they stand
_LEAST = 5  # numbers on a page that prove the habit
_ALIGNED = 3.0  # points


def line_numbers(pages: list[Page]) -> list[list[Word]]:
    """The words of each page that only number its lines.

    They go up by one step all down the page, alone in their column, and there are as many lines as they count: the
    figures of a table's first column have a heading over them, or rows of several lines.
    """
    found = [_column(page) for page in pages]
    proved = [(words, step) for page, (words, step) in zip(pages, found, strict=True) if _counts(page, words, step)]
    if not proved:
        return [[] for _ in pages]
    every = [w.box for words, _ in proved for w in words]
    left, right, steps = min(b.x0 for b in every), max(b.x1 for b in every), {step for _, step in proved}

    def there(box: Box) -> bool:
        return box.x0 >= left - _ALIGNED and (box.x0 <= left + _ALIGNED or box.x1 <= right + _ALIGNED)

    return [
        words if (len(words) == 1 or step in steps) and all(there(w.box) for w in words) else [] for words, step in found
    ]


def _column(page: Page) -> tuple[list[Word], int]:
    """The figures down the left margin and what they go up by; nothing where another word stands among them."""
    edge = _MARGIN * page.width
    straight = [w for w in page.words if w.angle == 0]
    near = [w for w in straight if w.box.x1 < edge]
    figures = sorted((w for w in near if w.text.isdigit() and len(w.text) <= 4), key=lambda w: w.box.cy)
    if not figures:
        return [], 0
    outermost = min(w.box.x1 for w in figures)
    figures = [w for w in figures if w.box.x0 <= outermost]  # a list's own figures stand further in
    if min(_spread(w.box.x0 for w in figures), _spread(w.box.x1 for w in figures)) > _ALIGNED:
        return [], 0
    own, right = {id(w) for w in figures}, max(w.box.x1 for w in figures)
    if any(id(w) not in own and w.box.x0 < right + 2 for w in straight):
        return [], 0
    steps = {int(b.text) - int(a.text) for a, b in itertools.pairwise(figures)}
    if len(steps) > 1 or min(steps, default=1) < 1:
        return [], 0
    return figures, min(steps, default=0)


def _counts(page: Page, figures: list[Word], step: int) -> bool:
    """Whether the page has as many lines as its figures say, give or take headings and cells beside each other."""
    if len(figures) < _LEAST:
        return False
    own = {id(w) for w in figures}
    top, bottom = figures[0].box.y0 - 2, figures[-1].box.y1 + 2
    heights = sorted(w.box.y1 for w in page.words if w.angle == 0 and id(w) not in own)
    every = [b for a, b in itertools.pairwise([-100.0, *heights]) if b - a > 2]
    within = sum(top < y < bottom + 2 for y in every)
    said = (len(figures) - 1) * step + 1
    return 0.75 * said <= within <= 1.35 * said and len(every) - within <= max(6, step + 3, 0.25 * len(every))


def _spread(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[-1] - ordered[0]
