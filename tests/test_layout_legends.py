"""Signs a legend explains are read as the labels they stand for; labels close together keep their columns apart."""

from __future__ import annotations

import pymupdf
import pytest
from drawing import BLUE, WHITE, Sheet, rgb, width_of
from plans import above, actions, field, read, tree

from extractors.french.lexicon import label_said
from extractors.layout.legends import spelled_out
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Word

TITLES = ["Où construire sans grignoter les champs ?", "Que faire des logements vides ?", "Comment rénover pour de bon ?"]
LEGEND = [
    ("P", "le pilote de l’action"),
    ("A", "avec qui il travaille"),
    ("€", "le budget et ceux qui paient"),
    ("T", "le temps : début et fin"),
    ("I", "les indicateurs que nous suivrons"),
]
VALUES = [
    ["Ville de", "ADIL, Chambre des", "Prime : 375 000 €,", "2025-2028", "nombre de logements"],
    ["Bazas", "notaires, communes", "aide de la Région", "", "rénovés"],
]
WIDTHS = [max(width_of(text, 9) for text in column) for column in zip(*VALUES, strict=True)]
XS = [60 + sum(WIDTHS[:k]) + 7 * k for k in range(5)]  # columns closer than words set loose


def disc(sheet: Sheet, x: float, y: float, sign: str) -> None:
    """A white sign in a disc, its middle at ``x``."""

    def draw(page: pymupdf.Page) -> None:
        page.draw_circle((x, y + 6), 8, color=None, fill=rgb(BLUE))

    sheet.fills.append(draw)
    sheet.run(x - 3, y, sign, 9, bold=True, color=WHITE)


def legend() -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 80, "Mode d'emploi", size=18, bold=True) + 20
    for sign, words in LEGEND:
        disc(sheet, 70, y, sign)
        sheet.write(92, y, words)
        y += 24
    return sheet


def cover() -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 200, "Programme local de l'habitat", size=28, bold=True)
    sheet.write(60, y + 10, "2025-2030", size=16)
    return sheet


def columns(number: int, title: str) -> Sheet:
    sheet = Sheet()
    disc(sheet, 66, 150, str(number))
    y = sheet.write(90, 149, title, size=13, bold=True) + 10
    y = sheet.write(60, y, "Pourquoi agir ?", size=12, bold=True)  # a label of another look
    y = sheet.write(60, y, "Les terrains sont rares et chers, et le resteront dans les années qui viennent.", width=470) + 8
    for k, x in enumerate(XS):
        disc(sheet, x + WIDTHS[k] / 2, y, LEGEND[k][0])
    y += 20
    for line in VALUES:
        for x, text in zip(XS, line, strict=True):
            sheet.run(x, y, text, 9)
        y += 12
    return sheet


def beside(number: int, title: str) -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 80, f"{number}. {title}", size=13, bold=True) + 10
    for sign, lines in zip([s for s, _ in LEGEND], zip(*VALUES, strict=True), strict=True):
        disc(sheet, 70, y, sign)
        y = sheet.write(92, y, " ".join(lines).strip()) + 12
    return sheet


@pytest.mark.parametrize("page", [columns, beside])
def test_signs_in_discs_are_the_labels_their_legend_gives(page):
    plan = read(cover(), legend(), *(page(k, t) for k, t in enumerate(TITLES, 1)))
    assert actions(plan) == [(str(k), t) for k, t in enumerate(TITLES, 1)]
    for action in plan.actions:
        assert field(action, "pilot") == "Ville de Bazas"
        assert field(action, "partner") == "ADIL, Chambre des notaires, communes"
        assert field(action, "cost") == "Prime : 375 000 €, aide de la Région"
        assert field(action, "calendar") == "2025-2028"
        assert field(action, "indicator") == "nombre de logements rénovés"


def test_without_a_legend_letters_are_no_labels():
    plan = read(cover(), *(beside(k, t) for k, t in enumerate(TITLES, 1)))
    assert not any(field(a, name) for a in plan.actions for name in ("pilot", "partner", "calendar"))


def test_a_letter_over_the_level_it_repeats_is_no_text():
    sheets = []
    for k, title in enumerate(TITLES, 1):
        divider = Sheet()
        letter = "ABC"[k - 1]
        y = divider.write(60, 300, letter, size=80, bold=True) + 30
        y = divider.write(60, y, f"Cap {letter}", size=15) + 8
        divider.write(60, y, f"Vivre mieux, partie {k}", size=22, bold=True)
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {k} : {title}", size=13, bold=True) + 10
        sheet.sections(60, y, [("Pilote", "Ville de Bazas"), ("Indicateurs", "nombre de logements")], width=470)
        sheets += [divider, sheet]
    plan = read(*sheets)
    assert tree(plan) == [(x, f"Vivre mieux, partie {k}", None) for k, x in enumerate("ABC", 1)]
    assert list(above(plan).values()) == ["A", "B", "C"]
    assert [field(a, "indicator") for a in plan.actions] == ["nombre de logements"] * 3


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("le temps : début et fin", "Le temps"),
        ("les indicateurs que nous suivrons", "Les indicateurs"),
        ("qui pilote", "Qui pilote"),
        ("le mot du président", None),
        ("action terminée", None),
        ("commune de plus de 3 500 habitants", None),
    ],
)
def test_the_label_a_legends_words_open_with(words, label):
    assert label_said(words) == label


def test_light_letters_of_a_scan_keep_their_legend_whatever_they_measure():
    def light(text: str, x: float, y: float, size: float) -> Word:
        return Word(text, Box(x, y, x + 6, y + size), 1, size, color=LIGHT, confidence=0.97)

    def words(text: str, y: float) -> list[Word]:
        return [Word(t, Box(92 + 60 * k, y, 145 + 60 * k, y + 11), 1, 10.0, confidence=0.99) for k, t in enumerate(text.split())]

    sizes = {"P": 9.0, "A": 8.5, "€": 8.0, "T": 9.0, "1": 9.0}  # the I, a stroke, is read as a figure
    rows = zip(sizes.items(), (said for _, said in LEGEND), strict=True)
    legend_page = [w for k, ((sign, size), said) in enumerate(rows) for w in (light(sign, 68, 100 + 24 * k, size), *words(said, 100 + 24 * k))]
    number = light("1", 60, 60, 15.5)
    fiche = [number, *(light(sign, 60 + 90 * k, 200, 8.5) for k, sign in enumerate(("P", "A", "€", "T", "I")))]
    spelled = spelled_out([legend_page, fiche], [[], []], label_said)[1]
    assert spelled[0] is number
    assert [w.text.split()[-1] for w in spelled[1:]] == ["l’action", "travaille", "budget", "temps", "indicateurs"]
