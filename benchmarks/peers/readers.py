"""One reader in a process of its own: ``python readers.py NAME`` answers each path given on a line with one line of JSON.

Stands alone, so that the Python of another environment can run it. The first file warms the reader up.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Reader = Callable[[Path], int]  # a PDF's path -> how many words, letters or records it gave


def words() -> Reader:
    """PyMuPDF's bare words: the floor."""
    import pymupdf

    def read(path: Path) -> int:
        with pymupdf.open(path) as doc:
            return sum(len(page.get_text("words")) for page in doc)

    return read


def planotheque() -> Reader:
    """All of it, as a reading process does: pages, layout, fiches, fields, records written out and validated."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import extractors.warm  # noqa: F401  what the fork server loads before any document
    from extractors.document import read_document
    from models.record import DocumentRecords
    from pipeline.normalise import build_records

    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def read(path: Path) -> int:
        extraction = read_document(path, ocr="off")
        records = build_records(
            extraction, document_id="0" * 16, sha256="0" * 64, file_name=path.name,
            pipeline_version="0", ingested_at=now,
        )  # fmt: skip
        return len(DocumentRecords.model_validate_json(records.model_dump_json()).actions)

    return read


def pdfplumber() -> Reader:
    import pdfplumber as library

    def read(path: Path) -> int:
        with library.open(path) as doc:
            found = 0
            for page in doc.pages:
                found += len(page.extract_words())
                page.close()
            return found

    return read


def pymupdf4llm() -> Reader:
    import pymupdf4llm as library

    return lambda path: len(library.to_markdown(str(path), use_ocr=False, show_progress=False))


def markitdown() -> Reader:
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: len(converter.convert(str(path)).text_content)


def kreuzberg() -> Reader:
    import kreuzberg as library

    config = library.ExtractionConfig(use_cache=False, disable_ocr=True)
    return lambda path: len(library.extract_file_sync(str(path), config=config).content)


# name -> (what it gives, how to make it, whether it lives in the environment of the peers)
READERS: dict[str, tuple[str, Callable[[], Reader], bool]] = {
    "PyMuPDF": ("words", words, False),
    "planothèque": ("validated records", planotheque, False),
    "pdfplumber": ("words", pdfplumber, False),
    "kreuzberg": ("text", kreuzberg, True),
    "markitdown": ("Markdown", markitdown, True),
    "pymupdf4llm": ("Markdown, tables", pymupdf4llm, True),
}


def peak() -> float:
    """Megabytes this process held at the highest, those of the program that started it not counted."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def serve(name: str) -> None:
    """Read each path of the standard input, tell what it took."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # some libraries print: it must not be taken for an answer
    read = None
    for line in sys.stdin:
        try:
            read = read or READERS[name][1]()
            begun, worked = time.perf_counter(), time.process_time()
            gave = read(Path(line.rstrip("\n")))
            took = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - worked, "gave": gave}
        except Exception as error:
            took = {"error": f"{type(error).__name__}: {error}"[:200]}
        print(json.dumps(took | {"peak": peak()}), file=answers, flush=True)


if __name__ == "__main__":
    sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).resolve().parent]
    serve(sys.argv[1])
