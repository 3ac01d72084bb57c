"""Kinds of plan by the words of their titles, for plans of every field; what only resembles one."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from extractors.french.plan_types import find_plan_types, read_own_name

TITLES = [
    ("PCAET", "Plan climat-air-énergie territorial 2024-2030"), ("PLH", "3e Programme local de l'habitat"),
    ("CLS", "Contrat local de santé"), ("CLSM", "Conseil local de santé mentale : feuille de route"),
    ("CLSPD", "Stratégie intercommunale de sécurité et de prévention de la délinquance"),
    ("CRTE", "Contrat pour la réussite de la transition écologique"), ("PTSM", "Projet territorial de santé mentale"),
    ("Contrat de ville", "Contrat de ville « Engagements Quartiers 2030 »"), ("CTG", "Convention territoriale globale"),
    ("Plan vélo", "Plan vélo départemental 2024-2028"), ("Schéma directeur cyclable", "Schéma directeur des aménagements cyclables"),
    ("Schéma départemental enfance-famille", "Schéma départemental de l'enfance et de la famille"),
    ("Schéma départemental de l'autonomie", "Schéma départemental de l'autonomie"), ("PAPI", "Programme d'actions de prévention des inondations"),
    ("PGRI", "Plan de gestion des risques d'inondation"), ("SLGRI", "Stratégie locale de gestion du risque d'inondation"),
    ("PDPFCI", "Plan de protection des forêts contre les incendies"), ("Contrat de rivière", "Contrat de rivière de l'Ognon"),
    ("Contrat territorial eau", "Contrat territorial eau et climat"), ("Contrat de territoire", "Contrat territorial 2024"),
    ("CTAI", "Contrat territorial d'accueil et d'intégration des réfugiés"), ("PRST", "Plan régional santé au travail 4"),
    ("Agenda 2030", "Agenda 2030 de la ville"), ("Agenda 21", "Agenda 21 local"),
    ("Plan égalité femmes-hommes", "Plan d'actions pour l'égalité entre les femmes et les hommes"),
    ("Plan d'action égalité", "Plan d'action pluriannuel relatif à l'égalité professionnelle entre les femmes et les hommes"),
    ("Charte forestière", "Charte forestière de territoire"), ("Charte de parc naturel régional", "Charte du Parc naturel régional"),
    ("SDIRVE", "Schéma directeur pour les infrastructures de recharge pour véhicules électriques"),
    ("PCS", "Plan communal de sauvegarde"), ("PICS", "Plan intercommunal de sauvegarde"),
    ("Plan de sauvegarde", "Plan de sauvegarde de la copropriété"), ("Plan local de santé", "Plan local de santé 2023-2026"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "title"), TITLES)
def test_a_title_tells_the_kind(name: str, title: str) -> None:
    assert find_plan_types(title)[0].plan.name == name


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Stratégie locale de biodiversité", "Stratégie locale de biodiversité 2025-2030"),
        ("Schéma départemental de la lecture publique", "Schéma départemental de la lecture publique"),
        ("Plan de paysage", "Plan de paysage de la vallée"),
    ],
)
def test_other_kinds_keep_the_words_of_their_title(name: str, title: str) -> None:
    assert find_plan_types(title) == ()
    assert read_own_name(title).plan.name.startswith(name)


@pytest.mark.parametrize(
    "text", ["Un plan à vélo", "Le contrat signé sur la rivière", "Une charte graphique des forêts"]
)
def test_words_apart_name_no_plan(text: str) -> None:
    assert not [m for m in find_plan_types(text) if m.plan.name != "Charte"]


def test_a_name_belongs_to_one_kind() -> None:
    rows = list(csv.DictReader((files("extractors.french") / "data" / "plan_types.csv").read_text("utf8").splitlines()))
    kinds: dict[str, set[str]] = {}
    for row in rows:
        names = [*row["forms"].split("|"), *(a.upper().replace("-", "") for a in row["acronyms"].split("|"))]
        for name in filter(None, names):
            kinds.setdefault(name, set()).add(row["plan_type"])
    assert {name: of for name, of in kinds.items() if len(of) > 1} == {}
    assert len({row["plan_type"] for row in rows}) == len(rows)
