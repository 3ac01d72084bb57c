"""Text that remembers where it was printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from models.geometry import Box, bounding


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page (counted from 1)."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``start:end`` of a text and the place they were printed at."""

    start: int
    end: int
    page: int
    box: Box
    bold: bool = False


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
            Mark(max(m.start, start) - start, min(m.end, end) - start, m.page, m.box, m.bold)
            for m in self.marks
            if m.start < end and m.end > start
        ]
        return PlacedText(self.text[start:end], marks)

    def places(self, start: int = 0, end: int | None = None) -> list[Place]:
        """One box a printed line for the characters ``start:end``."""
        end = len(self.text) if end is None else end
        out: list[Place] = []
        run: list[Mark] = []

        def flush() -> None:
            if run:
                out.append(Place(run[0].page, bounding(m.box for m in run)))
                run.clear()

        for m in self.marks:
            if m.start >= end or m.end <= start:
                continue
            if run:
                last = run[-1]
                same_line = last.page == m.page and abs(last.box.cy - m.box.cy) < max(2.0, 0.4 * last.box.height)
                if not (same_line and m.box.x0 >= last.box.x0 - 1):
                    flush()
            run.append(m)
        flush()
        return out

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
            marks.extend(Mark(m.start + base, m.end + base, m.page, m.box, m.bold) for m in part.marks)
        return cls(text, marks)
