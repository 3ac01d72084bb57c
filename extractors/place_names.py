"""The territory a document is made for, among all the places it names."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from extractors.act import Stamp
from extractors.french.fold import fold
from extractors.french.plan_types import find_plan_types
from extractors.french.territories import (
    Territory,
    departement_by_code,
    departements,
    place_key,
    region_by_code,
    regions,
)
from extractors.zones import Passage
from models.text import Place

_LINK = (
    r"(?:\s+(?:de\s+la|de\s+l['’]|de|du|des|d['’]|et|en|sur|sous|lès|les|le|la|l['’]|à|aux?)\s*|\s*[-–]\s*|\s+|['’])"
)
_CAP = r"(?:[dDlL]['’])?[A-ZÉÈÎÂÔÀÇ][\w'’]*(?:-[\w'’]+)*"
_NAME = rf"{_CAP}(?:{_LINK}{_CAP})*"
_EPCI_FORMS = (
    r"communaut[ée]\s+de\s+communes|communaut[ée]\s+d['’]\s?agglom[ée]ration|communaut[ée]\s+urbaine|eurom[ée]tropole|"
    r"[ée]tablissement\s+public\s+territorial|m[ée]tropole|agglom[ée]ration|agglo|communaut[ée]"
)
_EPCI_BEFORE = re.compile(
    rf"(?:(?i:(?<!\w){_EPCI_FORMS})|\b(?:CC|CA|CU|EPT)\b)\s+(?:(?i:de\s+la|de\s+l['’]|de|du|des|d['’])\s*)?({_NAME})"
)
_EPCI_AFTER = re.compile(
    rf"(?<![\w'’])((?:Grand\s+|Pays\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|d['’]|des\s+)?)?{_CAP}"
    rf"(?:[ -]{_CAP}|['’]{_CAP}|\s+(?:de|du|des|la|le|en|et|sur)\s+{_CAP}){{0,4}}\s+"
    r"(?:M[ée]tropole|MÉTROPOLE|METROPOLE|Agglom[ée]ration|AGGLOMÉRATION|AGGLOMERATION|Agglo|Communaut[ée]|"
    r"Intercommunalité))"
    r"(?![\w'’])(?!\s+(?:d['’]|de\s|urbaine))"
)
_GRAND = re.compile(
    rf"(?<![\w'’])((?:Grand|Grande|Pays|Val|Vallée|Cœur|Terres?)\s+(?:de\s+|du\s+|d['’]|des\s+)?{_NAME})"
)
_COMMUNE = re.compile(rf"\b(?i:ville|commune|mairie|municipalité)\s+(?:(?i:de|du|des|d['’])\s*)({_NAME})")
_EPCI_ACRONYM = re.compile(r"(?<![\w-])(C[ACU][A-Z]{1,5})(?![\w-])")
_NOT_EPCI = {
    "CAF", "CAUE", "CARSAT", "CADA", "CAL", "CALEOL", "CAPEB", "CCAS", "CCAPEX", "CCI", "CAP", "CAO", "CAE", "CACES",
    "CAARUD", "CAMSP", "CAMPS", "CUCS", "CUI", "CCH", "CAA", "CASF", "CCTP", "CAS", "CAJ", "CCSPL", "CADES", "CCMSA",
}  # fmt: skip
_BODY_OF = re.compile(
    r"(?:departement|prefecture|prefete?|conseil (?:general|departemental)|territoire)\s*(?:de|du|d|des|:)?[^.]{0,12}$"
)
_OTHER_THING = re.compile(
    r"(?:ville|commune|mairie|pays|val|vallee|agence de l'eau|bords|metropole|agglomeration) "
    r"(?:de la |du |de l'|d'|de )?$"
)
_MINISTRY = re.compile(r"^\s*(?:minist[eè]re\b|(?:le|la)\s+ministre\b|premier\s+ministre)", re.IGNORECASE)
_SIREN = re.compile(r"\bSIREN\s*(?:n\s*[°o])?\s*:?\s*(\d{3})\s?(\d{3})\s?(\d{3})\b", re.IGNORECASE)
# Common nouns that open a grouping's own name: "Pays de X Agglomération".
_OWN_HEADS = (
    "pays val vals vallee vallees grand grande terre terres coeur portes rives plaine bassin cote baie monts marches "
    "coteaux sud nord est ouest haut haute entre saint lacs causses gorges presqu'ile ile sources bords massif"
)


@dataclass(slots=True)
class FoundTerritory:
    name: str
    level: str
    code: str | None = None
    places: list[Place] = field(default_factory=list)
    code_places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    weight: float = 0.0
    forms: dict[str, float] = field(default_factory=dict)
    top: tuple[float, str, list[Place]] = (-1.0, "", [])
    territory: Territory | None = None

    def add(self, weight: float, form: str, places: list[Place]) -> None:
        self.weight += weight
        self.forms[form] = self.forms.get(form, 0.0) + weight
        if weight > self.top[0]:
            self.top = (weight, form, places)

    @property
    def form(self) -> str:
        """The way the document names it most."""
        return max(self.forms, key=lambda f: (self.forms[f], f))


def find_territory(parts: list[Passage], usual_level: str | None, stamp: Stamp | None) -> FoundTerritory | None:
    """The best named place at the plan's usual level, else at the level of the stamp, else the best of all."""
    named = _candidates(parts)
    stamped = _stamp_level(stamp)
    chosen = _choose(named, usual_level, stamped)
    if chosen is None:
        return _from_stamp(parts, stamp, stamped)
    level, candidate = chosen
    places = candidate.top[2]
    out = FoundTerritory(candidate.form, level, places=places)
    if candidate.territory:
        out.name, out.code, out.code_places = candidate.territory.name, candidate.territory.code, places
    elif level == "national":
        out.name = "France"
    elif level == "epci":
        out.code, out.code_places = _siren(parts, stamp)
    elif level == "commune" and stamp and stamped == "commune":
        out.code, out.code_places = _commune_code(stamp), stamp.places
    return out


def _choose(
    named: dict[str, dict[str, _Candidate]], usual: str | None, stamped: str | None
) -> tuple[str, _Candidate] | None:
    best = {level: max(found.values(), key=lambda c: (c.weight, c.top[1])) for level, found in named.items() if found}
    for level, least in ((usual, 1.0), (stamped, 1.0)):
        if level in best and best[level].weight >= least:
            return level, best[level]
    strong = {level: c for level, c in best.items() if c.weight >= 4.0}
    if not strong or stamped:
        return None
    level = max(strong, key=lambda k: (strong[k].weight, k))
    return level, strong[level]


def _candidates(parts: list[Passage]) -> dict[str, dict[str, _Candidate]]:
    """Places named, by level then by folded name."""
    out: dict[str, dict[str, _Candidate]] = defaultdict(lambda: defaultdict(_Candidate))
    pages = sorted({p.page for p in parts if p.zone in ("cover", "body")})
    for part in parts:
        text = part.text.text
        if part.zone == "stamp":
            continue
        base = _weight(part, pages)
        named = bool(find_plan_types(text))
        for territory, start, end, sure in _administrative(text, alone=part.zone == "cover" or named):
            weight = base * (1.5 if sure else 1.0) * (1.5 if named else 1.0)
            if not sure and base < 1.0:
                continue
            candidate = out[territory.level][territory.code]
            candidate.territory = territory
            candidate.add(weight, territory.name, part.text.places(start, end))
        for pattern in (_EPCI_BEFORE, _EPCI_AFTER):
            for m in pattern.finditer(text):
                form = _cut_name(m.group()) if pattern is _EPCI_BEFORE else _own_name(m[1])
                if key := _epci_key(form):
                    out["epci"][key].add(base, form, part.text.places(m.start(), m.end()))
        for m in _COMMUNE.finditer(text):
            out["commune"][place_key(m[1])].add(base, " ".join(m[1].split()), part.text.places(m.start(1), m.end(1)))
        if part.page == (pages or [0])[0] and _MINISTRY.match(text) and len(text) < 120:
            out["national"]["france"].add(6.0, "France", part.text.places())
    if not out["epci"] and (grand := _grand(parts)):
        out["epci"][fold(grand.top[1])] = grand
    return out


def _grand(parts: list[Passage]) -> _Candidate | None:
    """A cover's "Grand Poitiers", "Val de Garonne": a grouping that calls itself by a name alone."""
    for part in parts:
        m = _GRAND.search(part.text.text) if part.zone == "cover" else None
        if m and not any(True for _ in _administrative(m.group(), alone=True)):
            candidate = _Candidate()
            candidate.add(2.0 * part.rise, " ".join(m[1].split()), part.text.places(m.start(1), m.end(1)))
            return candidate
    return None


def _weight(part: Passage, pages: list[int]) -> float:
    if part.zone == "cover":
        return 4.0 * max(part.rise, 0.8)
    if part.zone == "head":
        return 1.0
    if part.page in pages[:2]:
        return 2.0 * part.rise if part.rise >= 1.25 else 0.8
    return 0.25


def _cut_name(text: str) -> str:
    return re.split(r"\s[-–—]\s|,|\(", " ".join(text.split()))[0].strip()


def _own_name(text: str) -> str:
    """ "PLH de Grandval Agglomération" is about "Grandval Agglomération"; "Pays de X Agglomération" is whole."""
    text = " ".join(text.split())
    head = fold(re.split(r"[\s'’-]", text)[0]).replace("œ", "oe")
    cuts = list(re.finditer(r"\s(?:de la|de l['’]|de|du|des|d['’])\s*(?=[A-ZÉÈÎ])", text))
    if head in _OWN_HEADS.split() or not cuts:
        return text
    return text[cuts[0].end() :]


def _epci_key(form: str) -> str:
    """The grouping's own words: "Communauté d'agglomération du Pays d'X" and "Pays d'X Agglomération" agree."""
    words = re.findall(r"[0-9a-z]+", fold(form))
    kinds = {
        "communaute",
        "commune",
        "communes",
        "agglomeration",
        "agglo",
        "urbaine",
        "metropole",
        "cc",
        "ca",
        "cu",
        "ept",
    }
    little = {
        "de",
        "du",
        "des",
        "d",
        "la",
        "le",
        "les",
        "l",
        "etablissement",
        "public",
        "territorial",
        "intercommunalite",
    }
    return " ".join(w for w in words if w not in kinds | little)


@cache
def _names() -> tuple[re.Pattern[str], dict[str, Territory]]:
    known = {**regions(), **departements()}
    # One name for both (Mayotte, La Réunion): the département's plan is the usual one.
    keys = sorted(known, key=lambda k: (-len(k), k))
    names = "|".join(r"[\s'’\-–]+".join(k.split()) for k in keys)
    return re.compile(rf"(?<![0-9a-z-])({names})(?![0-9a-z]|-[a-z])"), known


def _administrative(text: str, *, alone: bool) -> list[tuple[Territory, int, int, bool]]:
    """Départements and regions with their span; sure when a body of theirs is named ("préfecture de ...").

    ``alone``: the place alone, or after a preposition, is enough.
    """
    pattern, known = _names()
    folded = fold(text)
    out = []
    for m in pattern.finditer(folded):
        territory = known[place_key(m.group())]
        before, after = folded[: m.start()], folded[m.end() :]
        if not text[m.start() : m.start() + 1].isupper():
            continue
        sure = bool(_BODY_OF.search(before))
        if re.search(r"\bregion(?:al)?\s*(?:de la |du |des |de l'|d'|de )?$", before):
            key = place_key(m.group())
            territory, sure = regions().get(key, territory), True
        # "Pays de la Loire", "ville de Paris", "Paris, le ...": the river or the town, not the département.
        if _OTHER_THING.search(before):
            continue
        if re.match(r"\s*,?\s+le\s+\d|\s+(?:metropole|agglo|habitat|communaute)|\s*[-–]\s?[a-z]", after):
            continue
        if place_key(m.group()) == "reunion" and not re.search(r"\bla $", before):
            continue  # "Réunion du 3 mars"
        linked = re.search(r"(?:\b(?:de la|du|des|de l'|d'|de|en|dans le|dans la|dans l')\s*|[-–:,(]\s*)$", before)
        whole = len(m.group()) >= 0.8 * len(folded.strip())
        opens = not before.strip() and re.match(r"\s*(?:$|[-–:(,\n]|(?:19|20)\d\d)", after)
        if sure or (alone and (linked or whole or opens)):
            out.append((territory, m.start(), m.end(), sure))
    return out


def _stamp_level(stamp: Stamp | None) -> str | None:
    """SIREN numbers of public bodies begin with their level."""
    if stamp is None:
        return None
    return {"20": "epci", "24": "epci", "21": "commune", "22": "departement", "23": "region"}.get(stamp.siren[:2])


def _siren(parts: list[Passage], stamp: Stamp | None) -> tuple[str | None, list[Place]]:
    """The EPCI's SIREN: stamped, or printed after the word."""
    if stamp and _stamp_level(stamp) == "epci":
        return stamp.siren, stamp.places
    for part in parts:
        for m in _SIREN.finditer(part.text.text):
            siren = m[1] + m[2] + m[3]
            if siren[:2] in ("20", "24"):
                return siren, part.text.places(m.start(), m.end())
    return None, []


def _commune_code(stamp: Stamp) -> str | None:
    """A commune's SIREN holds its INSEE code: 21, département, number."""
    departement = departement_by_code(stamp.departement)
    if departement is None:
        return None
    return departement.code + stamp.siren[5:8] if len(departement.code) == 2 else "97" + stamp.siren[5:8]


def _from_stamp(parts: list[Passage], stamp: Stamp | None, level: str | None) -> FoundTerritory | None:
    """What the identifier alone settles; an EPCI is then called as the document's own acronym does."""
    if stamp is None or level is None:
        return None
    departement = departement_by_code(stamp.departement)
    if level == "departement":
        if departement is None:
            return None
        return FoundTerritory(departement.name, level, departement.code, stamp.places, stamp.places)
    if level == "region":
        region = region_by_code(departement.region_code) if departement else None
        return FoundTerritory(region.name, level, region.code, stamp.places, stamp.places) if region else None
    if level == "commune":
        code = _commune_code(stamp)
        return FoundTerritory("", level, code, stamp.places, stamp.places) if code else None
    seen: dict[str, _Candidate] = defaultdict(_Candidate)
    for part in parts:
        for m in _EPCI_ACRONYM.finditer(part.text.text):
            if m[1] not in _NOT_EPCI:
                seen[m[1]].add(1.0, m[1], part.text.places(m.start(1), m.end(1)))
    best = max(seen.values(), key=lambda c: (c.weight, c.top[1]), default=None)
    name, places = (best.top[1], best.top[2]) if best and best.weight >= 2 else ("", [])
    return FoundTerritory(name, level, stamp.siren, places, stamp.places)
