"""Letters folded for comparison: case, accents, ligatures and quotes, length kept where asked."""

from __future__ import annotations

import unicodedata

_SAME_LENGTH = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " "})


def fold_char(c: str) -> str:
    base = unicodedata.normalize("NFKD", c)
    kept = "".join(x for x in base if not unicodedata.combining(x))
    return kept[:1].lower() if len(kept) >= 1 and len(kept[:1].lower()) == 1 else c


def fold(text: str) -> str:
    """Lower-case, unaccented text of the same length, so that offsets hold ("œ" stays)."""
    return "".join(fold_char(c) for c in text.translate(_SAME_LENGTH))
