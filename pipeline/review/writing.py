"""Decisions written to the log at once, then published; when another command holds the home, as soon as it is done."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable

from models.errors import HomeLocked, PlanothequeError
from models.record import Correction
from pipeline import apart, journal, store
from pipeline.locking import home_lock
from pipeline.settings import Settings

AGAIN = 2.0  # seconds between two tries
PATIENCE = 1.5  # seconds a reader waits for the lock before being told "later"
TIMEOUT = 600.0

log = logging.getLogger("planotheque")


def publish(settings: Settings) -> None:
    """In a child process: this one keeps the database open, and DuckDB would not open it otherwise."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with home_lock(settings.lock):
                store.publish(settings)
            return
        except HomeLocked:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


class Writer:
    """The only one to write to the log of corrections; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._writing = threading.Lock()
        self._publishing = threading.Lock()
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._late = threading.Thread(target=self._publish_late, daemon=True, name="planotheque-publication")
        self._late.start()

    @property
    def pending(self) -> bool:
        """Whether decisions wait for their publication."""
        return self._wanted.is_set()

    def write(self, corrections: Iterable[Correction]) -> bool:
        """Keep the decisions and publish them; False when that has to wait. Raises OSError when they cannot be kept."""
        with self._writing:
            self.settings.structured.mkdir(parents=True, exist_ok=True)
            for c in corrections:
                journal.append(self.settings.corrections, c)
        return self.publish()

    def publish(self) -> bool:
        try:
            with self._publishing:
                apart.call("pipeline.review.writing:publish", self.settings, timeout=TIMEOUT, memory=0, at_once=True)
        except PlanothequeError as error:
            if not isinstance(error, HomeLocked):
                log.warning("publication : %s", error.sentence)
            self._wanted.set()
            return False
        self._wanted.clear()
        return True

    def close(self) -> None:
        self._closed.set()
        self._wanted.set()

    def _publish_late(self) -> None:
        while True:
            self._wanted.wait()
            if self._closed.wait(AGAIN):
                return
            if self._wanted.is_set():
                self.publish()
