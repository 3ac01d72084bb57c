"""``python -m benchmarks.peers [PDF or folder…]``: tables on the screen, and into docs/performance.md with ``--write``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import scale
from benchmarks.pages import EXAMPLES, is_digital
from benchmarks.peers import comparing, machine, report, startup, workers

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[EXAMPLES], help="the examples unless told")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"among {', '.join(SECTIONS)}")
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--environment", type=Path, default=ROOT / "build" / "peers", help="where the peers live")
    parser.add_argument("--ours-alone", action="store_true", help="nothing is installed, the peers are skipped")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if unknown := set(wanted) - set(SECTIONS):
        parser.error(f"--only: {', '.join(sorted(unknown))}?")
    options.paths = digital(options.paths)
    for name in wanted:
        stamp = machine.stamp()
        body = SECTIONS[name](options) + f"\n\n{stamp}"
        print(f"\n{body}", flush=True)
        if options.write:  # read anew: somebody may have written another section meanwhile
            PAGE.write_text(report.with_section(PAGE.read_text("utf-8"), name, body), encoding="utf-8")
    return 0


def digital(given: list[Path]) -> list[Path]:
    """The born-digital PDFs among files and folders."""
    files = [p for path in given for p in (sorted(path.rglob("*.pdf")) if path.is_dir() else [path])]
    kept = [p for p in files if is_digital(p)]
    if left := len(files) - len(kept):
        print(f"{left} files left out: most of their pages print no words", file=sys.stderr)
    if not kept:
        sys.exit("no born-digital PDF")
    return kept


def readers(options: argparse.Namespace) -> str:
    python, why = (None, "skipped") if options.ours_alone else comparing.environment(options.environment)
    found = comparing.compare(options.paths, options.rounds, python, why)
    counts = comparing.page_counts(options.paths)
    told = f"{len(counts)} documents, {sum(counts.values())} pages, {options.rounds} rounds after one that warms up."
    return f"{told}\n\n{comparing.readers_section(found, counts)}"


def pages(options: argparse.Namespace) -> str:
    return comparing.pages_section(options.paths, options.rounds)


def documents(options: argparse.Namespace) -> str:
    """Publication of many small record files; the ingestion of files that a stand-in reads."""
    rows = []
    for number in options.documents:
        full, one = scale.publication(number), scale.ingestion(number)
        rows.append(
            (
                number, report.figure(full["full"]), f"{full['full_memory']:.0f}", report.figure(full["one"]),
                f"{full['one_memory']:.0f}", report.figure(one["each"]), report.figure(one["again"]),
            )
        )  # fmt: skip
        print(f"documents: {number}", file=sys.stderr, flush=True)
    head = ("documents", "publish all, s", "peak MB", "publish one more, s", "peak MB", "ingest one, ms", "known, ms")
    told = "Small records (5 actions), a reader that does nothing, two workers: what is left is planothèque's own cost."
    return f"{report.table(head, rows)}\n\n{told}"


def two_workers(options: argparse.Namespace) -> str:
    return workers.section(workers.measure(options.paths, options.rounds))


def commands(options: argparse.Namespace) -> str:
    return startup.section(startup.measure(options.rounds))


SECTIONS: dict[str, Callable[[argparse.Namespace], str]] = {
    "readers": readers,
    "pages": pages,
    "documents": documents,
    "workers": two_workers,
    "startup": commands,
}

if __name__ == "__main__":
    sys.exit(main())
