"""What the pages show of the whole library: documents, organisations, decisions, attempts; a page of rows at a time."""

from __future__ import annotations

import json
import os
from typing import Any

from pydantic import ValidationError

from models.record import Correction, Ingestion
from pipeline.confidence import LOW
from pipeline.corrections import live
from pipeline.ids import folded
from pipeline.publishing.tables import MANY, many
from pipeline.review.base import Base, Row
from pipeline.review.fields import CHILDREN, NAMES, label_of
from pipeline.settings import Settings

PER_PAGE = 50
TAIL = 200_000  # bytes of the journal of attempts looked at for the latest
SORTS = {
    "nom": "lower(coalesce(d.title, d.file_name)), d.document_id",
    "territoire": "lower(d.territory) nulls last, d.document_id",
    "doutes": "low desc, warnings desc, d.document_id",
    "actions": "actions desc, d.document_id",
    "recent": "d.ingested_at desc, d.document_id",
}


def documents(base: Base, *, search: str = "", sort: str = "recent", page: int = 1) -> dict[str, Any]:
    """Rows of one page with counts, and how many there are in all."""
    words = folded(search).split()[:8]
    text = "lower(strip_accents(concat_ws(' ', d.title, d.file_name, d.plan_type, d.territory)))"
    where = " and ".join([f"contains({text}, ?)"] * len(words)) or "true"
    total = base.row(f"select count(*) as n from documents d where {where}", words)
    total = total["n"] if total else 0
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    doubts = " union all ".join(f"select document_id, confidence from {t}" for t in ("actions", *CHILDREN))
    # Counted for the documents of the page only, unless the order depends on the counts.
    counted = sort in ("doutes", "actions")
    chosen = "chosen as (select d.* from documents d where {w} {o})".format(
        w=where,
        o=""
        if counted
        else f"order by {SORTS.get(sort, SORTS['recent'])} limit {PER_PAGE} offset {PER_PAGE * (page - 1)}",
    )
    rows = base.rows(
        f"with {chosen}, doubts as (select document_id, count(*) filter (confidence < {LOW}) as low, avg(confidence) as mean "
        f"from ({doubts}) semi join chosen using (document_id) group by 1), "
        "acts as (select document_id, count(*) as n from actions semi join chosen using (document_id) group by 1), "
        "told as (select document_id, count(*) filter (severity = 'error') as errors, count(*) filter (severity = 'warning' and "
        "check_name <> 'low_confidence') as warnings, count(*) filter (check_name = 'correction_en_conflit') as conflicts "
        "from checks semi join chosen using (document_id) group by 1), "
        "bad as (select document_id, count(*) as n from pages semi join chosen using (document_id) where status <> 'ok' group by 1) "
        "select d.*, coalesce(acts.n, 0) as actions, coalesce(low, 0) as low, mean, coalesce(errors, 0) as errors, "
        "coalesce(warnings, 0) as warnings, coalesce(conflicts, 0) as conflicts, coalesce(bad.n, 0) as failed_pages "
        "from chosen d left join acts using (document_id) left join doubts using (document_id) left join told using (document_id) "
        f"left join bad using (document_id) order by {SORTS.get(sort, SORTS['recent'])}"
        + (f" limit {PER_PAGE} offset {PER_PAGE * (page - 1)}" if counted else ""),
        words,
    )  # fmt: skip
    return {"rows": rows, "total": total, "page": page, "pages": pages, "search": search, "sort": sort}


def organisations(base: Base, *, search: str = "", page: int = 1) -> dict[str, Any]:
    """Those written most often first, with the ways they are written."""
    words = folded(search).split()[:8]
    where = " and ".join(
        ["contains(lower(strip_accents(concat_ws(' ', o.name, o.acronym, a.written))), ?)"] * len(words)
    )
    rows = base.rows(
        "with cited as (select organisation_id from pilots union all select organisation_id from partners union all "
        "select organisation_id from funders), n as (select organisation_id, count(*) as cited from cited group by 1), "
        "a as (select organisation_id, string_agg(distinct alias, ' · ' order by alias) as written, "
        "count(distinct document_id) as documents from organisation_aliases group by 1) "
        "select o.*, coalesce(n.cited, 0) as cited, a.written, coalesce(a.documents, 0) as documents, count(*) over () as total "
        f"from organisations o left join n using (organisation_id) left join a using (organisation_id) where {where or 'true'} "
        f"order by cited desc, lower(o.name), o.organisation_id limit {PER_PAGE} offset ?",
        [*words, PER_PAGE * (max(page, 1) - 1)],
    )
    total = rows[0]["total"] if rows else 0
    return {
        "rows": rows,
        "total": total,
        "page": max(page, 1),
        "pages": max(1, -(-total // PER_PAGE)),
        "search": search,
    }


def decisions(base: Base, *, document_id: str | None = None, page: int = 1) -> dict[str, Any]:
    """The log, latest first, each line with its French sentence and whether it can be gone back on."""
    log = [c for c in base.decisions() if document_id in (None, c.document_id)]
    in_force = {c.correction_id for c in live(base.decisions())}
    pages = max(1, -(-len(log) // PER_PAGE))
    page = min(max(page, 1), pages)
    shown = log[::-1][PER_PAGE * (page - 1) : PER_PAGE * page]
    ids = {c.document_id for c in shown}
    titles = {r["document_id"]: r["name"] for r in base.rows(
        f"select document_id, coalesce(title, file_name) as name from documents where document_id in {MANY}", [many(ids)]
    )}  # fmt: skip
    by_id = {c.correction_id: c for c in base.decisions()}
    rows = [
        {"line": c, "what": told(c, by_id), "document": titles.get(c.document_id), "live": c.correction_id in in_force,
         "old": c.old_value, "new": _value(c)}
        for c in shown
    ]  # fmt: skip
    return {"rows": rows, "total": len(log), "page": page, "pages": pages}


def told(c: Correction, by_id: dict[str, Correction]) -> str:
    """What was done, in French, without the values."""
    name = NAMES.get(c.table_name, (c.table_name, ""))[0]
    if c.kind == "undo":
        target = by_id.get(c.record_id)
        return f"Annulation ({told(target, {}).lower()})" if target and target.kind != "undo" else "Annulation rétablie"
    return {
        "add": f"Ajout : {name}", "drop": f"Écarté : {name}", "merge": "Organisations réunies", "accept": f"Vérifié : {name}",
    }.get(c.kind or "set", f"{name.capitalize()} : {label_of(c.table_name, c.field).lower()}")  # fmt: skip


def _value(c: Correction) -> str | None:
    if c.kind != "add":
        return c.new_value
    try:
        values = json.loads(c.new_value or "{}")
    except ValueError:
        return c.new_value
    return (
        next((str(values[n]) for n in ("mention", "title", "text") if values.get(n)), "")
        if isinstance(values, dict)
        else None
    )


def attempts(settings: Settings, limit: int = 12) -> list[Ingestion]:
    """The latest attempts, latest first, read from the end of the journal: also those not published yet."""
    try:
        with open(settings.ingestions, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL))
            lines = file.read().splitlines()
    except OSError:
        return []
    found = []
    for line in reversed(lines):
        try:
            found.append(Ingestion.model_validate_json(line))
        except ValidationError:  # torn, or cut by where we began
            continue
        if len(found) == limit:
            break
    return found


def totals(base: Base) -> Row:
    """A few figures for the top of the home page."""
    row = base.row(
        "select (select count(*) from documents) as documents, (select count(*) from actions) as actions, "
        "(select count(*) from organisations) as organisations, (select coalesce(sum(page_count), 0) from documents) as pages"
    )
    return row or {"documents": 0, "actions": 0, "organisations": 0, "pages": 0}
