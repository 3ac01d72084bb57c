"""Fiches drawn as cards, a cell that holds a whole fiche; fiches headed by a table of who and when over their title."""

from __future__ import annotations

import pytest
from drawing import Sheet
from plans import above, actions, field, read, tree

TITLES = ["Ouvrir une halle couverte", "Former les commerçants", "Planter les places", "Rouvrir la gare"]


def card(sheet: Sheet, y: float, axis: str, number: int) -> float:
    """A frame of two cells side by side."""
    bottom = y + 150
    sheet.fill(360, y, 545, bottom, 0xF6E6F2)
    sheet.box(50, y, 360, bottom)
    sheet.box(360, y, 545, bottom)
    if axis:
        sheet.write(60, y + 8, axis, size=8, bold=True)
    sheet.write(60, y + 20, f"{number}. {TITLES[number - 1]}", size=13.5, bold=True)
    sheet.sections(60, y + 44, [("Notre objectif", f"Accueillir {number}0 visiteurs par jour."), ("Comment ?", "Par étapes.")], width=290)
    sheet.sections(370, y + 8, [("Porteur", f"Commune de Bazas {number}"), ("Partenaires", "CCI"), ("Quand", f"202{number + 4}")], width=165)
    return bottom + 20


def cards(axes: list[str]) -> list[Sheet]:
    first, *rest = (Sheet() for _ in range(3))
    first.write(60, 60, "Plan d'actions pour les bourgs 2025-2029", size=18, bold=True)
    for page, sheet in enumerate(rest):
        y = 50.0
        for k in (1, 2):
            y = card(sheet, y, axes[2 * page + k - 1], 2 * page + k)
    return [first, *rest]


def test_each_card_drawn_as_a_cell_is_a_fiche_under_the_level_it_names():
    plan = read(*cards(["Axe 1 : Vendre", "Axe 1 : Vendre", "Axe 1 : Vendre", "Axe 2 : Venir"]))
    assert actions(plan) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
    assert tree(plan) == [("1", "Vendre", None), ("2", "Venir", None)]
    assert list(above(plan).values()) == ["1", "1", "1", "2"]
    assert [field(a, "pilot") for a in plan.actions] == [f"Commune de Bazas {k}" for k in (1, 2, 3, 4)]


def test_a_card_that_names_no_level_is_a_fiche_as_the_others():
    plan = read(*cards([""] * 4))
    assert actions(plan) == [(str(k), title) for k, title in enumerate(TITLES, 1)]
    assert [field(a, "calendar") for a in plan.actions] == ["2025", "2026", "2027", "2028"]


def _stacked(labels: list[str], values: list[str]) -> list[list[str]]:
    return [[f"{a}\n{b}" for a, b in zip(labels, values, strict=True)]]


def _run_in(labels: list[str], values: list[str]) -> list[list[str]]:
    return [[f"**{a} :** {b}" for a, b in zip(labels, values, strict=True)]]


def _over(labels: list[str], values: list[str]) -> list[list[str]]:
    return [labels, values]


@pytest.mark.parametrize("form", [_stacked, _run_in, _over])
def test_a_table_of_level_number_pilot_and_dates_heads_the_title_under_it(form):
    cover, *sheets = (Sheet() for _ in range(3))
    cover.write(60, 60, "Plan d'actions pour les bourgs 2025-2029", size=22, bold=True)
    cover.write(60, 140, "Des bourgs qui se vident", size=14, bold=True)
    cover.write(60, 165, "Une vitrine sur trois est close.")
    for page, sheet in enumerate(sheets):
        y = 120.0
        for k in (1, 2):
            n = 2 * page + k
            values = [f"{page + 1} – {('Vendre', 'Venir')[page]}", f"{page + 1}-{k}", f"Commune de Bazas {n}", f"202{n + 4}"]
            rows = form(["Ambition", "Fiche", "Pilote", "Calendrier"], values)
            y = sheet.table(50, y, [130, 90, 160, 110], rows, header=False) + 10
            y = sheet.write(50, y, TITLES[n - 1], size=14, bold=True) + 6
            y = sheet.sections(50, y, [("Objectif", f"Accueillir {n}0 visiteurs."), ("Partenaires", "CCI")], width=470) + 20
    plan = read(cover, *sheets)
    assert actions(plan) == list(zip(["1-1", "1-2", "2-1", "2-2"], TITLES, strict=True))
    assert tree(plan) == [("1", "Vendre", None), ("2", "Venir", None)]
    assert list(above(plan).values()) == ["1", "1", "2", "2"]
    assert [field(a, "pilot") for a in plan.actions] == [f"Commune de Bazas {n}" for n in (1, 2, 3, 4)]
    assert [field(a, "calendar") for a in plan.actions] == ["2025", "2026", "2027", "2028"]
