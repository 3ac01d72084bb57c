"""Labels: which printed words open which field, and which sentences open none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.french.fold import fold
from extractors.french.lexicon import is_label, label_starts, read_label, split_run_in, tokens

ROOT = Path(__file__).resolve().parents[1]
FIELDS = {
    "pilot": [
        "Pilote", "PILOTE", "Pilotes de l’action :", "Pilote(s)", "Pilote·s", "Personne(s) pilote(s)",
        "Structure(s) pilote(s)",
        "Direction(s) ou service(s) pilote(s)", "Responsable(s) de l'action", "Porteur de projet",
        "Porteurs de l'action",
        "Maître d’ouvrage", "Maitre d'ouvrage", "MAITRISE D'OUVRAGE", "Chef de file", "Référent", "Élu·e référent·e",
        "Elu.e référent.e",
        "Élu(e) référent(e)", "Co-pilotes", "Copilotage", "Responsable mandataire", "Responsable administratif",
        "Service gestionnaire", "Acteurs en charge de l'exécution", "Qui pilote ?", "Qui fait quoi ?",
        "Qui porte l'action ?",
    ],
    "partner": [
        "Partenaires", "Partenaire(s)", "Partenaires potentiels à mobiliser",
        "Partenaires potentiels (actés et potentiels)",
        "Partenaires associés", "Acteurs du projet", "Acteurs à mobiliser", "Services associés", "Avec qui ?",
    ],
    "cost": [
        "Coût indicatif", "Cout estimé", "Coût estimé (HT)", "Coût prévisionnel :", "Budget prévisionnel (total € HT)",
        "Budget d'investissement", "Budget de fonctionnement", "Moyens (humains, techniques, financiers)",
        "Moyens mobilisés",
        "Ressources nécessaires", "Plan de financement", "Coût et financement", "Combien ça coûte ?", "Quel budget ?",
    ],
    "funder": ["Financeurs", "Financeur(s)", "Financements mobilisables", "Partenaires financiers", "Qui finance ?"],
    "calendar": [
        "Calendrier", "Calendrier prévisionnel", "Échéancier", "ECHEANCE", "Date de début", "Durée", "Planning",
        "Quand ?",
    ],
    "calendar_end": ["Date de fin", "Fin prévisionnelle"],
    "indicator": [
        "Indicateurs", "Indicateur(s) de suivi", "Indicateurs de suivi et d'évaluation", "Indicateurs d’effets",
        "Indicateurs liés",
        "Critères d'évaluation", "Modalités de suivi et d’évaluation", "Comment saurons-nous que ça marche ?", "Pour savoir si ça marche",
        "Comment mesurer la réussite ?",
    ],
    "objective": ["Objectif(s)", "Objectifs opérationnels", "Finalité", "Objectifs de l’action", "Ce que nous visons"],
    "context": ["Contexte", "Constat(s)", "Enjeu(x)", "Contexte et enjeux", "1. Contexte", "État des lieux"],
    "modalities": [
        "Descriptif", "Description de l'action", "Contenu", "Modalités de mise en œuvre",
        "Modalites de mise en oeuvre", "Étapes",
        "Ce que nous allons faire", "Comment ?",
    ],
    "expected_results": ["Résultats attendus", "Effets attendus", "Réalisations attendues"],
    "territorial_scale": ["Territoire(s) concerné(s)", "Périmètre", "Échelle territoriale", "Où ?"],
    "public": ["Public(s) cible(s)", "Publics visés", "Bénéficiaires", "Pour qui ?"],
    "other": ["Statut", "Niveau de priorité", "État d'avancement", "Instances de gouvernance", "Points de vigilance"],
}  # fmt: skip


@pytest.mark.parametrize(("field", "text"), [(f, t) for f, texts in FIELDS.items() for t in texts])
def test_a_label_opens_its_field(field, text):
    label = read_label(text)
    assert label is not None
    assert (label.field, label.second) == (field, None)
    assert is_label(text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("pilot", "Pilotage conjoint"),
        ("indicator", "On suivra"),
        ("pilot", "Cheffe de file"),
        ("pilot", "Porteur.se.s"),
        ("funder", "Financeur 1"),
        ("cost", "ETP"),
        ("other", "Articulation avec le PLH"),
        ("cost", "Avec quel budget ?"),
    ],
)
def test_a_rarer_label_opens_its_field(field, text):
    label = read_label(text)
    assert label is not None and label.field == field


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Pilote et partenaires", ("pilot", "partner")),
        ("Pilotes / Partenaires", ("pilot", "partner")),
        ("Partenaires et financeurs", ("partner", "funder")),
        ("Calendrier et coût", ("calendar", "cost")),
        ("Résultats attendus et indicateurs", ("indicator", None)),
        ("Coût et financement", ("cost", None)),
    ],
)
def test_joint_labels(text, fields):
    label = read_label(text)
    assert (label.field, label.second) == fields


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", ":", "CAF", "12 logements", "2025",
        "Partenaires historiques de la Ville, les clubs sportifs",
        "Le pilote de l'action est la CAF.",
        "On suivra la démarche avec attention dans toutes les communes.",
        "Les objectifs du plan sont ambitieux",
        "Pilote : CAF", "Objectif : loger les ménages",
        "Contexte de la loi ALUR et de ses décrets",
        "Coût du logement dans le département",
        "Développer les partenariats locaux",
        "Budget 12 000 €",
        "Publics visés ;", "Le calendrier,",
        "Pilote " * 20,
    ],
)  # fmt: skip
def test_sentences_values_and_lists_are_no_labels(text):
    assert read_label(text) is None


@pytest.mark.parametrize(
    ("text", "weak"), [("Moyens", True), ("Communication", True), ("Coût", False), ("Partenaires", False)]
)
def test_everyday_words_are_weak_labels(text, weak):
    assert read_label(text).weak is weak


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Pilote(s) de l’action", ["pilote", "de", "l", "action"]),
        ("Élu·e référent·e", ["elu", "referent"]),
        ("ENJEUX", ["enjeu"]),
        ("mise en œuvre", ["mise", "en", "oeuvre"]),
    ],
)
def test_tokens_lose_plurals_inclusive_forms_and_accents(text, same):
    assert tokens(text) == same


# -- labels run into their text


@pytest.mark.parametrize(
    ("text", "bold", "field", "content"),
    [
        ("Pilote : CAF", None, "pilot", "CAF"),
        ("Mesure : nombre de baux signés", None, "indicator", "nombre de baux signés"),
        ("Mesure : créer un lieu", None, "title", "créer un lieu"),
        ("Pilote:CAF", None, "pilot", "CAF"),
        ("Le pilote : CAF", None, "pilot", "CAF"),
        ("Partenaires : CAF : 20 000 €", None, "partner", "CAF : 20 000 €"),
        ("Pilotes et partenaires : CAF, DDT", None, "pilot", "CAF, DDT"),
        ("Objectif. Loger les ménages", 9, "objective", "Loger les ménages"),
        ("Objectif Loger les ménages", 8, "objective", "Loger les ménages"),
        ("Pilote – CAF", 6, "pilot", "CAF"),
        ("Qui pilote ? La CAF", 12, "pilot", "La CAF"),
    ],
)
def test_a_label_run_into_its_text(text, bold, field, content):
    label, at = split_run_in(text, bold)
    assert (label.field, text[at:]) == (field, content)


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("Objectif Loger les ménages", None),
        ("Pilote – CAF", None),
        ("La commune a deux objectifs : loger et soigner", None),
        ("https://exemple.fr : site", None),
        ("La CAF et la MSA sont associées.", 6),
        ("Partenaires", None),
    ],
)
def test_sentences_hold_no_run_in_label(text, bold):
    assert split_run_in(text, bold) is None


def test_several_labels_in_one_paragraph():
    text = "Pilote : CAF. Partenaires : État, communes. Calendrier : 2025"
    assert [text[k:] for k in label_starts(text, [])] == [
        "Partenaires : État, communes. Calendrier : 2025", "Calendrier : 2025",
    ]  # fmt: skip


def test_a_bold_label_needs_no_stop_before_it():
    text = "Pilote : CAF Partenaires : État, communes"
    assert label_starts(text, []) == []
    assert label_starts(text, [(0, 8), (13, 26)]) == [13]


def test_an_everyday_word_does_not_cut_a_paragraph():
    text = "La CAF agit. Exemple : un guide. Coût : 12 k€"
    assert [text[k:] for k in label_starts(text, [])] == ["Coût : 12 k€"]


# -- whatever the text

PIECES = st.sampled_from(
    ["Pilote", "Partenaires", " : ", ". ", "s", "(s)", "·e", " et ", "/", "\n", "\u00a0", "n° 1", "Œuvre", "€", "?",
    "Ce que ", "ß", "ﬁ", "\u0301", "1) " ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=130), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_error(text):
    label = read_label(text)
    assert label is None or (label.text and label.text in text)
    assert len(fold(text)) == len(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(0, 140))
def test_offsets_stand_inside_the_text(text, bold):
    found = split_run_in(text, bold)
    assert found is None or 0 < found[1] <= len(text)
    cuts = label_starts(text, [(0, min(bold, len(text)))])
    assert cuts == sorted(set(cuts))
    assert all(0 < k < len(text) for k in cuts)


def test_labels_need_no_french_tokenizer() -> None:
    """It takes two seconds to load, at each start of an ingestion."""
    code = "import sys; from extractors.french.lexicon import read_label; print(read_label('Pilote :').field, 'spacy.lang.fr' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["pilot", "False"]
