"""Départements and regions by name or INSEE code."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.french.fold import fold

_ARTICLE = re.compile(r"^(?:(?:(?:de|des|du|les|la|le)\s+)|(?:[dl]'\s*))+")


@dataclass(frozen=True, slots=True)
class Territory:
    """``code``: INSEE; ``region_code``: a département's region, None for a region."""

    code: str
    name: str
    level: str
    region_code: str | None = None


def place_key(name: str) -> str:
    """A place's name folded, without its article and punctuation: "de l'Isère" is "isere"."""
    text = _ARTICLE.sub("", fold(name).strip())
    return " ".join(re.sub(r"[^0-9a-z]+", " ", text).split())


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("extractors.french") / "data" / name).read_text(encoding="utf8")
    return list(csv.DictReader(text.splitlines()))


def _index(name: str, level: str) -> dict[str, Territory]:
    out: dict[str, Territory] = {}
    for row in _rows(name):
        territory = Territory(row["code"], row["name"], level, row.get("region_code"))
        for alias in (row["name"], *filter(None, row["aliases"].split("|"))):
            out[place_key(alias)] = territory
    return out


@cache
def departements() -> dict[str, Territory]:
    """The 101 départements by folded name."""
    return _index("departements.csv", "departement")


@cache
def regions() -> dict[str, Territory]:
    """The 18 regions by folded name."""
    return _index("regions.csv", "region")


@cache
def _by_code() -> dict[str, Territory]:
    return {t.code: t for t in departements().values()}


@cache
def _regions_by_code() -> dict[str, Territory]:
    return {t.code: t for t in regions().values()}


def find_departement(name: str) -> Territory | None:
    """By name, with or without article: "la Sarthe"."""
    return departements().get(place_key(name))


def find_region(name: str) -> Territory | None:
    return regions().get(place_key(name))


def departement_by_code(code: str) -> Territory | None:
    """By INSEE code, or by the receipt stamp's three digits: "72", "072", "2A", "02A", "973"."""
    code = code.strip().upper()
    return _by_code().get(code) or (_by_code().get(code[1:]) if len(code) == 3 and code[0] == "0" else None)


def region_by_code(code: str) -> Territory | None:
    """By INSEE code: "84"."""
    return _regions_by_code().get(code)
