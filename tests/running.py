"""The command, or a few lines of Python, run for real in another process, documents read by the stand-in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREAMBLE = """
import sys, dataclasses
sys.path[:0] = [{tests!r}, {root!r}]
import stand_in
from pathlib import Path
from pipeline.settings import Settings
load = Settings.load
def with_stand_in(*args, **kwargs):
    return dataclasses.replace(load(*args, **kwargs), reader=stand_in.READER, builder=stand_in.BUILDER, workers=2)
Settings.load = with_stand_in
"""
COMMAND = "if __name__ == '__main__':\n    from pipeline import cli\n    sys.exit(cli.main(sys.argv[1:]))\n"


def start(folder: Path, argv: list[object], code: str = COMMAND, **environment: str) -> subprocess.Popen:
    """Start ``planotheque ARGV`` (or ``code``), its output and errors as text on one pipe each."""
    script = folder / "run.py"
    script.write_text(PREAMBLE.format(tests=str(ROOT / "tests"), root=str(ROOT)) + code)
    paths = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "PLANOTHEQUE_"))}
    return subprocess.Popen(
        [sys.executable, str(script), *map(str, argv)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**clean, "PYTHONPATH": paths, **environment},
    )
