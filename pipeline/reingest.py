"""Documents read again from their kept originals: ids stay, and publishing lays the analysts' corrections over them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

from pipeline.ingest import IngestReport, Progress, ingest_sources
from pipeline.session import Session, Source, open_session
from pipeline.settings import Settings
from pipeline.status import still_failing
from pipeline.version import ocr_mode

WHICH = ("changed", "failed", "all")


def reingest(
    settings: Settings,
    which: str = "changed",
    *,
    ocr: str | None = None,
    but: Collection[str | None] = (),
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Read again what a new version or new settings would read otherwise, what failed, or everything.

    Each document keeps the OCR mode it was read with, unless ``ocr`` says another. ``but``: contents
    (SHA-256) to leave alone. Raises HomeLocked.
    """
    report = IngestReport()
    with open_session(settings) as session:
        for mode, sources in groups(session, which, ocr).items():
            part = session if mode == settings.ocr else Session(dataclasses.replace(settings, ocr=mode))
            sources = [s for s in sources if s.sha256 not in but]
            if not sources:
                continue
            merge(report, ingest_sources(part, sources, progress=progress))
    return report


def groups(session: Session, which: str, ocr: str | None = None) -> dict[str, list[Source]]:
    """What to read again, by OCR mode, in a fixed order; modes with nothing to read are absent."""
    found: dict[str, dict[str, Source]] = {}
    if which in ("changed", "all"):
        modes: dict[str, Session] = {}
        for document_id, known in sorted(session.known.items()):
            mode = ocr or ocr_mode(known.pipeline_version)
            if mode not in modes:
                modes[mode] = Session(dataclasses.replace(session.settings, ocr=mode))
            if which == "all" or not modes[mode].is_done(document_id):
                found.setdefault(mode, {})[known.sha256] = _source(session, known.sha256, known.file_name)
    if which in ("failed", "all"):
        for row in still_failing(session.attempts):
            if row.sha256 and session.settings.original(row.sha256).exists():
                mode = ocr or ocr_mode(row.pipeline_version)
                found.setdefault(mode, {})[row.sha256] = _source(session, row.sha256, row.file_name)
    return {mode: list(found[mode].values()) for mode in sorted(found)}


def without_original(session: Session) -> list[str]:
    """Names of the files that failed before a copy of them could be kept: only dropping them again can help."""
    return [r.file_name for r in still_failing(session.attempts)
            if not (r.sha256 and session.settings.original(r.sha256).exists())]  # fmt: skip


def merge(whole: IngestReport, part: IngestReport) -> None:
    """Add one report to another."""
    whole.outcomes += part.outcomes
    whole.left_out = part.left_out
    whole.seconds += part.seconds


def read_well(report: IngestReport) -> set[str]:
    """SHA-256 of what this report says is now read."""
    return {o.ingestion.sha256 for o in report.outcomes if o.status != "failed" and o.ingestion.sha256}


def _source(session: Session, sha256: str, file_name: str) -> Source:
    return Source(session.settings.original(sha256), file_name, sha256=sha256, again=True)
