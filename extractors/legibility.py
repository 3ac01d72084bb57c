"""Whether a page's text layer is French that can be read, judged on letter pairs and frequent words.

Thresholds were set between 205 real pages (prose, tables of figures, acronyms, contents, lists of names) and the
same pages enciphered, shuffled, split and stripped of their accents; see ``tests/test_triage.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "french" / "data" / "french_bigrams.tsv"
_WORD = re.compile(r"[^\W\d_]+")
_SET_APART = re.compile(r"(?<![^\W_])(?:[A-ZÀ-Ý][ \t]+){2,}[A-ZÀ-Ý](?![^\W_])")  # capitals set apart: a title
_APOSTROPHE = re.compile(r"['’](?=\w)")
_ELIDED = frozenset((*"cdjlmnst", "qu", "jusqu", "lorsqu", "puisqu"))
_ACCENTS = "àâäçéèêëîïôöùûüœ"
# Small letters set apart: a label. Among them, two that print closer: "d év e l o p p e m e n t".
_SPREAD = re.compile(r"(?<![^\W_])(?:[^\W\d_]{1,2}['’\u00ad]?[ \t\xa0]+\u00ad?['’]?){4,}[^\W\d_](?![^\W_])")
# Unknown, private-use and control characters; blanks are none.
_ODD = re.compile("[\ufffd\ufffe\ue000-\uf8ff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_UNSEEN = -8.0  # natural log of a pair of letters French does not write

MIN_WORDS = 15  # fewer words say nothing
_PROSE = -3.1  # mean log-probability of a pair, in lower-case words; French -2.5 to -2.0, shuffled letters -3.3
_NAMES = -4.1  # the same where nearly all words have capitals: place names of Alsace -3.6, enciphered text -4.4
_SPLIT = 0.3  # share of words of one letter; real tables stay under 0.2
_PIECES = 3.0  # mean letters a word; a page of acronyms has 4.1
_ACCENTED = 0.002  # share of accented letters; the poorest real page has 0.005
_GOOD = -2.6, 0.3  # pairs and frequent words of a text that was read nearly without a mistake


@dataclass(frozen=True, slots=True)
class Legibility:
    """``words`` counted; ``fault``: what is wrong, as a French clause, None when the text reads well or is too short.

    ``good`` only when there is enough text to tell, and it reads like French set without mistakes. ``tokens``: the
    words of a text without fault.
    """

    words: int
    fault: str | None = None
    tokens: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return bool(self.tokens) and _mean_pair(self.tokens) >= _GOOD[0] and _known(self.tokens) >= _GOOD[1]


def judge_text(text: str) -> Legibility:
    """Judge a text layer as it comes out of the file, control and unknown characters included."""
    text = unicodedata.normalize("NFC", text)
    odd = len(_ODD.findall(text))
    tokens = _WORD.findall(_without_elisions(_without_spread_labels(_SET_APART.sub(" ", text))))
    if odd >= 20 and odd > 0.2 * sum(not c.isspace() for c in text):
        return Legibility(len(tokens), "des caractères inconnus tiennent lieu de lettres")
    if len(tokens) < MIN_WORDS:
        return Legibility(len(tokens))
    fault = (
        _split(tokens)
        or (_damaged(text, len(tokens)) if odd else None)
        or _unlike_french(tokens)
        or _without_accents(tokens)
        or _without_ligatures(tokens)
    )
    return Legibility(len(tokens), fault, () if fault else tuple(tokens))


def _without_elisions(text: str) -> str:
    """ "l'eau qu'il" is "eau il"."""
    kept, last = [], 0
    for m in _APOSTROPHE.finditer(text):
        start = m.start()
        while start > last and (text[start - 1].isalnum() or text[start - 1] == "_"):
            start -= 1
        if text[start : m.start()].lower() in _ELIDED:
            kept.append(text[last:start])
            last = m.end()
    return " ".join([*kept, text[last:]])


def _without_spread_labels(text: str) -> str:
    """A text whose labels have their letters set apart, without them, where most of it is printed otherwise."""
    parts = _SPREAD.findall(text)
    spread = sum(sum(map(str.isalpha, part)) for part in parts)
    return _SPREAD.sub(" ", text) if spread and 2 * spread < sum(map(str.isalpha, text)) else text


def _split(tokens: list[str]) -> str | None:
    """Words broken into letters or syllables, or run together."""
    alone = [t.lower() for t in tokens if len(t) == 1 and t not in "àayxX"]
    if len(alone) > _SPLIT * len(tokens) and len(set(alone)) >= 8:
        return "les lettres des mots sont séparées"
    letters = sum(map(len, tokens))
    if letters < _PIECES * len(tokens) and _known(tokens) < 0.3 and not _mostly_capitals(tokens):
        return "les mots sont coupés en morceaux"
    if sum(len(t) for t in tokens if len(t) > 24) > 0.3 * letters:
        return "les mots sont collés les uns aux autres"
    return None


def _damaged(text: str, count: int) -> str | None:
    """Words with a hole: an unknown character between or before letters of the same word."""
    holes = 0
    for word in text.split():
        core = word.strip("•-–.,;:()[]")
        # A bullet of a symbol font stands first and alone; a lost letter has letters around it.
        if _ODD.search(core, 1) and sum(c.isalpha() for c in core) >= 2:
            holes += 1
    return "des lettres manquent dans les mots" if holes >= 3 and holes > 0.015 * count else None


def _unlike_french(tokens: list[str]) -> str | None:
    lower = [t for t in tokens if len(t) >= 3 and t[0].islower()]
    if len(lower) >= MIN_WORDS:
        bad = _mean_pair(lower) < _PROSE and _known(tokens) < 0.33
    else:
        bad = len(tokens) >= MIN_WORDS and _mean_pair(tokens) < _NAMES and _known(tokens) < 0.1
    return "les mots ne ressemblent à aucun mot français" if bad else None


def _without_accents(tokens: list[str]) -> str | None:
    letters = "".join(t for t in tokens if not t.isupper())
    accented = sum(map(letters.count, _ACCENTS))
    lost = len(letters) >= 600 and accented < _ACCENTED * len(letters) and _known(tokens) > 0.2
    return "les accents sont perdus" if lost else None


def _without_ligatures(tokens: list[str]) -> str | None:
    low = [t.lower() for t in tokens]
    remains = _ligature_remains()
    lost = sum(t in remains for t in low)
    if lost < 3:
        return None
    kept = sum(any(g in t for g in ("fi", "fl", "ff", "ﬁ", "ﬂ", "ﬀ", "ﬃ")) for t in low)
    return "les ligatures (fi, ff, fl) sont perdues" if lost > kept else None


@lru_cache(maxsize=1)
def _ligature_remains() -> frozenset[str]:
    """What is left of words whose ligature was dropped ("nancement") or became a space ("béné ciaires")."""
    _, words, ligatured = _statistics()
    remains: set[str] = set()
    for word in ligatured:
        at = next(word.index(g) for g in ("ffi", "ff", "fi", "fl") if g in word)
        size = 3 if word[at : at + 3] == "ffi" else 2
        remains.update((word[:at] + word[at + size :], word[at + size :]))
    return frozenset(r for r in remains if len(r) >= 4 and r not in words)


def _mean_pair(tokens: Iterable[str]) -> float:
    """Mean log-probability of the pairs of letters, edges included; acronyms are no words and are left out."""
    total, count = 0.0, 0
    for token in tokens:
        if len(token) >= 3 and not (token.isupper() and len(token) <= 6):
            total += _log_probability(token.lower())
            count += len(token) + 1
    return total / count if count else 0.0


@lru_cache(maxsize=20_000)
def _log_probability(word: str) -> float:
    pairs, _, _ = _statistics()
    edged = f"_{word}_"
    return sum(pairs.get(edged[i : i + 2], _UNSEEN) for i in range(len(edged) - 1))


def frequent_words() -> frozenset[str]:
    """The words French plans use most, in lower case."""
    return _statistics()[1]


def _known(tokens: Sequence[str]) -> float:
    """Share of frequent French words."""
    _, words, _ = _statistics()
    return sum(len(t) > 1 and t.lower() in words for t in tokens) / len(tokens)


def _mostly_capitals(tokens: list[str]) -> bool:
    return sum(t.isupper() for t in tokens) > 0.5 * len(tokens)


@lru_cache(maxsize=1)
def _statistics() -> tuple[dict[str, float], frozenset[str], list[str]]:
    """Log-probabilities of pairs of letters, frequent words, and common words written with fi, fl or ff."""
    pairs: dict[str, float] = {}
    words: set[str] = set()
    ligatured: list[str] = []
    for line in _DATA.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, key, *value = line.split("\t")
        if kind == "pair":
            pairs[key] = float(value[0])
        elif kind == "word":
            words.add(key)
        else:
            ligatured.append(key)
    return pairs, frozenset(words), ligatured
