"""What every OCR engine gives: lines and words with boxes, in pixels of the image it was shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from models.geometry import Box


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One word. ``box`` in pixels around its ink; ``confidence`` 0..1; ``raw`` what was read before a correction."""

    text: str
    box: Box
    confidence: float
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class OcrLine:
    """Words of one line, in reading order. ``angle`` 0, 90 (read upwards) or 270 (read downwards)."""

    text: str
    box: Box
    confidence: float
    words: tuple[OcrWord, ...]
    angle: int = 0


class OcrEngine(Protocol):
    """``version`` names the engine, its models and its settings: a cached page is worth as long as it stays."""

    name: str
    version: str

    def read(self, image: np.ndarray, *, dpi: int) -> list[OcrLine]:
        """Lines of an upright grey page (uint8, height x width, white paper) rendered at ``dpi``."""
        ...


class OcrUnavailable(RuntimeError):
    """The engine asked for is not installed on this machine."""


ENGINES = ("rapidocr", "tesseract", "null")
CHOICE = "PLANOTHEQUE_OCR_ENGINE"  # the variable that chooses one, by a name of CHOICES
CHOICES = {"auto": "auto", "rapid": "rapidocr", "tesseract": "tesseract", "none": "null"}


def chosen_engine(environment: Mapping[str, str] = os.environ) -> str:
    """The name ``get_engine`` wants of the engine chosen by the environment; "auto" when none is, or nothing known."""
    return CHOICES.get(environment.get(CHOICE, "auto").strip().lower() or "auto", "auto")


@lru_cache(maxsize=4)
def get_engine(name: str = "auto") -> OcrEngine:
    """The engine of that name, built once a process; "auto" takes the first that is installed, at worst "null".

    Raises OcrUnavailable when a named engine is missing, ValueError for a name that is none.
    """
    if name == "auto":
        for candidate in ENGINES:
            try:
                return get_engine(candidate)
            except OcrUnavailable:
                continue
    return _builder(name)()


def _builder(name: str) -> Callable[[], OcrEngine]:
    # Imported here: an engine takes seconds and hundreds of megabytes that a digital document never needs.
    if name == "rapidocr":
        from extractors.ocr.rapid import RapidEngine

        return RapidEngine
    if name == "tesseract":
        from extractors.ocr.tesseract import TesseractEngine

        return TesseractEngine
    if name == "null":
        from extractors.ocr.null import NullEngine

        return NullEngine
    raise ValueError(f"unknown OCR engine: {name}")
