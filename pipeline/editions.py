"""Editions of one plan: each document points at the one it supersedes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from rapidfuzz import fuzz

from pipeline.corrections import live
from pipeline.ids import folded
from pipeline.publishing.tables import published_corrections

# A kind that took another's place: its first edition supersedes the other's last one.
RENAMED = {"PDALPD": "PDALHPD"}
SAME_TITLE = 90  # two volumes of one plan have different titles


@dataclass(frozen=True, slots=True)
class Edition:
    """What tells a plan's editions apart."""

    document_id: str
    title: str
    start: int | None
    end: int | None
    published_on: dt.date | None
    supersedes: str | None

    @property
    def first_year(self) -> int:
        return self.start or (self.published_on.year if self.published_on else 0) or self.end or 0

    @property
    def order(self) -> tuple:
        return (self.first_year, self.end or 0, self.published_on or dt.date.min, self.document_id)


def link_editions(con: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    """A publishing step: set ``documents.supersedes`` within each (plan type, territory), by period then date.

    One pass over ``documents``, whatever changed, as a new edition concerns its neighbours; an analyst's own word on
    the column is kept.
    """
    decided = _decided(con)
    plans: dict[tuple[str, str], list[Edition]] = defaultdict(list)
    for plan_type, territory, code, level, *rest in con.execute(
        "select plan_type, territory, territory_code, territory_level, document_id, title, period_start, period_end, "
        "published_on, supersedes from documents order by document_id"
    ).fetchall():
        edition = Edition(*rest)
        place = (code and f"{level}:{code}") or folded(territory)
        if plan_type and place and edition.first_year:
            plans[RENAMED.get(plan_type, plan_type), place].append(edition)
        else:
            plans["", edition.document_id].append(edition)
    changed = []
    for editions in plans.values():
        linked = earlier_editions(editions)
        for e in editions:
            if e.document_id not in decided and linked.get(e.document_id) != e.supersedes:
                changed.append((e.document_id, linked.get(e.document_id)))
    if changed:
        con.execute(
            "update documents set supersedes = s.earlier from "
            "(select unnest(?::varchar[]) as id, unnest(?::varchar[]) as earlier) s where document_id = s.id",
            [list(column) for column in zip(*changed, strict=True)],
        )


def earlier_editions(editions: Iterable[Edition]) -> dict[str, str]:
    """Document to the one it supersedes, among documents of one plan.

    An earlier first year makes an earlier edition; within one period, only an earlier date under the same title.
    """
    ordered = sorted(editions, key=lambda e: e.order)
    out = {}
    for i, edition in enumerate(ordered):
        for other in reversed(ordered[:i]):
            if _earlier(other, edition):
                out[edition.document_id] = other.document_id
                break
    return out


def _earlier(other: Edition, edition: Edition) -> bool:
    if other.first_year < edition.first_year:
        return True
    dated = other.published_on and edition.published_on and other.published_on < edition.published_on
    return bool(dated and fuzz.ratio(folded(other.title), folded(edition.title)) >= SAME_TITLE)


def _decided(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The documents whose ``supersedes`` an analyst corrected, and did not go back on."""
    made = live(published_corrections(con))
    return {c.record_id for c in made if c.table_name == "documents" and c.field == "supersedes"}
