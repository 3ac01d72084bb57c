"""Texts no plan prints: twenty thousand signs alike must not cost the square of their number."""

from __future__ import annotations

import time

import pytest

from extractors.printed_words import _clean
from extractors.readers.calendar import read_calendar
from extractors.readers.indicators import read_indicators
from extractors.readers.money import read_cost
from extractors.readers.organisations import read_organisations
from extractors.readers.targets import read_targets

LIMIT = 1.5  # seconds of processor; what is linear takes a hundredth of it, the square of it took three and more


@pytest.mark.parametrize("reader", [read_organisations, read_cost, read_indicators, read_targets, read_calendar])
@pytest.mark.parametrize("sign", ["(", "()", "2024-", "– "])
def test_a_long_run_of_signs_is_read_in_no_time(reader, sign):
    begun = time.process_time()
    reader(f"Ville de Lyon 12 000 € {sign * (20_000 // len(sign))} 2024 fin")
    assert time.process_time() - begun < LIMIT


# words that parted, joined or counted again all that stood before them
WORDS = [
    (read_indicators, "Mot "), (read_indicators, "CAF, "), (read_indicators, "M. "), (read_organisations, "Ville et "),
    (read_organisations, "M. Paul "), (read_organisations, "dont "), (read_organisations, "1,"), (read_cost, "(CAF) "),
    (read_cost, "et "), (read_cost, "financé par "), (read_cost, "12 000 €, "), (read_targets, "M. "), (read_targets, "un "),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "word"), WORDS, ids=[f"{reader.__name__}-{word}" for reader, word in WORDS])
def test_four_times_the_words_take_about_four_times_as_long(reader, word):
    def taken(size: int) -> float:
        begun = time.process_time()
        reader(f"Ville de Lyon 12 000 € {word * (size // len(word))} fin 2028")
        return time.process_time() - begun

    taken(1_000)  # lexicons and patterns are made once
    assert taken(40_000) < 9 * taken(10_000) + 0.3  # the square would take sixteen times as long


def test_blanks_within_a_word_come_to_the_readers_as_one():
    assert _clean("de\u2009" + "\u2009" * 20_000 + "la") == "de la"


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Ville de Lyon, tél. 04 78 00 00 00", "Ville de Lyon"),
        ("Ville de Lyon, contact : habitat@lyon.example", "Ville de Lyon"),
        ("Ville de Lyon / mail jean-luc.petit@lyon.example (tel 04.78.00.00.00)", "Ville de Lyon"),
    ],
)
def test_what_leads_to_a_telephone_or_an_address_is_left_out(told, name):
    assert [m.mention for m in read_organisations(told)] == [name]
