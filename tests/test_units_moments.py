"""Units in one spelling; calendars as days; dates and lists read back as they were written."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.french.dates import find_dates
from extractors.readers.organisations import read_organisations
from pipeline.moments import read_moments
from pipeline.units import normalise_unit


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("logts", "logement"),
        ("Logements", "logement"),
        ("de logements", "logement"),
        ("logements sociaux", "logement social"),
        ("nb de ménages", "ménage"),
        ("hab.", "habitant"),
        ("m2", "m²"),
        ("hectares", "ha"),
        ("%", "%"),
        ("pour cent", "%"),
        ("logements/an", "logement/an"),
        ("t eq CO2", "teqCO2"),
        ("bureaux", "bureau"),
        ("mois", "mois"),
        ("bus", "bus"),
        ("équivalents temps plein", "ETP"),
        ("", None),
        (None, None),
        ("12", None),
    ],
)
def test_units(written, unit):
    assert normalise_unit(written) == unit


@given(st.text(max_size=40))
def test_a_normalised_unit_is_its_own(text):
    unit = normalise_unit(text)
    assert unit is None or (unit.strip() == unit and unit)


@pytest.mark.parametrize("unit", ["logement", "logement social", "m²", "%", "place", "ETP", "teqCO2", "logement/an"])
def test_units_stay_as_they_are(unit):
    assert normalise_unit(unit) == unit


@pytest.mark.parametrize(
    ("text", "years", "start", "end", "precision"),
    [
        ("1er semestre 2025", (2025, 2025), "2025-01-01", "2025-06-30", "semester"),
        ("T2 2025 – T4 2026", (2025, 2026), "2025-04-01", "2026-12-31", "quarter"),
        ("Dernier trimestre 2025", (2025, 2025), "2025-10-01", "2025-12-31", "quarter"),
        ("de mars 2024 à novembre 2025", (2024, 2025), "2024-03-01", "2025-11-30", "month"),
        ("le 15 mars 2024", (2024, 2024), "2024-03-15", "2024-03-15", "day"),
        ("de mars 2024 à fin 2026", (2024, 2026), "2024-03-01", "2026-12-31", "year"),
        ("2024-2026", (2024, 2026), "2024-01-01", "2026-12-31", "year"),
        ("à partir de septembre 2024", (2024, None), "2024-09-01", None, "month"),
        ("au fil de l'eau", (None, None), None, None, None),
    ],
)
def test_moments(text, years, start, end, precision):
    found = read_moments(text, *years)
    day = lambda text: dt.date.fromisoformat(text) if text else None  # noqa: E731
    assert (found.start, found.end, found.precision) == (day(start), day(end), precision)


@given(st.text(max_size=60), st.integers(1990, 2050), st.integers(0, 10))
def test_moments_stay_within_their_years(text, first, length):
    found = read_moments(text, first, first + length)
    assert dt.date(first, 1, 1) <= found.start and found.end <= dt.date(first + length, 12, 31)


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
DATES = st.dates(dt.date(1950, 1, 1), dt.date(2080, 12, 31))


@given(DATES, st.sampled_from(["Fait le {}, à Alençon", "{}", "séance du {} :", "Vu (le {})"]), st.integers(0, 3))
def test_dates_read_back(date, frame, form):
    day = "1er" if date.day == 1 else str(date.day)
    written = (
        f"{day} {MONTHS[date.month - 1]} {date.year}",
        f"{day} {MONTHS[date.month - 1].upper()} {date.year}",
        f"{date.day:02}/{date.month:02}/{date.year}",
        f"{date.day}.{date.month}.{date.year}",
    )[form]
    text = frame.format(written)
    ((found, start, end),) = find_dates(text)
    assert found == date and text[start:end] == written


@given(st.text(max_size=80))
def test_any_text_gives_dates_in_order(text):
    found = list(find_dates(text))
    assert all(0 <= a < b <= len(text) for _, a, b in found)
    assert [a for _, a, _ in found] == sorted(a for _, a, _ in found)


BODIES = st.lists(
    st.sampled_from(["CAF", "DDETS", "ADIL", "Conseil départemental", "Action Logement", "Ville de Dole", "SIAO", "ARS", "Anah"]),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@settings(deadline=None)
@given(BODIES, st.sampled_from([", ", " ; ", "\n", "\n- ", "\n• ", " / "]))
def test_lists_read_back(names, separator):
    assert [m.mention for m in read_organisations(separator.join(names))] == names
