"""Files are whole or absent, and the home has one writer."""

import json
import os
import subprocess
import sys

import pytest

from models.errors import HomeLocked
from models.record import Ingestion
from pipeline import atomic, journal
from pipeline.locking import home_lock


def test_write_replaces_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.json"
    atomic.write_bytes(path, b"one")
    atomic.write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.listdir(tmp_path) == ["a.json"]


def test_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    atomic.write_bytes(path, b"old")

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.json"]


def test_windows_replace_waits_for_a_reader(tmp_path, monkeypatch):
    calls = []

    def busy_twice(source, target):
        calls.append(source)
        if len(calls) < 3:
            raise PermissionError(13, "in use")

    monkeypatch.setattr(atomic, "WINDOWS", True)
    monkeypatch.setattr(atomic.os, "replace", busy_twice)
    atomic.replace(tmp_path / "a", tmp_path / "b")
    assert len(calls) == 3
    calls.clear()
    with pytest.raises(PermissionError):
        atomic.replace(tmp_path / "a", tmp_path / "b", patience=0)


def test_torn_line_is_closed_and_skipped(tmp_path):
    path = tmp_path / "ingestions.jsonl"
    row = Ingestion(
        ingestion_id="ing-1", file_name="é.pdf", status="failed", started_at=journal.utc_now(), pipeline_version="1"
    )
    journal.append(path, row)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])  # killed half-way through a line
    journal.append(path, row)
    assert journal.rows(path, Ingestion) == [row, row]


def test_sweep_takes_only_temporaries(tmp_path):
    (tmp_path / (atomic.TEMPORARY + "x")).write_bytes(b"")
    (tmp_path / "kept").write_bytes(b"")
    atomic.sweep(tmp_path)
    assert os.listdir(tmp_path) == ["kept"]


def test_second_holder_is_told_who_has_the_lock(tmp_path):
    path = tmp_path / ".lock"
    with home_lock(path), pytest.raises(HomeLocked, match=str(os.getpid())), home_lock(path):
        pass
    with home_lock(path):  # free again
        assert json.loads(path.read_text(encoding="utf-8"))["pid"] == os.getpid()


def test_a_killed_holder_frees_the_lock(tmp_path):
    path = tmp_path / ".lock"
    code = (
        "import sys, os, pathlib; from pipeline.locking import home_lock\n"
        "with home_lock(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=os.path.dirname(os.path.dirname(__file__)))
    assert done.returncode == -9
    with home_lock(path):
        pass
