"""Quantified commitments: what counts, what does not, and what is read of each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.readers.targets import read_targets


def found(text: str, where: str = "objective") -> list[tuple]:
    return [(m.value, m.unit, m.per_period, m.year) for m in read_targets(text, where=where)]


def logements(*values: int) -> list[tuple]:
    return [(v, "logements", None, None) for v in values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sortir au moins 10 logements de l'indignité par an", [(10, "logements", "year", None)]),
        (
            "Produire 2 340 logements entre 2022 et 2027, soit 390 logements par an, et orienter 60 % de cette offre",
            [(2340, "logements", None, 2027), (390, "logements", "year", None), (60, "%", None, None)],
        ),
        ("Remettre sur le marché une vingtaine de logements", [(20, "logements", None, None)]),
        ("Réduire de moitié la vacance", [(50, "%", None, None)]),
        ("Maîtriser 25 hectares d'ici 2027", [(25, "hectares", None, 2027)]),
        ("Agréer 240 logements, dont 150 sociaux", logements(240, 150)),
        (
            "Produire 240 logements, dont 150 en bail solidaire",
            logements(240, 150),
        ),
        (
            "Démolir 312 logements et en réhabiliter 540",
            logements(312, 540),
        ),
        ("Créer une résidence de 24 places", [(24, "places", None, None)]),
        (
            "Créer des logements (30 sur Laval et 10 en zone rurale)",
            logements(30, 10),
        ),
        ("Création de 3 autres pensions de 15 à 20 places", [(3, "pensions", None, None)]),
        ("Financer 50 projets par mois", [(50, "projets", "month", None)]),
        ("Passer de 12 % à 20 % de produits locaux", [(20, "%", None, None)]),
        ("Passer de quatre à douze maîtres de stage.", [(12, "maîtres", None, None)]),
        ("Passer de 12 à 20 places d'hébergement", [(20, "places", None, None)]),
        ("Installer 20 MWc de photovoltaïque", [(20, "MWc", None, None)]),
        ("Réaliser 4 aires d'accueil de 20 places chacune", [(4, "aires", None, None)]),
        ("Objectif : 5 places pour 10 000 habitants", [(5, "places", None, None)]),
        ("Réduire le délai moyen à 12 mois", [(12, "mois", None, None)]),
        ("Recruter un agent à mi-temps (0,5 ETP)", [(0.5, "ETP", None, None)]),
        ("Maintenir une vacance inférieure à 6 %", [(6, "%", None, None)]),
        ("Planter 1 000 arbres", [(1000, "arbres", None, None)]),
        ("Traiter les 45 logements vacants", [(45, "logements", None, None)]),
        ("Mettre aux normes 26 arrêts", [(26, "arrêts", None, None)]),
        ("Détourner 45 kg de biodéchets par habitant", [(45, "kg", None, None)]),
        ("Diviser par deux le gaspillage", [(50, "%", None, None)]),
        ("Les communes réduisent leurs déchets de moitié", [(50, "%", None, None)]),
        ("Que personne ne paie plus de 3 % de ses ressources", [(3, "%", None, None)]),
        ("Salarier 5 médecins sur trois antennes", [(5, "médecins", None, None)]),
        ("Zéro sortie sèche d'ici 2026", [(0, "sortie", None, 2026)]),
    ],
)
def test_commitments(text: str, expected: list[tuple]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "78 logements ont été agréés en 2019",
        "Le territoire compte 15 725 habitants et 5 quartiers",
        "Accompagner les jeunes de 16 à 25 ans pendant 3 ans",
        "Conforter les 3 maisons de santé",
        "Appliquer l'article 55 de la loi SRU (25 % de logements sociaux)",
        "Réunir le comité deux fois par an",
        "Mobiliser le 1 % logement et le 115",
        "Consacrer 40 000 € à l'étude",
        "Aider les communes de plus de 3 500 habitants",
        "Faire passer à 30 km/h la vitesse",
        "Poursuivre le PLH 2 et l'action 12 du contrat Quartiers 2030",
        "Zéro plastique dans les festivals",
        "Étape du 1er janvier 2024, décret n° 2023-1314",
        "Ouvrir de 9h à 17h",
        "",
    ],
)
def test_figures_that_commit_to_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Le volet vise le traitement de 60 logements.", [60]),
        ("Il prévoit l'accompagnement de 120 propriétaires.", [120]),
        ("40 façades devront avoir été ravalées.", [40]),
        ("- Réalisation de 15 diagnostics par an", [15]),
        ("Il s'agira de réhabiliter 60 logements.", [60]),
        ("La mission permettra d'accompagner 25 familles.", [25]),
        ("- Installation de 12 abris, dont 4 en gare", [12, 4]),
        ("Installer 40 œuvres dans les halls", [40]),
        ("Appel à projets : 2 500 places en résidence", [2500]),
        ("Les 12 communes participent au réseau", []),
        ("Un technicien visite 30 communes.", []),
        ("En 2022, 45 ménages ont été accompagnés.", []),
        ("Mettre en place des groupes de 10 personnes", []),
    ],
)
def test_modalities_need_a_commitment(text: str, values: list[float]) -> None:
    assert [m.value for m in read_targets(text, where="modalities")] == values


def test_titles() -> None:
    assert found("Produire 150 logements par an", "title") == [(150, "logements", "year", None)]
    assert found("Programme Quartiers 2030", "title") == []


_PIECES = st.sampled_from(
    ["Créer", "10", "1 000", "logements", "par an", "%", "d'ici 2030", "(", ")", ",", ".", "\n", "et", "dont",
     "de moitié", "une vingtaine", "de", "à", "2024-2027", "places", ":", "en réhabiliter", "soit", "€", "²", "½"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 99_999).filter(lambda n: not 1950 <= n <= 2100),
    st.sampled_from(["Aider {} ménages", "Porter à {} le nombre de places", "– Planter {} arbres", "Former {} agents"]),
    st.sampled_from([("", None), (" par an", "year"), (" chaque année", "year")]),
)
def test_a_count_reads_back(value: int, form: str, period: tuple[str, str | None]) -> None:
    (m,) = read_targets(form.format(f"{value:,}".replace(",", " ")) + period[0])
    assert (m.value, m.per_period) == (value, period[1])


@given(st.sampled_from([2, 3, 4, 5, 10]), st.sampled_from(["Diviser par {} les rejets", "Jeter {} fois moins de papier"]))
def test_what_dividing_takes_away(times: int, form: str) -> None:
    (m,) = read_targets(form.format(times))
    assert (m.value, m.unit) == (round(100 - 100 / times), "%")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(_PIECES, max_size=25).map(" ".join)),
    st.sampled_from(["title", "objective", "modalities"]),
)
def test_any_text(text: str, where: str) -> None:
    for m in read_targets(text, where=where):
        ((start, end),) = m.spans
        assert 0 <= start < end <= len(text)
        assert m.text == " ".join(text[start:end].split())
        assert m.value >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Instruire les demandes en moins de 30 jours.", [30]),
        ("Apporter une réponse sous 72 heures aux signalements", [72]),
        ("Instruire toute demande en dix jours", [10]),
        ("Traiter les commandements dans un délai de trente jours", [30]),
        ("Réaliser l'étude en six mois", []),
        ("Ouvrir un guichet dans les 6 mois suivant la signature", []),
        ("Atteindre 65 000 heures par an", [65_000]),
        ("Rencontrer 400 personnes par an\nRamener au moins 120 d'entre elles vers un parcours", [400, 120]),
    ],
)
def test_what_is_promised_within_a_time_and_of_them(text: str, expected: list[int]) -> None:
    assert [t.value for t in read_targets(text)] == expected
    assert not [t for t in read_targets("Les dossiers sont instruits sous 30 jours", where="modalities")]


@pytest.mark.parametrize(
    "text",
    [
        "Quatorze familles vivent à l'année sur l'aire, prévue pour des passages courts.",
        "20 000 habitants consomment des traitements contre l'allergie.",
        "En 2021, 35 % des ménages vivaient sous le seuil de pauvreté.",
    ],
)
def test_how_things_are_is_no_commitment(text: str) -> None:
    assert read_targets(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Porter à 25 % la part des attributions hors quartiers.", [(25, "%", None, None)]),
        ("Ramener les pertes du réseau à moins de 12 %.", [(12, "%", None, None)]),
        ("Mettre en commun 10 % des logements libérés.", [(10, "%", None, None)]),
        ("Le taux est passé de 10 à 25 %.", []),
        ("Fixer des engagements par commune, en distinguant trois familles : à rattraper, à l'équilibre, à soulager.", []),
        ("Obtenir une réponse de 6 ménages sur 10.", []),
    ],
)
def test_shares_to_reach_and_kinds_listed(text: str, expected: list[tuple]) -> None:
    assert found(text, "modalities") == expected
