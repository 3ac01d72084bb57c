"""Digital pages laid on their side in the file: made upright, with the way back to the page as displayed."""

from __future__ import annotations

from collections import Counter

from extractors.placing import placed
from models.page import Display, Page

_MOST = 0.7  # share of the letters turned one way, from which the page is turned and not its margins
_LEAST = 15  # words; a chapter's tab has fewer


def made_upright(page: Page) -> Page:
    """``page``, or when nearly all its text is turned one way, the page as one reads it, its head turned to it."""
    if page.display is not None or len(page.words) < _LEAST or not any([w.angle for w in page.words]):
        return page
    letters: Counter[int] = Counter()
    for word in page.words:
        letters[word.angle] += len(word.text)
    angle, most = letters.most_common(1)[0]
    if angle not in (90, 180, 270) or most < _MOST * letters.total():
        return page
    w, h = page.width, page.height
    display = Display(w, h, {90: (0, 1, 0, -1, 0, h), 180: (-1, 0, w, 0, -1, h), 270: (0, -1, w, 1, 0, 0)}[angle])
    return placed(page, display.straight, w if angle == 180 else h, h if angle == 180 else w, display, turn=angle)
