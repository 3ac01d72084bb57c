"""Files in, records out: fingerprint, known or not, read in a child, write, journal; publish once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import journal, store
from pipeline.session import Item, Outcome, Session, Source, open_session
from pipeline.settings import Settings
from pipeline.supervise import pages_done
from pipeline.worker import Job


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
    with open_session(settings, force=force) as session:
        return ingest_sources(session, session.discover(paths), progress=progress)


def ingest_sources(
    session: Session, sources: list[Path] | list[Source], *, progress: Callable[[Progress], None] | None = None
) -> IngestReport:
    """``ingest`` for files already found, in a session the caller opened."""
    begun = journal.utc_now()
    report = IngestReport()
    read_all(session, sources, len(sources), lambda _, outcome: report.outcomes.append(outcome), progress)
    report.left_out = store.publish(session.settings).left_out
    report.seconds = (journal.utc_now() - begun).total_seconds()
    return report


def read_all(
    session: Session,
    sources: Iterable[Path | Source],
    count: int,
    settled: Callable[[Item, Outcome], None],
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Take each file in, read and journal it, ``settled`` being told in the order given; publishes nothing.

    ``sources`` is drawn from little by little; ``count`` is how many it will give.
    """
    reading: dict[int, Job] = {}
    done = 0

    def tell(outcome: Outcome | None = None) -> None:
        if progress:
            pages = [pages_done(job) for job in reading.values()]
            progress(Progress(done, count, sum(p[0] for p in pages), sum(p[1] for p in pages), outcome))

    def job_of(item: Item) -> Job | None:
        if item.job:
            reading[item.position] = item.job
        return item.job

    items = (session.admit(source, position) for position, source in enumerate(sources, 1))
    for item, _, future in session.supervisor.run_all(items, job_of, tell):
        outcome = session.settle(item, session.result(item, future))
        reading.pop(item.position, None)
        done += 1
        settled(item, outcome)
        tell(outcome)
