"""What the database was published from, what is on the disk now, and the difference."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import duckdb

from models.record import Correction
from pipeline import journal
from pipeline.publishing.loading import RecordFile, sha256_of
from pipeline.publishing.steps import STEPS
from pipeline.publishing.tables import MANY, SCHEMA, many
from pipeline.settings import Settings, pipeline_version

ROW = {
    "document_id": "VARCHAR", "size": "BIGINT", "mtime_ns": "BIGINT", "sha256": "VARCHAR", "corrections": "VARCHAR",
    "refused": "VARCHAR", "clash": "BOOLEAN",
}  # fmt: skip
FRESH = 3_000_000_000  # ns: a file this new may change again and keep its time (FAT counts by two seconds)


@dataclass(frozen=True)
class Source:
    """What one document was, or is to be, published from."""

    file: RecordFile | None = None
    corrections: str | None = None
    refused: str | None = None
    clash: bool = False

    def plain(self) -> bool:
        """A record file that was loaded, and nothing else."""
        return not (self.corrections or self.refused or self.clash)

    def same_as(self, other: Source | None) -> bool:
        if other is None or self.corrections != other.corrections:
            return False
        return (self.file and self.file.sha256) == (other.file and other.file.sha256)


@dataclass(frozen=True)
class State:
    sources: dict[str, Source]
    marks: dict[str, journal.Mark]
    stamp_ns: int

    def left_out(self) -> list[str]:
        return [f"{i} : {s.refused}" for i, s in sorted(self.sources.items()) if s.refused]

    def documents(self) -> int:
        return sum(s.file is not None and s.refused is None for s in self.sources.values())


@cache
def published_format() -> str:
    """Changes with the schema and with the code that fills it: what was published before is then made anew."""
    import sys

    package = Path(__file__).parent
    code = {Path(sys.modules[step.__module__].__file__) for step in STEPS}
    code |= {*package.glob("*.py"), package.parent / "corrections.py", SCHEMA}
    digest = hashlib.sha256(pipeline_version().encode())
    for path in sorted(code):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def read(con: duckdb.DuckDBPyConnection, documents: Path) -> State | None:
    """What a database says of itself; None when it is not of our format. Raises duckdb.Error when damaged."""
    known = con.execute("select 1 from duckdb_tables() where schema_name = 'publication' and table_name = 'state'")
    if not known.fetchone():
        return None
    state = con.execute("select format, stamp_ns from publication.state").fetchone()
    if state is None or state[0] != published_format():
        return None
    sources = {}
    for name, size, mtime, sha256, corrections, refused, clash in con.execute(
        "select document_id, size, mtime_ns, sha256, corrections, refused, clash from publication.documents"
    ).fetchall():
        file = RecordFile(name, _record_file(documents, name), size, mtime, sha256) if sha256 else None
        sources[name] = Source(file, corrections, refused, clash)
    rows = con.execute("select name, bytes, tail from publication.journals").fetchall()
    return State(sources, {name: journal.Mark(size, tail) for name, size, tail in rows}, state[1])


def look(settings: Settings, corrections: list[Correction], before: dict[str, Source]) -> dict[str, Source]:
    """Every document with a record file or a correction; a file of the same size and time is not read again."""
    found: dict[str, Source] = {}
    for name, path, seen in _record_files(settings.documents):
        known = before[name].file if name in before else None
        if known and (known.size, known.mtime_ns) == (seen.st_size, seen.st_mtime_ns):
            found[name] = before[name] if before[name].plain() else Source(known)
            continue
        fresh = time.time_ns() - seen.st_mtime_ns < FRESH
        file = RecordFile(name, path, seen.st_size, 0 if fresh else seen.st_mtime_ns, sha256_of(path))
        found[name] = Source(file)
    for name, digest in _digests(corrections).items():
        found[name] = replace(found.get(name, Source()), corrections=digest)
    return dict(sorted(found.items()))


def write_sources(con: duckdb.DuckDBPyConnection, sources: dict[str, Source], gone: Iterable[str] = ()) -> None:
    """Remember what these documents are published from; forget those gone."""
    con.execute(f"delete from publication.documents where document_id in {MANY}", [many([*sources, *gone])])
    rows = [
        {
            "document_id": document_id,
            "size": s.file and s.file.size,
            "mtime_ns": s.file and s.file.mtime_ns,
            "sha256": s.file and s.file.sha256,
            "corrections": s.corrections,
            "refused": s.refused,
            "clash": s.clash,
        }
        for document_id, s in sources.items()
    ]
    con.execute(
        "insert into publication.documents by name select unnest(from_json(?, ?), recursive := true)",
        [json.dumps(rows), json.dumps([ROW])],
    )


def write_stamp(con: duckdb.DuckDBPyConnection, stamp_ns: int) -> None:
    """Remember the format, and the time the file will bear: a base written by another hand will not bear it."""
    con.execute("delete from publication.state")
    con.execute("insert into publication.state values (?, ?)", [published_format(), stamp_ns])


def write_mark(con: duckdb.DuckDBPyConnection, name: str, mark: journal.Mark) -> None:
    """Remember how far a journal was loaded."""
    con.execute("insert or replace into publication.journals values (?, ?, ?)", [name, mark.bytes, mark.tail])


def _record_file(folder: Path, document_id: str) -> str:
    return f"{folder}{os.sep}{document_id}{os.sep}records.json"


def _record_files(folder: Path) -> list[tuple[str, str, os.stat_result]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            path = _record_file(folder, entry.name)
            try:
                found.append((entry.name, path, os.stat(path)))
            except OSError:  # a folder without one, or a file
                continue
    return found


def _digests(corrections: list[Correction]) -> dict[str, str]:
    """Document to a digest of its corrections, in the order made."""
    made: dict[str, hashlib._Hash] = {}
    for c in corrections:
        made.setdefault(c.document_id, hashlib.sha256()).update(c.model_dump_json().encode("utf-8", "surrogatepass"))
    return {document_id: digest.hexdigest()[:16] for document_id, digest in made.items()}
