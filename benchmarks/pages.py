"""Whole extraction beside bare word extraction, at a glance: ``python -m benchmarks.pages [PDF…]``.

Born-digital PDFs, the sample plans by default. The full comparison, written down, is ``benchmarks.peers``.
"""

from __future__ import annotations

import statistics
import sys
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


def grown(pages: int, paths: list[Path], out: Path) -> Path:
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
