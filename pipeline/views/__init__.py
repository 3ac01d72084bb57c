"""French views over the public tables, with every table, view and column described in the database itself.

The views are plain SQL, kept in the database file: they work in DBeaver or the DuckDB shell without this program.
``descriptions.toml`` is the only source of the words: comments in the database and docs/dictionnaire.md come from it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from pipeline import search

HERE = Path(__file__).parent
DESCRIPTIONS = HERE / "descriptions.toml"


def install(con: duckdb.DuckDBPyConnection, document_ids: Sequence[str] = ()) -> None:
    """Publishing step: make the views and describe everything, unless this very version is already there.

    Views hold no rows, so ``document_ids`` does not matter.
    """
    if installed_version(con) == version():
        return
    search.create(con)  # its tables are described too
    con.execute("create schema if not exists fr")
    for name in [r[0] for r in con.execute("select view_name from duckdb_views() where schema_name = 'fr'").fetchall()]:
        con.execute(f'drop view fr."{name}"')  # one that is no longer ours must not stay
    for script in sorted(HERE.glob("*.sql")):
        con.execute(script.read_text(encoding="utf-8"))
    con.execute(READ_ME.format(version=version()))
    describe(con)


READ_ME = """create view fr.lisez_moi as
select schema_name || '.' || name as nom, comment as contenu, '{version}' as version_vues
from (select schema_name, view_name as name, comment from duckdb_views() where schema_name = 'fr' and not internal
  union all select schema_name, table_name, comment from duckdb_tables() where schema_name in ('main', 'recherche'))
order by schema_name <> 'fr', nom"""


@cache
def version() -> str:
    """Changes when a view or a description does."""
    digest = hashlib.sha256(READ_ME.encode())
    for file in (*sorted(HERE.glob("*.sql")), search.SCRIPT, DESCRIPTIONS):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def installed_version(con: duckdb.DuckDBPyConnection) -> str | None:
    """The version of the views a database holds; None when it has none."""
    row = con.execute(
        "select sql from duckdb_views() where schema_name = 'fr' and view_name = 'lisez_moi' "
        "and database_name = current_database()"
    ).fetchone()
    found = row and re.search(r"'([0-9a-f]{12})'", row[0])
    return found[1] if found else None


def describe(con: duckdb.DuckDBPyConnection) -> None:
    """Comment every table, view and column that ``descriptions.toml`` names and the database has."""
    words = descriptions()
    views = {
        tuple(r) for r in con.execute("select schema_name, view_name from duckdb_views() where not internal").fetchall()
    }
    for (schema, table), columns in structure(con).items():
        name = f'{schema}."{table}"'
        about = words.get(f"{schema}.{table}", {})
        kind = "view" if (schema, table) in views else "table"
        if "" in about:
            con.execute(f"comment on {kind} {name} is {_quoted(about[''])}")
        for column in columns:
            told = description(words, schema, table, column)
            if told:
                con.execute(f'comment on column {name}."{column}" is {_quoted(told)}')


def descriptions() -> dict[str, dict[str, str]]:
    """``schema.table`` to column to French words; "" is the table itself, ``schema.*`` what its columns share."""
    return tomllib.loads(DESCRIPTIONS.read_text(encoding="utf-8"))


def description(words: dict[str, dict[str, str]], schema: str, table: str, column: str) -> str | None:
    """The words for one column: its own, else those its schema shares."""
    return words.get(f"{schema}.{table}", {}).get(column) or words.get(f"{schema}.*", {}).get(column)


def structure(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, str]]:
    """(schema, table or view) to column to type, in the order of the database."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, kind in con.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where not internal and database_name = current_database() order by schema_name, table_oid, column_index"
    ).fetchall():
        found.setdefault((schema, table), {})[column] = kind
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
