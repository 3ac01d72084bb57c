"""Commitments told as a part or a multiple of what there is: "doubler", "un tiers des", "trois fois plus"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.readers.target_words import ACTION, COMMITS, FACT, INFINITIVE, PARTS_OF_ONE

_COUNTS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10, "vingt": 20, "cent": 100,
}  # fmt: skip
_COUNT = "|".join(_COUNTS)
_TIMES = {"doubl": 2, "tripl": 3, "quadrupl": 4}
# "baisser d'un tiers": as a share
_CHANGE = re.compile(
    r"\b(?:redui|diminu|baiss|abaiss|augment|accroi|all[eè]g)\w*[^.;,\n]{0,60}?\bd(?:'|e )\s?"
    r"(?P<count>un|deux|trois|quatre)\s(?P<part>tiers|quarts?|cinquiemes?|dixiemes?)\b"
)
# "un tiers des copropriétés", "les trois quarts de l'offre"
_PART = re.compile(
    r"\b(?P<count>un|deux|trois|quatre)\s(?P<part>tiers|quarts?|cinquiemes?|dixiemes?)\s(?:des?\s|du\s|d'(?!heures?\b))"
)
# "un abonné sur trois", "une voie nouvelle sur deux"
_ONE_IN = re.compile(r"\b(?P<count>une?)\s[a-z-]+(?:\s[a-z-]+)?\ssur\s(?P<of>deux|trois|quatre|cinq|dix)\b(?!\s[a-z]+s\b)")
_MULTIPLE = re.compile(
    r"\b(?P<verb>doubl|tripl|quadrupl)(?:er\b|ement\s(?=d[eu]))(?!\s?(?:d[eu]\s)?(?:l[ae]s?\s)?(?:voies?|lignes?|routes?|rn|rd|rails?|rocades?)\b)|"
    rf"\bmultipli(?:er|cation)\b(?:\s[^.;,\s]+){{0,5}}?\spar\s(?P<by>{_COUNT}|[0-9]+)\b(?!\s?%)|"
    rf"\b(?P<times>{_COUNT}|[0-9]+)\sfois\s(?P<way>plus|moins)\b(?!\sque\b)"
)
_OPENS = re.compile(
    rf"[\s\-–•*►]*(?:[a-z0-9]{{1,2}}[.)]\s+)?(?:(?:se|s'|ne|de|d'|a)\s*)?(?:{INFINITIVE}|(?:la |le |l')?{ACTION})\b"
)
# A share told in passing: "l'éclairage, qui pèse deux tiers de la facture", "plus d'un tiers des", "soit un quart de"
_ASIDE = re.compile(
    r"\b(?:qui|que|dont|ou|soit|puisque|car|pese(?:nt)?|represente(?:nt)?|concentre(?:nt)?)\b[^.;]{0,80}$|"
    r"\bd(?:'|e\s)\s?$|[(,]\s?(?:pour\s)?$|\bdans\s$"
)
_SETS_ASIDE = re.compile(r"\b(?:reserve|consacre|dedie|affecte)(?:nt|ra|ront)?\b")


def less(times: float) -> float:
    """What dividing by ``times`` takes away, in per cent: by two is half, by four three quarters."""
    return float(round(100 * (1 - 1 / times)))


def sets_aside(before: str) -> bool:
    """Whether a folded clause ends under a verb that commits in the present: "les bailleurs réservent ..."."""
    return bool(_SETS_ASIDE.search(before[-120:]))


def shares(low: str, start: int, end: int, where: str) -> Iterator[tuple[int, int, float, str]]:
    """Bounds, value and unit ("%" or "fois") of each part or multiple that ``low[start:end]``, folded, commits to."""
    sentence = low[start:end]
    opens = bool(_OPENS.match(sentence))
    acts = opens or (where != "modalities" and (where == "title" or bool(COMMITS.search(sentence))))
    said = acts and (opens or not FACT.search(sentence))
    for m in _CHANGE.finditer(low, start, end):
        if opens or where != "modalities":
            yield m.start("count"), m.end(), _share(m), "%"
    for m in _PART.finditer(low, start, end):
        before = low[start : m.start()]
        if (said or sets_aside(before)) and not _ASIDE.search(before):
            yield m.start("count"), m.end("part"), _share(m), "%"
    for m in _ONE_IN.finditer(low, start, end):
        if said and not _ASIDE.search(low[start : m.start()]):
            yield m.start(), m.end(), float(round(100 / _COUNTS[m["of"]])), "%"
    for m in _MULTIPLE.finditer(low, start, end):
        if m["verb"]:
            if not said and where == "modalities":
                continue
            yield m.start(), m.end(), float(_TIMES[m["verb"]]), "fois"
        elif said:
            times = m["by"] or m["times"]
            value = float(_COUNTS.get(times) or times)
            if 1 < value <= 100:
                yield m.start(), m.end(), *((less(value), "%") if m["way"] == "moins" else (value, "fois"))


def _share(m: re.Match[str]) -> float:
    return float(round(100 * _COUNTS[m["count"]] / PARTS_OF_ONE[m["part"]]))
