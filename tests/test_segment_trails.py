"""Trails over titles ("Axe 2 : ... › Action 2.1"), and the two-word title that parts two fiches drawn with rules."""

from __future__ import annotations

import pytest
from drawing import Sheet, width_of
from plans import above, actions, field, read, tree

from extractors.french.headings import read_heading

FICHES = [
    ("Axe 1 : Apprendre", "1.1", "Classes ouvertes"),
    ("Axe 1 : Apprendre", "1.2", "Accompagnements artistiques"),
    ("Axe 2 : Travailler", "2.1", "Ateliers partagés"),
]


def trails(sign: str) -> list[Sheet]:
    sheets = [Sheet(), Sheet()]
    for k, (axis, number, title) in enumerate(FICHES):
        sheet, y = sheets[k // 2], 60 + 300 * (k % 2)
        sheet.write(60, y, f"{axis} {sign} Action {number}", size=8)
        y = sheet.write(60, y + 13, title, size=14) + 4
        rows = [("Pilote", f"Commune {number}"), ("Partenaires", "CAF, Éducation nationale"), ("Calendrier", "2026")]
        for label, value in rows:
            sheet.rule(60, y, 535, y)
            sheet.run(60, y + 4, label, 9, italic=True)
            sheet.run(170, y + 4, value, 9)
            y += 20
        sheet.rule(60, y, 535, y)
    return sheets


@pytest.mark.parametrize("sign", ["›", ">", "|", "→"])
def test_a_trail_names_the_level_and_the_action(sign):
    plan = read(*trails(sign))
    assert actions(plan) == [("1.1", "Classes ouvertes"), ("1.2", "Accompagnements artistiques"), ("2.1", "Ateliers partagés")]
    assert tree(plan) == [("1", "Apprendre", None), ("2", "Travailler", None)]
    assert list(above(plan).values()) == ["1", "1", "2"]
    assert [field(a, "pilot") for a in plan.actions] == ["Commune 1.1", "Commune 1.2", "Commune 2.1"]


@pytest.mark.parametrize("sign", ["·", "•", "›"])
def test_a_letter_closed_by_a_sign_is_a_number(sign):
    heading = read_heading(f"Volet B {sign} Mobilités partagées")
    assert heading is not None
    assert (heading.number, heading.title) == ("B", "Mobilités partagées")
    assert read_heading("Volet B mobilités partagées") is None


def test_a_title_of_two_words_parts_two_fiches_between_rules():
    sheet, split = Sheet(), 60 + width_of("Consultations", 14) + 3
    for k, title in enumerate(("Médecins attendus", "Consultations itinérantes")):
        y = 60 + 300 * k
        sheet.write(60, y, f"Axe 1 : Soigner › Action 1.{k + 1}", size=8)
        y = sheet.write(60, y + 13, title, size=14) + 4
        values = [("Pilote", f"Commune {k}"), ("Partenaires", "CAF"), ("Calendrier", "2026"), ("Coût", "9 000 €")]
        for label, value in [*values, ("Objectif", "Soigner plus près"), ("Public", "Les aînés"), ("Secteur", "Bourg")]:
            sheet.rule(60, y, 535, y)
            sheet.run(60, y + 4, label, 9, italic=True)
            sheet.run(split, y + 4, value, 9)
            y += 20
    plan = read(sheet)
    assert actions(plan) == [("1.1", "Médecins attendus"), ("1.2", "Consultations itinérantes")]
    assert [field(a, "pilot") for a in plan.actions] == ["Commune 0", "Commune 1"]


@pytest.mark.parametrize("under", [True, False])
def test_a_trail_may_begin_with_the_number_over_or_under_the_title(under):
    sheets = []
    for axis, number, title in FICHES:
        sheet = Sheet()
        trail = f"Fiche-action {number} · {axis}"
        sheet.write(60, 60 if under else 74, title, size=14, bold=True)
        sheet.write(60, 80 if under else 60, trail, size=8)
        sheet.sections(60, 100, [("Pilote", f"Commune {number}"), ("Partenaires", "CAF"), ("Calendrier", "2026")], width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(number, title) for _, number, title in FICHES]
    assert tree(plan) == [("1", "Apprendre", None), ("2", "Travailler", None)]
    assert list(above(plan).values()) == ["1", "1", "2"]
