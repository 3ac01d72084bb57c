"""What was ingested, what failed and why, how long ago; read from the journal, so that it works without a base."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from models.record import Ingestion
from pipeline import journal, tables
from pipeline.settings import Settings

LAST = 10
FRENCH = {"ok": "lu", "duplicate": "déjà connu", "partial": "lu en partie", "failed": "échec"}


def status(settings: Settings, now: dt.datetime | None = None) -> str:
    """Counts, the last attempts and the files that still fail, in French."""
    return "\n".join(_lines(settings, now or journal.utc_now()))


def _lines(settings: Settings, now: dt.datetime) -> Iterator[str]:
    attempts = journal.rows(settings.ingestions, Ingestion)
    if not attempts:
        yield f"Rien n'a encore été ingéré dans {settings.home}. Essayez « planotheque ingest DOSSIER »."
        return
    known = journal.known_documents(attempts)
    partial = sum(k.pages_failed > 0 for k in known.values())
    failing = still_failing(attempts)
    yield f"Dossier : {settings.home}"
    yield f"Documents lus : {len(known)}" + (f" (dont {partial} en partie)" if partial else "")
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
