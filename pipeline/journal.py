"""The append-only journals: every attempt, every correction; and what they say is already known."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from models.record import Ingestion, Row
from pipeline import atomic

R = TypeVar("R", bound=Row)
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
    """Add a row and push it to the disk."""
    atomic.append_line(path, row.model_dump_json())


def rows(path: Path, model: type[R]) -> list[R]:
    """Every whole row of a journal, oldest first; a line torn by a kill is skipped and logged."""
    if not path.exists():
        return []
    found = []
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            try:
                found.append(model.model_validate_json(line))
            except ValidationError:
                log.warning("%s, ligne %d : illisible, ignorée.", path.name, number)
    return found


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
    """A name for one attempt; two attempts never start at the same microsecond and position."""
    text = f"{started_at.isoformat()}|{position}|{file_name}"
    return "ing-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
