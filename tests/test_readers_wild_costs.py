"""Costs as plans word them: figures, statuses and who pays, a field a row."""

from __future__ import annotations

import pytest

from extractors.readers.money import read_cost
from extractors.readers.organisations import as_printed

# (text, what is known of its label, [(low, high, period, unit)], status, funders)
COSTS: list[tuple[str, dict, list[tuple], str, list[str]]] = [
    ("45 000 € HT sur la durée du programme", {}, [(45000, 45000, None, None)], "stated", []),
    (
        "15 000 €/an pendant 3 ans, soit 45 000 €",
        {},
        [(15000, 15000, "year", None), (45000, 45000, None, None)],
        "stated",
        [],
    ),
    ("Entre 20 000 et 25 000 € par an", {}, [(20000, 25000, "year", None)], "stated", []),
    ("0,5 ETP (soit 22 000 € annuels)", {}, [(22000, 22000, "year", None)], "stated", []),
    ("350 € / logement", {}, [(350, 350, None, "logement")], "stated", []),
    (
        "Coût total : 1 200 000 € TTC, dont État 400 000 €, Région 300 000 €",
        {},
        [(1200000, 1200000, None, None), (400000, 400000, None, None), (300000, 300000, None, None)],
        "stated",
        ["État", "Région"],
    ),
    (
        "Investissement : 80 k€ ; fonctionnement : 5 k€/an",
        {},
        [(80000, 80000, None, None), (5000, 5000, "year", None)],
        "stated",
        [],
    ),
    (
        "2025 : 10 000 €\n2026 : 12 000 €\n2027 : 12 000 €",
        {},
        [(10000, 10000, None, None), (12000, 12000, None, None), (12000, 12000, None, None)],
        "stated",
        [],
    ),
    ("Non estimé à ce stade", {}, [], "to_define", []),
    ("Sans coût spécifique", {}, [], "none", []),
    ("À budget constant", {}, [], "constant", []),
    ("Temps de travail des agents en place", {}, [], "constant", []),
    (
        "Financement : Anah (50 %), Département (20 %), Communauté de communes (30 %)",
        {},
        [],
        "stated",
        ["Anah", "Département", "Communauté de communes"],
    ),
    ("De l'ordre de 1,5 million d'euros", {}, [(1500000, 1500000, None, None)], "stated", []),
    ("150 000 à 200 000 €", {}, [(150000, 200000, None, None)], "stated", []),
    ("< 5 000 €", {}, [(5000, 5000, None, None)], "stated", []),
    (
        "Enveloppe de 30.000 euros par an (FEDER : 60 %, autofinancement : 40 %)",
        {},
        [(30000, 30000, "year", None)],
        "stated",
        ["FEDER"],
    ),
    (
        "Région : 12 000 €\nLEADER : 8 000 €\nAutofinancement : 5 000 €",
        {},
        [(12000, 12000, None, None), (8000, 8000, None, None), (5000, 5000, None, None)],
        "stated",
        ["Région", "LEADER"],
    ),
    ("Fonds vert, DETR, DSIL", {"funders_only": True}, [], "stated", ["Fonds vert", "DETR", "DSIL"]),
    (
        "Agence de l'eau Loire-Bretagne (50 %) ; Région Centre-Val de Loire",
        {"funders_only": True},
        [],
        "stated",
        ["Agence de l'eau Loire-Bretagne", "Région Centre-Val de Loire"],
    ),
    ("120", {"header": "Budget (en k€)"}, [(120000, 120000, None, None)], "stated", []),
    (
        "70 à 90 000 € de recettes perdues, compensées par l’agglomération",
        {},
        [(70000, 90000, None, None)],
        "stated",
        ["agglomération"],
    ),
    (
        "25 000 € (Sictom 10 000 €, Fondation Macif 15 000 €)",
        {},
        [(25000, 25000, None, None), (10000, 10000, None, None), (15000, 15000, None, None)],
        "stated",
        ["Sictom", "Fondation Macif"],
    ),
    (
        "Investissement 480 000 €\nCaf : 216 000 €",
        {},
        [(480000, 480000, None, None), (216000, 216000, None, None)],
        "stated",
        ["Caf"],
    ),
    (
        "96 000 € par an (Caf 41 000 €, CC 55 000 €)",
        {},
        [(96000, 96000, "year", None), (41000, 41000, "year", None), (55000, 55000, "year", None)],
        "stated",
        ["Caf", "CC"],
    ),
    (
        "Aide à la vie partagée : 6 000 € par habitant et par an (CNSA 65 %)\nPoste de chargé de mission : 52 000 €/an",
        {},
        [(6000, 6000, "year", "habitant"), (52000, 52000, "year", None)],
        "stated",
        ["CNSA"],
    ),
    (
        "1,6 M€/an inscrits par le Département\nabondement possible du fonds friches",
        {},
        [(1600000, 1600000, "year", None)],
        "stated",
        ["Département", "fonds friches"],
    ),
    (
        "18 k€ (Alogea 12 k€, CC 6 k€)",
        {},
        [(18000, 18000, None, None), (12000, 12000, None, None), (6000, 6000, None, None)],
        "stated",
        ["Alogea", "CC"],
    ),
    (
        "25 000 €/an sur le fonds de solidarité pour le logement",
        {},
        [(25000, 25000, "year", None)],
        "stated",
        ["fonds de solidarité pour le logement"],
    ),
    ("112 000 € en 2026, financement ARS à confirmer", {}, [(112000, 112000, None, None)], "stated", ["ARS"]),
    ("24 000 € par lieu et par an, cofinancés par la Caf", {}, [(24000, 24000, "year", "lieu")], "stated", ["Caf"]),
    ("1,2 M€ ; Agence de l’eau jusqu’à 70 %", {}, [(1200000, 1200000, None, None)], "stated", ["Agence de l’eau"]),
    ("Temps d’animation interne", {}, [], "constant", []),
    ("Moyens de droit commun", {}, [], "constant", []),
    ("Dans le cadre des moyens actuels", {}, [], "constant", []),
    ("À enveloppe égale", {}, [], "constant", []),
    (
        "Poste de chargé de mission : 48 000 €/an (État : BOP 135)",
        {},
        [(48000, 48000, "year", None)],
        "stated",
        ["État", "BOP 135"],
    ),
    ("Fonctionnement : 18 € par place et par jour (BOP 177)", {}, [(18, 18, "day", "place")], "stated", ["BOP 177"]),
    ("FIR", {"header": "Crédits"}, [], "stated", ["FIR"]),
    (
        "Étude : 240 k€ (ADEME à 70 %)\nInvestissements à chiffrer",
        {},
        [(240000, 240000, None, None)],
        "stated",
        ["ADEME"],
    ),
    (
        "35 000 €/an dont Programme national pour l’alimentation",
        {},
        [(35000, 35000, "year", None)],
        "stated",
        ["Programme national pour l’alimentation"],
    ),
    (
        "180 € par logement et par mois ; Loc’Avantages",
        {},
        [(180, 180, "month", "logement")],
        "stated",
        ["Loc’Avantages"],
    ),
    ("165 000 € par terrain, subvention État 70 %", {}, [(165000, 165000, None, "terrain")], "stated", ["État"]),
    ("Moyens internes + 4 000 € de formation (CNFPT)", {}, [(4000, 4000, None, None)], "stated", ["CNFPT"]),
    (
        "310 000 € HT, Etat (TEPCV) 124 000 €, SDEY 31 000 €",
        {},
        [(310000, 310000, None, None), (124000, 124000, None, None), (31000, 31000, None, None)],
        "stated",
        ["Etat (TEPCV)", "SDEY"],
    ),
    (
        "16 400 € par place et par an, financés par l’État et l’ARS",
        {},
        [(16400, 16400, "year", "place")],
        "stated",
        ["État", "ARS"],
    ),
    (
        "FNAP\nDépartement\nFondation pour le Logement",
        {"header": "Financement"},
        [],
        "stated",
        ["FNAP", "Département", "Fondation pour le Logement"],
    ),
    (
        "Crédits régionaux de formation\nCNFPT",
        {"header": "Financement"},
        [],
        "stated",
        ["Crédits régionaux de formation", "CNFPT"],
    ),
]


@pytest.mark.parametrize(("text", "known", "amounts", "status", "funders"), COSTS)
def test_costs(text: str, known: dict, amounts: list[tuple], status: str, funders: list[str]):
    read = read_cost(text, **known)
    assert [(float(a.low), float(a.high), a.per_period, a.per_unit) for a in read.amounts] == amounts
    assert read.status == status
    assert [as_printed(f.mention) for f in read.funders] == funders
