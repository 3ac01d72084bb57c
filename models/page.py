"""What a reader sees on one page: words with places and looks, rules and fills."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.geometry import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word. ``size`` in points; ``angle`` 0, 90, 180 or 270 degrees."""

    text: str
    box: Box
    page: int
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    color: int = 0
    font: str = ""
    angle: int = 0
    raised: bool = False
    confidence: float | None = None  # None: printed digitally; 0..1: read by OCR


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical stroke; the box's thin side is its thickness."""

    box: Box

    @property
    def horizontal(self) -> bool:
        return self.box.width >= self.box.height


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle large enough to be a band, a cell or a panel."""

    box: Box
    color: int


@dataclass(slots=True)
class Page:
    """One page as read. ``kind`` is digital, ocr, mixed, blank or unreadable."""

    number: int
    width: float
    height: float
    rotation: int = 0
    kind: str = "digital"
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)  # small filled shapes: bullets some tools draw instead of print
    role: str | None = None
    status: str = "ok"
    message: str | None = None
    ocr_confidence: float | None = None
    printed_words: int = 0  # words before anything was set aside
