"""Files in, records out: fingerprint, known or not, read in a child, write, journal; publish once."""

from __future__ import annotations

import datetime as dt
import errno
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import DocumentError, NoPages, NoReadableText, PlanothequeError, UnreadableFile
from models.record import DocumentRecords, Ingestion
from pipeline import atomic, journal, store
from pipeline.discover import discover, display_name
from pipeline.fingerprint import Fingerprint, fingerprint
from pipeline.locking import home_lock
from pipeline.settings import Settings, pipeline_version
from pipeline.supervise import Supervisor, pages_done
from pipeline.worker import Job

log = logging.getLogger("planotheque")


@dataclass
class Item:
    """One file on its way; ``job`` only when it has to be read."""

    position: int
    file_name: str
    started_at: dt.datetime
    fingerprint: Fingerprint | None = None
    error: PlanothequeError | None = None
    job: Job | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its journal row, a French message, and how much was found."""

    ingestion: Ingestion
    message: str
    actions: int | None = None

    @property
    def status(self) -> str:
        return self.ingestion.status


@dataclass
class IngestReport:
    outcomes: list[Outcome] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # record files the publisher could not load
    seconds: float = 0.0

    def count(self, status: str) -> int:
        return sum(o.status == status for o in self.outcomes)

    @property
    def exit_code(self) -> int:
        """0 when every file is ``ok`` or ``duplicate`` and all is published, else 3."""
        whole = all(o.status in ("ok", "duplicate") for o in self.outcomes)
        return 0 if whole and not self.left_out else 3


@dataclass(frozen=True)
class Progress:
    """How far a run is: files settled of all, and pages of the documents being read."""

    files_done: int
    files: int
    pages_done: int
    pages_total: int
    outcome: Outcome | None = None  # of the file settled just now


def ingest(
    paths: Iterable[Path],
    settings: Settings,
    *,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Ingest files and folders; a bad file never stops the others.

    Raises UsageError for a missing path and HomeLocked when another command writes in the home.
    ``force`` reads again what is already known.
    """
    begun = journal.utc_now()
    with open_session(settings, force=force) as session:
        files = session.discover(paths)
        report = IngestReport()
        reading: dict[int, Job] = {}

        def tell(outcome: Outcome | None = None) -> None:
            if progress:
                pages = [pages_done(job) for job in reading.values()]
                done, total = (sum(p[0] for p in pages), sum(p[1] for p in pages))
                progress(Progress(len(report.outcomes), len(files), done, total, outcome))

        def job_of(item: Item) -> Job | None:
            if item.job:
                reading[item.position] = item.job
            return item.job

        items = (session.admit(file, position) for position, file in enumerate(files, 1))
        for item, _, future in session.supervisor.run_all(items, job_of, tell):
            outcome = session.settle(item, session.result(item, future))
            reading.pop(item.position, None)
            report.outcomes.append(outcome)
            tell(outcome)
        report.left_out = store.publish(settings).left_out
    report.seconds = (journal.utc_now() - begun).total_seconds()
    return report


@contextmanager
def open_session(settings: Settings, *, force: bool = False) -> Iterator[Session]:
    """The home, locked for this process, leftovers of a killed one swept away."""
    settings.create_folders()
    with home_lock(settings.lock):
        for folder in (settings.originals, settings.structured, settings.documents, settings.ocr_cache):
            atomic.sweep(folder)
        yield Session(settings, force=force)


class Session:
    """The steps of an ingestion, for callers that order them themselves; make it with ``open_session``."""

    def __init__(self, settings: Settings, *, force: bool = False) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings)
        self._force = force
        self._version = pipeline_version()
        self._known = journal.known_documents(journal.rows(settings.ingestions, Ingestion))
        self._met: dict[str, PlanothequeError | None] = {}  # contents of this run, and why they failed

    def discover(self, paths: Iterable[Path]) -> list[Path]:
        """The files to ingest, sorted; what planotheque itself wrote is not among them."""
        return discover(paths, exclude=[self.settings.originals, self.settings.structured])

    def admit(self, path: Path, position: int) -> Item:
        """Take a file in: kept and identified, refused (``error``), or without a job because already known."""
        item = Item(position, display_name(path), journal.utc_now())
        try:
            item.fingerprint = fingerprint(path, self.settings.originals)
        except DocumentError as error:
            item.error = error
            return item
        except OSError as error:
            item.error = _disk_error(error)
            return item
        document_id = item.fingerprint.document_id
        if document_id in self._met or (self._is_done(document_id) and not self._force):
            return item
        self._met[document_id] = None
        item.job = self._job(item, item.fingerprint)
        return item

    def read(self, item: Item) -> DocumentRecords | PlanothequeError | None:
        """Read an item in a child process and wait for it."""
        return self.result(item, self.supervisor.start(item.job) if item.job else None)

    def result(self, item: Item, future: Future | None) -> DocumentRecords | PlanothequeError | None:
        """The records, or why there are none; None when there was nothing to read."""
        if item.job is None or future is None:
            return None
        try:
            return self.supervisor.result(item.job, future)
        except PlanothequeError as error:
            return error
        except Exception as error:  # ours, not the document's: told with its trace, and the others go on
            log.debug("supervision", exc_info=True)
            return PlanothequeError(f"{type(error).__name__} : {error}"[:300])

    def settle(self, item: Item, result: DocumentRecords | PlanothequeError | None) -> Outcome:
        """Write what was found and journal the attempt; call it in the order of the files."""
        if item.error is not None:
            return self._failed(item, item.error)
        if item.job is None:
            return self._seen_before(item)
        if isinstance(result, PlanothequeError):
            return self._failed(item, result)
        try:
            failed_pages = _count_failed_pages(result)
        except DocumentError as error:
            return self._failed(item, error)
        try:
            self._write(result)
        except OSError as error:
            return self._failed(item, _disk_error(error))
        return self._read_well(item, result, failed_pages)

    def _job(self, item: Item, mark: Fingerprint) -> Job:
        s, known = self.settings, self._known.get(mark.document_id)
        again = known is not None and known.pipeline_version == self._version
        return Job(
            original=mark.original.absolute(),
            folder=(s.work / mark.document_id).absolute(),
            document_id=mark.document_id,
            sha256=mark.sha256,
            file_name=known.file_name if again else item.file_name,
            pipeline_version=self._version,
            ingested_at=known.since if again else item.started_at,
            reader=s.reader,
            builder=s.builder,
            ocr=s.ocr,
            max_pages=s.max_pages,
            memory=s.memory,
            ocr_cache=s.ocr_cache.absolute(),
        )

    def _is_done(self, document_id: str) -> bool:
        known = self._known.get(document_id)
        return (
            known is not None
            and known.pipeline_version == self._version
            and self.settings.records(document_id).exists()
        )

    def _write(self, records: DocumentRecords) -> None:
        path = self.settings.records(records.document.document_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(path, records.model_dump_json().encode("utf-8"))

    def _read_well(self, item: Item, records: DocumentRecords, failed_pages: int) -> Outcome:
        document = records.document
        self._known[document.document_id] = journal.Known(
            document.sha256,
            document.file_name,
            self._version,
            document.ingested_at,
            document.page_count,
            failed_pages,
        )
        message = _pages_message(failed_pages, document.page_count)
        if not records.actions:
            message = "; ".join(filter(None, [message, "aucune action trouvée"]))
        row = self._journal(
            item,
            "partial" if failed_pages else "ok",
            error_code="pages_illisibles" if failed_pages else None,
            error_message=_pages_message(failed_pages, document.page_count) or None,
            page_count=document.page_count,
            pages_failed=failed_pages,
        )
        return Outcome(row, message, len(records.actions))

    def _seen_before(self, item: Item) -> Outcome:
        document_id = item.fingerprint.document_id
        error = self._met.get(document_id)
        if error is not None:  # the same content failed earlier in this run
            return self._failed(item, error)
        known = self._known[document_id]
        same = known.file_name == item.file_name
        message = "déjà traité, inchangé" if same else f"doublon de {known.file_name}"
        missing = _pages_message(known.pages_failed, known.page_count)
        row = self._journal(item, "duplicate", page_count=known.page_count, pages_failed=known.pages_failed)
        return Outcome(row, "; ".join(filter(None, [message, missing])))

    def _failed(self, item: Item, error: PlanothequeError) -> Outcome:
        if item.fingerprint:
            self._met[item.fingerprint.document_id] = error
        for note in getattr(error, "__notes__", []):
            log.debug("%s\n%s", item.file_name, note)
        row = self._journal(item, "failed", error_code=error.code, error_message=error.sentence)
        return Outcome(row, error.sentence)

    def _journal(self, item: Item, status: str, **values: object) -> Ingestion:
        mark = item.fingerprint
        row = Ingestion(
            ingestion_id=journal.attempt_id(item.started_at, item.position, item.file_name),
            file_name=item.file_name,
            sha256=mark.sha256 if mark else None,
            document_id=mark.document_id if mark and status != "failed" else None,
            status=status,
            started_at=item.started_at,
            finished_at=journal.utc_now(),
            pipeline_version=self._version,
            **values,
        )
        journal.append(self.settings.ingestions, row)
        return row


def _count_failed_pages(records: DocumentRecords) -> int:
    """Pages that could not be read, those announced but absent included.

    "No exception" is not success: raises NoPages for an empty document, NoReadableText for one
    without a word.
    """
    announced = max(records.document.page_count, len(records.pages))
    if not records.pages or announced == 0:
        raise NoPages
    if not any(page.words for page in records.pages if page.status == "ok"):
        raise NoReadableText
    return announced - sum(page.status == "ok" and page.kind != "unreadable" for page in records.pages)


def _pages_message(failed: int, total: int) -> str:
    if failed == 0:
        return ""
    return (
        f"{failed} page sur {total} n'a pas pu être lue"
        if failed == 1
        else f"{failed} pages sur {total} n'ont pas pu être lues"
    )


def _disk_error(error: OSError) -> PlanothequeError:
    if error.errno == errno.ENOSPC:
        return UnreadableFile("le disque est plein")
    return UnreadableFile(error.strerror or str(error))
