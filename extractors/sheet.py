"""A page of the file, interpreted by MuPDF once for its text and images, each product kept."""

from __future__ import annotations

from functools import cached_property

import pymupdf

_READ = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_STYLES = pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE | pymupdf.TEXT_COLLECT_STYLES
_UNKNOWN = "\ufffd"  # what MuPDF gives for a character of no known meaning


class Sheet:
    """The text, the images and the drawings of one page, in points of the page before it is turned.

    Interpreting a page is most of what reading its text costs: it is done once, into a list MuPDF replays.
    """

    def __init__(self, source: pymupdf.Page) -> None:
        self.source = source

    @cached_property
    def _list(self) -> pymupdf.DisplayList:
        turned = self.source.rotation
        if not turned:
            return self.source.get_displaylist()
        self.source.set_rotation(0)
        try:
            return self.source.get_displaylist()
        finally:
            self.source.set_rotation(turned)

    def pixmap(self, scale: float) -> pymupdf.Pixmap:
        """The page as displayed, in greys, ``scale`` pixels a point."""
        source = self.source if self.source.rotation else self._list
        return source.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=0)

    def _replayed(self, flags: int) -> pymupdf.TextPage:
        return pymupdf.TextPage(self._list.get_textpage(flags))

    @cached_property
    def _first(self) -> pymupdf.TextPage:
        """Text and images at once; unknown characters stay U+FFFD."""
        return self._replayed(_READ | pymupdf.TEXT_PRESERVE_IMAGES)

    @cached_property
    def _first_text(self) -> str:
        return self._first.extractText()

    @cached_property
    def textpage(self) -> pymupdf.TextPage:
        """The text alone, as words are made of: images part no lines, unknown characters are told from each other."""
        if self.image_info or _UNKNOWN in self._first_text:
            return self._replayed(_READ | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE)
        return self._first

    def styled(self) -> list[dict]:
        """The blocks of ``textpage`` as a dict, its spans told apart where letters are printed twice or stroked.

        Dear: MuPDF compares every letter with those before it.
        """
        return self._replayed(_READ | _STYLES).extractDICT()["blocks"]

    @cached_property
    def unknown_words(self) -> list[str] | None:
        """The words of ``textpage``, unknown characters as U+FFFD; None when there are none."""
        if _UNKNOWN not in self._first.extractText():
            return None
        return [w[4] for w in self._replayed(_READ).extractWORDS()]

    @cached_property
    def image_info(self) -> list[dict]:
        """PyMuPDF's description of each image, whole where the page shows a part; those out of the page are left out."""
        if not self._first.extractIMGINFO():
            return []
        return self._replayed(pymupdf.TEXT_PRESERVE_IMAGES).extractIMGINFO()

    @cached_property
    def text(self) -> str:
        """The text as the file gives it, unknown characters as U+FFFD."""
        if self.textpage is self._first:
            return self._first_text
        if _UNKNOWN in self._first_text:
            return self._replayed(_READ).extractText()
        return self.textpage.extractText()

    @cached_property
    def drawings(self) -> list[dict]:
        """PyMuPDF's paths, in drawing order."""
        return self.source.get_cdrawings()
