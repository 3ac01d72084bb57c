"""Fiches drawn as cards, a cell that holds a whole fiche; fiches headed by a table of who and when over their title."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from plans import above, actions, field, read, tree

TITLES = ["Ouvrir une halle couverte", "Former les commerçants", "Planter les places", "Rouvrir la gare"]
PILOTS = ["Ville de Bazas", "CAF de la Gironde", "Mission locale", "DDT"]


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


@pytest.mark.parametrize("parts", [["T1", "T2", "T3", "T4"], ["1", "2", "3", "4"], ["S1", "S2"]])
def test_quarters_under_their_years_beside_a_label_are_marked_for_their_year(parts):
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet, count = Sheet(), len(parts)
        sheet.write(50, 50, f"Action {n} : {title}", size=14, bold=True)
        marks = ["" if k < 1 or k > 2 * count else "X" for k in range(3 * count)]
        years = [cell for year in (2025, 2026, 2027) for cell in (str(year), *[None] * (count - 1))]
        wide = [None] * (3 * count - 1)
        rows = [["Objectif", "Accueillir.", *wide], ["Pilote", "Ville de Bazas", *wide], ["Budget", f"{n}0 000 €", *wide]]
        rows += [["Calendrier", *years], [None, *parts * 3], [None, *marks]]
        spans = {(r, 1): (1, 3 * count) for r in range(3)} | {(3, 1 + count * k): (1, count) for k in range(3)}
        sheet.table(50, 90, [100, *[396 / (3 * count)] * (3 * count)], rows, spans=spans | {(3, 0): (3, 1)}, header=False)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [[f.label for f in a.fields if f.field == "calendar"] for a in plan.actions] == [["2025-2027"]] * 3
    assert [field(a, "cost") for a in plan.actions] == ["10 000 €", "20 000 €", "30 000 €"]


@pytest.mark.parametrize("x", [95, 140])
def test_a_figure_and_a_small_letter_beside_its_title_number_it(x):
    sheets = []
    for n, code in enumerate(("1a", "1b", "2a", "2b")):
        sheet = Sheet()
        sheet.write(50, 60, code, size=18, bold=True)
        sheet.write(x, 62, TITLES[n], size=13, bold=True)
        sheet.sections(50, 100, [("Objectif", "Accueillir."), ("Pilote", "Ville de Bazas"), ("Calendrier", "2026")], width=400)
        sheets.append(sheet)
    assert actions(read(*sheets)) == list(zip(["1a", "1b", "2a", "2b"], TITLES, strict=True))


@pytest.mark.parametrize("said", ["Pilote des actions de cet axe", "Chef de file de l'ensemble des actions", "Portage commun à toutes les mesures"])
def test_a_pilot_named_once_under_a_level_is_that_of_its_actions(said):
    sheet, y = Sheet(), 40.0
    sheet.write(50, y, "Plan d'actions pour les bourgs 2025-2029", size=18, bold=True)
    for axis, pilot in ((1, "Ville de Bazas"), (2, "CCI")):
        y = sheet.write(50, y + 40, f"Axe {axis} : {('Vendre', 'Venir')[axis - 1]} autrement", size=15, bold=True) + 4
        y = sheet.write(50, y, f"{said} : {pilot}")
        for k in (1, 2):
            title = TITLES[2 * axis + k - 3]
            y = sheet.write(50, y + 12, f"Action {axis}.{k} – {title}", size=12.5, bold=True) + 3
            own = "\n**Pilote :** SNCF" if (axis, k) == (2, 2) else ""
            y = sheet.write(50, y, f"**Finalité :** Accueillir.{own}\n**Partenaires :** CAUE\n**Coût :** 5 000 €")
    plan = read(sheet)
    assert [field(a, "pilot") for a in plan.actions] == ["Ville de Bazas", "Ville de Bazas", "CCI", "SNCF"]


def test_labels_run_into_the_paragraph_of_the_title_open_their_fields():
    sheet, y = Sheet(), 40.0
    sheet.write(50, y, "Projet social de la ville 2024-2028", size=18, bold=True)
    y = sheet.write(50, y + 40, "Chapitre 1. Connaître", size=14, bold=True)
    for n, title in enumerate(TITLES, 1):
        text = f"**Action {n}. {title}.** Rien n'existe encore. Objectif : Accueillir {n}0 visiteurs."
        y = sheet.write(50, y + 14, text, width=480, size=11) + 2
        y = sheet.write(60, y, f"Pilote : Commune de Bazas {n}\nPartenaires : CCI, CAUE\nBudget : {n} 000 €", size=10, italic=True)
    plan = read(sheet)
    assert actions(plan) == [(str(n), title) for n, title in enumerate(TITLES, 1)]
    assert [field(a, "objective") for a in plan.actions] == [f"Accueillir {n}0 visiteurs." for n in (1, 2, 3, 4)]
    assert field(plan.actions[0], "modalities") == "Rien n'existe encore."

@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("**Axe :** Habiter mieux et autrement", [(None, "Habiter mieux et autrement", None)]),
        ("**Orientation stratégique :** 1 – Habiter mieux", [("1", "Habiter mieux", None)]),
        ("**Priorité :** 2 – Bouger autrement", [("2", "Bouger autrement", None)]),
        ("**Priorité :** 1", []),
        ("**Priorité :** 1 – Haute priorité", []),
    ],
)
def test_a_level_named_by_a_label_run_into_its_line(said, expected):
    sheet, y = Sheet(), 60.0
    for n, title in enumerate(TITLES[:3], 1):
        y = sheet.write(60, y, f"Fiche n° {n} : {title}", size=13, bold=True) + 4
        for text in (said, f"**Pilote :** {PILOTS[n - 1]}", "**Partenaires :** CAF, MSA", "**Calendrier :** 2026"):
            y = sheet.write(60, y, text, width=470) + 3
        y += 12
    plan = read(sheet)
    assert tree(plan) == expected
    assert len(set(above(plan).values())) == 1 and (None in above(plan).values()) is (expected == [])
    assert not any("Habiter" in f.text.text for a in plan.actions for f in a.fields)


def test_a_cell_that_opens_with_an_unknown_label_goes_on_with_no_other():
    sheet = Sheet()
    for n, title in enumerate(TITLES[:2], 1):
        y = 60 + 300 * (n - 1)
        rows = [
            [f"**Fiche 0{n}**", f"**{title}**"],
            ["**Objectif :** Loger 48 jeunes.", f"**Référent :** {PILOTS[n - 1]}"],
            ["", "**Contributeurs :** CAF, MSA"],
            ["**Durée :** 2026-2028", "**Coût estimé :** 4 200 €"],
        ]
        sheet.table(60, y, [235, 235], rows, fills={0: GREY}, least=48)
        at = sheet.write(64, y + 100, "**Étapes de marche :**", size=9)
        for k, step in enumerate(("Choix du terrain", "Dépôt du dossier")):
            sheet.write(64, at + 2 + 12 * k, f"– {step}", size=9)
    plan = read(sheet)
    assert [field(a, "pilot") for a in plan.actions] == PILOTS[:2]
    assert ["Choix du terrain" in f.text.text for a in plan.actions for f in a.fields].count(True) == 2
