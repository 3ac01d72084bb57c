"""How long each command takes from its call to its end, beside an empty Python, on a small home read for it."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import report

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "data" / "raw" / "examples" / "contrat_ville_fiche_221.pdf"
BARE = "python -c pass"
PROMISED = ("--help", "query")
LIMIT = 0.35  # seconds over an empty Python
ONE_RECORD = "select action_id from actions limit 1"


def commands(home: Path, out: Path) -> dict[str, list[str]]:
    """Name -> arguments of Python; each does its work on ``home`` and changes nothing there that counts."""
    from pipeline import query

    with query.connect(home / "structured" / "planotheque.duckdb") as con:
        record = con.execute(ONE_RECORD).fetchone()[0]
    asked = {
        "--help": ["--help"],
        "--version": ["--version"],
        "query": ["query", "select count(*) from actions"],
        "search": ["search", "logement"],
        "explain": ["explain", record],
        "status": ["status"],
        "organisations": ["organisations"],
        "export csv": ["export", "csv", str(out), "--force"],
        "doctor": ["doctor"],
        "rebuild": ["rebuild"],
        "ingest, nothing new": ["ingest", str(EXAMPLE)],
    }
    return {BARE: ["-c", "pass"]} | {
        name: ["-m", "pipeline", "--home", str(home), *arguments] for name, arguments in asked.items()
    }


def took(argv: list[str]) -> tuple[float, float]:
    """Seconds of one call by the clock, and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *argv], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{argv}: {done.stderr[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(rounds: int) -> dict[str, list[tuple[float, float]]]:
    """What each call took, one command after the other, ``rounds`` times after one that does not count."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        took(["-m", "pipeline", "--home", str(home), "ingest", str(EXAMPLE)])
        asked = commands(home, Path(folder) / "export")
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
        for turn in range(rounds + 1):
            for name, argv in asked.items():
                one = took(argv)
                if turn:
                    times[name].append(one)
            print(f"startup: round {turn} of {rounds}", file=sys.stderr, flush=True)
    return times


def section(times: dict[str, list[tuple[float, float]]]) -> str:
    """The table and the goals."""
    best = {name: min(seconds for seconds, _ in calls) for name, calls in times.items()}
    rows = [
        (
            f"`{name}`" if name == BARE else f"`planotheque {name}`", f"{1000 * best[name]:.0f}",
            f"{1000 * statistics.median(seconds for seconds, _ in calls):.0f}",
            f"{1000 * min(cpu for _, cpu in calls):.0f}",
            None if name == BARE else f"{1000 * (best[name] - best[BARE]):.0f}",
        )
        for name, calls in times.items()
    ]  # fmt: skip
    goals = [
        report.goal(f"`planotheque {name}` over `{BARE}`", best[name] - best[BARE], LIMIT, unit=" s")
        for name in PROMISED
    ]
    head = ("command", "ms, best", "median", "processor", "best, over Python")
    return report.table(head, rows) + "\n\n" + "\n".join(goals)
