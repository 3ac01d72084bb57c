"""A Frictionless data package (Data Package 1): the public schema in standard CSV, described field by field in French."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.exports.place import staged_folder
from pipeline.exports.public import COLUMNS, TABLES, selection, tables
from pipeline.exports.report import Report, number, write_readme
from pipeline.exports.source import Progress, Source, open_source
from pipeline.exports.text import inert
from pipeline.settings import Settings, pipeline_version

STAMP = "%Y-%m-%dT%H:%M:%S.%f"
TYPES = {"VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "BOOLEAN": "boolean",
         "DATE": "date", "TIMESTAMP": "datetime"}  # fmt: skip
KEYS = {
    "documents": ["document_id"], "orientations": ["orientation_id"], "actions": ["action_id"],
    "organisations": ["organisation_id"], "pilots": ["pilot_id"], "partners": ["partner_id"], "costs": ["cost_id"],
    "funders": ["funder_id"], "indicators": ["indicator_id"], "targets": ["target_id"], "evidence": ["evidence_id"],
    "pages": ["document_id", "page"], "ingestions": ["ingestion_id"], "corrections": ["correction_id"],
}  # fmt: skip
# column to the table it points to; declared only where every row of the export follows it
FOREIGN = {
    "document_id": "documents", "orientation_id": "orientations", "action_id": "actions", "cost_id": "costs",
    "organisation_id": "organisations", "parent_id": "orientations",
}  # fmt: skip
NEVER_DECLARED = {"ingestions", "corrections", "checks"}  # journals name documents that may be gone

BODY = (
    "Format : paquet de données Frictionless ; datapackage.json décrit chaque fichier et chaque colonne.",
    "CSV standard : virgule, point décimal, UTF-8, dates ISO, temps universel. Vérifier : frictionless validate",
    "datapackage.json. Les codes (year, stated…) et les noms de colonnes sont ceux du schéma public.",
    "Apostrophe : un texte qui commence par = + - @ ou une tabulation est précédé d'une apostrophe, pour qu'aucun",
    "tableur ne l'exécute. Pour retrouver le texte exact, ôtez une apostrophe quand une suite d'apostrophes précède un",
    "tel signe ; le nombre de textes touchés est dit plus haut et dans « texteProtege » de chaque ressource.",
)


def write(
    settings: Settings, destination: Path, documents: Sequence[str] | None, *, force: bool, progress: Progress | None
) -> Report:
    """A folder with datapackage.json, one CSV a table, and a text that explains them."""
    report = Report("datapackage", destination)
    with (
        staged_folder(destination, force=force) as (folder, scratch),
        open_source(settings, scratch, documents, progress) as source,
    ):
        (folder / "data").mkdir()
        shape = tables(source)
        resources = [_resource(source, folder, table, shape, report) for table in shape]
        description = {
            "profile": "tabular-data-package",
            "name": "planotheque",
            "title": "Plans d'action publics lus par planothèque",
            "description": "\n".join(source.about()),
            "version": pipeline_version(),
            "resources": resources,
        }
        if at := source.state():
            description["created"] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        write_json(folder / "datapackage.json", description)
        write_readme(folder, "paquet de données Frictionless", source.about(), report, BODY)
    return report


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def _resource(source: Source, folder: Path, table: str, shape: dict, report: Report) -> dict:
    columns = shape[table]
    origin = selection(source, table, list(columns))
    total = source.count(f"select 1 from {origin}")
    file = folder / "data" / f"{table}.csv"
    count, protected = write_csv(file, list(columns), source.rows(table, f"select * from {origin}", total=total))
    report.counts[f"data/{table}.csv"] = count
    if protected:
        report.note(f"{table}.csv : {number(protected)} texte(s) précédé(s) d'une apostrophe de protection.")
    schema = {
        "fields": [_field(table, name, kind, comment) for name, (kind, comment) in columns.items()],
        "missingValues": [""],
    }
    if table in KEYS:
        schema["primaryKey"] = KEYS[table]
    if foreign := _foreign_keys(source, table, shape, report):
        schema["foreignKeys"] = foreign
    return resource(file, table, TABLES.get(table, table), schema, f"data/{table}.csv", texteProtege=protected)


def resource(file: Path, name: str, title: str, schema: dict, path: str, **more: object) -> dict:
    """A tabular resource with its size and digest."""
    with open(file, "rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource", "name": name, "title": title, "path": path, "format": "csv",
        "mediatype": "text/csv", "encoding": "utf-8", "bytes": file.stat().st_size, "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema, **more,
    }  # fmt: skip


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[int, int]:
    """Standard CSV; returns the rows written and the texts that got an apostrophe."""
    count = protected = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        for row in rows:
            cells = []
            for value in row:
                if isinstance(value, str):
                    text = value.replace("\r\n", "\n").replace("\r", "\n")
                    cell = inert(text)
                    protected += cell is not text
                else:
                    cell = standard(value)
                cells.append(cell)
            writer.writerow(cells)
            count += 1
    return count, protected


def standard(value: object) -> str:
    """A value that is not a text as Table Schema writes it; "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isfinite(value):
            return repr(value)
        return "NaN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.strftime(STAMP)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _field(table: str, name: str, kind: str, comment: str | None) -> dict:
    made: dict[str, object] = {"name": name, "title": COLUMNS.get(name, name)}
    if comment:
        made["description"] = comment
    made["type"] = "number" if kind.startswith("DECIMAL") else TYPES.get(kind, "string")
    if made["type"] == "datetime":
        made["format"] = STAMP
    if made["type"] == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    if name in KEYS.get(table, ()):
        made["constraints"] = {"required": True} | ({"unique": True} if len(KEYS[table]) == 1 else {})
    return made


def _foreign_keys(source: Source, table: str, shape: dict, report: Report) -> list[dict]:
    if table in NEVER_DECLARED:
        return []
    found = []
    for column, other in FOREIGN.items():
        key = KEYS[other][0]
        if column not in shape[table] or other not in shape or (table == other and column == key):
            continue
        here, there = selection(source, table, list(shape[table])), selection(source, other, list(shape[other]))
        orphans = source.count(
            f"select 1 from (select {column} as k from {here}) where k is not null "
            f"and k not in (select {key} from {there})"
        )
        if orphans:
            report.note(f"{table}.{column} : {number(orphans)} ligne(s) renvoient à une ligne absente de {other}.")
            continue
        reference = "" if table == other else other
        found.append({"fields": [column], "reference": {"resource": reference, "fields": [key]}})
    return found
