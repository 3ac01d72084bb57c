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
        "PLPDMA", "PLPDMA – Programme local de prévention des déchets ménagers et assimilés 2021-2026",
        "SMICTOM des Trois Vallons", None, "other", (2021, 2026), "2020-12-09"),
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
    "brand under the plan, partners below": (
        [("PCAET", 40), ("Plan climat-air-énergie territorial 2023-2029", 16), ("Chartrune métropole", 14),
         ("ADEME – Région Centre-Val de Loire – Département d'Eure-et-Loir", 8)],
        "PCAET", "PCAET – Plan climat-air-énergie territorial 2023-2029", "Chartrune métropole", None, "epci",
        (2023, 2029), None),
    "capitals throughout": (
        [("CONTRAT LOCAL DE SANTÉ DU PAYS DE HAUTEBRUNE", 26), ("2024 - 2028", 18),
         ("SIGNÉ LE 12 MARS 2024", 10), ("ARS BOURGOGNE-FRANCHE-COMTÉ", 9), ("CONSEIL DÉPARTEMENTAL DU JURA", 9)],
        "CLS", "CONTRAT LOCAL DE SANTÉ DU PAYS DE HAUTEBRUNE 2024 - 2028", "PAYS DE HAUTEBRUNE", None, "other",
        (2024, 2028), "2024-03-12"),
    "crte between state and petr": (
        [("Contrat pour la réussite de la transition écologique", 26), ("PETR du Pays de Tardaine", 18),
         ("Entre l'État, représenté par le préfet de la Charente, et le PETR du Pays de Tardaine", 10),
         ("Communauté de communes Rives de Tardaine", 8), ("Communauté de communes des Quatre Vents", 8)],
        "CRTE", "Contrat pour la réussite de la transition écologique", "PETR du Pays de Tardaine", None, "other",
        (None, None), None),
    "vote on two lines": (
        [("Grand Corbray Agglomération", 12), ("Projet de territoire", 30), ("2022-2032", 22),
         ("Délibération du conseil communautaire", 9), ("du 30 mars 2022", 9)],
        "Projet de territoire", "Projet de territoire 2022-2032", "Grand Corbray Agglomération", None, "epci",
        (2022, 2032), "2022-03-30"),
    "pat of a park": (
        [("PROJET ALIMENTAIRE TERRITORIAL", 26), ("Parc naturel régional du Haut-Brunois", 16),
         ("Plan d'actions 2022-2025", 14), ("Lauréat du Programme national pour l'alimentation", 8)],
        "PAT", "PROJET ALIMENTAIRE TERRITORIAL", "Parc naturel régional du Haut-Brunois", None, "other",
        (2022, 2025), None),
    "plan of a commune": (
        [("Ville de Sombreval", 14), ("Plan communal de sauvegarde", 30), ("Version 3 – mise à jour : 12/04/2022", 9)],
        "PCS", "Plan communal de sauvegarde", "Sombreval", None, "commune", (None, None), None),
    "road map of a grouping": (
        [("Feuille de route Transition écologique et énergétique", 28), ("2023-2026", 18),
         ("Communauté urbaine du Val Brunois", 14), ("Avec le concours de la Région Normandie", 8)],
        "Feuille de route", "Feuille de route Transition écologique et énergétique 2023-2026",
        "Communauté urbaine du Val Brunois", None, "epci", (2023, 2026), None),
    "scheme of a département, long": (
        [("Le Département", 10), ("Schéma départemental de l'autonomie", 28),
         ("en faveur des personnes âgées et des personnes en situation de handicap", 18), ("2023-2027", 18),
         ("Vosges", 16), ("Assemblée départementale du 24 avril 2023", 9)],
        "Schéma départemental de l'autonomie", "Schéma départemental de l'autonomie en faveur des personnes âgées et "
        "des personnes en situation de handicap 2023-2027", "Vosges", "88", "departement", (2023, 2027), "2023-04-24"),
    "cia with the prefect": (
        [("PRÉFET DE LA SOMME", 9), ("Convention intercommunale d'attribution", 26),
         ("de la Communauté d'agglomération de la Baie de Brune", 16), ("2021-2027", 14)],
        "CIA", "Convention intercommunale d'attribution de la Communauté d'agglomération de la Baie de Brune 2021-2027",
        "Communauté d'agglomération de la Baie de Brune", None, "epci", (2021, 2027), None),
    "second contract, one year printed": (
        [("Contrat de ville du Grand Sombreval", 28), ("Quartiers 2030", 18), ("Convention-cadre", 14),
         ("Juin 2024", 10)],
        "Contrat de ville", "Contrat de ville du Grand Sombreval", "Grand Sombreval", None, "epci", (None, None), None),
    "mobility charter": (
        [("Charte locale pour l'accueil des saisonniers", 26), ("Vallée de la Haute-Brune", 16),
         ("Signée le 15 décembre 2023 à Brunecourt", 10)],
        "Charte", "Charte locale pour l'accueil des saisonniers", "Vallée de la Haute-Brune", None, "epci",
        (None, None), "2023-12-15"),
    "regional plan": (
        [("PRSE 4", 34), ("Plan régional santé environnement", 18), ("Hauts-de-France", 18), ("2024-2028", 14),
         ("Préfet de région – ARS – Conseil régional", 8)],
        "PRSE", "PRSE 4 – Plan régional santé environnement 2024-2028", "Hauts-de-France", "32", "region",
        (2024, 2028), None),
    "adopted in session": (
        [("Programme local de l'habitat de Lambrune Terre et Mer", 24), ("2025-2030", 18),
         ("Document n° 3 : programme d'actions", 12), ("Adopté en séance du 18 février 2025", 9)],
        "PLH", "Programme local de l'habitat de Lambrune Terre et Mer 2025-2030", "Lambrune Terre et Mer", None, "epci",
        (2025, 2030), "2025-02-18"),
    "pole métropolitain": (
        [("Contrat local de santé mentale", 26), ("Pôle métropolitain Brune Atlantique", 16), ("2022 à 2026", 14),
         ("Établissement public de santé mentale – Département du Finistère", 8)],
        "CLSM", "Contrat local de santé mentale 2022 à 2026", "Pôle métropolitain Brune Atlantique", None, "other",
        (2022, 2026), None),
    "plan against exclusion, older": (
        [("Programme départemental d'insertion", 26), ("2009 – 2011", 18), ("Conseil général du Loiret", 12),
         ("Adopté par l'Assemblée départementale le 18 décembre 2008", 9)],
        "PTI", "Programme départemental d'insertion 2009 – 2011", "Loiret", "45", "departement", (2009, 2011),
        "2008-12-18"),
    "comma form of a grouping": (
        [("Plan partenarial de gestion de la demande et d'information du demandeur", 22), ("2023-2029", 14),
         ("Quimbrune Cornouaille Occidentale, communauté d'agglomération", 11), ("Projet arrêté", 9)],
        "PPGDID", "Plan partenarial de gestion de la demande et d'information du demandeur 2023-2029",
        "Quimbrune Cornouaille Occidentale", None, "epci", (2023, 2029), None),
    "national strategy": (
        [("MINISTÈRE DE LA TRANSITION ÉCOLOGIQUE", 10), ("Stratégie nationale pour la biodiversité", 28),
         ("à horizon 2030", 18)],
        "Stratégie nationale pour la biodiversité", None, "France", None, "national", (None, 2030), None),
    "order with its number": (
        [("Schéma départemental d'accueil et d'habitat des gens du voyage de Tarn-et-Garonne", 22), ("2024 – 2030", 16),
         ("Arrêté interdépartemental n° 82-2024-03-11-00002 du 11 mars 2024", 10)],
        "SDAGV", "Schéma départemental d'accueil et d'habitat des gens du voyage de Tarn-et-Garonne 2024 – 2030",
        "Tarn-et-Garonne", "82", "departement", (2024, 2030), "2024-03-11"),
    "plan's name on two lines of two sizes": (
        [("PLAN CLIMAT", 34), ("Air Énergie Territorial", 18), ("Communauté de communes des Landes et du Brunois", 12),
         ("Période 2021-2027", 12)],
        "PCAET", "PLAN CLIMAT Air Énergie Territorial", "Communauté de communes des Landes et du Brunois", None, "epci",
        (2021, 2027), None),
    "river syndicate": (
        [("Programme d'actions de prévention des inondations", 24), ("du bassin versant de la Tardaine", 20),
         ("2023-2028", 14), ("Syndicat mixte du bassin versant de la Tardaine (SMBVT)", 10)],
        "PAPI", "Programme d'actions de prévention des inondations du bassin versant de la Tardaine 2023-2028",
        "Syndicat mixte du bassin versant de la Tardaine", None, "other", (2023, 2028), None),
    "town and grouping on one line": (
        [("Convention-cadre Petites villes de demain", 24),
         ("Commune de Sombreval – Communauté de communes du Sombrois", 14), ("2021 – 2026", 12)],
        "Petites villes de demain", "Convention-cadre Petites villes de demain 2021 – 2026", "Sombreval", None,
        "commune", (2021, 2026), None),
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


@pytest.mark.parametrize(
    "cover, name, wanted",
    [
        # partners, sponsors and citations are not the territory
        ([("PDALHPD 2022-2027", 26), ("Calvados", 18), ("Caen la mer, communauté urbaine", 9)], "territory",
         "Calvados"),
        ([("PDALHPD", 30), ("Département de la Creuse", 14), ("SICTOM de Brunecourt", 9)], "territory", "Creuse"),
        ([("PLH", 30), ("Brunecourt Agglomération", 14), ("Préfecture de la Creuse", 12)], "territory",
         "Brunecourt Agglomération"),
        ([("PLH", 30), ("Brunecourt Agglomération", 14), ("Syndicat mixte du SCoT de Tardaine", 9)], "territory",
         "Brunecourt Agglomération"),
        ([("Contrat local de santé de la Creuse", 30), ("PETR du Haut-Brunois", 10)], "territory", "Creuse"),
        # an aim, a quarter's label, a law and an edition are no period
        ([("PCAET", 30), ("Un territoire neutre en carbone à l'horizon 2050", 14)], "period", (None, None)),
        ([("Contrat de ville", 30), ("Quartiers 2030", 14)], "period", (None, None)),
        ([("PLH", 30), ("Bilan du programme 2012-2017", 14)], "period", (None, None)),
        # a working paper's day is not the act's
        ([("PLH", 30), ("Version de travail du 3 mai 2024", 9)], "date", None),
        ([("PLH", 30), ("Projet soumis à l'avis du public du 3 mai 2024 au 3 juin 2024", 9)], "date", None),
        # a part of a plan is no kind of plan
        ([("Plan d'actions 2023-2028", 30), ("PCAET de Grandval Métropole", 14)], "type", "PCAET"),
        ([("Programme d'actions", 30)], "type", None),
        ([("Feuille de route 2024", 24), ("Projet alimentaire territorial", 22)], "type", "PAT"),
        ([("Stratégie vélo du Grandval", 26)], "type", "Stratégie vélo"),
        ([("Plan vélo 2024-2030", 26)], "type", "Plan vélo"),
        ([("Pacte territorial – France Rénov' de Grandval", 26)], "type", "PTFR"),
    ],
)  # fmt: skip
def test_one_answer(cover, name, wanted):
    names = ("type", "title", "territory", "code", "level", "period", "date")
    assert dict(zip(names, read(cover), strict=True))[name] == wanted


def test_running_head_completes_the_title():
    m = plan(
        ("Contrat local de santé", 28),
        ("2023-2027", 14),
        asides=(("footer", "Contrat local de santé du Haut-Brunois – p"),),
    )
    assert (m.title, m.territory) == ("Contrat local de santé du Haut-Brunois 2023-2027", "Haut-Brunois")


def test_a_brand_as_pilot_names_the_grouping():
    m = plan(
        ("Fiche 3", 12),
        body=("Le contrat de ville et le contrat de ville.", "Brune(s)plus"),
        name="contrat_de_ville.pdf",
    )
    assert (m.plan_type, m.territory, m.territory_level) == ("Contrat de ville", "Brune(s)plus", "epci")


def test_inclusive_spelling_is_no_brand():
    m = plan(
        ("Fiche 3", 12), body=("Le contrat de ville.", "Directeur(trice)s", "Habitant(e)s"), name="contrat_de_ville.pdf"
    )
    assert m.territory is None


def test_a_bare_name_the_document_goes_on_using():
    said = ("Saint-Brunois accueille 300 enfants.",) * 3
    m = plan(("Projet éducatif de territoire", 26), ("Saint-Brunois", 18), body=said)
    assert (m.territory, m.territory_level) == ("Saint-Brunois", "commune")
    assert plan(("Projet éducatif de territoire", 26), ("Saint-Brunois", 18)).territory is None
