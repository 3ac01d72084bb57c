"""Levels and numbers told by how they count, whatever signs stand beside them."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from pages import LONG
from plans import above, actions, read, tree

from extractors.french.headings import read_heading

FIELDS = [("Contexte", "Les départs ne sont pas remplacés."), ("Pilote", "ADMR"), ("Partenaires", "CCAS, MSA"), ("Calendrier", "2026-2027")]
LEVELS = ("Agir au plus près des habitants", "Prévenir plutôt que réparer")


def plan(level: str, action: str, *, size: float = 12) -> list[Sheet]:
    """Two levels of two actions each; ``level`` and ``action`` are filled with the level's number, the action's and its place."""
    sheets, n = [], 0
    for k, name in enumerate(LEVELS):
        sheet = Sheet()
        sheet.fill(50, 46, 545, 70, GREY)
        sheet.run(60, 51, level.format("12"[k], ("I", "II")[k], "AB"[k]) + name, 14, bold=True)
        y = 84.0
        for place in (1, 2):
            n += 1
            y = sheet.write(60, y, action.format(k + 1, ("I", "II")[k], place, n) + f"Mener le projet du lieu {n}", size=size, bold=True) + 4
            y = sheet.sections(60, y, FIELDS, width=470) + 8
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("text", ["1-1 Consultations itinérantes", "2-3. Apaiser", "1-2 · Relier", "1-1 : Former", "1-2-3 Agir"])
def test_numbers_in_two_parts_with_a_dash_number_titles(text):
    heading = read_heading(text)
    assert heading is not None and heading.role == "bare" and heading.number == text.split()[0].strip(".")


@pytest.mark.parametrize("text", ["16-25 ans", "2025-2030 : Agir", "1-2 logements", "10-12", "1-2Agir"])
def test_ranges_number_no_title(text):
    assert read_heading(text) is None


def test_actions_numbered_with_a_dash_have_their_numbers():
    found = read(*plan("Axe {0} : ", "{0}-{2} · "))
    assert [n for n, _ in actions(found)] == ["1-1", "1-2", "2-1", "2-2"]


@pytest.mark.parametrize(("level", "action", "numbers"), [("{0} ", "Action {0}.{2} : ", ["1", "2"]), ("{1} ", "Action {1}.{2} : ", ["I", "II"])])
def test_a_number_needs_no_sign_where_titles_of_one_look_count_up(level, action, numbers):
    found = read(*plan(level, action))
    assert tree(found) == [(n, name, None) for n, name in zip(numbers, LEVELS, strict=True)]
    assert list(above(found).values()) == [numbers[0], numbers[0], numbers[1], numbers[1]]


def test_a_title_of_two_words_counts_with_the_others():
    titles = ("Accueillir les femmes victimes de violences", "Accès aux droits", "Équiper les bourgs du département", "Aidants familiaux")
    sheets = []
    for n, title in enumerate(titles, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"{n} {title}", size=13, bold=True) + 4
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(str(n), t) for n, t in enumerate(titles, 1)]


@pytest.mark.parametrize("word", ["Axe", "Volet"])
def test_a_lone_roman_one_numbers_a_level_without_a_sign_as_two_does(word):
    found = read(*plan(word + " {1} ", "Fiche {3} : "))
    assert tree(found) == [(n, name, None) for n, name in zip(("I", "II"), LEVELS, strict=True)]


def test_figures_that_do_not_count_up_are_no_numbers():
    sheets = []
    for k in (3, 5):
        sheet = Sheet()
        y = sheet.write(60, 50, f"{k} Maisons de santé dans le département", size=14, bold=True) + 6
        sheet.write(60, y, LONG, width=470)
        sheets.append(sheet)
    found = read(*sheets, *plan("Axe {0} : ", "Action {0}.{2} : "))
    assert [n for n, *_ in tree(found)] == ["1", "2"]
    assert len(found.actions) == 4


@pytest.mark.parametrize(
    ("level", "action", "numbers"),
    [("{1}. ", "{3} · ", ["I", "II"]), ("{1}. ", "Engagement n° {3} : ", ["I", "II"]), ("{2} – ", "Fiche {3} : ", ["A", "B"]), ("{0} | ", "Action {3} : ", ["1", "2"])],
)
def test_numbers_that_count_up_over_actions_counted_on_their_own_are_levels(level, action, numbers):
    found = read(*plan(level, action))
    assert len(found.actions) == 4
    assert [n for n, *_ in tree(found)] == numbers
    assert list(above(found).values()) == [numbers[0], numbers[0], numbers[1], numbers[1]]


def test_a_level_said_again_in_another_language_is_no_level_of_its_own():
    sheets = []
    for n, (name, again) in enumerate((("Produire mieux", "erronka — Hobeki ekoitzi"), ("Habiter longtemps", "erronka — Luzaz bizi")), 1):
        sheet = Sheet()
        y = sheet.write(60, 50, f"Défi {n} : {name}", size=16, bold=True) + 2
        y = sheet.write(60, y, f"{n}. {again}", size=13, bold=True) + 8
        for k in (1, 2):
            y = sheet.write(60, y, f"Action {2 * n + k - 2} : Mener le projet {n}{k}", size=12, bold=True) + 4
            y = sheet.sections(60, y, FIELDS, width=470) + 8
        sheets.append(sheet)
    found = read(*sheets)
    assert tree(found) == [("1", "Produire mieux", None), ("2", "Habiter longtemps", None)]
    assert list(above(found).values()) == ["1", "1", "2", "2"]


def test_sections_of_which_one_holds_no_action_are_no_levels():
    cover = Sheet()
    y = cover.write(60, 50, "I. Rappel du contexte", size=14, bold=True) + 4
    cover.write(60, y, LONG, width=470)
    sheet = Sheet()
    y = sheet.write(60, 50, "II. Actions retenues", size=14, bold=True) + 6
    for n in (1, 2):
        y = sheet.write(60, y, f"Fiche {n} : Mener le projet {n}", size=12, bold=True) + 4
        y = sheet.sections(60, y, FIELDS, width=470) + 8
    assert tree(read(cover, sheet)) == []


@pytest.mark.parametrize("as_table", [True, False])
def test_the_plan_begins_on_the_page_of_its_contents(as_table):
    titles = ("Ouvrir une maison de santé", "Former des aidants", "Créer un pôle de répit", "Équiper les bourgs de défibrillateurs")
    first = Sheet()
    y = first.write(60, 50, "Table des matières", size=14, bold=True) + 6
    for n in range(1, 5):
        first.run(60, y, f"{n} – {titles[n - 1]}", 10)
        first.run(500, y, str(1 + n // 3), 10)
        y += 15
    y += 10
    sheets = [first, Sheet()]
    for n in range(1, 5):
        sheet = sheets[n > 2]
        y = 50 if n == 3 else y
        title = f"{n} – {titles[n - 1]}"
        if as_table:
            spans = {(0, 0): (1, 3)}
            rows = [[title, None, None], ["Pilote", "Partenaires", "Calendrier"], ["ADMR", "CCAS, MSA", "2026-2027"]]
            y = sheet.table(60, y, [160] * 3, rows, spans=spans, fills={0: GREY}) + 12
        else:
            y = sheet.write(60, y, title, size=13, bold=True) + 4
            y = sheet.sections(60, y, FIELDS[1:], width=470) + 12
    assert actions(read(*sheets)) == [(str(n), t) for n, t in enumerate(titles, 1)]


def test_where_a_plan_is_signed_its_last_action_ends():
    sheets = plan("{1}. ", "Engagement n° {3} : ")
    sheets[-1].write(60, 600, "Fait à Montauban, le 16 mars 2026")
    sheets[-1].write(60, 620, "Le président du conseil départemental")
    found = read(*sheets)
    assert [f.text.text for f in found.actions[-1].fields if f.field == "calendar"] == ["2026-2027"]
