"""Départements and regions by name or INSEE code, and the words that name groupings and towns."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.french.fold import fold

_ARTICLE = re.compile(r"^(?:(?:(?:de|des|du|les|la|le)\s+)|(?:[dl]'\s*))+")

LINK = r"(?:\s+(?:de\s+la|de\s+l['’]|de|du|des|d['’]|et|en|sur|sous|lès|les|le|la|l['’]|à|aux?)\s*|\s*[-–]\s*|\s+|['’])"
# Possessive: a hyphen is the word's or the link's, never tried both ways.
CAP = r"(?:[dDlL]['’])?[A-ZÉÈÎÂÔÀÇ][\w'’]*+(?:-[\w'’]+)*+"
NAME = rf"{CAP}(?:{LINK}{CAP})*"
EPCI_FORMS = (
    r"communaut[ée]\s+de\s+communes|communaut[ée]\s+d['’]\s?agglom[ée]ration|communaut[ée]\s+urbaine|eurom[ée]tropole|"
    r"[ée]tablissement\s+public\s+territorial|m[ée]tropole|agglom[ée]ration|agglo|communaut[ée]"
)
EPCI_BEFORE = re.compile(
    rf"(?:(?i:(?<!\w){EPCI_FORMS})|\b(?:CC|CA|CU|EPT)\b)\s+(?:(?i:de\s+la\b|de\s+l['’]|des\b|du\b|de\b|d['’])\s*)?({NAME}"
    rf"(?:\s+et\s+(?:du|de\s+la|de\s+l['’]|des|de|d['’])\s*(?!D[ée]partement|R[ée]gion|Conseil|Pr[ée]fe|[ÉE]tat|CAF|Caf|Ville)"
    rf"{CAP})?)"
)
EPCI_AFTER = re.compile(
    rf"(?<![\w'’])((?:Grand\s+|Pays\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|d['’]|des\s+)?)?{CAP}"
    rf"(?:[ -]{CAP}|['’]{CAP}|\s+(?:de|du|des|la|le|en|et|sur)\s+{CAP}){{0,4}}\s+"
    r"(?:[Mm][ée]tropole|MÉTROPOLE|METROPOLE|[Aa]gglom[ée]ration|AGGLOMÉRATION|AGGLOMERATION|[Aa]gglo|[Aa]gglop[ôo]le|"
    r"Communaut[ée]|Intercommunalité))"
    r"(?![\w'’])(?!\s+(?:d['’]|de\s|urbaine))"
)
# "Quimbrune, communauté d'agglomération"
EPCI_COMMA = re.compile(
    rf"(?<![\w'’-])((?>{NAME})),\s+(?i:communauté\s+(?:de\s+communes|d['’]\s?agglomération|urbaine)|métropole)(?!\s+d|\w)"
)
# Groupings that are neither EPCI nor administration; a syndicate may print its trade before its place.
OTHER = re.compile(
    rf"(?:(?<!\w)(?i:p[ôo]le\s+d['’]\s?[ée]quilibre(?:\s+territorial(?:\s+et\s+rural)?)?|p[ôo]le\s+m[ée]tropolitain|"
    rf"parc\s+(?:naturel\s+r[ée]gional|national)|"
    rf"syndicat\s+(?:mixte|intercommunal|d[ée]partemental)(?:\s+(?!de\b|du\b|des\b)[a-zà-ÿ]+)?"
    rf"(?:\s+(?:de\s+la|de|du|des|d['’]|et|à\s+la|aux?)\s*[a-zà-ÿ]+(?:\s+(?!de\b|du\b|des\b)[a-zà-ÿ]+)?){{0,4}}?)|"
    rf"\b(?:PETR|PNR|SICTOM|SMICTOM|SIRTOM|SMIRTOM|SITCOM|SIVOM|SYCTOM|SYTCOM|SMTC|SMTU))\s+"
    rf"(?:(?i:de\s+la\b|de\s+l['’]|des\b|du\b|de\b|d['’])\s*)?{NAME}"
)
# A brand with a bracket inside, which inclusive spelling ("directeur(trice)s") does not give: "Tour(s)plus".
BRAND = re.compile(r"(?<!\w)([A-ZÉ][a-zà-ÿ]{2,}\([a-z]{1,2}\)[a-zà-ÿ]{3,})(?!\w)")
AFTER_PLAN = re.compile(
    rf"\s*(?:\s(?P<link>(?i:de\s+la\b|de\s+l['’]|des\b|du\b|de\b|d['’]|sur\s+le\b))\s*|\s)(?P<name>{NAME})"
)
# What a plan's name goes on with that is no place, when printed with a capital.
NOT_PLACE = (
    "habitat culture sante quartier quartiers territoire territoires programme plan document diagnostic orientations "
    "ville villes agglomeration metropole departement region commune communes communaute climat logement etat "
    "demandeurs personnes gens engagements engagement fiches fiche tome version livre annexe projet contrat "
    "convention action actions rapport synthese bilan axe objectif strategie feuille durable intercommunal cadre "
    "republique liberte egalite fraternite sommaire prefecture prefet direction service services agence ars caf "
    "ministere conseil editorial edito preambule introduction annexes partenaires janvier fevrier mars avril "
    "mai juin juillet aout septembre octobre novembre decembre etape volet maire maires elus habitants locataires bailleurs "
    "usagers familles jeunes seniors femmes enfants aines etudiants mobilites transports dechets solidarites"
)
GRAND = re.compile(
    rf"(?<![\w'’])((?:Grand|Grande|Pays|Val|Vallée|Cœur|Terres?)\s+(?:de\s+la\s+|de\s+l['’]|de\s+|du\s+|d['’]|des\s+)?{NAME})"
)
COMMUNE = re.compile(rf"\b(?i:ville|commune|mairie|municipalité)\s+(?:(?i:des\b|du\b|de\b|d['’])\s*)({NAME})")
# "contrat de ville du Grand X" names no town
NO_TOWN = re.compile(r"\b(?:contrats? de|politique de la|c(?:oe|œ)ur de|projet de|centres?)\W*$")
EPCI_ACRONYM = re.compile(r"(?<![\w-])(C[ACU][A-Z]{1,5})(?![\w-])")
NOT_EPCI = {
    "CAF", "CAUE", "CARSAT", "CADA", "CAL", "CALEOL", "CAPEB", "CCAS", "CCAPEX", "CCI", "CAP", "CAO", "CAE", "CACES",
    "CAARUD", "CAMSP", "CAMPS", "CUCS", "CUI", "CCH", "CAA", "CASF", "CCTP", "CAS", "CAJ", "CCSPL", "CADES", "CCMSA",
}  # fmt: skip
# Common nouns that open a grouping's own name: "Pays de X Agglomération".
OWN_HEADS = (
    "territoires "
    "pays val vals vallee vallees grand grande terre terres coeur portes rives plaine bassin cote baie monts marches "
    "coteaux sud nord est ouest haut haute entre saint lacs causses gorges presqu'ile ile sources bords massif"
)
KINDS = (
    "communaute commune communes agglomeration agglo urbaine metropole cc ca cu ept eurometropole petr pole equilibre "
    "territorial rural metropolitain syndicat mixte intercommunal departemental sictom smictom sirtom smirtom sitcom "
    "sivom sytcom syctom parc naturel regional pnr"
)
LITTLE = "de du des d la le les l etablissement public intercommunalite"


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


FORMER_REGIONS = frozenset(  # that bodies are still named after
    ("Alsace", "Aquitaine", "Auvergne", "Bourgogne", "Champagne-Ardenne", "Franche-Comté", "Languedoc-Roussillon", "Limousin", "Lorraine",
     "Midi-Pyrénées", "Nord-Pas-de-Calais", "Picardie", "Poitou-Charentes", "Rhône-Alpes")
)  # fmt: skip


def find_region(name: str) -> Territory | None:
    return regions().get(place_key(name))


def departement_by_code(code: str) -> Territory | None:
    """By INSEE code, or by the receipt stamp's three digits: "72", "072", "2A", "02A", "973"."""
    code = code.strip().upper()
    return _by_code().get(code) or (_by_code().get(code[1:]) if len(code) == 3 and code[0] == "0" else None)


def region_by_code(code: str) -> Territory | None:
    """By INSEE code: "84"."""
    return _regions_by_code().get(code)
