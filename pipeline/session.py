"""An ingestion step by step: take a file in, read it, write down what became of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import DamagedPdf, DocumentError, PlanothequeError, UnreadableFile
from models.record import Ingestion
from pipeline import atomic, hints, journal
from pipeline.discover import discover, display_name
from pipeline.fingerprint import Fingerprint, fingerprint
from pipeline.hints import Hints
from pipeline.locking import home_lock
from pipeline.reading import Failure, Reading, disk_error, outcome
from pipeline.settings import Settings
from pipeline.supervise import Supervisor
from pipeline.version import extraction_version, satisfies
from pipeline.worker import Job

log = logging.getLogger("planotheque")
DOUBTFUL = "plan sans doute mal lu, voir ses contrôles"


@dataclass(frozen=True)
class Source:
    """A file to take in. ``sha256``: an original that is kept already, then checked rather than copied."""

    path: Path
    file_name: str
    sha256: str | None = None
    hints: Hints = field(default_factory=Hints)
    again: bool = False  # read even if nothing changed
    refusal: DocumentError | None = None  # why it is not even looked at

    @classmethod
    def of(cls, path: Path) -> Source:
        return cls(path, display_name(path))


@dataclass
class Item:
    """One file on its way; ``job`` only when it has to be read."""

    position: int
    source: Source
    started_at: dt.datetime
    fingerprint: Fingerprint | None = None
    error: PlanothequeError | None = None
    job: Job | None = None

    @property
    def file_name(self) -> str:
        return self.source.file_name


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its journal row, a French message, and how much was found."""

    ingestion: Ingestion
    message: str
    actions: int | None = None
    known: journal.Known | None = None  # of a duplicate: the document it repeats

    @property
    def status(self) -> str:
        return self.ingestion.status


@contextmanager
def open_session(settings: Settings, *, force: bool = False) -> Iterator[Session]:
    """The home, locked for this process, leftovers of a killed one swept away."""
    settings.create_folders()
    with home_lock(settings.lock):
        for folder in (settings.originals, settings.structured, settings.documents, settings.ocr_cache):
            atomic.sweep(folder)
        for leftover in settings.work.iterdir():
            shutil.rmtree(leftover, ignore_errors=True)
        yield Session(settings, force=force)


class Session:
    """The steps of an ingestion, for callers that order them themselves; make it with ``open_session``."""

    def __init__(self, settings: Settings, *, force: bool = False) -> None:
        self.settings = settings
        self.supervisor = Supervisor(settings)
        self.version = extraction_version(settings)
        self.attempts = journal.rows(settings.ingestions, Ingestion)  # those before this session
        self.known = journal.known_documents(self.attempts)
        self._force = force
        self._met: dict[str, PlanothequeError | None] = {}  # contents of this run, and why they failed

    def discover(self, paths: Iterable[Path]) -> list[Path]:
        """The files to ingest, sorted; what planotheque itself wrote is not among them."""
        s = self.settings
        return discover(paths, exclude=[s.originals, s.structured, s.in_hand, *s.outcomes])

    def admit(self, source: Path | Source, position: int) -> Item:
        """Take a file in: kept and identified, refused (``error``), or without a job because already known."""
        source = source if isinstance(source, Source) else Source.of(source)
        item = Item(position, source, journal.utc_now())
        try:
            if source.refusal:
                raise source.refusal
            item.fingerprint = self._identify(source)
            told = self._hear(source, item.fingerprint.document_id)
        except DocumentError as error:
            item.error = error
            return item
        except OSError as error:
            item.error = disk_error(error)
            return item
        document_id = item.fingerprint.document_id
        if document_id in self._met:
            return item
        if self.is_done(document_id) and not (self._force or source.again or told):
            return item
        self._met[document_id] = None
        item.job = self._job(item, item.fingerprint)
        return item

    def read(self, item: Item) -> Reading | Failure | None:
        """Read an item in a child process and wait for it."""
        return self.result(item, self.supervisor.start(item.job) if item.job else None)

    def result(self, item: Item, future: Future | None) -> Reading | Failure | None:
        """What was read and is now on the disk, or why nothing is; None when there was nothing to read."""
        if item.job is None or future is None:
            return None
        return outcome(self.settings, self.supervisor, item.job, future)

    def settle(self, item: Item, result: Reading | Failure | None) -> Outcome:
        """Journal the attempt; call it in the order of the files."""
        if item.error is not None:
            return self._failed(item, item.error)
        if item.job is None:
            return self._seen_before(item)
        if not isinstance(result, Reading):
            return self._failed(item, (result or Failure(PlanothequeError.code, "lecture sans résultat")).error)
        return self._read_well(item, result)

    def is_done(self, document_id: str) -> bool:
        """Read by this version with these settings, and its records are there."""
        known = self.known.get(document_id)
        return (
            known is not None
            and satisfies(known.pipeline_version, self.version)
            and self.settings.records(document_id).exists()
        )

    def _identify(self, source: Source) -> Fingerprint:
        if source.sha256 is None:
            return fingerprint(source.path, self.settings.originals)
        if not source.path.exists():
            raise UnreadableFile("l'original gardé a disparu du disque")
        with open(source.path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != source.sha256:
            raise DamagedPdf("l'original gardé a changé sur le disque")
        return Fingerprint(found, source.path.stat().st_size, source.path)

    def _hear(self, source: Source, document_id: str) -> bool:
        """Keep what is said about the document; True when a text file says something new about it."""
        if not source.hints:
            return False
        path = self.settings.hints(document_id)
        before = hints.load(path)
        hints.save(path, source.hints if source.hints.beside or not before else before)
        return bool(source.hints.beside) and source.hints.beside != before.beside

    def _job(self, item: Item, mark: Fingerprint) -> Job:
        s, known = self.settings, self.known.get(mark.document_id)
        again = known is not None and known.pipeline_version == self.version
        return Job(
            original=mark.original.absolute(),
            folder=(s.work / mark.document_id).absolute(),
            document_id=mark.document_id,
            sha256=mark.sha256,
            file_name=known.file_name if again else item.file_name,
            pipeline_version=self.version,
            ingested_at=known.since if again else item.started_at,
            reader=s.reader,
            builder=s.builder,
            ocr=s.ocr,
            max_pages=s.max_pages,
            memory=s.memory,
            ocr_cache=s.ocr_cache.absolute(),
        )

    def _read_well(self, item: Item, reading: Reading) -> Outcome:
        self.known[reading.document_id] = journal.Known(
            reading.sha256,
            reading.file_name,
            self.version,
            reading.ingested_at,
            reading.page_count,
            reading.pages_failed,
        )
        failed = reading.pages_failed
        missing = " ; ".join(filter(None, [_pages_message(failed, reading.page_count), reading.damage]))
        told = ["" if reading.actions else "aucune action trouvée", DOUBTFUL if reading.doubtful else ""]
        message = " ; ".join(filter(None, [missing, *told]))
        row = self._journal(
            item,
            "partial" if missing else "ok",
            error_code="pages_illisibles" if failed else DamagedPdf.code if missing else None,
            error_message=missing or None,
            page_count=reading.page_count,
            pages_failed=failed,
        )
        return Outcome(row, message, reading.actions)

    def _seen_before(self, item: Item) -> Outcome:
        document_id = item.fingerprint.document_id
        error = self._met.get(document_id)
        if error is not None:  # the same content failed earlier in this run
            return self._failed(item, error)
        known = self.known[document_id]
        same = known.file_name == item.file_name
        message = "déjà traité, inchangé" if same else f"doublon de {known.file_name}"
        missing = _pages_message(known.pages_failed, known.page_count)
        row = self._journal(item, "duplicate", page_count=known.page_count, pages_failed=known.pages_failed)
        return Outcome(row, "; ".join(filter(None, [message, missing])), known=known)

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
            sha256=mark.sha256 if mark else item.source.sha256,
            document_id=mark.document_id if mark and status != "failed" else None,
            status=status,
            started_at=item.started_at,
            finished_at=journal.utc_now(),
            pipeline_version=self.version,
            **values,
        )
        journal.append(self.settings.ingestions, row)
        return row


def _pages_message(failed: int, total: int) -> str:
    if failed == 0:
        return ""
    return (
        f"{failed} page sur {total} n'a pas pu être lue"
        if failed == 1
        else f"{failed} pages sur {total} n'ont pas pu être lues"
    )
