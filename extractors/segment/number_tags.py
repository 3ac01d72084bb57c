"""A level word with a number and nothing else, over each title: "ENGAGEMENT N° 3" there numbers the action."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extractors.french.headings import read_heading
from extractors.segment.fiches import Spot, spot
from extractors.segment.nesting import is_under
from extractors.segment.style import Look, look

if TYPE_CHECKING:
    from extractors.segment.outline import Event

_MOST = 0.8


def number_tag(events: Sequence[Event], styles: set[Look]) -> str | None:
    """The kind of heading that stands right over nearly every title of ``styles``, each time with one title under it."""
    titles = 0
    over: Counter[str] = Counter()
    met: Counter[str] = Counter()
    numbers: dict[str, set[str]] = {}
    last = ""  # the lone numbered level right before
    for event in events:
        if event.what == "head" and event.role == "level":
            last = event.kind if _is_lone(event) else ""
            if last:
                met[last] += 1
                numbers.setdefault(last, set()).add(event.number or "")
            continue
        if event.what == "title" and event.paragraph is not None and look(event.paragraph) in styles:
            titles += 1
            over[last] += bool(last)
        last = ""
    best = max(over, key=lambda k: (over[k], k), default=None)
    if best is None or over[best] < max(3, _MOST * titles, _MOST * met[best]):
        return None
    return best if len(numbers[best]) >= _MOST * met[best] else None  # levels come back, an action's number does not


def over_titles(events: Sequence[Event], kinds: set[str], size: float) -> set[Spot]:
    """Headings that are a number and nothing else, right over a title as large as the others: "Fiche 2" in small print."""
    out = set()
    for event, after in pairwise(events):
        titled = after.what == "title" and after.paragraph is not None and after.paragraph.size >= size - 0.3
        if titled and event.what == "head" and event.kind in kinds and _is_lone(event):
            out.add(spot(event.paragraph))
    return out


def holds_next(events: Sequence[Event], index: int) -> bool:
    """Whether a bare number stands right over a numbered word it begins the number of: "A | Loger" over "Chantier A1"."""
    own, after = events[index], events[index + 1] if index + 1 < len(events) else None
    over = own.role == "bare" and after is not None and after.what == "head" and after.role == "level"
    return over and is_under(after.number, own.number)


def _is_lone(event: Event) -> bool:
    if event.paragraph is None or not event.number:
        return False
    heading = read_heading(event.paragraph.text.text)
    return heading is not None and not heading.title


def stands_beside(events: Sequence[Event], kind: str, kinds: set[str]) -> bool:
    """Whether headings of a kind stand by those of ``kinds`` with their number: a table of past actions is elsewhere."""
    heads = [e for e in events if e.what != "title"]
    for i, event in enumerate(heads):
        near = heads[max(0, i - 2) : i + 3] if event.what == "head" and event.kind == kind else []
        if any(e.kind in kinds and e.what == "head" and e.number == event.number for e in near):
            return True
    return False


def ratings(events: Sequence[Event]) -> set[str]:
    """Level words that only rate: "Priorité 2" alone in fiche after fiche, no title under it, in no order."""
    numbers: dict[str, list[str]] = {}
    untitled: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for i, event in enumerate(events):
        after = events[i + 1] if i + 1 < len(events) else None
        if event.what != "head" or event.role != "level":
            continue
        heads[event.kind] += 1
        if _is_lone(event) and after is not None and after.what == "label":
            untitled[event.kind] += 1
            numbers.setdefault(event.kind, []).append(event.number or "")
    return {
        kind
        for kind, met in numbers.items()
        if len(met) >= 3 and untitled[kind] >= _MOST * heads[kind] and met != sorted(met) and len(set(met)) < len(met)
    }
