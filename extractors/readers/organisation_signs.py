"""Slashes and dashes of a list of organisations: between two names, or within one."""

from __future__ import annotations

import re

from extractors.french.fold import fold
from extractors.readers.organisation_lexicon import (
    NAME_ENDING,
    WORD,
    head_kind,
    is_acronym,
    lexicon,
    strip_determiner,
)

# "Préfecture – DDETS", "Ville – CCAS": a body and its own service.
_HOSTS = (
    (
        re.compile(r"(?:etat|prefecture|sous-prefecture|services? de l'etat|ministere|prefet)\b"),
        re.compile(r"(?:dd[a-z]*|dr[a-z]+|deal|dihal|dgaln|dhup|sgar|spip|pjj|udap|sdjes|dsden|rectorat)\b"),
    ),
    (re.compile(r"(?:ville|mairie|commune|municipalite)\b"), re.compile(r"(?:ccas|dst|dgs|elus?)\b")),
    (re.compile(r"(?:cc|ca|communaute|agglomeration|metropole|epci)\b"), re.compile(r"(?:cias|dst|dgs)\b")),
    (
        re.compile(r"(?:departement|conseil (?:departemental|general)|c[dg])\b"),
        re.compile(r"(?:mdph|mda|mds|pmi|ase|dgas?|utas|utpas)\b"),
    ),
    (re.compile(r"(?:ars|agence regionale de sante|dreal|dreets|drac|ademe|anah|caf|anct)\b"), re.compile(r"d[dtr]\b")),
)


_PERSON = re.compile(r"(?:m\.|mme|mlle|monsieur|madame|dr|docteur)\s")


def slash_cuts(text: str, low: str, a: int, b: int, c: int, e: int, spaced: bool) -> bool:
    """Whether a slash parts ``a:b`` from the name at ``c:e``; "CCAS/CIAS" and "et/ou" stay whole."""
    near = max(a, b - 200)  # no word is longer
    left, right = re.search(r"[\w.'’()-]+$", text[near:b]), re.match(r"[\w.'’()-]+", text[c:e])
    if not left or not right:
        return spaced
    l_word, r_word = left.group(), right.group()
    if {l_word.lower(), r_word.lower()} == {"et", "ou"}:
        return False
    if spaced:
        return True
    lex = lexicon()
    l_low, r_low = low[near + left.start() : b], low[c : c + right.end()]
    if lex.has("group_acronym", l_low) and lex.has("group_acronym", r_low):
        return False
    known = [head_kind(w, f) for w, f in ((l_word, l_low), (r_word, r_low))]
    if known[1] in (None, "capital") and (r_word[:1].islower() or lex.has("theme", r_low)):
        return False
    if l_word[:1].isdigit() and r_word[:1].isdigit():
        return False
    return not (known[1] == "category" and r_word[:1].islower() and known[0] is None and lex.has("public", r_low))


_ANOTHER_ROLE = re.compile(r"(?:co-?)?(?:pilotes?|porteurs?|portage|pilotage|referente?s?|animation|maitre d'ouvrage)(?: [a-z]+){0,2} ?: ?\S")


def dash_cuts(text: str, low: str, a: int, b: int, c: int, e: int, *, count: int, mixed: bool) -> bool:
    """Whether a spaced dash parts the names ``a:b`` and ``c:e``, and not a body from its service or full form.

    ``count``: spaced dashes of the item; ``mixed``: the text also cuts at commas, semicolons or lines,
    so that a lone dash stands within a name.
    """
    left_text, left, right_text, right = text[a:b].strip(), low[a:b].strip(), text[c:e], low[c:e]
    if _ANOTHER_ROLE.match(right):
        return True
    cut = strip_determiner(right)
    kind = head_kind(right_text[cut:], right[cut:])
    left_cut = strip_determiner(left)
    left_kind = head_kind(left_text[left_cut:], left[left_cut:])
    if kind is None:
        return False
    if _PERSON.match(left) and kind in ("role", "service") and right_text.lstrip()[:1].islower():
        return False  # "M. Roche – directeur du CIAS"
    first = WORD.search(right, cut)
    word = first.group() if first else ""
    if lexicon().has("service", word) and not right[cut:].startswith("mission locale"):
        return left_kind == "category"  # a category has no service of its own
    if any(host.match(left, left_cut) and service.match(right, cut) for host, service in _HOSTS):
        return False
    if _initials(left_text, right_text) or _initials(right_text.strip(), left_text):
        return False
    if count >= 2:
        return True
    if left_kind == "acronym" and kind in ("name", "capital") and word[:1].upper() in left_text:
        return False  # an acronym and what it belongs to
    if mixed:
        return kind in ("body", "group_acronym", "category") and left_kind in ("body", "group_acronym", "category")
    left_word = WORD.search(left)
    if left_word and lexicon().has("service", left_word.group()):
        return False
    return kind != "capital" or left_kind == "capital" or bool(NAME_ENDING.search(right))


def _initials(acronym: str, words: str) -> bool:
    """Whether an acronym is made of the first letters of the words of a name."""
    if not is_acronym(acronym) or len(acronym) < 3:
        return False
    letters = iter(w[0].upper() for w in re.findall(r"[^\W\d_]+", fold(words)) if len(w) > 2)
    wanted = [c for c in fold(acronym).upper() if c.isalpha()]
    if next(letters, "") != wanted[0]:
        return False
    # in order, small words and one letter let alone
    met = 1
    for letter in letters:
        if met < len(wanted) and letter == wanted[met]:
            met += 1
    return met >= max(3, len(wanted) - 1)
