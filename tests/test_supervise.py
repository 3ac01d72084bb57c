"""Whatever a document does to its reader, its neighbours are read and the cause is told."""

import dataclasses
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import stand_in

from models import errors
from pipeline import journal
from pipeline.settings import Settings
from pipeline.supervise import Supervisor, pages_done
from pipeline.worker import Job

ROOT = Path(__file__).resolve().parents[1]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory limit is only kept on Linux")


@pytest.fixture
def settings(tmp_path):
    return Settings(
        home=tmp_path / "home",
        workers=2,
        timeout=20,
        memory=300 << 20,
        reader=stand_in.READER,
        builder=stand_in.BUILDER,
    )


def job(settings, mode, name="a.pdf"):
    original = stand_in.fake_pdf(settings.home, name, mode)
    sha = hashlib.sha256(original.read_bytes()).hexdigest()
    return Job(
        original=original,
        folder=settings.work / sha[:16],
        document_id=sha[:16],
        sha256=sha,
        file_name=name,
        pipeline_version="test",
        ingested_at=journal.utc_now(),
        reader=settings.reader,
        builder=settings.builder,
        memory=settings.memory,
    )


@pytest.mark.parametrize(
    ("mode", "error", "told"),
    [
        ("SIGKILL", errors.ReaderCrashed, "signal 9"),
        ("SIGSEGV", errors.ReaderCrashed, "signal 11"),
        ("SIGABRT", errors.ReaderCrashed, "signal 6"),
        ("exit", errors.ReaderCrashed, "code 0"),
        ("sys_exit", errors.PlanothequeError, "SystemExit"),
        ("memory_error", errors.MemoryLimit, None),
        pytest.param("eats_memory", errors.MemoryLimit, None, marks=LINUX),
        ("malloc", errors.MemoryLimit, None),
        ("encrypted", errors.EncryptedPdf, "essai"),
        ("bug", errors.PlanothequeError, "TypeError"),
        ("recursion", errors.PlanothequeError, "RecursionError"),
        ("garbage", errors.PlanothequeError, "AttributeError"),
        ("other_document", errors.ReaderCrashed, "autre document"),
        ("surrogate", errors.PlanothequeError, None),
    ],
)
def test_every_fault_has_its_error(settings, mode, error, told):
    one = job(settings, mode)
    with pytest.raises(errors.PlanothequeError) as caught:
        Supervisor(settings).run(one)
    assert type(caught.value) is error
    assert told is None or told in caught.value.detail
    assert not one.folder.exists()


@pytest.mark.parametrize("mode", ["hang", "hang_deaf"])
def test_a_hung_reader_is_killed_in_time(settings, mode):
    quick = dataclasses.replace(settings, timeout=1)
    begun = time.monotonic()
    with pytest.raises(errors.ReadingTimeout, match="1 s"):
        Supervisor(quick).run(job(quick, mode))
    assert time.monotonic() - begun < 10


def test_results_come_in_order_and_a_bad_one_harms_no_other(settings):
    modes = ["slow", "ok", "SIGKILL", "ok", "encrypted", "slow", "ok"]
    jobs = [job(settings, mode, f"{n}.pdf") for n, mode in enumerate(modes)]
    supervisor = Supervisor(settings)
    seen = []
    for n, one, future in supervisor.run_all(range(len(jobs)), jobs.__getitem__):
        try:
            supervisor.result(one, future)
            seen.append((n, "ok"))
        except errors.DocumentError as error:
            seen.append((n, error.code))
    ok, crash, locked = "ok", errors.ReaderCrashed.code, errors.EncryptedPdf.code
    assert seen == list(enumerate([ok, ok, crash, ok, locked, ok, ok]))


def test_pages_are_told_while_reading(settings):
    one = job(settings, "slow")
    supervisor = Supervisor(settings)
    future = supervisor.start(one)
    told = set()
    while not future.done():
        told.add(pages_done(one))
        time.sleep(0.05)
    assert (1, 3) in told or (2, 3) in told
    assert len(supervisor.result(one, future).pages) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_no_child_outlives_a_killed_supervisor(settings, tmp_path):
    script = tmp_path / "supervisor.py"
    script.write_text(
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "import pathlib, test_supervise as t, stand_in\n"
        "from pipeline.settings import Settings; from pipeline.supervise import Supervisor\n"
        "if __name__ == '__main__':\n"
        "    s = Settings(home=pathlib.Path(sys.argv[1]), reader=stand_in.READER, builder=stand_in.BUILDER)\n"
        "    j = t.job(s, 'hang'); Supervisor(s).start(j); print('started', flush=True)\n"
        "    import time; time.sleep(60)\n"
    )
    here = os.path.dirname(__file__)
    mark = str(tmp_path / "child-home")
    supervisor = subprocess.Popen(
        [sys.executable, str(script), mark, here, os.path.dirname(here)], stdout=subprocess.PIPE, start_new_session=True
    )
    assert supervisor.stdout.readline() == b"started\n"
    deadline = time.monotonic() + 15
    while len(members(supervisor.pid)) < 3 and time.monotonic() < deadline:  # itself, the fork server, the reader
        time.sleep(0.1)
    assert len(members(supervisor.pid)) >= 3
    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    deadline = time.monotonic() + 10
    while members(supervisor.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert members(supervisor.pid) == []


def members(session: int) -> list[int]:
    """Living processes of a session."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as file:
                state, _, _, owner = file.read().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(owner) == session and state != "Z":
            found.append(int(entry))
    return found


def test_what_children_share_is_loaded_once_and_for_good():
    """The fork server passes over what it cannot import, and warming up over what it cannot read: neither may happen."""
    code = """if True:
        import importlib, sys
        from multiprocessing.forkserver import _forkserver
        from pipeline.settings import Settings
        from pipeline.supervise import Supervisor
        Supervisor(Settings())
        for name in _forkserver._preload_modules:
            importlib.import_module(name)
        from extractors.warm import READ
        from pipeline import linking, registry
        print(len(READ.actions), sum(len(a.fields) for a in READ.actions) >= 10, registry.by_name.cache_info().currsize)
        print(*(m in sys.modules for m in ("pebble.common", "extractors.document", "pipeline.warm")))
        """
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "True", "1", "True", "True", "True"]


def test_a_script_that_does_not_ask_whether_it_is_main_is_not_run_again(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys; print('run'); sys.path[:0] = sys.argv[1:3]\n"
        "import stand_in; from pathlib import Path; from pipeline.ingest import ingest; from pipeline.settings import Settings\n"
        "plan = stand_in.fake_pdf(Path(sys.argv[3]), 'a.pdf')\n"
        "home = Settings(home=plan.parent / 'home', reader=stand_in.READER, builder=stand_in.BUILDER)\n"
        "print(ingest([plan], home).outcomes[0].status, __file__ is not None, __spec__)\n"
    )
    argv = [sys.executable, script, ROOT, ROOT / "tests", tmp_path]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["run", "ok", "True", "None"], done.stderr


def test_a_reading_may_end_in_the_instant_it_is_cancelled(settings):
    future = Supervisor(settings).start(job(settings, "ok"))
    assert future.cancel()
    future.set_result(None)  # what pebble's thread does, and would fail at in its own thread
    future.set_exception(OSError())
    assert future.cancelled()
