"""Figures of money in a French text: value, range, period, unit, year, nature and tax."""

from __future__ import annotations

import itertools
import re

from extractors.readers.figures import Figure, brackets, money_figures, owner_of
from extractors.readers.money_words import (
    COST_LEAD,
    NATURES,
    PERIODS,
    UNIT_ALIASES,
    UNIT_WORDS,
    WHOLE,
    Header,
)
from extractors.readers.organisations import looks_like_organisation
from models.reading import Amount

_BREAK = re.compile(r"[;\n()]|\.(?=\s|$)|, |(?<!\w)(?:soit|dont)(?!\w)|:")
_ASIDE = re.compile(
    r" ?\( ?(?:par an|/ ?an|annuels?|annuelles?|ht|ttc|par mois|(?:en )?(?:19|"
    r"20)[0-9]{2})[^()]{0,12}\)"
)
_PER = re.compile(r"(?:\bpar (?:nouve(?:au|lle) )?|(?P<slash>/ ?))(?P<word>m[2²]|[a-z]+)(?= ?(?P<figure>[0-9])?)")
_YEAR_TAIL = re.compile(
    r"(?:\b(?:en|pour|pour l'annee|sur|au titre de|au titre de l'annee|exercice|budget|annee) |\( ?)"
    r"((?:19|20)[0-9]{2})(?![0-9])(?! ?(?:[-/]|a|et) ?(?:19|20)?[0-9]{2})"
)
_YEAR_HEAD = re.compile(r"(?<![0-9/-])(?<![-/] )(?<!\ba )((?:19|20)[0-9]{2}) ?(?:[:=]|\) ?:?|,|-)? ?(?:environ )?$")
_TAX = re.compile(r"(?<![\w.])(?:(?P<ht>H\.?T\.?|hors taxes?)|(?P<ttc>T\.?T\.?C\.?|toutes taxes))(?![\w.])")

_PAID_BY = re.compile(
    r"^(?:(?i:dont\s+)?(?i:parts?|(?:co-?)?financ\w+|subventions?|participation)\s*(?::|d[eu]s?\b|d['’]|(?=[A-ZÉ]))\s*(?:l['’]|la\s)?|dont\s+)"
)
_PAYERS = 60  # figures a total is followed by at most: it keeps the time linear


def _tail(text: str, folded: str, end: int, limit: int) -> tuple[int, int]:
    """What is said right after a figure: to the end of its clause or the next figure."""
    start, stop = end, limit
    aside = _ASIDE.match(folded, end, limit)
    if aside:
        return start, aside.end()
    for m in _BREAK.finditer(folded, end, limit):
        if m[0] == ", " and re.match(r"(?:par an|chaque annee|annuel|/ ?an|par mois|ht\b|ttc\b)", folded[m.end() :]):
            continue
        if m[0] == "(" and _ASIDE.match(folded, m.start(), limit):
            continue
        stop = m.start()
        if m[0] == ":":  # what stands before the colon heads the next figure
            label = max(
                (
                    c.start()
                    for c in re.finditer(
                        r"(?<=\s)[A-ZÀ-Ý0-9]|"
                        r"(?<=\s)/ ",
                        text[end:stop],
                    )
                ),
                default=None,
            )
            stop = end + label if label is not None else stop
        break
    counted = re.compile(r" pour (?:environ )?[0-9]").search(folded, start, stop)
    if counted and _PER.search(folded, start, counted.start()):
        stop = counted.start()
    return start, stop


def _head(folded: str, begin: int, start: int) -> tuple[int, int]:
    """What is said right before a figure, from ``begin``."""
    cut = max((m.end() for m in re.finditer(r"[;\n]|\.\s", folded[begin:start])), default=0)
    begin += cut
    if not COST_LEAD.match(folded, begin):
        comma = folded.rfind(", ", begin, start)
        begin = comma + 2 if comma >= 0 else begin
    return begin, start


def _period(said: str) -> tuple[str | None, bool]:
    """(period, settled): the first word of period, or settled None for the whole action."""
    hits = [(m.start(), name) for name, pattern in PERIODS.items() if (m := pattern.search(said))]
    whole = WHOLE.search(said)
    if whole and (not hits or whole.start() < min(hits)[0]):
        return None, True
    return (min(hits)[1], True) if hits else (None, False)


def _per_unit(text: str, folded: str, where: slice) -> str | None:
    """The unit after "par" or "/", singular and accented as printed."""
    for m in _PER.finditer(folded, where.start, where.stop):
        if m["figure"]:
            continue
        if m["word"] in UNIT_ALIASES:
            return UNIT_ALIASES[m["word"]]
        for end in (m.end("word"), m.end("word") - 1):
            if folded[m.start("word") : end] in UNIT_WORDS:
                printed = text[m.start("word") : end]
                return printed if printed.isupper() and len(printed) > 2 else printed.lower()
    return None


def _nature(*said: str) -> str | None:
    for words in said:
        hits = [(m.start(), name) for name, pattern in NATURES.items() if (m := pattern.search(words))]
        if hits:
            return min(hits)[1]
    return None


def _tax(*said: str) -> str | None:
    for words in said:
        m = _TAX.search(words)
        if m:
            return "HT" if m["ht"] else "TTC"
    return None


def _lead_periods(folded: str) -> list[tuple[int, str | None]]:
    """Lead-in lines ("Coûts annuels :") as ``(offset of the next line, period)``."""
    out, offset = [], 0
    for line in folded.split("\n"):
        offset += len(line) + 1
        if line.rstrip().endswith(":") and not re.search(r"[0-9] ?[km]?€|[0-9]{4}", line):
            out.append((offset, _period(line)[0]))
    return out


def find_amounts(text: str, folded: str, header: Header, year: int | None = None) -> list[Amount]:
    """Every figure of money of ``text`` in euros, in order.

    ``folded`` is ``fold(text)``. Bare figures count when ``header`` prints a unit or ``year`` (a budget
    column's) is given, as parts of a total, or when they stand like a sum.
    """
    figures = money_figures(text, folded, header.factor or (1 if year is not None else None))
    leads = _lead_periods(folded)
    pairs = brackets(folded)
    amounts: list[Amount] = []
    settled: list[bool] = []
    previous = 0
    for i, f in enumerate(figures):
        limit = figures[i + 1].start if i + 1 < len(figures) else len(text)
        tail = slice(*_tail(text, folded, f.end, limit))
        head = slice(*_head(folded, previous, f.start))
        previous = tail.stop
        period, sure = _period(folded[tail])
        if not sure:
            period, sure = _period(folded[head])
        lead = next((p for at, p in reversed(leads) if at <= f.start), None)
        printed_year = _YEAR_TAIL.search(folded[tail]) or _YEAR_HEAD.search(folded[head])
        amounts.append(
            Amount(
                low=f.low * f.factor,
                high=f.high * f.factor,
                spans=((f.start, f.end),),
                per_period=period if sure else lead,
                per_unit=_per_unit(text, folded, tail) or _per_unit(text, folded, head) or header.per_unit,
                year=int(printed_year[1]) if printed_year else year or header.year,
                nature=_nature(folded[tail], folded[head]) or header.nature,
                tax=_tax(text[tail], text[head]) or header.tax,
                text=text[f.start : f.end],
            )
        )
        settled.append(sure or lead is not None)
    return _shared_periods(text, folded, figures, amounts, settled, pairs, header)


def _shared_periods(
    text: str,
    folded: str,
    figures: list[Figure],
    amounts: list[Amount],
    settled: list[bool],
    pairs: list[tuple[int, int]],
    header: Header,
) -> list[Amount]:
    """Parts take their total's period and unit; what is left takes the header's period."""
    out = list(amounts)
    for i, a in enumerate(amounts):
        owner = owner_of(figures, i, pairs, folded)
        if owner is None or settled[i] or a.low > out[owner].high:
            continue
        out[i] = _with(a, out[owner])
        settled[i] = settled[owner]
    for i, total in enumerate(out):
        if total.per_period is None or i + 1 == len(out):
            continue
        link = folded[figures[i].end : figures[i + 1].start]
        same_line = re.match(r"[^;\n(),.:]{0,30}[:=] ?[^;\n:]*$", link)
        led = same_line or re.search(r"\bdont\b", link) or re.match(r"[^;\n(),.:]{0,30}: ?\n", link)
        if _shared_below(text, folded, figures, out, i):
            same_line = None
        elif not led and not _adds_up(folded, figures, out, i):
            continue
        rest = total.high
        for j in range(i + 1, len(out)):
            rest -= out[j].low
            if rest < 0 or (same_line and "\n" in folded[figures[j - 1].end : figures[j].start]):
                break
            if not settled[j]:
                out[j], settled[j] = _with(out[j], total), True
    if header.period:
        out = [a if done else _with(a, None, header.period) for a, done in zip(out, settled, strict=True)]
    return out


def _shared_below(text: str, folded: str, figures: list[Figure], amounts: list[Amount], i: int) -> bool:
    """Whether a sum that opens a line is followed by who pays which part of it, a line or a clause each.

    The first sum counts unless its label pays too ("Anah : 630 000 €"), a later one with a label when the parts make it up.
    """
    if len(figures) - i > _PAYERS:
        return False
    begins = folded.rfind("\n", 0, figures[i].start) + 1
    ends = folded.find("\n", figures[i].end)
    labels = [re.split(r"[\n;,]", text[a.end : b.start])[-1].strip(" :-•") for a, b in itertools.pairwise(figures[i:])]
    labels = [re.sub(r"^(?:par an|/ ?an|HT|TTC)\s+", "", label) for label in labels]
    said = all(_PAID_BY.match(label) for label in labels)  # "Part État : 45 000 €"
    labels = [_PAID_BY.sub("", label) for label in labels]
    if not all(looks_like_organisation(label) or _bracketed(label) for label in labels):
        return False
    parts = sum(a.low for a in amounts[i + 1 :])
    if len(labels) > 1 and parts == amounts[i].high:
        return True
    opens = not folded[begins : figures[i].start].strip(" -•") and figures[i].end <= ends < figures[i + 1].start
    first = re.split(r"[\n;,]", text[begins : figures[i].start])[-1].strip(" :-•")
    alone = i == 0 and not looks_like_organisation(first) and not any(a.per_unit for a in amounts)
    return (opens or alone or said) and parts <= amounts[i].high


def _bracketed(label: str) -> bool:
    """Whether a label's bracket says who pays: "Prestation de service (Caf)"."""
    m = re.search(r"\(([^()]+)\)$", label)
    return bool(m and looks_like_organisation(m[1]))


def _adds_up(folded: str, figures: list[Figure], amounts: list[Amount], i: int) -> bool:
    """Whether the other figures of a figure's line make it up: "150 000 €/an – État 100 000 €, ville 50 000 €"."""
    parts = []
    for j in range(i + 1, min(len(figures), i + _PAYERS)):
        if "\n" in folded[figures[j - 1].end : figures[j].start]:
            break
        parts.append(amounts[j].low)
    return len(parts) > 1 and amounts[i].low == amounts[i].high == sum(parts)


def _with(a: Amount, total: Amount | None, period: str | None = None) -> Amount:
    per_unit = a.per_unit or (total.per_unit if total else None)
    year = a.year or (total.year if total else None)
    period = total.per_period if total else period
    return Amount(a.low, a.high, a.spans, period, per_unit, year, a.nature, a.tax, a.text)
