"""A second reading of a document that was probably not read: other headings taken for its actions', the better tree kept.

Only a tree that ``doubt.py`` doubts comes here. Every look and every word that its headings share is tried as what
names its actions; what is kept must be doubted less, and hold more or leave no doubt.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from extractors.french.fold import fold
from extractors.segment.nesting import counted_parts, holders
from extractors.segment.outline import Scheme, anchors_of, page_events
from extractors.segment.style import Look, Styles, look
from extractors.segment.tree import Tree
from models.block import PageLayout

_TELLING = {"pilot", "partner", "cost", "calendar", "indicator", "objective"}
_MOST = 10  # schemes tried
_TIMES = 3  # how often a heading must come back to be tried
_LEAST = 6  # fields: with fewer, nothing is proved


@dataclass(frozen=True, slots=True)
class Reading:
    """A tree, the actions of the contents it leaves unfound, and how many reasons there are to doubt it."""

    tree: Tree
    left: list[str]
    doubts: int


def other_schemes(
    layouts: list[PageLayout], skipped: set[int], scheme: Scheme, styles: Styles, start: int | None
) -> list[Scheme]:
    """Other ways the document could be naming its actions, the most frequent headings first; ``skipped``: contents."""
    events = [e for la in layouts if la.page.number not in skipped for e in page_events(la, styles, start)]
    kinds: defaultdict[str, list[float]] = defaultdict(list)  # kind of heading to printed sizes
    looks: Counter[Look] = Counter()
    for event in events:
        if event.paragraph is not None and event.what == "head":
            kinds[event.kind].append(event.paragraph.size)
        elif event.paragraph is not None and event.what == "title":
            looks[look(event.paragraph)] += 1
    found: list[tuple[int, Scheme]] = []
    for kind, sizes in kinds.items():
        if len(sizes) >= _TIMES and kind not in scheme.kinds:
            size = sorted(sizes)[len(sizes) // 2]
            found.append((len(sizes), Scheme(kinds={kind}, size=size, head_size=size)))
    for style, n in looks.items():
        if n >= _TIMES and style not in scheme.styles:
            found.append((n, Scheme(styles={style}, size=style[0], head_size=style[0], bold=style[1])))
            if scheme.kinds:  # fiches of two kinds, one numbered
                found.append((n, replace(scheme, styles={style}, size=min(scheme.size, style[0]), listed_only=False)))
    found.sort(key=lambda item: -item[0])
    return [_completed(other, scheme, events) for _, other in found[:_MOST]]


def _completed(other: Scheme, scheme: Scheme, events: list) -> Scheme:
    levels = holders(events, other.kinds) | counted_parts(events, other.kinds)
    out = replace(other, levels=levels, ranks=scheme.ranks, ratings=scheme.ratings, labels=scheme.labels)
    out.anchors = anchors_of(events, out)
    return out


def worth(tree: Tree) -> int:
    """How many of the fields nearly every plan gives the actions hold, once an action; a label met three times costs."""
    out = 0
    for action in tree.actions:
        told = [f for f in action.fields if f.field in _TELLING and f.text and f.rule not in ("unlabelled", "note")]
        out += len({f.field for f in told})
        out -= sum(n - 1 for n in Counter((f.field, f.label) for f in told if f.label).values() if n > 2)
    return out


def better(first: Reading, others: list[Reading]) -> Reading:
    """The reading doubted least, of those worth clearly more, or as much with the same titles and no doubt; else ``first``.

    What the document itself calls an action ("Fiche 3") is given up only for twice as much.
    """
    held, best = worth(first.tree), first
    for other in others:
        much = worth(other.tree)
        as_much = not other.doubts and much >= held and _same_titles(first.tree, other.tree)
        if not (as_much or much >= 1.25 * held) or much < _LEAST or other.doubts >= first.doubts:
            continue
        if named(first.tree) >= 3 and not named(other.tree) and much < 2 * held:
            continue
        if _rank(other) < _rank(best):
            best = other
    return best


def _same_titles(tree: Tree, other: Tree) -> bool:
    """Whether one tree's actions are the other's, with or without sections that are none."""
    titles, others = ({fold(a.title.text) for a in t.actions} for t in (tree, other))
    return len(titles & others) >= 0.8 * min(len(titles), len(others))


def named(tree: Tree) -> int:
    """How many actions the document itself calls so, with a number: "Fiche action n° 2"."""
    return sum(bool(a.label and a.number) for a in tree.actions)


def _rank(reading: Reading) -> tuple[int, int, int]:
    return reading.doubts, -worth(reading.tree), -named(reading.tree)
