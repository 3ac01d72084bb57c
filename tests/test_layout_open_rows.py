"""Rows with no border: a rule over each, perhaps a stroke between two columns, the action's number and title at the left."""

from __future__ import annotations

from drawing import Sheet
from pages import only_table
from plans import actions, field, read

FICHES = [
    ("Action 2.1", "Tarif unique", "Syndicat mixte", "2026"),
    ("Action 2.2", "Abris de car", "Département", "2027"),
    ("Action 2.3", "Vélos partagés", "Mission locale", "2028"),
]


def rows(number: int, stroke: bool) -> Sheet:
    sheet, y = Sheet(), 80.0
    sheet.write(50, 50, "Axe 2 : Se déplacer", size=15, bold=True)
    for label, title, pilot, year in FICHES[:number]:
        sheet.rule(50, y, 540, y)
        sheet.run(50, y + 6, label, 10, bold=True, color=0x22A699)
        at = y + 24
        for line, size, bold in ((title, 11, True), ("Pilote", 10, False), (pilot, 10, False), ("Échéance", 10, False), (year, 10, False)):
            at = sheet.write(50, at, line, size=size, bold=bold) + 3
        right = y + 6
        for text in (
            f"**Constat :** Un ménage sur {number + 3} renonce à se déplacer faute de moyen adapté à ses horaires.",
            "**Objectif :** Offrir à chacun une solution de déplacement, en semaine comme le dimanche, pour aller au travail.",
            "**Partenaires :** Région, communes",
            "**Coût :** 9 000 €",
            f"**Indicateurs :** Nombre de trajets de l'{label.lower()}",
        ):
            right = sheet.write(200, right, text, width=335, size=10, leading=1.15) + 8
        if stroke:
            sheet.rule(194, y, 194, max(at, right))
        y = max(at, right) + 4
    if stroke:
        sheet.rule(50, y, 540, y)
    return sheet


def check(sheet: Sheet, number: int) -> None:
    plan = read(sheet)
    assert actions(plan) == [(label.split()[1], title) for label, title, *_ in FICHES[:number]]
    for action, (label, _, pilot, year) in zip(plan.actions, FICHES[:number], strict=True):
        assert (field(action, "pilot"), field(action, "calendar")) == (pilot, year)
        assert field(action, "indicator") == f"Nombre de trajets de l'{label.lower()}"


def test_a_rule_over_the_head_of_the_next_action_ends_two_columns():
    check(rows(2, stroke=False), 2)


def test_a_stroke_between_two_columns_makes_one_row_of_each_space_between_rules():
    sheet = rows(3, stroke=True)
    assert only_table(sheet).rows == 3
    check(sheet, 3)
