"""Acronyms a document defines: "Le Mans Métropole (LMM)", "LMM (Le Mans Métropole)", a glossary's "LMM : Le Mans Métropole"."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.ids import folded

_LITTLE = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "pour", "par", "sur", "dans"}
_AFTER = re.compile(r"\(\s*((?:[A-Z]\.?){2,9}[A-Z]?|[2-5][A-Z])\s*\)")
_BEFORE = re.compile(r"(?<![\w.])((?:[A-Z]\.?){2,9}|[2-5][A-Z])\s*[:=]?\s*\(([^()]{6,120})\)")
# Without a sign between, the full form begins with a capital.
_GLOSSARY = re.compile(r"(?<![\w.])((?:[A-Z]\.?){3,9})(?:\s?[:=–—-]\s?(?=([^\W\d_]))|\s(?=([A-ZÀ-Ý][^\W\d_])))")
_TRIES = 20  # places looked at for one acronym
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def find_definitions(text: str) -> dict[str, str]:
    """Acronym (dots removed) to its full form, where the initials agree; the first definition wins."""
    text = " ".join(text.split())
    out: dict[str, str] = {}
    tries: Counter[str] = Counter()
    for m in _AFTER.finditer(text):
        acronym = m[1].replace(".", "")
        if acronym in out or tries[acronym] == _TRIES:
            continue
        tries[acronym] += 1
        before = text[max(0, m.start() - 140) : m.start()]
        if full := _full_before(before, acronym) or _loosely_before(before, acronym):
            out.setdefault(acronym, full)
    for m in _BEFORE.finditer(text):
        acronym = m[1].replace(".", "")
        words = _WORD.findall(m[2])
        if words and _agree(words, acronym):
            out.setdefault(acronym, m[2].strip())
    tries.clear()
    for m in _GLOSSARY.finditer(text):
        acronym = m[1].replace(".", "")
        if acronym in out or folded((m[2] or m[3])[0]) != acronym[0].lower() or tries[acronym] == _TRIES:
            continue
        tries[acronym] += 1
        after = re.split(r"[.;:()•/]", text[m.end() : m.end() + 160])[0]
        if full := _full_after(after, acronym):
            out[acronym] = full
    return out


def _full_after(after: str, acronym: str) -> str | None:
    """The shortest run of words at the start of ``after`` whose initials make ``acronym``."""
    words = list(_WORD.finditer(after))[: 2 * len(acronym) + 3]
    for i in range(len(acronym) - 1, len(words)):
        if _agree([w.group() for w in words[: i + 1]], acronym):
            return after[: words[i].end()].strip()
    return None


def _loosely_before(before: str, acronym: str) -> str | None:
    """A name in capitals whose letters make ``acronym``, half of them initials: "Agence d'urbanisme de la région
    nantaise (AURAN)"."""
    before = re.split(r"[.;:()•/]|,(?=\s[A-Z])", before)[-1]
    words = [w for w in _WORD.finditer(before) if folded(w.group()) not in _LITTLE]
    for i, word in enumerate(words):
        run = [folded(w.group()) for w in words[i:]]
        if len(acronym) < 4 or len(run) < 3 or word.group()[0] != acronym[0] or len(run) > len(acronym) + 2:
            continue
        initials = _in_order(acronym.lower(), "".join(w[0] for w in run))
        if 2 * initials > len(acronym) and _in_order(acronym.lower(), "".join(run)) == len(acronym):
            return before[word.start() :].strip()
    return None


def _in_order(letters: str, text: str) -> int:
    """How many of ``letters`` are met one after another in ``text``."""
    at = n = 0
    for letter in letters:
        found = text.find(letter, at)
        if found >= 0:
            at, n = found + 1, n + 1
    return n


def _full_before(before: str, acronym: str) -> str | None:
    """The longest run of words at the end of ``before`` whose initials make ``acronym``."""
    # A definition does not run over a sentence, a list mark or another bracket.
    before = re.split(r"[.;:()•/]|,(?=\s[A-Z])", before)[-1]
    words = list(_WORD.finditer(before))
    for i in range(max(0, len(words) - 2 * len(acronym) - 3), len(words)):
        run = [w.group() for w in words[i:]]
        if folded(run[0][0]) == acronym.lower().lstrip("2345")[0] and _agree(run, acronym):
            return before[words[i].start() :].strip()
    return None


def _agree(words: list[str], acronym: str) -> bool:
    """Initials in order; every full word counts, little words may or may not."""
    letters = acronym.lower()
    if letters[0].isdigit():  # "3M": as many words with that letter
        letters = letters[1] * int(letters[0])

    def match(i: int, j: int) -> bool:
        if i == len(words):
            return j == len(letters)
        word = folded(words[i])
        if j < len(letters) and word[:1] == letters[j] and match(i + 1, j + 1):
            return True
        return word in _LITTLE and match(i + 1, j)

    return len(words) >= 2 and match(0, 0)
