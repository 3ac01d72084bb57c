"""What runs in the child process: one document read and turned into records, errors told by code."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import importlib
import multiprocessing
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.errors import DiskFull, DocumentError, MemoryLimit, PlanothequeError
from pipeline import atomic
from pipeline.ocr_cache import DirectoryCache

# What MuPDF, pdfminer and C libraries say when memory runs out, under many exception classes.
NO_MEMORY = re.compile(r"(?i)\b(m|c|re)alloc\b.*fail|bad_alloc|unable to allocate|cannot allocate memory|out of memory")
PROGRESS_EVERY = 0.2  # seconds
OCR_SPACE = 16 << 30  # bytes of addresses an OCR engine may reserve
SPARE = 64 << 20  # bytes of addresses had already that may yet be filled
LEAST = 64 << 20  # bytes left to a document, whatever the process holds already
LARGEST_RESULT = 100 << 20  # bytes of records: ten times what the largest plans give
LARGEST_FILE = 1 << 30  # bytes of any file the child may write


@dataclass(frozen=True)
class Job:
    """One document to read; plain values only, for the trip to another process."""

    original: Path
    folder: Path  # where the child may write
    document_id: str
    sha256: str
    file_name: str
    pipeline_version: str
    ingested_at: dt.datetime
    reader: str
    builder: str
    ocr: str = "auto"
    max_pages: int = 2000
    memory: int = 0
    ocr_cache: Path | None = None

    @property
    def records(self) -> Path:
        return self.folder / "records.json"

    @property
    def progress(self) -> Path:
        return self.folder / "progress"

    @property
    def pid(self) -> Path:
        """Where the child says which process it is."""
        return self.folder / "pid"


@dataclass(frozen=True)
class Outcome:
    """What the child says; ``code`` None: the records are in the job's file."""

    code: str | None = None
    detail: str | None = None
    trace: str | None = None


def read(job: Job) -> Outcome:
    """Read the job's original and write its records beside; every Python error becomes an Outcome."""
    obey_the_supervisor()
    try:
        job.pid.write_text(str(os.getpid()), encoding="ascii")
        reader, builder = resolve(job.reader), resolve(job.builder)
        memory = Memory(job.memory)  # after the imports: their address space is not the document's
        counter = _PageCounter(job.progress)
        cache = DirectoryCache(job.ocr_cache, counter.page_recognised, memory.ready_for_ocr) if job.ocr_cache else None
        extraction = reader(job.original, ocr=job.ocr, max_pages=job.max_pages, on_page=counter.page_read, cache=cache)
        records = builder(
            extraction,
            document_id=job.document_id,
            sha256=job.sha256,
            file_name=job.file_name,
            pipeline_version=job.pipeline_version,
            ingested_at=job.ingested_at,
        )
        content = records.model_dump_json().encode("utf-8")
        if len(content) > LARGEST_RESULT:
            return Outcome(MemoryLimit.code, too_large(len(content)))
        job.records.write_bytes(content)
        return Outcome()
    except DocumentError as error:
        return Outcome(error.code, error.detail)
    except MemoryError:
        return Outcome(MemoryLimit.code)
    except (Exception, SystemExit) as error:
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            return Outcome(MemoryLimit.code, "un fichier de travail démesuré")
        if isinstance(error, OSError) and atomic.is_full(error):
            return Outcome(DiskFull.code)
        if NO_MEMORY.search(str(error)):
            return Outcome(MemoryLimit.code)
        detail = f"{type(error).__name__} : {error}"[:300]
        return Outcome(PlanothequeError.code, detail, traceback.format_exc()[-4000:])


def too_large(size: int) -> str:
    return f"résultat démesuré : {size >> 20} Mio"


def resolve(name: str) -> Callable:
    """The function a ``module:function`` name stands for."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


class _PageCounter:
    """Leaves "done total recognised" in a file; no lock, so a killed child blocks nobody."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = 0.0
        self._recognised = 0

    def page_recognised(self) -> None:
        """One more page went through OCR."""
        self._recognised += 1

    def page_read(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last >= PROGRESS_EVERY or done >= total:
            self._last = now
            self._path.write_text(f"{done} {total} {self._recognised}", encoding="ascii")


def obey_the_supervisor() -> None:
    """Die at once when told to, and when the supervisor dies; fill no disk, not even with what a crash leaves."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a Python handler never runs during a long C call
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(ValueError):  # a lower limit is there already
            resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        os.setpgid(0, 0)  # so that what we start, Tesseract for one, is killed with us
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    import fcntl

    # The supervisor holds the other end of this pipe. PR_SET_PDEATHSIG would not do: our parent is
    # the fork server, which lives as long as we do. SIGIO's default is to end the process.
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if not parent.is_alive():  # it died before the signal was asked for
        os._exit(1)


class Memory:
    """Holds the process to ``limit`` bytes in all, 0 for no limit. macOS ignores it, Windows has none.

    The supervisor watches the memory really held as well: addresses bound it only until an OCR engine is ready.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit if sys.platform == "linux" else 0
        if self._limit:
            import resource

            space, resident = self._held()
            most = space + max(limit - resident - SPARE, LEAST)
            hard = resource.getrlimit(resource.RLIMIT_AS)[1]
            if hard == resource.RLIM_INFINITY:
                hard = most + OCR_SPACE
            resource.setrlimit(resource.RLIMIT_AS, (min(most, hard), min(most + OCR_SPACE, hard)))

    def ready_for_ocr(self) -> None:
        """Room for the engine, page by page; raises MemoryError when the memory really held is above the limit.

        An engine reserves gigabytes of addresses for compiled code and touches a tenth of them, and some hang
        rather than fail without them: from here on it is the resident memory that counts.
        """
        if not self._limit:
            return
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        if self._held()[1] > self._limit:
            raise MemoryError

    @staticmethod
    def _held() -> tuple[int, int]:
        """Bytes of addresses and bytes of memory."""
        space, resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[:2]
        size = os.sysconf("SC_PAGE_SIZE")
        return int(space) * size, int(resident) * size
