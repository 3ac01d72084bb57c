"""requirements.lock: every file hashed, no address in it, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def entries(lock: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Canonical name → (requirement with its marker, the SHA-256 digests)."""
    found = {}
    for logical in lock.replace("\\\n", " ").splitlines():
        line = logical.split("#", 1)[0].strip()
        if line:
            requirement = Requirement(line.split("--hash=", 1)[0].strip())
            assert requirement.name not in found, f"{requirement.name} twice"
            digests = re.findall(r"--hash=sha256:([0-9a-f]{64})(?=\s|$)", line)
            found[canonicalize_name(requirement.name)] = (requirement, digests)
    return found


LOCKED = entries(LOCK)
WANTED = [
    Requirement(r)
    for r in PROJECT["project"]["dependencies"]
    + PROJECT["project"]["optional-dependencies"]["test"]
    + PROJECT["build-system"]["requires"]  # the project is installed with no network, hence its build tool too
]


def test_every_entry_is_pinned_and_hashed() -> None:
    assert len(LOCKED) > 100
    for name, (requirement, digests) in LOCKED.items():
        assert re.fullmatch(r"==[\w.!+]+", str(requirement.specifier)), name
        assert digests, name
        assert len(digests) == len(set(digests)), name


def test_no_address_option_or_path() -> None:
    assert "://" not in LOCK
    assert " @ " not in LOCK
    options = set(re.findall(r"(?m)(?:^|\s)(--?[a-z][\w-]*)", LOCK))
    assert options == {"--hash"}
    assert not re.search(r"(?m)^\s*(?:/|\.|~|[A-Za-z]:\\)", LOCK)


@pytest.mark.parametrize("wanted", WANTED, ids=lambda r: r.name)
def test_lock_follows_pyproject(wanted: Requirement) -> None:
    assert canonicalize_name(wanted.name) in LOCKED, "run: make lock"
    locked, _ = LOCKED[canonicalize_name(wanted.name)]
    (pin,) = locked.specifier
    assert wanted.specifier.contains(pin.version), "run: make lock"
    assert locked.marker is None or wanted.marker is not None


def test_what_runs_is_what_is_locked() -> None:
    """The pins of Prefect's family are the ones proven to run flows; a drift here breaks them silently."""
    for name in ("prefect", "fastapi", "sqlalchemy", "duckdb", "pymupdf", "pdfplumber"):
        (pin,) = LOCKED[name][0].specifier
        assert version(name) == pin.version, f"{name}: run make setup"
