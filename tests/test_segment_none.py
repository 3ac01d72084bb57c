"""What is announced and not found, and documents that hold no action."""

from __future__ import annotations

import pytest
from drawing import Sheet
from pages import LONG
from plans import actions, fiche, read

# -- the contents page as a witness


def test_an_action_announced_and_not_found_is_a_warning():
    contents = Sheet()
    contents.contents(
        100,
        [
            ("Introduction", 2),
            ("Action 1 : Créer des logements", 3),
            ("Action 2 : Former les agents", 4),
            ("Action 3 : Évaluer le plan", 5),
            ("Annexes", 6),
        ],
    )
    plan = read(contents, fiche(1, "Créer des logements")[0], fiche(2, "Former les agents")[0])
    assert actions(plan) == [("1", "Créer des logements"), ("2", "Former les agents")]
    (warning,) = plan.warnings
    assert "Action 3" in warning and "Évaluer le plan" in warning and "page 1" in warning
    assert plan.pages[0].role == "contents"


# -- documents that hold no action


def blank_template(head: str = "Fiche action n° … : (intitulé de l'action)") -> list[Sheet]:
    sheet = Sheet()
    y = sheet.band(80, head)
    sheet.table(
        60,
        y,
        [140, 335],
        [
            ["Pilote", "(nom de la structure)"],
            ["Partenaires", "Citer les partenaires associés"],
            ["Objectif", "Décrire en trois lignes l'objectif poursuivi"],
            ["Calendrier", "À compléter"],
            ["Coût", "…………… €"],
        ],
        header=False,
    )
    return [sheet]


def numbered_template() -> list[Sheet]:
    return blank_template("Fiche action n° 1 : (résumer l'action en une phrase)")


def minutes() -> list[Sheet]:
    sheet = Sheet()
    y = sheet.write(60, 80, "Conseil municipal du 12 mars 2025 – Procès-verbal", size=15, bold=True) + 10
    y = sheet.write(60, y, "Présents : Mme Durand, M. Petit, Mme Roux. Secrétaire de séance : M. Petit.", width=470) + 8
    y = sheet.write(60, y, "1. Vote du budget primitif 2025", size=12, bold=True) + 4
    y = sheet.write(60, y, "Le conseil, après en avoir délibéré, adopte le budget à l'unanimité.", width=470) + 8
    sheet.table(
        60,
        y,
        [200, 120, 120],
        [
            ["Libellé", "Budget 2024", "Budget 2025"],
            ["Charges générales", "120 000 €", "125 000 €"],
            ["Personnel", "300 000 €", "310 000 €"],
        ],
    )
    return [sheet]


def contents_only() -> list[Sheet]:
    sheet = Sheet()
    sheet.contents(80, [(f"Action {k} : Mener le chantier {k}", k + 3) for k in range(1, 9)])
    return [sheet]


def diagnosis() -> list[Sheet]:
    sheet = Sheet()
    y = sheet.write(60, 80, "Diagnostic du plan local de l'habitat", size=18, bold=True) + 10
    y = sheet.write(60, y, LONG, width=470) + 8
    y = sheet.write(60, y, "Bilan du plan précédent", size=14, bold=True) + 6
    sheet.table(
        60, y, [220, 120, 120],
        [
            ["Action", "Pilote", "État d'avancement"], ["Créer des logements", "Ville", "Réalisé"],
            ["Recenser les vacants", "EPCI", "Abandonné"], ["Aider les propriétaires", "Anah", "Réalisé"],
        ],
    )  # fmt: skip
    return [sheet]


def glossary() -> list[Sheet]:
    sheet = Sheet()
    y = sheet.write(60, 80, "Glossaire", size=18, bold=True) + 10
    for word, meaning in (
        ("Action", "ce que le plan prévoit de faire"),
        ("Pilote", "structure responsable d'une action"),
        ("Partenaire", "structure associée à l'action"),
        ("Indicateur", "mesure de l'effet d'une action"),
        ("Coût", "dépense prévue"),
    ):
        y = sheet.write(60, y, f"**{word} :** {meaning}.", width=470) + 6
    return [sheet]


@pytest.mark.parametrize("draw", [blank_template, numbered_template, minutes, contents_only, diagnosis, glossary])
def test_no_action_is_invented(draw):
    assert actions(read(*draw())) == []
