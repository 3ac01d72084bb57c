"""Letters whose accents the file gives apart."""

from __future__ import annotations

import unicodedata

import pymupdf
from pages import LONG

from extractors.legibility import judge_text
from extractors.reading import read_pages


def test_accents_told_apart_are_of_their_letters() -> None:
    apart = unicodedata.normalize("NFD", LONG)
    assert apart != LONG
    doc = pymupdf.open()
    page = doc.new_page(width=1400)
    writer = pymupdf.TextWriter(page.rect)
    writer.append((60, 100), apart, font=pymupdf.Font("helv"), fontsize=10)
    writer.write_text(page)
    assert [w.text for w in read_pages(doc, ocr="off")[0].words] == LONG.split()
    assert judge_text("\n".join([apart] * 5)).fault is None
