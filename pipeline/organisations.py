"""The mentions that linking left for a person: names of no list, and names between two organisations."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.query import connect

COLUMNS = ("situation", "ecriture", "mentions", "documents", "exemple", "identifiant", "remarque")
UNKNOWN, DOUBTFUL = "inconnue", "douteuse"

_LEFT = """
with named as (
  select document_id, organisation_id, mention, pilot_id as record_id, 'pilots' as table_name from pilots where not is_group
  union all select document_id, organisation_id, mention, partner_id, 'partners' from partners where not is_group
  union all select document_id, organisation_id, mention, funder_id, 'funders' from funders
), places as (
  select n.organisation_id, d.file_name || ', p. ' || min(e.page) as place,
    row_number() over (partition by n.organisation_id order by d.file_name) as n
  from named n join documents d using (document_id)
  join evidence e on e.record_id = n.record_id and e.table_name = n.table_name and e.document_id = n.document_id
  group by n.organisation_id, d.file_name
)
select case o.origin when 'doubtful' then 'douteuse' else 'inconnue' end as situation,
  string_agg(distinct n.mention, ' | ' order by n.mention) as ecriture,
  count(*) as mentions, count(distinct n.document_id) as documents,
  (select place from places p where p.organisation_id = o.organisation_id and p.n = 1) as exemple,
  o.organisation_id as identifiant,
  (select any_value(c.message order by c.document_id) from checks c
    where c.check_name = 'organisation_douteuse' and c.record_id = o.organisation_id) as remarque
from named n join organisations o using (organisation_id)
where o.origin in (select unnest(?::varchar[]))
group by o.organisation_id, o.origin
order by situation, mentions desc, ecriture
"""


@dataclass(frozen=True, slots=True)
class Left:
    """``rows`` follow ``COLUMNS``; ``mentions`` counts every mention of the base that is not a group."""

    rows: list[tuple]
    mentions: int

    def summary(self) -> str:
        told = []
        for situation in (DOUBTFUL, UNKNOWN):
            rows = [r for r in self.rows if r[0] == situation]
            if rows:
                s = "s" * (len(rows) > 1)
                told.append(f"{len(rows)} {situation}{s} ({sum(r[2] for r in rows)} mentions)")
        return f"{', '.join(told) or 'Rien à trancher'} sur {self.mentions} mentions d'organisations."


def left_to_decide(database: Path, *, doubtful: bool = True, unknown: bool = True) -> Left:
    """What is left, the doubtful first, the most frequent first; raises NoDatabase."""
    origins = ["doubtful"] * doubtful + ["document"] * unknown
    with connect(database) as con:
        rows = con.execute(_LEFT, [origins]).fetchall()
        count = con.execute(
            "select (select count(*) from pilots where not is_group) + (select count(*) from partners where not is_group) "
            "+ (select count(*) from funders)"
        ).fetchone()[0]
    return Left(rows, count)
