"""The words of a page with the look they are printed in, from MuPDF's words and spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import pymupdf

from models.geometry import Box
from models.page import Word

if TYPE_CHECKING:
    from extractors.drawn_fonts import DrawnFonts
    from extractors.glyphs import PageGlyphs

_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demibold", "-bd", "extrabold")
_MAX_WORDS = 60_000  # a page with more is not read by anybody; a bomb is
_RAISED, _ITALIC, _BOLD = 1, 2, 16  # MuPDF's flags of a span
_TWICE = 8  # of a character: printed twice, or in a bold font
_INKED = 16 | 32  # of a character: filled or stroked
_SOFT_HYPHEN = "\u00ad"

Corners = tuple[float, float, float, float]
_UNREAD = 0.4  # points: what is printed lower is there for machines, no one can read it
_Places = dict[tuple[int, int], list[int]]  # squares of the page, and the words that begin there


class _Look(NamedTuple):
    """What the words of a span share."""

    size: float
    bold: bool
    italic: bool
    color: int
    font: str
    raised: bool
    painted: bool


class _Line:
    """A line of MuPDF: its angle, and the spans its words stand in."""

    def __init__(self, line: dict, matrix: pymupdf.Matrix | None, fonts: DrawnFonts | None) -> None:
        self.angle = _angle(line["dir"], matrix)
        self.spans: list[tuple[Corners, _Look]] = []
        self.marks: list[tuple[Corners, str]] = []  # raised figures: calls of footnotes, mostly
        for span in line["spans"]:
            raised = _is_raised(line, span)
            self.spans.append((span["bbox"], _look(span, raised, fonts)))
            mark = span["text"].strip() if raised else ""
            if mark.isdigit() and len(mark) <= 2:
                self.marks.append((span["bbox"], mark))

    def look_at(self, x0: float, y0: float, x1: float, y1: float) -> _Look | None:
        """The look of the span that holds the middle of a word, else of the one that shares most of its width."""
        if len(self.spans) == 1:
            (left, _, right, _), look = self.spans[0]
            if left < x1 and right > x0:
                return look
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        best, most = None, 0.0
        for (sx0, sy0, sx1, sy1), look in self.spans:
            if sx0 <= cx <= sx1 and sy0 <= cy <= sy1:
                return look
            shared = min(x1, sx1) - max(x0, sx0)
            if shared > most:
                best, most = look, shared
        return best

    def without_mark(self, text: str, x0: float, x1: float) -> str:
        """The word without the raised digits glued to it: "PLAI4." printed with a raised 4 is "PLAI."."""
        for bbox, mark in self.marks:
            at = text.rfind(mark)
            if at > 0 and bbox[0] >= x0 - 0.5 and bbox[2] <= x1 + 0.5:
                before = text[:at]
                if before.lower().lstrip("(") not in ("m", "km", "dm", "cm", "co") and not before[-1].isdigit():
                    return before + text[at + len(mark) :]
        return text


def read_words(
    textpage: pymupdf.TextPage,
    matrix: pymupdf.Matrix | None,
    number: int,
    glyphs: PageGlyphs | None = None,
    inkless: set[int] | None = None,
    fonts: DrawnFonts | None = None,
    styled: Callable[[], list[dict]] | None = None,
) -> list[Word]:
    """Words with the look of the span they stand in; doubled glyphs of a fake bold are merged.

    ``matrix`` leads to the page as displayed; None when it is not turned. ``glyphs`` knows odd characters.
    ``inkless`` is given the places in the result of words printed in no ink. ``fonts`` knows
    the looks of fonts without a name; ``styled`` gives the page's blocks told apart by what is printed twice.
    """
    raw = textpage.extractWORDS()[:_MAX_WORDS]
    place = Box if matrix is None else _turned(matrix)
    lines = {}
    blocks = textpage.extractDICT()["blocks"]
    if styled is not None and raw and not _knows_bold(blocks, fonts):
        blocks = _with_weight(blocks, styled)
    for b, block in enumerate(blocks):
        for n, line in enumerate(block.get("lines", ())):
            lines[block.get("number", b), n] = line
    out: list[Word] = []
    seen: dict[str, _Places] = {}
    at, line = None, None
    for k, (x0, y0, x1, y1, text, block_no, line_no, _) in enumerate(raw):
        if at != (block_no, line_no):
            at = (block_no, line_no)
            found = lines.get(at)
            line = _Line(found, matrix, fonts) if found else None
        printed = None
        if glyphs is not None:
            look = line.look_at(x0, y0, x1, y1) if line else None
            mended = glyphs.mend(k, text, look.font if look else "")
            printed = _clean(text) if mended != text else None
            text = mended
        text = text.strip() if text.isprintable() else _clean(text)
        if not text.isascii():  # letters and accents told apart
            text = unicodedata.normalize("NFC", text)
        if not text or x1 <= x0 or y1 - y0 < _UNREAD:
            continue
        box = place(x0, y0, x1, y1)
        same = seen.get(text)
        if same is None:
            same = seen[text] = {}
        elif (again := next((k for k in _near(same, box) if _over(out[k].box, box)), None)) is not None:
            out[again] = replace(out[again], bold=True)  # printed again a hair away: a fake bold, or a shadow
            continue
        same.setdefault((int(box.x0) >> 3, int(box.y0) >> 3), []).append(len(out))
        if line is None:
            out.append(Word(text, box, number, round(y1 - y0, 1)))
            continue
        if line.marks:
            text = line.without_mark(text, x0, x1)
        look = line.look_at(x0, y0, x1, y1)
        if look is None:
            out.append(Word(text, box, number, round(y1 - y0, 1), angle=line.angle))
            continue
        size, bold, italic, color, font, raised, painted = look
        if not painted and inkless is not None:
            inkless.add(len(out))
        out.append(Word(text, box, number, size, bold, italic, color, font, line.angle, raised, raw=printed))
    return out


def _spans(blocks: list[dict]) -> Iterator[dict]:
    return (span for block in blocks for line in block.get("lines", ()) for span in line["spans"])


def _knows_bold(blocks: list[dict], fonts: DrawnFonts | None) -> bool:
    """Whether the page has a bold font, for more than a stray letter."""
    letters = [(len(s["text"]), s) for s in _spans(blocks)]
    bold, least = 0, 0.01 * sum(n for n, _ in letters)
    for n, span in letters:
        bold += n if _look(span, False, fonts).bold else 0
        if bold > least:
            return True
    return False


def _with_weight(blocks: list[dict], styled: Callable[[], list[dict]]) -> list[dict]:
    """Blocks of a page without bold letters, bold where letters are printed twice a hair apart, or filled and stroked.

    MuPDF drops the second print and its weight with it. Where most of the page is so, that is its plain text.
    """
    heavier = styled()
    spans = [(len(s["text"].strip()), s) for s in _spans(heavier)]
    heavy = [(n, s) for n, s in spans if s["char_flags"] & _TWICE or s["char_flags"] & _INKED == _INKED]
    if not 0 < sum(n for n, _ in heavy) <= 0.5 * sum(n for n, _ in spans):
        return blocks
    for _, span in heavy:
        span["flags"] |= _BOLD
    return heavier


def _near(places: _Places, box: Box) -> Iterator[int]:
    """Words that begin in the squares of 8 points where one printed within 3 points of this box may begin."""
    left, right = int(box.x0 - 3) >> 3, int(box.x0 + 3) >> 3
    top, bottom = int(box.y0 - 3) >> 3, int(box.y0 + 3) >> 3
    for cell in ((left, top), (left, bottom), (right, top), (right, bottom)):
        if cell in places:
            yield from places[cell][-20:]


def _over(a: Box, b: Box) -> bool:
    """Whether two boxes of one word lie over each other but for a sliver."""
    return a.overlap_x(b) > 0.8 * a.width and a.overlap_y(b) > 0.8 * a.height and b.width < 1.25 * a.width


@lru_cache(maxsize=256)
def _is_bold(font: str) -> bool:
    name = font.lower()
    return any(b in name for b in _BOLD_NAMES)


@lru_cache(maxsize=256)
def _is_italic(font: str) -> bool:
    name = font.lower()
    return "italic" in name or "oblique" in name


def _look(span: dict, raised: bool, fonts: DrawnFonts | None) -> _Look:
    flags, font = span["flags"], span["font"]
    bold, italic = bool(flags & _BOLD) or _is_bold(font), bool(flags & _ITALIC) or _is_italic(font)
    if fonts is not None and font.startswith("Type3"):
        name, heavy, slanted = fonts.look(font)
        bold, italic = heavy or _is_bold(name), slanted or _is_italic(name)
    return _Look(
        max(round(span["size"] * 2) / 2, 0.5),
        bold,
        italic,
        span["color"],
        font,
        raised,
        bool(span["char_flags"] & _INKED) and span["alpha"] > 0,
    )


def _is_raised(line: dict, span: dict) -> bool:
    """Whether a short span is set higher and smaller than what stands beside it.

    MuPDF says so of any text whose baseline is higher than that of the line's first, a large figure for instance.
    """
    if not span["flags"] & _RAISED or len(span["text"].strip()) > 4:
        return False
    at = next(k for k, s in enumerate(line["spans"]) if s is span)
    beside = [s for s in line["spans"][max(at - 1, 0) : at + 2] if s is not span and s["text"].strip()]
    return any(s["size"] > 1.15 * span["size"] for s in beside) or not beside


def _turned(matrix: pymupdf.Matrix) -> Callable[[float, float, float, float], Box]:
    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        r = pymupdf.Rect(x0, y0, x1, y1) * matrix
        return Box(min(r.x0, r.x1), min(r.y0, r.y1), max(r.x0, r.x1), max(r.y0, r.y1))

    return place


def _clean(text: str) -> str:
    """Printable characters, thin spaces as plain ones; a soft hyphen at the end stays: it says the word goes on.

    Pango writes the soft hyphen and the hyphen it drew.
    """
    if text.endswith((_SOFT_HYPHEN + "-", _SOFT_HYPHEN + "‐")):
        text = text[:-1]
    cut = text.endswith(_SOFT_HYPHEN)
    text = "".join(" " if c.isspace() else c for c in text if c.isprintable() or c.isspace()).strip()
    if "  " in text:  # a word of a thousand thin spaces would cost the readers of fields its square
        text = " ".join(text.split())
    return text + _SOFT_HYPHEN if cut and text else text


def _angle(direction: tuple[float, float], matrix: pymupdf.Matrix | None) -> int:
    """Reading direction as displayed: 0 left to right, 90 upwards, 270 downwards; 45 for any slant."""
    x, y = direction
    if matrix is not None:
        x, y = x * matrix.a + y * matrix.c, x * matrix.b + y * matrix.d
    if abs(y) < 0.05:
        return 0 if x > 0 else 180
    if abs(x) < 0.05:
        return 90 if y < 0 else 270
    return 45
