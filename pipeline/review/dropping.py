"""Files dropped on the page: written whole into the drop folder, then read by a command of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.errors import EmptyFile, NotAPdf, UsageError
from pipeline import atomic
from pipeline.settings import Settings

LARGEST = 500 << 20  # bytes of one file
HEADER, WITHIN = b"%PDF-", 1024  # where the fingerprint looks for it too
AGAIN = 3.0  # seconds before another try when somebody else works in the home
TRIES = 400
ROOT = Path(__file__).resolve().parents[2]


def safe_name(name: str) -> str:
    """A plain file name made of what a browser says; raises UsageError when nothing is left of it."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r'[<>:"|?*\x00-\x1f\x7f]', "_", name).strip(" .")
    name = "".join(c if c.isprintable() else "_" for c in name)
    stem = name[:-4] if name.lower().endswith(".pdf") else name
    while len(stem.encode("utf-8", "replace")) > 180:
        stem = stem[:-1]
    if not stem.strip(" ._"):
        raise UsageError("le fichier n'a pas de nom")
    return f"{stem}.pdf"


async def receive(settings: Settings, name: str, chunks: AsyncIterator[bytes], limit: int = LARGEST) -> str:
    """Write a file into the drop folder, whole or not at all; returns its name there.

    Raises UsageError when it is too large, EmptyFile, NotAPdf.
    """
    name = safe_name(name)
    settings.inbox.mkdir(parents=True, exist_ok=True)
    size, head = 0, b""
    with atomic.temporary_file(settings.inbox) as (file, temporary):  # a hidden name, which no watcher takes
        async for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise UsageError(f"« {name} » dépasse {limit >> 20} Mo")
            if len(head) < WITHIN:
                head += chunk[: WITHIN - len(head)]
                if len(head) == WITHIN and HEADER not in head:
                    raise NotAPdf(name)
            file.write(chunk)
        if not size:
            raise EmptyFile(name)
        if HEADER not in head:
            raise NotAPdf(name)
        atomic.flush(file)
        file.close()
        os.chmod(temporary, 0o644)
        return _into_place(temporary, settings.inbox, name)


def _into_place(temporary: Path, folder: Path, name: str) -> str:
    """A name that is free: nothing already there is ever replaced."""
    stem = name[:-4]
    for number in range(1, 1000):
        target = folder / (name if number == 1 else f"{stem} ({number}).pdf")
        try:
            os.link(temporary, target)
        except FileExistsError:
            continue
        except OSError:  # a disk without links
            if target.exists():
                continue
            temporary.replace(target)
        return target.name
    raise UsageError(f"trop de fichiers nommés « {name} »")


class Reader:
    """Runs ``planotheque watch --once`` on the drop folder when asked, one at a time, until nothing waits."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._asked = threading.Event()
        self._closed = threading.Event()
        self._child: subprocess.Popen | None = None
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def start(self) -> None:
        """Read what waits in the drop folder; returns at once."""
        with self._starting:
            self._asked.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="planotheque-depot")
                self._thread.start()

    @property
    def running(self) -> bool:
        return self._asked.is_set() or (self._child is not None and self._child.poll() is None)

    def close(self) -> None:
        """Stop the child; what it was reading is taken up by the next reading."""
        self._closed.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.wait(10)

    def _run(self) -> None:
        for _ in range(TRIES):
            self._asked.clear()
            self._child = subprocess.Popen(
                self.command(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            self._child.wait()
            with self._starting:
                if self._closed.is_set() or not (self._asked.is_set() or waiting(self.settings)):
                    self._thread = None
                    return
                self._asked.set()
            if self._closed.wait(AGAIN):  # another command holds the home: the files are still there
                return
        with self._starting:
            self._asked.clear()
            self._thread = None

    def command(self) -> list[str]:
        home = str(self.settings.home.absolute())
        return [sys.executable, "-m", "pipeline", "watch", "--once", "--settle", "0.2", "--interval", "0.1", "--patience", "0",
                "--home", home, "--ocr", self.settings.ocr, "--workers", str(self.settings.workers)]  # fmt: skip


def waiting(settings: Settings, limit: int = 50) -> list[str]:
    """Names of the PDF that wait in the drop folder."""
    try:
        with os.scandir(settings.inbox) as entries:
            names = [e.name for e in entries if e.name.lower().endswith(".pdf") and not e.name.startswith(".")]
    except OSError:
        return []
    return sorted(n.encode("utf-8", "backslashreplace").decode() for n in names)[:limit]


def reading(settings: Settings) -> list[dict[str, Any]]:
    """Documents being read now: pages done and in all, as each child tells."""
    found = []
    for path in sorted(settings.work.glob("*/progress")):
        with suppress(OSError, ValueError):
            done, total, *_ = map(int, path.read_text(encoding="ascii").split())
            found.append({"document": path.parent.name, "done": done, "total": total})
    return found
