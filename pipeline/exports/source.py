"""What exports read: one snapshot of the database, only the documents asked for, a few rows at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from models.errors import DamagedDatabase, NoDatabase, UnknownRecord
from pipeline import atomic, interrupt
from pipeline.query import failure
from pipeline.settings import Settings, pipeline_version

FETCH = 2000  # rows at a time
RUN = 5000  # actions sorted at a time
BATCH = "$run"  # stands, in a query, for the condition that keeps one run of documents
MEMORY = "1GB"  # DuckDB's own share; sorts beyond it go to the scratch folder
DEEPEST = 20  # levels of orientations: a loop in the data ends there

Progress = Callable[[str, int, int], None]  # what, rows done, rows in all

# Read by every export: the documents asked for in a fixed order, each orientation's path from the top, the
# organisations they name, and the first page each record was read on.
PREPARE = f"""
create table work.main.chosen as
  select document_id, row_number() over (order by file_name, document_id) as rank, coalesce(title, file_name) as plan
  from documents where $all or document_id in (select unnest($ids::varchar[]));
create table work.main.paths as
  with recursive named as (
    select orientation_id, parent_id, document_id,
      coalesce(nullif(concat_ws(' : ', nullif(concat_ws(' ', label, number), ''), nullif(title, '')), ''),
        'Orientation sans titre') as name
    from orientations where document_id in (select document_id from work.main.chosen)),
  walk as (
    select orientation_id, parent_id, [name] as names from named
    where parent_id is null or parent_id not in (select orientation_id from named)
    union all
    select n.orientation_id, n.parent_id, list_append(w.names, n.name)
    from named n join walk w on n.parent_id = w.orientation_id where len(w.names) < {DEEPEST})
  select orientation_id, names, array_to_string(names, ' > ') as path from walk;
create table work.main.bodies as
  select organisation_id from organisations where $all or organisation_id in (
    select x.organisation_id from (
      select organisation_id, document_id from organisation_aliases union all
      select organisation_id, document_id from pilots union all
      select organisation_id, document_id from partners union all
      select organisation_id, document_id from funders) x
    join work.main.chosen using (document_id));
create table work.main.first_pages as
  select table_name, record_id, min(page) as page from evidence
  where document_id in (select document_id from work.main.chosen) group by all;
"""


@dataclass
class Source:
    """An open snapshot. The database is attached read only; scratch tables are in the scratch folder."""

    con: duckdb.DuckDBPyConnection
    settings: Settings
    all_documents: bool
    progress: Progress | None = None
    _runs: list[tuple[int, int]] | None = field(default=None, repr=False)

    def count(self, sql: str) -> int:
        return self.con.execute(f"select count(*) from ({sql})").fetchone()[0]

    def rows(self, what: str, sql: str, total: int = 0, *, quiet: bool = False) -> Iterator[tuple]:
        """The answer to ``sql``, streamed on a cursor of its own; ``quiet`` tells no progress.

        Where ``sql`` has BATCH it is asked a run of documents at a time, so that no sort holds the whole base.
        """
        cursor = self.con.cursor()
        done = 0
        try:
            cursor.execute("use base")  # not inherited by cursors
            if not quiet:
                self.tell(what, 0, total)
            for first, last in self.runs() if BATCH in sql else [(0, 0)]:
                cursor.execute(sql.replace(BATCH, f"c.rank between {first} and {last}"))
                while chunk := cursor.fetchmany(FETCH):
                    interrupt.check()
                    yield from chunk
                    done += len(chunk)
                    if not quiet:
                        self.tell(what, done, max(total, done))
        finally:
            cursor.close()

    def runs(self) -> list[tuple[int, int]]:
        """Ranks of the first and last document of each run: about ``RUN`` actions, one document at least."""
        if self._runs is None:
            self._runs = self.con.execute(
                "with sized as (select rank, coalesce(n, 0) + 1 as n from work.main.chosen left join "
                "(select document_id, count(*) as n from actions group by all) using (document_id)), "
                f"run as (select rank, sum(n) over (order by rank) // {RUN} as run from sized) "
                "select min(rank), max(rank) from run group by run order by 1"
            ).fetchall()
        return self._runs

    def tell(self, what: str, done: int, total: int) -> None:
        if self.progress:
            self.progress(what, done, total)

    def tables(self) -> dict[str, dict[str, tuple[str, str | None]]]:
        """Public table to column to (type, comment), in the schema's order."""
        found: dict[str, dict[str, tuple[str, str | None]]] = {}
        for table, column, kind, comment in self.con.execute(
            "select c.table_name, c.column_name, c.data_type, c.comment from duckdb_columns() c "
            "join duckdb_tables() t using (database_name, schema_name, table_name) "
            "where database_name = 'base' and schema_name = 'main' order by c.table_oid, c.column_index"
        ).fetchall():
            found.setdefault(table, {})[column] = (kind, comment)
        return found

    def state(self) -> dt.datetime | None:
        """When the data last changed: the last reading or correction. Same data, same answer, whatever the clock."""
        return self.con.execute(
            "select max(moment) from (select max(ingested_at) as moment from documents "
            "union all select max(finished_at) from ingestions union all select max(made_at) from corrections)"
        ).fetchone()[0]

    def documents(self) -> list[dict]:
        """The documents chosen, in order, with every column of the public table."""
        cursor = self.con.execute("select d.* from documents d join work.main.chosen using (document_id) order by rank")
        columns = [c[0] for c in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def about(self) -> list[str]:
        """A few French lines: which data this is."""
        at = self.state()
        chosen = self.con.execute("select count(*) from work.main.chosen").fetchone()[0]
        plans = "tous les documents de la base" if self.all_documents else "choix de documents"
        return [
            f"Données au {at:%d/%m/%Y à %H:%M} (temps universel)" if at else "Base sans document",
            f"Documents : {chosen} ({plans})",
            f"Planothèque, version {pipeline_version()}",
        ]


@contextmanager
def open_source(
    settings: Settings, scratch: Path, documents: Sequence[str] | None = None, progress: Progress | None = None
) -> Iterator[Source]:
    """The database as it is now; a publisher may replace the file meanwhile.

    Files can be written in ``scratch`` only. Raises NoDatabase, QueryFailed, DamagedDatabase, UnknownRecord.
    """
    database = settings.published
    if not database.exists():
        raise NoDatabase
    con = duckdb.connect(
        config={"autoinstall_known_extensions": False, "autoload_known_extensions": False, "memory_limit": MEMORY}
    )
    try:
        try:
            con.execute(f"attach {quoted(str(database))} as base (read_only)")
        except duckdb.Error as error:
            raise failure(error) from error
        con.execute(f"attach {quoted(str(scratch / 'work.duckdb'))} as work")  # on disk: memory stays small
        spill = scratch / "spill"
        con.execute(f"set temp_directory = {quoted(str(spill))}")
        con.execute(f"set allowed_directories = [{quoted(str(scratch.resolve()))}, {quoted(str(spill))}]")
        con.execute("set enable_external_access = false")
        con.execute("set lock_configuration = true")
        con.execute("use base")
        try:
            _choose(con, documents)
            yield Source(con, settings, documents is None, progress)
        except (duckdb.BinderException, duckdb.CatalogException) as error:  # a table or column that is not there
            raise DamagedDatabase("elle vient d'une autre version de planothèque") from error
        except duckdb.Error as error:
            raise error if atomic.is_full(error) else failure(error) from error
    finally:
        con.close()


def quoted(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _choose(con: duckdb.DuckDBPyConnection, documents: Sequence[str] | None) -> None:
    ids = list(dict.fromkeys(documents or []))
    if documents is not None:
        known = {r[0] for r in con.execute("select document_id from documents").fetchall()}
        unknown = [i for i in ids if i not in known]
        if unknown:
            raise UnknownRecord(", ".join(unknown[:10]))
    values = {"all": documents is None, "ids": ids}
    for statement in filter(str.strip, PREPARE.split(";\n")):
        con.execute(statement, {k: v for k, v in values.items() if f"${k}" in statement})
