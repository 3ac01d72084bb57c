"""The review page as a server: files dropped on it, its speed on a long document, its start and its end."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from review_home import READ_AT, Home, Visitor, drawn_pdf, made_home

from models.errors import EmptyFile, NotAPdf, UsageError
from models.record import Ingestion
from pipeline import journal
from pipeline.review import dropping
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


@pytest.fixture
def home(tmp_path):
    one = Home(tmp_path / "home")
    yield one
    one.visitor.close()


# What is dropped -----------------------------------------------------------------------------------------------------


@pytest.fixture
def put(home, monkeypatch):
    started = []
    monkeypatch.setattr(dropping.Reader, "start", lambda self: started.append(True))

    def send(name, content):
        answer = home.visitor.client.put(
            "/api/depot", params={"nom": name}, content=content, headers=home.visitor.writing
        )
        return answer, started

    return send


def test_a_dropped_file_arrives_whole_under_a_free_name(home, put):
    content = drawn_pdf(1)
    for name in ("plan.pdf", "plan (2).pdf"):
        answer, started = put("../plan.PDF", content)
        assert answer.json() == {"name": name} and (home.settings.inbox / name).read_bytes() == content
    assert len(started) == 2
    assert sorted(p.name for p in home.settings.inbox.iterdir()) == ["plan (2).pdf", "plan.pdf"]


@pytest.mark.parametrize("content", [b"", b"<html>", b"x" * 5000 + b"%PDF-1.7"])
def test_what_is_no_pdf_leaves_nothing_in_the_drop_folder(home, put, content):
    answer, started = put("plan.pdf", content)
    assert answer.status_code == 422 and answer.json()["error"]
    assert list(home.settings.inbox.iterdir()) == [] and not started


def test_a_file_too_large_is_refused_even_when_it_does_not_say_so(home, put, monkeypatch):
    monkeypatch.setattr(dropping, "LARGEST", 1000)
    monkeypatch.setattr(dropping.receive, "__defaults__", (1000,))
    for content in (b"%PDF-" + b"x" * 2000, iter([b"%PDF-" + b"x" * 600, b"x" * 600])):
        assert put("plan.pdf", content)[0].status_code == 400
    assert list(home.settings.inbox.iterdir()) == []


def test_what_waits_is_read_and_what_was_read_is_told(home):
    (home.settings.inbox / "plan.pdf").write_bytes(b"%PDF-")
    (home.settings.inbox / ".tmp-x.pdf").write_bytes(b"%PDF-")
    journal.append(
        home.settings.ingestions,
        Ingestion(ingestion_id="i", file_name="<b>perdu.pdf", status="failed", error_message="Ce fichier est vide.",
                  started_at=READ_AT, pipeline_version="1"),
    )  # fmt: skip
    html = home.visitor.get("/morceau/vie").text
    assert (
        "1 fichier dans le dossier de dépôt" in html and "&lt;b&gt;perdu.pdf" in html and "Ce fichier est vide." in html
    )
    state = home.visitor.get("/api/etat").json()
    assert (state["waiting"], state["last"]) == (1, "i")


def test_errors_of_receiving_are_of_their_class(tmp_path):
    import asyncio

    async def chunks(*parts):
        for part in parts:
            yield part

    settings = Settings(home=tmp_path)
    for parts, error in (((), EmptyFile), ((b"x" * 3000,), NotAPdf), ((b"%PDF-", b"x" * 50), UsageError)):
        with pytest.raises(error):
            asyncio.run(
                dropping.receive(settings, "a.pdf", chunks(*parts), limit=40 if error is UsageError else 10_000)
            )


# Speed ---------------------------------------------------------------------------------------------------------------


def test_a_document_of_300_pages_and_5000_records_opens_at_once(tmp_path, capsys):
    settings, records = made_home(tmp_path, actions=500, pages=300, each=4)
    count = sum(len(getattr(records, t)) for t in ("actions", "pilots", "partners", "costs", "indicators"))
    assert count >= 5000
    visitor = Visitor(settings)
    try:
        visitor.get(f"/document/{records.document.document_id}/page/300.png?dpi=72")  # the fork server is up
        d = records.document.document_id
        begun = time.perf_counter()
        urls = ("/", f"/document/{d}", f"/api/document/{d}/cadres?page=1", f"/document/{d}/page/1.png?dpi=110")
        took = {}
        for url in urls:
            at = time.perf_counter()
            assert visitor.get(url).status_code == 200
            took[url.replace(d, "…")] = round(time.perf_counter() - at, 3)
        whole = time.perf_counter() - begun
        with capsys.disabled():
            print(f"\n{count} records, 300 pages: {whole:.2f} s, {took}")
        assert whole < 4  # under one second on an idle machine; this one may be shared by ten
    finally:
        visitor.close()


# The command ---------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="needs SIGINT")
def test_the_command_serves_until_ctrl_c_and_leaves_nothing_running(tmp_path):
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "review",
        "--home",
        str(tmp_path / "neuf"),
        "--port",
        "0",
        "--no-browser",
    ]
    served = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    address = re.search(r"http://127\.0\.0\.1:\d+/\?jeton=\S+", served.stdout.readline())[0]
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address) as answer:
        assert "Déposez ici des PDF" in answer.read().decode()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(address.partition("?")[0])
    served.send_signal(signal.SIGINT)
    _, told = served.communicate(timeout=30)
    assert served.returncode in (0, 130) and "Traceback" not in told
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(served.pid, 0)  # the fork server and its children are of the same session
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(served.pid, signal.SIGKILL)
    pytest.fail("a process was left running")
