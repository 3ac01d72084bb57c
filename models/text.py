"""Text that remembers where it was printed. Places and marks are values: never changed once made."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.geometry import Box, bounding


@dataclass(slots=True, unsafe_hash=True)
class Place:
    """A box on a page (counted from 1).

    ``read``: where OCR's reading was corrected, the line as the text has it and as OCR had read it.
    """

    page: int
    box: Box
    read: tuple[str, str] | None = None


@dataclass(slots=True, unsafe_hash=True)
class Mark:
    """Characters ``start:end`` of a text and the place they were printed at; ``raw`` as in Word."""

    start: int
    end: int
    page: int
    box: Box
    bold: bool = False
    raw: str | None = None

    def moved(self, by: int) -> Mark:
        return Mark(self.start + by, self.end + by, self.page, self.box, self.bold, self.raw)


@dataclass(slots=True)
class PlacedText:
    """A string whose every word points at its place on a page.

    Lines wrapped by the page are joined with a space; a real line end (paragraph,
    list item) is a newline. ``marks`` are sorted by ``start`` and never overlap.
    """

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def slice(self, start: int, end: int | None = None) -> PlacedText:
        """The text from ``start`` to ``end``, trimmed of blanks, with its marks."""
        end = len(self.text) if end is None else end
        raw = self.text[start:end]
        start += len(raw) - len(raw.lstrip())
        end = start + len(raw.strip())
        marks = [
            m
            if start == 0 and m.end <= end
            else Mark(max(m.start, start) - start, min(m.end, end) - start, m.page, m.box, m.bold, m.raw)
            for m in self._marks(start, end)
        ]
        return PlacedText(self.text[start:end], marks)

    def _marks(self, start: int, end: int) -> list[Mark]:
        """The marks that have a character of ``start:end``."""
        first = bisect_right(self.marks, start, key=lambda m: m.end)
        last = bisect_left(self.marks, end, key=lambda m: m.start)
        return self.marks[first:last]

    def places(self, start: int = 0, end: int | None = None) -> list[Place]:
        """One box a printed line for the characters ``start:end``."""
        end = len(self.text) if end is None else end
        out: list[Place] = []
        run: list[Mark] = []

        def flush() -> None:
            if run:
                box = bounding(m.box for m in run) if len(run) > 1 else run[0].box
                out.append(Place(run[0].page, box, self._read(run, start, end)))
                run.clear()

        for m in self._marks(start, end):
            if run:
                last = run[-1]
                a, b = last.box, m.box
                apart = abs((a.y0 + a.y1) / 2 - (b.y0 + b.y1) / 2)
                if last.page != m.page or b.x0 < a.x0 - 1 or apart >= max(2.0, 0.4 * (a.y1 - a.y0)):
                    flush()
            run.append(m)
        flush()
        return out

    def _read(self, run: list[Mark], start: int, end: int) -> tuple[str, str] | None:
        """(text, text as OCR read it) of the marks of one line, within ``start:end``; None where they are one."""
        if all([m.raw is None for m in run]):
            return None
        said, at, raw = "", max(run[0].start, start), None
        for m in run:
            first, last = max(m.start, start), min(m.end, end)
            if m.raw is None or m.raw != raw or last - first >= len(raw):  # words OCR ran together have one reading
                said += self.text[at:first] + (self.text[first:last] if m.raw is None else m.raw)
            raw, at = m.raw, last
        return self.text[max(run[0].start, start) : at], said

    @classmethod
    def join(cls, parts: Iterable[PlacedText], separator: str = "\n") -> PlacedText:
        """The parts one after the other; blank parts are left out."""
        text, marks = "", []
        for part in parts:
            if not part:
                continue
            if text:
                text += separator
            base = len(text)
            text += part.text
            marks += [m.moved(base) for m in part.marks] if base else part.marks
        return cls(text, marks)
