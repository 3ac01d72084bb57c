"""The Prefect flow gives what the command gives, with no server configured."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from stand_in import fake_pdf

pytest.importorskip("prefect", reason="Prefect is not installed")
ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import json, sys
sys.path[:0] = sys.argv[3:]
from pathlib import Path
import stand_in
from pipeline.settings import Settings
from flows.ingest import ingest_flow
if __name__ == "__main__":
    settings = Settings(home=Path(sys.argv[1]), workers=2, reader=stand_in.READER, builder=stand_in.BUILDER)
    report = ingest_flow(settings)([sys.argv[2]])
    print(json.dumps([(o.ingestion.file_name, o.status) for o in report.outcomes]))
"""


def test_the_flow_runs_for_real(tmp_path):
    fake_pdf(tmp_path, "plans/a.pdf")
    fake_pdf(tmp_path, "plans/b.pdf", "SIGSEGV")
    fake_pdf(tmp_path, "plans/c.pdf", "slow")
    (tmp_path / "plans/d.pdf").write_bytes((tmp_path / "plans/a.pdf").read_bytes())
    (tmp_path / "run.py").write_text(SCRIPT)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    argv = [sys.executable, tmp_path / "run.py", tmp_path / "home", tmp_path / "plans", ROOT / "tests", ROOT]
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=180, env={**clean, "HOME": str(tmp_path / "user")}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == [
        ["a.pdf", "ok"], ["b.pdf", "failed"], ["c.pdf", "ok"], ["d.pdf", "duplicate"],
    ]  # fmt: skip
    assert (tmp_path / "home/structured/planotheque.duckdb").exists()
    with sqlite3.connect(tmp_path / "home/prefect/prefect.db") as con:
        tasks = con.execute("select name, state_type from task_run order by name").fetchall()
        assert tasks == [("Lire a.pdf", "COMPLETED"), ("Lire b.pdf", "FAILED"), ("Lire c.pdf", "COMPLETED")]
        assert con.execute("select state_type from flow_run").fetchall() == [("COMPLETED",)]
    assert not (tmp_path / "user").exists()  # nothing written in the user's own folder
