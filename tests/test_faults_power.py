"""The power goes off between any two writes of an ingestion: nothing told is lost, nothing is left half-written."""

import hashlib
import shutil
import sys
from itertools import count

import duckdb
import pytest
from power_cut import Disk
from stand_in import BUILDER, READER, fake_pdf

from models.record import DocumentRecords, Ingestion
from pipeline import atomic, journal
from pipeline.ingest import ingest
from pipeline.publishing import steps
from pipeline.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="open files are read through /proc")


@pytest.fixture(autouse=True)
def no_step(monkeypatch):
    """What is computed from the rows changes nothing here, and takes time."""
    monkeypatch.setattr(steps, "STEPS", ())


def settings_of(home):
    return Settings(home=home, workers=1, reader=READER, builder=BUILDER)


@pytest.fixture
def root(tmp_path):
    """A home with one document published, and a folder of two more."""
    fake_pdf(tmp_path / "first", "a.pdf")
    fake_pdf(tmp_path / "plans", "b.pdf")
    fake_pdf(tmp_path / "plans", "c.pdf")
    ingest([tmp_path / "first"], settings_of(tmp_path / "root" / "home"))
    return tmp_path / "root"


def check(settings, told):
    """What must be true of a disk, whenever the power went."""
    rows = {row.ingestion_id for row in journal.rows(settings.ingestions, Ingestion)}
    for row in told:
        assert row.ingestion_id in rows, "told, and not in the journal any more"
        assert settings.records(row.document_id).exists(), "told, and its records are lost"
        assert settings.original(row.sha256).exists(), "told, and its original is lost"
    for path in settings.documents.glob("*/records.json"):
        DocumentRecords.model_validate_json(path.read_bytes())
    for path in settings.originals.glob("*.pdf"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem, "an original is not what its name says"
    with duckdb.connect(str(settings.published), read_only=True) as con:
        assert con.execute("select count(*) from documents").fetchone()[0] in (1, 3)


def cut_everywhere(root, tmp_path, monkeypatch, *, restart_every=0):
    """Ingest two files, look at the disk at each call, start again from some of the disks; the number of cuts."""
    told, wrong, cuts, restarted = [], [], count(), []

    def event(moment):
        for torn in (False, True) if not wrong else ():
            number, left = next(cuts), tmp_path / "left"
            disk.remains(left, torn=torn)
            try:
                check(settings_of(left / "home"), told)
            except Exception as error:  # raised here, it would be taken for a failure of the file being read
                wrong.append(f"{moment}, {'torn' if torn else 'pushed only'}: {error}")
            if restart_every and number % restart_every == 0:
                kept = tmp_path / f"restart{number}"
                left.rename(kept)
                restarted.append((settings_of(kept / "home"), [*told]))
            else:
                shutil.rmtree(left)

    disk = Disk(root, event)
    with monkeypatch.context() as patch:
        disk.watch(patch)
        # "Settled and told": what the progress line shows may be relied upon.
        ingest(
            [tmp_path / "plans"],
            settings_of(root / "home"),
            progress=lambda p: told.append(p.outcome.ingestion) if p.outcome else None,
        )
    assert len(told) == 2 and not wrong, wrong[:3]
    for settings, before in restarted:
        report = ingest([tmp_path / "plans"], settings)
        assert report.exit_code == 0
        with duckdb.connect(str(settings.published), read_only=True) as con:
            assert con.execute("select file_name from documents order by 1").fetchall() == [
                ("a.pdf",), ("b.pdf",), ("c.pdf",),
            ]  # fmt: skip
            ids = {r[0] for r in con.execute("select ingestion_id from ingestions").fetchall()}
        assert {row.ingestion_id for row in before} <= ids
        shutil.rmtree(settings.home.parent)
    return next(cuts)


def test_nothing_told_is_lost_at_any_moment(root, tmp_path, monkeypatch):
    assert cut_everywhere(root, tmp_path, monkeypatch, restart_every=97) > 60


@pytest.mark.parametrize("forgotten", ["sync_folder", "flush", "make_folder"])
def test_the_check_sees_what_is_not_pushed_to_the_disk(root, tmp_path, monkeypatch, forgotten):
    without = {
        "make_folder": lambda folder: folder.mkdir(parents=True, exist_ok=True),
        "flush": lambda file: file.flush(),
    }
    monkeypatch.setattr(atomic, forgotten, without.get(forgotten, lambda folder: None))
    with pytest.raises(AssertionError, match=r"lost|not in the journal|not what its name says|validation error"):
        cut_everywhere(root, tmp_path, monkeypatch)
