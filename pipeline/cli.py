"""The command ``planotheque``. What a command needs is imported when it runs: help and queries stay quick."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress

from models.errors import HomeLocked, PlanothequeError, UsageError
from pipeline.commands import (
    DONE,
    INCOMPLETE,
    INTERRUPTED,
    REFUSED,
    WRONG_USE,
    asking,
    exporting,
    inbox,
    linking,
    reading,
    reviewing,
    upkeep,
)
from pipeline.french_argparse import speak_french
from pipeline.settings import pipeline_version

FAMILIES = (reading, inbox, asking, linking, reviewing, exporting, upkeep)

DESCRIPTION = (
    "Planothèque lit des plans d'action publics (PDF) et en fait une base de données :\n"
    "actions, pilotes, partenaires, coûts, indicateurs, avec la page et l'endroit où ils ont été lus."
)
EPILOG = """codes de sortie :
  0  tout est fait               1  la commande a échoué
  2  commande mal écrite         3  des fichiers n'ont pas été lus en entier, ou dossier occupé
  130  interrompu au clavier

exemples :
  planotheque ingest ~/Plans
  planotheque query "select number, title from actions"
  planotheque explain act-0123456789abcdef
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. A traceback is shown only with ``--verbose``."""
    for stream in (sys.stdout, sys.stderr):  # Windows consoles default to a code page without half of French
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = None
    try:
        options = _parser().parse_args(argv)
        _log_to_stderr(options.verbose)
        return options.run(options)
    except SystemExit as stop:  # argparse: help (0) or wrong use (2)
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except KeyboardInterrupt:
        print("Interrompu. Ce qui était lu est gardé ; relancez la même commande pour finir.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # "… | head" had enough
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except PlanothequeError as error:
        _complain(error.sentence, options)
        return exit_code(error)
    except Exception as error:
        told = f"{type(error).__name__} : {error}"
        if isinstance(error, OSError) and error.strerror:
            told = f"{error.strerror} : {error.filename}" if error.filename else error.strerror
        _complain(PlanothequeError(told).sentence, options)
        return REFUSED


def exit_code(error: PlanothequeError) -> int:
    """What a command returns when ``error`` stopped it."""
    return {UsageError: WRONG_USE, HomeLocked: INCOMPLETE}.get(type(error), REFUSED)


def _complain(sentence: str, options: argparse.Namespace | None) -> None:
    if options is not None and options.verbose:
        traceback.print_exc()
    print(f"planotheque : {sentence}", file=sys.stderr)


def _log_to_stderr(verbose: bool) -> None:
    if verbose:
        import logging

        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
        logging.getLogger("planotheque").setLevel(logging.DEBUG)


def _parser() -> argparse.ArgumentParser:
    speak_french()
    parser = argparse.ArgumentParser(
        prog="planotheque",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common(home=None, verbose=False)],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="affiche la version et s'arrête")
    commands = parser.add_subparsers(title="commandes", metavar="COMMANDE", required=True)

    def command(name: str, run, told: str) -> argparse.ArgumentParser:
        description = told[0].upper() + told[1:] + "."
        # Given before the command, an option must not be erased by its absence after it.
        common = _common(home=argparse.SUPPRESS, verbose=argparse.SUPPRESS)
        made = commands.add_parser(name, help=told, description=description, parents=[common])
        made.set_defaults(run=run)
        return made

    for family in FAMILIES:
        family.add(command)
    return parser


def _common(*, home: str | None, verbose: str | bool) -> argparse.ArgumentParser:
    """The options every command has, before or after its name."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--home", metavar="DOSSIER", default=home, help="dossier de travail (par défaut ./data)")
    common.add_argument("-v", "--verbose", action="store_true", default=verbose, help="montre le détail des erreurs")
    return common


class _Version(argparse.Action):
    def __call__(self, parser, *_) -> None:
        print(f"planotheque {pipeline_version()}")
        parser.exit()
