"""What names an action in a form of its own: lines that say number and title, cells, words that gather rows of labels."""

from __future__ import annotations

import pytest
from drawing import Sheet
from pages import LONG
from plans import actions, field, read, tree

TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]
LEADS = ["Ville de Bazas", "Mission locale", "Département"]


def cover(title: str = "Programme local de l'habitat 2025-2030") -> Sheet:
    sheet = Sheet()
    sheet.write(60, 120, title, size=22, bold=True)
    return sheet


def test_lines_that_say_number_and_title_begin_the_fiches_and_those_over_them_their_level():
    sheets = [cover()]
    for k, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True)):
        sheet = Sheet()
        axis, number = ("A. Habiter", f"A{k + 1}") if k < 2 else ("B. Se déplacer", "B1")
        y = sheet.write(60, 80, f"Thématique : {axis}\nN° : {number}\nIntitulé de l'action : {title}")
        for label, value in [("Objectif", "Rénover dix logements."), ("Pilote", lead), ("Modalités", LONG), ("Budget", "30 000 €")]:
            sheet.fill(60, y + 2, 530, y + 17)
            sheet.run(66, y + 4, f"{label} :", 10)
            y = sheet.write(60, y + 20, value, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [("A1", TITLES[0]), ("A2", TITLES[1]), ("B1", TITLES[2])]
    assert [field(plan.actions[k], "pilot") for k in range(3)] == LEADS
    assert [plan.orientations[a.orientation].number for a in plan.actions] == ["A", "A", "B"]


@pytest.mark.parametrize(("first", "sign"), [("1", " "), ("1-1", " "), ("1-1", " · ")])
def test_numbers_that_open_the_titles_of_a_plan_without_a_sign(first, sign):
    sheets = []
    for k, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"{first[:-1]}{k}{sign}{title}", size=14, bold=True) + 8
        sheet.sections(60, y, [("Objectif", LONG), ("Pilote", lead), ("Calendrier", "2025")], width=470)
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(f"{first[:-1]}{k}", title) for k, title in enumerate(TITLES, 1)]


def test_titles_that_begin_with_a_quantity_keep_it():
    titles = ["12 logements pour les jeunes", "3 maisons de santé", "40 places d'hébergement"]
    sheets = []
    for title, lead in zip(titles, LEADS, strict=True):
        sheet = Sheet()
        y = sheet.write(60, 80, title[:3] + title[3:].capitalize(), size=14, bold=True) + 8
        sheet.sections(60, y, [("Objectif", LONG), ("Pilote", lead), ("Calendrier", "2025")], width=470)
        sheets.append(sheet)
    assert [number for number, _ in actions(read(*sheets))] == [None] * 3


def test_words_that_gather_rows_of_labels_are_no_label():
    sheets = []
    for k, title in enumerate(TITLES, 1):
        rows = [
            ["Présentation", "Constats", "Le parc est ancien."], [None, "Objectifs", "Rénover 30 logements par an."],
            ["Mise en œuvre", "Pilote :", "CAF"], [None, "Partenaires mobilisés autour du projet", "CAF, DDT"],
            ["Moyens et calendrier", "Budget", "30 000 €"], [None, "Calendrier", "2025-2027"], ["Indicateurs", None, "Logements rénovés"],
        ]  # fmt: skip
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {k} : {title}", size=14, bold=True) + 8
        spans = {(0, 0): (2, 1), (2, 0): (2, 1), (4, 0): (2, 1), (6, 0): (1, 2)}
        sheet.table(60, y, [90, 130, 250], rows, spans=spans, header=False)
        sheets.append(sheet)
    plan = read(*sheets)
    for k in range(3):
        assert field(plan.actions[k], "pilot") == "CAF"
        assert field(plan.actions[k], "context") == "Le parc est ancien."
        assert field(plan.actions[k], "cost") == "30 000 €"
        assert field(plan.actions[k], "indicator") == "Logements rénovés"
        assert field(plan.actions[k], "partner") == "CAF, DDT"
        assert field(plan.actions[k], "modalities") == ""


@pytest.mark.parametrize("word", ["Engagement", "Fiche-\naction"])
def test_a_word_over_its_number_in_a_cell_at_the_top_of_each_fiche(word):
    sheets = []
    for k, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1):
        sheet = Sheet()
        for left, right in ((60, 180), (180, 430), (430, 530)):
            sheet.box(left, 40, right, 94)
        sheet.run(66, 62, "Axe 1. Habiter", 9)
        sheet.run(186, 60, title, 12, bold=True)
        for line, text in enumerate(f"{word}\n{k}".split("\n")):
            sheet.run(450, 48 + 13 * line, text, 10)
        sheet.sections(60, 110, [("Objectif", LONG), ("Pilote", lead), ("Calendrier", "2025")], width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
    assert tree(plan) == [("1", "Habiter", None)]
    assert {a.label for a in plan.actions} == {word.replace("\n", "")}


def test_a_level_told_again_in_another_language_is_no_level_under_it():
    sheets = []
    words = ["Hobeki ekoitzi", "Etxeak berpiztu", "Bakoitza bizitegiratu"]
    for k, (title, lead) in enumerate(zip(TITLES, LEADS, strict=True), 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Défi {k} : Loger {'mieux ' * k}", size=17, bold=True) + 4
        y = sheet.write(60, y, f"{k}. erronka — {words[k - 1]}", size=14, bold=True) + 8
        y = sheet.write(60, y, f"Action {k} : {title}", size=12, bold=True) + 8
        sheet.sections(60, y, [("Objectif", LONG), ("Pilote", lead), ("Calendrier", "2025")], width=470)
        sheets.append(sheet)
    assert [number for number, _, parent in tree(read(*sheets)) if parent is None] == ["1", "2", "3"]
    assert len(tree(read(*sheets))) == 3
