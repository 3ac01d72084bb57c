"""The same flow on Dask: a real scheduler, two workers, one of them killed while it reads."""

import argparse
import contextlib
import os
import signal
import sqlite3
import sys
import threading
import time

import duckdb
import pytest
from running import start
from stand_in import BUILDER, READER, fake_pdf

from flows import dask
from models.record import Ingestion
from pipeline import journal
from pipeline.reading import Failure, read_document
from pipeline.session import open_session
from pipeline.settings import Settings

pytest.importorskip("distributed", reason="Dask is not installed (planotheque[dask])")
pytest.importorskip("prefect_dask", reason="prefect-dask is not installed (planotheque[dask])")


class Lines:
    """What processes say, kept as it comes so that no pipe fills up."""

    def __init__(self):
        self.said = []

    def listen(self, *processes):
        for process in processes:
            for pipe in (process.stdout, process.stderr):
                threading.Thread(target=lambda p=pipe: self.said.extend(p), daemon=True).start()

    def wait_for(self, text, times, seconds=60):
        deadline = time.monotonic() + seconds
        while sum(text in line for line in list(self.said)) < times and time.monotonic() < deadline:
            time.sleep(0.1)
        assert sum(text in line for line in self.said) >= times, "".join(self.said)[-3000:]


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process group")
def test_a_worker_killed_mid_run_loses_nothing(tmp_path):
    for n in range(12):
        fake_pdf(tmp_path, f"plans/{n:02}.pdf", "slow")
    fake_pdf(tmp_path, "plans/bad.pdf", "SIGSEGV")
    lines, running = Lines(), []

    def run(argv, module):
        process = start(tmp_path, argv, module=module, session=True, DASK_DISTRIBUTED__LOGGING__DISTRIBUTED="info")
        lines.listen(process)
        running.append(process)
        return process

    try:
        run(["scheduler", "--port", "0"], "flows.dask")
        lines.wait_for("Scheduler at:", 1)
        address = next(line for line in lines.said if "Scheduler at:" in line).split()[-1]
        workers = [run(["worker", address, "--workers", "1"], "flows.dask") for _ in range(2)]
        flow = run([tmp_path / "plans", "--home", tmp_path / "home", "--dask", address], "flows.ingest")
        lines.wait_for("Registered to:", 2)
        documents = tmp_path / "home/structured/documents"
        deadline = time.monotonic() + 120
        while len(list(documents.glob("*/records.json"))) < 2 and time.monotonic() < deadline and flow.poll() is None:
            time.sleep(0.05)
        os.killpg(workers[0].pid, signal.SIGKILL)
        assert len(list(documents.glob("*/records.json"))) < 12  # it really was mid-run
        assert flow.wait(120) == 3, "".join(lines.said)[-3000:]
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    settings = Settings(home=tmp_path / "home")
    rows = [(r.file_name, r.status) for r in journal.rows(settings.ingestions, Ingestion)]
    assert rows == [*((f"{n:02}.pdf", "ok") for n in range(12)), ("bad.pdf", "failed")]
    with duckdb.connect(str(settings.database), read_only=True) as con:
        assert con.execute("select count(*), count(distinct sha256) from documents").fetchone() == (12, 12)
    with sqlite3.connect(tmp_path / "home/prefect/prefect.db") as con:  # workers told the flow's own server
        names = con.execute("select distinct name from task_run where state_type = 'COMPLETED'").fetchall()
        assert {f"Lire {n:02}.pdf" for n in range(12)} <= {n for (n,) in names}
    assert not (tmp_path / "user").exists()


def test_a_worker_with_other_code_is_refused(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path / "home", reader=READER, builder=BUILDER)
    with open_session(settings) as session:
        job = session.admit(fake_pdf(tmp_path, "a.pdf"), 1).job
    monkeypatch.setattr("pipeline.reading.extraction_version", lambda _: "older")
    result = read_document(settings, job, same_version=True)
    assert isinstance(result, Failure) and "une autre version" in result.error.sentence


def test_what_is_started(tmp_path):
    worker = argparse.Namespace(role="worker", scheduler="tcp://m:8786", workers=3, host=None)
    argv = dask.command(worker, str(tmp_path))
    assert argv[argv.index("--nworkers") + 1] == "3" and "tcp://m:8786" in argv and "--no-dashboard" in argv
    told = dask.environment(str(tmp_path))
    assert told["DO_NOT_TRACK"] == "1" and told["PREFECT_HOME"].startswith(str(tmp_path))
