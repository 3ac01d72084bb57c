"""``python -m pipeline.demo``: the examples read into a base, and a first look at what is in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from models.errors import PlanothequeError
from pipeline import query, tables
from pipeline.cli import exit_code
from pipeline.french_argparse import speak_french
from pipeline.ingest import ingest
from pipeline.ingest_display import display, report_text
from pipeline.settings import Settings

EXAMPLES = Path(__file__).resolve().parent.parent / "data" / "raw" / "examples"
DOCUMENTS = """select file_name as fichier, plan_type as type, territory as territoire, title as titre,
  (select count(*) from actions a where a.document_id = d.document_id) as actions
from documents d order by file_name"""
TOTALS = {
    "documents": "documents", "orientations": "orientations", "actions": "actions", "pilots": "pilotes",
    "partners": "partenaires", "costs": "coûts", "indicators": "indicateurs", "targets": "objectifs chiffrés",
    "evidence": "preuves (page et cadre)",
}  # fmt: skip
BY_PILOT = """select coalesce(o.name, p.mention) as pilote, count(distinct p.action_id) as actions
from pilots p left join organisations o using (organisation_id)
group by all order by actions desc, pilote limit 10"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the demonstration; 0 when every example was read whole, 3 otherwise."""
    speak_french()
    parser = argparse.ArgumentParser(prog="python -m pipeline.demo", description="Lit les exemples et montre la base.")
    parser.add_argument("--home", metavar="DOSSIER", help="dossier de travail (par défaut ./data)")
    parser.add_argument(
        "examples", metavar="DOSSIER", nargs="?", type=Path, default=EXAMPLES, help="dossier des exemples"
    )
    options = parser.parse_args(argv)
    try:
        settings = Settings.load(options.home)
        with display(sys.stderr) as progress:
            report = ingest([options.examples], settings, progress=progress)
        print(report_text(report, settings))
        print()
        show(settings)
    except PlanothequeError as error:
        print(error.sentence, file=sys.stderr)
        return exit_code(error)
    return report.exit_code


def show(settings: Settings) -> None:
    """Print what the base holds, one question and its answer, and what to try next."""
    print("Les documents")
    query.run(settings.published, DOCUMENTS, sys.stdout)
    print("\nCe que la base contient")
    with query.connect(settings.published) as con:
        counts = [(told, con.execute(f"select count(*) from {table}").fetchone()[0]) for table, told in TOTALS.items()]
        example = con.execute("select pilot_id from pilots order by pilot_id limit 1").fetchone()
    print(tables.aligned(("quoi", "combien"), counts))
    print(f"\nQui pilote le plus d'actions ?\n\n{BY_PILOT}\n")
    query.run(settings.published, BY_PILOT, sys.stdout)
    print(f"\nLa base : {settings.published.absolute()}")
    print("Et maintenant :")
    home = "" if settings.home == Path("data") else f" --home {settings.home}"
    print(f"  planotheque{home} ingest VOTRE_DOSSIER            lire vos propres plans")
    print(f'  planotheque{home} query "select * from actions"   interroger la base')
    if example:
        print(f"  planotheque{home} explain {example[0]}   retrouver la page d'un pilote")


if __name__ == "__main__":
    sys.exit(main())
