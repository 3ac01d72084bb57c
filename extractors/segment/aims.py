"""Heads under the label "Indicateurs": what is measured, and what it should reach."""

from __future__ import annotations

from extractors.french.fold import fold
from extractors.segment.columns import ACTION_WORD, Header

_MEASURED = frozenset(("title", "indicator", "baseline", "target", "unit", "source", "year", "objective", "expected_results", "number"))


def settle_aims(header: Header) -> None:
    """Under "Indicateurs", "Intitulé | Unité | Objectif" heads an indicator, its unit and its target: no action, no aim."""
    named = header.column_of("indicator") or header.column_of("title")
    if named is None or header.fields - _MEASURED or ACTION_WORD.search(fold(named.label)):
        return
    after = [c for c in header.columns if c.index > named.index]
    for column in after:
        if column.field in ("objective", "expected_results") or (column.field == "year" and len(after) == 1):
            column.field = "target"
    if header.fields & {"baseline", "target"}:
        named.field = "indicator"
