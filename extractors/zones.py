"""Where a document speaks of itself: cover, running heads, stamps, then its body."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from models.block import PageLayout, Paragraph
from models.text import PlacedText


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or aside. ``zone``: cover, body, head (header or footer), stamp; ``rise``: size over body size."""

    text: PlacedText
    zone: str
    page: int
    rise: float = 1.0


_COVER_WORDS = 160  # a page with more words is no cover, whatever its heading's size


def passages(layouts: list[PageLayout]) -> list[Passage]:
    """Every paragraph and aside, in page order; footnotes and page numbers are left out."""
    body = _body_size(layouts)
    cover = _cover_pages(layouts)
    out: list[Passage] = []
    for layout in layouts:
        page = layout.page.number
        zone = "cover" if page in cover else "body"
        for group in _groups(layout, body):
            text = PlacedText.join((p.text for p in group), " ")
            out.append(Passage(text, zone, page, group[0].size / body if body else 1.0))
        for a in layout.asides:
            if a.text and a.kind in ("header", "footer", "stamp"):
                out.append(Passage(a.text, "stamp" if a.kind == "stamp" else "head", page))
    return out


def _groups(layout: PageLayout, body: float) -> list[list[Paragraph]]:
    """Paragraphs alone, but for large lines of one size close under each other: one title on several lines."""
    out: list[list[Paragraph]] = []
    for p in layout.paragraphs():
        if not p.text:
            continue
        last = out[-1][-1] if out else None
        if (
            last
            and min(p.size, last.size) >= 1.4 * body
            and abs(p.size - last.size) <= 0.08 * last.size
            and -0.5 * p.size <= p.box.y0 - last.box.y1 <= 0.7 * p.size
            and p.box.overlap_x(last.box) > 0
        ):
            out[-1].append(p)
        else:
            out.append([p])
    return out


def _body_size(layouts: list[PageLayout]) -> float:
    weights: Counter[float] = Counter()
    for layout in layouts:
        for p in layout.paragraphs():
            weights[round(p.size * 2) / 2] += len(p.text.text)
    if not weights:
        return 0.0
    return max(weights, key=lambda s: (weights[s], -s))


def _cover_pages(layouts: list[PageLayout]) -> set[int]:
    """The first page with text when it is short or of large letters, and the next ones of a few words."""
    out: set[int] = set()
    for layout in layouts[:4]:
        words = sum(len(p.text.text.split()) for p in layout.paragraphs())
        if not words:
            continue
        if words > (_COVER_WORDS if not out else 40):
            break
        out.add(layout.page.number)
    return out
