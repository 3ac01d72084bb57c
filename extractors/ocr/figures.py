"""Old-style figures in a whole document: a 1 that prints like a small capital I, a 0 like an o, a 5 like an s.

One page does not settle it: "I.2" is a Roman number in one plan and 1.2 in another. Where a document often reads
letters amid its figures ("2.I.3", "o,6", "s6") and numbers no part in Roman figures, they are figures throughout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from extractors.french.fold import fold
from extractors.french.headings import levels
from extractors.french.lexicon import singular
from models.page import Page, Word

_LIKE = str.maketrans("oOsIl", "00511")
_TOLD = 3  # how many figures with letters amid them tell the typeface
_CODE = re.compile(r"(\W*)([0-9IlLr]{1,3}(?:\.[0-9IlLr]{1,2}){1,3})(\W*)")
_FIGURE = re.compile(r"(\W*)([0-9osIl][0-9oOsIl]*(?:[.,][0-9oOsIl]+)?)([^\w.,]*|[.,;])")
_CELL = 1.2  # em between two cells
_NO_DIGIT = re.compile(r"(\W*)([sIl][oO]{1,3})(\W*)")  # 50, 100: no French words
_TWO_PARTS = re.compile(r"(?:[0-9]|I{1,3}|IV|VI{0,3})(?:\.[0-9]{1,2}){1,2}\W*$")
_ROMAN = re.compile(r"(?:II|III|IV|VI{0,3}|IX|X)(?:\.[0-9]{1,2})*\W*")
_LETTERED = re.compile(r"(?:[0-9]|[IlLi]|II+)[a-h]\W*")
_AROUND = " .,:;()–-"
_PARTED = re.compile(r"\(?(?:[0-9]|I{1,3}|IV|VI{0,3}|X)\.[0-9]{1,2}[.,:;)]?")
_ONE = re.compile(r"(?:I|l|L)(\W*)")


def settle_figures(pages: list[Page]) -> None:
    """Give the documents in such a typeface their figures; what was read stays in ``Word.raw``."""
    scanned = [page for page in pages if page.kind == "ocr"]
    _settle_roman(scanned)
    _settle_next(scanned)
    told = _settle_lettered(scanned)
    words = [word for page in scanned for word in page.words]
    if told + sum(map(_tells, words)) < _TOLD:
        return
    roman = _in_roman(scanned)
    for page in scanned:
        before = None
        for i, word in enumerate(page.words):
            text = _number(word.text, before, roman)
            alone = _NO_DIGIT.fullmatch(text) if _begins(word, before) else None
            if alone:
                text = alone[1] + alone[2].translate(_LIKE) + alone[3]
            if text != word.text:
                _correct(page, i, text)
            before = page.words[i]


def _correct(page: Page, i: int, text: str) -> None:
    word = page.words[i]
    page.words[i] = replace(word, text=text, raw=word.raw or word.text)


def _by_name(pages: list[Page], matches: Callable[[str], object]) -> Iterable[list[tuple[Page, int]]]:
    """The places of the words that match and follow a level's or an action's word, those of one word together."""
    found: dict[str, list[tuple[Page, int]]] = {}
    for page in pages:
        for i, word in enumerate(page.words):
            if matches(word.text) and (name := _name_before(page.words[max(0, i - 2) : i])):
                found.setdefault(name, []).append((page, i))
    return found.values()


def _begins(word: Word, before: Word | None) -> bool:
    """Whether a word has none right before it on its line: the value of a cell."""
    if before is None or abs(before.box.cy - word.box.cy) > 0.5 * word.size:
        return True
    return not -word.size < word.box.x0 - before.box.x1 < _CELL * word.size


def _settle_roman(pages: list[Page]) -> None:
    """ "Fiche n° 1.3" is I.3 where every other fiche has a Roman number: I.1, I.2, II.1."""
    for group in _by_name(pages, _TWO_PARTS.match):
        arabic = [(page, i) for page, i in group if page.words[i].text[0].isdigit()]
        if not arabic or len(arabic) > len(group) / 3 or any(page.words[i].text[0] != "1" for page, i in arabic):
            continue
        for page, i in arabic:
            _correct(page, i, "I" + page.words[i].text[1:])


def _settle_next(pages: list[Page]) -> None:
    """ "I.3" is 1.3 where 1.2, or 1.3, is read as well, in a document that numbers nothing II.1."""
    words = [(page, i) for page in pages for i, word in enumerate(page.words) if _PARTED.fullmatch(word.text)]
    read = {page.words[i].text.strip(_AROUND) for page, i in words}
    arabic = {text for text in read if text[0].isdigit()}
    if any(text[:2] in ("II", "IV") or text[0] in "VX" for text in read) or len(arabic) < 2 * len(read - arabic):
        return
    for page, i in words:
        word = page.words[i]
        at = word.text.find("I.")
        text = word.text.strip(_AROUND)
        if at >= 0 and arabic & {f"1{text[1:]}", f"1.{int(text[2:]) - 1}"}:
            _correct(page, i, f"{word.text[:at]}1{word.text[at + 1 :]}")


def _settle_lettered(pages: list[Page]) -> int:
    """ "Fiche Ib" is 1b where other fiches are 2a, 3c: how many were settled so."""
    settled = 0
    for group in _by_name(pages, _LETTERED.fullmatch):
        read = [(page, i) for page, i in group if not page.words[i].text[0].isdigit()]
        if len(read) == len(group) or any(page.words[i].text[:2] == "II" for page, i in read):
            continue
        for page, i in read:
            _correct(page, i, "1" + page.words[i].text[1:])
        settled += len(read)
    return settled


def _name_before(words: list[Word]) -> str:
    """The name of the part whose number follows, folded: "fiche" of "Fiche n°"; "" for none."""
    names = [fold(w.text) for w in words]
    if names and names[-1] in ("n°", "no", "n"):
        names.pop()
    return names[-1] if names and _is_part(words[len(names) - 1]) else ""


def _tells(word: Word) -> bool:
    """Whether letters stand before or amid the figures of a word that is a number: no unit ("5l") after it."""
    code = _CODE.fullmatch(word.text)
    if code:
        parts = code[2].split(".")
        return any(c.isdigit() for c in code[2]) and any(part in ("I", "l") for part in parts[1:])
    figure = _FIGURE.fullmatch(word.text)
    return bool(figure and re.search(r"[osIl][.,]?[0-9]", figure[2]))


def _in_roman(pages: list[Page]) -> bool:
    """Whether parts are numbered II, III, IV."""
    return any(_ROMAN.fullmatch(word.text) for page in pages for before, word in _pairs(page) if _is_part(before))


def _pairs(page: Page) -> Iterator[tuple[Word | None, Word]]:
    return zip([None, *page.words], page.words, strict=False)


def _is_part(word: Word | None) -> bool:
    """Whether a word names a level or an action, which a number follows."""
    last = re.split(r"[\s-]", word.text)[-1] if word is not None else ""
    return singular(fold(last)) in _names() or fold(last) in ("n°", "no", "n")


@cache
def _names() -> frozenset[str]:
    return frozenset(name.split()[-1] for name in levels() if len(name.split()[-1]) > 2)


def _number(text: str, before: Word | None, roman: bool) -> str:
    code = _CODE.fullmatch(text)
    if code:
        whole = code[2]
        first = re.match(r"[IlL]+(?=\.)", whole) if roman else None
        kept = first.group() if first else ""
        rest = re.sub(r"L(?![.]|$)", "1.", whole[len(kept) :])  # a 1 with its point
        return code[1] + kept.replace("l", "I") + re.sub("[IlLr]", "1", rest) + code[3]
    if not roman and _is_part(before) and (one := _ONE.fullmatch(text)):
        return "1" + one[1]
    figure = _FIGURE.fullmatch(text)
    if figure and any(c.isdigit() for c in figure[2]) and len(figure[2]) > 1:
        return figure[1] + figure[2].translate(_LIKE) + figure[3]
    return text
