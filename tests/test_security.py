"""What an intruder could try through a document, a query or an export, and the list of threats with their tests."""

import ast
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import hostile_pdfs as draw
import pytest
from small_records import small_records, write

from models.errors import QueryFailed
from pipeline import query, store
from pipeline.publishing import steps
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A base whose only document has SQL for a title; without the steps that take time."""
    settings = Settings(home=tmp_path_factory.mktemp("security") / "home")
    settings.create_folders()
    records = small_records(1)
    records.document.title = "'); drop table documents; --"
    write(settings, records)
    before, steps.STEPS = steps.STEPS, ()
    try:
        store.publish(settings)
    finally:
        steps.STEPS = before
    return settings.database


# Each of these would write, read another file, reach the network or change what is allowed.
OUTSIDE = [
    "create table t as select 1", "create schema s", "update documents set title = 'x'", "delete from documents",
    "alter table documents add column x int", "truncate documents", "create persistent secret s (type s3)",
    "attach '{f}/other.duckdb' as o", "attach '{f}/other.duckdb' as o (read_only)", "attach 'http://127.0.0.1:9/x.duckdb' as o",
    "copy documents to '{f}/o.parquet' (format parquet)", "copy documents from '{f}/s.csv'", "copy (select 1) to '/dev/stdout'",
    "copy from database main to other", "export database '{f}/o'", "import database '{f}/o'", "pragma import_database('{f}/o')",
    "select * from read_csv('{f}/s.csv')", "select * from read_json('{f}/s.csv')", "select * from read_parquet('{f}/s.csv')",
    "select * from read_text('{f}/s.csv')", "select * from read_blob('{f}/*')", "select * from sniff_csv('{f}/s.csv')",
    "select * from glob('{f}/*')", "select * from '{f}/s.csv'", "from query('select * from read_csv(''{f}/s.csv'')')",
    "select * from query_table('{f}/s.csv')", "create temp macro m() as table select * from read_csv('{f}/s.csv'); from m()",
    "prepare p as copy documents to '{f}/o.csv'; execute p", "explain analyze copy documents to '{f}/o.csv'",
    "with x as (select * from read_text('/etc/hostname')) from x", "select getenv('HOME')",
    "install httpfs", "force install httpfs", "install '{f}/x.duckdb_extension'", "load httpfs", "load '{f}/x.duckdb_extension'",
    "update extensions", "set enable_external_access = true", "set global allowed_directories = ['/']", "set allowed_paths = ['/']",
    "set temp_directory = '{f}'", "set profiling_output = '{f}/o.json'", "pragma profiling_output = '{f}/o.json'",
    "pragma enable_profiling = 'json'; pragma profiling_output = '{f}/o.json'; select 1", "set secret_directory = '{f}'",
    "set custom_extension_repository = 'http://127.0.0.1:9'", "set autoload_known_extensions = true", "reset lock_configuration",
    "set lock_configuration = false", "call enable_logging('QueryLog', storage = 'file', storage_config = {{'path': '{f}/o'}})",
    "from enable_logging(storage='file', storage_path='{f}/o')", "select 1; drop table documents",
]  # fmt: skip


@pytest.mark.parametrize("sql", OUTSIDE)
def test_a_query_reads_the_base_and_nothing_else(base, tmp_path, sql):
    (tmp_path / "s.csv").write_text("a\nsecret\n")
    before = base.read_bytes()
    for ask in (
        lambda text: query.run(base, text, io.StringIO(), form="csv"),
        lambda text: query.save(base, text, tmp_path / "r.parquet"),
    ):
        with pytest.raises(QueryFailed):
            ask(sql.format(f=tmp_path))
    assert sorted(os.listdir(tmp_path)) == ["s.csv"]
    assert base.read_bytes() == before


def test_the_base_attached_again_cannot_be_written_either(base):
    for sql in (
        f"attach '{base}' as z; delete from z.documents",
        f"attach '{base}' as z (read_only false); delete from z.documents",
    ):
        with pytest.raises(QueryFailed):
            query.run(base, sql, io.StringIO())
    assert json.loads(_asked(base, "select count(*) as n from documents")) == [{"n": 1}]


def test_text_of_a_document_is_a_value_not_sql(base):
    """The title is there whole, and so is the table."""
    assert json.loads(_asked(base, "select title from documents")) == [{"title": "'); drop table documents; --"}]
    with duckdb.connect(str(base), read_only=True) as con:
        assert con.execute("select count(*) from documents").fetchone() == (1,)


def _asked(base, sql):
    out = io.StringIO()
    query.run(base, sql, out, form="json")
    return out.getvalue()


WITNESS = """
import os, sys
def seen(event, args, log=os.environ["WITNESS"]):
    what = None
    if event == "open" and isinstance(args[0], (str, bytes)) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        what = os.fsdecode(args[0])
    elif event == "socket.connect" and isinstance(args[1], tuple):
        what = "network " + repr(args[1])
    elif event in ("socket.getaddrinfo", "os.system", "os.exec", "subprocess.Popen", "os.symlink", "os.link", "shutil.unpack_archive"):
        what = event + " " + repr(args[0])
    if what and what != log and not getattr(sys, "_noting", False):
        sys._noting = True
        line = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(line, (what.replace("\\n", " ") + "\\n").encode("utf-8", "backslashreplace"))
        os.close(line)
        sys._noting = False
sys.addaudithook(seen)
"""


@pytest.mark.skipif(os.name != "posix", reason="names with line ends")
def test_a_document_reaches_no_file_no_program_and_no_network(tmp_path):
    """A witness in every Python process of a real ingestion: what is opened for writing, started, or called."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(WITNESS)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "..\\..\\mal$(touch pris)`id`.pdf").write_bytes(draw.active())
    (tmp_path / "plans" / "b\n../../c.pdf".replace("/", "∕")).write_bytes(draw.page())
    home, log = tmp_path / "home", tmp_path / "witness"
    (home / "t").mkdir(parents=True)
    path = os.pathsep.join([str(tmp_path / "hook"), str(ROOT)])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "WITNESS": str(log),
        "TMPDIR": str(home / "t"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "--home",
        str(home),
        "ingest",
        str(tmp_path / "plans"),
        "--ocr",
        "auto",
    ]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    seen = set(log.read_text(encoding="utf-8").splitlines())
    assert any(str(home) in line for line in seen), "the witness saw nothing"
    system = re.compile(r"/dev/(null|tty|shm/.*)|\d+")  # semaphores, pipes
    strange = {s for s in seen if not s.startswith(str(home)) and not system.fullmatch(s)}
    assert not strange
    assert sorted(os.listdir(tmp_path)) == ["home", "hook", "plans", "witness"]


# The list of threats


def named_tests() -> list[tuple[str, str]]:
    return re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / "securite.md").read_text("utf-8"))


def test_every_threat_names_tests_that_exist():
    rows = [line for line in (ROOT / "docs" / "securite.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    threats = [row for row in rows if not row.startswith(("| menace", "|---"))]
    assert len(threats) > 15
    assert not [row for row in threats if "test_" not in row and "aucun test" not in row]
    for file, name in named_tests():
        functions = {
            n.name for n in ast.walk(ast.parse((TESTS / file).read_text("utf-8"))) if isinstance(n, ast.FunctionDef)
        }
        assert name in functions, f"{file} has no {name}"
    assert len(named_tests()) > 25


def test_no_parent_opens_a_pdf():
    """What reads PDF files is named, never imported, outside the reading process: see also test_rooms.py."""
    apart = ("pictures.py",)  # its drawing functions are run by pipeline.apart, in a child
    for path in (p for p in (ROOT / "pipeline").rglob("*.py") if p.name not in apart):
        for line in path.read_text("utf-8").splitlines():
            assert not re.match(
                r"\s*(import|from)\s+extractors\.(reading|document|drawings|triage|picture|damage)\b", line
            ), path


@pytest.mark.parametrize(
    ("installed", "code", "said", "exit_code", "told"),
    [
        (False, 0, "", 0, "sauté"),
        (True, 0, "No known vulnerabilities found", 0, "aucune faille"),
        (True, 1, "Found 2 known vulnerabilities in 1 package", 1, "Found 2"),
        (True, 1, "ConnectionError: Max retries exceeded", 0, "sauté"),
    ],
)
def test_the_audit_finds_or_says_why_it_did_not(monkeypatch, installed, code, said, exit_code, told):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    import audit

    monkeypatch.setattr(audit.importlib.util, "find_spec", lambda _: object() if installed else None)
    done = subprocess.CompletedProcess([], code, said, "")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: done)
    assert audit.audit()[0] == exit_code
    assert told in audit.audit()[1]
