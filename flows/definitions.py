"""The flows: the same functions as the commands, one task a document. Import after ``environment.prepare``.

A document that cannot be read is a failed task and a line of the run's table, not a failed run. Only what may pass is
tried again: a share that went away, a child the system killed, a home in use.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.states import Completed, Failed, State
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.environment import workers
from flows.tables import as_markdown
from models.errors import HomeLocked, PlanothequeError, ReaderCrashed
from pipeline import store
from pipeline.evaluate import evaluate
from pipeline.evaluate import report_text as evaluation_text
from pipeline.inbox.collect import Pace
from pipeline.inbox.filing import tidy
from pipeline.inbox.folders import open_inbox
from pipeline.inbox.watch import once
from pipeline.ingest import IngestReport
from pipeline.reading import Failure, Reading, may_pass, read_document
from pipeline.reingest import groups, merge, read_well
from pipeline.session import Session, Source, open_session
from pipeline.settings import Settings
from pipeline.worker import Job

BATCH = 500  # documents submitted at a time: bounds memory
PATIENCE = 600.0  # seconds a run waits for a home in use
LOOK_AGAIN = 5.0
PLAIN = {"cache_policy": NO_CACHE, "persist_result": False}  # what is known is told by our own key


def task_runner() -> TaskRunner:
    """Dask when an address is given, else threads, which only wait: each document is read in a process of its own."""
    address = os.environ.get("PLANOTHEQUE_DASK")
    if not address:
        return ThreadPoolTaskRunner(max_workers=workers())
    from prefect_dask import DaskTaskRunner

    return DaskTaskRunner(address=address)


RUNNER = task_runner()


def worth_another_try(_task, _run, state: State) -> bool:
    """Whether what made a task fail may pass; anything unforeseen may not."""
    failure = getattr(state.data, "result", state.data)
    return isinstance(failure, Failure) and may_pass(failure.code, failure.detail)


@task(
    name="lire_document",
    task_run_name="Lire {fichier}",
    retries=2,
    retry_delay_seconds=[5, 30],
    retry_condition_fn=worth_another_try,
    **PLAIN,
)
def lire_document(fichier: str, job: Job, settings: Settings):
    """Read one document where this task runs, and keep its records."""
    result = read_document(settings, job, same_version=True)
    if isinstance(result, Reading):
        return result
    return Failed(message=result.error.sentence, data=result)


@task(name="publier", task_run_name="Publier la base", retries=1, retry_delay_seconds=10, **PLAIN)
def publier(settings: Settings) -> list[str]:
    """Publish what changed; what could not be loaded."""
    return store.publish(settings).left_out


@flow(name="ingerer_document", flow_run_name="Ingérer {chemin}", task_runner=RUNNER, persist_result=False)
def ingerer_document(chemin: str, home: str | None = None, ocr: str = "auto") -> IngestReport:
    """One file, whatever its extension."""
    return _ingest(_settings(home, ocr), [chemin])


@flow(name="ingerer_dossier", task_runner=RUNNER, persist_result=False)
def ingerer_dossier(chemins: list[str], home: str | None = None, ocr: str = "auto") -> IngestReport:
    """Files and folders."""
    return _ingest(_settings(home, ocr), chemins)


@flow(name="relever_depot", persist_result=False)
def relever_depot(
    home: str | None = None, depot: str | None = None, dossiers: bool = False, ocr: str = "auto", attente: float = 5.0
):
    """What is ready in the drop folder, read and filed away; a run that finds nothing leaves no table.

    ``attente``: seconds a file must have stayed unchanged.
    """
    settings, log = _settings(home, ocr), get_run_logger()
    inbox = open_inbox(settings, Path(depot) if depot else None)
    try:
        report, left = once(settings, inbox, Pace(settle=attente), log.info, folders=dossiers)
    except HomeLocked as error:
        return Completed(message=f"Reporté : {error.sentence}")
    if report.outcomes:
        _table("depot", "Dépôt", report)
    return Completed(message=f"Fichiers : {len(report.outcomes)}, copies inachevées : {left}")


@flow(name="relire", task_runner=RUNNER, persist_result=False)
def relire(lesquels: str = "changed", home: str | None = None, ocr: str | None = None) -> IngestReport:
    """Documents read again from their originals: ``changed``, ``failed`` or ``all``."""
    settings = _settings(home, ocr or "auto")
    report = IngestReport()
    with _when_free(settings) as session:
        for mode, sources in groups(session, lesquels, ocr).items():
            part = Session(dataclasses.replace(settings, ocr=mode))
            merge(report, _read(part, sources))
        if report.outcomes:
            report.left_out = publier(settings)
    done, failed, _ = settings.outcomes
    tidy(failed, done, read_well(report))
    _table("relecture", "Relecture", report)
    return report


@flow(name="evaluer", persist_result=False)
def evaluer(cases: str, gold: str, home: str | None = None) -> str:
    """The base against hand-made records; the report is the run's table."""
    told = evaluation_text(evaluate(_settings(home).published, Path(cases), Path(gold)), misses=False)
    get_run_logger().info(told)
    create_markdown_artifact(f"```text\n{told}\n```", key="evaluation", description="Évaluation")
    return told


def _settings(home: str | None, ocr: str = "auto") -> Settings:
    made = Settings.load(home, workers=workers(), ocr=ocr)
    return dataclasses.replace(made, home=made.home.absolute())  # the same place for a worker started elsewhere


@contextmanager
def _when_free(settings: Settings) -> Iterator[Session]:
    """A session, waited for while another command holds the home; raises HomeLocked at the end of its patience."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            session = open_session(settings)
            opened = session.__enter__()
            break
        except HomeLocked as error:
            if time.monotonic() > deadline:
                raise
            get_run_logger().info("Attente : %s", error.sentence)
            time.sleep(LOOK_AGAIN)
    try:
        yield opened
    finally:
        session.__exit__(None, None, None)


def _ingest(settings: Settings, paths: list[str]) -> IngestReport:
    with _when_free(settings) as session:
        report = _read(session, [Source.of(path) for path in session.discover(map(Path, paths))])
        report.left_out = publier(settings)
    _table("ingestion", "Ingestion", report)
    return report


def _read(session: Session, sources: Iterable[Source]) -> IngestReport:
    """Read and journal, in the order given; workers write the records, this process alone writes the journal."""
    begun, report, log = time.monotonic(), IngestReport(), get_run_logger()
    numbered = enumerate(sources, 1)
    while batch := [session.admit(source, position) for position, source in islice(numbered, BATCH)]:
        reading = {
            item.position: lire_document.submit(item.file_name, item.job, session.settings)
            for item in batch
            if item.job is not None
        }
        for item in batch:
            future = reading.get(item.position)
            outcome = session.settle(item, _result(future) if future is not None else None)
            report.outcomes.append(outcome)
            log.info("%s : %s%s", item.file_name, outcome.status, f" : {outcome.message}" if outcome.message else "")
    report.seconds = time.monotonic() - begun
    return report


def _result(future) -> Reading | Failure:
    """What the task gave; anything unforeseen, a worker lost too often for one, is a failure of that document."""
    try:
        result = future.result(raise_on_failure=False)
    except Exception as error:
        result = error
    if isinstance(result, Reading | Failure):
        return result
    if isinstance(result, PlanothequeError):
        return Failure(result.code, result.detail)
    return Failure(ReaderCrashed.code, f"{type(result).__name__} : {result}"[:300])


def _table(key: str, title: str, report: IngestReport) -> None:
    create_markdown_artifact(as_markdown(title, report), key=key, description=title)
