"""The command that takes data out: ``export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.commands import DONE, Command
from pipeline.exports import KINDS, export
from pipeline.settings import Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("export", _export, "écrit la base en Excel, CSV, Parquet, paquet de données ou formats de plateformes")
    p.add_argument(
        "kind", metavar="FORME", choices=tuple(KINDS), help=" ; ".join(f"{k} : {v}" for k, v in KINDS.items())
    )
    p.add_argument("destination", metavar="DEST", type=Path, help="fichier à écrire (xlsx) ou dossier (les autres)")
    p.add_argument("--document", metavar="ID", action="append", help="seulement ce document ; à répéter pour plusieurs")
    p.add_argument("--evidence", action="store_true", help="avec la table des preuves (xlsx et csv)")
    p.add_argument("--force", action="store_true", help="remplace un export déjà à cet endroit")


def _export(options: argparse.Namespace) -> int:
    from pipeline import interrupt
    from pipeline.exports.display import display

    interrupt.watch()
    with display(sys.stderr) as progress:
        report = export(
            options.kind,
            Settings.load(options.home),
            options.destination,
            options.document,
            force=options.force,
            evidence=options.evidence,
            progress=progress,
        )
    print(report.text())
    return DONE
