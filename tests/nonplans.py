"""Documents that are no plans, drawn from ``data/nonplans``: a line a paragraph, its first characters saying what it is.

``# `` a title, ``## `` and ``### `` headings, ``- `` a bullet, ``| a | b |`` a row of a table (the first one its header),
``= label | value`` a row of a grid of labels, ``---`` a new page, ``**`` bold. ``look:`` names one of LOOKS.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drawing import BLUE, Sheet, as_pdf, run_around

FOLDER = Path(__file__).parent / "data" / "nonplans"
FIRST = sorted(FOLDER.glob("first/*.md"))  # those the rules were written with
SECOND = sorted(FOLDER.glob("second/*.md"))  # those kept aside until the rules were written
THIRD = sorted(FOLDER.glob("third/*.md"))  # written after the rules: kinds whose name they do not know


@dataclass(frozen=True)
class Look:
    """Sizes in points; ``banded``: headings stand in filled bands."""

    sizes: tuple[float, float, float] = (16, 13, 11)
    body: float = 10
    color: int = 0
    banded: bool = False
    style: str = "grid"
    width: float = 595
    height: float = 842


LOOKS = {
    "plain": Look(),
    "blue": Look((20, 14, 11), 10.5, BLUE, style="rules"),
    "boxed": Look((18, 12, 11), 9.5, BLUE, banded=True),
    "wide": Look((16, 12, 11), 9, 0, style="fills", width=842, height=595),
}


class _Pen:
    """Writes down the pages, turning them when they are full."""

    def __init__(self, look: Look) -> None:
        self.look, self.sheets, self.y = look, [], 0.0
        self.right = look.width - 55
        self.turn()

    def turn(self) -> None:
        self.sheets.append(Sheet(self.look.width, self.look.height))
        self.y = 55.0

    def put(self, draw, gap: float) -> None:
        """``draw(sheet, y)`` gives the y under what it drew."""
        if draw(Sheet(), self.y) > self.look.height - 60:
            self.turn()
        self.y = draw(self.sheets[-1], self.y) + gap

    def heading(self, level: int, text: str) -> None:
        size = self.look.sizes[level]
        if level == 1 and self.look.banded:
            self.put(lambda s, y: s.band(y + 6, text, x0=50, x1=self.right, size=size), 2)
            return
        above = 10 if level else 4
        self.put(lambda s, y: s.write(55, y + above, text, width=self.right - 55, size=size, bold=True,
                                      color=self.look.color), 5)  # fmt: skip

    def paragraph(self, text: str) -> None:
        self.put(lambda s, y: s.write(55, y, text, width=self.right - 55, size=self.look.body), 5)

    def bullet(self, text: str) -> None:
        self.put(lambda s, y: s.bullets(60, y, [text], width=self.right - 60, size=self.look.body), 2)

    def table(self, rows: list[list[str]]) -> None:
        columns = max(len(row) for row in rows)
        rows = [row + [""] * (columns - len(row)) for row in rows]
        longest = [min(60, max(len(row[k]) for row in rows)) + 6 for k in range(columns)]
        room = self.right - 55
        widths = [room * n / sum(longest) for n in longest]
        self.put(lambda s, y: s.table(55, y, widths, rows, style=self.look.style, size=self.look.body - 1), 8)

    def grid(self, rows: list[list[str]]) -> None:
        rows = [[f"**{label}**", value] for label, value in rows]
        self.put(lambda s, y: s.table(55, y, [150, self.right - 205], rows, header=False, size=self.look.body), 8)


def draw(path: Path) -> list[Sheet]:
    """The pages of one file of ``data/nonplans``."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    pen = _Pen(LOOKS[head.removeprefix("look: ")])
    held: list[list[str]] = []
    kind = ""
    for line in [*lines, ""]:
        mark = line.split(" ", 1)[0]
        if held and mark != kind:
            (pen.table if kind == "|" else pen.grid)(held)
            held = []
        kind, rest = mark, line[len(mark) :].strip()
        if mark in ("|", "="):
            held.append([cell.strip() for cell in rest.removesuffix("|").split("|")])
            if mark == "=":
                held[-1] = [rest.split("|")[0].strip(), rest.split("|", 1)[1].strip()]
        elif mark == "---":
            pen.turn()
        elif mark in ("#", "##", "###"):
            pen.heading(len(mark) - 1, rest)
        elif mark == "-":
            pen.bullet(rest)
        elif line:
            pen.paragraph(line)
    run_around(pen.sheets)
    return pen.sheets


def pdf(path: Path) -> bytes:
    return as_pdf(draw(path))
