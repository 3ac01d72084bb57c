"""A page laid out: paragraphs and tables in reading order, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter, is_

from models.geometry import Box
from models.page import Page, Word
from models.text import PlacedText


@dataclass(slots=True)
class Line:
    """Words on one baseline, left to right, with no column gap between them; not changed once made."""

    words: list[Word]
    box: Box
    _text: str | None = field(default=None, init=False, repr=False, compare=False)
    _size: float | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = " ".join([w.text for w in self.words])
        return self._text

    @property
    def size(self) -> float:
        """Size of most of the line's characters, in points."""
        if self._size is None:
            weights: dict[float, int] = {}
            for w in self.words:
                weights[w.size] = weights.get(w.size, 0) + len(w.text)
            self._size = w.size if len(weights) == 1 else max(weights, key=lambda s: (weights[s], s))
        return self._size

    @property
    def bold(self) -> bool:
        """Whether most characters are bold."""
        total = sum(len(w.text) for w in self.words)
        return 2 * sum(len(w.text) for w in self.words if w.bold) > total


@dataclass(slots=True)
class Paragraph:
    """Lines that read as one unit: a heading, a paragraph or a list item (bullet removed)."""

    text: PlacedText
    box: Box
    page: int
    size: float
    bold: bool = False
    italic: bool = False
    color: int = 0
    bullet: str | None = None  # the mark that was removed: "•", "-", "►" ...
    indent: float = 0.0  # points from the column's left edge
    fill: int | None = None  # colour of the band behind it
    column: Box | None = None  # the column, box or cell it was read in
    boxed: bool = False  # alone in a ruled or filled box
    words: list[Word] = field(default_factory=list)
    centred: bool = False
    underlined: bool = False


@dataclass(slots=True)
class Cell:
    """One cell; rows and columns count from 0 and spans are at least 1."""

    row: int
    col: int
    box: Box
    page: int
    row_span: int = 1
    col_span: int = 1
    paragraphs: list[Paragraph] = field(default_factory=list)
    fill: int | None = None
    upright: bool = True  # False: its text was turned by 90 or 270 degrees
    _joined: tuple[list[PlacedText], PlacedText] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> PlacedText:
        parts = [p.text for p in self.paragraphs]
        if self._joined is None or not _same(self._joined[0], parts):
            self._joined = parts, PlacedText.join(parts)
        return self._joined[1]

    @property
    def bold(self) -> bool:
        return bool(self.paragraphs) and all(p.bold for p in self.paragraphs)


def _same(some: list[PlacedText], others: list[PlacedText]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


_COLUMN = attrgetter("col")


@dataclass(slots=True)
class Table:
    """A grid of cells; merged cells appear once, with their spans. Its cells are set once ``at`` has been asked."""

    page: int
    box: Box
    rows: int
    cols: int
    cells: list[Cell] = field(default_factory=list)
    _at: dict[tuple[int, int], Cell] | None = field(default=None, init=False, repr=False, compare=False)

    def row(self, index: int) -> list[Cell]:
        """The cells that begin in row ``index``, left to right."""
        return sorted([c for c in self.cells if c.row == index], key=_COLUMN)

    def at(self, row: int, col: int) -> Cell | None:
        """The cell covering ``row, col``, merged cells included."""
        if self._at is None:
            self._at = {}
            for c in self.cells:
                for r in range(c.row, c.row + c.row_span):
                    for k in range(c.col, c.col + c.col_span):
                        self._at.setdefault((r, k), c)
        return self._at.get((row, col))


Block = Paragraph | Table


@dataclass(slots=True)
class Aside:
    """What is printed on the page but is not its text.

    ``kind``: header, footer, page_number, line_number, stamp, watermark or footnote.
    """

    kind: str
    text: PlacedText
    page: int


@dataclass(slots=True)
class PageLayout:
    page: Page
    blocks: list[Block] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in reading order, those of table cells included."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block
            else:
                for cell in sorted(block.cells, key=lambda c: (c.row, c.col)):
                    yield from cell.paragraphs
