"""Plan pages typeset in code, for tests: text, rules, bands, tables, cards, slides and what runs around them.

Coordinates are points from the top left of the page as displayed; ``y`` is the top of a line. ``**`` in a
text turns bold on and off; a line end in it is a line end on the page. Functions that write return the
``y`` under what they wrote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pymupdf

from models.page import Page
from models.text import PlacedText

A4 = (595.0, 842.0)
SLIDE = (960.0, 540.0)
BLUE, GREY, WHITE, BLACK = 0x1F4E79, 0xD9D9D9, 0xFFFFFF, 0x000000
LEADING = 1.3

Op = Callable[[pymupdf.Page], None]
Run = tuple[str, bool]


@cache
def font(bold: bool = False, italic: bool = False) -> pymupdf.Font:
    """A built-in font that knows every French letter and sign."""
    return pymupdf.Font({(0, 0): "helv", (1, 0): "hebo", (0, 1): "heit", (1, 1): "hebi"}[int(bold), int(italic)])


def width_of(text: str, size: float, bold: bool = False) -> float:
    return font(bold).text_length(text, fontsize=size)


def rgb(color: int) -> tuple[float, float, float]:
    return ((color >> 16 & 255) / 255, (color >> 8 & 255) / 255, (color & 255) / 255)


@dataclass
class Sheet:
    """One page to draw. ``turned``: the file stores it on its side, with /Rotate 90, and displays it upright."""

    width: float = A4[0]
    height: float = A4[1]
    turned: bool = False
    fills: list[Op] = field(default_factory=list)
    rules: list[Op] = field(default_factory=list)
    texts: list[Op] = field(default_factory=list)

    # -- marks

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.rules.append(lambda page: page.draw_line((x0, y0), (x1, y1), color=(0, 0, 0), width=0.5))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Four strokes."""
        self.rule(x0, y0, x1, y0)
        self.rule(x0, y1, x1, y1)
        self.rule(x0, y0, x0, y1)
        self.rule(x1, y0, x1, y1)

    def fill(self, x0: float, y0: float, x1: float, y1: float, color: int = GREY) -> None:
        self.fills.append(lambda page: page.draw_rect((x0, y0, x1, y1), color=None, fill=rgb(color)))

    def dot(self, x: float, y: float) -> None:
        """A bullet drawn rather than printed, its middle at ``x, y``."""
        self.rules.append(lambda page: page.draw_circle((x, y), 1.8, color=None, fill=(0, 0, 0)))

    # -- text

    def run(
        self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False, italic: bool = False,
        color: int = BLACK, angle: int = 0,
    ) -> float:  # fmt: skip
        """One run on one line; ``angle`` in degrees, counted upwards. Returns the x after it."""
        at = pymupdf.Point(x, y + size)

        def op(page: pymupdf.Page) -> None:
            writer = pymupdf.TextWriter(page.rect)
            writer.append(at, text, font=font(bold, italic), fontsize=size)
            writer.write_text(page, color=rgb(color), morph=(at, pymupdf.Matrix(angle)) if angle else None)

        self.texts.append(op)
        return x + width_of(text, size, bold)

    def write(
        self, x: float, y: float, text: str, *, width: float | None = None, size: float = 10, bold: bool = False,
        italic: bool = False, color: int = BLACK, centred: bool = False, leading: float = LEADING,
    ) -> float:  # fmt: skip
        """Lines of ``text``, wrapped at ``width`` when it is given."""
        for line in wrap(text, width, size, bold):
            at = x
            if centred and width:
                at += (width - sum(width_of(t, size, b) for t, b in line)) / 2
            for words, weight in line:
                at = self.run(at, y, words, size, bold=weight, italic=italic, color=color)
            y += leading * size
        return y

    def band(self, y: float, text: str, *, x0: float = 50, x1: float = 545, size: float = 12, fill: int = BLUE,
             color: int = WHITE, bold: bool = True) -> float:  # fmt: skip
        """A filled band with one line in it."""
        self.fill(x0, y, x1, y + 2 * size, fill)
        self.run(x0 + 6, y + 0.45 * size, text, size, bold=bold, color=color)
        return y + 2 * size + 8

    def bullets(self, x: float, y: float, items: Iterable[str], *, width: float, mark: str | None = "•",
                size: float = 10) -> float:  # fmt: skip
        """A list; ``mark`` None draws the bullets instead of printing them."""
        for item in items:
            if mark is None:
                self.dot(x + 2, y + 0.62 * size)
            else:
                self.run(x, y, mark, size)
            y = self.write(x + 12, y, item, width=width - 12, size=size)
        return y

    # -- arrangements

    def labels(self, x: float, y: float, rows: Iterable[tuple[str, str]], *, split: float = 180, right: float = 545,
               size: float = 10, bold: bool = True, gap: float = 6) -> float:  # fmt: skip
        """Labels at ``x`` and their values from ``split`` on, told apart by blanks alone."""
        for label, value in rows:
            a = self.write(x, y, label, width=split - x - 10, size=size, bold=bold)
            b = self.write(split, y, value, width=right - split, size=size)
            y = max(a, b) + gap
        return y

    def sections(self, x: float, y: float, rows: Iterable[tuple[str, str]], *, width: float, size: float = 10) -> float:
        """Bold labels on lines of their own, each over its text."""
        for label, text in rows:
            y = self.write(x, y, label, size=size, bold=True) + 1
            y = self.write(x, y, text, width=width, size=size) + 7
        return y

    def card(
        self, x: float, y: float, width: float, height: float, title: str, rows: Iterable[tuple[str, str]]
    ) -> None:
        """A frame holding a title and stacked labels."""
        self.box(x, y, x + width, y + height)
        under = self.write(x + 8, y + 8, title, width=width - 16, size=12, bold=True)
        self.sections(x + 8, under + 6, rows, width=width - 16, size=9)

    def contents(self, y: float, entries: Iterable[tuple[str, int]], *, x: float = 60, right: float = 535) -> float:
        """A table of contents with dotted leaders."""
        y = self.write(x, y, "Sommaire", size=16, bold=True) + 8
        for title, number in entries:
            room = right - x - width_of(f"{title}  {number}", 10)
            dots = "." * int(room / width_of(".", 10))
            self.run(x, y, f"{title} {dots} {number}", 10)
            y += 18
        return y

    def footnote(self, y: float, text: str) -> None:
        """A short rule and a small note under it."""
        self.rule(60, y, 200, y)
        self.run(60, y + 3, text, 7)

    def stamp(self, x: float = 330, y: float = 20) -> None:
        """The receipt a préfecture prints on every page of an act."""
        for line in (
            "Accusé de réception en préfecture",
            "033-200069581-20240328-2024-31-DE",
            "Date de télétransmission : 02/04/2024",
            "Date de réception préfecture : 02/04/2024",
        ):
            self.run(x, y, line, 6.5)
            y += 8

    def watermark(self, text: str = "PROJET") -> None:
        self.run(180, 500, text, 80, color=0xC8C8C8, angle=45)

    def table(
        self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str | None]], *, style: str = "grid",
        spans: dict[tuple[int, int], tuple[int, int]] | None = None, fills: dict[int, int] | None = None,
        turned: Iterable[tuple[int, int]] = (), size: float = 9, header: bool = True, pad: float = 4,
        least: float = 0,
    ) -> float:  # fmt: skip
        """A table. ``style``: grid (all rules), rules (horizontal ones), pieces (those, cell by cell), fills or none.

        ``spans``: (row, column) to (rows, columns) of merged cells, the cells they cover being None; ``fills``: row to
        colour, one rectangle a row; ``turned``: cells read upwards; ``header``: the first row is bold; ``least``: the
        least height of a row.
        """
        spans, fills, turned = spans or {}, fills or {}, set(turned)
        xs = [x + sum(widths[:k]) for k in range(len(widths) + 1)]
        heights = []
        for r, row in enumerate(rows):
            tall = [least, size * LEADING + 2 * pad]
            for c, text in enumerate(row):
                high, wide = spans.get((r, c), (1, 1))
                if text and high == 1 and (r, c) not in turned:
                    room = xs[c + wide] - xs[c] - 2 * pad
                    tall.append(len(wrap(text, room, size, header and r == 0)) * size * LEADING + 2 * pad)
            heights.append(max(tall))
        ys = [y + sum(heights[:k]) for k in range(len(heights) + 1)]
        for r, color in fills.items():
            self.fill(x, ys[r], xs[-1], ys[r + 1], color)
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text is None:
                    continue
                high, wide = spans.get((r, c), (1, 1))
                x0, y0, x1, y1 = xs[c], ys[r], xs[c + wide], ys[r + high]
                self._cell_edges(style, x0, y0, x1, y1, r)
                if (r, c) in turned:
                    self.run((x0 + x1) / 2 + size / 2, y1 - pad - size, text, size, bold=True, angle=90)
                else:
                    self.write(x0 + pad, y0 + pad - 1, text, width=x1 - x0 - 2 * pad, size=size, bold=header and r == 0)
        if style == "rules":
            for level in ys:
                self.rule(x, level, xs[-1], level)
        return ys[-1]

    def _cell_edges(self, style: str, x0: float, y0: float, x1: float, y1: float, row: int) -> None:
        if style == "grid":
            self.box(x0, y0, x1, y1)
        elif style == "fills":
            self.fill(x0, y0, x1, y1, 0xBDD7EE if row == 0 else 0xF2F2F2)
        elif style == "pieces":
            self.rule(x0, y0, x1, y0)
            self.rule(x0, y1, x1, y1)


def wrap(text: str, width: float | None, size: float, bold: bool = False) -> list[list[Run]]:
    """Lines of runs; every line end of ``text`` is kept, and lines longer than ``width`` are wrapped at blanks."""
    lines: list[list[Run]] = []
    weight = bold
    for hard in text.split("\n"):
        line: list[Run] = []
        used = 0.0
        for token in re.findall(r"\*\*|[^\s*]+|\s+", hard):
            if token == "**":
                weight = not weight
                continue
            wide = width_of(token, size, weight)
            if width and line and used + wide > width and token.strip():
                lines.append(line)
                line, used = [], 0.0
            if line or token.strip():
                line.append((token, weight))
                used += wide
        lines.append(line)
    return [_glued(line) for line in lines]


def _glued(line: list[Run]) -> list[Run]:
    out: list[Run] = []
    for text, weight in line:
        if out and (out[-1][1] == weight or not text.strip()):
            out[-1] = (out[-1][0] + text, out[-1][1])
        else:
            out.append((text, weight))
    return out


def run_around(sheets: Sequence[Sheet], *, header: str = "", footer: str = "", numbers: bool = True) -> None:
    """The same header and footer on every sheet, and its number."""
    for number, sheet in enumerate(sheets, 1):
        if header:
            sheet.run(60, 25, header, 8, color=0x606060)
        if footer:
            sheet.run(60, sheet.height - 35, footer, 8, color=0x606060)
        if numbers:
            sheet.run(sheet.width - 60, sheet.height - 35, str(number), 9)


def as_pdf(sheets: Sequence[Sheet], *, seed: int | None = None) -> bytes:
    """The sheets as one file; ``seed`` draws rules and texts in a shuffled order."""
    doc = pymupdf.open()
    for sheet in sheets:
        page = doc.new_page(width=sheet.width, height=sheet.height)
        rules, texts = list(sheet.rules), list(sheet.texts)
        if seed is not None:
            random.Random(seed).shuffle(rules)
            random.Random(seed).shuffle(texts)
        for op in [*sheet.fills, *rules, *texts]:
            op(page)
    if any(sheet.turned for sheet in sheets):
        doc = _turned(doc, [sheet.turned for sheet in sheets])
    return doc.tobytes()


def _turned(doc: pymupdf.Document, turned: list[bool]) -> pymupdf.Document:
    out = pymupdf.open()
    for index, on_its_side in enumerate(turned):
        wide, high = doc[index].rect.width, doc[index].rect.height
        if not on_its_side:
            out.new_page(width=wide, height=high).show_pdf_page((0, 0, wide, high), doc, index)
            continue
        page = out.new_page(width=high, height=wide)
        page.show_pdf_page(page.rect, doc, index, rotate=90)
        page.set_rotation(90)
    return out


def save(path: Path, sheets: Sequence[Sheet], *, seed: int | None = None) -> Path:
    path.write_bytes(as_pdf(sheets, seed=seed))
    return path


# -- what is printed, read again by another way than the reader's


class Printed:
    """The characters of a file with their places, in points of the displayed pages."""

    def __init__(self, pdf: bytes) -> None:
        self._doc = pymupdf.open(stream=pdf)
        self._pages: dict[int, list[tuple[float, float, str]]] = {}

    def _chars(self, number: int) -> list[tuple[float, float, str]]:
        if number not in self._pages:
            page = self._doc[number - 1]
            found = []
            for block in page.get_text("rawdict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        for char in span["chars"]:
                            place = pymupdf.Rect(char["bbox"]) * page.rotation_matrix
                            found.append(((place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2, char["c"]))
            self._pages[number] = found
        return self._pages[number]

    def inside(self, number: int, box: tuple[float, float, float, float]) -> str:
        """The characters whose middle stands in ``box`` of page ``number``, give or take a point; without blanks."""
        x0, y0, x1, y1 = box
        held = (c for x, y, c in self._chars(number) if x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1)
        return "".join(c for c in held if not c.isspace() and c != "\u00ad")

    def misplaced(self, text: PlacedText, pages: Sequence[Page] = ()) -> list[str]:
        """The words of ``text`` that no mark points at, or that are not printed where their mark says.

        ``pages``: as read, by which the marks are put on the pages as displayed; none where the two are one.
        """
        shown = {page.number: page for page in pages}
        out = []
        for found in re.finditer(r"\S+", text.text):
            marks = [m for m in text.marks if m.start < found.end() and m.end > found.start()]
            if not marks and not any(c.isalnum() for c in found.group()):
                continue  # a separator put between two cells
            covered = "".join(text.text[max(m.start, found.start()) : min(m.end, found.end())] for m in marks)
            boxes = [shown[m.page].displayed(m.box) if m.page in shown else m.box for m in marks]
            printed = [
                text.text[m.start : m.end].strip("-") in self.inside(m.page, (box.x0, box.y0, box.x1, box.y1))
                for m, box in zip(marks, boxes, strict=True)
            ]
            if covered != found.group() or not all(printed):
                out.append(found.group())
        return out
