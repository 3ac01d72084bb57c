"""Habits of design met one by one in plans drawn by crossing them: contents without leaders, numbers in corners, icons."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet
from pages import LONG, asides, lay_out, tables, texts
from plans import above, actions, field, read, tree

from extractors.french.headings import read_heading
from extractors.french.lexicon import read_label
from extractors.segment.label_rows import at_label_rows

TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers"]
FIELDS = [("Objectif", LONG), ("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, DDT"), ("Calendrier", "2025")]


# -- contents


def cover_with_contents(entries: list[tuple[str, int]]) -> Sheet:
    """A cover whose contents have no leaders, and whose text goes on under them."""
    sheet = Sheet()
    y = sheet.write(60, 60, "Sommaire", size=14, bold=True) + 8
    for title, page in entries:
        sheet.run(60, y, title)
        sheet.run(528, y, str(page))
        y += 17
    y = sheet.write(60, y + 20, "Le territoire", size=14, bold=True) + 4
    sheet.write(60, y, f"{LONG}\n{LONG}", width=470)
    return sheet


def test_contents_without_leaders_announce_actions_and_hold_none():
    entries = [("Axe 1 : Habiter", 2), *((f"Fiche {n}. {t}", n + 1) for n, t in enumerate(TITLES, 1))]
    sheets = [cover_with_contents(entries)]
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        if n == 1:
            sheet.write(60, 40, "Axe 1 : Habiter", size=16, bold=True)
        y = sheet.write(60, 90, f"Fiche {n}. {title}", size=13, bold=True) + 6
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    assert "Fiche 2. Aider les jeunes ménages 3" in texts(lay_out(*sheets)[0])
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [a.page_start for a in plan.actions] == [2, 3, 4]
    assert {len(a.fields) for a in plan.actions} == {4}


# -- pictures before labels


@pytest.mark.parametrize("sign", ["✦", "◎", "✎", "€"])
def test_a_picture_before_a_label_is_no_part_of_it(sign):
    label = read_label(f"{sign} Partenaires mobilisés")
    assert label is not None and (label.field, label.text) == ("partner", "Partenaires mobilisés")


def test_a_box_to_tick_before_a_word_is_kept():
    assert read_label("☐ Partenaires") is None


def test_labels_chained_on_a_line_may_each_have_their_picture():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        y = sheet.write(60, y, f"¤ OBJECTIF : {LONG}", width=470) + 8
        y = sheet.write(60, y, "¤ PILOTE : Ville de Bazas • ¤ PARTENAIRES : CAF, DDT") + 8
        sheet.write(60, y, "€ BUDGET : 12 000 €")
        sheets.append(sheet)
    plan = read(*sheets)
    for action in plan.actions:
        told = [field(action, f) for f in ("objective", "pilot", "partner", "cost")]
        assert told == [LONG, "Ville de Bazas", "CAF, DDT", "12 000 €"]


# -- what no one can read


def test_words_too_small_to_be_read_are_left_and_break_nothing():
    sheet = Sheet()
    sheet.run(60, 20, "repère de page", 0.1)
    y = sheet.write(60, 60, "Action 1 : Créer un guichet unique", size=14, bold=True) + 6
    sheet.sections(60, y, FIELDS, width=470)
    blank = Sheet()
    blank.run(60, 20, "repère de page", 0.1)
    blank.write(60, 100, LONG, width=470)
    plan = read(sheet, blank)
    assert actions(plan) == [("1", TITLES[0])] and not plan.orientations


# -- tables in a fiche


def bands_of_labels() -> list[Sheet]:
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        for heads, values in (
            (["Pilote", "Partenaires", "Budget"], ["Ville de Bazas", "CAF, DDT", "12 000 €"]),
            (["Calendrier", "Objectif", "Indicateurs"], ["2025", LONG, "Nombre de ménages reçus"]),
        ):
            y = sheet.table(60, y, [150, 160, 160], [heads, values])
        sheets.append(sheet)
    return sheets


def test_rows_of_labels_one_under_the_other_each_head_their_values():
    sheets = bands_of_labels()
    assert [len(at_label_rows(t)) for la in lay_out(*sheets) for t in tables(la)] == [2, 2, 2]
    for action in read(*sheets).actions:
        assert field(action, "pilot") == "Ville de Bazas"
        assert field(action, "calendar") == "2025"
        assert field(action, "objective") == LONG
        assert field(action, "indicator") == "Nombre de ménages reçus"


@pytest.mark.parametrize("number", ["N°\n{}", "Projet\n0{}"])
def test_a_head_in_three_cells_ends_with_its_number(number):
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        # at the top of the page, where a figure may be the page's
        y = sheet.table(60, 40, [130, 270, 70], [["Axe 1 : Habiter", f"**{title}**", number.format(n)]], header=False) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [(a.number.lstrip("0"), a.title.text) for a in plan.actions] == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert set(above(plan).values()) == {"1"}


# -- levels


@pytest.mark.parametrize(
    ("text", "number"),
    [("Priorité A Des ressources mieux partagées", "A"), ("OBJECTIF A ATTEINDRE", None), ("Action A Paris", None)],
)
def test_a_letter_numbers_a_level_without_a_sign_where_a_title_follows(text, number):
    heading = read_heading(text)
    assert (heading.number if heading else None) == number


@pytest.mark.parametrize(("over", "under"), [("{} – {}", "{}.{}"), ("{} : {}", "{}-{}")])
def test_bare_numbers_over_the_actions_they_begin_are_levels(over, under):
    sheets = []
    for n, level in enumerate(("Habiter", "Se déplacer"), 1):
        sheet = Sheet()
        y = sheet.write(60, 50, over.format(n, level), size=14, bold=True) + 6
        for k in (1, 2):
            y = sheet.write(60, y, f"Action {under.format(n, k)} : Mener le projet {n}{k}", size=12, bold=True) + 4
            y = sheet.sections(60, y, FIELDS, width=470) + 8
        sheets.append(sheet)
    plan = read(*sheets)
    assert tree(plan) == [("1", "Habiter", None), ("2", "Se déplacer", None)]
    assert list(above(plan).values()) == ["1", "1", "2", "2"]


def test_the_sections_of_a_document_are_no_levels_because_one_holds_its_actions():
    sheet = Sheet()
    y = sheet.write(60, 50, "1. Rappel du contexte", size=14, bold=True) + 4
    y = sheet.write(60, y, LONG, width=470) + 8
    y = sheet.write(60, y, "2. Actions retenues", size=14, bold=True) + 6
    for k in (1, 2):
        y = sheet.write(60, y, f"Action 2.{k} : Mener le projet {k}", size=12, bold=True) + 4
        y = sheet.sections(60, y, FIELDS, width=470) + 8
    assert tree(read(sheet)) == []


# -- numbers and titles


def test_a_number_in_small_print_over_each_title_opens_the_next_fiche():
    sheet = Sheet()
    y = 50
    for n, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, f"Fiche action {n}", size=8) + 1
        y = sheet.write(60, y, title, size=13, bold=True) + 4
        y = sheet.sections(60, y, FIELDS, width=470) + 14
    plan = read(sheet)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [field(a, "calendar") for a in plan.actions] == ["2025"] * 3


def side_by_side(sheet: Sheet, y: float, *, size: float) -> float:
    """A side column of labels at the left, the text at its right."""
    left = sheet.sections(60, y, FIELDS[1:], width=120, size=size)
    right = sheet.sections(210, y, [FIELDS[0], ("Contexte", LONG)], width=330, size=size)
    return max(left, right)


def test_a_number_boxed_at_the_right_of_a_title_begins_what_is_under_it():
    sheet = Sheet()
    y = 120.0
    for n, title in enumerate(TITLES, 1):
        sheet.write(60, y, title, size=11, bold=True)
        sheet.box(505, y - 4, 540, y + 18)
        sheet.write(518, y, str(n), size=12, bold=True)
        y = side_by_side(sheet, y + 26, size=10) + 14
    plan = read(sheet)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [field(a, "objective") for a in plan.actions] == [LONG] * 3


def test_under_a_blank_a_title_hardly_larger_ends_two_columns():
    sheet = Sheet()
    y = 50.0
    for title in TITLES:
        y = sheet.write(60, y, title, size=12.4, bold=True, color=BLUE) + 6
        y = side_by_side(sheet, y, size=11) + 26
    plan = read(sheet)
    assert [t for _, t in actions(plan)] == TITLES
    assert [field(a, "objective") for a in plan.actions] == [LONG] * 3
    assert [field(a, "pilot") for a in plan.actions] == ["Ville de Bazas"] * 3


def test_sources_under_a_budget_pay_it():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        sheet.sections(60, y, [*FIELDS, ("Budget", "12 000 €\nSources : Région, CAF")], width=470)
        sheets.append(sheet)
    assert {field(a, "funder") for a in read(*sheets).actions} == {"Région, CAF"}


def test_the_figures_that_go_up_with_the_pages_number_them_and_no_others():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.fill(490, 40, 545, 66, BLUE)
        sheet.write(512, 44, str(n), size=12, bold=True, color=WHITE)
        sheet.write(60, 44, title, size=12, bold=True)
        sheet.sections(60, 90, FIELDS, width=470)
        sheets.append(sheet)
    after = Sheet()
    after.sections(60, 90, [("Contexte", LONG)], width=470)
    sheets.insert(1, after)
    for n, sheet in enumerate(sheets, 1):
        sheet.run(300, 800, str(n), 9)
    assert [asides(la).get("page_number") for la in lay_out(*sheets)] == ["1", "2", "3", "4"]
    assert actions(read(*sheets)) == [(str(n), t) for n, t in enumerate(TITLES, 1)]


# -- levels between levels, and numbers of words that often name levels


@pytest.mark.parametrize("number", ["Action {}.{} : ", "Opération {}.{} – "])
def test_bare_numbers_between_a_level_and_its_actions_are_levels(number):
    sheets = []
    for n, axis in enumerate(("Habiter", "Se déplacer"), 1):
        sheet = Sheet()
        y = sheet.write(60, 50, f"Axe {n} : {axis}", size=16, bold=True) + 6
        for k, sub in enumerate(("Aller vers les habitants", "Adapter les lieux"), 1):
            y = sheet.write(60, y, f"{n}.{k} – {sub}", size=13, bold=True) + 4
            for i in (1, 2):
                y = sheet.write(60, y, f"{number.format(f'{n}.{k}', i)}Mener le projet {n}{k}{i}", size=11.5, bold=True) + 4
                y = sheet.sections(60, y, FIELDS[1:], width=470) + 6
        sheets.append(sheet)
    plan = read(*sheets)
    assert [(n, over) for n, _, over in tree(plan)] == [("1", None), ("1.1", "1"), ("1.2", "1"), ("2", None), ("2.1", "2"), ("2.2", "2")]
    assert list(above(plan).values()) == ["1.1", "1.1", "1.2", "1.2", "2.1", "2.1", "2.2", "2.2"]


def test_a_letter_over_numbered_words_is_their_level():
    sheets = []
    for letter, level in (("A", "Habiter"), ("B", "Se déplacer")):
        sheet = Sheet()
        y = sheet.band(50, f"{letter} | {level}")
        for k in (1, 2):
            y = sheet.write(60, y, f"Chantier {letter}{k} | Mener le projet {letter}{k}", size=12, bold=True) + 4
            y = sheet.sections(60, y, FIELDS, width=470) + 8
        sheets.append(sheet)
    plan = read(*sheets)
    assert [n for n, _ in actions(plan)] == ["A1", "A2", "B1", "B2"]
    assert list(above(plan).values()) == ["A", "A", "B", "B"]


@pytest.mark.parametrize(("said", "numbers"), [(["Engagement 1", "Engagement 2", "Engagement 3"], ["1", "2", "3"])])
def test_a_word_and_its_number_under_each_title_number_it(said, numbers):
    sheets = []
    for title, tag in zip(TITLES, said, strict=True):
        sheet = Sheet()
        y = sheet.write(60, 130, title, size=13, bold=True) + 3
        y = sheet.write(60, y, tag, size=9) + 6
        sheet.table(60, y, [235, 235], [["Pilote", "Calendrier"], ["Ville de Bazas", "2025"]])
        sheets.append(sheet)
    assert actions(read(*sheets)) == list(zip(numbers, TITLES, strict=True))


# -- tables in tables


def fiche_with_inner_tables(n: int, title: str) -> Sheet:
    """A grid of labels, of which two values are tables of their own."""
    sheet = Sheet()
    y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
    sheet.table(60, y, [110, 370], [["Pilote", "Ville de Bazas"], ["Calendrier", ""], ["Partenaires", "CAF, DDT"], ["Indicateurs", ""]],
                least=62, header=False)  # fmt: skip
    sheet.table(176, y + 62 + 8, [50] * 4, [["2025", "2026", "2027", "2028"], ["X", "X", " ", " "]], header=False)
    rows = [["Intitulé", "Valeur de référence", "Valeur cible"], ["Nombre de ménages reçus", "12", "40"]]
    sheet.table(176, y + 3 * 62 + 8, [150, 95, 95], rows)
    return sheet


def test_tables_inside_the_cells_of_a_fiche_are_read_at_their_place():
    plan = read(*(fiche_with_inner_tables(n, t) for n, t in enumerate(TITLES, 1)))
    for action in plan.actions:
        assert field(action, "partner") == "CAF, DDT"
        assert [f.kind for f in action.fields if f.rule == "year_marks"] == ["2025-2026"]
        told = [row for f in action.fields if f.table for row in f.table.rows]
        assert [{k: v.text for k, v in row.items()} for row in told] == [
            {"text": "Nombre de ménages reçus", "baseline": "12", "target": "40"}
        ]


def test_where_an_action_starts_from_is_no_baseline_over_a_sentence():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 6
        sheet.table(60, y, [160, 160, 160], [["Pilote", "Calendrier", "Point de départ"], ["Ville de Bazas", "2025", LONG]])
        sheets.append(sheet)
    assert {field(a, "context") for a in read(*sheets).actions} == {LONG}
