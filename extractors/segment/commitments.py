"""Posters and charters that only list what they commit to: "DÉFI II" over "a. Réparer les fuites", "b. ..."; no fields."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from extractors.french.fold import fold
from extractors.french.headings import Heading, read_heading
from extractors.french.lexicon import read_label
from extractors.segment.fiches import Spot, spot
from extractors.segment.outline import Scheme, heading_of
from extractors.segment.style import Look, Styles, look, opens_aside
from models.block import PageLayout, Paragraph

_MOST = 0.7  # of the items are acts, of the levels hold some
_SHORT = 4  # pages of a document whose items need no number
_COUNTED = re.compile(r"(?P<number>[a-z]|[A-Z]|\d{1,2})\s?[.)/–—-]\s+(?=\S)|(?P<bare>\d{1,2})\s+(?=[A-ZÀ-Ý][a-zà-ÿ'’])")
_TICK = re.compile(r"[•■▪●◦o☐□❏❑✓✔➢►▶→-]")
_ACT = re.compile(
    r"(?:(?:ne (?:pas|plus) |n'|s'|se |mieux |en |y |l'|les? |la )?"
    r"(?!(?:premier|dernier|atelier|chantier|quartier|hier|cahier|calendrier|janvier|fevrier|metier|loyer|foyer)\b)[a-z-]{2,}(?:er|ir|oir|re)\b"
    r"|(?:[a-z-]{4,}(?:tion|ment|age)|mise en [a-z]+|ouverture|soutien|appui)s? (?:de |du |des |d'|a |au ))"
)

Item = tuple[str | None, int]  # a commitment's number, if any, and the offset of its title in its paragraph


def listed_items(
    layouts: list[PageLayout], skipped: set[int], styles: Styles, start: int | None, *, apart: bool = False
) -> dict[Spot, Item]:
    """The items listed under numbered levels, counted or ticked, each an act; none where the document is not such a list.

    ``skipped``: contents pages; ``start``: the plan's first year; ``apart``: only under levels whose number stands on a line
    of its own, over the title, as the heads of a poster's frames do.
    """
    held: list[tuple[Heading, list[tuple[Paragraph, Item]]]] = []
    aside = False
    short = len(layouts) <= _SHORT
    for layout in layouts:
        for p in layout.paragraphs() if layout.page.number not in skipped else ():
            heading = heading_of(p, styles)
            if heading is not None and heading.role == "level" and heading.number:
                if apart and not _named_apart(p, heading):
                    return {}
                held.append((heading, []))
                aside = False
                continue
            aside = aside or (styles.stands_out(p) and p.bullet is None and opens_aside(p.text.text, start))
            item = None if aside or not held else _item(p, ticked=short)
            if item is not None:
                held[-1][1].append((p, item))
    if len({(h.kind, h.number) for h, _ in held}) < 2 or len({h.kind for h, _ in held}) > 2:
        return {}
    lists = [items for _, items in held if items]
    items = [pair for some in lists for pair in some]
    counted = [number is not None for _, (number, _) in items]
    if len(items) < 4 or len(set(counted)) > 1 or not _one_look(items):
        return {}
    if len([some for some in lists if len(some) >= 2]) < max(2, _MOST * len({(h.kind, h.number) for h, _ in held})):
        return {}
    if sum(bool(_ACT.match(fold(p.text.text[at:]).replace("’", "'"))) for p, (_, at) in items) < _MOST * len(items):
        return {}
    if counted[0] and not all(_goes_up(some) for some in lists) and not _goes_up(items):
        return {}
    return {place: item for p, item in items if (place := spot(p)) is not None}


def _named_apart(p: Paragraph, heading: Heading) -> bool:
    """Whether a level's title stands under its number, or is told elsewhere."""
    title = [m for m in p.text.marks if m.start >= heading.title_at]
    return not heading.title or (bool(title) and title[0].box.y0 > p.text.marks[0].box.y1 - 2)


def _item(p: Paragraph, *, ticked: bool) -> Item | None:
    """The item of a list a paragraph is: counted, or, where ``ticked``, after a sign."""
    text = p.text.text
    if len(text) > 300 or text.rstrip().endswith(":"):
        return None
    found = _COUNTED.match(text)
    if found:
        return found["number"] or found["bare"], found.end()
    heading = read_heading(text)
    if heading is not None and heading.role == "bare" and heading.number and heading.title:
        return heading.number, heading.title_at
    sign = p.bullet is not None and _TICK.match(p.bullet)
    return (None, 0) if ticked and sign and 12 <= len(text) <= 200 else None


def _one_look(items: list[tuple[Paragraph, Item]]) -> bool:
    """Whether the items are printed in one size; colours may change from level to level."""
    sizes = Counter(round(p.size) for p, _ in items)
    return max(sizes.values()) >= 0.9 * len(items)


def _goes_up(items: list[tuple[Paragraph, Item]]) -> bool:
    """Whether numbers begin at the first and go up one by one: a, b, c; 1, 2, 3; 2.1, 2.2."""
    places = [_place(number or "") for _, (number, _) in items]
    return places[0] == 1 and all(b == a + 1 for a, b in pairwise(places))


def _place(number: str) -> int:
    last = re.findall(r"\d+|[A-Za-z]", number)[-1:] or ["0"]
    return int(last[0]) if last[0].isdigit() else ord(last[0].lower()) - ord("a") + 1


def slogans(layouts: list[PageLayout], skipped: set[int], scheme: Scheme) -> set[Spot]:
    """Lines between a level's number and its title, smaller and lighter: "DÉFI II", "Un litre sur quatre se perd", "RÉPARER".

    Only where most levels of the document are printed so, their titles in a look nothing else has.
    """
    lone: list[tuple[Paragraph, Paragraph, Paragraph]] = []
    looks: Counter[Look] = Counter()
    levels = 0
    for layout in layouts:
        texts = list(layout.paragraphs()) if layout.page.number not in skipped else []
        looks.update(look(p) for p in texts)
        for k, p in enumerate(texts):
            heading = read_heading(p.text.text) if len(p.text.text) <= 40 else None
            if heading is None or heading.role != "level" or not heading.number or heading.title:
                continue
            levels += 1
            if len(texts) > k + 2 and _leads_in(texts[k + 1], texts[k + 2]):
                lone.append((p, texts[k + 1], texts[k + 2]))
    titled = Counter(look(title) for *_, title in lone)
    main = max(titled, key=lambda style: (titled[style], style), default=None)
    if main is None or main in scheme.styles or titled[main] < max(2, 0.8 * levels) or looks[main] > 1.25 * titled[main]:
        return set()
    return {place for _, led, title in lone if look(title) == main and (place := spot(led)) is not None}


def _leads_in(line: Paragraph, title: Paragraph) -> bool:
    """Whether a line is a slogan over a title: both short, the title larger and bolder."""
    texts = line.text.text, title.text.text
    if any(p.bullet is not None for p in (line, title)) or not all(5 < len(text) <= 120 for text in texts):
        return False
    if any(read_heading(text) or read_label(text) for text in texts) or line.bold:
        return False
    return title.size >= 1.1 * line.size and (title.bold or title.text.text.isupper())
