"""The engine that reads nothing: for machines without OCR, and for tests."""

from __future__ import annotations

import numpy as np

from extractors.ocr.engine import OcrLine


class NullEngine:
    """Gives no line for any image."""

    name = "null"
    version = "1"

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        return []
