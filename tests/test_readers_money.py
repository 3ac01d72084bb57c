"""Amounts, statuses and funders of cost fields."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.money import read_cost
from extractors.readers.organisations import as_printed


def amounts(text: str, **options) -> list[tuple]:
    return [(float(a.low), float(a.high), a.per_period, a.per_unit) for a in read_cost(text, **options).amounts]


def funders(text: str, **options) -> list[str]:
    return [f.mention for f in read_cost(text, **options).funders]


@pytest.mark.parametrize(
    ("text", "low", "high", "period", "unit"),
    [
        ("12 k€", 12_000, 12_000, None, None),
        ("1,2 M€", 1_200_000, 1_200_000, None, None),
        ("3 M d'€", 3_000_000, 3_000_000, None, None),
        ("2 Md€", 2e9, 2e9, None, None),
        ("42 000 € annuels", 42_000, 42_000, "year", None),
        ("16 € par place par jour", 16, 16, "day", "place"),
        ("30 à 40 000 €", 30_000, 40_000, None, None),
        ("entre 4 et 5 M€", 4e6, 5e6, None, None),
        ("100-150 k€", 100_000, 150_000, None, None),
        ("de 20 000 à 25 000 euros/an", 20_000, 25_000, "year", None),
        ("800 à 1 200 €", 800, 1_200, None, None),
        ("2 à 3 000 €", 2_000, 3_000, None, None),
        ("10 000 € - 15 000 €", 10_000, 15_000, None, None),
        ("1 500 €/logement", 1_500, 1_500, None, "logement"),
        ("300 € / ménage", 300, 300, None, "ménage"),
        ("45 000 €/an/ETP", 45_000, 45_000, "year", "ETP"),
        ("1 million d'euros", 1e6, 1e6, None, None),
        ("deux millions", 2e6, 2e6, None, None),
        ("mille euros", 1_000, 1_000, None, None),
        ("500 000 K€", 5e8, 5e8, None, None),
        ("1.200.000 €", 1_200_000, 1_200_000, None, None),
        ("12000€", 12_000, 12_000, None, None),
        ("12\u202f000\u00a0€", 12_000, 12_000, None, None),
        ("12 keuros", 12_000, 12_000, None, None),
        ("12 K euros", 12_000, 12_000, None, None),
        ("12 000 EUR par mois", 12_000, 12_000, "month", None),
        ("300 000 € sur trois ans", 300_000, 300_000, None, None),
        ("Coût annuel estimé : 12 500 euros", 12_500, 12_500, "year", None),
        ("1 ETP (45 000 € / an)", 45_000, 45_000, "year", None),
        ("phase 1 - 45 000 €", 45_000, 45_000, None, None),
        ("2024 - 30 000 €", 30_000, 30_000, None, None),
        ("30000", 30_000, 30_000, None, None),
    ],
)
def test_one_amount(text: str, low: float, high: float, period: str | None, unit: str | None) -> None:
    reading = read_cost(text)
    assert [(a.low, a.high, a.per_period, a.per_unit) for a in reading.amounts] == [(low, high, period, unit)]
    assert reading.status == "stated"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("120 000 €/an :\nÉtat (P147) : 70 000 €", [(120_000, "year"), (70_000, "year")]),
        ("60 000 € par an (État 30 000 / villes 30 000)", [(60_000, "year"), (30_000, "year"), (30_000, "year")]),
        ("64 k€ (État : 40 ; CD : 24)", [(64_000, None), (40_000, None), (24_000, None)]),
        ("600 000 € sur six ans (100 000 € par an)", [(600_000, None), (100_000, "year")]),
        ("Coûts annuels :\n- animation : 30 000 €\n- local : 12 000 €", [(30_000, "year"), (12_000, "year")]),
        ("80 000 €/an dont 30 000 € État et 50 000 € Région", [(80_000, "year"), (30_000, "year"), (50_000, "year")]),
        ("Coût annuel : 90 000 €\nPart État : 45 000 €\nPart Région : 20 000 €", [(90_000, "year"), (45_000, "year"), (20_000, "year")]),
        ("120 000 €/an\nCofinancement : État 60 000 €", [(120_000, "year"), (60_000, "year")]),
        ("90 000 € par an\nÉtude initiale : 12 000 €", [(90_000, "year"), (12_000, None)]),
        ("92 000 € par an : ARS 40 000 €, MSA 52 000 €", [(92_000, "year"), (40_000, "year"), (52_000, "year")]),
        ("150 k€/an – État 100 k€, ville 50 k€", [(150_000, "year"), (100_000, "year"), (50_000, "year")]),
        ("Poste 45 000 €/an, véhicule 25 000 €", [(45_000, "year"), (25_000, None)]),
        ("1 M€ d’investissement et 85 000 € par an de fonctionnement", [(1_000_000, None), (85_000, "year")]),
    ],
)
def test_totals_and_parts(text: str, expected: list[tuple]) -> None:
    assert [(a.low, a.per_period) for a in read_cost(text).amounts] == expected


@pytest.mark.parametrize(
    "text",
    [
        "10 logements, 0,5 ETP, 50 %",
        "loi n° 2014-173 du 21 février 2014",
        "Tél. 02 43 54 55 56",
        "BOP 177",
        "en 2025",
        "2024-2026",
        "200 places",
        "article 1234",
    ],
)
def test_not_money(text: str) -> None:
    assert amounts(text) == []


def test_years_taxes_and_natures() -> None:
    dated = read_cost("2024 : 30 000 € / 2025 : 40 000 €\n25 000 € en 2026").amounts
    assert [(a.low, a.year) for a in dated] == [(30_000, 2024), (40_000, 2025), (25_000, 2026)]
    taxed = read_cost("Investissement : 30 000 € HT\nFonctionnement : 12 000 € TTC par an").amounts
    assert [(a.tax, a.nature) for a in taxed] == [("HT", "investment"), ("TTC", "operating")]


def test_header_gives_unit_tax_and_period() -> None:
    (a,) = read_cost("45,5", header="Montant annuel HT en M€").amounts
    assert (a.low, a.per_period, a.tax) == (45_500_000, "year", "HT")
    assert amounts("de 50 à 80", header="Coût (k€)") == [(50_000, 80_000, None, None)]
    assert amounts("120", header="Coût indicatif") == []


def test_budget_column() -> None:
    (a,) = read_cost("30 000", year=2025).amounts
    assert (a.low, a.year) == (30_000, 2025)
    assert read_cost("-", year=2025).status == "none"
    assert read_cost("", year=2025).status == "missing"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", "missing"),
        (" \n ", "missing"),
        ("Pas de coût induit.", "none"),
        ("sans objet", "none"),
        ("Néant", "none"),
        ("Aucun coût supplémentaire", "none"),
        ("-", "none"),
        ("Gratuit", "none"),
        ("0 €", "none"),
        ("Sans incidence budgétaire", "none"),
        ("à moyens constants", "constant"),
        ("Moyens internes", "constant"),
        ("moyens internes (0,5 ETP)", "constant"),
        ("Moyens budgétaires constants", "constant"),
        ("Temps agents", "constant"),
        ("Crédits de droit commun", "constant"),
        ("À définir", "to_define"),
        ("À définir avec l'ARS", "to_define"),
        ("À chiffrer (étude en cours)", "to_define"),
        ("Non chiffré à ce stade", "to_define"),
        ("En cours de chiffrage", "to_define"),
        ("Selon projets", "to_define"),
        ("?", "to_define"),
        ("Budget annexe de l'eau", "stated"),
        ("Coût de communication", "stated"),
        ("12 k€ (à confirmer)", "stated"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert read_cost(text).status == status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Logements aidés (Etat, Région, Département, CDC)", ["Etat", "Région", "Département", "CDC"]),
        ("État (P147) : 70 000 €\nRégion 40 000 €", ["État (P147)", "Région"]),
        ("FSE+ 50 %, Nantes Métropole 50 %", ["FSE+", "Nantes Métropole"]),
        ("20 000 € en cofinancement État et Conseil général.", ["État", "Conseil général"]),
        ("cofinancés par l'EPF et les communes bénéficiaires", ["EPF", "communes bénéficiaires"]),
        ("avec le concours de l'État, de l'ADEME et de la CAF", ["État", "ADEME", "CAF"]),
        ("Subventions ANAH délivrées le cas échéant", ["ANAH"]),
        ("crédits FNAVDL", ["FNAVDL"]),
        ("Prise en charge par la Ville de Saint-Brieuc", ["Ville de Saint-Brieuc"]),
        ("L'ADEME finance 70 % de l'étude", ["ADEME"]),
        ("50 % État, 50 % Région", ["État", "Région"]),
        ("30 000 € (étude) (Anah)", ["Anah"]),
        ("EDF et Engie : 12 000 € par an", ["EDF", "Engie"]),
        ("Caisse des Dépôts et Consignations (prêt)", ["Caisse des Dépôts et Consignations (prêt)"]),
        ("120 000 €, subventionnés aux deux tiers par la Région", ["Région"]),
        ("6 500 € par logement ; Action Logement intervient en prêt", ["Action Logement"]),
        ("96 000 €/an, DRAC et Ville à parité", ["DRAC", "Ville"]),
        ("participation de l’agglomération aux minorations : 350 k€", ["agglomération"]),
        ("Animation : 6 000 €/an (ARS (FIR))", ["ARS (FIR)"]),
        ("Banque des Territoires : prêts, 60 M€", ["Banque des Territoires"]),
        ("Pris en charge par l’éco-organisme Citeo", ["Citeo"]),
        ("38 M€, dont Fonds vert et Région Grand Est", ["Fonds vert", "Région Grand Est"]),
        ("La Région apporte 100 k€ et l’agglomération 50 k€", ["Région", "agglomération"]),
        ("versement mobilité et budget annexe", ["versement mobilité"]),
        ("Coût d'intervention du FSL", ["FSL"]),
        ("Budget du fonds", []),
        ("Conventions d'abattement de TFPB : 780 000 €", []),
        ("FNAP / aides à la pierre, Action Logement, fonds vert", ["FNAP", "Action Logement", "fonds vert"]),
        ("Financeurs :\n- Région\n- SDE 35", ["Région", "SDE 35"]),
        ("150 000 €/an (50% Anah, 25% CD72, 25% EPCI)", ["Anah", "CD72", "EPCI"]),
        ("À la charge des bailleurs sociaux", ["bailleurs sociaux"]),
        ("crédits de l'Anah et des aides d'Action Logement", ["Anah", "Action Logement"]),
        ("financé à hauteur de 40 % par l'Anah et de 20 % par le Département", ["Anah", "Département"]),
        ("financé à hauteur de 40 000 € par la CAF et de 20 000 € par la Ville", ["CAF", "Ville"]),
        ("Éligible au Fonds vert et aux CEE", ["Fonds vert", "CEE"]),
        ("60 000 € (État et GrandOrvain)", ["État", "GrandOrvain"]),
        ("Communauté de communes Loire et Sillon : 10 000 €", ["Communauté de communes Loire et Sillon"]),
        ("Mobilisation du PIC, aides de la Région", ["PIC", "Région"]),
    ],
)
def test_funders(text: str, expected: list[str]) -> None:
    assert funders(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Coût de communication",
        "Ingénierie : 95 000 €",
        "Fonctionnement : 40 000 €",
        "Total : 30 000 €",
        "Poste de facilitatrice : 45 000 €",
        "Matériel : 12 000 €\nTravaux : 30 000 €",
        "20 000 € par commune",
        "Subvention aux associations : 30 000 €",
        "À définir avec l'ARS",
        "25 k€ par an (convention avec l'agence d'urbanisme)",
        "45 000 € (1 ETP)",
        "Coût des mesures (MOUS, PIG, restructurations)",
        "Le budget sera réparti ultérieurement. Les communes sont associées au suivi.",
        "Maîtrise d'ouvrage : Ville de Rennes",
        "2024 : 30 000 €\n2025 : 35 000 €",
    ],
)
def test_what_does_not_pay(text: str) -> None:
    assert funders(text) == []


def test_sums_and_shares_of_funders() -> None:
    found = read_cost("Agence de l'Eau (50 %), Région : 30 000 €, CC du Pays Blanc 20 000 €").funders
    assert [(f.mention, f.amount, f.share) for f in found] == [
        ("Agence de l'Eau", None, 0.5),
        ("Région", Decimal(30_000), None),
        ("CC du Pays Blanc", Decimal(20_000), None),
    ]
    assert [f.is_group for f in read_cost("bailleurs sociaux, Région", funders_only=True).funders] == [True, False]


def test_list_of_funders_keeps_unknown_names() -> None:
    assert funders("Nantes : 12 000 €\nla Région (30 %)\nTotal : 40 000 €", funders_only=True) == ["Nantes", "Région"]


@given(
    st.integers(1, 999_999_999),
    st.sampled_from([" ", "\u00a0", "\u202f", "."]),
    st.sampled_from(["{} €", "{}€", "{} euros", "environ {} € HT", "Étude : {} € par an", "({} €)", "{} EUR"]),
)
def test_an_amount_reads_back(value: int, separator: str, form: str) -> None:
    text = form.format(f"{value:,}".replace(",", separator))
    (a,) = read_cost(text).amounts
    assert a.low == a.high == value
    assert a.per_period == ("year" if "par an" in form else None)


SCALES = [("k€", 10**3), ("M€", 10**6), ("millions d'euros", 10**6), ("Md€", 10**9)]


@given(st.decimals(Decimal("0.1"), Decimal(999), places=1), st.sampled_from(SCALES))
def test_a_scaled_amount_reads_back(value: Decimal, unit: tuple[str, int]) -> None:
    (a,) = read_cost(f"Budget : {value} {unit[0]}".replace(".", ",")).amounts
    assert a.low == value * unit[1]


PIECES = ["État", "Région", " : ", "12 000 €", "30 ", " %", "(", ")", ", ", "\n", " et ", "financé par ", "€", " / "]
PIECES += ["k€", "par an", "2024", "dont ", "subvention ", ";", "CAF", "- ", ". "]


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=120),
    st.booleans(),
    st.sampled_from([None, "Budget (k€)", "Financeurs"]),
    st.sampled_from([None, 2025]),
)
def test_any_text_is_read(text: str, only: bool, header: str | None, year: int | None) -> None:
    reading = read_cost(text, funders_only=only, header=header, year=year)
    assert reading.status in ("stated", "none", "constant", "to_define", "missing")
    for a in reading.amounts:
        (start, end) = a.spans[0]
        assert text[start:end] == a.text and a.text and a.low <= a.high
    for f in reading.funders:
        (start, end) = f.spans[0]
        assert as_printed(text[start:end]) == f.mention and f.mention.strip()
        assert f.share is None or 0 <= f.share <= 1


def test_long_texts_take_linear_time() -> None:
    text = "État (P147) : 70 000 €/an, Région et CAF (subvention) ; étude : 12 k€ (ADEME 70 %)\n" * 60
    start = time.perf_counter()
    read_cost(text)
    assert time.perf_counter() - start < 2


def test_parts_told_after_a_yearly_total_are_yearly() -> None:
    def periods(text: str, header: str = "Coût") -> list[str | None]:
        return [a.per_period for a in read_cost(text, header=header).amounts]

    assert periods("29 000 €/an ; financeurs : CAF de l'Ain : 17 400 €, MSA") == ["year", "year"]
    assert periods("1 ETP : 46 000 €/an, CAF 24 000 €") == ["year", "year"]
    assert periods("Poste : 46 000 €/an. Étude : 24 000 €") == ["year", None]
    assert periods("12 000 € par an ; Région 20 000 €") == ["year", None]
    assert periods("Anah : 630 000 € par an\nDépartement : 3 000 € par logement") == ["year", None]
    assert periods("Investissement : 1,1 M€", "Budget annuel ou total") == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Budget : 120 000 € dont 60 000 € de l'ADEME et 30 000 € de la Région", [("ADEME", 60000, None), ("Région", 30000, None)]),
        ("Le budget est de 120 000 € dont 60 000 € de l'ADEME et 30 000 € de la Région", [("ADEME", 60000, None), ("Région", 30000, None)]),
        ("230 000 €, dont Anah 50 % et Terres de Lauvance 50 %", [("Anah", None, 0.5), ("Terres de Lauvance", None, 0.5)]),
        ("Moyens financiers : contribution annuelle du Département (30 000 €) et de l'État (BOP 177)",
         [("Département", 30000, None), ("État (BOP 177)", None, None)]),
        ("Dotation : 110 000 €. Contributeurs : EDF, Eau 47", [("EDF", None, None), ("Eau 47", None, None)]),
        ("Phase 12 : 3 000 €, CAF 12 000 €", [("CAF", 12000, None)]),
        ("Une enveloppe de 1,8 M€, à laquelle s'ajoute l'intervention de l'EPF Bretagne", [("EPF Bretagne", None, None)]),
        ("Poste : 46 k€/an, aidé à 50 % par l'Anah", [("Anah", None, None)]),
        ("La Région Bretagne pourrait y contribuer.", [("Région Bretagne", None, None)]),
        ("Soutiens CITEO et Refashion", [("CITEO", None, None), ("Refashion", None, None)]),
        ("Cette action relève des moyens internes du service habitat.", []),
        ("Moyens internes de l'agglomération", []),
        ("Enveloppe : 1,35 M€ (Département 1,1 M€, Région 250 000 €)", [("Département", 1_100_000, None), ("Région", 250_000, None)]),
        ("1,4 M€ par an (ONDAM spécifique)", [("ONDAM spécifique", None, None)]),
        ("54 000 € sur trois ans dont FNPEIS 24 000 €", [("FNPEIS", 24_000, None)]),
        ("250 € par stagiaire ; prise en charge : Régime local, MSA", [("Régime local", None, None), ("MSA", None, None)]),
        ("Participation attendue du Fonds friches", [("Fonds friches", None, None)]),
        ("Fonds d'avance : 150 k€", []),
        ("15 000 €\nOPAH : Opération programmée d'amélioration de l'habitat", []),
    ],
)  # fmt: skip
def test_who_pays_as_told(text: str, expected: list[tuple]) -> None:
    found = read_cost(text, header="Coût").funders
    assert [(f.mention, f.amount and int(f.amount), f.share) for f in found] == expected


def test_a_quotation_is_awaited() -> None:
    assert read_cost("Coût selon devis").status == read_cost("Sur devis").status == "to_define"


@pytest.mark.parametrize(
    ("text", "sums", "payers"),
    [
        ("45 k€ / an (CD 39, FIPD)", [45_000], ["CD 39", "FIPD"]),
        ("120 k€ (ADIL 16 et Anah)", [120_000], ["ADIL 16", "Anah"]),
        ("45 k€ (CD 39 : 20 k€, FIPD : 25 k€)", [45_000, 20_000, 25_000], ["CD 39", "FIPD"]),
        ("45 k€ (CAF 20, ARS 25)", [45_000, 20_000, 25_000], ["CAF", "ARS"]),
    ],
)
def test_the_number_of_a_departement_after_initials_is_no_sum(text: str, sums: list[float], payers: list[str]) -> None:
    assert [low for low, *_ in amounts(text)] == sums
    assert funders(text) == payers
