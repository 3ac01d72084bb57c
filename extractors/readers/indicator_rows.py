"""Rows of an indicator table whose cells reached the text side by side, under a line of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.readers.indicator_values import Values

_YEAR = r"(?:20\d\d)"
_COLUMNS = re.compile(
    rf"(?P<baseline>(?:valeur|etat|situation|niveau) (?:initiale?|de (?:depart|reference|base)|actuelle?)(?: \(?{_YEAR}\)?)?|"
    rf"(?:valeur|etat|situation|niveau) (?:en )?\(?{_YEAR}\)?|(?:reference|base|depart|realise|t ?0)(?: (?:en )?\(?{_YEAR}\)?)?)|"
    rf"(?P<target>(?:valeur )?cible(?: (?:en )?\(?(?P<by>{_YEAR})\)?)?|objectif(?: (?:en |a )?\(?(?P<due>{_YEAR})\)?)?|valeur visee)|"
    rf"(?P<unit>unites?(?: de mesure)?)|(?P<year>{_YEAR})"
)
_TITLE = re.compile(r"(?:intitules? (?:de l'|des? )|libelles? (?:de l'|des? )?)?(?:indicateurs?|libelles?|intitules?)(?: (?:de|d')\s?[a-z]+| proposes?)?")
_BETWEEN = re.compile(r"\s*[|\t]?\s*")
_CELL = re.compile(
    r"[<>≥≤+\-±~]?\s?\d[\d.,]*(?:\s?(?:%|€|k€|m€|km|ha|m²|m³|t|gwh|mwh|kwh|mwc|jours?|mois|ans?|etp))?(?:\s?/\s?(?:an|mois|hab\.?|jour))?(?: par an)?"
    r"|non (?:connue?|disponible|mesuree?)|n\.?[cd]\.?|so|-|oui|non"
)
_UNIT_CELL = re.compile(r"%|€|k€|m€|km|ha|m²|m³|t|tonnes?|kg(?:/hab\.?)?|[gmk]wh(?:/an)?|mwc|nombre|nb|jours?|mois|etp|taux|places|logements|menages")
_MOST = 24  # words of a row's cells at most


def flat_rows(text: str, low: str) -> tuple[int, list[tuple[int, int, Values]]] | None:
    """Where a flattened table ends, and its rows: the indicator's place in ``text`` and the row's values.

    None when the text does not open with headings, or when a line under them does not end with as many cells.
    """
    lines = list(_lines(low))
    if len(lines) < 2:
        return None
    heads = _headings(low[lines[0][0] : lines[0][1]])
    if not heads:
        return None
    rows: list[tuple[int, int, Values]] = []
    start: int | None = None
    end = lines[0][1]
    for s, e in lines[1:]:
        first = s if start is None else start
        cells = _cells(text, low, s, e, [key for key, _ in heads])
        if cells is None:
            if start is not None:
                break  # two lines without a cell: the table is over
            start = s
            continue
        at, found = cells
        at = first + len(text[first:at].rstrip(" |\t\n"))
        if not any(c.isalpha() for c in text[first:at]):
            break
        rows.append((first, at, _values(heads, found)))
        start, end = None, e
    return (end, rows) if rows and (start is None or len(rows) > 1) else None


def _lines(low: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in low.split("\n"):
        if line.strip():
            yield at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        at += len(line) + 1


def _headings(line: str) -> list[tuple[str, int | None]]:
    """The columns after the indicator's own, each with its year; [] when the line is anything else."""
    title = _TITLE.match(line)
    at = _BETWEEN.match(line, title.end()).end() if title else 0  # type: ignore[union-attr]
    out: list[tuple[str, int | None]] = []
    while at < len(line):
        m = _COLUMNS.match(line, at)
        if not m:
            return []
        key = m.lastgroup if m.lastgroup not in ("by", "due") else "target"
        year = m["year"] or m["by"] or m["due"]
        out.append((key or "", int(year) if year else None))
        at = _BETWEEN.match(line, m.end()).end()  # type: ignore[union-attr]
    years = [y for key, y in out if key == "year"]
    if years != sorted(years) or len(years) == 1:
        return []
    valued = sum(key != "unit" for key, _ in out)
    return out if valued and len(out) >= (1 if title and out[0][0] == "target" else 2) else []


def _cells(text: str, low: str, s: int, e: int, keys: list[str]) -> tuple[int, list[str]] | None:
    """Where a row's cells begin and what they print, one for each key; None when it has not as many."""
    words = [m for m in re.finditer(r"[^\s|]+", low[max(s, e - 200) : e])]
    base = max(s, e - 200)
    found: list[list[str]] = []
    where: list[int] = []

    def match(key: str, a: int, b: int) -> bool:
        said = " ".join(w.group() for w in words[a:b])
        if "|" in low[base + words[a].start() : base + words[b - 1].end()]:
            return False
        if key == "unit":
            return bool(_UNIT_CELL.fullmatch(said))
        whole = re.match(r"\D{0,2}(\d[\d ]*)", said)
        thousands = not whole or re.fullmatch(r"\d+|\d{1,3}(?: \d{3})+", whole[1].strip())
        said = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", said)
        return bool(thousands and _CELL.fullmatch(said))

    def split(end: int, left: list[str], cells: list[str]) -> None:
        if not left:
            found.append(cells)
            where.append(base + words[end].start() if end < len(words) else e)
            return
        for start in range(end - 1, max(0, end - 5), -1):
            if match(left[-1], start, end):
                printed = text[base + words[start].start() : base + words[end - 1].end()].strip()
                split(start, left[:-1], [printed, *cells])

    if len(keys) > 6 or not words:
        return None
    split(len(words), keys, [])
    if not found:
        return None
    # "12 450 1 200": as many groups of figures in each
    best = min(range(len(found)), key=lambda i: (_spread(found[i]), where[i]))
    return where[best], found[best]


def _spread(cells: list[str]) -> int:
    sizes = [len(c.split()) for c in cells if c[:1].isdigit()]
    return max(sizes) - min(sizes) if sizes else 0


def _values(heads: list[tuple[str, int | None]], cells: list[str]) -> Values:
    out: Values = {}
    years = [i for i, (key, _) in enumerate(heads) if key == "year"]
    targeted = any(key == "target" for key, _ in heads)
    for i, ((key, year), cell) in enumerate(zip(heads, cells, strict=True)):
        if key == "year":
            key = "baseline" if i == years[0] else "target" if i == years[-1] and not targeted else ""
        if not key or cell in ("-", "–", "—"):
            continue
        out[key] = cell
        if key == "target" and year:
            out["target_year"] = year
    return out
