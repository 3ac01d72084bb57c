"""Documents whose commands and queries are run: each ``sh`` or ``sql`` block, then the ``text`` block that shows its answer.

``python tests/walked.py docs/requetes.md`` writes the answers again (a guide, a page of queries or a notebook), to be read
before they are kept. In an answer, a line
"…" stands for any lines, and "en 1.2 s" for any duration. Lines of ``sh`` that do not start with ``planotheque`` are for
the reader only.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "data" / "raw" / "examples"
BLOCK = re.compile(r"^```(sh|sql)\n(.*?)^```\n(?:\s*^```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
DURATION = re.compile(r"\ben \d+[.,]\d s\b")
CONFIDENCE = re.compile(r" +0,\d{2,3}$")  # at the end of a line: measured again each time the table of confidences is made


@cache
def examples_home() -> Path:
    """A home, named ``data``, where the four examples were read; made once a session, removed at its end."""
    import atexit

    from pipeline.ingest import ingest
    from pipeline.settings import Settings

    folder = Path(tempfile.mkdtemp(prefix="planotheque-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home = folder / "data"
    report = ingest([EXAMPLES], Settings(home=home, workers=2))
    assert [o.status for o in report.outcomes] == ["ok"] * 4
    return home


def blocks(text: str) -> Iterator[re.Match]:
    """The runnable blocks, in order: kind, code, answer shown or None."""
    yield from (m for m in BLOCK.finditer(text) if m[1] == "sql" or "planotheque " in m[2])


def new_folder(folder: Path) -> Path:
    """A folder as a newcomer has it: the examples, and nothing read yet."""
    shutil.copytree(EXAMPLES, folder / "data" / "raw" / "examples")
    return folder


def command(code: str, folder: Path) -> str:
    """What the ``planotheque`` lines of a block print, run in this process from ``folder``."""
    from pipeline.cli import main

    printed = io.StringIO()
    with contextlib.chdir(folder):
        for argv in _commands(code.replace("\\\n", " ")):
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()) as complaints:
                status = main(argv)
            assert status == 0, (argv, complaints.getvalue())
    return printed.getvalue()


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
    return CONFIDENCE.sub(" 0,…", DURATION.sub("en … s", line.rstrip()))


def executed(notebook: dict, folder: Path) -> list[list[dict]]:
    """The outputs of each code cell, as a notebook keeps them, run in order from ``folder`` without Jupyter."""
    names: dict[str, object] = {}
    made = []
    with contextlib.chdir(folder):
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                tree = ast.parse("".join(cell["source"]))
                last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
                exec(compile(tree, cell["id"], "exec"), names)
                value = eval(compile(ast.Expression(last.value), cell["id"], "eval"), names) if last else None
                made.append([] if value is None else [_output(value, len(made) + 1)])
    return made


def _output(value: object, count: int) -> dict:
    svg = getattr(value, "_repr_svg_", None)
    data = (
        {"image/svg+xml": svg().splitlines(keepends=True)}
        if svg
        else {"text/plain": str(value).splitlines(keepends=True)}
    )
    return {"data": data, "execution_count": count, "metadata": {}, "output_type": "execute_result"}


def write_notebook(document: Path, home: Path) -> None:
    """Put today's outputs in a notebook."""
    notebook = json.loads(document.read_text("utf-8"))
    cells = [c for c in notebook["cells"] if c["cell_type"] == "code"]
    for count, (cell, outputs) in enumerate(zip(cells, executed(notebook, home.parent), strict=True), 1):
        cell |= {"outputs": outputs, "execution_count": count}
    document.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


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
        if name.endswith(".ipynb"):
            write_notebook(ROOT / name, examples_home())
        elif "```sql" in (ROOT / name).read_text("utf-8"):
            write(ROOT / name, examples_home())
        else:
            with tempfile.TemporaryDirectory() as empty:
                write(ROOT / name, new_folder(Path(empty)))
