"""Labels built as French builds them: a noun and what may qualify it, a question; values, titles and questions that are none."""

from __future__ import annotations

from collections import defaultdict

import pytest

from extractors.french.lexicon import _classes, _heads, read_label

LABELS = {
    "pilot": [
        "Cette action est portée par", "Elle est pilotée par", "Le projet est conduit par",
        "Elle pilote", "Ils pilotent",
        "Structure référente", "Organisme responsable", "Direction porteuse", "Vice-président référent", "Élu(e) en charge",
        "Portage politique", "Pilotage technique", "Coordination assurée par", "Personne ressource", "Par qui ?", "Qui pilote",
        "Qui s'en occupe ?", "Nom du porteur",
    ],
    "partner": [
        "Elle rassemble", "Cette action réunit", "Elle s'appuie sur", "Le projet est mené avec",
        "Partenaires à associer", "Partenaires internes", "Autres partenaires", "Principaux partenaires", "Directions associées",
        "Services contributeurs", "Parties concernées", "Services de l'État mobilisés", "En collaboration avec",
        "Rôle des partenaires", "Avec quels acteurs ?", "Qui contribue ?", "Ils s'engagent à nos côtés",
        "Ils y contribuent", "Elles nous accompagnent", "Nous agissons avec", "Ils s'engagent",
        "Services et organismes à associer", "Signataires associés",
    ],
    "cost": [
        "Elle coûte", "L'action nécessite",
        "Moyens budgétaires", "Besoins humains et financiers", "Impact financier", "Incidences budgétaires",
        "Évaluation budgétaire", "Besoin de financement", "Éléments de coût", "Budget prévisionnel sur 6 ans", "À quel coût ?", "Avec quels moyens",
    ],
    "funder": [
        "Elle est financée par",
        "Aides possibles", "Fonds mobilisables", "Crédits à mobiliser", "Pistes de financement", "Contributeurs financiers", "Ils financent",
    ],
    "calendar": [
        "Elle se déroule", "Elle démarre", "Cette action aura lieu",
        "Horizon de réalisation", "Année de démarrage", "Date prévisionnelle de début", "Jalons et calendrier",
        "Période d'exécution", "À quelle échéance ?", "Combien de temps ?",
    ],
    "calendar_end": ["Date d'achèvement", "Date prévisionnelle de fin"],
    "indicator": [
        "On saura qu'elle est utile en regardant", "Nous verrons si l'action a réussi en comptant", "Elle se mesure à",
        "Dispositif de suivi et d'évaluation", "Méthode d'évaluation", "Indicateurs à suivre", "Indicateurs environnementaux",
        "Instruments de mesure", "Indicateurs (valeur 2023 → cible 2030)", "Indicateurs (valeur de départ / cible)",
        "Indicateurs d'avancement", "Indicateurs de fréquentation",
        "Mesure des résultats", "Nous aurons réussi si", "Qu'allons-nous mesurer ?",
        "Nous suivrons", "On vérifiera",
    ],
    "objective": [
        "Elle vise à", "Cette action cherche à",
        "Objectifs à atteindre", "Objectifs quantifiés", "Raison d'être", "À quoi ça sert ?", "Le cap", "Notre boussole", "Nous visons",
    ],
    "context": [
        "Elle répond à", "L'action part du constat que",
        "Situation existante", "Constats partagés", "Rappel des enjeux", "D'où partons-nous ?", "D'où l'on part", "Ce que l'on observe", "Ce que nous savons",
        "Ce que dit le diagnostic", "Les constats tirés du diagnostic",
    ],
    "modalities": [
        "Elle consiste à", "Le projet prévoit",
        "Manière de faire", "Étapes clés", "Phases de réalisation", "Modalités d'organisation", "Actions à conduire", "Travaux prévus",
        "Prochaines étapes", "L'action en quelques mots", "Brève description", "De quoi s'agit-il ?",
        "Ce à quoi nous nous engageons", "Comment ça marche", "Comment faire",
    ],
    "expected_results": ["Gains attendus", "Résultats escomptés", "Ce que cela va changer", "Quels effets attendus ?"],
    "territorial_scale": ["Zone d'intervention", "Échelle de mise en œuvre", "Sites concernés", "Niveau géographique"],
    "public": [
        "Elle s'adresse à",
        "Usagers concernés", "Public bénéficiaire", "Qui sont les bénéficiaires ?", "À qui s'adresse l'action ?"],
    "title": ["Dénomination de l'action", "Nom de la fiche"],
    "number": ["Code de l'action", "Numéro de la fiche"],
    "orientation": ["Axe de rattachement", "Pilier du contrat de ville", "Champ d'intervention"],
    "other": [
        "Degré de maturité", "Niveau de complexité", "Cohérence avec le SRADDET", "Lien avec le PRS", "Fiches associées",
        "Facteurs clés de succès", "Obstacles identifiés", "Contexte réglementaire", "Textes réglementaires",
        "Instance de suivi", "Date de rédaction", "Suites à donner", "Pour aller plus loin", "Quels freins ?",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("field", "text"), [(f, t) for f, texts in LABELS.items() for t in texts])
def test_a_noun_and_its_qualifiers_open_a_field(field: str, text: str) -> None:
    for printed in (text, text.upper(), f"{text} :"):
        label = read_label(printed)
        assert label is not None and label.field == field


@pytest.mark.parametrize(
    "text",
    [
        # values
        "Grand public", "Moyens internes des services", "Temps agent", "Chargée de mission habitat", "Associations gestionnaires",
        "Prestataire extérieur", "En continu", "À définir", "Fait ?", "Recettes", "Associations",
        # titles and text
        "Pilotage de la politique foncière", "Coordonner les partenaires", "Calendrier des fêtes", "Avec les habitants",
        "Appui technique aux communes", "Évaluation des politiques publiques", "Dépenses contraintes", "Nombre de bénéficiaires",
        "Situation de départ", "Subventions aux associations",
        "Autres actions", "Responsables associatifs", "Participation citoyenne", "Quartiers prioritaires",
        "Indicateur de développement humain", "Indicateurs (Insee 2023)", "Démarche qualité", "Moyen terme",
        # questions about the subject
        "Comment réduire ses déchets ?", "Combien d'habitants en 2040 ?", "Où trier mes déchets ?", "Quel logement pour demain ?",
        "Qui peut bénéficier des aides de l'Anah ?", "Ce que disent les habitants", "Ce que dit la loi", "Comment bien vieillir chez soi", "Pourquoi trier",
        "qui porte le projet",
        "Elle coûte cher", "Elle est portée par l'ADIL", "On saura dans deux ans", "Il compte", "L'action se déroule à Luzy",
    ],
)  # fmt: skip
def test_values_titles_and_other_questions_are_no_labels(text: str) -> None:
    assert read_label(text) is None


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Q UE VA-T-ON FAIRE ?", "modalities"),
        ("C ALENDRIER PRÉVISIONNEL", "calendar"),
        ("À QUOI ÇA SERT ?", "objective"),
    ],
)
def test_a_first_letter_set_apart_is_of_its_word(text: str, field: str) -> None:
    assert read_label(text).field == field


def test_a_head_belongs_to_one_field() -> None:
    fields = defaultdict(set)
    for field, heads in _heads().items():
        for words in heads:
            fields[" ".join(words)].add(field)
    assert {head: of for head, of in fields.items() if len(of) > 1} == {}
    assert not any("{" in head for head in fields)


def test_a_class_stands_for_each_of_its_words() -> None:
    heads = {" ".join(words) for words in _heads()["pilot"]}
    for kind in _classes()["organisme"]:
        assert " ".join([*kind, "pilote"]) in heads and " ".join([*kind, "en", "charge"]) in heads
