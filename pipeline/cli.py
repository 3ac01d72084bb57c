"""The command ``planotheque``. What a command needs is imported when it runs: help and queries stay quick."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import HomeLocked, NoDatabase, PlanothequeError, UsageError
from pipeline.french_argparse import speak_french
from pipeline.settings import OCR_MODES, Settings, pipeline_version

DONE, REFUSED, WRONG_USE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130

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

    p = command("ingest", _ingest, "lit des PDF ou des dossiers de PDF et met la base à jour")
    p.add_argument(
        "paths", metavar="CHEMIN", nargs="+", type=Path, help="fichier PDF ou dossier (lu avec ses sous-dossiers)"
    )
    p.add_argument(
        "--workers", metavar="N", type=entier, help="documents lus en même temps (par défaut, selon la machine)"
    )
    p.add_argument(
        "--ocr", choices=OCR_MODES, default="auto", help="pages numérisées : auto, off (jamais), force (toujours)"
    )
    p.add_argument("--force", action="store_true", help="relit aussi les documents déjà traités")
    p = command("query", _query, "interroge la base en SQL, en lecture seule")
    p.add_argument("sql", metavar="SQL", help="la requête, entre guillemets ; « show tables » liste les tables")
    p.add_argument("--format", choices=("table", "csv", "json"), default="table", help="forme du résultat")
    command("status", _status, "montre ce qui a été lu, ce qui a échoué et pourquoi")
    p = command("explain", _explain, "montre d'où vient un enregistrement : page, cadre, texte, règle")
    p.add_argument("record", metavar="IDENTIFIANT", help="la valeur d'une colonne « …_id » de la base")
    p = command("evaluate", _evaluate, "compare la base à des relevés faits à la main")
    p.add_argument(
        "--cases", metavar="FICHIER", type=Path, required=True, help="liste JSON des documents et de leurs relevés"
    )
    p.add_argument("--gold", metavar="DOSSIER", type=Path, required=True, help="dossier des relevés JSON")
    p.add_argument("--misses", action="store_true", help="liste aussi ce qui manque et ce qui est en trop")
    command("doctor", _doctor, "vérifie l'installation et dit quoi faire")
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


def entier(text: str) -> int:
    """An integer; argparse prints this function's name when it is not one."""
    return int(text)


def _ingest(options: argparse.Namespace) -> int:
    from pipeline import interrupt
    from pipeline.ingest import ingest
    from pipeline.ingest_display import display, report_text

    interrupt.watch()
    settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
    with display(sys.stderr) as progress:
        report = ingest(options.paths, settings, force=options.force, progress=progress)
    print(report_text(report, settings))
    return report.exit_code


def _query(options: argparse.Namespace) -> int:
    from pipeline import query

    query.run(Settings.load(options.home).published, options.sql, sys.stdout, form=options.format)
    sys.stdout.flush()  # a closed pipe shows here, where it is handled
    return DONE


def _status(options: argparse.Namespace) -> int:
    from pipeline.status import status

    print(status(Settings.load(options.home)))
    return DONE


def _explain(options: argparse.Namespace) -> int:
    from pipeline.explain import explain

    print(explain(Settings.load(options.home).published, options.record))
    return DONE


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
