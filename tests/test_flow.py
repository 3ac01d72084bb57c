"""The flows give what the commands give, with no server configured."""

import json
import sqlite3
import subprocess
import sys

import pytest
from running import environment
from stand_in import fake_pdf

from flows import tables
from pipeline.ingest import ingest
from pipeline.settings import Settings

pytest.importorskip("prefect", reason="Prefect is not installed")


def rows(database, sql):
    with sqlite3.connect(database) as con:
        return con.execute(sql).fetchall()


SCRIPT = """
import json, sys
from pathlib import Path
from flows.ingest import main
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    home = str(folder / "home")
    codes = [main([str(folder / "plans"), "--home", home])]
    from flows import definitions as d
    reports = [d.relire("all", home), d.ingerer_document(str(folder / "plans/a.pdf"), home)]
    state = d.relever_depot(home, attente=0, return_state=True)
    told = d.evaluer(str(folder / "cases.json"), str(folder), home)
    outcomes = [[[o.ingestion.file_name, o.status] for o in r.outcomes] for r in reports]
    print(json.dumps([codes, outcomes, state.message, told]))
"""


def test_the_flows_run_for_real(tmp_path):
    fake_pdf(tmp_path, "plans/a.pdf")
    fake_pdf(tmp_path, "plans/b.pdf", "SIGSEGV")
    fake_pdf(tmp_path, "plans/c.pdf", "slow")
    (tmp_path / "plans/d.pdf").write_bytes((tmp_path / "plans/a.pdf").read_bytes())
    fake_pdf(tmp_path, "home/raw/inbox/e.pdf", "no_words")
    (tmp_path / "a.json").write_text('{"document": {}, "orientations": [], "actions": []}')
    (tmp_path / "cases.json").write_text('[{"pdf": "a.pdf", "gold": "a.json"}]')
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, tmp_path / "script.py", tmp_path],
        capture_output=True, text=True, timeout=240, env=environment(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert [line.split()[:2] for line in done.stdout.splitlines()[2:6]] == [
        ["a.pdf", "lu"], ["b.pdf", "échec"], ["c.pdf", "lu"], ["d.pdf", "déjà"],
    ]  # fmt: skip
    codes, outcomes, message, told = json.loads(done.stdout.splitlines()[-1])
    assert codes == [3]
    assert [sorted(o) for o in outcomes] == [
        [["a.pdf", "ok"], ["b.pdf", "failed"], ["c.pdf", "ok"]], [["a.pdf", "duplicate"]],
    ]  # fmt: skip
    assert message == "Fichiers : 1, copies inachevées : 0"
    assert "actions" in told
    assert (tmp_path / "home/raw/echecs/e.pdf").exists()
    database = tmp_path / "home/prefect/prefect.db"
    reads = rows(database, "select name, state_type, run_count from task_run where name like 'Lire%' order by name, id")
    assert [r[0] for r in reads] == ["Lire a.pdf"] * 2 + ["Lire b.pdf"] * 2 + ["Lire c.pdf"] * 2
    assert {r[1:] for r in reads if r[0] == "Lire b.pdf"} == {("FAILED", 1)}  # not tried again: it would not pass
    assert {r[1:] for r in reads if r[0] != "Lire b.pdf"} == {("COMPLETED", 1)}
    flows = rows(database, "select f.name, r.state_type from flow_run r join flow f on f.id = r.flow_id order by 1")
    names = ["evaluer", "ingerer_document", "ingerer_dossier", "relever_depot", "relire"]
    assert flows == [(name, "COMPLETED") for name in names]
    tables_made = dict(rows(database, "select key, data from artifact"))
    assert set(tables_made) == {"ingestion", "relecture", "depot", "evaluation"}
    assert "| b.pdf | échec |" in json.loads(tables_made["relecture"])
    assert not (tmp_path / "user").exists()  # nothing written in the user's own folder


def test_the_table_of_a_run(tmp_path, monkeypatch):
    from pipeline import store

    monkeypatch.setattr(store, "publish", lambda _: store.Published())
    settings = Settings(home=tmp_path / "home", reader="stand_in:read_document", builder="stand_in:build_records")
    files = [fake_pdf(tmp_path, "a.pdf"), fake_pdf(tmp_path, "<b>|[x](y).pdf", "encrypted")]
    told = tables.as_markdown("Essai", ingest(files, settings))
    lines = told.splitlines()
    assert lines[0] == "# Essai" and lines[2].startswith("Fichiers : 2 (lu : 1, échec : 1), pages : 2")
    assert lines[6].startswith(r"| \<b\>\|\[x\]\(y\).pdf | échec |")  # first what needs a look
    assert lines[7] == "| a.pdf | lu | 2 | 1 |  |"
    monkeypatch.setattr(tables, "MOST", 1)
    assert "et 1 autres" in tables.as_markdown("Essai", ingest(files, settings, force=True))
