"""Fiches however they are printed: where the number, the title and the labels stand."""

from __future__ import annotations

import pymupdf
import pytest
from drawing import BLUE, GREY, WHITE, Sheet, width_of
from pages import LONG
from plans import above, actions, field, read, tree

from extractors.document import read_document
from extractors.layout.paragraphs import placed
from extractors.ocr.weights import PALE
from extractors.segment.numbers import join_numbers
from extractors.segment.style import Styles, label_prefix
from models.block import PageLayout, Paragraph
from models.geometry import Box
from models.page import Page, Word

# -- titles without a number


def test_unnumbered_titles_over_labelled_fields():
    sheets = []
    for group in (
        ("Ouvrir une maison de services", "Créer un transport à la demande"),
        ("Rénover la halle du marché",),
    ):
        sheet = Sheet()
        y = 80
        for title in group:
            y = sheet.write(60, y, title, size=15, bold=True, color=BLUE) + 6
            y = (
                sheet.sections(
                    60,
                    y,
                    [("Objectif", LONG), ("Pilote", f"Pour {title.split()[0]}"), ("Calendrier", "2026")],
                    width=470,
                )
                + 16
            )
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [
        (None, "Ouvrir une maison de services"),
        (None, "Créer un transport à la demande"),
        (None, "Rénover la halle du marché"),
    ]
    assert [field(a, "pilot") for a in plan.actions] == ["Pour Ouvrir", "Pour Créer", "Pour Rénover"]
    assert [field(a, "objective") for a in plan.actions] == [LONG] * 3


# -- other ways fiches are printed

FIELDS = [("Objectif", LONG), ("Pilote", "Ville de Bazas"), ("Calendrier", "2025")]
TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]


def under_a_caption(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.write(60, 100, f"Fiche action n° {number}", color=0x808080) + 4
    y = sheet.write(60, y, title, size=16, bold=True) + 10
    sheet.sections(60, y, FIELDS, width=470)


def over_its_number(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.write(60, 100, title, size=16, bold=True)
    y = sheet.write(60, y, f"Fiche action n° {number}", color=0x808080) + 10
    sheet.sections(60, y, FIELDS, width=470)


def beside_a_badge(sheet: Sheet, number: int, title: str) -> None:
    sheet.write(60, 100, title, size=15, bold=True)
    sheet.fill(470, 95, 545, 125, BLUE)
    sheet.write(478, 103, f"Fiche {number}", size=12, bold=True, color=WHITE)
    sheet.sections(60, 150, FIELDS, width=470)


def without_any_style(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.write(60, 100, f"Action {number} : {title}", size=11) + 8
    for label, value in FIELDS:
        y = sheet.write(60, y, f"{label} : {value}", width=470) + 3


def bulleted(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.write(60, 100, f"Action {number} : {title}", size=13, bold=True) + 8
    sheet.bullets(60, y, [f"**{label} :** {value}" for label, value in FIELDS], width=470)


def banded_labels(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.band(100, f"Action {number} – {title}")
    for label, value in FIELDS:
        y = sheet.band(y, label, size=10, fill=GREY, color=0)
        y = sheet.write(60, y, value, width=470) + 8


def ruled_rows(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.band(100, f"Action {number} : {title}")
    sheet.table(60, y, [160, 315], [(f"**{label}**", value) for label, value in FIELDS], header=False, style="rules")


def filled_rows(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.band(100, f"Action {number} : {title}")
    for label, value in FIELDS:
        high = 50 if value is LONG else 28
        sheet.fill(50, y, 545, y + high, 0xEEEEEE)
        sheet.write(58, y + 6, label, bold=True)
        sheet.write(200, y + 6, value, width=330)
        y += high + 6


def coloured_margin(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.write(60, 100, f"Fiche action n° {number} : {title}", size=14, bold=True) + 10
    sheet.fill(50, y, 170, y + 420, BLUE)
    y += 10
    for label, value in FIELDS:
        sheet.write(58, y, label, bold=True, color=WHITE)
        y = sheet.write(185, y, value, width=350) + 26


def cell_by_cell(sheet: Sheet, number: int, title: str) -> None:
    y = sheet.band(100, f"Action {number} : {title}")
    cells = [f"**{label}**\n{value}" for label, value in FIELDS]
    sheet.table(60, y, [235, 240], [cells[:2], [cells[2], "**Coût :** 12 000 €"]], header=False)


@pytest.mark.parametrize(
    "draw",
    [
        under_a_caption,
        over_its_number,
        beside_a_badge,
        without_any_style,
        bulleted,
        banded_labels,
        ruled_rows,
        filled_rows,
        coloured_margin,
        cell_by_cell,
    ],
)
def test_a_fiche_is_read_however_it_is_printed(draw):
    sheets = []
    for number, title in enumerate(TITLES, 1):
        sheet = Sheet()
        draw(sheet, number, title)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    for action in plan.actions:
        assert [field(action, name) for name in ("objective", "pilot", "calendar")] == [value for _, value in FIELDS]


@pytest.mark.parametrize("width", [470, 300])
def test_long_titles_under_divider_pages(width):
    tail = "des lieux de vie qui répondent aux besoins des habitants, dans toutes les communes, en lien avec l'État"
    sheets = []
    for axis, (name, verbs) in enumerate((("Habiter", ["Créer", "Louer"]), ("Bouger", ["Marcher vers"])), 1):
        divider = Sheet()
        divider.write(100, 380, f"AXE {axis}", size=30, bold=True)
        divider.write(100, 430, f"{name} autrement", size=24, bold=True)
        sheets.append(divider)
        for k, verb in enumerate(verbs, 1):
            sheet = Sheet()
            y = sheet.write(60, 110, f"FICHE ACTION {axis}.{k}", size=12, bold=True, color=BLUE) + 4
            y = sheet.write(60, y, f"{verb} {tail}", size=16, bold=True, width=width) + 12
            sheet.sections(60, y, [(label.upper(), value) for label, value in FIELDS], width=470)
            sheets.append(sheet)
    plan = read(*sheets)
    assert tree(plan) == [("1", "Habiter autrement", None), ("2", "Bouger autrement", None)]
    assert actions(plan) == [("1.1", f"Créer {tail}"), ("1.2", f"Louer {tail}"), ("2.1", f"Marcher vers {tail}")]
    assert list(above(plan).values()) == ["1", "1", "2"]


def test_the_axis_in_the_first_row_of_a_grid():
    sheets = []
    for number, (axis, title) in enumerate(zip(("1. Habiter", "1. Habiter", "2. Bouger"), TITLES, strict=True), 1):
        sheet = Sheet()
        rows = [("Axe", axis), ("Action n°", str(number)), ("Intitulé", title), *FIELDS]
        sheet.table(60, 100, [130, 345], rows, header=False)
        sheets.append(sheet)
    plan = read(*sheets)
    assert tree(plan) == [("1", "Habiter", None), ("2", "Bouger", None)]
    assert above(plan) == dict(zip(TITLES, ("1", "1", "2"), strict=True))


@pytest.mark.parametrize("number", ["{}. ", ""])
def test_titles_that_begin_with_a_label_word(number):
    titles = ["Animation du réseau des acteurs", "Créer un guichet unique", "Coordination des acteurs locaux"]
    sheets = []
    for k, title in enumerate(titles, 1):
        sheet = Sheet()
        y = sheet.write(60, 110, number.format(k) + title, size=15, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert [t for _, t in actions(read(*sheets))] == titles


def test_an_action_named_in_a_field_of_another_is_not_opened_again():
    sheets = []
    for number, title in enumerate(TITLES[:2], 1):
        sheet, other = Sheet(), 3 - number
        y = sheet.write(60, 110, f"Action {number} : {title}", size=15, bold=True) + 8
        rows = [
            *FIELDS,
            ("Articulation avec d'autres actions", f"Action {other} : voir la fiche\nAction 7 : autre plan"),
            ("Coût", "à définir"),
        ]
        sheet.sections(60, y, rows, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [("1", TITLES[0]), ("2", TITLES[1])]
    assert [field(a, "cost") for a in plan.actions] == ["à définir", "à définir"]


def test_a_run_in_label_in_a_tint_ends_with_it_on_scans_too():
    words = [
        Word(text, Box(60 + 50 * k, 80, 105 + 50 * k, 91), 1, 9.0, color=PALE if k < 2 else 0, confidence=0.97)
        for k, text in enumerate(("On", "suivra", "Nombre", "de", "voyageurs"))
    ]
    p = Paragraph(placed(words), Box(60, 80, 305, 91), 1, 9.0, words=words)
    assert p.text.text[: label_prefix(p)].strip() == "On suivra"


def test_numbers_over_titles_count_together_whatever_the_scan_measures():
    def line(y: float, text: str, size: float) -> Paragraph:
        x, words = 60.0, []
        for word in text.split():
            words.append(Word(word, Box(x, y, x + 40, y + size), 1, size, True, confidence=0.97))
            x += 44
        return Paragraph(placed(words), Box(60, y, x, y + size), 1, size, True, words=words)

    titles = ("Renforcer la ligne de car", "Créer un service à la demande", "Ouvrir une agence solidaire", "Former des bénévoles")
    layout = PageLayout(Page(1, 595, 842, kind="ocr"))
    for k, title in enumerate(titles):  # large figures: measured 35 points here, 34 there
        layout.blocks += [line(80 + 150 * k, f"0{k + 1}", 35 if k < 3 else 34), line(130 + 150 * k, title, 15)]
    join_numbers([layout], Styles())
    assert [p.text.text[:12] for p in layout.paragraphs()] == ["01. Renforce", "02. Créer un", "03. Ouvrir u", "04. Former d"]


@pytest.mark.parametrize(("number", "joined"), [("1", True), ("5", False), ("9", False)])
def test_the_number_that_lacks_in_a_row_of_numbered_titles_is_that_of_the_title_after_it(number, joined):
    """On a scan, the first badge was read apart from its title, those of the others with theirs."""

    def line(y: float, text: str, size: float, color: int = 0) -> Paragraph:
        x, words = 60.0, []
        for k, word in enumerate(text.split()):
            tint = 0xFFFFFF if word.isdigit() and k == 0 else color
            words.append(Word(word, Box(x, y, x + 40, y + size), 1, size, True, color=tint, confidence=0.97))
            x += 44
        return Paragraph(placed(words), Box(60, y, x, y + size), 1, size, True, words=words)

    layout = PageLayout(Page(1, 595, 842, kind="ocr"))
    layout.blocks = [line(60, number, 15.5), line(80, "Construire dans les bourgs", 14)]
    for k, title in enumerate(("Produire des logements", "Loger les ménages", "Reprendre les maisons", "Rénover pour de bon"), 2):
        layout.blocks += [line(100 + 60 * k, f"{k} {title}", 14), line(125 + 60 * k, "Le pilote : Ville", 9)]
    join_numbers([layout], Styles(size=9.0))
    texts = [p.text.text for p in layout.paragraphs()]
    assert texts[0] == ("1. Construire dans les bourgs" if joined else number)
    assert "2. Produire des logements" in texts


def test_a_label_after_the_text_of_the_plan_s_own_label_opens_its_field():
    """ "Quartiers : Les Fontaines   Calendrier : 2024-2030" on one line, both labels in bold."""
    sheets = []
    for n, (title, years) in enumerate(zip(TITLES, ("2024-2030", "2025-2026", "2024-2027"), strict=False), 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {n} : {title}", size=14, bold=True) + 8
        for text in ("Porteur : Ville de Roanne", "Partenaires : CAF, ADIL"):
            y = sheet.write(60, y, text, size=10) + 6
        y = sheet.sections(60, y + 4, [("Indicateurs", "Nombre de logements")], width=400) + 6
        x = 60.0
        for text, bold in (("Quartiers :", True), (f"Les Fontaines, Bel-Air {n}", False), ("Calendrier :", True), (years, False)):
            sheet.run(x, y, text, 10, bold=bold)
            x += width_of(text, 10, bold) + (4 if bold else 9)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [field(a, "calendar") for a in plan.actions] == ["2024-2030", "2025-2026", "2024-2027"]
    assert [field(a, "other") for a in plan.actions] == [f"Les Fontaines, Bel-Air {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("look", [("heit", 10.0, " – "), ("helv", 7.5, "  "), ("tiro", 11.0, "  ")])
def test_labels_run_in_told_by_their_slant_size_or_font_alone(look, tmp_path):
    font, size, sign = look
    doc = pymupdf.open()
    for number, title in enumerate(("Créer un guichet unique", "Aider les ménages", "Loger les saisonniers"), 1):
        writer = pymupdf.TextWriter(doc.new_page().rect)
        writer.append((60, 70), f"Action {number} : {title}", font=pymupdf.Font("hebo"), fontsize=15)
        for k, (label, value) in enumerate((("Objectif", "Réduire la vacance dans les bourgs"), ("Pilote", "CCAS"), ("Partenaires", "CAF, DDT"))):
            own = pymupdf.Font(font)
            said = (label.upper() if size < 9 else label) + sign
            writer.append((60, 100 + 30 * k), said, font=own, fontsize=size)
            writer.append((60 + own.text_length(said, size), 100 + 30 * k), value, font=pymupdf.Font("helv"), fontsize=10)
        writer.write_text(doc[-1])
    doc.save(tmp_path / "plan.pdf")
    for action in read_document(tmp_path / "plan.pdf", ocr="off").actions:
        assert [(f.field, f.text.text) for f in action.fields] == [
            ("objective", "Réduire la vacance dans les bourgs"), ("pilot", "CCAS"), ("partner", "CAF, DDT"),
        ]  # fmt: skip


def test_numbers_told_of_all_the_fiches_stand_before_or_after_their_titles():
    def line(y: float, text: str, size: float) -> Paragraph:
        x, words = 60.0, []
        for word in text.split():
            words.append(Word(word, Box(x, y, x + 40, y + size), 1, size, True, confidence=0.97))
            x += 44
        return Paragraph(placed(words), Box(60, y, x, y + size), 1, size, True, words=words)

    titles = ("Renforcer la ligne de car", "Créer un service à la demande", "Ouvrir une agence solidaire", "Former des bénévoles")
    numbers = (("01/12", 31), ("02/12", 38), ("0 3/12", 29), ("04/12", 38))  # the small total unsettles their size
    layout = PageLayout(Page(1, 595, 842, kind="ocr"))
    for k, (title, (number, size)) in enumerate(zip(titles, numbers, strict=True)):
        y = 80 + 170 * k
        pair = [line(y, number, size), line(y + 40, title, 20)]  # level with its title: read before it, or after
        layout.blocks += (pair if k % 2 == 0 else pair[::-1]) + [line(y + 65, "Pilote : Département", 11)]
    join_numbers([layout], Styles())
    assert [p.text.text[:13] for p in layout.paragraphs()][::2] == ["01. Renforcer", "02. Créer un ", "3. Ouvrir une", "04. Former de"]


def test_labels_after_the_sign_of_an_arrowhead_are_labels():
    sheets = []
    for number, title in enumerate(("Former des secouristes", "Éditer un répertoire", "Ouvrir un lieu"), 1):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Action {number}. {title}", size=13, bold=True) + 8
        y = sheet.write(60, y, f"> Constat : {LONG}", width=470)
        y = sheet.write(60, y, f"> Porteur : Ville de Roanne, partie {number}")
        sheet.write(60, y, "> Partenaires : CNFPT, Office municipal des sports")
        sheets.append(sheet)
    plan = read(*sheets)
    assert [field(a, "pilot") for a in plan.actions] == [f"Ville de Roanne, partie {k}" for k in (1, 2, 3)]
    assert [field(a, "partner") for a in plan.actions] == ["CNFPT, Office municipal des sports"] * 3


@pytest.mark.parametrize(("fonts", "label"), [(("Type3 (5 0 R)", "Type3 (6 0 R)"), None), (("Lato-Light", "Lora"), "Délai ")])
def test_a_face_drawn_by_two_nameless_fonts_ends_no_label(fonts, label):
    words = [
        Word(text, Box(60 + 50 * k, 80, 105 + 50 * k, 91), 1, 9.0, font=fonts[k > 0])
        for k, text in enumerate(("Délai", "moyen", "avant", "le", "rendez-vous"))
    ]
    p = Paragraph(placed(words), Box(60, 80, 305, 91), 1, 9.0, words=words)
    end = label_prefix(p)
    assert (end and p.text.text[:end]) == label
