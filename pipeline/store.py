"""The database is derived from record files and journals: what changed is loaded into a copy, put in place at once.

A reader keeps the file it opened, the next one gets the new file, and a killed publisher leaves the old one. When the
copy cannot be trusted (none yet, damaged, made by another version or another hand) everything is loaded anew.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from models.record import Correction, Ingestion, Row
from pipeline import atomic, journal, organisation_rules
from pipeline.locking import telling_a_read_only_home
from pipeline.publishing import loading, organisations, state, steps
from pipeline.publishing.loading import RecordFile
from pipeline.publishing.state import Source, State
from pipeline.publishing.tables import (
    JOURNALS,
    MANY,
    OFFLINE,
    SCHEMA,
    columns_of,
    connect_offline,
    create,
    many,
    tables_of_documents,
)
from pipeline.settings import Settings, usable_cpus

__all__ = ["JOURNALS", "OFFLINE", "SCHEMA", "Published", "columns_of", "connect_offline", "publish", "rebuild"]

MODELS = {"ingestions": Ingestion, "corrections": Correction}
KEYS = {"ingestions": "ingestion_id", "corrections": "correction_id"}
THREADS = 4  # each reserves a buffer as large as two of the largest record file, at least 32 MiB
ALONE = 50  # documents: up to then several threads spend more time waiting for each other than working
WASTE_SHARE, WASTE_BYTES = 0.75, 64 << 20  # of the file that may be free space before it is made anew
MOST_CHANGED = 200  # documents: beyond, and when they are most of them, loading everything costs less
TOUCHED = 2_000_000_000  # ns between the time written inside and that of the file, at most
log = logging.getLogger("planotheque")


@dataclass
class Published:
    """``left_out``: record files that could not be loaded, with why; the others are in."""

    documents: int = 0
    left_out: list[str] = field(default_factory=list)
    changed: int = 0  # documents loaded again or taken out
    rebuilt: bool = False  # everything was loaded


class _Rebuild(Exception):
    """Why what is published cannot be built upon; in French, for the log."""


def publish(settings: Settings) -> Published:
    """Bring the database up to date with the truth on disk, at a cost that follows what changed.

    The caller holds the home's lock. Raises DiskFull or ReadOnlyHome; the published database is then as it was.
    """
    with _workplace(settings) as folder:
        try:
            return _update(settings, folder)
        except _Rebuild as reason:
            log.info("publication complète : %s", reason)
        except (duckdb.Error, OSError) as error:
            if atomic.is_full(error):
                raise
            log.warning("publication complète, la base en place ne peut pas servir : %s", loading.first_line(error))
        return _build(settings, folder)


def rebuild(settings: Settings) -> Published:
    """Make the database anew from record files and journals, whatever is published. The caller holds the lock."""
    with _workplace(settings) as folder:
        return _build(settings, folder)


@contextmanager
def _workplace(settings: Settings) -> Iterator[Path]:
    folder = settings.structured / f"{atomic.TEMPORARY}publish"
    with atomic.telling_a_full_disk(), telling_a_read_only_home(settings.home):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _open(path: Path, *, documents: int) -> Iterator[duckdb.DuckDBPyConnection]:
    threads = min(usable_cpus(), THREADS) if documents > ALONE else 1
    con = connect_offline(path, temp_directory=str(path.parent / "spill"), threads=threads)
    try:
        yield con
    finally:
        with suppress(duckdb.Error):  # a full disk, once more: what went wrong first is what is told
            con.close()


def _update(settings: Settings, folder: Path) -> Published:
    before = _published_state(settings, folder)
    corrections = journal.rows(settings.corrections, Correction)
    now = state.look(settings, corrections, before.sources)
    changed = [i for i in {**before.sources, **now} if i not in now or not now[i].same_as(before.sources.get(i))]
    added = {name: journal.rows_after(settings.structured / f"{name}.jsonl", MODELS[name], before.marks[name])
             for name in JOURNALS}  # fmt: skip
    if added["corrections"] is None:
        raise _Rebuild("le journal des corrections a été réécrit")
    if changed and any(s.clash for s in before.sources.values()):
        raise _Rebuild("deux documents se disputaient un identifiant")
    if len(changed) > MOST_CHANGED and 2 * len(changed) > len(now):
        raise _Rebuild("la plupart des documents ont changé")
    nothing = not changed and all(found and not found[0] for found in added.values())
    if nothing and settings.published == settings.database:
        return Published(before.documents(), before.left_out())
    target = folder / "new.duckdb"
    atomic.copy(settings.published, target)
    with _open(target, documents=len(changed)) as con:
        sources = _change(con, before, now, sorted(changed), corrections, added, folder)
        stamp = _stamp(settings)
        state.write_stamp(con, stamp)
        con.execute("commit")
        con.execute("checkpoint")
        wasted = _wasted(con)
    if wasted:
        raise _Rebuild("la base contient trop de place perdue")
    _put_in_place(target, settings, stamp)
    after = State(sources, {}, 0)
    return Published(after.documents(), after.left_out(), len(changed))


def _published_state(settings: Settings, folder: Path) -> State:
    """Read from a second name of the file: readers in this process may hold it open in their own way."""
    if not settings.published.exists():
        raise _Rebuild("pas encore de base")
    seen = folder / "old.duckdb"
    try:
        os.link(settings.published, seen)
    except OSError:  # no links on this file system
        atomic.copy(settings.published, seen)
    try:
        with duckdb.connect(str(seen), read_only=True, config=OFFLINE) as con:
            found = state.read(con, settings.documents)
            listed = found is None or not organisation_rules.changed(con, settings)
    finally:
        seen.unlink()
    if found is None:
        raise _Rebuild("faite par une autre version")
    if not listed:
        raise _Rebuild("la liste organisations.csv a changé")
    if abs(settings.published.stat().st_mtime_ns - found.stamp_ns) > TOUCHED:
        raise _Rebuild("modifiée à la main, ou copiée")
    return found


def _change(
    con: duckdb.DuckDBPyConnection,
    before: State,
    now: dict[str, Source],
    changed: list[str],
    corrections: list[Correction],
    added: dict[str, tuple[list[Row], journal.Mark] | None],
    folder: Path,
) -> dict[str, Source]:
    """Begin a transaction and make the database that of ``now``; what each document then comes from."""
    refused: dict[str, str] = {}
    try:
        touched = _reload(con, now, changed, corrections, refused, folder)
    except (duckdb.Error, ValueError) as error:
        if atomic.is_full(error):
            raise
        con.execute("rollback")
        refused = loading.refused_alone((now[i].file for i in changed if i in now and now[i].file), folder)
        if not refused:
            raise _Rebuild(loading.first_line(error)) from error
        try:
            touched = _reload(con, now, changed, corrections, refused, folder)
        except ValueError as again:
            raise _Rebuild(loading.first_line(again)) from again
    for name in JOURNALS:
        _load_journal(con, name, added[name], folder)
    for step in steps.STEPS:
        step(con, touched)
    sources = {}
    for i, source in now.items():
        reason = refused.get(i) if i in changed else before.sources[i].refused
        sources[i] = Source(source.file, source.corrections, reason)
    state.write_sources(con, {i: s for i, s in sources.items() if s != before.sources.get(i)},
                        before.sources.keys() - now.keys())  # fmt: skip
    return sources


def _reload(
    con: duckdb.DuckDBPyConnection,
    now: dict[str, Source],
    changed: list[str],
    corrections: list[Correction],
    refused: dict[str, str],
    folder: Path,
) -> list[str]:
    """Take the rows of changed documents out and load them again, and those of documents that this concerns."""
    con.execute("begin")
    if not changed:
        return []
    reach = organisations.Reach(con, corrections)
    waiting, done = changed, set()
    while waiting:
        reach.before(waiting)
        for table in tables_of_documents(columns_of(con)):
            con.execute(f"delete from {table} where document_id in {MANY}", [many(waiting)])
        con.execute(f"delete from publication.organisations where document_id in {MANY}", [many(waiting)])
        files = [now[i].file for i in waiting if i in now and now[i].file and i not in refused]
        for batch in loading.batches(files):
            loading.load(con, batch, folder)
        reach.after(waiting)
        done.update(waiting)
        waiting = sorted(reach.others() - done)
    reach.publish()
    return sorted(done)


def _build(settings: Settings, folder: Path) -> Published:
    target = folder / "new.duckdb"
    for leftover in (target, target.with_name("new.duckdb.wal")):
        leftover.unlink(missing_ok=True)
    corrections = journal.rows(settings.corrections, Correction)
    now = state.look(settings, corrections, {})
    with _open(target, documents=len(now)) as con:
        create(con)
        for wrong in organisation_rules.load(con, settings):
            log.info("%s", wrong)  # told by « planotheque organisations »
        sources = dict(now)
        for batch in loading.batches(s.file for s in now.values() if s.file):
            for document_id, (reason, clash) in _load_or_refuse(con, batch, folder).items():
                sources[document_id] = Source(now[document_id].file, now[document_id].corrections, reason, clash)
        con.execute("begin")
        organisations.publish_all(con)
        for name in JOURNALS:
            path = settings.structured / f"{name}.jsonl"
            _load_journal(con, name, journal.rows_after(path, MODELS[name], journal.Mark()), folder)
        for step in steps.STEPS:
            step(con, list(now))
        state.write_sources(con, sources)
        stamp = _stamp(settings)
        state.write_stamp(con, stamp)
        con.execute("commit")
        con.execute("checkpoint")
    _put_in_place(target, settings, stamp)
    after = State(sources, {}, 0)
    return Published(after.documents(), after.left_out(), len(now), rebuilt=True)


def _load_or_refuse(
    con: duckdb.DuckDBPyConnection, batch: list[RecordFile], folder: Path
) -> dict[str, tuple[str, bool]]:
    """Load a batch in a transaction of its own, else file by file; those refused, why, and whether by a clash."""
    try:
        con.execute("begin")
        loading.load(con, batch, folder)
        con.execute("commit")
        return {}
    except (duckdb.Error, ValueError) as error:
        if atomic.is_full(error):
            raise
        with suppress(duckdb.Error):  # a failed commit has ended the transaction
            con.execute("rollback")
        if len(batch) == 1:
            alone = loading.refused_alone(batch, folder)
            return {batch[0].document_id: (loading.first_line(error), not alone)}
    return {i: reason for file in batch for i, reason in _load_or_refuse(con, [file], folder).items()}


def _load_journal(
    con: duckdb.DuckDBPyConnection, table: str, added: tuple[list[Row], journal.Mark] | None, folder: Path
) -> None:
    """Add rows to a journal's table; None: the journal is not the one that was loaded, its table is made anew."""
    if added is None:
        con.execute(f"delete from {table}")
        added = journal.rows_after(folder.parent / f"{table}.jsonl", MODELS[table], journal.Mark())
    rows, mark = added
    rows = _not_there(con, table, rows)
    if rows:
        path = folder / f"{table}.jsonl"
        path.write_text("".join(row.model_dump_json() + "\n" for row in rows), encoding="utf-8")
        columns = columns_of(con)[table]
        names = ", ".join(columns)
        con.execute(
            f"insert into {table} ({names}) select {names} from read_json(?, format='newline_delimited', columns=?)",
            [str(path), columns],
        )
    state.write_mark(con, table, mark)


def _not_there(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> list[Row]:
    """Rows whose id is new, in order. (DuckDB's "on conflict do nothing" shuffles the rows it inserts.)"""
    key = KEYS[table]
    found = con.execute(f"select {key} from {table} where {key} in {MANY}",
                        [many(getattr(row, key) for row in rows)])  # fmt: skip
    there = {row[0] for row in found.fetchall()}
    new: dict[str, Row] = {}
    for row in rows:
        new.setdefault(getattr(row, key), row)
    return [row for i, row in new.items() if i not in there]


def _stamp(settings: Settings) -> int:
    """The time the file will bear: now, but after that of the one it replaces, even when the clock went back."""
    last = settings.published.stat().st_mtime_ns if settings.published.exists() else 0
    return max(time.time_ns() // 1000, last // 1000 + 1) * 1000


def _wasted(con: duckdb.DuckDBPyConnection) -> bool:
    block, total, free = con.execute(
        "select block_size, total_blocks, free_blocks from pragma_database_size()"
    ).fetchone()
    return free * block > WASTE_BYTES and free > WASTE_SHARE * total


def _put_in_place(new: Path, settings: Settings, stamp_ns: int) -> None:
    """Replace the database; where a reader forbids it (Windows), put a numbered snapshot beside it."""
    os.utime(new, ns=(stamp_ns, stamp_ns))
    with open(new, "rb+") as file:
        os.fsync(file.fileno())
    earlier = sorted(settings.structured.glob("planotheque.*.duckdb"))
    try:
        atomic.replace(new, settings.database)
    except PermissionError:
        last = int(earlier[-1].suffixes[-2].lstrip(".")) if earlier else 0
        atomic.replace(new, settings.structured / f"planotheque.{last + 1:06d}.duckdb")
        return
    for useless in (*earlier, settings.database.with_name(settings.database.name + ".wal")):
        with suppress(OSError):  # gone already, or still read: removed another time
            useless.unlink()
