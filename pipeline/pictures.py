"""Pictures of pages, drawn in a supervised child and kept on disk, and the words under a box of one."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from models.errors import UnknownRecord
from pipeline import apart, atomic
from pipeline.ocr_cache import DirectoryCache
from pipeline.settings import GIB, Settings
from pipeline.worker import Memory

DRAWING = "extractors.picture:render_page"
READING = "pipeline.pictures:read_words"
TIMEOUT = 20.0  # seconds for a page
OCR_TIMEOUT = 60.0  # when the words of a scan are no longer in the cache
MEMORY = GIB
FORMAT = "2"  # raise it when the same page would be drawn otherwise
SPACE = 300 << 20  # bytes kept on disk
SWEEP_EVERY = 50  # pictures drawn between two looks at the space they take
DOCUMENT = re.compile(r"[0-9a-f]{16}")

_drawn = 0
_sweeping = threading.Lock()


def page_image(
    settings: Settings,
    document_id: str,
    page: int,
    boxes: Iterable[Sequence] = (),
    dpi: int = 110,
    clip: Sequence[float] | None = None,
) -> bytes:
    """The page as PNG, ``boxes`` outlined on it; (x0, y0, x1, y1[, "#rrggbb"]), in points from the top left.

    ``clip`` is the part to show. Raises UnknownRecord for a document that is not here, UsageError for a page it has
    not, else the DocumentError that tells why it cannot be drawn.
    """
    path = original(settings, document_id)
    plain = [[*(round(float(v), 2) for v in box[:4]), *box[4:]] for box in boxes]
    part = None if clip is None else [round(float(v), 2) for v in clip]
    kept = _kept(settings, path, [page, plain, dpi, part])
    with suppress(OSError):
        content = kept.read_bytes()
        kept.touch()  # the most recently seen is swept last
        return content
    content = apart.call(
        DRAWING, path.absolute(), page, boxes=plain, dpi=dpi, clip=part, max_pages=settings.max_pages, timeout=TIMEOUT, memory=MEMORY,
    )  # fmt: skip
    _keep(kept, content)
    return content


def text_in_box(settings: Settings, document_id: str, page: int, box: Sequence[float]) -> str:
    """The words under ``box``, a printed line a line; raises like ``page_image``."""
    path = original(settings, document_id)
    return apart.call(
        READING, path.absolute(), page, tuple(map(float, box)), settings.ocr_cache.absolute(), settings.memory,
        ocr=settings.ocr, max_pages=settings.max_pages, timeout=OCR_TIMEOUT, memory=0,
    )  # fmt: skip


def read_words(path: Path, page: int, box: Sequence[float], cache: Path, memory: int, **options: object) -> str:
    """In the child: what OCR read of the page at ingestion is found again in ``cache``."""
    from extractors.picture import text_in_box

    held = Memory(memory)
    return text_in_box(path, page, box, cache=DirectoryCache(cache, on_ask=held.ready_for_ocr), **options)


def original(settings: Settings, document_id: str) -> Path:
    """The file kept of a document; raises UnknownRecord. An id is checked before it comes near a path."""
    if DOCUMENT.fullmatch(document_id):
        for path in sorted(settings.originals.glob(f"{document_id}*.pdf")):
            return path
    raise UnknownRecord(document_id[:40])


def _folder(settings: Settings) -> Path:
    return settings.structured / "pictures"


def _kept(settings: Settings, path: Path, asked: list) -> Path:
    told = json.dumps([FORMAT, path.stem, *asked], ensure_ascii=False)
    return _folder(settings) / f"{hashlib.blake2b(told.encode(), digest_size=16).hexdigest()}.png"


def _keep(path: Path, content: bytes) -> None:
    """Losing a picture costs drawing it again: a full disk is no error here."""
    global _drawn
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.temporary_file(path.parent) as (file, temporary):
            file.write(content)
            file.close()
            temporary.replace(path)
    _drawn += 1
    if _drawn % SWEEP_EVERY == 1 and _sweeping.acquire(blocking=False):
        try:
            sweep(path.parent)
        finally:
            _sweeping.release()


def sweep(folder: Path, space: int = SPACE) -> None:
    """Remove the pictures seen longest ago until the others take ``space`` bytes at most."""
    found = []
    for path in folder.glob("*.png"):
        with suppress(OSError):  # swept by another
            stat = path.stat()
            found.append((stat.st_mtime_ns, stat.st_size, path))
    total = 0
    for _, size, path in sorted(found, reverse=True):
        total += size
        if total > space:
            with suppress(OSError):
                path.unlink()
