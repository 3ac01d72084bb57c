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
NARROWEST = 8  # to which a column of text may shrink
NUMBER = re.compile(r"[+-]?\s?\d[\d\s\u00a0\u202f]*([.,]\d+)?\s?[%€]?")


def aligned(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, widest: int = WIDEST, width: int | None = None
) -> str:
    """A table with one line a row, written for French readers: decimal comma, day first; numbers lean right.

    Cells longer than ``widest`` are cut with "…". ``width`` is that of the screen: text columns shrink to fit in it, and
    those that still do not fit are named under the table instead of being shown.
    """
    rows = [list(row) for row in rows]
    by_column = list(zip(*rows, strict=True)) if rows else [() for _ in columns]
    right = [
        bool(rows) and all(isinstance(v, int | float | Decimal | None) and not isinstance(v, bool) for v in values)
        for values in by_column
    ]
    shown = [[_cut(text, widest) for text in french(values)] for values in by_column]
    heads = [_cut(c, widest) for c in columns]
    widths = [max([_width(h), *map(_width, cells)]) for h, cells in zip(heads, shown, strict=True)]
    widths, kept = _fit(widths, right, width)
    left_out = [one_line(c) for c in columns[kept:]]

    def line(values: Iterable[str]) -> str:
        padded = []
        for value, w, r in zip(values, widths, right, strict=False):
            value = _cut(value, w)
            padded.append(" " * (w - _width(value)) + value if r else value + " " * (w - _width(value)))
        return "  ".join(padded).rstrip()

    lines = [line(heads[:kept]), "  ".join("─" * w for w in widths)]
    lines += [line(cells[:kept]) for cells in zip(*shown, strict=True)]
    if left_out:
        lines.append(f"(écran trop étroit pour {', '.join(left_out)} : nommez moins de colonnes, ou --output FICHIER)")
    return "\n".join(lines)


def french(values: Sequence[object]) -> list[str]:
    """A column's values as a French reader writes them; amounts lose ",00" when all of them have it."""
    whole = all(v == v.to_integral_value() for v in values if isinstance(v, Decimal) and v.is_finite())
    return [_french(v, whole) for v in values]


def _french(value: object, whole: bool) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:,.{0 if whole else 2}f}".replace(",", " ").replace(".", ",")
    if isinstance(value, float) and abs(value) < 1e15:  # neither infinite nor NaN
        text = f"{value:.4f}" if value else "0"
        return (text.rstrip("0").rstrip(".") if float(text) else f"{value:.4g}").replace(".", ",")
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return _plain(value)


def _fit(widths: list[int], right: list[bool], width: int | None) -> tuple[list[int], int]:
    """Column widths that fit a screen, and how many columns do; text columns share what there is."""
    if width is None or sum(widths) + 2 * (len(widths) - 1) <= width:
        return widths, len(widths)
    for kept in range(len(widths), 1, -1):
        room = width - 2 * (kept - 1)
        for cap in range(max(widths), NARROWEST - 1, -1):
            tried = [w if r else min(w, cap) for w, r in zip(widths[:kept], right, strict=False)]
            if sum(tried) <= room:
                return tried, kept
    return [min(widths[0], max(width, NARROWEST))], 1


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


def one_line(text: str) -> str:
    """The text on one line, without what would command a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _cut(text: str, widest: int) -> str:
    text = one_line(text)
    if _width(text) <= widest:
        return text
    while text and _width(text) > widest - 1:
        text = text[: min(len(text) - 1, widest - 1)]
    return text + "…"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
