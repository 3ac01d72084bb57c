"""First and last day of a calendar, as finely as it is told."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from extractors.french.dates import find_dates
from extractors.french.fold import fold

_MONTHS = ("janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|dec(?:embre)?)\b\.?(?:\s+|-|/)((?:19|20)\d\d)\b"
)
_PART = re.compile(
    r"\b(?:(?:(1|2|3|4)\s?(?:er|e|eme|nd|nde|ere)?|(premier|deuxieme|second|troisieme|quatrieme|dernier))\s+"
    r"(trimestre|semestre)|([ts])\s?([1-4]))\s*(?:de\s+|-|/|')?\s*((?:19|20)\d\d)\b"
)
_ORDINAL = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_ROUGH = re.compile(r"\b(?:debut|mi|fin|courant)[\s-]+$")
_FINENESS = ("day", "month", "quarter", "semester", "year")


@dataclass(frozen=True, slots=True)
class Moments:
    """``start`` and ``end`` are None where the calendar is open; ``precision``: the coarser of the two ends'."""

    start: dt.date | None = None
    end: dt.date | None = None
    precision: str | None = None


def read_moments(text: str | None, start_year: int | None, end_year: int | None) -> Moments:
    """What ``text`` says within the years already read from it; a year alone runs from its first to its last day."""
    if start_year is None and end_year is None:
        return Moments()
    told = [m for m in _told(text or "") if m[0].year in (start_year, end_year)]
    first = min((m for m in told if m[0].year == start_year), default=None)
    last = max((m for m in told if m[1].year == end_year), key=lambda m: m[1], default=None)
    start = first or (start_year and (dt.date(start_year, 1, 1), None, "year"))
    end = last or (end_year and (None, dt.date(end_year, 12, 31), "year"))
    precision = max((x[2] for x in (start, end) if x), key=_FINENESS.index)
    return Moments(start[0] if start else None, end[1] if end else None, precision)


def _told(text: str) -> list[tuple[dt.date, dt.date, str]]:
    """Days, months, quarters and semesters: first day, last day, fineness."""
    folded = fold(text)
    out = [(date, date, "day") for date, _, _ in find_dates(text)]
    days = [(a, b) for _, a, b in find_dates(text)]
    for m in _MONTH.finditer(folded):
        if any(a <= m.start() < b for a, b in days) or _ROUGH.search(folded[: m.start()]):
            continue
        month = next(i for i, stem in enumerate(_MONTHS, 1) if m[1].startswith(stem))
        out.append((*_months(int(m[2]), month, month), "month"))
    for m in _PART.finditer(folded):
        quarter = (m[3] or "").startswith("trim") or m[4] == "t"
        number = int(m[1] or m[5] or 0) or _ORDINAL.get(m[2] or "", 4 if quarter else 2)
        length = 3 if quarter else 6
        if number * length <= 12:
            months = _months(int(m[6]), (number - 1) * length + 1, number * length)
            out.append((*months, "quarter" if quarter else "semester"))
    return out


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
