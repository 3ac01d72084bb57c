"""The looks of fonts whose glyphs are drawn in the file (Type 3): MuPDF gives them no name and no weight.

Browsers print variable, coloured and Web fonts so; what the letters are is told by the font's descriptor.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pymupdf

_DRAWN = re.compile(r"Type3 \((\d+) 0 R\)")  # how MuPDF names such a font: by its object
_BOLD_WEIGHT = 600


class FontLook(NamedTuple):
    """The name the descriptor gives, empty when it gives none; whether its weight and its slant say bold and italic."""

    name: str = ""
    bold: bool = False
    italic: bool = False


class DrawnFonts:
    """The drawn fonts of one document, each looked up once."""

    def __init__(self, doc: pymupdf.Document) -> None:
        self._doc = doc
        self._known: dict[str, FontLook] = {}

    def look(self, font: str) -> FontLook:
        """The look of the font MuPDF calls "Type3 (12 0 R)"; a font with a name of its own tells nothing here."""
        found = _DRAWN.fullmatch(font)
        if not found:
            return FontLook()
        if font not in self._known:
            self._known[font] = self._read(int(found[1]))
        return self._known[font]

    def _read(self, xref: int) -> FontLook:
        name, weight, slant = (self._of(xref, key) for key in ("FontName", "FontWeight", "ItalicAngle"))
        return FontLook(name.lstrip("/").split("+")[-1], _number(weight) >= _BOLD_WEIGHT, _number(slant) != 0)

    def _of(self, xref: int, key: str) -> str:
        try:
            kind, value = self._doc.xref_get_key(xref, f"FontDescriptor/{key}")
        except Exception:  # a broken object: the font tells nothing
            return ""
        return "" if kind == "null" else value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
