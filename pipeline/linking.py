"""One id for every way a document writes the same organisation."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from extractors.french.gazetteer import commune_by_code, departement_of, grouping_by_siren, grouping_key
from extractors.french.territories import departement_by_code, region_by_code
from models.record import Organisation
from models.segment import Metadata
from pipeline.definitions import find_definitions
from pipeline.ids import content_id, folded
from pipeline.link_places import (
    NOWHERE,
    Located,
    cited_departements,
    find_home,
    known_region,
    named_at_end,
    place_words,
)
from pipeline.registry import (
    Body,
    alike,
    at_time,
    by_name,
    heir_of,
    longest_prefix,
    near_name,
    rivals,
    tokens,
    words_of,
    year_of,
)

__all__ = ["Linker", "find_definitions"]

_BRACKET = re.compile(r"\s+[(\[][^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]?")
_DASH_SERVICE = re.compile(r"\s[-–—]\s+(?=[a-zà-ÿ]|Service|Direction|Pôle|Unité|Mission|(?:DD|DT|DR|UD|UT)\b).*$")
_SERVICE_OF = re.compile(r"\s(?:du|de la|de l['’]|de|d['’])\s*(?=[A-ZÀ-Ý])")
_ARTICLE = re.compile(r"^(?:[Ll]es?|[Ll]a|[Uu]ne?|[Dd]es|[Dd]u)\s+(?=\S)|^[Ll]['’]")
_SERVICE = {"service", "direction", "pole", "unite", "mission", "cellule", "bureau", "delegation", "secteur", "antenne"}
_COMMUNE = {"ville", "commune", "mairie", "municipalite"}
_EPCI_HEADS = {
    "metropole", "eurometropole", "agglomeration", "agglo", "agglopole", "epci", "intercommunalite", "ept",
    "communaute", "cc", "ca", "cu", "cdc",
}  # fmt: skip
_EPCI = _EPCI_HEADS | {"commune", "urbaine", "etablissement", "public", "territorial"}
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
_ELSEWHERE = "?"  # before the home of a level the document is not at


@dataclass(frozen=True, slots=True)
class _Parsed:
    """``core``: the body's key; ``place``: None where the words name none; ``scope``: as ``Body.scope``.

    ``candidates``: names of which none could be chosen.
    """

    core: str
    place: str | None
    scope: str
    kind: str
    body: Body | None = None
    candidates: tuple[str, ...] = ()


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
        cleaned = Counter(clean_mention(m) for m in mentions)
        cleaned.pop("", None)
        # The more frequent spelling first: a slip follows it, never the reverse.
        self._spellings = sorted(cleaned, key=lambda m: (-cleaned[m], m))
        self._initials = _initials_index(mentions)
        cited = cited_departements(named_at_end(m)[0] for m in self._spellings)
        named = (by_name().get(tokens(m)) for m in self._spellings)
        self._where = find_home(context, cited, fallback, year_of(b for b in named if b))
        self._home = self._homes()
        self._parsed: dict[str, _Parsed] = {}
        self._cores: dict[str, str] = {}  # names of no registry and their scope
        for parsed in map(self._parse, self._spellings):
            if parsed.core.startswith("name:"):
                self._cores.setdefault(parsed.core, parsed.scope)
        self._places: dict[str, set[str | None]] = defaultdict(set)
        for parsed in map(self._parse, self._spellings):
            near = self._near(parsed)
            self._places[near.core].add(near.place)
        self._linked: dict[tuple[str, bool], Organisation] = {}
        self._doubts: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, str] = {}  # one name an organisation, its most frequent
        for mention in self._spellings:
            organisation = self._link(mention, False)
            self._names.setdefault(organisation.organisation_id, organisation.name)

    def link(self, mention: str, qualifier: str | None = None, is_group: bool = False) -> Organisation:
        """The organisation of ``mention``; ``qualifier`` plays no part in who it is."""
        key = (clean_mention(mention) or mention.strip(), is_group)
        if key not in self._linked:
            self._linked[key] = self._link(*key)
        return self._linked[key]

    def candidates(self, organisation_id: str) -> tuple[str, ...]:
        """The names between which an organisation of doubtful ``origin`` could not be chosen."""
        return self._doubts.get(organisation_id, ())

    def _link(self, text: str, is_group: bool) -> Organisation:
        words = tokens(text)
        known = by_name().get(words)
        # "CCAS" is a category to a département, one body to a commune.
        if is_group and not (known and known.scope == self._context.territory_level == "commune"):
            home = self._home["local"] if _RELATIVE_GROUPS & set(words) else ""
            group_id = content_id("org", "group", " ".join(words), home)
            return Organisation(organisation_id=group_id, name=text, kind="group", origin="group")
        parsed = self._near(self._parse(text))
        if parsed.candidates:
            doubtful_id = content_id("org", "doubt", self._home["local"], " ".join(tokens(text)))
            self._doubts[doubtful_id] = parsed.candidates
            return Organisation(organisation_id=doubtful_id, name=text, kind=parsed.kind, origin="doubtful")
        place = self._settle(parsed)
        organisation_id = content_id("org", parsed.core, place)
        if parsed.core in ("epci", "commune") and (found := _from_extract(organisation_id, place)):
            return found
        name, acronym, siren = text, None, None
        if parsed.body:
            name, acronym = parsed.body.name, parsed.body.acronym
            if place and parsed.scope != "national":
                name = f"{name} ({self._place_name(place)})"
        elif parsed.core == "epci" and place == self._home["epci"] and self._context.territory_level == "epci":
            name = self._context.territory or text
            if re.fullmatch(r"\d{9}", self._context.territory_code or ""):
                siren = self._context.territory_code
        coded = parsed.body and (_is_code(place) or commune_by_code(place))
        heirs = list(self._heirs(parsed.body, place)) if parsed.body else []
        return Organisation(
            organisation_id=organisation_id,
            name=self._names.get(organisation_id, name),
            acronym=acronym,
            kind=parsed.kind,
            territory_code=place.removeprefix("R") if coded else None,
            siren=siren,
            origin="registry" if parsed.body else "document",
            successor_id=heirs[0][0] if heirs else None,
            successor_name=heirs[0][1] if heirs else None,
            current_id=heirs[-1][0] if heirs else None,
            current_name=heirs[-1][1] if heirs else None,
        )

    def _heirs(self, body: Body, place: str) -> Iterator[tuple[str, str]]:
        """Id and name of the body that took over, then of its own main heir, up to today's."""
        while body.successors and (heir := heir_of(body)):
            if heir.scope == "national":
                place = ""
            elif heir.scope == "region":
                place = known_region(place)
            elif body.scope != heir.scope:
                return
            body = heir
            name = f"{body.name} ({self._place_name(place)})" if place else body.name
            yield content_id("org", body.key, place), name

    # Reading a name

    def _parse(self, text: str) -> _Parsed:
        if text not in self._parsed:
            self._parsed[text] = self._read(text)
        return self._parsed[text]

    def _read(self, text: str) -> _Parsed:
        printed, text = text, self._defined(text)
        words, raw = tokens(text), words_of(text)
        if not words:
            return _Parsed(folded(text), None, "national", "other")
        if words not in by_name():
            if epci := self._grouping(text, words, raw):
                return epci
            if words[0] in _COMMUNE:
                return self._commune(" ".join(raw[1:]))
            if words[0] in _FORMS and (body := by_name().get(words[1:])):
                return _Parsed(body.key, None, body.scope, body.kind, body)
        if words[0] in ("direction", "service") and not longest_prefix(words) and (body := self._body_of_service(text)):
            return body
        if prefix := longest_prefix(words):
            body, n = prefix
            if n == len(words) or _is_tail(text, raw[n:]):
                alive = at_time(rivals(words[:n]), self._where.year)
                body = alive[0]
                place = None if words[n : n + 1] and words[n] in _SERVICE else self._place_of(raw[n:], body.scope)
                doubt = tuple(b.name for b in alive) if len(alive) > 1 else ()
                return _Parsed(body.key, place or None, body.scope, body.kind, body, doubt)
        return self._place_alone(printed, text) or _unknown(text, words)

    def _body_of_service(self, text: str) -> _Parsed | None:
        """ "Direction de l'habitat du Département" is the Département."""
        for m in _SERVICE_OF.finditer(text):
            of = tokens(text[m.end() :])
            told = of and (of[0] in _COMMUNE | _EPCI_HEADS or of[-1] in _EPCI_HEADS or longest_prefix(of))
            parsed = self._parse(text[m.end() :]) if told else None
            if parsed and not parsed.core.startswith("name:") and not parsed.candidates:
                return parsed
        return None

    def _defined(self, text: str) -> str:
        """The full form of an acronym: from the document's definitions, else from a name it abbreviates."""
        key = folded(text).replace(" ", "")
        full = self._definitions.get(key)
        known = by_name().get(tokens(text))
        if full and len(rivals(tokens(text))) > 1:
            return full
        if full and known and any(fuzz.token_set_ratio(" ".join(tokens(full)), " ".join(n)) >= 75 for n in known.names):
            return text
        if full:
            return full
        if known is None and text.isupper() and " " not in text and 3 <= len(key) <= 8:
            return self._initials.get(key, text)
        return text

    def _grouping(self, text: str, words: tuple[str, ...], raw: tuple[str, ...]) -> _Parsed | None:
        """A grouping of communes named by its words; its own name is what is left of them."""
        whole = self._where.find_grouping(text, bare=True) if words[-1] == "commune" and len(words) > 1 else NOWHERE
        ends_so = words[-1] in _EPCI_HEADS and len(words) <= 7 and words[0] not in _NOT_EPCI
        full = words[:2] == ("etablissement", "public") and words[2:3] == ("territorial",)
        # "PLIE de Montorval Métropole" is no métropole.
        if not whole.code and words[0] not in _EPCI_HEADS and not full and (not ends_so or longest_prefix(words)):
            return None
        own = " ".join(r for r, w in zip(raw, words, strict=True) if w not in _EPCI)
        if whole.code:
            return _Parsed("epci", whole.code, "epci", "epci")
        if not own:
            metropole = "metropole" in words and self._context.territory_level == "departement"
            return _Parsed("epci", self._where.the_metropole() if metropole else None, "epci", "epci")
        if own in self._definitions:  # "Métropole AMP"
            text = own = self._definitions[own]
        if self._context.territory_level == "epci" and grouping_key(text) == grouping_key(
            self._context.territory or ""
        ):
            return _Parsed("epci", None, "epci", "epci")
        located = self._where.find_grouping(text)
        if not located.code and " " not in own:
            located = _first(self._where.find_acronym(own), located)
        return _Parsed("epci", located.code or place_words(own), "epci", "epci", candidates=_doubt(located))

    def _commune(self, name: str) -> _Parsed:
        if not name:
            return _Parsed("commune", None, "commune", "commune")
        located = self._where.find_commune(name)
        place = located.code or self._place_of(words_of(name), "local")
        return _Parsed("commune", place, "commune", "commune", candidates=_doubt(located))

    def _place_alone(self, printed: str, text: str) -> _Parsed | None:
        """A grouping or commune written without the word that says what it is, or as an acronym."""
        if not text[:1].isupper():
            return None
        if printed.isupper() and printed.isalnum() and 3 <= len(printed) <= 8 and (text == printed):
            located = self._where.find_acronym(printed)
            return (
                _Parsed("epci", located.code, "epci", "epci", candidates=_doubt(located))
                if located != NOWHERE
                else None
            )
        located = self._where.find_grouping(text, bare=True)
        if located != NOWHERE:
            return _Parsed("epci", located.code, "epci", "epci", candidates=_doubt(located))
        found = self._where.find_commune(text)
        commune = commune_by_code(found.code) if found.code else None
        if (
            commune
            and commune.departement in self._where.departements
            and " ".join(tokens(text)) == " ".join(tokens(commune.name))
        ):
            return _Parsed("commune", commune.code, "commune", "commune")
        return None

    def _place_of(self, raw: Iterable[str], scope: str) -> str:
        """The place named by the words after a body's name; "ville de" before it says nothing more."""
        words = [w for w in raw if w not in _COMMUNE]
        place = place_words(" ".join(words))
        if scope in ("local", "commune") and words and not _is_code(place):
            located = NOWHERE
            if scope == "local" and _EPCI_HEADS & set(words):
                located = self._where.find_grouping(" ".join(words))
            code = located.code or self._where.find_commune(" ".join(words)).code
            return code or place
        return place

    def _near(self, parsed: _Parsed) -> _Parsed:
        """The same body under a slip of spelling (OCR): as the document writes it elsewhere, else as the registry does."""
        if not parsed.core.startswith("name:"):
            return parsed
        form, _, name = parsed.core.removeprefix("name:").partition(" ")
        for core, scope in self._cores.items():
            without_form = form in _FORMS and core == f"name:{name}"
            if core == parsed.core or without_form or alike(core, parsed.core):
                parsed = replace(parsed, core=core, scope=scope)
                break
        if body := near_name(parsed.core.removeprefix("name:")):
            return _Parsed(body.key, parsed.place, body.scope, body.kind, body)
        return parsed

    # Settling a place

    def _homes(self) -> dict[str, str]:
        """What a name without a place points at, by scope."""
        at, level = self._where, self._context.territory_level
        departement = at.departements[0] if at.departements else at.own
        own_epci = at.grouping.siren if at.grouping else ""
        commune_own = at.own if level == "commune" else _ELSEWHERE + at.own
        if level == "epci":
            epci = own_epci or " ".join(w for w in at.own.split() if w not in _EPCI) or at.own
        else:
            epci = own_epci or _ELSEWHERE + at.own
        return {
            "national": "", "region": at.region or at.own, "departement": departement, "local": at.own,
            "commune": commune_own, "epci": epci,
        }  # fmt: skip

    def _settle(self, parsed: _Parsed) -> str:
        """The place that makes the id."""
        if parsed.scope == "national":
            return ""
        home = self._home[parsed.scope if parsed.core != "epci" else "epci"]
        places = self._places.get(parsed.core, set())
        region = parsed.scope == "region"
        named = {known_region(p) if region else p for p in places if p is not None}
        if parsed.place is None:
            only = parsed.core == "epci" and home.startswith(_ELSEWHERE) and len(named) == 1
            return next(iter(named)) if only else home
        place = known_region(parsed.place) if region else parsed.place
        if place in (home, self._home["local"]):
            return home
        elsewhere = _is_code(home) and _is_code(place)
        if parsed.scope in ("departement", "region", "local") and named == {place} and None in places and not elsewhere:
            return home  # written once with a place and once without: one body
        return place

    def _place_name(self, place: str) -> str:
        if found := (region_by_code(place[1:]) if place.startswith("R") else departement_by_code(place)):
            return found.name
        place = place.lstrip(_ELSEWHERE)
        if found := (grouping_by_siren(place) or commune_by_code(place)):
            return found.name
        if place == self._home["local"]:
            return self._context.territory or "ce document"
        return place.title()


def _from_extract(organisation_id: str, place: str) -> Organisation | None:
    """A grouping or commune of the extract: its official name and codes."""
    if grouping := grouping_by_siren(place):
        code = grouping.siren
        return Organisation(
            organisation_id=organisation_id, name=grouping.name, kind="epci", territory_code=code, siren=code,
            acronym=next(iter(grouping.acronyms), None), origin="territory",
        )  # fmt: skip
    if commune := commune_by_code(place):
        name = f"{commune.name} ({departement_of(commune.code)})"
        return Organisation(
            organisation_id=organisation_id, name=name, kind="commune", territory_code=commune.code,
            siren=commune.siren or None, origin="territory",
        )  # fmt: skip
    return None


def _doubt(located: Located) -> tuple[str, ...]:
    return located.candidates if not located.code and len(located.candidates) > 1 else ()


def _first(*found: Located) -> Located:
    return next((x for x in found if x.code), next((x for x in found if x.candidates), NOWHERE))


def _is_code(place: str) -> bool:
    """A département's or a region's."""
    return bool(re.fullmatch(r"\d\d|2[AB]|97\d|R\d\d", place))


# Names


def clean_mention(mention: str) -> str:
    """Without brackets, a service after a dash, list marks and a leading article; "CD61" is "CD 61"."""
    text = _BRACKET.sub(" ", " " + mention.strip(" ,;:•-–—")).strip()
    text = re.sub(r"^([A-Z]{2,6})(\d\d|2[AB]|97\d)$", r"\1 \2", text)
    return " ".join(_ARTICLE.sub("", _DASH_SERVICE.sub("", text)).split())


def _unknown(text: str, words: tuple[str, ...]) -> _Parsed:
    """A body of no registry; a département's number or name at its end is its place."""
    place, before = named_at_end(text)
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
    if rest[0] in _SERVICE | _COMMUNE or rest[-1].isdigit() or _is_code(place_words(" ".join(rest))):
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
            # "CC du Val de Sorgeais" is CCVS.
            head = chosen[0] if chosen[:1] in (["CC"], ["CA"], ["CU"]) else chosen[0][:1] if chosen else ""
            initials = folded(head + "".join(w[:1] for w in chosen[1:])).replace(" ", "")
            if len(initials) >= 3:
                # "CU d'Alençon" and "Communauté urbaine d'Alençon" do not clash.
                key = (
                    grouping_key(text)
                    if tokens(text)[:1] and tokens(text)[0] in _EPCI_HEADS
                    else " ".join(tokens(text))
                )
                out[initials].setdefault(key, clean_mention(mention))
    return {k: next(iter(v.values())) for k, v in out.items() if len(v) == 1}
