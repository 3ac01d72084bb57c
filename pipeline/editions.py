"""Editions of one plan: each document points at the one it supersedes."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
from rapidfuzz import fuzz

from pipeline.corrections import live
from pipeline.ids import folded
from pipeline.publishing.tables import published_corrections

# A kind that took another's place has its editions after the other's; a place is its code, else its words.
_PLANS = """
with ids as (select unnest(from_json(?, '["varchar"]'))), keyed as (
  select case plan_type when 'PDALPD' then 'PDALHPD' else plan_type end as kind,
    coalesce(territory_level || ':' || territory_code,
      trim(regexp_replace(replace(lower(strip_accents(territory)), 'œ', 'oe'), '[^a-z0-9]+', ' ', 'g'))) as place,
    document_id, title, period_start, period_end, published_on, supersedes
  from documents
)
from keyed semi join (
  select kind, place from keyed
  where document_id in (from ids) or supersedes in (from ids)
) touched using (kind, place)
where place <> '' order by document_id
"""
SAME_TITLE = 90  # two volumes of one plan have different titles


@dataclass(frozen=True, slots=True)
class Edition:
    """What tells a plan's editions apart; ``first_year`` is 0 when nothing dates it."""

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

    Plans of ``document_ids``, and of the editions that pointed at them, are gone through; an analyst's own word on the
    column is kept.
    """
    plans: dict[tuple[str, str], list[Edition]] = defaultdict(list)
    for kind, place, *rest in con.execute(_PLANS, [json.dumps(document_ids)]).fetchall():
        plans[kind, place].append(Edition(*rest))
    if not plans:
        return
    decided = _decided(con)
    changed = []
    for editions in plans.values():
        linked = earlier_editions(e for e in editions if e.first_year)
        for e in editions:
            if e.document_id not in decided and linked.get(e.document_id) != e.supersedes:
                changed.append((e.document_id, linked.get(e.document_id)))
    if changed:
        # One text: DuckDB takes a list apart value by value, a thousand times more slowly.
        con.execute(
            "update documents set supersedes = s.pair[2] from (select unnest(from_json(?, '[[\"varchar\"]]')) as pair) s "
            "where document_id = s.pair[1]",
            [json.dumps(changed)],
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
