"""The database, read only: no statement can write, attach, read another file or reach the network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import duckdb

from models.errors import DamagedDatabase, NoDatabase, PlanothequeError, QueryFailed, UsageError
from pipeline import atomic, tables

BINARY = ("parquet", "xlsx")  # written to a file, never to a screen
FORMATS = ("table", "csv", "json", *BINARY)
FETCH = 1000  # rows at a time

DAMAGED = re.compile(
    r"(?i)corrupt|checksum|not a valid duckdb|read enough bytes|version number|magic bytes|deserializ|^(internal|fatal) error"
)
# DuckDB's own logs would go to files: refused by the lock, but when the connection closes, which ends the program.
LOGS = re.compile(r"(?i)enable_\s*logging")
LIST = re.compile(r"\s*(?:show|list)\s+(?:all\s+)?tables\s*;?\s*", re.IGNORECASE)
DESCRIBE = re.compile(r"\s*(?:describe|desc|show)\s+(?:table\s+)?(?:(\w+)\.)?(\w+)\s*;?\s*", re.IGNORECASE)
TABLES = "select nom, split_part(contenu, '. ', 1) as contenu from fr.lisez_moi"
COLUMNS = """select column_name as colonne, lower(data_type) as type, comment as contenu
from duckdb_columns() where not internal and schema_name = ? and table_name = ? order by column_index"""


def connect(database: Path, *, output: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A locked-down reader, which may write ``output`` and nothing else; raises NoDatabase when nothing was published."""
    if not database.exists():
        raise NoDatabase
    offline = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    try:
        if output is None:
            locked = {**offline, "enable_external_access": False, "lock_configuration": True}
            return duckdb.connect(str(database), read_only=True, config=locked)
        con = duckdb.connect(str(database), read_only=True, config=offline)
        own = (output, output.with_name("tmp_" + output.name))  # DuckDB writes the second, then renames it
        con.execute(f"set allowed_paths = [{', '.join(map(_quoted, own))}]")
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        return con
    except duckdb.Error as error:
        raise failure(error) from error


def failure(error: Exception) -> PlanothequeError:
    """What DuckDB said, as DamagedDatabase when it is the file's fault, else QueryFailed."""
    return DamagedDatabase() if DAMAGED.search(str(error)) else QueryFailed(_first_line(error))


def run(database: Path, sql: str, out: TextIO, *, form: str = "table") -> int:
    """Write the answer to ``sql`` and return its number of rows; raises QueryFailed."""
    with connect(database) as con:
        try:
            columns, rows = _answer(con, sql)
            counted = _Counted(rows)
            if form == "csv":
                tables.write_csv(out, columns, counted)
            elif form == "json":
                tables.write_json(out, columns, counted)
            else:
                screen = shutil.get_terminal_size().columns if out.isatty() else None
                widest = 160 if LIST.fullmatch(sql) or DESCRIBE.fullmatch(sql) else tables.WIDEST
                out.write(tables.aligned(columns, counted, widest=widest, width=screen) + "\n")
                out.write(f"({counted.count} ligne{'s' * (counted.count > 1)})\n")
        except (duckdb.Error, RuntimeError) as error:  # RuntimeError: values Python cannot hold
            raise failure(error) from error
    return counted.count


def save(
    database: Path, sql: str, output: Path, *, form: str | None = None, note: Callable[[str], None] = lambda _: None
) -> int:
    """Write the answer to a file, whole or not at all; ``form`` is the name's ending unless given.

    ``note`` is told, in French, what the file could not hold. Returns the number of rows; raises QueryFailed, UsageError
    for a format that is not known or a folder that is not there.
    """
    form = form or output.suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise UsageError(
            f"le nom du fichier doit finir par .csv, .json, .parquet ou .xlsx, ou donnez --format ({output.name})"
        )
    if not output.absolute().parent.is_dir():
        raise UsageError(f"le dossier {output.parent} n'existe pas")
    with atomic.temporary_file(output.absolute().parent) as (file, temporary):
        if form in ("parquet", "xlsx"):
            file.close()
            count = (_save_parquet if form == "parquet" else _save_workbook)(database, sql, temporary, note)
        else:
            with open(temporary, "w", encoding="utf-8", newline="") as text:
                count = run(database, sql, text, form=form)
            file.close()
        temporary.chmod(0o644)
        atomic.replace(temporary, output.absolute())
    return count


def _save_parquet(database: Path, sql: str, path: Path, _note: Callable[[str], None]) -> int:
    with connect(database, output=path) as con:
        try:
            relation = con.sql(_without_logs(sql))
            if relation is None:
                raise QueryFailed("elle ne donne pas de lignes")
            relation.write_parquet(str(path), compression="zstd")
            return con.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()[0]
        except (duckdb.Error, RuntimeError) as error:
            raise failure(error) from error


def _save_workbook(database: Path, sql: str, path: Path, note: Callable[[str], None]) -> int:
    from pipeline.exports.workbook import write_rows

    with connect(database) as con:
        try:
            columns, rows = _answer(con, sql)
            counted = _Counted(rows)
            for told in write_rows(path, columns, counted):
                note(told)
        except (duckdb.Error, RuntimeError) as error:
            raise failure(error) from error
    return counted.count


def _answer(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], Iterator[tuple]]:
    values: list[str] = []
    if LIST.fullmatch(sql) and _exists(con, "fr", "lisez_moi"):
        sql = TABLES
    elif match := DESCRIBE.fullmatch(sql):
        name = match[2].lower()
        schema = match[1] or next((s for s in ("main", "fr") if _exists(con, s, name)), "")
        if schema and _exists(con, schema.lower(), name):
            sql, values = COLUMNS, [schema.lower(), name]
    cursor = con.execute(_without_logs(sql), values)
    if cursor is None:
        raise QueryFailed("elle est vide")
    return [c[0] for c in cursor.description or []], _rows(cursor)


def _without_logs(sql: str) -> str:
    if LOGS.search(sql):
        raise QueryFailed("les journaux de DuckDB ne sont pas permis")
    return sql


def _exists(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    sql = "select 1 from duckdb_columns() where schema_name = ? and table_name = ? and not internal limit 1"
    return con.execute(sql, [schema, table]).fetchone() is not None


class _Counted:
    def __init__(self, rows: Iterator[tuple]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[tuple]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while chunk := cursor.fetchmany(FETCH):
        yield from chunk


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
