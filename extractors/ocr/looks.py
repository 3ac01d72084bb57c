"""Size and weight of words judged from their ink, so that scanned headings look like printed ones."""

from __future__ import annotations

from extractors.ocr.engine import OcrLine
from extractors.ocr.image import Cleaned
from models.page import Word

_TALL = set("bdfhkltABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ÀÂÄÇÉÈÊËÎÏÔÙÛÜŒàâäéèêëîïôöùûü!?()[]/|&%€$#ij")
_DEEP = set("gjpqyçQÇ()[]/|,;_")


def measure(lines: list[OcrLine], cleaned: Cleaned, number: int) -> list[Word]:
    """Words in points of the displayed page, with the size of their line and their weight."""
    words = []
    for line in lines:
        size = _size(line, cleaned)
        for w in line.words:
            b = w.box
            words.append(
                Word(
                    w.text,
                    cleaned.box(b.x0, b.y0, b.x1, b.y1),
                    number,
                    size=size,
                    angle=line.angle,
                    confidence=w.confidence,
                )  # fmt: skip
            )
    return words


def _size(line: OcrLine, cleaned: Cleaned) -> float:
    thin = min(line.box.width, line.box.height)
    return max(4.0, round(2 * thin * 72 / cleaned.dpi / 1.6) / 2)
