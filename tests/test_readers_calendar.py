"""Years of calendars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.calendar import read_calendar, read_year_marks

PLAN = (2020, 2026)

CASES = [
    ("2024-2026", 2024, 2026),
    ("de 2025 à 2029", 2025, 2029),
    ("2015 et suivants", 2015, None),
    ("à partir de 2015", 2015, None),
    ("dès 2024", 2024, None),
    ("2e semestre 2025", 2025, 2025),
    ("T2 2025", 2025, 2025),
    ("mi-2024", 2024, 2024),
    ("Printemps 2026", 2026, 2026),
    ("septembre 2024 – décembre 2026", 2024, 2026),
    ("2e semestre 2024 – fin 2027", 2024, 2027),
    ("2020 : contractualisation 2021 : début", 2020, 2021),
    ("Rentrée 2024 et suivantes", 2024, None),
    ("Ouverture prévue en 2027", 2027, 2027),
    ("durée du plan", 2020, 2026),
    ("Durée du projet", 2020, 2026),
    ("Durée du contrat", 2020, 2026),
    ("sur toute la durée du PLH", 2020, 2026),
    ("durée de validité du programme", 2020, 2026),
    ("Études 2024, travaux 2025-2027", 2024, 2027),
    ("en continu", None, None),
    ("annuel", None, None),
    ("31/12/2025", 2025, 2025),
    ("01/2024 - 06/2025", 2024, 2025),
    ("2024/2025", 2024, 2025),
    ("24-26", None, None),
    ("2025+", 2025, None),
    ("jusqu'en 2027", None, 2027),
    ("avant fin 2025", 2025, 2025),
    ("au plus tard le 31/12/2025", 2025, 2025),
    ("lancement 2025, bilan avant fin 2027", 2025, 2027),
    ("jusqu'à fin 2026", None, 2026),
    ("échéance 2027", 2027, 2027),
    ("fin 2027", 2027, 2027),
    ("loi du 21 février 2014, à compter de 2016", 2016, None),
    ("décret n° 2023-1314", None, None),
    ("PLH 2013-2018 précédent ; 2020", 2020, 2020),
    ("2024-26", 2024, 2026),
    ("2023/24", 2023, 2024),
    ("À partir de septembre 2024", 2024, None),
    ("dès le 1er semestre 2024", 2024, None),
    ("des études en 2024", 2024, 2024),
    ("depuis 2019", 2019, None),
    ("à partir de 2024 jusqu'en 2027", 2024, 2027),
    ("de 2024 à fin 2026", 2024, 2026),
    ("Dès 2024 et pour toute la durée du plan", 2024, 2026),
    ("2 chemins/an", None, None),
    ("2024, 2025 et 2026", 2024, 2026),
    ("31/12/25", 2025, 2025),
    ("juin 25", 2025, 2025),
    ("24 juin", None, None),
    ("2000 logements", None, None),
    ("2500 €", None, None),
    ("2024 puis en continu", 2024, None),
    ("2024 -", 2024, None),
    ("2024 →", 2024, None),
    ("loi n° 2014-366 du 24 mars 2014", None, None),
    ("Circulaire du 30 juin 2016 ; mise en œuvre 2017", 2017, 2017),
    ("1er janvier 2024 au 31 décembre 2028", 2024, 2028),
    ("15/03/2024", 2024, 2024),
    ("2024-03-15", 2024, 2024),
    ("2025 et au-delà", 2025, None),
    ("année scolaire 2024-2025", 2024, 2025),
    ("jusqu'à la fin du plan", None, 2026),
    ("", None, None),
    ("2024 : étude ; 2025-2026 : travaux ; 2027 : bilan", 2024, 2027),
    ("d'ici 2030", 2030, 2030),
    ("horizon 2030", 2030, 2030),
    ("Q1 2025", 2025, 2025),
    ("2 027", None, None),
    ("depuis la loi de 2014", None, None),
    ("2025, 2026, …", 2025, None),
    ("Début : 2024\nFin : 2026", 2024, 2026),
    ("N+1", None, None),
    ("à partir du 2nd semestre 2025", 2025, None),
    ("en 2024 puis chaque année", 2024, None),
    ("Action pérenne démarrée en 2021", 2021, None),
    ("Action démarrée en 2021", 2021, 2021),
    ("Début : septembre 2025", 2025, None),
    ("Début 2025", 2025, 2025),
    ("Action engagée (2023), à poursuivre", 2023, None),
]


@pytest.mark.parametrize(("text", "start", "end"), CASES)
def test_years(text: str, start: int | None, end: int | None) -> None:
    reading = read_calendar(text, plan_period=PLAN)
    assert (reading.start, reading.end) == (start, end)
    assert reading.text == text


def test_plan_duration_without_a_known_period() -> None:
    reading = read_calendar("Durée du plan")
    assert (reading.start, reading.end) == (None, None)


@pytest.mark.parametrize("scale", ["2027\n2026\n2025\n2024", "2024\n2025\n2026\n2027"])
def test_the_years_of_a_drawn_scale_do_not_count_where_the_years_are_told(scale):
    told, drawn = read_calendar(f"2025 – 2026\n{scale}"), read_calendar(scale)
    assert (told.start, told.end) == (2025, 2026)
    assert (drawn.start, drawn.end) == (2024, 2027)


@pytest.mark.parametrize("mark", ["X", "x", "✓", "•", "■", "oui", "étude"])
def test_year_marks(mark: str) -> None:
    reading = read_year_marks([(2022, ""), (2023, mark), (2024, "-"), (2025, mark), (2026, " ")])
    assert (reading.text, reading.start, reading.end) == ("2023, 2025", 2023, 2025)


def test_no_mark() -> None:
    reading = read_year_marks([(2022, ""), (2023, "–"), (2024, "non")])
    assert (reading.start, reading.end) == (None, None)


FORMS = ["{}-{}", "{} – {}", "de {} à {}", "{}/{}", "{} : étude ; {} : bilan"]


@given(st.integers(1980, 2050), st.integers(1, 10), st.sampled_from(FORMS))
def test_ranges_read_back(first: int, length: int, form: str) -> None:
    reading = read_calendar(form.format(first, first + length))
    assert (reading.start, reading.end) == (first, first + length)


@given(st.text(alphabet=st.sampled_from("0123456789 .,/-aàdèsenx…+>\nT'"), max_size=60) | st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    reading = read_calendar(text, plan_period=PLAN)
    assert reading.start is None or 1980 <= reading.start <= 2060
    assert reading.end is None or reading.start is None or reading.start <= reading.end <= 2060


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("À compter de la rentrée scolaire 2025/2026", (2025, None)),
        ("Dès l'année scolaire 2025-26", (2025, None)),
        ("Année scolaire 2025-2026", (2025, 2026)),
        ("Convention signée en mai 2023 pour 5 ans", (2023, 2027)),
        ("2024, pour une durée de six mois", (2024, 2024)),
        ("Jusqu'en 2027, pour trois ans", (None, 2027)),
    ],
)
def test_school_years_and_lengths(text: str, years: tuple) -> None:
    read = read_calendar(text)
    assert (read.start, read.end) == years
