"""Full dates as French acts print them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from extractors.french.fold import fold

_MONTHS = {
    "janv": 1, "fevr": 2, "fev": 2, "mars": 3, "avr": 4, "mai": 5, "juin": 6, "juil": 7, "aout": 8, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_WORDS = re.compile(
    r"\b(\d{1,2}|1er|premier)\s+(janvier|janv|fevrier|fevr|fev|mars|avril|avr|mai|juin|juillet|juil|aout|"
    r"septembre|sept|octobre|oct|novembre|nov|decembre|dec)\.?\s+((?:19|20)\d\d)(?!\d)"
)
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)(?![\d/.-]\d)")


def find_dates(text: str) -> Iterator[tuple[dt.date, int, int]]:
    """Every day, month and year in ``text`` with its span; impossible dates are left out."""
    folded = fold(text)
    if "20" not in folded and "19" not in folded:
        return
    found = []
    for m in _WORDS.finditer(folded):
        day = 1 if m[1] in ("1er", "premier") else int(m[1])
        month = next(n for stem, n in _MONTHS.items() if m[2].startswith(stem))
        found.append((int(m[3]), month, day, m.span()))
    found += [(int(m[3]), int(m[2]), int(m[1]), m.span()) for m in _FIGURES.finditer(folded)]
    for year, month, day, (start, end) in sorted(found, key=lambda f: f[3]):
        try:
            yield dt.date(year, month, day), start, end
        except ValueError:
            continue
