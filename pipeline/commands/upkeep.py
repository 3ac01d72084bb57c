"""Commands about planothèque itself: ``evaluate``, ``rebuild``, ``doctor``."""

from __future__ import annotations

import argparse
from pathlib import Path

from models.errors import NoDatabase, UsageError
from pipeline.commands import DONE, INCOMPLETE, REFUSED, Command
from pipeline.settings import Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("evaluate", _evaluate, "compare la base à des relevés faits à la main")
    p.add_argument(
        "--cases", metavar="FICHIER", type=Path, nargs="+", required=True,
        help="liste JSON des documents et de leurs relevés (plusieurs : autant de dossiers après --gold)",
    )  # fmt: skip
    p.add_argument("--gold", metavar="DOSSIER", type=Path, nargs="+", required=True, help="dossier des relevés JSON")
    p.add_argument(
        "--report",
        metavar="FICHIER",
        type=Path,
        help="écrit aussi le rapport en Markdown (champs, mises en page, confiance)",
    )
    p.add_argument(
        "--misses",
        action="store_true",
        help="liste aussi ce qui manque, ce qui est en trop et, dans le rapport, chaque document",
    )
    command("rebuild", _rebuild, "reconstruit la base à partir des relevés, sans relire les PDF")
    command("doctor", _doctor, "vérifie l'installation et dit quoi faire")


def _evaluate(options: argparse.Namespace) -> int:
    from pipeline.evaluate import evaluate, report_text

    database = Settings.load(options.home).published
    if not database.exists():
        raise NoDatabase
    evaluation = evaluate(database, options.cases, options.gold)
    print(report_text(evaluation, misses=options.misses))
    if options.report:
        from pipeline.evaluation_report import write_report

        write_report(evaluation, options.report, documents=options.misses)
        print(f"Rapport écrit : {options.report}")
    return DONE


def _rebuild(options: argparse.Namespace) -> int:
    from pipeline import store
    from pipeline.locking import home_lock

    settings = Settings.load(options.home)
    if not settings.documents.is_dir():
        raise UsageError(f"aucun relevé dans {settings.home} : vérifiez --home")
    with home_lock(settings.lock):
        done = store.rebuild(settings)
    print(f"Base reconstruite à partir de {done.documents} relevé{'s' * (done.documents > 1)} : {settings.published}")
    for told in done.left_out:
        print(f"  laissé de côté : {told}")
    return INCOMPLETE if done.left_out else DONE


def _doctor(options: argparse.Namespace) -> int:
    from pipeline.doctor import examine

    findings = examine(Settings.load(options.home))
    print("\n".join(map(str, findings)))
    return DONE if all(f.good or not f.needed for f in findings) else REFUSED
