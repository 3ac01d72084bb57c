"""Every table, view and column is described in French, once, and the page says what the database says."""

import re

import pytest

from pipeline import store, views
from pipeline.views import dictionary


@pytest.fixture(scope="module")
def con():
    with store.connect_offline() as con:
        con.execute(store.SCHEMA.read_text(encoding="utf-8"))
        views.install(con)
        yield con


def test_the_page_is_up_to_date():
    assert dictionary.TARGET.read_text("utf-8") == dictionary.page(), "run: python -m pipeline.views.dictionary"


def test_everything_is_described_in_the_database(con):
    missing = con.execute(
        "select schema_name, table_name, column_name from duckdb_columns() where not internal and comment is null union all "
        "select schema_name, view_name, '' from duckdb_views() where not internal and comment is null union all "
        "select schema_name, table_name, '' from duckdb_tables() where comment is null"
    ).fetchall()
    assert missing == []


def test_nothing_is_described_that_does_not_exist(con):
    structure = views.structure(con)
    words = views.descriptions()
    for name, told in words.items():
        schema, table = name.split(".")
        if table == "*":
            used = {c for (s, t), columns in structure.items() if s == schema for c in columns if c not in
                    words[f"{s}.{t}"]}  # fmt: skip
            assert set(told) <= used, f"{name}: shared by no column"
        else:
            assert set(told) - {""} <= set(structure[schema, table]), name


def test_names_are_easy_to_type(con):
    for (schema, table), columns in views.structure(con).items():
        if schema in ("fr", "recherche"):
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in (table, *columns)), table


def test_descriptions_are_sentences(con):
    for name, told in views.descriptions().items():
        for column, text in told.items():
            assert text[-1] in ".…" and len(text) > 3 and "|" not in text, (name, column)
