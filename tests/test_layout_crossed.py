"""Underlined labels in narrow columns, and words over numbers at the top of pages."""

from __future__ import annotations

from drawing import Sheet
from drawing import width_of as wide
from pages import asides, lay_out, texts
from plans import field, read

TITLES = ("Ouvrir une maison de santé", "Former des aidants", "Créer un pôle de répit")


def underlined(sheet: Sheet, x: float, y: float, text: str, size: float = 9) -> None:
    sheet.run(x, y, text, size)
    sheet.rule(x, y + 1.25 * size, x + wide(text, size), y + 1.25 * size)


def test_an_underlined_line_among_others_of_its_size_is_its_own_paragraph():
    sheet = Sheet()
    rows = ["Le constat", "Les plaintes ont augmenté de 27 % en deux ans dans tout le pays.", "Objectifs poursuivis",
            "Garantir une mise à l’abri en moins de deux jours et une nuit.", "Modalités de mise en œuvre", "Trois logements relais"]  # fmt: skip
    for k, text in enumerate(rows):
        (sheet.run if k % 2 else lambda *a: underlined(sheet, *a[:3], a[3]))(60, 100 + 12 * k, text, 9)
    assert texts(lay_out(sheet)[0]) == rows


def headed(n: int, title: str, number: str) -> Sheet:
    """A band of three cells at the top of the page: level, title, the fiche's word over its number."""
    sheet = Sheet()
    sheet.table(60, 40, [120, 280, 70], [["Axe 1 : Soigner partout", f"**{title}**", f"Engagement\n{number}"]], header=False)
    y = 90.0
    for label, value in (("Pilote", "ADMR"), ("Partenaires", "CCAS, MSA"), ("Calendrier", "2026-2027")):
        sheet.run(60, y, f"{label} :", 10, bold=True)
        sheet.run(60, y + 14, value, 10)
        y += 30
    return sheet


def test_the_word_over_the_number_of_each_fiche_is_no_running_header():
    sheets = [headed(n, title, f"A{n}") for n, title in enumerate(TITLES, 1)]
    assert all("Engagement" not in " ".join(asides(layout).values()) for layout in lay_out(*sheets))
    plan = read(*sheets)
    assert [a.number for a in plan.actions] == ["A1", "A2", "A3"]


def test_a_figure_close_over_a_larger_title_at_the_top_is_the_number_of_the_fiche():
    sheets = []
    for n, title in enumerate((*TITLES, "Équiper les bourgs"), 1):
        sheet = sheets[-1] if n == 2 else Sheet()  # two fiches on the first page: the figures do not go up with the pages
        top = 400.0 if n == 2 else 44.0
        sheet.box(50, top, 545, top + 36)
        sheet.run(297 - wide(str(n), 9) / 2, top + 4, str(n), 9)
        sheet.run(297 - wide(title, 12, True) / 2, top + 17, title, 12, bold=True)
        y = top + 50
        for label, value in (("Pilote", "ADMR"), ("Partenaires", "CCAS, MSA"), ("Calendrier", "2026-2027")):
            sheet.run(60, y, f"{label} :", 10, bold=True)
            sheet.run(60, y + 14, value, 10)
            y += 30
        sheets += [sheet] if n != 2 else []
    assert [a.number for a in read(*sheets).actions] == ["1", "2", "3", "4"]


def test_partners_over_a_budget_and_a_period_do_not_pay_it():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        y = sheet.table(60, y, [160] * 3, [["Objectif", "Pilote", "Mise en œuvre"], ["Recevoir 300 patients.", "ADMR", "Choix du lieu"]])
        sheet.table(60, y, [160] * 3, [["En partenariat avec", "Budget", "Période"], ["CCAS\nMSA", "Moyens internes", "2026-2027"]])
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert (field(action, "partner"), field(action, "funder"), field(action, "cost")) == ("CCAS\nMSA", "", "Moyens internes")
