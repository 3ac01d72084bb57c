"""The kinds of plan by acronym and by full name."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from extractors.french.alternation import longest_of
from extractors.french.fold import fold


@dataclass(frozen=True, slots=True)
class PlanType:
    """``level``: the territory such a plan is usually made for; empty when the kind does not tell."""

    name: str
    level: str


@dataclass(frozen=True, slots=True)
class PlanMention:
    plan: PlanType
    start: int
    end: int
    spelled_out: bool


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, PlanType], re.Pattern[str], dict[str, PlanType]]:
    text = (files("extractors.french") / "data" / "plan_types.csv").read_text(encoding="utf8")
    forms: dict[str, PlanType] = {}
    acronyms: dict[str, PlanType] = {}
    for row in csv.DictReader(text.splitlines()):
        plan = PlanType(row["plan_type"], row["level"])
        for form in row["forms"].split("|"):
            forms.setdefault(_key(form), plan)
        for acronym in filter(None, row["acronyms"].split("|")):
            acronyms.setdefault(acronym.upper().replace("-", ""), plan)
    # The longest, so that "contrat de ville" never hides in a longer name.
    full = longest_of(map(str.split, forms), r"[\s,'’\-–]+", lambda word: word.replace("oe", "(?:oe|œ)"))
    short = longest_of(map(list, acronyms), r"\.?-?")
    return (
        re.compile(rf"(?<![a-z0-9]){full}(?![a-z0-9])"),
        forms,
        re.compile(rf"(?<![\w.-]){short}(?!\w)", re.IGNORECASE),
        acronyms,
    )


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^0-9a-z]+", " ", fold(text).replace("œ", "oe")).split())


@lru_cache(maxsize=2048)  # several questions are asked of the same passage
def find_plan_types(text: str) -> tuple[PlanMention, ...]:
    """Every plan named in ``text``, in order; an acronym must be printed in capitals."""
    full, forms, short, acronyms = _patterns()
    taken: list[tuple[int, int]] = []
    found: list[PlanMention] = []
    for m in full.finditer(fold(text)):
        found.append(PlanMention(forms[_key(m.group())], m.start(), m.end(), True))
        taken.append(m.span())
    for m in short.finditer(text):
        letters = m.group().replace(".", "").replace("-", "")
        if sum(c.isupper() for c in letters) < len(letters) - 1 or not letters[0].isupper():
            continue
        if not any(a < m.end() and m.start() < b for a, b in taken):
            found.append(PlanMention(acronyms[letters.upper()], m.start(), m.end(), False))
    return tuple(sorted(found, key=lambda p: p.start))


# Nouns that name a public plan. The first two are kinds by themselves, whatever follows.
_OWN_NAME = re.compile(
    r"\W*(?:(?:objet|projet|annexe)\s*:\s*)?"
    r"(?:(?:[^.;:]{0,60}\s)?portant (?:\w+ et )?(?:approbation|adoption|publication|revision|renouvellement|creation)\s"
    r"(?:d[eu]\s+)?)?(?:(?:la|le)\s+|l')?"
    r"(feuille de route|charte|plan|programme|schema|strategie|contrat|convention|projet|pacte|protocole|accord|agenda)"
    r"(?![\w-])"
)
_WHOLE = ("feuille de route", "charte")
# A part of a plan, or what is done to it: "Plan d'actions", "Plan de financement", "Projet arrêté".
_NOT_A_KIND = re.compile(
    r"(?:plan|programme|projet|strategie|agenda) (?:d'actions?|operationnel\w*|de financement|du|arrete|adopte|"
    r"approuve|valide|de revision|de plan|de programme|de schema|de contrat|de convention)\b"
)
_STOP = re.compile(r"\s*(?:[:–—;,.(|•·\n]|\d|\s-\s)|\s+(?:entre|conclue?|signee?|relati\w+|visant|dans|annee)\b")
_PROPER = re.compile(r"\s+(?:(?:de\s+la|de\s+l['’]|du|des|de|d['’]|en|à)\s*)?(?=[A-ZÉÈÎÂÔ])")
_LEVEL_WORDS = (
    ("departement", r"departement\w*"),
    ("region", r"region\w*"),
    ("epci", r"intercommuna\w*|communautaire|metropolitain\w*"),
    ("commune", r"communal\w*|municipal\w*"),
    ("national", r"national\w*|gouvernemental\w*"),
)


@lru_cache(maxsize=256)
def read_own_name(text: str) -> PlanMention | None:
    """A kind the lexicon lacks, in the title's own words: "Schéma cyclable" of "Schéma cyclable 2024".

    ``text`` must open with the name. Place names and years are cut off; None when too little is left.
    """
    folded = fold(text)
    m = _OWN_NAME.match(folded)
    if not m or _NOT_A_KIND.match(folded, m.start(1)):
        return None
    end = len(text)
    if stop := _STOP.search(folded, m.end()):
        end = stop.start()
    if not text.isupper() and (proper := _PROPER.search(text, m.end(), end)):
        end = proper.start()
    words = text[m.start(1) : end].split()
    if len(words) > 10:
        cut = next((i for i, w in enumerate(words) if i > 3 and fold(w) in ("pour", "en", "et")), 10)
        words = words[:cut]
    while words and fold(words[-1]) in ("de", "du", "des", "la", "le", "les", "l'", "d'", "et", "en", "pour", "a"):
        words.pop()
    level = next((name for name, form in _LEVEL_WORDS if re.search(rf"\b(?:{form})\b", folded[m.start(1) :])), "")
    if m[1] in _WHOLE:
        name = m[1]
    elif len(words) < 2:
        return None
    else:
        name = " ".join(words)
        name = name.lower() if name.isupper() else name
    start = m.start(1)
    length = len(m[1]) if m[1] in _WHOLE else max(end - start, 1)
    return PlanMention(PlanType(name[0].upper() + name[1:], level), start, start + length, True)
