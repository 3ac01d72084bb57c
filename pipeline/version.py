"""What a reading is keyed by besides its content: the code and data that read it, and the settings that change the result."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.settings import Settings, pipeline_version

ROOT = Path(__file__).resolve().parent.parent
# Everything a record depends on: whole packages, and the part of ``pipeline`` that makes rows of what was read, namely
# this module and what it imports.
READING = ("extractors", "models")
BUILDER = "normalise"
IMPORTS = re.compile(r"^[ \t]*from pipeline(?:\.(\w+)\S*)? import[ \t]+(\([^)]*|[^\n]*)", re.MULTILINE)
WORDING = ROOT / "models" / "errors.py"  # what failures say changes no record
LIBRARIES = ("pymupdf", "pdfplumber", "rapidocr", "openvino", "spacy")
CODE = {".py", ".csv", ".tsv", ".txt", ".json", ".gz", ".npz", ".bin"}


def extraction_version(settings: Settings) -> str:
    """The version records are stamped with, like ``0.1.0+5e1f0a3b`` or ``0.1.0+5e1f0a3b.ocr.off``.

    The middle changes with any rule, lexicon or PDF library, so that a changed rule reads documents again.
    """
    mode = "" if settings.ocr == "auto" else f".ocr.{settings.ocr}"
    return f"{pipeline_version()}+{_digest(settings.reader, settings.builder, settings.ocr_engine)}{mode}"


def ocr_mode(stamped: str) -> str:
    """The OCR mode of a stamped version."""
    return stamped.rpartition(".ocr.")[2] if ".ocr." in stamped else "auto"


def satisfies(done: str, wanted: str) -> bool:
    """Whether a reading by ``done`` spares one by ``wanted``: the same key, or the same with OCR forced."""
    return done == wanted or (ocr_mode(wanted) == "auto" and done == f"{wanted}.ocr.force")


@cache
def _digest(reader: str, builder: str, engine: str = "auto") -> str:
    """Eight hex digits over names and contents; about 10 ms, once a process."""
    digest = hashlib.sha256(f"{reader}|{builder}|{engine}".encode())
    for library in LIBRARIES:
        digest.update(f"|{library} {_installed(library)}".encode())
    for path in _sources():
        digest.update(f"|{path.relative_to(ROOT).as_posix()}|".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))  # a checkout on Windows is the same code
    return digest.hexdigest()[:8]


def _sources() -> list[Path]:
    whole = (p for package in READING for p in (ROOT / package).rglob("*") if p.suffix in CODE)
    parts = building_modules(ROOT / "pipeline")
    data = (p for p in (ROOT / "pipeline" / "data").iterdir() if p.suffix in CODE)
    return sorted(p for p in (*whole, *parts, *data) if p.is_file() and p != WORDING)


def building_modules(folder: Path) -> list[Path]:
    """The builder's file and those of the modules it imports, themselves or through others."""
    todo, seen = [BUILDER], {}
    while todo:
        name = todo.pop()
        path = folder / f"{name}.py"
        if name in seen or not path.is_file():
            continue
        seen[name] = path
        for module, names in IMPORTS.findall(path.read_text(encoding="utf-8")):
            todo += [module] if module else re.findall(r"\w+", names)
    return sorted(seen.values())


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "absent"
