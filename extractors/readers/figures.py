"""Figures of money in a French text, ranges joined, before anything is said of their period or kind."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from extractors.readers.numbers import FIGURE, figure_value, find_numbers

_EUR = r"(?:€(?:uros?)?|euros?(?!\w)|eur(?!\w))"
_SCALED = (
    (10**9, rf"(?:mds?|mrds?) ?(?:d'? ?)?{_EUR}|milliards?(?: ?d' ?{_EUR}| ?{_EUR}|(?!\w)(?! d))"),
    (10**6, rf"millions?(?: ?d' ?{_EUR}| ?{_EUR}|(?!\w)(?! d))|m ?(?:d'? ?)?{_EUR}|meuros?(?!\w)"),
    (10**3, rf"(?:milliers? d' ?|mille ?|k ?(?:d'? ?)?){_EUR}|keuros?(?!\w)|ke(?!\w)|k(?=[ ,;)/\n]|$)"),
    (1, _EUR),
)
_UNIT = re.compile(" ?(?:" + "|".join(f"(?P<x{i}>{pattern})" for i, (_, pattern) in enumerate(_SCALED)) + ")")
_CAPITAL_UNIT = re.compile(r" ?(?P<unit>[ME])(?=[ ,;:)/\n]|$)")  # "1,2 M sur cinq ans", "12 000 E" of older texts
_FIG = re.compile(rf"(?<![0-9a-z_])(?<![0-9][.,/]){FIGURE}")
_SPELT = re.compile(r"[a-z] ?(?:de |d' ?)?(?:millions?|milliards?|mille|euros?|€)")
_NOT_MONEY_BEFORE = re.compile(
    r"(?:n ?°|n[o°]s? |\bno |\bart\. ?|\barticles? |\bbop ?|\bprogramme |\bsire[nt] ?:? ?|\btel\.? ?:? ?|\bloi |"
    r"\bdecret |\bref\.? ?:? ?|\b[lr]\. ?)$"
)
_NOT_MONEY_AFTER = re.compile(r" ?%|(?:ers?|eres?|nde?|e|eme|emes)(?![\w€])|°|[.,/][0-9]| ?pour ?cent")
_BARE_AFTER = re.compile(
    r"\s*(?:$|[,;:/)\]\n+]|- |\.(?:\s|$)|\((?!s\))|(?:/ ?(?:an|mois|jour|j)|par (?:an|mois|jour)|ht|ttc|annuel\w*|en|"
    r"dont|soit|sur|et|chaque annee|financ\w+|cofinanc\w+)(?!\w))"
)
_LOT = re.compile(
    r"(?:phase|lot|action|axe|tranche|etape|annees?|fiche|poste|niveau|type|objectif|mesure|volet|zone|secteur|"
    r"site|n°) ?$"
)


@dataclass(slots=True)
class Figure:
    """Characters ``start:end`` worth ``low`` to ``high`` times ``factor`` euros."""

    start: int
    digits_end: int
    end: int
    low: Decimal
    high: Decimal
    factor: int | None  # None: no unit of money printed
    year_like: bool = False


def _figures(text: str, folded: str) -> list[Figure]:
    """Every figure, with its unit of money when one is printed; figures of other things left out."""
    found = []
    for m in _FIG.finditer(folded):
        start, digits_end = m.span()
        if _NOT_MONEY_BEFORE.search(folded, max(0, start - 14), start):
            continue
        value = figure_value(m[0])
        end, factor = digits_end, None
        unit = _UNIT.match(folded, digits_end)
        capital = None if unit else _CAPITAL_UNIT.match(text, digits_end)
        if unit:
            end, factor = unit.end(), next(f for i, (f, _) in enumerate(_SCALED) if unit[f"x{i}"])
        elif capital and (capital["unit"] == "M" or value >= 100):
            end, factor = capital.end(), 10**6 if capital["unit"] == "M" else 1
        elif _NOT_MONEY_AFTER.match(folded, digits_end) or (m[0][0] == "0" and m[0][1:2].isdigit()):
            continue
        year_like = len(m[0]) == 4 and m[0].isdigit() and 1980 <= value <= 2060
        found.append(Figure(start, digits_end, end, value, value, factor, year_like))
    if _SPELT.search(folded):
        found += _spelt(folded, found)
    return sorted(found, key=lambda f: f.start)


def _spelt(folded: str, printed: list[Figure]) -> list[Figure]:
    """Figures written in words: "deux millions d'euros", "mille euros"."""
    found, taken = [], bytearray(len(folded))
    for f in printed:
        taken[f.start : f.end] = b"\x01" * (f.end - f.start)
    for start, end, value in find_numbers(folded, articles=True):
        if folded[start].isdigit() or any(taken[start:end]):
            continue
        unit = re.compile(rf" ?(?:d' ?|de )?{_EUR}").match(folded, end)
        if unit or (re.search(r"milli(?:on|ard)", folded[start:end]) and not re.match(r" d['e]", folded[end:])):
            found.append(Figure(start, end, unit.end() if unit else end, value, value, 1))
    return found


def _join(folded: str, a: Figure, b: Figure) -> Figure | None:
    """The range that two neighbouring figures print ("30 à 40 000 €"), or None."""
    between = folded[a.end : b.start]
    link = re.fullmatch(r" ?(?:(?P<a>(?:a|jusqu'a|et)(?: environ)?)|(?P<dash>[-−])) ?", between)
    if not link or (b.factor is None and a.factor is not None and not link["a"]):
        return None
    before = folded[max(0, a.start - 20) : a.start]
    if (link["a"] or "").startswith("et") and not re.search(r"entre (?:environ )?$", before):
        return None
    if link["dash"] and (_LOT.search(before) or (a.year_like and a.factor is None)):
        return None
    factor = b.factor if b.factor is not None else a.factor
    one = factor or 1
    low, high = a.low * (a.factor or one), b.high * one
    if a.factor is None and low < 1000:
        # "30 à 40 000 €": the thousands are printed once.
        for step in (10**6, 10**3):
            if high >= step and high % step == 0 and a.low < high / step:
                low = a.low * step
                break
    if low >= high and a.factor is None and one > 1 and 10**4 <= a.low < high:
        low = a.low  # "entre 500 000 et 1 M€": the first is printed whole
    if low >= high or (a.year_like and a.factor is None and high > 5 * low):
        return None
    if link["dash"] and between != "-" and high > 20 * low:
        return None
    return Figure(a.start, b.digits_end, b.end, low / one, high / one, factor, a.year_like and b.year_like)


def _ranges(folded: str, figures: list[Figure]) -> list[Figure]:
    out: list[Figure] = []
    for f in figures:
        joined = _join(folded, out[-1], f) if out else None
        if joined:
            out[-1] = joined
        else:
            out.append(f)
    return out


def brackets(text: str) -> list[tuple[int, int]]:
    """Outermost brackets as ``(open, close)`` offsets; one left open runs to its line's end."""
    found, depth, start = [], 0, 0
    if "(" not in text:
        return found
    for i, c in enumerate(text):
        if c == "(":
            start = i if depth == 0 else start
            depth += 1
        elif c == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append((start, i))
        elif c == "\n" and depth and text.find(")", i) < 0:
            depth = 0
            found.append((start, i))
    if depth:
        found.append((start, len(text)))
    return found


def owner_of(figures: list[Figure], i: int, pairs: list[tuple[int, int]], folded: str) -> int | None:
    """The figure whose parts the bracket around figure ``i`` lists."""
    k = bisect_left(pairs, (figures[i].start,)) - 1  # outermost pairs stand apart, in order
    if k < 0 or not pairs[k][0] < figures[i].start < pairs[k][1]:
        return None
    around = pairs[k]
    for j in range(i - 1, -1, -1):
        if figures[j].end <= around[0]:
            broken = re.search(r"[;\n]|\.\s", folded[figures[j].end : around[0]])
            return j if figures[j].factor is not None and not broken else None
    return None


_ACRONYM = re.compile(r"(?:^|[^\w])[A-ZÀ-Ý]{2,6}\s$")


def _is_a_code(text: str, f: Figure, pairs: list[tuple[int, int]]) -> bool:
    """Whether a number after a body's initials is its département's: "45 k€ (CD 39, FIPD)" tells no sums."""
    if f.high != f.low or f.high > 976 or f.end - f.start not in (2, 3) or not _ACRONYM.search(text, max(0, f.start - 9), f.start):
        return False
    if re.match(r" ?: ?\d", text[f.end : f.end + 4]):
        return True  # "CD 39 : 20 k€"
    around = next((text[a + 1 : b] for a, b in pairs if a < f.start < b), "")
    parts = re.split(r"[,;/]| et ", around)
    return len(parts) >= 2 and any(not re.search(r"\d", part) for part in parts)


def money_figures(text: str, folded: str, factor: int | None) -> list[Figure]:
    """Every figure of money, in order; ``factor``: euros in one bare unit, None when bare figures say nothing."""
    return _settle(text, folded, _ranges(folded, _figures(text, folded)), factor)


def _settle(text: str, folded: str, figures: list[Figure], factor: int | None) -> list[Figure]:
    """Figures without a unit settled: money where the header, a total or the place says so, else dropped."""
    pairs = brackets(folded)
    owners = [owner_of(figures, i, pairs, folded) if f.factor is None else None for i, f in enumerate(figures)]
    told = factor is not None
    kept = []
    for f, owner in zip(figures, owners, strict=True):
        if f.factor is not None:
            kept.append(f)
            continue
        printed = folded[f.start : f.digits_end]
        alone = folded.strip(" .\n") == printed
        if not _BARE_AFTER.match(folded, f.end) or (f.year_like and not (alone and told)):
            continue
        if owner is not None and _is_a_code(text, f, pairs):
            continue
        total = figures[owner] if owner is not None else None
        if total and total.factor > 1 and f.high <= total.high:
            f.factor = total.factor
        elif told:
            f.factor = factor
        else:
            line_start = folded.rfind("\n", 0, f.start) + 1
            line_end = folded.find("\n", f.end)
            line = folded[line_start : line_end if line_end >= 0 else len(folded)].strip(" -.")
            grouped = " " in printed or "." in printed
            labelled = bool(re.search(r"[:=] ?(?:environ )?$", folded[line_start : f.start]))
            if f.low < 1000 or not (grouped or labelled or total or line == printed):
                continue
            f.factor = 1
        kept.append(f)
    return kept
