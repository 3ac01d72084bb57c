"""Small record files made without any PDF, for tests and benchmarks of publication; same arguments, same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from models.record import (
    Action,
    Document,
    DocumentRecords,
    Evidence,
    Organisation,
    OrganisationAlias,
    PageRow,
    Pilot,
)
from pipeline import atomic
from pipeline.settings import Settings

READ_ON = dt.datetime(2025, 1, 2, 3, 4, 5)


def document_id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


def small_records(
    number: int, *, actions: int = 2, organisations: Sequence[str] = ("DDT", "ADIL"), variant: int = 0
) -> DocumentRecords:
    """A plan of ``actions`` actions, each led by the next of ``organisations``; ``variant`` is another reading of it."""
    own = document_id(number)
    names = [organisations[n % len(organisations)] for n in range(actions)] if organisations else []
    pilots = [
        Pilot(
            pilot_id=f"pil_{own}_{n}", action_id=f"act_{own}_{n}", document_id=own, organisation_id=f"org_{name}",
            mention=name, is_group=False, position=1, confidence=0.9,
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    return DocumentRecords(
        document=Document(
            document_id=own, sha256=hashlib.sha256(str(number).encode()).hexdigest(), file_name=f"plan {number}.pdf",
            title=f"Plan {number}, lecture {variant}", page_count=actions + 1, text_source="digital",
            pipeline_version="1", ingested_at=READ_ON,
        ),
        actions=[
            Action(
                action_id=f"act_{own}_{n}", document_id=own, position=n + 1, number=str(n + 1),
                title=f"Action {n + 1} du plan {number}, lecture {variant}", objective="Loger dignement. " * 8,
                page_start=n + 2, page_end=n + 2, confidence=0.9,
            )
            for n in range(actions)
        ],
        organisations=[
            # Documents do not all say the same of an organisation: whose word is public shows.
            Organisation(organisation_id=f"org_{name}", name=f"{name} ({number % 3}.{variant})", kind="agency")
            for name in dict.fromkeys(names)
        ],
        organisation_aliases=[
            OrganisationAlias(organisation_id=f"org_{name}", alias=name, document_id=own) for name in dict.fromkeys(names)
        ],
        pilots=pilots,
        evidence=[
            Evidence(
                evidence_id=f"evi_{row.pilot_id}", document_id=own, table_name="pilots", record_id=row.pilot_id, page=2,
                x0=10, y0=20, x1=110, y1=32.5, text=f"Pilote : {row.mention}", method="cell", confidence=0.9,
            )
            for row in pilots
        ],
        pages=[
            PageRow(document_id=own, page=n + 1, kind="digital", width=595, height=842, rotation=0, words=300, status="ok")
            for n in range(actions + 1)
        ],
    )  # fmt: skip


def write(settings: Settings, records: DocumentRecords) -> None:
    """Put a record file in the home as an ingestion would."""
    path = settings.records(records.document.document_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write_bytes(path, records.model_dump_json().encode("utf-8"))
