"""What making records is slow to load, loaded once by the process that starts the others: registers, communes."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc

from extractors.warm import READ
from pipeline.normalise import build_records

with contextlib.suppress(Exception):  # as in extractors.warm: a help, never a condition
    if READ is not None:
        build_records(
            READ, document_id="0" * 16, sha256="0" * 64, file_name="plan.pdf", pipeline_version="0",
            ingested_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        ).model_dump_json()  # fmt: skip
gc.collect()
gc.freeze()
