"""French figures and number words: "1 200,50", "1.200.000", "3 millions", "vingt-quatre", "une dizaine"."""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.french.fold import fold

# A figure of a folded text: thousands by single spaces or dots, decimals by a comma or a dot.
FIGURE = (
    r"(?:[1-9][0-9]{0,2}(?:(?: [0-9]{3})+|(?:\.[0-9]{3})+|(?:,[0-9]{3}){2,})(?![0-9])|[0-9]+)"
    r"(?:,[0-9]{1,6}(?![0-9])|\.[0-9]{1,6}(?![0-9]))?"
)
_FIGURE = re.compile(FIGURE)

_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90, "quatre-vingt": 80,
    "quatre-vingts": 80,
}  # fmt: skip
_SCALES = {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
_ROUND = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip


def _either(words: list[str]) -> str:
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(w.replace("-", "[- ]") for w in longest_first)


_WORD = _either([*_UNITS, *_SCALES, "cent", "cents"])
_WORDS = re.compile(rf"(?<![\w-])(?:{_WORD})(?:(?:[- ]| et |-et-)(?:{_WORD})(?!\w))*(?![\w])")
_ONE_WORD = re.compile(_WORD)
_ROUNDS = re.compile(
    rf"(?<!\w)(?:(?P<times>un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix) (?:petite |bonne )?)?"
    rf"(?P<round>{'|'.join(_ROUND)})s?(?!\w)"
)
_HALF = re.compile(r"(?<!\w)(?:de |la |pour )?moitie(?!\w)")
_SCALE_AFTER = re.compile(r" ?(mille|millions?|milliards?)(?!\w)")
_AND_A_HALF = re.compile(r" et demie?(?!\w)")
_ORDINAL_AFTER = re.compile(r"(?:ers?|eres?|res?|nds?|ndes?|e|es|eme|emes|ieme|iemes)(?!\w)|°")
_SMALL_WORDS = frozenset(
    [
        "dans",
        "sans",
        "sous",
        "mais",
        "puis",
        "des",
        "les",
        "ses",
        "ces",
        "aux",
        "plus",
        "chez",
        "vers",
        "apres",
        "hors",
        "pas",
        "nos",
        "vos",
        "leurs",
    ]
)


def figure_value(printed: str) -> Decimal:
    """The value of what ``FIGURE`` matched in a folded text; raises InvalidOperation on anything else."""
    digits = printed.replace(" ", "")
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?", digits):
        digits = digits.replace(".", "")
    elif re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?", digits):
        digits = digits.replace(",", "")
    return Decimal(digits.replace(",", "."))


def _fits(value: int, rest: int) -> bool:
    """Whether a word worth ``value`` may follow words whose last two digits are ``rest``."""
    if value == 0:
        return False
    if value < 10:
        return rest == 0 or (rest >= 20 and rest % 10 == 0)
    return rest == 0 or (value < 20 and rest in (60, 80))


def _compose(words: list[str]) -> tuple[Decimal | None, int]:
    """Value of the longest well-formed start of ``words`` and how many words it took."""
    total = current = 0
    used = 0
    last_scale = None
    for word in words:
        if word in ("cent", "cents"):
            if current > 99 or (current > 9 and current % 100):
                break
            current = max(current, 1) * 100
        elif word in _SCALES:
            scale = _SCALES[word]
            if last_scale is not None and scale >= last_scale:
                break
            total += max(current, 1) * scale
            current, last_scale = 0, scale
        else:
            value = _UNITS[word]
            if used and not _fits(value, current % 100):
                break
            current += value
        used += 1
    return (Decimal(total + current), used) if used else (None, 0)


def _no_count(folded: str, start: int, end: int, words: list[str], articles: bool) -> bool:
    """Whether the words are no count: the articles "un" and "une", "neuf" the adjective, "pour cent"."""
    if len(words) > 1:
        return False
    word = words[0]
    if word in ("un", "une"):
        return not articles
    if word in ("cent", "cents"):
        return folded.endswith(("pour ", "pour-"), 0, start)
    if word == "neuf":
        after = re.match(r" ([a-z']+)", folded[end:])
        plural = bool(after) and after[1].endswith(("s", "x")) and after[1] not in _SMALL_WORDS
        return not plural or bool(
            re.search(r"(?:\ble|\bdu|\bau|\ben|ment|\bparc|\bbati|\bhabitat) $", folded[max(0, start - 12) : start])
        )
    return False


_LONGEST = 24  # words of one number at most: "neuf cent quatre-vingt-dix-neuf mille ..."


def find_numbers(text: str, *, articles: bool = False) -> list[tuple[int, int, Decimal]]:
    """Every number of ``text`` as ``(start, end, value)``, in order and apart from each other.

    Figures take the scale word after them ("3 millions"). Round numbers count once
    ("une vingtaine" is 20); "de moitié" is 50, a percentage. Ordinals ("2e", "1er"), figures stuck to
    letters before them ("P147") and dotted references ("2.2.1") are not numbers; "un" and "une"
    alone only with ``articles``.
    """
    folded = fold(text)
    found: list[tuple[int, int, Decimal]] = []
    for m in _FIGURE.finditer(folded):
        start, end = m.span()
        before, after = folded[max(0, start - 2) : start], folded[end : end + 8]
        if before[-1:].isalnum() or before[-1:] == "_" or re.search(r"[0-9][.,/]$", before):
            continue
        if _ORDINAL_AFTER.match(after) or re.match(r"\.[0-9]|/[0-9]{1,2}/", after):
            continue
        value = figure_value(m[0])
        scale = _SCALE_AFTER.match(folded, end)
        if scale:
            value *= _SCALES[scale[1]]
            end = scale.end()
        found.append((start, end, value))
    for m in _ROUNDS.finditer(folded):
        times = _UNITS[m["times"]] if m["times"] else 1
        if m["times"] or folded[m.end() - 1] != "s":  # "des dizaines" counts nothing
            found.append((m.start(), m.end(), Decimal(times * _ROUND[m["round"]])))
    found.extend((m.start(), m.end(), Decimal(50)) for m in _HALF.finditer(folded))
    taken = bytearray(len(folded))
    for s, e, _ in found:
        taken[s:e] = b"\x01" * (e - s)
    for m in _WORDS.finditer(folded):
        pieces = list(_ONE_WORD.finditer(folded, m.start(), m.end()))
        at = 0
        while at < len(pieces):
            words = [p[0].replace(" ", "-") for p in pieces[at : at + _LONGEST]]
            value, used = _compose(words)
            if value is None or not used:
                break
            start, end = pieces[at].start(), pieces[at + used - 1].end()
            half = _AND_A_HALF.match(folded, end) if words[used - 1] in _SCALES else None
            if half:
                value += Decimal(_SCALES[words[used - 1]]) / 2
                end = half.end()
            if not any(taken[start:end]) and not _no_count(folded, start, end, words[:used], articles):
                found.append((start, end, value))
            at += used
    return sorted(found)


def parse_number(text: str) -> Decimal | None:
    """The number ``text`` says, whole or with words around it; None when it says none or several."""
    found = find_numbers(text)
    if not found:
        found = find_numbers(text, articles=True)
    return found[0][2] if len(found) == 1 else None
