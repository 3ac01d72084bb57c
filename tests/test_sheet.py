"""One interpretation of a page gives what separate ones by PyMuPDF give."""

from __future__ import annotations

import pymupdf
import pytest

from extractors.sheet import Sheet

_READ = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP


def _page(rotation: int, picture: bool) -> pymupdf.Page:
    doc = pymupdf.open()
    page = doc.new_page()
    page.insert_text((72, 90), "Fiche action n° 1 : loger")
    if picture:
        pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 8, 8))
        page.insert_image(pymupdf.Rect(60, 95, 300, 120), pixmap=pixels)
        page.insert_image(pymupdf.Rect(-40, 700, 40, 780), pixmap=pixels)
    page.insert_text((72, 110), "les ménages")
    page.draw_rect(pymupdf.Rect(60, 60, 400, 130))
    page.set_rotation(rotation)
    return pymupdf.open(stream=doc.tobytes(), filetype="pdf")[0]


@pytest.mark.parametrize("rotation", [0, 90, 180])
@pytest.mark.parametrize("picture", [False, True])
def test_as_pymupdf_gives_each(rotation: int, picture: bool) -> None:
    page = _page(rotation, picture)
    sheet = Sheet(page)
    flags = _READ | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    assert sheet.textpage.extractWORDS() == page.get_text("words", flags=flags)
    assert sheet.textpage.extractDICT() == page.get_textpage(flags=flags).extractDICT()
    assert sheet.text == page.get_text("text", flags=_READ)
    assert len(sheet.image_info) == (2 if picture else 0)
    assert sheet.image_info == page.get_image_info()
    assert sheet.drawings == page.get_cdrawings()
    assert page.rotation == rotation


def test_unknown_characters_are_told_apart_in_words_only() -> None:
    doc = pymupdf.open()
    page = doc.new_page()
    page.insert_text((72, 90), "ménages", fontname="helv")
    # Codes that stand for glyphs nobody knows.
    doc.xref_set_key(page.get_fonts()[0][0], "Encoding", "<</Type/Encoding/Differences[129/zz 141/zzz]>>")
    doc.update_stream(page.get_contents()[0], b"BT /helv 11 Tf 72 700 Td <6C81818D8D6C> Tj ET")
    page = pymupdf.open(stream=doc.tobytes(), filetype="pdf")[0]
    sheet = Sheet(page)
    flags = _READ | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
    assert sheet.text == page.get_text("text", flags=_READ)
    assert sheet.textpage.extractWORDS() == page.get_text("words", flags=flags)
    assert "\ufffd" in sheet.text and "\ufffd" not in sheet.textpage.extractText()
