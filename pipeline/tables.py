"""Rows as text: aligned for a terminal, CSV safe to open in a spreadsheet, JSON."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TextIO

WIDEST = 60  # characters of one cell in a terminal table
NUMBER = re.compile(r"[+-]?\s?\d[\d\s\u00a0\u202f]*([.,]\d+)?\s?[%€]?")


def aligned(columns: Sequence[str], rows: Iterable[Sequence[object]], *, widest: int = WIDEST) -> str:
    """A table with one line a row; long cells are cut with "…", numbers lean right."""
    rows = [list(row) for row in rows]
    right = [
        bool(rows) and all(isinstance(row[i], int | float | Decimal | None) for row in rows)
        for i in range(len(columns))
    ]
    cells = [[_cut(_plain(v), widest) for v in row] for row in rows]
    heads = [_cut(c, widest) for c in columns]
    widths = [max([_width(h), *(_width(row[i]) for row in cells)]) for i, h in enumerate(heads)]

    def line(values: list[str]) -> str:
        padded = [
            " " * (w - _width(v)) + v if r else v + " " * (w - _width(v))
            for v, w, r in zip(values, widths, right, strict=True)
        ]
        return "  ".join(padded).rstrip()

    return "\n".join([line(heads), "  ".join("─" * w for w in widths), *map(line, cells)])


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Comma-separated; a text that a spreadsheet would run as a formula gets a leading apostrophe."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_newlines(harmless(c)) for c in columns])
    for row in rows:
        # The csv module leaves a lone carriage return unquoted, and readers take it for a new line.
        writer.writerow([_newlines(harmless(v)) if isinstance(v, str) else _plain(v) for v in row])


def write_json(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """An array of objects, one a line; dates in ISO form, amounts as numbers."""
    out.write("[")
    for n, row in enumerate(rows):
        record = dict(zip(columns, map(_jsonable, row), strict=True))
        out.write((",\n " if n else "\n ") + json.dumps(record, ensure_ascii=False, allow_nan=False))
    out.write("\n]\n")


def harmless(text: str) -> str:
    """The text, made inert when Excel or LibreOffice would take it for a formula; numbers stay."""
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not NUMBER.fullmatch(text):
        return "'" + text
    return text


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)


def _jsonable(value: object) -> object:
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None  # NaN too: it compares false
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_jsonable(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _jsonable(v) for k, v in value.items()}
    return value if isinstance(value, bool | int | str | None) else str(value)


def _cut(text: str, widest: int) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())  # no line end, no terminal code
    return text if len(text) <= widest else text[: widest - 1] + "…"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
