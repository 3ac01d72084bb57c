"""Fonts whose glyphs are drawn in the file, as browsers print variable fonts: their descriptor tells their look."""

from __future__ import annotations

import pymupdf
import pytest

from extractors.drawn_fonts import DrawnFonts
from extractors.reading import read_pages

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def drawn_font(doc: pymupdf.Document, descriptor: str | None) -> int:
    """The object of a Type 3 font whose letters are blocks of ink."""
    glyph = doc.get_new_xref()
    doc.update_object(glyph, "<<>>")
    doc.update_stream(glyph, b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    told = ""
    if descriptor is not None:
        about = doc.get_new_xref()
        doc.update_object(about, f"<< /Type /FontDescriptor {descriptor} >>")
        told = f"/FontDescriptor {about} 0 R"
    names = " ".join(f"/{c}" for c in LETTERS)
    procs = " ".join(f"/{c} {glyph} 0 R" for c in LETTERS)
    font = doc.get_new_xref()
    doc.update_object(
        font,
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        f"/LastChar 122 /Widths [{' '.join(['600'] * 26)}] /Encoding << /Type /Encoding /Differences [97 {names}] >> "
        f"/CharProcs << {procs} >> /Resources << >> {told} >>",
    )
    return font


def printed(*descriptors: str | None) -> pymupdf.Document:
    """A page with one word a font, one under the other."""
    doc = pymupdf.open()
    page = doc.new_page()
    fonts = [drawn_font(doc, d) for d in descriptors]
    named = " ".join(f"/T{n} {font} 0 R" for n, font in enumerate(fonts))
    doc.xref_set_key(page.xref, "Resources", f"<< /Font << {named} >> >>")
    content = doc.get_new_xref()
    doc.update_object(content, "<<>>")
    lines = "".join(f"BT /T{n} 12 Tf 72 {700 - 40 * n} Td (mesure) Tj ET " for n in range(len(fonts)))
    doc.update_stream(content, lines.encode())
    doc.xref_set_key(page.xref, "Contents", f"{content} 0 R")
    return pymupdf.open(stream=doc.tobytes())


def test_weight_slant_and_name_of_a_drawn_font_are_its_descriptors():
    doc = printed(
        "/FontName /AAAAAA+Garamond /FontWeight 700 /ItalicAngle 0",
        "/FontName /BAAAAA+Garamond /FontWeight 400 /ItalicAngle -17",
        "/FontName /CAAAAA+Garamond-BoldItalic",
        "/FontName /DAAAAA+Garamond-Regular /FontWeight 400 /ItalicAngle 0",
        None,
    )
    (page,) = read_pages(doc, ocr="off")
    assert [w.text for w in page.words] == ["mesure"] * 5
    assert [(w.bold, w.italic) for w in page.words] == [
        (True, False), (False, True), (True, True), (False, False), (False, False),
    ]  # fmt: skip


@pytest.mark.parametrize("font", ["Helvetica", "Type3 (9999 0 R)", "Type3 ()", "Type3 (0 0 R)"])
def test_a_font_without_descriptor_tells_nothing(font: str):
    assert DrawnFonts(printed(None)).look(font) == ("", False, False)
