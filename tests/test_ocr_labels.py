"""Labels that OCR misread open their fields; running text and words that are fine stay as they are."""

from __future__ import annotations

import pytest

from extractors.ocr.labels import mend_labels, respell
from models.geometry import Box
from models.page import Word


def line(text: str, y: float = 100, confidence: float | None = 0.95) -> list[Word]:
    out, x = [], 50.0
    for t in text.split():
        out.append(Word(t, Box(x, y, x + 5 * len(t), y + 12), 1, confidence=confidence))
        x += 5 * len(t) + 3
    return out


def shown(words: list[Word]) -> str:
    return " ".join(w.text for w in words)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Panenaires", "Partenaires"), ("Pilole :", "Pilote :"), ("lndicateurs de suivi", "Indicateurs de suivi"),
        ("Objectifs opéralionnels", "Objectifs opérationnels"), ("PARTENAlRES ASSOCIÉS", "PARTENAIRES ASSOCIÉS"),
        ("Calendricr prévisionnel :", "Calendrier prévisionnel :"), ("Financernent", "Financement"),
        ("Pilole : la DDT de la Sarthe", "Pilote : la DDT de la Sarthe"), ("Résullats attendus", "Résultats attendus"),
    ],
)  # fmt: skip
def test_a_misread_label_is_respelt(read: str, meant: str) -> None:
    words = mend_labels(line(read))
    assert shown(words) == meant
    changed = [(w.text, w.raw) for w in words if w.raw]
    assert [raw for _, raw in changed] == [a for a, b in zip(read.split(), meant.split(), strict=True) if a != b]


def test_a_label_wrapped_in_its_cell() -> None:
    assert shown(mend_labels([*line("Objectifs"), *line("opéralionnels", y=113)])) == "Objectifs opérationnels"


@pytest.mark.parametrize(
    "text",
    [
        "Les panenaires de la Ville publie leurs résullats dans un bilan annuel commun",
        "La commission publie un bilan",
        "Partenaires", "Pilote :", "Peinture noire", "Auteurs", "Actions menées", "Partenariats", "Litres", "Panneaux",
        "Coul", "Structurer", "Toute personne",
    ],
)  # fmt: skip
def test_nothing_else_is_touched(text: str) -> None:
    words = line(text)
    assert mend_labels(words) == words


def test_a_word_the_engine_is_sure_of_stays() -> None:
    words = line("Publie", confidence=0.999)
    assert mend_labels(words) == words
    assert shown(mend_labels(line("Pilole", confidence=None))) == "Pilote"  # a text layer says nothing of that


def test_turned_words_and_columns_are_no_line() -> None:
    far = [Word("Pilole", Box(50, 100, 80, 112), 1), Word("texte", Box(300, 100, 330, 112), 1)]
    assert shown(mend_labels(far)) == "Pilote texte"
    up = [Word("Pilole", Box(50, 100, 62, 130), 1, angle=90), Word("de", Box(50, 80, 62, 98), 1, angle=90)]
    assert shown(mend_labels(up)) == "Pilote de"


@pytest.mark.parametrize("word", ["partenaires", "celles", "toute", "Séminaire", "organisées", "perte", "métiers"])
def test_french_words_are_no_labels(word: str) -> None:
    assert respell(word) is None


@pytest.mark.parametrize("read", ["V Coût :", "I CONTEXTE :", "> Pilote : CAF"])
def test_a_mark_of_a_list_read_as_a_letter_before_a_label(read: str) -> None:
    mended = mend_labels(line(read))
    assert shown(mended) == "•" + read[1:]
    assert mended[0].raw == read[0]
    assert mend_labels(line("V Grandir ici : CAF"))[0].text == "V"


def test_such_a_mark_found_apart_from_its_line() -> None:
    label = line("Coût :", y=100)
    sign = Word("V", Box(label[0].box.x0 - 17, 103, label[0].box.x0 - 11, 109), 1, size=7, confidence=0.56)
    assert [w.text for w in mend_labels([*label, sign])] == ["Coût", ":", "•"]
    far = Word("V", Box(label[0].box.x0 - 47, 103, label[0].box.x0 - 41, 109), 1, size=7, confidence=0.56)
    assert mend_labels([*label, far])[-1] == far
