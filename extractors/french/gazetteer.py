"""Communes and their groupings out of the dated extract in ``data``: by name, code or SIREN.

Nothing is read before the first question; ``scripts/make_territories.py`` makes the two files.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from extractors.french.fold import fold

_LITTLE = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur", "sous"])
# What a grouping is, not which one it is.
GROUPING_WORDS = frozenset(
    ["metropole", "metropolitaine", "eurometropole", "agglomeration", "agglo", "agglopole", "epci", "intercommunalite",
     "intercom", "ept", "etablissement", "public", "territorial", "communaute", "communautes", "commune", "communes",
     "cc", "ca", "cu", "cdc", "urbaine"]
)  # fmt: skip
_NOT_LETTERS = {ord(c): " " for c in "'-.,;:/()\"&·*_[]{}!?+=%#@\n\t"}


@dataclass(frozen=True, slots=True)
class Commune:
    """``epci`` and ``ept``: SIREN or ""; ``now``: code of the commune that a former one is part of, else ""."""

    code: str
    name: str
    siren: str
    epci: str
    ept: str
    now: str

    @property
    def departement(self) -> str:
        return departement_of(self.code)


@dataclass(frozen=True, slots=True)
class Grouping:
    """An EPCI with taxing powers or an EPT; ``departements``: the one with most members first."""

    siren: str
    type: str  # CC, CA, CU, METRO, MET69 or EPT
    name: str
    acronyms: tuple[str, ...]
    departements: tuple[str, ...]
    population: int


def departement_of(insee: str) -> str:
    """The département of a commune's code: "72181" is in "72", "97105" in "971"."""
    return insee[:3] if insee.startswith("97") else insee[:2]


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """A place's words folded, little words left out: "Villeneuve-d'Ascq" is "villeneuve ascq"."""
    words = fold(name).replace("œ", "oe").translate(_NOT_LETTERS).split()
    words = ["saint" if w == "st" else "sainte" if w == "ste" else w for w in words]
    return " ".join([w for w in words if w not in _LITTLE] or words)


@lru_cache(maxsize=4096)
def grouping_key(name: str) -> str:
    """The grouping's own words: "CU Le Mans Métropole" is "mans"; "" when it has none."""
    return " ".join(w for w in name_key(name).split() if w not in GROUPING_WORDS)


def _lines(name: str) -> list[str]:
    """The rows of a packed file; the first line says the vintage, the second the columns."""
    data = (files("extractors.french") / "data" / name).read_bytes()
    return gzip.decompress(data).decode("utf-8").splitlines()


def vintage() -> str:
    """The extract's year, source and licence, as its first line says."""
    return _lines("epci.csv.gz")[0].lstrip("# ")


@cache
def _commune_lines() -> list[str]:
    """Sorted by key, so that a name is found by bisection and only its rows are parsed."""
    return _lines("communes.csv.gz")[2:]


@cache
def _by_code() -> dict[str, int]:
    """A former commune that was the seat bears today's code too: today's wins."""
    out: dict[str, int] = {}
    for i, line in enumerate(_commune_lines()):
        code = line.split(";", 2)[1]
        if code not in out or line.endswith(";"):
            out[code] = i
    return out


def _commune(line: str) -> Commune:
    return Commune(*line.split(";")[1:])


@lru_cache(maxsize=8192)
def communes_named(name: str) -> tuple[Commune, ...]:
    """Every commune of that name, today's and former; within one département a name is (nearly) always alone."""
    wanted = name_key(name) + ";"
    lines = _commune_lines()
    found = []
    for i in range(bisect_left(lines, wanted), len(lines)):
        if not lines[i].startswith(wanted):
            break
        found.append(_commune(lines[i]))
    return tuple(found)


@lru_cache(maxsize=4096)
def commune_by_code(code: str) -> Commune | None:
    at = _by_code().get(code)
    return None if at is None else _commune(_commune_lines()[at])


@cache
def communes_of(departement: str) -> tuple[Commune, ...]:
    """The communes of a département, former ones too, by key."""
    mark = f";{departement}"
    found = (_commune(line) for line in _commune_lines() if mark in line)
    return tuple(c for c in found if c.departement == departement)


@cache
def members(siren: str) -> tuple[Commune, ...]:
    """Today's communes of a grouping."""
    found = (_commune(line) for line in _commune_lines() if siren in line)
    return tuple(c for c in found if siren in (c.epci, c.ept) and not c.now)


@cache
def _groupings() -> tuple[Grouping, ...]:
    out = []
    for line in _lines("epci.csv.gz")[2:]:
        siren, kind, name, acronyms, departements, population = line.split(";")
        out.append(
            Grouping(
                siren,
                kind,
                name,
                tuple(filter(None, acronyms.split("|"))),
                tuple(departements.split("|")),
                int(population),
            )
        )
    return tuple(out)


@cache
def _by_siren() -> dict[str, Grouping]:
    return {g.siren: g for g in _groupings()}


@cache
def _by_key() -> dict[str, tuple[Grouping, ...]]:
    out: dict[str, list[Grouping]] = defaultdict(list)
    for g in _groupings():
        out[grouping_key(g.name)].append(g)
    return {k: tuple(v) for k, v in out.items()}


@cache
def _by_departement() -> dict[str, tuple[Grouping, ...]]:
    out: dict[str, list[Grouping]] = defaultdict(list)
    for g in _groupings():
        for departement in g.departements:
            out[departement].append(g)
    return {k: tuple(v) for k, v in out.items()}


def grouping_by_siren(siren: str) -> Grouping | None:
    return _by_siren().get(siren)


def groupings_named(name: str) -> tuple[Grouping, ...]:
    """Those whose own words are these, in whatever form: "CC X", "X Communauté"."""
    return _by_key().get(grouping_key(name), ())


def groupings_of(departement: str) -> tuple[Grouping, ...]:
    """Those with a member in the département."""
    return _by_departement().get(departement, ())
