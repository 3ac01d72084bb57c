"""Lists of pilots and partners: cuts, groups, qualifiers, labels inside the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.organisations import (
    as_printed,
    is_group,
    looks_like_organisation,
    read_organisations,
    split_qualifier,
)


def mentions(text: str) -> list[str]:
    return [m.mention for m in read_organisations(text)]


CUTS = [
    ("CAF, DDT ; Région", ["CAF", "DDT", "Région"]),
    ("• Mission locale\n• Cap emploi 49\n- centres sociaux", ["Mission locale", "Cap emploi 49", "centres sociaux"]),
    ("1. État\n2. Département", ["État", "Département"]),
    ("DDT/CD", ["DDT", "CD"]),
    ("ADIL / ANAH / notaires", ["ADIL", "ANAH", "notaires"]),
    ("CAF - MJC Jean-Moulin - Mission locale", ["CAF", "MJC Jean-Moulin", "Mission locale"]),
    ("CCAS/CIAS, SIAE", ["CCAS/CIAS", "SIAE"]),
    ("État et Région", ["État", "Région"]),
    ("maires et présidents d'EPCI", ["maires", "présidents d'EPCI"]),
    ("Loire Habitat et Alpes Sud Habitat", ["Loire Habitat", "Alpes Sud Habitat"]),
    ("Secours populaire et Secours catholique", ["Secours populaire", "Secours catholique"]),
    ("Bailleurs publics et principaux bailleurs privés.", ["Bailleurs publics", "principaux bailleurs privés"]),
    ("infirmiers et kinésithérapeutes libéraux", ["infirmiers", "kinésithérapeutes libéraux"]),
    ("centre social du Plateau et communes concernées", ["centre social du Plateau", "communes concernées"]),
    ("ADIL 44 et huissiers de justice", ["ADIL 44", "huissiers de justice"]),
    ("ETAT, DEPARTEMENT, COMMUNES ET EPCI", ["ETAT", "DEPARTEMENT", "COMMUNES", "EPCI"]),
    ("le Département, en lien avec la DDETS et les communes", ["Département", "DDETS", "les communes"]),
    ("L'action est pilotée par la Région, avec l'appui du CAUE", ["Région", "CAUE"]),
    ("CAF : financement des postes, DDT : appui technique", ["CAF", "DDT"]),
    ("Département dont MDPH", ["Département", "MDPH"]),
    ("ADEME – Direction régionale Occitanie ; Région", ["ADEME – Direction régionale Occitanie", "Région"]),
    ("CD 66 – DGA Solidarités, CAF", ["CD 66 – DGA Solidarités", "CAF"]),
    ("Préfecture – DDETS ; Parquet", ["Préfecture – DDETS", "Parquet"]),
    ("DREAL – DDTM – Agence de l’eau – Région", ["DREAL", "DDTM", "Agence de l’eau", "Région"]),
    ("CAF – MSA, DDT", ["CAF", "MSA", "DDT"]),
    ("DRAC Grand Est ; collèges", ["DRAC Grand Est", "collèges"]),
    ("Région Nouvelle- Aquitaine, CCI", ["Région Nouvelle-Aquitaine", "CCI"]),
    ("Piloter le plan et renforcer la connaissance", []),
]
WHOLE = [
    "fournisseurs d'énergie et d'eau",
    "Chambre de métiers et de l'artisanat",
    "Caisse des dépôts et consignations",
    "Ministère du travail, de la santé et des solidarités",
    "Communauté de communes Faucigny et Glières",
    "maison des jeunes et de la culture",
    "jeunes et familles",
    "Habitat et Humanisme Rhône",
    "associations culturelles et sportives",
    "Direction Habitat et Urbanisme",
    "Groupement d'employeurs pour l'insertion et la qualification",
    "Membres du comité de suivi et de l'observatoire",
    "bailleurs sociaux (Loire Habitat, Alpes Sud Habitat, SDH)",
    "Conseil départemental (Direction des solidarités et de l'insertion)",
    "CCVA - pôle mobilités",
    "ARS Bretagne – DD 35",
    "FAOL – Ligue de l’enseignement",
    "UDAF – Union départementale des associations familiales",
    "Union nationale des associations familiales – UNAF",
    "Mme Dupont, vice-présidente à l'habitat",
    "Communes via les CCAS",
    "Ensemble des partenaires du contrat",
    "Tour(s)plus",
    "Fédération départementale des chasseurs",
]


def test_a_name_of_two_words_about_oneself_is_not_cut():
    assert [m.mention for m in read_organisations("Toit et Moi, Chez Nous et Vous")] == ["Toit et Moi", "Chez Nous et Vous"]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_cuts(text: str, expected: list[str]) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize("text", WHOLE)
def test_one_name_is_not_cut(text: str) -> None:
    assert mentions(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les partenaires du plan et en particulier : la CAF et les PAIO.", ["CAF", "les PAIO"]),
        ("CAF, DDT.\nAutres partenaires à associer par la suite : les CCAS", ["CAF", "DDT", "les CCAS"]),
        ("Partenaires :\nÉtat, villes\nDispositifs :\nPLH, accord collectif", ["État", "villes"]),
        ("Dispositifs :\nPLH\nPartenaires :\nADIL", ["ADIL"]),
        ("CAF, Département ; Partenaires associés : centres sociaux", ["CAF", "Département", "centres sociaux"]),
        ("associations : Emmaüs, Secours populaire", ["Emmaüs", "Secours populaire"]),
        ("bailleurs, CCAS, etc.", ["bailleurs", "CCAS"]),
        ("SOLIHA (à confirmer), ADIL (?)", ["SOLIHA", "ADIL"]),
        ("ANAH6, ADIL 38", ["ANAH", "ADIL 38"]),
        ("C.I.L., F.J.T.", ["C.I.L.", "F.J.T."]),
        ("FSE+, Région + Département", ["FSE+", "Région", "Département"]),
        ("À définir", []),
        ("À définir avec les partenaires", []),
        ("néant", []),
        ("", []),
    ],
)
def test_introductions_and_residues(text: str, expected: list[str]) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CAF, Le\nMans Métropole", ["CAF", "Le Mans Métropole"]),
        ("DDT, Banque des \nTerritoires", ["DDT", "Banque des Territoires"]),
        ("Action\nLogement, CAF", ["Action Logement", "CAF"]),
        ("commission de\nsurendettement, Banque", ["commission de surendettement", "Banque"]),
        ("Mairie de Dole\n(Direction du logement)", ["Mairie de Dole (Direction du logement)"]),
        ("communes\nnotaires", ["communes", "notaires"]),
        ("Comité de veille\ncontre les expulsions\nCAF", ["Comité de veille contre les expulsions", "CAF"]),
    ],
)
def test_a_stray_line_break(text: str, expected: list[str]) -> None:
    assert mentions(text) == expected


def test_a_label_inside_gives_the_role() -> None:
    read = read_organisations("Pilote : DDT\nCo-pilote : Département", role="Pilotage")
    assert [(m.mention, m.role) for m in read] == [("DDT", "Pilote"), ("Département", "Co-pilote")]
    assert read_organisations("DDT", role="Pilotage")[0].role == "Pilotage"


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("État (DDETS)", ("État", "DDETS")),
        ("CCVA - pôle mobilités", ("CCVA", "pôle mobilités")),
        ("Mme Dupont, vice-présidente", ("Mme Dupont", "vice-présidente")),
        ("Ministère du travail, de la santé", ("Ministère du travail, de la santé", None)),
        ("Tour(s)plus", ("Tour(s)plus", None)),
        ("Région", ("Région", None)),
    ],
)
def test_qualifier(mention: str, expected: tuple[str, str | None]) -> None:
    assert split_qualifier(mention) == expected


@pytest.mark.parametrize(
    "mention",
    [
        "bailleurs sociaux", "les CCAS", "communes", "associations", "SIAE", "EPCI", "CCAS/CIAS", "promoteurs",
        "acteurs de la santé", "ensemble des partenaires", "bailleurs (Logial, SDH)", "Villes signataires",
        "services de l'État", "gens du voyage", "agents immobiliers", "restauration collective",
    ],
)  # fmt: skip
def test_groups(mention: str) -> None:
    assert is_group(mention)


@pytest.mark.parametrize(
    "mention",
    [
        "ADIL", "CAF", "Préfecture", "Département", "Mission locale", "tribunal d'instance", "CCAS de Brest",
        "EPCI Pays Fléchois", "Banque de France", "commission de surendettement", "Voies navigables de France",
        "Association des promoteurs immobiliers", "Mme Dupont", "le CCAS", "Maison des adolescents",
    ],
)  # fmt: skip
def test_named(mention: str) -> None:
    assert not is_group(mention)


def test_who_pays() -> None:
    for payer in (
        "CAF",
        "l'État (P147)",
        "bailleurs sociaux",
        "Ville de Dole",
        "FEDER",
        "Dole Métropole",
        "fonds vert",
    ):
        assert looks_like_organisation(payer), payer
    for other in ("Investissement", "Travaux", "TOTAL", "HT", "dont études", "Loyer", "Phase 1", "", "2024"):
        assert not looks_like_organisation(other), other


_PIECES = st.sampled_from(
    ["CAF", "bailleurs sociaux", "et", ",", ";", "/", " - ", "(", ")", "\n", "•", ":", "de", "la", "Partenaires", "DDT",
     "Ville de Dole", "avec", "d'", "l’", ".", "etc.", "1.", "É", "œuvre", "…"]
)  # fmt: skip


_BODIES = ["CAF", "ADIL 62", "Région Bretagne", "DDT", "Action Logement", "CPIE Orbe et Grand-Lac", "ARS (DD 35)"]


@given(st.lists(st.sampled_from(_BODIES), min_size=1, unique=True), st.sampled_from([", ", " ; ", "\n", "\n• ", " / "]))
def test_a_list_reads_back(names: list[str], sign: str) -> None:
    assert [m.mention for m in read_organisations(sign.join(names))] == names


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=25).map(" ".join)))
def test_any_text(text: str) -> None:
    last = 0
    for m in read_organisations(text):
        ((start, end),) = m.spans
        assert last <= start < end <= len(text)
        assert m.mention == as_printed(text[start:end])
        last = end


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("CFA du bâtiment", False),
        ("CFA", True),
        ("EHPAD du territoire", True),
        ("Jardins de Cocagne", False),
        ("jardins familiaux", True),
        ("Citoyens du Soleil de Sorges", False),
        ("citoyens tirés au sort", True),
        ("Foyers ruraux de la Creuse", False),
        ("foyers de jeunes travailleurs", True),
        ("Architectes des Bâtiments de France", False),
        ("Mission locale d’insertion de l’Aude", False),
        ("Communes du Limousin", True),
        ("DDT(M)", True),
        ("DDETS(PP) 23", False),
    ],
)
def test_named_or_group(text: str, group: bool) -> None:
    assert is_group(text) is group


def test_base_moves_the_spans() -> None:
    assert read_organisations("CAF, DDT", base=10)[1].spans == ((15, 18),)


def test_time_grows_with_the_text() -> None:
    text = "Communauté de communes du Pays, bailleurs sociaux et associations d'insertion (Emmaüs), CAF ; " * 40
    began = time.perf_counter()
    assert len(read_organisations(text)) == 160
    assert time.perf_counter() - began < 1
