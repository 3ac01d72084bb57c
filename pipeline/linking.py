"""One id for every way a document writes the same organisation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.french.territories import departement_by_code, find_departement, find_region, region_by_code
from models.record import Organisation
from models.segment import Metadata
from pipeline.definitions import find_definitions
from pipeline.ids import content_id, folded
from pipeline.registry import Body, by_name, longest_prefix, tokens, words_of

__all__ = ["Linker", "find_definitions"]

_BRACKET = re.compile(r"\s+[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]?")
_DASH_SERVICE = re.compile(r"\s[-–—]\s+(?=[a-zà-ÿ]|Service|Direction|Pôle|Unité|Mission).*$")
_ARTICLE = re.compile(r"^(?:[Ll]es?|[Ll]a|[Uu]ne?|[Dd]es|[Dd]u)\s+(?=\S)|^[Ll]['’]")
_SERVICE = {"service", "direction", "pole", "unite", "mission", "cellule", "bureau", "delegation", "secteur", "antenne"}
_COMMUNE = {"ville", "commune", "mairie", "municipalite"}
_EPCI_HEADS = {
    "metropole", "agglomeration", "agglo", "epci", "intercommunalite", "ept", "communaute", "cc", "ca", "cu",
}  # fmt: skip
_EPCI = _EPCI_HEADS | {"commune", "urbaine"}
_NOT_EPCI = _SERVICE | {"conseil", "office", "centre", "syndicat", "association", "sem", "agence"} | _COMMUNE
_NO_LANDLORD = _SERVICE | {"maison", "observatoire", "agence", "espace", "conseil", "comite", "club", "syndicat"}
_FORMS = {"association", "groupe", "societe", "bailleur", "sa"}  # before a name that can do without
_RELATIVE_GROUPS = {"commune", "ville", "mairie", "maire", "epci", "intercommunalite", "collectivite", "habitant"}
_KIND_WORDS = (
    ("social_landlord", {"habitat", "oph", "opac", "hlm", "logis", "foncier", "bailleur", "esh", "sem"}),
    ("association", {"association", "federation", "fondation", "comite", "union", "ligue", "amicale", "collectif"}),
    ("agency", {"agence", "office", "caisse", "etablissement", "syndicat", "chambre"}),
    ("state", {"ministere", "prefecture", "tribunal", "direction", "delegation"}),
)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """``core``: the body's key; ``place``: None where the words name none; ``scope``: as ``Body.scope``."""

    core: str
    place: str | None
    scope: str
    kind: str
    body: Body | None = None


class Linker:
    """Links the mentions of one document.

    ``mentions`` are all its mentions, so that answers do not depend on the order of the calls;
    ``definitions`` maps acronyms to the full forms the document gives; ``fallback`` stands for the
    territory where the document names none.
    """

    def __init__(
        self,
        context: Metadata,
        *,
        mentions: Iterable[str] = (),
        definitions: Mapping[str, str] | None = None,
        fallback: str = "",
    ) -> None:
        self._context = context
        self._definitions = {folded(a).replace(" ", ""): full for a, full in (definitions or {}).items()}
        mentions = list(mentions)
        cleaned = Counter(_clean(m) for m in mentions)
        cleaned.pop("", None)
        # The more frequent spelling first: a slip follows it, never the reverse.
        self._spellings = sorted(cleaned, key=lambda m: (-cleaned[m], m))
        self._initials = _initials_index(mentions)
        self._home = _homes(context, self._spellings, fallback)
        self._cores: dict[str, str] = {}  # names of no registry and their scope
        for parsed in map(self._parse, self._spellings):
            if parsed.core.startswith("name:"):
                self._cores.setdefault(parsed.core, parsed.scope)
        self._places: dict[str, set[str | None]] = defaultdict(set)
        for parsed in map(self._parse, self._spellings):
            self._places[self._near(parsed).core].add(parsed.place)
        self._linked: dict[tuple[str, bool], Organisation] = {}
        self._names: dict[str, str] = {}  # one name an organisation, its most frequent
        for mention in self._spellings:
            organisation = self._link(mention, False)
            self._names.setdefault(organisation.organisation_id, organisation.name)

    def link(self, mention: str, qualifier: str | None = None, is_group: bool = False) -> Organisation:
        """The organisation of ``mention``; ``qualifier`` plays no part in who it is."""
        key = (_clean(mention) or mention.strip(), is_group)
        if key not in self._linked:
            self._linked[key] = self._link(*key)
        return self._linked[key]

    def _link(self, text: str, is_group: bool) -> Organisation:
        if is_group:
            words = tokens(text)
            home = self._home["local"] if _RELATIVE_GROUPS & set(words) else ""
            return Organisation(
                organisation_id=content_id("org", "group", " ".join(words), home), name=text, kind="group"
            )
        parsed = self._near(self._parse(text))
        place = self._settle(parsed)
        name, acronym, siren = text, None, None
        if parsed.body:
            name, acronym = parsed.body.name, parsed.body.acronym
            if place and parsed.scope != "national":
                name = f"{name} ({self._place_name(place)})"
        if parsed.core == "epci" and place == self._home["epci"] and self._context.territory_level == "epci":
            name = self._context.territory or text
            if re.fullmatch(r"\d{9}", self._context.territory_code or ""):
                siren = self._context.territory_code
        organisation_id = content_id("org", parsed.core, place)
        return Organisation(
            organisation_id=organisation_id,
            name=self._names.get(organisation_id, name),
            acronym=acronym,
            kind=parsed.kind,
            territory_code=place.removeprefix("R") if parsed.body and _is_code(place) else None,
            siren=siren,
        )

    # Reading a name

    def _parse(self, text: str) -> _Parsed:
        text = self._defined(text)
        words, raw = tokens(text), words_of(text)
        if not words:
            return _Parsed(folded(text), None, "national", "other")
        if words not in by_name():
            if epci := _epci(text, words, raw):
                return epci
            if words[0] in _COMMUNE:
                return _Parsed("commune", _place_of(raw[1:]) or None, "commune", "commune")
            if words[0] in _FORMS and (body := by_name().get(words[1:])):
                return _Parsed(body.key, None, body.scope, body.kind, body)
        if prefix := longest_prefix(words):
            body, n = prefix
            if n == len(words) or _is_tail(text, raw[n:]):
                place = None if words[n : n + 1] and words[n] in _SERVICE else _place_of(raw[n:])
                return _Parsed(body.key, place or None, body.scope, body.kind, body)
        return _unknown(text, words)

    def _defined(self, text: str) -> str:
        """The full form of an acronym: from the document's definitions, else from a name it abbreviates."""
        key = folded(text).replace(" ", "")
        full = self._definitions.get(key)
        known = by_name().get(tokens(text))
        if full and known and any(fuzz.token_set_ratio(" ".join(tokens(full)), " ".join(n)) >= 75 for n in known.names):
            return text
        if full:
            return full
        if known is None and text.isupper() and " " not in text and 3 <= len(key) <= 8:
            return self._initials.get(key, text)
        return text

    def _near(self, parsed: _Parsed) -> _Parsed:
        """The same body under a slip of spelling (OCR), where the document writes it better elsewhere."""
        if not parsed.core.startswith("name:"):
            return parsed
        form, _, name = parsed.core.removeprefix("name:").partition(" ")
        for core, scope in self._cores.items():
            without_form = form in _FORMS and core == f"name:{name}"
            if core == parsed.core or without_form or _alike(core, parsed.core):
                return _Parsed(core, parsed.place, scope, parsed.kind)
        return parsed

    def _settle(self, parsed: _Parsed) -> str:
        """The place that makes the id."""
        if parsed.scope == "national":
            return ""
        home = self._home[parsed.scope if parsed.core != "epci" else "epci"]
        places = self._places.get(parsed.core, set())
        named = {_known(p, parsed.scope) for p in places if p is not None}
        if parsed.place is None:
            only = parsed.core == "epci" and home.startswith("?") and len(named) == 1
            return next(iter(named)) if only else home
        place = _known(parsed.place, parsed.scope)
        if place in (home, self._home["local"]):
            return home
        elsewhere = _is_code(home) and _is_code(place)
        if parsed.scope in ("departement", "region", "local") and named == {place} and None in places and not elsewhere:
            return home  # written once with a place and once without: one body
        return place

    def _place_name(self, place: str) -> str:
        if found := (region_by_code(place[1:]) if place.startswith("R") else departement_by_code(place)):
            return found.name
        place = place.lstrip("?")
        if place == self._home["local"]:
            return self._context.territory or "ce document"
        return place.title()


# Places


def _homes(m: Metadata, spellings: list[str], fallback: str) -> dict[str, str]:
    """What a name without a place points at, by scope; "?" before a level the document is not at."""
    own = _place(m.territory or "") or fallback
    departement = region = None
    if m.territory_level == "departement":
        departement = m.territory_code or own
    elif m.territory_level == "commune" and m.territory_code:
        departement = m.territory_code[: 3 if m.territory_code.startswith("97") else 2]
    elif m.territory_level == "region":
        region = f"R{m.territory_code}" if m.territory_code else own
    departement = departement or _cited_departement(spellings)
    if region is None and departement and (found := departement_by_code(departement)):
        region = f"R{found.region_code}"
    epci = _place(" ".join(w for w in words_of(m.territory or "") if w not in _EPCI)) or own
    return {
        "national": "",
        "region": region or own,
        "departement": departement or own,
        "local": own,
        "commune": own if m.territory_level == "commune" else "?" + own,
        "epci": epci if m.territory_level == "epci" else "?" + own,
    }


def _cited_departement(spellings: list[str]) -> str | None:
    """The département most names end with."""
    cited: Counter[str] = Counter()
    for text in spellings:
        if place := _tail(text)[0]:
            cited[place] += 1
    known = [c for c in cited if departement_by_code(c)]
    return min(known, key=lambda c: (-cited[c], c)) if known else None


def _place(name: str) -> str:
    """A place's key: a département's code where it is one."""
    found = (find_departement(name) or departement_by_code(name)) if name else None
    return found.code if found else " ".join(words_of(name))


def _place_of(raw: Iterable[str]) -> str:
    """The place named by the words after a body's name; "ville de" before it says nothing more."""
    return _place(" ".join(w for w in raw if w not in _COMMUNE))


def _is_code(place: str) -> bool:
    return bool(re.fullmatch(r"\d\d|2[AB]|97\d|R\d\d", place))


def _known(place: str, scope: str) -> str:
    """At the scope of a region, the region's code, also for one of its départements."""
    if scope != "region":
        return place
    if region := find_region(place):
        return f"R{region.code}"
    departement = departement_by_code(place)
    return f"R{departement.region_code}" if departement else place


def _tail(text: str) -> tuple[str | None, str]:
    """The département or region ``text`` ends with (code or key), and the text before it."""
    little = r"(?:(?:de|du|des|la|le|les|en)\s+|d['’]|l['’])*"
    for n in range(4, 0, -1):
        m = re.search(rf"\s({little}(?:[^\s'’-]+[\s'’-]+){{{n - 1}}}[^\s'’-]+)$", text)
        if m and (found := find_departement(m[1]) or (n == 1 and departement_by_code(m[1]))):
            return found.code, text[: m.start()]
        if m and find_region(m[1]):
            return folded(m[1]), text[: m.start()]
    return None, text


# Names


def _clean(mention: str) -> str:
    """Without brackets, a service after a dash, list marks and a leading article; "CD61" is "CD 61"."""
    text = _BRACKET.sub(" ", " " + mention.strip(" ,;:•-–—")).strip()
    text = re.sub(r"^([A-Z]{2,6})(\d\d)$", r"\1 \2", text)
    return " ".join(_ARTICLE.sub("", _DASH_SERVICE.sub("", text)).split())


def _epci(text: str, words: tuple[str, ...], raw: tuple[str, ...]) -> _Parsed | None:
    """A grouping of communes named by its words; its own name is what is left of them."""
    ends_so = words[-1] in _EPCI_HEADS and len(words) <= 5 and words[0] not in _NOT_EPCI
    # "PLIE de Montorval Métropole" is no métropole.
    if words[0] not in _EPCI_HEADS and (not ends_so or longest_prefix(words)):
        return None
    own = " ".join(r for r, w in zip(raw, words, strict=True) if w not in _EPCI)
    return _Parsed("epci", _place(own) or None, "epci", "epci")


def _unknown(text: str, words: tuple[str, ...]) -> _Parsed:
    """A body of no registry; a département's number or name at its end is its place."""
    place, before = _tail(text)
    core = tokens(before) or words
    kinds = [k for k, heads in _KIND_WORDS if heads & set(words)]
    if words[0] in _NO_LANDLORD:
        kinds = [k for k in kinds if k != "social_landlord"]  # "Maison de l'habitat"
    kind = kinds[0] if kinds else "other"
    # "Maison des associations" is the one of here; "Emmaüs Connect" is the same everywhere.
    others = re.split(r"[\s'’-]+", before)[1:]
    proper = not others or words[0] == "ministere" or any(w[:1].isupper() or w[:1].isdigit() for w in others)
    return _Parsed("name:" + " ".join(core), place, "national" if proper and not place else "departement", kind)


def _is_tail(text: str, rest: tuple[str, ...]) -> bool:
    """Whether the words after a known name are its place or service, not more of another name."""
    if rest[0] in _SERVICE | _COMMUNE or rest[-1].isdigit() or find_departement(" ".join(rest)):
        return True
    words = [w for w in re.split(r"[\s'’]+", text) if w]
    for i, word in enumerate(words[1:], 1):
        if words_of(word)[:1] == rest[:1]:
            return word[:1].isupper() or (i + 1 < len(words) and words[i + 1][:1].isupper())
    return bool(re.search(r"[-–][A-ZÉ]", text))


def _initials_index(mentions: Iterable[str]) -> dict[str, str]:
    """Names of three words or more by their initials, little words counted or not; clashes left out.

    The article counts too: "Le Mans Métropole" is LMM.
    """
    out: dict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions:
        text = " ".join(_BRACKET.sub(" ", " " + mention).split())
        words = re.split(r"[\s'’-]+", text)
        if len(words) < 3 or not text[:1].isupper():
            continue
        for chosen in (words, [w for w in words if len(w) > 3 or w[:1].isupper()]):
            initials = folded("".join(w[:1] for w in chosen)).replace(" ", "")
            if len(initials) >= 3:
                out[initials].setdefault(" ".join(tokens(text)), _clean(mention))
    return {k: next(iter(v.values())) for k, v in out.items() if len(v) == 1}


def _alike(a: str, b: str) -> bool:
    """A slip of spelling between two long names: ratio 90 and every word near its counterpart."""
    if min(len(a), len(b)) < 14 or re.findall(r"\d+", a) != re.findall(r"\d+", b) or fuzz.ratio(a, b) < 90:
        return False
    xs, ys = a.removeprefix("name:").split(), b.removeprefix("name:").split()
    return len(xs) == len(ys) and all(fuzz.ratio(x, y) >= 78 for x, y in zip(xs, ys, strict=True))
