"""One spelling for a unit of measure: "logts", "Logements" and "de logements" are "logement"."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.ids import folded

_LEAD = re.compile(
    r"^(?:(?:nombre|nb|nbre|taux|part|montant) (?:de |des |du |d['’] ?)?|(?:de |des |du |d['’] ?|en |par ))",
    re.IGNORECASE,
)
_INVARIABLE = {
    "temps",
    "bus",
    "corps",
    "mois",
    "repas",
    "parcours",
    "avis",
    "pays",
    "prix",
    "relais",
    "bois",
    "cours",
    "fois",
}


@cache
def _known() -> dict[str, str]:
    text = (files("pipeline") / "data" / "units.csv").read_text(encoding="utf8")
    out = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        for form in (row["unit"], *row["forms"].split("|")):
            if form:
                out[_symbol(form)] = row["unit"]
    return out


@lru_cache(maxsize=4096)
def normalise_unit(text: str | None) -> str | None:
    """The unit in the singular and without abbreviation; None when there is none to tell."""
    text = " ".join((text or "").split()).strip(" .,;:()")
    while (shorter := _LEAD.sub("", text)) != text:
        text = shorter
    if not text or not re.search(r"[^\W\d_]|[%€]", text):
        return None
    unit, slash, period = text.partition("/")
    if slash and (known := _known().get(_symbol(text))):
        return known
    if slash and unit.strip() and period.strip():
        return "/".join(filter(None, (normalise_unit(unit), normalise_unit(period)))) or None
    if known := _known().get(_symbol(text)):
        return known
    words = [_singular(w) for w in text.lower().replace("’", "'").split()]
    first = _known().get(_symbol(words[0]))
    return " ".join([first or words[0], *words[1:]])


def _symbol(text: str) -> str:
    return folded(text.replace("²", "2").replace("³", "3").replace("€", " eur ").replace("/", " / "))


def _singular(word: str) -> str:
    if word in _INVARIABLE or len(word) < 4 or word.endswith("ss"):
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and word not in ("taux", "travaux"):
        return word[:-3] + "al"
    if word == "travaux":
        return word
    return word[:-1] if word[-1] == "s" else word
