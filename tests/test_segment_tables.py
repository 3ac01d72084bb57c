"""Whole small plans in tables: a row per action, and the tables inside a fiche."""

from __future__ import annotations

import pytest
from drawing import BLUE, GREY, Sheet
from plans import above, actions, fiche, field, pages, read, stacked_plan, tree

from extractors.fields import read_fields
from models.segment import LabelledField

# -- one wide table


def wide_plan(rest: str = "") -> list[Sheet]:
    one, two = Sheet(842, 595), Sheet(842, 595)
    widths = [110, 210, 140, 170, 100]
    header = ["Axe", "Action", "Pilote", "Partenaires", "Échéance"]
    one.write(50, 40, "Plan d'actions du contrat local de santé", size=15, bold=True)
    one.table(
        50,
        380,
        widths,
        [
            header,
            ["Axe 1 : Prévenir", "1.1 Former les professionnels de santé", "ARS", "CPAM, communes", "2025"],
            [
                None,
                "1.2 Ouvrir une maison sport-santé pour tous" + (" les" if rest else ""),
                "Ville de Bazas",
                "Clubs sportifs,",
                "2026",
            ],
        ],
        spans={(1, 0): (2, 1)},
        fills={0: GREY},
        least=40,
    )
    two.table(
        50, 50, widths,
        [
            header,
            ["", rest, "", "service des sports", ""],
            ["Axe 2 : Soigner", "2.1 Accueillir des internes", "Hôpital", "Université", "2027"],
            [None, "2.2 Développer la télémédecine", "ARS", "Pharmaciens", "2027"],
        ],
        spans={(2, 0): (2, 1)}, fills={0: GREY}, least=40,
    )  # fmt: skip
    return [one, two]


def test_a_wide_table_with_a_merged_axis_and_a_row_cut_by_the_page():
    plan = read(*wide_plan())
    assert actions(plan) == [
        ("1.1", "Former les professionnels de santé"),
        ("1.2", "Ouvrir une maison sport-santé pour tous"),
        ("2.1", "Accueillir des internes"),
        ("2.2", "Développer la télémédecine"),
    ]
    assert tree(plan) == [("1", "Prévenir", None), ("2", "Soigner", None)]
    assert list(above(plan).values()) == ["1", "1", "2", "2"]
    assert [field(a, "pilot") for a in plan.actions] == ["ARS", "Ville de Bazas", "Hôpital", "ARS"]
    assert field(plan.actions[1], "partner") == "Clubs sportifs, service des sports"
    assert pages(plan.actions[1], "partner") == {1, 2}
    assert [field(a, "calendar") for a in plan.actions] == ["2025", "2026", "2027", "2027"]


def second_lines(told: str, more: str) -> list[Sheet]:
    sheet = Sheet()
    sheet.write(50, 40, "Plan d'actions pour l'alimentation", size=15, bold=True)
    rows = [["N°", "Mesure", "Chef de file", "Quand"], ["4", "Ouvrir une conserverie", "Commune de Bazas", "2025"]]
    rows += [["", told, None, None], ["5", "Planter des vergers", "Lycée agricole", "2026"], ["", more, None, None]]
    sheet.table(50, 90, [40, 200, 150, 100], rows, spans={(2, 1): (1, 3), (4, 1): (1, 3)}, fills={0: GREY})
    return [sheet]


def test_a_second_line_of_labels_run_into_their_text_is_of_the_action_over_it():
    labels = "**Objectif :** {}\n**Avec :** CAUE, producteurs\n**On suivra :** nombre de visites"
    plan = read(*second_lines(labels.format("Garder un tiers des récoltes."), labels.format("Couvrir dix hectares.")))
    assert actions(plan) == [("4", "Ouvrir une conserverie"), ("5", "Planter des vergers")]
    assert tree(plan) == []
    assert field(plan.actions[0], "objective") == "Garder un tiers des récoltes."
    assert field(plan.actions[1], "partner") == "CAUE, producteurs"


def test_a_second_line_with_no_label_is_no_other_action():
    plan = read(*second_lines("Un local est aménagé dans l'ancienne gare.", "Trois écoles reçoivent un arbre par élève."))
    assert actions(plan) == [("4", "Ouvrir une conserverie"), ("5", "Planter des vergers")]
    assert field(plan.actions[1], "modalities") == "Trois écoles reçoivent un arbre par élève."


def test_a_title_cut_by_the_page_goes_on():
    assert actions(read(*wide_plan("habitants du territoire")))[1:3] == [
        ("1.2", "Ouvrir une maison sport-santé pour tous les habitants du territoire"),
        ("2.1", "Accueillir des internes"),
    ]


def test_a_number_over_the_title_in_its_cell():
    """ "Action 1" in small print over the title: the title is what comes after it."""
    sheet = Sheet(842, 595)
    rows = [
        ("Former les professionnels de santé", "ARS"), ("Ouvrir une maison sport-santé", "Ville de Bazas"),
        ("Accueillir des internes", "Hôpital"),
    ]  # fmt: skip
    sheet.table(50, 80, [240, 180, 160], [["Action", "Pilote", "Échéance"], *[["", pilot, "2026"] for _, pilot in rows]], least=44)
    for k, (title, _) in enumerate(rows):
        y = 124 + 44 * k
        sheet.run(54, y + 4, f"Action {k + 1}", 7.5, bold=True)
        sheet.run(54, y + 17, title, 9)
    plan = read(sheet)
    assert actions(plan) == [(str(k + 1), title) for k, (title, _) in enumerate(rows)]
    assert [a.label for a in plan.actions] == ["Action"] * 3


def test_what_stands_under_a_budgets_table_is_no_row_and_goes_on_with_the_money():
    """A grey head, rows closed by a stroke in pieces, and in larger print under it who else pays."""
    sheets = []
    for k in range(3):
        sheet = Sheet()
        sheet.run(50, 60, f"Action {k + 1} : Conduire une opération du centre ancien", 13, bold=True)
        sheet.run(50, 90, "Pilote : Ville de Bazas", 10.5)
        sheet.run(50, 120, "Budget et financements", 10.5, bold=True)
        for c, (x0, x1) in enumerate(((50, 230), (230, 310), (310, 390), (390, 470), (470, 540))):
            sheet.fill(x0, 140, x1, 158, GREY)
            sheet.rule(x0, 178, x1, 178)
            sheet.run(x0 + 4, 144, ["En k€", "2025", "2026", "2027", "Total"][c], 8, bold=True)
            sheet.run(x0 + 4, 164, ["Budget de la ville", "60", "60", "60", "180"][c], 8)
        sheet.run(50, 184, "Anah : 2,4 M€ de subventions aux propriétaires bailleurs", 10.5)
        sheet.run(50, 200, "Département : 350 000 €", 10.5)
        sheets.append(sheet)
    plan = read(*sheets)
    for action in plan.actions:
        money = [f.text.text for f in action.fields if f.field == "cost"]
        assert "Anah : 2,4 M€ de subventions aux propriétaires bailleurs\nDépartement : 350 000 €" in money
        assert "180" in money


@pytest.mark.parametrize("label", ["Indicateurs de suivi", "Ce qui sera regardé"])
def test_a_row_with_its_own_label_under_a_row_of_labels(label):
    """Who, with whom and when stand under their labels; the last row has its label at its left, one value across."""
    sheets = []
    for k in range(3):
        sheet = Sheet()
        sheet.run(50, 60, f"Action {k + 1} : Conduire une opération du centre ancien", 13, bold=True)
        sheet.run(50, 90, "Objectif : Rendre le centre à ses habitants", 10)
        rows = [["Pilote", "Partenaires", "Échéance"], ["Ville de Bazas", "Anah, CAUE", "2026"], [label, "Nombre de logements rénovés", None]]
        sheet.fill(50, 159, 170, 177, GREY)
        sheet.table(50, 120, [120, 200, 150], rows, spans={(2, 1): (1, 2)}, fills={0: GREY})
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert field(action, "pilot") == "Ville de Bazas"
        assert field(action, "partner") == "Anah, CAUE"
        assert field(action, "calendar") == "2026"
        assert field(action, "indicator") == "Nombre de logements rénovés"


@pytest.mark.parametrize("fills", [{0: 0xE0F2EF}, {}])
def test_a_fiche_of_one_row_of_heads_half_of_them_in_words_of_its_own(fills):
    """A band with the title, a row of heads, painted or bold, the values under them; levels stand over the tables."""
    sheet, y = Sheet(842, 595), 40.0
    heads = ["Objet", "Organisation retenue", "Service gestionnaire", "Membres du cercle", "Mise en service", "Coût prévisionnel"]
    for k in range(4):
        if k % 2 == 0:
            sheet.run(40, y, f"Chapitre {'AB'[k // 2]} – Accueillir et loger {'ici' if k else 'mieux'}", 13, bold=True)
            y += 26
        sheet.fill(40, y, 800, y + 20, 0x00695C)
        sheet.box(40, y, 800, y + 20)
        sheet.run(44, y + 5, f"Mesure {k + 1} : Créer un lieu commun d'accueil {'ABCD'[k]}", 9, bold=True, color=0xFFFFFF)
        values = ["Offrir une même information.", "Formation commune des agents", "Ville de Bazas", "CCAS ; ADIL de la Loire", "2026", "46 000 €"]
        y = sheet.table(40, y + 20, [140, 160, 110, 130, 100, 120], [heads, values], fills=fills) + 16
    plan = read(sheet)
    assert list(above(plan).values()) == ["A", "A", "B", "B"]
    for action in plan.actions:
        assert field(action, "pilot") == "Ville de Bazas"
        assert field(action, "objective") == "Offrir une même information."
        assert field(action, "partner") == "CCAS ; ADIL de la Loire"
        assert (field(action, "calendar"), field(action, "cost")) == ("2026", "46 000 €")


def test_an_axis_printed_up_the_side_of_the_rows():
    sheet = Sheet(842, 595)
    sheet.table(
        50, 80, [40, 240, 160, 160],
        [
            ["Axe", "Action", "Pilote", "Échéance"],
            ["Axe 1 Prévenir", "Former les professionnels de santé", "ARS", "2025"],
            [None, "Ouvrir une maison sport-santé", "Ville de Bazas", "2026"],
            ["Axe 2 Soigner", "Accueillir des internes", "Hôpital", "2027"],
        ],
        spans={(1, 0): (2, 1)}, turned=[(1, 0), (3, 0)], least=90,
    )  # fmt: skip
    plan = read(sheet)
    assert above(plan) == {
        "Former les professionnels de santé": "1", "Ouvrir une maison sport-santé": "1", "Accueillir des internes": "2",
    }  # fmt: skip


# -- an open table


def test_an_open_table_with_horizontal_rules_only():
    sheet = Sheet(842, 595)
    sheet.write(60, 60, "Feuille de route 2025-2027", size=15, bold=True)
    sheet.table(
        60, 110, [60, 280, 180, 200],
        [
            ["N°", "Action", "Pilote", "Calendrier"],
            ["1", "Créer une bourse aux logements", "Ville", "2025"],
            ["2", "Recenser les logements vacants", "EPCI", "2026"],
            ["3", "Aider les propriétaires", "Anah", "2027"],
        ],
        style="rules",
    )  # fmt: skip
    plan = read(sheet)
    assert actions(plan) == [
        ("1", "Créer une bourse aux logements"),
        ("2", "Recenser les logements vacants"),
        ("3", "Aider les propriétaires"),
    ]
    assert [(field(a, "pilot"), field(a, "calendar")) for a in plan.actions] == [
        ("Ville", "2025"), ("EPCI", "2026"), ("Anah", "2027"),
    ]  # fmt: skip


# -- tables inside a fiche


def test_a_budget_by_year_and_funder():
    sheet, y = fiche()
    y = sheet.write(60, y, "Plan de financement", bold=True) + 4
    sheet.table(
        60,
        y,
        [150, 80, 80, 80],
        [
            ["Financeurs", "2025", "2026", "Total"],
            ["État", "10 000 €", "12 000 €", "22 000 €"],
            ["Région", "5 000 €", "", "5 000 €"],
        ],
    )
    (action,) = read(sheet).actions
    costs = {(f.year, f.text.text) for f in action.fields if f.field == "cost" and f.year}
    assert costs == {(2025, "10 000 €"), (2026, "12 000 €"), (2025, "5 000 €")}
    assert [f.text.text.split(" :")[0] for f in action.fields if f.field == "funder"] == ["État", "Région"]


def test_year_columns_with_crosses_are_a_calendar():
    sheet = Sheet(842, 595)
    sheet.table(
        50, 80, [280, 160, 60, 60, 60, 60],
        [
            ["Action", "Pilote", "2025", "2026", "2027", "2028"],
            ["Créer une maison des familles", "CAF", "X", "X", "", ""],
            ["Ouvrir un café des aînés", "CCAS", "", "X", "X", "X"],
        ],
    )  # fmt: skip
    plan = read(sheet)
    assert [t for _, t in actions(plan)] == ["Créer une maison des familles", "Ouvrir un café des aînés"]
    labels = [[f.label for f in a.fields if f.field == "calendar"] for a in plan.actions]
    assert labels == [["2025-2026"], ["2026-2028"]]


def test_an_indicator_table_with_baselines_and_targets():
    sheet, y = fiche()
    sheet.table(
        60, y + 4, [200, 100, 100, 70],
        [
            ["Indicateur", "Valeur initiale", "Cible 2030", "Unité"],
            ["Logements vacants remis en location", "12", "60", "logements"],
            ["Ménages accompagnés", "0", "250", "ménages"],
        ],
    )  # fmt: skip
    (action,) = read(sheet).actions
    (found,) = [f for f in action.fields if f.field == "indicator"]
    assert found.table.target_year == 2030
    assert [{k: v.text for k, v in row.items()} for row in found.table.rows] == [
        {"text": "Logements vacants remis en location", "baseline": "12", "target": "60", "unit": "logements"},
        {"text": "Ménages accompagnés", "baseline": "0", "target": "250", "unit": "ménages"},
    ]


def test_a_wide_table_of_horizontal_rules_under_a_filled_header():
    titles = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]
    sheet = Sheet(842, 595)
    rows = [["N°", "Action", "Pilote", "Calendrier"], *([str(k), t, "Ville", "2025"] for k, t in enumerate(titles, 1))]
    sheet.table(60, 110, [60, 280, 180, 200], rows, style="rules", fills={0: GREY})
    assert actions(read(sheet)) == [(str(n), t) for n, t in enumerate(titles, 1)]


def test_a_closing_budget_table_belongs_to_the_actions():
    sheets = stacked_plan()
    closing = Sheet()
    closing.write(60, 80, "Synthèse financière", size=16, bold=True)
    closing.table(
        60, 140, [40, 220, 70, 70, 70],
        [
            ["N°", "Action", "2025", "2026", "Total"],
            ["1", "Créer des logements adaptés aux ménages", "10 000 €", "20 000 €", "30 000 €"],
            ["2", "Ouvrir une maison des familles", "5 000 €", "", "5 000 €"],
            ["", "Total", "15 000 €", "20 000 €", "35 000 €"],
        ],
    )  # fmt: skip
    plan = read(*sheets, closing)
    assert [n for n, _ in actions(plan)] == ["1", "2", "3"]
    assert [a.page_start for a in plan.actions] == [2, 3, 4]
    budgets = [[(f.year, f.text.text) for f in a.fields if f.field == "cost" and f.year] for a in plan.actions]
    assert budgets == [[(2025, "10 000 €"), (2026, "20 000 €")], [(2025, "5 000 €")], []]


def test_values_under_a_row_of_labels():
    sheet, y = fiche()
    sheet.table(
        60,
        y + 4,
        [150, 150, 170],
        [["Coût", "Financeurs", "Indicateurs"], ["12 000 €", "Région Occitanie", "Nombre de ménages"]],
    )
    (action,) = read(sheet).actions
    assert field(action, "indicator") == "Nombre de ménages"


# -- years in the middle of a fiche


def fiche_with_years(amounts: list[str | None], first: bool) -> list[LabelledField]:
    sheet = Sheet()
    y = sheet.band(60, "Action 7 : Créer une plateforme de mobilité")
    years = ["Année", "2025", "2026", "2027", "Total"]
    rows = [["Pilote", "Département", None, None, None], ["Partenaires", "Région, EPCI", None, None, None]]
    spans = {(0, 1): (1, 4), (1, 1): (1, 4)}
    at = 0 if first else 2
    rows[at:at] = [years, ["Coût", *amounts]]
    spans = {(r + (2 if first else 0), c): s for (r, c), s in spans.items()}
    if amounts[1] is None:
        spans[at + 1, 1] = (1, 4)
    sheet.table(60, y, [90, 90, 90, 90, 90], rows, spans=spans, header=False)
    (action,) = read(sheet).actions
    return action.fields


@pytest.mark.parametrize("first", [True, False])
def test_years_over_one_line_of_a_fiche_are_of_that_line_alone(first):
    fields = fiche_with_years(["10 000 €", "20 000 €", "5 000 €", "35 000 €"], first)
    assert [(f.year, f.text.text) for f in fields if f.field == "cost" and f.text] == [
        (2025, "10 000 €"), (2026, "20 000 €"), (2027, "5 000 €"), (None, "35 000 €"),
    ]  # fmt: skip
    assert {f.field: f.text.text for f in fields if f.field in ("pilot", "partner")} == {
        "pilot": "Département", "partner": "Région, EPCI",
    }  # fmt: skip


def test_a_cost_that_spans_the_years_is_said_once():
    fields = fiche_with_years(["35 000 € pour les trois ans", None, None, None], first=True)
    assert [f.text.text for f in fields if f.field == "cost"] == ["35 000 € pour les trois ans"]
    assert not [f for f in fields if f.field == "calendar"]


MEASURED = ["Indicateurs d'évaluation", None, "Situation 2018", "Cible 2024"]


def engagement(sheet: Sheet, y: float, axis: int, n: int) -> float:
    """A fiche in a grid: its axis, a title, two label/value pairs a row, indicators under heads of their own."""
    rows = [
        [f"Orientation {axis} : Agir pour la part {axis}", None, None, None],
        [f"Engagement n° {axis}.{n} – Mener le projet {axis}{n}", None, None, None],
        ["Objectif", f"Réaliser la part {axis}{n} du plan.", None, None],
        ["Pilote", "CAF", "Partenaires", "MSA"],
        MEASURED,
        ["Nombre de ménages accompagnés", None, "22", "35"],
        ["Taux de baux signés", None, "58 %", "80 %"],
    ]
    spans = {(0, 0): (1, 4), (1, 0): (1, 4), (2, 1): (1, 3), (4, 0): (1, 2), (5, 0): (1, 2), (6, 0): (1, 2)}
    return sheet.table(50, y, [120, 130, 120, 120], rows, spans=spans, fills={0: GREY, 4: GREY}, header=False) + 20


def test_indicators_under_heads_within_a_grid_have_their_values_and_a_table_sums_the_fiches_up():
    sheets = [Sheet() for _ in range(3)]
    for axis, sheet in enumerate(sheets[:2], 1):
        engagement(sheet, engagement(sheet, 60, axis, 1), axis, 2)
    rows = [["Orientation", "Engagement", "Pilote", "Calendrier"]]
    for axis in (1, 2):
        for n in (1, 2):
            over = f"{axis}. Agir pour la part {axis}"
            rows.append([over if n == 1 else None, f"{axis}.{n} Mener le projet {axis}{n}", "CAF", f"202{n}"])
    rows.append([None, "2.3 Ouvrir une bourse", "MSA", "2025"])
    sheets[2].table(50, 60, [120, 200, 80, 90], rows, spans={(1, 0): (2, 1), (3, 0): (3, 1)})
    plan = read(*sheets)
    assert [n for n, _ in actions(plan)] == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    assert list(above(plan).values()) == ["1", "1", "2", "2", "2"]
    measured = [f for f in plan.actions[0].fields if f.table]
    told = [(r["text"].text, r["baseline"].text, r["target"].text) for f in measured for r in f.table.rows]
    assert told == [("Nombre de ménages accompagnés", "22", "35"), ("Taux de baux signés", "58 %", "80 %")]


def test_a_level_over_its_fiches_is_none_of_the_actions_a_table_sums_up():
    summary, sheets = Sheet(), []
    rows = [["N°", "Action", "Responsable", "Échéance"]]
    rows += [[f"{k}.{c}", f"Mener le projet {k}{c}", "CAF", "2025"] for k in (1, 2, 3) for c in "AB"]
    summary.table(50, 60, [50, 250, 100, 90], rows)
    for k in (1, 2, 3):
        sheet, y = Sheet(), 60
        y = sheet.write(60, y, f"Orientation {k} : Agir pour la part {k}", size=14, bold=True) + 8
        for c in "AB":
            y = sheet.table(60, y, [40, 400], [[f"{k}.{c}", f"Mener le projet {k}{c}"]], fills={0: GREY}) + 10
            fields = [("Objectif", "Agir."), ("Pilote", "CAF"), ("Calendrier", "2025")]
            y = sheet.sections(60, y, fields, width=470) + 10
        sheets.append(sheet)
    plan = read(summary, *sheets)
    assert [n for n, _ in actions(plan)] == ["1.A", "1.B", "2.A", "2.B", "3.A", "3.B"]
    assert [n for n, *_ in tree(plan)] == ["1", "2", "3"]


def test_titles_stand_beside_the_rows_numbers_under_a_head_of_any_words():
    """Their cells go on with labelled lines; the head over them is no known label."""
    sheet = Sheet(842, 595)
    sheet.write(50, 40, "Lettre d'engagements 2025-2029", size=15, bold=True)
    told = "**{}**\nObjectif : {}\nContenu :\nEssai puis extension"
    sheet.table(
        50, 80, [40, 230, 130, 130, 90, 120],
        [
            ["N°", "Promesse et but", "Responsable", "Acteurs associés", "Échéance", "Mesure du résultat"],
            ["1", told.format("Ouvrir des consultations du soir", "Recevoir sans délai."), "Hôpital de Bazas", "CPAM", "2026", "Actes"],
            ["2", told.format("Former des secouristes", "Sauver des vies."), "SDIS", "Communes", "2027", "Personnes formées"],
        ],
        style="rules",
    )  # fmt: skip
    plan = read(sheet)
    assert actions(plan) == [("1", "Ouvrir des consultations du soir"), ("2", "Former des secouristes")]
    assert [field(a, "objective") for a in plan.actions] == ["Recevoir sans délai.", "Sauver des vies."]
    assert [field(a, "modalities") for a in plan.actions] == ["Essai puis extension"] * 2
    assert [field(a, "pilot") for a in plan.actions] == ["Hôpital de Bazas", "SDIS"]


def test_numbered_titles_stand_under_a_head_of_any_word_beside_who_acts_when_and_by_which_measure():
    """A table whose other heads are all known, its indicators' own head among them."""
    sheet = Sheet(842, 595)
    sheet.write(50, 40, "Convention d'attribution 2025-2030", size=15, bold=True)
    sheet.table(
        50, 80, [150, 150, 110, 110, 80, 140],
        [
            ["Engagement", "Objectif", "Responsable", "Partenaires", "Échéance", "Indicateurs (valeur 2023 / cible 2030)"],
            ["1.1 Loger les salariés", "Loger 40 salariés.", "Action Logement", "CAF", "2026", "Nombre de baux (12 / 40)"],
            ["1.2 Former les agents", "Former 15 agents.", "DDETS", "ADIL", "2027", "Nombre d'agents formés (3 / 15)"],
        ],
    )  # fmt: skip
    plan = read(sheet)
    assert actions(plan) == [("1.1", "Loger les salariés"), ("1.2", "Former les agents")]
    assert [field(a, "indicator") for a in plan.actions] == ["Nombre de baux (12 / 40)", "Nombre d'agents formés (3 / 15)"]


def fiche_grids(dashboard: list[list[str]] | None = None) -> list[Sheet]:
    """Grids of labels, each under a level's row and a row with the action's number; a table of indicators after them."""
    sheet, y = Sheet(), 60
    for level, number, title in (("1", "1.1", "Ouvrir un guichet"), ("2", "2.1", "Former les agents"), ("2", "2.2", "Prêter un local")):
        rows = [[f"Axe {level}", {"1": "Accueillir", "2": "Outiller"}[level]], [f"Fiche action n° {number}", title]]
        rows += [["Pilote", "Mairie de Sorn"], ["Partenaires", "CAF, ADIL"], ["Échéance", "2026"], ["Budget", f"{number[0]}0 000 €/an"]]
        y = sheet.table(50, y, [120, 360], rows, fills={0: BLUE}) + 14
    out = [sheet]
    if dashboard:
        last = Sheet()
        last.write(50, 50, "Annexe : tableau de bord", size=15, bold=True)
        last.table(50, 80, [90, 220, 90, 90], dashboard, fills={0: GREY})
        out.append(last)
    return out


def test_a_level_and_its_title_in_the_first_row_of_a_grid_are_over_that_grid():
    assert list(above(read(*fiche_grids())).values()) == ["1", "2", "2"]


def test_a_table_of_indicators_names_its_actions_by_their_numbers_under_any_head():
    head = ["Engagement", "Indicateur", "Situation 2023", "Objectif 2029"]
    rows = [["1.1", "Nombre de visites", "0", "300"], ["2.1", "Agents formés", "2", "12"], ["2.1", "Heures suivies", "10", "90"]]
    plan = read(*fiche_grids([head, *rows]))
    told = {a.number: [(i.value.text, i.value.baseline, i.value.target) for i in read_fields(a).indicators] for a in plan.actions}
    assert told == {
        "1.1": [("Nombre de visites", "0", "300")],
        "2.1": [("Agents formés", "2", "12"), ("Heures suivies", "10", "90")],
        "2.2": [],
    }


def test_values_that_begin_with_figures_make_no_titles_of_a_grid():
    """ "Moyens | 110 000 €/an", "Échéance | 2 trimestres": the pilot over them heads no column."""
    sheets = [Sheet(), Sheet()]
    for k, sheet in enumerate(sheets, 1):
        y = sheet.write(50, 60, f"Action {k} : {['Traiter les nuisibles', 'Prêter des outils'][k - 1]}", size=14, bold=True) + 8
        rows = [["Responsable", "Habitat 12"], ["Partenaires", "12 communes ; CAF"], ["Échéance", "3. trimestre 2026"], ["Moyens", "11 000 €/an"]]
        sheet.table(50, y, [120, 360], rows)
    plan = read(*sheets)
    assert [field(a, "pilot") for a in plan.actions] == ["Habitat 12"] * 2
    assert [field(a, "partner") for a in plan.actions] == ["12 communes ; CAF"] * 2
