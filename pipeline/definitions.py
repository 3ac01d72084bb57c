"""Acronyms a document defines: "Le Mans Métropole (LMM)", "LMM (Le Mans Métropole)"."""

from __future__ import annotations

import re

from pipeline.ids import folded

_LITTLE = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "par", "sur", "dans"}
_AFTER = re.compile(r"\(\s*((?:[A-Z]\.?){2,9}[A-Z]?)\s*\)")
_BEFORE = re.compile(r"(?<![\w.])((?:[A-Z]\.?){2,9})\s*[:=]?\s*\(([^()]{6,120})\)")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def find_definitions(text: str) -> dict[str, str]:
    """Acronym (dots removed) to its full form, where the initials agree; the first definition wins."""
    text = " ".join(text.split())
    out: dict[str, str] = {}
    for m in _AFTER.finditer(text):
        acronym = m[1].replace(".", "")
        if full := _full_before(text[max(0, m.start() - 140) : m.start()], acronym):
            out.setdefault(acronym, full)
    for m in _BEFORE.finditer(text):
        acronym = m[1].replace(".", "")
        words = _WORD.findall(m[2])
        if words and _agree(words, acronym):
            out.setdefault(acronym, m[2].strip())
    return out


def _full_before(before: str, acronym: str) -> str | None:
    """The longest run of words at the end of ``before`` whose initials make ``acronym``."""
    # A definition does not run over a sentence, a list mark or another bracket.
    before = re.split(r"[.;:()•/]|,(?=\s[A-Z])", before)[-1]
    words = list(_WORD.finditer(before))
    for i in range(max(0, len(words) - 2 * len(acronym) - 3), len(words)):
        run = [w.group() for w in words[i:]]
        if folded(run[0][0]) == acronym[0].lower() and _agree(run, acronym):
            return before[words[i].start() :].strip()
    return None


def _agree(words: list[str], acronym: str) -> bool:
    """Initials in order; every full word counts, little words may or may not."""
    letters = acronym.lower()

    def match(i: int, j: int) -> bool:
        if i == len(words):
            return j == len(letters)
        word = folded(words[i])
        if j < len(letters) and word[:1] == letters[j] and match(i + 1, j + 1):
            return True
        return word in _LITTLE and match(i + 1, j)

    return len(words) >= 2 and match(0, 0)
