"""A file becomes a content-addressed original: opened once, hashed while it is copied."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.errors import EmptyFile, NotAPdf, NotARegularFile, TruncatedPdf, UnreadableFile
from pipeline import atomic

CHUNK = 1 << 20  # bytes searched for the end
PIECE = 1 << 16  # bytes read at a time: larger ones, once given back, leave holes the process keeps
HEAD = 1024  # bytes searched for the header
_BODY = re.compile(rb"\d\s+\d+\s+obj\b|\bendobj\b|\bendstream\b")
_LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d{1,15})\b|/L\s+(\d{1,15})\b[^>]*?/Linearized\b")


@dataclass(frozen=True)
class Fingerprint:
    """``document_id`` is the first 16 hex digits of ``sha256``; ``original`` is the copy that was kept."""

    sha256: str
    size: int
    original: Path

    @property
    def document_id(self) -> str:
        return self.sha256[:16]


def fingerprint(path: Path, originals: Path) -> Fingerprint:
    """Copy ``path`` to ``originals/<sha256>.pdf``, read-only, and hash what was copied.

    Nobody can swap the file between the check and the copy: it is opened once, links not
    followed. Raises NotARegularFile, EmptyFile, NotAPdf, TruncatedPdf or UnreadableFile;
    nothing is kept then.
    """
    with _open_regular(path) as source, atomic.temporary_file(originals) as (copy, temporary):
        before = os.fstat(source.fileno())
        digest, size, head = hashlib.sha256(), 0, b""
        last: deque[bytes] = deque(maxlen=CHUNK // PIECE + 1)
        while chunk := _read(source):
            if size == 0:
                head = chunk[:HEAD]
                if b"%PDF-" not in head:
                    raise NotAPdf
            digest.update(chunk)
            copy.write(chunk)
            size += len(chunk)
            last.append(chunk)
        if size == 0:
            raise EmptyFile
        after = os.fstat(source.fileno())
        if (size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise UnreadableFile("il change pendant la copie")
        if not is_whole(head, _end(last), size):  # MuPDF opens many truncated files without a word
            raise TruncatedPdf
        result = Fingerprint(digest.hexdigest(), size, originals / f"{digest.hexdigest()}.pdf")
        if not (result.original.exists() and result.original.stat().st_size == size):
            atomic.flush(copy)
            copy.close()
            os.chmod(temporary, 0o444)
            atomic.replace(temporary, result.original)
    return result


def _end(pieces: deque[bytes]) -> bytes:
    """Their last CHUNK bytes; takes from the first what is too much."""
    over = sum(map(len, pieces)) - CHUNK
    if over > 0:
        pieces[0] = pieces[0][over:]
    return b"".join(pieces)


def is_whole(head: bytes, tail: bytes, size: int) -> bool:
    """Whether a PDF's end is there; ``tail`` is its last CHUNK bytes.

    Padding, a signature or what a web server adds may follow the end, objects may not: they begin an update of the
    file that was cut, or are the rest of a file whose first part has an end of its own.
    """
    end = tail.rfind(b"%%EOF")
    told = _LENGTH.search(head)
    return end >= 0 and not _BODY.search(memoryview(tail)[end + 5 :]) and not (told and size < int(told[1] or told[2]))


@contextmanager
def _open_regular(path: Path) -> Iterator[BinaryIO]:
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):  # those the platform has
        flags |= getattr(os, name, 0)
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode) and not os.access(path, os.R_OK):
            raise UnreadableFile("dossier fermé à la lecture")
        if not stat.S_ISREG(mode):
            raise NotARegularFile
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotARegularFile from error
        raise UnreadableFile(error.strerror) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # swapped since it was looked at
            raise NotARegularFile
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(descriptor)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(PIECE)
    except OSError as error:  # a share that went away
        raise UnreadableFile(error.strerror) from error
