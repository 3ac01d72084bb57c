"""Commands about what is linked: ``organisations``, ``diff``."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands import DONE, REFUSED, Command
from pipeline.settings import Settings

FORMATS = ("table", "csv", "json")


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("organisations", _organisations, "liste les organisations que le rapprochement laisse à trancher")
    p.add_argument(
        "--douteuses", action="store_true", help="seulement les noms qui peuvent désigner deux organisations"
    )
    p.add_argument("--inconnues", action="store_true", help="seulement les noms d'aucune liste")
    p.add_argument("--format", choices=FORMATS, default="table", help="forme du résultat")
    p.add_argument(
        "--appliquer",
        action="store_true",
        help="remet la base à jour avec votre liste organisations.csv, sans rien relire",
    )
    p = command("diff", _diff, "compare deux éditions d'un plan : fiches ajoutées, retirées, modifiées")
    p.add_argument("before", metavar="DOCUMENT", help="identifiant, nom de fichier, ou partie du nom ou du titre")
    p.add_argument(
        "after",
        metavar="DOCUMENT",
        nargs="?",
        help="l'édition récente ; sans elle, DOCUMENT est comparé à celle qu'il remplace",
    )
    p.add_argument("--format", choices=FORMATS, default="table", help="forme du résultat")


def _organisations(options: argparse.Namespace) -> int:
    from pipeline import organisation_rules, organisations

    settings = Settings.load(options.home)
    _, wrong = organisation_rules.read_rules(organisation_rules.path_of(settings))
    if options.appliquer:
        _publish(settings)
    for problem in wrong:
        print(f"planotheque : {problem}", file=sys.stderr)
    both = options.douteuses == options.inconnues
    left = organisations.left_to_decide(
        settings.published, doubtful=both or options.douteuses, unknown=both or options.inconnues
    )
    _write(organisations.COLUMNS, left.rows, options.format)
    if options.format == "table":
        print(left.summary())
    sys.stdout.flush()
    return REFUSED if wrong else DONE


def _publish(settings: Settings) -> None:
    from pipeline.locking import home_lock
    from pipeline.store import publish

    with home_lock(settings.lock):
        publish(settings)


def _diff(options: argparse.Namespace) -> int:
    from pipeline import diff

    before, after, found = diff.diff(Settings.load(options.home).published, options.before, options.after)
    _write(diff.COLUMNS, found.rows, options.format)
    if options.format == "table":
        print(f"De « {before} » à « {after} » : {found.summary()}.")
    sys.stdout.flush()
    return DONE


def _write(columns: tuple[str, ...], rows: list[tuple], form: str) -> None:
    from pipeline import tables

    if form == "csv":
        tables.write_csv(sys.stdout, columns, rows)
    elif form == "json":
        tables.write_json(sys.stdout, columns, rows)
    elif rows:
        print(tables.aligned(columns, rows))
