"""What tools do to letters and pages: set apart, raised, hidden, laid on their side, two to a sheet."""

from __future__ import annotations

import pymupdf
import pytest
from drawing import BLUE, WHITE, Sheet, as_pdf, width_of
from pages import LONG, grid_texts, lay_out, tables, texts

from extractors.document import layout_document
from extractors.legibility import judge_text
from extractors.printed_words import _clean
from extractors.reading import read_pages


def read(pdf: bytes) -> list[str]:
    with pymupdf.open(stream=pdf) as doc:
        return texts(layout_document(read_pages(doc, ocr="off"))[0])


def plain() -> Sheet:
    sheet = Sheet()
    sheet.run(60, 60, "Action 1 : Créer une maison des familles", 12, bold=True)
    sheet.write(60, 90, LONG, width=470)
    return sheet


PLAIN = ["Action 1 : Créer une maison des familles", LONG]


@pytest.mark.parametrize("gap", [5, 8])
def test_letters_set_apart_are_words_again(gap):
    sheet, x = Sheet(), 60.0
    for c in "AXE 1 : HABITER":
        sheet.run(x, 60, c, 14, bold=True)
        x += (width_of(c, 14, True) if c != " " else 4) + gap
    sheet.write(60, 100, LONG, width=470)
    assert texts(lay_out(sheet)[0]) == ["AXE 1 : HABITER", LONG]


def test_spaces_typed_between_letters_do_not_spoil_the_page():
    sheet = Sheet()
    sheet.run(60, 60, "A X E   1   :   H A B I T E R", 14, bold=True)
    sheet.run(60, 90, "P I L O T E : CAF", 10, bold=True)
    sheet.run(60, 110, "A X E   2", 14, bold=True)
    sheet.write(60, 140, LONG, width=470)
    assert texts(lay_out(sheet)[0]) == ["AXE 1 : HABITER", "PILOTE : CAF", "AXE 2", LONG]


def test_labels_set_apart_with_letters_that_print_closer():
    """Kerning leaves "ra" and "év" together where the font sets all other letters of the label apart."""
    sheet = Sheet()
    for y, label in ((60, "Maîtrise"), (80, "d 'ouv ra g e :"), (100, "d év e l o pp e m e n t d u ra b l e")):
        x = 60.0
        parts = label.split(" ") if " " in label else list(label)
        for part in parts:
            for piece in [part] if len(part) <= 2 else list(part):
                sheet.run(x, y, piece, 9, bold=True)
                x += width_of(piece, 9, True) + 1.4 + (2.2 if label.startswith("d év") and piece == "t" else 0)
    sheet.write(60, 140, LONG, width=470)
    assert texts(lay_out(sheet)[0])[:3] == ["Maîtrise", "d'ouvrage :", "développement durable"]


def test_a_hyphen_drawn_over_a_soft_one_is_no_letter_of_the_word():
    assert _clean("partici\u00ad-") == "partici\u00ad"
    assert _clean("porte-\u00ada-porte-") == "porte-a-porte-"


def test_labels_set_apart_do_not_make_a_page_illegible():
    label = "O b j e c t i f s d e d év e l o p p e m e n t d u ra b l e\xa0 :"
    page = f"{LONG}\n{label}\n{LONG}\n" + "\n".join(["M a î t r i s e\nd 'o u v ra g e :", "P o i n t s d e v i g i l a n c e"] * 3)
    assert judge_text(page).fault is None


def test_separate_small_letters_are_still_a_fault():
    assert judge_text(" ".join(" ".join(word) for word in LONG.split())).fault


def test_crosses_and_letters_of_choice_stay_apart():
    sheet = Sheet()
    sheet.run(60, 60, "X X X X X X", 10)
    sheet.run(60, 90, "A B C", 10)
    sheet.write(60, 140, LONG, width=470)
    assert texts(lay_out(sheet)[0])[:2] == ["X X X X X X", "A B C"]


def test_small_capitals_drawn_in_two_sizes_are_one_line():
    sheet, x = Sheet(), 60.0
    for big, small in (("A", "XE"), (" 1 ", ""), ("L", "E"), (" L", "OGEMENT")):
        x = sheet.run(x, 60, big, 16, bold=True)
        x = sheet.run(x, 62.4, small, 12.8, bold=True) if small else x
    sheet.write(60, 100, LONG, width=470)
    assert texts(lay_out(sheet)[0])[0] == "AXE 1 LE LOGEMENT"


def test_words_cut_at_line_ends():
    sheet = Sheet()
    cut = "le terri-\ntoire et la coopéra-\ntion des Côtes-\nd’Armor, les asso\u00ad\nciations de Saint-\nBrieuc, rendez-\nvous annuel"
    sheet.write(60, 60, cut)
    assert texts(lay_out(sheet)[0]) == [
        "le territoire et la coopération des Côtes-d’Armor, les associations de Saint-Brieuc, rendez-vous annuel"
    ]


def test_raised_letters_stay_in_their_words_and_calls_of_notes_go():
    sheet, x = Sheet(), 60.0
    parts = (
        "Le 1",
        "^er",
        " janvier, la commune n",
        "^o",
        " 3 et les logements",
        "^4",
        " du parc, 40 m",
        "^2",
        " au XXI",
        "^e",
        " siècle",
    )
    for part in parts:
        up = part.startswith("^")
        x = sheet.run(x, 60.2 if up else 60, part.lstrip("^"), 6 if up else 10)
    sheet.write(60, 100, LONG, width=470)
    assert (
        texts(lay_out(sheet)[0])[0] == "Le 1er janvier, la commune no 3 et les logements du parc, 40 m2 au XXIe siècle"
    )


def test_white_text_is_read_on_colour_and_left_on_paper():
    sheet = plain()
    sheet.write(60, 300, "Note laissée en blanc par le rédacteur", color=WHITE)
    sheet.fill(50, 350, 300, 380, BLUE)
    sheet.run(60, 357, "Pilote : commune", 10, color=WHITE)
    assert texts(lay_out(sheet)[0]) == [*PLAIN, "Pilote : commune"]


def test_ink_less_text_of_a_digital_page_is_left():
    with pymupdf.open(stream=as_pdf([plain()])) as doc:
        doc[0].insert_text((60, 300), "Texte sans encre", render_mode=3)
        doc[0].insert_text((60, 330), "Texte transparent", fill_opacity=0)
        doc[0].insert_text((60, 360), "Texte au contour", render_mode=1)
        assert read(doc.tobytes()) == [*PLAIN, "Texte au contour"]


def test_ink_less_text_over_drawn_letters_is_their_text():
    with pymupdf.open(stream=as_pdf([plain()])) as doc:
        doc[0].insert_text((60, 300), "Titre en courbes", render_mode=3, fontsize=14)
        for k in range(12):
            doc[0].draw_circle((66 + 9 * k, 296), 4, color=None, fill=(0, 0, 0))
        assert "Titre en courbes" in read(doc.tobytes())


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_laid_on_its_side_is_read_upright_and_its_boxes_are_those_displayed(rotation):
    with pymupdf.open(stream=as_pdf([plain()])) as doc:
        doc[0].set_rotation(rotation)
        turned = doc.tobytes()
    with pymupdf.open(stream=turned) as doc:
        (page,) = read_pages(doc, ocr="off")
        assert texts(layout_document([page])[0]) == PLAIN
        assert {w.angle for w in page.words} == {0}
        word = next(w for w in page.words if w.text == "familles")
        box = page.displayed(word.box)
        expected = (
            pymupdf.Rect(next(w[:4] for w in doc[0].get_text("words") if w[4] == "familles")) * doc[0].rotation_matrix
        )
        assert abs(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1).normalize() - expected.normalize()) < 0.1
        assert (page.display.width, page.display.height) == (doc[0].rect.width, doc[0].rect.height)


def test_a_turned_tab_does_not_turn_its_page():
    sheet = plain()
    sheet.run(20, 400, "Chapitre 2 – Les actions", 12, angle=90)
    (layout,) = lay_out(sheet)
    assert layout.page.display is None
    assert texts(layout) == PLAIN


@pytest.mark.parametrize("box", [(40, 40, 560, 800), (10, 0, 595, 842)])
def test_what_the_crop_box_leaves_out_is_left(box):
    sheet = plain()
    sheet.run(60, 820, "Repère de coupe", 8)
    with pymupdf.open(stream=as_pdf([sheet])) as doc:
        doc[0].set_cropbox(pymupdf.Rect(box))
        found = read(doc.tobytes())
    assert found[:2] == PLAIN
    assert ("Repère de coupe" in found) == (box[3] > 830)


def test_two_pages_on_one_sheet_are_read_one_after_the_other():
    sheet = Sheet(842, 595)
    for x, n, title in ((0, 4, "Action 1 : Ouvrir une maison"), (421, 5, "Action 2 : Former les agents")):
        sheet.run(x + 40, 40, title, 14, bold=True)
        sheet.write(x + 40, 80, LONG, width=330)
        sheet.labels(x + 40, 200, [("Pilote", f"CAF {n}"), ("Calendrier", "2025-2027")], split=x + 140, right=x + 380)
        sheet.run(x + 200, 570, str(n), 8)
    (layout,) = lay_out(sheet)
    found = texts(layout)
    assert [t for t in found if t.startswith("Action")] == [
        "Action 1 : Ouvrir une maison",
        "Action 2 : Former les agents",
    ]
    assert [grid_texts(t)[0] for t in tables(layout)] == [["Pilote", "CAF 4"], ["Pilote", "CAF 5"]]
    assert found.index("CAF 4") < found.index("Action 2 : Former les agents")
