"""A local Prefect server with its data in the home folder, and the schedules; stopped together, however it ends.

Started by ``planotheque serve``, which holds the other end of our standard input: its end, even a kill, is ours.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from flows.leash import STOP_LIMIT
from flows.server import PORT, local_server
from models.errors import PlanothequeError
from pipeline.cli import exit_code
from pipeline.french_argparse import speak_french
from pipeline.locking import home_lock
from pipeline.settings import OCR_MODES, Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT, SIGTERM or the end of the standard input."""
    speak_french()
    options = _parser().parse_args(argv)
    try:
        settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
        settings = dataclasses.replace(settings, home=settings.home.absolute())
        settings.create_folders()
        with home_lock(settings.structured / ".serve"):
            return _serve(settings, options)
    except PlanothequeError as error:
        print(f"planotheque : {error.sentence}", file=sys.stderr)
        return exit_code(error)
    except KeyboardInterrupt:
        return 0


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)  # a shell may have had it ignored
    if options.attached:
        threading.Thread(target=_stop_when_orphaned, daemon=True).start()
    _say("Démarrage du serveur Prefect (une vingtaine de secondes la première fois)…")
    try:
        with local_server(settings, port=options.port, dask=options.dask) as server:
            _say(f"Interface : {server.address}")
            _say(f"Clé à y saisir : {server.key}")
            from flows import schedules

            schedules.end_lost_runs()
            schedules.serve_for_good(settings, options, say=_say)
    finally:
        _say("Serveur arrêté.")
    return 0


def _say(text: str) -> None:
    print(text, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m flows.serve", description="Sert les flux planifiés.")
    parser.add_argument("--home", metavar="DOSSIER", help="dossier de travail")
    parser.add_argument(
        "--port", metavar="N", type=int, help=f"port de l'interface ({PORT}, ou un autre s'il est pris)"
    )
    parser.add_argument(
        "--interval", metavar="SECONDES", type=float, default=60.0, help="temps entre deux relevés du dépôt"
    )
    parser.add_argument("--cron", metavar="EXPRESSION", default="0 3 * * *", help="quand relire ce qui a changé")
    parser.add_argument("--inbox", metavar="DOSSIER", type=Path, help="dossier de dépôt")
    parser.add_argument("--dossiers", action="store_true", help="les sous-dossiers disent le département et le plan")
    parser.add_argument(
        "--settle", metavar="SECONDES", type=float, default=5.0, help="temps sans changement avant de lire"
    )
    parser.add_argument("--cases", metavar="FICHIER", type=Path, help="relevés pour l'évaluation planifiée")
    parser.add_argument("--gold", metavar="DOSSIER", type=Path, help="relevés pour l'évaluation planifiée")
    parser.add_argument("--workers", metavar="N", type=int, help="documents lus en même temps")
    parser.add_argument("--ocr", choices=OCR_MODES, default="auto", help="pages numérisées")
    parser.add_argument("--dask", metavar="ADRESSE", help="ordonnanceur Dask")
    parser.add_argument("--attached", action="store_true", help=argparse.SUPPRESS)
    return parser


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _stop_when_orphaned() -> None:
    with suppress(OSError, ValueError):
        sys.stdin.buffer.read()
    signal.raise_signal(signal.SIGINT)
    time.sleep(3 * STOP_LIMIT)
    end_group()


def end_group() -> None:
    """Nothing of ours stays: server, runs and readers are in our process group."""
    if os.name == "posix" and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    if "--attached" in sys.argv and os.name == "posix" and os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # not for us
        with suppress(ProcessLookupError):
            os.killpg(os.getpgrp(), signal.SIGTERM)  # a run that was still going ends too
    sys.exit(code)
