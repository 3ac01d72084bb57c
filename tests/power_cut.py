"""What a power cut leaves of a folder: only what was pushed to the disk, or that and a part of the rest.

While it watches, it follows every ``os.fsync`` of a file or of a folder. At each system call that matters it can tell
what the disk would hold if the power went off there. Linux only: open files are read through /proc.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

CALLS = ("fsync", "replace", "mkdir", "unlink", "ftruncate")


class Disk:
    """``on_event`` is called before and after each call watched, with its name; ask ``remains`` then."""

    def __init__(self, root: Path, on_event: Callable[[str], None] = lambda name: None) -> None:
        self.root, self.on_event = root, on_event
        self._told = False
        self._content: dict[int, bytes] = {}  # of files, as last pushed
        self._names: dict[int, dict[str, tuple[int, bool]]] = {}  # of folders, as last pushed
        for folder, _, files in os.walk(root):
            self._names[os.stat(folder).st_ino] = _listing(Path(folder))
            for name in files:
                path = Path(folder, name)
                self._content[path.stat().st_ino] = path.read_bytes()

    def watch(self, monkeypatch) -> None:
        for name in CALLS:
            monkeypatch.setattr(os, name, self._followed(name, getattr(os, name)))

    def remains(self, target: Path, *, torn: bool) -> None:
        """Write what would be left to ``target``.

        ``torn`` False: nothing that was not pushed. True: all names, half of what was written and not pushed.
        """
        target.mkdir(parents=True)
        if torn:
            self._write_torn(self.root, target)
        else:
            self._write_pushed(self.root.stat().st_ino, target)

    def _followed(self, name: str, call: Callable) -> Callable:
        def followed(*arguments, **options):
            self._tell(f"avant {name}")
            result = call(*arguments, **options)
            if name == "fsync":
                self._pushed(arguments[0] if isinstance(arguments[0], int) else arguments[0].fileno())
            self._tell(f"après {name}")
            return result

        return followed

    def _tell(self, event: str) -> None:
        if not self._told:  # what is done on being told is not an event
            self._told = True
            self.on_event(event)
            self._told = False

    def _pushed(self, descriptor: int) -> None:
        seen, path = os.fstat(descriptor), Path(f"/proc/self/fd/{descriptor}")
        if stat.S_ISDIR(seen.st_mode):
            self._names[seen.st_ino] = _listing(path)
        else:
            self._content[seen.st_ino] = path.read_bytes()

    def _write_pushed(self, folder: int, target: Path) -> None:
        for name, (inode, is_folder) in self._names.get(folder, {}).items():
            if is_folder:
                (target / name).mkdir()
                self._write_pushed(inode, target / name)
            else:
                (target / name).write_bytes(self._content.get(inode, b""))

    def _write_torn(self, folder: Path, target: Path) -> None:
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                (target / entry.name).mkdir()
                self._write_torn(Path(entry.path), target / entry.name)
                continue
            now, pushed = Path(entry.path).read_bytes(), self._content.get(entry.inode(), b"")
            if now != pushed:
                same = next(
                    (i for i, (a, b) in enumerate(zip(now, pushed, strict=False)) if a != b), min(len(now), len(pushed))
                )
                now = now[: same + (len(now) - same) // 2]
            (target / entry.name).write_bytes(now)


def _listing(folder: Path) -> dict[str, tuple[int, bool]]:
    return {e.name: (e.inode(), e.is_dir(follow_symlinks=False)) for e in os.scandir(folder)}
