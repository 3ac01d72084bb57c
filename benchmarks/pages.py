"""Whole extraction beside bare word extraction, and time and memory as a plan grows.

``python -m benchmarks.pages [PDF…]``: born-digital PDFs, the sample plans by default. Ratios of one run are what counts.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pymupdf

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "raw" / "examples"
SIZES = (75, 150, 300)
RUNS = 3


def is_digital(path: Path) -> bool:
    """Whether most pages print words of their own."""
    with pymupdf.open(path) as doc:
        return sum(len(page.get_text("words")) > 20 for page in doc) > 0.7 * len(doc)


def words_time(path: Path) -> float:
    """Seconds of PyMuPDF's bare words, the file opened anew."""
    begun = time.perf_counter()
    with pymupdf.open(path) as doc:
        for page in doc:
            page.get_text("words")
    return time.perf_counter() - begun


def extraction_time(path: Path) -> float:
    """Seconds from the file to the extraction, without OCR, warm."""
    from extractors.document import read_document

    begun = time.perf_counter()
    read_document(path, ocr="off")
    return time.perf_counter() - begun


def _grown(pages: int, paths: list[Path], out: Path) -> Path:
    """A plan of ``pages`` pages: the samples one after the other, again and again."""
    doc = pymupdf.open()
    while len(doc) < pages:
        for path in paths:
            with pymupdf.open(path) as part:
                doc.insert_pdf(part, to_page=min(len(part), pages - len(doc)) - 1)
            if len(doc) >= pages:
                break
    doc.save(out, garbage=3)
    return out


def _measure(path: Path, out: multiprocessing.Queue) -> None:
    extraction_time(next(EXAMPLES.glob("*.pdf")))  # imports and lexicons are not the document's
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = extraction_time(path)
    out.put((seconds, before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> int:
    paths = [Path(p) for p in sys.argv[1:]] or sorted(EXAMPLES.glob("*.pdf"))
    paths = [p for p in paths if is_digital(p)]
    extraction_time(paths[0])
    print(f"{'document':34} {'pages':>5} {'words ms/p':>10} {'whole ms/p':>10} {'ratio':>6}")
    ratios = []
    for path in paths:
        with pymupdf.open(path) as doc:
            pages = len(doc)
        bare = min(words_time(path) for _ in range(RUNS))
        whole = min(extraction_time(path) for _ in range(RUNS))
        ratios.append(whole / bare)
        print(f"{path.name:34} {pages:5} {1000 * bare / pages:10.2f} {1000 * whole / pages:10.2f} {whole / bare:6.1f}")
    print(f"median ratio {statistics.median(ratios):.1f}")
    print(f"\n{'pages':>5} {'s':>7} {'ms/page':>8} {'peak MB':>8} {'before':>7}")
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        for pages in SIZES:
            grown = _grown(pages, paths, Path(folder) / f"{pages}.pdf")
            queue = context.Queue()
            child = context.Process(target=_measure, args=(grown, queue))
            child.start()
            seconds, before, peak = queue.get()
            child.join()
            print(f"{pages:5} {seconds:7.2f} {1000 * seconds / pages:8.1f} {peak:8.0f} {before:7.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
