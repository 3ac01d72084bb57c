"""Writes that are whole or absent, whatever kills the process. What differs between systems is here."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".tmp-"
WINDOWS = os.name == "nt"


@contextmanager
def temporary_file(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """An open file in ``folder``, removed at the end unless it was moved away."""
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, path
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def flush(file: BinaryIO) -> None:
    """Push what was written down to the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` survive a power cut; Windows has no such call."""
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path, *, patience: float = 5.0) -> None:
    """``os.replace``, then the folder synced.

    Windows refuses while anyone holds ``target`` open (a reader, an antivirus): retried
    for ``patience`` seconds, then PermissionError.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            os.replace(source, target)
            break
        except PermissionError:
            if not WINDOWS or time.monotonic() >= deadline:
                raise
            time.sleep(0.1)
    sync_folder(target.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``: a reader sees the old file or the new one, never a part."""
    with temporary_file(path.parent) as (file, temporary):
        file.write(content)
        flush(file)
        file.close()
        os.chmod(temporary, 0o644)  # mkstemp makes it private
        replace(temporary, path)


def append_line(path: Path, line: str) -> None:
    """Add one line and push it to the disk; a line torn by an earlier kill is closed first."""
    if "\n" in line:
        raise ValueError("a line holds no line end")
    with open(path, "ab+") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(line.encode("utf-8") + b"\n")
        flush(file)


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written in ``folder``; only under the home's lock."""
    for leftover in folder.glob(TEMPORARY + "*"):
        with suppress(OSError):
            leftover.unlink()
