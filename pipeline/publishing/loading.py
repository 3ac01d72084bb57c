"""Record files into tables, a batch at a time: DuckDB parses them itself, in the order given."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.publishing.tables import JOURNALS, SHARED, columns_of, connect_offline, create, tables_of_documents

BATCH_FILES, BATCH_BYTES = 200, 8 << 20  # of record files parsed at a time: bounds memory
SMALLEST_OBJECT = 16 << 20  # bytes of one record file DuckDB makes room for; it reserves twice that, a thread


@dataclass(frozen=True)
class RecordFile:
    """A record file as found on the disk; ``document_id`` is its folder's name."""

    document_id: str
    path: str  # a Path costs more than the rest of the look, ten thousand times
    size: int
    mtime_ns: int
    sha256: str


def sha256_of(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def batches(files: Iterable[RecordFile]) -> Iterator[list[RecordFile]]:
    batch: list[RecordFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) == BATCH_FILES or size + file.size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch


def load(con: duckdb.DuckDBPyConnection, batch: Sequence[RecordFile], folder: Path) -> None:
    """Insert the rows of a batch, all but the organisations'; raises duckdb.Error or ValueError.

    ``folder`` is where the batch may be put together in one file: DuckDB makes 32 MiB of room for each file it opens.
    """
    tables = {t: c for t, c in columns_of(con).items() if t not in JOURNALS}
    shape = {"document": tables["documents"]} | {t: c for t, c in tables.items() if t != "documents"}
    record = ", ".join(f'"{t}" {_struct(c)}{"[]" if t != "document" else ""}' for t, c in shape.items())
    lines = folder / "batch.jsonl"
    longest = _put_together(batch, lines)
    con.execute(
        "create or replace temp table batch as select folder, record.* from read_json(?, format='newline_delimited', "
        "maximum_object_size=?, columns=?)",
        [str(lines), longest, {"folder": "VARCHAR", "record": f"STRUCT({record})"}],
    )
    _check_names(con, batch, tables_of_documents(tables))
    for table, columns in tables.items():
        if table not in SHARED:
            _insert(con, table, list(columns))
    names = ", ".join(tables["organisations"])
    con.execute(
        f"insert into publication.organisations (document_id, position, {names}) "
        f"select id, n, {', '.join(f'r.{c}' for c in tables['organisations'])} from "
        "(select document.document_id id, unnest(range(len(organisations))) n, unnest(organisations) r from batch)"
    )
    con.execute("drop table batch")


def _put_together(batch: Sequence[RecordFile], lines: Path) -> int:
    """One file, a record file a line; the length of the longest line in bytes."""
    longest = SMALLEST_OBJECT
    with open(lines, "wb") as out:
        for file in batch:
            # Within JSON a line end is but white space: those of strings are written "\\n".
            content = Path(file.path).read_bytes().replace(b"\n", b" ").replace(b"\r", b" ")
            line = b'{"folder": %s, "record": %s}\n' % (json.dumps(file.document_id).encode(), content)
            longest = max(longest, len(line))
            out.write(line)
    return longest


def _check_names(con: duckdb.DuckDBPyConnection, batch: Sequence[RecordFile], tables: list[str]) -> None:
    """What does not name its own document could never be taken out again."""
    found = con.execute("select folder, document.document_id from batch").fetchall()
    if len(found) != len(batch):
        raise ValueError("fichier d'enregistrements vide ou multiple")
    if {(f.document_id, f.document_id) for f in batch} != set(found):
        raise ValueError("relevé d'un autre document que celui de son dossier")
    for table in tables:
        if table == "documents":
            continue
        sql = f"from (select document.document_id id, unnest({table}) r from batch) where r.document_id is distinct from id"
        if con.execute(f"select 1 {sql} limit 1").fetchone():
            raise ValueError(f"ligne d'un autre document dans « {table} »")


def _insert(con: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> None:
    """Names come from the schema, never from a document, so the SQL may be put together."""
    row = "document" if table == "documents" else f"unnest({table})"
    names = ", ".join(columns)
    values = ", ".join(f"r.{c}" for c in columns)
    con.execute(f"insert into {table} ({names}) select {values} from (select {row} as r from batch)")


def refused_alone(files: Iterable[RecordFile], folder: Path) -> dict[str, str]:
    """The documents whose record file cannot be loaded even into an empty database, with why."""
    reasons = {}
    with connect_offline() as con:
        create(con)
        for file in files:
            con.execute("begin")
            try:
                load(con, [file], folder)
            except (duckdb.Error, ValueError) as error:
                reasons[file.document_id] = first_line(error)
            con.execute("rollback")
    return reasons


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _struct(columns: dict[str, str]) -> str:
    return "STRUCT(" + ", ".join(f'"{name}" {kind}' for name, kind in columns.items()) + ")"
