"""Two workers beside one on the real ingestion, and what two bare processes gain on this machine in the same run."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pymupdf

from benchmarks.peers import report
from benchmarks.peers.waiting import READER

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


def ingest(first: Path, folder: Path, home: Path, workers: int, reader: str = "") -> dict[str, float]:
    """Two ingestions in this process: one document, which starts everything, then the folder.

    Seconds until the first one is on the disk, of the reading of the folder, and of its ingestion, publication included;
    seconds of processor of this process, of the one that starts the children, and of the children.
    """
    from pipeline.ingest import Progress, ingest
    from pipeline.settings import Settings

    settled: list[float] = []

    def note(progress: Progress) -> None:
        if progress.outcome is not None:
            settled.append(time.perf_counter() - begun)

    settings = Settings(home=home, workers=workers, ocr="off", **({"reader": reader} if reader else {}))
    begun = time.perf_counter()
    ingest([first], settings, progress=note)
    start, before = settled.pop(), processor()
    begun = time.perf_counter()
    done = ingest([folder], settings, progress=note)
    whole, after = time.perf_counter() - begun, processor()
    if done.count("ok") != len(settled):
        raise RuntimeError("; ".join(o.message for o in done.outcomes if o.status != "ok"))
    used = {name: after[name] - before[name] for name in ("parent", "children")}
    return {"start": start, "read": settled[-1], "whole": whole, "starting": before["starting"]} | used


def processor() -> dict[str, float]:
    """Seconds of processor of this process and of the children that have ended; of their server so far (Linux)."""
    used = {"parent": time.process_time()}
    with contextlib.suppress(OSError, ImportError, AttributeError, IndexError):
        from multiprocessing.forkserver import _forkserver

        stat = Path(f"/proc/{_forkserver._forkserver_pid}/stat").read_text(encoding="ascii")
        own, system, children, theirs = (
            int(n) / os.sysconf("SC_CLK_TCK") for n in stat.rpartition(")")[2].split()[11:15]
        )
        used |= {"starting": own + system, "children": children + theirs}
    return {"starting": 0.0, "children": 0.0} | used


def apart(*arguments: object) -> dict[str, float]:
    """``ingest`` in a new process."""
    argv = [sys.executable, "-m", "benchmarks.peers.workers", *map(str, arguments)]
    done = subprocess.run(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


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
        plans = Path(folder) / "plans"
        distinct_copies(paths, copies, plans)
        first = min(paths, key=lambda p: p.stat().st_size)
        for turn in range(rounds):
            for workers in (1, 2) if turn % 2 else (2, 1):
                home = Path(folder) / f"{turn}-{workers}"
                took = apart(first, plans, home, workers)
                took["waiting"] = apart(first, plans, home.with_suffix(".waiting"), workers, READER)["read"]
                took["bare"] = spin(workers)
                for name, value in took.items():
                    out[workers].setdefault(name, []).append(value)
            print(f"workers: round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
    return out


ROWS = {
    "read": "reading", "whole": "reading and publishing", "start": "the first document, all to be started",
    "waiting": "a reader that only waits", "bare": "loops of Python, one process or two",
}  # fmt: skip


def section(found: dict[int, dict[str, Sequence[float]]], copies: int = COPIES) -> str:
    """The table and the goal."""
    best = {name: tuple(min(found[n][name]) for n in (1, 2)) for name in found[1]}
    rows = [
        (told, *map(report.figure, best[name]), report.figure(best[name][0] / best[name][1]))
        for name, told in ROWS.items()
    ]
    each = {name: f"{1000 * best[name][0] / copies:.0f} ms" for name in ("parent", "children")}
    told = (
        f"{copies} documents, in a process that has read one before. A document takes {each['children']} of processor in its own "
        f"process and {each['parent']} in the one that supervises, publication included; starting takes "
        f"{best['starting'][0]:.1f} s of processor once."
    )
    noise = (
        "The last two rows tell what is the pipeline's and what is the machine's: a reader that waits needs no processor, so "
        "only the pipeline can keep it from gaining twice; loops of Python are all the machine lets two processes gain."
    )
    goals = [
        report.goal(f"Two workers, times one, {ROWS[name]}", best[name][0] / best[name][1], 1.8, at_least=True)
        for name in ("read", "waiting")
    ]
    table = report.table(("", "one worker, s", "two workers, s", "times quicker"), rows)
    return "\n\n".join([table, told, noise, "\n".join(goals)])


if __name__ == "__main__":
    print(json.dumps(ingest(*map(Path, sys.argv[1:4]), int(sys.argv[4]), *sys.argv[5:])))
