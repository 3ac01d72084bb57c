"""The code of a commune or grouping that a document names: the département first, then the name within it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from extractors.act import Stamp
from extractors.french.fold import fold
from extractors.french.gazetteer import Commune, Grouping, communes_named, groupings_named
from extractors.french.territories import departement_by_code, departements, place_key
from extractors.zones import Passage

_POSTAL = re.compile(r"(?<!\d)(\d{2})\s?\d{3}(?=\s+[A-ZÉÈ][\w'’-]{2,})")
_IN_BRACKETS = re.compile(r"\((\d{2,3}|2[AB])\)")
_CLEAR = 2  # a département is named at least this many times more than the next one to be the document's


def code_of(name: str, level: str, parts: list[Passage], stamp: Stamp | None) -> str | None:
    """INSEE code of a commune, SIREN of a grouping; None when no place, or more than one, bears the name."""
    found: list[Commune] | list[Grouping]
    if level == "commune":
        found = [c for c in communes_named(name) if not c.now]
        where = {c.code: {c.departement} for c in found}
    else:
        found = list(groupings_named(name))
        where = {g.siren: set(g.departements) for g in found}
    if not found:
        return None
    stamped = departement_by_code(stamp.departement) if stamp else None
    if stamped:
        where = {code: d for code, d in where.items() if stamped.code in d}
        return next(iter(where)) if len(where) == 1 else None
    if len(where) == 1 and not (level == "commune" and len(name.split()) == 1):
        return next(iter(where))
    named = departements_named(parts)
    near = {code: max(named[d] for d in own) for code, own in where.items()}
    best = sorted(near, key=lambda c: (-near[c], c))
    if len(best) == 1:
        # One place bears the name, but the document may be of a country we do not know: nothing must speak against it.
        return best[0] if near[best[0]] or not named else None
    clear = near[best[0]] and near[best[0]] >= _CLEAR * near[best[1]]
    return best[0] if clear else None


def departements_named(parts: list[Passage]) -> Counter[str]:
    """How often each département is told: by its name, a postal code, a number in brackets."""
    pattern, codes = _names()
    count: Counter[str] = Counter()
    for part in parts:
        text = part.text.text
        folded = fold(text)
        for m in pattern.finditer(folded):
            if text[m.start()].isupper():
                count[codes[place_key(m.group())]] += 1
        for m in (*_POSTAL.finditer(text), *_IN_BRACKETS.finditer(text)):
            if d := departement_by_code(m[1]):
                count[d.code] += 1
    return count


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    known = departements()
    names = "|".join(r"[\s'’\-–]+".join(k.split()) for k in sorted(known, key=lambda k: (-len(k), k)))
    return re.compile(rf"(?<![0-9a-z-])(?:{names})(?![0-9a-z]|-[a-z])"), {k: t.code for k, t in known.items()}
