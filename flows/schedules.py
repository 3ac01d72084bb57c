"""The deployments and their schedules. Import after ``environment.prepare``."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from contextlib import suppress

from prefect import serve
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import ConcurrencyLimitConfig, StateType
from prefect.deployments.runner import EntrypointType, RunnerDeployment
from prefect.states import Crashed

from flows.definitions import evaluer, ingerer_dossier, relever_depot, relire
from models.errors import UsageError
from pipeline.settings import Settings

ONE = ConcurrencyLimitConfig(limit=1, collision_strategy="CANCEL_NEW")  # a look that comes too soon is not kept
ZONE = "Europe/Paris"
LOST = "Le processus qui l'exécutait n'existe plus."


def deployments(settings: Settings, options: argparse.Namespace) -> list[RunnerDeployment]:
    """The drop folder at an interval, re-ingestion by cron, evaluation after it when there is something to compare with."""
    from prefect.schedules import Cron, Interval

    home = str(settings.home)
    common = {"concurrency_limit": ONE, "entrypoint_type": EntrypointType.MODULE_PATH}
    inbox = {
        "home": home,
        "depot": str(options.inbox.absolute()) if options.inbox else None,
        "dossiers": options.dossiers,
        "ocr": settings.ocr,
        "attente": options.settle,
    }
    try:
        nightly = Cron(options.cron, timezone=ZONE)
        often = Interval(dt.timedelta(seconds=options.interval), timezone=ZONE)
    except ValueError as error:
        raise UsageError(f"planification incorrecte : {options.cron}, {options.interval:g} s") from error
    made = [
        relever_depot.to_deployment("depot", schedule=often, parameters=inbox, **common),
        relire.to_deployment("relecture", schedule=nightly, parameters={"home": home}, **common),
        ingerer_dossier.to_deployment("a-la-demande", parameters={"home": home, "chemins": []}, **common),
    ]
    if options.cases and options.gold:
        told = {"home": home, "cases": str(options.cases.absolute()), "gold": str(options.gold.absolute())}
        made.append(evaluer.to_deployment("evaluation", schedule=nightly, parameters=told, **common))
    return made


def serve_for_good(settings: Settings, options: argparse.Namespace, *, say: Callable[[str], None]) -> None:
    """Run what is due until Ctrl-C; runs under way are then ended."""
    made = deployments(settings, options)
    say(f"Dépôt relevé toutes les {options.interval:g} s ; relecture de ce qui a changé : {options.cron} ({ZONE}).")
    say("Ctrl-C arrête tout.")
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # a run cut short makes Prefect's loop print tracebacks
    serve(*made, print_starting_message=False)


def end_lost_runs() -> None:
    """Runs of a killed ``serve`` are "running" for ever in Prefect's eyes: told as crashed, so that none blocks the next."""
    asyncio.run(_end_lost_runs())


async def _end_lost_runs() -> None:
    going = FlowRunFilter(
        state=FlowRunFilterState(
            type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
        )
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=going, limit=200):
            if run.deployment_id:  # a flow started by hand, elsewhere, is not ours to end
                with suppress(Exception):
                    await client.set_flow_run_state(run.id, Crashed(message=LOST), force=True)
