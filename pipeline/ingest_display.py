"""What an ingestion shows: a progress bar on a terminal, plain lines elsewhere, a closing table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from pipeline import tables
from pipeline.ingest import IngestReport, Progress
from pipeline.session import Outcome
from pipeline.settings import Settings
from pipeline.status import FRENCH

LONGEST = 400  # characters: a message keeps its advice
MANY = 200  # files above which the closing table keeps to what needs a look


@contextmanager
def display(stream: TextIO) -> Iterator[Callable[[Progress], None]]:
    """A callback for ``ingest`` that shows how far it is on ``stream``."""
    if not stream.isatty():
        yield lambda p: _plain_line(stream, p)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(file=stream)
    columns = (
        TextColumn("Lecture"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("fichiers  {task.fields[pages]}"),
        TimeElapsedColumn(),
        TextColumn("reste"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, pages="")
        pages = 0

        def show(p: Progress) -> None:
            nonlocal pages
            if p.outcome is not None:
                pages += p.outcome.ingestion.page_count or 0
                if p.outcome.status in ("failed", "partial"):
                    bar.console.print(line(p.outcome), markup=False, highlight=False)
            seconds = max(bar.tasks[0].elapsed or 0.0, 0.001)
            read = pages + p.pages_done
            bar.update(
                task, total=p.files, completed=p.files_done, pages=f"{read} pages, {read / seconds:.0f} par seconde"
            )

        yield show


def report_text(report: IngestReport, settings: Settings) -> str:
    """One row a file with its issue, then the totals, in French."""
    if not report.outcomes:
        return "Aucun PDF trouvé."
    shown = report.outcomes
    if len(shown) > MANY:
        shown = [o for o in shown if o.status in ("failed", "partial")]
    lines = []
    if shown:
        rows = [(o.ingestion.file_name, FRENCH[o.status], o.ingestion.page_count, o.actions, o.message) for o in shown]
        lines += [tables.aligned(("fichier", "issue", "pages", "actions", "message"), rows, widest=LONGEST), ""]
    counts = {status: report.count(status) for status in FRENCH}
    total = ", ".join(f"{FRENCH[s]} : {n}" for s, n in counts.items() if n)
    pages = sum(o.ingestion.page_count or 0 for o in report.outcomes if o.status in ("ok", "partial"))
    actions = sum(o.actions or 0 for o in report.outcomes)
    lines.append(f"{_counted(len(report.outcomes), 'fichier')} ({total}) en {report.seconds:.1f} s")
    read = f"{_counted(pages, 'page lue', 'pages lues')}, {_counted(actions, 'action trouvée', 'actions trouvées')}"
    lines.append(f"{read}. Base : {settings.published}")
    lines += [f"Non publié : {what}" for what in report.left_out]
    if counts["duplicate"] == len(report.outcomes):
        lines.append("Rien de nouveau : la base n'a pas changé.")
    return "\n".join(lines)


def _counted(number: int, one: str, several: str = "") -> str:
    """ "0 action trouvée", "1 action trouvée", "2 actions trouvées": French has a plural from two."""
    return f"{number} {one if number < 2 else several or one + 's'}"


def _plain_line(stream: TextIO, p: Progress) -> None:
    if p.outcome is not None:
        stream.write(f"[{p.files_done}/{p.files}] {line(p.outcome)}\n")
        stream.flush()


def line(outcome: Outcome, name: str | None = None) -> str:
    """One file and its issue on one line, under ``name`` when given."""
    row = outcome.ingestion
    pages = f", {row.page_count} page{'s' if row.page_count > 1 else ''}" if row.page_count else ""
    told = f" : {outcome.message}" if outcome.message else ""
    return f"{name or row.file_name} : {FRENCH[outcome.status]}{pages}{told}"
