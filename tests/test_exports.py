"""Every export: whole or absent, never over something else, reading only, whatever happens meanwhile."""

import errno
import hashlib
import os
import shutil
import time

import duckdb
import openpyxl
import pytest
from exported import FIRST, hostile, plan, publish, settings_of

from models.errors import DamagedDatabase, DestinationExists, DiskFull, NoDatabase, UnknownRecord, UsageError
from pipeline import cli
from pipeline.exports import KINDS, export, french_csv, place, workbook
from pipeline.exports.report import README, Report
from pipeline.exports.source import open_source


@pytest.fixture
def base(tmp_path):
    settings = settings_of(tmp_path)
    publish(settings, plan())
    return settings


def listing(folder):
    """Every file with its content's digest, hidden ones included."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_reads_only_and_leaves_nothing_but_the_export(base, tmp_path, kind):
    before = listing(base.home)
    report = export(kind, base, tmp_path / "new folder" / "out")
    assert listing(base.home) == before
    assert [p.name for p in (tmp_path / "new folder").iterdir()] == [report.path.name]
    assert report.path.name == ("out.xlsx" if kind == "xlsx" else "out")
    assert report.kind == kind
    assert sum(report.counts.values()) > 0
    assert str(report.path) in report.text()


@pytest.mark.parametrize("kind", ["xlsx", "datapackage", "tet"])
def test_an_earlier_export_is_replaced_only_with_force(base, tmp_path, kind):
    path = export(kind, base, tmp_path / "out").path
    before = listing(tmp_path)
    with pytest.raises(DestinationExists, match="--force"):
        export(kind, base, tmp_path / "out")
    assert listing(tmp_path) == before
    export(kind, base, tmp_path / "out", force=True)
    assert listing(tmp_path) == before  # the same base gives the same bytes
    publish(base, plan(), hostile())
    report = export(kind, base, tmp_path / "out", force=True)
    assert report.path == path
    assert sum(report.counts.values()) > 2 * len(report.counts)
    assert not [p for p in tmp_path.rglob(".tmp-*")]


def test_a_folder_that_is_not_an_export_is_never_touched(base, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("ten years")
    for kind in ("csv", "tet"):
        with pytest.raises(UsageError, match="autre chose"):
            export(kind, base, mine, force=True)
        with pytest.raises(UsageError, match="pas un dossier"):
            export(kind, base, mine / "thesis.txt", force=True)
    (mine / README).write_text("mes notes")
    with pytest.raises(UsageError):
        export("csv", base, mine, force=True)
    assert (mine / "thesis.txt").read_text() == "ten years"
    assert export("xlsx", base, mine).path == mine / "planotheque.xlsx"  # beside, in the folder
    with pytest.raises(UsageError, match=r"finir par \.xlsx"):
        export("xlsx", base, mine / "thesis.txt", force=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert (export("csv", base, empty).path / "actions.csv").exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])  # a file, a folder
@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), DiskFull),
        (duckdb.IOException("IO Error: Could not write file: No space left on device"), DiskFull),
        (PermissionError(13, "Permission denied"), UsageError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_failure_half_way_leaves_what_was_there(base, tmp_path, monkeypatch, kind, failure, told):
    path = export(kind, base, tmp_path / "out").path
    before = listing(tmp_path)

    def fails(*_, **__):
        raise failure

    monkeypatch.setattr("pipeline.exports.place._sync", fails)  # all is written, nothing in place yet
    with pytest.raises(told):
        export(kind, base, tmp_path / "out", force=True)
    assert listing(tmp_path) == before
    assert not [p for p in tmp_path.rglob(".tmp-*")]
    assert path.exists()


def test_a_disk_that_fills_while_the_workbook_is_zipped(base, tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlsxwriter.workbook.ZipFile", full)
    with pytest.raises(DiskFull):
        export("xlsx", base, tmp_path / "x.xlsx")
    with pytest.raises(DiskFull):
        workbook.write_rows(tmp_path / "r.xlsx", ["a"], [[1]])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home"]


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(base, tmp_path, monkeypatch):
    export("csv", base, tmp_path / "out")
    before = listing(tmp_path)
    replace = os.replace

    def refused(source, target):
        if source.name == "new":
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(place.os, "replace", refused)
    with pytest.raises(UsageError, match="ouvert dans un autre programme"):
        export("csv", base, tmp_path / "out", force=True)
    assert listing(tmp_path) == before


def test_leftovers_of_a_killed_export_go_after_a_day(base, tmp_path):
    old, recent = (tmp_path / f"{place.STAGING}{n}" for n in ("old", "recent"))
    for folder in (old, recent):
        folder.mkdir()
        (folder / "half").write_text("x")
    os.utime(old, (time.time() - 2 * place.FORGOTTEN,) * 2)
    export("csv", base, tmp_path / "out")
    assert not old.exists()
    assert recent.exists()


@pytest.mark.parametrize("kind", ["csv", "tet"])
def test_a_base_replaced_meanwhile_does_not_mix(base, tmp_path, kind):
    """The publisher puts another file in place at the first sign of progress."""
    calls = []

    def replaced(*told):
        if not calls:
            publish(base, hostile())
        calls.append(told)

    report = export(kind, base, tmp_path / "out", progress=replaced)
    alone = export(kind, base, tmp_path / "after")
    assert calls
    assert report.counts != alone.counts
    publish(base, plan())
    assert export(kind, base, tmp_path / "again").counts == report.counts


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="rights do not bind this user")
def test_a_folder_that_may_not_be_written(base, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(UsageError, match="impossible d'écrire"):
        export("csv", base, closed / "out")


def test_wrong_asking(tmp_path):
    empty = settings_of(tmp_path)
    with pytest.raises(NoDatabase):
        export("csv", empty, tmp_path / "out")
    publish(empty, plan())
    with pytest.raises(UsageError, match="export inconnu"):
        export("pdf", empty, tmp_path / "out")
    with pytest.raises(UnknownRecord, match="' or 1=1"):
        export("csv", empty, tmp_path / "out", [FIRST, "' or 1=1 --"])
    empty.database.write_bytes(b"not a database" * 1000)
    with pytest.raises(DamagedDatabase):
        export("csv", empty, tmp_path / "out")
    with duckdb.connect(str(tmp_path / "old.duckdb")) as con:
        con.execute("create table documents (document_id varchar)")
    shutil.copy(tmp_path / "old.duckdb", empty.database)
    with pytest.raises(DamagedDatabase, match="autre version"):
        export("csv", empty, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_document_chosen_gives_empty_tables(base, tmp_path):
    assert set(export("csv", base, tmp_path / "out", []).counts.values()) == {0}
    empty = settings_of(tmp_path / "empty")
    publish(empty)
    for kind in KINDS:
        report = export(kind, empty, tmp_path / kind)
        assert not any(report.counts.values())


def test_the_reader_can_write_nowhere_else(base, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with open_source(base, scratch) as source:
        for sql in (
            f"copy actions to '{tmp_path}/out.csv'", "delete from actions", f"attach '{tmp_path}/x.duckdb'",
            "from read_text('/etc/passwd')", "set enable_external_access = true",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                source.con.execute(sql)
        source.con.execute(f"copy actions to '{scratch}/out.csv'")


def test_documents_are_read_in_runs_in_a_fixed_order(base, tmp_path, monkeypatch):
    plans = [plan(f"{n:016x}", title=f"Plan {n}") for n in range(1, 8)]
    publish(base, *plans)
    whole = listing(export("csv", base, tmp_path / "whole").path)
    monkeypatch.setattr("pipeline.exports.source.RUN", 4)
    with open_source(base, tmp_path) as source:
        runs = source.runs()
    assert len(runs) > 2
    assert [r for first, last in runs for r in range(first, last + 1)] == list(range(1, 8))
    assert listing(export("csv", base, tmp_path / "runs").path) == whole


def test_a_report_stays_short():
    report = Report("csv", place.Path("out"))
    for n in range(5000):
        report.note(f"note {n}")
    assert len(report.all_notes()) < 300
    assert "4800 autres" in report.text()
    assert french_csv.french(None) == ""
    report.counts = {f"plan {n}.xlsx": 3 for n in range(5000)}
    assert "5 000 fichiers, 15 000 lignes" in report.text()
    assert len(report.text().splitlines()) < 300


def test_the_command(base, tmp_path, capsys):
    home = ["--home", str(base.home)]
    assert cli.main([*home, "export", "xlsx", str(tmp_path / "p"), "--document", FIRST, "--evidence"]) == 0
    out, err = capsys.readouterr()
    assert "Export écrit" in out and "Actions : 2 lignes" in out and err == ""
    assert "Preuves" in openpyxl.load_workbook(tmp_path / "p.xlsx").sheetnames
    assert cli.main([*home, "export", "xlsx", str(tmp_path / "p")]) == 1
    assert "--force" in capsys.readouterr().err
    assert cli.main([*home, "export", "xlsx", str(tmp_path / "p"), "--force"]) == 0
    assert cli.main([*home, "export", "tet", str(tmp_path / "t")]) == 0
    assert "Non repris ou adapté" in capsys.readouterr().out
    assert cli.main([*home, "export", "pdf", "x"]) == 2
    assert "choix inconnu" in capsys.readouterr().err
    assert cli.main([*home, "export", "csv", str(tmp_path / "c"), "--document", "absent"]) == 1
