"""How far an export is: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def display(stream: TextIO) -> Iterator[Callable[[str, int, int], None]]:
    """A callback for ``export``: (what, rows done, rows in all)."""
    if not stream.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task("Préparation", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total or None)
