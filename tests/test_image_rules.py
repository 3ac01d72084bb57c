"""Tables whose rules are images."""

from __future__ import annotations

import pymupdf
from drawing import Sheet, as_pdf
from pages import ROWS, grid_texts, tables

from extractors.document import layout_document
from extractors.reading import read_pages


def test_rules_drawn_as_images_are_rules() -> None:
    widths, x, y, step = [200, 150, 120], 60.0, 100.0, 24.0
    sheet = Sheet()
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            sheet.run(x + sum(widths[:c]) + 4, y + step * r + 6, text, 9)
    black = pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, 1, 1), False)
    black.set_pixel(0, 0, (0,))
    with pymupdf.open(stream=as_pdf([sheet])) as doc:
        bottom, right = y + step * len(ROWS), x + sum(widths)
        for r in range(len(ROWS) + 1):
            at = y + step * r
            doc[0].insert_image((x, at - 0.4, right, at + 0.4), pixmap=black, keep_proportion=False)
        for c in range(len(widths) + 1):
            at = x + sum(widths[:c])
            doc[0].insert_image((at - 0.4, y, at + 0.4, bottom), pixmap=black, keep_proportion=False)
        pages = read_pages(doc, ocr="off")
    assert pages[0].images == [] and len(pages[0].rules) == len(ROWS) + len(widths) + 2
    (table,) = tables(layout_document(pages)[0])
    assert grid_texts(table) == ROWS
