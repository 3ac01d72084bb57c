"""A Dask scheduler, and workers on any machine that sees the home folder, set up for ``--dask``.

``python -m flows.dask scheduler`` then, on each machine, ``python -m flows.dask worker tcp://MACHINE:8786``.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from flows.environment import QUIET
from pipeline.french_argparse import speak_french
from pipeline.settings import usable_cpus

# A document is read in a child of the worker, which a daemon may not have; one lost with two workers is set aside.
SETTINGS = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run until Ctrl-C; the exit code is Dask's."""
    speak_french()
    parser = argparse.ArgumentParser(prog="python -m flows.dask", description="Ordonnanceur et ouvriers Dask.")
    roles = parser.add_subparsers(dest="role", required=True, metavar="ROLE")
    p = roles.add_parser("scheduler", help="un par ensemble de machines")
    p.add_argument(
        "--host", default="127.0.0.1", metavar="ADRESSE", help="adresse d'écoute (127.0.0.1 : cette machine)"
    )
    p.add_argument("--port", type=int, default=8786, metavar="N", help="port (8786)")
    p = roles.add_parser("worker", help="un par machine")
    p.add_argument("scheduler", metavar="ADRESSE", help="celle de l'ordonnanceur, tcp://MACHINE:8786")
    p.add_argument(
        "--workers", type=int, default=min(usable_cpus(), 4), metavar="N", help="documents lus en même temps"
    )
    p.add_argument("--host", metavar="ADRESSE", help="adresse de cette machine, si les autres ne la trouvent pas")
    options = parser.parse_args(argv)
    if find_spec("distributed") is None:
        print("Dask n'est pas installé : « pip install 'planotheque[dask]' ».", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="planotheque-dask-") as own:
        process = subprocess.Popen(command(options, own), env=environment(own))
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return max(process.wait(), 0)
        except KeyboardInterrupt:  # the terminal told it too
            return max(process.wait(), 0)


def command(options: argparse.Namespace, own: str) -> list[str]:
    """What starts Dask in that role, its own files in folder ``own``."""
    start = [sys.executable, "-m", "dask", options.role, "--no-dashboard"]
    if options.role == "scheduler":
        return [*start, "--host", options.host, "--port", str(options.port)]
    # As many processes as documents: each task only waits for its reader, a lost process loses one document's time.
    start += [options.scheduler, "--nworkers", str(options.workers), "--nthreads", "1", "--memory-limit", "0"]
    return [*start, "--local-directory", own, *(["--host", options.host] if options.host else [])]


def environment(own: str) -> dict[str, str]:
    """That of the caller, Prefect silent and writing in ``own`` only."""
    (Path(own) / "prefect").mkdir(exist_ok=True)
    return {**QUIET, "PREFECT_HOME": str(Path(own) / "prefect"), **SETTINGS, **os.environ}


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
