"""Heads of fiches: a pilot beside the number, a level printed again over a second page, ratings, who helps to pay."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, WHITE, Sheet
from pages import LONG
from plans import actions, field, read

TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers", "Rénover la halle"]


def test_a_pilot_named_in_a_band_at_the_head_of_several_pages_is_no_running_head():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.fill(0, 0, 595, 80, BLUE)
        sheet.write(60, 20, f"Action {n} – {title}", size=15, bold=True, color=WHITE)
        sheet.write(60, 48, "**Pilote :** Département du Jura   **Échéance :** 2026", color=WHITE)
        sheet.sections(60, 110, [("Objectif", LONG), ("Partenaires", "CAF, DDT"), ("Budget", "12 000 €")], width=470)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert [field(action, f) for f in ("pilot", "calendar", "partner", "cost")] == [
            "Département du Jura", "2026", "CAF, DDT", "12 000 €",
        ]  # fmt: skip


def test_a_pilot_beside_the_number_leaves_the_title_under_them():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.write(60, 36, f"Fiche action n° {n}", size=12, bold=True)
        sheet.write(330, 36, "Porteur : Ville de Larmont")
        y = sheet.write(60, 62, title, size=16, bold=True, color=BLUE) + 8
        sheet.sections(60, y, [("Objectif", LONG), ("Partenaires", "CAF, DDT"), ("Calendrier", "2025-2026")], width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), title) for n, title in enumerate(TITLES, 1)]
    assert {field(a, "pilot") for a in plan.actions} == {"Ville de Larmont"}
    assert {field(a, "calendar") for a in plan.actions} == {"2025-2026"}


def test_a_fiche_goes_on_under_its_level_printed_again():
    def page(head: str, rows: list[list[str]]) -> Sheet:
        sheet = Sheet()
        body = [["Axe A – Accueillir", None], [head, None], *rows]
        spans = {(0, 0): (1, 2), (1, 0): (1, 2)}
        sheet.table(60, 90, [130, 340], body, spans=spans, fills={0: BLUE, 1: GREY})
        return sheet

    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheets.append(page(f"**Fiche-action n° {n}**\n{title}", [["Finalité", LONG], ["Chef de file", "ADIL"]]))
        sheets.append(page(f"**Fiche-action n° {n} (suite)**", [["Budget", f"{n} 000 €"], ["Échéances", "2025"]]))
    plan = read(*sheets)
    assert [a.number for a in plan.actions] == ["1", "2", "3"]
    assert [field(a, "cost") for a in plan.actions] == ["1 000 €", "2 000 €", "3 000 €"]
    assert [(a.page_start, a.page_end) for a in plan.actions] == [(1, 2), (3, 4), (5, 6)]


def test_a_rating_is_said_in_full_on_its_line():
    sheets = []
    for title in TITLES:
        sheet = Sheet()
        y = sheet.write(60, 60, title, size=15, bold=True) + 6
        y = sheet.write(60, y, "**Porteur :** CCAS | **Calendrier :** 2025 | **Priorité :** +++") + 6
        y = sheet.write(60, y, LONG, width=470) + 6
        sheet.write(60, y, "**Budget :** 12 000 €")
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert field(action, "modalities") == LONG
        assert LONG not in field(action, "other")


@pytest.mark.parametrize("label", ["Avec le soutien de", "Avec le concours de", "Avec l'appui financier de"])
def test_those_who_help_under_the_budget_pay(label):
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=15, bold=True) + 10
        rows = [("Objectif", LONG), ("Pilote", "CCAS"), ("Budget", "45 000 €"), (label, "ARS, ADEME"), ("Partenaires", "CAF")]
        sheet.sections(60, y, rows, width=440)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert (field(action, "funder"), field(action, "partner")) == ("ARS, ADEME", "CAF")


def test_those_who_help_under_the_pilot_work_with_it():
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=15, bold=True) + 10
        rows = [("Objectif", LONG), ("Pilote", "CCAS"), ("Avec le soutien de", "ARS, CAF"), ("Budget", "45 000 €")]
        sheet.sections(60, y, rows, width=440)
        sheets.append(sheet)
    assert {field(a, "partner") for a in read(*sheets).actions} == {"ARS, CAF"}


def test_a_title_printed_again_on_the_next_page_of_its_fiche_ends_nothing():
    sheets = []
    told, who = [["Objectif", LONG], ["Contexte", LONG]], [["Pilote", "ADIL"], ["Calendrier", "2026"]]
    for n, title in enumerate(TITLES, 1):
        for head, rows in (("", told), (" (suite)", who)) if n == 2 else (("", told + who),):
            sheet = Sheet()
            sheet.write(60, 30, "Axe 2 – Loger", size=12, bold=True, color=BLUE)
            sheet.fill(60, 54, 180, 78, BLUE)
            sheet.write(66, 58, f"Fiche action {n}{head}", size=8 if head else 12, bold=True, color=WHITE)
            sheet.write(200, 54, title, size=22, bold=True)
            sheet.table(60, 110, [110, 350], rows, header=False)
            sheets.append(sheet)
    assert [field(a, "pilot") for a in read(*sheets).actions] == ["ADIL"] * 4


def test_low_frames_side_by_side_are_labels_over_the_values_right_under_them():
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        sheet.write(60, 40, f"1.{n} {title}", size=14, bold=True)
        y = 80
        for labels, values in (
            (["Objectif"], [LONG]),
            (["Pilote", "Copilote", "Échéance"], ["ADIL", "CAF de la Gironde", "2025-2027"]),
            (["Partenaires"], ["Mission locale, bailleurs sociaux, associations de locataires, communes et service des impôts du Jura"]),
        ):
            width = (470 - 12 * (len(labels) - 1)) / len(labels)
            for k, (label, value) in enumerate(zip(labels, values, strict=True)):
                x = 60 + k * (width + 12)
                sheet.fill(x, y, x + width, y + 14, GREY)
                sheet.write(x + width / 2 - 20, y + 2, label, size=9, bold=True)
                bottom = sheet.write(x, y + 18, value, size=9.5, width=width)
            y = bottom + 8
        sheets.append(sheet)
    assert [[f.text.text for f in a.fields if f.field == "pilot"] for a in read(*sheets).actions] == [["ADIL", "CAF de la Gironde"]] * 3
