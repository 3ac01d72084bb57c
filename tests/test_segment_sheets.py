"""Forms kept in a spreadsheet and printed a sheet a fiche: strips, crosses under years, two sides of a budget."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet
from plans import above, actions, field, read, tree

TITLES = ["Ouvrir un guichet", "Louer des vélos", "Former les accueillants"]


def form(axis: str, number: str, title: str, *, apart: bool = False, crosses: str = "XXX", when: str = "Réalisation",
         spent: str = "DÉPENSES", paid: str = "RECETTES") -> Sheet:  # fmt: skip
    """``apart``: the number in a cell of its own."""
    sheet = Sheet()
    y = 60.0

    def row(xs: list[float], texts: list[str], *, filled: tuple[int, ...] = (), color: int = GREY, high: float = 24) -> None:
        nonlocal y
        for k in filled:
            sheet.fill(xs[k], y, xs[k + 1], y + high, color)
        for x0, x1, text, k in zip(xs, xs[1:], texts, range(len(xs)), strict=False):
            sheet.box(x0, y, x1, y + high)
            ink = WHITE if k in filled and color == BLUE else 0
            sheet.run(x0 + 4, y + 6, text, 9, bold=k in filled, color=ink)
        y += high

    strip = [axis, "FICHE N°", number] if apart else [axis, f"FICHE N° {number}", ""]
    row([40, 310, 430, 550], strip, filled=(0, 1, 2))
    row([40, 120, 550], ["INTITULÉ", title], filled=(0, 1), color=BLUE)
    row([40, 120, 550], ["Objectif", "Recevoir chacun près de chez lui"], filled=(0,))
    row([40, 120, 550], ["Structure pilote", "Ville de Bazas"], filled=(0,))
    row([40, 120, 200, 280, 360, 450, 550], [when, "2025", "2026", "2027", "Visa", ""], filled=(0, 4))
    row([40, 120, 200, 280, 360, 450, 550], ["", *("X" if c == "X" else "" for c in crosses), "", ""], filled=(0, 4))
    row([40, 310, 550], [spent, paid], filled=(0, 1), color=BLUE)
    row([40, 230, 310, 470, 550], ["Achat", "64 000 €", "Région Occitanie", "40 000 €"])
    row([40, 230, 310, 470, 550], ["", "", "Département", "24 000 €"])
    row([40, 230, 310, 470, 550], ["", "", "CAF", ""])
    row([40, 120, 550], ["Observations", ""], filled=(0,))
    return sheet


@pytest.mark.parametrize("apart", [False, True])
def test_a_strip_with_the_axis_and_the_number_over_the_title(apart):
    plan = read(*(form("AXE 1 : Se déplacer", str(k), t, apart=apart) for k, t in enumerate(TITLES, 1)))
    assert actions(plan) == [(str(k), t) for k, t in enumerate(TITLES, 1)]
    assert tree(plan) == [("1", "Se déplacer", None)]
    assert set(above(plan).values()) == {"1"}


@pytest.mark.parametrize(("crosses", "years"), [("XXX", "2025-2027"), (" XX", "2026-2027"), ("X  ", "2025-2025")])
@pytest.mark.parametrize("when", ["Réalisation", "Calendrier", "Mise en route"])
def test_crosses_under_years_beside_another_box(crosses, years, when):
    plan = read(*(form("AXE 1 : Se déplacer", str(k), t, crosses=crosses, when=when) for k, t in enumerate(TITLES, 1)))
    assert [f.kind for a in plan.actions for f in a.fields if f.rule == "year_marks"] == [years] * 3


@pytest.mark.parametrize(("spent", "paid"), [("DÉPENSES", "RECETTES"), ("Charges", "Ressources")])
def test_what_is_spent_and_who_pays_in_two_halves_of_a_form(spent, paid):
    plan = read(*(form("AXE 1 : Se déplacer", str(k), t, spent=spent, paid=paid) for k, t in enumerate(TITLES, 1)))
    for action in plan.actions:
        assert field(action, "cost") == "64 000 €"
        assert field(action, "funder") == "Région Occitanie : 40 000 €\nDépartement : 24 000 €\nCAF"
