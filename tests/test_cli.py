"""The command: French, quick where it must be, exit codes that a script can trust."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from stand_in import BUILDER, READER, fake_pdf

from pipeline import cli
from pipeline.commands import reading
from pipeline.ingest import ingest
from pipeline.locking import home_lock
from pipeline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("ingest", "watch", "serve", "retry", "reingest", "query", "status", "explain", "evaluate", "doctor")
ENGLISH = re.compile(
    r"\b(usage:|positional|optional|show this|and exit|error:|required|expected|invalid|choose from|unrecognized)\b"
)
HEAVY = ("spacy", "prefect", "pymupdf", "pdfplumber", "rich", "pebble", "rapidfuzz", "sqlalchemy", "fastapi", "numpy")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home whose documents are read by the stand-in, also by the command."""
    load = Settings.load

    def with_stand_in(*args, **kwargs):
        made = load(*args, **kwargs)
        return Settings(**{**made.__dict__, "reader": READER, "builder": BUILDER, "workers": 2})

    monkeypatch.setattr(Settings, "load", with_stand_in)
    monkeypatch.setenv("PLANOTHEQUE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_is_french(command, capsys):
    assert cli.main([command, "--help"] if command else ["--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("usage : planotheque")
    assert not ENGLISH.search(text)


@pytest.mark.parametrize(
    "argv",
    [
        [], ["inconnue"], ["ingest"], ["ingest", "--workers", "x", "."], ["ingest", "--workers"], ["query"],
        ["ingest", "--ocr", "peut-être", "."], ["status", "--truc"], ["query", "select 1", "--format", "xml"],
        ["--home"], ["evaluate", "--cases", "x"], ["ingest", "--workers", "0", "."], ["ingest", "/absent/nulle/part"],
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_french(argv, capsys, home):
    assert cli.main(argv) == 2
    text = capsys.readouterr().err
    assert text.strip()
    assert not ENGLISH.search(text)


def test_home_is_taken_before_or_after_the_command(tmp_path, capsys):
    for argv in (["--home", str(tmp_path / "h"), "status"], ["status", "--home", str(tmp_path / "h")]):
        assert cli.main(argv) == 0
        assert str(tmp_path / "h") in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["query", "select count(*) from actions"], ["status"], ["search", "logement"], ["explain", "ACTION"]],
)
def test_quick_commands_load_nothing_heavy(argv, home, tmp_path):
    report = ingest([fake_pdf(tmp_path, "a.pdf")], Settings(home=home, reader=READER, builder=BUILDER))
    argv = [f"act-{report.outcomes[0].ingestion.document_id}" if word == "ACTION" else word for word in argv]
    code = (
        "import sys; from pipeline.cli import main; rc = main(sys.argv[1:]); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], rc)"
    )
    done = subprocess.run([sys.executable, "-c", code, *argv], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_a_first_session(home, tmp_path, capsys):
    fake_pdf(tmp_path, "plans/a.pdf")
    fake_pdf(tmp_path, "plans/b.pdf", "encrypted")
    assert cli.main(["query", "select 1"]) == 1
    assert "planotheque ingest" in capsys.readouterr().err
    assert cli.main(["ingest", str(tmp_path / "plans")]) == 3
    out, err = capsys.readouterr()
    assert re.search(r"a\.pdf +lu +2 +1", out)
    assert "mot de passe" in out
    assert "[1/2] a.pdf : lu, 2 pages" in err
    assert cli.main(["ingest", str(tmp_path / "plans/a.pdf")]) == 0
    assert "Rien de nouveau" in capsys.readouterr().out
    assert cli.main(["query", "select title from actions", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"title": "Créer des logements"}]
    assert cli.main(["status"]) == 0
    told = capsys.readouterr().out
    assert "Documents lus : 1" in told
    assert "b.pdf (à l'instant) : Ce PDF est protégé" in told
    assert cli.main(["explain", "absent"]) == 1
    assert cli.main(["query", "drop table actions"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_an_empty_folder_is_told(home, tmp_path, capsys):
    (tmp_path / "vide").mkdir()
    assert cli.main(["ingest", str(tmp_path / "vide")]) == 0
    assert "Aucun PDF" in capsys.readouterr().out


def test_two_at_once_are_refused_with_who(home, tmp_path, capsys):
    with home_lock(home / "structured" / ".lock"):
        assert cli.main(["ingest", str(fake_pdf(tmp_path, "a.pdf"))]) == 3
    assert f"processus {os.getpid()}" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (ValueError("x"), 1), (BrokenPipeError, 0)])
def test_no_traceback_unless_asked(monkeypatch, capsys, error, code):
    def fails(_):
        raise error

    monkeypatch.setattr(reading, "_status", fails)
    monkeypatch.setattr(cli.os, "dup2", lambda *_: None)
    assert cli.main(["status"]) == code
    assert "Traceback" not in capsys.readouterr().err
    if code == 1:
        assert cli.main(["status", "-v"]) == code
        assert "Traceback" in capsys.readouterr().err


def test_a_closed_pipe_is_no_error(home, tmp_path):
    ingest([fake_pdf(tmp_path, "a.pdf")], Settings(home=home, reader=READER, builder=BUILDER))
    query = f'{sys.executable} -m pipeline query "select * from range(200000)" --format csv'
    command = query + ' | head -1; echo "${PIPESTATUS[0]}"'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("range\n0\n", "")


def test_interrupted_ingestion_ends_at_once_and_resumes(home, tmp_path):
    for n in range(4):
        fake_pdf(tmp_path / "plans", f"{n}.pdf", "hang" if n == 3 else "ok")
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "import stand_in; from pathlib import Path; from pipeline import cli; from pipeline.settings import Settings\n"
        "made = Settings(home=Path(sys.argv[3]), workers=2, reader=stand_in.READER, builder=stand_in.BUILDER)\n"
        "Settings.load = lambda *a, **k: made\n"
        "if __name__ == '__main__': sys.exit(cli.main(['ingest', sys.argv[4]]))\n"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    argv = [sys.executable, str(script), str(ROOT / "tests"), str(ROOT), str(home), str(tmp_path / "plans")]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = [process.stderr.readline() for _ in range(3)]
    assert told[2].startswith("[3/4]")
    process.send_signal(2)
    _, rest = process.communicate(timeout=90)
    assert process.returncode == 130
    assert rest.startswith("Interrompu.")
    assert "Traceback" not in rest


def test_doctor_tells_what_to_do(home, capsys):
    cli.main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    assert all(line[0] in "✔✘–" for line in lines)
    assert any("Base" in line and "planotheque ingest" in line for line in lines)


def test_settings_from_the_environment():
    made = Settings.load(environment={"PLANOTHEQUE_HOME": "h", "PLANOTHEQUE_TIMEOUT": "5", "PLANOTHEQUE_MEMORY": "1e9"})
    assert (made.home, made.timeout, made.memory) == (Path("h"), 5.0, 10**9)
    assert 1 <= made.workers <= 4
    for bad in ({"PLANOTHEQUE_TIMEOUT": "long"}, {"PLANOTHEQUE_MEMORY": "-1"}, {"PLANOTHEQUE_TIMEOUT": "inf"}):
        with pytest.raises(cli.UsageError, match=next(iter(bad))):
            Settings.load(environment=bad)
