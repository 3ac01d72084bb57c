"""Our own check of quality: the base against hand-made records, field by field.

The hand-made records are one JSON file a document (``docs`` tells their form); ``comparison.py`` judges each document.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import UsageError
from pipeline import query, tables
from pipeline.comparison import FRENCH, Result, compare

TABLES = (
    "orientations", "actions", "pilots", "partners", "funders", "costs", "indicators", "targets", "evidence", "pages",
)  # fmt: skip


@dataclass
class Evaluation(Result):
    """All documents together, and each apart."""

    each: list[Result] = field(default_factory=list)

    @property
    def documents(self) -> int:
        return len(self.each)


def evaluate(database: Path, cases: Path | Sequence[Path], gold: Path | Sequence[Path]) -> Evaluation:
    """Compare the documents that ``cases`` lists ({"pdf": …, "gold": …}) with the files in ``gold``.

    Several lists may be given, each with its folder of records.
    """
    lists = [cases] if isinstance(cases, Path) else list(cases)
    folders = [gold] if isinstance(gold, Path) else list(gold)
    if len(lists) != len(folders):
        raise UsageError("il faut un dossier de relevés (--gold) par liste de documents (--cases)")
    pairs = [pair for listed, folder in zip(lists, folders, strict=True) for pair in read_cases(listed, folder)]
    evaluation = Evaluation()
    with query.connect(database) as con:
        for pdf, expected in pairs:
            evaluation.each.append(compare(pdf, _load(con, pdf), expected))
            evaluation.add(evaluation.each[-1])
    return evaluation


def read_cases(cases: Path, gold: Path) -> list[tuple[str, dict]]:
    """(file name, hand-made record) of each document of a list; raises UsageError."""
    try:
        return [
            (case["pdf"], json.loads((gold / case["gold"]).read_text(encoding="utf-8")))
            for case in json.loads(cases.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"relevés illisibles : {error}") from error


def report_text(evaluation: Evaluation, *, misses: bool = False) -> str:
    """The table of fields, in French; ``misses`` adds what is missing and what is in excess."""
    used = {name: t for name, t in evaluation.fields.items() if t.found or t.expected}
    rows = [
        (FRENCH[name], *(f"{v:.3f}".replace(".", ",") for v in (t.precision, t.recall, t.f1)), t.expected)
        for name, t in used.items()
    ]
    lines = [tables.aligned(("champ", "précision", "rappel", "F1", "attendus"), rows)]
    lines.append(f"\n{evaluation.documents} documents, F1 moyen des champs : {evaluation.mean:.3f}".replace(".", ","))
    if misses:
        lines += [f"  {pdf} · {FRENCH[name]} · {what}" for pdf, name, what in evaluation.misses]
    return "\n".join(lines)


def _load(con, pdf: str) -> dict[str, list[dict]]:
    """The rows of one document by table; empty lists when it is not in the base."""

    def rows(sql: str, value: str) -> list[dict]:
        cursor = con.execute(sql, [value])
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    found = {"documents": rows("select * from documents where file_name = ? order by ingested_at desc limit 1", pdf)}
    document_id = found["documents"][0]["document_id"] if found["documents"] else ""
    for table in TABLES:
        found[table] = rows(f"select * from {table} where document_id = ?", document_id)
    return found
