"""What waits, what is being read, what was read, what failed and why, how long ago; it works without a base."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.errors import HomeLocked, PlanothequeError
from models.record import Ingestion
from pipeline import journal, tables
from pipeline.inbox.folders import INFO, NOTE
from pipeline.inbox.scan import missing, scan
from pipeline.locking import home_lock
from pipeline.settings import Settings

LAST = 10
OPENED = 200
FRENCH = {"ok": "lu", "duplicate": "déjà connu", "partial": "lu en partie", "failed": "échec"}


def status(settings: Settings, now: dt.datetime | None = None) -> str:
    """The queue, what is running, counts, the last attempts and the files that still fail, in French."""
    return "\n".join(_lines(settings, now or journal.utc_now()))


def _lines(settings: Settings, now: dt.datetime) -> Iterator[str]:
    attempts = journal.rows(settings.ingestions, Ingestion)
    if not attempts:
        yield f"Rien n'a encore été ingéré dans {settings.home}. Essayez « planotheque ingest DOSSIER »."
        yield from _queue(settings, now)
        return
    known = journal.known_documents(attempts)
    partial = sum(k.pages_failed > 0 for k in known.values())
    failing = still_failing(attempts)
    yield f"Dossier : {settings.home}"
    yield from _queue(settings, now)
    last = max((k.since for k in known.values()), default=None)
    yield (
        f"Documents lus : {len(known)}"
        + (f" (dont {partial} en partie)" if partial else "")
        + (f", le dernier {age(now - last)}" if last else "")
    )
    counts = Counter(a.status for a in attempts)
    yield f"Tentatives : {len(attempts)} (" + ", ".join(f"{FRENCH[s]} {counts[s]}" for s in FRENCH if counts[s]) + ")"
    if settings.published.exists():
        changed = dt.datetime.fromtimestamp(settings.published.stat().st_mtime, dt.UTC).replace(tzinfo=None)
        yield f"Base : {settings.published}, publiée {age(now - changed)}"
    else:
        yield "Base : pas encore publiée"
    yield ""
    yield f"Dernières tentatives ({min(LAST, len(attempts))}) :"
    rows = [(age(now - a.started_at), FRENCH[a.status], a.page_count, a.file_name) for a in reversed(attempts[-LAST:])]
    yield tables.aligned(("quand", "issue", "pages", "fichier"), rows)
    if failing:
        yield ""
        yield f"Fichiers en échec ({len(failing)}) :"
        for a in failing:
            yield f"  {a.file_name} ({age(now - a.started_at)}) : {a.error_message}"


def _queue(settings: Settings, now: dt.datetime) -> Iterator[str]:
    """What waits in the drop folder and what is being read, by whom."""
    yield f"En attente dans le dépôt : {_waiting(settings, now)}"
    watcher, reader = holder(settings.watch_lock), holder(settings.lock)
    yield f"Surveillance : {watcher}" if watcher else "Surveillance : arrêtée (« planotheque watch » la lance)"
    held = [p for p in settings.in_hand.rglob("*") if not p.is_dir() and not p.name.endswith((NOTE, INFO))]
    if reader:
        told = [p.read_text(encoding="ascii").split() for p in settings.work.glob("*/progress")]
        pages = [(int(t[0]), int(t[1])) for t in told if len(t) == 3]
        files = f", {_many(len(held), 'fichier')} en main" if held else ""
        read = f", page {sum(p[0] for p in pages)} sur {sum(p[1] for p in pages)}" if pages else ""
        yield f"En cours : {reader}{files}{read}"
    elif held:
        yield f"Interrompu : {_many(len(held), 'fichier')} en main d'un lancement arrêté, repris au prochain « watch »"


def _waiting(settings: Settings, now: dt.datetime) -> str:
    if not settings.inbox.is_dir():
        return "aucun fichier"
    try:
        files = list(scan(settings.inbox))
        if not files:
            return "aucun fichier"
        # The date the file came to be here, where the system tells it, rather than its own.
        came = min(max(f.mtime_ns / 1e9, (settings.inbox / f.relative).lstat().st_ctime) for f in files)
        few = files if len(files) <= OPENED else []  # the ends of thousands of files on a network take too long
        unfinished = sum(f.regular and missing(settings.inbox / f.relative) is not None for f in few)
    except OSError as error:  # a share that went away, a file that moved
        return f"illisible ({error.strerror})"
    oldest = age(now - dt.datetime.fromtimestamp(came, dt.UTC).replace(tzinfo=None))
    more = (
        f", dont {_many(unfinished, 'copie')} pas encore entière{'s' if unfinished > 1 else ''}" if unfinished else ""
    )
    return f"{_many(len(files), 'fichier')}, le plus ancien {oldest}{more}"


def holder(lock: Path) -> str | None:
    """Who holds a lock, in French; None when nobody does."""
    if not lock.exists():
        return None
    try:
        with home_lock(lock):
            return None
    except HomeLocked as error:
        return error.detail or "un autre processus"
    except PlanothequeError:  # a home that cannot be written to has nobody writing in it
        return None


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'s' if count > 1 else ''}"


def still_failing(attempts: list[Ingestion]) -> list[Ingestion]:
    """The last attempt of each file (its content, else its name) when that attempt failed, in file-name order."""
    last: dict[str, Ingestion] = {}
    read = {a.file_name for a in attempts if a.status != "failed"}
    for a in attempts:
        last[a.sha256 or f"name:{a.file_name}"] = a
    return sorted(
        (
            a
            for key, a in last.items()
            if a.status == "failed" and not (key.startswith("name:") and a.file_name in read)
        ),
        key=lambda a: (a.file_name, a.started_at),
    )


def age(elapsed: dt.timedelta) -> str:
    """ "à l'instant", "il y a 5 min", "il y a 3 h", "il y a 12 j"."""
    seconds = elapsed.total_seconds()
    if seconds < 60:
        return "à l'instant"
    if seconds < 3600:
        return f"il y a {seconds // 60:.0f} min"
    if seconds < 48 * 3600:
        return f"il y a {seconds // 3600:.0f} h"
    return f"il y a {seconds // 86400:.0f} j"
