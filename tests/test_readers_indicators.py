"""Indicators: cuts, lead-ins, kinds, and the values beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.indicators import indicator_kind, read_indicators


def texts(text: str) -> list[str]:
    return [m.text for m in read_indicators(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• Nombre de places\n• Taux d'occupation.", ["Nombre de places", "Taux d'occupation"]),
        ("nombre d'aides, nombre de refus, gain moyen", ["nombre d'aides", "nombre de refus", "gain moyen"]),
        ("nombre d'aides, taux de refus et délai moyen", ["nombre d'aides", "taux de refus", "délai moyen"]),
        ("Nombre de visites. Surface acquise", ["Nombre de visites", "Surface acquise"]),
        ("Part des logements F et G. Évolution des charges", ["Part des logements F et G", "Évolution des charges"]),
        (
            "profil des acquéreurs (âge, revenus) ; écart de prix",
            ["profil des acquéreurs (âge, revenus)", "écart de prix"],
        ),
        ("Nombre d'apprenants, dont femmes", ["Nombre d'apprenants, dont femmes"]),
        ("part des attributions, par commune", ["part des attributions, par commune"]),
        ("Nombre et part des baux conclus", ["Nombre et part des baux conclus"]),
        ("Nombre d'hébergements, de logements créés", ["Nombre d'hébergements, de logements créés"]),
        ("Part des X concernés et part des Y traités", ["Part des X concernés et part des Y traités"]),
        ("Nombre de ménages ayant\ndes impayés", ["Nombre de ménages ayant des impayés"]),
        ("Indicateurs de suivi : nombre de bus", ["nombre de bus"]),
        ("Nombre de bus\nSource : Région", ["Nombre de bus"]),
        ("Nombre d'élèves\n(dont filles)", ["Nombre d'élèves (dont filles)"]),
        ("Critères d'évaluation : pertinence, efficacité, coût", ["pertinence", "efficacité", "coût"]),
        ("Indicateur 1 : nombre de bus\nIndicateur 2 : coût du trajet", ["nombre de bus", "coût du trajet"]),
        (
            "conventions renouvelées, logements réservés par bail",
            ["conventions renouvelées", "logements réservés par bail"],
        ),
        ("permanences tenues, personnes reçues", ["permanences tenues", "personnes reçues"]),
        ("personnes accueillies, hébergées ou orientées", ["personnes accueillies, hébergées ou orientées"]),
        ("Nombre de places créées, aménagées et gérées", ["Nombre de places créées, aménagées et gérées"]),
        ("Qualité de l’air des écoles, crèches et salles", ["Qualité de l’air des écoles, crèches et salles"]),
        ("taux de réussite, accès à l’emploi à 6 mois", ["taux de réussite", "accès à l’emploi à 6 mois"]),
        ("fréquentation, écoles participantes", ["fréquentation", "écoles participantes"]),
        (
            "– nombre de bus – profil (âge, sexe) – écart de prix",
            ["nombre de bus", "profil (âge, sexe)", "écart de prix"],
        ),
        ("Nombre de logements - parc privé", ["Nombre de logements - parc privé"]),
        (
            "Nombre de dossiers des prêteurs Effectivité des outils",
            ["Nombre de dossiers des prêteurs", "Effectivité des outils"],
        ),
        ("Nombre :\nde contrats signés,\nde stages.", ["Nombre de contrats signés", "Nombre de stages"]),
        ("Nombre de bus. Un bilan annuel est présenté au comité.", ["Nombre de bus"]),
        # a line in small letters among capitals is the end of the one above
        (
            "Nombre de postes\nTaux de sorties\ndynamiques\nPart de femmes",
            ["Nombre de postes", "Taux de sorties dynamiques", "Part de femmes"],
        ),
        ("Nombre d'agents formés aux premiers\nsecours", ["Nombre d'agents formés aux premiers secours"]),
        ("Nombre d'ateliers\nvisites du site", ["Nombre d'ateliers", "visites du site"]),
        # sentences that say what will be measured
        (
            "On mesurera le nombre de logements rénovés et le montant des travaux.",
            ["nombre de logements rénovés", "montant des travaux"],
        ),
        (
            "L'action sera évaluée à partir du nombre de dossiers traités et du délai moyen de traitement.",
            ["nombre de dossiers traités", "délai moyen de traitement"],
        ),
        ("Seront suivis : le nombre de demandes, le taux d'accord.", ["nombre de demandes", "le taux d'accord"]),
        ("Les indicateurs retenus sont le nombre d'aides et la part des refus.", ["nombre d'aides", "part des refus"]),
        ("Bilan annuel de la commission", ["Bilan annuel de la commission"]),
        ("Cible : 10 par an", []),
        ("À définir", []),
        ("", []),
    ],
)
def test_cuts(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_lead_in_governs_its_items() -> None:
    text = "Évolution du nombre :\n- des assignations, des jugements ;\n- de concours accordés\nTaux d'impayés"
    read = read_indicators(text)
    assert [m.text for m in read] == [
        "Évolution du nombre des assignations, des jugements",
        "Évolution du nombre de concours accordés",
        "Taux d'impayés",
    ]
    assert [[text[s:e] for s, e in m.spans] for m in read][1] == ["Évolution du nombre", "de concours accordés"]


def test_labels_inside_change_the_kind() -> None:
    read = read_indicators("Indicateurs de réalisation :\n- Nombre de bornes\nIndicateurs de résultat : taux d'usage")
    assert [(m.text, m.kind) for m in read] == [("Nombre de bornes", "output"), ("taux d'usage", "outcome")]
    assert read_indicators("Nombre de bornes", kind="monitoring")[0].kind == "monitoring"
    run_in = read_indicators("Processus : tenue du comité. Résultat : familles suivies. Impact : baisse du non-recours.")
    assert [(m.text, m.kind) for m in run_in][1:] == [("familles suivies", "outcome"), ("baisse du non-recours", "outcome")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nombre de logements rénovés (cible : 150 en 2027)", ("Nombre de logements rénovés", None, "150", 2027)),
        ("Taux de vacance : 8 % → 6 % en 2030", ("Taux de vacance", "8 %", "6 %", 2030)),
        ("Nombre de bornes ; Valeur initiale : 12 ; cible 2030 : 20", ("Nombre de bornes", "12", "20", 2030)),
        ("Nombre d'ateliers (objectif : 30/an)", ("Nombre d'ateliers", None, "30/an", None)),
        ("Nombre de bénéficiaires : 200 par an", ("Nombre de bénéficiaires", None, "200 par an", None)),
        ("Énergie (GWh) - valeur initiale : 1 250 - cible 2030 : 900", ("Énergie (GWh)", "1 250", "900", 2030)),
        ("Part modale : 3 % en 2020 ; objectif 2027 : 9 %", ("Part modale", "3 %", "9 %", 2027)),
        ("Surface créée (m²)", ("Surface créée (m²)", None, None, None)),
        ("Places en résidence : de 45 à 60", ("Places en résidence", "45", "60", None)),
        ("Part modale : 3 % en 2020, 9 % en 2030", ("Part modale", "3 %", "9 %", 2030)),
        ("Part de PLAI : 35 % (2021), 30 % (2027)", ("Part de PLAI", "35 %", "30 %", 2027)),
        ("Nombre de familles : 30 en 2024, 60 en 2028", ("Nombre de familles", "30", "60", 2028)),
        ("Part modale du vélo\nValeur 2022 : 2 %\nObjectif 2028 : 5 %", ("Part modale du vélo", "2 %", "5 %", 2028)),
        ("Logements rénovés (objectif 40/an)", ("Logements rénovés", None, "40/an", None)),
        ("Nombre de communes. Cible 2027 : 12. Source : PETR.", ("Nombre de communes", None, "12", 2027)),
        ("Contrats signés. Valeur de référence : 0. Valeur cible : 8", ("Contrats signés", "0", "8", None)),
        ("Nombre de bornes (2022 : 45)", ("Nombre de bornes", "45", None, None)),
        ("Nombre de bornes (2022 : 45 ; 2028 : 90)", ("Nombre de bornes", "45", "90", 2028)),
    ],
)
def test_values(text: str, expected: tuple) -> None:
    (m,) = read_indicators(text)
    assert (m.text, m.baseline, m.target, m.target_year) == expected


def test_unit() -> None:
    assert read_indicators("Taux d'effort (en %)")[0].unit == "%"
    assert read_indicators("Taux d'effort")[0].unit is None
    assert read_indicators("Émissions du territoire en tonnes équivalent CO2")[0].unit == "tonnes équivalent CO2"


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Indicateurs de réalisation", "output"), ("Indicateurs de moyens", "output"), ("Résultats", "outcome"),
        ("Indicateurs d'impact", "outcome"), ("Effets", "outcome"), ("Indicateurs de suivi", "monitoring"),
        ("Indicateurs", "evaluation"), ("Critères d'évaluation", "evaluation"), ("Suivi et évaluation", "evaluation"),
    ],
)  # fmt: skip
def test_kind_of_a_label(label: str, kind: str) -> None:
    assert indicator_kind(label) == kind


_PIECES = st.sampled_from(
    ["Nombre de", "taux", ":", ";", ",", "\n", "•", "(", ")", "cible : 20", "valeur initiale : 3", "en 2030", "%", "→",
     "8 %", "6 %", "et", "des", "Indicateurs de suivi", ".", "logements"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=25).map(" ".join)))
def test_any_text(text: str) -> None:
    for m in read_indicators(text):
        assert m.text
        for start, end in m.spans:
            assert 0 <= start < end <= len(text)
        assert list(m.spans) == sorted(m.spans)
        assert m.text == " ".join(" ".join(text[s:e] for s, e in m.spans).split())
