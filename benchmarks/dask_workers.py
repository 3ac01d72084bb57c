"""Two Dask workers against one on the same documents: ``python benchmarks/dask_workers.py PDF… [--copies N]``.

Each copy is made a document of its own by a comment after its end. Runs alternate, each in a new home, the scheduler and
the workers started before the clock; the figure is the flow's own reading time, start of Prefect and publishing left out.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print each run, then the median times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdfs", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=10, help="of each PDF")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    times: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        plans = Path(folder) / "plans"
        plans.mkdir()
        for pdf in options.pdfs:
            for n in range(options.copies):
                (plans / f"{pdf.stem}-{n:03}.pdf").write_bytes(pdf.read_bytes() + f"\n% {n}\n%%EOF\n".encode())
        for turn in range(options.rounds):
            for workers in (1, 2) if turn % 2 == 0 else (2, 1):
                taken, files = run(Path(folder) / f"home-{turn}-{workers}", plans, workers)
                times[workers].append(taken)
                print(f"{workers} worker(s): {files} files in {taken:.1f} s", flush=True)
    one, two = (sorted(times[n])[len(times[n]) // 2] for n in (1, 2))
    print(f"median: one worker {one:.1f} s, two workers {two:.1f} s, ratio {one / two:.2f}")


def run(home: Path, plans: Path, workers: int) -> tuple[float, int]:
    """Seconds of reading and number of files, as the flow's closing line tells them."""
    log = home.with_suffix(".log")
    running = []

    def start(*argv: str) -> subprocess.Popen:
        command = [sys.executable, "-m", *argv]
        with open(log, "ab") as out:
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        running.append(process)
        return process

    def wait_for(pattern: str, times: int) -> re.Match:
        while True:
            found = list(re.finditer(pattern, log.read_text("utf-8", "replace")))
            if len(found) >= times:
                return found[-1]
            time.sleep(0.2)

    try:
        start("flows.dask", "scheduler", "--port", "0")
        address = wait_for(r"Scheduler at:\s+(tcp://\S+)", 1)[1]
        for _ in range(workers):  # a session each, as on two machines: some kernels share the CPU by session
            start("flows.dask", "worker", address, "--workers", "1")
        wait_for("Registered to:", workers)
        start("flows.ingest", str(plans), "--home", str(home), "--dask", address).wait()
        told = wait_for(r"(\d+) fichiers? \(.*\) en ([\d.]+) s", 1)
        return float(told[2]), int(told[1])
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        time.sleep(1)
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    main()
