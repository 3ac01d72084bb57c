"""Fiches in one table, a few rows each: a number and a title, then cells that each begin with their own label."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, Sheet
from plans import above, actions, field, read, tree

LAND = (842.0, 595.0)
TITLES = ["Former les saisonniers", "Rénover les cours d'école", "Ouvrir une ressourcerie", "Planter des haies"]
PILOTS = ["Ville de Bazas", "CAF de la Gironde", "Mission locale", "Chambre d'agriculture"]
WHEN = ["2025-2027", "2026", "2025-2030", "2028"]
AIMS = ["Fidéliser les équipes d'une saison à l'autre", "Rafraîchir la ville", "Réduire les déchets", "Retenir l'eau"]

Said = tuple[str, str]


def said(sheet: Sheet, box: tuple[float, float, float, float], text: Said, look: str) -> None:
    """A cell that begins with its label, in the look of the form."""
    x0, y0, x1, _ = box
    sheet.box(*box)
    label, value = text
    if look == "run":
        sheet.write(x0 + 4, y0 + 5, f"**{label} :** {value}", width=x1 - x0 - 8, size=9)
        return
    small = {"small": 7.0, "bold": 9.0}[look]
    y = sheet.write(x0 + 4, y0 + 4, label.upper() if look == "small" else label, size=small, bold=True, color=BLUE)
    sheet.write(x0 + 4, y + 2, value, width=x1 - x0 - 8, size=9)


def fiche(sheet: Sheet, y: float, number: str | None, title: str, rows: list[list[Said]], look: str = "small") -> float:
    """A row with the title and labelled cells, others under it; the number's cell stands beside them all."""
    high, x = 48, 30 if number is None else 75
    if number is not None:
        sheet.box(30, y, 75, y + high * len(rows))
        sheet.run(34, y + 6, number, 8.5, bold=True)
    for k, row in enumerate(rows):
        first = x + 250 if k == 0 else x
        if k == 0:
            sheet.fill(x, y, first, y + high, GREY)
            sheet.box(x, y, first, y + high)
            sheet.write(x + 5, y + 6, title, size=10, bold=True, width=235)
        wide = (812 - first) / len(row)
        for n, text in enumerate(row):
            said(sheet, (first + n * wide, y, first + (n + 1) * wide, y + high), text, look)
        y += high
    return y


def rows_of(k: int) -> list[list[Said]]:
    """Two rows of a fiche's cells."""
    return [
        [("Pilote", PILOTS[k]), ("Calendrier", WHEN[k])],
        [("Objectifs", AIMS[k]), ("Budget", f"{k + 2} 000 €"), ("Indicateurs", f"Nombre de chantiers {k}")],
    ]


def band(sheet: Sheet, y: float, text: str) -> float:
    sheet.fill(30, y, 812, y + 22, BLUE)
    sheet.run(36, y + 5, text, 11, bold=True, color=0xFFFFFF)
    return y + 22


@pytest.mark.parametrize("look", ["small", "bold", "run"])
@pytest.mark.parametrize("sign", ["", "Action ", "n° "])
def test_numbers_that_restart_under_each_band(look, sign):
    sheet, y = Sheet(*LAND), 60.0
    for axis, held in ((1, (0, 1)), (2, (2, 3))):
        y = band(sheet, y, f"Ambition {axis} – {['Accueillir', 'Préserver'][axis - 1]}")
        for n, k in enumerate(held, 1):
            y = fiche(sheet, y, f"{sign}{n}", TITLES[k], rows_of(k), look)
        y += 20
    plan = read(sheet)
    assert actions(plan) == [(str(k % 2 + 1), t) for k, t in enumerate(TITLES)]
    assert [o[:2] for o in tree(plan)] == [("1", "Accueillir"), ("2", "Préserver")]
    assert above(plan) == {t: str(k // 2 + 1) for k, t in enumerate(TITLES)}
    assert [field(a, "pilot") for a in plan.actions] == PILOTS
    assert [field(a, "objective") for a in plan.actions] == AIMS
    assert [field(a, "calendar") for a in plan.actions] == WHEN
    assert [field(a, "indicator") for a in plan.actions] == [f"Nombre de chantiers {k}" for k in range(4)]


def test_titles_without_numbers_and_a_label_in_words_of_the_forms_own():
    sheet, y = Sheet(*LAND), 60.0
    for k, title in enumerate(TITLES):
        first, second = rows_of(k)
        y = fiche(sheet, y, None, title, [first, [*second, ("Ce que l'on retiendra", "Rien encore")]])
    plan = read(sheet)
    assert actions(plan) == [(None, t) for t in TITLES]
    assert [field(a, "pilot") for a in plan.actions] == PILOTS
    assert [field(a, "indicator") for a in plan.actions] == [f"Nombre de chantiers {k}" for k in range(4)]


def test_a_fiche_cut_by_the_page_goes_on():
    first, second = Sheet(*LAND), Sheet(*LAND)
    y = fiche(first, 380, "1", TITLES[0], rows_of(0))
    fiche(first, y, "2", TITLES[1], rows_of(1)[:1])
    second.box(30, 40, 75, 88)
    for n, text in enumerate(rows_of(1)[1]):
        said(second, (75 + n * 245.67, 40, 75 + (n + 1) * 245.67, 88), text, "small")
    fiche(second, 88, "3", TITLES[2], rows_of(2))
    plan = read(first, second)
    assert actions(plan) == [(str(k + 1), t) for k, t in enumerate(TITLES[:3])]
    assert [field(a, "objective") for a in plan.actions] == AIMS[:3]


def test_heads_over_figures_name_no_level():
    sheet, y = Sheet(*LAND), 60.0
    for k, title in enumerate(TITLES):
        y = fiche(sheet, y, str(k + 1), title, rows_of(k))
    closing = Sheet(*LAND)
    closing.write(30, 40, "Budget 2026 (en k€)", size=14, bold=True)
    heads = ["Axe", "Action", "État", "Commune", "CAF", "Autres", "Total"]
    body = [["", f"{k + 1}. {t}", "10", "–", "4", "–", "14"] for k, t in enumerate(TITLES)]
    closing.table(30, 80, [90, 260, 60, 80, 60, 60, 60], [heads, *body, ["", "Total", "40", "–", "16", "–", "56"]])
    plan = read(sheet, closing)
    assert [t for _, t in actions(plan)] == TITLES
    assert tree(plan) == []
