"""Pages drawn as pictures, apart from us: sized, outlined, kept, and harmless whatever the PDF is."""

import os
import time

import pymupdf
import pytest

from extractors import picture
from models import errors
from pipeline import apart, pictures
from pipeline.settings import Settings

WORDS = "Pilote : Conseil départemental"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Two pages, the second stored on its side; and a home that keeps it."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    settings.create_folders()
    doc = pymupdf.open()
    page = doc.new_page(width=595, height=842)
    page.insert_text((72, 100), WORDS)
    page.insert_text((72, 114), "Coût : 12 000 euros")
    doc.new_page(width=842, height=595).insert_text((72, 100), "de côté")
    doc[1].set_rotation(90)
    doc.save(settings.original("ab" * 32))
    return settings, "ab" * 8


def size(png):
    pixmap = pymupdf.Pixmap(png)
    return pixmap.width, pixmap.height


def pixel(png, x, y, dpi=72):
    return pymupdf.Pixmap(png).pixel(round(x * dpi / 72), round(y * dpi / 72))


def test_a_page_has_the_size_asked_for(plan):
    settings, document = plan
    assert size(pictures.page_image(settings, document, 1, dpi=72)) == (595, 842)
    assert size(pictures.page_image(settings, document, 1, dpi=144)) == (1190, 1684)
    assert size(pictures.page_image(settings, document, 1, dpi=72, clip=(50, 80, 250, 130))) == (200, 50)
    assert size(pictures.page_image(settings, document, 2, dpi=72)) == (595, 842)  # as displayed


def test_boxes_are_outlined_in_their_colour_and_leave_the_text_black(plan):
    settings, document = plan
    png = pictures.page_image(
        settings, document, 1, boxes=[(200, 300, 400, 350), (60, 90, 300, 104, "#0000ff")], dpi=72
    )
    bare = pictures.page_image(settings, document, 1, dpi=72)
    assert pixel(png, 198, 320) == (0xD6, 0x33, 0x6C)  # the margin is outside the box
    assert pixel(png, 58, 97) == (0, 0, 255)
    assert pixel(bare, 198, 320) == pixel(png, 500, 500) == (255, 255, 255)
    inside = pixel(png, 300, 320)
    assert inside != (255, 255, 255) and min(inside) > 150
    darkest = min(sum(pixel(png, x, y)) for x in range(72, 200) for y in range(92, 104))
    assert darkest < 200


def test_a_box_off_the_page_or_upside_down_is_no_error(plan):
    settings, document = plan
    boxes = [(-500, -500, -400, -400), (900, 900, 9e9, 9e9), (400, 350, 200, 300)]
    assert pixel(pictures.page_image(settings, document, 1, boxes=boxes, dpi=72), 198, 320) == (0xD6, 0x33, 0x6C)


def test_words_under_a_box_come_line_by_line(plan):
    settings, document = plan
    assert pictures.text_in_box(settings, document, 1, (60, 85, 400, 120)) == f"{WORDS}\nCoût : 12 000 euros"
    assert pictures.text_in_box(settings, document, 1, (400, 120, 60, 107)) == "Coût : 12 000 euros"
    assert pictures.text_in_box(settings, document, 1, (400, 500, 450, 520)) == ""


@pytest.mark.parametrize("page", [0, 3, -1, 10**9])
def test_a_page_that_is_not_there(plan, page):
    with pytest.raises(errors.UsageError, match="ce document en a 2"):
        pictures.page_image(*plan, page)


@pytest.mark.parametrize("document", ["", "../../x", "ab" * 7, "*" * 16, "cd" * 8, "ab" * 8 + "/..", "ＡＢ" * 8])
def test_a_document_that_is_not_there(plan, document):
    with pytest.raises(errors.UnknownRecord):
        pictures.page_image(plan[0], document, 1)


def test_a_huge_page_is_drawn_smaller():
    doc = pymupdf.open()
    doc.new_page(width=14400, height=14400)
    path_area = doc[0].rect
    scale = picture._scale(path_area, 300)
    assert path_area.width * scale <= picture.MAX_SIDE
    assert (path_area.width * scale) ** 2 <= picture.MAX_PIXELS * 1.01


def test_a_picture_is_drawn_once(plan, monkeypatch):
    settings, document = plan
    first = pictures.page_image(settings, document, 1, dpi=90)
    monkeypatch.setattr(apart, "call", lambda *_, **__: pytest.fail("drawn again"))
    assert pictures.page_image(settings, document, 1, dpi=90) == first


def test_the_space_pictures_take_is_bounded(tmp_path):
    for n in range(5):
        path = tmp_path / f"{n}.png"
        path.write_bytes(b"x" * 100)
        os.utime(path, (n, n))
    pictures.sweep(tmp_path, space=250)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["3.png", "4.png"]


def hang():
    time.sleep(60)


def hoard():
    return [bytearray(64 << 20) for _ in range(100)]


def crash():
    os.kill(os.getpid(), 11)


def bug():
    raise KeyError("oubli")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("hang", errors.ReadingTimeout),
        ("hoard", errors.MemoryLimit),
        ("crash", errors.ReaderCrashed),
        ("bug", errors.PlanothequeError),
    ],
)
def test_what_goes_wrong_apart_is_told_and_harms_nobody(name, error):
    with pytest.raises(error) as told:
        apart.call(f"test_pictures:{name}", timeout=0.7 if name == "hang" else 30, memory=1 << 30)
    assert type(told.value) is error


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4\n", b"<html>", b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj"]
)
def test_what_is_no_pdf_is_told(tmp_path, content):
    settings = Settings(home=tmp_path)
    settings.create_folders()
    settings.original("cd" * 32).write_bytes(content)
    with pytest.raises(errors.DocumentError):
        pictures.page_image(settings, "cd" * 8, 1)
