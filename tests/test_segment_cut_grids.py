"""Grids of labels and values the page cuts over a table of indicators; groups of partners; answers; volumes; totals."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, Sheet
from plans import actions, field, read, tree

XS = (50, 130, 300, 390, 545)


def row(sheet: Sheet, y: float, cells: list[str], *, high: float = 34, heads: bool = False) -> float:
    """Four ruled cells, the first and third painted where they hold labels."""
    for k, text in enumerate(cells):
        if k % 2 == 0 and not heads:
            sheet.fill(XS[k], y, XS[k + 1], y + high, GREY)
        sheet.box(XS[k], y, XS[k + 1], y + high)
        sheet.write(XS[k] + 4, y + 4, text, width=XS[k + 1] - XS[k] - 8, size=9, bold=k % 2 == 0 and not heads)
    return y + high


def band(sheet: Sheet, y: float, text: str, color: int = BLUE) -> float:
    sheet.fill(50, y, 545, y + 22, color)
    sheet.box(50, y, 545, y + 22)
    sheet.run(56, y + 6, text, 10, bold=True, color=0xFFFFFF if color == BLUE else 0)
    return y + 22


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("over", ["Indicateurs de suivi", None])
def test_rows_the_page_carries_over_an_indicator_table_are_of_the_fiche(rows, over):
    sheets = []
    for k, title in enumerate(["Former les tuteurs", "Loger les jeunes"], 1):
        first, second = Sheet(), Sheet()
        y = band(first, 600, f"Fiche action n° {k} – {title}")
        y = row(first, y, ["Pilote", "ADIL 47", "Échéance", "2026"])
        row(first, y, ["Public cible", "Jeunes actifs", "Territoire", "Agenais"])
        y = row(second, 50, ["Partenaires", "CAF ; Habitalys", "Budget", f"{k}2 000 €"])
        if rows == 2:
            y = row(second, y, ["Contexte", "Peu d'offres", "Modalités", "Deux sessions"])
        y = band(second, y, over, GREY) if over else y
        y = row(second, y, ["Indicateur", "Valeur 2023", "Cible 2030", "Source"], heads=True)
        row(second, y, ["Jeunes logés", "14", "60", "DDT"], heads=True)
        sheets += [first, second]
    plan = read(*sheets)
    assert actions(plan) == [("1", "Former les tuteurs"), ("2", "Loger les jeunes")]
    assert [field(a, "partner") for a in plan.actions] == ["CAF ; Habitalys"] * 2
    assert [field(a, "cost") for a in plan.actions] == ["12 000 €", "22 000 €"]
    assert ["Jeunes logés" in field(a, "indicator") for a in plan.actions] == [True, True]


@pytest.mark.parametrize(("first", "second"), [("Institutions", "Opérateurs"), ("Institutionnels", "Porteurs de projets")])
def test_kinds_of_partners_in_their_cell_name_no_pilot(first, second):
    sheets = []
    for k in (1, 2, 3):
        sheet = Sheet()
        y = sheet.write(50, 60, f"Fiche {k} : Ouvrir la maison {k}", size=14, bold=True) + 8
        for label, text in [
            ("Objectifs", "Accueillir mieux"),
            ("Chef de file", "Mission locale"),
            ("Partenaires", f"{first} :\nCAF, Pôle emploi\n{second} :\nAFPA, ADIE"),
            ("Calendrier", "2026"),
        ]:
            high = 20 + 14 * text.count("\n")
            sheet.fill(50, y, 160, y + high, GREY)
            sheet.box(50, y, 160, y + high)
            sheet.box(160, y, 545, y + high)
            sheet.run(55, y + 4, label, 10, bold=True)
            for n, line in enumerate(text.split("\n")):
                sheet.run(165, y + 4 + 14 * n, line, 10)
            y += high
        sheets.append(sheet)
    plan = read(*sheets)
    assert [field(a, "pilot") for a in plan.actions] == ["Mission locale"] * 3
    assert all("AFPA" in field(a, "partner") and "CAF" in field(a, "partner") for a in plan.actions)


@pytest.mark.parametrize("who", ["Communauté de communes", "Ville", "Département"])
def test_an_answer_of_one_name_is_no_part_of_its_question(who):
    sheet, y = Sheet(), 60.0
    for k, title in enumerate(["Acheter les terrains", "Loger les jeunes"], 1):
        y = sheet.write(50, y, f"Action {k} – {title}", size=14, bold=True) + 4
        for question, answer in [("Ce que nous voulons", "Agir tôt."), ("Qui pilote ?", who), ("Avec qui ?", "notaires"), ("Quand ?", "2026")]:
            y = sheet.write(50, y, f"**{question}** {answer}") + 4
        y += 14
    plan = read(sheet)
    assert [field(a, "pilot") for a in plan.actions] == [who] * 2


@pytest.mark.parametrize("word", ["Volet 3 : programme d'actions", "Partie 2 – Plan d'actions 2025-2030", "Volet B – Les fiches actions"])
def test_a_volume_of_the_document_is_no_level(word):
    cover, sheet = Sheet(), Sheet()
    cover.write(60, 200, "Plan local de l'habitat 2025-2030", size=22, bold=True)
    cover.write(60, 260, word, size=14)
    y = 60.0
    for k, title in enumerate(["Acheter les terrains", "Loger les jeunes"], 1):
        y = sheet.write(50, y, f"Axe {k} : {['Prévoir', 'Accueillir'][k - 1]}", size=15, bold=True) + 4
        y = sheet.write(50, y, f"Action {k} : {title}", size=12, bold=True) + 4
        y = sheet.sections(50, y, [("Objectif", "Agir tôt."), ("Pilote", "CAF"), ("Calendrier", "2026")], width=480) + 10
    plan = read(cover, sheet)
    assert [o[:2] for o in tree(plan)] == [("1", "Prévoir"), ("2", "Accueillir")]


def test_the_total_of_a_table_names_no_level():
    sheet = Sheet()
    rows = [
        ["Orientation", "Action", "Pilote", "2025", "2026", "Total"],
        ["A. Bâtir moins", "1. Acheter les terrains", "EPF", "10", "20", "30"],
        [None, "2. Réserver les sols", "Communes", "5", "5", "10"],
        ["B. Bâtir mieux", "3. Rénover les granges", "CAUE", "1", "1", "2"],
        ["Total", None, "", "16", "26", "42"],
    ]
    sheet.table(50, 80, [100, 170, 70, 50, 50, 50], rows, spans={(1, 0): (2, 1), (4, 0): (1, 2)})
    plan = read(sheet)
    assert [t for _, t in actions(plan)] == ["Acheter les terrains", "Réserver les sols", "Rénover les granges"]
    assert [o[:2] for o in tree(plan)] == [("A", "Bâtir moins"), ("B", "Bâtir mieux")]
