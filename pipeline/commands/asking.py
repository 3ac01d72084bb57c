"""Commands that ask the database: ``query``, ``explain``."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands import DONE, Command
from pipeline.settings import Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("query", _query, "interroge la base en SQL, en lecture seule")
    p.add_argument("sql", metavar="SQL", help="la requête, entre guillemets ; « show tables » liste les tables")
    p.add_argument("--format", choices=("table", "csv", "json"), default="table", help="forme du résultat")
    p = command("explain", _explain, "montre d'où vient un enregistrement : page, cadre, texte, règle")
    p.add_argument("record", metavar="IDENTIFIANT", help="la valeur d'une colonne « …_id » de la base")


def _query(options: argparse.Namespace) -> int:
    from pipeline import query

    query.run(Settings.load(options.home).published, options.sql, sys.stdout, form=options.format)
    sys.stdout.flush()  # a closed pipe shows here, where it is handled
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from pipeline.explain import explain

    print(explain(Settings.load(options.home).published, options.record))
    return DONE
