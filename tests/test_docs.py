"""The documents say what the code does: error codes, commands, make targets and links."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from models import errors

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    p
    for pattern in ("*.md", "docs/**/*.md", "data/raw/README.md", "data/raw/examples/*.md", "data/structured/README.md")
    for p in ROOT.glob(pattern)
)
README = (ROOT / "README.md").read_text("utf-8")
ERRORS = [
    c
    for c in vars(errors).values()
    if isinstance(c, type) and issubclass(c, errors.PlanothequeError) and "code" in vars(c)
]


def code_blocks(text: str) -> str:
    """The fenced and inline code of a Markdown text."""
    return "\n".join(re.findall(r"```\w*\n(.*?)```", text, re.DOTALL) + re.findall(r"`([^`\n]+)`", text))


def error_rows() -> dict[str, list[str]]:
    """Code → the other cells of its row in docs/erreurs.md."""
    text = (ROOT / "docs" / "erreurs.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| `(\w+)` \|(.+)\|$", text)
    assert len(rows) == len({code for code, _ in rows}), "a code is documented twice"
    return {code: [cell.strip() for cell in re.split(r"(?<!\\)\|", cells)] for code, cells in rows}


def test_every_error_has_its_own_code() -> None:
    codes = [c.code for c in ERRORS]
    assert len(codes) == len(set(codes))
    assert len(codes) > 10


def test_every_error_code_is_documented_and_no_other() -> None:
    assert set(error_rows()) == {c.code for c in ERRORS}


def test_every_documented_error_has_a_cause_and_a_remedy() -> None:
    for code, cells in error_rows().items():
        assert len(cells) == 2, code
        assert all(len(cell) > 10 and cell.endswith(".") for cell in cells), code


@pytest.mark.parametrize("error", ERRORS, ids=lambda c: c.code)
def test_every_error_ends_with_what_to_do(error: type[errors.PlanothequeError]) -> None:
    sentence = error("détail").sentence
    assert "(détail)" in sentence
    assert sentence.endswith(error.remedy)
    assert error.message.endswith(".") and error.remedy.endswith(".")


def test_make_targets_named_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z][\w-]*):", makefile))
    named = {t for p in DOCUMENTS for t in re.findall(r"(?m)(?:^|`)make ([a-z]\w*)", p.read_text("utf-8"))}
    assert {"setup", "demo", "test"} <= named
    assert named <= targets
    phony = set(re.search(r"(?m)^\.PHONY: (.+)$", makefile).group(1).split())
    assert targets == phony, "a file of that name would hide the target"


def commands_of_the_cli() -> set[str]:
    """Names given to ``command(...)`` in pipeline/commands, without running it."""
    files = (ROOT / "pipeline" / "commands").glob("*.py")
    return {
        node.args[0].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "command"
        and isinstance(node.args[0], ast.Constant)
    }


def test_commands_named_in_the_readme_exist_and_all_are_named() -> None:
    named = set(re.findall(r"planotheque ([a-z]+)\b", code_blocks(README)))
    assert named == commands_of_the_cli()


def test_environment_variables_named_in_the_readme_are_read() -> None:
    named = set(re.findall(r"PLANOTHEQUE_\w+", README))
    settings = (ROOT / "pipeline" / "settings.py").read_text("utf-8")
    assert named == set(re.findall(r'"(PLANOTHEQUE_\w+)"', settings))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if not re.match(r"https?:", target):
            assert (document.parent / target).exists(), target


def test_ci_runs_the_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert "make test" in script.read_text("utf-8")
    assert "make test" in README


def test_every_decision_is_listed_and_says_its_cost() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    numbers = []
    for page in sorted(folder.glob("[0-9]*.md")):
        text = page.read_text("utf-8")
        numbers.append(page.name[:4])
        assert f"]({page.name})" in listed, page.name
        assert all(f"**{part}.**" in text for part in ("Context", "Choice", "Cost")), page.name
    assert len(numbers) == len(set(numbers)) > 0


def test_every_example_is_described() -> None:
    folder = ROOT / "data" / "raw" / "examples"
    described = set(re.findall(r"`(\w+\.pdf)`", (folder / "README.md").read_text("utf-8")))
    assert described == {p.name for p in folder.glob("*.pdf")}
