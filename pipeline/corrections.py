"""What an analyst decided, laid over what was read, at every publication.

A decision is a line of the log and is never rewritten: to go back on one is one more line. Each names what was read when
it was made (``old_value``); when the document is later read otherwise, the decision stands and a row of ``checks`` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import duckdb
from pydantic import ValidationError

from models import record
from models.record import Correction
from pipeline.ids import content_id, folded
from pipeline.publishing.tables import MANY, many

# Tables an analyst may correct, and the column that names their records.
KEYS = {
    "documents": "document_id", "orientations": "orientation_id", "actions": "action_id",
    "organisations": "organisation_id", "pilots": "pilot_id", "partners": "partner_id", "costs": "cost_id",
    "funders": "funder_id", "indicators": "indicator_id", "targets": "target_id",
}  # fmt: skip
FIXED = {"document_id", "sha256", "pipeline_version", "ingested_at"}  # what ties records together is not corrected
MODELS = {
    "orientations": record.Orientation, "actions": record.Action, "pilots": record.Pilot, "partners": record.Partner,
    "costs": record.Cost, "funders": record.Funder, "indicators": record.Indicator, "targets": record.Target,
}  # fmt: skip
OF_ACTION = ("pilots", "partners", "costs", "funders", "indicators", "targets")
ACTORS = ("pilots", "partners", "funders")
WHERE = {"orientation_id": "orientations", "parent_id": "orientations", "action_id": "actions", "cost_id": "costs",
         "organisation_id": "organisations"}  # fmt: skip
NO_EFFECT, CONFLICT = "correction_sans_effet", "correction_en_conflit"
METHOD = "correction"  # of the evidence a correction brings

Columns = dict[str, dict[str, str]]


def live(corrections: Iterable[Correction]) -> list[Correction]:
    """Those in force, in the order made: what was undone is out, and the undoings; an undoing may be undone."""
    undone: set[str] = set()
    kept = []
    for c in reversed(list(corrections)):
        if c.correction_id in undone:
            continue
        if c.kind == "undo":
            undone.add(c.record_id)
        else:
            kept.append(c)
    return kept[::-1]


def apply_corrections(
    con: duckdb.DuckDBPyConnection,
    corrections: Iterable[Correction],
    columns: Columns,
    document_ids: Sequence[str] | None = None,
) -> None:
    """Apply those in force to rows just loaded; of two values for one field the last wins.

    ``document_ids``: the documents whose rows were just loaded, None for all. One that cannot apply, or whose value is no
    longer what it was made on, becomes a row of ``checks``. Applying twice is applying once.
    """
    wanted = None if document_ids is None else set(document_ids)
    in_force = [
        c for c in live(corrections) if wanted is None or c.document_id in wanted or c.table_name == "organisations"
    ]
    if not in_force:
        return
    rows = con.execute(
        f"select document_id from documents where document_id in {MANY}", [many({c.document_id for c in in_force})]
    ).fetchall()
    present = {r[0] for r in rows}
    last = {(c.table_name, c.record_id, c.field): c for c in in_force if c.kind in (None, "set")}
    for c in in_force:
        if c.document_id not in present:
            continue
        if c.kind in (None, "set") and last[c.table_name, c.record_id, c.field] is not c:
            continue
        name, problem = _APPLY[c.kind or "set"](con, c, columns) or (None, None)
        if name:
            _tell(con, c, name, problem)


def _tell(con: duckdb.DuckDBPyConnection, c: Correction, name: str, problem: str) -> None:
    row = [c.document_id, name, "warning", c.table_name, c.record_id, c.page, problem]
    con.execute(
        "insert into checks (document_id, check_name, severity, table_name, record_id, page, message) "
        "select * from (values (?, ?, ?, ?, ?, cast(? as integer), ?)) v(d, n, s, t, r, p, m) where not exists "
        "(from checks where document_id = d and check_name = n and table_name = t and record_id = r and message = m)",
        row,
    )


def _no_effect(told: str) -> tuple[str, str]:
    return NO_EFFECT, told


def _set(con: duckdb.DuckDBPyConnection, c: Correction, columns: Columns) -> tuple[str, str] | None:
    key = KEYS.get(c.table_name)
    kind = columns.get(c.table_name, {}).get(c.field) if key else None
    if key is None or kind is None or c.field == key or c.field in FIXED:
        return _no_effect(f"La correction de « {c.field} » dans « {c.table_name} » ne peut pas être appliquée.")
    # Names below are the schema's: they were found in it. The value travels as a parameter.
    row = con.execute(
        f"select cast({c.field} as varchar), cast(try_cast(? as {kind}) as varchar) from {c.table_name} where {key} = ?",
        [c.new_value, c.record_id],
    ).fetchone()
    if row is None:
        return _no_effect(f"La correction de « {c.field} » vise un enregistrement qui n'existe plus.")
    if not _exists(con, c.table_name, c.record_id, c.document_id):
        return _no_effect(f"La correction de « {c.field} » vise un enregistrement d'un autre document.")
    read, new = row
    if new is None and c.new_value is not None:
        return _no_effect(f"La correction de « {c.field} » n'est pas de la bonne forme : « {c.new_value} ».")
    if new is None and not _nullable(con, c.table_name, c.field):
        return _no_effect(f"La correction de « {c.field} » laisserait vide une colonne obligatoire.")
    if new is not None and c.field in WHERE and not _may_point(con, c, new):
        return _no_effect(f"La correction de « {c.field} » mène à un enregistrement qui n'existe pas ou plus.")
    con.execute(f"update {c.table_name} set {c.field} = cast(? as {kind}) where {key} = ?", [new, c.record_id])
    if c.field == "mention" and c.table_name in ACTORS and new != read:
        organisation = _organisation(con, c.document_id, new)
        con.execute(f"update {c.table_name} set organisation_id = ? where {key} = ?", [organisation, c.record_id])
    if c.page is not None:
        evidence = "action_texts" if c.table_name == "actions" and c.field != "title" else c.table_name
        con.execute("delete from evidence where record_id = ? and table_name = ? and field is not distinct from ?",
                    [c.record_id, evidence, c.field])  # fmt: skip
        _prove(con, c, evidence, c.record_id, c.field, new)
    old = None if c.old_value is None else _as(con, kind, c.old_value)
    noted = c.kind is not None or c.old_value is not None  # a line of before kinds may not say what it corrected
    if noted and read not in (old, new):
        return CONFLICT, (
            f"« {c.field} » a été corrigé en « {_short(new)} » quand on lisait « {_short(c.old_value)} » ; "
            f"on lit maintenant « {_short(read)} ». La correction est gardée : à confirmer ou à annuler."
        )
    return None


def _add(con: duckdb.DuckDBPyConnection, c: Correction, columns: Columns) -> tuple[str, str] | None:
    """``record_id`` is the new record's, ``new_value`` its fields in JSON, the box where it is printed."""
    model, key = MODELS.get(c.table_name), KEYS.get(c.table_name)
    if model is None:
        return _no_effect(f"On ne peut pas ajouter de ligne dans « {c.table_name} ».")
    if con.execute(f"select 1 from {c.table_name} where {key} = ?", [c.record_id]).fetchone():
        return None
    try:
        given = json.loads(c.new_value or "")
        values = {**given, key: c.record_id, "document_id": c.document_id, "confidence": 1.0}
        for name, where in WHERE.items():
            linked = name in model.model_fields and name != key and values.get(name)
            if linked and not _exists(con, where, values[name], c.document_id):
                return _no_effect("L'ajout se rattache à un enregistrement qui n'existe pas ou plus.")
        if "position" in model.model_fields:
            within = "action_id" if "action_id" in given else "document_id"
            sql = f"select coalesce(max(position), 0) + 1 from {c.table_name} where {within} = ?"
            values.setdefault("position", con.execute(sql, [values[within]]).fetchone()[0])
        row = model.model_validate(values).model_dump()
    except (ValueError, TypeError, KeyError, ValidationError):
        return _no_effect("L'ajout n'est pas de la bonne forme.")
    if c.table_name in ACTORS and not row["organisation_id"]:
        row["organisation_id"] = _organisation(con, c.document_id, row["mention"])
    names = [n for n in columns[c.table_name] if n in row]
    con.execute(f"insert into {c.table_name} ({', '.join(names)}) values ({', '.join('?' * len(names))})",
                [row[n] for n in names])  # fmt: skip
    shown = next((n for n in ("mention", "title", "text") if n in row), "")
    _prove(con, c, c.table_name, c.record_id, shown, row.get(shown))
    return None


def _drop(con: duckdb.DuckDBPyConnection, c: Correction, _: Columns) -> tuple[str, str] | None:
    if c.table_name not in MODELS:
        return _no_effect(f"On ne peut pas écarter une ligne de « {c.table_name} ».")
    if not _exists(con, c.table_name, c.record_id, c.document_id):
        return _no_effect("L'enregistrement écarté n'existe plus.")
    if c.table_name == "orientations":  # what it held goes up one level
        up = con.execute("select parent_id from orientations where orientation_id = ?", [c.record_id]).fetchone()[0]
        con.execute("update orientations set parent_id = ? where parent_id = ?", [up, c.record_id])
        con.execute("update actions set orientation_id = ? where orientation_id = ?", [up, c.record_id])
    if c.table_name == "actions":
        for table in OF_ACTION:
            ids = con.execute(f"select {KEYS[table]} from {table} where action_id = ?", [c.record_id]).fetchall()
            for (one,) in ids:
                _remove(con, table, one)
    if c.table_name == "costs":
        con.execute("update funders set cost_id = null where cost_id = ?", [c.record_id])
    _remove(con, c.table_name, c.record_id)
    return None


def _merge(con: duckdb.DuckDBPyConnection, c: Correction, _: Columns) -> tuple[str, str] | None:
    """``record_id`` becomes ``new_value``, in every document."""
    if c.table_name != "organisations" or c.new_value in (None, c.record_id):
        return _no_effect("Seules deux organisations différentes peuvent être réunies.")
    if not _exists(con, "organisations", c.new_value):
        return _no_effect("L'organisation à laquelle une autre devait être réunie n'existe plus.")
    for table in (*ACTORS, "organisation_aliases"):
        con.execute(f"update {table} set organisation_id = ? where organisation_id = ?", [c.new_value, c.record_id])
    con.execute("update evidence set record_id = ? where record_id = ? and table_name = 'organisations'",
                [c.new_value, c.record_id])  # fmt: skip
    con.execute("delete from organisations where organisation_id = ?", [c.record_id])
    return None


def _accept(_con: duckdb.DuckDBPyConnection, _c: Correction, _: Columns) -> None:
    """A reader agreed: nothing to change, the log says who and when."""


_APPLY = {"set": _set, "add": _add, "drop": _drop, "merge": _merge, "accept": _accept}


def _remove(con: duckdb.DuckDBPyConnection, table: str, record_id: str) -> None:
    con.execute(f"delete from {table} where {KEYS[table]} = ?", [record_id])
    for told in ("evidence", "checks"):
        con.execute(f"delete from {told} where record_id = ? and table_name in (?, 'action_texts')", [record_id, table])


def _prove(
    con: duckdb.DuckDBPyConnection, c: Correction, table: str, record_id: str, field: str, text: str | None
) -> None:
    if None in (c.page, c.x0, c.y0, c.x1, c.y1):
        return
    con.execute(
        "insert into evidence (evidence_id, document_id, table_name, record_id, field, page, x0, y0, x1, y1, text, method, "
        "confidence) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) on conflict do nothing",
        [content_id("evi", METHOD, c.correction_id), c.document_id, table, record_id, field, c.page,
         c.x0, c.y0, c.x1, c.y1, text, METHOD],
    )  # fmt: skip


def _organisation(con: duckdb.DuckDBPyConnection, document_id: str, mention: str) -> str:
    """Who a corrected mention names: the one this document, else another, writes so; else a new organisation."""
    rows = con.execute(
        "select alias, organisation_id from organisation_aliases order by document_id = ? desc, alias, organisation_id",
        [document_id],
    ).fetchall()
    asked = folded(mention)
    for alias, organisation in rows:
        if folded(alias) == asked:
            return organisation
    organisation = content_id("org", METHOD, asked)
    con.execute("insert into organisations (organisation_id, name) values (?, ?) on conflict do nothing",
                [organisation, mention])  # fmt: skip
    con.execute("insert into organisation_aliases (organisation_id, alias, document_id) values (?, ?, ?)",
                [organisation, mention, document_id])  # fmt: skip
    return organisation


def _exists(con: duckdb.DuckDBPyConnection, table: str, record_id: str, document_id: str | None = None) -> bool:
    """Whether there is such a record, in that document for those that belong to one."""
    within = "" if table == "organisations" or document_id is None else " and document_id = ?"
    values = [record_id, document_id] if within else [record_id]
    return con.execute(f"select 1 from {table} where {KEYS[table]} = ?{within}", values).fetchone() is not None


def _may_point(con: duckdb.DuckDBPyConnection, c: Correction, target: str) -> bool:
    if not _exists(con, WHERE[c.field], target, c.document_id):
        return False
    above: str | None = target
    while c.field == "parent_id" and above:  # an orientation never ends up under itself
        if above == c.record_id:
            return False
        above = con.execute("select parent_id from orientations where orientation_id = ?", [above]).fetchone()[0]
    return True


def _nullable(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    query = "select is_nullable from duckdb_columns() where schema_name = 'main' and table_name = ? and column_name = ?"
    return bool(con.execute(query, [table, column]).fetchone()[0])


def _as(con: duckdb.DuckDBPyConnection, kind: str, value: str) -> str:
    """A value written as the base writes those of its type: "12000" is "12000.00" for an amount."""
    return con.execute(f"select coalesce(cast(try_cast(? as {kind}) as varchar), ?)", [value, value]).fetchone()[0]


def _short(value: str | None) -> str:
    text = "rien" if value is None else " ".join(value.split())
    return text if len(text) <= 80 else text[:79] + "…"
