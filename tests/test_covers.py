"""First pages as real plans print them: brands, partners' names, long subtitles, acts, years."""

import pytest
from test_metadata import plan

# name: cover lines with their sizes | type | title | territory | code | level | period | date
CASES = {
    "cls of a pays": (
        [("Agence régionale de santé Bretagne", 9), ("CONTRAT LOCAL DE SANTÉ", 32), ("du Pays de Corlebrune", 22),
         ("2022-2026", 22), ("Signé le 4 juillet 2022", 11),
         ("Pays de Corlebrune – Région Bretagne – Préfecture du Morbihan – CPAM du Morbihan", 9)],
        "CLS", "CONTRAT LOCAL DE SANTÉ du Pays de Corlebrune 2022-2026", "Pays de Corlebrune", None, "other",
        (2022, 2026), "2022-07-04"),
    "pat by acronym and name": (
        [("PAT Valombre-Tardouze", 30), ("Projet alimentaire territorial", 14), ("Feuille de route 2024-2027", 18),
         ("PETR Valombre-Tardouze", 11), ("Avec le soutien de la DRAAF Occitanie et du Département du Lot", 8)],
        "PAT", "PAT Valombre-Tardouze", "PETR Valombre-Tardouze", None, "other", (2024, 2027), None),
    "waste syndicate": (
        [("SMICTOM des Trois Vallons", 12), ("PLPDMA", 36),
         ("Programme local de prévention des déchets ménagers et assimilés", 18), ("2021-2026", 18),
         ("Adopté par le comité syndical en séance du 9 décembre 2020", 10), ("Département de la Haute-Marne", 9)],
        "PLPDMA", "PLPDMA 2021-2026", "SMICTOM des Trois Vallons", None, "other", (2021, 2026), "2020-12-09"),
    "simplified mobility plan": (
        [("Plan de mobilité simplifié", 30), ("Communauté de communes Brune et Lande", 16),
         ("Document validé le 14/03/2023", 9)],
        "Plan de mobilité simplifié", "Plan de mobilité simplifié", "Communauté de communes Brune et Lande", None,
        "epci", (None, None), "2023-03-14"),
    "solidarities, state and département": (
        [("PRÉFET DU GERS", 9), ("Liberté Égalité Fraternité", 7), ("Contrat local des solidarités", 28),
         ("entre l'État et le Département du Gers", 14), ("pour la période 2024-2027", 14)],
        "Contrat local des solidarités", "Contrat local des solidarités", "Gers", "32", "departement",
        (2024, 2027), None),
    "road map of a département": (
        [("Feuille de route départementale pour l'accès aux soins", 26), ("Aveyron", 18), ("2025-2027", 14)],
        "Feuille de route", "Feuille de route départementale pour l'accès aux soins 2025-2027", "Aveyron", "12",
        "departement", (2025, 2027), None),
    "scheme the lexicon lacks": (
        [("Schéma départemental de la protection de l'enfance", 28), ("2022-2026", 20), ("Département de la Meuse", 14),
         ("Adopté par l'assemblée départementale le 17 juin 2022", 10)],
        "Schéma départemental de la protection de l'enfance",
        "Schéma départemental de la protection de l'enfance 2022-2026", "Meuse", "55", "departement",
        (2022, 2026), "2022-06-17"),
    "charter adopted": (
        [("Charte partenariale pour un habitat de qualité", 26), ("Brunecourt Métropole", 16),
         ("Version adoptée en conseil du 30 juin 2023", 9)],
        "Charte", "Charte partenariale pour un habitat de qualité", "Brunecourt Métropole", None, "epci",
        (None, None), "2023-06-30"),
    "social project, years with an angle": (
        [("Projet social de territoire", 28), ("2023 > 2026", 18), ("Communauté de communes des Hautes Brandes", 12)],
        "Projet social de territoire", "Projet social de territoire 2023 > 2026",
        "Communauté de communes des Hautes Brandes", None, "epci", (2023, 2026), None),
    "natural park": (
        [("Parc naturel régional des Monts de Brune", 16), ("Charte du parc", 30), ("Un territoire vivant", 18),
         ("2024-2039", 14), ("Drôme · Isère · Hautes-Alpes", 9)],
        "Charte de parc naturel régional", "Charte du parc 2024-2039", "Parc naturel régional des Monts de Brune",
        None, "other", (2024, 2039), None),
    "scot of a syndicate": (
        [("Syndicat mixte du bassin de Tardaine", 12), ("SCoT du bassin de Tardaine", 30),
         ("Document d'orientation et d'objectifs", 20), ("Approuvé le 6 février 2020", 12)],
        "SCoT", "SCoT du bassin de Tardaine", "Syndicat mixte du bassin de Tardaine", None, "other",
        (None, None), "2020-02-06"),
    "brand of a grouping": (
        [("Brune(s)plus", 14), ("Programme local de l'habitat", 30), ("2024-2029", 20),
         ("Délibération du 21 décembre 2023", 10)],
        "PLH", "Programme local de l'habitat 2024-2029", "Brune(s)plus", None, "epci", (2024, 2029), "2023-12-21"),
    "ctg with its caf": (
        [("Convention territoriale globale", 30), ("2022 — 2026", 16), ("Caf de la Corrèze", 12),
         ("Communauté de communes du Pays de Valbrune", 12)],
        "CTG", "Convention territoriale globale 2022 — 2026", "Communauté de communes du Pays de Valbrune", None,
        "epci", (2022, 2026), None),
    "joint order": (
        [("Plan départemental d'action pour le logement et l'hébergement des personnes défavorisées de la Haute-Marne",
          24), ("7e plan 2024-2029", 16), ("Arrêté conjoint du 12 janvier 2024", 10)],
        "PDALHPD", "Plan départemental d'action pour le logement et l'hébergement des personnes défavorisées de la "
        "Haute-Marne", "Haute-Marne", "52", "departement", (2024, 2029), "2024-01-12"),
    "slogan above the plan": (
        [("Le Grand Valbrune s'engage pour le climat", 24), ("Plan climat air énergie territorial", 18),
         ("À l'horizon 2030", 12), ("Version approuvée – conseil communautaire du 12 décembre 2019", 9),
         ("Le Grand Valbrune, communauté d'agglomération", 10)],
        "PCAET", None, "Le Grand Valbrune", None, "epci", (None, 2030), "2019-12-12"),
    "plan the lexicon lacks": (
        [("Haute-Loire, le département", 14), ("Plan départemental de lutte contre les violences intrafamiliales", 24),
         ("2024/2027", 16), ("Document de travail – version du 3 mai 2024", 8)],
        "Plan départemental de lutte contre les violences intrafamiliales",
        "Plan départemental de lutte contre les violences intrafamiliales 2024/2027", "Haute-Loire", "43",
        "departement", (2024, 2027), None),
}  # fmt: skip


def read(cover):
    m = plan(*cover)
    return (m.plan_type, m.title, m.territory, m.territory_code, m.territory_level, (m.period_start, m.period_end),
            m.published_on)  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_cover(case):
    cover, kind, title, *expected = case
    got = read(cover)
    assert got[0] == kind
    assert title is None or got[1] == title
    assert list(got[2:]) == expected
