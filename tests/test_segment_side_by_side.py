"""Actions side by side in one table: a column each, with the labels at the left of the rows or under each title."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, Sheet
from plans import above, actions, field, read, tree

TITLES = ["Ouvrir un guichet", "Louer des vélos", "Former les accueillants"]
PILOTS = ["Ville de Bazas", "CAF de la Gironde", "Mission locale"]
AIMS = ["Recevoir chacun près de chez lui", "Aller au travail sans voiture", "Mieux orienter les familles"]
WHEN = ["2025", "2026-2027", "2028"]


def columns(sheet: Sheet, y: float, rows: list[list[str]], *, band: str | None = None, high: float = 40) -> float:
    """Ruled rows of one label and three values."""
    xs = [40, 130, 270, 410, 550]
    if band:
        sheet.fill(xs[0], y, xs[-1], y + 22, BLUE)
        sheet.run(xs[0] + 4, y + 5, band, 11, bold=True, color=0xFFFFFF)
        y += 22
    for row in rows:
        sheet.fill(xs[0], y, xs[1], y + high, GREY)
        for k, text in enumerate(row):
            sheet.box(xs[k], y, xs[k + 1], y + high)
            sheet.write(xs[k] + 4, y + 5, text, width=xs[k + 1] - xs[k] - 8, size=9, bold=k == 0)
        y += high
    return y


def rows_of(axis: int) -> list[list[str]]:
    return [
        ["Objectif", *(f"{a} {axis}" for a in AIMS)],
        ["Pilote", *PILOTS],
        ["Partenaires", "Département", "Région Occitanie", "Pôle emploi"],
        ["Calendrier", *WHEN],
    ]


@pytest.mark.parametrize("corner", ["", "Actions", "Rubriques"])
@pytest.mark.parametrize("word", ["Mesure", "Action n°", "Engagement"])
def test_fields_in_rows_and_actions_in_columns(corner, word):
    sheets = []
    for axis in (1, 2):
        sheet = Sheet()
        y = sheet.write(40, 60, f"Axe {axis} : {['Accueillir', 'Bouger'][axis - 1]}", size=15, bold=True) + 10
        heads = [f"{word} {axis}.{k}\n**{t}**" for k, t in enumerate(TITLES, 1)]
        columns(sheet, y, [[corner, *heads], *rows_of(axis)])
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(f"{axis}.{k}", t) for axis in (1, 2) for k, t in enumerate(TITLES, 1)]
    assert [o[:2] for o in tree(plan)] == [("1", "Accueillir"), ("2", "Bouger")]
    for k, action in enumerate(plan.actions):
        assert field(action, "pilot") == PILOTS[k % 3]
        assert field(action, "objective") == f"{AIMS[k % 3]} {k // 3 + 1}"
        assert field(action, "calendar") == WHEN[k % 3]


@pytest.mark.parametrize("word", ["Enjeu", "Axe"])
def test_number_and_title_told_by_labels_in_columns_under_a_level(word):
    sheets = []
    for axis in (1, 2):
        sheet = Sheet()
        rows = [["N°", *(f"{axis}.{k}" for k in (1, 2, 3))], ["Intitulé de l'action", *(f"{t} {axis}" for t in TITLES)]]
        columns(sheet, 60, [*rows, *rows_of(axis)], band=f"{word} {axis} : {['Accueillir', 'Bouger'][axis - 1]}")
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(f"{axis}.{k}", f"{t} {axis}") for axis in (1, 2) for k, t in enumerate(TITLES, 1)]
    assert [o[:2] for o in tree(plan)] == [("1", "Accueillir"), ("2", "Bouger")]
    assert above(plan) == {f"{t} {axis}": str(axis) for axis in (1, 2) for t in TITLES}
    assert [field(a, "pilot") for a in plan.actions] == PILOTS * 2


def test_a_value_merged_over_two_actions_is_of_both_and_rows_cut_by_the_page_go_on():
    first, second = Sheet(), Sheet()
    heads = ["", *(f"Mesure {k}\n**{t}**" for k, t in enumerate(TITLES, 1))]
    y = columns(first, 600, [heads, *rows_of(1)[:1]])
    xs = [40, 130, 410, 550]
    first.fill(40, y, 130, y + 40, GREY)
    for k, text in enumerate(["Pilote", "Ville de Bazas", "Mission locale"]):
        first.box(xs[k], y, xs[k + 1], y + 40)
        first.run(xs[k] + 4, y + 5, text, 9, bold=k == 0)
    columns(second, 40, rows_of(1)[2:])
    plan = read(first, second)
    assert actions(plan) == [(str(k), t) for k, t in enumerate(TITLES, 1)]
    assert [field(a, "pilot") for a in plan.actions] == ["Ville de Bazas", "Ville de Bazas", "Mission locale"]
    assert [field(a, "calendar") for a in plan.actions] == WHEN


@pytest.mark.parametrize("fill", [GREY, None])
@pytest.mark.parametrize("word", ["Engagement", "Fiche action n°", "Mesure"])
def test_two_fiches_side_by_side_in_a_table_each_with_its_labels(fill, word):
    sheet, y = Sheet(), 60.0
    for pair in range(2):
        y = sheet.write(40, y, f"Priorité {'AB'[pair]}. {['Accueillir', 'Bouger'][pair]}", size=15, bold=True) + 8
        for k, x in enumerate((40, 295)):
            n = 2 * pair + k
            if fill is not None:
                sheet.fill(x, y, x + 255, y + 36, fill)
            sheet.box(x, y, x + 255, y + 36)
            sheet.box(x, y + 36, x + 255, y + 150)
            sheet.write(x + 5, y + 4, f"{word} {n + 1}", size=8)
            sheet.write(x + 5, y + 16, f"{TITLES[n % 3]} {n}", size=11, bold=True)
            at = sheet.write(x + 5, y + 42, f"**Objectif :** {AIMS[n % 3]}", size=9)
            at = sheet.write(x + 5, at + 3, f"**Porteur :** {PILOTS[n % 3]}", size=9)
            at = sheet.write(x + 5, at + 3, f"**Échéance :** {WHEN[n % 3]}", size=9)
            at = sheet.write(x + 5, at + 3, "**Indicateurs :**", size=9)
            sheet.bullets(x + 15, at + 3, [f"Nombre de personnes reçues {n}", "Part des élus formés"], width=200, size=9)
        y += 180
    plan = read(sheet)
    assert actions(plan) == [(str(n + 1), f"{TITLES[n % 3]} {n}") for n in range(4)]
    assert [field(a, "pilot") for a in plan.actions] == [PILOTS[n % 3] for n in range(4)]
    assert [field(a, "calendar") for a in plan.actions] == [WHEN[n % 3] for n in range(4)]
    assert all(field(a, "indicator").startswith(f"Nombre de personnes reçues {n}") for n, a in enumerate(plan.actions))


def test_a_table_of_one_fiche_with_columns_of_its_own_stays_whole():
    """Phases in columns under one action are no actions."""
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(40, 60, f"Action {n} : {title}", size=15, bold=True) + 10
        columns(sheet, y, [["", "Phase 1", "Phase 2", "Phase 3"], *rows_of(1)])
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
