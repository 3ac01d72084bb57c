"""Documents read in child processes with a time and a memory limit; a bad one harms no other.

One process and one pipe a document (``pebble.concurrent``) rather than a pool of workers on one
shared pipe: a child killed half-way through a message cannot garble its neighbours' messages.
Children come from a fork server, started once, single-threaded, everything slow to load loaded: about
10 ms a document, no thread and no lock of ours copied into the child. Windows starts each afresh.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, InvalidStateError, wait
from multiprocessing.context import BaseContext
from typing import TypeVar
from weakref import WeakKeyDictionary

from pebble import ProcessExpired, concurrent
from pydantic import ValidationError

from models import errors
from models.record import DocumentRecords
from pipeline import interrupt
from pipeline.settings import Settings
from pipeline.worker import LARGEST_RESULT, Job, Outcome, read, too_large

POLL = 0.2  # seconds between two looks at the progress of what is being read
AHEAD = 8  # documents a worker may be ahead of the oldest unfinished one

NAME = "planotheque-lecture"
STARTING = ("pebble.concurrent", "multiprocessing.popen_forkserver", "pipeline.worker", "models.record")
T = TypeVar("T")
_hidden = threading.Lock()
BY_CODE = {c.code: c for c in vars(errors).values() if isinstance(c, type) and "code" in vars(c)}


class Supervisor:
    """Starts reading processes and tells what became of them. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        modules = [name.partition(":")[0] for name in (settings.reader, settings.builder)]
        # Lexicons and registers are loaded once, not by each document.
        modules += [f"{module.rpartition('.')[0]}.warm" for module in modules if "." in module]
        # The time limit is ours, not pebble's: it grows with the pages that need OCR.
        self._start = concurrent.process(name=NAME, context=child_context(modules))(read)
        self._begun: WeakKeyDictionary[Future, float] = WeakKeyDictionary()
        self._stopped: WeakKeyDictionary[Future, errors.DocumentError] = WeakKeyDictionary()

    def start(self, job: Job) -> Future:
        """Begin to read ``job`` in a process of its own."""
        shutil.rmtree(job.folder, ignore_errors=True)
        job.folder.mkdir(parents=True)
        with no_program():
            future = self._start(job)
        for name in ("set_result", "set_exception"):
            setattr(future, name, _bearing_cancellation(getattr(future, name)))
        self._begun[future] = time.monotonic()
        return future

    def result(self, job: Job, future: Future) -> DocumentRecords:
        """Wait for the records; raises the DocumentError of what went wrong, never anything of the child's."""
        try:
            while not future.done():
                wait([future], timeout=POLL)
                self._keep_within_limits(job, future)
            outcome = future.result()
            if not isinstance(outcome, Outcome):
                raise errors.ReaderCrashed("réponse illisible")
            if outcome.code is not None:
                error = BY_CODE[outcome.code](outcome.detail)
                error.add_note(outcome.trace or "")
                raise error
            return _checked(job)
        except (CancelledError, ProcessExpired) as error:
            if future in self._stopped:
                raise self._stopped[future] from error
            if isinstance(error, CancelledError):
                raise
            raise errors.ReaderCrashed(how_it_ended(error.exitcode)) from error
        finally:
            shutil.rmtree(job.folder, ignore_errors=True)

    def run(self, job: Job) -> DocumentRecords:
        """``start`` and ``result`` in one call, for callers that have their own threads."""
        return self.result(job, self.start(job))

    def run_all(
        self, items: Iterable[T], job_of: Callable[[T], Job | None], on_wait: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[T, Job | None, Future | None]]:
        """Read the items that have a job, ``workers`` at a time; finished ones come back in the order given.

        ``items`` is drawn from little by little, so that a million of them cost no memory.
        """
        source, waiting, exhausted = iter(items), deque(), False
        workers = self._settings.workers
        try:
            while True:
                running = [f for _, _, f in waiting if f is not None and not f.done()]
                while not exhausted and len(running) < workers and len(waiting) < AHEAD * workers:
                    item = next(source, None)
                    if item is None:
                        exhausted = True
                        break
                    job = job_of(item)
                    future = self.start(job) if job else None
                    waiting.append((item, job, future))
                    if future is not None:
                        running.append(future)
                if not waiting:
                    return
                if waiting[0][2] is None or waiting[0][2].done():
                    yield waiting.popleft()
                    continue
                wait(running, timeout=POLL, return_when=FIRST_COMPLETED)
                interrupt.check()
                for _, job, future in waiting:
                    if future is not None:
                        self._keep_within_limits(job, future)
                on_wait()
        finally:
            for _, job, future in waiting:  # interrupted: no child outlives us
                if future is not None:
                    _kill(job, future)
            if waiting:
                _wait_for_the_end()

    def _keep_within_limits(self, job: Job, future: Future) -> None:
        """Kill the reading of ``job`` when its memory or its time, pages read by OCR allowed for, is passed."""
        if future.done():
            return
        most = self._settings.memory
        if most and _held(job) > most:
            self._stopped[future] = errors.MemoryLimit(f"{most >> 20} Mio")
            _kill(job, future)
            return
        elapsed = time.monotonic() - self._begun.get(future, time.monotonic())
        if not self._settings.timeout or elapsed <= self._settings.timeout:
            return
        limit = self._settings.timeout + self._settings.page_timeout * _told(job)[2]
        if elapsed > limit:
            self._stopped[future] = errors.ReadingTimeout(f"{limit:g} s")
            _kill(job, future)


def pages_done(job: Job) -> tuple[int, int]:
    """Pages read so far and in all, as the child last told; zeros when it has not."""
    return _told(job)[:2]


def _process(job: Job) -> int | None:
    try:
        return int(job.pid.read_text(encoding="ascii"))
    except (OSError, ValueError):  # not started, or half-written
        return None


def _held(job: Job) -> int:
    """Bytes of memory the child and the programs it started hold; 0 where the system does not tell."""
    pid = _process(job)
    return sum(map(_resident, [pid, *_started_by(pid)])) if pid else 0


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _started_by(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    return found


def _kill(job: Job, future: Future) -> None:
    """End the child and all it started; the future then tells its end."""
    pid = _process(job)
    if pid is None or not hasattr(os, "killpg"):
        future.cancel()
    elif not future.done():
        with contextlib.suppress(ProcessLookupError):  # it has just ended
            os.killpg(pid, signal.SIGKILL)


def _bearing_cancellation(tell: Callable[[object], None]) -> Callable[[object], None]:
    """``tell`` for pebble's thread, which says how a reading ended even when it was cancelled in that instant."""

    def told(value: object) -> None:
        with contextlib.suppress(InvalidStateError):
            tell(value)

    return told


def _told(job: Job) -> tuple[int, int, int]:
    """Pages read, pages in all, pages read by OCR."""
    try:
        done, total, recognised = map(int, job.progress.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return 0, 0, 0
    return done, total, recognised


def _wait_for_the_end() -> None:
    """Let pebble's threads end the children they watch: cut short by our own exit, they print tracebacks."""
    deadline = time.monotonic() + 5
    while any(p.name == NAME for p in multiprocessing.active_children()) and time.monotonic() < deadline:
        time.sleep(0.05)


@contextlib.contextmanager
def no_program() -> Iterator[None]:
    """Processes started in this block are not told which program is running.

    multiprocessing would have each of them import it again: a third of a second for a flow, and everything once more
    for a script that ingests without asking whether it is ``__main__``. Nothing sent to them is defined there.
    """
    main = sys.modules["__main__"]
    with _hidden:
        kept = {name: vars(main).pop(name) for name in ("__spec__", "__file__") if name in vars(main)}
        main.__spec__ = None
        try:
            yield
        finally:
            vars(main).update(kept)


def child_context(preload: list[str]) -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*STARTING, *preload])
    return context


def _checked(job: Job) -> DocumentRecords:
    """The child's file, trusted only once it is valid and about the right document."""
    try:
        size = job.records.stat().st_size
        if size > LARGEST_RESULT:
            raise errors.MemoryLimit(too_large(size))
        records = DocumentRecords.model_validate_json(job.records.read_bytes())
    except (OSError, ValidationError) as error:
        raise errors.ReaderCrashed("résultat illisible") from error
    if records.document.document_id != job.document_id or records.document.sha256 != job.sha256:
        raise errors.ReaderCrashed("résultat d'un autre document")
    return records


def how_it_ended(exitcode: int | None) -> str:
    if exitcode is None:
        return "fin inattendue"
    return f"signal {-exitcode}" if exitcode < 0 else f"code {exitcode}"
