"""The database is derived: built whole from record files and journals, then put in place at once.

A reader keeps the file it opened, the next one gets the new file, and a killed publisher leaves
the old one. DuckDB parses the record files itself, a batch at a time, in one transaction.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from models.record import Correction, Ingestion, Row
from pipeline import atomic, journal
from pipeline.corrections import apply_corrections
from pipeline.settings import Settings

BATCH = 200  # record files parsed at a time: bounds memory
LARGEST_RECORD_FILE = 1 << 30  # bytes
OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
SCHEMA = Path(__file__).with_name("schema.sql")
JOURNALS = ("ingestions", "corrections")
SHARED = ("organisations",)  # rows several documents may give: the first document's wins


@dataclass
class Published:
    """``left_out``: record files that could not be loaded, with why; the others are in."""

    documents: int = 0
    left_out: list[str] = field(default_factory=list)


def publish(settings: Settings) -> Published:
    """Build the database from the truth on disk and replace the one readers open. Holds no lock itself."""
    files = sorted(settings.documents.glob("*/records.json"))
    try:
        return _publish(settings, files, [])
    except (duckdb.Error, ValueError):
        reasons = _refused(files)
        if not reasons:  # not one document's fault
            raise
        left_out = [f"{file.parent.name} : {reason}" for file, reason in reasons.items()]
        return _publish(settings, [f for f in files if f not in reasons], left_out)


def connect_offline(path: str | Path = ":memory:", **config: object) -> duckdb.DuckDBPyConnection:
    """A read-write connection that never looks for extensions on the network."""
    return duckdb.connect(str(path), config={**OFFLINE, **config})


def columns_of(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Table to column to type, in the schema's order."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where not internal order by table_oid, column_index"
    ).fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables


def _publish(settings: Settings, files: list[Path], left_out: list[str]) -> Published:
    folder = settings.structured / f"{atomic.TEMPORARY}publish"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    target = folder / "new.duckdb"
    try:
        con = connect_offline(target, temp_directory=str(folder / "spill"))
        try:
            con.execute("begin")
            con.execute(SCHEMA.read_text(encoding="utf-8"))
            load_documents(con, files)
            _load_journal(con, "ingestions", journal.rows(settings.ingestions, Ingestion), folder)
            corrections = journal.rows(settings.corrections, Correction)
            _load_journal(con, "corrections", corrections, folder)
            apply_corrections(con, corrections, columns_of(con))
            con.execute("commit")
            con.execute("checkpoint")
        finally:
            con.close()
        with open(target, "rb+") as file:
            os.fsync(file.fileno())
        _put_in_place(target, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Published(len(files), left_out)


def _put_in_place(new: Path, settings: Settings) -> None:
    """Replace the database; where a reader forbids it (Windows), put a numbered snapshot beside it."""
    earlier = sorted(settings.structured.glob("planotheque.*.duckdb"))
    try:
        atomic.replace(new, settings.database)
    except PermissionError:
        last = int(earlier[-1].suffixes[-2].lstrip(".")) if earlier else 0
        atomic.replace(new, settings.structured / f"planotheque.{last + 1:06d}.duckdb")
        return
    for useless in (*earlier, settings.database.with_name(settings.database.name + ".wal")):
        with suppress(OSError):  # gone already, or still read: removed another time
            useless.unlink()


def load_documents(con: duckdb.DuckDBPyConnection, files: Iterable[Path]) -> None:
    """Insert the rows of record files, in order; raises duckdb.Error or ValueError."""
    tables = {t: c for t, c in columns_of(con).items() if t not in JOURNALS}
    shape = {"document": _struct(tables["documents"])}
    shape |= {t: _struct(c) + "[]" for t, c in tables.items() if t != "documents"}
    for batch in _batches(list(files)):
        con.execute(
            "create or replace temp table batch as select * from read_json(?, format='unstructured', "
            "maximum_object_size=?, columns=?)",
            [[str(f) for f in batch], LARGEST_RECORD_FILE, shape],
        )
        loaded = con.execute("select count(*) from batch").fetchone()[0]
        if loaded != len(batch):  # DuckDB passes over empty files without a word
            raise ValueError("fichier d'enregistrements vide ou multiple")
        for table, columns in tables.items():
            _insert(con, table, list(columns))
    con.execute("drop table if exists batch")


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    """Names come from the schema, never from a document, so the SQL may be put together."""
    row = "document" if table == "documents" else f"unnest({table})"
    conflict = " on conflict do nothing" if table in SHARED else ""
    names = ", ".join(columns)
    values = ", ".join(f"r.{c}" for c in columns)
    con.execute(f"insert into {table} ({names}) select {values} from (select {row} as r from batch){conflict}")


def _load_journal(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row], folder: Path) -> None:
    path = folder / f"{table}.jsonl"
    path.write_text("".join(row.model_dump_json() + "\n" for row in rows), encoding="utf-8")
    columns = columns_of(con)[table]
    names = ", ".join(columns)
    con.execute(
        f"insert into {table} ({names}) select {names} from read_json(?, format='newline_delimited', columns=?)",
        [str(path), columns],
    )


def _refused(files: Iterable[Path]) -> dict[Path, str]:
    """The record files that cannot be loaded after those before them, with why; slow, for when one is bad."""
    reasons = {}
    with connect_offline() as con:
        con.execute(SCHEMA.read_text(encoding="utf-8"))
        for file in files:
            con.execute("begin")
            try:
                load_documents(con, [file])
                con.execute("commit")
            except (duckdb.Error, ValueError) as error:
                con.execute("rollback")
                reasons[file] = str(error).splitlines()[0][:200]
    return reasons


def _struct(columns: dict[str, str]) -> str:
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in columns.items()) + ")"


def _batches(files: list[Path]) -> Iterator[list[Path]]:
    for start in range(0, len(files), BATCH):
        yield files[start : start + BATCH]
