"""Letters a font gives no meaning to, understood from the French words they complete.

A file may print a word as "e#icace", its font not telling that # draws "ff". Each odd character of each font is given
the letters that make known words of the words it stands in, when they do so without doubt; else it is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pymupdf

from extractors.legibility import frequent_words
from extractors.sheet import Sheet

_DATA = Path(__file__).parent / "french" / "data"
_LEXICONS = ("ligature_words.txt", "labels.csv", "label_modifiers.txt", "indicator_heads.txt", "organisations.csv")
_GROUPS = ("ti", "fi", "tt", "ff", "fl", "ffi", "f", "ft", "ffl", "t", "tf")
_UNKNOWN = 0xF0000  # + code: how an unknown character is told from the others here, out of reach of any file
_ROUNDS, _WORDS = 40, 4000  # a font lacks a few letters; one that lacks all is no text
_PAGES = 80  # pages looked at for words that an odd character completes
# Control, unknown and private characters, letters French does not have, signs that stand in no word.
_ODD = (
    "\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U000fffff"
    "\u0180-\u024fŌŏƟƩĴĵ\u0370-\u03ff¡¢£¤¥¦¨©ª¬®¯±µ¶¸¹º¼½¾¿×÷‡†‰ˆ˜˙˚˛˝{}~^|\\\\"
)
_IN_WORD = re.compile(
    rf"(?<=[a-zà-ÿ])[{_ODD}]+(?=[a-zà-ÿ])|(?<![^\W_])[{_ODD}]+(?=[a-zà-ÿ]{{2}})|(?<=[a-zà-ÿ]{{2}})[{_ODD}]+(?![^\W_])"
)
_ANY = re.compile(f"[{_ODD}]")
_CORE = re.compile(rf"(?:[^\W_]|[{_ODD}])+")

Key = tuple[str, str]  # a font and one of its characters


class Glyphs:
    """What the odd characters of a document stand for; its pages are looked through when a first one shows some."""

    def __init__(self, doc: pymupdf.Document) -> None:
        self._doc = doc
        self._meanings: dict[Key, str] | None = None

    def of(self, sheet: Sheet) -> PageGlyphs | None:
        """The odd characters of a page; None when it has none within words."""
        if not _ANY.search(sheet.text) or not _IN_WORD.search(sheet.text):
            return None
        if self._meanings is None:
            self._meanings = _meanings(self._doc)
        return PageGlyphs(sheet, self._meanings)


class PageGlyphs:
    """The words of a page with the odd characters of known meaning put into letters."""

    def __init__(self, sheet: Sheet, meanings: dict[Key, str]) -> None:
        self._texts = told_apart(sheet)
        self._meanings = meanings
        self._mended: list[str] = []

    def mend(self, k: int, text: str, font: str) -> str:
        """The ``k``-th word of the page, printed in ``font``; what is not understood is left as the file gives it."""
        if self._texts is not None:
            text = self._texts[k]
        if _ANY.search(text):
            if _CORE.search(text) and any(c.isalpha() and c.isascii() for c in text):
                text = "".join(self._meanings.get((font, c), c) for c in text)
            self._mended.append(_ANY.sub("\ufffd", text))
            text = "".join(chr(ord(c) - _UNKNOWN) if ord(c) >= _UNKNOWN else c for c in text)
        else:
            self._mended.append(text)
        return text

    @property
    def text(self) -> str:
        """What the page says now, odd characters of unknown meaning as U+FFFD: for judging whether it can be read."""
        return " ".join(self._mended)


def told_apart(sheet: Sheet) -> list[str] | None:
    """The words of a page with each unknown character as one of a private plane; None when it has none."""
    raw = sheet.unknown_words
    if raw is None:
        return None
    shown = [w[4] for w in sheet.textpage.extractWORDS()]
    if len(raw) != len(shown) or any(len(a) != len(b) for a, b in zip(raw, shown, strict=True)):
        return None
    return [
        "".join(chr(_UNKNOWN + ord(b)) if a == "\ufffd" and ord(b) < 0x10000 else a for a, b in zip(*pair, strict=True))
        if "\ufffd" in pair[0]
        else pair[0]
        for pair in zip(raw, shown, strict=True)
    ]


def _meanings(doc: pymupdf.Document) -> dict[Key, str]:
    """What each odd character of each font stands for, from the words of the first pages that have some."""
    plain: Counter[str] = Counter()
    odd: dict[str, set[tuple[str, str]]] = {}  # words with odd characters, and their fonts
    for index in range(min(doc.page_count, _PAGES)):
        try:
            sheet = Sheet(doc[index])
            words = list(_words(sheet))
        except Exception:  # a page that fails is told when it is read
            continue
        for text, font in words:
            for core in _CORE.findall(text):
                if _ANY.search(core):
                    odd.setdefault(core.lower(), set()).add((font, core))
                elif len(core) >= 4 and core.islower():
                    plain[core] += 1
    known = _lexicon() | set(plain)
    return _solved(set(sorted((font, core) for found in odd.values() for font, core in found)[:_WORDS]), known)


def _words(sheet: Sheet) -> Iterable[tuple[str, str]]:
    """(text, font) of the words of a page; the font is empty for words without odd characters."""
    texts = told_apart(sheet)
    lines = {}
    for b, block in enumerate(sheet.textpage.extractDICT()["blocks"]):
        for n, line in enumerate(block.get("lines", ())):
            lines[block.get("number", b), n] = line["spans"]
    for k, (x0, y0, x1, y1, text, block, line, _) in enumerate(sheet.textpage.extractWORDS()):
        text = texts[k] if texts is not None else text
        if not _ANY.search(text):
            yield text, ""
            continue
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        for span in lines.get((block, line), ()):
            left, top, right, bottom = span["bbox"]
            if left <= cx <= right and top <= cy <= bottom:
                yield text, span["font"]
                break


def _solved(words: set[tuple[str, str]], known: frozenset[str] | set[str]) -> dict[Key, str]:
    """Round by round, the character best explained by the words it stands alone in."""
    meanings: dict[Key, str] = {}
    for _ in range(_ROUNDS):
        pending: dict[Key, set[str]] = {}
        for font, core in words:
            text = "".join(meanings.get((font, c), c if _ANY.match(c) else c.lower()) for c in core)
            left = {c for c in text if _ANY.match(c)}
            if len(left) == 1:
                pending.setdefault((font, left.pop()), set()).add(text)
        found = [
            (n, key, group) for key, texts in sorted(pending.items()) for n, group in [_best(key[1], texts, known)]
        ]
        best = max(found, key=lambda f: f[0], default=(0, None, ""))
        if not best[0]:
            break
        meanings[best[1]] = best[2]
    return meanings


def _best(char: str, texts: set[str], known: frozenset[str] | set[str]) -> tuple[int, str]:
    """(how many words it completes, the letters) for the letters that complete most of them; 0 when it is not clear."""
    counts = sorted(
        ((len({w for t in texts if _is_known(w := t.replace(char, group), known)}), -k) for k, group in enumerate(_GROUPS)),
        reverse=True,
    )  # fmt: skip
    (most, rank), (second, _) = counts[:2]
    long = most == 1 and any(_is_known(w := t.replace(char, _GROUPS[-rank]), known) and len(w) >= 7 for t in texts)
    clear = most >= 2 * second + 1 and (most >= 2 or long) and most >= 0.25 * len(texts)
    return (most, _GROUPS[-rank]) if clear else (0, "")


def _is_known(word: str, known: frozenset[str] | set[str]) -> bool:
    return len(word) >= 4 and any(
        form in known for form in (word, word.rstrip("sx"), re.sub(r"(es?|ent|s)$", "", word))
    )


@lru_cache(maxsize=1)
def _lexicon() -> frozenset[str]:
    words = set(frequent_words())
    for name in _LEXICONS:
        lines = (_DATA / name).read_text("utf-8").splitlines()
        words.update(w for line in lines if not line.startswith("#") for w in re.findall(r"[^\W\d_]{4,}", line.lower()))
    return frozenset(words)
