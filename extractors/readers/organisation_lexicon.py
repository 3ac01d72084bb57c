"""What is known of the words that name organisations: one lexicon, asked by small questions."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractors.french.fold import fold

_DATA = Path(__file__).parent.parent / "french" / "data" / "organisations.csv"

WORD = re.compile(r"[^\W_]+(?:[.'’&+\-‑·()][^\W_]+)*\+?")
DETERMINER = re.compile(
    r"(?:(?:l')?ensemble (?:des|de la|de l'|du|de)|tou(?:te)?s (?:les|nos|leurs)|les?|la|l'|leurs?|ses|son|sa|nos|"
    r"notre|une?|"
    r"chaque|certaine?s|quelques|plusieurs|tou(?:te|s|tes|t)?)(?:(?<=')|\s+)"
)
# Last words of names of landlords and territories: "Loire Habitat", "Dole Métropole".
NAME_ENDING = re.compile(
    r"\b(?:habitat|metropole|agglomeration|amenagement|communaute|logement|mobilites|energies?|foncier|agglo)\b"
)
_ACRONYM = re.compile(r"(?:[A-ZÀ-Ý]\.){2,}[A-ZÀ-Ý]?\.?|[A-ZÀ-Ý][A-ZÀ-Ý0-9&+\-]*[A-ZÀ-Ý0-9+]")
_ROMAN = re.compile(r"[IVX]+")
# Nouns of those who do something: "kinésithérapeutes", "géomètres", "recruteurs".
_AGENTS = re.compile(
    r"[a-z\-œ]{3,}(?:eurs|euses|istes|iens|iennes|ologues|peutes|ionnaires|tectes|metres|trices|logues)"
)
_NOT_AGENTS = {
    "exterieurs", "superieurs", "inferieurs", "majeurs", "mineurs", "interieurs", "meilleurs", "plusieurs",
    "ailleurs", "valeurs", "secteurs", "quotidiens", "anciens", "moyens", "biens", "liens", "entretiens", "heures",
    "ulterieurs", "indicateurs", "leurs", "soutiens", "listes", "pistes", "metiers", "kilometres",
}  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """Folded forms by kind; ``names`` are regular expressions of fixed names."""

    kinds: dict[str, frozenset[str]]
    name_start: re.Pattern[str]
    name_with_and: re.Pattern[str]
    name_set: frozenset[str]

    def has(self, kind: str, word: str) -> bool:
        return word in self.kinds[kind]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    kinds: dict[str, set[str]] = {}
    with _DATA.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(line for line in rows if not line.startswith("#")):
            kinds.setdefault(row["kind"], set()).add(fold(row["form"]))
    names = sorted(kinds["name"], key=len, reverse=True)
    start = "|".join(map(re.escape, names))
    with_and = "|".join(re.escape(n) for n in names if " et " in n)
    return Lexicon(
        {k: frozenset(v) for k, v in kinds.items()},
        re.compile(rf"(?:{start})(?![\w])"),
        re.compile(rf"\b(?:{with_and})(?!\w)"),
        frozenset(names),
    )


def is_acronym(word: str) -> bool:
    """Whether a word as printed is in capitals like "DDT" or "C.I.L.", Roman numerals apart."""
    return bool(_ACRONYM.fullmatch(word)) and not _ROMAN.fullmatch(word)


def is_shouted(text: str) -> bool:
    """Whether a text is set in capitals throughout, so that capitals tell nothing."""
    words = [w for w in WORD.findall(text) if len(w) > 5]
    return len(words) >= 2 and all(w.isupper() for w in words)


def is_agent(word: str) -> bool:
    """Whether a folded plural names people by what they do."""
    return bool(_AGENTS.fullmatch(word)) and word not in _NOT_AGENTS


def head_kind(text: str, low: str, shouted: bool = False) -> str | None:
    """What a text begins with, determiner left aside by the caller.

    ``low`` is ``fold(text)``. Gives body, name, group_acronym, category, institution,
    service, role, acronym (unknown), capital (an unknown capitalised word) or None.
    """
    lex = lexicon()
    m = WORD.search(low)
    if not m or m.start() > 2:
        return None
    word, printed = m.group(), text[m.start() : m.end()]
    rest = low[m.end() :]
    if lex.has("adjective_before", word) or (word[:1].isdigit() and len(word) <= 2):
        after = WORD.search(rest)
        if after and (lex.has("category", after.group()) or is_agent(after.group())):
            return "category"
    capital = (printed[:1].isupper() or (printed[0].isdigit() and printed[-1].isupper())) and not shouted
    if lex.name_start.match(low, m.start()) and (capital or shouted or " " in low[m.start() :]):
        return "name"
    plain = word.replace(".", "")
    bare = plain.split("/")[0]
    if printed[:1].isupper() or "." in printed:
        as_word = len(printed) >= 4 and printed[1:].islower()  # "Ehpad"
        if lex.has("group_acronym", bare) and (printed.isupper() or "." in printed or as_word):
            return "group_acronym"
        if lex.has("body", bare) and (
            printed.isupper() or "." in printed or (len(printed) >= 4 and printed[1:].islower())
        ):
            return "body"
    stem = re.sub(r"\((?:s|es|x)\)?$", "", word)
    for w in (word, stem, word.split("-")[0]):
        if lex.has("category", w) and not (w == "elus" and capital and rest[:1] == "'"):
            return "category"
        if lex.has("institution", w):
            return "institution"
        if lex.has("service", w):
            return "service"
    if lex.has("role", word) or lex.has("person", word):
        return "role"
    if is_acronym(printed) and not shouted:
        return "acronym"
    if is_agent(word) and not capital:
        return "category"
    return "capital" if capital else None


def strip_determiner(low: str) -> int:
    """How many characters of a folded text its leading determiner takes."""
    m = DETERMINER.match(low)
    return m.end() if m else 0
