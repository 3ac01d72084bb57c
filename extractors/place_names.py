"""The territory a document is made for, among all the places it names."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache

from extractors.act import OBJECT, Stamp
from extractors.french.fold import fold
from extractors.french.plan_types import PlanType, find_plan_types, read_own_name
from extractors.french.territories import (
    AFTER_PLAN,
    BRAND,
    COMMUNE,
    EPCI_ACRONYM,
    EPCI_AFTER,
    EPCI_BEFORE,
    EPCI_COMMA,
    GRAND,
    KINDS,
    LITTLE,
    NAME,
    NO_TOWN,
    NOT_EPCI,
    NOT_PLACE,
    OTHER,
    OWN_HEADS,
    Territory,
    departement_by_code,
    departements,
    place_key,
    region_by_code,
    regions,
)
from extractors.place_codes import code_of
from extractors.zones import Passage
from models.text import Place, PlacedText

_BODY_OF = re.compile(
    r"(?:departement|prefecture|prefete?|conseil (?:general|departemental)|territoire)\s*(?:de|du|d|des|:)?[^.]{0,12}$"
)
_OTHER_THING = re.compile(
    r"(?:ville|commune|mairie|pays|val|vallee|agence de l'eau|bords|metropole|agglomeration) "
    r"(?:de la |du |de l'|d'|de )?$"
)
# A letter opens with who sends it: "Le préfet du Cantal à ..."
_SENDER = re.compile(
    r"\W*(?:(?:le|la) )?(?:prefete?|prefecture|president\w* du conseil departemental)\s*(?:de |du |d'|des |la |l'|les )*"
)
_MINISTRY = re.compile(r"^\s*(?:minist[eè]re\b|(?:le|la)\s+ministre\b|premier\s+ministre)", re.IGNORECASE)
_GROUPING_SHORT = re.compile(r"\b(?:CC|CA|CU|EPT)\b")
_SIREN = re.compile(r"\bSIREN\s*(?:n\s*[°o])?\s*:?\s*(\d{3})\s?(\d{3})\s?(\d{3})\b", re.IGNORECASE)


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
    titled: float = 0.0  # weight of the titles that tie it to the plan's name: "PLH de X"

    def add(self, weight: float, form: str, places: list[Place]) -> None:
        self.weight += weight
        self.forms[form] = self.forms.get(form, 0.0) + weight
        if weight > self.top[0]:
            self.top = (weight, form, places)

    @property
    def form(self) -> str:
        """The way the document names it most."""
        return max(self.forms, key=lambda f: (self.forms[f], f))


def find_territory(
    parts: list[Passage], plan: PlanType | None, stamp: Stamp | None, title: PlacedText | None = None
) -> FoundTerritory | None:
    """The place tied to the plan's name, else the best at its usual level, at the stamp's, of all."""
    usual_level = plan.level if plan else None
    parts = _over_two_lines(parts)
    named = _candidates(parts)
    if plan:
        _tie(named, parts, plan, title)
    stamped = stamp.level if stamp else None
    chosen = _choose(named, usual_level, stamped) or _brand(parts, usual_level)
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
        out.code, out.code_places = stamp.commune_code, stamp.places
    if out.code is None and level in ("epci", "commune") and (code := code_of(out.name, level, parts, stamp)):
        out.code, out.code_places = code, places
    return out


_BARE = re.compile(
    r"(?:communaut[eé] de communes|communaut[eé] d['’] ?agglom[eé]ration|communaut[eé] urbaine|syndicat mixte|"
    r"parc naturel r[eé]gional|p[oô]le d['’] ?[eé]quilibre territorial et rural|PETR|SICTOM|SMICTOM)",
    re.IGNORECASE,
)


def _over_two_lines(parts: list[Passage]) -> list[Passage]:
    """The passages, with a body's name printed over two lines of the cover made one."""
    out = list(parts)
    for i, (above, below) in enumerate(itertools.pairwise(parts)):
        name = below.text.text.strip()
        alike = above.zone == below.zone == "cover" and above.page == below.page and below.rise <= 1.2 * above.rise
        if not (alike and _BARE.fullmatch(above.text.text.strip())) or find_plan_types(name):
            continue
        if len(name) <= 50 and re.fullmatch(rf"(?>(?:de la |de l['’]|du |des |de |d['’])?{NAME})", name):
            out[i] = replace(above, text=PlacedText.join((above.text, below.text), " "))
    return out


_LOCAL = ("epci", "other", "commune")
# A natural area printed as a line of its own under the plan's name.
_AREA = re.compile(
    r"(?:(?:Plan|Programme) d['’]actions? (?:de la |du |de l['’]|des |de ))?"
    r"((?:Plateaux?|Montagnes?|Vall[ée]es?|Massifs?|Monts|Plaines?|Bassins?|Presqu['’]île|Marais|Littoral|"
    r"Causses?|Coteaux)(?: [\w'’-]+){1,6})"
)


def _choose(
    named: dict[str, dict[str, _Candidate]], usual: str | None, stamped: str | None
) -> tuple[str, _Candidate] | None:
    tied = [(c.titled, c.weight, level, c) for level, found in named.items() for c in found.values() if c.titled]
    if tied:
        *_, level, candidate = max(tied, key=lambda t: (t[0], t[1], t[2], t[3].top[1]))
        return level, candidate
    best = {level: max(found.values(), key=lambda c: (c.weight, c.top[1])) for level, found in named.items() if found}
    weight = {level: c.weight for level, c in best.items()}
    # A syndicate or PETR names its member groupings, but itself more.
    if usual in ("epci", "commune") and weight.get("other", 0.0) >= max(2.0, 1.5 * weight.get(usual, 0.0)):
        return "other", best["other"]
    for level, least in ((usual, 1.0), (stamped, 1.0)):
        if level in best and weight[level] >= least:
            return level, best[level]
    strong = {level: c for level, c in best.items() if c.weight >= 4.0}
    if not strong or stamped not in (None, "other"):
        return None
    # Of a local plan, a département is a partner; the cover's own grouping or town is the territory.
    local = [k for k in strong if k in _LOCAL]
    level = max(strong, key=lambda k: (weight[k], k))
    if local and usual not in ("departement", "region", "national"):
        nearest = max(local, key=lambda k: (weight[k], k))
        level = nearest if weight[nearest] >= 0.5 * weight[level] else level
    return level, strong[level]


def _tie(
    named: dict[str, dict[str, _Candidate]], parts: list[Passage], plan: PlanType, title: PlacedText | None
) -> None:
    """Mark the candidates that titles and running heads tie to the plan's name, adding those not named elsewhere."""
    shown = [(p.text, 4.0 * max(p.rise, 0.8)) for p in parts if p.zone == "cover" and len(p.text.text) < 250]
    shown += [(p.text, 1.0) for p in parts if p.zone == "head"]
    for text, weight in [*([(title, 8.0)] if title else []), *shown]:
        mentions = find_plan_types(text.text)
        own = None if mentions else read_own_name(text.text)
        for mention in (own,) if own else mentions:
            m = AFTER_PLAN.match(text.text, mention.end)
            if mention.plan != plan or not m:
                continue
            form = _cut_name(m["name"])
            first = fold(re.split(r"[\s'’-]", form)[0])
            if first in NOT_PLACE.split() and not (EPCI_BEFORE.match(form) or COMMUNE.match(form)):
                continue
            level, candidate = _match(named, form)
            if candidate is None:
                if not m["link"] or own or plan.name == "Charte" or form.isupper() != text.text.isupper():
                    continue
                level = "other" if fold(form).startswith("pays ") and not plan.name.startswith("PL") else plan.level
                candidate = named[level or "other"][_epci_key(form)]
                candidate.add(weight, form, text.places(m.start("name"), m.start("name") + len(form)))
            candidate.titled += weight
    if not any(c.titled for found in named.values() for c in found.values()):
        _tie_area(named, parts, plan)


def _tie_area(named: dict[str, dict[str, _Candidate]], parts: list[Passage], plan: PlanType) -> None:
    """The natural area under the plan's name on the cover: "Charte forestière" / "Montagne limousine"."""
    cover = [p for p in parts if p.zone == "cover"]
    for above, part in itertools.pairwise(cover):
        text = part.text.text.strip()
        named_above = any(m.plan == plan for m in find_plan_types(above.text.text))
        if len(text) > 60 or above.page != part.page or not named_above:
            continue
        if (m := _AREA.fullmatch(text)) and not _match(named, m[1])[1]:
            candidate = named["other"][_epci_key(m[1])]
            candidate.add(4.0 * part.rise, m[1], part.text.places(m.start(1), m.end(1)))
            candidate.titled += 4.0 * part.rise
            return


def _match(named: dict[str, dict[str, _Candidate]], form: str) -> tuple[str, _Candidate | None]:
    """The candidate a title's place is a name of."""
    known = departements().get(place_key(form)) or regions().get(place_key(form))
    if known and known.code in named[known.level]:
        return known.level, named[known.level][known.code]
    words = set(_epci_key(form).split())
    same = [
        (c.weight, level, c)
        for level in _LOCAL
        for key, c in named[level].items()
        if words and (words == set(key.split()) or (len(key) >= 4 and set(key.split()) < words))
    ]
    if not same:
        return "", None
    _, level, candidate = max(same, key=lambda s: (s[0], s[1]))
    return level, candidate


def _brand(parts: list[Passage], usual: str | None) -> tuple[str, _Candidate] | None:
    """A grouping or town that the document calls by a brand or a bare name, when no other place is named."""
    if usual not in ("epci", "commune", ""):
        return None
    seen: dict[str, _Candidate] = defaultdict(_Candidate)
    for part in parts:
        text = part.text.text.strip()
        for m in BRAND.finditer(part.text.text):
            weight = 2.0 if part.zone in ("cover", "head") or m[1] == text else 1.0
            seen[m[1]].add(weight, m[1], part.text.places(m.start(1), m.end(1)))
        # A cover's line that is a name alone, and that the document goes on using.
        first = re.split(r"[\s'’-]", fold(text))[0]
        if part.zone != "cover" or len(text) > 50 or first in NOT_PLACE.split() or find_plan_types(text):
            continue
        if re.fullmatch(f"(?>{NAME})", text) and sum(text in p.text.text for p in parts) >= 4:
            seen[text].add(2.0, text, part.text.places())
    best = max(seen.values(), key=lambda c: (c.weight, c.top[1]), default=None)
    return (usual or "epci", best) if best and best.weight >= 2.0 else None


def _candidates(parts: list[Passage]) -> dict[str, dict[str, _Candidate]]:
    """Places named, by level then by folded name."""
    out: dict[str, dict[str, _Candidate]] = defaultdict(lambda: defaultdict(_Candidate))
    letter = any(p.page <= 2 and OBJECT.match(p.text.text) for p in parts)
    pages = sorted({p.page for p in parts if p.zone in ("cover", "body")})
    for part in parts:
        text = part.text.text
        if part.zone == "stamp":
            continue
        base = _weight(part, pages)
        named = bool(find_plan_types(text))
        titled = part.rise >= 1.25 and part.page == (pages or [0])[0] and len(text) < 80  # over the text, without a cover
        for territory, start, end, sure in _administrative(text, alone=part.zone == "cover" or named or titled):
            weight = base * (1.5 if sure else 1.0) * (1.5 if named else 1.0)
            if not sure and base < 1.0:
                continue
            if letter and part.page == (pages or [0])[0] and _SENDER.fullmatch(fold(text[:start])):
                weight = max(weight, 8.0)
            candidate = out[territory.level][territory.code]
            candidate.territory = territory
            candidate.add(weight, territory.name, part.text.places(start, end))
        folded = fold(text)
        for m in OTHER.finditer(text) if _names_a_syndicate(text, folded) else ():
            form = _cut_name(m.group())
            if key := _epci_key(form):
                out["other"][key].add(base, form, part.text.places(m.start(), m.start() + len(form)))
        for pattern in (EPCI_BEFORE, EPCI_AFTER, EPCI_COMMA) if _names_a_grouping(text, folded) else ():
            # A grouping's own presentation is a line; a paragraph would only be searched in vain.
            for m in pattern.finditer(text) if pattern is not EPCI_COMMA or len(text) < 300 else ():
                form = _cut_name(m.group()) if pattern is EPCI_BEFORE else _own_name(m[1])
                if key := _epci_key(form):
                    out["epci"][key].add(base, form, part.text.places(m.start(), m.end()))
        for m in COMMUNE.finditer(text) if any(w in folded for w in ("ville", "commune", "mairi", "municip")) else ():
            if NO_TOWN.search(fold(text[: m.start()])):
                continue
            form = _cut_name(m[1])
            out["commune"][place_key(form)].add(base, form, part.text.places(m.start(1), m.start(1) + len(form)))
        if part.page == (pages or [0])[0] and _MINISTRY.match(text) and len(text) < 120:
            out["national"]["france"].add(6.0, "France", part.text.places())
    if not (out["epci"] or out["other"]) and (grand := _grand(parts)):
        out["other" if fold(grand.top[1]).startswith("pays ") else "epci"][_epci_key(grand.top[1])] = grand
    return out


def _names_a_grouping(text: str, folded: str) -> bool:
    """Whether a word of the EPCI_* patterns is there: they are dear, and most passages name no grouping."""
    stems = ("communaut", "metropol", "agglo", "etablissement", "intercommunal")
    return any(stem in folded for stem in stems) or bool(_GROUPING_SHORT.search(text))


def _names_a_syndicate(text: str, folded: str) -> bool:
    """The same for OTHER."""
    return any(stem in folded for stem in ("pole", "parc", "syndicat")) or any(
        short in text for short in ("PETR", "PNR", "TOM", "TCOM", "SIVOM", "SMT")
    )


def _grand(parts: list[Passage]) -> _Candidate | None:
    """A cover's "Grand Poitiers", "Val de Garonne": a grouping that calls itself by a name alone."""
    for part in parts:
        m = GRAND.search(part.text.text) if part.zone == "cover" else None
        if m and not any(True for _ in _administrative(m.group(), alone=True)):
            candidate = _Candidate()
            alone = len(m[1]) >= 0.8 * len(part.text.text.strip())
            candidate.add(
                (4.0 if alone else 2.0) * part.rise, " ".join(m[1].split()), part.text.places(m.start(1), m.end(1))
            )
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
    if head in OWN_HEADS.split() or not cuts:
        return text
    return text[cuts[0].end() :]


def _epci_key(form: str) -> str:
    """The grouping's own words: "Communauté d'agglomération du Pays d'X" and "Pays d'X Agglomération" agree."""
    words = re.findall(r"[0-9a-z]+", fold(form))
    return " ".join(w for w in words if w not in f"{KINDS} {LITTLE}".split())


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


def _siren(parts: list[Passage], stamp: Stamp | None) -> tuple[str | None, list[Place]]:
    """The EPCI's SIREN: stamped, or printed after the word."""
    if stamp and stamp.level == "epci":
        return stamp.siren, stamp.places
    for part in parts:
        for m in _SIREN.finditer(part.text.text):
            siren = m[1] + m[2] + m[3]
            if siren[:2] in ("20", "24"):
                return siren, part.text.places(m.start(), m.end())
    return None, []


def _from_stamp(parts: list[Passage], stamp: Stamp | None, level: str | None) -> FoundTerritory | None:
    """What the identifier alone settles; an EPCI is then called as the document's own acronym does."""
    if stamp is None or level in (None, "other"):
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
        code = stamp.commune_code
        return FoundTerritory("", level, code, stamp.places, stamp.places) if code else None
    seen: dict[str, _Candidate] = defaultdict(_Candidate)
    for part in parts:
        for m in EPCI_ACRONYM.finditer(part.text.text):
            if m[1] not in NOT_EPCI:
                seen[m[1]].add(1.0, m[1], part.text.places(m.start(1), m.end(1)))
    best = max(seen.values(), key=lambda c: (c.weight, c.top[1]), default=None)
    name, places = (best.top[1], best.top[2]) if best and best.weight >= 2 else ("", [])
    return FoundTerritory(name, level, stamp.siren, places, stamp.places)
