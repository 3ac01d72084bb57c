"""What Prefect reads from the environment when it is imported: to be set before."""

from __future__ import annotations

import os

from pipeline.settings import Settings

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a first start takes about 20 s, Prefect's own limit
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",  # the runs' own logs still go to the server
    "PREFECT_CLI_PROMPT": "false",
}


THREADS = "PREFECT_TASK_RUNNER_THREAD_POOL_MAX_WORKERS"


def workers() -> int:
    """Documents read at a time, as ``prepare`` was told; where it was not called, on a Dask worker, it does not matter."""
    return int(os.environ.get(THREADS, "1"))


def prepare(settings: Settings, *, dask: str | None = None) -> None:
    """Prefect silent, at home in the home folder; ``dask`` is the address of a scheduler."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    own = settings.home.absolute() / "prefect"  # nothing is written outside the home
    own.mkdir(parents=True, exist_ok=True)  # Prefect warns but does not make the parents
    os.environ.setdefault("PREFECT_HOME", str(own))
    os.environ[THREADS] = str(settings.workers)
    if dask:
        os.environ["PLANOTHEQUE_DASK"] = dask
