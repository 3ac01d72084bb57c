"""Headings: "Axe 2 : ...", "Action n° 1 A - ...", "Fiche 2.2.1", "MOB-03 ...", "II. ..."."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from spacy.matcher import Matcher
from spacy.tokens import Doc

from extractors.french.fold import fold
from extractors.french.lexicon import singular, vocabulary

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = r"(?:X{0,2}(?:IX|IV|V?I{1,3}|V)|X{1,2})"
_PIECE = rf"(?:[A-Z]{{1,3}}\d{{0,2}}|\d{{1,3}}|{_ROMAN})"
CODE = (  # several pieces: A-I-1, 2-B-3, OS1.A2, A-I
    rf"(?:{_PIECE}(?:[.\-–]{_PIECE}){{1,2}}[.\-–](?:\d{{1,3}}[a-z]?|[A-Z]{{1,2}}\d{{1,2}}|{_ROMAN})"
    rf"|[A-Z]{{1,4}}\d{{1,2}}[.\-–][A-Z]{{1,3}}\d{{1,2}}|[A-Z][.\-–]{_ROMAN}|{_ROMAN}[.\-–][A-Z])(?![\w’']|\.\w)"
)
_NUMBER = (
    rf"(?:{CODE}|\d{{1,2}}[A-Z][-–.]\d{{1,3}}(?![\w’'])|"  # 1A-3
    r"[A-Z]{2,5}\d{1,3}(?![\w’'])|[A-Z]{1,5}\s?[-–.]\s?\d{1,3}(?:[.\-]\d{1,3}){0,3}(?:\.?[a-z](?![\w’'])|\.[A-Z](?![\w’']))?"  # MOB-03, A.1, I.1.a
    r"|\d{1,3}(?:\s?[.]\s?\d{1,3}){0,4}\s?[-–.]\s?[A-Z](?![\w’'])"  # 1 – A, 1.A
    r"|\d{1,3}(?:\.\d{1,3})*\s?[A-Z](?=\s*(?:[-–:.)|]|$)|\s+[A-ZÀ-Ý«])"  # 1 A
    r"|\d{1,3}(?:[.\-]\d{1,3}){0,4}\.?\s?(?:bis|ter)"
    r"|\d{1,3}(?:[.\-–]\d{1,3}){0,4}[.\-]?[a-zA-Z]?(?![\w’'])"  # 2.2.1, 14, 1A, 1.a
    rf"|{_ROMAN}(?:[.\-]\d{{1,3}}){{0,3}}(?:\.[a-zA-Z])?(?![\w’'])"  # II, II.3, II.3.a
    r"|[A-Z]\d{0,2}(?:\.\d{1,3}){0,3}(?:\.[a-zA-Z])?(?![\w’']))"  # A, B2, B2.a
)
# "r°" is what a scan makes of a worn "n°".
_SIGN = r"(?:\s*(?:[nr]\s?[°º˚]\s?s?|no\s?s?|n\.|numéro|num\.|no\.?|n|#)\s*)?"
_AFTER_WORD = re.compile(rf"\s*[-–]?\s*{_SIGN}\s*(?P<number>{_NUMBER})", re.IGNORECASE)
_AFTER_WORD_CASED = re.compile(rf"(?:\(s\)|\.)?\s*[-–]?\s*(?i:{_SIGN})\s*(?P<number>{_NUMBER})")
_BARE = re.compile(
    rf"^(?P<number>{CODE}|[A-Z]{{2,5}}\d{{1,3}}(?=\s?[-–—:|)]\s)|[A-Z]{{1,5}}\s?[-–]\s?\d{{1,3}}(?:[.\-]\d{{1,3}}){{0,2}}|\d{{1,2}}(?:\.\d{{1,3}}){{1,4}}(?:[.\-]?[a-z](?![\w’']))?|[A-Z]\d{{1,2}}(?:[.\-]\d{{1,2}})*(?:\.[a-z](?![\w’']))?"
    rf"|\d{{1,2}}\.[A-Za-z](?=\s?[-–:.)|]?\s+[A-ZÀ-Ý«])"
    rf"|[A-Z]{{1,2}}\.\d{{1,2}}(?:\.\d{{1,2}})*(?=\s?[-–:.)|]?\s+[A-ZÀ-Ý«])"  # A.1
    rf"|\d{{1,2}}[a-df](?=\s?[-–:.|]\s+[A-ZÀ-Ý«])"  # 1a. but no 1e
    rf"|[1-9]\d?-[1-9]\d?(?:-[1-9]\d?)?(?=\s?[-–—:.)|/·•]?\s+[A-ZÀ-Ý«])"  # 1-2
    rf"|\d{{1,2}}\s?[-–]\s?[A-Z](?=\s*[:.)|])"
    rf"|\d{{1,2}}(?:\.\d{{1,2}})+[.\-]?[A-Z](?=\s*[-–:.)|]|\s+[A-ZÀ-Ý«])"
    rf"|\d{{1,3}}\s?[A-Z](?=\s*[-–:.)|]|\s+[A-ZÀ-Ý«])|\d{{1,2}}|{_ROMAN}(?:\.\d{{1,2}})*(?:\.[a-z](?![\w’']))?|[A-Z](?=\s?[.)\-–:]|\s[|·]\s))(?P<sep>\s?[.)\-–—:|/·•]?\s+)(?=\S)"
)
# A numbered part of an act, whatever it is about.
PART = re.compile(r"^(?:article|titre|chapitre|section|annexe)\s+(?:\d{1,3}(?:\.\d{1,2})*|1er|[IVX]+|[A-H])\b\s*[-–—:.|]*\s*", re.IGNORECASE)
_ORDINALS = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti", "neuvi", "dixi")
_ORDINAL = re.compile(
    rf"^(?:(?P<digits>\d{{1,2}})\s?(?:er|[eè]re|e|[eè]me|nde?)|(?P<second>seconde?)|(?P<word>{'|'.join(_ORDINALS)})(?:er|[eè]re|[eè]me))"
    r"\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
# Numbers in words, as some plans count their actions: "Action trois", "Axe un : ...".
NUMBER_WORDS = {
    word: str(n)
    for n, forms in enumerate(
        ("un une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze",
         "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf", "vingt"), 1)
    for word in forms.split()
}  # fmt: skip
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_IN_WORDS = re.compile(
    rf"\s+(?:numéro\s+)?(?P<number>(?i:{_WORDS})(?=\s*(?:[:–—|.·]|- |$))|(?:{_WORDS})(?=\s+[A-ZÀ-Ý«]))"
)
_SEPARATORS = " \t:.–—-|/•·→>›"


@dataclass(frozen=True, slots=True)
class Heading:
    """``kind`` is the folded level word ("axe", "action"), or "#" and the number's depth for a bare number.

    ``title_at`` is the offset of the title in the text (its length when there is none).
    """

    kind: str
    role: str  # level | action | bare
    rank: int
    label: str | None
    number: str | None
    title: str
    title_at: int
    prefix_at: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    rank: int
    role: str
    closed: bool = False  # an everyday word: a sign must close its number ("Mission 1 : ...")


@cache
def levels() -> dict[str, Level]:
    """Level word (folded, singular, words apart) to its rank and role."""
    out = {}
    for line in (_DATA / "levels.csv").read_text("utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, rank, role, *closed = line.split(";")
            out[" ".join(singular(w) for w in word.split())] = Level(int(rank), role, bool(closed))
    return out


@cache
def _matcher() -> Matcher:
    """A rule for each level word: its tokens, then an optional qualifier ("Axe stratégique")."""
    matcher = Matcher(vocabulary())
    for word in levels():
        matcher.add(word, [[{"LOWER": token} for token in word.split()]])
    return matcher


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.split()[0] for word in levels())


@cache
def _qualifiers() -> frozenset[str]:
    lines = (_DATA / "level_qualifiers.txt").read_text("utf8").splitlines()
    phrases = (phrase.split() for line in lines if not line.startswith("#") for phrase in line.split(","))
    return frozenset(" ".join(map(singular, words)) for words in phrases if words)


def _bare(word: str) -> str:
    return singular(fold(word).replace("œ", "oe"))


def _level_at_start(text: str) -> tuple[str, int, int] | None:
    """(level word, offset after it, offset after what qualifies it) when ``text`` starts with one."""
    head = text[:60]
    first = _WORD.search(head)
    if first is None or first.start() > 2 or _bare(first.group()) not in _first_words():
        return None
    spans = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(head)]
    words = [_bare(w) for w, _, _ in spans[:5]]
    doc = Doc(vocabulary(), words=words)
    best = max(((end, vocabulary().strings[key]) for key, start, end in _matcher()(doc) if start == 0), default=None)
    if best is None:
        return None
    end, word = best
    if word.endswith(" n"):  # "Fiche n 3": the sign belongs to the number
        return word[:-2], spans[end - 2][2], spans[end - 2][2]
    return word, spans[end - 1][2], spans[_after_qualifiers(words, end) - 1][2]


def _after_qualifiers(words: list[str], at: int) -> int:
    """The index after what may stand between a level's word and its number: "Axe transversal 1", "Axe de travail 2"."""
    while at < len(words):
        of = words[at] in ("de", "d")
        if (" ".join(words[at : at + 2]) if of else words[at]) not in _qualifiers():
            break
        at += 1 + of
    return at


# "M. Yann Le Goff, maire", "M. Dupont": a person, not the thirteenth letter.
_MISTER = re.compile(
    r"M\.\s(?:[A-ZÀ-Ý][a-zà-ÿ][\w'’-]*\s(?:(?:[Dd]e|[Dd]u|Le|La|d['’])\s?)*[A-ZÀ-Ý][\w'’-]*|[A-ZÀ-Ý][\w'’-]+)(?=\s?[,;(–-]|$)"
)


@lru_cache(maxsize=16384)
def read_heading(text: str) -> Heading | None:
    """The heading ``text`` starts with, or None. A level word counts only with a number or a colon."""
    found = _level_at_start(text)
    if found and text[found[1] : found[1] + 1].isdigit() and re.match(CODE, text):
        found = None  # "OS1.A2" is a number, "OS 1" a level
    if found and levels()[found[0]].closed and not text[found[1] : found[1] + 1].isspace():
        found = None  # "CAP-01" is a number
    if found:
        word, after, qualified = found
        level = levels()[word]
        rest = text[after:]
        # "(s)" or a parenthesis right after the word: "Action(s)".
        match = _AFTER_WORD_CASED.match(rest)
        if match is None and qualified > after and (match := _AFTER_WORD_CASED.match(text[qualified:])):
            after, rest = qualified, text[qualified:]
        label = text[:after].strip(' «"')
        if match and _is_number(match["number"], rest[match.end() :], closed=level.closed, level=level.role == "level"):
            at = after + match.end()
            at += len(text[at:]) - len(text[at:].lstrip(_SEPARATORS))
            return Heading(word, level.role, level.rank, label, clean_number(match["number"]), text[at:].strip(), at)
        in_words = _IN_WORDS.match(rest) if not level.closed else None
        if in_words:
            at = after + in_words.end()
            at += len(text[at:]) - len(text[at:].lstrip(_SEPARATORS))
            number = NUMBER_WORDS[in_words["number"].lower()]
            return Heading(word, level.role, level.rank, label, number, text[at:].strip(), at)
        # A number a scan has lost leaves its sign: "Engagement n – Créer".
        colon = re.match(r"\s*(?:[nN]\s)?(?:[:–—|·]|-\s)\s*(?=\S)", rest)
        if colon and len(rest) - colon.end() > 3 and not level.closed:
            at = after + colon.end()
            return Heading(word, level.role, level.rank, label, None, text[at:].strip(), at)
        return None
    ordinal = _ORDINAL.match(text)
    if ordinal and (first := _ordinal_heading(text, ordinal)):
        return first
    part = PART.match(text)
    if part:  # "Article 4 – Orientation 1 : ...": the level is what the article is about
        inner = read_heading(text[part.end() :])
        if inner is not None and inner.role != "bare" and inner.number:
            return replace(inner, title_at=inner.title_at + part.end(), prefix_at=part.end())
    bare = _BARE.match(text)
    if bare and re.match(r"[^\W\d_«\"(]|[«\"(]", text[bare.end() :]):
        number = clean_number(bare["number"])
        # A lone capital or a plain number needs its separator: "A la suite", "12 logements" are sentences.
        if re.fullmatch(r"\d{1,2}|[A-Z]|[IVX]+", number) and not bare["sep"].strip():
            return None
        title = text[bare.end() :].strip()
        if number == "M" and _MISTER.match(text):
            return None
        return Heading(f"#{depth_of(number)}", "bare", 100, None, number, title, bare.end())
    return None


def _ordinal_heading(text: str, ordinal: re.Match[str]) -> Heading | None:
    """ "2ème axe : Habitat", "Premier pilier – Emploi": a level, its rank said before it."""
    found = _level_at_start(text[ordinal.end() :])
    level = levels()[found[0]] if found else None
    if level is None or level.role != "level" or level.closed or level.rank < 10:
        return None  # "Première partie" is of the document, not of the plan
    word, _, after = found
    sign = re.match(r"\s*[:–—-]\s+(?=\S)", text[ordinal.end() + after :])
    if not sign:
        return None
    number = ordinal["digits"] or ("2" if ordinal["second"] else str(_ORDINALS.index(fold(ordinal["word"])) + 1))
    at = ordinal.end() + after + sign.end()
    label = text[ordinal.end() : ordinal.end() + after].strip()
    return Heading(word, "level", level.rank, label, number, text[at:].strip(), at)


def _is_number(number: str, rest: str, *, closed: bool = False, level: bool = False) -> bool:
    """A capital letter alone counts only when something closes it ("Axe A :"), as does any number if ``closed``."""
    if closed:
        if not rest:  # "Cap 2" alone over its title; "Cap 44" is a name
            return bool(re.fullmatch(r"\d|1[0-2]|[IVX]{1,4}|[A-H]\d?|\d{1,2}[.-]\d{1,2}", number))
        return bool(re.match(r"\s*[:.–—)\-|·•›]", rest))
    if re.fullmatch(r"[A-Z]", number):
        # "Priorité A Des ressources partagées" has its number too, "OBJECTIF A ATTEINDRE" and "Action A Paris" have none.
        titled = level and re.match(r"[A-IVX]$", number) and re.match(r" (?:[A-ZÀ-Ý][a-zà-ÿ]+|L['’][a-zà-ÿ]+) [a-zà-ÿ]", rest)
        return not rest or bool(titled or re.match(r"\s*[:.–—)\-|·•›]|\s*$", rest))
    return not re.match(r"\s?(%|€|k€|M€|ans\b|logements\b|places\b)", rest)


def clean_number(number: str) -> str:
    """ "1 – A" is "1A", "MOB - 03" is "MOB-03", "2.2." is "2.2"."""
    number = re.sub(r"\s", "", number).replace("–", "-").rstrip(".-")
    glued = re.fullmatch(r"(\d+(?:\.\d+)*)-?([A-Z])", number)
    return glued[1] + glued[2] if glued else number


def depth_of(number: str) -> str:
    """The shape of a number: "1" for 4, "2" for 4.1, "code1" for MOB-03, "code2" for A1-2, "I" for Roman, "A" for letters."""
    if re.fullmatch(r"\d+(\.\d+)*", number):
        return str(number.count(".") + 1)
    if re.fullmatch(r"\d+(\.\d+)*\.?[A-Za-z]", number):
        return str(number.count(".") + 2)
    if re.fullmatch(_ROMAN, number):
        return "I"
    if re.fullmatch(r"[A-Z]", number):
        return "A"
    lettered = re.search(r"\.[a-zA-Z]$", number) is not None  # A1.b stands under A1
    return f"code{len(re.findall(r'[0-9]+', number)) + lettered}"


@lru_cache(maxsize=4096)
def is_level_word(text: str) -> bool:
    """Whether the text is a level's word and nothing else: "FICHE ACTION", "Axe"."""
    found = _level_at_start(text.strip())
    return bool(found) and not levels()[found[0]].closed and not text.strip()[found[1] :].strip(" :.n°Nº")


def read_tagged_heading(text: str) -> Heading | None:
    """A heading whose level word is a tag without number nor colon: "Action Mettre en place ..."."""
    found = _level_at_start(text)
    if not found:
        return None
    word, after, _ = found
    if levels()[word].closed:
        return None
    rest = text[after:]
    if not re.match(r"\s+[A-ZÀ-Ý«]", rest):
        return None
    at = after + len(rest) - len(rest.lstrip())
    level = levels()[word]
    return Heading(word, level.role, level.rank, text[:after].strip(), None, text[at:].strip(), at)
