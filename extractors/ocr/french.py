"""Slips of OCR that French spelling settles beyond doubt: a small l for a capital I, words run together.

What the engine read stays in ``OcrWord.raw``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extractors.french.fold import fold
from extractors.french.headings import levels
from extractors.ocr.engine import OcrLine, OcrWord
from models.geometry import Box

_LETTERS = re.compile(r"[^\W\d_]{3,}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'"})
# Between these two, printed French has a blank: "(ACI)contribue", "390logements", "Produire2", ":2023".
_RUN_TOGETHER = re.compile(
    r"(?<=[\]»])(?=[^\W\d_]{2})"
    r"|(?<=[0-9])(?=[a-zà-ÿ]{4})"
    r"|(?<=[a-zà-ÿ]{4})(?=[0-9])"
    r"|(?<=[A-ZÀ-Ý]{5})(?=[0-9])"
    r"|(?<=[0-9])(?=[A-ZÀ-Ý][a-zà-ÿ]{3})"
    r"|(?<=[a-zà-ÿ]{3}:)(?=[0-9])"
    r"|(?<=[0-9][.)])(?=[A-ZÀ-Ý][a-zà-ÿ]{2})"
    r"|(?<=[a-zà-ÿ]{3}\.)(?=[A-ZÀ-Ý][a-zà-ÿ])"
    r"|(?<=^[:·•])(?=[^\W_])"
    r"|(?<=[a-zà-ÿ]{2}[,;])(?=[^\W\d_]{2})"
    r"|(?:(?<=^Action)|(?<=^Fiche)|(?<=^Mesure)|(?<=^Objectif)|(?<=^Orientation))(?=[A-ZÀ-Ý][a-zà-ÿ]{2})"  # "ActionCapter"
)
_BRACKETED = re.compile(r"^(\W*\([^()]{2,}\))(?=[^\W\d_]{2})")  # not "Tour(s)plus", nor "agent(e)s"
_ADDRESS = re.compile(r"@|www|https?:|/|\.[a-z]{2,3}\b", re.I)


def mend(lines: list[OcrLine]) -> list[OcrLine]:
    """The same lines, safe corrections made word by word."""
    out = []
    for line in lines:
        words = _numbered_in_roman(_without_icon([part for word in line.words for part in _mended(word)]))
        words = _small_capitals(_old_figures(words))
        out.append((line, words))
    roman = any(_ROMAN_CODE.match(word.text) for _, words in out for word in words)
    if roman:  # a page that prints A-II-1 prints no A-1-1
        out = [(line, tuple(map(_with_roman_one, words))) for line, words in out]
    return [replace(line, text=" ".join(w.text for w in words), words=words) for line, words in out]


# "n°l.1.1", "n°ll", "nll.2": n°I.1.1, n°II, n°II.2.
_NUMBERED = re.compile(r"^([Nn])(?:[°º*](?=[Il]{1,3}(?:\.[0-9]|\W*$))|(?=[Il]{2,3}\.[0-9]))([Il]{1,3})")
# "A-Il-1", "B-ll": A-II-1, B-II, the number of a level or of an action.
_STROKES_CODE = re.compile(r"^(\W?[A-Z]-)([Il]{2,3}|l|(?=1*[Il])[Il1]{2,3}(?=-[0-9]))(?=-[0-9]{1,2}\W*$|\W*$)")
_ROMAN_CODE = re.compile(r"^\W?[A-Z]-I{1,3}(?=-[0-9]|\W*$)")
_ARABIC_CODE = re.compile(r"^(\W?[A-Z]-)1(?=-[0-9]{1,2}\W*$)")


def _with_roman_one(word: OcrWord) -> OcrWord:
    text = _ARABIC_CODE.sub(r"\1I", word.text)
    return word if text == word.text else replace(word, text=text, raw=word.raw or word.text)


def _without_icon(words: list[OcrWord]) -> list[OcrWord]:
    """The words after a sign of money drawn before a label: "€ BUDGET"; what wraps after a figure is € HT, € par an."""
    icon = len(words) > 1 and words[0].text == "€" and re.match(r"[A-ZÀ-Ý][^\W\d_]{3}", words[1].text)
    return words[1:] if icon else words


_PART = re.compile(r"(?:axe|orientation|titre|chapitre|partie|pilier|volet|section|objectif|priorité|annexe|phase)", re.I)
_STROKES = re.compile(r"(?=.*[Il])[Il1|][Il1|L]{1,2}(?=\W*$)|l$")


@cache
def _parts() -> frozenset[str]:
    """One word names of levels, folded; not those of everyday, nor short ones."""
    return frozenset(w for w, level in levels().items() if level.role == "level" and not level.closed and w.isalpha() and len(w) > 3)


_RUN_ON = re.compile(rf"({_PART.pattern})((?=.*I|.{{2}})[Il1|]{{1,3}})", re.I)
_REST = re.compile(r"([Il1|]{1,2})([–—-]+)")


def _numbered_in_roman(words: list[OcrWord]) -> tuple[OcrWord, ...]:
    """ "Axe Il" is Axe II: strokes after the word for a part are its Roman number; "PilierIl I–-" is Pilier III –."""
    words = _strokes_together(words)
    out = words[:1]
    for before, word in itertools.pairwise(words):
        found = _STROKES.match(word.text) if _PART.fullmatch(before.text) or fold(before.text) in _parts() else None
        if found and found.group() != "I" * len(found.group()):
            text = "I" * len(found.group()) + word.text[found.end() :]
            word = replace(word, text=text, raw=word.raw or word.text)
        out.append(word)
    return tuple(out)


def _strokes_together(words: list[OcrWord]) -> list[OcrWord]:
    """A Roman number that ran into the word before it and into the dash after it, set apart from both."""
    out: list[OcrWord] = []
    for word in words:
        last = out[-1].text if out else ""
        found, rest = _RUN_ON.fullmatch(word.text), _REST.fullmatch(word.text)
        if found:
            out += _parted(word, [found[1], found[2]])
        elif rest and len(out) > 1 and _PART.fullmatch(out[-2].text) and re.fullmatch(r"[Il1|]{1,2}", last):
            b = word.box
            cut = b.x0 + b.width * len(rest[1]) / len(word.text)
            out[-1] = replace(out[-1], text=last + rest[1], box=out[-1].box.union(Box(b.x0, b.y0, cut, b.y1)))
            out.append(replace(word, text=rest[2][0], box=Box(cut, b.y0, b.x1, b.y1), raw=word.text))
        else:
            out.append(word)
    return out


_ZEROS = re.compile(r"(?<![^\W\d_])(?=o*[0-9])(?=[0-9]*o)[0-9o]{3,}(?![^\W\d_])")
_THOUSANDS = re.compile(r"(?!000)[oO0]{3}(?=\W*$)")
_ONES = re.compile(r"(?:[0-9]|[Il](?=\.[Il]))(?:\.[0-9Il])*\.[Il](?=\W*$)")

_HASH = re.compile(r"#([0-9oOIlsS]{2})(?=\W*$)")
_FIGURES = str.maketrans("oOIlrsS", "0011155")
_CODE = re.compile(r"(?<=[A-ZÀ-Ý]{2}-)(?=[0-9IlrsS]*[oO0])[0-9oOIlrsS]{2}(?=[.:)]?$)")  # "MOB-or." is MOB-01.
_YEAR = re.compile(r"(?<!\w)2[o0](?=[0-9]*[oIls])[0-9oIls]{2}(?!\w)")


def _old_figures(words: Sequence[OcrWord]) -> tuple[OcrWord, ...]:
    """Old-style figures, which print like small letters: "18 ooo" is 18 000, "6oo" 600, "Action I.I" Action 1.1, "#Os" #05."""
    out: list[OcrWord] = []
    for word in words:
        text = _ZEROS.sub(lambda m: m.group().replace("o", "0"), word.text)
        before = out[-1].text if out else ""
        if re.fullmatch(r"\W*[0-9]{1,3}", before):
            text = _THOUSANDS.sub("000", text) if _THOUSANDS.match(text) else text
        text = _ONES.sub(lambda m: re.sub("[Il]", "1", m.group()), text) if _ONES.match(text) else text
        text = _YEAR.sub(lambda m: m.group().translate(_FIGURES), _CODE.sub(lambda m: m.group().translate(_FIGURES), text))
        text = "1" if text in ("I", "l") and _is_amount(words[len(out) + 1 : len(out) + 4]) else text
        text = _HASH.sub(lambda m: "#" + m[1].translate(_FIGURES), text) if _HASH.match(text) else text
        out.append(word if text == word.text else replace(word, text=text, raw=word.raw or word.text))
    return tuple(out)


def _is_amount(words: Sequence[OcrWord]) -> bool:
    """Whether words are the rest of an amount, after its first figure: "200 000 €"."""
    return bool(re.match(r"\d{3} (?:\d{3}(?: |$)|€|k€|M€|euros)", " ".join(w.text for w in words)))


_INNER = re.compile(r"[a-zà-ÿœ][A-ZÀ-ÝŒ]")  # a capital after a small letter, which no word has
_LIKE_CAPITALS = set("cosuvwxzœ")  # small letters of the shape of their capitals


def _small_capitals(words: Sequence[OcrWord]) -> tuple[OcrWord, ...]:
    """Words in small capitals, read as a mixture: "PoURsuIVI" is POURSUIVI, "RETENUs" RETENUS, "MisE EN œEuVRE"."""
    small = [_in_small_capitals(word.text) for word in words]
    out: list[OcrWord] = []
    for i, word in enumerate(words):
        text = word.text
        between = any(small[max(0, i - 2) : i + 3]) and len(text.strip(" :.,()")) <= 4
        if small[i] or (between and any(c.isupper() for c in text)):
            text = text.upper()
        text = re.sub(r"\b[ŒC]?EUVRE", "ŒUVRE", text) if text.isupper() else re.sub(r"^c?euvre", "œuvre", text)
        out.append(word if text == word.text else replace(word, text=text, raw=word.raw or word.text))
    return tuple(out)


def _in_small_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    vowels = sum(c in "aeiouyéèêàœ" for c in text.lower())
    if len(letters) < 6 or capitals == len(letters) or vowels < 2 or text.startswith("PLUi"):  # an acronym, "PDALHPDs"
        return False
    if _INNER.search(text) and "-" not in text:
        return 2 * capitals >= len(letters)
    return capitals >= 6 and all(c.isupper() or c in _LIKE_CAPITALS for c in letters)


# "l.1", "Il.3": I.1, II.3; "l.a", "Il.1.b." too.
_ROMAN_PART = re.compile(r"^[Il]{1,3}(?=(?:\.[0-9]{1,2}(?:\.[0-9]{1,2}|\.[a-z])?|\.[a-z])[\s:.)]*$)")


# No word begins with this letter: "ànoter" is "à noter"; but Âge, Âme, Âne and Âpre are read so.
_TO = re.compile(r"(?<![\w'.-])([Àà])(?!(?:g[eé]|m[ei]|n[eo]s?\b|pre)[a-zé]?s?\b)(?=[^\W\d_])")


def mend_text(text: str) -> str:
    """A word with its safe corrections, blanks where words had run together."""
    text = text.translate(_QUOTES)
    text = re.sub(r"^([ldLD])''", r"\1'", text)
    text = re.sub(r"^1'(?=[^\W\d_]{2})", "l'", text)  # typed letters: "1'accueil"
    text = re.sub(r"^I'(?=[^\W\d_]{2})", "l'", text)  # "de I'habitat", "de I'Hérault": no French word is elided so
    text = _LETTERS.sub(_capital_i, text)
    text = _ROMAN_PART.sub(lambda m: m.group().replace("l", "I"), text)
    text = _STROKES_CODE.sub(lambda m: m[1] + "I" * len(m[2]), text)
    text = _NUMBERED.sub(lambda m: m[1] + "°" + "I" * len(m[2]), text)
    text = re.sub(r"^([Nn])[º*](?=\d|$)", r"\1°", text)
    text = re.sub(r"\bCOOT(?=S?\b)", "COÛT", text)
    text = _TO.sub(r"\1 ", text)
    text = text if _ADDRESS.search(text) else _RUN_TOGETHER.sub(" ", _BRACKETED.sub(r"\1 ", text))
    # What was parted may now be mended for itself: "4.1'accueil" hides an "1'" until the blank is there.
    return " ".join(map(mend_text, text.split(" "))) if " " in text else text


def _capital_i(match: re.Match[str]) -> str:
    """ "PLAl" is PLAI, "ClA" is CIA: a lone small l among two capitals or more is one of them."""
    word = match.group()
    rest = word.replace("l", "")
    return word.replace("l", "I") if len(rest) >= 2 and rest.isupper() and word.count("l") == 1 else word


def _mended(word: OcrWord) -> list[OcrWord]:
    text = mend_text(word.text)
    if text == word.text:
        return [word]
    parts = text.split(" ")
    if len(parts) == 1:
        return [replace(word, text=text, raw=word.text)]
    return _parted(word, parts)


def _parted(word: OcrWord, parts: list[str]) -> list[OcrWord]:
    """The pieces of a word, each with its share of the box, along the longer side.

    A line read upwards has its letters one above the other, and is split no closer.
    """
    b, out, at, whole = word.box, [], 0, max(sum(map(len, parts)), 1)
    for part in parts:
        x0, x1 = b.x0 + b.width * at / whole, b.x0 + b.width * (at + len(part)) / whole
        box = Box(x0, b.y0, x1, b.y1) if b.width >= b.height else b
        out.append(OcrWord(part, box, word.confidence, raw=word.text))
        at += len(part)
    return out
