"""Headings: level words, numbers in every scheme plans use, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.french.headings import clean_number, depth_of, read_heading, read_tagged_heading


@pytest.mark.parametrize(
    ("text", "role", "kind", "label", "number", "title"),
    [
        ("Action n° 1 A - Créer", "action", "action", "Action", "1A", "Créer"),
        ("Action n°1A : Créer", "action", "action", "Action", "1A", "Créer"),
        ("Action 1 – A : Créer", "action", "action", "Action", "1A", "Créer"),
        ("Fiche 2.2.1 Créer", "action", "fiche", "Fiche", "2.2.1", "Créer"),
        ("Fiche 2.2.1", "action", "fiche", "Fiche", "2.2.1", ""),
        ("Fiche action n 1 : Créer", "action", "fiche action", "Fiche action", "1", "Créer"),  # the degree sign lost
        ("Fiche-action n° 15 – Créer", "action", "fiche action", "Fiche-action", "15", "Créer"),
        ("FICHE ACTION N°3", "action", "fiche action", "FICHE ACTION", "3", ""),
        ("Fiche action 07 : Créer", "action", "fiche action", "Fiche action", "07", "Créer"),
        ("Action n. 4 Créer", "action", "action", "Action", "4", "Créer"),
        ("Action no 4 : Créer", "action", "action", "Action", "4", "Créer"),
        ("Action nº 4 : Créer", "action", "action", "Action", "4", "Créer"),
        ("Action numéro 4 : Créer", "action", "action", "Action", "4", "Créer"),
        ("Action 3 bis : Créer", "action", "action", "Action", "3bis", "Créer"),
        ("Action 1.a Créer", "action", "action", "Action", "1.a", "Créer"),
        ("Action I.3 : Créer", "action", "action", "Action", "I.3", "Créer"),
        ("Action 1-2 : Créer", "action", "action", "Action", "1-2", "Créer"),
        ("Action TR-2.1 : Créer", "action", "action", "Action", "TR-2.1", "Créer"),
        ("Mesure 14 : Créer", "action", "mesure", "Mesure", "14", "Créer"),
        ("Action : créer une maison", "action", "action", "Action", None, "créer une maison"),
        ("Axe 2 : Habiter", "level", "axe", "Axe", "2", "Habiter"),
        ("AXE II. Habiter", "level", "axe", "AXE", "II", "Habiter"),
        ("Axe A : Habiter", "level", "axe", "Axe", "A", "Habiter"),
        ("Axe stratégique n°1 : Habiter", "level", "axe strategique", "Axe stratégique", "1", "Habiter"),
        ("Objectif opérationnel 3 : Loger", "level", "objectif operationnel", "Objectif opérationnel", "3", "Loger"),
        ("Orientation A1 : Réinvestir", "level", "orientation", "Orientation", "A1", "Réinvestir"),
        ("Pilier 2 Habiter", "level", "pilier", "Pilier", "2", "Habiter"),
        ("Priorité 1 | Loger", "level", "priorite", "Priorité", "1", "Loger"),
        ("Axe : Habiter", "level", "axe", "Axe", None, "Habiter"),
        ("MOB-03 Créer des pistes", "bare", "#code1", None, "MOB-03", "Créer des pistes"),
        ("HAB05 - Créer des pistes", "bare", "#code1", None, "HAB05", "Créer des pistes"),
        ("1A – Créer", "bare", "#2", None, "1A", "Créer"),
        ("1.1 Créer", "bare", "#2", None, "1.1", "Créer"),
        ("2.1.3. Créer", "bare", "#3", None, "2.1.3", "Créer"),
        ("14 - Créer", "bare", "#1", None, "14", "Créer"),
        ("II. Le diagnostic", "bare", "#I", None, "II", "Le diagnostic"),
        ("A. Créer", "bare", "#A", None, "A", "Créer"),
        ("A1.2 Créer", "bare", "#code2", None, "A1.2", "Créer"),
    ],
)
def test_headings(text, role, kind, label, number, title):
    heading = read_heading(text)
    assert (heading.role, heading.kind, heading.label, heading.number, heading.title) == (
        role,
        kind,
        label,
        number,
        title,
    )
    assert text[heading.title_at :].strip() == title


@pytest.mark.parametrize("text", ["M. Yann Le Goff, vice-président", "M. Dupont", "M. Jean DUPONT", "M. Paul de La Tour (DDT)"])
def test_a_man_is_not_the_letter_m(text):
    assert read_heading(text) is None


@pytest.mark.parametrize("text", ["M. Développer l'offre", "M. HABITER MIEUX", "M. Mobiliser Action Logement"])
def test_the_letter_m_is_a_number(text):
    assert read_heading(text).number == "M"


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        pytest.param("ORIENTATION 1 HABITER MIEUX", "1", "HABITER MIEUX", id="capitals after a number"),
        pytest.param("AXE 2 LOGER", "2", "LOGER", id="capitals after an axis number"),
        pytest.param("1 – A : Créer une maison", "1A", "Créer une maison", id="number and letter apart"),
        pytest.param("1.A Créer", "1.A", "Créer", id="number, stop, letter"),
        pytest.param("A1-2 Créer", "A1-2", "Créer", id="code and rank"),
        pytest.param("A1.b Créer", "A1.b", "Créer", id="code and letter"),
        pytest.param("Action II.1.2.a : Créer", "II.1.2.a", "Créer", id="Roman number and letter"),
        pytest.param("Sous-action 1.2.1 : Créer", "1.2.1", "Créer", id="sub-action"),
        pytest.param("Action(s) 3 : Créer", "3", "Créer", id="bracketed plural"),
        pytest.param("Action trois : Créer", "3", "Créer", id="number in words"),
        pytest.param("AXE UN – HABITER", "1", "HABITER", id="capital number in words"),
        pytest.param("Action douze Créer", "12", "Créer", id="number in words before a capital"),
    ],
)
def test_rarer_numberings(text, number, title):
    heading = read_heading(text)
    assert heading is not None and (heading.number, heading.title) == (number, title)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "12 logements", "12 logements par an", "2024 Bilan", "A la suite du comité", "Action sociale",
        "Action 12 logements",
        "Action de prévention", "Axe routier majeur", "Objectif 30 % de logements", "Objectif 300 logements par an",
        "Objectif 15 places", "Objectif 2030", "Projet urbain", "La mesure 3 est abandonnée", "L'action 3", "Le 12",
        "1er janvier", "10 % des ménages", "15 000 €", "12 k€", "2e semestre 2025", "T2 2025", "30 à 40 000 €", "1 ETP",
        "Action une fois par an", "ACTION UNE MAISON POUR TOUS", "Objectif Un logement pour tous", "Mesure deux fois",
        "D. 312-1 du code", "5 agents formés", "Mesure de départ", "I",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_heading(text):
    assert read_heading(text) is None


@pytest.mark.parametrize(
    ("printed", "number"),
    [("1 – A", "1A"), ("MOB - 03", "MOB-03"), ("2.2.", "2.2"), ("1.A", "1.A"), ("II", "II"), ("2.1-B", "2.1B")],
)
def test_numbers_are_written_one_way(printed, number):
    assert clean_number(printed) == number


@pytest.mark.parametrize(
    ("number", "depth"),
    [
        ("4", "1"),
        ("4.1", "2"),
        ("2.2.1", "3"),
        ("1A", "2"),
        ("II", "I"),
        ("B", "A"),
        ("MOB-03", "code1"),
        ("A1-2", "code2"),
    ],
)
def test_the_shape_of_numbers(number, depth):
    assert depth_of(number) == depth


def test_a_tag_over_a_title_needs_a_capital():
    assert read_tagged_heading("Action Mettre en place un guichet").title == "Mettre en place un guichet"
    assert read_tagged_heading("Action sociale") is None


PIECES = st.sampled_from(
    ["Action", "Fiche", "Axe", "Objectif", " n° ", "n", "1", "2.1", "A", "II", " – ", ":", ".", "«", "(s)", "\u00a0",
    "É", "œ", "€", "%", " Créer", "bis", "٣", "²", "ﬁ", "\n" ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map("".join)))
def test_any_text_is_read_without_error(text):
    for heading in (read_heading(text), read_tagged_heading(text)):
        if heading is not None:
            assert 0 <= heading.title_at <= len(text)
            assert text[heading.title_at :].strip() == heading.title
            assert heading.number is None or heading.number


@pytest.mark.parametrize(
    ("text", "number"), [("Engagement n – Créer un guichet", None), ("Engagement r °3– Créer un guichet", "3")]
)
def test_signs_a_scan_has_worn_are_no_part_of_the_title(text, number):
    heading = read_heading(text)
    assert (heading.number, heading.title) == (number, "Créer un guichet")
