"""The published database as the page reads it: one locked-down connection, changed for the next as soon as there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from models.errors import NoDatabase
from models.record import Correction
from pipeline import journal, query
from pipeline.settings import Settings

Row = dict[str, Any]


class Base:
    """DuckDB gives a second connection to a path the file the first one opened, even replaced since: so there is only
    ever one, closed when the file has changed and nobody reads. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._changed = threading.Condition()
        self._con: duckdb.DuckDBPyConnection | None = None
        self._mark: tuple | None = None
        self._readers = 0
        self._log: tuple[tuple | None, list[Correction]] = (None, [])

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor on the newest publication; raises NoDatabase."""
        with self._changed:
            mark = self.mark()
            while self._mark != mark and self._readers:  # the others finish with the old file first
                self._changed.wait(timeout=1)
                mark = self.mark()
            if self._mark != mark:
                self._close()
                self._con, self._mark = query.connect(self.settings.published), mark
            if self._con is None:
                raise NoDatabase
            cursor = self._con.cursor()
            self._readers += 1
        try:
            yield cursor
        finally:
            cursor.close()
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows as dictionaries; an empty list before anything was published."""
        try:
            with self.reading() as con:
                return fetch(con, sql, values)
        except NoDatabase:
            return []

    def row(self, sql: str, values: Sequence[object] = ()) -> Row | None:
        found = self.rows(sql, values)
        return found[0] if found else None

    def mark(self) -> tuple:
        """Changes with every publication."""
        return _mark(self.settings.published)

    def decisions(self) -> list[Correction]:
        """The whole log, oldest first: also what is not published yet."""
        mark = _mark(self.settings.corrections)
        if self._log[0] != mark:
            self._log = (mark, journal.rows(self.settings.corrections, Correction))
        return self._log[1]

    def close(self) -> None:
        with self._changed:
            self._close()

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
        self._con, self._mark = None, None


def fetch(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> list[Row]:
    """Rows as dictionaries."""
    cursor = con.execute(sql, list(values))
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _mark(path: Path) -> tuple:
    try:
        stat = path.stat()
    except OSError:
        return (None,)
    return (str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size)
