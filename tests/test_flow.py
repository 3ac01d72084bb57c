"""The flows give what the commands give, with no server configured."""

import json
import sqlite3

import pytest
from running import start
from stand_in import fake_pdf

from flows import tables
from pipeline.ingest import ingest
from pipeline.settings import Settings

pytest.importorskip("prefect", reason="Prefect is not installed")


def rows(database, sql):
    with sqlite3.connect(database) as con:
        return con.execute(sql).fetchall()


def test_the_flow_runs_for_real(tmp_path):
    fake_pdf(tmp_path, "plans/a.pdf")
    fake_pdf(tmp_path, "plans/b.pdf", "SIGSEGV")
    fake_pdf(tmp_path, "plans/c.pdf", "slow")
    (tmp_path / "plans/d.pdf").write_bytes((tmp_path / "plans/a.pdf").read_bytes())
    flow = start(tmp_path, [tmp_path / "plans", "--home", tmp_path / "home"], module="flows.ingest")
    out, err = flow.communicate(timeout=180)
    assert flow.returncode == 3, err[-2000:]
    assert [line.split()[:2] for line in out.splitlines()[2:6]] == [
        ["a.pdf", "lu"], ["b.pdf", "échec"], ["c.pdf", "lu"], ["d.pdf", "déjà"],
    ]  # fmt: skip
    assert (tmp_path / "home/structured/planotheque.duckdb").exists()
    database = tmp_path / "home/prefect/prefect.db"
    assert rows(database, "select name, state_type from task_run order by name") == [
        ("Lire a.pdf", "COMPLETED"), ("Lire b.pdf", "FAILED"), ("Lire c.pdf", "COMPLETED"), ("Publier la base", "COMPLETED"),
    ]  # fmt: skip
    assert rows(database, "select state_type from flow_run") == [("COMPLETED",)]
    [(table,)] = rows(database, "select data from artifact where key = 'ingestion'")
    assert "| b.pdf | échec |" in json.loads(table)
    assert not (tmp_path / "user").exists()  # nothing written in the user's own folder


def test_the_table_of_a_run(tmp_path, monkeypatch):
    from pipeline import store

    monkeypatch.setattr(store, "publish", lambda _: store.Published())
    settings = Settings(home=tmp_path / "home", reader="stand_in:read_document", builder="stand_in:build_records")
    files = [fake_pdf(tmp_path, "a.pdf"), fake_pdf(tmp_path, "<b>|[x](y).pdf", "encrypted")]
    told = tables.as_markdown("Essai", ingest(files, settings))
    lines = told.splitlines()
    assert lines[0] == "# Essai" and lines[2].startswith("2 fichiers (lu : 1, échec : 1), 2 pages")
    assert lines[6].startswith(r"| \<b\>\|\[x\]\(y\).pdf | échec |")  # first what needs a look
    assert lines[7] == "| a.pdf | lu | 2 | 1 |  |"
    monkeypatch.setattr(tables, "MOST", 1)
    assert "et 1 autres" in tables.as_markdown("Essai", ingest(files, settings, force=True))
