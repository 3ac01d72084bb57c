"""Field labels that OCR misread: "Panenaires", "Pilole", "lndicateurs", "Objectifs opéralionnels".

Letters that print alike are exchanged where that, and nothing else, makes a line a label, or the head of a line that
ends at a colon. Running text is left as it was read: it is no label, whatever is exchanged. What was read stays in
``Word.raw``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from extractors.french.fold import fold
from extractors.french.lexicon import read_label, singular
from extractors.legibility import frequent_words
from models.page import Word

_DATA = Path(__file__).resolve().parent.parent / "french" / "data"
# What is read for what is printed; both folded. Each holds in both directions.
_ALIKE = (
    ("n", "rt"), ("n", "ri"), ("n", "u"), ("m", "rn"), ("m", "in"), ("m", "ni"), ("l", "t"), ("l", "i"), ("l", "1"),
    ("i", "1"), ("i", "t"), ("t", "f"), ("c", "e"), ("o", "0"), ("d", "cl"), ("h", "b"), ("h", "li"), ("s", "5"),
    ("g", "q"), ("u", "ii"),
)  # fmt: skip
_SWAPS = tuple(sorted({pair for a, b in _ALIKE for pair in ((a, b), (b, a))}))
_LETTERS = re.compile(r"[^\W_]{5,}")
_SHORTEST, _LONG = 5, 9  # letters: of a word mended at all; on a line of its own, or by two exchanges
_REAL = {"litre", "publie", "noire", "partenarial"}  # French words one exchange away from a word of labels
_HEAD = 8  # words a label has at most
_SURE = 0.985  # a word read with more confidence is what is printed
_SIGNS = frozenset("VvIlYyOoQ>»*¥")  # as a triangle, a tick, a square or a circle is read
_NEAR = 1.2  # em between two words of one line


def mend_labels(words: Sequence[Word]) -> list[Word]:
    """The same words in the same order, those of misread labels respelt."""
    out = list(words)
    runs = _lines(words)
    for start, end in runs:
        sign = words[start]
        if sign.text in _SIGNS and sign.angle == 0:
            after = words[start + 1 : end] or next((words[a:b] for a, b in runs if _is_beside(sign, words[a])), [])
            if _is_labelled(after):
                out[start] = replace(sign, text="•", raw=sign.raw or sign.text)
                start += 1
        head = _until_colon(words[start:end])
        mended = _label(head) if head else None
        if mended:
            out[start : start + len(mended)] = mended
    return out


def _is_labelled(words: Sequence[Word]) -> bool:
    """Whether words open with a label and its colon: after a mark of a list read as a letter, "V Coût :", "I CONTEXTE :"."""
    head = _until_colon(words)
    return bool(head and head[-1].text.endswith(":") and read_label(" ".join(w.text for w in head)))


def _is_beside(sign: Word, word: Word) -> bool:
    """Whether a mark found apart from its line stands right before its first word."""
    size = max(sign.size, word.size)
    return abs(sign.box.cy - word.box.cy) < 0.4 * size and 0 < word.box.x0 - sign.box.x1 < _NEAR * size


def _lines(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Runs of words that follow one another on a line, as (start, end) in ``words``."""
    runs: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(words) + 1):
        if i < len(words):
            a, b = words[i - 1], words[i]
            gap = b.box.x0 - a.box.x1
            level = abs(a.box.cy - b.box.cy) < 0.4 * max(a.size, b.size)
            if a.angle == b.angle == 0 and level and -a.size < gap < _NEAR * max(a.size, b.size):
                continue
        runs.append((start, i))
        start = i
    return runs


def _until_colon(line: Sequence[Word]) -> list[Word]:
    """The words up to a colon, or all; none when there are too many for a label."""
    for i, word in enumerate(line[: _HEAD + 1]):
        if word.text.endswith(":"):
            return list(line[: i + 1])
    return list(line) if len(line) <= _HEAD else []


def _label(line: list[Word]) -> list[Word] | None:
    """``line`` respelt as a label; None when it is one as it stands, or cannot be made one."""
    text = " ".join(w.text for w in line)
    if len(text) > 110 or read_label(text):
        return None
    mended = [_respelt(word) for word in line]
    if mended == line:
        return None
    if read_label(" ".join(w.text for w in mended)):
        return mended
    # Half of a label wrapped in its cell: "Objectifs" above "opéralionnels".
    alone = len(line) <= 2 and all(_known(w.text) for w in mended)
    return mended if alone and all(len(w.text) >= _LONG for w in mended if w.raw) else None


def _respelt(word: Word) -> Word:
    if word.confidence is not None and word.confidence > _SURE:
        return word
    text = _LETTERS.sub(lambda m: respell(m.group()) or m.group(), word.text)
    return word if text == word.text else replace(word, text=text, raw=word.raw or word.text)


@lru_cache(maxsize=4096)
def respell(word: str) -> str | None:
    """The one word of labels that ``word`` may be, in its own case; None when it is fine, or several are as near."""
    if len(word) < _SHORTEST or _known(word) or singular(fold(word)) in _common() or fold(word) in _common():
        return None
    once = set(_swapped(word))
    twice = {w for one in once for w in _swapped(one)} if len(word) >= _LONG else set()
    for near in (once, twice):
        found = {fold(w): w for w in sorted(near) if _known(w)}
        if found:
            return min(found.values()) if len({singular(f) for f in found}) == 1 else None
    return None


def _swapped(word: str) -> list[str]:
    """``word`` with one confusion undone, everywhere one may stand."""
    folded = fold(word)
    capitals = 2 * sum(c.isupper() for c in word) > len(word)
    out = []
    for read, printed in _SWAPS:
        at = folded.find(read)
        while at >= 0:
            own = word[at : at + len(read)]
            new = printed.upper() if own.isupper() or capitals else printed
            if at == 0 and own == "l" and printed == "i":
                new = "I"  # no small i looks like an l: its dot tells them apart
            if own.isascii():  # an accent was seen: the letter under it is what it is
                out.append(word[:at] + new + word[at + len(read) :])
            at = folded.find(read, at + 1)
    return out


def _known(word: str) -> bool:
    return singular(fold(word).strip(" :.,()")) in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """Words of labels, folded and singular."""
    words: set[str] = set()
    for line in (_DATA / "labels.csv").read_text("utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            words.update(singular(w) for w in line.partition(";")[2].split())
    for line in (_DATA / "label_modifiers.txt").read_text("utf8").splitlines():
        if not line.startswith("#"):
            words.update(singular(w) for w in line.split())
    return frozenset(w for w in words if w.isalpha())


@cache
def _common() -> frozenset[str]:
    return frozenset(fold(w) for w in frequent_words()) | _REAL
