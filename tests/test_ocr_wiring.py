"""Scanned pages on their way through the reader and the pipeline, with an engine that reads what it is told to."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pymupdf
import pytest
import stand_in
from PIL import Image, ImageDraw, ImageFont
from test_supervise import job

from extractors.document import read_document
from extractors.ocr import engine as engines
from extractors.ocr.engine import OcrLine, OcrWord
from extractors.ocr.null import NullEngine
from extractors.reading import open_pdf, read_pages
from models.errors import DamagedPdf, MemoryLimit, NoReadableText, ReadingTimeout, UsageError
from models.geometry import Box
from pipeline import doctor
from pipeline.ingest import ingest
from pipeline.ocr_cache import DirectoryCache
from pipeline.settings import Settings
from pipeline.supervise import Supervisor
from pipeline.version import extraction_version
from pipeline.worker import _PageCounter

PROSE = (
    "Le département accompagne les ménages en difficulté et finance la réhabilitation des logements vacants dans les"
    " communes rurales ; un bilan sera présenté chaque année au comité de pilotage"
)


class Stub:
    """Reads the same line in the middle of every page; ``fails`` names the calls that raise, counted from 1."""

    name = "stub"

    def __init__(self, text: str = "Fiche action un", fails: dict[int, Exception] | None = None) -> None:
        self.version = "1"
        self.text = text
        self.calls = 0
        self.fails = fails or {}

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        self.calls += 1
        if self.calls in self.fails:
            raise self.fails[self.calls]
        if not self.text:
            return []
        height, width = image.shape
        words, n = [], len(self.text.split())
        for i, text in enumerate(self.text.split()):
            x = width * (0.1 + 0.8 * i / n)
            words.append(OcrWord(text, Box(x, 0.5 * height, x + 0.6 * width / n, 0.5 * height + 0.012 * height), 0.97))
        box = Box(words[0].box.x0, words[0].box.y0, words[-1].box.x1, words[0].box.y1)
        return [OcrLine(self.text, box, 0.97, tuple(words))]


class Kept:
    """A cache in memory."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.pages.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.pages[key] = data


def scan(n: int = 0) -> bytes:
    """A grey page with two lines of ink; ``n`` makes it unlike the others."""
    image = Image.new("L", (620, 877), 245)
    draw = ImageDraw.Draw(image)
    for y in (300, 400):
        draw.text((80, y), f"page numéro {n} avec du texte à reconnaître", fill=20, font=ImageFont.load_default(20))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def make_pdf(path: Path, kinds: str) -> Path:
    """One page a letter: s scan, t scan under a stamp, d digital, g gibberish, b blank, h hidden layer."""
    doc = pymupdf.open()
    for n, kind in enumerate(kinds):
        page = doc.new_page()
        if kind in "sth":
            page.insert_image(page.rect, stream=scan(n))
        if kind == "t":
            page.insert_text((60, 830), "Reçu en préfecture le 12/04/2019", fontsize=8)
        text = PROSE if kind in "dh" else "".join(chr(ord(c) + 1) if c.isalpha() else c for c in PROSE)
        if kind in "dgh":
            for line, start in enumerate(range(0, len(text), 70)):
                mode = 3 if kind == "h" else 0
                page.insert_text((60, 100 + 15 * line), text[start : start + 70], render_mode=mode)
    doc.save(path)
    return path


def read(path: Path, **options):
    with open_pdf(path) as doc:
        return read_pages(doc, **options)


def shown(page) -> str:
    return " ".join(word.text for word in page.words)


def test_only_pages_that_need_it_are_read_by_ocr(tmp_path):
    engine, told = Stub(), []
    path = make_pdf(tmp_path / "a.pdf", "dsbhg")
    pages = read(path, engine=engine, on_page=lambda done, total: told.append((done, total)))
    assert engine.calls == 2
    assert [p.kind for p in pages] == ["digital", "ocr", "blank", "ocr", "ocr"]
    assert all(p.status == "ok" for p in pages)
    assert told == [(n, 5) for n in range(1, 6)]
    digital, scanned, _, hidden, gibberish = pages
    assert digital.message is None and digital.ocr_confidence is None
    assert scanned.message == "page numérisée, lue par reconnaissance de caractères"
    assert shown(scanned) == "Fiche action un" and scanned.ocr_confidence == pytest.approx(0.97, abs=0.01)
    assert all(word.confidence for word in scanned.words) and scanned.printed_words == 3
    assert 400 < scanned.words[0].box.y0 < 450  # points of the page, not pixels
    assert "couche de texte" in hidden.message and shown(hidden).startswith("Le département")
    assert "inexploitable" in gibberish.message and shown(gibberish) == "Fiche action un"


def test_the_words_of_a_stamp_are_kept_beside_those_of_the_scan(tmp_path):
    (page,) = read(make_pdf(tmp_path / "a.pdf", "t"), engine=Stub())
    assert (page.kind, page.status) == ("ocr", "ok")
    assert shown(page) == "Fiche action un Reçu en préfecture le 12/04/2019"


def test_a_word_seen_by_both_is_there_once(tmp_path):
    path = tmp_path / "a.pdf"
    doc = pymupdf.open()
    page = doc.new_page()
    page.insert_image(page.rect, stream=scan())
    page.insert_text((59.5, 430), "Fiche", fontsize=9)  # where the stub reads its first word
    doc.save(path)
    (page,) = read(path, engine=Stub())
    assert sorted(word.text for word in page.words) == ["Fiche", "action", "un"]


def test_off_tells_which_pages_are_missing(tmp_path):
    engine = Stub()
    pages = read(make_pdf(tmp_path / "a.pdf", "dstg"), ocr="off", engine=engine)
    assert engine.calls == 0
    assert [(p.kind, p.status) for p in pages] == [
        ("digital", "ok"), ("unreadable", "failed"), ("mixed", "failed"), ("unreadable", "failed"),
    ]  # fmt: skip
    assert all("demande une reconnaissance de caractères" in p.message for p in pages[1:])
    assert shown(pages[2]).startswith("Reçu") and "cartouche" in pages[2].message
    assert pages[1].words == pages[3].words == []


def test_without_an_engine_what_to_install_is_told(tmp_path):
    (page,) = read(make_pdf(tmp_path / "a.pdf", "s"), engine=NullEngine())
    assert page.status == "failed" and "installez RapidOCR ou Tesseract" in page.message


def test_force_reads_every_page_but_blank_ones(tmp_path):
    engine = Stub(PROSE)
    pages = read(make_pdf(tmp_path / "a.pdf", "dbh"), ocr="force", engine=engine)
    assert engine.calls == 2
    assert [p.kind for p in pages] == ["ocr", "blank", "ocr"]
    (page,) = read(make_pdf(tmp_path / "b.pdf", "d"), ocr="force", engine=Stub(""))
    assert (page.kind, page.status) == ("digital", "ok") and shown(page).startswith("Le département")


def test_a_page_that_fails_is_told_and_the_others_go_on(tmp_path):
    engine = Stub(fails={2: RuntimeError("le moteur est tombé\ntrace")})
    pages = read(make_pdf(tmp_path / "a.pdf", "sss"), engine=engine)
    assert [p.status for p in pages] == ["ok", "failed", "ok"]
    assert pages[1].kind == "unreadable" and pages[1].message.endswith("le moteur est tombé")
    assert pages[1].width > 0


def test_a_page_that_fails_tells_where_and_the_log_keeps_the_trace(tmp_path, caplog):
    with caplog.at_level("DEBUG", logger="planotheque"):
        (page,) = read(make_pdf(tmp_path / "a.pdf", "s"), engine=Stub(fails={1: IndexError("list index out of range")}))
    assert page.message.startswith("la reconnaissance de caractères a échoué : IndexError, test_ocr_wiring.py ligne ")
    (record,) = caplog.records
    assert "ligne" in record.getMessage() and record.exc_info[0] is IndexError


def test_labels_misread_are_mended(tmp_path):
    (page,) = read(make_pdf(tmp_path / "a.pdf", "s"), engine=Stub("Panenaires"))
    assert [(w.text, w.raw) for w in page.words] == [("Partenaires", "Panenaires")]


def test_a_scan_where_nothing_is_found_is_blank(tmp_path):
    scanned, gibberish = read(make_pdf(tmp_path / "a.pdf", "sg"), engine=Stub(""))
    assert (scanned.kind, scanned.status) == ("blank", "ok")
    assert (gibberish.kind, gibberish.status) == ("unreadable", "failed")


def test_memory_running_out_is_the_document_s_error_only_when_nothing_was_read(tmp_path):
    full = {n: RuntimeError("code=1: malloc (4096 bytes) failed") for n in (1, 2)}
    path = make_pdf(tmp_path / "a.pdf", "ss")
    with pytest.raises(MemoryLimit):
        read(path, engine=Stub(fails=full))
    pages = read(make_pdf(tmp_path / "b.pdf", "dss"), engine=Stub(fails=full))
    assert [p.status for p in pages] == ["ok", "failed", "failed"]
    assert "mémoire" in pages[1].message
    with pytest.raises(MemoryLimit):
        read(path, engine=Stub(fails={1: MemoryError(), 2: MemoryError()}))


def test_a_page_count_that_lies_is_a_damaged_file(tmp_path):
    path = tmp_path / "a.pdf"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    path.write_bytes(data + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(data))
    with pytest.raises(DamagedPdf):
        open_pdf(path)


def test_pages_already_read_are_not_read_again(tmp_path):
    path, cache = make_pdf(tmp_path / "a.pdf", "sss"), Kept()
    first = read(path, engine=Stub(), cache=cache)
    engine = Stub("autre chose")
    again = read(path, engine=engine, cache=cache)
    assert engine.calls == 0 and len(cache.pages) == 3
    assert [shown(p) for p in again] == [shown(p) for p in first]
    engine.version = "2"
    assert shown(read(path, engine=engine, cache=cache)[0]) == "autre chose"


def test_an_interrupted_reading_resumes_at_the_page(tmp_path):
    path, cache = make_pdf(tmp_path / "a.pdf", "sssss"), DirectoryCache(tmp_path / "ocr")
    with pytest.raises(KeyboardInterrupt):
        read(path, engine=Stub(fails={4: KeyboardInterrupt()}), cache=cache)
    engine = Stub()
    assert len(read(path, engine=engine, cache=cache)) == 5
    assert engine.calls == 2


class Slow(Stub):
    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        time.sleep(0.15)
        return super().read(image, dpi=dpi)


def read_slowly(path: Path, folder: Path) -> None:
    read(path, engine=Slow(), cache=DirectoryCache(folder))


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_killed_reading_resumes_at_the_page(tmp_path):
    path, folder = make_pdf(tmp_path / "a.pdf", "s" * 30), tmp_path / "ocr"
    child = multiprocessing.get_context("fork").Process(target=read_slowly, args=(path, folder))
    child.start()
    deadline = time.monotonic() + 30
    while len(list(folder.glob("*/*/*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    kept = len(list(folder.glob("*/*/*")))
    assert 3 <= kept < 30
    engine = Stub()
    assert all(p.status == "ok" for p in read(path, engine=engine, cache=DirectoryCache(folder)))
    assert engine.calls == 30 - kept


def test_the_cache_keeps_bytes_and_forgives_damage(tmp_path):
    read_count = []
    cache = DirectoryCache(tmp_path / "ocr", lambda: read_count.append(1))
    key = "0123456789abcdef"
    assert cache.get(key) is None
    cache.put(key, b"des mots")
    assert cache.get(key) == b"des mots" and read_count == [1]
    file = tmp_path / "ocr" / "01" / "23" / key
    file.write_bytes(file.read_bytes()[:-3])
    assert cache.get(key) is None
    cache.put(key, b"encore")
    assert cache.get(key) == b"encore"
    assert [p.name for p in (tmp_path / "ocr").rglob("*") if p.is_file()] == [key]
    for bad in ("../../etc", "", "ABCDEF0123"):
        with pytest.raises(ValueError):
            cache.get(bad)


def test_a_cache_that_cannot_be_written_harms_nothing(tmp_path):
    (tmp_path / "ocr").write_text("un fichier")
    (page,) = read(make_pdf(tmp_path / "a.pdf", "s"), engine=Stub(), cache=DirectoryCache(tmp_path / "ocr"))
    assert page.status == "ok"


@pytest.fixture
def stub_installed(monkeypatch):
    engine = Stub()
    monkeypatch.setattr(engines, "get_engine", lambda name="auto": engine)
    return engine


@pytest.mark.parametrize(
    ("kinds", "source"), [("dd", "digital"), ("ss", "ocr"), ("db", "digital"), ("ds", "mixed"), ("sb", "ocr")]
)
def test_the_document_tells_where_its_words_come_from(tmp_path, stub_installed, kinds, source):
    assert read_document(make_pdf(tmp_path / "a.pdf", kinds)).text_source == source


def test_no_readable_text_only_when_ocr_reads_nothing_either(tmp_path, stub_installed):
    path = make_pdf(tmp_path / "a.pdf", "s")
    with pytest.raises(NoReadableText, match="reconnaissance de caractères"):
        read_document(path, ocr="off")
    assert read_document(path).pages[0].words
    stub_installed.text, stub_installed.version = "", "2"
    with pytest.raises(NoReadableText):
        read_document(path)


# The pipeline


def read_a_scan(path: Path, *, ocr: str, max_pages: int, on_page, cache):
    """The reader of the child process, with the pipeline's own cache and a stub for an engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "get_engine", lambda name="auto": Stub(PROSE))
        return read_document(path, ocr=ocr, max_pages=max_pages, on_page=on_page, cache=cache)


def test_pages_read_by_ocr_lengthen_the_time_allowed(tmp_path):
    settings = Settings(home=tmp_path, timeout=5, page_timeout=3, reader=stand_in.READER, builder=stand_in.BUILDER)
    supervisor, one, future = Supervisor(settings), job(settings, "ok"), Future()
    one.folder.mkdir(parents=True)
    supervisor._begun[future] = time.monotonic() - 10
    counter = _PageCounter(one.progress)
    cache = DirectoryCache(tmp_path / "ocr", counter.page_recognised)
    for n in range(2):
        cache.put(f"{n:016x}", b"lu")
    counter.page_read(4, 9)
    supervisor._keep_within_limits(one, future)
    assert not future.cancelled()
    supervisor._begun[future] -= 2
    with pytest.raises(ReadingTimeout, match="11 s"):
        supervisor.result(one, future)


def test_an_ingestion_records_what_ocr_read(tmp_path):
    settings = Settings(home=tmp_path / "home", reader="test_ocr_wiring:read_a_scan")
    report = ingest([make_pdf(tmp_path / "plan.pdf", "dst")], settings)
    assert [o.status for o in report.outcomes] == ["ok"]
    import duckdb

    with duckdb.connect(settings.database, read_only=True) as con:
        rows = con.execute("select page, kind, status, ocr_confidence, message from pages order by page").fetchall()
        source, sure = con.execute("select text_source, ocr_confidence from documents").fetchone()
    assert [row[:3] for row in rows] == [(1, "digital", "ok"), (2, "ocr", "ok"), (3, "ocr", "ok")]
    assert rows[0][3] is None and rows[1][3] == pytest.approx(0.97, abs=0.01)
    assert rows[0][4] is None and rows[1][4] == "page numérisée, lue par reconnaissance de caractères"
    assert source == "mixed" and sure == pytest.approx(0.97, abs=0.01)
    assert len([p for p in settings.ocr_cache.rglob("*") if p.is_file()]) == 2


def test_an_ingestion_without_ocr_is_partial(tmp_path):
    settings = Settings(home=tmp_path / "home", reader="test_ocr_wiring:read_a_scan", ocr="off")
    report = ingest([make_pdf(tmp_path / "plan.pdf", "ds"), make_pdf(tmp_path / "scan.pdf", "s")], settings)
    assert [(o.status, o.ingestion.error_code) for o in report.outcomes] == [
        ("partial", "pages_illisibles"), ("failed", "sans_texte"),
    ]  # fmt: skip
    assert "demande une reconnaissance" in report.outcomes[1].message


# The engine chosen by the environment


def test_the_engine_asked_for_by_the_environment(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(engines, "get_engine", lambda name="auto": asked.append(name) or Stub())
    path = make_pdf(tmp_path / "a.pdf", "s")
    for value in ("", "auto", "rapid", "Tesseract"):
        monkeypatch.setenv("PLANOTHEQUE_OCR_ENGINE", value)
        assert read(path)[0].status == "ok"
    assert asked == ["auto", "auto", "rapidocr", "tesseract"]
    monkeypatch.setenv("PLANOTHEQUE_OCR_ENGINE", "none")
    (page,) = read(path)
    assert page.status == "failed" and "écartée par PLANOTHEQUE_OCR_ENGINE" in page.message


def test_an_engine_that_is_not_installed_is_told(tmp_path, monkeypatch):
    def missing(name="auto"):
        raise engines.OcrUnavailable("tesseract n'est pas installé")

    monkeypatch.setattr(engines, "get_engine", missing)
    monkeypatch.setenv("PLANOTHEQUE_OCR_ENGINE", "tesseract")
    pages = read(make_pdf(tmp_path / "a.pdf", "ds"))
    assert [p.status for p in pages] == ["ok", "failed"]
    assert pages[1].message.endswith("mais tesseract n'est pas installé")


def test_the_setting_is_checked_and_keys_the_reading():
    assert Settings.load(environment={}).ocr_engine == "auto"
    chosen = Settings.load(environment={"PLANOTHEQUE_OCR_ENGINE": "Rapid"})
    assert chosen.ocr_engine == "rapid"
    assert extraction_version(chosen) != extraction_version(Settings.load(environment={}))
    with pytest.raises(UsageError, match="auto, rapid, tesseract, none"):
        Settings.load(environment={"PLANOTHEQUE_OCR_ENGINE": "abbyy"})


def test_doctor_tells_which_engines_are_installed(monkeypatch):
    told = {f.name: f for f in doctor._ocr("auto")}
    assert set(told) == {"Reconnaissance de caractères", "RapidOCR", "Tesseract"}
    assert told["Reconnaissance de caractères"].good == (told["RapidOCR"].good or told["Tesseract"].good)
    monkeypatch.setattr(doctor, "_tesseract", lambda: "")
    assert not next(iter(doctor._ocr("tesseract"))).good
    assert "écartée" in next(iter(doctor._ocr("none"))).told
