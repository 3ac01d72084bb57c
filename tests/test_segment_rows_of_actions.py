"""Wide tables whose rows are actions: which column holds their titles, and what stands over them."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from plans import actions, field, read, tree


@pytest.mark.parametrize("head", ["Engagement", "Promesse", "Prescription"])
def test_titles_beside_numbers_under_a_head_of_no_known_label_with_bands_between_the_rows(head):
    """The bands of the levels, as wide as the table, are no titles and no numbers."""
    sheet = Sheet(842, 595)
    sheet.write(50, 40, "Convention intercommunale d'attribution 2025-2030", size=15, bold=True)
    rows = [["N°", head, "Responsable", "Acteurs associés", "Échéance"]]
    spans = {}
    for level, title, several in (("1", "Équilibrer", ["Former les agents", "Ouvrir un guichet"]), ("2", "Accueillir", ["Suivre les baux"])):
        spans[len(rows), 0] = (1, 5)
        rows.append([f"**Orientation {level} : {title}**", None, None, None, None])
        for k, action in enumerate(several):
            rows.append([str(len(rows) - int(level)), f"**{action}**", "DDETS", "CAF, ADIL", f"{2025 + k}"])
    sheet.table(50, 80, [40, 230, 130, 150, 110], rows, spans=spans, fills={0: GREY})
    plan = read(sheet)
    assert actions(plan) == [("1", "Former les agents"), ("2", "Ouvrir un guichet"), ("3", "Suivre les baux")]
    assert [number for number, *_ in tree(plan)] == ["1", "2"]
    assert [a.orientation for a in plan.actions] == [0, 0, 1]
    assert [field(a, "pilot") for a in plan.actions] == ["DDETS"] * 3


def test_titles_without_numbers_under_a_head_that_says_what_actions_are_called():
    sheet = Sheet(842, 595)
    sheet.write(50, 40, "Charte d'engagement 2024-2027", size=15, bold=True)
    sheet.table(
        50, 80, [220, 140, 160, 120],
        [
            ["Engagements de la collectivité", "Pilote", "Partenaires", "Échéance"],
            ["Repérer les logements vides", "Ville de Tarbes", "Anah, notaires", "2025"],
            ["Former les gardiens", "Bailleurs", "ADIL", "2026"],
        ],
    )  # fmt: skip
    assert actions(read(sheet)) == [(None, "Repérer les logements vides"), (None, "Former les gardiens")]


def plan_after_its_account(years: tuple[str, str]) -> list[Sheet]:
    """A page telling what the former plan did, then, with no heading, the table of the new one."""
    cover, account, rows = Sheet(842, 595), Sheet(842, 595), Sheet(842, 595)
    cover.write(60, 120, "Convention territoriale globale 2025-2029", size=24, bold=True)
    account.write(50, 50, "Bilan de la convention 2020-2024", size=15, bold=True)
    account.table(
        50, 90, [300, 100, 200],
        [["Action 2020-2024", "Réalisée", "Commentaire"], ["Ouvrir une crèche", "Oui", "Ouverte en 2022"], ["Créer un forum", "Non", "Sans salle"]],
    )  # fmt: skip
    rows.table(
        50, 60, [40, 200, 150, 150, 100],
        [
            ["N°", "Action", "Pilote", "Partenaires", "Échéance"],
            ["1", "Lancer un accueil du soir", "CAF", "MSA", years[0]],
            ["2", "Former les assistantes", "PMI", "CAF", years[1]],
            ["3", "Écouter les parents", "MJC", "CAF", "En continu"],
        ],
        fills={0: GREY},
    )  # fmt: skip
    return [cover, account, rows]


def test_a_table_dated_from_the_plan_on_is_of_the_plan_whatever_heading_stands_before_it():
    found = actions(read(*plan_after_its_account(("2025-2026", "2027"))))
    assert found == [("1", "Lancer un accueil du soir"), ("2", "Former les assistantes"), ("3", "Écouter les parents")]


def test_a_table_of_an_account_dated_before_the_plan_holds_no_actions():
    assert actions(read(*plan_after_its_account(("2021", "2023")))) == []


def summed_up(*, incidences: bool = False) -> list[Sheet]:
    """A table with codes over the names of its levels, then fiches with one figure in their tables of indicators."""
    sheet = Sheet()
    sheet.write(50, 40, "Plan climat 2025-2030", size=18, bold=True)
    rows = [["Ambition", "Code", "Action", "Pilote"], ["**A**\nSe déplacer", "M-01", "Relier les bourgs", "Région"]]
    rows += [[None, "M-02", "Partager les trajets", "Région"], ["**B**\nRénover", "R-01", "Aider les ménages", "Heol"]]
    y = sheet.table(50, 80, [110, 60, 200, 120], rows, spans={(1, 0): (2, 1)}, fills={0: GREY})
    if incidences:
        y = sheet.write(50, y + 20, "Évaluation environnementale", size=14, bold=True) + 6
        rows = [["**Thème**", "**Atteintes**", "**Réponse**"], ["Paysage", "Co-visibilité", "Avis préalable"], ["Eau", "Rejets", "Suivi annuel"]]
        sheet.table(50, y, [110, 200, 180], rows, fills={0: GREY})
    sheets = [sheet]
    for level, title, value in (("A – Se déplacer", "Relier les bourgs", "310"), ("", "Partager les trajets", "600"), ("B – Rénover", "Aider les ménages", "150")):
        sheet, y = Sheet(), 50.0
        if level:
            y = sheet.write(50, y, f"Ambition {level}", size=14, bold=True) + 10
        y = sheet.table(50, y, [120, 370], [[title, None], ["Objectif", "Agir."], ["Pilote", "Région"]], spans={(0, 0): (1, 2)}, fills={0: GREY})
        rows = [["Indicateur", "Référence 2023", "Cible", "Année cible"], ["Trajets quotidiens", "12", value, "2030"]]
        sheet.table(170, y + 4, [140, 90, 60, 80], rows, fills={0: GREY})
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("incidences", [False, True])
def test_a_code_over_the_name_of_a_level_is_its_number_and_no_figure_of_an_indicator_numbers_an_action(incidences):
    plan = read(*summed_up(incidences=incidences))
    assert actions(plan) == [("M-01", "Relier les bourgs"), ("M-02", "Partager les trajets"), ("R-01", "Aider les ménages")]
    assert tree(plan) == [("A", "Se déplacer", None), ("B", "Rénover", None)]
    tables = [f.table for a in plan.actions for f in a.fields if f.field == "indicator" and f.table]
    assert [row["target"].text for t in tables for row in t.rows] == ["310", "600", "150"]
