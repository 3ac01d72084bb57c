"""Levels and actions numbered by one word ("Article 3" over "Article 3.1"), and labels that a period ends."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import above, actions, field, read, tree

PARTS = {
    "Améliorer le parc": ["Remettre sur le marché les logements vides", "Adapter les logements"],
    "Protéger les habitants": ["Réduire la vulnérabilité des maisons", "Agir contre les nuisibles"],
}
PILOTS = ["Ville de Bazas", "CAF de la Gironde", "Mission locale", "DDT"]
TEXT = "Le territoire rassemble 61 400 habitants et la population augmente peu, mais le nombre de ménages croît plus vite."


def convention(word: str, first: int, *, sign: str = " –", labels: str = "**{} :** {}", before: bool = True) -> list[Sheet]:
    sheet, y, n = Sheet(), 60.0, 0
    y = sheet.write(60, y, "Convention partenariale pour l'habitat 2025-2030", size=18, bold=True, width=470) + 20
    for k, title in enumerate(("Objet", "Durée")[: first - 1] if before else (), 1):
        y = sheet.write(60, y, f"{word} {k}{sign} {title}", size=13, bold=True) + 4
        y = sheet.write(60, y, TEXT, width=470) + 12
    sheets = [sheet]
    for k, (part, titles) in enumerate(PARTS.items(), first):
        y = sheet.write(60, y, f"{word} {k}{sign} {part}", size=13, bold=True) + 6
        for j, title in enumerate(titles, 1):
            y = sheet.write(60, y, f"{word} {k}.{j}{sign} {title}", size=11, bold=True) + 4
            y = sheet.write(60, y, TEXT, width=470) + 4
            said = (("Objectif", f"Suivre les ménages du lot {n}."), ("Maîtrise d'ouvrage", PILOTS[n]), ("Calendrier", "2026-2028"))
            for name, value in said:
                y = sheet.write(60, y, labels.format(name, value), width=470) + 3
            y += 8
            n += 1
        sheet, y = Sheet(), 60.0
        sheets.append(sheet)
    if before:
        y = sheet.write(60, y, f"{word} {first + 2}{sign} Règlement des litiges", size=13, bold=True) + 4
        sheet.write(60, y, TEXT, width=470)
    else:
        sheets.pop()
    return sheets


@pytest.mark.parametrize("sign", [" –", " :", "."])
def test_parts_of_articles_with_fields_are_actions_and_their_articles_levels(sign):
    plan = read(*convention("Article", 3, sign=sign))
    assert actions(plan) == [(f"{3 + k}.{j}", t) for k, ts in enumerate(PARTS.values()) for j, t in enumerate(ts, 1)]
    assert tree(plan) == [(str(k), part, None) for k, part in enumerate(PARTS, 3)]
    assert set(above(plan).values()) == {"3", "4"}
    assert [field(a, "pilot") for a in plan.actions] == PILOTS
    assert not any("61 400" in field(a, "calendar") for a in plan.actions)


def test_a_word_of_the_plans_own_numbers_levels_and_the_actions_under_them():
    plan = read(*convention("Promesse", 1, before=False))
    assert actions(plan) == [(f"{k}.{j}", t) for k, ts in enumerate(PARTS.values(), 1) for j, t in enumerate(ts, 1)]
    assert tree(plan) == [(str(k), part, None) for k, part in enumerate(PARTS, 1)]
    assert [field(a, "pilot") for a in plan.actions] == PILOTS


def test_labels_that_a_period_ends():
    plan = read(*convention("Article", 3, labels="{}. {}"))
    assert [field(a, "pilot") for a in plan.actions] == PILOTS
    assert [field(a, "objective") for a in plan.actions] == [f"Suivre les ménages du lot {n}." for n in range(4)]
    assert [field(a, "calendar") for a in plan.actions] == ["2026-2028"] * 4


def test_articles_without_fields_are_no_actions():
    """What a convention says of its parties, article by article."""
    sheet, y = Sheet(), 60.0
    for k in range(1, 4):
        y = sheet.write(60, y, f"Article {k} – Obligations", size=13, bold=True) + 4
        for j in range(1, 3):
            y = sheet.write(60, y, f"Article {k}.{j} – Obligations de la partie {j}", size=11, bold=True) + 4
            y = sheet.write(60, y, TEXT, width=470) + 8
    assert actions(read(sheet)) == []
