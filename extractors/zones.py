"""Where a document speaks of itself: cover, running heads, stamps, then its body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from extractors.french.fold import fold
from extractors.french.plan_types import find_plan_types, read_own_name
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


_FOREWORD = 8  # pages that an act or a letter before the plan may take
_ACT = re.compile(
    r"\W*(?:extraits? (?:du|des) (?:registre|proces|deliberation)|registre des deliberations|(?:projet de )?deliberation\b|"
    r"rapport (?:au|du) (?:conseil|president)|(?:conseil|comite|bureau) (?:municipal|communautaire|departemental|"
    r"metropolitain|regional|syndical)\W*$|seance (?:publique )?du\b)"
)
_LETTER = re.compile(r"\W*(?:madame|monsieur|mesdames|messieurs)\b[^.;:]{0,60},\W*$|\W*objet :")


def own_part(layouts: list[PageLayout]) -> list[PageLayout]:
    """The pages from the plan's own title on, where the deliberation that adopts it or a letter comes before it."""
    parts = [p for p in passages(layouts[: _FOREWORD + 1], layouts) if p.zone in ("cover", "body")]
    if not parts:
        return layouts
    if any(p.rise >= 1.6 and not _ACT.match(fold(p.text.text)) for p in parts if p.page == parts[0].page):
        return layouts  # a cover, which may tell the act that adopted the plan
    first = [fold(p.text.text) for p in parts if p.page == parts[0].page]
    act = any(_ACT.match(text) for text in first[:8])
    if not act and not any(_LETTER.match(text) for text in first):
        return layouts
    said = 0.0  # the largest letters that named a plan so far
    for layout in layouts[: _FOREWORD + 1]:
        own = [p for p in parts if p.page == layout.page.number]
        words = sum(len(p.text.text.split()) for p in own)
        rise = max((p.rise for p in own if len(p.text.text) < 250 and _names_a_plan(p.text.text)), default=0.0)
        is_title = rise >= 1.4 if act else rise >= 1.8 and words <= _COVER_WORDS
        if is_title and rise >= 1.25 * said and own[0].page != parts[0].page:
            return [la for la in layouts if la.page.number >= layout.page.number]
        said = max(said, rise)
    return layouts


def _names_a_plan(text: str) -> bool:
    return bool(find_plan_types(text) or read_own_name(text))


def passages(layouts: list[PageLayout], whole: list[PageLayout] | None = None) -> list[Passage]:
    """Every paragraph and aside, in page order; footnotes and page numbers are left out.

    ``whole``: the document these pages are of, whose usual size of letters is theirs.
    """
    body = _body_size(whole or layouts)
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
