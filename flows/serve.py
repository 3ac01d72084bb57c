"""A local Prefect server with its data in the home folder, and the schedules; stopped together, however it ends.

Started by ``planotheque serve``, which holds the other end of our standard input: its end, even a kill, is ours.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from flows.environment import prepare
from models.errors import PlanothequeError, UsageError
from pipeline.cli import exit_code
from pipeline.french_argparse import speak_french
from pipeline.locking import home_lock
from pipeline.settings import OCR_MODES, Settings

HOST, PORT = "127.0.0.1", 4200
START_LIMIT = 180.0  # seconds; a first start writes a database
STOP_LIMIT = 10.0


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
    port = _port(options.port)
    address = f"http://{HOST}:{port}"
    key = _key(settings.home / "prefect" / "cle.txt")
    os.environ.update(server_environment(address, key))
    prepare(settings, dask=options.dask)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)  # a shell may have had it ignored
    if options.attached:
        threading.Thread(target=_stop_when_orphaned, daemon=True).start()
    print("Démarrage du serveur Prefect (une vingtaine de secondes la première fois)…", flush=True)
    server, log = _start_server(settings, port)
    try:
        _wait_for(server, f"{address}/api/health", log)
        print(f"Interface : {address}", flush=True)
        print(f"Clé à y saisir : {key}", flush=True)
        from flows import schedules

        schedules.end_lost_runs()
        schedules.serve_for_good(settings, options, say=lambda text: print(text, flush=True))
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(STOP_LIMIT)
        server.kill()
        print("Serveur arrêté.", flush=True)
    return 0


def server_environment(address: str, key: str) -> dict[str, str]:
    """A server that only answers who has the key, from this machine, and no other site's page."""
    return {
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_API_AUTH_STRING": key,
        "PREFECT_SERVER_API_AUTH_STRING": key,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": address,
        "PREFECT_SERVER_UI_API_URL": f"{address}/api",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # runs older than 90 days go
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
    }


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


def _port(wanted: int | None) -> int:
    """The port asked for, which must be free; else the usual one, else any."""
    for port in (wanted,) if wanted else (PORT, 0):
        with closing(socket.socket()) as probe:
            if os.name != "nt":  # there it would let two in
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                return probe.getsockname()[1]
            except (OSError, OverflowError):
                continue
    raise UsageError(f"le port {wanted} est déjà pris ou n'existe pas")


def _key(path: Path) -> str:
    """What the interface asks for, made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"planotheque:{secrets.token_urlsafe(12)}\n")
    return path.read_text(encoding="ascii").strip()


def _start_server(settings: Settings, port: int) -> tuple[subprocess.Popen, Path]:
    log = settings.home / "prefect" / "serveur.log"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    with open(log, "wb") as out:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out), log


def _wait_for(server: subprocess.Popen, address: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise PlanothequeError(f"le serveur Prefect n'a pas démarré ; voir {log.name} dans le dossier prefect")


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
