"""One writing command at a time in a home. The system frees the lock when its holder dies."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.errors import HomeLocked, ReadOnlyHome
from pipeline import atomic

if os.name == "nt":
    import msvcrt

    LOCKED_BYTE = 1 << 30  # far from the text: Windows forbids reading a locked byte

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def home_lock(path: Path) -> Iterator[None]:
    """Hold ``path`` for the time of the block; raises HomeLocked, which tells who holds it, or ReadOnlyHome."""
    with atomic.telling_a_full_disk(), telling_a_read_only_home(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            raise HomeLocked(_holder(path)) from error
        with suppress(OSError):  # who holds it is a courtesy; a full disk is told where it matters
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, _card().encode("utf-8"))
        yield
    finally:
        os.close(descriptor)  # frees the lock; the file stays: removing it would let two in


@contextmanager
def telling_a_read_only_home(home: Path) -> Iterator[None]:
    """Turn a refusal to write into ReadOnlyHome."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise ReadOnlyHome(str(home)) from error
        raise


def _card() -> str:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    since = dt.datetime.now().isoformat(" ", timespec="seconds")
    return json.dumps({"pid": os.getpid(), "command": command, "since": since}, ensure_ascii=False)


def _holder(path: Path) -> str | None:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        return f"processus {card['pid']}, « {card['command']} », depuis {card['since']}"
    except (OSError, ValueError, KeyError):  # written at this very moment
        return None
