"""What the pages show of one document: its tree, an action with all that hangs from it, the boxes of a page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from models.errors import UnknownRecord
from models.record import Correction
from pipeline.confidence import LOW
from pipeline.corrections import KEYS, live
from pipeline.publishing.tables import MANY, many
from pipeline.review.base import Base, Row
from pipeline.review.fields import CHILDREN, FIELDS, MAIN
from pipeline.review.svg import visible


def document(base: Base, document_id: str) -> Row:
    """The row of a document; raises UnknownRecord."""
    row = base.row("select * from documents where document_id = ?", [document_id])
    if row is None:
        raise UnknownRecord(document_id[:40])
    return row


def tree(base: Base, document_id: str) -> list[Row]:
    """Orientations and actions in one list, in reading order, each with its depth: ready to be written down."""
    orientations = base.rows("select * from orientations where document_id = ? order by position", [document_id])
    doubts = " union all ".join(
        f"select action_id, count(*) filter (confidence < {LOW}) as low from {t} where document_id = $1 group by 1"
        for t in CHILDREN
    )
    actions = base.rows(
        f"select a.action_id, a.orientation_id, a.number, a.title, a.label, a.page_start, a.position, a.confidence, "
        f"coalesce(d.low, 0) + (coalesce(a.confidence, 1) < {LOW})::int as low from actions a "
        f"left join (select action_id, sum(low) as low from ({doubts}) group by 1) d using (action_id) "
        "where a.document_id = $1 order by a.position",
        [document_id],
    )
    below: dict[str | None, list[Row]] = defaultdict(list)
    known = {o["orientation_id"] for o in orientations}
    for o in orientations:
        below[o["parent_id"] if o["parent_id"] in known else None].append(o)
    held: dict[str | None, list[Row]] = defaultdict(list)
    for a in actions:
        held[a["orientation_id"] if a["orientation_id"] in known else None].append(a)
    out: list[Row] = []

    def walk(parent: str | None, depth: int) -> None:
        for o in below[parent]:
            out.append({**o, "is_action": False, "level": depth})
            out.extend({**a, "is_action": True, "level": depth + 1} for a in held[o["orientation_id"]])
            walk(o["orientation_id"], depth + 1)

    walk(None, 0)
    out.extend({**a, "is_action": True, "level": 0} for a in held[None])
    return out


def record(base: Base, table: str, record_id: str) -> Row:
    """One row of a table that may be corrected; raises UnknownRecord."""
    row = None
    if table in KEYS:
        row = base.row(f"select * from {table} where {KEYS[table]} = ?", [record_id])
    if row is None:
        raise UnknownRecord(record_id[:60])
    return row


def action(base: Base, action_id: str) -> dict[str, Any]:
    """The action, its children by table, and where each was read: ``places[record_id]`` by field."""
    row = record(base, "actions", action_id)
    children = {}
    for table in CHILDREN:
        order = "position" if table not in ("costs", "targets") else KEYS[table]
        children[table] = base.rows(f"select * from {table} where action_id = ? order by {order}", [action_id])
    ids = [action_id, *(r[KEYS[t]] for t, rows in children.items() for r in rows)]
    return {"row": row, "children": children, "places": places(base, ids)}


def places(base: Base, record_ids: list[str]) -> dict[str, list[Row]]:
    """Evidence by record, in page order."""
    found: dict[str, list[Row]] = defaultdict(list)
    rows = base.rows(f"select * from evidence where record_id in {MANY} order by page, y0, x0", [many(record_ids)])
    for row in rows:
        found[row["record_id"]].append(row)
    return found


def boxes(base: Base, document_id: str, page: int) -> list[Row]:
    """Every box of a page: what a record is, what it says, the action it belongs to."""
    owners = " union all ".join(f"select {KEYS[t]} as id, action_id from {t} where document_id = $1" for t in CHILDREN)
    return base.rows(
        "select e.evidence_id as id, e.table_name as kind, e.record_id as record, e.field, e.text, e.confidence, "
        "e.x0, e.y0, e.x1, e.y1, e.method, case when e.table_name in ('actions', 'action_texts') then e.record_id "
        f"else o.action_id end as action from evidence e left join ({owners}) o on o.id = e.record_id "
        "where e.document_id = $1 and e.page = $2 order by (e.x1 - e.x0) * (e.y1 - e.y0) desc, e.evidence_id",
        [document_id, page],
    )


def page_sizes(base: Base, document_id: str) -> list[Row]:
    return base.rows(
        "select page, width, height, kind, status, message from pages where document_id = ? order by page",
        [document_id],
    )


def settled(base: Base, document_id: str) -> dict[tuple[str, str], list[Correction]]:
    """Decisions in force on the document, by record."""
    found: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for c in live(base.decisions()):
        if c.document_id == document_id:
            found[c.table_name, c.record_id].append(c)
    return found


def to_check(base: Base, document_id: str, limit: int = 300) -> list[Row]:
    """What is worth a look, the gravest first: conflicts, warnings, then the values least sure; less what was settled.

    Each row: table_name, record_id, action_id, label, field, told, page, confidence, rank.
    """
    lows = []
    for table in ("actions", "orientations", *CHILDREN):
        action = "null" if table == "orientations" else "action_id"
        lows.append(
            f"select '{table}' as table_name, {KEYS[table]} as record_id, {action} as action_id, {MAIN[table]} as label, "
            f"confidence, 3 as rank, null as told, null as check_name, null::integer as page from {table} "
            f"where document_id = $1 and confidence < {LOW}"
        )
    owners = " union all ".join(f"select {KEYS[t]} as id, action_id from {t} where document_id = $1" for t in CHILDREN)
    rows = base.rows(
        f"with low as ({' union all '.join(lows)}), told as (select c.table_name, c.record_id, "
        "case when c.table_name = 'actions' then c.record_id else o.action_id end as action_id, c.message as label, "
        "null::double as confidence, case when check_name = 'correction_en_conflit' then 0 when severity = 'error' or check_name = 'plan_doubtful' then 1 "
        f"else 2 end as rank, c.message as told, c.check_name, c.page from checks c left join ({owners}) o "
        "on o.id = c.record_id where c.document_id = $1 and severity <> 'info' and check_name <> 'low_confidence'), "
        "every as (from low union all by name from told) "
        "select t.* exclude (page), coalesce(t.page, e.page) as page from every t left join "
        "(select record_id, min(page) as page from evidence where document_id = $1 group by 1) e using (record_id) "
        "order by rank, confidence nulls first, page nulls last, record_id limit $2",
        [document_id, limit],
    )
    decided = settled(base, document_id)
    key = ("documents", document_id)  # what a check of no record is agreed with under
    return [
        r for r in rows if r["rank"] == 0 or not _looked_at(r, decided.get((r["table_name"], r["record_id"]) if r["record_id"] else key, []))
    ]  # fmt: skip


def _looked_at(row: Row, decisions: list[Correction]) -> bool:
    """Agreed with as it reads now, or corrected since."""
    label = visible(row["label"] or "")
    for c in decisions:
        if c.kind in (None, "set", "add") and row["record_id"]:
            return True
        if c.kind == "accept" and label in (visible(c.old_value or ""), c.new_value):
            return True
    return False


def shown_fields(table: str, row: Row) -> list[tuple[str, str, str]]:
    """Name, French label and shown value of the fields that say something, the main one apart."""
    out = []
    for f in FIELDS[table]:
        if f.name != MAIN[table] and row.get(f.name) not in (None, "", False):
            out.append((f.name, f.label, "groupe" if f.name == "is_group" else f.shown(row[f.name])))
    return out
