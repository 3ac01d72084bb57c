"""Whatever the reading does, at whatever step: its document fails with the right code, in time, and alone."""

import dataclasses
import os
import subprocess
import sys
import time

import misbehave
import pytest
from stand_in import fake_pdf

from models import errors
from pipeline import supervise
from pipeline.ingest import ingest
from pipeline.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory limits and process groups are those of Linux")
CODES = {
    "hang": "delai_depasse", "deaf": "delai_depasse", "eats": "memoire_depassee", "much": "erreur_interne",
    "kill": "lecteur_interrompu", "segv": "lecteur_interrompu", "quit": "lecteur_interrompu", "disk": "disque_plein",
    "sysexit": "erreur_interne", "deep": "erreur_interne", "nothing": "erreur_interne", "garbage": "erreur_interne",
}  # fmt: skip
# Text that is no record is only seen once it is there.
WRITTEN = {"nothing": "lecteur_interrompu", "garbage": "erreur_interne", "much": "memoire_depassee"}
LIMIT = 4  # seconds: what goes wrong at once must do so within it on a busy machine


@pytest.fixture
def settings(tmp_path):
    return Settings(
        home=tmp_path / "home", workers=2, timeout=LIMIT, memory=300 << 20,
        reader=misbehave.READER, builder=misbehave.BUILDER,
    )  # fmt: skip


def test_every_fault_at_every_step(settings, tmp_path):
    """Some 50 documents that go wrong, good ones between: one run, every issue right, the good ones read."""
    expected = {}
    for number, (fault, code) in enumerate(CODES.items()):
        for step in misbehave.STEPS:
            if step in {"hang": ("page", "end", "build"), "deaf": ("open", "end", "build", "write")}.get(fault, ()):
                continue  # waiting is waiting: three steps are enough
            name = f"{number:02}-{fault}-{step}.pdf"
            fake_pdf(tmp_path / "plans", name, f"{fault}@{step}")
            expected[name] = WRITTEN.get(fault, code) if step == "write" else code
        good = f"{number:02}-good.pdf"
        fake_pdf(tmp_path / "plans", good, "ok@never")
        expected[good] = None
    begun = time.monotonic()
    report = ingest([tmp_path / "plans"], settings)
    found = {o.ingestion.file_name: o.ingestion.error_code for o in report.outcomes}
    assert found == expected
    assert all(o.ingestion.error_message for o in report.outcomes if o.status == "failed")
    for outcome in report.outcomes:
        taken = outcome.ingestion.finished_at - outcome.ingestion.started_at
        assert taken.total_seconds() < 2 * LIMIT + 5, outcome.ingestion.file_name  # its own, and its neighbour's
    assert time.monotonic() - begun < 120
    assert os.listdir(settings.work) == []


def job_of(settings, mode):
    import hashlib

    from pipeline import journal
    from pipeline.worker import Job

    original = fake_pdf(settings.home, "a.pdf", mode)
    sha = hashlib.sha256(original.read_bytes()).hexdigest()
    return Job(
        original=original, folder=settings.work / sha[:16], document_id=sha[:16], sha256=sha, file_name="a.pdf",
        pipeline_version="test", ingested_at=journal.utc_now(), reader=settings.reader, builder=settings.builder,
        memory=settings.memory,
    )  # fmt: skip


def test_what_the_reading_started_is_stopped_with_it(settings):
    with pytest.raises(errors.ReadingTimeout):
        supervise.Supervisor(dataclasses.replace(settings, timeout=3)).run(job_of(settings, "forks@page"))
    pid = int((settings.home / "left.pid").read_text())
    deadline = time.monotonic() + 5
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _alive(pid)


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_memory_is_watched_from_outside_too(settings, monkeypatch):
    """An OCR engine is given addresses without end: what it really holds is what counts."""
    unbounded = dataclasses.replace(job_of(settings, "eats@open"), memory=0)
    with pytest.raises(errors.MemoryLimit, match="300 Mio"):
        supervise.Supervisor(dataclasses.replace(settings, timeout=60)).run(unbounded)


def test_a_machine_with_limits_of_its_own(settings, tmp_path):
    """As batch systems set them: lower limits stay, and documents are read."""
    script = tmp_path / "run.py"
    script.write_text(
        "import pathlib, resource, sys; sys.path[:0] = sys.argv[2:]\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "import stand_in; from pipeline.settings import Settings; from pipeline.supervise import Supervisor\n"
        "import test_hostile_reader as t\n"
        "if __name__ == '__main__':\n"
        "    s = Settings(home=pathlib.Path(sys.argv[1]), reader=t.misbehave.READER, builder=t.misbehave.BUILDER)\n"
        "    print(len(Supervisor(s).run(t.job_of(s, 'ok@never')).pages))\n"
    )
    here = os.path.dirname(__file__)
    command = [sys.executable, str(script), str(settings.home), here, os.path.dirname(here)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "2\n", done.stderr[-2000:]


def test_a_result_without_end_is_not_loaded(settings, monkeypatch):
    """What the parent would read is bounded by the parent as well."""
    from pipeline import worker

    one = job_of(settings, "ok@never")
    one.folder.mkdir(parents=True)
    with open(one.records, "wb") as file:
        file.truncate(worker.LARGEST_RESULT + 1)
    with pytest.raises(errors.MemoryLimit, match="résultat démesuré"):
        supervise._checked(one)


def test_no_core_and_no_endless_file(settings):
    from pipeline import worker

    settings = dataclasses.replace(settings, reader="test_hostile_reader:tell_limits", timeout=20)
    with pytest.raises(errors.PlanothequeError, match=f"0 {worker.LARGEST_FILE} True"):
        supervise.Supervisor(settings).run(job_of(settings, "ok@never"))


def tell_limits(path, **_):
    import resource

    core, file = (resource.getrlimit(w)[0] for w in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE))
    raise ValueError(f"{core} {file} {os.getpgid(0) == os.getpid()}")
