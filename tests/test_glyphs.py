"""Letters a font gives no meaning to, understood from the words they complete."""

from __future__ import annotations

import re

import pymupdf
import pytest
from drawing import Sheet, as_pdf

from extractors.document import layout_document
from extractors.glyphs import _lexicon, _solved
from extractors.reading import read_pages

PROSE = (
    "Le bénéfice de la mobilité est confié à une agence efficace. Les difficultés de financement sont identifiées chaque "
    "année avec les financeurs, et l'offre de services est affichée dans les mairies. Un fichier commun recense les "
    "demandes, afin de définir des objectifs différenciés par commune et de réfléchir aux conflits d'usage des fleuves."
)
TITLE = "Affirmer une gouvernance efficace et diversifier l'offre"


def broken(odd: dict[str, str], text: str = PROSE, title: str = TITLE) -> Sheet:
    """A page that prints ``odd`` signs for groups of letters."""
    sheet = Sheet()
    for group, sign in odd.items():
        text, title = text.replace(group, sign), title.replace(group, sign)
    sheet.write(60, 60, title, size=15)
    sheet.write(60, 110, text, width=470)
    return sheet


def read(pdf: bytes) -> tuple[list[str], object]:
    with pymupdf.open(stream=pdf) as doc:
        (page,) = read_pages(doc, ocr="off")
    (layout,) = layout_document([page])
    return [p.text.text for p in layout.paragraphs()], page


@pytest.mark.parametrize(
    "odd",
    [
        {"ffi": "£", "ff": "¥", "fi": "¤", "fl": "¦"},
        {"fi": "Θ"},
        {"ff": "¸", "f": "¹"},
        {"ti": "¶", "tt": "§"},
    ],
)
def test_signs_in_the_place_of_joined_letters_are_read_as_the_letters(odd):
    text = PROSE.replace("mobilité est", "mobilité est attendue par les habitants : cette action collective est")
    odd = {k: v for k, v in odd.items() if v != "§"}  # a section sign has meanings of its own
    found, page = read(as_pdf([broken(odd, text)]))
    assert found == [TITLE, text]
    assert (page.kind, page.status) == ("digital", "ok")
    changed = [w for w in page.words if w.raw]
    assert changed and all(w.raw != w.text and any(s in w.raw for s in odd.values()) for w in changed)


def _elsewhere(entry: re.Match[str]) -> str:
    """The entry of a ToUnicode map for a code nothing is printed with."""
    return "<fff0> <fff0> <2603>" if entry.group(1) else "<fff0> <2603>"


def test_glyphs_without_any_unicode_are_read_too():
    with pymupdf.open(stream=as_pdf([broken({"ffi": "£", "ff": "¥", "fi": "¤"})])) as doc:
        for xref in range(1, doc.xref_length()):
            kind, target = doc.xref_get_key(xref, "ToUnicode")
            if kind == "xref":
                at = int(target.split()[0])
                cmap = doc.xref_stream(at).decode("latin-1")
                unmapped = re.sub(r"(?m)^<[0-9a-f]{4}>( <[0-9a-f]{4}>)? <00a[1-5]>$", _elsewhere, cmap)
                doc.update_stream(at, unmapped.encode("latin-1"))
        damaged = doc.tobytes()
    with pymupdf.open(stream=damaged) as doc:
        assert "\ufffd" in doc[0].get_text(flags=pymupdf.TEXT_PRESERVE_WHITESPACE)
    found, page = read(damaged)
    assert found == [TITLE, PROSE]
    assert page.status == "ok"


def test_calls_of_notes_and_units_keep_their_signs():
    text = "Le parc¹ compte 40 m² et 12 000 logements², dont 3 µm de jeu ; la note¹ vaut pour chaque part³ du plan."
    sheet = Sheet()
    sheet.write(60, 60, text, width=470)
    found, page = read(as_pdf([sheet]))
    assert found == [text]
    assert not any(w.raw for w in page.words)


def test_what_no_word_explains_is_left_alone():
    words = {("F1", core) for core in ("x¤ab", "bru¤ol", "¤orvan")}
    assert _solved(words, _lexicon()) == {}


def test_each_font_has_its_own_meanings():
    words = {("F1", w) for w in ("¤nancement", "béné¤ciaire", "dé¤ni")} | {("F2", w) for w in ("ac¤on", "par¤cipa¤on")}
    assert _solved(words, _lexicon()) == {("F1", "¤"): "fi", ("F2", "¤"): "ti"}
