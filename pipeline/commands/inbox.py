"""Commands of the drop folder and of what runs by itself: ``watch``, ``retry``, ``reingest``, ``serve``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.commands import DONE, INCOMPLETE, Command, entier
from pipeline.settings import OCR_MODES, Settings


def nombre(text: str) -> float:
    """A number; argparse prints this function's name when it is not one."""
    return float(text.replace(",", "."))


def add(command: Command) -> None:
    """Declare the commands of this file."""
    p = command("watch", _watch, "surveille le dossier de dépôt et lit ce qu'on y met, jusqu'à Ctrl-C")
    _drop_options(p)
    p.add_argument("--once", action="store_true", help="traite ce qui est là, puis s'arrête")
    p.add_argument(
        "--events", action="store_true", help="attend les événements du système (disque local, « watchfiles »)"
    )
    p.add_argument("--interval", metavar="SECONDES", type=nombre, default=2.0, help="temps entre deux relevés (2)")
    p.add_argument(
        "--settle", metavar="SECONDES", type=nombre, default=5.0, help="temps sans changement avant de lire (5)"
    )
    p.add_argument(
        "--patience",
        metavar="SECONDES",
        type=nombre,
        default=600.0,
        help="attente d'une copie inachevée avant refus (600)",
    )
    p = command("retry", _retry, "reprend les fichiers en échec")
    p.add_argument("files", metavar="FICHIER", nargs="*", help="noms dans « echecs » ; tous par défaut")
    _drop_options(p)
    p = command("reingest", _reingest, "relit les documents d'après les originaux gardés")
    which = p.add_mutually_exclusive_group()
    which.add_argument("--changed", dest="which", action="store_const", const="changed", default="changed",
                       help="ceux qu'une nouvelle version lirait autrement (par défaut)")  # fmt: skip
    which.add_argument("--failed", dest="which", action="store_const", const="failed", help="ceux qui ont échoué")
    which.add_argument("--all", dest="which", action="store_const", const="all", help="tous")
    _reading_options(p, ocr=None)
    p = command("serve", _serve, "planifie tout : dépôt relevé, relecture la nuit, suivi dans un navigateur")
    p.add_argument("--port", metavar="N", type=entier, help="port de l'interface (4200, ou un autre s'il est pris)")
    p.add_argument(
        "--interval", metavar="SECONDES", type=nombre, default=60.0, help="temps entre deux relevés du dépôt (60)"
    )
    p.add_argument(
        "--cron", metavar="EXPRESSION", default="0 3 * * *", help="quand relire ce qui a changé (« 0 3 * * * »)"
    )
    p.add_argument("--inbox", metavar="DOSSIER", type=Path, help="dossier de dépôt")
    p.add_argument(
        "--dossiers", action="store_true", help="le nom des sous-dossiers dit le département et le type de plan"
    )
    p.add_argument(
        "--settle", metavar="SECONDES", type=nombre, default=5.0, help="temps sans changement avant de lire (5)"
    )
    p.add_argument(
        "--cases", metavar="FICHIER", type=Path, help="avec --gold, évalue aussi la base (voir « evaluate »)"
    )
    p.add_argument("--gold", metavar="DOSSIER", type=Path, help="dossier des relevés JSON")
    p.add_argument(
        "--dask", metavar="ADRESSE", help="ordonnanceur Dask (tcp://machine:8786) pour lire sur plusieurs machines"
    )
    _reading_options(p)


def _drop_options(p: argparse.ArgumentParser) -> None:
    p.add_argument(
        "--inbox", metavar="DOSSIER", type=Path, help="dossier de dépôt (par défaut raw/inbox du dossier de travail)"
    )
    p.add_argument(
        "--dossiers", action="store_true", help="le nom des sous-dossiers dit le département et le type de plan"
    )
    p.add_argument("--in-place", action="store_true", help="ne déplace rien : un registre dit ce qui est traité")
    _reading_options(p)


def _reading_options(p: argparse.ArgumentParser, *, ocr: str | None = "auto") -> None:
    p.add_argument("--workers", metavar="N", type=entier, help="documents lus en même temps")
    told = "pages numérisées : auto, off, force" + ("" if ocr else " (par défaut, comme la première fois)")
    p.add_argument("--ocr", choices=OCR_MODES, default=ocr, help=told)


def _watch(options: argparse.Namespace) -> int:
    import signal

    from pipeline import interrupt
    from pipeline.inbox.collect import Pace
    from pipeline.inbox.folders import open_inbox
    from pipeline.inbox.watch import once, timed, watch
    from pipeline.ingest_display import report_text

    interrupt.watch(signal.SIGTERM)
    settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
    inbox = open_inbox(settings, options.inbox, in_place=options.in_place)
    pace = Pace(settle=options.settle, interval=max(options.interval, 0.05), patience=options.patience)
    say = timed(lambda text: print(text, end="", file=sys.stderr, flush=True))
    if options.once:
        report, left = once(settings, inbox, pace, say, folders=options.dossiers)
        print(report_text(report, settings))
        return INCOMPLETE if left else report.exit_code
    try:
        watch(settings, inbox, pace, say, folders=options.dossiers, events=options.events)
    except KeyboardInterrupt:
        say("Surveillance arrêtée. Ce qui était en cours sera repris au prochain lancement.")
    return DONE


def _retry(options: argparse.Namespace) -> int:
    from models.errors import HomeLocked, UsageError
    from pipeline import interrupt
    from pipeline.inbox.collect import Pace
    from pipeline.inbox.filing import Register, retry
    from pipeline.inbox.folders import open_inbox
    from pipeline.inbox.watch import once, timed
    from pipeline.ingest_display import report_text
    from pipeline.reingest import merge, reingest

    interrupt.watch()
    settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr)
    inbox = open_inbox(settings, options.inbox, in_place=options.in_place)
    back = Register(inbox.register).retry(options.files) if inbox.in_place else len(retry(inbox, options.files))
    if options.files and not back:
        raise UsageError("aucun fichier en échec ne porte ce nom")
    say = timed(lambda text: print(text, end="", file=sys.stderr, flush=True))
    say(f"Fichiers remis en attente : {back}.")
    try:
        report, left = once(settings, inbox, Pace(settle=0, patience=0), say, folders=options.dossiers)
        if not options.files:  # those that came by « ingest », and are not in the drop folder's « echecs »
            tried = {o.ingestion.sha256 for o in report.outcomes}
            merge(report, reingest(settings, "failed", ocr=options.ocr, but=tried))
    except HomeLocked:
        say("Une autre commande travaille dans ce dossier : la surveillance en cours, ou la prochaine, les reprendra.")
        return DONE if back else INCOMPLETE
    print(report_text(report, settings) if report.outcomes else "Aucun échec à reprendre.")
    return INCOMPLETE if left else report.exit_code


def _reingest(options: argparse.Namespace) -> int:
    from pipeline import interrupt
    from pipeline.inbox.filing import tidy
    from pipeline.ingest_display import display, report_text
    from pipeline.reingest import read_well, reingest

    interrupt.watch()
    settings = Settings.load(options.home, workers=options.workers, ocr=options.ocr or "auto")
    with display(sys.stderr) as progress:
        report = reingest(settings, options.which, ocr=options.ocr, progress=progress)
    done, failed, _ = settings.outcomes
    tidy(failed, done, read_well(report))
    print(report_text(report, settings) if report.outcomes else "Rien à relire : tout est à jour.")
    return report.exit_code


def _serve(options: argparse.Namespace) -> int:
    """Run ``flows.serve`` as a child: this room knows nothing of Prefect."""
    import os
    import signal
    import subprocess

    from pipeline import interrupt

    argv = [sys.executable, "-m", "flows.serve", "--attached", "--home", str(Settings.load(options.home).home)]
    for name in ("port", "interval", "cron", "inbox", "settle", "cases", "gold", "dask", "workers", "ocr"):
        value = getattr(options, name)
        if value is not None:
            argv += [f"--{name}={value}"]
    argv += ["--dossiers"] if options.dossiers else []
    # A session of its own: Ctrl-C reaches it through us only, and nothing of it can outlive us. It reads the pipe's end.
    child = subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True)
    interrupt.watch(signal.SIGTERM)
    try:
        return child.wait()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child.stdin.close()
        try:
            return max(child.wait(60), 0)
        except subprocess.TimeoutExpired:
            child.kill()
            return INCOMPLETE
    finally:
        if os.name == "posix":
            _end_session(child.pid)


def _end_session(leader: int) -> None:
    """Kill what is left of a session that should be over."""
    import os
    import signal
    from contextlib import suppress

    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
