"""Commands that ask the database: ``query``, ``search``, ``explain``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.commands import DONE, Command, entier
from pipeline.settings import Settings

BINARY = ("parquet", "xlsx")


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("query", _query, "interroge la base en SQL, en lecture seule")
    p.add_argument(
        "sql", metavar="SQL",
        help="la requête, entre guillemets ; « show tables » dit ce qu'il y a, « describe fr.fiches » les colonnes",
    )  # fmt: skip
    p.add_argument(
        "--format", choices=("table", "csv", "json", *BINARY),
        help="forme du résultat (par défaut table, ou selon le nom du fichier) ; parquet et xlsx demandent --output",
    )  # fmt: skip
    p.add_argument("--output", metavar="FICHIER", type=Path, help="écrit le résultat dans ce fichier")
    p = command("search", _search, "cherche des mots dans les fiches, sans souci d'accents ni de terminaisons")
    p.add_argument("words", metavar="MOT", nargs="+", help="les mots ; les fiches qui en ont le plus viennent d'abord")
    p.add_argument("--format", choices=("table", "csv", "json"), default="table", help="forme du résultat")
    p.add_argument("--document", metavar="NOM", help="identifiant, ou partie du nom, du titre ou du territoire")
    p.add_argument("--limit", metavar="N", type=entier, default=10, help="nombre de fiches montrées (par défaut 10)")
    p = command("explain", _explain, "montre d'où vient un enregistrement : page, cadre, texte, règle")
    p.add_argument("record", metavar="IDENTIFIANT", help="la valeur d'une colonne « …_id » de la base")
    p.add_argument("--image", metavar="FICHIER.png", type=Path, help="enregistre l'image de la page, cadre dessiné")


def _query(options: argparse.Namespace) -> int:
    from models.errors import UsageError
    from pipeline import query

    database = Settings.load(options.home).published
    if options.output:
        count = query.save(
            database, options.sql, options.output, form=options.format, note=lambda told: print(told, file=sys.stderr)
        )
        print(f"{options.output} : {count} ligne{'s' * (count > 1)}")
        return DONE
    if options.format in BINARY:
        raise UsageError(f"--format {options.format} demande --output FICHIER.{options.format}")
    query.run(database, options.sql, sys.stdout, form=options.format or "table")
    sys.stdout.flush()  # a closed pipe shows here, where it is handled
    return DONE


def _search(options: argparse.Namespace) -> int:
    from models.errors import UsageError
    from pipeline import search

    if options.limit < 1:
        raise UsageError("--limit attend un entier d'au moins 1")
    database = Settings.load(options.home).published
    found = search.search(database, " ".join(options.words), document=options.document, limit=options.limit)
    search.write(found, sys.stdout, form=options.format)
    sys.stdout.flush()
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from pipeline import explain

    settings = Settings.load(options.home)
    print(explain.explain(settings.published, options.record))
    if options.image:
        print(f"\nImage : {explain.save_image(settings, options.record, options.image)}")
    return DONE
