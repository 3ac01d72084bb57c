"""What a reader sees on one page: words with places and looks, rules and fills.

Words, rules, fills, like boxes, are values: never changed once made (``frozen`` would triple the cost of making them).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from models.geometry import Box

PICTOGRAM = "pictogram"  # the font of a sign drawn rather than printed


@dataclass(slots=True, unsafe_hash=True)
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
    raw: str | None = None  # what OCR read, where French spelling has settled it otherwise


@dataclass(slots=True, unsafe_hash=True)
class Rule:
    """A straight horizontal or vertical stroke; the box's thin side is its thickness."""

    box: Box

    @property
    def horizontal(self) -> bool:
        b = self.box
        return b.x1 - b.x0 >= b.y1 - b.y0


@dataclass(slots=True, unsafe_hash=True)
class Fill:
    """A filled rectangle large enough to be a band, a cell or a panel."""

    box: Box
    color: int


@dataclass(frozen=True, slots=True)
class Display:
    """How a page whose words stand upright and straight lies when displayed: a scan put askew or sideways on the glass.

    ``width`` and ``height`` in points as displayed; ``affine`` (a, b, c, d, e, f) leads there:
    x' = ax + by + c, y' = dx + ey + f.
    """

    width: float
    height: float
    affine: tuple[float, ...]

    @property
    def scale(self) -> float:
        """Points as displayed for one of the straight page."""
        a, b, _, d, e, _ = self.affine
        return abs(a * e - b * d) ** 0.5

    def box(self, box: Box) -> Box:
        """The box as displayed around a box of the straight page, kept within the page."""
        return _kept(_moved(box, self.affine), self.width, self.height)

    def straight(self, box: Box) -> Box:
        """The way back, centre to centre, without the growth of a skew: for words as small as one leaves them level."""
        a, b, c, d, e, f = self.affine
        det = a * e - b * d
        x, y = box.cx - c, box.cy - f
        cx, cy = (e * x - b * y) / det, (a * y - d * x) / det
        half = (box.width / 2, box.height / 2) if abs(a) > abs(b) else (box.height / 2, box.width / 2)
        half = (half[0] / self.scale, half[1] / self.scale)
        return Box(cx - half[0], cy - half[1], cx + half[0], cy + half[1])


def _moved(box: Box, affine: tuple[float, ...]) -> Box:
    a, b, c, d, e, f = affine
    xs = [a * x + b * y + c for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    ys = [d * x + e * y + f for x in (box.x0, box.x1) for y in (box.y0, box.y1)]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _kept(box: Box, width: float, height: float) -> Box:
    x0, y0 = min(max(box.x0, 0.0), width), min(max(box.y0, 0.0), height)
    return Box(x0, y0, max(min(box.x1, width), x0), max(min(box.y1, height), y0))


@dataclass(slots=True)
class Page:
    """One page as read. ``kind`` is digital, ocr, mixed, blank or unreadable.

    Words, rules and fills are in points of the page made upright and straight, ``width`` x ``height``; ``display``
    leads from there to the page as displayed, None where the two are one. ``rotation`` is the file's own.
    """

    number: int
    width: float
    height: float
    rotation: int = 0
    kind: str = "digital"
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    signs: list[Word] = field(default_factory=list)  # pictograms drawn, whose text tells their shape
    dots: list[Box] = field(default_factory=list)  # small filled shapes: bullets some tools draw instead of print
    role: str | None = None
    status: str = "ok"
    message: str | None = None
    ocr_confidence: float | None = None
    printed_words: int = 0  # words before anything was set aside
    display: Display | None = None

    def displayed(self, box: Box) -> Box:
        """A box of this page in points of the page as displayed."""
        return self.display.box(box) if self.display else box

    def straight(self, box: Box) -> Box:
        """A box of the page as displayed, in points of this page."""
        return self.display.straight(box) if self.display else box
