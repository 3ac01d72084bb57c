"""Commands that bring documents in: ``ingest``, ``status``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.commands import DONE, Command, entier
from pipeline.settings import OCR_MODES, Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("ingest", _ingest, "lit des PDF ou des dossiers de PDF et met la base à jour")
    p.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="fichier PDF ou dossier (lu avec ses sous-dossiers)"
    )
    p.add_argument(
        "--workers", metavar="N", type=entier, help="documents lus en même temps (par défaut, selon la machine)"
    )
    p.add_argument(
        "--ocr", choices=OCR_MODES, default="auto", help="pages numérisées : auto, off (jamais), force (toujours)"
    )
    p.add_argument("--force", action="store_true", help="relit aussi les documents déjà traités")
    command("status", _status, "montre ce qui a été lu, ce qui a échoué et pourquoi")


def _ingest(options: argparse.Namespace) -> int:
    from pipeline import interrupt
    from pipeline.ingest import ingest
    from pipeline.ingest_display import display, report_text

    interrupt.watch()
    settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
    with display(sys.stderr) as progress:
        report = ingest(options.paths, settings, force=options.force, progress=progress)
    print(report_text(report, settings))
    return report.exit_code


def _status(options: argparse.Namespace) -> int:
    from pipeline.status import status

    print(status(Settings.load(options.home)))
    return DONE
