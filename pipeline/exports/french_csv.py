"""CSV as Excel in French opens it by a double click: semicolons, decimal commas, a byte-order mark, CRLF."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.exports import sheets
from pipeline.exports.place import staged_folder
from pipeline.exports.report import Report, number, write_readme
from pipeline.exports.source import Progress, open_source
from pipeline.exports.text import clean, inert
from pipeline.settings import Settings

EXCEL_ROWS, EXCEL_CHARACTERS = 1_048_576, 32_767

BODY = (
    "Format : point-virgule entre les colonnes, virgule décimale, dates jour/mois/année, UTF-8 avec marque d'ordre.",
    "Ouvrir : double-clic dans Excel en français ; dans LibreOffice, séparateur « point-virgule », jeu UTF-8.",
    "Attention : à l'ouverture, Excel devine les types. Un numéro d'action « 1-2 » peut devenir une date et un code",
    "« 01053 » perdre son zéro. Pour l'éviter : Données > À partir d'un fichier texte/CSV, colonnes en « Texte »,",
    "ou l'export xlsx, où rien n'est deviné.",
    "Apostrophe : un texte qui commence par = + - @ (et que le tableur prendrait pour une formule) est précédé d'une",
    "apostrophe. Pour retrouver le texte exact, ôtez une apostrophe quand une suite d'apostrophes précède un tel signe.",
)


def write(
    settings: Settings,
    destination: Path,
    documents: Sequence[str] | None,
    *,
    force: bool,
    evidence: bool,
    progress: Progress | None,
) -> Report:
    """A folder with one file a sheet of ``sheets`` and a text that explains them."""
    report = Report("csv", destination)
    with (
        staged_folder(destination, force=force) as (folder, scratch),
        open_source(settings, scratch, documents, progress) as source,
    ):
        body = [*BODY, "", "Colonnes"]
        for sheet in sheets.chosen(evidence=evidence):
            total = source.count(sheet.counting)
            rows = source.rows(sheet.title, sheet.sql, total=total)
            report.counts[f"{sheet.file}.csv"] = _write(folder / f"{sheet.file}.csv", sheet, rows, report)
            body += [f"  {sheet.file}.csv : {sheet.meaning}"]
            body += [f"    {c.title} : {c.meaning}" for c in sheet.columns]
        write_readme(folder, "CSV pour Excel en français", source.about(), report, body)
    return report


def _write(path: Path, sheet: sheets.Sheet, rows, report: Report) -> int:
    count = protected = longest = 0
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([c.title for c in sheet.columns])
        for row in rows:
            cells = []
            for column, raw in zip(sheet.columns, row, strict=False):
                value = column.value(raw)
                if isinstance(value, str):
                    text = clean(f"raw/originals/{value}.pdf" if column.kind == "original" else value)
                    cell = inert(text)
                    protected += cell is not text
                    longest = max(longest, len(cell))
                else:
                    cell = french(value)
                cells.append(cell)
            writer.writerow(cells)
            count += 1
    if protected:
        report.note(f"{path.name} : {number(protected)} texte(s) précédé(s) d'une apostrophe de protection.")
    if count >= EXCEL_ROWS:
        report.note(f"{path.name} : {number(count)} lignes, Excel n'en montre que {number(EXCEL_ROWS - 1)}.")
    if longest > EXCEL_CHARACTERS:
        report.note(f"{path.name} : des textes dépassent les {number(EXCEL_CHARACTERS)} caractères d'une case d'Excel.")
    return count


def french(value: object) -> str:
    """A value that is not a text as French spreadsheets write it; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value)
