"""Forms nobody described: their own words for labels, titles beside columns, tables in tables, asides before the fiches."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet
from pages import LONG
from plans import above, actions, field, read, tree

from extractors.printed_lines import names_on_lines
from extractors.segment.ticks import ticked
from models.geometry import Box
from models.text import Mark, PlacedText

FIELDS = [("Objectif", LONG), ("Pilote", "Ville de Bazas"), ("Calendrier", "2025")]
TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]


@pytest.mark.parametrize("aside", ["Gouvernance", "Diagnostic du territoire", "Glossaire"])
def test_fiches_after_a_part_printed_larger_than_their_axis(aside):
    before = Sheet()
    y = before.write(60, 80, aside, size=22, bold=True) + 10
    before.write(60, y, LONG, width=470)
    sheets = [before]
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = 80
        if number == 1:
            y = sheet.write(60, y, "Axe 1 : Habiter", size=18, bold=True) + 8
        y = sheet.write(60, y, f"{number}. {title}", size=13, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert tree(plan) == [("1", "Habiter", None)]


def test_an_account_of_an_earlier_plan_stays_aside():
    before = Sheet()
    y = before.write(60, 80, "Bilan du plan précédent", size=22, bold=True) + 10
    y = before.write(60, y, "1. Ouvrir une résidence", size=13, bold=True) + 8
    before.sections(60, y, [("Pilote", "DDT"), ("Calendrier", "2014"), ("Coût", "3 000 €")], width=470)
    sheets = [before]
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 80, "Le plan d'action", size=22, bold=True) + 8 if number == 1 else 80
        y = sheet.write(60, y, f"{number}. {title}", size=13, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert [t for _, t in actions(read(*sheets))] == TITLES


def test_labels_in_the_forms_own_words_are_understood_by_what_stands_under_them():
    sheets = []
    values = [("Ville de Bazas", "CAF, DDT"), ("Mission locale", "ADIL, communes"), ("Département", "État, CCAS")]
    for title, (lead, others) in zip(TITLES, values, strict=True):
        sheet = Sheet()
        y = sheet.write(60, 80, title, size=15, bold=True) + 8
        rows = [("À la manœuvre", lead), ("Ils sont de la partie", others), ("Calendrier", "2025"), ("Objectif", LONG)]
        sheet.sections(60, y, rows, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [t for _, t in actions(plan)] == TITLES
    assert [field(a, "pilot") for a in plan.actions] == [lead for lead, _ in values]
    assert [field(a, "partner") for a in plan.actions] == [others for _, others in values]


def test_a_title_beside_a_side_column_opens_the_fiche_the_column_belongs_to():
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.fill(40, 80, 190, 420, GREY)
        y = 95
        for label, value in (("Pilote", f"Commune {number}"), ("Calendrier", "2025"), ("Budget", "12 000 €")):
            y = sheet.write(52, y, label, size=9, bold=True) + 2
            y = sheet.write(52, y, value, size=9) + 30
        y = sheet.write(220, 85, title, size=20, bold=True) + 10
        y = sheet.write(220, y, "Objectif", size=10, bold=True) + 4
        sheet.write(220, y, LONG, size=10, width=320)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [t for _, t in actions(plan)] == TITLES
    assert [field(a, "pilot") for a in plan.actions] == ["Commune 1", "Commune 2", "Commune 3"]


def test_labels_side_by_side_head_the_columns_under_them():
    rows = [("Budget prévisionnel", "", "Plan de financement", ""), ("Poste", "Montant", "Financeur", "Montant"),
            ("Étude", "20 000 €", "État", "15 000 €"), ("Travaux", "80 000 €", "Région", "85 000 €")]  # fmt: skip
    sheet = Sheet()
    y = sheet.write(60, 80, "Action 1 : Créer un guichet unique", size=15, bold=True) + 8
    y = sheet.sections(60, y, FIELDS, width=470) + 10
    sheet.fill(60, y, 535, y + 22, BLUE)
    sheet.write(66, y + 6, rows[0][0], bold=True, color=WHITE)
    sheet.write(306, y + 6, rows[0][2], bold=True, color=WHITE)
    for k, row in enumerate(rows[1:], 1):
        for x, text in zip((66, 186, 306, 426), row, strict=True):
            sheet.write(x, y + 22 * k + 6, text)
    for k in range(len(rows) + 1):
        sheet.rule(60, y + 22 * k, 535, y + 22 * k)
    sheet.rule(60, y, 60, y + 88), sheet.rule(300, y, 300, y + 88), sheet.rule(535, y, 535, y + 88)
    for x in (180, 420):
        sheet.rule(x, y + 22, x, y + 88)
    (action,) = read(sheet).actions
    assert "Travaux : 80 000 €" in field(action, "cost")
    assert field(action, "funder").split("\n") == ["État : 15 000 €", "Région : 85 000 €"]


def test_years_over_their_semesters():
    sheet = Sheet()
    y = sheet.write(60, 80, "Action 1 : Créer un guichet unique", size=15, bold=True) + 8
    y = sheet.sections(60, y, FIELDS[:2], width=470) + 10
    xs = [60, 200, 260, 320, 380, 440, 500]
    for k in range(4):
        sheet.rule(60, y + 22 * k, 500, y + 22 * k)
    for k, x in enumerate(xs):
        sheet.rule(x, y + (22 if k in (2, 4) else 0), x, y + 66) if k in (2, 4) else sheet.rule(x, y, x, y + 66)
    sheet.write(66, y + 6, "Étapes", bold=True)
    for x, year in ((206, "2025"), (326, "2026"), (446, "2027")):
        sheet.write(x, y + 6, year, bold=True)
    for x, part in zip(xs[1:], ("S1", "S2", "S1", "S2", "S1"), strict=False):
        sheet.write(x + 6, y + 28, part, bold=True)
    sheet.write(66, y + 50, "Ouverture")
    sheet.write(266, y + 50, "X"), sheet.write(326, y + 50, "X")
    (action,) = read(sheet).actions
    assert [f.kind for f in action.fields if f.rule == "year_marks"] == ["2025-2026"]


def test_two_kinds_of_fiches_in_one_plan():
    sheets = []
    for number, title in enumerate(["Ouvrir un lieu", "Créer un service", "Tenir un forum"], 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"{number}. {title}", size=15, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    for number, title in enumerate(TITLES, 4):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number} : {title}", size=13, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert [n for n, _ in actions(read(*sheets))] == ["1", "2", "3", "4", "5", "6"]


def test_steps_numbered_in_each_fiche_are_no_actions():
    sheets = []
    for title in TITLES:
        sheet = Sheet()
        y = sheet.write(60, 80, title, size=18, bold=True) + 8
        y = sheet.sections(60, y, [("Contexte", LONG)], width=470) + 4
        for k, step in enumerate(("Recenser les besoins", "Choisir un lieu", "Ouvrir au public"), 1):
            y = sheet.write(60, y, f"{k}. {step}", size=10, bold=True) + 4
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [t for _, t in actions(plan)] == TITLES
    assert list(above(plan).values()) == [None] * 3


def printed(*lines: str) -> PlacedText:
    """A text whose words stand on these printed lines."""
    marks, at = [], 0
    for k, line in enumerate(lines):
        x = 50.0
        for word in line.split(" "):
            marks.append(Mark(at, at + len(word), 1, Box(x, 100 + 14 * k, x + 6 * len(word), 110 + 14 * k)))
            at += len(word) + 1
            x += 6 * len(word) + 3
    return PlacedText(" ".join(lines), marks)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("centre hospitalier de Laval", "ARS"), 2),
        (("Chambre d'agriculture", "Association Tremplin"), 2),
        (("Communauté de communes", "du Val de Seille"), 1),
        (("Chambre de métiers", "et de l'artisanat"), 1),
        (("Département des", "Côtes-d'Armor"), 1),
        (("Syndicat mixte", "(SM Loze)"), 1),
    ],
)
def test_names_that_only_a_line_end_parts(lines, names):
    text = names_on_lines(printed(*lines))
    assert len(text.text.split("\n")) == names
    assert text.text.replace("\n", " ") == " ".join(lines)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("☐ Conseil régional ☒ Collectivité ☐ Autre", "Collectivité"),
        ("[x] État [ ] Région [X] CAF", "État\nCAF"),
        ("☐ 2024 ☐ 2025", ""),
        ("☐ État\n☐ Région\n☐ Autre : ………\nÀ définir en 2026", "À définir en 2026"),
        ("☒ État : 3 000 €\n☐ Autre : ………\n…………", "État : 3 000 €"),
        ("■ Créer un lieu ■ Ouvrir un site", "■ Créer un lieu ■ Ouvrir un site"),
        ("État, Région", "État, Région"),
    ],
)
def test_of_boxes_to_tick_only_the_ticked_are_said(text, chosen):
    assert ticked(printed(text)).text == chosen
