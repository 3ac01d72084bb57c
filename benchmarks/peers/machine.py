"""What the figures depend on: the commit, the processor, the load, the versions."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What changes no speed: a page being written must not make the commit doubtful.
ASIDE = (":!docs", ":!tests", ":!benchmarks", ":!*.md")


def commit() -> str:
    """The commit measured, and whether the code differs from it."""
    found = _git("rev-parse", "--short", "HEAD")
    if not found:
        return "unknown commit"
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", *ASIDE)
    return f"commit {found}{' and changes not committed' if changed else ''}"


def machine() -> str:
    """Processor, cores, memory, system, Python and load, in one line without the machine's name."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parts = [f"{cores} cores of {_processor()}", _memory(), platform.system(), f"Python {platform.python_version()}"]
    if hasattr(os, "getloadavg"):
        parts.append(f"load {os.getloadavg()[0]:.1f} at the start")
    return ", ".join(filter(None, parts))


def stamp() -> str:
    """The line that ends each section."""
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {commit()}, {machine()}."


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / (1 << 30):.0f} GB"
    except (ValueError, OSError, AttributeError):
        return ""
