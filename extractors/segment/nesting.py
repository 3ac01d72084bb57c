"""Which levels stand over which in this document, where its looks and numbers say otherwise than the words alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING

from extractors.french.headings import levels as level_words
from extractors.segment.style import Look, look

if TYPE_CHECKING:
    from extractors.french.headings import Heading
    from extractors.segment.outline import Event
    from extractors.segment.tree import Tree


def number_parts(number: str | None) -> tuple[str, ...]:
    """ "II.1a" is ("ii", "1", "a")."""
    return tuple(part.lower() for part in re.findall(r"\d+|[A-Za-z]+", number or ""))


def is_under(number: str | None, above: str | None) -> bool:
    """Whether ``number`` begins with all of ``above`` and goes on: 1.2.a under 1.2."""
    long, short = number_parts(number), number_parts(above)
    return 0 < len(short) < len(long) and long[: len(short)] == short


def over_subtitles(events: list[Event], main: Look, size: float) -> Look | None:
    """The look of the larger bold titles that lines of the ``main`` look, printed like text, stand right under."""
    if main[1] or main[0] > 1.05 * size:
        return None
    found = [i for i, e in enumerate(events) if e.what == "title" and e.paragraph and look(e.paragraph) == main]
    over = Counter(
        look(e.paragraph)
        for e in (events[i - 1] for i in found if i)
        if e.what == "title" and e.paragraph is not None and e.paragraph.bold and e.paragraph.size > 1.1 * main[0]
    )
    best, times = over.most_common(1)[0] if over else (None, 0)
    return best if times >= 0.8 * len(found) else None


def over_numbered(events: list[Event], kinds: set[str]) -> set[Look]:
    """Looks of titles that only hold what a level word numbers: "Titre I" over "Engagement I.1", "Engagement I.2".

    ``kinds``: level words all of whose headings have fields and numbers of their own.
    """
    titles: Counter[Look] = Counter()
    held: Counter[Look] = Counter()
    last = None
    numbers = [e.number for e in events if e.what == "head" and e.kind in kinds]
    least = 1.25 if _count_through(numbers) else 2.0  # few under each, counted through
    for i, event in enumerate(events):
        if event.what == "title" and event.paragraph is not None:
            last = look(event.paragraph)
            titles[last] += i + 1 < len(events) and events[i + 1].kind in kinds
        elif event.what == "head" and event.kind in kinds and last is not None:
            held[last] += 1
    return {k for k, n in titles.items() if n and held[k] >= least * n and held[k] > n}


def over_tables(events: list[Event], kind: str) -> int:
    """How many headings of a kind stand over a table with a row per action: these, not the headings, are actions."""
    over, met = 0, False
    for event in events:
        if event.what == "wide":
            over, met = over + met, False
        elif event.what == "head" and event.kind == kind:
            met = True
    return over


def titles_under(events: list[Event]) -> Counter[str]:
    """How many titles told by their label ("Intitulé de l'action") stand under the headings of each kind."""
    out: Counter[str] = Counter()
    last = None
    for event in events:
        if event.what == "head":
            last = event.kind
        elif event.what == "aside_label" and event.kind == "title" and last is not None:
            out[last] += 1
    return out


def held_levels(events: list[Event], kinds: set[str]) -> set[str]:
    """Kinds of headings that are no level words, and here stand over actions of ``kinds``."""
    return holders(events, kinds) | counted_parts(events, kinds) | lettered_parts(events, kinds)


def holders(events: list[Event], kinds: set[str]) -> set[str]:
    """Action words whose headings only hold actions: "Fiche 1.2" over "Action 1.2.a" and "Action 1.2.b" is a level."""
    held: defaultdict[str, list[bool]] = defaultdict(list)
    waiting: dict[str, str | None] = {}
    for event in events:
        if event.what == "label" and not kinds:
            waiting = {}  # it has fields of its own
        if event.what == "wide":  # a table of actions right under the heading
            for kind in waiting:
                held[kind].append(True)
            waiting = {}
        if event.what != "head":
            continue
        if event.kind in kinds:
            for kind, number in waiting.items():
                held[kind].append(is_under(event.number, number))
            waiting = {}
        elif event.role == "action" and event.number:
            waiting[event.kind] = event.number
    return {kind for kind, said in held.items() if sum(said) >= max(2, 0.6 * len(said))}


_ROMAN = {"i": 1, "v": 5, "x": 10}


def counted_parts(events: list[Event], kinds: set[str]) -> set[str]:
    """Kinds of bare numbers that count the parts actions are numbered by, or stand between a level and its actions.

    "II." over 2.1 and 2.2, "B." over 2.1, "1 –" over 1.1, "1.1" over 1.1.2 or, under "Axe 1", over unnumbered actions.
    """
    said: defaultdict[str, list[bool]] = defaultdict(list)
    over: dict[str, tuple[str, bool]] = {}  # the number met last of each kind, and whether it is one of the open level's
    holding: defaultdict[str, set[str | None]] = defaultdict(set)
    level: str | None = None
    for event in events:
        if event.what != "head":
            continue
        if event.kind in kinds:
            first = (*number_parts(event.number), "")[0]
            for kind, (above, inner) in over.items():
                counted = kind in ("#I", "#A") and first.isdigit() and "." in (event.number or "")
                agrees = is_under(event.number, above) or (inner and len(number_parts(event.number)) < 2)
                agrees = agrees or (counted and int(first) == place_of(above.lower(), kind))
                if event.number or inner:
                    said[kind].append(agrees)
                    holding[kind].add(above)
        elif event.kind in ("#I", "#A", "#1", "#2") and event.number:
            over[event.kind] = event.number, event.kind == "#2" and is_under(event.number, level)
        elif event.role == "level" and event.number:
            level = event.number
    parts = {kind for kind, agree in said.items() if len(agree) >= 2 and all(agree)}
    met = {kind: {e.number for e in events if e.what == "head" and e.kind == kind} for kind in parts}
    # Sections of any document are numbered "1." or "1.1"; where they hold actions, each of them does.
    return {kind for kind in parts if len(met[kind]) >= 2 and (kind in ("#I", "#A") or met[kind] == holding[kind])}


def lettered_parts(events: list[Event], kinds: set[str]) -> set[str]:
    """Kinds of bare numbers that count up, each right over actions: "I. Habiter" over "Fiche 1", "Fiche 2".

    Plain numbers count where a word names the actions, and none the levels: under "Défi 1", "1." says it again.
    """
    out = set()
    worded = kinds and not any(k.startswith("#") for k in kinds) and not any(e.what == "head" and e.role == "level" for e in events)
    for kind in {"#I", "#A", *(["#1"] if worded else [])} - kinds:
        heads = [(i, e) for i, e in enumerate(events) if e.what == "head" and e.kind == kind and e.number]
        places = [place_of(e.number.lower(), kind) for _, e in heads]
        if len(heads) < 2 or places != list(range(1, len(heads) + 1)):
            continue
        over = [events[i - 1] if i else None for i, _ in heads]
        if all(o is not None and o.role == "level" and o.number == e.number for o, (_, e) in zip(over, heads, strict=True)):
            continue  # the level again, in another language: "Défi 1 : Loger" over "1. erronka"
        after = [next((e for e in events[i + 1 :] if e.what in ("head", "wide", "label")), None) for i, _ in heads]
        if all(e is not None and (e.kind in kinds or e.what == "wide") for e in after):
            out.add(kind)
    return out


def counted_under(events: list[Event], words: Iterable[str]) -> str | None:
    """The word of ``words`` whose heads count up through the document under fewer bare numbers: "Engagement 1", 2 under "I.", 3 under "II."."""
    for word in sorted(words):
        numbers = [e.number for e in events if e.what == "head" and e.kind == word]
        parts = lettered_parts(events, {word})
        over = sum(e.what == "head" and e.kind in parts for e in events)
        if parts and len(numbers) > over and _count_through(numbers):
            return word
    return None


def _count_through(numbers: list[str | None]) -> bool:
    """Whether numbers go from 1 on, one by one, none left out."""
    return numbers == [str(k) for k in range(1, len(numbers) + 1)]


def place_of(number: str, kind: str) -> int:
    """1 for "a", 4 for "iv", 2 for "2"."""
    if number.isdigit():
        return int(number)
    if kind == "#A":
        return ord(number[0]) - ord("a") + 1
    values = [_ROMAN.get(c, 0) for c in number]
    return sum(-v if v < max(values[k:]) else v for k, v in enumerate(values))


def ranks(events: list[Event]) -> dict[str, int]:
    """Ranks of the level words that stand over others than their usual ones: "Enjeu 1" large over "Axe 1.1"."""
    met: defaultdict[str, list[tuple[int, float, str | None]]] = defaultdict(list)
    for i, event in enumerate(events):
        if event.what == "head" and event.role == "level" and event.paragraph is not None and event.number:
            met[event.kind].append((i, event.paragraph.size, event.number))
    out = {kind: level_words()[kind].rank for kind in met if kind in level_words()}
    usual = dict(out)
    for _ in range(3):
        for a in out:
            for b in out:
                if a != b and out[a] >= out[b] and _stands_over(met[a], met[b]):
                    out[a] = out[b] - 1
    return {kind: rank for kind, rank in out.items() if rank != usual[kind]}


def _stands_over(a: list[tuple[int, float, str | None]], b: list[tuple[int, float, str | None]]) -> bool:
    if a[0][0] > b[0][0] or len({n for *_, n in a}) > len(b) or len(b) < 2:
        return False
    over = [max((x for x in a if x[0] < i), default=None) for i, *_ in b]
    by_number = sum(x is not None and is_under(n, x[2]) for x, (_, _, n) in zip(over, b, strict=True))
    if by_number >= max(2, 0.6 * len(b)):
        return True
    numbers_say_else = any("." in (n or "") for *_, n in a)
    return not numbers_say_else and _size(a) >= _size(b) + 0.8


def _size(met: Iterable[tuple[int, float, str | None]]) -> float:
    return median(size for _, size, _ in met)


def recalls(tree: Tree, stack: list[tuple[int, str, int, float]], h: Heading, size: float) -> bool:
    """Whether a level already open is only recalled, in smaller print, over a fiche of one under it."""
    number = number_parts(h.number)
    return bool(number) and any(
        kind == h.kind and size < printed - 0.4 and number_parts(tree.orientations[k].number) == number
        for k, kind, _, printed in stack[:-1]
    )


def may_hold(tree: Tree, unusual: dict[str, int], index: int, h: Heading) -> bool:
    """Whether a level met before may stand over a heading: its word is not that of a deeper one."""
    kind, words = tree.kinds[index], level_words()
    if kind == h.kind or kind not in words or h.kind not in words:
        return True
    return unusual.get(kind, words[kind].rank) < unusual.get(h.kind, words[h.kind].rank)


def above_rank(stack: list[tuple[int, str, int, float]], rank: int) -> int | None:
    """The deepest open level that may stand over one of this rank."""
    return next((index for index, _, of, _ in reversed(stack) if of < rank), None)


_COMMITS = {"engagement", "objectif", "levier"}  # level words that, alone in a document, name what it commits to do


def listed(seen: dict[str, set], roles: dict[str, str]) -> set[str]:
    """Actions only listed: the action word used, else the deepest of two nested numbered levels."""
    explicit = [k for k, r in roles.items() if r == "action" and len(seen[k]) >= 2]
    if explicit:
        return set(explicit)
    levels = [k for k, r in roles.items() if r == "level" and len(seen[k]) >= 2]
    if len(levels) == 1 and len(seen[levels[0]]) >= 3 and levels[0].split()[0] in _COMMITS:
        return set(levels)
    if len(levels) >= 2:
        deepest = max(levels, key=lambda k: (level_words()[k].rank if k in level_words() else 0, k))
        if len(seen[deepest]) >= 3:
            return {deepest}
    return set()
