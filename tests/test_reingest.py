"""What makes a document be read again, and what stays when it is."""

import dataclasses
import datetime as dt
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from stand_in import BUILDER, READER, fake_pdf

from models.record import Correction, Ingestion
from pipeline import cli, journal, version
from pipeline import session as module
from pipeline.ingest import ingest
from pipeline.reingest import reingest
from pipeline.settings import Settings
from pipeline.version import extraction_version, satisfies


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", workers=2, timeout=15, reader=READER, builder=BUILDER)


def outcomes(report):
    return {o.ingestion.file_name: o.status for o in report.outcomes}


def ask(settings, sql):
    with duckdb.connect(str(settings.database), read_only=True) as con:
        return con.execute(sql).fetchall()


def upgraded(monkeypatch, to="9.9"):
    """As if the extraction code had changed."""
    real = extraction_version
    monkeypatch.setattr(module, "extraction_version", lambda s: f"{to}{real(s)[real(s).index('+') :]}")


def test_unchanged_documents_are_skipped_and_changed_ones_read_from_their_originals(settings, tmp_path, monkeypatch):
    for name in ("a", "b"):
        fake_pdf(tmp_path, f"plans/{name}.pdf")
    ingest([tmp_path / "plans"], settings)
    assert reingest(settings).outcomes == []
    before = ask(settings, "select action_id, title from actions order by 1")
    evidence = ask(settings, "select evidence_id from evidence order by 1")
    action = before[0][0]
    correction = Correction(
        correction_id="c1", document_id=action[4:], table_name="actions", record_id=action, field="title",
        old_value="Créer des logements", new_value="Corrigé à la main", author="anne", made_at=dt.datetime(2026, 1, 1),
    )  # fmt: skip
    journal.append(settings.corrections, correction)
    for file in (tmp_path / "plans").iterdir():
        file.unlink()  # the originals are enough
    upgraded(monkeypatch)
    assert outcomes(reingest(settings)) == {"a.pdf": "ok", "b.pdf": "ok"}
    assert reingest(settings).outcomes == []
    assert ask(settings, "select count(*) from actions where title = 'Corrigé à la main'") == [(1,)]
    assert [r[0] for r in ask(settings, "select action_id from actions order by 1")] == [r[0] for r in before]
    assert ask(settings, "select evidence_id from evidence order by 1") == evidence
    assert ask(settings, "select distinct pipeline_version[:4] from documents") == [("9.9+",)]
    assert ask(settings, "select file_name from documents order by 1") == [("a.pdf",), ("b.pdf",)]


def test_failures_are_read_again_from_their_originals_or_said_to_be_lost(settings, tmp_path):
    fake_pdf(tmp_path, "plans/a.pdf", "hang")
    fake_pdf(tmp_path, "plans/b.pdf")
    (tmp_path / "plans/c.pdf").write_bytes(b"<html>")
    ingest([tmp_path / "plans"], dataclasses.replace(settings, timeout=2))
    well = dataclasses.replace(settings, reader="test_ingest:read_well")
    assert outcomes(reingest(well, "failed")) == {"a.pdf": "ok"}
    assert reingest(well, "failed").outcomes == []
    assert outcomes(reingest(well, "all")) == {"a.pdf": "ok", "b.pdf": "ok"}


def test_an_original_that_changed_on_the_disk_is_not_believed(settings, tmp_path):
    ingest([fake_pdf(tmp_path, "a.pdf")], settings)
    original = next(settings.originals.iterdir())
    original.chmod(0o644)
    original.write_bytes(original.read_bytes() + b"\n%%EOF")
    report = reingest(settings, "all")
    assert [o.ingestion.error_code for o in report.outcomes] == ["pdf_endommage"]
    assert ask(settings, "select count(*) from documents") == [(1,)]  # what was read stays
    original.unlink()
    assert [o.ingestion.error_code for o in reingest(settings, "all").outcomes] == ["lecture_impossible"]


def test_each_document_keeps_its_ocr_mode(settings, tmp_path, monkeypatch):
    for name, mode in (("a", "auto"), ("b", "force"), ("c", "off")):
        ingest([fake_pdf(tmp_path, f"{name}.pdf")], dataclasses.replace(settings, ocr=mode))
    assert reingest(settings).outcomes == []
    upgraded(monkeypatch)
    reingest(settings)
    rows = ask(settings, "select file_name, regexp_extract(pipeline_version, 'ocr.*') from documents order by 1")
    assert rows == [("a.pdf", ""), ("b.pdf", "ocr.force"), ("c.pdf", "ocr.off")]
    assert outcomes(reingest(settings, "all", ocr="off")) == {"a.pdf": "ok", "b.pdf": "ok", "c.pdf": "ok"}
    # Read with less than what is asked: again. With more: enough.
    assert outcomes(ingest([tmp_path / "c.pdf"], settings)) == {"c.pdf": "ok"}
    assert outcomes(ingest([tmp_path / "b.pdf"], dataclasses.replace(settings, ocr="force"))) == {"b.pdf": "ok"}
    assert outcomes(ingest([tmp_path / "b.pdf"], settings)) == {"b.pdf": "duplicate"}


def test_the_commands(settings, tmp_path, monkeypatch, capsys):
    holder = {"settings": dataclasses.replace(settings, timeout=2)}
    monkeypatch.setattr(
        Settings, "load", lambda *a, **k: dataclasses.replace(holder["settings"], ocr=k.get("ocr") or "auto")
    )
    drop = settings.inbox
    fake_pdf(drop, "sub/a.pdf", "hang")
    (drop / "faux.pdf").write_bytes(b"<html>")
    elsewhere = fake_pdf(tmp_path, "ailleurs/b.pdf", "hang")
    assert cli.main(["watch", "--once", "--settle", "0"]) == 3
    assert cli.main(["ingest", str(elsewhere)]) == 3
    echecs = settings.home / "raw" / "echecs"
    assert (echecs / "sub/a.pdf.raison.txt").exists() and (echecs / "faux.pdf").exists()
    holder["settings"] = dataclasses.replace(settings, reader="test_ingest:read_well")
    capsys.readouterr()
    assert cli.main(["reingest", "--failed"]) == 0
    assert "a.pdf" in capsys.readouterr().out
    assert not (echecs / "sub").exists()  # read since: filed as such
    assert (settings.home / "raw/traites/sub/a.pdf").exists()
    assert cli.main(["reingest"]) == 0
    assert "à jour" in capsys.readouterr().out
    assert cli.main(["retry", "absent.pdf"]) == 2
    (echecs / "faux.pdf").write_bytes(fake_pdf(tmp_path, "c.pdf", "slow").read_bytes())  # mended by hand
    assert cli.main(["retry", "faux.pdf"]) == 0
    assert (settings.home / "raw/traites/faux.pdf").exists()
    assert cli.main(["retry"]) == 0
    assert "Aucun échec" in capsys.readouterr().out


def test_retry_reads_from_originals_what_never_was_in_the_drop_folder(settings, tmp_path, monkeypatch, capsys):
    ingest([fake_pdf(tmp_path, "b.pdf", "hang")], dataclasses.replace(settings, timeout=2))
    well = dataclasses.replace(settings, reader="test_ingest:read_well")
    monkeypatch.setattr(Settings, "load", lambda *a, **k: well)
    assert cli.main(["retry"]) == 0
    assert [r.status for r in journal.rows(settings.ingestions, Ingestion)] == ["failed", "ok"]


# The key


def test_the_version_follows_code_lexicons_and_settings(tmp_path, monkeypatch, settings):
    names = ["extractors/a.py", "extractors/data/b.csv", "models/c.py", "models/errors.py", "pipeline/data/d.csv"]
    names += ["pipeline/normalise.py", "pipeline/linking.py", "pipeline/ids.py"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x\n")
    (tmp_path / "pipeline/normalise.py").write_text("from pipeline.linking import x\n")
    (tmp_path / "pipeline/linking.py").write_text("from pipeline import ids, absent\n")
    monkeypatch.setattr(version, "ROOT", tmp_path)
    monkeypatch.setattr(version, "WORDING", tmp_path / "models" / "errors.py")

    def stamp(**changes):
        version._digest.cache_clear()
        return extraction_version(dataclasses.replace(settings, **changes))

    first = stamp()
    assert stamp() == first and first.startswith("0.1.0+")
    (tmp_path / "models/errors.py").write_text("another sentence\n")
    (tmp_path / "pipeline/other.py").write_text("y\n")
    (tmp_path / "extractors/a.py").write_bytes(b"x\r\n")
    assert stamp() == first
    met = {first}
    for name in (n for n in names if n != "models/errors.py"):
        with open(tmp_path / name, "a") as file:
            file.write("y\n")
        met.add(stamp())
    met |= {stamp(reader="m:f"), stamp(ocr_engine="none"), stamp(ocr="off")}
    monkeypatch.setattr(version, "_installed", lambda _: "2.0")
    met.add(stamp())
    assert len(met) == len(names) + 4
    version._digest.cache_clear()


def test_every_module_that_makes_records_counts():
    """What ``normalise`` imports, and what that imports, is in the key; what it does not is not."""
    found = {p.stem for p in version.building_modules(Path(version.__file__).parent)}
    assert {"normalise", "linking", "registry", "ids", "checks"} <= found
    assert not found & {"store", "ingest", "cli", "query", "session"}
    code = "import sys, pipeline.normalise; print(*[m for m in sys.modules if m.startswith('pipeline.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(version.__file__).parents[1], capture_output=True, text=True
    )
    assert {m.split(".")[1] for m in done.stdout.split()} <= found


def test_what_spares_another_reading():
    assert satisfies("1+a", "1+a") and satisfies("1+a.ocr.force", "1+a") and satisfies("1+a.ocr.off", "1+a.ocr.off")
    assert not satisfies("1+a.ocr.off", "1+a") and not satisfies("1+a", "1+a.ocr.force") and not satisfies("1+b", "1+a")


def test_the_version_is_quick():
    extraction_version(Settings())
    best = 1.0
    for _ in range(3):
        version._digest.cache_clear()
        begun = time.perf_counter()
        extraction_version(Settings())
        best = min(best, time.perf_counter() - begun)
    assert best < 0.1  # 10 to 20 ms on a quiet machine
