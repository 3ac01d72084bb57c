"""One short function call in a child process of its own, with a time and a memory limit.

For what a person waits for: a page drawn, the words under a box. A document that hangs, eats memory or crashes costs
that call its answer and nothing else. Children come from the fork server that ``supervise`` uses, the heavy modules
loaded: about 15 ms of computing a call.
"""

from __future__ import annotations

import threading
import traceback
from concurrent.futures import TimeoutError
from contextlib import nullcontext
from typing import Any

from pebble import ProcessExpired, concurrent

from models import errors
from pipeline.supervise import BY_CODE, child_context, how_it_ended, no_program
from pipeline.worker import NO_MEMORY, Memory, Outcome, obey_the_supervisor, resolve

TOGETHER = 2  # calls at the same time: a page asked for must not wait behind twenty
PRELOAD = ("extractors.picture", "pipeline.store")
_places = threading.BoundedSemaphore(TOGETHER)


def call(name: str, *args: object, timeout: float, memory: int, at_once: bool = False, **options: object) -> Any:
    """What the ``module:function`` called ``name`` returns; plain values in and out.

    Raises the PlanothequeError of what went wrong: the function's own, ReadingTimeout, MemoryLimit or ReaderCrashed.
    ``timeout`` in seconds, ``memory`` in bytes, 0 for no limit. ``at_once`` does not wait behind other calls.
    """
    run = concurrent.process(name="planotheque-image", context=child_context([*PRELOAD]), timeout=timeout or None)(_run)
    with nullcontext() if at_once else _places:
        try:
            with no_program():
                future = run(name, args, options, memory)
            outcome, value = future.result()
        except TimeoutError as error:
            raise errors.ReadingTimeout(f"{timeout:g} s") from error
        except ProcessExpired as error:
            raise errors.ReaderCrashed(how_it_ended(error.exitcode)) from error
        except (TypeError, ValueError) as error:
            raise errors.ReaderCrashed("réponse illisible") from error
    if outcome.code is not None:
        error = BY_CODE[outcome.code](outcome.detail)
        error.add_note(outcome.trace or "")
        raise error
    return value


def warm() -> None:
    """Start the fork server, which takes a second, before somebody waits for it."""
    call("pipeline.apart:nothing", timeout=60, memory=0)


def nothing() -> None:
    """What ``warm`` asks for."""


def _run(name: str, args: tuple, options: dict, memory: int) -> tuple[Outcome, Any]:
    """In the child: every Python error becomes an Outcome."""
    obey_the_supervisor()
    try:
        function = resolve(name)
        Memory(memory)
        return Outcome(), function(*args, **options)
    except errors.PlanothequeError as error:
        return Outcome(error.code, error.detail), None
    except MemoryError:
        return Outcome(errors.MemoryLimit.code), None
    except (Exception, SystemExit) as error:
        if NO_MEMORY.search(str(error)):
            return Outcome(errors.MemoryLimit.code), None
        told = f"{type(error).__name__} : {error}"[:300]
        return Outcome(errors.PlanothequeError.code, told, traceback.format_exc()[-4000:]), None
