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


def publication(number: int) -> dict[str, float]:
    """Seconds, processor seconds and megabytes of a full publication, and of one document more."""
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
        return {
            "full": full["seconds"],
            "full_cpu": full["cpu"],
            "full_memory": full["memory"],
            "one": statistics.median(o["seconds"] for o in one),
            "one_cpu": statistics.median(o["cpu"] for o in one),
            "one_memory": max(o["memory"] for o in one),
            "size": (home / "structured" / "planotheque.duckdb").stat().st_size / 1e6,
        }
    finally:
        shutil.rmtree(home)


def ingestion(number: int) -> dict[str, float]:
    """Seconds and megabytes of an ingestion by a reader that does nothing, milliseconds a document, then all known."""
    home = Path(tempfile.mkdtemp(prefix="planotheque-scale-"))
    try:
        from stand_in import fake_pdf

        for n in range(number):
            fake_pdf(home / "plans", f"{n:06}.pdf")
        first = apart("ingest", home / "home", home / "plans")
        again = apart("ingest", home / "home", home / "plans")
        if again["ok"]:
            raise RuntimeError("the program changed while it was measured: what was known was read again")
        return {
            "seconds": first["seconds"],
            "each": 1000 * first["seconds"] / number,
            "memory": first["memory"],
            "again": 1000 * again["seconds"] / number,
        }
    finally:
        shutil.rmtree(home)


def publication_line(number: int) -> str:
    f = publication(number)
    return (
        f"{number:6} | {f['full']:7.1f} s ({f['full_cpu']:6.1f}) {f['full_memory']:5.0f} Mo"
        f" | {f['one']:5.2f} s ({f['one_cpu']:5.2f}) {f['one_memory']:5.0f} Mo"
        f" | {100 * f['one'] / f['full']:6.2f} % ({100 * f['one_cpu'] / f['full_cpu']:6.2f} %) | {f['size']:7.1f} Mo"
    )


def ingestion_line(number: int) -> str:
    f = ingestion(number)
    return f"{number:6}  {f['seconds']:8.1f} s  {f['each']:6.1f} ms  {f['memory']:6.0f} Mo  {f['again']:8.1f} ms"


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
        print(publication_line(number), flush=True)
    if options.ingest:
        print("  docs      ingest   each    memory   known, each")
        for number in options.numbers:
            print(ingestion_line(number), flush=True)


if __name__ == "__main__":
    main()
