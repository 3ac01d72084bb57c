"""What an analyst decided, laid over what was read, at every publication."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from models.record import Correction

# Tables an analyst may correct, and the column that names their records.
KEYS = {
    "documents": "document_id", "orientations": "orientation_id", "actions": "action_id",
    "organisations": "organisation_id", "pilots": "pilot_id", "partners": "partner_id", "costs": "cost_id",
    "funders": "funder_id", "indicators": "indicator_id", "targets": "target_id",
}  # fmt: skip
FIXED = {"document_id", "sha256", "pipeline_version", "ingested_at"}  # what ties records together is not corrected


def apply_corrections(
    con: duckdb.DuckDBPyConnection, corrections: Iterable[Correction], columns: dict[str, dict[str, str]]
) -> None:
    """Apply in the order made, the last word winning; one that cannot apply becomes a row of ``checks``."""
    for c in corrections:
        problem = _apply(con, c, columns)
        if problem:
            con.execute(
                "insert into checks (document_id, check_name, severity, table_name, record_id, message) "
                "values (?, 'correction_sans_effet', 'warning', ?, ?, ?)",
                [c.document_id, c.table_name, c.record_id, problem],
            )


def _apply(con: duckdb.DuckDBPyConnection, c: Correction, columns: dict[str, dict[str, str]]) -> str | None:
    key = KEYS.get(c.table_name)
    kind = columns.get(c.table_name, {}).get(c.field) if key else None
    if key is None or kind is None or c.field == key or c.field in FIXED:
        return f"La correction de « {c.field} » dans « {c.table_name} » ne peut pas être appliquée."
    # Names below are the schema's: they were found in it. The value travels as a parameter.
    fits, missing = con.execute(f"select try_cast(? as {kind}) is not null or ? is null, not exists "
                                f"(from {c.table_name} where {key} = ?)",
                                [c.new_value, c.new_value, c.record_id]).fetchone()  # fmt: skip
    if missing:
        return f"La correction de « {c.field} » vise un enregistrement qui n'existe plus."
    if not fits:
        return f"La correction de « {c.field} » n'est pas de la bonne forme : « {c.new_value} »."
    if c.new_value is None and not _nullable(con, c.table_name, c.field):
        return f"La correction de « {c.field} » laisserait vide une colonne obligatoire."
    con.execute(f"update {c.table_name} set {c.field} = cast(? as {kind}) where {key} = ?", [c.new_value, c.record_id])
    return None


def _nullable(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    query = "select is_nullable from duckdb_columns() where table_name = ? and column_name = ? and not internal"
    return bool(con.execute(query, [table, column]).fetchone()[0])
