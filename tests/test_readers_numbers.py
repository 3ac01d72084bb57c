"""French figures and number words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.numbers import find_numbers, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("1 200,50", "1200.50"),
        ("12\u202f000\u00a0€", "12000"),
        ("1.200.000", "1200000"),
        ("2.500 €", "2500"),
        ("1.25", "1.25"),
        ("1,200,000", "1200000"),
        ("3,5 %", "3.5"),
        ("3 millions", "3000000"),
        ("1,2 million", "1200000"),
        ("un million et demi", "1500000"),
        ("une vingtaine de logements", "20"),
        ("une dizaine", "10"),
        ("deux centaines", "200"),
        ("de moitié", "50"),
        ("vingt-quatre", "24"),
        ("vingt et un", "21"),
        ("soixante et onze", "71"),
        ("quatre-vingt-dix-sept", "97"),
        ("quatre-vingts", "80"),
        ("deux cent cinquante mille", "250000"),
        ("mille neuf cent quatre-vingt-dix-neuf", "1999"),
        ("neuf logements", "9"),
        ("dix pour cent", "10"),
        ("un", "1"),
    ],
)
def test_parse_number(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "logement neuf", "des dizaines", "P147", "2.2.1", "1er", "2e semestre", "31/12/2025", "dans le neuf"],
)
def test_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_several_numbers_keep_order_and_places() -> None:
    text = "en 2024 30 000 € pour vingt logements et une trentaine de places"
    assert [(text[s:e], v) for s, e, v in find_numbers(text)] == [
        ("2024", Decimal(2024)),
        ("30 000", Decimal(30000)),
        ("vingt", Decimal(20)),
        ("une trentaine", Decimal(30)),
    ]


def test_articles_count_only_when_asked() -> None:
    assert find_numbers("une étude") == []
    assert find_numbers("une étude", articles=True) == [(0, 3, Decimal(1))]


@given(st.integers(1, 10**9), st.sampled_from([" ", "\u00a0", "\u202f", "."]))
def test_grouped_figures_read_back(value: int, separator: str) -> None:
    assert parse_number(f"{value:,}".replace(",", separator)) == value


@given(st.text(alphabet=st.sampled_from("0123456789 .,/-abcéèœ²①\nunvigtmlcd'%€"), max_size=60) | st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    at = 0
    for start, end, value in find_numbers(text, articles=True):
        assert at <= start < end <= len(text) and value >= 0
        at = end
