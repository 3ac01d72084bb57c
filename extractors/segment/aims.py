"""Heads under the label "Indicateurs": what is measured, and what it should reach."""

from __future__ import annotations

from extractors.french.fold import fold
from extractors.segment.columns import ACTION_WORD, Header

_MEASURED = frozenset(("title", "indicator", "baseline", "target", "unit", "source", "year", "objective", "expected_results", "orientation", "number"))


def settle_aims(header: Header) -> None:
    """Under "Indicateurs", "Intitulé | Unité | Objectif" heads an indicator, its unit and its target: no action, no aim."""
    named = header.column_of("indicator") or header.column_of("title")
    if named is None or header.fields - _MEASURED or ACTION_WORD.search(fold(named.label)):
        return
    after = [c for c in header.columns if c.index > named.index]
    for column in after:  # bare figures under "Objectif" may have been taken for the numbers of a level
        if column.field in ("objective", "expected_results", "orientation") or (column.field == "year" and len(after) == 1):
            column.field = "target"
    years = [c for c in after if c.field == "year"]
    if len(years) == 1 and "target" in header.fields and "baseline" not in header.fields:
        years[0].field = "baseline"
    if header.fields & {"baseline", "target"}:
        named.field = "indicator"
