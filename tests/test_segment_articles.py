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


def test_a_light_date_after_a_label_that_a_period_ends():
    sheet, y = Sheet(), 60.0
    for n, title in enumerate(("Adapter les logements", "Suivre les ménages", "Agir contre les nuisibles"), 1):
        y = sheet.write(60, y, f"Projet {n} : {title}", size=13, bold=True) + 4
        for name, value in (("Structure responsable", PILOTS[n]), ("Structures associées", "DDT"), ("Mise en œuvre", f"202{n}-2028")):
            y = sheet.write(60, y, f"**{name}.** {value}", width=470) + 3
        y += 10
    assert [field(a, "calendar") for a in read(sheet).actions] == ["2021-2028", "2022-2028", "2023-2028"]


def test_a_title_over_what_a_level_word_numbers_is_the_level_over_it():
    sheet, y, n = Sheet(), 60.0, 0
    parts = dict(zip(("Attribuer mieux", "Accueillir les publics prioritaires"), PARTS.values(), strict=True))
    for roman, (part, titles) in zip(("I", "II"), parts.items(), strict=True):
        y = sheet.write(60, y, f"Titre {roman} – {part}", size=13.5, bold=True) + 6
        for j, title in enumerate(titles, 1):
            y = sheet.write(60, y, f"Engagement {roman}.{j} : {title}", size=11.5, bold=True) + 4
            for name, value in (("But poursuivi", "Suivre."), ("Responsable", PILOTS[n]), ("Délai", "2026-2028")):
                y = sheet.write(60, y, f"**{name} :** {value}", width=470) + 3
            y, n = y + 10, n + 1
    plan = read(sheet)
    assert tree(plan) == [(roman, part, None) for roman, part in zip(("I", "II"), parts, strict=True)]
    assert [a[0] for a in actions(plan)] == ["I.1", "I.2", "II.1", "II.2"]


def test_a_small_plain_number_over_each_title_is_no_mention():
    sheet, y = Sheet(), 60.0
    for n, title in enumerate(("Adapter les logements", "Suivre les ménages", "Agir contre les nuisibles"), 1):
        sheet.write(250, y, f"Engagement n° {n}", size=7.5)
        y = sheet.write(200, y + 14, title, size=12.5, bold=True) + 4
        for name, value in (("Visée", "Suivre."), ("Porté par", PILOTS[n]), ("Nous suivrons", "Nombre de visites.")):
            y = sheet.write(60, y, f"**{name} :** {value}", size=11, width=470) + 4
        y += 14
    assert [a[0] for a in actions(read(sheet))] == ["1", "2", "3"]


def test_an_aim_announced_in_a_sentence_and_who_gives_support():
    """The indented lines of a minister's letter."""
    sheet, y = Sheet(), 60.0
    for n, title in enumerate(("Adapter les logements", "Suivre les ménages", "Agir contre les nuisibles"), 1):
        y = sheet.write(60, y, f"{n}) {title}", size=12, bold=True) + 4
        y = sheet.write(60, y, f"Les délais montent. L'objectif est le suivant : céder {n}0 terrains. Il reste ferme.", width=470) + 4
        for text in (f"**Pilotage :** {PILOTS[n]}.", "**Appui :** Banque des Territoires, ADIL.", "**Échéance :** 2026."):
            y = sheet.write(80, y, text, width=450) + 3
        y += 10
    plan = read(sheet)
    assert [field(a, "objective") for a in plan.actions] == [f"céder {n}0 terrains." for n in (1, 2, 3)]
    assert [field(a, "partner") for a in plan.actions] == ["Banque des Territoires, ADIL."] * 3


def test_articles_without_fields_are_no_actions():
    """What a convention says of its parties, article by article."""
    sheet, y = Sheet(), 60.0
    for k in range(1, 4):
        y = sheet.write(60, y, f"Article {k} – Obligations", size=13, bold=True) + 4
        for j in range(1, 3):
            y = sheet.write(60, y, f"Article {k}.{j} – Obligations de la partie {j}", size=11, bold=True) + 4
            y = sheet.write(60, y, TEXT, width=470) + 8
    assert actions(read(sheet)) == []
