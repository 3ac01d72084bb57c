"""Where an export goes: made aside, put in place whole, never over something else unasked."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from models.errors import DestinationExists, DiskFull, UsageError
from pipeline import atomic
from pipeline.exports.report import README, TITLE

STAGING = atomic.TEMPORARY + "export-"
FORGOTTEN = 24 * 3600  # seconds after which a killed export's leftovers are removed


def file_destination(destination: Path, suffix: str) -> Path:
    """The file to make: ``destination``, with ``suffix`` when it has none, or a file in it when it is a folder."""
    if destination.is_dir():
        return destination / f"planotheque{suffix}"
    if not destination.suffix:
        return destination.with_name(destination.name + suffix)
    if destination.suffix.lower() != suffix:
        raise UsageError(f"le nom du fichier doit finir par {suffix} : {destination.name}")
    return destination


@contextmanager
def staged_file(destination: Path, *, force: bool) -> Iterator[tuple[Path, Path]]:
    """Yields the file to write and a scratch folder; the file takes ``destination``'s place at the end.

    Raises DestinationExists, DiskFull or UsageError.
    """
    _refuse(destination, force=force)
    if destination.is_dir():
        raise UsageError(f"{destination} est un dossier, l'export est un fichier")
    with _staging(destination) as staging:
        new = staging / f"new{destination.suffix}"
        yield new, staging
        _sync(new)
        _refuse(destination, force=force)
        atomic.replace(new, destination)


@contextmanager
def staged_folder(destination: Path, *, force: bool) -> Iterator[tuple[Path, Path]]:
    """Yields the folder to fill and a scratch folder; it takes ``destination``'s place at the end.

    Only a folder made by an export is ever replaced, and only with ``force``.
    """
    _refuse_folder(destination, force=force)
    with _staging(destination) as staging:
        new, old = staging / "new", staging / "old"
        new.mkdir()
        yield new, staging
        for file in sorted(new.rglob("*")):
            if file.is_file():
                _sync(file)
        _refuse_folder(destination, force=force)
        if destination.exists():
            os.replace(destination, old)
        try:
            os.replace(new, destination)
        except BaseException:
            if old.exists():
                os.replace(old, destination)
            raise
        atomic.sync_folder(destination.parent)


@contextmanager
def told_in_french(destination: Path) -> Iterator[None]:
    """Failures of the disk as errors a user can act on."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if atomic.is_full(error):
            raise DiskFull(str(destination)) from error
        if isinstance(error, duckdb.Error):
            raise
        if isinstance(error, PermissionError):
            raise UsageError(
                f"impossible d'écrire {destination} : accès refusé, ou fichier ouvert dans un autre programme"
            ) from error
        raise UsageError(f"impossible d'écrire {destination} : {error.strerror or error}") from error


@contextmanager
def _staging(destination: Path) -> Iterator[Path]:
    with told_in_french(destination):
        destination.parent.mkdir(parents=True, exist_ok=True)
        _forget_old(destination.parent)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=destination.parent))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _refuse(destination: Path, *, force: bool) -> None:
    if destination.exists() and not force:
        raise DestinationExists(str(destination))


def _refuse_folder(destination: Path, *, force: bool) -> None:
    if destination.is_symlink() or (destination.exists() and not destination.is_dir()):
        raise UsageError(f"{destination} n'est pas un dossier")
    if not destination.exists() or not any(destination.iterdir()):
        return
    if not _is_ours(destination):
        raise UsageError(
            f"{destination} contient autre chose qu'un export ; donnez le nom d'un dossier qui n'existe pas encore"
        )
    _refuse(destination, force=force)


def _is_ours(folder: Path) -> bool:
    try:
        with open(folder / README, encoding="utf-8-sig") as file:
            return file.read(len(TITLE)) == TITLE
    except (OSError, UnicodeDecodeError):
        return False


def _sync(file: Path) -> None:
    with open(file, "rb+") as opened:
        os.fsync(opened.fileno())


def _forget_old(folder: Path) -> None:
    for leftover in folder.glob(STAGING + "*"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > FORGOTTEN:
                shutil.rmtree(leftover, ignore_errors=True)
