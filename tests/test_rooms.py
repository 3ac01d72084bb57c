"""The house rules, checked by machine: imports go one way, files stay small, nothing points outside the project."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("models", "extractors", "pipeline", "flows")  # each may import itself and those before it
MAX_LINES = 500
PDF_LIBRARIES = {"pymupdf", "fitz", "pdfplumber", "pdfminer", "pypdfium2"}

FORBIDDEN = {
    "extractors": {"duckdb", "prefect"},
    "pipeline": PDF_LIBRARIES | {"prefect"},
    "flows": PDF_LIBRARIES | {"spacy"},
}
# models has no I/O: these parts of the standard library would bring some.
IMPURE = {"io", "logging", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "time", "urllib"}
MODELS_MAY_IMPORT = (sys.stdlib_module_names - IMPURE) | {"pydantic"}

SKIPPED = {".git", ".hypothesis", ".venv", "__pycache__", "build", "dist", "node_modules"}
LOCAL_DATA = (ROOT / "data" / "raw", ROOT / "data" / "structured")
TEXT_SUFFIXES = {".cff", ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".lock", ".md", ".py", ".sh", ".sql",
                 ".tex", ".toml", ".tsv", ".txt", ".xml", ".yaml", ".yml", ""}  # fmt: skip


def project_files() -> Iterator[Path]:
    """Every file the project ships: no environment, no cache, none of the user's own data."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or any(p in SKIPPED or p.endswith(("_cache", ".egg-info")) for p in parts):
            continue
        own_data = any(path.is_relative_to(d) for d in LOCAL_DATA)
        if not own_data or path.name == "README.md" or "examples" in parts:
            yield path


def imported_names(source: str) -> set[str]:
    """Top-level names a module imports, wherever the statement stands, ``import_module("x")`` included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if function in {"import_module", "__import__", "run_module"} and isinstance(node.args[0].value, str):
                names.add(node.args[0].value.partition(".")[0])
    return names


def broken_rules(room: str, source: str) -> list[str]:
    """Names this source may not import from that room."""
    names = imported_names(source)
    later = set(ROOMS[ROOMS.index(room) + 1 :])
    broken = names & (later | FORBIDDEN.get(room, set()) | {"tests", "benchmarks"})
    if room == "models":
        broken |= names - MODELS_MAY_IMPORT - {"models", "__future__"}
    return sorted(broken)


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files, f"{room}/ is empty"
    broken = {str(f.relative_to(ROOT)): bad for f in files if (bad := broken_rules(room, f.read_text("utf-8")))}
    assert not broken


@pytest.mark.parametrize(
    ("room", "source", "broken"),
    [
        ("models", "import pydantic, enum\nfrom models.page import Page", []),
        ("models", "import duckdb", ["duckdb"]),
        ("models", "from pathlib import Path", ["pathlib"]),
        ("extractors", "def f():\n    from pipeline.store import publish", ["pipeline"]),
        ("extractors", "import duckdb.typing", ["duckdb"]),
        ("pipeline", "try:\n    import fitz\nexcept ImportError:\n    pass", ["fitz"]),
        ("pipeline", "import importlib\nimportlib.import_module('flows.inbox')", ["flows"]),
        ("flows", "import prefect\nfrom pipeline import ingest", []),
        ("flows", "import pdfplumber", ["pdfplumber"]),
    ],
)
def test_the_guard_sees_a_breach(room: str, source: str, broken: list[str]) -> None:
    assert broken_rules(room, source) == broken


def test_every_package_is_listed_for_installation() -> None:
    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    found = {".".join(f.parent.relative_to(ROOT).parts) for room in ROOMS for f in (ROOT / room).rglob("__init__.py")}
    assert listed == found
    with_code = {".".join(f.parent.relative_to(ROOT).parts) for room in ROOMS for f in (ROOT / room).rglob("*.py")}
    assert with_code == found, "a folder of code has no __init__.py"


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_owns_the_name(room: str) -> None:
    assert set(packages_distributions().get(room, [])) <= {"planotheque"}
    spec = importlib.util.find_spec(room)
    assert spec is not None and spec.origin is not None
    assert Path(spec.origin).resolve() == ROOT / room / "__init__.py"


def test_tests_are_not_a_package() -> None:
    tests = ROOT / "tests"
    assert not list(tests.rglob("__init__.py"))
    assert not [d.name for d in tests.rglob("*") if d.is_dir() and d.name in ROOMS]


def test_python_files_stay_small() -> None:
    files = [f for f in project_files() if f.suffix == ".py"]
    lines = {str(f.relative_to(ROOT)): len(f.read_text("utf-8").splitlines()) for f in files}
    assert len(lines) > 10
    assert not {name: count for name, count in lines.items() if count > MAX_LINES}


# Split in two so that this file does not match its own patterns.
HOSTS = ["pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "debian" + r"\.org/debian"]
MACHINE_PATHS = [
    r"(?<![\w.~-])/" + r"(?:root|work|tmp|opt|srv|mnt)/\w",
    r"(?<![\w.~-])/" + r"(?:home|Users)/\w",
    r"\b[A-Za-z]:\\" + r"+Users\\",
    "file" + r":///\w",
]
OUTSIDE = re.compile("|".join(HOSTS + MACHINE_PATHS))


def test_no_registry_address_nor_machine_path() -> None:
    found = {}
    for path in project_files():
        if path.suffix in TEXT_SUFFIXES and (match := OUTSIDE.search(path.read_text("utf-8", errors="replace"))):
            found[str(path.relative_to(ROOT))] = match.group()
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        "/" + "home/anne/plans",
        "see /" + "tmp/x",
        "C:" + "\\Users\\anne",
        "https://" + "pypi" + ".org/simple",
        "file:" + "//" + "/wheels",
    ],
)
def test_the_pattern_sees_addresses_and_paths(text: str) -> None:
    assert OUTSIDE.search(text)


@pytest.mark.parametrize(
    "text", ["data/raw/inbox", "~/plans", "http://127.0.0.1:4200", "../shared/" + "work/x", "/usr/bin"]
)
def test_the_pattern_lets_ordinary_text_through(text: str) -> None:
    assert not OUTSIDE.search(text)
