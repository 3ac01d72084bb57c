"""What leaves the database: workbook, CSV, Parquet, data package, Territoires en Transitions, schéma commun.

``export`` is the only door. Reading only: a publisher may work meanwhile. What cannot be carried is told in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UsageError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.exports.report import Report

KINDS = {
    "xlsx": "un classeur Excel, une feuille par table",
    "csv": "un dossier de CSV pour Excel en français",
    "parquet": "un dossier de fichiers Parquet, toute la base",
    "datapackage": "un paquet de données Frictionless, toute la base",
    "tet": "un fichier d'import Territoires en Transitions par plan",
    "schema-commun": "le schéma commun des projets de transition écologique (v0.2.0)",
}


def export(
    kind: str,
    settings: Settings,
    destination: Path,
    documents: Sequence[str] | None = None,
    *,
    force: bool = False,
    evidence: bool = False,
    links: bool = True,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Write one export to ``destination``: a file for "xlsx", a folder for the others.

    ``documents``: ids, None for all. ``force`` replaces an earlier export, never anything else. ``evidence`` adds the
    table of evidence to "xlsx" and "csv"; Parquet and the data package always have it. ``links``: pages of "xlsx" open the originals, from
    where the workbook is; False for a workbook that will be moved. ``progress`` is told (what, rows done, rows).
    Raises UsageError, DestinationExists, DiskFull, NoDatabase, UnknownRecord; then nothing is left behind.
    """
    destination = Path(destination)
    if kind == "xlsx":
        from pipeline.exports import excel

        return excel.write(
            settings, destination, documents, force=force, evidence=evidence, links=links, progress=progress
        )
    if kind == "csv":
        from pipeline.exports import french_csv

        return french_csv.write(settings, destination, documents, force=force, evidence=evidence, progress=progress)
    if kind in ("parquet", "datapackage"):
        from pipeline.exports import package, parquet

        chosen = parquet if kind == "parquet" else package
        return chosen.write(settings, destination, documents, force=force, progress=progress)
    if kind in ("tet", "schema-commun"):
        from pipeline.exports import common_schema, tet

        chosen = tet if kind == "tet" else common_schema
        return chosen.write(settings, destination, documents, force=force, progress=progress)
    raise UsageError(f"export inconnu : {kind} (possible : {', '.join(KINDS)})")
