"""Leaflets and fiches in columns with no stroke between: titles of one column, columns that begin anew, small signs."""

from __future__ import annotations

import pytest
from drawing import Sheet, width_of
from pages import grid_texts, lay_out, tables, texts
from test_layout_columns import FIRST, SECOND, THIRD, justify

from extractors.layout.gutters import find_gutters
from extractors.layout.lines import make_lines
from models.geometry import Box
from models.page import Word


def entry(sheet: Sheet, x: float, y: float, title: str, pilot: str, width: float = 150) -> float:
    y = sheet.write(x, y, title, size=11, bold=True, width=width) + 2
    for text in (f"Objectif : {pilot} agit pour que chacun trouve une réponse près de chez soi.", f"Pilote : {pilot}"):
        y = sheet.write(x, y, text, size=9, width=width) + 3
    return y + 6


@pytest.mark.parametrize(("top", "below"), [(76, 4), (70, 14)])
def test_second_and_third_columns_that_begin_higher_than_the_first_under_its_large_title(top, below):
    sheet = Sheet()
    y = sheet.write(60, top, "Plan d'actions", size=19, bold=True) + below
    entry(sheet, 60, y, "1. Ouvrir une halte dans les villages du canton", "Commune 0")
    for x, first in ((231, 2), (402, 5)):
        y = 60.0
        for k in range(first, first + 3):
            y = entry(sheet, x, y, f"{k}. Renforcer la présence médicale au bourg", f"Commune {k}")
    found = [t for t in texts(lay_out(sheet)[0]) if t[:1].isdigit() or t.startswith("Plan")]
    assert [t[:2] for t in found] == ["Pl", "1.", "2.", "3.", "4.", "5.", "6.", "7."]
    assert found[2] == "2. Renforcer la présence médicale au bourg"


def test_a_large_title_and_the_small_line_of_the_next_column_are_two_lines():
    sheet = Sheet()
    for k, text in enumerate(("Adapter l'offre aux besoins", "réels des habitants")):
        sheet.run(60, 100 + 20 * k, text, 17, bold=True)
    end = 60 + width_of("Adapter l'offre aux besoins", 17, True)
    sheet.write(60, 150, FIRST, width=end - 60)
    bottom = sheet.write(end + 18, 105, "entreprises du canton", size=10)
    sheet.write(end + 18, bottom, SECOND, width=180)
    assert "Adapter l'offre aux besoins réels des habitants" in texts(lay_out(sheet)[0])


@pytest.mark.parametrize("kicker", [False, True])
def test_two_columns_begin_anew_under_a_title_that_stands_in_the_first(kicker):
    sheet = Sheet()
    bottoms = [justify(sheet, 60, 60, f"Description : {FIRST}", 234), justify(sheet, 306, 60, "Pilote : Commune", 234)]
    y = max(bottoms) + 18
    if kicker:
        y = sheet.write(60, y, "MESURE 4", size=9) + 4
    y = sheet.write(60, y, "Ouvrir la rue aux enfants", size=13, bold=True) + 8
    justify(sheet, 60, y + 6, f"Description : {SECOND}", 234)
    for k, text in enumerate(("Pilote : Département", "Partenaires : CAF, bailleurs", "Coût : 20 000 euros", "Dates : 2026")):
        sheet.write(306, y + 24 * k, text)
    found = " | ".join(texts(lay_out(sheet)[0]))
    assert found.index("Commune") < found.index("Ouvrir la rue") < found.index(SECOND[:30]) < found.index("Département")


def test_the_end_of_a_text_over_two_columns_is_not_taken_back_into_the_second():
    sheet = Sheet()
    sheet.run(60, 60, "Descriptif", 10)
    bottom = justify(sheet, 160, 60, f"{FIRST} {SECOND}", 380)
    for k, (label, value) in enumerate([("Coût prévu", "20 000 euros"), ("Calendrier", "À partir de 2026")]):
        sheet.run(60, bottom + 4 + 16 * k, label, 10)
        sheet.run(160, bottom + 4 + 16 * k, value, 10)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert found.index(SECOND[-20:]) < found.index("Coût prévu")


def test_the_top_of_a_table_as_wide_as_the_label_over_it_is_no_underline():
    sheet = Sheet()
    width = width_of("Échéance", 9)
    sheet.run(60, 100, "Échéance", 9)
    for k, year in enumerate(("2023", "2024", "2025")):
        x = 60 + width * k
        sheet.box(x, 112.5, x + width, 126)
        sheet.box(x, 126, x + width, 140)
        sheet.run(x + 4, 114, year, 8, bold=True)
        sheet.run(x + 4, 128, "X" if k else "", 8)
    (table,) = tables(lay_out(sheet)[0])
    assert grid_texts(table)[0] == ["2023", "2024", "2025"]


def test_a_sign_nearly_level_with_a_line_of_the_other_column_stays_with_its_item():
    sheet = Sheet()
    for k in range(6):
        sheet.run(60, 100 + 14 * k, "L'action comprend un volet d'information", 9)
        at = sheet.run(306, 100 + 14 * k + 1.6, "●", 9)
        sheet.run(at + 3, 100 + 14 * k + 4.6, "Nombre d'élèves touchés", 9)
    assert texts(lay_out(sheet)[0]).count("Nombre d'élèves touchés") == 6


@pytest.mark.parametrize(("first", "joined"), [("Fiche action 1.1 | Culture et social :", True), ("Partenaires mobilisés :", False)])
def test_a_numbered_title_goes_on_after_its_colon(first, joined):
    sheet = Sheet()
    y = sheet.write(60, 60, first, size=13, bold=True)
    y = sheet.write(60, y, "des passerelles à construire", size=13, bold=True)
    sheet.write(60, y + 6, FIRST, width=470)
    assert (f"{first} des passerelles à construire" in texts(lay_out(sheet)[0])) == joined


@pytest.mark.parametrize("width", [184, 188, 220])
def test_bullets_run_into_a_text_do_not_hide_its_gutter(width):
    sheet = Sheet()
    run_in = "• Rédiger le cahier des charges • Retenir un prestataire • Mettre à jour la base • Former un groupe •"
    for x, text in ((60, f"{run_in} {run_in} {run_in} {FIRST}"), (76 + width, f"{SECOND} {THIRD} {SECOND}")):
        justify(sheet, x, 100, text, width)
    found = " ".join(texts(lay_out(sheet)[0]))
    assert FIRST in found and SECOND in found


def words_at(y: float, size: float, *spans: tuple[float, float]) -> list[Word]:
    return [Word("mot", Box(x0, y, x1, y + size), 1, size) for x0, x1 in spans]


def test_a_gutter_shown_by_the_bullets_of_a_column_goes_on_over_them():
    words: list[Word] = []
    for k in range(6):  # the second column's text begins beside an indented title
        words += words_at(100 + 14 * k, 11, (306, 380), (386, 470), (476, 547))
        words += words_at(103 + 18 * k, 13.5, (130, 190), (196, 260)) if k < 4 else []
    for k in range(8):
        words += words_at(186 + 14 * k, 11, (48, 120), (130, 210), (216, 290))
        words += words_at(184 + 14 * k, 11, (309, 316), (321, 400), (406, 480), (486, 547))
    assert min(g.y0 for g in find_gutters(words)) <= 100


def test_small_capitals_nearly_level_with_a_line_of_the_other_column_stay_one_label():
    other = Word("voiture.", Box(320.0, 120.1, 366.0, 131.1), 1, 11)
    label = [
        Word("Objectif", Box(48.0, 123.1, 85.1, 134.1), 1, 7.5),
        Word("de", Box(92.7, 126.0, 102.7, 133.5), 1, 7.5),
        Word("l'action", Box(110.0, 123.1, 150.0, 134.1), 1, 7.5),
    ]
    assert sorted(line.text for line in make_lines([other, *label])) == ["Objectif de l'action", "voiture."]
