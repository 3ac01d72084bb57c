"""Words of a document's own for its levels and its actions: "Cap 1 – ...", "Promesse 4 : ...", known by coming back numbered."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.french.fold import fold
from extractors.french.headings import Heading, clean_number, levels, read_heading

if TYPE_CHECKING:
    from models.block import Paragraph

_NUMBERED = re.compile(
    r"^(?P<word>[A-ZÀ-Ý][\w’'-]{2,20}(?: [a-zà-ÿ’']{2,15}| [A-ZÀ-Ý]{2,15})?) (?:n\s?[°º]\s?)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,2}|[IVX]{1,4}|[A-H])(?P<sign>\s*[-–—:.|)]\s*|\s+(?=[A-ZÀ-Ý«])|\s*$)"
)
# Numbered things that every document has, and whose numbers order no actions.
_COMMON = frozenset((
    "figure", "tableau", "carte", "graphique", "photo", "image", "illustration", "annexe", "article", "page",
    "phase", "etape", "scenario", "hypothese", "source", "note", "encadre", "zone", "ilot", "secteur", "lot",
    "quartier", "annee", "an", "semestre", "trimestre", "version", "edition", "commission", "atelier", "seance",
    "reunion", "groupe", "comite", "loi", "decret", "tome", "piece", "document", "fiche", "action",
    "indicateur", "exemple", "cas", "option", "bloc", "rubrique", "question",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnWord:
    rank: int
    role: str  # level | action
    numbers: frozenset[str] = frozenset()  # those it names, where not any


def read_own(text: str, words: dict[str, OwnWord]) -> Heading | None:
    """The heading a text is by a word of the document's own, or None."""
    found = _NUMBERED.match(text) if words else None
    own = words.get(_key(found)) if found else None
    if found is None or own is None or (own.numbers and found["number"] not in own.numbers):
        return None
    kind, at = _key(found), found.end()
    return Heading(kind, own.role, own.rank, found["word"], clean_number(found["number"]), text[at:].strip(), at)


def _key(found: re.Match[str]) -> str:
    """The word, and a dot for each part of its number after the first: "Article 3.1" may be under "Article 3"."""
    return fold(found["word"]) + "." * found["number"].count(".")


def numbered_words(titles: list[Paragraph]) -> dict[str, list[Paragraph]]:
    """Unknown words that stand numbered at the start of several titles of one size, counting up from the first number."""
    met: defaultdict[str, list[tuple[str, Paragraph]]] = defaultdict(list)
    articles: list[tuple[str, Paragraph]] = []
    for p in titles:
        found = _NUMBERED.match(p.text.text)
        if found is None or p.bullet is not None or len(p.text.text) > 200:
            continue
        word, heading = fold(found["word"]), read_heading(p.text.text)
        if word in levels() or (heading is not None and heading.role != "bare"):
            continue
        if word == "article" and "." not in found["number"]:
            articles.append((found["number"], p))
        elif word == "article" or word.split()[0] not in _COMMON:
            met[_key(found)].append((found["number"], p))
    # Of the articles of a convention, those whose parts are numbered under them.
    parted = {n.split(".")[0] for n, _ in met.get("article.", ())}
    if held := [(n, p) for n, p in articles if n in parted]:
        met["article"] = held
    out = {}
    for word, members in met.items():
        sizes = sorted(p.size for _, p in members)
        usual = sizes[len(sizes) // 2]
        alike = [(n, p) for n, p in members if abs(p.size - usual) <= 0.12 * usual]
        numbers = [_value(n) for n in dict.fromkeys(n for n, _ in alike)]
        begins = bool(numbers) and (numbers[0][-1] <= 2 or word == "article")
        if len(numbers) >= 2 and begins and numbers == sorted(numbers):
            out[word] = [p for _, p in alike]
    return out


def _value(number: str) -> tuple[int, ...]:
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
    if number[0].isdigit():
        return tuple(int(d) for d in number.split("."))
    return (roman.get(number) or ord(number[0]) - 64,)


def own_numbers(word: str, titles: list[Paragraph]) -> frozenset[str]:
    """The numbers a level's word is read with: of articles, those that hold actions; of others, any."""
    found = [_NUMBERED.match(p.text.text) for p in titles] if word == "article" else []
    return frozenset(m["number"] for m in found if m)
