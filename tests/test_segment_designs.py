"""Plans as designers print them: leaflets, cards, badges, numbers in the margin, words of their own."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet
from pages import LONG, lay_out, tables, texts
from plans import actions, field, read

from extractors.segment.style import Styles

FIELDS = [("Objectif", LONG), ("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, DDT"), ("Calendrier", "2025")]
TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers", "Rénover la halle"]


# -- leaflets


@pytest.mark.parametrize("strokes", [[302], [207, 400]])
def test_columns_parted_by_upright_strokes_are_read_one_after_the_other(strokes):
    sheet = Sheet()
    edges = [50, *strokes, 560]
    for x in strokes:
        sheet.rule(x, 60, x, 780)
    titles = [f"Mener le projet {n}" for n in range(1, 3 * len(edges) - 2)]
    for k, x in enumerate(edges[:-1]):
        y = 70 + 17 * k  # the columns are not level
        for n in range(3 * k, 3 * k + 3):
            sheet.fill(x + 8, y, x + 24, y + 16, BLUE)
            sheet.write(x + 12, y + 2, str(n + 1), size=10, bold=True, color=WHITE)
            y = sheet.write(x + 30, y, titles[n], size=13, bold=True, color=BLUE) + 4
            y = sheet.write(x + 8, y, LONG, width=edges[k + 1] - x - 20) + 3
            text = "**Pilote :** Ville de Bazas – **Partenaires :** CAF, DDT – **Calendrier :** 2025"
            y = sheet.write(x + 8, y, text, width=edges[k + 1] - x - 20, size=9) + 14
    plan = read(sheet)
    assert actions(plan) == [(str(n + 1), title) for n, title in enumerate(titles)]
    assert {field(a, "calendar") for a in plan.actions} == {"2025"}
    assert {field(a, "modalities") for a in plan.actions} == {LONG}


def test_a_stroke_between_labels_and_their_values_parts_nothing():
    sheets = []
    for n in (1, 2):
        sheet = Sheet()
        sheet.write(60, 60, f"Action {n} : Mener le projet {n}", size=14, bold=True)
        sheet.rule(180, 90, 180, 500)
        sheet.labels(60, 100, FIELDS, split=190)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert [field(action, f) for f in ("pilot", "partner", "calendar")] == ["Ville de Bazas", "CAF, DDT", "2025"]


# -- cards


def slide(titles: list[str]) -> Sheet:
    sheet = Sheet(width=842, height=595)
    sheet.write(40, 30, "Axe 1 – Habiter", size=18, bold=True)
    for k, title in enumerate(titles):
        x = 40 + 390 * k
        sheet.fill(x, 70, x + 375, 110, BLUE)
        sheet.write(x + 10, 82, title, size=14, bold=True, color=WHITE)
        sheet.box(x, 70, x + 375, 110)
        sheet.box(x, 110, x + 375, 540)
        sheet.sections(x + 10, 118, FIELDS[1:], width=350)
    return sheet


def test_a_band_over_its_frame_is_text_and_no_table():
    (layout,) = lay_out(slide(TITLES[:2]))
    assert tables(layout) == []
    told = [TITLES[0], "Pilote", "Ville de Bazas", "Partenaires"]
    at = texts(layout).index(told[0])
    assert texts(layout)[at : at + 4] == told


def test_what_is_printed_thrice_in_several_looks_is_no_word_of_a_form():
    sheets = [slide(TITLES[k : k + 1]) for k in (0, 1, 2)]
    for size in (9, 11):
        sheet = Sheet()
        sheet.sections(60, 60, [(t, "12 k€") for t in TITLES[:3]], width=400, size=size)
        sheets.append(sheet)
    layouts = lay_out(*sheets)
    styles = Styles.of(layouts)
    told = {p.text.text: styles.comes_back(p) for p in layouts[0].paragraphs()}
    assert told == {
        "Axe 1 – Habiter": False, TITLES[0]: False, "Pilote": True, "Ville de Bazas": True, "Partenaires": True,
        "CAF, DDT": True, "Calendrier": True, "2025": False,
    }  # fmt: skip


def test_titles_named_again_in_the_contents_and_the_costs_are_no_labels():
    first = Sheet(width=842, height=595)
    y = first.write(40, 40, "Sommaire", size=20, bold=True) + 10
    for title in ("Axe 1 – Habiter", *TITLES[:2]):
        y = first.write(60, y, title) + 4
    last = Sheet(width=842, height=595)
    last.write(40, 40, "Budget prévisionnel", size=20, bold=True)
    last.table(40, 80, [260, 80, 80], [["Action", "2025", "2026"], *([t, "10 k€", "12 k€"] for t in TITLES[:2])])
    plan = read(first, slide(TITLES[:1]), slide(TITLES[1:2]), last)
    assert [t for _, t in actions(plan)] == TITLES[:2]
    assert {field(a, "pilot") for a in plan.actions} == {"Ville de Bazas"}
    assert all("10 k€" in field(a, "cost") for a in plan.actions)
