"""Ctrl-C that cannot be lost.

Python ignores an exception raised while a destructor or a weak reference's callback runs; a KeyboardInterrupt that falls
there is gone, and a long command would go on. The handler therefore also leaves a flag, which loops look at.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_asked = threading.Event()


def watch(*others: signal.Signals) -> None:
    """Keep a trace of Ctrl-C, and of ``others``, from now on; only the main thread may, elsewhere nothing changes."""
    _asked.clear()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, *others):
            signal.signal(number, _interrupted)


def sleep(seconds: float) -> None:
    """Wait, unless Ctrl-C was pressed; raises KeyboardInterrupt then."""
    _asked.wait(seconds)
    check()


def check() -> None:
    """Raise KeyboardInterrupt when Ctrl-C was pressed and its exception got lost."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
