"""The watch, for real: another process, files dropped while it runs, signals and kills."""

import dataclasses
import os
import queue
import signal
import threading
import time
from pathlib import Path

import duckdb
import pytest
from running import start
from stand_in import BUILDER, READER, fake_pdf

from models.record import Ingestion
from pipeline import journal, store
from pipeline.inbox import watch as module
from pipeline.inbox.collect import Pace
from pipeline.inbox.folders import INFO, NOTE, open_inbox
from pipeline.locking import home_lock
from pipeline.settings import Settings

FAST = ["--settle", "0.4", "--interval", "0.1", "--patience", "1.5"]


class Watch:
    """A ``planotheque watch`` in another process, what it says being read as it comes."""

    def __init__(self, folder, *options):
        self.raw = folder / "home" / "raw"
        self.settings = Settings(home=folder / "home", reader=READER, builder=BUILDER)
        self.process = start(folder, ["watch", *FAST, *options], PLANOTHEQUE_HOME=str(folder / "home"))
        self.said, lines = [], queue.Queue()
        self._lines = lines
        threading.Thread(target=lambda: [lines.put(x) for x in self.process.stderr], daemon=True).start()

    def wait_for(self, done, seconds=30):
        """Until ``done()``, or fail with what was said."""
        deadline = time.monotonic() + seconds
        while not done():
            while not self._lines.empty():
                self.said.append(self._lines.get())
            assert self.process.poll() is None and time.monotonic() < deadline, "".join(self.said)
            time.sleep(0.05)

    def wait_for_line(self, text):
        self.wait_for(lambda: any(text in line for line in self.said))

    def names(self, folder):
        found = (p.relative_to(self.raw / folder) for p in (self.raw / folder).rglob("*") if not p.is_dir())
        return sorted(str(p) for p in found if not p.name.endswith((NOTE, INFO)))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.wait(20)
        while not self._lines.empty():
            self.said.append(self._lines.get())
        time.sleep(0.1)
        return self.process.returncode


@pytest.fixture
def drop(tmp_path):
    folder = tmp_path / "home" / "raw" / "inbox"
    folder.mkdir(parents=True)
    return folder


def test_thirty_files_reach_their_outcome(tmp_path, drop):
    good = [fake_pdf(drop, f"bon {n}.pdf") for n in range(6)]  # there before the watch begins
    w = Watch(tmp_path)
    try:
        w.wait_for_line("Surveillance de")
        nested = [fake_pdf(drop, f"35/PLH/été {n}.pdf") for n in range(4)]
        odd_names = [
            fake_pdf(drop, name) for name in ("-x.pdf", "a;rm $(b).PDF", "l'œuvre «2024».pdf", "deux\nlignes.pdf")
        ]
        slow = [fake_pdf(drop, f"lot/lent {n}.pdf", "slow") for n in range(2)]
        copies = [p.read_bytes() for p in (fake_pdf(tmp_path / "x", f"bon {n}.pdf") for n in range(3))]
        (drop / "partie.pdf").write_bytes(b"%PDF-1.4\n% mode: one_page_failed\n%%EOF\n")
        bad = {
            "protégé.pdf": "encrypted", "lot/plantage.pdf": "SIGSEGV", "bogue.pdf": "bug", "sans mot.pdf": "no_words",
        }  # fmt: skip
        for name, mode in bad.items():
            fake_pdf(drop, name, mode)
        (drop / "faux.pdf").write_bytes(b"<html>")
        (drop / "note.docx").write_bytes(b"PK")
        (drop / "vide.pdf").touch()
        (drop / "lien.pdf").symlink_to("/etc/hostname")
        whole = fake_pdf(tmp_path, "x.pdf", "slow").read_bytes()
        (drop / "tronqué.pdf").write_bytes(whole[:-6])
        half = drop / "lot" / "à moitié.pdf"
        half.write_bytes(b"%PDF-1.4\n% mode: ok\n% half\n")
        w.wait_for(lambda: half.name not in "".join(w.names("echecs")) and len(w.names("traites")) >= 10)
        with open(half, "ab") as file:
            file.write(b"%%EOF\n")
        for n, content in enumerate(copies):
            (drop / f"copie {n}.pdf").write_bytes(content)
        (drop / "~$verrou.pdf").touch()
        (drop / "en cours.pdf.part").touch()
        w.wait_for(lambda: w.names("inbox") == ["en cours.pdf.part", "~$verrou.pdf"] and not w.names("en-cours"))
        w.wait_for(lambda: w.settings.database.exists() and len(published(w.settings)) == 30)
        assert w.stop() == 0
    finally:
        w.process.kill()
    read = [*(p.relative_to(drop) for p in (*good, *nested, *odd_names, *slow, half)), Path("partie.pdf")]
    assert w.names("traites") == sorted(map(str, read))
    refused = [*bad, "faux.pdf", "note.docx", "vide.pdf", "lien.pdf", "tronqué.pdf"]
    assert w.names("echecs") == sorted(refused)
    assert all((w.raw / "echecs" / f"{n}{NOTE}").read_text("utf-8").count("Raison : ") == 1 for n in refused)
    assert w.names("doublons") == ["copie 0.pdf", "copie 1.pdf", "copie 2.pdf"]
    assert len(read) + len(refused) + 3 == 30
    rows = published(w.settings)
    assert sorted(r[1] for r in rows) == ["duplicate"] * 3 + ["failed"] * 9 + ["ok"] * 17 + ["partial"]
    with duckdb.connect(str(w.settings.database), read_only=True) as con:
        names = [r[0] for r in con.execute("select file_name from documents order by 1").fetchall()]
    assert names == sorted(p.name for p in read)
    assert len(list(w.settings.originals.iterdir())) == 18 + len([n for n in bad])
    assert any("Surveillance arrêtée" in line for line in w.said)
    assert "Traceback" not in "".join(w.said)


def published(settings):
    try:
        with duckdb.connect(str(settings.database), read_only=True) as con:
            return con.execute("select file_name, status, error_code from ingestions").fetchall()
    except duckdb.Error:
        return []


def test_killed_at_any_moment_nothing_is_lost_or_stuck(tmp_path, drop):
    for n in range(8):
        fake_pdf(drop, f"{n % 3}/{n}.pdf", "slow" if n % 2 else "ok")
    for pause in (1.0, 1.3, 1.6):
        w = Watch(tmp_path, "--settle", "0")
        time.sleep(pause)
        w.process.kill()
        w.process.wait()
    w = Watch(tmp_path, "--settle", "0", "--once")
    w.process.communicate(timeout=60)
    assert w.process.returncode == 0
    assert w.names("traites") == sorted(f"{n % 3}/{n}.pdf" for n in range(8))
    assert [w.names(f) for f in ("inbox", "en-cours", "echecs", "doublons")] == [[], [], [], []]
    with duckdb.connect(str(w.settings.database), read_only=True) as con:
        assert con.execute("select count(*), count(distinct sha256) from documents").fetchone() == (8, 8)
    whole = [r for r in journal.rows(w.settings.ingestions, Ingestion) if r.status == "ok"]
    assert len(whole) >= 8


def test_one_watch_a_home_and_the_second_is_told(tmp_path, drop):
    settings = Settings(home=tmp_path / "home")
    with home_lock(settings.watch_lock):
        w = Watch(tmp_path)
        _, said = w.process.communicate(timeout=20)
    assert w.process.returncode == 3
    assert f"processus {os.getpid()}" in "".join([said or "", *w.said, *drain(w)])


def drain(w):
    time.sleep(0.2)
    return [w._lines.get() for _ in range(w._lines.qsize())]


# The loop itself, in this process


class Stop(BaseException):
    pass


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "publish", lambda _: store.Published())
    made = Settings(home=tmp_path / "home", workers=2, timeout=15, reader=READER, builder=BUILDER)
    made.create_folders()
    return made


def loop(settings, monkeypatch, rounds, **options):
    """``watch`` until it has slept ``rounds`` times; what it said and how long it slept."""
    said, slept = [], []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) >= rounds:
            raise Stop

    monkeypatch.setattr(module.interrupt, "sleep", sleep)
    with pytest.raises(Stop):
        module.watch(settings, open_inbox(settings), Pace(settle=0, interval=1), said.append, **options)
    return said, slept


def test_no_error_ends_the_watch_and_each_is_told_once(settings, monkeypatch):
    fake_pdf(settings.inbox, "a.pdf")
    errors = [OSError(5, "Input/output error"), ValueError("bogue"), ValueError("bogue"), ValueError("bogue")]
    real = module.Collector.look

    def look(self):
        if errors:
            raise errors.pop(0)
        return real(self)

    monkeypatch.setattr(module.Collector, "look", look)
    said, slept = loop(settings, monkeypatch, 6)
    assert [s.split()[0] for s in said[1:4]] == ["Le", "Erreur", "a.pdf"]
    assert said[-1].startswith("Tout est rentré")
    assert slept == [2.0, 4.0, 8.0, 16.0, 1, 1]
    assert (settings.home / "raw/traites/a.pdf").exists()


def test_a_share_that_goes_away_and_comes_back(settings, monkeypatch):
    away = settings.inbox.with_name("away")
    real = module.Collector.look
    rounds = []

    def look(self):
        rounds.append(1)
        if len(rounds) == 2:
            settings.inbox.rename(away)
        if len(rounds) == 4:
            away.rename(settings.inbox)
            fake_pdf(settings.inbox, "a.pdf")
        return real(self)

    monkeypatch.setattr(module.Collector, "look", look)
    said, _ = loop(settings, monkeypatch, 5)
    assert sum("ne répond pas" in s for s in said) == 1
    assert (settings.home / "raw/traites/a.pdf").exists()


def test_a_busy_home_is_waited_for(settings, monkeypatch):
    fake_pdf(settings.inbox, "a.pdf")
    with home_lock(settings.lock):
        said, slept = loop(settings, monkeypatch, 3)
    assert sum("Une autre commande" in s for s in said) == 1
    assert slept == [1, 1, 1]


def test_events_are_optional_and_said(settings, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
    said, _ = loop(settings, monkeypatch, 1, events=True)
    assert "watchfiles" in said[0] and "par relevés" in said[1]

    class Rings:
        """As ``watchfiles.watch``: an empty set at each timeout, else what changed; then it breaks."""

        def __init__(self):
            self.left = [set(), set(), {("added", "a.pdf")}]

        def __next__(self):
            if not self.left:
                raise RuntimeError("inotify")
            if self.left[0]:
                fake_pdf(settings.inbox, "a.pdf")
            return self.left.pop(0)

    fake = type(module)("watchfiles")
    fake.watch = lambda *a, **k: Rings()
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", fake)
    said, _ = loop(settings, monkeypatch, 1, events=True)
    assert "par les événements" in said[0]
    assert (settings.home / "raw/traites/a.pdf").exists()
    assert "surveillance par relevés" in said[-1]


def test_a_watch_publishes_what_a_killed_one_left(settings, monkeypatch):
    calls = []
    monkeypatch.setattr(store, "publish", lambda s: (calls.append(1), s.database.touch(), store.Published())[2])
    fake_pdf(settings.inbox, "a.pdf")
    loop(settings, monkeypatch, 1)
    settings.database.unlink()
    loop(dataclasses.replace(settings), monkeypatch, 2)
    assert len(calls) == 2
