"""Every file gets one honest outcome, and doing it twice changes nothing."""

import dataclasses
import os
import subprocess
import sys
import time

import duckdb
import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.errors import HomeLocked, UsageError
from models.record import Ingestion
from pipeline import journal
from pipeline import session as module
from pipeline.ingest import ingest
from pipeline.ingest_display import report_text
from pipeline.locking import home_lock
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", workers=2, timeout=5, memory=300 << 20, reader=READER, builder=BUILDER)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def dump(settings, *, but=("ingestions",)):
    with duckdb.connect(str(settings.database), read_only=True) as con:
        names = [
            r[0]
            for r in con.execute(
                "select table_name from duckdb_tables() where schema_name = 'main' order by 1"
            ).fetchall()
        ]
        return {n: con.execute(f"select * from {n}").fetchall() for n in names if n not in but}


def outcomes(report):
    return {o.ingestion.file_name: (o.status, o.ingestion.error_code) for o in report.outcomes}


def test_one_bad_file_never_stops_the_others(settings, inbox):
    modes = {
        "a": "ok", "b": "SIGSEGV", "c": "bug", "d": "memory_error", "e": "no_pages", "f": "no_words",
        "g": "one_page_failed", "h": "page_lost", "i": "encrypted", "j": "hang", "z": "ok",
    }  # fmt: skip
    for name, mode in modes.items():
        fake_pdf(inbox, f"{name}.pdf", mode)
    (inbox / "k.pdf").write_bytes(b"")
    (inbox / "l.pdf").symlink_to("a.pdf")
    told = []
    report = ingest([inbox], dataclasses.replace(settings, timeout=1), progress=told.append)
    assert outcomes(report) == {
        "a.pdf": ("ok", None),
        "b.pdf": ("failed", "lecteur_interrompu"),
        "c.pdf": ("failed", "erreur_interne"),
        "d.pdf": ("failed", "memoire_depassee"),
        "e.pdf": ("failed", "sans_page"),
        "f.pdf": ("failed", "sans_texte"),
        "g.pdf": ("partial", "pages_illisibles"),
        "h.pdf": ("partial", "pages_illisibles"),
        "i.pdf": ("failed", "pdf_chiffre"),
        "j.pdf": ("failed", "delai_depasse"),
        "k.pdf": ("failed", "fichier_vide"),
        "l.pdf": ("failed", "fichier_special"),
        "z.pdf": ("ok", None),
    }
    assert [o.ingestion.file_name for o in report.outcomes] == sorted(outcomes(report))
    assert [p.outcome for p in told if p.outcome] == report.outcomes
    assert report.exit_code == 3
    tables = dump(settings, but=())
    assert {row[2] for row in tables["documents"]} == {"a.pdf", "g.pdf", "h.pdf", "z.pdf"}
    assert len(tables["ingestions"]) == 13
    assert all(row[6].endswith(".") for row in tables["ingestions"] if row[4] == "failed")
    assert os.listdir(settings.work) == []


def test_twice_changes_no_row_and_says_so(settings, inbox):
    for name in ("a.pdf", "sub/b.pdf"):
        fake_pdf(inbox, name)
    first = ingest([inbox], settings)
    before, journal_before = dump(settings), settings.ingestions.read_bytes()
    time.sleep(0.01)
    second = ingest([inbox], settings)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [o.message for o in second.outcomes] == ["déjà traité, inchangé"] * 2
    assert dump(settings) == before
    assert settings.ingestions.read_bytes().startswith(journal_before)
    ingest([inbox], settings, force=True)  # read again: the same content, the same first date
    assert dump(settings) == before


def test_duplicates_within_and_between_runs(settings, inbox):
    first = fake_pdf(inbox, "a.pdf")
    (inbox / "b.pdf").write_bytes(first.read_bytes())
    bad = fake_pdf(inbox, "y.pdf", "encrypted")
    (inbox / "z.pdf").write_bytes(bad.read_bytes())
    report = ingest([inbox], settings)
    assert [(o.status, o.message[:17]) for o in report.outcomes] == [
        ("ok", ""), ("duplicate", "doublon de a.pdf"), ("failed", "Ce PDF est protég"), ("failed", "Ce PDF est protég"),
    ]  # fmt: skip
    (inbox / "c.pdf").write_bytes(first.read_bytes())
    assert outcomes(ingest([inbox / "c.pdf"], settings)) == {"c.pdf": ("duplicate", None)}
    assert len(dump(settings)["documents"]) == 1


def test_a_failure_is_tried_again(settings, inbox):
    fake_pdf(inbox, "a.pdf", "hang")
    assert ingest([inbox], dataclasses.replace(settings, timeout=0.5)).count("failed") == 1
    original = next(settings.originals.iterdir())
    assert original.read_bytes() == (inbox / "a.pdf").read_bytes()
    well = dataclasses.replace(settings, reader="test_ingest:read_well")
    assert ingest([inbox], well).count("ok") == 1


def read_well(path, **_):
    from models.page import Page
    from models.segment import Extraction

    return Extraction([Page(1, 10, 10)], warnings=["ok"])


def test_a_new_version_reads_again_and_keeps_ids(settings, inbox, monkeypatch):
    fake_pdf(inbox, "a.pdf")
    ingest([inbox], settings)
    monkeypatch.setattr(module, "extraction_version", lambda _: "9.9")
    assert ingest([inbox], settings).count("ok") == 1
    assert [row[16] for row in dump(settings)["documents"]] == ["9.9"]


def test_a_lost_record_file_is_made_again(settings, inbox):
    fake_pdf(inbox, "a.pdf")
    ingest([inbox], settings)
    before = dump(settings)
    next(settings.documents.glob("*/records.json")).unlink()
    assert ingest([inbox], settings).count("ok") == 1
    assert dump(settings) == before


def test_records_and_originals_are_not_taken_for_plans(settings, inbox):
    fake_pdf(settings.inbox, "a.pdf")
    assert len(ingest([settings.home], settings).outcomes) == 1
    assert len(ingest([settings.home], settings).outcomes) == 1


def test_home_in_use_is_refused(settings, inbox):
    fake_pdf(inbox, "a.pdf")
    with home_lock(settings.lock), pytest.raises(HomeLocked):
        ingest([inbox], settings)
    with pytest.raises(UsageError):
        ingest([inbox / "absent"], settings)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_anywhere_nothing_is_lost_or_doubled(settings, inbox):
    for n in range(6):
        fake_pdf(inbox, f"{n}.pdf", "slow" if n % 2 else "ok")
    script = inbox.parent / "run.py"
    script.write_text(
        "import sys; sys.path[:0] = sys.argv[3:]\n"
        "from pathlib import Path; import stand_in\n"
        "from pipeline.ingest import ingest; from pipeline.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    s = Settings(home=Path(sys.argv[1]), workers=2, reader=stand_in.READER, builder=stand_in.BUILDER)\n"
        "    ingest([Path(sys.argv[2])], s)\n"
    )
    here = os.path.dirname(__file__)
    for pause in (0.8, 1.2, 1.6, 2.0):
        process = subprocess.Popen(
            [sys.executable, str(script), str(settings.home), str(inbox), here, os.path.dirname(here)]
        )
        time.sleep(pause)
        process.kill()
        process.wait()
    report = ingest([inbox], settings)
    assert report.exit_code == 0
    assert len(dump(settings)["documents"]) == 6
    read = [r.file_name for r in journal.rows(settings.ingestions, Ingestion) if r.status == "ok"]
    assert sorted(set(read)) == [f"{n}.pdf" for n in range(6)]
    assert not list(settings.structured.glob(".tmp-*"))


def test_one_page_and_one_action_are_told_in_the_singular(settings, inbox):
    report = ingest([fake_pdf(inbox, "a.pdf")], settings)
    told = report_text(report, settings)
    assert "1 fichier (lu : 1)" in told and "2 pages lues, 1 action trouvée." in told
    row = report.outcomes[0].ingestion.model_copy(update={"page_count": 1})
    report.outcomes[0] = dataclasses.replace(report.outcomes[0], ingestion=row, actions=2)
    assert "1 page lue, 2 actions trouvées." in report_text(report, settings)
