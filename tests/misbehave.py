"""A reader and a builder that go wrong in a given way at a given step: ``FAULT@STEP`` in the file's second line.

Steps: open (before anything), page (half of the pages told), end (all read), build (records half made), write (records
made, turned to text). Faults: hang, deaf, eats, kill, segv, quit, nothing, garbage, much, disk, forks, deep, sysexit.
"""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import stand_in

READER, BUILDER = "misbehave:read_document", "misbehave:build_records"
STEPS = ("open", "page", "end", "build", "write")


def strike(fault: str, beside: Path | None = None) -> object:
    """Go wrong; what is returned stands for what the step should have given."""
    if fault == "hang":
        time.sleep(3600)
    if fault == "deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGIO})
        time.sleep(3600)
    if fault == "eats":
        hoard = []
        while True:
            hoard.append(bytearray(8 << 20))
    if fault in ("kill", "segv"):
        os.kill(os.getpid(), signal.SIGKILL if fault == "kill" else signal.SIGSEGV)
    if fault == "quit":
        os._exit(0)
    if fault == "sysexit":
        sys.exit("assez")
    if fault == "deep":
        return strike(fault)
    if fault == "disk":
        raise OSError(errno.ENOSPC, "No space left on device")
    if fault == "forks":  # a program left behind, as an OCR engine may be
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
        beside.with_name("left.pid").write_text(str(child.pid))
        time.sleep(3600)
    return {"nothing": None, "garbage": {"é": object()}, "much": "x" * (101 << 20)}[fault]


def _asked(path: Path) -> tuple[str, str]:
    fault, _, step = path.read_bytes().splitlines()[1].removeprefix(b"% mode: ").decode().partition("@")
    return fault, step


def read_document(path: Path, *, ocr="auto", max_pages=2000, on_page=None, cache=None):
    fault, step = _asked(path)
    if step == "open":
        return strike(fault)
    on_page(1, 2)
    if step == "page":
        return strike(fault, path)
    on_page(2, 2)
    extraction = stand_in.read_document(stand_in.fake_pdf(path.parent, "calm.pdf"))
    if step == "end":
        return strike(fault)
    extraction.warnings = ["ok", fault, step]
    return extraction


def build_records(extraction, **values):
    _, fault, step = extraction.warnings
    if step == "build":
        return strike(fault)
    records = stand_in.build_records(extraction, **values)
    return _Text(records, fault) if step == "write" else records


class _Text:
    """Records that go wrong when they are written."""

    def __init__(self, records, fault: str) -> None:
        self.records, self.fault = records, fault

    def model_dump_json(self):
        made = self.fault != "ok" and strike(self.fault)
        return self.records.model_dump_json()[:-7] if made is None else made
