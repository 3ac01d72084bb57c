"""Who leads and who helps: told in sentences under one label, in tables of two columns, in pledges beside a list."""

from __future__ import annotations

import pytest
from drawing import Sheet
from pages import LONG
from plans import field, read

from extractors.segment.led_by import told_roles
from models.text import PlacedText


@pytest.mark.parametrize(
    ("text", "leaders", "others"),
    [
        ("Ville de Bazas anime la démarche. Sont associés : les communes, le Pays et la DDTM.",
         ["Ville de Bazas"], ["les communes, le Pays et la DDTM"]),
        ("Le pilotage revient à la Région, qui s'appuie sur l'ADEME et les communes.", ["la Région"], ["l'ADEME et les communes"]),
        ("L’action est copilotée par la CAF et le CCAS. Partenaires : MSA, CPAM.", ["la CAF et le CCAS"], ["MSA, CPAM"]),
        ("La maîtrise d’ouvrage est partagée entre la ville et le SDIS. Le projet mobilise aussi la DDT.",
         ["la ville et le SDIS"], ["la DDT"]),
        ("Habitat 33 sera maître d'ouvrage ; la CAF et la mission locale seront associées au projet.",
         ["Habitat 33"], ["la CAF et la mission locale"]),
        ("L'ADIL en a la charge. Contributeurs : le SIAO, les bailleurs.", ["L'ADIL"], ["le SIAO, les bailleurs"]),
        ("Le CPIE et la MJC portent conjointement cette action, aux côtés de la Région.", ["Le CPIE et la MJC"], ["la Région"]),
        ("La coordination est confiée à l'agence d'urbanisme.", ["l'agence d'urbanisme"], []),
    ],
)  # fmt: skip
def test_sentences_that_say_who_leads_and_who_helps(text, leaders, others):
    told = told_roles(PlacedText(text, []))
    assert told is not None
    assert [[t.text for t in part] for part in told] == [leaders, others]


@pytest.mark.parametrize("text", ["CAF, MSA, communes", "Ville de Bazas / DDT", "Elle porte le projet", "Le réseau est en place."])
def test_names_and_other_sentences_say_nothing_of_it(text):
    assert told_roles(PlacedText(text, [])) is None


def fiche(rows: list[tuple[str, str]]) -> tuple[Sheet, float]:
    sheet = Sheet()
    sheet.write(60, 40, "Action 1 : Ouvrir un guichet", size=14, bold=True)
    return sheet, sheet.sections(60, 80, rows, width=440)


def test_one_label_over_sentences_parts_who_leads_from_who_helps():
    said = "Ville de Bazas porte l'action avec la CAF, la DDT et les communes."
    sheet, _ = fiche([("Objectif", LONG), ("Pilotage et partenariat", said), ("Calendrier", "2026")])
    (action,) = read(sheet).actions
    assert field(action, "pilot") == "Ville de Bazas"
    assert field(action, "partner") == "la CAF, la DDT et les communes"


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (["Partenaires signataires", "Leurs engagements"], ["Domanys", "Mon Logis", "État"]),
        (["Nos soutiens", "Leur part"], ["CAF de la Gironde", "Ville de Bazas", "Mission locale"]),
    ],
)
def test_a_table_of_bodies_and_what_each_does_names_partners(heads, names):
    sheet, y = fiche([("Objectif", LONG), ("Chef de file", "DDT de la Gironde")])
    does = ["Baisser quinze loyers par an", "Transmettre un bilan", "Mobiliser son contingent"]
    sheet.table(60, y, [170, 300], [heads, *map(list, zip(names, does, strict=True))])
    (action,) = read(sheet).actions
    assert field(action, "partner").split("\n") == names
    assert all(d in field(action, "modalities") for d in does)


@pytest.mark.parametrize("label", ["Les engagements des partenaires", "Rôle des partenaires"])
def test_sentences_of_what_each_partner_does_beside_their_list_name_nobody_more(label):
    pledges = "La DDT réunit la commission chaque mois.\nLe Département majore sa subvention dans les petites communes."
    sheet, _ = fiche([("Objectif", LONG), (label, pledges), ("Pilote", "ADIL"), ("Partenaires", "DDT, Département")])
    (action,) = read(sheet).actions
    assert field(action, "partner") == "DDT, Département"
    assert "réunit la commission" in field(action, "modalities")


def test_sentences_alone_still_name_the_partners():
    pledges = "La DDT réunit la commission chaque mois.\nLe Département majore sa subvention dans les petites communes."
    sheet, _ = fiche([("Objectif", LONG), ("Rôle des partenaires", pledges), ("Pilote", "ADIL")])
    (action,) = read(sheet).actions
    assert "DDT" in field(action, "partner")
