"""Whole small plans of fiches: actions, orientations, fields, and the places they were read from."""

from __future__ import annotations

import pytest
from drawing import BLUE, SLIDE, WHITE, Sheet
from pages import LONG
from plans import above, actions, field, pages, read, stacked_plan, tree

# -- stacked fiches, a summary table first


def test_stacked_fiches_after_a_summary_table():
    plan = read(*stacked_plan())
    assert actions(plan) == [
        ("1", "Créer des logements adaptés aux ménages"),
        ("2", "Ouvrir une maison des familles"),
        ("3", "Former les agents des communes"),
    ]
    assert tree(plan) == [("1", "Loger", None), ("2", "Accompagner", None)]
    assert list(above(plan).values()) == ["1", "1", "2"]
    first = plan.actions[0]
    assert "Conseil départemental de la Gironde" in field(first, "pilot")
    assert field(first, "objective") == f"But 1. {LONG}"
    assert field(first, "partner") == "État, communes, bailleurs sociaux"
    assert field(first, "calendar") == "2024-2029"
    assert [a.page_start for a in plan.actions] == [2, 3, 4]
    assert pages(first, "objective") == {2}


# -- a grid of labels and values over two pages


HEAD = "L'agglomération accompagne les propriétaires dans leurs travaux et mobilise les aides de l'Anah pour"


def cut_grid() -> list[Sheet]:
    one, two = Sheet(), Sheet()
    one.band(60, "Fiche action n° 4 : Rénover le parc privé")
    rows = [["Pilote", "Communauté de communes du Bazadais"], ["Descriptif", HEAD]]
    one.table(60, 560, [130, 345], rows, header=False, least=80)
    two.table(
        60,
        60,
        [130, 345],
        [
            ["", "réduire la précarité énergétique des ménages."],
            ["Partenaires", "Anah, ADIL"],
            ["Coût", "120 000 € par an"],
        ],
        header=False,
    )
    return [one, two]


def test_a_grid_over_two_pages_is_one_action():
    plan = read(*cut_grid())
    assert actions(plan) == [("4", "Rénover le parc privé")]
    (action,) = plan.actions
    assert field(action, "pilot") == "Communauté de communes du Bazadais"
    assert field(action, "modalities").split() == f"{HEAD} réduire la précarité énergétique des ménages.".split()
    assert pages(action, "modalities") == {1, 2}
    assert (field(action, "partner"), field(action, "cost")) == ("Anah, ADIL", "120 000 € par an")
    assert (action.page_start, action.page_end) == (1, 2)


def test_a_cell_cut_by_the_page_goes_on_in_its_field():
    (action,) = read(*cut_grid()).actions
    assert [f.label for f in action.fields] == ["Pilote", "Descriptif", "Partenaires", "Coût"]


# -- two pairs a row


def test_a_grid_with_two_pairs_a_row():
    sheet = Sheet()
    y = sheet.band(60, "Action 7 : Créer une plateforme de mobilité")
    sheet.table(
        60, y, [90, 150, 90, 150],
        [
            ["Pilote", "Département", "Calendrier", "2025-2027"],
            ["Partenaires", "Région, EPCI", "Coût", "45 000 €"],
            ["Objectif", "Lever les freins à la mobilité des demandeurs d'emploi", None, None],
            ["Public cible", "Demandeurs d'emploi", "Indicateurs", "Nombre de bénéficiaires"],
        ],
        spans={(2, 1): (1, 3)}, header=False,
    )  # fmt: skip
    plan = read(sheet)
    assert actions(plan) == [("7", "Créer une plateforme de mobilité")]
    (action,) = plan.actions
    assert {f.field: f.text.text for f in action.fields} == {
        "pilot": "Département", "calendar": "2025-2027", "partner": "Région, EPCI", "cost": "45 000 €",
        "objective": "Lever les freins à la mobilité des demandeurs d'emploi", "public": "Demandeurs d'emploi",
        "indicator": "Nombre de bénéficiaires",
    }  # fmt: skip


# -- run-in labels in prose


def test_bold_labels_run_into_prose():
    sheet = Sheet()
    y = 80
    for number, title, text in (
        (
            1,
            "Créer un guichet unique",
            "**Objectif :** Accueillir les ménages. **Pilote :** CCAS de Bazas. **Partenaires :** CAF, MSA.",
        ),
        (
            2,
            "Éditer un guide",
            "**Objectif :** Informer les habitants. **Pilote :** Ville de Langon. **Calendrier :** 2026.",
        ),
    ):
        y = sheet.write(60, y, f"Action {number} : {title}", size=13, bold=True) + 4
        y = sheet.write(60, y, f"Le contexte a été rappelé plus haut. {LONG}", width=470) + 6
        y = sheet.write(60, y, text, width=470) + 20
    plan = read(sheet)
    assert actions(plan) == [("1", "Créer un guichet unique"), ("2", "Éditer un guide")]
    one, two = plan.actions
    assert field(one, "objective").rstrip(".") == "Accueillir les ménages"
    assert field(one, "pilot").rstrip(".") == "CCAS de Bazas"
    assert field(one, "partner").rstrip(".") == "CAF, MSA"
    assert field(two, "pilot").rstrip(".") == "Ville de Langon"
    assert field(two, "calendar").rstrip(".") == "2026"
    assert LONG in field(one, "modalities")


def test_a_field_set_in_its_own_colour_ends_with_it():
    sheet, y = Sheet(), 80.0
    for number, title in ((1, "Créer un guichet unique"), (2, "Éditer un guide")):
        y = sheet.write(60, y, f"Action {number} : {title}", size=13, bold=True) + 4
        y = sheet.write(60, y, "**Objectif.** Accueillir tous les ménages du pays.", width=470, color=BLUE) + 4
        y = sheet.write(60, y, LONG, width=470) + 4
        y = sheet.write(60, y, "**Pilote :** CCAS de Bazas", width=470) + 20
    for action in read(sheet).actions:
        assert field(action, "objective") == "Accueillir tous les ménages du pays."
        assert field(action, "modalities") == LONG


# -- slides


def test_one_action_over_two_slides():
    sheets = []
    for number, title, first, second in (
        ("1", "Créer une maison des familles", "Accompagner les parents", "CAF de la Gironde"),
        ("2", "Ouvrir un café des aînés", "Rompre l'isolement", "CCAS de Langon"),
    ):
        for rows in ([("Objectif", first), ("Modalités", LONG)], [("Pilote", second), ("Budget", "15 000 €")]):
            slide = Sheet(*SLIDE)
            slide.fill(0, 0, 960, 70, BLUE)
            slide.run(40, 20, f"Action {number} – {title}", 26, bold=True, color=WHITE)
            slide.sections(40, 110, rows, width=860, size=16)
            sheets.append(slide)
    plan = read(*sheets)
    assert actions(plan) == [("1", "Créer une maison des familles"), ("2", "Ouvrir un café des aînés")]
    assert [field(a, "objective") for a in plan.actions] == ["Accompagner les parents", "Rompre l'isolement"]
    assert [field(a, "pilot") for a in plan.actions] == ["CAF de la Gironde", "CCAS de Langon"]
    assert [field(a, "cost") for a in plan.actions] == ["15 000 €", "15 000 €"]
    assert [(a.page_start, a.page_end) for a in plan.actions] == [(1, 2), (3, 4)]


# -- cards with questions for labels


def test_cards_with_questions_for_labels():
    sheets = []
    numbers = iter(range(1, 5))
    for _ in range(2):
        sheet = Sheet()
        for y in (60, 420):
            k = next(numbers)
            sheet.card(
                60,
                y,
                470,
                300,
                f"Action {k} : Planter la haie {'ABCD'[k - 1]}",
                [
                    ("Qui pilote ?", f"Commune {k}"),
                    ("Avec qui ?", "Agriculteurs, écoles"),
                    ("Combien ?", f"{k} 000 €"),
                    ("Pour quand ?", f"203{k}"),
                ],
            )
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(k), f"Planter la haie {'ABCD'[k - 1]}") for k in range(1, 5)]
    for k, action in enumerate(plan.actions, 1):
        assert field(action, "pilot") == f"Commune {k}"
        assert field(action, "partner") == "Agriculteurs, écoles"
        assert field(action, "cost") == f"{k} 000 €"
        assert field(action, "calendar") == f"203{k}"


# -- numbers that restart


ALIKE = [["Étudier le tri des déchets", "Réduire les déchets"], ["Étudier le cours des rivières", "Réduire les fuites"]]


@pytest.mark.parametrize(
    "titles",
    [
        [["Composter les déchets", "Réparer plutôt que jeter"], ["Restaurer les berges", "Suivre la qualité de l'eau"]],
        ALIKE,
    ],
)
def test_numbers_that_restart_under_each_objective(titles):
    sheets = []
    for objective, (name, pair) in enumerate(
        zip(("Jeter moins", "Protéger la ressource en eau"), titles, strict=True), 1
    ):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Objectif {objective} : {name}", size=18, bold=True) + 12
        for number, title in enumerate(pair, 1):
            y = sheet.write(60, y, f"Action {number} : {title}", size=13, bold=True) + 4
            y = (
                sheet.sections(60, y, [("Pilote", f"Service {objective}{number}"), ("Calendrier", "2025")], width=470)
                + 10
            )
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(k), title) for pair in titles for k, title in enumerate(pair, 1)]
    assert list(above(plan).values()) == ["1", "1", "2", "2"]
    assert [field(a, "pilot") for a in plan.actions] == ["Service 11", "Service 12", "Service 21", "Service 22"]
