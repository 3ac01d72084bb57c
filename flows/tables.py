"""The table of a run, as Markdown for the Prefect pages."""

from __future__ import annotations

import re

from pipeline.ingest import IngestReport
from pipeline.status import FRENCH

MOST = 500  # rows: a page of the interface, not an archive


def as_markdown(title: str, report: IngestReport) -> str:
    """Totals, then a row a file, those that need a look first."""
    counts = ", ".join(f"{FRENCH[s]} : {n}" for s in FRENCH if (n := report.count(s)))
    pages = sum(o.ingestion.page_count or 0 for o in report.outcomes if o.status in ("ok", "partial"))
    lines = [
        f"# {title}",
        "",
        f"Fichiers : {len(report.outcomes)} ({counts or 'rien à faire'}), pages : {pages}, durée : {report.seconds:.0f} s.",
    ]
    lines += [f"\nNon publié : {_cell(what)}" for what in report.left_out]
    if report.outcomes:
        lines += ["", "| fichier | issue | pages | actions | message |", "|---|---|---:|---:|---|"]
    order = {"failed": 0, "partial": 1}
    shown = sorted(report.outcomes, key=lambda o: order.get(o.status, 2))
    for o in shown[:MOST]:
        row = o.ingestion
        numbers = [str(n) if n is not None else "" for n in (row.page_count, o.actions)]
        lines.append(f"| {_cell(row.file_name)} | {FRENCH[o.status]} | {' | '.join(numbers)} | {_cell(o.message)} |")
    if len(shown) > MOST:
        lines.append(f"\n… et {len(shown) - MOST} autres : « planotheque status ».")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """File names and messages come from outside: no markup of theirs counts."""
    return re.sub(r"([\\`*_{}\[\]()<>#!|~])", r"\\\1", " ".join(text.split()))
