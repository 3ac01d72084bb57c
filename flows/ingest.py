"""The ingestion flow, once, with no server: Prefect starts a temporary one for the time of the flow.

``python -m flows.ingest CHEMIN… --home DOSSIER``
"""

from __future__ import annotations

import argparse
import atexit
import dataclasses
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from flows.environment import prepare
from flows.server import local_server
from models.errors import PlanothequeError
from pipeline.cli import exit_code
from pipeline.french_argparse import speak_french
from pipeline.ingest_display import report_text
from pipeline.settings import OCR_MODES, Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Run the flow once; the exit code is that of ``planotheque ingest``."""
    speak_french()
    parser = argparse.ArgumentParser(prog="python -m flows.ingest", description="Ingère des PDF par le flux Prefect.")
    parser.add_argument("paths", metavar="CHEMIN", nargs="+", help="fichier PDF ou dossier")
    parser.add_argument("--home", metavar="DOSSIER", help="dossier de travail (par défaut ./data)")
    parser.add_argument("--workers", metavar="N", type=int, help="documents lus en même temps")
    parser.add_argument("--ocr", choices=OCR_MODES, default="auto", help="pages numérisées")
    parser.add_argument("--dask", metavar="ADRESSE", help="ordonnanceur Dask (tcp://machine:8786), dossier partagé")
    options = parser.parse_args(argv)
    try:
        settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
        settings = dataclasses.replace(settings, home=settings.home.absolute())
        settings.create_folders()
        prepare(settings, dask=options.dask)
        # Workers write to a server they can reach; without Dask, Prefect's own temporary one does.
        if options.dask and "PREFECT_API_URL" not in os.environ:
            server = ExitStack()
            atexit.register(server.close)  # before Prefect is imported, hence after it has sent its last logs
            server.enter_context(local_server(settings, dask=options.dask))
        from flows.definitions import ingerer_dossier

        report = ingerer_dossier(options.paths, home=str(settings.home), ocr=options.ocr)
    except PlanothequeError as error:
        print(error.sentence, file=sys.stderr)
        return exit_code(error)
    print(report_text(report, settings))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
