"""The command, or a few lines of Python, run for real in another process, documents read by the stand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Imported by every Python process started with this folder in PYTHONPATH, those of Prefect and Dask too.
SITE = """
import dataclasses
import stand_in
from pipeline.settings import Settings
load = Settings.load
def with_stand_in(*args, workers=None, **kwargs):
    made = load(*args, workers=workers or 2, **kwargs)
    return dataclasses.replace(made, reader=stand_in.READER, builder=stand_in.BUILDER)
Settings.load = with_stand_in
"""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment where documents are read by the stand-in, with nothing of the user's own."""
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / "sitecustomize.py").write_text(SITE)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PLANOTHEQUE_", "DASK_"))}
    paths = os.pathsep.join(map(str, (folder / "site", ROOT / "tests", ROOT)))
    return {**clean, "PYTHONPATH": paths, "HOME": str(folder / "user"), **more}


def start(
    folder: Path, argv: list[object], *, module: str = "pipeline", session: bool = False, **more: str
) -> subprocess.Popen:
    """Start ``planotheque ARGV``, or another module, its output and errors as text, a pipe each.

    ``session``: in a session of its own, so that all of it can be killed at once.
    """
    command, pipe = [sys.executable, "-m", module, *map(str, argv)], subprocess.PIPE
    told = {"env": environment(folder, **more), "start_new_session": session}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, **told)
