"""Serve the page to this machine, on 127.0.0.1 and nowhere else, until Ctrl-C."""

from __future__ import annotations

import getpass
import os
import socket
import threading
import webbrowser

import uvicorn

from models.errors import UsageError
from pipeline.review.app import create_app
from pipeline.review.security import Keys
from pipeline.settings import Settings

HOST = "127.0.0.1"
PORT = 8421


def serve(settings: Settings, *, port: int | None = None, browser: bool = True, author: str | None = None) -> int:
    """Blocks until interrupted; ``port`` 0 takes any free one, None ours or, when it is taken, any free one.

    Raises UsageError when the port asked for is taken.
    """
    settings.create_folders()
    listener = _listen(port)
    keys = Keys(listener.getsockname()[1])
    app = create_app(settings, keys, author or _user())
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", server_header=False,
                            proxy_headers=False, timeout_graceful_shutdown=2, ws="none")  # fmt: skip
    print(f"Page de relecture : {keys.address}")
    print("Cette adresse n'ouvre la page que sur cet ordinateur. Ctrl-C pour arrêter.", flush=True)
    if browser:
        threading.Timer(0.8, webbrowser.open, [keys.address]).start()
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(port: int | None) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # a port left a moment ago is free; elsewhere this would let two servers share it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for wanted in [PORT, 0] if port is None else [port]:
        try:
            listener.bind((HOST, wanted))
            listener.listen(128)  # now: until then another could still bind it
            return listener
        except (OSError, OverflowError):
            continue
    raise UsageError(f"le port {port} est pris ou interdit ; choisissez-en un autre avec --port")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in this container
        return "anonyme"
