"""What is said of actions away from their fiches: tables that name them again, heads under one label, units over a table."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from pages import lay_out
from plans import above, actions, field, read, tree

from extractors.readers.money_words import unit_said
from extractors.segment.nesting import over_numbered
from extractors.segment.outline import Event

TITLES = ["Réhabiliter les copropriétés fragiles", "Adapter les logements à l’âge", "Reconquérir les rez-de-chaussée vacants"]
PILOTS = ["Ville de Bazas", "CAF de la Gironde", "Communauté de communes du Bazadais"]
TEXT = "Le territoire rassemble 61 400 habitants et la population augmente peu, mais le nombre de ménages croît plus vite."


def convention(heads: list[str], rows: list[list[str]], *, word: str = "Article", own: str = "") -> list[Sheet]:
    """Parts told one after the other, then, in another article, a table that names each again."""
    sheet, y = Sheet(), 60.0
    y = sheet.write(60, y, "Convention d’opération programmée 2025-2030", size=18, bold=True, width=470) + 20
    y = sheet.write(60, y, f"{word} 2 – Volets d’action", size=13, bold=True) + 8
    for k, (title, pilot) in enumerate(zip(TITLES, PILOTS, strict=True), 1):
        y = sheet.write(60, y, f"2.{k}. {title}", size=11.5, bold=True) + 4
        y = sheet.write(60, y, TEXT, width=470) + 4
        said = ["Objectifs : traiter 25 logements.", f"Maîtrise d’ouvrage : {pilot}.", "Partenaires : ARS, Anah.", *([own] if own and k == 1 else [])]
        for line in said:
            y = sheet.write(60, y, line, width=470) + 3
        y += 6
    y = sheet.write(60, y, f"{word} 3 – Dispositions financières", size=13, bold=True) + 8
    widths = [210.0] + [260.0 / (len(heads) - 1)] * (len(heads) - 1)
    y = sheet.table(60, y, widths, [heads, *rows], fills={0: GREY}) + 14
    y = sheet.write(60, y, f"{word} 4 – Durée", size=13, bold=True) + 8
    sheet.write(60, y, "La convention est conclue pour cinq ans.", width=470)
    return [sheet]


@pytest.mark.parametrize(
    "heads", [["Volet", "Montant prévisionnel des aides", "Financeurs"], ["Intitulé", "Aides réservées", "Cofinanceurs"]]
)
@pytest.mark.parametrize("numbered", [True, False])
def test_a_table_of_another_article_that_names_the_actions_again_tells_what_they_cost(heads: list[str], numbered: bool) -> None:
    names = [f"2.{k} {t}" if numbered else t for k, t in enumerate(TITLES, 1)]
    sums, payers = ["385 000 €", "1 296 000 €", "à préciser"], ["Anah", "Anah, Carsat", "Communes"]
    rows = [*map(list, zip(names, sums, payers, strict=True)), ["Total", "1 681 000 €", ""]]
    plan = read(*convention(heads, rows))
    assert actions(plan) == [(f"2.{k}", t) for k, t in enumerate(TITLES, 1)]
    assert [field(a, "cost") for a in plan.actions] == sums
    assert [field(a, "funder") for a in plan.actions] == payers


def test_a_table_that_names_the_actions_again_adds_nothing_to_what_a_fiche_says() -> None:
    rows = [[f"2.{k} {t}", f"{k}00 000 €", p] for k, (t, p) in enumerate(zip(TITLES, PILOTS, strict=True), 1)]
    plan = read(*convention(["Volet", "Enveloppe", "Porteur"], rows, own="Budget : 40 000 € par an."))
    assert [field(a, "cost") for a in plan.actions] == ["40 000 € par an.", "200 000 €", "300 000 €"]
    assert [field(a, "pilot") for a in plan.actions] == [f"{p}." for p in PILOTS]


def test_a_table_whose_rows_name_other_things_is_no_account_of_the_actions() -> None:
    rows = [["Suivi-animation de l’opération", "85 000 €", "Anah"], ["Étude des rez-de-chaussée", "12 000 €", "Commune"], ["Total", "97 000 €", ""]]
    plan = read(*convention(["Poste", "Montant prévisionnel", "Financeurs"], rows))
    assert actions(plan) == [(f"2.{k}", t) for k, t in enumerate(TITLES, 1)]
    assert [field(a, "cost") for a in plan.actions] == ["", "", ""]


# -- heads under one label


@pytest.mark.parametrize("heads", [["Intitulé", "Objectif 2030"], ["Libellé", "Objectif"], ["Intitulé", "Valeur visée"], ["Intitulé", "2030"]])
def test_what_indicators_should_reach_is_their_target(heads: list[str]) -> None:
    sheets = []
    for k, (title, pilot) in enumerate(zip(TITLES, PILOTS, strict=True), 1):
        sheet = Sheet()
        rows = [
            [f"Fiche-action n° {k} : {title}", None, None],
            ["Objectif", "Traiter les logements les plus dégradés du centre.", None],
            ["Pilote", pilot, None],
            ["Partenaires", "Anah, CAUE", None],
            ["Indicateurs de suivi", *heads],
            [None, "Logements traités", f"{k}20"],
            [None, "Part des ménages aidés", f"{k}5 %"],
        ]
        spans = {(0, 0): (1, 3), (1, 1): (1, 2), (2, 1): (1, 2), (3, 1): (1, 2), (4, 0): (3, 1)}
        sheet.table(50, 60, [120, 250, 120], rows, spans=spans, fills={0: GREY})
        sheets.append(sheet)
    plan = read(*sheets)
    assert [field(a, "objective") for a in plan.actions] == ["Traiter les logements les plus dégradés du centre."] * 3
    for k, action in enumerate(plan.actions, 1):
        told = [(r["text"].text, r["target"].text) for f in action.fields if f.table is not None for r in f.table.rows]
        assert told == [("Logements traités", f"{k}20"), ("Part des ménages aidés", f"{k}5 %")]


@pytest.mark.parametrize("heads", [["Libellé", "Unité", "2024", "Objectif"], ["Intitulé", "Unité", "Valeur 2024", "Objectif 2030"]])
def test_units_and_where_they_stand_now_are_told_beside_targets(heads: list[str]) -> None:
    sheets = []
    for k, (title, pilot) in enumerate(zip(TITLES, PILOTS, strict=True), 1):
        sheet = Sheet()
        rows = [
            [f"Action {k} – {title}", None, None, None, None],
            ["But visé", "Réduire de moitié les restes.", None, None, None],
            ["Structure pilote", pilot, None, None, None],
            ["Indicateurs", *heads],
            [None, "Tonnage évité", "t", "0", f"{k}40"],
            [None, "Foyers accompagnés", "nb", "12", f"{k}00"],
            ["Calendrier", "2025-2030", None, None, None],
        ]
        spans = {(0, 0): (1, 5), (1, 1): (1, 4), (2, 1): (1, 4), (3, 0): (3, 1), (6, 1): (1, 4)}
        sheet.table(40, 60, [110, 170, 60, 80, 90], rows, spans=spans, size=10)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(k), t) for k, t in enumerate(TITLES, 1)]
    for k, action in enumerate(plan.actions, 1):
        rows = [r for f in action.fields if f.table is not None for r in f.table.rows]
        assert [[r[name].text for name in ("text", "unit", "baseline", "target")] for r in rows] == [
            ["Tonnage évité", "t", "0", f"{k}40"], ["Foyers accompagnés", "nb", "12", f"{k}00"],
        ]  # fmt: skip


# -- a label cut from the rest of its cell


@pytest.mark.parametrize(("left", "right"), [("Pilote(s)", "Partenaires associés"), ("Maître d’ouvrage", "Partenaires")])
def test_a_head_and_the_blank_beside_it_are_over_the_one_value_under_both(left: str, right: str) -> None:
    sheets = []
    for k, (title, pilot) in enumerate(zip(TITLES, PILOTS, strict=True), 1):
        sheet = Sheet()
        rows = [
            [f"Fiche-action n° {k} : {title}", None, None, None],
            ["**Objectif**", "Traiter les logements les plus dégradés du centre.", None, None],
            [f"**{left}**", "", f"**{right}**", None],
            [pilot, None, "Anah, CAUE, notaires", None],
            ["**Calendrier**", "2026-2028", None, None],
        ]
        spans = {(0, 0): (1, 4), (1, 1): (1, 3), (2, 2): (1, 2), (3, 0): (1, 2), (3, 2): (1, 2), (4, 1): (1, 3)}
        sheet.table(50, 60, [120, 120, 130, 120], rows, spans=spans, fills={0: GREY})
        sheets.append(sheet)
    plan = read(*sheets)
    assert [field(a, "pilot") for a in plan.actions] == PILOTS
    assert {field(a, "partner") for a in plan.actions} == {"Anah, CAUE, notaires"}


# -- titles over few numbered words


@pytest.mark.parametrize(("word", "numbered"), [("Engagement", "Titre"), ("Objectif", "Partie"), ("Engagement", "")])
def test_titles_that_hold_one_or_two_numbered_words_with_fields_are_their_levels(word: str, numbered: str) -> None:
    parts = {"Informer les habitants": 2, "Agir avant la procédure": 2, "Accompagner la procédure": 1}
    sheet, y, n = Sheet(), 60.0, 0
    y = sheet.write(60, y, "Charte départementale de prévention 2025-2030", size=18, bold=True, width=470) + 16
    for k, (part, held) in enumerate(parts.items(), 1):
        y = sheet.write(60, y, f"{numbered} {k} – {part}" if numbered else part, size=14, bold=True) + 6
        for _ in range(held):
            n += 1
            y = sheet.write(60, y, f"{word} n° {n} : {TITLES[n % 3]} du secteur {n}", size=11, bold=True) + 3
            for line in ("Finalité : informer chaque ménage de ses droits.", f"Responsable : {PILOTS[n % 3]}.", "Délai : 2026."):
                y = sheet.write(60, y, line, size=11, width=470) + 2
            y += 5
    plan = read(sheet)
    assert [a.number for a in plan.actions] == ["1", "2", "3", "4", "5"]
    if numbered:
        assert tree(plan) == [(str(k), part, None) for k, part in enumerate(parts, 1)]
        assert list(above(plan).values()) == ["1", "1", "2", "2", "3"]


# -- units over a table


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("Récapitulatif financier (dépenses de la Communauté d’agglomération du Pays de Bazas, en milliers d’euros)", "en milliers d’euros"),
        ("Synthèse des engagements financiers annuels des partenaires signataires de la convention-cadre, en M€ HT", "en M€"),
        ("Le budget consacré par les communes en milliers d’euros a crû chaque année depuis la signature de la convention.", None),
    ],
)
def test_a_long_heading_that_ends_with_the_unit_says_it(said: str, unit: str | None) -> None:
    assert unit_said(said) == unit


def test_rows_that_go_on_over_the_page_without_heads_are_no_recap_under_their_first_row() -> None:
    """The actions are listed before; of the table that tells when and how much, the page cuts off the last rows."""
    titles = [f"{t} du secteur {k}" for k in (1, 2) for t in TITLES]
    sheets = [Sheet(), Sheet(), Sheet()]
    listed = [[f"A{k}", t, PILOTS[k % 3]] for k, t in enumerate(titles, 1)]
    sheets[0].table(50, 60, [40, 280, 150], [["N°", "Action", "Pilote"], *listed], fills={0: GREY})
    rows = [[f"A{k}", t, f"202{k}", f"{k}0 000 €"] for k, t in enumerate(titles, 1)]
    sheets[1].table(50, 560, [40, 280, 70, 90], [["N°", "Action", "Calendrier", "Coût"], *rows[:3]], fills={0: GREY})
    sheets[2].table(50, 60, [40, 280, 70, 90], rows[3:])
    plan = read(*sheets)
    assert [field(a, "calendar") for a in plan.actions] == [row[2] for row in rows]
    assert [field(a, "cost") for a in plan.actions] == [row[3] for row in rows]


@pytest.mark.parametrize(("numbers", "held"), [(("1", "2", "3"), True), (("1.1", "1.2", "2.1"), False)])
def test_titles_hold_few_numbered_words_only_where_these_count_through_the_document(numbers: tuple[str, ...], held: bool) -> None:
    sheet, y = Sheet(), 60.0
    for text in ("Accueillir les familles", "Relier les bourgs"):
        y = sheet.write(60, y, text, size=16, bold=True) + 30
    titles = list(lay_out(sheet)[0].paragraphs())
    heads = [Event("head", "objectif", number, role="level") for number in numbers]
    events = [Event("title", paragraph=titles[0]), *heads[:2], Event("title", paragraph=titles[1]), heads[2]]
    assert bool(over_numbered(events, {"objectif"})) is held
