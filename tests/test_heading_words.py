"""Level words as plans qualify, shorten and count them; everyday words that name a level only before a number and a sign."""

from __future__ import annotations

import pytest

from extractors.french.headings import is_level_word, levels, read_heading, read_tagged_heading


@pytest.mark.parametrize(
    ("text", "kind", "label", "number", "title"),
    [
        # qualified: the kind is the word's, the label is as printed
        ("Axe transversal 1 – Égalité", "axe", "Axe transversal", "1", "Égalité"),
        ("Axe de travail 4 : Coordonner", "axe", "Axe de travail", "4", "Coordonner"),
        ("Domaine d'intervention 3 : Jeunesse", "domaine", "Domaine d'intervention", "3", "Jeunesse"),
        ("Enjeu majeur 3 : L'eau", "enjeu", "Enjeu majeur", "3", "L'eau"),
        ("Orientation générale 2 : Gouverner", "orientation", "Orientation générale", "2", "Gouverner"),
        ("Volet opérationnel 3 : copropriétés", "volet", "Volet opérationnel", "3", "copropriétés"),
        ("Mesure phare n° 14 : Planter", "mesure", "Mesure phare", "14", "Planter"),
        ("Action transversale 3 – Former", "action", "Action transversale", "3", "Former"),
        ("PROJET EMBLÉMATIQUE 6 : La halle", "projet", "PROJET EMBLÉMATIQUE", "6", "La halle"),
        # shortened
        ("Obj. op. 2 : Former", "obj op", "Obj. op", "2", "Former"),
        ("OS 1 : Offre", "os", "OS", "1", "Offre"),
        ("OO 2.3 – Former", "oo", "OO", "2.3", "Former"),
        ("FA n°12 Créer", "fa", "FA", "12", "Créer"),
        # everyday words
        ("Mission 1 : Protéger", "mission", "Mission", "1", "Protéger"),
        ("Cap n°2 – Une ville solidaire", "cap", "Cap", "2", "Une ville solidaire"),
        ("Vocation 2 : Accueillir", "vocation", "Vocation", "2", "Accueillir"),
        ("Préconisation 4 : Planter", "preconisation", "Préconisation", "4", "Planter"),
        # of water plans, and fiches of all sorts
        ("Disposition 1A-3 – Préserver", "disposition", "Disposition", "1A-3", "Préserver"),
        ("Disposition n°8 Préserver", "disposition", "Disposition", "8", "Préserver"),
        ("Fiche de l'action 5 : Créer", "fiche de l action", "Fiche de l'action", "5", "Créer"),
        ("Fiche-dispositif n° 5 : Créer", "fiche dispositif", "Fiche-dispositif", "5", "Créer"),
        # counted
        ("2ème axe : Habitat", "axe", "axe", "2", "Habitat"),
        ("Premier pilier – Emploi", "pilier", "pilier", "1", "Emploi"),
        ("Seconde orientation stratégique : Loger", "orientation strategique", "orientation stratégique", "2", "Loger"),
    ],
)
def test_a_level_word_is_read(text: str, kind: str, label: str, number: str, title: str) -> None:
    heading = read_heading(text)
    assert heading is not None
    assert (heading.kind, heading.label, heading.number, heading.title) == (kind, label, number, title)
    assert text[heading.title_at :] == title
    assert heading.role == levels()[kind].role


@pytest.mark.parametrize(
    "text",
    [
        "Mission 1 million d'arbres", "Mission locale : Emploi", "Cap 44", "Cap Atlantique", "Missions", "Initiative 4 pour 1000",
        "Actions transversales : former, informer", "Projets structurants", "Action phare de la Ville",
        "Première partie : bilan", "Premier axe de travail retenu par les élus", "2e semestre : lancement", "3e âge : loger",
        "Première action : former", "Premiers axes de réflexion : loger",
    ],
)  # fmt: skip
def test_text_that_only_holds_such_a_word(text: str) -> None:
    heading = read_heading(text)
    assert heading is None or heading.role == "bare"


@pytest.mark.parametrize("code", ["ACT-04", "CAP-01", "MIS-2"])
def test_a_code_that_begins_as_a_word_does(code: str) -> None:
    for text in (f"{code} Créer", f"{code} : Créer"):
        heading = read_heading(text)
        assert (heading.role, heading.number, heading.title) == ("bare", code, "Créer")


def test_an_everyday_word_is_no_tag() -> None:
    assert read_tagged_heading("Mission Protéger les haies") is None
    assert not is_level_word("Missions") and is_level_word("Axe")
