"""A full disk, a protected folder, a damaged base, a clock that goes back: told plainly, nothing lost, work goes on."""

import contextlib
import datetime as dt
import errno
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_records import document_id, small_records, write
from stand_in import BUILDER, READER, fake_pdf

from models.errors import DamagedDatabase, DiskFull, HomeLocked, ReadOnlyHome
from models.record import Correction, Ingestion
from pipeline import atomic, cli, journal, query, store
from pipeline.ingest import ingest
from pipeline.locking import home_lock
from pipeline.publishing import steps
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_step(monkeypatch):
    monkeypatch.setattr(steps, "STEPS", ())


@pytest.fixture
def home(tmp_path):
    """Three documents, published."""
    settings = Settings(home=tmp_path / "home", workers=1, reader=READER, builder=BUILDER)
    settings.create_folders()
    for n in range(3):
        write(settings, small_records(n))
    store.publish(settings)
    return settings


def documents(settings):
    with duckdb.connect(str(settings.published), read_only=True) as con:
        return con.execute("select count(*) from documents").fetchone()[0]


def ask(settings):
    """What ``planotheque query`` would print."""
    import io

    out = io.StringIO()
    query.run(settings.published, "select count(*) as n from documents", out, form="csv")
    return out.getvalue().split()


def full_at(monkeypatch, name, number):
    """Make the ``number``-th call of ``os.name`` fail as on a full disk; the list tells whether it was reached."""
    real, calls = getattr(os, name), []

    def call(*arguments, **options):
        calls.append(name)
        if len(calls) == number + 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, call)
    return calls


@pytest.mark.parametrize("call", ["fsync", "replace", "mkdir"])
def test_publishing_on_a_full_disk_leaves_the_old_base(home, monkeypatch, call):
    for number in range(9):
        write(home, small_records(0, variant=number + 1))
        before = home.database.read_bytes()
        with monkeypatch.context() as patch:
            calls = full_at(patch, call, number)
            try:
                store.publish(home)
                reached = False
            except DiskFull:
                reached = True
            assert reached == (len(calls) > number)
        if not reached:
            break
        if call != "fsync" or number == 0:  # the last one pushes the folder: the new base is already in place
            assert home.database.read_bytes() == before
        assert documents(home) == 3
        assert not list(home.structured.glob(".tmp-*"))
        assert store.publish(home).documents == 3
    assert number > 0, "never reached"


@pytest.mark.parametrize("number", [0, 1, 3, 4, 6, 7])
def test_ingesting_on_a_full_disk_is_told_and_goes_on_later(home, tmp_path, monkeypatch, number):
    for name in ("a.pdf", "b.pdf"):
        fake_pdf(tmp_path / "plans", name)
    with monkeypatch.context() as patch:
        calls = full_at(patch, "fsync", number)
        codes = {DiskFull.code}
        with contextlib.suppress(DiskFull):
            report = ingest([tmp_path / "plans"], home)
            codes = {o.ingestion.error_code for o in report.outcomes} - {None}
        assert len(calls) > number
    assert codes == {DiskFull.code}
    assert documents(home) >= 3
    assert ingest([tmp_path / "plans"], home).exit_code == 0
    assert documents(home) == 5
    ids = [row.ingestion_id for row in journal.rows(home.ingestions, Ingestion)]
    assert len(ids) == len(set(ids))


def test_a_line_that_does_not_fit_leaves_no_trace(tmp_path):
    """A real limit: the file may grow to 100 bytes."""
    code = (
        "import resource, sys; from pathlib import Path; from pipeline import atomic\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "path = Path(sys.argv[1])\n"
        "atomic.append_line(path, 'a' * 60)\n"
        "try:\n    atomic.append_line(path, 'b' * 60)\nexcept OSError as error:\n    print(atomic.is_full(error))\n"
    )
    path = tmp_path / "journal.jsonl"
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
    assert path.read_bytes() == b"a" * 60 + b"\n"


@pytest.mark.skipif(os.name != "posix", reason="needs RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [100_000, 2_000_000])
def test_duckdb_without_room_is_a_full_disk(home, limit):
    write(home, small_records(7, actions=400))
    before = home.database.read_bytes()
    code = (
        "import resource, sys, pathlib; from pipeline import store; from pipeline.settings import Settings\n"
        "from models.errors import DiskFull; from pipeline.publishing import steps; steps.STEPS = ()\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try:\n    store.rebuild(Settings(home=pathlib.Path(sys.argv[1])))\nexcept DiskFull:\n    print('plein')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(home.home)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "plein\n", done.stderr[-2000:]
    assert home.database.read_bytes() == before
    assert store.publish(home).documents == 4


def test_a_disk_that_is_really_full(tmp_path):
    """On a memory disk of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        settings = Settings(home=place / "home", workers=1, reader=READER, builder=BUILDER)
        fake_pdf(tmp_path / "first", "a.pdf")
        ingest([tmp_path / "first"], settings)
        for name in ("b.pdf", "c.pdf"):
            fake_pdf(tmp_path / "plans", name)
        free = shutil.disk_usage(place).free
        for left in (0, 1 << 14, 1 << 20, 3 << 20):
            ballast = place / "ballast"
            ballast.write_bytes(b"\0" * (free - left) if free > left else b"")
            try:
                report = ingest([tmp_path / "plans"], settings)
                assert {o.ingestion.error_code for o in report.outcomes} == {DiskFull.code}
            except DiskFull:
                pass
            assert documents(settings) == 1
            ballast.unlink()
        assert ingest([tmp_path / "plans"], settings).exit_code == 0
        assert documents(settings) == 3
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_protected_home_is_told_and_can_still_be_asked(home, monkeypatch, capsys, tmp_path):
    fake_pdf(tmp_path / "plans", "a.pdf")
    journal.append(
        home.ingestions,
        Ingestion(
            ingestion_id="i", file_name="x.pdf", status="failed", started_at=journal.utc_now(), pipeline_version="1"
        ),
    )
    real = os.open

    def protected(path, flags, *mode, **options):  # root passes any permission: refused here as the system would
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(path).startswith(str(home.home)):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return real(path, flags, *mode, **options)

    monkeypatch.setattr(os, "open", protected)
    with pytest.raises(ReadOnlyHome):
        ingest([tmp_path / "plans"], home)
    at = ["--home", str(home.home)]
    assert cli.main([*at, "rebuild"]) == 1
    assert "protégé en écriture" in capsys.readouterr().err
    assert cli.main([*at, "status"]) == 0
    assert cli.main([*at, "query", "select count(*) as n from documents", "--format", "csv"]) == 0
    assert cli.main([*at, "explain", f"act_{document_id(0)}_0"]) == 0
    assert "x.pdf" in capsys.readouterr().out


def test_a_real_read_only_file_system(home):
    """As an archive or a share mounted without the right to write."""
    place = home.home.parent / "mounted"
    place.mkdir()
    done = shutil.which("mount") and subprocess.run(
        ["mount", "--bind", str(home.home), str(place)], capture_output=True
    )
    if not done or done.returncode:
        pytest.skip("a file system cannot be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(place)], check=True)
        settings = Settings(home=place)
        assert ask(settings) == ["n", "3"]
        with pytest.raises(ReadOnlyHome), home_lock(settings.lock):
            pass
        with pytest.raises(ReadOnlyHome):
            store.rebuild(settings)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("damage", ["empty", "cut", "head", "not_a_base"])
def test_a_damaged_base_says_what_to_do_and_the_next_publication_repairs_it(home, damage, capsys):
    content = home.database.read_bytes()
    spoilt = {
        "empty": b"",
        "cut": content[:5000],
        "head": content[:4096] + random.Random(1).randbytes(9000) + content[13096:],
        "not_a_base": b"ceci n'est pas une base" * 1000,
    }[damage]
    home.database.write_bytes(spoilt)
    with pytest.raises(DamagedDatabase):
        ask(home)
    assert cli.main(["--home", str(home.home), "query", "select 1"]) == 1
    assert "planotheque rebuild" in capsys.readouterr().err
    done = store.publish(home)
    assert done.rebuilt and done.documents == 3
    assert ask(home) == ["n", "3"]


def test_damage_met_while_asking_is_told(home):
    """Where blocks are, whatever they hold: a checksum covers each."""
    content = bytearray(home.database.read_bytes())
    for at in range(3 * 4096, len(content), 262144):
        content[at : at + 64] = random.Random(at).randbytes(64)
    home.database.write_bytes(content)
    with pytest.raises(DamagedDatabase):
        ask(home)
    assert cli.main(["--home", str(home.home), "rebuild"]) == 0
    assert ask(home) == ["n", "3"]


def test_a_base_another_program_is_writing_is_not_called_damaged(home):
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        with pytest.raises(Exception, match="lock") as refused:
            ask(home)
        other.stdin.close()
    assert not isinstance(refused.value, DamagedDatabase)


def test_the_clock_goes_back(home, monkeypatch, tmp_path):
    """Ids stay apart, the order is that of the lines, the newest base is the one read."""
    monkeypatch.setattr(journal, "utc_now", lambda: dt.datetime(2001, 1, 1))
    monkeypatch.setattr(store.time, "time_ns", lambda: 10**18)
    fake_pdf(tmp_path / "plans", "a.pdf")
    for _ in range(3):
        ingest([tmp_path / "plans"], home)
    attempts = journal.rows(home.ingestions, Ingestion)
    assert [a.status for a in attempts] == ["ok", "duplicate", "duplicate"]
    assert len({a.ingestion_id for a in attempts}) == 3
    with duckdb.connect(str(home.published), read_only=True) as con:
        told = con.execute("select ingestion_id from ingestions order by rowid").fetchall()
    assert told == [(a.ingestion_id,) for a in attempts]
    for n, when in enumerate((dt.datetime(2030, 1, 1), dt.datetime(1999, 1, 1))):
        title = Correction(correction_id=f"c{n}", document_id=document_id(0), table_name="actions", field="title",
                           record_id=f"act_{document_id(0)}_0", new_value=f"avis {n}", made_at=when)  # fmt: skip
        journal.append(home.corrections, title)
    monkeypatch.setattr(steps, "STEPS", (steps.lay_corrections_over,))
    store.publish(home)
    with duckdb.connect(str(home.published), read_only=True) as con:
        assert con.execute("select title from actions where action_id = ?", [f"act_{document_id(0)}_0"]).fetchone() == (
            "avis 1",
        )


def test_a_snapshot_published_after_the_clock_went_back_is_the_one_read(home, monkeypatch):
    write(home, small_records(8))
    monkeypatch.setattr(store.time, "time_ns", lambda: 10**18)
    replace = atomic.replace

    def refused(source, target):
        if target == home.database:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(atomic, "replace", refused)
    store.publish(home)
    assert home.published != home.database
    assert documents(home) == 4


def test_two_at_once_one_is_told_who_works(home):
    with home_lock(home.lock), pytest.raises(HomeLocked, match=str(os.getpid())), home_lock(home.lock):
        pass
