"""Fields of an action read together: budget tables, dashes, figures that a title repeats."""

from __future__ import annotations

import time

import pytest

from extractors.fields import read_fields
from models.geometry import Box
from models.segment import ActionNode, LabelledField
from models.text import Mark, PlacedText


def field(name: str, text: str, rule: str, label: str = "", year: int | None = None) -> LabelledField:
    return LabelledField(name, label, PlacedText(text), rule, year=year)


def action(*fields: LabelledField, title: str = "Titre") -> ActionNode:
    return ActionNode("Action", "1", PlacedText(title), fields=list(fields))


def row(funder: str | None, total: str | None, *cells: tuple[int, str]) -> list[LabelledField]:
    out = [field("funder", funder, "column", "Financeur")] if funder else []
    out += [field("cost", text, "year_column", str(year), year) for year, text in cells]
    return out + ([field("cost", total, "year_column", "Total")] if total else [])


def costs(*fields: LabelledField) -> list[tuple[int, int | None]]:
    return [(int(c.value.amount.low), c.value.amount.year) for c in read_fields(action(*fields)).costs]


def test_two_funders_give_the_same_sum_the_same_year() -> None:
    state = row("État : 135 000 €", "135 000 €", (2024, "60 000 €"), (2025, "75 000 €"))
    region = row("Région : 135 000 €", "135 000 €", (2024, "60 000 €"), (2025, "75 000 €"))
    once = [(60_000, 2024), (75_000, 2025), (135_000, None)]
    assert costs(*state, *region) == once * 2


def test_a_sum_row_and_a_repeated_table_add_nothing() -> None:
    one = row("État : 60 000 €", "60 000 €", (2024, "30 000 €"), (2025, "30 000 €"))
    sums = row(None, "60 000 €", (2024, "30 000 €"), (2025, "30 000 €"))
    assert costs(*one, *sums) == [(30_000, 2024), (30_000, 2025), (60_000, None)]
    untotalled = row("État", None, (2024, "30 000 €"), (2025, "30 000 €"))
    assert costs(*untotalled, *row(None, None, (2024, "30 000 €"))) == [(30_000, 2024), (30_000, 2025)]


def test_shares_that_make_up_a_yearly_cost_are_yearly() -> None:
    paid = "État (BOP 177) 60 000 €, Ville 32 000 €"
    read = read_fields(action(field("cost", "92 000 € par an", "heading"), field("funder", paid, "run_in")))
    assert [(int(c.value.amount.low), c.value.amount.per_period) for c in read.costs] == [
        (92000, "year"), (60000, "year"), (32000, "year")
    ]  # fmt: skip
    for paid, period in (("Anah, État 60 000 €", "year"), ("État 95 000 €", None), ("Région (total sur 3 ans) : 6 000 €", None)):
        read = read_fields(action(field("cost", "92 000 € par an", "heading"), field("funder", paid, "run_in")))
        assert [c.value.amount.per_period for c in read.costs] == ["year", period]


def test_shares_of_a_yearly_cost_told_twice_or_under_the_word_financement_are_yearly() -> None:
    cost = [field("cost", "44 000 € par an", "cell", "Budget"), field("cost", "44 000 € par an", "column", "Budget")]
    read = read_fields(action(*cost, field("funder", "ARS, CPAM : 20 000 €", "cell", "Financeurs")))
    assert [(int(c.value.amount.low), c.value.amount.per_period) for c in read.costs] == [(44000, "year"), (20000, "year")]
    read = read_fields(action(cost[0], field("cost", "ARS, CPAM : 20 000 €", "run_in", "Financement")))
    assert [(int(c.value.amount.low), c.value.amount.per_period) for c in read.costs] == [(44000, "year"), (20000, "year")]
    two = [cost[0], field("cost", "30 000 €", "run_in", "Investissement"), field("funder", "CPAM : 20 000 €", "cell")]
    assert [c.value.amount.per_period for c in read_fields(action(*two)).costs] == ["year", None, None]


def test_a_dash_in_a_cell_says_nothing() -> None:
    read = read_fields(action(field("cost", "—", "column", "Coût annuel")))
    assert not read.costs and len(read.empty) == 1
    assert [c.value.status for c in read_fields(action(field("cost", "Néant", "column"))).costs] == ["none"]


def test_the_objective_says_again_what_the_title_counts() -> None:
    said = field("objective", "Ouvrir trois lignes sur les axes sans train", "heading")
    read = read_fields(action(said, title="Lancer trois lignes et 12 arrêts"))
    assert [(t.value.value, t.source.field) for t in read.targets] == [(3, "objective"), (12, "title")]


@pytest.mark.parametrize("name", ["pilot", "partner", "cost", "funder", "calendar", "indicator", "objective", "modalities"])
@pytest.mark.parametrize("sign", [" ", "-", "–", ".", "…", "(", " - ", ", ", "_", "\t"])
def test_leaders_and_long_blanks_cost_nothing(name: str, sign: str) -> None:
    """A form's dotted line of 8,000 signs took up to a minute."""
    started = time.perf_counter()
    read_fields(action(field(name, f"CAF {sign * 8000} 10 000 €", "heading")))
    assert time.perf_counter() - started < 1.5


def test_what_stands_around_a_leader_keeps_its_place() -> None:
    box = Box(10, 10, 50, 20)
    said = PlacedText("Ville ............................ CAF", [Mark(0, 5, 1, box), Mark(35, 38, 2, box)])
    read = read_fields(action(LabelledField("pilot", "Pilote", said, "cell")))
    places = [p.page for found in read.pilots for p in found.places]
    assert places == [1, 2] and "...." not in " ".join(found.text for found in read.pilots)


def test_payers_beside_a_yearly_cost_are_yearly_in_their_row() -> None:
    fields = [
        field("cost", "9 000", "column", "Coût annuel (€ HT)"),
        field("funder", "Anah : 4 500", "column", "Coût annuel (€ HT)"),
        field("funder", "2 000 (Chambre de métiers)", "column", "Autres financeurs"),
    ]
    read = read_fields(action(*fields))
    assert [(int(c.value.amount.low), c.value.amount.per_period) for c in read.costs] == [
        (9000, "year"), (4500, "year"), (2000, "year")
    ]  # fmt: skip
    assert [f.value.mention for f in read.funders] == ["Anah", "Chambre de métiers"]


def test_a_cell_over_the_costs_and_the_payers_names_nobody() -> None:
    said = [field("cost", "À chiffrer en 2026", "column"), field("funder", "Anah : À chiffrer en 2026", "column")]
    assert read_fields(action(*said)).funders == []
    assert [f.value.mention for f in read_fields(action(field("funder", "Anah : À chiffrer", "column"))).funders] == ["Anah"]


def test_a_payer_of_the_whole_cost_is_kept() -> None:
    said = [field("cost", "83 000", "column", "Coût (€)"), field("funder", "Région : 83 000", "column", "Financeur (€)")]
    assert [f.value.mention for f in read_fields(action(*said)).funders] == ["Région"]
