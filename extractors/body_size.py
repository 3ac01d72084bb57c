"""Pages drawn much larger or smaller than office paper, brought to its scale: a poster, slides of 1920 points, a sheet shrunk to fit.

Distances in the layout rules are those of text of about ten points. A page whose text is far from it is read at ten;
``Page.display`` leads back to where its words stand in the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractors.placing import placed
from models.geometry import Box
from models.page import Display, Page, Word

_USUAL = 10.0  # points
_SMALL, _LARGE = 6.2, 14.5  # points: running text of office paper lies between
_LEAST = 200  # letters by which a format of page tells its size


def settle_body_size(pages: list[Page]) -> None:
    """Replace, in place, the pages whose running text is far smaller or larger than ten points; those of one format alike."""
    formats: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for k, page in enumerate(pages):
        if page.words:
            formats[round(page.width / 20), round(page.height / 20)].append(k)
    for several in formats.values():
        unit = unit_of(word for k in several for word in pages[k].words)
        if unit != 1.0:
            for k in several:
                pages[k] = _scaled(pages[k], 1 / unit)


def unit_of(words: Iterable[Word]) -> float:
    """Points of the pages for one of office paper: 1 where the size half of the letters reach is a usual one."""
    letters: defaultdict[float, int] = defaultdict(int)
    for word in words:
        if word.angle == 0:
            letters[word.size] += len(word.text)
    total, seen = sum(letters.values()), 0
    if total < _LEAST:
        return 1.0
    for size in sorted(letters):
        seen += letters[size]
        if 2 * seen >= total:
            return 1.0 if _SMALL < size < _LARGE else size / _USUAL
    return 1.0


def _scaled(page: Page, by: float) -> Page:
    a, b, c, d, e, f = page.display.affine if page.display else (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    wide, high = (page.display.width, page.display.height) if page.display else (page.width, page.height)
    display = Display(wide, high, (a / by, b / by, c, d / by, e / by, f))

    def place(box: Box) -> Box:
        return Box(box.x0 * by, box.y0 * by, box.x1 * by, box.y1 * by)

    return placed(page, place, page.width * by, page.height * by, display, size=by)
