"""Bold letters of a plain font: printed twice a hair apart, or filled and stroked."""

from __future__ import annotations

from collections.abc import Callable

import pymupdf
import pytest
from pages import LONG

from extractors.reading import read_pages

Print = Callable[[pymupdf.Page, float, str], None]


def twice(page: pymupdf.Page, y: float, text: str) -> None:
    for x in (60, 60.4):
        page.insert_text((x, y), text, fontsize=12)


def letter_by_letter(page: pymupdf.Page, y: float, text: str) -> None:
    x = 60.0
    for letter in text:
        for at in (x, x + 0.4):
            page.insert_text((at, y), letter, fontsize=12)
        x += pymupdf.get_text_length(letter, fontsize=12)


def stroked(page: pymupdf.Page, y: float, text: str) -> None:
    page.insert_text((60, y), text, fontsize=12, render_mode=2, border_width=0.03)


def bold_words(heading: Print, body: Print | None = None) -> tuple[str, str]:
    """The bold words of a page and the others."""
    doc = pymupdf.open()
    page = doc.new_page()
    heading(page, 80, "Objectif de la fiche")
    for k in range(6):
        (body or (lambda p, y, t: p.insert_text((60, y), t, fontsize=10)))(page, 120 + 20 * k, LONG[:80])
    words = read_pages(doc, ocr="off")[0].words
    return tuple(" ".join(w.text for w in words if w.bold is bold) for bold in (True, False))


@pytest.mark.parametrize("heading", [twice, letter_by_letter, stroked])
def test_weight_drawn_is_weight(heading: Print) -> None:
    bold, plain = bold_words(heading)
    assert bold == "Objectif de la fiche"
    assert plain.startswith(LONG[:20])


def test_a_page_stroked_all_over_is_plain() -> None:
    assert bold_words(stroked, stroked)[0] == ""
