"""Grids of labels whose rows are grouped at their left, and tables within them."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from pages import LONG
from plans import field, read

TITLES = ("Ouvrir une maison de santé", "Former des aidants", "Créer un pôle de répit")


def grouped(n: int, title: str, *, budget: str = "20 000 €") -> Sheet:
    """Three columns: the part of the fiche, its labels, their values; the budget's cell may be left to a table."""
    sheet = Sheet()
    y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
    rows = [("Constats", "Les départs ne sont pas remplacés."), ("Objectifs", "Recevoir 300 patients."),
            ("Pilote", "ADMR"), ("Partenaires", "CCAS, MSA"), ("Budget", budget), ("Calendrier", "2026-2027")]  # fmt: skip
    for k, part in enumerate(("Le sens", "L’organisation", "Les moyens")):
        top = y + 92 * k
        sheet.fill(50, top, 130, top + 92, GREY)
        sheet.box(50, top, 130, top + 92)
        sheet.run(54, top + 20, part, 10, bold=True)
        for label, value in rows[2 * k : 2 * k + 2]:
            sheet.box(130, top, 250, top + 46)
            sheet.box(250, top, 545, top + 46)
            sheet.run(134, top + 14, label, 10, bold=True)
            sheet.run(254, top + 14, value, 10)
            top += 46
    if not budget:
        rows = [["2025", "2026", "Total"], ["8 000 €", "9 000 €", "17 000 €"]]
        sheet.table(262, y + 92 * 2 + 8, [60] * 3, rows, header=False, pad=1)
    return sheet


def test_a_cell_beside_several_labels_names_a_part_of_the_fiche():
    plan = read(*(grouped(n, t) for n, t in enumerate(TITLES, 1)))
    assert len(plan.actions) == 3
    for action in plan.actions:
        told = {name: field(action, name) for name in ("context", "pilot", "partner", "cost", "calendar")}
        assert told == {
            "context": "Les départs ne sont pas remplacés.", "pilot": "ADMR", "partner": "CCAS, MSA",
            "cost": "20 000 €", "calendar": "2026-2027",
        }  # fmt: skip


def test_a_table_in_a_grouped_row_is_read_at_its_place():
    plan = read(*(grouped(n, t, budget="") for n, t in enumerate(TITLES, 1)))
    for action in plan.actions:
        assert {f.year: f.text.text for f in action.fields if f.rule == "year_column"} == {
            2025: "8 000 €", 2026: "9 000 €", None: "17 000 €",
        }  # fmt: skip
        names = [f.field for f in action.fields if f.text]
        assert names.index("calendar") > max(k for k, name in enumerate(names) if name == "cost")


def test_a_cell_beside_the_labels_of_a_fiche_may_be_its_title():
    sheet = Sheet()
    rows, spans = [], {}
    for n, title in enumerate(("Soins en ville", "Bus santé", "Aidants"), 1):
        spans[(len(rows), 0)] = (3, 1)
        rows += [[f"**Action A{n}**\n{title}", "Pilote", "ADMR"], [None, "Partenaires", "CCAS, MSA"], [None, "Calendrier", "2026-2027"]]
    sheet.table(60, 60, [150, 120, 200], rows, spans=spans, header=False)
    plan = read(sheet)
    assert [(a.number, a.title.text) for a in plan.actions] == [("A1", "Soins en ville"), ("A2", "Bus santé"), ("A3", "Aidants")]
    assert {field(a, "pilot") for a in plan.actions} == {"ADMR"}


@pytest.mark.parametrize("heads", [("Intitulé", "Valeur de référence", "Valeur cible"), ("Indicateur", "Situation de départ", "Objectif")])
def test_a_band_over_the_heads_of_its_indicators_names_them(heads):
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        for label, value in (("Pilote", "ADMR"), ("Partenaires", "CCAS, MSA")):
            sheet.band(y, label, x0=60, x1=500, size=10, fill=GREY, color=0)
            sheet.run(60, y + 20, value, 10)
            y += 40
        sheet.fill(60, y, 500, y + 18, GREY)
        sheet.run(64, y + 4, "Indicateurs", 10, bold=True)
        sheet.table(60, y + 18, [240, 100, 100], [list(heads), ["Nombre de patients reçus", "12", "40"]], header=False)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        told = [row for f in action.fields if f.table for row in f.table.rows]
        assert [{k: v.text for k, v in row.items()} for row in told] == [
            {"text": "Nombre de patients reçus", "baseline": "12", "target": "40"}
        ]


def test_chapters_are_no_actions_where_grids_name_number_and_title():
    front = Sheet()
    y = 60.0
    for chapter in ("Portrait du territoire", "Comment ce document a été construit"):
        y = front.write(60, y, chapter, size=14, bold=True) + 4
        y = front.write(60, y, f"Un comité de pilotage se réunit. {LONG}", width=470) + 10
    sheets = [front]
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        rows = [["N° de fiche", str(n)], ["Intitulé", f"**{title}**"], ["Objectifs", "Recevoir 300 patients."], ["Pilote", "ADMR"], ["Partenaires", "CCAS, MSA"]]
        sheet.table(60, 60, [130, 350], rows, header=False)
        sheets.append(sheet)
    assert [(a.number, a.title.text) for a in read(*sheets).actions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]


def test_levels_over_grids_that_name_their_actions_are_no_actions():
    sheets = []
    titles = [f"{title} {where}" for title in TITLES for where in ("au nord", "au sud")]
    for n in (1, 2, 3):
        sheet = Sheet()
        sheet.write(60, 60, f"Objectif 1.{n} Mobiliser les partenaires du lieu {n}", size=12, bold=True)
        for k in (0, 1):
            rows = [["N° de fiche", f"{2 * n + k - 1:02}"], ["Intitulé", f"**{titles[2 * n + k - 2]}**"], ["Pilote", "ADMR"], ["Partenaires", "CCAS, MSA"]]
            sheet.table(60, 90 + 200 * k, [130, 350], rows, header=False)
        sheets.append(sheet)
    sheets[0].write(60, 40, "Pilier 1 Renforcer la coordination des acteurs", size=14, bold=True)
    plan = read(*sheets)
    assert [a.title.text for a in plan.actions] == titles
    assert [o.number for o in plan.orientations] == ["1", "1.1", "1.2", "1.3"]
