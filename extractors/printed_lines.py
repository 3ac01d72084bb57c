"""Line ends as printed: between two names a narrow cell's line end may be the only separator."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.french.territories import FORMER_REGIONS, find_departement, find_region
from extractors.readers.organisation_lexicon import NAME_ENDING, head_kind, lexicon
from extractors.readers.organisation_lines import brackets
from extractors.readers.organisations import is_group, looks_like_organisation
from models.text import Mark, PlacedText

_SEPARATOR = re.compile(r"[,;/\n•|]|\s[-–]\s|\set\s")
_OPEN = re.compile(
    r"(?:^|[\s’'])(?:de|du|des|la|le|les|l|d|et|ou|à|au|aux|en|pour|par|sur|avec|dont|services?|conseil|maison|chambre|agence|direction|urps)$|[-(]$|(?<!\w\w)['’]$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:d[eu]s?\s|d['’])")
_LISTED = re.compile(r"[,;|•·]|(?:^|\s)[/+](?=\s)")
# Words that follow a noun as often as they stand for people: "associations | gestionnaires", "conseils | citoyens".
_AFTER_NOUN = re.compile(
    r"(?:gestionnaire|scolaire|citoyen|actionnaire|benevole|professionnel|partenaire|salarie|local|locaux|prive|public|"
    r"social|sociaux|agricole|etudiant|signataire|adherent|universitaire|communa|intercommuna|departementa|regiona|"
    r"medica|paramedica|artisana|familia|patrona|syndica|proprietaire|occupant|bailleur|retraite|volontaire|"
    r"sportif|forestier|generaliste|specialiste|liberal|liberaux|traitant|scientifique|industriel|referent|employeur|exploitant|delegataire|concessionnaire)"
)
_NOUNS = re.compile(r"(?:bailleur|proprietaire|professionnel|employeur|exploitant|salarie|benevole|etudiant)s\b")
_PAIR = re.compile(r"[\w-]{4,}[sx] (?:\w+(?:aux|iers?|ieres?|aires?|iques?|els|elles|eux|euses|ifs|ives|es|antes?|ants?))")
_LABEL = re.compile(
    r"(?:structure|referente?|service|contact|elue?|co-?pilote?|porteur|fonction|direction)[\w ./-]{0,30} ?:"
)
_NUMBERED = re.compile(r"^[A-ZÀ-Ý][\w.]+ (?:0[1-9]|[1-9]\d|2[AB]|97[1-6])$")  # a body and its département
_PERSON = re.compile(r"(?:m\.|mm\.|mme|mlle|monsieur|madame|dr|docteur|maitre|me)\s")
# A département's own bodies are named in full by its name; territories go on ("Communauté de communes du Jura | Nord").
_OF_PLACE = re.compile(r"(?:departement|region|conseil (?:departement|region)al|caf|cpam|adil|msa|ddt\w*|ddets\w*|prefecture|chambre d\S+|caue|udaf|cci|cma|sdis)\b")
_REGIONS = frozenset(("ARA", "AURA", "BFC", "CVL", "GE", "HDF", "IDF", "NA", "PACA", "PDL"))
# What a body's own name follows: "Antenne locale | Familles rurales".
_NEEDED = re.compile(r"(?:\S+ )?(?:antenne|delegation|federation|fondation|association|union|reseau|groupement|section|comite|unite|pole|collectif)(?: \w+ales?)?")
_COMPLETES = re.compile(r"(?:nord|sud|est|ouest|centre|sante|environnement|initiative|habitat)\b")
_NAMES = ("body", "name", "group_acronym", "category", "institution", "acronym")


def names_on_lines(text: PlacedText) -> PlacedText:
    """``text`` with a real line end where one whole name ends a printed line and another opens the next.

    "centre hospitalier de Laval | ARS" are two bodies; "Chambre de métiers | et de l'artisanat" is one.
    """
    if len(text.marks) < 2:
        return text
    chars, inside = list(text.text), brackets(text.text)
    right = _right_edge(text.marks)
    tops = sorted({round(m.box.y0) for m in text.marks})
    listed = "\n" in text.text or len(tops) > 3
    for a, b in itertools.pairwise(text.marks):
        wrapped = b.page == a.page and b.box.y0 > a.box.y0 + 0.6 * a.box.height and b.box.x0 < a.box.x1
        if not wrapped or text.text[a.end : b.start] != " " or inside[a.end] or text.text[b.start] == "(":
            continue
        if _LABEL.match(fold(text.text[b.start : b.start + 60])):
            chars[a.end] = "\n"
        elif not _LISTED.search(own := _paragraph(text.text, a.end)) and own.count("(") == own.count(")"):  # signs part the names, line ends do not
            *others, before = (part.strip() for part in _SEPARATOR.split("".join(chars[: a.end])))
            if others and _GOES_ON.match(before):  # "Office français | de la biodiversité | Agence de l'eau"
                before = f"{others[-1]} {before}"
            rest = text.text[b.start : b.start + 300]
            fixed = lexicon().name_start.match(fold(rest))  # "Habitat et Humanisme"
            after = rest[: max(fixed.end() if fixed else 0, len(_SEPARATOR.split(rest)[0]))].strip()
            if len(before) < 3 or not after or _goes_over(before, after):
                continue
            # the next word had its place on the line: the line was ended on purpose
            ended = a.box.x1 + 0.3 * a.box.height + b.box.x1 - b.box.x0 < right - 1
            if _parted(before, after, listed) or (ended and after[0].isupper() and _names(before) and _names(after)):
                chars[a.end] = "\n"
    changed = "".join(chars)
    return text if changed == text.text else replace(text, text=changed)


def _goes_over(before: str, after: str) -> bool:
    """Whether a line asks for more, or the next one ends a fixed name: "Syndicat mixte du | Pays", "Action Logement | Services"."""
    names, left, right = lexicon().name_set, fold(before).split(), fold(after).split()
    if any(" ".join(left[-i:] + right[:j]) in names for i in (1, 2, 3) for j in (1, 2)):
        return True
    return bool(_OPEN.search(before)) and " ".join(left) not in names


def _right_edge(marks: list[Mark]) -> float:
    """Where the longest of lines that begin together ends; nowhere for lines centred or in several columns."""
    heads = [marks[0], *(b for a, b in itertools.pairwise(marks) if b.page != a.page or b.box.y0 > a.box.y0 + 0.6 * a.box.height)]
    if max(m.box.x0 for m in heads) - min(m.box.x0 for m in heads) > 2:
        return 0.0
    return max(m.box.x1 for m in marks)


def _names(text: str) -> bool:
    """Whether a line begins with a body's name, a proper name included: "Électricité de Strasbourg", "Domofrance"."""
    low = fold(text)
    kind = head_kind(text, low)
    return kind in _NAMES or (kind == "capital" and not _PERSON.match(low) and len(text) > 3)


def _paragraph(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : len(text) if end < 0 else end]


def _parted(before: str, after: str, listed: bool) -> bool:
    """Whether ``before`` and ``after``, a line each, are two names. ``listed``: other lines of the field are."""
    low, last = fold(after), before.split()[-1]
    kind = head_kind(after, low)
    known = looks_like_organisation(before)
    if kind == "category" and after[0].islower():
        follows = last[0].islower() and _AFTER_NOUN.match(low)
        if follows and _PAIR.match(low) and (_PAIR.fullmatch(fold(before)) or _NOUNS.match(low)):
            follows = None  # "établissements scolaires | bailleurs sociaux": a noun and its adjective, twice
        if follows and " " in before and re.match(r"professionnels d(?:e|u|es)\b", low):
            follows = None  # "associations locales | professionnels de santé"
        return not follows and (known or bool(_NUMBERED.search(before)) or (listed and last[0].isupper()))
    if before[0].islower() and after[0].isupper() and known and is_group(before):
        return True  # "bailleurs sociaux | Audacia"
    placed = _ends_in_a_place(before)
    told = listed and " " in before and before[0].isupper()
    if kind in _NAMES:
        if kind == "name" and _NEEDED.fullmatch(fold(before)):
            return False
        completes = kind == "acronym" and (after.split()[0] in _REGIONS or " " not in before or len(after.split()[0]) < 3)  # "Région | BFC"
        return (known or told or (placed and kind == "name")) and looks_like_organisation(after) and not completes
    if kind != "capital" or not known:
        return False
    if _NUMBERED.search(before) and not find_departement(after):
        return True  # "OPAC 36 | Scalis"
    if placed and _OF_PLACE.match(fold(before)) and not _COMPLETES.match(low):
        return True  # "Département du Jura | Toit et Moi"
    # "Loire Habitat | Promocil", "Comité des pêches | Baie Agglo": a landlord's or a territory's name ends or begins here
    ends = NAME_ENDING.fullmatch(fold(last)) and len(before.split()) > 1
    begins = NAME_ENDING.search(fold(" ".join(after.split()[1:3])))
    return bool(ends or begins)


def _ends_in_a_place(text: str) -> bool:
    """Whether a name ends with that of a département or a region: "Envie Alsace", "CAF du Jura"."""
    words = text.split()
    tails = (re.sub(r"^[dl]['’]", "", " ".join(words[-k:])) for k in range(1, min(len(words), 5)))
    return any(tail[:1].isupper() and (find_departement(tail) or find_region(tail) or tail in FORMER_REGIONS) for tail in tails)
