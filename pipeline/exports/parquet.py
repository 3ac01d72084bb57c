"""Parquet, one file a table of the public schema, written by DuckDB itself: every type is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import interrupt
from pipeline.exports.place import staged_folder
from pipeline.exports.public import COLUMNS, TABLES, selection, tables
from pipeline.exports.report import Report, write_readme
from pipeline.exports.source import Progress, open_source, quoted
from pipeline.settings import Settings

BODY = (
    "Format : Parquet, compression zstd ; noms de tables et de colonnes du schéma public (en anglais).",
    "Ouvrir : DuckDB (select * from 'actions.parquet'), Python (pandas, polars), R (arrow), QGIS, Power BI.",
    "Les codes (year, stated…) sont ceux de la base ; montants en euros, pages à partir de 1, temps universel.",
)


def write(
    settings: Settings, destination: Path, documents: Sequence[str] | None, *, force: bool, progress: Progress | None
) -> Report:
    """A folder with one Parquet file a table, and a text that explains them."""
    report = Report("parquet", destination)
    with (
        staged_folder(destination, force=force) as (folder, scratch),
        open_source(settings, scratch, documents, progress) as source,
    ):
        body = [*BODY, "", "Colonnes"]
        for table, columns in tables(source).items():
            interrupt.check()
            origin = selection(source, table, list(columns))
            source.tell(table, 0, 0)
            file = folder / f"{table}.parquet"
            count = source.con.execute(
                f"copy (select * from {origin}) to {quoted(str(file.resolve()))} (format parquet, compression zstd)"
            ).fetchone()[0]
            source.tell(table, count, count)
            report.counts[file.name] = count
            body.append(f"  {file.name} : {TABLES.get(table, table)}")
            body += [f"    {name} ({kind}) : {COLUMNS.get(name, name)}" for name, (kind, _) in columns.items()]
        write_readme(folder, "Parquet", source.about(), report, body)
    return report
