"""Which commune, grouping, département or region a name's words point at, seen from a document's own territory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from extractors.french.gazetteer import (
    GROUPING_WORDS,
    Commune,
    Grouping,
    commune_by_code,
    communes_named,
    communes_of,
    grouping_by_siren,
    grouping_key,
    groupings_named,
    groupings_of,
    name_key,
)
from extractors.french.territories import (
    NOT_EPCI,
    Territory,
    departement_by_code,
    departements,
    find_departement,
    find_region,
    regions,
)
from models.segment import Metadata
from pipeline.ids import folded

MERGERS = 2017  # the year most groupings changed: before it, only a whole name is sure
_SLIP = 90  # likeness of a misread name


@dataclass(frozen=True, slots=True)
class Located:
    """``code``: INSEE or SIREN, None when not found; ``candidates``: names as likely as each other."""

    code: str | None = None
    candidates: tuple[str, ...] = ()


NOWHERE = Located()


@dataclass(frozen=True, slots=True)
class Home:
    """Where a document stands: what a name without a place points at.

    ``own``: the key of its territory, known or not; ``year``: 0 when not known.
    """

    own: str
    departements: tuple[str, ...] = ()
    region: str | None = None
    grouping: Grouping | None = None
    commune: Commune | None = None
    year: int = 0

    def find_commune(self, name: str) -> Located:
        """By name, in the home départements first; a slip of spelling only there."""
        found = communes_named(name)
        near = [c for c in found if c.departement in self.departements]
        if self.grouping and len(near) > 1:
            near = [c for c in near if self.grouping.siren in (c.epci, c.ept)] or near
        near = near or [c for c in found if self.region and _region_of(c) == self.region] or list(found)
        today = [c for c in near if not c.now] or near
        if len(today) == 1:
            return Located(today[0].code)
        if today:
            return Located(None, tuple(sorted(f"{c.name} ({c.departement})" for c in today))[:5])
        return self._misread_commune(name_key(name))

    def _misread_commune(self, key: str) -> Located:
        if len(key) < 6:
            return NOWHERE
        scored = [
            (fuzz.ratio(key, other, score_cutoff=_SLIP), other, c)
            for d in self.departements
            for other, c in _keyed_communes(d)
            if abs(len(other) - len(key)) <= 2
        ]
        best = sorted((s for s in scored if s[0]), key=lambda s: (-s[0], s[2].code))
        if not best:
            return NOWHERE
        if len(best) > 1 and best[1][0] > best[0][0] - 3:
            return Located(None, tuple(f"{c.name} ({c.departement})" for _, _, c in best[:3]))
        return Located(best[0][2].code)

    def find_grouping(self, name: str, *, bare: bool = False) -> Located:
        """By the grouping's own words. ``bare``: nothing in ``name`` says that it is one, so it must be whole."""
        own = grouping_key(name)
        found = groupings_named(name) if own else ()
        near = [g for g in found if set(g.departements) & set(self.departements)]
        if bare:
            return self._bare(name, near or [g for g in found if " " in own])
        if near or (len(found) == 1 and (" " in own or not self.departements)):
            return _only(near or list(found))
        if not own or (self.year and self.year < MERGERS):
            return _only(list(found))
        words = set(own.split())
        around = self._around()
        part = [g for g in around if (own_words := set(grouping_key(g.name).split())) and words < own_words]
        part = part or [g for g in around if (k := set(grouping_key(g.name).split())) < words and len(k) > 2]
        if len(part) > 1:
            said = set(name_key(name).split()) & GROUPING_WORDS
            part = [g for g in part if said & set(name_key(g.name).split())] or part
        if part:
            return _only(part)
        slips = [g for g in around if len(own) >= 8 and fuzz.ratio(own, grouping_key(g.name)) >= _SLIP]
        return _only(slips or list(found))

    def _bare(self, name: str, found: list[Grouping]) -> Located:
        key = name_key(name)
        whole = [g for g in found if " " in grouping_key(name) or key.split()[-1:] != grouping_key(name).split()]
        if whole:
            return _only(whole)
        if not found:
            return NOWHERE
        if namesakes := [c for c in communes_named(name) if c.departement in self.departements and not c.now]:
            return Located(None, tuple([f"Commune de {c.name}" for c in namesakes] + [g.name for g in found]))
        return _only(found)

    def find_acronym(self, letters: str) -> Located:
        """A grouping of the home départements by the acronym the extract gives, else by its initials."""
        if letters.upper() in NOT_EPCI:
            return NOWHERE
        letters = folded(letters).replace(" ", "")
        around = self._around()
        given = [g for g in around if letters in {folded(a).replace(" ", "") for a in g.acronyms}]
        return _only(given or [g for g in around if letters in _initials(g)])

    def the_metropole(self) -> str | None:
        """The only métropole of the home départements, its SIREN."""
        found = [g.siren for g in self._around() if g.type in ("METRO", "MET69")]
        return found[0] if len(found) == 1 else None

    def _around(self) -> list[Grouping]:
        out = {g.siren: g for d in self.departements for g in groupings_of(d)}
        return [g for g in out.values() if set(g.departements[:2]) & set(self.departements)]


def _only(found: list[Grouping]) -> Located:
    if len(found) == 1:
        return Located(found[0].siren)
    return Located(None, tuple(sorted(f"{g.name} ({g.departements[0]})" for g in found))[:5])


@cache
def _keyed_communes(departement: str) -> tuple[tuple[str, Commune], ...]:
    return tuple((name_key(c.name), c) for c in communes_of(departement) if not c.now)


@cache
def _initials(g: Grouping) -> frozenset[str]:
    """Initials of the whole name and of the name without its kind, little words counted or not.

    Three letters are enough where the name is a brand ("Le Mans Métropole"), four after a kind: "CAL" is many things.
    """
    kind = re.compile(r"^Communauté (?:de communes|d'agglomération|urbaine) (?:d(?:e la|e l'|e|u|es) ?|d')?")
    out = set()
    for name in (g.name, kind.sub("", g.name)):
        words = [w for w in re.split(r"[\s'’-]+", name) if w]
        for chosen in (words, [w for w in words if w[:1].isupper() or w in ("communes", "agglomération", "urbaine")]):
            initials = folded("".join(w[:1] for w in chosen)).replace(" ", "")
            if len(initials) >= (4 if kind.match(name) else 3):
                out.add(initials)
    return frozenset(out)


def find_home(m: Metadata, cited: Iterable[str], fallback: str, guessed_year: int = 0) -> Home:
    """``cited``: départements named by the document's bodies, the most frequent first; ``fallback``: stands for
    the territory where the document names none; ``guessed_year``: where the document says no year."""
    cited = list(cited)
    year = m.period_start or (int(m.published_on[:4]) if m.published_on else guessed_year)
    own = place_words(m.territory or "") or fallback
    code = m.territory_code or ""
    departements: tuple[str, ...] = tuple(cited[:1])
    region = grouping = commune = None
    if m.territory_level == "departement":
        departements = (code or own,)
    elif m.territory_level == "region":
        region = f"R{code}" if code else own
        found = find_region(own)
        region = f"R{found.code}" if not code and found else region
    elif m.territory_level == "epci":
        named = groupings_named(m.territory or "")
        named = tuple(g for g in named if not cited or set(g.departements) & set(cited[:1]))
        grouping = grouping_by_siren(code) or (named[0] if len(named) == 1 and not code else None)
        if grouping:
            own, departements = grouping.siren, grouping.departements[:1]
        elif not cited and re.fullmatch(r"24\d{7}", code) and departement_by_code(code[2:4]):
            departements = (code[2:4],)
    elif m.territory_level == "commune":
        commune = commune_by_code(code) if code else None
        if commune is None and m.territory and not code:
            at = Home(own, departements).find_commune(m.territory).code
            commune = commune_by_code(at) if at else None
        if commune:
            own, departements = commune.code, (commune.departement,)
            grouping = grouping_by_siren(commune.ept or commune.epci)
        elif code:
            departements = (code[: 3 if code.startswith("97") else 2],)
    if region is None and departements and (d := departement_by_code(departements[0])):
        region = f"R{d.region_code}"
    return Home(own, departements, region, grouping, commune, year)


def cited_departements(places: Iterable[str | None]) -> list[str]:
    """Départements among ``places``, the most frequent first."""
    count = Counter(p for p in places if p and departement_by_code(p))
    return sorted(count, key=lambda c: (-count[c], c))


def place_words(name: str) -> str:
    """A place's key: a département's code where it is one, else its words."""
    if not name:
        return ""
    key = name_key(name)
    found = departement_by_code(name)
    return found.code if found else _departement_keys().get(key, key)


@cache
def _departement_keys() -> dict[str, str]:
    """Little words may be missing: "Puy Dôme"."""
    return {name_key(name): d.code for name, d in departements().items()}


@cache
def _region_keys() -> dict[str, str]:
    return {name_key(name).removeprefix("region "): f"R{r.code}" for name, r in regions().items()}


def known_region(place: str) -> str:
    """The region's key ("R52") of a region's name, or of one of its départements; else ``place``."""
    if region := _region_keys().get(name_key(place)):
        return region
    departement = departement_by_code(place)
    return f"R{departement.region_code}" if departement else place


def named_at_end(text: str) -> tuple[str | None, str]:
    """The département (code) or region (key) ``text`` ends with, and the text before it."""
    little = r"(?:(?:de|du|des|la|le|les|en)\s+|d['’]|l['’])*"
    for n in range(4, 0, -1):
        m = re.search(rf"\s({little}(?:[^\s'’-]+[\s'’-]+){{{n - 1}}}[^\s'’-]+)$", text)
        if m and (found := find_departement(m[1]) or (n == 1 and departement_by_code(m[1]))):
            return found.code, text[: m.start()]
        if m and find_region(m[1]):
            return folded(m[1]), text[: m.start()]
    return None, text


def _region_of(commune: Commune) -> str | None:
    found: Territory | None = departement_by_code(commune.departement)
    return f"R{found.region_code}" if found else None
