"""What is printed around the text: headers, footers, numbers, stamps, watermarks, footnotes."""

from __future__ import annotations

import pytest
from drawing import Sheet, run_around
from pages import LONG, asides, grid_texts, lay_out, only_table, several_pages, tables, texts

from extractors.layout.furniture import set_aside
from models.geometry import Box
from models.page import Fill, Page, Word

# -- what is set aside


def test_headers_footers_and_page_numbers_are_set_aside():
    sheets = several_pages()
    run_around(sheets, header="PDALHPD de la Gironde 2024-2030", footer="Direction de l'habitat")
    for k, layout in enumerate(lay_out(*sheets), 1):
        assert asides(layout) == {
            "header": "PDALHPD de la Gironde 2024-2030", "footer": "Direction de l'habitat", "page_number": str(k),
        }  # fmt: skip
        assert len(texts(layout)) == 1


def test_a_footer_that_holds_the_page_number_is_one_footer():
    sheets = several_pages()
    for k, sheet in enumerate(sheets, 1):
        sheet.run(60, 800, f"Agglomération du Pays – {k}", 8)
    assert [asides(la) for la in lay_out(*sheets)] == [{"footer": f"Agglomération du Pays – {k}"} for k in range(1, 5)]


def test_a_year_beside_its_label_is_no_page_number():
    sheet = Sheet()
    sheet.labels(60, 70, [("Calendrier", "2025"), ("Pilote", "CAF"), ("Budget", "10 000 €")])
    assert ["Calendrier", "2025"] in grid_texts(only_table(sheet))


@pytest.mark.parametrize("label", ["Pilote", "Axe 2 : Habiter", "Action 3 : Créer des logements", "Calendrier"])
def test_labels_and_headings_are_never_running_headers(label):
    sheets = several_pages()
    for sheet in sheets:
        sheet.run(60, 40, label, 10, bold=True)
    for layout in lay_out(*sheets):
        assert texts(layout)[0] == label
        assert layout.asides == []


def test_the_repeated_head_of_a_table_is_never_a_running_header():
    sheets = several_pages()
    for sheet in sheets:
        sheet.table(60, 30, [200, 150, 120], [["Enveloppe", "Reste", "Note"], ["a", "b", "c"], ["d", "e", "f"]])
    for layout in lay_out(*sheets):
        assert grid_texts(tables(layout)[0])[0] == ["Enveloppe", "Reste", "Note"]


def test_a_receipt_up_the_margin_is_no_part_of_the_tab_beside_it():
    sheet = Sheet()
    sheet.run(24, 700, "Accusé de réception en préfecture 033-200069581-20240328-2024-31-DE", 6.5, angle=90)
    sheet.run(33, 700, "Reçu le 02/04/2024", 6.5, angle=90)
    sheet.run(30, 380, "AXE A", 12, bold=True, angle=90)
    sheet.write(80, 100, LONG, width=400)
    (layout,) = lay_out(sheet)
    found = asides(layout)
    assert found["header"] == "AXE A" and found["stamp"].endswith("Reçu le 02/04/2024")


def test_the_receipt_stamp_is_set_aside_and_a_sentence_about_it_is_not():
    sheet = Sheet()
    sheet.stamp()
    sheet.write(60, 200, "Cet acte fait l'objet d'un accusé de réception en préfecture.")
    (layout,) = lay_out(sheet)
    assert asides(layout)["stamp"].split("\n")[1] == "033-200069581-20240328-2024-31-DE"
    assert texts(layout) == ["Cet acte fait l'objet d'un accusé de réception en préfecture."]


def test_a_slanted_watermark_is_set_aside():
    sheet = Sheet()
    sheet.write(60, 200, LONG, width=470)
    sheet.watermark("PROJET")
    (layout,) = lay_out(sheet)
    assert asides(layout) == {"watermark": "PROJET"}
    assert texts(layout) == [LONG]


def test_footnotes_are_set_aside_but_a_small_table_note_is_not():
    noted, plain = Sheet(), Sheet()
    for sheet in (noted, plain):
        sheet.write(60, 200, LONG, width=470)
    noted.footnote(740, "1 Programme local de l'habitat.")
    plain.run(60, 743, "Source des chiffres : Insee.", 7)
    first, second = lay_out(noted, plain)
    assert asides(first) == {"footnote": "1 Programme local de l'habitat."}
    assert texts(first) == [LONG]
    assert texts(second)[-1] == "Source des chiffres : Insee."


def test_figures_of_a_table_at_the_foot_of_the_page_are_no_page_numbers():
    sheets = several_pages()
    for k, sheet in enumerate(sheets, 1):
        sheet.run(295, 815, str(k), 9)
    for x, text in ((60, "Linéaire reconnecté"), (330, "12"), (410, "45"), (490, "80")):
        sheets[0].run(x, 765, text, 9)
    (first, *_) = lay_out(*sheets)
    assert [a.text.text for a in first.asides] == ["1"]
    assert " ".join(texts(first)).endswith("Linéaire reconnecté 12 45 80")


def test_two_pages_on_a_sheet_have_a_number_each():
    sheet = Sheet(842, 595)
    for x, n in ((200, 4), (621, 5)):
        sheet.run(x, 570, str(n), 8)
        sheet.write(x - 140, 80, LONG, width=300)
    assert [a.text.text for a in lay_out(sheet)[0].asides] == ["4", "5"]


def test_the_tab_of_a_chapter_is_read_upwards_whatever_comes_first():
    def turned(text: str, y1: float, y0: float) -> Word:
        return Word(text, Box(15, y0, 31, y1), 1, 13.0, True, angle=90)

    pieces = [turned("logements", 380, 318), turned("abordables", 314, 248), turned("Produire", 537, 486), turned("des", 405, 386)]
    page = Page(1, 595, 842, words=[*pieces, turned("AXE", 591, 566), turned("A", 562, 553), turned("–", 548, 543)])
    ((_, _, asides),) = set_aside([page], lambda text: False, [[]])
    assert [a.text.text for a in asides] == ["AXE A – Produire des logements abordables"]


def test_a_chapter_s_tab_a_scan_shows_a_little_off_its_edge_is_set_aside() -> None:
    def tabbed(page_kind: str, x1: float) -> list[str]:
        page = Page(1, 595, 842, 0, kind=page_kind)
        page.fills.append(Fill(Box(566, 63, x1, 137), 0x787878))
        page.words.append(Word("1", Box(577, 89, 583, 107), 1, size=16.5, color=0xFFFFFF))
        page.words += [Word(t, Box(60 + 90 * k, 100, 140 + 90 * k, 112), 1, size=10.5) for k, t in enumerate(("Produire", "des", "logements"))]
        ((_, _, found),) = set_aside([page], lambda _: False, [[]])
        return [a.text.text for a in found if a.kind == "header"]

    assert tabbed("ocr", 591.5) == ["1"]
    assert tabbed("ocr", 575.0) == []
    assert tabbed("digital", 591.5) == []
    assert tabbed("digital", 595.0) == ["1"]
