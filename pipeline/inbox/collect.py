"""One look at the drop folder: what is ready is claimed, read, filed away; the database is published."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import NotARegularFile, ReaderCrashed
from pipeline import store
from pipeline.discover import display_name
from pipeline.hints import Hints, from_folders, read_text
from pipeline.inbox.filing import Register, put_away, put_back
from pipeline.inbox.folders import INFO, NOTE, Inbox, beside, prune
from pipeline.inbox.scan import Dropped, Settling, scan
from pipeline.ingest import IngestReport, read_all
from pipeline.ingest_display import line
from pipeline.reading import may_pass
from pipeline.session import Item, Outcome, Session, Source, open_session
from pipeline.settings import Settings

BATCH = 100  # files between two publications
ROOM = 512 << 20  # free bytes under which nothing is taken: a full disk harms more than waiting
ALONE, TOO_MANY = 2, 6  # interruptions after which a file is read last and alone, then refused
SHUT = "dossier fermé à la lecture"


@dataclass(frozen=True)
class Pace:
    """In seconds, but ``tries``. ``patience``: how long an unfinished copy is waited for before it is refused."""

    settle: float = 5.0
    interval: float = 2.0
    patience: float = 600.0
    rescan: float = 300.0
    retry_after: float = 30.0
    tries: int = 3


@dataclass(frozen=True)
class _Held:
    """A file in hand: where it is now, where it came from, what it looked like."""

    path: Path
    relative: Path
    state: tuple[int, int]
    recovered: bool = False


class Collector:
    """Remembers, from one look to the next, what is settling and what is to be tried again."""

    def __init__(
        self,
        settings: Settings,
        inbox: Inbox,
        pace: Pace,
        say: Callable[[str], None],
        *,
        folders: bool = False,
        trust_dates: bool = False,
    ) -> None:
        self.settings, self.inbox, self.pace, self.say = settings, inbox, pace, say
        self.settling = Settling(pace.settle, pace.patience, trust_dates=trust_dates)
        self.report = IngestReport()
        self._folders = folders
        self._register = Register(inbox.register) if inbox.in_place else None
        self._later: dict[Path, tuple[int, float]] = {}  # tries so far, when to try again
        self._told: set[str] = set()  # lasting troubles already told
        self._held: dict[Path, _Held] = {}
        self._stuck: dict[Path, float] = {}  # in hand, could not be filed away: not before this time
        self._unpublished = self._behind()

    @property
    def pending(self) -> bool:
        """Whether something will become ready by itself: settling, waiting for another try, left by a killed run."""
        return bool(self._later) or self.settling.moving() > 0 or any(self._leftovers())

    def look(self) -> bool:
        """Deal with what is ready, a batch at most; True when more was ready. Raises HomeLocked and OSError."""
        ready = self._ready()
        left = list(self._leftovers())
        if not ready and not left and not self._unpublished:
            return False
        if not self._room():
            return False
        with open_session(self.settings) as session:
            before = len(self.report.outcomes)
            self._deal(session, self._recover([(h, n) for h, n in left if n < ALONE]))  # locked: they are nobody's
            self._deal(session, self._claim(ready[:BATCH]))
            for held, count in left:
                if count >= ALONE:
                    self._deal(session, self._recover([(held, count)]))
            if len(self.report.outcomes) > before or self._unpublished:
                self._publish()
        return len(ready) > BATCH

    # What is ready

    def _ready(self) -> list[Dropped]:
        files = list(scan(self.inbox.drop, lambda folder: self._once(f"{_name(folder)} : {SHUT}")))
        if self._register:
            files = [f for f in files if not self._register.knows(self.inbox.drop / f.relative, f.state)]
        now = time.monotonic()
        there = {f.relative for f in files}
        self._later = {path: later for path, later in self._later.items() if path in there}
        ready = self.settling.ready(self.inbox.drop, files)
        return [f for f in ready if self._later.get(f.relative, (0, 0.0))[1] <= now]

    def _room(self) -> bool:
        if shutil.disk_usage(self.settings.home).free >= ROOM:
            self._told.discard("room")
            return True
        self._once("Le disque est presque plein : les fichiers attendent. Libérez de la place.", key="room")
        return False

    def _leftovers(self) -> Iterator[tuple[_Held, int]]:
        """What a killed run had in hand, with how many times that happened."""
        if self.inbox.in_place or not self.inbox.in_hand.is_dir():
            return
        for run in sorted(self.inbox.in_hand.iterdir()):
            count = int(run.name.partition("-")[0]) if run.name.partition("-")[0].isdigit() else 1
            for root, folders, files in os.walk(run):
                folders.sort()
                links = [f for f in folders if os.path.islink(os.path.join(root, f))]
                for name in sorted([*files, *links]):
                    path = Path(root, name)
                    if name.endswith((INFO, NOTE)) or path in self._held:
                        continue
                    if self._stuck.get(path, 0.0) <= time.monotonic():
                        found = os.lstat(path)
                        yield _Held(path, path.relative_to(run), (found.st_size, found.st_mtime_ns), True), count

    # In hand

    def _claim(self, files: list[Dropped]) -> Iterator[Source]:
        run = self._run_folder(1)
        for file in files:
            path = self.inbox.drop / file.relative
            if os.path.realpath(path.parent) != str(path.parent):  # a link was put in its way since the scan
                continue
            hints = self._hints(path, file.relative)
            if self._register is None:
                try:
                    path = self._take(path, run / file.relative)
                except FileNotFoundError:  # somebody else took it
                    continue
                except OSError as error:
                    self._once(
                        f"{_name(file.relative)} : ne peut pas être pris ({error.strerror}) ; nouvel essai plus tard."
                    )
                    continue
            held = _Held(path, file.relative, file.state)
            self._held[path] = held
            yield Source(
                path, display_name(file.relative), hints=hints, refusal=None if file.regular else NotARegularFile()
            )

    def _recover(self, left: list[tuple[_Held, int]]) -> Iterator[Source]:
        for held, count in left:
            path = held.path
            with suppress(OSError):  # it stays where it is, and is read all the same
                path = self._take(held.path, self._run_folder(count + 1) / held.relative)
            self._held[path] = _Held(path, held.relative, held.state, recovered=True)
            refusal = None
            if count >= TOO_MANY:
                refusal = ReaderCrashed(f"planothèque s'est arrêtée {count} fois pendant sa lecture")
            elif not os.path.isfile(path) or path.is_symlink():
                refusal = NotARegularFile()
            yield Source(path, display_name(held.relative), hints=self._hints(path, held.relative), refusal=refusal)

    def _take(self, path: Path, target: Path) -> Path:
        """Rename: the one whose rename succeeds owns the file. Its text file comes along."""
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(path, target)
        with suppress(OSError):
            os.rename(beside(path, INFO), beside(target, INFO))
        if path.is_relative_to(self.inbox.in_hand):
            prune(path.parent, self.inbox.in_hand)
        return target

    def _run_folder(self, count: int) -> Path:
        return self.inbox.in_hand / f"{count}-{dt.datetime.now():%Y%m%d-%H%M%S-%f}-{os.getpid()}"

    def _hints(self, path: Path, relative: Path) -> Hints:
        info = beside(path, INFO)
        plain = os.path.isfile(info) and not os.path.islink(info)
        said, problems = read_text(info) if plain else ({}, ())
        return Hints(from_folders(relative.parts[:-1]) if self._folders else {}, said, problems)

    # Reading and after

    def _deal(self, session: Session, sources: Iterator[Source]) -> None:
        begun = time.monotonic()
        try:
            read_all(session, sources, 0, self._settled)
        finally:
            for held in list(self._held.values()):  # interrupted: nobody owns them any more
                self._held.pop(held.path)
                if not held.recovered and not self.inbox.in_place:
                    with suppress(OSError):
                        put_back(self.inbox, held.path, held.relative)
                        prune(held.path.parent, self.inbox.in_hand)
            self.report.seconds += time.monotonic() - begun

    def _settled(self, item: Item, outcome: Outcome) -> None:
        held = self._held.pop(item.source.path)
        told = line(outcome, _name(held.relative))
        row = outcome.ingestion
        if may_pass(row.error_code, row.error_message) and not item.source.refusal and self._try_later(held, told):
            return
        self._later.pop(held.relative, None)
        self.report.outcomes.append(outcome)
        if self._register:
            self._register.add(held.path, held.state, outcome.status)
            self.say(told)
            return
        try:
            where = put_away(self.inbox, held.path, held.relative, item, outcome, recovered=held.recovered)
        except OSError as error:  # stays in hand: the next look finds it there
            self._stuck[held.path] = time.monotonic() + self.pace.rescan
            self.say(f"{told} ; ne peut pas être rangé ({error.strerror}), nouvel essai plus tard")
            return
        prune(held.path.parent, self.inbox.in_hand)
        self.say(f"{told} → {_name(where.relative_to(self.inbox.done.parent))}")

    def _try_later(self, held: _Held, told: str) -> bool:
        """Put the file back for another try; False when it had them all."""
        tries = self._later.get(held.relative, (0, 0.0))[0] + (shutil.disk_usage(self.settings.home).free >= ROOM)
        if tries >= self.pace.tries:
            return False
        delay = self.pace.retry_after * 2 ** max(tries - 1, 0)
        relative = held.relative
        if not self.inbox.in_place:
            try:
                relative = put_back(self.inbox, held.path, held.relative).relative_to(self.inbox.drop)
            except OSError:
                return False
            prune(held.path.parent, self.inbox.in_hand)
        self._later.pop(held.relative, None)
        self._later[relative] = (tries, time.monotonic() + delay)
        self.say(f"{told} ; nouvel essai dans {delay:.0f} s")
        return True

    def _publish(self) -> None:
        self._unpublished = True  # until it is done
        left_out = store.publish(self.settings).left_out
        self._unpublished = False
        self.report.left_out = left_out
        for what in left_out:
            self._once(f"Non publié : {what}")

    def _behind(self) -> bool:
        """Whether attempts were journaled after the last publication."""
        journal, base = self.settings.ingestions, self.settings.published
        return journal.exists() and (not base.exists() or journal.stat().st_mtime_ns > base.stat().st_mtime_ns)

    def _once(self, text: str, *, key: str | None = None) -> None:
        if (key or text) not in self._told:
            self._told.add(key or text)
            self.say(text)


def _name(path: Path) -> str:
    return display_name(path, whole=True)
