"""How much of a text an OCR engine misread: the mistakes that printed French never holds.

A layer that says "dc", "1es", "c0mmunes" still looks like French on its pairs of letters. Counted on 2,287 printed
pages of plans, the share stays under 0.02 but for covers of a few words; a poor layer has 0.06 to 0.17.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractors.legibility import frequent_words

_TOO_MANY = 2, 0.03  # distinct slips, and share of the words
# What print has for what is read, and the other way round.
_ALIKE = (
    ("n", "u"), ("m", "rn"), ("l", "i"), ("l", "1"), ("i", "1"), ("t", "f"), ("c", "e"), ("o", "0"), ("d", "cl"),
    ("h", "b"), ("h", "li"), ("s", "5"), ("a", "o"),
)  # fmt: skip
# French words that are one such exchange away from a more frequent one.
_REAL = frozenset([
    "adopter", "eu", "évoluer", "faire", "foire", "fais", "hors", "ii", "lai", "mains", "mais", "mois", "ors", "publie",
    "sons", "tons", "vie", "vol",
])  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_DIGIT_IN_WORD = re.compile(r"[a-zà-ÿ][015][a-zà-ÿ]|^[015][a-zà-ÿ]{3}|[a-zà-ÿ]{3}[05]$")


def misread(text: str) -> bool:
    """Whether ``text`` has so many slips of OCR that the image deserves to be read again."""
    words = [w.lower() for w in _WORD.findall(text) if not w.isupper()]
    slips = [w for w in words if w in _near_misses() or _DIGIT_IN_WORD.search(w)]
    distinct, share = _TOO_MANY
    return len(set(slips)) >= distinct and len(slips) > share * len(words)


@lru_cache(maxsize=1)
def _near_misses() -> frozenset[str]:
    """Frequent words with one letter read for another, those that are words too left out."""
    words = frequent_words()
    found = {
        word[:at] + read + word[at + len(printed) :]
        for word in words if len(word) > 1
        for pair in _ALIKE for printed, read in (pair, pair[::-1])
        for at in _places(word, printed)
    }  # fmt: skip
    return frozenset(w for w in found if w not in words and w not in _REAL)


def _places(word: str, part: str) -> Sequence[int]:
    return [at for at in range(len(word)) if word.startswith(part, at)]
