"""A Prefect server for the time of a block, its data in the home folder; it answers only who has the key."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.environment import prepare
from flows.leash import STOP_LIMIT
from models.errors import PlanothequeError, UsageError
from pipeline.settings import Settings

LOOPBACK, PORT = "127.0.0.1", 4200
START_LIMIT = 180.0  # seconds; a first start writes a database


@dataclass(frozen=True)
class Server:
    address: str
    key: str


@contextmanager
def local_server(settings: Settings, *, port: int | None = None, dask: str | None = None) -> Iterator[Server]:
    """Start it, set the environment Prefect reads, and stop it at the end. ``dask``: workers must reach it too.

    Raises UsageError for a port that is taken, PlanothequeError when it does not start.
    """
    host = host_towards(dask) if dask else LOOPBACK
    port = free_port(host, port)
    server = Server(f"http://{host}:{port}", _key(settings.home / "prefect" / "cle.txt"))
    os.environ.update(_environment(server))
    prepare(settings, dask=dask)
    log = settings.home / "prefect" / "serveur.log"
    python = [sys.executable, "-m"]
    command = [*python, "flows.leash", *python, "prefect", "server", "start", "--host", host, "--port", str(port)]
    with open(log, "wb") as out:  # a session of its own: Ctrl-C must let the last logs reach it
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_for(process, f"{server.address}/api/health", log)
        yield server
    finally:
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(2 * STOP_LIMIT)
        process.kill()


def host_towards(dask: str) -> str:
    """This machine's address as a Dask scheduler's machine sees it; raises UsageError."""
    there = urlsplit(dask)
    try:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
            probe.connect((there.hostname, there.port or 8786))  # sends nothing: it only chooses an address
            return probe.getsockname()[0]
    except (OSError, TypeError, ValueError) as error:
        raise UsageError(f"adresse Dask inconnue : {dask} (attendu : tcp://machine:8786)") from error


def free_port(host: str, wanted: int | None) -> int:
    """The port asked for, which must be free; else the usual one, else any. Raises UsageError."""
    for port in (wanted,) if wanted else (PORT, 0):
        with closing(socket.socket()) as probe:
            if os.name != "nt":  # there it would let two in
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return probe.getsockname()[1]
            except (OSError, OverflowError):
                continue
    raise UsageError(f"le port {wanted} est déjà pris ou n'existe pas")


def _environment(server: Server) -> dict[str, str]:
    """Only who has the key is answered, and no other site's page."""
    return {
        "PREFECT_API_URL": f"{server.address}/api",
        "PREFECT_API_AUTH_STRING": server.key,
        "PREFECT_SERVER_API_AUTH_STRING": server.key,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": server.address,
        "PREFECT_SERVER_UI_API_URL": f"{server.address}/api",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # runs older than 90 days go
        "PREFECT_RUNNER_POLL_FREQUENCY": "5",
    }


def _key(path: Path) -> str:
    """What the interface asks for, made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"planotheque:{secrets.token_urlsafe(12)}\n")
    return path.read_text(encoding="ascii").strip()


def _wait_for(process: subprocess.Popen, address: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise PlanothequeError(f"le serveur Prefect n'a pas démarré ; voir {log.name} dans le dossier prefect")
