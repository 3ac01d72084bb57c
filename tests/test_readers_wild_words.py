"""Targets, calendars and indicators as plans word them, a field a row."""

from __future__ import annotations

import pytest

from extractors.readers.calendar import read_calendar
from extractors.readers.indicators import read_indicators
from extractors.readers.targets import read_targets

# (text, where it stands, [(value, unit, period, year)])
TARGETS: list[tuple[str, str, list[tuple]]] = [
    ("Organiser six soirées par an", "modalities", [(6, "soirées", "year", None)]),
    ("Installer mille arceaux à vélos d'ici 2028", "objective", [(1000, "arceaux", None, 2028)]),
    ("Recruter deux hôtes de tiers-lieux", "modalities", [(2, "hôtes", None, None)]),
    ("Accompagner une douzaine de communes", "objective", [(12, "communes", None, None)]),
    ("Réduire de 30 % les consommations d'énergie à l'horizon 2030", "objective", [(30, "%", None, 2030)]),
    ("Planter 5 km de haies chaque année", "objective", [(5, "km", "year", None)]),
    ("Atteindre 50 % de produits durables, dont 20 % bio", "objective", [(50, "%", None, None), (20, "%", None, None)]),
    (
        "Créer trois nouvelles places d'hébergement et cinq logements",
        "objective",
        [(3, "places", None, None), (5, "logements", None, None)],
    ),
    ("Rénover cent logements par an jusqu'en 2029", "title", [(100, "logements", "year", 2029)]),
    ("Ouvrir une quinzaine de lieux d'accueil", "title", [(15, "lieux", None, None)]),
    ("Le territoire compte 12 000 habitants", "objective", []),
    # parts and multiples of what there is
    ("Doubler la part modale du vélo d'ici 2030", "objective", [(2, "fois", None, 2030)]),
    ("Le doublement des équipes est engagé", "objective", [(2, "fois", None, None)]),
    ("Multiplier par trois la surface boisée", "title", [(3, "fois", None, None)]),
    ("Multiplier par trois le nombre de vélos partagés", "objective", [(3, "fois", None, None)]),
    ("Accueillir trois fois plus de familles", "objective", [(3, "fois", None, None)]),
    ("Employer deux fois moins de papier", "objective", [(50, "%", None, None)]),
    ("Diviser par trois la vitesse", "objective", [(67, "%", None, None)]),
    ("Rénover un tiers des logements communaux", "objective", [(33, "%", None, None)]),
    ("Les bailleurs réservent aux mutations un quart de leurs attributions", "modalities", [(25, "%", None, None)]),
    ("Équiper une école sur deux", "objective", [(50, "%", None, None)]),
    ("Supprimer les trois quarts des points d'arrêt", "objective", [(75, "%", None, None)]),
    ("La densité médicale est deux fois moins élevée qu'ailleurs", "objective", []),
    ("Un tiers des ménages est en situation de précarité", "objective", []),
    ("Recueillir l'avis d'un tiers de confiance", "objective", []),
    ("Rénover l'éclairage public, qui pèse deux tiers de la facture", "objective", []),
    ("Être reçu en un quart d'heure", "objective", []),
    ("Deux fermes sur cinq changeront de mains avant 2030", "objective", []),
    ("– 30 % de consommation d'énergie en 2030", "objective", [(30, "%", None, 2030)]),
    ("Atteindre 20 % de logements sociaux contre 14 % aujourd'hui", "objective", [(20, "%", None, None)]),
    ("Renouveler 1 % du réseau d'eau par an", "objective", [(1, "%", "year", None)]),
    ("Généraliser le tri à l'ensemble des 42 communes", "objective", [(42, "communes", None, None)]),
    ("Signer entre 10 et 15 baux sur la période", "objective", [(10, "baux", None, None)]),
    ("Aider les communes entre 2 000 et 5 000 habitants", "objective", []),
    ("Objectif 2027 : 1 500 logements raccordés", "objective", [(1500, "logements", None, 2027)]),
    # what is counted
    ("Réduire les délais d'attente de 18 à 12 mois", "objective", [(12, "mois", None, None)]),
    ("Passer à 0 logement communal vacant", "objective", [(0, "logement", None, None)]),
    ("Zéro logement indécent en 2030", "objective", [(0, "logement", None, 2030)]),
    ("Abaisser de 3 °C la température des cours", "objective", [(3, "°C", None, None)]),
    ("Proposer 20 000 heures d'insertion", "objective", [(20000, "heures", None, None)]),
    ("Repérer 600 jeunes par an.\nEn faire entrer 350 dans un parcours.", "objective",
     [(600, "jeunes", "year", None), (350, "jeunes", None, None)]),
    ("Le parc passe de neuf à dix-huit téléphones.", "modalities", [(18, "téléphones", None, None)]),
    ("Le parc est passé de neuf à dix-huit téléphones.", "modalities", []),
    ("Le bailleur réserve 40 attributions par an aux jeunes.", "modalities", [(40, "attributions", "year", None)]),
    ("Quinze établissements par an sont concernés.", "modalities", [(15, "établissements", "year", None)]),
    ("Itinérance dans six communes", "modalities", []),
    ("Consultation avancée deux demi-journées par semaine", "modalities", []),
    (
        "Former au moins une centaine de bénévoles et deux référents par commune",
        "objective",
        [(100, "bénévoles", None, None), (2, "référents", None, None)],
    ),
    ("Zéro passoire énergétique en 2034", "title", [(0, "passoire", None, 2034)]),
    ("Porter de 40 à 60 le nombre de places", "objective", [(60, "places", None, None)]),
    ("Passer de 12 % à 25 % d'énergies renouvelables d'ici 2030", "objective", [(25, "%", None, 2030)]),
    (
        "12 rencontres par an animées par une psychologue dans les cafés",
        "modalities",
        [(12, "rencontres", "year", None)],
    ),
    (
        "1 200 ménages conseillés par an, 350 rénovations performantes chaque année.",
        "modalities",
        [(1200, "ménages", "year", None), (350, "rénovations", "year", None)],
    ),
    ("Trois sites prioritaires : piscine, gymnases.", "modalities", [(3, "sites", None, None)]),
    ("27 km de pistes séparées le long de la rivière", "modalities", [(27, "km", None, None)]),
    ("1 Recruter deux conseillers et signer la convention.", "modalities", [(2, "conseillers", None, None)]),
    ("Désimperméabiliser quinze cours d'école.", "modalities", [(15, "cours", None, None)]),
    ("Jalonner et stationner : mille arceaux.", "modalities", [(1000, "arceaux", None, None)]),
    ("Tournée dans trente communes par an.", "modalities", [(30, "communes", "year", None)]),
    (
        "Volet coercitif : opération de restauration immobilière sur dix-huit immeubles.",
        "modalities",
        [(18, "immeubles", None, None)],
    ),
    ("Deux guichets secondaires sont tenus dans les bourgs.", "modalities", [(2, "guichets", None, None)]),
    ("Parking relais de 80 places au champ de foire", "modalities", [(80, "places", None, None)]),
    ("Constituer une flotte de 150 vélos loués 35 € par mois", "modalities", [(150, "vélos", None, None)]),
    ("Quinze établissements sont accompagnés chaque année.", "modalities", [(15, "établissements", "year", None)]),
    ("Le premier étage réunit trois salles.", "modalities", []),
    ("Onze structures déclarent avoir refusé une famille", "modalities", []),
    ("Trois volets composent l'action", "modalities", []),
    ("Des groupes de 10 personnes se réunissent", "modalities", []),
    ("Le comité se compose de 12 membres", "modalities", []),
    ("Un quart des communes n'ont pas de médecin", "modalities", []),
    ("Aménager l'accès de 9 collèges avec les maires", "modalities", []),
    ("En 2019, 340 familles vivaient en habitat précaire", "modalities", []),
    ("Fait en trois exemplaires", "modalities", []),
    ("Porter à trente le nombre de places d'hébergement spécialisé", "title", [(30, "places", None, None)]),
    ("Porter de 40 à 60 le nombre de places", "objective", [(60, "places", None, None)]),
    ("Ramener le premier rendez-vous à moins de 21 jours", "objective", [(21, "jours", None, None)]),
    ("Lancer trois lignes de covoiturage", "title", [(3, "lignes", None, None)]),
    ("Baisser d'un tiers la facture d'énergie", "objective", [(33, "%", None, None)]),
    ("Réduire d'un quart les tonnages", "objective", [(25, "%", None, None)]),
    ("Mettre en service 4 bornes de recharge (2 par bourg)", "modalities", [(4, "bornes", None, None)]),
]


@pytest.mark.parametrize(("text", "where", "targets"), TARGETS)
def test_targets(text: str, where: str, targets: list[tuple]):
    assert [(t.value, t.unit, t.per_period, t.year) for t in read_targets(text, where=where)] == targets


# (text, first year, last year) in a plan of 2023-2028
CALENDARS: list[tuple[str, int | None, int | None]] = [
    ("2025 - 2030", 2025, 2030),
    ("Sur toute la durée du contrat", 2023, 2028),
    ("1er trimestre 2025 : recrutement ; 2026 : déploiement", 2025, 2026),
    ("Lancement en septembre 2024, puis annuellement", 2024, None),
    ("Dès l'approbation du plan", None, None),
    ("À compter de la rentrée 2025", 2025, None),
    ("D'ici fin 2026", 2026, 2026),
    ("2025 à 2027, puis évaluation en 2028", 2025, 2028),
    ("Court terme (2024-2025)", 2024, 2025),
    ("Moyen terme", None, None),
    ("2024 → 2026", 2024, 2026),
    ("2024/2025", 2024, 2025),
    ("S1 2025 - S2 2026", 2025, 2026),
    ("années 2025, 2026 et 2027", 2025, 2027),
    ("Janvier 2025", 2025, 2025),
    ("du 01/03/2025 au 31/12/2026", 2025, 2026),
    ("Démarrage : 2025\nFin : 2027", 2025, 2027),
    ("Depuis 2022, en continu", 2022, None),
    ("Horizon 2030", 2030, 2030),
    ("Action pluriannuelle", None, None),
    ("Permanent", None, None),
    ("T1 2025 → T4 2026", 2025, 2026),
    ("2025 : étude / 2026 : travaux", 2025, 2026),
    ("Année scolaire 2024-2025", 2024, 2025),
    ("Échéance : décembre 2026", 2026, 2026),
    ("Sur 3 ans à compter de 2024", 2024, 2026),
    ("Chaque année", None, None),
    ("d'ici 5 ans", None, None),
    ("2024-2026 puis évaluation", 2024, 2026),
    ("jusqu'à fin 2026", None, 2026),
    ("Avant l'été 2025", 2025, 2025),
    ("mars-juin 2025", 2025, 2025),
    ("2025/26", 2025, 2026),
    ("1er semestre 2024 à 2e semestre 2026", 2024, 2026),
    ("Mise en œuvre immédiate", None, None),
    ("Début : septembre 2024 – Fin : août 2028", 2024, 2028),
    ("Lancement 2025, bilan 2027", 2025, 2027),
    ("Dès 2025 puis chaque année", 2025, None),
    ("2026 et au-delà", 2026, None),
    ("À partir du 1er janvier 2025", 2025, None),
    ("Reconduction annuelle depuis 2021", 2021, None),
    ("2e trim. 2025", 2025, 2025),
    ("fin 2024 - début 2025", 2024, 2025),
    ("courant 2025", 2025, 2025),
    ("sept. 2025", 2025, 2025),
    ("S2 2024", 2024, 2024),
    ("Phase 1 (2024) : diagnostic\nPhase 2 (2025-2026) : déploiement", 2024, 2026),
    ("Conformément à la loi du 21 février 2022, à compter de 2024", 2024, None),
    ("24 mois à partir de janvier 2025", 2025, 2026),
    ("À compter du 1er janvier 2025 pour 6 ans", 2025, 2030),
    ("À partir de 2025, pour une durée de trois ans", 2025, 2027),
    ("Dès septembre 2025, pendant 2 ans", 2025, 2027),
    ("À compter de 2025, pour 24 logements", 2025, None),
    ("Période 2023-2028", 2023, 2028),
    ("2025+", 2025, None),
    ("dès signature", None, None),
    ("Tout au long du contrat", 2023, 2028),
    ("Durée : 3 ans (2025-2027)", 2025, 2027),
    ("Jusqu'en 2030", None, 2030),
    ("01/2025 - 12/2027", 2025, 2027),
    ("2025 (étude), 2026-2027 (travaux)", 2025, 2027),
    ("hiver 2025-2026", 2025, 2026),
    ("Engagé en 2024, poursuite en 2025 et 2026", 2024, 2026),
]


@pytest.mark.parametrize(("text", "start", "end"), CALENDARS)
def test_calendars(text: str, start: int | None, end: int | None):
    read = read_calendar(text, plan_period=(2023, 2028))
    assert (read.start, read.end) == (start, end)


INDICATORS: list[tuple[str, list[str]]] = [
    (
        "Nombre de ménages accompagnés par an\nTaux de sortie positive\nMontant moyen des aides",
        ["Nombre de ménages accompagnés par an", "Taux de sortie positive", "Montant moyen des aides"],
    ),
    (
        "Nombre de réunions organisées ; nombre de participants ; satisfaction des participants (questionnaire)",
        ["Nombre de réunions organisées", "nombre de participants", "satisfaction des participants (questionnaire)"],
    ),
    (
        "- Nb de diagnostics réalisés\n- Nb de logements rénovés (dont passoires)\n- kWh économisés",
        ["Nb de diagnostics réalisés", "Nb de logements rénovés (dont passoires)", "kWh économisés"],
    ),
    (
        "Quantitatifs : nombre de visites, nombre de signalements\nQualitatifs : satisfaction des usagers",
        ["nombre de visites", "nombre de signalements", "satisfaction des usagers"],
    ),
    (
        "Évolution de la fréquentation des lignes et du nombre de correspondances",
        ["Évolution de la fréquentation des lignes et du nombre de correspondances"],
    ),
    (
        "Surface plantée (ha), linéaire de haies (km), nombre d'arbres",
        ["Surface plantée (ha)", "linéaire de haies (km)", "nombre d'arbres"],
    ),
    (
        "Mise en place effective du comité\nRédaction du guide",
        ["Mise en place effective du comité", "Rédaction du guide"],
    ),
    (
        "Nombre de bénéficiaires (âge, sexe, commune)\nOrigine de l'orientation",
        ["Nombre de bénéficiaires (âge, sexe, commune)", "Origine de l'orientation"],
    ),
    (
        "• Consommation d'énergie des bâtiments communaux,\nen kWh/m²\n• Part d'énergies renouvelables",
        ["Consommation d'énergie des bâtiments communaux, en kWh/m²", "Part d'énergies renouvelables"],
    ),
    ("Nombre d'appels reçus, traités et orientés", ["Nombre d'appels reçus, traités et orientés"]),
    ("Tableau de bord partagé, bilan annuel", ["Tableau de bord partagé", "bilan annuel"]),
    (
        "Nombre d'entreprises contactées / rencontrées / engagées",
        ["Nombre d'entreprises contactées / rencontrées / engagées"],
    ),
    ("Part modale du vélo (source : enquête ménages)", ["Part modale du vélo (source : enquête ménages)"]),
    ("Linéaire de haies plantées, taux de reprise à 3 ans", ["Linéaire de haies plantées", "taux de reprise à 3 ans"]),
    (
        "Nombre de réunions du COPIL\nNombre de communes engagées\nSatisfaction",
        ["Nombre de réunions du COPIL", "Nombre de communes engagées", "Satisfaction"],
    ),
    (
        "- Nombre et typologie des publics accueillis\n- Nombre d'orientations vers\nles partenaires",
        ["Nombre et typologie des publics accueillis", "Nombre d'orientations vers les partenaires"],
    ),
    (
        "nombre de contrats jeune majeur ; part de jeunes logés à six\nmois.",
        ["nombre de contrats jeune majeur", "part de jeunes logés à six mois"],
    ),
    (
        "Tonnages d'OMR (kg/hab/an)\nTaux de valorisation (%)",
        ["Tonnages d'OMR (kg/hab/an)", "Taux de valorisation (%)"],
    ),
    (
        "De réalisation : nombre d'ateliers\nDe résultat : évolution des pratiques",
        ["nombre d'ateliers", "évolution des pratiques"],
    ),
    (
        "Nombre d'accompagnements réalisés dont sorties positives",
        ["Nombre d'accompagnements réalisés dont sorties positives"],
    ),
    ("Nombre de fiches créées et mises à jour", ["Nombre de fiches créées et mises à jour"]),
    ("Livraison de l'équipement en 2026", ["Livraison de l'équipement en 2026"]),
]


@pytest.mark.parametrize(("text", "indicators"), INDICATORS)
def test_indicators(text: str, indicators: list[str]):
    assert [i.text for i in read_indicators(text)] == indicators
