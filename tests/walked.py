"""Documents whose commands and queries are run: each ``sh`` or ``sql`` block, then the ``text`` block that shows its answer.

``python tests/walked.py docs/requetes.md`` writes the answers again, to be read before they are kept. In an answer, a line
"…" stands for any lines, and "en 1.2 s" for any duration. Lines of ``sh`` that do not start with ``planotheque`` are for
the reader only.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "data" / "raw" / "examples"
BLOCK = re.compile(r"^```(sh|sql)\n(.*?)^```\n(?:\s*^```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
DURATION = re.compile(r"\ben \d+[.,]\d s\b")


@cache
def examples_home() -> Path:
    """A home where the four examples were read; made once a session, removed at its end."""
    import atexit
    import shutil

    from pipeline.ingest import ingest
    from pipeline.settings import Settings

    home = Path(tempfile.mkdtemp(prefix="planotheque-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    report = ingest([EXAMPLES], Settings(home=home, workers=2))
    assert [o.status for o in report.outcomes] == ["ok"] * 4
    return home


def blocks(text: str) -> Iterator[re.Match]:
    """The runnable blocks, in order: kind, code, answer shown or None."""
    yield from (m for m in BLOCK.finditer(text) if m[1] == "sql" or "planotheque " in m[2])


def command(code: str, home: Path) -> str:
    """What the ``planotheque`` lines of a block print, run in this process from the project's folder."""
    from pipeline.cli import main

    lines = code.replace("\\\n", " ")
    printed = io.StringIO()
    before, held = os.getcwd(), os.environ.get("PLANOTHEQUE_HOME")
    os.environ["PLANOTHEQUE_HOME"] = str(home)
    os.chdir(ROOT)
    try:
        for argv in _commands(lines):
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()) as complaints:
                status = main(argv)
            assert status == 0, (argv, complaints.getvalue())
    finally:
        os.chdir(before)
        os.environ.pop("PLANOTHEQUE_HOME")
        if held is not None:
            os.environ["PLANOTHEQUE_HOME"] = held
    return printed.getvalue().replace(str(home), "data")


def _commands(code: str) -> Iterator[list[str]]:
    """A quoted query may run over several lines."""
    pending = ""
    for line in code.splitlines():
        pending += line + "\n"
        try:
            words = shlex.split(pending, comments=True)
        except ValueError:  # a quote is still open
            continue
        pending = ""
        if words and words[0] == "planotheque":
            yield words[1:]
    assert not pending, "a quote is never closed"


def query(code: str, home: Path) -> str:
    """The answer to a query, as ``planotheque query`` prints it."""
    from pipeline import query as asking
    from pipeline.settings import Settings

    out = io.StringIO()
    asking.run(Settings(home=home).published, code, out)
    return out.getvalue()


RUN: dict[str, Callable[[str, Path], str]] = {"sh": command, "sql": query}


def same(shown: str, printed: str) -> bool:
    """Whether a document shows what was printed."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else re.escape(_bare(line)) + r"\n" for line in shown.splitlines()
    )
    return re.fullmatch(pattern, "".join(_bare(line) + "\n" for line in printed.splitlines())) is not None


def _bare(line: str) -> str:
    return DURATION.sub("en … s", line.rstrip())


def write(document: Path, home: Path) -> None:
    """Put today's answers in a document; shortened ones ("…") are left when they still hold."""
    text = document.read_text("utf-8")
    for match in list(blocks(text)):
        printed = RUN[match[1]](match[2], home)
        if match[3] is None or same(match[3], printed):
            continue
        answer = "".join(line.rstrip() + "\n" for line in printed.splitlines())
        text = text.replace(match[0], match[0].replace(f"```text\n{match[3]}", f"```text\n{answer}"))
    document.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as empty:
            write(ROOT / name, Path(empty) if name.endswith("guide.md") else examples_home())
