"""The files a command is about: what was named, and the PDFs of the folders that were named."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.errors import UsageError

JUNK = (
    "~$*", ".*", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.opdownload", "*.download", "*.tmp",
    "Thumbs.db", "desktop.ini", "@eaDir", "__MACOSX",
)  # fmt: skip


def is_junk(name: str) -> bool:
    """Whether an office suite, a browser, a system or a synchroniser left this behind."""
    return any(fnmatch.fnmatch(name.lower(), pattern.lower()) for pattern in JUNK)


def discover(paths: Iterable[Path], *, exclude: Iterable[Path] = ()) -> list[Path]:
    """Files named as such, whatever their extension, then ``*.pdf`` under the folders, sorted, each once.

    Links and odd files are returned too: refusing them, and saying so, is for who opens them.
    A linked folder met on the way is not entered. Raises UsageError for a path that does not exist.
    """
    excluded = {os.path.abspath(p) for p in exclude}
    found: dict[str, Path] = {}
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"chemin introuvable : {display_name(path, whole=True)}")
        for file in _under(path, excluded) if path.is_dir() else [path]:
            found.setdefault(os.path.abspath(file), file)
    return [found[key] for key in sorted(found)]


def _under(folder: Path, excluded: set[str]) -> Iterator[Path]:
    closed: list[Path] = []
    for root, folders, files in os.walk(folder, onerror=lambda e: closed.append(Path(e.filename))):
        folders[:] = [f for f in folders if not is_junk(f) and os.path.abspath(os.path.join(root, f)) not in excluded]
        yield from (Path(root, f) for f in files if f.lower().endswith(".pdf") and not is_junk(f))
    yield from closed  # a folder that may not be listed is told, not skipped


def display_name(path: Path, *, whole: bool = False) -> str:
    """A name that can be stored and printed, even when the disk's is not valid text."""
    return os.fsencode(path if whole else path.name).decode("utf-8", "backslashreplace")
