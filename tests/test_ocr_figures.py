"""Figures of a scanned document that one page does not settle: old-style ones, Roman numbers of one fiche among others."""

from __future__ import annotations

from extractors.ocr.figures import settle_figures
from models.geometry import Box
from models.page import Page, Word


def scanned(*lines: str, kind: str = "ocr") -> list[Page]:
    page = Page(1, 595, 842, 0, kind=kind)
    for i, line in enumerate(lines):
        for k, text in enumerate(line.split()):
            page.words.append(Word(text, Box(50 + 60 * k, 100 + 15 * i, 100 + 60 * k, 110 + 15 * i), 1, size=10.0))
    return [page]


def settled(*lines: str, kind: str = "ocr") -> str:
    pages = scanned(*lines, kind=kind)
    settle_figures(pages)
    return " ".join(w.text for w in pages[0].words)


OLD = ("Fiche-action 2.I.2 :", "Fiche-action I.2.I :", "soit o,6 %")


def test_letters_amid_figures_are_figures_throughout() -> None:
    assert settled(*OLD) == "Fiche-action 2.1.2 : Fiche-action 1.2.1 : soit 0,6 %"
    assert settled(*OLD, "Pilier I.", "Fiche-action LI.2", "Sous-axe L.2.", "ADIL s6 3o I0").endswith(
        "Pilier 1. Fiche-action 1.1.2 Sous-axe 1.2. ADIL 56 30 10"
    )


def test_what_was_read_is_kept() -> None:
    pages = scanned(*OLD)
    settle_figures(pages)
    assert pages[0].words[1].raw == "2.I.2"
    assert pages[0].words[0].raw is None


def test_roman_numbers_of_parts_stay() -> None:
    assert settled(*OLD, "Axe I", "Axe II", "Fiche I.2").endswith("Axe I Axe II Fiche I.2")


def test_few_such_readings_settle_nothing() -> None:
    assert settled("Action I : 5l de 3o", "soit o,6 %") == "Action I : 5l de 3o soit o,6 %"
    assert "2.I.2" in settled(*OLD, kind="digital")


def test_words_stay() -> None:
    text = "Il les so Lo 12 km l'an ISO S1"
    assert settled(*OLD, text).endswith(text)


def test_a_figure_without_any_digit_is_one_alone_in_its_cell() -> None:
    assert settled(*OLD, "so", "IO par an", "soo").endswith("50 10 par an 500")
    assert settled("so", "IO par an") == "so IO par an"


def test_one_fiche_in_arabic_among_roman_ones() -> None:
    roman = ("Fiche n° I.1 :", "Fiche n° I.2 :", "Fiche n° II.1 :")
    assert settled(*roman, "Fiche n° 1.3 :").endswith("Fiche n° I.3 :")
    assert settled(*roman, "Fiche n° 2.3 :").endswith("Fiche n° 2.3 :")
    assert settled(*roman, "voir 1.3").endswith("voir 1.3")
    assert settled("Fiche I.1", "Fiche 1.2", "Fiche 1.3") == "Fiche I.1 Fiche 1.2 Fiche 1.3"


def test_numbers_with_a_letter_are_arabic_where_others_are() -> None:
    assert settled("Fiche Ia", "Fiche Ib", "Fiche ic", "Fiche 2a", "pour 2o places") == "Fiche 1a Fiche 1b Fiche 1c Fiche 2a pour 20 places"
    assert settled("Fiche Ia", "Fiche Ib") == "Fiche Ia Fiche Ib"
    assert settled("Fiche Ia", "Fiche IIa", "Fiche 2a") == "Fiche Ia Fiche IIa Fiche 2a"


def test_the_number_after_an_arabic_one_is_arabic_too() -> None:
    assert settled("1.1 Loger", "1.2 Louer", "I.3 Construire", "2.1 Habiter").split()[4] == "1.3"
    assert settled("1.1 Loger", "1.2 Louer", "I.3 Construire", "II.1 Habiter").split()[4] == "I.3"
    assert settled("2.1 Loger", "2.2 Louer", "I.3 Construire", "3.1 Habiter").split()[4] == "I.3"
