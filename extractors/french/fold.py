"""Letters folded for comparison: case, accents and quotes, the length kept so that offsets hold."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


class _Folder(dict[int, str]):
    """One folded character for each, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)
        kept = next((c for c in base if not unicodedata.combining(c)), char).lower()
        self[code] = kept if len(kept) == 1 else char
        return self[code]


_FOLDER = _Folder(
    {
        ord(k): v
        for k, v in {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " "}.items()
    }
)


@lru_cache(maxsize=4096)  # one passage is asked many questions
def fold(text: str) -> str:
    """Lower-case, unaccented text of the same length ("œ" stays)."""
    return text.lower().replace("`", "'") if text.isascii() else text.translate(_FOLDER)
