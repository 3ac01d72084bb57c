"""Ids made of content: the same document gives the same ids at every ingestion."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"(?:[^\W_]|[%+])+")


@lru_cache(maxsize=8192)  # names come back all over a document
def folded(text: str | None) -> str:
    """Lower-case ASCII words, for keys and comparisons; "" for None."""
    text = text or ""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("’", "'"))
        text = "".join([c for c in text if not unicodedata.combining(c)])
    return " ".join(_WORD.findall(text.lower()))


def content_id(prefix: str, *parts: object) -> str:
    """``prefix`` and 12 hex digits of the parts' BLAKE2b."""
    raw = "\x1f".join(["" if p is None else str(p) for p in parts])
    return f"{prefix}_{hashlib.blake2b(raw.encode(), digest_size=6).hexdigest()}"


class IdMaker:
    """Ids within one document; equal keys are told apart by their order of appearance."""

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._seen: dict[tuple, int] = {}

    def make(self, prefix: str, *key: object) -> str:
        ordinal = self._seen[(prefix, *key)] = self._seen.get((prefix, *key), -1) + 1
        return content_id(prefix, self._document_id, prefix, *key, ordinal)
