"""Baseline, target and year as plans write them beside an indicator, and what only looks like them."""

from __future__ import annotations

import pytest

from extractors.readers.indicators import read_indicators


def read(text: str) -> list[tuple]:
    return [(m.text, m.baseline, m.target, m.target_year) for m in read_indicators(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Taux de vacance\nRéférence : 9,8 % (LOVAC)\nObjectif : 7 % en 2029", ("Taux de vacance", "9,8 %", "7 %", 2029)),
        ("Sites équipés > 25 à la fin du plan", ("Sites équipés", None, "> 25", None)),
        ("Couverture en fibre ≥ 98 % en 2026", ("Couverture en fibre", None, "≥ 98 %", 2026)),
        ("PM2,5 (µg/m³), 11,2 en 2020, 8 visé en 2030", ("PM2,5 (µg/m³)", "11,2", "8", 2030)),
        ("Énergie du patrimoine : -40 % en 2030 par rapport à 2010", ("Énergie du patrimoine", None, "-40 %", 2030)),
        ("Part des inactifs (T0 : 18,6 %, T+3 : 14 %)", ("Part des inactifs", "18,6 %", "14 %", None)),
        ("Cas traités (N-1 : 64 / objectif N : 80)", ("Cas traités", "64", "80", None)),
        ("EPCI couverts : 7 sur 11 aujourd’hui, 11 sur 11 en 2027", ("EPCI couverts", "7 sur 11", "11 sur 11", 2027)),
        ("Composteurs : 31 % au démarrage, 50 % à l’issue du programme", ("Composteurs", "31 %", "50 %", None)),
        ("Nombre d’adhérents : 250 en 2025 contre 180 en 2021", ("Nombre d’adhérents", "180", "250", 2025)),
        ("Part de logements sociaux (61 % → 50 % au moins)", ("Part de logements sociaux", "61 %", "50 % au moins", None)),
        ("Nombre de permis obtenus (de 0 à 100)", ("Nombre de permis obtenus", "0", "100", None)),
        ("Nombre de bornes : + 3 d’ici 2028", ("Nombre de bornes", None, "+ 3", 2028)),
        ("Nombre de visites (au moins 2 par an)", ("Nombre de visites", None, "au moins 2 par an", None)),
        ("Indicateur : nombre de bilans\nValeur initiale : 120\nValeur cible : 400\nAnnée cible : 2027",
         ("nombre de bilans", "120", "400", 2027)),
        ("Places : situation actuelle 120, objectif 180", ("Places", "120", "180", None)),
        ("Nombre d'animations (objectif minimal : 30)", ("Nombre d'animations", None, "30", None)),
        ("Nombre d'animations (30 attendues en 2026)", ("Nombre d'animations", None, "30", 2026)),
        ("Nombre d'animations – Cible : 30/an – Source : EPCI", ("Nombre d'animations", None, "30/an", None)),
        ("Nombre d'animations / Objectif : 30 / an", ("Nombre d'animations", None, "30 / an", None)),
        ("Taux d'effort moyen : inférieur à 30 %", ("Taux d'effort moyen", None, "inférieur à 30 %", None)),
        ("Émissions : 850 en 2018 ; 600 en 2030 ; 200 en 2050", ("Émissions", "850", "200", 2050)),
        ("Énergies renouvelables\n2019 : 310\n2026 : 480\n2030 : 620", ("Énergies renouvelables", "310", "620", 2030)),
        ("Nombre d'inscrits : 1200 -> 1350 -> 1500", ("Nombre d'inscrits", "1200", "1500", None)),
        ("Coût : 12,5 €/hab./an en 2022, 10 €/hab./an en 2028", ("Coût", "12,5 €/hab./an", "10 €/hab./an", 2028)),
        ("Restes par repas (118 g, puis 59 g)", ("Restes par repas", "118 g", "59 g", None)),
        ("Délai moyen : 31 jours, puis 7 jours", ("Délai moyen", "31 jours", "7 jours", None)),
        ("Nombre de dossiers - Source : Anah - Périodicité : annuelle", ("Nombre de dossiers", None, None, None)),
        ("Réalisation du schéma : fin 2025", ("Réalisation du schéma : fin 2025", None, None, None)),
        # values above the name of what they measure; of two targets, the later
        ("Cible : 15 communes en 2026\nIndicateur : nombre de communes", ("nombre de communes", None, "15 communes", 2026)),
        ("Objectif 2025 : 40 %\nObjectif 2028 : 60 %\nIndicateur : part du bio", ("part du bio", None, "60 %", 2028)),
        # told with a word or an arrow, on one line or two
        ("Nombre de mutations : 61, puis 150", ("Nombre de mutations", "61", "150", None)),
        ("Nombre de porteurs accueillis (0, puis 10)", ("Nombre de porteurs accueillis", "0", "10", None)),
        ("Délai moyen : 23 jours, puis\n5 jours", ("Délai moyen", "23 jours", "5 jours", None)),
        ("Taux de participation : 26 %\n→ 45 %", ("Taux de participation", "26 %", "45 %", None)),
        ("Nombre de mandats (22\n→ 130)", ("Nombre de mandats", "22", "130", None)),
        ("Patients sans médecin : 3 400 → 1\n500", ("Patients sans médecin", "3 400", "1 500", None)),
        ("Contrats (cible : 15 en 2025, 30 en 2026, 45 en 2027)", ("Contrats", None, "45", 2027)),
        ("Émissions : 480 kt (2019) ; - 35 % en 2030", ("Émissions", "480 kt", "- 35 %", 2030)),
        ("Inscrits (80 en 2023, objectif : doublement en 2027)", ("Inscrits", "80", "doublement", 2027)),
        # a table's cells that reached the text without their columns
        ("Gaspillage par repas\n122 g\n60 g", ("Gaspillage par repas", "122 g", "60 g", None)),
        ("Délibération prise\nNon\nOui", ("Délibération prise", "Non", "Oui", None)),
        ("Passer de 12 à 30 conventions d’ici 2028", ("Passer de 12 à 30 conventions d’ici 2028", "12", "30", 2028)),
    ],
)  # fmt: skip
def test_values_as_written(text: str, expected: tuple) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Part des ménages dont l'effort > 30 %",
        "Nombre de bailleurs de plus de 1 000 logements",
        "Nombre de contrats signés en 2024, 2025 et 2026",
        "Note moyenne (de 1 à 5)",
        "Nombre d'enfants gardés (0 à 3 ans)",
        "Nombre de réunions, 2 par an",
        "Taux de réussite (session 2024)",
        "Émissions du territoire (base 100 en 2015)",
        "Familles reçues (dont 30 % monoparentales)",
        "Comparaison des consommations 2019 / 2025",
        "Taux de chômage : 9,1 % contre 8,2 % au niveau national",
    ],
)
def test_figures_that_are_no_values(text: str) -> None:
    assert read(text) == [(text, None, None, None)]


def test_each_has_its_own_value():
    text = "Nombre de réunions (minimum 2 par an) et nombre de participants (minimum 50 par réunion)"
    assert read(text) == [
        ("Nombre de réunions", None, "minimum 2 par an", None), ("nombre de participants", None, "minimum 50 par réunion", None),
    ]  # fmt: skip
    above = "Cible : 10\nIndicateur : nombre de bus\nCible : 20\nIndicateur : nombre de trains"
    assert read(above) == [("nombre de bus", None, "10", None), ("nombre de trains", None, "20", None)]
    assert read("Nombre de résidents\nCible : jeunes de 16 à 25 ans")[0][0] == "Nombre de résidents"


def test_a_unit_said_apart():
    (m,) = read_indicators("Surface acquise\nUnité : ha\nCible 2028 : 12")
    assert (m.text, m.unit, m.target, m.target_year) == ("Surface acquise", "ha", "12", 2028)


def test_rows_of_a_flattened_table():
    text = (
        "Indicateur Référence 2023 Cible 2029\nPlaces ouvertes 1 450 1 200\n"
        "Taux de rotation dans le parc\nsocial 8,2 % 10 %\nNombre de T1 12 450 15 300"
    )
    assert read(text) == [
        ("Places ouvertes", "1 450", "1 200", 2029),
        ("Taux de rotation dans le parc social", "8,2 %", "10 %", 2029),
        ("Nombre de T1", "12 450", "15 300", 2029),
    ]
    units = read_indicators("Indicateurs | Unité | 2022 | 2028\nSurface acquise | ha | 2 | 12\nConventions | nombre | - | 8")
    assert [(m.text, m.unit, m.baseline, m.target) for m in units] == [
        ("Surface acquise", "ha", "2", "12"), ("Conventions", "nombre", None, "8"),
    ]  # fmt: skip
    assert read("Indicateurs de suivi\nNombre de sites\nNombre de bus 12")[0] == ("Nombre de sites", None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nombre de saisines du\nDéfenseur des droits", ["Nombre de saisines du Défenseur des droits"]),
        ("Dossiers déposés Mise en ligne de l'annuaire", ["Dossiers déposés", "Mise en ligne de l'annuaire"]),
        ("Nombre de jeunes différents\nNombre de projets", ["Nombre de jeunes différents", "Nombre de projets"]),
    ],
)
def test_two_lines_run_together(text: str, expected: list[str]) -> None:
    assert [m.text for m in read_indicators(text)] == expected


def test_arrows_and_figures_that_open_items_are_no_values() -> None:
    assert [t for t, *_ in read("Étapes :\n→ 3 ateliers\n→ 2 réunions")] == ["3 ateliers", "2 réunions"]
    assert read("Part du bio\n12 %") == [("Part du bio", None, None, None)]  # whose value it is, nothing says
