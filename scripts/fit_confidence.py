"""Measure how often each rule's values are right, and write the table that confidences are told from.

    python scripts/fit_confidence.py [--cache DOSSIER] [--check CORPUS ...] CORPUS ...

A CORPUS is a folder with ``cases.json``, ``gold/`` and ``pdf/``, as ``planotheque evaluate`` reads them. The documents of
CORPUS are read again without calibration and compared with their records; those of ``--check`` only tell how far the
table holds on documents it was not measured on. The same documents and code give the same bytes.

Each document counts at most SHARE values in a curve, so that a long one does not speak for all. A curve is drawn towards
that of its field as if it had STEADY more values of it, and made to rise with the rule's strength.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from extractors.document import read_document
from models.errors import DocumentError
from pipeline.comparison import FRENCH, Judged, compare
from pipeline.confidence import Curve, on_curve, probability, uncalibrated
from pipeline.evaluate import TABLES, read_cases
from pipeline.normalise import build_records
from pipeline.ocr_cache import DirectoryCache
from pipeline.reliability import calibration_error, reliability

TARGET = Path(__file__).resolve().parents[1] / "pipeline" / "data" / "confidence.json"
SHARE, STEADY = 25, 5.0
SURE = 0.99  # nothing read by a machine is surer


def judged(corpus: Path, cache: Path | None) -> list[Judged]:
    """Every value of a corpus's documents, with the strength of its rule as confidence."""
    out: list[Judged] = []
    for pdf, gold in read_cases(corpus / "cases.json", corpus / "gold"):
        try:
            extraction = read_document(corpus / "pdf" / pdf, cache=DirectoryCache(cache) if cache else None)
        except DocumentError as error:
            print(f"left out: {pdf}: {error}", file=sys.stderr)
            continue
        records = build_records(
            extraction, document_id="0" * 16, sha256="0" * 64, file_name=pdf, pipeline_version="", scale=uncalibrated,
            ingested_at=dt.datetime(2000, 1, 1),
        )  # fmt: skip
        found = {table: [row.model_dump() for row in getattr(records, table)] for table in TABLES}
        found["documents"] = [records.document.model_dump()]
        out += compare(pdf, found, gold).judged
    return out


def fit(values: list[Judged]) -> dict[str, Curve]:
    """A curve for each field and rule, and for the field alone, from few words to many."""
    mean = _ratio(_weighed(values))
    curves: dict[str, Curve] = {}
    for name in FRENCH:
        own = [v for v in values if v.field == name]
        if not own:
            continue
        field = curves[f"{name} * *"] = _curve(own, [[0.0, mean]])
        for source in ("digital", "ocr"):
            there = [v for v in own if v.by_ocr == (source == "ocr")]
            if not there:
                continue
            general = curves[f"{name} * {source}"] = _curve(there, field)
            for rule in sorted({v.rule for v in there}):
                curves[f"{name} {rule} {source}"] = _curve([v for v in there if v.rule == rule], general)
    return curves


def _curve(values: list[Judged], towards: Curve) -> Curve:
    """Share of values right by strength, shrunk to ``towards`` and never falling (pool adjacent violators)."""
    groups: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    for weight, v in _weighed(values):
        groups[round(v.confidence, 2)].append((weight, v.right))
    blocks: list[list[float]] = []  # start, weight, right
    for strength in sorted(groups):
        weight = sum(w for w, _ in groups[strength]) + STEADY
        right = sum(w for w, good in groups[strength] if good) + STEADY * on_curve(towards, strength)
        blocks.append([strength, weight, right])
        while len(blocks) > 1 and blocks[-2][2] / blocks[-2][1] >= blocks[-1][2] / blocks[-1][1]:
            _, w, r = blocks.pop()
            blocks[-1][1] += w
            blocks[-1][2] += r
    return [[start, round(min(max(right / weight, 1 - SURE), SURE), 3)] for start, weight, right in blocks]


def _weighed(values: Iterable[Judged]) -> list[tuple[float, Judged]]:
    values = list(values)
    count: dict[str, int] = defaultdict(int)
    for v in values:
        count[v.document] += 1
    return [(min(1.0, SHARE / count[v.document]), v) for v in values]


def _ratio(weighed: list[tuple[float, Judged]]) -> float:
    return sum(w for w, v in weighed if v.right) / sum(w for w, _ in weighed)


def _told(name: str, values: list[Judged], before: bool) -> None:
    scaled = values if before else [_scaled(v) for v in values]
    right = sum(v.right for v in values) / len(values)
    print(f"{name}: {len(values)} values, {right:.3f} right, error {calibration_error(scaled):.3f}")
    for low, count, told, share in reliability(scaled):
        print(f"    {low:.1f}  {count:6d}  told {told:.3f}  right {share:.3f}")


def _scaled(v: Judged) -> Judged:
    sure = round(probability(v.field, v.rule, v.by_ocr, v.confidence), 3)
    return Judged(v.document, v.field, v.rule, v.by_ocr, sure, v.right, v.nearly)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS")
    parser.add_argument("--cache", type=Path, metavar="DOSSIER", help="where OCR keeps what it read")
    parser.add_argument("--check", type=Path, nargs="*", default=[], metavar="CORPUS")
    options = parser.parse_args()
    values = [v for corpus in options.corpora for v in judged(corpus, options.cache)]
    held = [v for corpus in options.check for v in judged(corpus, options.cache)]
    curves = fit(values)
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(curve)}" for key, curve in sorted(curves.items()))
    TARGET.write_text(f'{{"curves": {{\n{lines}\n}}}}\n', encoding="utf-8")
    _told("measured on, before", values, True)
    _told("measured on", values, False)
    if held:
        _told("held out, before", held, True)
        _told("held out", held, False)


if __name__ == "__main__":
    main()
