"""Two workers beside one on the real ingestion, and what two bare processes gain on this machine in the same run."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pymupdf

from benchmarks.peers import report

ROOT = Path(__file__).resolve().parents[2]
COPIES = 16
SPIN = "n = 0\nfor i in range(12_000_000): n += i * i % 7"


def distinct_copies(paths: list[Path], number: int, folder: Path) -> None:
    """``number`` PDFs of the same pages and of contents that differ by their metadata."""
    folder.mkdir()
    for n, path in zip(range(number), itertools.cycle(paths), strict=False):
        with pymupdf.open(path) as doc:
            doc.set_metadata(doc.metadata | {"producer": f"copy {n}"})
            doc.save(folder / f"{n:03}_{path.name}")


def ingest(folder: Path, home: Path, workers: int) -> dict[str, float]:
    """One ingestion in this process: seconds in all, until the first document, until the last one, processor apart."""
    import resource

    from pipeline.ingest import Progress, ingest
    from pipeline.settings import Settings

    settled: list[float] = []

    def note(progress: Progress) -> None:
        if progress.outcome is not None:
            settled.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    done = ingest([folder], Settings(home=home, workers=workers, ocr="off"), progress=note)
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "ok": done.count("ok"),
        "whole": time.perf_counter() - begun,
        "first": settled[0],
        "read": settled[-1],
        "parent": mine.ru_utime + mine.ru_stime,
        "children": theirs.ru_utime + theirs.ru_stime,
    }


def apart(folder: Path, home: Path, workers: int) -> dict[str, float]:
    """``ingest`` in a new process, its start included in ``command``."""
    begun = time.perf_counter()
    argv = [sys.executable, "-m", "benchmarks.peers.workers", str(folder), str(home), str(workers)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout) | {"command": time.perf_counter() - begun}


def spin(processes: int, times: int = 4) -> float:
    """Seconds of ``times`` equal computations, ``processes`` at a time."""
    begun = time.perf_counter()
    for _ in range(times // processes):
        running = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(processes)]
        for process in running:
            process.wait()
    return time.perf_counter() - begun


def measure(paths: list[Path], rounds: int, copies: int = COPIES) -> dict[int, dict[str, list[float]]]:
    """Workers -> what was timed -> a figure a round; one and two workers by turns."""
    out: dict[int, dict[str, list[float]]] = {1: {}, 2: {}}
    with tempfile.TemporaryDirectory() as folder:
        distinct_copies(paths, copies, Path(folder) / "plans")
        for turn in range(rounds):
            for workers in (1, 2) if turn % 2 else (2, 1):
                took = apart(Path(folder) / "plans", Path(folder) / f"home-{turn}-{workers}", workers)
                took["bare"] = spin(workers)
                for name, value in took.items():
                    out[workers].setdefault(name, []).append(value)
            print(f"workers: round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
    return out


ROWS = (
    ("reading, first document to last", lambda t: [b - a for a, b in zip(t["first"], t["read"], strict=True)]),
    ("reading, all", lambda t: t["read"]),
    ("whole command", lambda t: t["command"]),
    ("two bare loops of Python", lambda t: t["bare"]),
)


def section(found: dict[int, dict[str, Sequence[float]]], copies: int = COPIES) -> str:
    """The table and the goal."""
    rows, ratios = [], []
    for name, values in ROWS:
        one, two = (min(values(found[n])) for n in (1, 2))
        ratios.append(one / two)
        rows.append((name, report.figure(one), report.figure(two), report.figure(one / two)))
    parent = min(found[1]["parent"]) / copies
    told = (
        f"{copies} documents. The process that supervises computes {1000 * parent:.0f} ms a document, start included."
    )
    goal = report.goal("Two workers, times one, all the reading", ratios[1], 1.8, at_least=True)
    head = ("", "one worker, s", "two workers, s", "times quicker")
    return "\n\n".join([report.table(head, rows), told, goal])


if __name__ == "__main__":
    print(json.dumps(ingest(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
