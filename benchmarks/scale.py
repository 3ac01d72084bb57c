"""How publishing and ingesting grow with the number of documents: ``python benchmarks/scale.py [N …] [--ingest]``.

Publishing is measured on record files made here (5 actions, 25 rows of evidence a document), each step in a process of
its own so that its memory is its own. ``--ingest`` also ingests N files through the real pipeline, children included,
with a reader that does nothing: what is left is planothèque's own cost. Nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
ORGANISATIONS = [f"Organisation {n}" for n in range(40)]
AGAIN = 5  # times a publication of one document is measured


def make(home: Path, first: int, last: int, variant: int = 0) -> None:
    """Write the record files of documents ``first`` to ``last``, the last left out."""
    from small_records import small_records

    from pipeline.settings import Settings

    settings = Settings(home=home)
    settings.create_folders()
    for n in range(first, last):
        some = [ORGANISATIONS[(n * 7 + k) % len(ORGANISATIONS)] for k in range(5)]
        records = small_records(n, actions=5, organisations=some, variant=variant)
        path = settings.records(records.document.document_id)
        path.parent.mkdir(exist_ok=True)
        path.write_text(records.model_dump_json(), encoding="utf-8")  # not pushed to the disk: this is not measured


def publish(home: Path) -> dict[str, float]:
    """Publish in this process; seconds, megabytes at the highest, whether everything was loaded."""
    from pipeline import store
    from pipeline.locking import home_lock
    from pipeline.settings import Settings

    settings = Settings(home=home)
    begun, worked = time.perf_counter(), time.process_time()
    with home_lock(settings.lock):
        done = store.publish(settings)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
    return {"seconds": seconds, "cpu": cpu, "memory": peak(), "rebuilt": done.rebuilt, "documents": done.documents}


def ingest(home: Path, folder: Path) -> dict[str, float]:
    """Ingest a folder with a reader that does nothing."""
    import stand_in

    from pipeline.ingest import ingest as run
    from pipeline.settings import Settings

    begun = time.perf_counter()
    report = run([folder], Settings(home=home, workers=2, reader=stand_in.READER, builder=stand_in.BUILDER))
    return {"seconds": time.perf_counter() - begun, "memory": peak(), "ok": report.count("ok")}


def peak() -> float:
    """Megabytes this process held at the highest (Linux)."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(*arguments: object) -> dict[str, float]:
    """Run one step in a new process."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", *map(str, arguments)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def measure(number: int) -> str:
    """A line of the table."""
    home = Path(tempfile.mkdtemp(prefix="planotheque-scale-"))
    try:
        make(home, 0, number)
        full = apart("publish", home)
        one = []
        for n in range(AGAIN):
            make(home, number + n, number + n + 1)
            one.append(apart("publish", home))
            make(home, n, n + 1, variant=1)  # and one read again
            one.append(apart("publish", home))
        assert full["rebuilt"] and not any(o["rebuilt"] for o in one)
        size = (home / "structured" / "planotheque.duckdb").stat().st_size / 1e6
        wall, cpu = (statistics.median(o[k] for o in one) for k in ("seconds", "cpu"))
        return (
            f"{number:6} | {full['seconds']:7.1f} s ({full['cpu']:6.1f}) {full['memory']:5.0f} Mo"
            f" | {wall:5.2f} s ({cpu:5.2f}) {max(o['memory'] for o in one):5.0f} Mo"
            f" | {100 * wall / full['seconds']:6.2f} % ({100 * cpu / full['cpu']:6.2f} %) | {size:7.1f} Mo"
        )
    finally:
        shutil.rmtree(home)


def measure_ingestion(number: int) -> str:
    from stand_in import fake_pdf

    home = Path(tempfile.mkdtemp(prefix="planotheque-scale-"))
    try:
        for n in range(number):
            fake_pdf(home / "plans", f"{n:06}.pdf")
        first = apart("ingest", home / "home", home / "plans")
        again = apart("ingest", home / "home", home / "plans")
        each = 1000 * first["seconds"] / number
        return f"{number:6}  {first['seconds']:8.1f} s  {each:6.1f} ms  {first['memory']:6.0f} Mo  {again['seconds']:8.1f} s"
    finally:
        shutil.rmtree(home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=[100, 1000, 10000])
    parser.add_argument("--ingest", action="store_true")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, *paths = options.step
        print(json.dumps({"publish": publish, "ingest": ingest}[name](*map(Path, paths))))
        return
    print("  docs | full: wall (CPU), memory    | one more: wall (CPU)     | one more / full    | database")
    for number in options.numbers:
        print(measure(number), flush=True)
    if options.ingest:
        print("  docs      ingest   each    memory   again (all known)")
        for number in options.numbers:
            print(measure_ingestion(number), flush=True)


if __name__ == "__main__":
    main()
