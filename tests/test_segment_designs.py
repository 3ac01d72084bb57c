"""Plans as designers print them: leaflets, cards, badges, numbers in the margin, words of their own."""

from __future__ import annotations

import pytest
from drawing import BLUE, WHITE, Sheet
from pages import LONG, lay_out, tables, texts
from plans import above, actions, field, read

from extractors.french.lexicon import read_label
from extractors.segment.style import Styles

FIELDS = [("Objectif", LONG), ("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, DDT"), ("Calendrier", "2025")]
TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers", "Rénover la halle"]


# -- leaflets


@pytest.mark.parametrize("strokes", [[302], [207, 400]])
def test_columns_parted_by_upright_strokes_are_read_one_after_the_other(strokes):
    sheet = Sheet()
    edges = [50, *strokes, 560]
    for x in strokes:
        sheet.rule(x, 60, x, 780)
    titles = [f"Mener le projet {n}" for n in range(1, 3 * len(edges) - 2)]
    for k, x in enumerate(edges[:-1]):
        y = 70 + 17 * k  # the columns are not level
        for n in range(3 * k, 3 * k + 3):
            sheet.fill(x + 8, y, x + 24, y + 16, BLUE)
            sheet.write(x + 12, y + 2, str(n + 1), size=10, bold=True, color=WHITE)
            y = sheet.write(x + 30, y, titles[n], size=13, bold=True, color=BLUE) + 4
            y = sheet.write(x + 8, y, LONG, width=edges[k + 1] - x - 20) + 3
            text = "**Pilote :** Ville de Bazas – **Partenaires :** CAF, DDT – **Calendrier :** 2025"
            y = sheet.write(x + 8, y, text, width=edges[k + 1] - x - 20, size=9) + 14
    plan = read(sheet)
    assert actions(plan) == [(str(n + 1), title) for n, title in enumerate(titles)]
    assert {field(a, "calendar") for a in plan.actions} == {"2025"}
    assert {field(a, "modalities") for a in plan.actions} == {LONG}


def test_a_stroke_between_labels_and_their_values_parts_nothing():
    sheets = []
    for n in (1, 2):
        sheet = Sheet()
        sheet.write(60, 60, f"Action {n} : Mener le projet {n}", size=14, bold=True)
        sheet.rule(180, 90, 180, 500)
        sheet.labels(60, 100, FIELDS, split=190)
        sheets.append(sheet)
    for action in read(*sheets).actions:
        assert [field(action, f) for f in ("pilot", "partner", "calendar")] == ["Ville de Bazas", "CAF, DDT", "2025"]


# -- cards


def slide(titles: list[str]) -> Sheet:
    sheet = Sheet(width=842, height=595)
    sheet.write(40, 30, "Axe 1 – Habiter", size=18, bold=True)
    for k, title in enumerate(titles):
        x = 40 + 390 * k
        sheet.fill(x, 70, x + 375, 110, BLUE)
        sheet.write(x + 10, 82, title, size=14, bold=True, color=WHITE)
        sheet.box(x, 70, x + 375, 110)
        sheet.box(x, 110, x + 375, 540)
        sheet.sections(x + 10, 118, FIELDS[1:], width=350)
    return sheet


def test_a_band_over_its_frame_is_text_and_no_table():
    (layout,) = lay_out(slide(TITLES[:2]))
    assert tables(layout) == []
    told = [TITLES[0], "Pilote", "Ville de Bazas", "Partenaires"]
    at = texts(layout).index(told[0])
    assert texts(layout)[at : at + 4] == told


def test_what_is_printed_thrice_in_several_looks_is_no_word_of_a_form():
    sheets = [slide(TITLES[k : k + 1]) for k in (0, 1, 2)]
    for size in (9, 11):
        sheet = Sheet()
        sheet.sections(60, 60, [(t, "12 k€") for t in TITLES[:3]], width=400, size=size)
        sheets.append(sheet)
    layouts = lay_out(*sheets)
    styles = Styles.of(layouts)
    told = {p.text.text: styles.comes_back(p) for p in layouts[0].paragraphs()}
    assert told == {
        "Axe 1 – Habiter": False, TITLES[0]: False, "Pilote": True, "Ville de Bazas": True, "Partenaires": True,
        "CAF, DDT": True, "Calendrier": True, "2025": False,
    }  # fmt: skip


def test_titles_named_again_in_the_contents_and_the_costs_are_no_labels():
    first = Sheet(width=842, height=595)
    y = first.write(40, 40, "Sommaire", size=20, bold=True) + 10
    for title in ("Axe 1 – Habiter", *TITLES[:2]):
        y = first.write(60, y, title) + 4
    last = Sheet(width=842, height=595)
    last.write(40, 40, "Budget prévisionnel", size=20, bold=True)
    last.table(40, 80, [260, 80, 80], [["Action", "2025", "2026"], *([t, "10 k€", "12 k€"] for t in TITLES[:2])])
    plan = read(first, slide(TITLES[:1]), slide(TITLES[1:2]), last)
    assert [t for _, t in actions(plan)] == TITLES[:2]
    assert {field(a, "pilot") for a in plan.actions} == {"Ville de Bazas"}
    assert all("10 k€" in field(a, "cost") for a in plan.actions)


# -- numbers in the margin, words of one's own


def test_numbers_in_the_margin_belong_to_the_titles_beside_them():
    sheet, y = Sheet(), 60
    for n, title in enumerate(TITLES[:3], 1):
        sheet.write(50, y, f"A.{n}", size=18, bold=True)
        y = sheet.write(110, y, title, size=12, bold=True) + 4
        y = sheet.write(110, y, f"**Objectif :** {LONG}", width=420) + 4
        y = sheet.write(110, y, "**Responsable :** ADIL 26", width=420) + 2
        y = sheet.write(110, y, "**Calendrier :** 2025", width=420) + 30
    plan = read(sheet)
    assert actions(plan) == [(f"A.{n}", title) for n, title in enumerate(TITLES[:3], 1)]
    assert [field(a, "pilot") for a in plan.actions] == ["ADIL 26"] * 3


def own(words: list[str], titles: list[str]) -> list[Sheet]:
    """Two actions under each of the headings of ``words``."""
    sheets = []
    for k, word in enumerate(words):
        sheet = Sheet()
        y = sheet.write(60, 60, word, size=18, bold=True) + 10
        for title in titles[2 * k : 2 * k + 2]:
            y = sheet.write(60, y, title, size=13, bold=True) + 4
            y = sheet.sections(60, y, FIELDS, width=470) + 10
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("word", ["Boussole {}. ", "SILLAGE {} – ", "Titre {} : "])
def test_a_numbered_word_over_actions_is_a_level_of_the_document_s_own(word):
    numbers = ["A", "B"] if word.startswith("T") else ["1", "2"]
    heads = [word.format(n) + f"Habiter mieux {k}" for k, n in enumerate(numbers)]
    plan = read(*own(heads, [f"Action {n} : {t}" for n, t in enumerate(TITLES, 1)]))
    assert [(o.number, o.title.text) for o in plan.orientations] == [
        (n, f"Habiter mieux {k}") for k, n in enumerate(numbers)
    ]
    assert [a.orientation for a in plan.actions] == [0, 0, 1, 1]


def test_a_numbered_word_with_fields_of_its_own_is_an_action():
    plan = read(*own(["Habiter", "Bouger"], [f"Promesse {n} : {t}" for n, t in enumerate(TITLES, 1)]))
    assert actions(plan) == [(str(n), title) for n, title in enumerate(TITLES, 1)]


def test_figures_and_phases_are_no_words_of_one_s_own():
    heads = ["Figure 1 : Les logements", "Figure 2 : Les ménages"]
    plan = read(*own(heads, [f"Action {n} : {t}" for n, t in enumerate(TITLES, 1)]))
    assert plan.orientations == []


def test_contents_that_share_their_page_leave_the_rest_to_be_read():
    sheet = Sheet()
    y = sheet.contents(50, [(f"Action {n} : {t}", n) for n, t in enumerate(TITLES, 1)]) + 10
    for text in (LONG * 2, LONG * 2):
        y = sheet.write(60, y, text, width=470) + 8
    sheet.write(60, y, "Axe 1 : Habiter", size=18, bold=True)
    plan = read(sheet, *own(["Suite"], [f"Action {n} : {t}" for n, t in enumerate(TITLES[:2], 1)]))
    assert [(o.number, o.title.text) for o in plan.orientations] == [("1", "Habiter")]
    assert len(plan.actions) == 2


# -- fields run into the text


def runs(texts_of: list[list[str]]) -> list[Sheet]:
    sheets = []
    for n, lines in enumerate(texts_of, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {TITLES[n - 1]}", size=14, bold=True) + 6
        y = sheet.write(60, y, LONG, width=470) + 4
        for line in lines:
            y = sheet.write(60, y, line, width=470) + 4
        sheets.append(sheet)
    return sheets


def test_an_unknown_label_run_into_the_text_is_known_by_coming_back():
    lines = ["**Pilote :** ADIL 26", "**Concourent au pacte :** CAF, DDT, UNPI 26", "**Calendrier :** 2025"]
    for action in read(*runs([lines] * 3)).actions:
        assert field(action, "pilot") == "ADIL 26"
        assert field(action, "partner") == "CAF, DDT, UNPI 26"


def test_run_in_fields_go_on_in_the_next_paragraph_of_the_same_look():
    lines = ["**Pilote :** ADIL 26 – **Avec :**", "CAF, DDT – **Calendrier :** 2025 – **Budget :** 18 000 € par an"]
    for action in read(*runs([lines] * 3)).actions:
        assert (field(action, "calendar"), field(action, "cost")) == ("2025", "18 000 € par an")


def test_the_dash_between_two_run_in_fields_belongs_to_neither():
    line = "**Pilote :** ADIL 26 – **Partenaires :** CAF, DDT – **Calendrier :** décembre 2025"
    for action in read(*runs([[line]] * 3)).actions:
        assert [field(action, f) for f in ("pilot", "partner")] == ["ADIL 26", "CAF, DDT"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2026 à 2028", "Dès le printemps 2025", "En cours"], "calendar"),
        (["Par étapes", "En régie", "2025"], "modalities"),
    ],
)
def test_setting_to_work_is_a_date_where_its_values_are(values, expected):
    plan = read(*runs([["**Pilote** – ADIL 26", f"**Mise en œuvre** – {v}"] for v in values]))
    told = [[f.field for f in a.fields if f.label.startswith("Mise en")] for a in plan.actions]
    assert told == [[expected]] * 3


# -- tables over several actions


def test_rows_that_only_give_a_number_belong_to_the_action_of_that_number():
    sheets = own(["Axe 1 : Habiter"], [f"Action 1.{n} : {t}" for n, t in enumerate(TITLES[:2], 1)])
    rows = [
        ["Action", "Indicateur", "Situation 2024", "Objectif 2029"],
        ["1.1", "Nombre de ménages rencontrés", "310", "1 200"],
        [None, "Nombre de visites", "12", "40"],
        ["1.2", "Nombre de logements", "0", "60"],
    ]
    sheets[0].table(60, 480, [50, 200, 90, 90], rows, spans={(1, 0): (2, 1)})
    plan = read(*sheets)
    told = [[f.text.text.split("\n") for f in a.fields if f.field == "indicator"] for a in plan.actions]
    assert told == [[["Nombre de ménages rencontrés", "Nombre de visites"]], [["Nombre de logements"]]]


def test_what_the_caption_says_figures_are_in_and_bodies_that_head_columns():
    sheets = own(["Axe 1 : Habiter"], [f"Action 1.{n} : {t}" for n, t in enumerate(TITLES[:2], 1)])
    last = Sheet()
    last.write(60, 60, "Budget", size=16, bold=True)
    last.write(
        60,
        90,
        "Les montants sont en milliers d'euros. L'action 1.3 reste à chiffrer et n'est pas comptée ici.",
        width=480,
    )
    rows = [
        ["Action", "Coût total", "Anah", "Région"],
        *([f"1.{n} {t}", "120", "80", "40"] for n, t in enumerate(TITLES[:2], 1)),
    ]
    last.table(60, 140, [220, 80, 80, 80], rows)
    for action in read(*sheets, last).actions:
        costs = [f for f in action.fields if f.field in ("cost", "funder")]
        assert [f.text.text for f in costs] == ["120", "Anah : 80", "Région : 40"]
        assert all("milliers d'euros" in f.label for f in costs)


def test_a_title_on_two_lines_beside_its_number_is_whole():
    sheets, halves = (
        [],
        [
            ("Appliquer les clauses sociales aux marchés de", "rénovation urbaine"),
            ("Loger les jeunes qui", "arrivent seuls"),
        ],
    )
    for n, (first, rest) in enumerate(halves, 1):
        sheet = Sheet()
        sheet.fill(50, 60, 545, 100, BLUE)
        sheet.write(62, 64, str(n), size=20, bold=True, color=WHITE)
        sheet.write(90, 62, first, size=13, bold=True, color=WHITE)
        sheet.write(90, 80, rest, size=13, bold=True, color=WHITE)
        sheet.sections(60, 115, FIELDS, width=470)
        sheets.append(sheet)
    assert actions(read(*sheets)) == [(str(n), " ".join(title)) for n, title in enumerate(halves, 1)]


def test_a_strip_of_levels_at_the_head_of_a_page_is_of_the_fiche_under_it():
    sheets = []
    for n, objective in enumerate(("1.1", "1.1", "1.2"), 1):
        sheet = Sheet()
        strip = ["Orientation 1 : Produire mieux", f"Objectif {objective} : Tenir le cap {objective}"]
        sheet.table(50, 40, [240, 240], [strip], header=False)
        y = sheet.band(70, f"Action 1.{n} : {TITLES[n - 1]}")
        sheet.sections(60, y + 10, FIELDS, width=470)
        sheets.append(sheet)
    assert list(above(read(*sheets)).values()) == ["1.1", "1.1", "1.2"]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["Financer 90 logements", "Capter 60 logements", "Réduire les délais"], "objective"),
        (["Nombre de logements\nTaux de rotation", "Part des ménages", "Nombre d'aides"], "indicator"),
    ],
)
def test_results_looked_for_are_the_aim_or_what_is_measured(results, expected):
    sheets = []
    for n, text in enumerate(results, 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {TITLES[n - 1]}", size=14, bold=True) + 6
        aim = [] if expected == "objective" else [("Objectif", LONG)]
        sheet.sections(
            60, y, [*aim, ("Pilote", "ADIL 26"), ("Résultats attendus", text), ("Calendrier", "2025")], width=470
        )
        sheets.append(sheet)
    plan = read(*sheets)
    told = [[f.field for f in a.fields if f.label.startswith("Résultats")] for a in plan.actions]
    assert told == [[expected]] * 3


@pytest.mark.parametrize("open_end", [False, True])
def test_a_title_over_its_own_rule_is_no_row_of_the_ruled_table_before(open_end):
    sheet = Sheet()
    y = sheet.write(50, 60, "A1 Répartir la production", size=14, bold=True) + 10
    for title in ("A2 Traiter les copropriétés fragiles", None):
        rows = [["Maîtrise d'ouvrage", "Ville de Bazas"], ["Avec qui ?", "ADIL 26, Anah"], ["Quand ?", "2026-2028"]]
        y = sheet.table(50, y, [90, 400], rows, style="rules", header=False) + 4
        if open_end:  # the last row has no rule under it
            sheet.write(54, y, "Combien ?", size=9)
            y = sheet.write(144, y, "12 000 €", size=9)
        y += 20
        if title:
            y = sheet.write(52, y, title, size=14, bold=True) + 2
            sheet.rule(50, y, 540, y)
            y = sheet.write(50, y + 6, LONG, width=480) + 8
    assert actions(read(sheet)) == [("A1", "Répartir la production"), ("A2", "Traiter les copropriétés fragiles")]


def test_a_chapter_s_name_at_the_head_of_each_page_does_not_end_the_fiche_that_goes_on():
    sheets = [Sheet() for _ in range(4)]
    for k, sheet in enumerate(sheets):
        sheet.write(60, 30, f"Orientation {k // 2 + 1} – Habiter mieux {k // 2}", size=7.5)
    for k in (0, 2):
        y = sheets[k].write(60, 60, f"Orientation {k // 2 + 1} – Habiter mieux {k // 2}", size=17, bold=True) + 10
        y = sheets[k].write(60, y, f"Fiche {k // 2 + 1}.1 {TITLES[k]}", size=13, bold=True) + 6
        sheets[k].sections(60, y, FIELDS[:2], width=470)
        sheets[k + 1].sections(60, 60, [("Moyens", "120 k€"), ("Calendrier", "2025")], width=470)
    plan = read(*sheets)
    assert [(field(a, "cost"), field(a, "calendar"), a.orientation) for a in plan.actions] == [
        ("120 k€", "2025", 0), ("120 k€", "2025", 1),
    ]  # fmt: skip


def test_badges_that_stand_level_are_no_table():
    sheet = Sheet()
    for k, title in enumerate(TITLES[:3]):
        x = 50 + 170 * k
        sheet.fill(x, 60, x + 16, 76, BLUE)
        sheet.write(x + 4, 62, str(k + 1), size=10, bold=True, color=WHITE)
        sheet.write(x + 22, 62, title, size=11, bold=True)
    assert tables(lay_out(sheet)[0]) == []


def test_an_aim_has_an_article_where_a_level_has_none():
    said = {text: read_label(text).field for text in ("L’ambition", "Notre ambition", "Ambition")}
    assert said == {"L’ambition": "objective", "Notre ambition": "objective", "Ambition": "orientation"}
