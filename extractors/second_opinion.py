"""pdfplumber's view of a page's tables, asked for only where our own geometry cannot settle them.

It costs some fifty times our own search, so it is asked about single pages, each closed after use:
pdfminer keeps every page it has read in memory otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pdfplumber

from models.geometry import Box

_RULED = {"vertical_strategy": "lines", "horizontal_strategy": "lines", "snap_tolerance": 4, "join_tolerance": 4}
_ALIGNED = {"vertical_strategy": "text", "horizontal_strategy": "lines", "min_words_vertical": 3}


class SecondOpinion:
    """Tables of one PDF's pages as pdfplumber sees them; a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pdf: pdfplumber.PDF | None = None
        self.asked = 0

    def __enter__(self) -> SecondOpinion:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pdf is not None:
            with suppress(Exception):  # it looks at every page again
                self._pdf.close()

    def tables(self, number: int, *, aligned: bool) -> list[list[Box]]:
        """Cells of each table of page ``number`` (from 1); ``aligned`` finds columns from the words' alignment.

        An empty list when pdfplumber cannot read the page: its opinion is only ever a help.
        """
        self.asked += 1
        try:
            if self._pdf is None:
                self._pdf = pdfplumber.open(self.path)
            page = self._pdf.pages[number - 1]
            try:
                found = page.find_tables(_ALIGNED if aligned else _RULED)
                return [list(_boxes(t.cells)) for t in found]
            finally:
                page.close()
        except Exception:
            # pdfminer raises bare TypeErrors and KeyErrors on odd files that PyMuPDF has read.
            return []


def _boxes(cells: Iterable[tuple[float, float, float, float] | None]) -> Iterable[Box]:
    for cell in cells:
        if cell and cell[2] > cell[0] and cell[3] > cell[1]:
            yield Box(*cell)
