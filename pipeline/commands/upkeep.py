"""Commands about planothèque itself: ``evaluate``, ``doctor``."""

from __future__ import annotations

import argparse
from pathlib import Path

from models.errors import NoDatabase
from pipeline.commands import DONE, REFUSED, Command
from pipeline.settings import Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("evaluate", _evaluate, "compare la base à des relevés faits à la main")
    p.add_argument(
        "--cases", metavar="FICHIER", type=Path, required=True, help="liste JSON des documents et de leurs relevés"
    )
    p.add_argument("--gold", metavar="DOSSIER", type=Path, required=True, help="dossier des relevés JSON")
    p.add_argument("--misses", action="store_true", help="liste aussi ce qui manque et ce qui est en trop")
    command("doctor", _doctor, "vérifie l'installation et dit quoi faire")


def _evaluate(options: argparse.Namespace) -> int:
    from pipeline.evaluate import evaluate, report_text

    database = Settings.load(options.home).published
    if not database.exists():
        raise NoDatabase
    print(report_text(evaluate(database, options.cases, options.gold), misses=options.misses))
    return DONE


def _doctor(options: argparse.Namespace) -> int:
    from pipeline.doctor import examine

    findings = examine(Settings.load(options.home))
    print("\n".join(map(str, findings)))
    return DONE if all(f.good or not f.needed for f in findings) else REFUSED
