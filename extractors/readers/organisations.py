"""Lists of pilots, partners and funders, cut into organisations and groups as printed."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.french.fold import fold
from extractors.readers.organisation_cuts import cut_parts
from extractors.readers.organisation_lexicon import (
    NAME_ENDING,
    WORD,
    head_kind,
    is_acronym,
    is_agent,
    is_shouted,
    lexicon,
    strip_determiner,
)
from models.reading import OrgMention

# Names come back all through a document.
_folded = lru_cache(maxsize=4096)(fold)

# Doubts and closing words at the end of an item; each is looked for in its last characters only.
_CLOSING = re.compile(
    r"(?:[(\[]\s?(?:\?+|(?:reste )?(?:a )?(?:confirmer|definir|preciser|completer|valider|determiner|designer|"
    r"identifier)|en cours[^()]{0,40}|pressentie?s?|potentiel\w{0,4}|sous reserve[^()]{0,40}|le cas echeant|"
    r"si besoin|si necessaire|eventuellement)\s?\??\s?[)\]]"
    r"|(?<!\w)(?:etc|le cas echeant|si besoin|si necessaire|eventuellement|notamment|en particulier|"
    r"a confirmer|a definir|a preciser))$"
)
_PHONE = re.compile(r"(?<!\d)(?:0|\+33 ?\(?0?\)? ?)[1-9](?:[ .-]?\d\d){4}")
_ADDRESS_END = re.compile(r"@[\w.-]")
_BEFORE_ADDRESS = re.compile(r"[\w.+-]")
_BEFORE_CONTACT = re.compile(r"[\s,;:(/–-]")
_CONTACT_WORD = re.compile(r"\b(?:tel|telephone|mail|courriel|contact)\b[. ]*$")
_CLOSING_SIGNS = " \t\r\n\u00a0\u202f,;:/*?…¹²³⁰⁴⁵⁶⁷⁸⁹-–—•&"
_DOTTED = re.compile(r"(?:(?<!\w)\w\.)+\w\.$")
_NOTE_DIGIT = re.compile(r"(?<=[A-Za-zÀ-ÿ]{3})[1-9]$")
_NOTHING = re.compile(
    r"(?:(?:reste )?a (?:definir|preciser|completer|confirmer|determiner|identifier|designer|recruter)|neants?|"
    r"aucun\w*|sans objet|nc|n/?a|ras|so|"
    r"en cours(?: de .*)?|autres?|etc|divers|et autres|non \w+|tbd|x+|idem|voir .*|cf\b.*|si besoin|selon .*|"
    r"en fonction de .*|au cas par cas|"
    r"partenaires?(?: associes?)?|(?:co-?)?pilotes?(?: conjoints?)?|(?:co-?)?(?:pilotes?|porteurs?|animateurs?|chefs? de file) (?:du|de l[a']|des) ?"
    r"(?:plan|contrat|programme|projet|schema|demarche|action|dispositif|mesure|fiche)s?(?: \w+)?|"
    r"(?:un|une|les?)|represente(?:e|s|es)? par .*|"
    r"(?:19|20)\d\d(?:\W.*)?|\d[\d .,]*(?:(?:€|k€|m€|euros?|etp|%).*)?)"
)
_MONEY = re.compile(r"\d\s?(?:[kKM]?€|(?:k|m)?euros?\b)")  # a sum is nobody
_WRAPPED_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})- (?=[^\W\d_]{2})")
# What is to be done, not who does it: "Piloter le plan", printed under a heading "Pilotage".
_TASK = re.compile(
    r"(?:piloter|animer|coordonner|assurer|renforcer|developper|mettre|mobiliser|favoriser|ameliorer|poursuivre|organiser|"
    r"accompagner|soutenir|creer|definir|garantir|permettre|faciliter|promouvoir|elaborer|evaluer|suivre|informer|"
    r"sensibiliser|lutter|proposer|realiser|identifier|reperer|prevenir|contribuer|participer|associer|structurer)\s"
    r"(?:le|la|les|l'|un|une|des?|du|en|a|au|aux|contre|leurs?|son|sa|ses|tou(?:te)?s|\w+ment)\b"
)
_SERVICE_DASH = re.compile(r"\s+[-–—]\s+|\s?:\s+")
_PERSON = re.compile(r"(?:m\.|mm\.|mme|mlle|monsieur|madame|dr|docteur|me)\s")
_GROUP_LEAD = re.compile(
    r"(?:l'?\s?)?ensemble d|tou(?:s|tes) |toute? |chaque |certaine?s |quelques |plusieurs |"
    r"(?:les )?(?:autres?|differente?s|divers(?:es)?|principa(?:ux|les)) "
)
_GENERIC = re.compile(
    r"\b(?:concerne|interesse|volontaire|implique|retenu|competent|signataire|designe|mandate|agree|partenaire|"
    r"gestionnaire|locale? concerne)(?:e?s?)\b"
    r"|\bd'(?:implantation|accueil|insertion|hebergement)\b"
)
_AREA = re.compile(
    r"(?:territoire|secteur|departement|region|bassin|canton|agglomeration|metropole|quartier|pays|communaute|epci|"
    r"perimetre|commune|ville|littoral|vallee|plateau|agglo|arrondissement|zone|reseau|plan|contrat)"
)
# Names of movements begin like categories: "Citoyens du Soleil", "Amis de la Terre", "Jardins de Cocagne".
_MOVEMENT = re.compile(
    r"(?:Amis|Ateliers|Citoyens|Colibris|Compagnons|Croqueurs|Glaneurs|Incroyables|Jardins|Petits|Potagers|Restos|"
    r"Voisins)\b[^,]*?\s(?:du |des |de la |de l['’])[A-ZÀ-Ý]|(?:Amis|Ateliers|Compagnons|Hôpitaux|Hospices|Jardins) (?:de |d['’])[A-ZÀ-Ý]|"
    r"Communes forestières|Croqueurs de pommes|Restos du |Incroyables comestibles|Compagnons bâtisseurs|Jardins familiaux"
)
# "Territoires et Développement", "Familles et Solidarité": two capital nouns, the second no category.
_PAIR = re.compile(r"[A-ZÀ-Ý][^\s,]+ (?:et|&) ([A-ZÀ-Ý][a-zà-ÿ’'-]+)")
# A movement's branch in its département ("Voyageurs 49"), a service known by its town ("Relais petite enfance d'Abbeville")
_BRANCH = re.compile(
    r"[a-zà-ÿ] (?:0[1-9]|[1-8]\d|9[0-5]|97[1-6]|2[AB])$|^[Rr]elais [a-zà-ÿ ]*\b(?:de |d['’]|du )[A-ZÀ-Ý]"
)
# "DDT(M)": either body of each département
_OPTIONAL_LETTERS = re.compile(r"[A-Z]{2,}\([A-Z]{1,2}\)(?!\w)(?!.*[A-ZÀ-Ý0-9])")
_CAPITAL = re.compile(r"(?:[ldLD]['’])?[A-ZÀ-Ý]")
_EXCLUDED_PAYER = re.compile(
    r"(?:dont|soit|cout|montant|total|sous-total|budget|depenses?|recettes?|annee|phase|lot)\b"
)


def _trim(text: str, low: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without list punctuation, doubts, singular articles and footnote marks."""
    while start < end and (text[start].isspace() or text[start] in ",;:./•*–—-+&|?"):
        start += 1
    end = _trim_end(text, low, start, end)
    note = _NOTE_DIGIT.search(text, start, end)
    if note:
        end = note.start()
    article = re.compile(r"(?:le |la |l'\s?|un |une |au |aux? |du )").match(low, start, end)
    if article and low[start : article.end()] != "aux ":
        after = article.end()
        printed_low = text[start].islower()
        kind = head_kind(text[after:end], low[after:end])
        known = kind in ("institution", "service", "body", "group_acronym", "acronym", "role", "name")
        if printed_low or (
            known and (text[after : after + 1].isupper() or start == 0) and not _is_name(low[start:end])
        ):
            start = after
    # a bracket that the end cut off, or that encloses everything
    if end > start and text[start] == "(" and text[end - 1] == ")" and text.find(")", start, end - 1) < 0:
        start, end = start + 1, end - 1
    elif text.count(")", start, end) > text.count("(", start, end) and text[end - 1] == ")":
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _trim_end(text: str, low: str, start: int, end: int) -> int:
    end = _before_contact(low, start, end)
    while end > start:
        last = text[end - 1]
        stop = last == "." and not _DOTTED.search(low, max(start, end - 16), end)
        plus = last == "+" and text[end - 2 : end - 1].isspace()
        if stop or plus or last.isspace() or last in _CLOSING_SIGNS:
            end -= 1
            continue
        closing = _CLOSING.search(low, max(start, end - 70), end)
        if not closing:
            break
        end = closing.start()
    return end


def _before_contact(low: str, start: int, end: int) -> int:
    """Where a telephone number or a mail address begins, with the signs and words that lead to it; else ``end``.

    Found from the number back: a pattern with its leads in front costs the square of a long run of blanks.
    """
    phone = _PHONE.search(low, start, end)
    at = phone.start() if phone else end
    for sign in _ADDRESS_END.finditer(low, start, end):
        k = sign.start()
        while k > start and _BEFORE_ADDRESS.match(low, k - 1):
            k -= 1
        if k < sign.start():
            at = min(at, k)
            break
    while start < at < end:
        if _BEFORE_CONTACT.match(low, at - 1):
            at -= 1
            continue
        stops = len(low[start:at].rstrip(". "))
        word = _CONTACT_WORD.search(low, max(start, start + stops - 9), at)
        if not word or (low[at].isalnum() and low[at - 1].isalpha()):
            break
        at = word.start()
    return at


def _is_name(low: str) -> bool:
    return bool(lexicon().name_start.match(low))


def split_qualifier(mention: str) -> tuple[str, str | None]:
    """The name and what names its service or role: a bracket, or words after a dash.

    "État (DDETS)" gives ("État", "DDETS"); "CCVA - pôle mobilités" gives ("CCVA", "pôle mobilités").
    """
    m = re.search(r"\s\(([^()]*(?:\([^()]*\)[^()]*)*)\)?", mention)
    if m and m.start() > 0 and m.group(1).strip():
        name = (mention[: m.start()] + mention[m.end() :]).strip()
        return name, " ".join(m.group(1).split())
    dash = _SERVICE_DASH.search(mention)
    if dash and dash.start() > 0 and mention[dash.end() :].strip():
        return mention[: dash.start()].strip(), mention[dash.end() :].strip()
    name, comma, rest = mention.partition(",")
    first = WORD.match(_folded(rest.strip())) if comma else None
    if first and (_PERSON.match(_folded(name)) or any(lexicon().has(k, first.group()) for k in ("service", "person"))):
        return name.strip(), rest.strip()
    return mention, None


def is_group(mention: str) -> bool:
    """Whether words name a category ("bailleurs sociaux", "les CCAS") and not one body."""
    name, _ = split_qualifier(mention)
    low = _folded(name).strip()
    if not low or _PERSON.match(low):
        return False
    lex = lexicon()
    if _is_name(low):
        return False
    if _GROUP_LEAD.match(low):
        return True
    cut = strip_determiner(low)
    determiner = low[:cut].strip()
    body, low = name[cut:], low[cut:]
    if any(low.startswith(p) for p in lex.kinds["group_phrase"]):
        return True
    if _OPTIONAL_LETTERS.match(body):
        return determiner not in ("le", "la", "l'")
    if _MOVEMENT.match(body) and not is_shouted(name):
        return False
    kind = head_kind(body, low, shouted=is_shouted(name))
    paired = _PAIR.fullmatch(body)
    if paired and not is_shouted(name) and head_kind(paired[1], _folded(paired[1])) == "capital":
        return False
    if _BRANCH.search(body) and not is_shouted(name):
        return False
    words = WORD.findall(body)
    first = WORD.search(low)
    word = first.group() if first else ""
    if determiner in ("les", "des", "leurs", "nos") and not (kind == "capital" and name[:1].isupper()):
        return True
    if kind == "group_acronym":
        if determiner in ("le", "la", "l'"):
            return False
        tail = body[first.end() :] if first else ""
        parts = re.split(r"/|\s+(?:et|ou)\s+", body)
        if len(parts) > 1:
            return all(is_group(p) for p in parts if p.strip())
        # "CFA du bâtiment" is one school, "EHPAD du territoire" are several
        trade = re.match(r"\s(?:du|de la|de l['’]) ?(?=[a-z])", tail)
        return not re.search(r"[A-ZÀ-Ý]|\d", tail) and not (trade and not _AREA.match(_folded(tail[trade.end() :])))
    if kind == "category":
        return determiner not in ("le", "la", "l'")
    if kind == "role" or (kind in ("institution", "service") and (lex.has("role", word))):
        proper = any(_CAPITAL.match(w) for w in words[1:]) or any(w[0].isdigit() for w in words[1:])
        if lex.has("person", word) or word == "commune":
            return bool(_GENERIC.search(low[len(word) :]))
        return (not proper and word not in ("association", "entreprise")) or (not proper and len(words) == 1)
    if kind in ("institution", "service"):
        return bool(_GENERIC.search(low[len(word) :])) and not any(_CAPITAL.match(w) for w in words[1:])
    if kind in ("body", "name", "acronym"):
        return False
    if kind is None:
        # Unknown words in small letters: a plural names a category.
        return word.endswith(("s", "x")) and not any(c.isupper() for c in body)
    return len(words) >= 1 and len(word) >= 5 and word.endswith("s") and is_agent(word)


def looks_like_organisation(text: str) -> bool:
    """Whether a text begins like an organisation or a group: used to tell "CAF : 40 000 €" from "Loyer : …"."""
    start = len(text) - len(text.lstrip(" \t\n-–—•*"))
    text = text[start:].strip()
    low = _folded(text)
    cut = strip_determiner(low)
    text, low = text[cut:], low[cut:]
    if not low or _EXCLUDED_PAYER.match(low):
        return False
    first = WORD.search(low)
    if not first or (lexicon().has("not_organisation", first.group()) and text[:1].isupper()):
        return False
    if lexicon().has("fund", first.group()) and text[:1].isupper():
        return True
    kind = head_kind(text, low, shouted=is_shouted(text))
    if kind == "acronym":
        return 2 <= len(first.group()) <= 10 and not first.group()[0].isdigit()
    if kind == "capital":
        return bool(NAME_ENDING.search(low, first.end()))
    return kind is not None


def as_printed(text: str) -> str:
    """A name on one line; a hyphen at a line's end ("Nouvelle- Aquitaine") joins its two halves again."""
    return _WRAPPED_HYPHEN.sub("-", " ".join(text.split()))


def _confidence(mention: str, group: bool) -> float:
    words = WORD.findall(mention)
    if len(words) > 14:
        return 0.4
    if len(words) > 8:
        return 0.7
    if looks_like_organisation(mention) or group:
        return 0.95
    return 0.8 if any(w[:1].isupper() for w in words) else 0.6


def read_organisations(text: str, *, base: int = 0, role: str | None = None) -> list[OrgMention]:
    """The organisations and groups listed in a field, in printed order.

    ``base`` is added to the spans; ``role`` is the printed label, unless a label inside
    the text ("Copilote :") says otherwise. Never raises; [] when nothing is named.
    """
    low = fold(text)
    out: list[OrgMention] = []
    for start, end, part_role in cut_parts(text, low):
        start, end = _trim(text, low, start, end)
        if end - start < 2 or _NOTHING.fullmatch(low, start, end) or not any(c.isalpha() for c in text[start:end]):
            continue
        mention = as_printed(text[start:end])
        if _MONEY.search(re.sub(r"\([^()]*\)", "", mention)):
            continue
        if len(mention) > 300 or _TASK.match(low, start, end):
            continue
        group = is_group(mention)
        qualifier = split_qualifier(mention)[1]
        out.append(
            OrgMention(
                mention,
                ((start + base, end + base),),
                qualifier,
                group,
                part_role or role,
                _confidence(mention, group),
            )
        )
    return out


__all__ = ["is_acronym", "is_group", "looks_like_organisation", "read_organisations", "split_qualifier"]
