"""Where one name ends and the next begins in a printed list of organisations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from extractors.french.fold import fold
from extractors.french.territories import find_departement
from extractors.readers.organisation_lexicon import (
    NAME_ENDING,
    WORD,
    head_kind,
    is_acronym,
    is_shouted,
    lexicon,
    strip_determiner,
)
from extractors.readers.organisation_lines import (
    BULLET,
    LABEL,
    PURE_LABEL,
    PURE_OTHER,
    Span,
    brackets,
    item_lines,
    label_kind,
    label_role,
    sentences,
)
from extractors.readers.organisation_signs import dash_cuts, slash_cuts

_CONNECTOR = re.compile(
    r"(?:,\s*)?\b(?:ainsi que|en (?:etroit |lien )?(?:lien|etroite? (?:lien|collaboration)|partenariat|"
    r"collaboration|coordination|association|concertation|"
    r"articulation|copilotage|co-pilotage|relation)(?: etroite?)? avec|avec (?:l'appui|le soutien|le concours|"
    r"l'aide|la participation|la collaboration|"
    r"le partenariat|l'accompagnement)(?= d)|en appui(?= d)|mais aussi|mais egalement|et notamment|y compris|"
    r"notamment|dont|puis|avec|"
    r"en particulier|et plus particulierement|plus particulierement|et/ou|tels que|telles que|comme|"
    r"sous l'egide(?= d)|via)(?=\s|$)"
)
_LEAD = re.compile(
    r"(?:(?:ainsi que|en (?:etroit )?(?:lien|etroite? collaboration|partenariat|collaboration|coordination|"
    r"association|concertation|articulation|"
    r"copilotage|co-pilotage|relation)(?: etroite?)? avec|avec (?:l'appui|le soutien|le concours|l'aide|"
    r"la participation|la collaboration|"
    r"le partenariat|l'accompagnement)|en appui|mais aussi|mais egalement|et notamment|y compris|notamment|dont|"
    r"puis|avec|en particulier|"
    r"plus particulierement|et/ou|tels que|telles que|comme|co-?pilotage|co-?portage|"
    r"sous (?:l'egide|l'autorite|la responsabilite|la coordination|le pilotage|la maitrise d'ouvrage)|via|et|ou|par|egalement|possiblement|"
    r"eventuellement|principalement|"
    r"a minima|le cas echeant|si besoin|selon les cas)(?=[\s,])[\s,]*)+"
)
_PASSIVE = re.compile(
    r"^[^,;:]{0,80}\b(?:co-?)?(?:pilot|port|anim|coordonn|assur|men|conduit|suivi|realis|mis en oeuvre|confi|"
    r"soutenu|appuy|financ)\w*\s+"
    r"(?:conjointement |egalement )?(?:par|a)\s+"
)
_SIGNS = re.compile(r"[,;]|\s+\+\s+|\s*/\s*|\s[-–—]+\s+")
_OF = re.compile(r"(?:de la |de l'\s?|des |du |de |d'\s?|aux? )")
_NEVER_NEW = re.compile(r"(?:a|au|aux|en|pour|sur|dans|par|sous|qui|chez|entre|hors)\s")
_TITLE = re.compile(
    r"(?:\d(?:er|e|eme)?\s)?(?:vice-present\w*|vice-president\w*|president\w*|maire\b|(?:maire-)?adjointe?\b|"
    r"directeur|directrice|cheff?e?\b|charge\w*|"
    r"responsable|conseill\w+|elue?\b|referente?\b|deleguee?\b|coordinat\w+|coordonnat\w+|dgs\b|dga\b|dst\b|"
    r"premier\w*|animat\w+|technicien\w*|en charge)"
)
_PERSON = re.compile(r"(?:m\.|mm\.|mme|mlle|monsieur|madame|dr|docteur)\s")
_FINITE = re.compile(
    r"\b(?:est|sont|sera|seront|permet|permettent|assure|assurent|peut|peuvent|doit|doivent|a ete|ont ete|"
    r"participe|participent)\b"
)


def cut_parts(text: str, low: str) -> Iterator[tuple[int, int, str | None]]:
    """Bounds of each mention, not yet trimmed, with the role a label inside the text gives.

    ``low`` is ``fold(text)``, of the same length.
    """
    inside = brackets(text)
    shouted = is_shouted(text)
    mixed = any(c in ",;\n·•|" and not inside[i] for i, c in enumerate(text.rstrip(",;\n·•| ")))
    role: str | None = None
    dropping = False
    for s, e in item_lines(text, low, inside):
        m = BULLET.match(text, s, e)
        bulleted = bool(m)
        s = m.end() if m else s
        for a, b in sentences(text, low, s, e, inside):
            if not bulleted and PURE_LABEL.fullmatch(low[a:b].strip()):
                dropping, role = False, label_role(text[a:b], low[a:b], role)
                continue
            if not bulleted and PURE_OTHER.fullmatch(low[a:b].strip()):
                dropping = True
                continue
            label = LABEL.match(low, a, b)
            if label and not any(inside[label.end() - 1 : label.end()]):
                left = low[a : label.end() - 1].strip()
                verdict = label_kind(
                    text[a : label.end() - 1].strip(), left, text[label.end() : b], low[label.end() : b]
                )
                if verdict == "other":
                    dropping = True
                    continue
                if verdict == "people":
                    dropping, role = False, label_role(text[a : label.end() - 1], left, None)
                    a = label.end()
            if not dropping:
                yield from ((x, y, role) for x, y in _items(text, low, a, b, inside, shouted, mixed))


def _items(text: str, low: str, s: int, e: int, inside: bytearray, shouted: bool, mixed: bool) -> Iterator[Span]:
    """Cuts at commas, semicolons, slashes and dashes, then at words that link two names."""
    hard = list(_hard_cuts(text, low, s, e, inside, mixed))
    merged: list[list[int]] = []
    for a, b, comma in hard:
        if merged and comma and _belongs_to_previous(text, low, merged[-1], a, b, len(hard)):
            merged[-1][1] = b
        else:
            merged.append([a, b])
    for a, b in merged:
        comma = low[b : b + 1] in (",", ";") and b < merged[-1][0]
        yield from _linked(text, low, a, b, inside, shouted, followed=comma)


def _hard_cuts(text: str, low: str, s: int, e: int, inside: bytearray, mixed: bool) -> Iterator[tuple[int, int, bool]]:
    signs = [m for m in _SIGNS.finditer(text, s, e) if not inside[m.start()]]
    others = [-1, *(i for i, m in enumerate(signs) if not _is_dash(m)), len(signs)]
    start, comma = s, False
    for i, m in enumerate(signs):
        if m.start() < start:
            continue
        sign = m.group().strip()
        if sign == "," and text[m.start() - 1 : m.start()].isdecimal() and text[m.end() : m.end() + 1].isdigit():
            continue
        if sign == "/" and not slash_cuts(text, low, start, m.start(), m.end(), e, m.group() != "/"):
            continue
        if sign[:1] in "-–—":
            k = bisect_left(others, i)
            count = others[k] - others[k - 1] - 1  # dashes between two other signs
            end = signs[i + 1].start() if i + 1 < len(signs) else e
            if not dash_cuts(text, low, start, m.start(), m.end(), end, count=count, mixed=mixed):
                continue
        yield start, m.start(), comma
        start, comma = m.end(), sign == ","
    yield start, e, comma


def _is_dash(sign: re.Match[str]) -> bool:
    return sign.group().strip()[:1] in "-–—"


def _belongs_to_previous(text: str, low: str, before: list[int], a: int, b: int, count: int) -> bool:
    """Whether what follows a comma goes on with the name before it."""
    right_at = a + len(low[a:b]) - len(low[a:b].lstrip())
    right, left = low[right_at:b], low[before[0] : before[1]].strip()
    if not right or not left:
        return False
    if _PERSON.match(left.rsplit(": ", 1)[-1]) or (
        _TITLE.match(right) and text[right_at].islower() and _looks_like_person(text[before[0] : before[1]])
    ):
        return bool(_TITLE.match(right) or _NEVER_NEW.match(right)) or _is_function(text[right_at:b], right)
    if _NEVER_NEW.match(right) and not _CONNECTOR.match(right) and text[right_at].islower():
        return True
    of = _OF.match(right)
    if of:
        if _LEAD.match(left) or _PASSIVE.match(left):
            return False
        return bool(re.search(r"\b(?:de|du|des)\s|\bd'", left)) or head_kind(
            text[right_at + of.end() : b], right[of.end() :]
        ) in (None, "capital")
    word = WORD.match(right)
    return bool(
        count == 2
        and word
        and text[right_at].islower()
        and lexicon().has("service", word.group())
        and not re.search(r"\b(?:etat|ville|departement|region|locale)\b", right)
        and head_kind(text[before[0] : before[1]].lstrip(), low[before[0] : before[1]].lstrip())
        not in ("category", "service")
    )


def _is_function(text: str, low: str) -> bool:
    """What follows a person's name and a comma: a function, unless it names a body ("Mme Petit, Croix-Rouge")."""
    kinds = ("institution", "body", "category", "group_acronym", "name", "acronym")
    return text[:1].islower() and head_kind(text, low) not in kinds


def _looks_like_person(text: str) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= 4
        and all(w[:1].isupper() for w in words)
        and not any(is_acronym(w) and len(w) < 5 for w in words[:1])
        and (head_kind(text.strip(), text.strip().lower()) == "capital")
    )


def _linked(
    text: str, low: str, a: int, b: int, inside: bytearray, shouted: bool, *, followed: bool = False
) -> Iterator[Span]:
    """Cuts one item at "et", "ou" and linking phrases; drops introductory words and roles after a colon.

    ``followed``: a comma and another item come after it, where "et" would rather part the last two.
    """
    passive = _PASSIVE.match(low[a:b])
    led = bool(passive)
    if passive:
        a += passive.end()
    a += len(low[a:b]) - len(low[a:b].lstrip())
    lead = _LEAD.match(low, a, b)
    if lead and lead.end() < b:
        a, led = lead.end(), True
    a = _after_of(text, low, a, b, led or text[a : a + 1].islower())
    colon = low.find(":", a, b)
    if colon > a and not inside[colon]:
        right_at = colon + 1 + len(low[colon + 1 : b]) - len(low[colon + 1 : b].lstrip())
        verdict = label_kind(text[a:colon].strip(), low[a:colon].strip(), text[right_at:b], low[right_at:b])
        if verdict == "people" and right_at < b:
            a = right_at
        elif verdict == "other" or (
            _UNDECIDED.match(low, right_at, b) and not _starts_new(text, low, a, colon, shouted)
        ):
            return
        elif verdict != "own":
            b = colon
    verb = _SAYS.search(low, a, b)
    with_it: Span | None = None
    if verb and text[verb.start() + 1].islower() and not inside[verb.start()] and _starts_new(text, low, a, b, shouted):
        helped = _HELPED_BY.search(low, verb.end(), b)  # "le Département pilote l'action avec l'ADIL"
        if helped and not inside[helped.start()] and _starts_new(text, low, helped.end(), b, shouted):
            with_it = (helped.end(), b)
        b = verb.start()
    if _UNDECIDED.match(low, a, b):
        return
    fixed = [m.span() for m in lexicon().name_with_and.finditer(low, a, b)]
    start = a
    for m in re.compile(rf"\s(?:et|ou|&)\s|{_CONNECTOR.pattern}").finditer(low, a, b):
        if m.start() <= start or inside[m.start()] or any(x <= m.start() < y for x, y in fixed):
            continue
        sign = m.group().strip()
        right_at = m.end() + len(low[m.end() : b]) - len(low[m.end() : b].lstrip())
        if right_at >= b or _BAD_LEFT.search(low, max(start, m.start() - 8), m.start()):
            continue
        if sign in ("et", "ou", "&"):
            lead = _LEAD.match(low, right_at, b)
            after = lead.end() if lead else right_at
            if not lead and not _and_cuts(text, low, start, m.start(), right_at, b, shouted, sign):
                continue
            if not lead and not shouted and _two_halves(text, low, start, m.start(), right_at, b, sign, followed):
                continue
            if lead and not _starts_new(text, low, after, b, shouted):
                continue
            yield start, m.start()
            start = _after_of(text, low, after, b, True)
        elif sign not in ("via", "comme") and _starts_new(text, low, right_at, b, shouted):
            yield start, m.start()
            start = _after_of(text, low, right_at, b, True)
    if not (len(low[start:b].split()) > 14 and _FINITE.search(low, start, b)):
        yield start, b
    if with_it:
        yield from _linked(text, low, *with_it, inside, shouted, followed=followed)


_HELPED_BY = re.compile(
    r"\s(?:en (?:lien|partenariat|collaboration|concertation|relation)(?: etroite?)? avec|avec (?:l'appui|le soutien|l'aide|le concours)(?= d)|avec)\s+"
)


_LAND = re.compile(r"(?:terres?|vals?|lacs|monts|plaines?|rives?|coteaux|portes?|sources|vallees?|vallons|causses|gorges|mer)")

_LANDLORD = re.compile(r"(?:habitat|logis|logement) \d{2,3}(?!\w)")  # with its département's number: "Habitat 12"


def _joins_places(left: str, right: str) -> bool:
    """Whether one body serves two places: "CPIE Yonne et Nièvre", "ADIL de l'Ain et de la Savoie"."""
    head, _, place = left.partition(" ")
    return bool(place and is_acronym(head) and find_departement(right.strip(" .")) and find_departement(place))


def _two_halves(text: str, low: str, a: int, end: int, at: int, b: int, sign: str, followed: bool) -> bool:
    """Whether a sign stands inside one proper name: "CPTS Aunette et Thève", "Réseau Dirigeantes & Territoires"."""
    a, b = max(a, end - _NAME), min(b, at + _NAME)
    left, right = WORD.findall(text[a:end]), WORD.findall(re.split(r"[(,]", text[at:b])[0])
    if len(right) != 1:
        return False
    if len(left) == 1 and sign != "&":  # "Entraide et Abri, CAF": before a comma, "et" parts no two items
        kinds = {head_kind(text[a:end].strip(), low[a:end].strip()), head_kind(text[at:b], low[at:b])}
        return followed and kinds == {"capital"} and not is_acronym(left[0]) and not is_acronym(right[0])
    if not (re.split(r"['’]", left[-1])[-1][:1].isupper() and right[0][:1].isupper()):
        return False
    if is_acronym(right[0]) or is_acronym(left[-1]):
        return False
    kind = head_kind(text[at:b], low[at:b])
    if sign == "&":
        alone = head_kind(text[a:end].strip(), low[a:end].strip()) == "capital" and kind not in ("body", "name", "acronym")
        return len(left) > 1 or alone  # "Plante & Cité"
    if len(left) == 2 and kind in ("capital", None) and _MOVEMENTS.match(low[a:end].strip()) and head_kind(left[1], fold(left[1])) == "capital":
        return True  # "Association Toit et Moi"
    if followed and kind == "category" and _MOVEMENTS.match(low[a:end].strip()):
        return True  # "Association Femmes et Territoires, CAF"
    if kind != "capital" or _PERSON.match(low[a:end].strip()) or NAME_ENDING.fullmatch(fold(left[-1])):
        return False  # "Cantal Habitat et Polygone, Logisens"
    if find_departement(text[a:end].strip().partition(" ")[2]) and not find_departement(right[0]):
        return False  # "CAF du Doubs et Néolia, MSA"
    return followed or bool(_SERVES.match(low[a:end].strip()))


_MOVEMENTS = re.compile(r"(?:l'|le |la )?(?:associations?|reseau|collectif|federation|fondation|club|mouvement)\s")
# Bodies named by the places they serve, often two.
_SERVES = re.compile(
    r"(?:la |le |l')?(?:cpts|cpie|petr|pays|gal|clic|dac|cias|maia|pnr|scot|sage|epage|eptb|sivu|sivom|sirp|rpi|sm[a-z]{1,5}|"
    r"msp|msa|pcpe|plie|amap|spl|cuma|cdt|ot|otsi)\s"
)
# "le Département assure le pilotage": the subject is the name
_SAYS = re.compile(
    r"(?<!\bla)(?<!\bde)(?<!\bune)\s(?:(?:l'|les |y )?(?:assure|coordonne|anime|participe|porte|pilote|accompagne|finance|"
    r"organise|realise|apporte|appuie|suit|gere|recrute|mobilise|relaie|diffuse|contribue|instruit|mene)(?:nt|ra|ront)?|"
    r"conduit|conduisent|met|mettent|transmet|transmettent|intervient|interviennent|soutient|soutiennent|est|sera|sont|seront)(?:\s|$)"
)
_UNDECIDED = re.compile(r"(?:reste )?a (?:definir|preciser|completer|confirmer|determiner|identifier|designer)\b")
_BAD_LEFT = re.compile(r"(?<!\S)(?:entre|de|du|des|d'|et|ou)$")


def _after_of(text: str, low: str, at: int, b: int, led: bool) -> int:
    """Past "de", "du", "des" that an introductory phrase or a cut leaves at the front."""
    while at < b and low[at] in " ,:":
        at += 1
    m = _OF.match(low, at, b)
    return m.end() if m and led else at


_NAME = 300  # signs of a name that tell what it is; a longer run is no name


def _starts_new(text: str, low: str, at: int, b: int, shouted: bool) -> bool:
    b = min(b, at + _NAME)
    of = _OF.match(low, at, b)
    at = of.end() if of else at
    at += strip_determiner(low[at:b])
    return head_kind(text[at:b], low[at:b], shouted) is not None


def _and_cuts(text: str, low: str, a: int, end: int, at: int, b: int, shouted: bool, sign: str) -> bool:
    """Whether "et" between ``a:end`` and ``at:b`` parts two names.

    It does when what follows can stand alone (a determiner and a head noun, an acronym,
    the head noun of a category, a proper name) and what precedes is complete.
    """
    lex = lexicon()
    a, b = max(a, end - _NAME), min(b, at + _NAME)
    left, right = low[a:end].strip(), low[at:b]
    left_text = text[a:end].strip()
    left_kind = head_kind(left_text[strip_determiner(left) :], left[strip_determiner(left) :], shouted)
    left_words = WORD.findall(left[strip_determiner(left) :])
    first_left = left_words[0] if left_words else ""
    has_of = bool(re.search(r"\b(?:de|du|des)\s|\bd'", left))
    if re.match(r"(?:a|au|aux|en|pour|sur|par|dans)\s", right):
        return False
    of = _OF.match(right)
    if of:
        kind = head_kind(text[at + of.end() : b], right[of.end() :], shouted)
        return not has_of and kind not in (None, "capital", "role") and left_kind not in (None, "capital", "service")
    cut = strip_determiner(right)
    kind = head_kind(text[at + cut : b], right[cut:], shouted)
    words = WORD.findall(re.split(r"[(]| (?:et|ou) ", right[cut:])[0])
    word = words[0] if words else ""
    if cut:
        return kind is not None or (not has_of and left_kind in ("category", "body", "group_acronym"))
    if kind is None and left_kind in ("body", "acronym", "group_acronym") and not has_of:
        # an acronym takes no second adjective: "ADIL et huissiers" are two
        return bool(word) and word[-1] in "sx"
    if kind is None or (sign == "&" and kind == "capital"):
        return False
    last_left = left_words[-1] if left_words else ""
    if kind in ("category", "role"):
        if lex.has("public", word) and len(words) == 1 and lex.has("public", last_left):
            return False
        if len(words) == 1 and lex.has("theme", word) and lex.has("service", first_left):
            return False
        of_group = re.search(r"\b(?:des?|du)\s+(?:[\w'-]+\s)*?[\w'-]+$|\bd'[\w'-]+(?:\s[\w'-]+s)?$", left)
        lower_tail = left_text.split()[-1][:1].islower()
        return not (
            left_kind in ("institution", "service")
            and of_group
            and lower_tail
            and any(
                lex.has("category", w.split("'")[-1]) or lex.has("public", w.split("'")[-1]) for w in left_words[1:]
            )
        )
    if kind in ("institution", "service"):
        parallel = re.search(r"\b(?:en|de|a|aux?|pour|par|d')\s?([\w-]+)$", left)
        return not (len(words) == 1 and text[at].islower() and parallel and left_text.split()[-1][:1].islower())
    if kind == "capital":
        if _LANDLORD.match(right):
            return True
        if NAME_ENDING.search(right.split(",")[0]) and (_LAND.fullmatch(left) or find_departement(left_text)):
            return False  # "Terres et Lacs Agglomération", "Isère et Guiers Agglomération"
        if NAME_ENDING.search(right.split(",")[0]) and any(c.isupper() for c in left_text[1:]):
            return True  # "Région Bretagne et Baie Agglo"
        if _joins_places(text[a:end].strip(), text[at:b]):
            return False
        proper = len(words) > 1 and text[at:b].split()[1][:1].isupper()  # "Région et Vélo Lauvance"
        if proper and left_kind in ("institution", "body", "acronym", "group_acronym", "category") and not has_of:
            return True
        if lex.has("theme", word) or (lex.has("theme", last_left) and len(left_words) == 1):
            return False
        if left_kind == "service" or lex.has("epci", first_left) or lex.has("service", first_left):
            return False
        return not (left_kind == "category" and has_of)
    return True
