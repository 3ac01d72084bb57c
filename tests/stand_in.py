"""A reader and a builder that misbehave on demand, for tests of supervision and ingestion.

The "PDFs" are a header, a line ``% mode: NAME``, and a trailer: enough for the fingerprint.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import time
from pathlib import Path

from models.errors import EncryptedPdf
from models.page import Page
from models.record import Action, Document, DocumentRecords, Evidence, Organisation, OrganisationAlias, PageRow, Pilot
from models.segment import Extraction

READER, BUILDER = "stand_in:read_document", "stand_in:build_records"


def fake_pdf(folder: Path, name: str, mode: str = "ok") -> Path:
    """A file the stand-in reader understands; the same name and mode give the same bytes."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"%PDF-1.4\n% mode: {mode}\n% {name}\n%%EOF\n".encode())
    return path


def read_document(path: Path, *, ocr: str = "auto", max_pages: int = 2000, on_page=None, cache=None) -> Extraction:
    mode = path.read_bytes().splitlines()[1].removeprefix(b"% mode: ").decode()
    if mode == "hang":
        time.sleep(3600)
    if mode == "hang_deaf":  # a long C call: no Python signal handler ever runs
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
        time.sleep(3600)
    if mode in ("SIGKILL", "SIGSEGV", "SIGABRT"):
        os.kill(os.getpid(), getattr(signal, mode))
    if mode == "exit":
        os._exit(0)
    if mode == "sys_exit":
        sys.exit(0)
    if mode == "memory_error":
        raise MemoryError
    if mode == "eats_memory":
        hoard = []
        while True:
            hoard.append(bytearray(16 << 20))
    if mode == "malloc":
        raise RuntimeError("code=2: malloc (4096 bytes) failed")
    if mode == "recursion":
        return read_document(path, ocr=ocr, max_pages=max_pages, on_page=on_page)
    if mode == "bug":
        raise TypeError("'NoneType' object is not iterable")
    if mode == "encrypted":
        raise EncryptedPdf("essai")
    if mode == "garbage":
        return "ceci n'est pas une lecture"
    pages = {"no_pages": 0, "slow": 3}.get(mode, 2)
    for number in range(1, pages + 1):
        if mode == "slow":
            time.sleep(0.3)
        if on_page:
            on_page(number, pages)
    return Extraction([Page(n, 595, 842, printed_words=5) for n in range(1, pages + 1)], warnings=[mode])


def build_records(
    extraction: Extraction,
    *,
    document_id: str,
    sha256: str,
    file_name: str,
    pipeline_version: str,
    ingested_at: dt.datetime,
) -> DocumentRecords:
    mode = extraction.warnings[0]
    n = len(extraction.pages)
    failed = {"one_page_failed": 1}.get(mode, 0)
    document = Document(
        document_id=document_id if mode != "other_document" else "0" * 16,
        sha256=sha256,
        file_name=file_name,
        title=f"Plan {file_name}",
        page_count=n + (1 if mode == "page_lost" else 0),
        text_source="digital",
        pipeline_version=pipeline_version,
        ingested_at=ingested_at,
    )
    action = f"act-{document_id}"
    records = DocumentRecords(
        document=document,
        actions=[Action(action_id=action, document_id=document_id, position=1, title="Créer des logements")],
        organisations=[Organisation(organisation_id="org-ddt", name=f"DDT ({file_name})")],
        organisation_aliases=[OrganisationAlias(organisation_id="org-ddt", alias="DDT", document_id=document_id)],
        pilots=[
            Pilot(
                pilot_id=f"pil-{document_id}",
                action_id=action,
                document_id=document_id,
                organisation_id="org-ddt",
                mention="DDT",
                is_group=False,
                position=1,
                confidence=0.9,
            )
        ],
        evidence=[
            Evidence(
                evidence_id=f"ev-{document_id}",
                document_id=document_id,
                table_name="pilots",
                record_id=f"pil-{document_id}",
                page=1,
                x0=10,
                y0=20,
                x1=110,
                y1=32,
                text="Pilote : DDT",
                method="cell",
                confidence=0.9,
            )
        ],
        pages=[
            PageRow(
                document_id=document_id,
                page=p.number,
                kind="unreadable" if p.number <= failed else "digital",
                width=p.width,
                height=p.height,
                rotation=0,
                words=0 if mode == "no_words" or p.number <= failed else 5,
                status="failed" if p.number <= failed else "ok",
            )
            for p in extraction.pages
        ],
    )
    if mode == "twice_the_same_id":  # pydantic accepts it, the primary key does not
        records.actions *= 2
    if mode == "surrogate":
        records.document.title = "bad \udcff title"
    return records
