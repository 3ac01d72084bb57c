"""Where dropped files are and where they go. A move never puts two files on one name and never follows a link."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import InboxReadOnly, UsageError
from pipeline import atomic
from pipeline.discover import display_name
from pipeline.settings import Settings

NOTE = ".raison.txt"  # what happened, beside a file that was not read whole
INFO = ".infos.txt"  # what an analyst says about a document, beside it
LONGEST_NAME = 255  # bytes, on every common file system


@dataclass(frozen=True)
class Inbox:
    """``drop`` is watched; the others never lie under it, but for ``in_hand`` when ``drop`` is on another disk.

    ``in_place``: nothing is moved, a register tells what was done.
    """

    drop: Path
    done: Path
    failed: Path
    duplicates: Path
    in_hand: Path
    register: Path
    in_place: bool = False


def open_inbox(settings: Settings, drop: Path | None = None, *, in_place: bool = False) -> Inbox:
    """The folders, made and checked. Raises UsageError for a place that cannot serve, InboxReadOnly."""
    settings.create_folders()
    given = drop or settings.inbox
    try:
        drop = given.resolve(strict=True)
    except OSError as error:
        raise UsageError(f"dossier de dépôt introuvable : {display_name(given, whole=True)}") from error
    if not drop.is_dir():
        raise UsageError(f"le dossier de dépôt n'est pas un dossier : {display_name(given, whole=True)}")
    done, failed, duplicates = (p.resolve() for p in settings.outcomes)
    own = (settings.structured, settings.originals, settings.in_hand, done, failed, duplicates)
    for folder in (p.resolve() for p in own):
        if folder.is_relative_to(drop) or drop.is_relative_to(folder):
            raise UsageError(
                f"le dossier de dépôt et {folder.name} sont l'un dans l'autre : choisissez un autre dossier"
            )
    in_hand = settings.in_hand.resolve()
    if not in_place:
        _check_writable(drop)
        for folder in (done, failed, duplicates):
            folder.mkdir(parents=True, exist_ok=True)
        if os.stat(drop).st_dev != os.stat(done).st_dev:  # a rename, which gives a file one owner, stays on one disk
            owner = f"{socket.gethostname()}|{settings.home.resolve()}"
            in_hand = drop / ".planotheque-en-cours" / hashlib.sha256(owner.encode()).hexdigest()[:8]
        in_hand.mkdir(parents=True, exist_ok=True)
    return Inbox(drop, done, failed, duplicates, in_hand, settings.structured / "inbox.jsonl", in_place)


def move(source: Path, folder: Path, relative: Path) -> Path:
    """Move ``source``, a link or an odd file as it is, under ``folder``, "nom (2).pdf" when the name is taken.

    Raises OSError; ``source`` is then still there.
    """
    target = free_name(folder / relative)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV or not stat.S_ISREG(os.lstat(source).st_mode):
            raise
        with open(source, "rb") as file, atomic.temporary_file(target.parent) as (copy, temporary):
            shutil.copyfileobj(file, copy, 1 << 20)
            atomic.flush(copy)
            copy.close()
            shutil.copystat(source, temporary, follow_symlinks=False)
            atomic.replace(temporary, target)
        os.unlink(source)
    return target


def free_name(path: Path) -> Path:
    """``path``, shortened if need be, or the first of "nom (2).pdf", "nom (3).pdf" that is free, its notes' names too."""
    number = 1
    while True:
        target = path.with_name(fitting(path.name, "" if number == 1 else f" ({number})"))
        if not any(os.path.lexists(p) for p in (target, beside(target, NOTE), beside(target, INFO))):
            return target
        number += 1


def fitting(name: str, mark: str = "") -> str:
    """``name`` with ``mark`` before its extension, its stem cut so that notes beside it fit too."""
    stem, extension = os.path.splitext(name)
    room = LONGEST_NAME - len(os.fsencode(extension + mark)) - max(len(NOTE), len(INFO))
    while len(os.fsencode(stem)) > room and len(stem) > 1:
        stem = stem[:-1]
    return f"{stem}{mark}{extension}"


def beside(path: Path, suffix: str) -> Path:
    """The text file that goes with ``path``: plan.pdf.raison.txt, plan.pdf.infos.txt."""
    name = path.name
    while len(os.fsencode(name + suffix)) > LONGEST_NAME and len(name) > 1:
        name = name[:-1]
    return path.with_name(name + suffix)


def prune(folder: Path, root: Path) -> None:
    """Remove ``folder`` and its parents up to ``root``, not included, as long as they are empty."""
    while folder != root and folder.is_relative_to(root):
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _check_writable(drop: Path) -> None:
    probe = drop / f".planotheque-essai-{os.getpid()}"
    try:
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise InboxReadOnly(display_name(drop, whole=True)) from error
    finally:
        with suppress(OSError):
            probe.unlink()
