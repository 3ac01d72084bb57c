"""The bodies everyone knows, by every name they are written under."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
        out.append(Body(row["name"], row["acronym"] or None, row["kind"], row["scope"], names))
    return tuple(out)


@cache
def by_name() -> dict[tuple[str, ...], Body]:
    """The first row wins where two bodies share a name."""
    out: dict[tuple[str, ...], Body] = {}
    for body in bodies():
        for name in body.names:
            out.setdefault(name, body)
    return out


def longest_prefix(words: tuple[str, ...]) -> tuple[Body, int] | None:
    """The body whose name begins ``words``, and the number of words it takes."""
    for n in range(len(words), 0, -1):
        if body := by_name().get(words[:n]):
            return body, n
    return None
