"""The command of the review page: ``review``."""

from __future__ import annotations

import argparse

from pipeline.commands import Command, entier
from pipeline.settings import Settings


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("review", _review, "ouvre la page de relecture : voir, vérifier et corriger ce qui a été lu")
    p.add_argument("--port", metavar="N", type=entier, help="port sur 127.0.0.1 (8421, sinon un port libre)")
    p.add_argument("--no-browser", action="store_true", help="affiche l'adresse sans ouvrir le navigateur")
    p.add_argument("--author", metavar="NOM", help="nom gardé avec les corrections (par défaut, celui de la session)")


def _review(options: argparse.Namespace) -> int:
    from pipeline.review.server import serve

    settings = Settings.load(options.home)
    return serve(settings, port=options.port, browser=not options.no_browser, author=options.author)
