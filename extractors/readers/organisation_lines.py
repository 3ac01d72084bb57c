"""The printed lines of a list of organisations, and the labels found among them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.french.territories import FORMER_REGIONS, find_departement, find_region
from extractors.readers.organisation_lexicon import NAME_ENDING, WORD, head_kind, lexicon, strip_determiner

Span = tuple[int, int]

BULLET = re.compile(
    r"(?:\s*(?:[•●▪■□◦‣►▶➢➤➔➜➡→✓✔❖◆·∙∗*–—\-‐\ue000-\uf8ff]|o(?=\s)|\d{1,2}[.)°/](?=\s)|[a-z]\)(?=\s)))+\s*"
)
_INLINE_BULLET = re.compile(r"(?<=\s)[·∙](?=\s)|[•●▪■□◦‣►▶➢➤➔➜➡→✓✔❖◆∙\ue000-\uf8ff|]|\s\*\s|\s[2-9](?:\)\s|/\s(?=[A-Z]))")
# A line that stops here goes on with the next one.
_UNFINISHED = re.compile(
    r"(?:^|[\s'])(?:d[eu]s?|d'|l[ea]s?|l'|et|ou|aux?|à|a|en|pour|avec|sur|par|sous|&|urps)\s*$|[/(]\s*$|\w-\s*$"
)
# Adjectives and nouns that stand before the rest of a place's name: "des Hautes | Terres", "du Grand | Chalon".
_AWAITS = re.compile(r"(?:^|[\s'’])(?:Haut|Hauts|Haute|Hautes|Basse|Basses|Grand|Grande|Grands|Grandes|Petit|Petite|Petites|Saint|Sainte|Nouvelle|Vieux|Vieille)\s*$")
_GOES_ON = re.compile(r"(?:d[eu]s?\s|d'|et\s|ou\s|à\s|a\s|aux?\s|pour\s|sur\s|contre\s|dans\s|entre\s|vers\s|sans\s|en\s|qui\s|\()")
_SECOND_HALF = re.compile(r"(?:metropole|agglomeration|habitat|communaute|amenagement)\s*(?:$|[,;/(])")
_ADJECTIVE = re.compile(
    r"\w+(?:aux|al|ales?|ieres?|iques?|elle?s?|ive?s?|ifs?|euse?s?|aires?|ees?|ante?s?|ite|ienne?s?)(?!\w)"
)

# Nouns that a name must follow: "Fondation" at the end of a line goes on with the next.
NEEDS_A_NAME = re.compile(
    r"(?:[•–-]\s*)?(?:Fondation|Association|Réseau|Collectif|Groupement|Fédération|Compagnie|Coopérative|Clinique|Résidence)"
)
# What people and clubs are said to be, on a line of its own: none stands alone in a list.
_QUALIFIES = re.compile(r"(?:generalistes?|specialistes?|libera(?:ux|les)|sportifs|sportives|hospitaliers?|citoyens|sociaux|scolaires)[,;.]?")
LABEL = re.compile(r"[^:\n]{1,110}?\s*:(?!//)")
_OTHER_LABEL = re.compile(
    r"(?:les |autres? |principaux )?(?:dispositifs?|outils?|financements?|moyens?|budgets?|couts?|publics?|roles?|"
    r"missions?\b(?! locale)|calendrier|"
    r"objectifs?|actions? |indicateurs?|modalites?|instruments?|ressources?|cadre|documents?|plans?|programmes?|"
    r"schemas?|reference|demarches?|"
    r"articulations?|echeances?|territoires? |perimetre|contacts?)"
)
_PEOPLE_LABEL = re.compile(
    r"(?:.*\b(?:partenair\w*|partenariats?|acteurs?|structures?|organismes?|co-?pilot\w*|pilot\w*|porteurs?|"
    r"referente?s?|animateurs?|animation|"
    r"maitre d'ouvrage|maitrise d'ouvrage|chef de file|responsables?|services?|signataires?|mobilis\w*|associe\w*|"
    r"concerne\w*|suivante?s?|"
    r"en particulier|notamment|a savoir|dont|institutionnels?|associatifs?|techniques?|financiers?|prives?|"
    r"publics?|locaux|appui|contributeurs?|"
    r"elue?s?|niveau|echelle|membres?|portage)\b.*|co-?pilot\w*)"
)
_ROLE_LABEL = re.compile(
    r"(?:co-?pilot\w*|pilot\w*|porteurs?|referente?s?|animateurs?|animation|maitres? d'ouvrage|maitrise d'ouvrage|"
    r"chef de file|"
    r"responsables?|coordinat\w*|coordonnat\w*)\b"
)
PURE_LABEL = re.compile(
    r"(?:les )?(?:partenaires?(?: (?:associes?|mobilisables?|mobilises|potentiels?|financiers|techniques|"
    r"institutionnels|locaux|principaux|concernes?))?|co-?pilotes?|pilotes?|porteurs?|acteurs concernes)\s*$"
)
PURE_OTHER = re.compile(
    r"(?:dispositifs?|outils?|financements?|moyens?|publics?)(?: mobilis\w+| concernes?| cibles?)?\s*$"
)


def brackets(text: str) -> bytearray:
    """1 for each character within brackets that close again within 300 characters."""
    inside = bytearray(len(text))
    opened: list[int] = []
    for i, c in enumerate(text):
        if c in "([":
            opened.append(i)
        elif c in ")]" and opened:
            start = opened.pop()
            if i - start <= 300:
                inside[start : i + 1] = b"\x01" * (i + 1 - start)
    return inside


def item_lines(text: str, low: str, inside: bytearray) -> Iterator[Span]:
    """Printed items: lines, those broken in the middle of a name joined again."""
    start = 0
    bounds: list[Span] = []
    for i, c in enumerate(text):
        if c == "\n" and not inside[i]:
            bounds.append((start, i))
            start = i + 1
    bounds.append((start, len(text)))
    current: Span | None = None
    for s, e in bounds:
        if not low[s:e].strip():
            continue
        if current and _continues(text, low, current, s, e):
            current = (current[0], e)
            continue
        if current:
            yield current
        current = (s, e)
    if current:
        yield current


def _is_only_place(line: str) -> bool:
    """Whether a line is a region, a département or a part of the country, and nothing else: "CARSAT | Centre-Ouest"."""
    name = line.strip(" .;,")
    return bool(find_departement(name) or find_region(name) or name in FORMER_REGIONS or _QUARTER.fullmatch(name))


_QUARTER = re.compile(r"(?:Grand |Centre-)?(?:Nord|Sud|Est|Ouest)(?:-(?:Est|Ouest|Nord|Sud))?")


def _continues(text: str, low: str, before: Span, s: int, e: int) -> bool:
    s += len(low[s:e]) - len(low[s:e].lstrip())
    left = low[before[0] : before[1]].rstrip()
    awaits = text[s].isupper() and _AWAITS.search(text, before[0], before[1])
    if text[s] == "(" or awaits or _UNFINISHED.search(left):
        return not BULLET.match(text, s, e)
    if left[-1:] in ".;:,":
        return False
    words_left, words_right = WORD.findall(left)[-3:], WORD.findall(low[s:e])[:3]
    names = lexicon().name_set
    whole = len(WORD.findall(low[s:e]))  # a name that takes all of the line is none by its last words: "Action Logement | Services"
    alone = head_kind(text[s:e], low[s:e]) in ("service", "capital", None)
    ends = any(" ".join(words_left[-i:]) in names for i in range(1, len(words_left) + 1))
    if any(
        " ".join(words_left[-i:] + words_right[:j]) in names and (not ends or (alone and j == whole))
        for i in range(1, len(words_left) + 1)
        for j in range(1, len(words_right) + 1)
    ):
        return True
    if not text[s].islower() and _is_only_place(text[s:e]):
        kind = head_kind(text[before[0] : before[1]].lstrip(), low[before[0] : before[1]].lstrip())
        return kind in ("body", "acronym", "institution") and not any(w[:1].isupper() for w in text[before[0] : before[1]].split()[1:])
    if not text[s].islower():
        # a line broken before "Métropole"
        last = re.split(r"[,;/•|·]", text[before[0] : before[1]])[-1].strip()
        if NEEDS_A_NAME.fullmatch(last) and head_kind(text[s:e], low[s:e]) in ("capital", "acronym", "name"):
            return True
        return (
            bool(_SECOND_HALF.match(low, s, e))
            and head_kind(last, low[before[0] : before[1]][-len(last) :]) == "capital"
        )
    if _GOES_ON.match(low, s, e):
        return True
    if _QUALIFIES.fullmatch(low[s:e].strip()) and lexicon().has("category", left.split()[-1]) and left[-1] in "sx":
        return True  # "médecins | généralistes"
    return bool(_ADJECTIVE.match(low, s, e)) and head_kind(text[s:e], low[s:e]) is None


_OWN = re.compile(
    r"(?:la |le |l')?(?:direction|services?|pole|unite|cellule|bureau|dga|dgs|departement|mission)\b(?! locale)"
)
_INTRODUCES = re.compile(r"\b(?:en particulier|notamment|suivante?s?|a savoir|dont)$")


def label_role(text: str, low: str, role: str | None) -> str | None:
    low = low.lstrip()
    return " ".join(text.split()) if _ROLE_LABEL.match(low) else role


def label_kind(left_text: str, left: str, right_text: str, right: str) -> str | None:
    """people: introduces organisations; other: introduces something else; own: a body and its service; None: no label."""
    listed = re.search(r"[,;]", re.sub(r"\([^)]*\)", "", left))
    if listed and (";" in left or not _INTRODUCES.search(left)):
        return None
    if _OTHER_LABEL.match(left) and not re.search(r"partenaire|acteur|pilote|porteur", left):
        return "other"
    cut = strip_determiner(left)
    kind = head_kind(left_text[cut:], left[cut:])
    if not right.strip():
        return "people"
    bodily = kind in ("body", "name", "institution", "acronym") or (kind == "capital" and NAME_ENDING.search(left))
    if bodily and not _PEOPLE_LABEL.fullmatch(left) and _OWN.match(right.lstrip()):
        return "own"
    if bodily and not _PEOPLE_LABEL.fullmatch(left) and re.match(r"\s*(?:m\.|mme|mlle|dr|monsieur|madame)\s", right):
        return "own"  # "ARS : Mme Lambert, référente"
    if (kind == "category" and not right_text.strip()[0].islower()) or (
        _PEOPLE_LABEL.fullmatch(left) and kind not in ("body", "name", "acronym")
    ):
        return "people"
    start = len(right) - len(right.lstrip())
    right, right_text = right[start:], right_text[start:]
    cut = strip_determiner(right)
    after = head_kind(right_text[cut:], right[cut:])
    if after not in (None, "capital", "service", "role"):
        return "people"
    return None


def sentences(text: str, low: str, s: int, e: int, inside: bytearray) -> Iterator[Span]:
    """A line cut at full stops that end a sentence, and at inline bullets."""
    start = s
    for m in re.compile(r"\.\s+(?=[A-ZÀ-Ý])|" + _INLINE_BULLET.pattern).finditer(text, s, e):
        if inside[m.start()]:
            continue
        if text[m.start()] == ".":
            before = re.search(r"[\w.]+$", text[max(start, m.start() - 40) : m.start()])
            if before and (
                len(before.group()) <= 2
                or "." in before.group()
                or before.group().lower() in ("mme", "mlle", "dept", "ets")
            ):
                continue
        if m.start() > start:
            yield start, m.start()
        start = m.end()
    if start < e:
        yield start, e
