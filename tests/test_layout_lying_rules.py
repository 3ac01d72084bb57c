"""Tables whose rows only lying rules part, under a painted head or beside painted labels: no upright rule is drawn."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet
from pages import LONG, grid_texts, lay_out, only_table, tables
from plans import actions, field, read

HEADS = ["Axe", "Action", "Pilote", "Partenaires", "Calendrier"]
XS = [40, 130, 270, 370, 470, 555]
ROWS = [
    ("Axe 1 – Accueillir", "1.1. Rompre l'isolement des assistantes maternelles du plateau", "PMI", "CAF, communes", "2025"),
    ("", "1.2. Ouvrir un lieu d'accueil", "Relais petite enfance", "MSA, communes", "2026-2027"),
    ("Axe 2 – Loger", "2.1. Loger les saisonniers", "Mission locale", "Action Logement, CCAS", "2026"),
    ("", "2.2. Rénover les copropriétés", "ADIL", "Anah, syndics", "2027"),
]
TINT = 0xF3E3DF


def heads_in_two_rows(at: float = 60) -> Sheet:
    """A head painted cell by cell in two rows, an axis painted down two rows, one rule under each row from the axis on."""
    sheet = Sheet()
    for k, (a, b, text) in enumerate(zip(XS, XS[1:], HEADS, strict=False)):
        if k in (2, 3):
            sheet.fill(a, 80, b, 96, TINT)
        else:
            sheet.fill(a, 60, b, 96, TINT)
        sheet.run(a + 4, 84 if k in (2, 3) else 70, text, 8, bold=True)
    sheet.fill(XS[2], 60, XS[4], 80, TINT)
    sheet.run(XS[2] + at, 66, "Qui fait quoi ?", 8, bold=True)
    y = 96.0
    for k, row in enumerate(ROWS):
        if row[0]:
            sheet.fill(XS[0], y, XS[1], y + 80, 0xFAF3F1)
            sheet.write(XS[0] + 4, y + 6, row[0], width=80, size=8)
        for a, b, text in zip(XS[1:], XS[2:], row[1:], strict=False):
            sheet.write(a + 4, y + 6, text, width=b - a - 8, size=8)
        y += 40
        sheet.rule(XS[0] if k % 2 else XS[1], y, XS[-1], y)
    return sheet


@pytest.mark.parametrize("at", [60, XS[3] - XS[2] - 15])
def test_rows_under_a_head_in_two_rows(at):
    """The head over two columns may have a space right over the edge between them."""
    plan = read(heads_in_two_rows(at))
    assert [n for n, _ in actions(plan)] == ["1.1", "1.2", "2.1", "2.2"]
    assert [field(a, "pilot") for a in plan.actions] == [row[2] for row in ROWS]
    assert [field(a, "partner") for a in plan.actions] == [row[3] for row in ROWS]
    assert [field(a, "calendar") for a in plan.actions] == [row[4] for row in ROWS]
    assert [a.orientation for a in plan.actions] == [0, 0, 1, 1]


def test_a_head_painted_as_one_band_over_columns_set_close_together():
    heads = ["N°", "Intitulé", "Finalité", "Porteur", "Services associés", "Période"]
    xs = [40, 62, 160, 290, 370, 480, 540]
    rows = [
        ["1", "Filière bois du massif", "Regrouper sept cents propriétaires forestiers", "CNPF", "ONF, Fibois, communes et scieurs", "2024-2027"],
        ["2", "Réseau de chaleur bois", "Desservir sept bâtiments et éviter le fioul", "Communauté de communes", "Centre hospitalier, Région", "2025-2028"],
        ["3", "Solaire sur les toits publics", "Installer 2 500 m² de panneaux avant la fin", "Syndicat d'énergie", "Groupement de communes", "2024-2027"],
    ]  # fmt: skip
    sheet = Sheet()
    sheet.fill(40, 44, 540, 60, 0xFFE699)
    sheet.run(42, 48, "Axe 1 : Énergies d'ici", 8, bold=True)
    sheet.fill(40, 60, 540, 80, 0xFFF2CC)
    for x, text in zip(xs, heads, strict=False):
        sheet.run(x + 2, 66, text, 8, bold=True)
    y = 80.0
    for row in rows:
        sheet.rule(40, y, 540, y)
        for a, b, text in zip(xs, xs[1:], row, strict=False):
            sheet.write(a + 2, y + 3, text, width=b - a - 4, size=8)
        y += 44
    sheet.rule(40, y, 540, y)
    plan = read(sheet)
    assert actions(plan) == [(row[0], row[1]) for row in rows]
    assert [field(a, "pilot") for a in plan.actions] == [row[3] for row in rows]
    assert [field(a, "partner").replace("\n", " ") for a in plan.actions] == [row[4] for row in rows]
    assert [field(a, "calendar") for a in plan.actions] == [row[5] for row in rows]


def fiche(number: int, title: str, top: float, sheet: Sheet, *, budget: bool) -> None:
    """A title's band, a painted column of labels, a strip of years under the last; its budget in other columns."""
    sheet.fill(48, top, 547, top + 22, BLUE)
    sheet.run(54, top + 6, f"A{number} | {title}", 11, bold=True, color=WHITE)
    y = top + 22
    for label, value in [("Objectif", "Desservir sept bâtiments publics du bourg et des hameaux voisins."),
                         ("Responsable", "Ville de Bazas"), ("Partenaires", "Centre hospitalier, Région, Fibois")]:  # fmt: skip
        sheet.fill(48, y, 120, y + 20, 0xFBE9DD)
        sheet.run(52, y + 6, label, 9)
        sheet.run(126, y + 6, value, 9)
        sheet.rule(48, y + 20, 547, y + 20)
        y += 20
    sheet.fill(48, y, 120, y + 34, 0xFBE9DD)
    sheet.run(52, y + 12, "Calendrier", 9)
    for k in range(4):
        a, b = 120 + k * 427 / 4, 120 + (k + 1) * 427 / 4
        sheet.run(a + 40, y + 4, str(2025 + k), 8)
        if k < 2:
            sheet.fill(a, y + 17, b, y + 34, 0xE07A3F)
            sheet.run(a + 40, y + 21, "■", 8)
    sheet.rule(120, y + 17, 547, y + 17)
    sheet.rule(48, y + 34, 547, y + 34)
    if budget:
        for text, amount in (("Charges de personnel du service", "118 000 €"), ("Logiciel et téléphonie mobile", "22 000 €")):
            y += 20
            sheet.run(52, y + 20, text, 9)
            sheet.run(420, y + 20, amount, 9)
            sheet.rule(48, y + 34, 547, y + 34)


def test_values_beside_painted_labels_and_a_strip_of_years():
    sheet = Sheet()
    fiche(1, "Créer un réseau de chaleur", 80, sheet, budget=False)
    fiche(2, "Réduire l'éclairage public", 280, sheet, budget=False)
    found = tables(lay_out(sheet)[0])
    assert [grid_texts(t)[1][:2] for t in found] == [["Objectif", "Desservir sept bâtiments publics du bourg et des hameaux voisins."]] * 2
    plan = read(sheet)
    assert [field(a, "pilot") for a in plan.actions] == ["Ville de Bazas"] * 2
    assert [field(a, "partner") for a in plan.actions] == ["Centre hospitalier, Région, Fibois"] * 2


def test_rows_in_other_columns_keep_to_them():
    sheet = Sheet()
    fiche(1, "Créer un réseau de chaleur", 80, sheet, budget=True)
    rows = [[text for text in row if text] for row in grid_texts(only_table(sheet))]
    assert ["Charges de personnel du service", "118 000 €"] in rows
    assert ["Responsable", "Ville de Bazas"] in rows


def test_text_between_two_tables_and_boxes_beside_text_are_no_rows():
    between = Sheet()
    between.fill(50, 60, 545, 100, BLUE)
    between.run(60, 76, "Axe 1 : Produire", 13, bold=True, color=WHITE)
    y = 110.0
    for title in ("1. Solaire sur les toits", "2. Chaleur bois"):
        y = between.write(50, y, title, size=13, bold=True) + 4
        y = between.write(50, y, LONG, width=480) + 4
        y = between.bullets(60, y, ["Cadastre solaire", "Groupement de commandes", "Boucles locales"], width=400) + 6
        between.rule(50, y, 545, y)
        for k, label in enumerate(("Qui ?", "Quand ?", "Combien ?")):
            between.run(56 + 165 * k, y + 6, label, 9, bold=True)
            between.run(56 + 165 * k, y + 20, ("Syndicat", "2025-2028", "1,6 M€")[k], 9)
            if k:
                between.rule(50 + 165 * k, y, 50 + 165 * k, y + 40)
        y += 40
        between.rule(50, y, 545, y)
        y += 20
    assert LONG in {p.text.text for p in lay_out(between)[0].blocks if hasattr(p, "bullet")}

    beside = Sheet()
    for y, title in ((60.0, "Constituer des réserves foncières"), (330.0, "Rééquilibrer la production")):
        beside.fill(0, y, 150, y + 250, BLUE)
        at = y + 10
        for label, value in (("PILOTE", "Bazas Agglomération"), ("PARTENAIRES", "EPF, SAFER"), ("BUDGET", "38 000 €"), ("CALENDRIER", "2025")):
            at = beside.write(12, at, label, width=130, size=8, bold=True) + 2
            at = beside.write(12, at, value, width=130, size=9) + 6
        at = beside.write(165, y + 10, title, size=13, bold=True) + 4
        at = beside.write(165, at, "Objectif", size=10, bold=True) + 2
        beside.write(165, at, LONG, width=370)
        beside.rule(0, y + 250, 595, y + 250)
    assert tables(lay_out(beside)[0]) == []


def test_text_beside_a_box_between_two_tables_is_no_row():
    sheet, y = Sheet(), 60.0
    for k in range(2):
        sheet.fill(68, y, 527, y + 18, BLUE)
        for x, head in ((72, "Le syndicat"), (225, "Les communes"), (378, "L'État")):
            sheet.run(x, y + 5, head, 9, bold=True, color=WHITE)
            sheet.run(x, y + 24, "anime le programme", 9)
            sheet.run(x, y + 44, "porte la concertation", 9)
        for at in (18, 38, 58):
            sheet.rule(68, y + at, 527, y + at)
        if k == 0:
            sheet.fill(402, y + 110, 527, y + 200, GREY)
            sheet.write(408, y + 116, "Animation", width=110, size=9, bold=True)
            sheet.write(408, y + 130, "Syndicat mixte du Parc", width=110, size=9)
            sheet.write(68, y + 80, LONG, width=320)
            sheet.write(68, y + 150, LONG, width=320)
        y += 230
    layout = lay_out(sheet)[0]
    assert [t.rows for t in tables(layout)] == [3, 3]
    assert LONG in {p.text.text for p in layout.blocks if hasattr(p, "bullet")}


def test_a_bare_head_under_the_closed_cells_of_another_table_opens_its_own():
    """As wide as the table over it, and ruled under its heads and rows alone."""
    sheet, xs = Sheet(), [68, 221, 374, 527]
    for a, b, head in zip(xs, xs[1:], ("Le syndicat s'engage à", "Les communes s'engagent à", "L'État s'engage à"), strict=False):
        sheet.fill(a, 60, b, 80, GREY)
        sheet.run(a + 4, 65, head, 9, bold=True)
        sheet.run(a + 4, 86, "porter la concertation", 9)
        for top, bottom in ((60, 80), (80, 110)):
            sheet.box(a, top, b, bottom)
    rows = [("Indicateur", "État 2024", "Mi-parcours", "Cible 2040"), ("Surface restaurée (ha)", "38", "200", "400"), ("Part en bon état", "31 %", "45 %", "60 %")]
    for k, row in enumerate(rows):
        for x, text in zip((72, 340, 405, 470), row, strict=True):
            sheet.run(x, 124 + 18 * k, text, 9, bold=k == 0)
        sheet.rule(68, 138 + 18 * k, 527, 138 + 18 * k)
    first, second = tables(lay_out(sheet)[0])
    assert (first.rows, first.cols) == (2, 3)
    assert grid_texts(second)[1] == ["Surface restaurée (ha)", "38", "200", "400"]
