"""What lies in the drop folder and whether it is ready: settled, and whole as far as its two ends tell."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import EmptyFile, PlanothequeError, TruncatedPdf, UnreadableFile
from pipeline.discover import is_junk
from pipeline.fingerprint import CHUNK, HEAD, is_whole
from pipeline.inbox.folders import INFO, NOTE


@dataclass(frozen=True)
class Dropped:
    """One file of the drop folder. ``regular`` False: a link or an odd file, never opened."""

    relative: Path
    size: int
    mtime_ns: int
    regular: bool = True

    @property
    def state(self) -> tuple[int, int]:
        return self.size, self.mtime_ns


@dataclass
class _Seen:
    state: tuple[int, int]
    since: float  # monotonic seconds of the first look at this state
    incomplete: PlanothequeError | None = None
    looked: bool = False


def scan(drop: Path, closed: Callable[[Path], None] = lambda _: None) -> Iterator[Dropped]:
    """Every file but junk and our text files, sorted, links not followed.

    ``closed`` is told of folders that cannot be listed; raises OSError when ``drop`` itself cannot.
    """
    os.stat(drop)

    def denied(error: OSError) -> None:
        if Path(error.filename) == drop:
            raise error
        closed(Path(error.filename))

    for root, folders, files in os.walk(drop, onerror=denied):
        links = [f for f in folders if os.path.islink(os.path.join(root, f))]
        folders[:] = sorted(f for f in folders if not is_junk(f) and f not in links)
        for name in sorted([*files, *links]):
            if is_junk(name) or name.lower().endswith((NOTE, INFO)):
                continue
            path = Path(root, name)
            try:
                found = os.lstat(path)
            except OSError:  # gone since it was listed
                continue
            yield Dropped(path.relative_to(drop), found.st_size, found.st_mtime_ns, stat.S_ISREG(found.st_mode))


class Settling:
    """Remembers what each file looked like. A file is ready once unchanged for ``settle`` seconds and whole.

    One that stays incomplete for ``patience`` seconds is ready too: to be refused, and told so. ``trust_dates``
    counts them from the file's own date, for who does not stay long enough to see them pass.
    """

    def __init__(
        self,
        settle: float,
        patience: float,
        *,
        trust_dates: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settle, self._patience, self._trust_dates, self._clock = settle, patience, trust_dates, clock
        self._seen: dict[Path, _Seen] = {}

    def ready(self, drop: Path, files: list[Dropped]) -> list[Dropped]:
        """Those of ``files`` to take now; what is no longer there is forgotten."""
        now = self._clock()
        self._seen = {f.relative: self._look(f, now) for f in files}
        found = []
        for file in files:
            seen = self._seen[file.relative]
            if now - seen.since < self._settle:
                continue
            if not seen.looked:
                seen.incomplete = missing(drop / file.relative) if file.regular else None
                seen.looked = not isinstance(seen.incomplete, UnreadableFile)  # freed without a change of state
            age = time.time() - file.mtime_ns / 1e9 if self._trust_dates else 0.0
            if seen.incomplete is None or max(now - seen.since, age) >= self._patience:
                found.append(file)
        return found

    def incomplete(self) -> dict[Path, PlanothequeError]:
        """Files that have settled but are not whole, with what is missing."""
        return {path: seen.incomplete for path, seen in self._seen.items() if seen.incomplete}

    def moving(self) -> int:
        """How many files have not settled yet."""
        now = self._clock()
        return sum(now - seen.since < self._settle for seen in self._seen.values())

    def _look(self, file: Dropped, now: float) -> _Seen:
        seen = self._seen.get(file.relative)
        return seen if seen is not None and seen.state == file.state else _Seen(file.state, now)


def missing(path: Path) -> PlanothequeError | None:
    """What a copy under way still lacks: all of it, its first bytes (space reserved ahead) or its end."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
            if not head:
                return EmptyFile()
            if not head.strip(b"\0"):
                return TruncatedPdf("le début du fichier manque")
            if b"%PDF-" not in head:
                return None  # whole or not, it will never be a PDF
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - CHUNK))
            return None if is_whole(head, file.read(), size) else TruncatedPdf()
    except OSError as error:  # held by the program that writes it
        return UnreadableFile(error.strerror)
