"""Coverage-guided search for inputs that break the reading: ``python benchmarks/fuzz.py pdf|page [--seconds 300] [--keep FOLDER]``.

``pdf`` spoils small PDF files and reads them; ``page`` draws words, strokes and fills on pages, French plan words among
them, and lays out, segments and normalises these. Needs ``atheris``, which is not a dependency of the project:
``pip install atheris``. Each distinct failure is told once with the input that gave it, and the search goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

with atheris.instrument_imports(include=["extractors", "pipeline.normalise", "pipeline.checks", "pipeline.linking"]):
    from extractors.document import layout_document, read_document
    from extractors.metadata import read_metadata
    from extractors.segment.build import build_tree
    from pipeline.normalise import build_records

import hostile_pdfs as draw  # noqa: E402

from models.errors import DocumentError  # noqa: E402
from models.geometry import Box  # noqa: E402
from models.page import Fill, Page, Rule, Word  # noqa: E402
from models.record import DocumentRecords  # noqa: E402
from models.segment import Extraction  # noqa: E402

SLOW = 20  # seconds one input may take
SAID = (
    "Fiche action n° 1 1.1 A.2 Axe Orientation Objectif : Pilote Pilotes Partenaires Financeurs Coût Budget total "
    "10 000 € k€ 2024 2024-2026 Calendrier Échéancier X Indicateurs Indicateur Contexte Modalités Résultats attendus "
    "DDT État Région CAF EPCI • - – … / | ( ) 50 % dont Sommaire ........ 12 Intitulé de l'action \u00ad \u202e 𝟙 0 -1"
)
WORDS = SAID.split(" ")


class TooSlow(Exception):
    """One input took more than ``SLOW`` seconds."""


def read_pdf(data: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".pdf", dir=FOLDER) as file:
        file.write(data)
        file.flush()
        with contextlib.suppress(DocumentError):
            normalised(read_document(Path(file.name), ocr="off", max_pages=50))


def read_page(data: bytes) -> None:
    chance = atheris.FuzzedDataProvider(data)
    pages = [drawn(chance, number) for number in range(1, chance.ConsumeIntInRange(1, 3) + 1)]
    layouts = layout_document(pages)
    metadata = read_metadata(layouts, file_name=chance.ConsumeUnicodeNoSurrogates(20))
    tree, warnings = build_tree(layouts, metadata.period_start)
    normalised(Extraction(pages, tree.orientations, tree.actions, metadata, "digital", warnings))


def drawn(chance: atheris.FuzzedDataProvider, number: int) -> Page:
    """A page made of the fuzzer's bytes: a few bytes a word."""
    page = Page(number, 595.0, 842.0, rotation=chance.PickValueInList([0, 90, 180, 270]))
    x, y = 50.0, 50.0
    for _ in range(chance.ConsumeIntInRange(0, 120)):
        if not chance.remaining_bytes():
            break
        kind = chance.ConsumeIntInRange(0, 9)
        if kind == 0:
            x0, y0 = chance.ConsumeIntInRange(0, 59) * 10.0, chance.ConsumeIntInRange(0, 84) * 10.0
            wide, high = chance.PickValueInList([(400.0, 0.5), (0.5, 200.0), (100.0, 0.5), (0.0, 0.0)])
            page.rules.append(Rule(Box(x0, y0, x0 + wide, y0 + high)))
        elif kind == 1:
            x0, y0 = chance.ConsumeIntInRange(0, 59) * 10.0, chance.ConsumeIntInRange(0, 84) * 10.0
            page.fills.append(Fill(Box(x0, y0, x0 + 200, y0 + 20), chance.ConsumeIntInRange(0, 0xFFFFFF)))
        elif kind == 2:
            x, y = chance.ConsumeIntInRange(0, 59) * 10.0, chance.ConsumeIntInRange(0, 84) * 10.0
        elif kind == 3:
            x, y = 50.0, y + chance.PickValueInList([0.0, 12.0, 30.0])
        else:
            own = (
                "".join(c for c in chance.ConsumeUnicodeNoSurrogates(8) if c.isprintable()).strip() if kind == 4 else ""
            )
            text = own or chance.PickValueInList(WORDS)
            size = chance.PickValueInList([6.0, 10.0, 10.0, 14.0, 30.0])
            wide = 0.5 * size * len(text)
            word = Word(text, Box(x, y, x + wide, y + size), number, size, bold=chance.ConsumeBool(),
                        angle=chance.PickValueInList([0, 0, 0, 90, 270]))  # fmt: skip
            page.words.append(word)
            x += wide + 3
    page.printed_words = len(page.words)
    return page


def normalised(extraction: Extraction) -> None:
    records = build_records(
        extraction, document_id="0" * 16, sha256="0" * 64, file_name="a.pdf", pipeline_version="fuzz",
        ingested_at=dt.datetime(2024, 1, 1),
    )  # fmt: skip
    assert DocumentRecords.model_validate_json(records.model_dump_json()) == records, (
        "records do not come back the same"
    )


FOLDER = Path(tempfile.mkdtemp(prefix="planotheque-fuzz-"))
TARGETS = {"pdf": read_pdf, "page": read_page}


def seeds(target: str, folder: Path) -> None:
    """Small, uncompressed files for the fuzzer to begin with."""
    if target == "pdf":
        small = (draw.page, draw.active, draw.encrypted, draw.spoilt_page, draw.cut_and_closed, draw.update_cut)
        for make in (*small, lambda: draw.pages(3), lambda: draw.forms(2, 2)):
            data = make()
            (folder / f"seed-{len(data)}").write_bytes(data)
    else:
        for n in range(8):
            (folder / f"seed-{n}").write_bytes(bytes((k * (n + 3) + n) % 256 for k in range(400)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--keep", type=Path, default=FOLDER / "found", help="where inputs that break something go")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    (FOLDER / "seeds").mkdir()
    seeds(options.target, FOLDER / "seeds")
    met: dict[str, int] = {}
    begun, runs, slowest = time.monotonic(), [0], [0.0]

    def late(*_: object) -> None:
        raise TooSlow

    def one(data: bytes) -> None:
        runs[0] += 1
        start = time.monotonic()
        signal.signal(signal.SIGALRM, late)
        signal.alarm(SLOW)
        try:
            TARGETS[options.target](data)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} {Path(frame.filename).name}:{frame.lineno} {str(error)[:100]}"
            if f"{type(error).__name__} {frame.lineno}" not in met:
                path = options.keep / f"{options.target}-{type(error).__name__}-{len(met)}"
                path.write_bytes(data)
                path.with_suffix(".txt").write_text(traceback.format_exc(), encoding="utf-8")
                print(f"FOUND {key}: {path}", flush=True)
            met[f"{type(error).__name__} {frame.lineno}"] = met.get(f"{type(error).__name__} {frame.lineno}", 0) + 1
        finally:
            signal.alarm(0)
        slowest[0] = max(slowest[0], time.monotonic() - start)
        if time.monotonic() - begun > options.seconds:
            print(
                f"{options.target}: {runs[0]} inputs, {len(met)} distinct failures, slowest {slowest[0]:.1f} s",
                flush=True,
            )
            os._exit(0)  # any other way out is a failure to the fuzzer

    arguments = [
        sys.argv[0],
        f"-max_total_time={options.seconds + 30}",
        "-max_len=6000",
        "-rss_limit_mb=4000",
        "-verbosity=0",
    ]
    atheris.Setup([*arguments, str(FOLDER / "seeds")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
