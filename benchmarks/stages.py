"""Where the time of a born-digital page goes: a sampling profile of reading and record making, by stage and as a picture.

``python -m benchmarks.stages [PDF…] [--write]``: the sample plans by default; ``--write`` puts the table into
docs/performance.md and the picture beside. Standard library only: a signal every millisecond of processor time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import gc
import signal
from collections import Counter
from pathlib import Path
from types import FrameType

from benchmarks.flame import flame
from benchmarks.pages import EXAMPLES, is_digital
from benchmarks.peers import machine, report

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / "profile.svg"
TICK = 0.001  # seconds of processor time

# A sample belongs to the innermost of these files on its stack; what is shared (boxes, folding) to who calls it.
STAGES = {
    "MuPDF: the page interpreted, words, spans, drawings": ("pymupdf/",),
    "Second reader of doubtful tables (pdfplumber)": ("pdfplumber/", "pdfminer/"),
    "Words and their looks": ("printed_words.py", "sheet.py", "glyphs.py", "extractors/reading.py", "damage.py"),
    "Rules and fills": ("drawings.py",),
    "Whether the text can be trusted": ("triage.py", "legibility.py", "recognition.py"),
    "Headers, footers, stamps": ("furniture.py",),
    "Cells and tables": ("layout/grid.py", "layout/columns.py", "settle.py"),
    "Lines": ("layout/lines.py", "gutters.py"),
    "Paragraphs": ("paragraphs.py",),
    "Order of a page and the rest of its layout": ("extractors/layout/",),
    "Metadata and kind of document": (
        "metadata.py", "act.py", "zones.py", "place_names.py", "place_codes.py", "genre.py",
    ),
    "Fiches and their fields": ("extractors/segment/",),
    "Values of the fields": ("extractors/readers/", "extractors/fields.py", "printed_lines.py"),
    "Organisations linked": ("linking.py", "registry.py", "definitions.py", "link_places.py"),
    "Records, evidence, checks": ("pipeline/", "pydantic/"),
}  # fmt: skip
REST = "The rest"


def whole(path: Path) -> None:
    """From the file to validated records, as a worker does."""
    from extractors.document import read_document
    from pipeline.normalise import build_records

    records = build_records(
        read_document(path, ocr="off"),
        document_id="0" * 16,
        sha256="0" * 64,
        file_name=path.name,
        pipeline_version="benchmark",
        ingested_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    records.model_dump_json()


def text_caches() -> list[functools._lru_cache_wrapper]:
    """The caches of what was read; emptied, a document is read as for the first time. Lexicons stay."""
    gc.unfreeze()  # what the fork server would share is hidden from the collector
    return [
        found for found in gc.get_objects()
        if isinstance(found, functools._lru_cache_wrapper)
        and found.cache_parameters()["maxsize"] not in (None, 1)
        and str(getattr(found, "__module__", "")).split(".")[0] in ("extractors", "pipeline")
    ]  # fmt: skip


def sample(paths: list[Path], rounds: int) -> Counter[tuple[tuple[str, str], ...]]:
    """How often each stack of (file, function), outermost first, was met."""
    import extractors.warm  # noqa: F401  what the fork server loads before any document

    for path in paths:
        whole(path)
    caches = text_caches()
    stacks: Counter[tuple[tuple[str, str], ...]] = Counter()

    def note(_: int, frame: FrameType | None) -> None:
        stack = []
        while frame is not None and frame.f_code is not whole.__code__:
            stack.append((frame.f_code.co_filename, frame.f_code.co_name))
            frame = frame.f_back
        if frame is not None:
            stacks[tuple(reversed(stack))] += 1

    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    try:
        for path in paths * rounds:
            for cache in caches:
                cache.cache_clear()
            whole(path)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return stacks


def stage_of(stack: tuple[tuple[str, str], ...]) -> str:
    for file, _ in reversed(stack):
        for name, parts in STAGES.items():
            if any(part in file for part in parts):
                return name
    return REST


def section(paths: list[Path], stacks: Counter[tuple[tuple[str, str], ...]]) -> str:
    total = sum(stacks.values())
    shares: Counter[str] = Counter()
    for stack, count in stacks.items():
        shares[stage_of(stack)] += count
    rows = [(name, f"{100 * shares[name] / total:.1f} %") for name in (*STAGES, REST) if shares[name]]
    told = f"{len(paths)} documents, {total} samples of processor time, every document read as for the first time."
    picture = "![Where the time goes, from the whole at the bottom to the functions at the top](images/profile.svg)"
    return f"{told}\n\n{report.table(('stage', 'share'), rows)}\n\n{picture}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    paths = [p for p in options.paths or sorted(EXAMPLES.glob("*.pdf")) if is_digital(p)]
    stamp = machine.stamp()
    stacks = sample(paths, options.rounds)
    body = f"{section(paths, stacks)}\n\n{stamp}"
    print(body)
    if options.write:
        PAGE.write_text(report.with_section(PAGE.read_text("utf-8"), "stages", body), encoding="utf-8")
        PICTURE.write_text(flame(stacks), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
