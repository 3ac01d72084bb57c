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


def read_own(text: str, words: dict[str, OwnWord]) -> Heading | None:
    """The heading a text is by a word of the document's own, or None."""
    found = _NUMBERED.match(text) if words else None
    own = words.get(fold(found["word"])) if found else None
    if found is None or own is None:
        return None
    kind, at = fold(found["word"]), found.end()
    return Heading(kind, own.role, own.rank, found["word"], clean_number(found["number"]), text[at:].strip(), at)


def numbered_words(titles: list[Paragraph]) -> dict[str, list[Paragraph]]:
    """Unknown words that stand numbered at the start of several titles of one size, counting up from the first number."""
    met: defaultdict[str, list[tuple[str, Paragraph]]] = defaultdict(list)
    for p in titles:
        found = _NUMBERED.match(p.text.text)
        if found is None or p.bullet is not None or len(p.text.text) > 200:
            continue
        word, heading = fold(found["word"]), read_heading(p.text.text)
        if word.split()[0] in _COMMON or word in levels() or (heading is not None and heading.role != "bare"):
            continue
        met[word].append((found["number"], p))
    out = {}
    for word, members in met.items():
        sizes = sorted(p.size for _, p in members)
        usual = sizes[len(sizes) // 2]
        alike = [(n, p) for n, p in members if abs(p.size - usual) <= 0.12 * usual]
        numbers = [_value(n) for n in dict.fromkeys(n for n, _ in alike)]
        if len(numbers) >= 2 and numbers[0][-1] <= 2 and numbers == sorted(numbers):
            out[word] = [p for _, p in alike]
    return out


def _value(number: str) -> tuple[int, ...]:
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
    if number[0].isdigit():
        return tuple(int(d) for d in number.split("."))
    return (roman.get(number) or ord(number[0]) - 64,)
