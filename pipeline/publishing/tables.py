"""The tables of the public schema, and those the publisher keeps for itself in the schema ``publication``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from models.record import Correction

SCHEMA = Path(__file__).parents[1] / "schema.sql"
JOURNALS = ("ingestions", "corrections")
SHARED = ("organisations",)  # rows several documents give: the first document's is public
OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}

# Many values travel as one JSON text: DuckDB's Python client looks for half a dozen absent modules at each value of a
# list, which takes a hundred times longer.
MANY = "(select unnest(from_json(?, '[\"VARCHAR\"]')))"

# Not part of what is promised to users: read by the next publication only.
OWN = """
create schema publication;
create table publication.state (format varchar not null, stamp_ns bigint not null);
create table publication.documents (   -- what each document was published from
  document_id varchar primary key,
  size bigint, mtime_ns bigint, sha256 varchar, -- of the record file; null: there is none
  corrections varchar,                 -- digest of its corrections; null: none
  refused varchar,                     -- why its record file could not be loaded; null: it was
  clash boolean not null               -- refused because of another document, not by itself
);
create table publication.journals (name varchar primary key, bytes bigint not null, tail varchar not null);
create table publication.organisations as  -- as each document gives them, in its order
  select null::varchar as document_id, 0::bigint as position, * from main.organisations limit 0;
"""


def many(values: Iterable[str]) -> str:
    """The parameter of ``MANY``."""
    return json.dumps(list(values))


def connect_offline(path: str | Path = ":memory:", **config: object) -> duckdb.DuckDBPyConnection:
    """A read-write connection that never looks for extensions on the network."""
    return duckdb.connect(str(path), config={**OFFLINE, **config})


def create(con: duckdb.DuckDBPyConnection) -> None:
    """Make every table, empty."""
    con.execute(SCHEMA.read_text(encoding="utf-8"))
    con.execute(OWN)


def columns_of(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Public table to column to type, in the schema's order."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal "
        "and schema_name = 'main' and database_name = current_database() "
        "and table_name not in (select view_name from duckdb_views() where schema_name = 'main' and not internal) "
        "order by table_oid, column_index"
    ).fetchall():
        tables.setdefault(table, {})[column] = kind
    return tables


def tables_of_documents(columns: dict[str, dict[str, str]]) -> list[str]:
    """The public tables whose rows belong to one document each, journals apart."""
    return [table for table, names in columns.items() if "document_id" in names and table not in JOURNALS]


def published_corrections(con: duckdb.DuckDBPyConnection) -> list[Correction]:
    """Those of the base, in the order made."""
    made = con.execute("from corrections order by rowid")
    names = [c[0] for c in made.description]
    return [Correction(**dict(zip(names, row, strict=True))) for row in made.fetchall()]
