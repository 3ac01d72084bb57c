"""A reader that only waits: what is left of two workers beside one is the pipeline's own doing, however busy the machine."""

from __future__ import annotations

import time
from pathlib import Path

from models.page import Page
from models.segment import Extraction

SECONDS = 0.3  # about what a plan of twenty pages takes
READER = "benchmarks.peers.waiting:read"


def read(path: Path, *, on_page=None, **_: object) -> Extraction:
    """One page, of which nothing is said but that it was read."""
    time.sleep(SECONDS)
    if on_page:
        on_page(1, 1)
    return Extraction([Page(1, 595, 842, printed_words=5)])
