"""The append-only journals: every attempt, every correction; and what they say is already known."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from models.record import Ingestion, Row
from pipeline import atomic

R = TypeVar("R", bound=Row)
TAIL = 4096  # bytes before a mark that must not have changed
log = logging.getLogger("planotheque")


@dataclass(frozen=True)
class Known:
    """A document that was read: where from, by which version, when first by that version (UTC)."""

    sha256: str
    file_name: str
    pipeline_version: str
    since: dt.datetime
    page_count: int
    pages_failed: int


def utc_now() -> dt.datetime:
    """Now, in UTC, without a zone: what the schema's timestamps are."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def append(path: Path, row: Row) -> None:
    """Add a row and push it to the disk; raises DiskFull."""
    with atomic.telling_a_full_disk():
        atomic.append_line(path, row.model_dump_json())


def rows(path: Path, model: type[R]) -> list[R]:
    """Every whole row of a journal, in the order written, whatever the clock said; a torn line is skipped and logged."""
    return list(_rows(_lines(path, 0), path, model))


@dataclass(frozen=True)
class Mark:
    """How far a journal was read: ``bytes`` up to a line end, and a digest of the last of them."""

    bytes: int = 0
    tail: str = ""


def rows_after(path: Path, model: type[R], mark: Mark) -> tuple[list[R], Mark] | None:
    """The rows added since ``mark``, and the mark to give next time; None when what it stood on is not there any more.

    A last line with no line end is given but not passed: it comes again, and may have grown.
    """
    if _tail(path, mark.bytes) != mark.tail:
        return None
    lines = _lines(path, mark.bytes)
    end = mark.bytes + sum(len(line) for line in lines if line.endswith(b"\n"))
    return list(_rows(lines, path, model)), Mark(end, _tail(path, end))


def _lines(path: Path, start: int) -> list[bytes]:
    try:
        with open(path, "rb") as file:
            file.seek(start)
            return file.readlines()
    except FileNotFoundError:
        return []


def _rows(lines: Iterable[bytes], path: Path, model: type[R]) -> Iterator[R]:
    for line in lines:
        try:
            yield model.model_validate_json(line)
        except ValidationError:
            log.warning("%s : une ligne illisible est ignorée.", path.name)


def _tail(path: Path, end: int) -> str:
    if end == 0:
        return ""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, end - TAIL))
            seen = file.read(min(end, TAIL))
            size = file.seek(0, 2)
    except FileNotFoundError:
        return "absent"
    return hashlib.sha256(seen).hexdigest()[:16] if size >= end else "court"


def known_documents(ingestions: Iterable[Ingestion]) -> dict[str, Known]:
    """What was read so far, by document_id. Failures are not known: they are tried again."""
    known: dict[str, Known] = {}
    for row in ingestions:
        if row.status not in ("ok", "partial") or row.document_id is None or row.sha256 is None:
            continue
        before = known.get(row.document_id)
        again = before is not None and before.pipeline_version == row.pipeline_version
        known[row.document_id] = Known(
            row.sha256,
            before.file_name if again else row.file_name,
            row.pipeline_version,
            before.since if again else row.started_at,
            row.page_count or 0,
            row.pages_failed or 0,
        )
    return known


def attempt_id(started_at: dt.datetime, position: int, file_name: str) -> str:
    """A name for one attempt, another each time, even when the clock went back or stands still."""
    text = f"{started_at.isoformat()}|{position}|{file_name}|{uuid.uuid4()}"
    return "ing-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
