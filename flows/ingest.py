"""The Prefect flow: one task a document, the same functions as the command line, nothing else.

Runs with no server configured: Prefect then starts a temporary one for the time of the flow.
``python -m flows.ingest CHEMIN… --home DOSSIER``
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import PlanothequeError
from pipeline import store
from pipeline.cli import exit_code
from pipeline.french_argparse import speak_french
from pipeline.ingest import IngestReport
from pipeline.ingest_display import report_text
from pipeline.session import open_session
from pipeline.settings import OCR_MODES, Settings

if TYPE_CHECKING:
    from prefect import Flow

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a first start takes about 20 s, Prefect's own limit
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


def ingest_flow(settings: Settings) -> Flow:
    """The flow ``ingerer_dossier(chemins)``; made on demand since Prefect reads its settings when imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    own = settings.home.absolute() / "prefect"  # nothing is written outside the home
    own.mkdir(parents=True, exist_ok=True)  # Prefect warns but does not make the parents
    os.environ.setdefault("PREFECT_HOME", str(own))

    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE
    from prefect.states import Completed, Failed
    from prefect.task_runners import ThreadPoolTaskRunner

    # Threads only wait: each document is read in its own supervised process.
    @flow(name="ingerer_dossier", task_runner=ThreadPoolTaskRunner(max_workers=settings.workers), persist_result=False)
    def ingerer_dossier(chemins: list[str]) -> IngestReport:
        begun = time.monotonic()
        with open_session(settings) as session:
            results: dict[int, object] = {}

            @task(name="lire_document", task_run_name="Lire {fichier}", cache_policy=NO_CACHE, persist_result=False)
            def lire_document(fichier: str, position: int):
                results[position] = session.read(items[position - 1])
                if isinstance(results[position], PlanothequeError):
                    return Failed(message=results[position].sentence)
                return Completed(message="lu")

            files = session.discover(map(Path, chemins))
            items = [session.admit(file, position) for position, file in enumerate(files, 1)]
            reading = [lire_document.submit(i.file_name, i.position) for i in items if i.job is not None]
            for future in reading:
                future.wait()
            report = IngestReport([session.settle(item, results.get(item.position)) for item in items])
            report.left_out = store.publish(settings).left_out
        report.seconds = time.monotonic() - begun
        return report

    return ingerer_dossier


def main(argv: Sequence[str] | None = None) -> int:
    """Run the flow once; the exit code is that of ``planotheque ingest``."""
    speak_french()
    parser = argparse.ArgumentParser(prog="python -m flows.ingest", description="Ingère des PDF par le flux Prefect.")
    parser.add_argument("paths", metavar="CHEMIN", nargs="+", help="fichier PDF ou dossier")
    parser.add_argument("--home", metavar="DOSSIER", help="dossier de travail (par défaut ./data)")
    parser.add_argument("--workers", metavar="N", type=int, help="documents lus en même temps")
    parser.add_argument("--ocr", choices=OCR_MODES, default="auto", help="pages numérisées")
    options = parser.parse_args(argv)
    try:
        settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
        report = ingest_flow(settings)(options.paths)
    except PlanothequeError as error:
        print(error.sentence, file=sys.stderr)
        return exit_code(error)
    print(report_text(report, settings))
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
