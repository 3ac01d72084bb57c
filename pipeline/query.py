"""The database, read only: no statement can write, attach, read another file or reach the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import duckdb

from models.errors import NoDatabase, QueryFailed
from pipeline import tables

FORMATS = ("table", "csv", "json")
FETCH = 1000  # rows at a time


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """A locked-down reader; raises NoDatabase when nothing was published yet."""
    if not database.exists():
        raise NoDatabase
    try:
        return duckdb.connect(
            str(database),
            read_only=True,
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "enable_external_access": False,
                "lock_configuration": True,
            },
        )
    except duckdb.Error as error:
        raise QueryFailed(_first_line(error)) from error


def run(database: Path, sql: str, out: TextIO, *, form: str = "table") -> int:
    """Write the answer to ``sql`` and return its number of rows; raises QueryFailed."""
    with connect(database) as con:
        try:
            cursor = con.execute(sql)
            if cursor is None:
                raise QueryFailed("elle est vide")
            columns = [c[0] for c in cursor.description or []]
            counted = _Counted(_rows(cursor))
            if form == "csv":
                tables.write_csv(out, columns, counted)
            elif form == "json":
                tables.write_json(out, columns, counted)
            else:
                out.write(tables.aligned(columns, counted) + "\n")
        except (duckdb.Error, RuntimeError) as error:  # RuntimeError: values Python cannot hold
            raise QueryFailed(_first_line(error)) from error
    return counted.count


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


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
