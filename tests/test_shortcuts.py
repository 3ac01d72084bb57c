"""What is found by a shorter way is what looking at everything finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractors.french.alternation import longest_of
from extractors.layout.centres import Centres, WordMap
from extractors.legibility import _without_elisions
from extractors.place_names import _names_a_grouping, _names_a_syndicate
from models.geometry import Box
from models.page import Word
from models.text import Mark, PlacedText

_SIDE = st.integers(0, 60).map(float)
_BOXES = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), _SIDE, _SIDE, _SIDE, _SIDE)


@given(st.lists(_BOXES, max_size=12), _BOXES, st.sampled_from([0.0, 0.5, 1.0]))
def test_words_found_by_height_are_those_a_box_holds(boxes: list[Box], box: Box, slack: float) -> None:
    held = [i for i, b in enumerate(boxes) if box.holds(b, slack)]
    assert Centres(boxes).within(box, slack) == held
    words = WordMap(Word(str(i), b, 1) for i, b in enumerate(boxes))
    assert [w.text for w in words.within(box, slack)] == [str(i) for i in held]


@given(
    st.lists(st.lists(st.sampled_from(["plan", "local", "de", "climat"]), min_size=1, max_size=4), min_size=1),
    st.data(),
)
def test_the_longest_name_is_found_word_by_word(names: list[list[str]], data: st.DataObject) -> None:
    text = " ".join(data.draw(st.lists(st.sampled_from(["plan", "local", "de", "climat", "plans"]), max_size=12)))
    spoken = sorted({" ".join(n) for n in names}, key=lambda n: (-len(n), n))
    naive = re.compile(rf"\b(?:{'|'.join(spoken)})\b")
    found = re.compile(rf"\b{longest_of(names, ' ')}\b")
    assert [m.span() for m in found.finditer(text)] == [m.span() for m in naive.finditer(text)]


@given(st.text("lqu'’d_ 1éaTxJ", max_size=20))
def test_elisions_leave_the_words_a_pattern_leaves(text: str) -> None:
    pattern = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
    words = re.compile(r"[^\W\d_]+")
    assert words.findall(_without_elisions(text)) == words.findall(pattern.sub(" ", text))


@given(st.integers(0, 14), st.integers(0, 14))
def test_places_of_a_part_are_those_of_its_marks(start: int, end: int) -> None:
    box = Box(0, 0, 5, 5)
    marks = [Mark(0, 3, 1, box), Mark(4, 6, 2, box), Mark(7, 12, 3, box)]
    text = PlacedText("abc de fghij", marks)
    assert [p.page for p in text.places(start, end)] == [m.page for m in marks if m.start < end and m.end > start]


def test_no_grouping_nor_syndicate_is_passed_over() -> None:
    for text in ("SICTOM du Val", "SYTCOM de l'Aude", "Syndicat mixte du Lac", "Pôle métropolitain du Nord"):
        assert _names_a_syndicate(text, text.lower().replace("ô", "o"))
    for text in ("CC du Lac", "la CU d'Arras", "Grand Lac Agglomération", "Métropole du Nord"):
        assert _names_a_grouping(text, text.lower().replace("é", "e"))
    assert not _names_a_grouping("ACTION LOCALE", "action locale")
