"""Writes that are whole or absent, whatever kills the process. What differs between systems is here."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from models.errors import DiskFull

TEMPORARY = ".tmp-"
WINDOWS = os.name == "nt"
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL_TOLD = ("No space left", "quota exceeded", "File too large", "not enough space", "Out of disk space")


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
    """Add one line and push it to the disk: it is there whole, or not at all.

    What an earlier kill or power cut left of a line is cut off first, unless only its line end is missing.
    """
    if "\n" in line:
        raise ValueError("a line holds no line end")
    new = not path.exists()
    with open(path, "ab+", buffering=0) as file:
        torn = _last_line(file)
        whole = _is_json(torn)
        size = file.seek(0, os.SEEK_END)
        if torn and not whole:
            size -= len(torn)
            os.ftruncate(file.fileno(), size)
        added = (b"\n" if torn and whole else b"") + line.encode("utf-8") + b"\n"
        try:
            written = 0
            while written < len(added):  # a disk that fills up takes a part, then refuses
                written += file.write(added[written:])
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                os.ftruncate(file.fileno(), size)
            raise
    if new:
        sync_folder(path.parent)


def _last_line(file: BinaryIO) -> bytes:
    """What follows the last line end."""
    end, found = file.seek(0, os.SEEK_END), b""
    while end and b"\n" not in found:
        start = max(0, end - 4096)
        file.seek(start)
        found = file.read(end - start) + found
        end = start
    return found.rpartition(b"\n")[2]


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, so that they survive a power cut."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)


def copy(source: Path, target: Path) -> None:
    """Copy a file's content; file systems that can share it do not write it twice."""
    with open(source, "rb") as read, open(target, "wb") as written:
        with suppress(OSError, AttributeError):  # another file system, or no such call
            while os.copy_file_range(read.fileno(), written.fileno(), 1 << 30):
                pass
            if written.tell() == os.fstat(read.fileno()).st_size:
                return
        read.seek(written.seek(0, os.SEEK_END))
        shutil.copyfileobj(read, written, 1 << 20)


def is_full(error: BaseException) -> bool:
    """Whether this is a full disk, a quota or a file grown too large, told by the system or by DuckDB."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return type(error).__module__.split(".")[0] in ("duckdb", "_duckdb") and any(
        told in str(error) for told in FULL_TOLD
    )


@contextmanager
def telling_a_full_disk() -> Iterator[None]:
    """Turn what is_full recognises into DiskFull; everything else passes."""
    try:
        yield
    except Exception as error:
        if is_full(error):
            raise DiskFull from error
        raise


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written in ``folder``; only under the home's lock."""
    for leftover in folder.glob(TEMPORARY + "*"):
        with suppress(OSError):
            leftover.unlink()
