"""Signs an act gives of itself beyond its cover's large letters: sender, colophon, length, quoted name, codes."""

import pytest
from test_metadata import BODY, page, plan

from extractors.metadata import read_metadata


def letter(*lines: str):
    return read_metadata([page(1, *((line, 10.0) for line in (*lines, *[BODY] * 12)))])


@pytest.mark.parametrize(
    ("sender", "territory", "code"),
    [
        ("Le préfet du Cantal à Mesdames et Messieurs les maires", "Cantal", "15"),
        ("La préfète de la Haute-Marne", "Haute-Marne", "52"),
        ("Préfecture de l'Ain", "Ain", "01"),
    ],
)
def test_a_letter_is_its_senders(sender, territory, code):
    m = letter(
        sender, "Objet : Feuille de route départementale 2025-2027", "Conseil départemental du Var, pour information"
    )
    assert (m.territory, m.territory_code, m.territory_level) == (territory, code, "departement")


def test_who_receives_a_letter_is_not_who_it_is_about():
    m = letter("MINISTÈRE CHARGÉ DU LOGEMENT", "à Monsieur le préfet du Cantal", "Objet : Feuille de route nationale")
    assert (m.territory, m.territory_code) == ("France", None)


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("Arrêté du directeur général de l'agence régionale de santé n° 2024-5187 du 9 décembre 2024", "2024-5187"),
        ("Délibération du conseil communautaire n° 2023/112", "2023/112"),
        ("Arrêté du préfet fixant la liste des 12 membres", None),
        ("Vu l'arrêté du préfet de région n° 2019-120", None),
    ],
)
def test_reference_after_who_signs(line, reference):
    assert plan(("Projet territorial de santé mentale", 28), (line, 10)).reference == reference


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Durée : 3 ans (2024-2026), adaptable", (2024, 2026)),
        ("Durée : 6 ans, de 2024 à 2030", (2024, 2030)),
        ("Durée : 3 ans (2014-2026)", (None, None)),
        ("Durée : 3 ans", (None, None)),
    ],
)
def test_period_that_agrees_with_its_length(line, period):
    m = plan(("Contrat territorial", 26), last=(line,))
    assert (m.period_start, m.period_end) == period


def test_the_covers_years_come_before_a_length():
    m = plan(("PDALHPD du Nord 2019-2024", 26), last=("Durée : 3 ans (2020-2022)",))
    assert (m.period_start, m.period_end) == (2019, 2024)


def test_colophon():
    said = "Document approuvé par arrêté conjoint du préfet et du président du conseil départemental, le 14 mars 2024."
    assert plan(("Plan départemental de l’habitat", 26), body=(said,)).published_on == "2024-03-14"
    other = "Le document d'orientation du SCoT approuvé le 14 mars 2019 fixe des objectifs."
    assert plan(("Plan départemental de l’habitat", 26), body=(other,)).published_on is None


def test_a_quoted_name_goes_on_with_the_title():
    m = plan(("CONTRAT DE VILLE", 28), ("« Engagements Quartiers 2030 »", 18), ("Grandval Agglomération", 16))
    assert m.title == "CONTRAT DE VILLE « Engagements Quartiers 2030 »"


@pytest.mark.parametrize(
    ("cover", "level", "code"),
    [
        ((("Programme local de l'habitat", 26), ("Le Mans Métropole", 18)), "epci", "247200132"),
        ((("Contrat local de santé", 26), ("Ville de Villeneuve-d'Ascq", 18)), "commune", "59009"),
        ((("Contrat local de santé", 26), ("Ville de Saint-Denis", 18)), "commune", None),
        ((("Contrat local de santé", 26), ("Ville de Saint-Denis", 18), ("93200 Saint-Denis", 10)), "commune", "93066"),
        ((("Programme local de l'habitat", 26), ("Montbrune Métropole", 18)), "epci", None),
    ],
)
def test_codes_from_names(cover, level, code):
    m = plan(*cover)
    assert (m.territory_level, m.territory_code) == (level, code)
    assert ("territory_code" in m.places) == (code is not None)


@pytest.mark.parametrize(
    ("lines", "territory"),
    [
        ((("CONTRAT LOCAL DE SANTÉ", 26), ("VILLE DES ULIS", 18)), "ULIS"),
        ((("CONTRAT D'ENGAGEMENT DES MAIRES", 26),), None),
        ((("PCAET DES MAUGES", 26),), "MAUGES"),
    ],
)
def test_little_words_in_capitals_are_whole(lines, territory):
    assert plan(*lines).territory == territory
