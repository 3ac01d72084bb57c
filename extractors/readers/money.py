"""What a cost or funding field says: its status, its figures and who pays."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.readers import money_words as words
from extractors.readers.amounts import find_amounts
from extractors.readers.funders import read_funders
from models.reading import Amount, CostReading, FunderMention

# A figure over two lines: "24 | 000 €", "46 500 | € par an"; not "Lot 2 | 500 €".
_BROKEN = re.compile(
    r"((?:[:(]\s?|\b(?:de|à|a|soit|environ)\s)\d{1,3})\n(?=\d{3}(?: \d{3})*\s?(?:€|euros?\b))|(\d)\n(?=[kKM]?€|euros?\b)"
)


def read_cost(
    text: str, *, funders_only: bool = False, header: str | None = None, year: int | None = None
) -> CostReading:
    """Status, amounts in euros and funders of a field's content; never raises.

    ``header`` is the printed label: it may give the unit ("Budget (en k€)"), the tax, the period, or tell
    that names are payers. ``year`` is a budget column's year. ``funders_only``: the text lists payers.
    """
    printed, text = text, _BROKEN.sub(lambda m: (m[1] or m[2]) + " ", text)  # as long: the spans are the same
    folded = fold(text)
    if not re.search(r"[a-z0-9?/-]", folded):
        return CostReading("missing")
    label = words.read_header(header)
    amounts = find_amounts(text, folded, label, year)
    if text != printed:
        amounts = [replace(a, text=printed[a.spans[0][0] : a.spans[0][1]]) for a in amounts]
    funders = read_funders(text, folded, amounts, payers=label.payers, only=funders_only)
    return CostReading(_status(folded, amounts, funders), amounts, funders)


def _status(folded: str, amounts: list[Amount], funders: list[FunderMention]) -> str:
    """The field's status: that of its lines when they agree, money said on any line before the rest."""
    if any(a.high for a in amounts):
        return "stated"
    if amounts and not funders:
        return "none"
    statuses = []
    for line in folded.split("\n"):
        said = line.strip(" .;,*•")
        if said:
            statuses.append(_line_status(said))
    if funders and "to_define" not in statuses:
        return "stated" if statuses[:1] != ["constant"] else "constant"
    for status in ("stated", "to_define", "constant", "none"):
        if status in statuses:
            return status
    return "stated" if statuses else "missing"


def _line_status(said: str) -> str | None:
    """One line's status; None where it says nothing of money beside lines that do."""
    for status, whole in (
        ("none", words.NONE_WHOLE), ("to_define", words.TO_DEFINE_WHOLE), ("constant", words.CONSTANT_WHOLE)
    ):  # fmt: skip
        if whole.fullmatch(said):
            return status
    hits = []
    for rank, (status, pattern) in enumerate(
        (("constant", words.CONSTANT), ("none", words.NONE), ("to_define", words.TO_DEFINE))
    ):
        m = pattern.search(said)
        if m and m.start() < 90:
            hits.append((m.start(), rank, status))
    if hits:
        return min(hits)[2]
    return "stated" if words.MONEY_SAID.search(said) else None
