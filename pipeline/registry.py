"""The bodies everyone knows, by every name they are written under."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from pipeline.ids import folded

_STOP = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "par", "sur"}
_DOTTED = re.compile(r"\b(?:[A-Za-zÀ-Ý]\.\s?)+[A-Za-zÀ-Ý]\b\.?")


@dataclass(frozen=True, slots=True)
class Body:
    """``scope``: how far its plain name points: national, region, departement, local or commune."""

    name: str
    acronym: str | None
    kind: str
    scope: str
    names: tuple[tuple[str, ...], ...]  # every name as tokens
    successors: tuple[str, ...] = ()  # names or acronyms of the bodies that took over
    began: int | None = None  # its first year
    ended: int | None = None  # its last year
    source: str = ""

    @property
    def key(self) -> str:
        return folded(self.name)


def words_of(text: str) -> tuple[str, ...]:
    """A name's words folded, little words left out, "C.I.L." as "cil"."""
    text = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m.group()) + " ", text).replace("&", " et ")
    return tuple(w for w in folded(text).split() if w not in _STOP)


def tokens(text: str) -> tuple[str, ...]:
    """``words_of`` without plural endings."""
    return tuple(singular(w) for w in words_of(text))


def singular(word: str) -> str:
    """Without its plural ending; short words (acronyms) stay."""
    if len(word) > 4 and word.endswith("aux"):
        return word[:-3] + "al"
    return word[:-1] if len(word) > 4 and word[-1] in "sx" else word


@cache
def bodies() -> tuple[Body, ...]:
    text = (files("pipeline") / "data" / "organisations.csv").read_text(encoding="utf8")
    out = []
    for row in csv.DictReader(text.splitlines()):
        written = [row["name"], row["acronym"], *row["aliases"].split("|")]
        names = tuple(dict.fromkeys(t for t in map(tokens, written) if t))
        successors = tuple(filter(None, row["successor"].split("|")))
        years = [int(row[c]) if row[c] else None for c in ("valid_from", "valid_to")]
        out.append(
            Body(
                row["name"], row["acronym"] or None, row["kind"], row["scope"], names, successors, *years, row["source"]
            )
        )
    return tuple(out)


@cache
def by_name() -> dict[tuple[str, ...], Body]:
    """The first row wins where two bodies share a name."""
    out: dict[tuple[str, ...], Body] = {}
    for body in bodies():
        for name in body.names:
            out.setdefault(name, body)
    return out


@cache
def rivals(words: tuple[str, ...]) -> tuple[Body, ...]:
    """Every body of that name: "CIL" is two."""
    return tuple(b for b in bodies() if words in b.names)


@cache
def heir_of(body: Body) -> Body | None:
    """The first body that took over from ``body``."""
    wanted = body.successors[0] if body.successors else ""
    return next((b for b in bodies() if wanted in (b.acronym, b.name)), None)


def at_time(found: tuple[Body, ...], year: int) -> tuple[Body, ...]:
    """Those of ``found`` that existed in ``year``; all when it is 0 or none did."""
    alive = [b for b in found if (b.began or 0) <= year <= (b.ended or 9999)]
    return tuple(alive) if year and alive else found


def year_of(named: Iterable[Body]) -> int:
    """A year in which the bodies named existed together, told by those that ended or began; 0 when they do not tell."""
    named = list(named)
    ended = min((b.ended for b in named if b.ended), default=0)
    began = max((b.began for b in named if (b.began or 0) >= 2008), default=0)
    if ended and began:
        return began if began <= ended else 0
    return ended or began


def longest_prefix(words: tuple[str, ...]) -> tuple[Body, int] | None:
    """The body whose name begins ``words``, and the number of words it takes."""
    for n in range(len(words), 0, -1):
        if body := by_name().get(words[:n]):
            return body, n
    return None


@cache
def _long_names() -> dict[str, Body]:
    return {" ".join(n): body for n, body in by_name().items() if len(n) > 1 and len(" ".join(n)) >= _LONG}


_LONG = 14  # characters under which two names are too easily alike


@lru_cache(maxsize=4096)
def near_name(name: str) -> Body | None:
    """The body whose name is ``name`` but for a slip of spelling; None when two bodies are."""
    if len(name) < _LONG:
        return None
    found = process.extract(name, _long_names().keys(), scorer=fuzz.ratio, score_cutoff=90, limit=4)
    bodies_found = {_long_names()[other].key: _long_names()[other] for other, _, _ in found if alike(other, name)}
    return next(iter(bodies_found.values())) if len(bodies_found) == 1 else None


def alike(a: str, b: str) -> bool:
    """A slip of spelling between two long names: ratio 90 and every word near its counterpart."""
    a, b = a.removeprefix("name:"), b.removeprefix("name:")
    if min(len(a), len(b)) < 9 or re.findall(r"\d+", a) != re.findall(r"\d+", b) or fuzz.ratio(a, b) < 90:
        return False
    xs, ys = a.split(), b.split()
    return len(xs) == len(ys) and all(fuzz.ratio(x, y) >= 78 for x, y in zip(xs, ys, strict=True))
