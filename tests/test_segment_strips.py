"""Levels that only the running header names, by their number, over the slides of their actions."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, SLIDE, Sheet
from plans import above, actions, field, read, tree

LEVELS = ["Accueillir les familles", "Préserver les paysages", "Partager la route"]
TITLES = ["Former les assistantes", "Ouvrir une halte", "Planter des haies", "Rouvrir les sentes", "Louer des vélos", "Apaiser les bourgs"]


def level(sheet: Sheet, x: float, word: str, number: str, title: str, wide: float) -> None:
    """A level's box: its number on a line, its title under it."""
    sheet.fill(x, 120, x + wide, 190, BLUE)
    sheet.write(x + 8, 128, f"{word} {number}", size=14, bold=True, color=0xFFFFFF)
    sheet.write(x + 8, 150, title, size=14, bold=True, color=0xFFFFFF, width=wide - 16)


def slide(title: str, header: str, *, size: float = 9, more: bool = False) -> Sheet:
    """One action on a slide under its header, or the end of one."""
    sheet = Sheet(*SLIDE)
    sheet.run(40, 18, header, size, color=0x707070)
    sheet.fill(30, 60, 930, 92, BLUE)
    sheet.run(40, 66, title + (" (suite)" if more else ""), 18, bold=True, color=0xFFFFFF)
    boxes = [("Mise en œuvre", "Deux rencontres par an."), ("Indicateurs", "Nombre de visites")]
    if not more:
        boxes = [("Pilote", "Département de la Creuse"), ("Partenaires", "communes, CAF"), ("Calendrier", "2026-2028")]
    for k, (label, text) in enumerate(boxes):
        sheet.fill(30 + 305 * k, 120, 320 + 305 * k, 170, GREY)
        sheet.write(38 + 305 * k, 126, label, size=12, bold=True)
        sheet.write(38 + 305 * k, 146, text, size=12)
    return sheet


def deck(word: str, numbers: list[str], header: str) -> list[Sheet]:
    """All the levels on one slide, then two actions under each, the second over two slides."""
    cover, summary = Sheet(*SLIDE), Sheet(*SLIDE)
    cover.write(60, 200, "Plan de mobilité 2026-2030", size=30, bold=True)
    summary.write(40, 60, "La stratégie", size=24, bold=True)
    wide = 880 / len(numbers)
    for k, number in enumerate(numbers):
        level(summary, 40 + k * wide, word, number, LEVELS[k], wide - 20)
    out = [cover, summary]
    for k, number in enumerate(numbers):
        for n in (0, 1):
            out.append(slide(TITLES[2 * k + n], header.format(number)))
        out.append(slide(TITLES[2 * k + 1], header.format(number), more=True))
    return out


@pytest.mark.parametrize(
    ("word", "numbers", "header"),
    [
        ("Orientation", ["1", "2"], "3. Les actions | Orientation {}"),
        ("Axe", ["1", "2", "3"], "Programme d'actions – Axe {}"),
        ("Enjeu", ["A", "B"], "Enjeu {} • Fiches"),
        ("Ambition", ["I", "II", "III"], "Plan de mobilité > Ambition {}"),
        ("Axe", ["1", "2"], "AXE {}"),
    ],
)
def test_actions_stand_under_the_level_their_header_numbers(word, numbers, header):
    plan = read(*deck(word, numbers, header))
    assert [t for _, t in actions(plan)] == TITLES[: 2 * len(numbers)]
    assert [o[:2] for o in tree(plan)] == list(zip(numbers, LEVELS, strict=False))
    assert above(plan) == {t: numbers[k // 2] for k, t in enumerate(TITLES[: 2 * len(numbers)])}


def test_a_header_that_never_changes_names_no_level_again():
    sheets = deck("Axe", ["1", "2"], "Plan de mobilité – Axe 1")
    plan = read(*sheets)
    assert set(above(plan).values()) == {"2"}  # the last one named


@pytest.mark.parametrize(("numbers", "footer"), [(["A", "B"], "PAT › Programme d'actions › Ambition {}"), (["I", "II", "III"], "Les actions | Axe {}")])
def test_a_footer_that_names_each_level_on_two_slides_only(numbers, footer):
    word = footer.rsplit(" ", 2)[1]
    cover, summary = Sheet(*SLIDE), Sheet(*SLIDE)
    cover.write(60, 200, "Projet alimentaire territorial 2026-2030", size=30, bold=True)
    summary.write(40, 60, "Nos ambitions", size=24, bold=True)
    for k, number in enumerate(numbers):
        summary.write(60, 140 + 50 * k, f"{word} {number} : {LEVELS[k]}", size=15, bold=True)
    sheets = [cover, summary]
    for k, title in enumerate(TITLES[: 2 * len(numbers)]):
        sheet = Sheet(*SLIDE)
        y = sheet.write(40, 60, title, size=20, bold=True) + 14
        sheet.sections(50, y, [("Pilote", "CAF"), ("Calendrier", "2026"), ("Indicateurs", "Nombre d'hectares")], width=600, size=13)
        sheet.run(40, 515, footer.format(numbers[k // 2]), 9, color=0x808080)
        sheets.append(sheet)
    plan = read(*sheets)
    assert above(plan) == {t: numbers[k // 2] for k, t in enumerate(TITLES[: 2 * len(numbers)])}
    assert {field(a, "indicator") for a in plan.actions} == {"Nombre d'hectares"}
