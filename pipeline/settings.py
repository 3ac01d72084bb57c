"""Where things are and how far a reading may go: one frozen object, made from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import UsageError

FALLBACK_VERSION = "0.1.0"  # a source tree that was never installed
OCR_MODES = ("auto", "off", "force")
OCR_ENGINES = ("auto", "rapid", "tesseract", "none")  # PLANOTHEQUE_OCR_ENGINE, which the reading process obeys
GIB = 1024**3


def pipeline_version() -> str:
    """The version a record is stamped with: the installed package's."""
    from importlib.metadata import PackageNotFoundError, version  # 20 ms that `--help` does not need

    try:
        return version("planotheque")
    except PackageNotFoundError:
        return FALLBACK_VERSION


def usable_cpus() -> int:
    """CPUs this process may use; containers often allow fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not Linux
        return os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """``timeout`` in seconds a document, ``memory`` in bytes a reading process, 0 for no limit.

    Each page read by OCR adds ``page_timeout`` seconds to the document's time: how many there are is not known before.

    ``reader`` and ``builder`` name the functions run in the child process, as ``module:function``.
    """

    home: Path = Path("data")
    timeout: float = 900.0
    page_timeout: float = 20.0
    memory: int = 2 * GIB
    workers: int = 1
    ocr: str = "auto"
    ocr_engine: str = "auto"
    max_pages: int = 2000
    reader: str = "extractors.document:read_document"
    builder: str = "pipeline.normalise:build_records"

    @classmethod
    def load(
        cls,
        home: Path | str | None = None,
        *,
        workers: int | None = None,
        ocr: str = "auto",
        environment: Mapping[str, str] = os.environ,
    ) -> Settings:
        """What was asked, else ``PLANOTHEQUE_*`` variables, else the defaults; raises UsageError."""
        if ocr not in OCR_MODES:
            raise UsageError(f"--ocr vaut {', '.join(OCR_MODES)}")
        if workers is not None and workers < 1:
            raise UsageError("--workers attend un entier d'au moins 1")
        engine = environment.get("PLANOTHEQUE_OCR_ENGINE", "").strip().lower() or "auto"
        if engine not in OCR_ENGINES:
            raise UsageError(f"PLANOTHEQUE_OCR_ENGINE vaut {', '.join(OCR_ENGINES)}")
        return cls(
            home=Path(home or environment.get("PLANOTHEQUE_HOME") or "data"),
            timeout=_number(environment, "PLANOTHEQUE_TIMEOUT", 900.0),
            memory=int(_number(environment, "PLANOTHEQUE_MEMORY", 2 * GIB)),
            workers=workers or min(usable_cpus(), 4),  # 4 x 2 GiB is what an office PC can bear
            ocr=ocr,
            ocr_engine=engine,
        )

    @property
    def inbox(self) -> Path:
        return self.home / "raw" / "inbox"

    @property
    def outcomes(self) -> tuple[Path, Path, Path]:
        """Where files dropped in the inbox go: read, failed, already known."""
        return tuple(self.home / "raw" / name for name in ("traites", "echecs", "doublons"))

    @property
    def in_hand(self) -> Path:
        """Dropped files being read, moved out of the inbox so that each has one owner."""
        return self.home / "raw" / "en-cours"

    @property
    def originals(self) -> Path:
        return self.home / "raw" / "originals"

    @property
    def structured(self) -> Path:
        return self.home / "structured"

    @property
    def documents(self) -> Path:
        return self.structured / "documents"

    @property
    def work(self) -> Path:
        """Half-done work; emptied at the start of every ingestion."""
        return self.structured / ".work"

    @property
    def ocr_cache(self) -> Path:
        """What OCR read, by page image; may be emptied at any time."""
        return self.structured / "ocr"

    @property
    def ingestions(self) -> Path:
        return self.structured / "ingestions.jsonl"

    @property
    def corrections(self) -> Path:
        return self.structured / "corrections.jsonl"

    @property
    def database(self) -> Path:
        return self.structured / "planotheque.duckdb"

    @property
    def published(self) -> Path:
        """The database to read: ``database``, or a later snapshot put beside it when it could not be replaced."""
        snapshots = [p for p in self.structured.glob("planotheque.*.duckdb") if p.is_file()]
        files = [p for p in (self.database, *snapshots) if p.exists()]
        return max(files, key=lambda p: (p.stat().st_mtime_ns, p.name), default=self.database)

    def hints(self, document_id: str) -> Path:
        """What folder names and a text file said about a document when it was dropped."""
        return self.structured / "hints" / f"{document_id}.json"

    @property
    def exports(self) -> Path:
        return self.structured / "exports"

    @property
    def lock(self) -> Path:
        return self.structured / ".lock"

    @property
    def watch_lock(self) -> Path:
        """Held as long as the drop folder is watched, readings or not."""
        return self.structured / ".watch"

    def original(self, sha256: str) -> Path:
        return self.originals / f"{sha256}.pdf"

    def records(self, document_id: str) -> Path:
        return self.documents / document_id / "records.json"

    def create_folders(self) -> None:
        """Make the home's folders; raises ReadOnlyHome, DiskFull, or UsageError for a place that cannot be."""
        from pipeline import atomic, locking  # not needed to ask

        try:
            with atomic.telling_a_full_disk(), locking.telling_a_read_only_home(self.home):
                for folder in (self.inbox, self.originals, self.documents, self.work, self.exports):
                    atomic.make_folder(folder)
        except OSError as error:
            raise UsageError(f"impossible d'écrire dans {self.home} : {error.strerror}") from error


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    raw = environment.get(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = -1
    if not 0 <= value < float("inf"):
        raise UsageError(f"{name} attend un nombre positif, pas « {raw} »")
    return value
