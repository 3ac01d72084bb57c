"""Weight and size of lines that recur on the pages of a scan."""

from __future__ import annotations

from dataclasses import replace

from extractors.ocr.styles import settle_styles
from models.geometry import Box
from models.page import Fill, Page, Word


def page(number: int, *lines: tuple[str, float, float, bool], kind: str = "ocr") -> Page:
    """Lines of (text, x0, size, bold), one below the other, each word as wide as its letters."""
    words = []
    for k, (text, x0, size, bold) in enumerate(lines):
        base = 100 + 20 * k
        for word in text.split():
            x1 = x0 + 0.5 * size * len(word)
            words.append(Word(word, Box(x0, base - 0.92 * size, x1, base + 0.22 * size), number, size, bold))
            x0 = x1 + 0.3 * size
    return Page(number, 595, 842, 0, kind=kind, words=words)


def looks(pages: list[Page], text: str) -> list[tuple[float, bool]]:
    return [(w.size, w.bold) for p in pages for w in p.words if w.text == text]


def test_a_label_is_heavy_where_its_twins_are():
    pages = [page(n, ("Partenaires", 50, 10, n != 2), ("Ville de Laval", 50, 10, False)) for n in (1, 2, 3)]
    settle_styles(pages)
    assert looks(pages, "Partenaires") == [(10, True)] * 3
    assert looks(pages, "Laval") == [(10, False)] * 3


def test_a_label_before_its_colon_is_heavy_and_its_text_is_not():
    pages = [page(n, (f"Pilote : Ville {n}", 50, 10, False)) for n in (1, 2, 3, 4)]
    for p in pages[:3]:
        p.words = [*(Word(w.text, w.box, w.page, w.size, True) for w in p.words[:2]), *p.words[2:]]
    settle_styles(pages)
    assert looks(pages, "Pilote") == [(10, True)] * 4
    assert looks(pages, "Ville") == [(10, False)] * 4


def test_a_word_of_a_heading_stays_light_in_another_column():
    pages = [page(n, ("Action", 50, 10, True), ("État", 300, 10, False)) for n in (1, 2, 3)]
    pages.append(page(4, ("Action", 300, 10, False), ("Logement", 300, 10, False)))
    settle_styles(pages)
    assert looks(pages, "Action") == [(10, True)] * 3 + [(10, False)]


def test_one_size_for_the_same_label():
    pages = [page(n, ("ÉCHÉANCE", 50, 14.5 if n == 3 else 10, True)) for n in (1, 2, 3, 4)]
    odd = pages[2].words[0]  # measured too large, but no wider than the others
    pages[2].words[0] = replace(odd, box=Box(50, odd.box.y0, pages[0].words[0].box.x1, odd.box.y1))
    settle_styles(pages)
    assert looks(pages, "ÉCHÉANCE") == [(10, True)] * 4
    assert abs(pages[2].words[0].box.height - 11.4) < 0.01 and abs(pages[2].words[0].box.y1 - 102.2) < 0.01


def test_a_title_that_pages_recall_in_small_keeps_its_size():
    pages = [page(n, ("Cultiver le lien", 50, 22 if n == 1 else 8.5, False)) for n in (1, 2, 3, 4)]
    settle_styles(pages)
    assert [size for size, _ in looks(pages, "Cultiver")] == [22, 8.5, 8.5, 8.5]


def test_printed_pages_and_rare_texts_are_left_alone():
    printed = [page(n, ("Partenaires", 50, 10, n != 2), kind="digital") for n in (1, 2, 3)]
    rare = [page(n, ("Partenaires", 50, 10, n != 2)) for n in (1, 2)]
    settle_styles(printed)
    settle_styles(rare)
    assert looks(printed, "Partenaires")[1] == looks(rare, "Partenaires")[1] == (10, False)


def banded(number: int, *sizes: float, high: float = 40) -> Page:
    """A light title on each of the dark bands of a page."""
    made = page(number, *((f"Titre {number} {k}", 50, size, True) for k, size in enumerate(sizes)))
    made.words = [Word(w.text, w.box, w.page, w.size, True, color=0xFFFFFF) for w in made.words]
    tops = sorted({w.box.y0 for w in made.words})
    made.fills = [Fill(Box(40, top - 3, 300, top - 3 + high), 0) for top in tops]
    return made


def test_titles_on_bands_alike_are_of_one_size():
    pages = [banded(1, 12.5), banded(2, 12.5), banded(3, 15), banded(4, 15.5)]
    settle_styles(pages)
    assert looks(pages, "Titre") == [(12.5, True)] * 4


def test_titles_on_bands_of_other_heights_keep_their_sizes():
    pages = [banded(1, 12), banded(2, 12), banded(3, 15, high=50), banded(4, 12), banded(5, 20)]
    settle_styles(pages)  # and one too large to be told from the others by noise alone
    assert [size for size, _ in looks(pages, "Titre")] == [12, 12, 15, 12, 20]
