"""From what a reader asked to lines of the log, refused before they are written when they could not apply."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import PlanothequeError, UnknownRecord, UsageError
from models.record import Correction
from pipeline import journal
from pipeline.corrections import KEYS, MODELS, OF_ACTION, WHERE, live
from pipeline.ids import content_id
from pipeline.review.base import Base, Row
from pipeline.review.content import record
from pipeline.review.fields import FIELDS, MAIN, label_of

LONGEST = 20_000  # characters of a value
PREFIXES = {"orientations": "ori", "actions": "act", "pilots": "pil", "partners": "par", "costs": "cos", "funders": "fun",
            "indicators": "ind", "targets": "tar"}  # fmt: skip
MOVES = {"actions": {"orientation_id"}, "orientations": {"parent_id"}, **{t: {"action_id"} for t in OF_ACTION}}


class Asked(BaseModel):
    """One decision as the page sends it; ``box`` is (x0, y0, x1, y1) in points of ``page``."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern="^(set|add|drop|merge|accept|undo)$")
    table: str = Field(max_length=40)
    record: str | None = Field(None, max_length=80)
    field: str = Field("", max_length=40)
    value: str | None = Field(None, max_length=LONGEST)
    values: dict[str, str | None] = {}
    page: int | None = Field(None, ge=1, le=100_000)
    box: tuple[float, float, float, float] | None = None


def to_corrections(base: Base, asked: Iterable[Asked], document_id: str, author: str) -> list[Correction]:
    """The lines to add to the log; raises UsageError or UnknownRecord, in French, when one could not apply."""
    made: list[Correction] = []
    now = journal.utc_now()
    for number, one in enumerate(asked):
        line = _line(base, one, document_id)
        if line is None:
            continue
        key = content_id("cor", now.isoformat(), number, one.table, line["record_id"], line["field"], line["new_value"])
        if one.kind == "add":
            line["record_id"] = content_id(PREFIXES[one.table], "correction", key)
        made.append(
            Correction(correction_id=key, document_id=line.pop("document_id"), table_name=one.table, author=author, made_at=now,
                       kind=one.kind, **_place(one), **line)
        )  # fmt: skip
    return made


def _line(base: Base, one: Asked, document_id: str) -> dict[str, Any] | None:
    """The columns that depend on the kind; None when nothing would change."""
    line = {
        "document_id": document_id,
        "record_id": one.record or "",
        "field": one.field,
        "old_value": None,
        "new_value": None,
    }
    if one.kind == "undo":
        return line | _undo(base, one)
    if one.kind == "add":
        return line | {"new_value": _addition(base, one, document_id), "field": ""}
    row = record(base, one.table, line["record_id"])
    if one.table != "organisations":
        if row["document_id"] != document_id:
            raise UnknownRecord(line["record_id"])
    if one.kind == "set":
        return _setting(base, one, line, row)
    if one.kind == "merge":
        if one.table != "organisations" or one.value == one.record:
            raise UsageError("choisissez deux organisations différentes")
        record(base, "organisations", one.value or "")
        return line | {"old_value": row["name"], "new_value": one.value, "field": ""}
    if one.kind == "drop" and one.table not in MODELS:
        raise UsageError("cet enregistrement ne peut pas être écarté")
    agreed = _clean(one.value) if one.kind == "accept" else None  # with a check, as it was told
    return line | {"old_value": row[MAIN[one.table]] or "", "new_value": agreed, "field": ""}


def _undo(base: Base, one: Asked) -> dict[str, Any]:
    target = next((c for c in base.decisions() if c.correction_id == one.record), None)
    if target is None:
        raise UnknownRecord(one.record or "")
    return {"document_id": target.document_id, "field": ""}


def _setting(base: Base, one: Asked, line: dict[str, Any], row: Row) -> dict[str, Any] | None:
    editable = {f.name for f in FIELDS.get(one.table, [])} | MOVES.get(one.table, set())
    if one.field not in editable:
        raise UsageError(f"le champ « {one.field} » ne se corrige pas")
    kind, old = _as_text(base, one.table, one.field, line["record_id"])
    value = _clean(one.value)
    new = None if value is None else _cast(base, kind, value, label_of(one.table, one.field))
    if new is not None and one.field in WHERE:
        target = record(base, WHERE[one.field], new)
        if target["document_id"] != line["document_id"]:
            raise UnknownRecord(new)
    if new is None and not _may_be_empty(one.table, one.field):
        raise UsageError(f"« {label_of(one.table, one.field)} » ne peut pas rester vide")
    earlier = [c for c in live(base.decisions())
               if (c.table_name, c.record_id, c.field) == (one.table, one.record, one.field) and c.kind in (None, "set")]  # fmt: skip
    if new == old and not earlier and one.box is None:
        return None
    # A second correction still stands on what the document says, not on the first.
    read = old
    if earlier:
        read = _read_now(base, line["document_id"], one, kind) if _in_conflict(base, one) else earlier[-1].old_value
    return line | {"old_value": read, "new_value": new}


def _in_conflict(base: Base, one: Asked) -> bool:
    """Whether the reading changed under the correction in force: a new one then stands on the new reading."""
    sql = "select 1 from checks where check_name = 'correction_en_conflit' and table_name = ? and record_id = ?"
    return base.row(sql, [one.table, one.record]) is not None


def _read_now(base: Base, document_id: str, one: Asked, kind: str) -> str | None:
    """What the record file says, under the correction, written as the base writes it."""
    try:
        rows = json.loads(base.settings.records(document_id).read_bytes())
    except (OSError, ValueError):
        return None
    found = [rows["document"]] if one.table == "documents" else rows.get(one.table, [])
    value = next((r.get(one.field) for r in found if r.get(KEYS[one.table]) == one.record), None)
    return None if value is None else _cast(base, kind, str(value), label_of(one.table, one.field))


def _addition(base: Base, one: Asked, document_id: str) -> str:
    if one.table not in MODELS:
        raise UsageError("rien ne s'ajoute ici")
    if one.page is None or one.box is None:
        raise UsageError("montrez d'abord sur la page où c'est imprimé : une valeur sans preuve n'est pas gardée")
    model = MODELS[one.table]
    editable = {f.name for f in FIELDS[one.table]} | MOVES[one.table]
    values = {n: _clean(v) for n, v in one.values.items() if n in editable}
    values = {n: _typed(base, one.table, n, v) for n, v in values.items() if v is not None}
    for name in MOVES[one.table] & set(values):
        if record(base, WHERE[name], values[name])["document_id"] != document_id:
            raise UnknownRecord(values[name])
    if one.table == "orientations":
        values["depth"] = 1 + (_depth(base, values["parent_id"]) if values.get("parent_id") else 0)
    if one.table in ("pilots", "partners"):
        values.setdefault("is_group", False)
    if one.table == "actions":
        values |= {"page_start": one.page, "page_end": one.page}
    if one.table == "orientations":
        values["page"] = one.page
    try:
        model.model_validate({**values, KEYS[one.table]: "x", "document_id": document_id, "position": 1}
                             if "position" in model.model_fields
                             else {**values, KEYS[one.table]: "x", "document_id": document_id})  # fmt: skip
    except ValidationError as error:
        names = ", ".join(f"« {label_of(one.table, str(e['loc'][0]))} »" for e in error.errors() if e["loc"])
        raise UsageError(f"à remplir ou à corriger : {names}") from error
    return json.dumps(values, ensure_ascii=False)


def _depth(base: Base, orientation_id: str) -> int:
    return record(base, "orientations", orientation_id)["depth"]


def _typed(base: Base, table: str, name: str, value: str) -> object:
    """A value as JSON holds it: booleans and numbers as such."""
    kind = _type_of(base, table, name)
    text = _cast(base, kind, value, label_of(table, name))
    if kind == "BOOLEAN":
        return text == "true"
    if kind == "INTEGER":
        return int(text)
    return float(text) if kind == "DOUBLE" else text


def _type_of(base: Base, table: str, name: str) -> str:
    sql = "select data_type from duckdb_columns() where table_name = ? and column_name = ? and schema_name = 'main'"
    return base.row(sql, [table, name])["data_type"]


def _as_text(base: Base, table: str, name: str, record_id: str) -> tuple[str, str | None]:
    """The column's type, and the value in force written as the base writes it; names were found in our own lists."""
    row = base.row(f"select cast({name} as varchar) as v from {table} where {KEYS[table]} = ?", [record_id])
    return _type_of(base, table, name), row["v"] if row else None


def _cast(base: Base, kind: str, value: str, label: str) -> str:
    """``value`` as the base writes it; "12 000,50" is understood as a French number."""
    if kind not in ("VARCHAR", "DATE", "BOOLEAN"):
        value = "".join(value.split()).replace("\u202f", "").replace("€", "").replace(",", ".")
    try:
        row = base.row(f"select cast(try_cast(? as {kind}) as varchar) as v", [value])
    except duckdb.Error:
        row = None
    if row is None or row["v"] is None or (kind == "DOUBLE" and not math.isfinite(float(row["v"]))):
        raise UsageError(f"« {label} » : « {value[:60]} » n'est pas de la bonne forme")
    return row["v"]


def _may_be_empty(table: str, name: str) -> bool:
    found = next((f for f in FIELDS[table] if f.name == name), None)
    return name in ("orientation_id", "parent_id") or bool(found and not found.required)


def _clean(value: str | None) -> str | None:
    """Without what cannot be printed or kept (NUL); None when nothing is left."""
    if value is None:
        return None
    text = "".join(c for c in value.replace("\r\n", "\n") if c.isprintable() or c in "\n\t").strip()
    return text or None


def _place(one: Asked) -> dict[str, Any]:
    if one.page is None or one.box is None:
        return {}
    x0, y0, x1, y1 = one.box
    if not all(map(math.isfinite, one.box)) or max(map(abs, one.box)) > 20_000:
        raise UsageError("le cadre est hors de la page")
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return {"page": one.page, **dict(zip(("x0", "y0", "x1", "y1"), (round(v, 2) for v in box), strict=True))}


def sentence(error: PlanothequeError) -> str:
    """What went wrong, without the remedy meant for the command line."""
    if isinstance(error, UsageError) and error.detail:
        return error.detail[0].upper() + error.detail[1:] + "."
    return error.sentence
