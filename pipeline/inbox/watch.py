"""The drop folder watched for good, or emptied once. No error of a file, of the disk or of the base ends the watch."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from models.errors import HomeLocked, PlanothequeError
from pipeline import interrupt
from pipeline.discover import display_name
from pipeline.inbox.collect import Collector, Pace
from pipeline.inbox.filing import retry_completed
from pipeline.inbox.folders import Inbox
from pipeline.ingest import IngestReport
from pipeline.locking import home_lock
from pipeline.settings import Settings

log = logging.getLogger("planotheque")
LONGEST_PAUSE = 60.0  # seconds between two tries when nothing works


def once(
    settings: Settings,
    inbox: Inbox,
    pace: Pace,
    say: Callable[[str], None],
    *,
    folders: bool = False,
) -> tuple[IngestReport, int]:
    """Deal with what is in the drop folder and stop; the report, and how many unfinished copies were left there.

    Raises HomeLocked when another command writes in the home.
    """
    collector = Collector(settings, inbox, pace, say, folders=folders, trust_dates=True)
    if not inbox.in_place:
        retry_completed(inbox)
    deadline = time.monotonic() + max(pace.patience, pace.retry_after * 2**pace.tries)  # a file may grow for hours
    while collector.look() or (collector.pending and time.monotonic() < deadline):
        interrupt.sleep(min(pace.interval, max(pace.settle, 0.05)))
    left = collector.settling.incomplete()
    for path, error in left.items():
        say(f"{display_name(path, whole=True)} : copie inachevée, laissé en place ({error.message.rstrip('.')})")
    return collector.report, len(left)


def watch(
    settings: Settings,
    inbox: Inbox,
    pace: Pace,
    say: Callable[[str], None],
    *,
    folders: bool = False,
    events: bool = False,
) -> None:
    """Watch until Ctrl-C or SIGTERM, which come out as KeyboardInterrupt. Raises HomeLocked when watched already."""
    with home_lock(settings.watch_lock):
        bell = _Bell(inbox.drop, say) if events else None
        how = "par les événements du système" if bell else f"par relevés toutes les {pace.interval:g} s"
        say(
            f"Surveillance de {display_name(inbox.drop, whole=True)} {how}, relevé complet toutes les {pace.rescan:g} s."
        )
        collector = Collector(settings, inbox, pace, say, folders=folders)
        rescanned, pause, trouble = -pace.rescan, pace.interval, ""
        while True:
            more = False
            try:
                if time.monotonic() - rescanned >= pace.rescan:
                    rescanned = time.monotonic()
                    if not inbox.in_place:
                        retry_completed(inbox)
                more = collector.look()
                if trouble:
                    say("Tout est rentré dans l'ordre.")
                pause, trouble = pace.interval, ""
            except Exception as error:
                log.debug("surveillance", exc_info=True)
                told = _told(error)
                if told != trouble:  # the same trouble is told once
                    say(told)
                trouble = told
                pause = pace.interval if isinstance(error, HomeLocked) else min(max(pause, 1.0) * 2, LONGEST_PAUSE)
            if more:
                interrupt.check()
            elif bell and bell.works and not trouble and not collector.pending:
                bell.wait(max(0.0, pace.rescan - (time.monotonic() - rescanned)))
            else:
                interrupt.sleep(pause)


def timed(write: Callable[[str], object]) -> Callable[[str], None]:
    """A ``say`` that writes lines with the time, each at once."""
    return lambda text: write(f"{dt.datetime.now():%H:%M:%S} {text}\n")


def _told(error: Exception) -> str:
    if isinstance(error, PlanothequeError):
        return error.sentence
    if isinstance(error, OSError):
        return f"Le dossier de dépôt ou le disque ne répond pas ({error.strerror or error}) ; nouvel essai bientôt."
    return f"Erreur inattendue ({type(error).__name__} : {str(error)[:200]}) ; nouvel essai bientôt."


class _Bell:
    """Rings when something moves under a folder; ``works`` False: polling must do. Needs ``watchfiles``."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.works = False
        self._changes: Iterator[set] | None = None
        self._say = say
        try:
            from watchfiles import watch as changes
        except ImportError:
            say("Le module « watchfiles » n'est pas installé : surveillance par relevés.")
            return
        self._changes = changes(folder, rust_timeout=500, yield_on_timeout=True, raise_interrupt=True)
        self.works = True

    def __bool__(self) -> bool:
        return self.works

    def wait(self, seconds: float) -> None:
        """Come back when something moved, or after ``seconds``."""
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                interrupt.check()
                if next(self._changes):
                    return
        except (OSError, RuntimeError, StopIteration) as error:
            interrupt.check()
            self.works = False
            self._say(f"Les événements ne répondent plus ({error}) : surveillance par relevés.")
