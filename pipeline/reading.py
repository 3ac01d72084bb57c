"""One document read and its records kept: what a thread, a flow's task or a worker on another machine runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import os
import socket
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

from models.errors import DiskFull, NoPages, NoReadableText, PlanothequeError, ReaderCrashed, UnreadableFile
from models.record import DocumentRecords
from pipeline import atomic, hints
from pipeline.checks import FILE_DAMAGED, PLAN_DOUBTFUL
from pipeline.settings import Settings
from pipeline.supervise import BY_CODE, Supervisor
from pipeline.version import extraction_version
from pipeline.worker import Job

log = logging.getLogger("planotheque")


@dataclass(frozen=True)
class Reading:
    """A document whose records are on the disk; plain values only, for the trip back from a worker."""

    document_id: str
    sha256: str
    file_name: str
    ingested_at: dt.datetime
    page_count: int
    pages_failed: int
    actions: int
    damage: str | None = None  # why, though no page failed, something may be missing
    doubtful: bool = False  # the plan was probably not read


@dataclass(frozen=True)
class Failure:
    """Why there are no records, as plain values; ``code`` is that of a class of ``models.errors``."""

    code: str
    detail: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def error(self) -> PlanothequeError:
        error = BY_CODE[self.code](self.detail)
        for note in self.notes:
            error.add_note(note)
        return error


def may_pass(code: str | None, told: str | None) -> bool:
    """Whether a failure says more of the moment than of the file: a share that went away, a child the system killed."""
    return code in (UnreadableFile.code, DiskFull.code) or (code == ReaderCrashed.code and "signal 9" in (told or ""))


def read_document(settings: Settings, job: Job, *, same_version: bool = False) -> Reading | Failure:
    """Read in a child process of this machine, keep the records; no error of the document's comes out as an exception.

    ``same_version``: refuse when this machine would not read as the one that made the job.
    """
    if same_version and extraction_version(settings) != job.pipeline_version:
        return Failure(PlanothequeError.code, f"une autre version est installée sur {socket.gethostname()}")
    supervisor = _supervisor(settings)
    # Two machines may hold the same document for a moment, when one of them was thought dead.
    mine = dataclasses.replace(
        job, folder=job.folder.with_name(f"{job.folder.name}-{socket.gethostname()}-{os.getpid()}")
    )
    return outcome(settings, supervisor, mine, supervisor.start(mine))


def outcome(settings: Settings, supervisor: Supervisor, job: Job, future: Future) -> Reading | Failure:
    """Wait for a reading that was started, keep its records."""
    try:
        return keep(settings, supervisor.result(job, future))
    except PlanothequeError as error:
        return Failure(error.code, error.detail, tuple(getattr(error, "__notes__", ())))
    except OSError as error:
        told = disk_error(error)
        return Failure(told.code, told.detail)
    except Exception as error:  # ours, not the document's: told with its trace, and the others go on
        log.debug("supervision", exc_info=True)
        return Failure(PlanothequeError.code, f"{type(error).__name__} : {error}"[:300])


def keep(settings: Settings, records: DocumentRecords) -> Reading:
    """Lay the hints over the records and write them, whole or not at all.

    "No exception" is not success: raises NoPages for an empty document, NoReadableText for one
    without a word.
    """
    failed = _count_failed_pages(records)
    said = hints.load(settings.hints(records.document.document_id))
    if said:
        hints.apply(said, records)
    document = records.document
    path = settings.records(document.document_id)
    atomic.make_folder(path.parent)
    atomic.write_bytes(path, records.model_dump_json().encode("utf-8"))
    return Reading(
        document.document_id,
        document.sha256,
        document.file_name,
        document.ingested_at,
        document.page_count,
        failed,
        len(records.actions),
        next((c.message for c in records.checks if c.check_name == FILE_DAMAGED), None),
        any(c.check_name == PLAN_DOUBTFUL for c in records.checks),
    )


def disk_error(error: OSError) -> PlanothequeError:
    """A failure of the disk, as something an analyst can act on."""
    if atomic.is_full(error):
        return DiskFull()
    return UnreadableFile(error.strerror or str(error))


@lru_cache(maxsize=4)
def _supervisor(settings: Settings) -> Supervisor:
    return Supervisor(settings)


def _count_failed_pages(records: DocumentRecords) -> int:
    """Pages that could not be read, those announced but absent included."""
    announced = max(records.document.page_count, len(records.pages))
    if not records.pages or announced == 0:
        raise NoPages
    if not any(page.words for page in records.pages if page.status == "ok"):
        raise NoReadableText
    return announced - sum(page.status == "ok" and page.kind != "unreadable" for page in records.pages)
