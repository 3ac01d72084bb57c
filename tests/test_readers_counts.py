"""What is measured and what is promised, as fiches write it: lists by commas, several years, nothing said; figures that commit or do not."""

from __future__ import annotations

import pytest

from extractors.readers.indicators import indicator_kind, read_indicators
from extractors.readers.money import read_cost
from extractors.readers.organisations import read_organisations
from extractors.readers.targets import read_targets

LISTS = [
    ("jeunes rencontrés, entrées en parcours", ["jeunes rencontrés", "entrées en parcours"]),
    ("enfants inscrits, assiduité, satisfaction des enseignants", ["enfants inscrits", "assiduité", "satisfaction des enseignants"]),
    ("nombre de familles relogées, impayés constatés.", ["nombre de familles relogées", "impayés constatés"]),
    ("taux de scolarisation des moins de 3 ans, absentéisme", ["taux de scolarisation des moins de 3 ans", "absentéisme"]),
    ("Effectifs inscrits, assiduité, résultats aux tests", ["Effectifs inscrits", "assiduité", "résultats aux tests"]),
    ("› Fréquentation de la maison › Satisfaction des usagers", ["Fréquentation de la maison", "Satisfaction des usagers"]),
    ("Le nombre de signalements ainsi que le nombre de visites", ["Le nombre de signalements", "le nombre de visites"]),
    ("Fréquence : annuelle. Nombre de logements autorisés", ["Nombre de logements autorisés"]),
    ("Nombre de nuitées\nvs année précédente", ["Nombre de nuitées vs année précédente"]),
    # what one count governs, and what people are, stays with it
    ("Nombre de logements produits, réhabilités, démolis", ["Nombre de logements produits, réhabilités, démolis"]),
    ("Nombre de personnes âgées, personnes handicapées", ["Nombre de personnes âgées, personnes handicapées"]),
    ("Nombre d'actions de prévention, sensibilisation, formation", ["Nombre d'actions de prévention, sensibilisation, formation"]),
    ("Logements à rénover et, si besoin, date de mise à jour des DPE", ["Logements à rénover et, si besoin, date de mise à jour des DPE"]),
    ("Nombre de partenaires ainsi que leur satisfaction", ["Nombre de partenaires ainsi que leur satisfaction"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "items"), LISTS)
def test_lists_of_indicators(text, items):
    assert [i.text for i in read_indicators(text)] == items


@pytest.mark.parametrize("text", [
    "N/A", "n.c.", "Voir fiche 12", "Cf. tableau en annexe", "Pas d'indicateur défini à ce stade", "À définir avec les partenaires",
    "Indicateurs en cours de construction avec l'observatoire", "Non renseigné",
])  # fmt: skip
def test_nothing_is_measured(text):
    assert read_indicators(text) == []


def test_the_first_and_last_of_several_years():
    [read] = read_indicators("Part des énergies renouvelables : 2019 : 14 % ; 2026 : 22 % ; 2030 : 33 %")
    assert (read.text, read.baseline, read.target, read.target_year) == ("Part des énergies renouvelables", "14 %", "33 %", 2030)
    assert [i.text for i in read_indicators("2024 : nombre de sites ; 2025 : nombre de bus")] == [
        "2024 : nombre de sites", "2025 : nombre de bus",
    ]  # fmt: skip


def test_progress_is_followed():
    assert indicator_kind("Indicateurs d'avancement") == "monitoring"


DONE = [
    ("Démolition de 96 logements, reconstruction de 110 logements et 54 sur site, réhabilitation de 212.", [96, 110, 54, 212]),
    ("Chaque année, 200 jeunes sont ainsi repérés.", [200]),
    ("Dix pour cent des heures travaillées sont réservées aux habitants.", [10]),
    ("40 % des licences détenues par des femmes en 2028.", [40]),
    ("Les résidences réservent dix studios.", [10]),
    ("Travaux dans sept écoles et deux gymnases", [7, 2]),
    ("Recensement des laisses de crue, puis pose de 65 repères, dont 20 sur des bâtiments publics.", [65, 20]),
    ("Appui à la mise à jour de 42 plans communaux et de 2 plans intercommunaux", [42, 2]),
    ("Deux réunions publiques par an présentent le dispositif.", [2]),
    ("Étendre la file active (de 70 à 140 personnes).", [140]),
    ("Réhabilitation de l'ancien presbytère en 18 logements.", [18]),
    # with whom, in how many times, and what is
    ("Vingt-deux agents seront formés en deux sessions.", [22]),
    ("Convention avec la CPAM et deux pédopsychiatres vacataires.", []),
    ("Délibération instaurant le permis de louer, contrôle par deux agents assermentés.", []),
    ("40 % des licences étaient détenues par des hommes.", []),
    ("Les maires réservaient dix studios.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), DONE)
def test_figures_in_modalities(text, values):
    assert [t.value for t in read_targets(text, where="modalities")] == values


@pytest.mark.parametrize(("text", "values"), [
    ("Désimperméabiliser 1,8 hectare", [1.8]),
    ("Proposer un bilan de santé à 100 % des enfants confiés à l'ASE.", [100]),
    ("Le bilan du plan : 100 logements produits.", []),
    ("L'article 55 de la loi SRU impose 25 % de logements sociaux.", []),
    ("Le plan prévoit trois axes et 14 actions.", []),
    ("Visiter 180 logements et déclencher des travaux dans un tiers des cas.", [180]),
])  # fmt: skip
def test_figures_in_objectives(text, values):
    assert [t.value for t in read_targets(text)] == values


PAYERS = [
    ("40 000 €/an remboursés à 50 % par l’Anah", ["Anah"]),
    ("FNAP : 168 000 € par an. Département : 4 000 € par logement.", ["FNAP", "Département"]),
    ("Recette attendue de l’Anah : 42 500 €/an", ["Anah"]),
    ("Prestation de service Jeunes (CAF) : 24 500 €", ["CAF"]),
    ("Dotation du fonds : 620 000 € annuels\nFournisseurs d’énergie : 75 000 par an", ["Fournisseurs d’énergie"]),
    ("Moyens propres de la Métropole", []),
    ("Inclus dans la cotisation", []),
    ("Déficit RHI : 2,3 M€", []),
]


@pytest.mark.parametrize(("text", "names"), PAYERS)
def test_payers(text, names):
    assert [f.mention for f in read_cost(text, header="Financement", funders_only=True).funders] == names


@pytest.mark.parametrize("tail", ["copilotes", "co-pilotes", "pilotes conjoints"])
def test_what_two_bodies_are_together_is_no_third(tail):
    assert [o.mention for o in read_organisations(f"État et Département, {tail}")] == ["État", "Département"]
