"""The kinds of plan by acronym and by full name."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from extractors.french.fold import fold


@dataclass(frozen=True, slots=True)
class PlanType:
    """``level``: the territory such a plan is usually made for."""

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
    # Longest first, so that "contrat de ville" never hides in a longer name.
    full = "|".join(
        r"[\s,'’\-–]+".join(k.replace("oe", "(?:oe|œ)").split()) for k in sorted(forms, key=lambda k: (-len(k), k))
    )
    short = "|".join(r"\.?-?".join(re.escape(c) for c in a) for a in sorted(acronyms, key=lambda a: (-len(a), a)))
    return (
        re.compile(rf"(?<![a-z0-9])(?:{full})(?![a-z0-9])"),
        forms,
        re.compile(rf"(?<![\w.-])(?:{short})(?![\w])", re.IGNORECASE),
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
