"""What OCR read, one small file a page image, so that an interrupted run resumes at the page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

from pipeline import atomic

_KEY = re.compile(r"[0-9a-f]{8,128}")


class DirectoryCache:
    """Files ``ab/cd/abcd…`` under ``folder``. Losing one costs a page's reading, never a result.

    ``on_ask`` is called before each page and may raise; ``on_read`` after each page that had to be read.
    """

    def __init__(
        self, folder: Path, on_read: Callable[[], None] = lambda: None, on_ask: Callable[[], None] = lambda: None
    ) -> None:
        self._folder = folder
        self._on_read = on_read
        self._on_ask = on_ask

    def get(self, key: str) -> bytes | None:
        """What was put under ``key``; None when nothing was, or it cannot be read back."""
        self._on_ask()
        try:
            return zlib.decompress(self._path(key).read_bytes())
        except (OSError, zlib.error):
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep ``data``, whole or not at all; a full disk is not an error here."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Half-written files stand at the top, where the next ingestion sweeps them.
            with atomic.temporary_file(self._folder) as (file, temporary):
                file.write(zlib.compress(data, 6))
                file.close()
                atomic.replace(temporary, path)
        except OSError:
            pass
        self._on_read()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a cache key: {key[:40]!r}")
        return self._folder / key[:2] / key[2:4] / key
