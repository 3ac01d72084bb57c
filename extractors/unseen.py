"""Words a page holds and does not show: white on white, or printed in no ink."""

from __future__ import annotations

import numpy as np
import pymupdf

from models.geometry import Box
from models.page import Fill, Word

_PALE = 0xF4  # least of red, green and blue, from which ink is white
_CONTRAST = 16  # of 255: less between the lightest and the darkest point of a word's place, and nothing is to be read


def shown(
    words: list[Word], inkless: set[int], fills: list[Fill], images: list[Box], source: pymupdf.Page
) -> list[Word]:
    """The words without those the page, once painted, does not show. ``inkless``: places of words of no ink.

    A word over an image is left to triage: it may be the text of a scan.
    """
    white = {color for color in {w.color for w in words} if _is_white(color)}
    if not white and not inkless:
        return words
    doubtful = [k for k, w in enumerate(words) if k in inkless or (w.color in white and not _on_fill(w, fills))]
    doubtful = [k for k in doubtful if not any(i.holds(words[k].box, 1) for i in images)]
    if not doubtful:
        return words
    pixmap = source.get_pixmap(colorspace=pymupdf.csGRAY, alpha=False)
    page = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.stride)[:, : pixmap.width]
    gone = {k for k in doubtful if not _is_painted(words[k].box, page)}
    return [w for k, w in enumerate(words) if k not in gone]


def _is_white(color: int) -> bool:
    return min(color >> 16 & 255, color >> 8 & 255, color & 255) >= _PALE


def _on_fill(word: Word, fills: list[Fill]) -> bool:
    return any(f.box.holds(word.box, 1) and not _is_white(f.color) for f in fills)


def _is_painted(box: Box, page: np.ndarray) -> bool:
    """Whether anything shows where the word stands; ``page`` has one point a PDF point."""
    x0, y0, x1, y1 = (max(0, int(v)) for v in (box.x0, box.y0, box.x1 + 1, box.y1 + 1))
    place = page[y0:y1, x0:x1]
    return place.size == 0 or int(place.max()) - int(place.min()) >= _CONTRAST
