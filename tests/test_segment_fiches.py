"""Fiches told by their labels alone, whatever their titles are: kickers, badges, bullets, bands; trails of levels."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from drawing import BLUE, GREY, WHITE, Sheet, save
from pages import LONG
from plans import above, actions, field, read, tree

from extractors.document import layout_document
from extractors.reading import open_pdf, read_pages
from extractors.segment.build import build_tree
from extractors.segment.tree import Tree
from models.segment import ActionNode
from models.text import PlacedText

FIELDS = [("Pilote", "Ville de Bazas"), ("Partenaires", "CAF, ADIL"), ("Calendrier", "2025-2027"), ("Objectif", LONG)]
TITLES = ["Créer un guichet unique", "Aider les jeunes ménages", "Loger les saisonniers", "Rénover les copropriétés"]


def ruled(sheet: Sheet, y: float, xs: list[float], rows: list[tuple[str, ...]]) -> None:
    """A table with every cell boxed, its first row bold."""
    for k, row in enumerate(rows):
        for a, b, text in zip(xs, xs[1:], row, strict=False):
            sheet.box(a, y, b, y + 20)
            sheet.run(a + 5, y + 4, text, 10, bold=k == 0)
        y += 20


def held(plan) -> None:
    for action in plan.actions:
        assert field(action, "pilot").rstrip(".") == "Ville de Bazas"
        assert field(action, "calendar").startswith("2025")


def test_a_kicker_with_number_and_axis_stands_over_the_title():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.write(60, 60, f"FICHE ACTION N° {n} · AXE {1 + (n > 2)}", size=8)
        y = sheet.write(60, 76, title, size=15, bold=True) + 10
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    held(plan)


def test_unnumbered_titles_in_running_pages_among_larger_headings():
    """Chapters, objectives and actions in three sizes; the actions' titles, bulleted, are the smallest."""
    before = Sheet()
    y = before.write(60, 60, "Le territoire en bref", size=20, bold=True) + 8
    before.write(60, y, LONG, width=470)
    sheets = [before]
    for n in (0, 2):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Objectif {n // 2 + 1} – Mieux loger", size=14, bold=True) + 6
        for title in TITLES[n : n + 2]:
            sheet.run(60, y, "■", 12, bold=True)
            y = sheet.write(75, y, title, size=12, bold=True) + 4
            y = sheet.write(60, y, LONG, width=470) + 4
            # A fiche that lacks its first label must not shift the others.
            rows = [("FINALITÉ", "loger cent ménages.")] if title != TITLES[1] else []
            rows += [("PORTAGE", "Ville de Bazas."), ("ACTEURS MOBILISÉS", "CAF, ADIL."), ("ÉCHÉANCE", "2025.")]
            for label, text in rows:
                y = sheet.write(60, y, f"{label} : {text}", width=470)
            y += 12
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(None, t) for t in TITLES]
    assert [n for n, _, _ in tree(plan)] == ["1", "2"]
    held(plan)
    assert [field(a, "objective") for a in plan.actions] == ["loger cent ménages."] + [""] + ["loger cent ménages."] * 2


def two_cells(sizes: list[float]) -> list[Sheet]:
    """A page per title, its number and itself in two filled cells, over its fields."""
    sheets = []
    for n, (title, size) in enumerate(zip(TITLES, sizes, strict=True)):
        sheet = Sheet()
        sheet.fill(60, 60, 100, 84, BLUE)
        sheet.run(66, 66, f"{1 + n // 2}.{'AB'[n % 2]}", 12, bold=True, color=WHITE)
        sheet.fill(100, 60, 540, 84, GREY)
        sheet.run(108, 66, title, size, bold=True)
        sheet.sections(60, 96, FIELDS, width=470)
        sheets.append(sheet)
    return sheets


def test_number_and_title_in_two_filled_cells():
    plan = read(*two_cells([12] * 4))
    assert actions(plan) == list(zip(["1.A", "1.B", "2.A", "2.B"], TITLES, strict=True))
    held(plan)


def test_titles_a_scan_measures_half_a_point_apart_open_their_fiches(tmp_path):
    sheets = two_cells([13, 13.5, 13, 13.5])
    with closing(open_pdf(save(tmp_path / "plan.pdf", sheets))) as file:
        pages = read_pages(file, ocr="off")
    for page in pages:
        page.words = [replace(w, confidence=0.99) for w in page.words]
    found, _ = build_tree(layout_document(pages))
    assert [(a.number, a.title.text) for a in found.actions] == list(zip(["1.A", "1.B", "2.A", "2.B"], TITLES, strict=True))


@pytest.mark.parametrize("crumb", ["Axe 1 · Habiter › Objectif 2 · Rénover", "Axe 1 : Habiter | Objectif 2 : Rénover"])
def test_a_badge_a_trail_of_levels_and_a_side_column(crumb):
    """The code in a badge beside the trail and the title, over prose and a narrow column of labels."""
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.fill(40, 60, 110, 92, BLUE)
        sheet.run(50, 69, f"OS1.A{n}", 13, bold=True, color=WHITE)
        sheet.write(124, 60, crumb, size=8)
        sheet.write(124, 72, title, size=16, bold=True)
        sheet.sections(50, 112, [("CONTEXTE", LONG), ("OBJECTIF", LONG)], width=300)
        rows = [("CHEF DE FILE", "Ville de Bazas"), ("ACTEURS ASSOCIÉS", "CAF"), ("CALENDRIER", "2025")]
        sheet.sections(390, 110, rows, width=140, size=9)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(f"OS1.A{n}", t) for n, t in enumerate(TITLES, 1)]
    assert tree(plan) == [("1", "Habiter", None), ("2", "Rénover", "1")]
    assert set(above(plan).values()) == {"2"}
    held(plan)
    assert all(LONG[:40] in field(a, "context") for a in plan.actions)


def test_unnumbered_field_with_a_level_word_names_no_action():
    """ "Objectif : ..." within each commitment is its field, though "Objectif 1" could name a level."""
    sheet, y = Sheet(), 60.0
    for n, title in enumerate(TITLES[:3], 1):
        y = sheet.write(60, y, f"Engagement {n} – {title}", size=11, bold=True) + 2
        for text in ("Objectif : loger cent ménages.", "Pilote : Ville de Bazas", "Calendrier : 2025"):
            y = sheet.write(60, y, text) + 2
        y += 10
    plan = read(sheet)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES[:3], 1)]
    held(plan)
    assert {field(a, "objective") for a in plan.actions} == {"loger cent ménages."}


def test_years_beside_a_label_with_crosses_under_them():
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        sheet.write(60, 60, f"Fiche {n} : {title}", size=14, bold=True)
        y, xs = 100.0, [60, 200, 260, 320, 380, 440]
        for row in (
            ["Objectif", "Loger cent ménages"],
            ["Pilote", "Ville de Bazas"],
            ["Partenaires", "CAF, ADIL"],
            ["Calendrier", "2025", "2026", "2027", "2028"],
            ["", "X", "X", "", ""],
            ["Coût", "5 000 €"],
        ):
            edges = xs if len(row) > 2 else [60, 200, 440]
            for a, b, text in zip(edges, edges[1:], row, strict=False):
                if row[0] or a > 60:
                    sheet.rule(a, y, b, y)
                sheet.run(a + 4, y + 4, text, 10, bold=a == 60)
            for x in edges:
                sheet.rule(x, y, x, y + 20)
            y += 20
        sheet.rule(60, y, 440, y)
        sheets.append(sheet)
    plan = read(*sheets)
    assert [[f.label for f in a.fields if f.field == "calendar"] for a in plan.actions] == [["2025-2026"]] * 3


def test_a_word_small_under_its_number_and_levels_of_a_list_that_stand_over_what_follows():
    """A contents list of axes and actions tells nothing of the axis printed before the next one."""
    first, y = Sheet(), 60.0
    for n, title in enumerate(TITLES, 1):
        if n in (1, 3):
            y = first.write(60, y, f"Axe {'AB'[n // 2]} – Habiter mieux {n}", size=13, bold=True) + 2
        y = first.write(80, y, f"Action {n} : {title}", size=10) + 2
    sheets = [first]
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.write(124, 60, f"Axe {'AB'[n > 2]} – Habiter mieux {1 if n < 3 else 3}", size=8)
        sheet.run(62, 60, str(n), 24, bold=True)
        sheet.run(54, 90, "ACTION", 7, bold=True)
        sheet.write(124, 72, title, size=16, bold=True)
        sheet.sections(60, 120, [("Pourquoi agir ?", LONG), *FIELDS], width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert list(above(plan).values()) == ["A", "A", "B", "B"]
    held(plan)
    assert all(field(a, "context") and field(a, "objective").count(LONG[:30]) == 1 for a in plan.actions)


def test_titles_run_into_a_numbered_list_with_a_bracket_of_fields():
    sheet, y = Sheet(), 60.0
    y = sheet.write(60, y, "Objectif 1.1 – Mieux accueillir", size=12, bold=True) + 4
    for n, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, f"**{n}. {title}.** {LONG}", width=470)
        fields = (
            "Pilote : Ville de Bazas ; partenaires : CAF, ADIL ; échéance : 2025-2026 ; indicateur : nombre de ménages"
        )
        y = sheet.write(60, y + 3, f"({fields})", width=470, italic=True) + 8
    plan = read(sheet)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert [n for n, _, _ in tree(plan)] == ["1.1"]
    assert all(field(a, "pilot").rstrip(" ;") == "Ville de Bazas" for a in plan.actions)
    assert all(field(a, "partner").rstrip(" ;") == "CAF, ADIL" for a in plan.actions)
    assert all(field(a, "indicator") == "nombre de ménages" for a in plan.actions)
    assert all(field(a, "modalities").startswith(LONG[:30]) for a in plan.actions)


def test_a_row_for_each_body_and_a_column_for_each_role():
    marks = [("Ville de Bazas", "●", "", "●"), ("CAF", "", "●", ""), ("Département", "", "●", "●")]
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 8
        y = sheet.sections(60, y, [("Objectif", LONG), ("Calendrier", "2025")], width=470)
        y = sheet.write(60, y, "Qui fait quoi ?", bold=True) + 6
        xs = [60, 220, 320, 420, 520]
        ruled(sheet, y, xs, [("", "Pilote", "Associé", "Financeur"), *marks])
        sheets.append(sheet)
    plan = read(*sheets)
    for action in plan.actions:
        assert field(action, "pilot") == "Ville de Bazas"
        assert field(action, "partner") == "CAF\nDépartement"
        assert field(action, "funder") == "Ville de Bazas\nDépartement"


def test_levels_printed_only_in_a_strip_along_the_edge():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet = Sheet()
        sheet.fill(0, 0, 40, 842, BLUE)
        axis = "AXE A – Produire des logements" if n < 3 else "AXE B – Accompagner les ménages"
        sheet.run(26, 500, axis, 11, bold=True, color=WHITE, angle=90)
        y = sheet.write(60, 60, f"FICHE ACTION {n}", size=9, bold=True)
        y = sheet.write(60, y, title, size=16, bold=True) + 8
        sheet.sections(60, y, FIELDS, width=470)
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert list(above(plan).values()) == ["A", "A", "B", "B"]


def test_what_is_bought_and_who_pays_side_by_side():
    sheets = []
    for n, title in enumerate(TITLES[:3], 1):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Action {n} : {title}", size=14, bold=True) + 8
        y = sheet.sections(60, y, [("Pilote", "Ville de Bazas"), ("Calendrier", "2025")], width=470)
        y = sheet.write(60, y, "Budget", bold=True) + 6
        xs = [60, 200, 270, 420, 500]
        rows = [("Dépenses", "Montant", "Recettes", "Montant"), ("Formation", "6 000 €", "CAF", "2 000 €"),
                ("Étude", "9 000 €", "Département", "13 000 €"), ("Total", "15 000 €", "Total", "15 000 €")]  # fmt: skip
        ruled(sheet, y, xs, rows)
        sheets.append(sheet)
    plan = read(*sheets)
    for action in plan.actions:
        assert field(action, "funder") == "CAF : 2 000 €\nDépartement : 13 000 €"
        assert field(action, "cost") == "6 000 €\n9 000 €\n15 000 €"


def test_a_level_across_the_next_fiche_and_an_indicator_table_beside_its_label():
    sheets = []
    for n, title in enumerate(TITLES, 1):
        sheet, y, xs = Sheet(), 60.0, [60, 180, 440, 540]
        level = f"Enjeu {1 + (n > 2)} : Une ville {'pour tous' if n < 3 else 'durable'}"
        rows = [(level,), (f"Fiche action n° {n}", title), ("Pilote", "Ville de Bazas"), ("Calendrier", "2025"),
                ("Suivi et évaluation", "Indicateur", "Cible 2030"), ("", "Nombre de ménages aidés", "400"), ("", "Nombre de visites", "90")]  # fmt: skip
        for k, row in enumerate(rows):
            edges = {1: [60, 540], 2: [60, 180, 540], 3: xs}[len(row)]
            for a, b, text in zip(edges, edges[1:], row, strict=False):
                if a == 60:
                    sheet.fill(a, y, b, y + 22)
                sheet.run(a + 5, y + 5, text, 10, bold=a == 60 or k in (1, 4))
                if a > 60 or k < 5:
                    sheet.rule(a, y, b, y)
            for x in edges:
                sheet.rule(x, y, x, y + 22)
            y += 22
        sheet.rule(60, y, 540, y)
        sheets.append(sheet)
    plan = read(*sheets)
    assert list(above(plan).values()) == ["1", "1", "2", "2"]
    for action in plan.actions:
        (table,) = [f.table for f in action.fields if f.table]
        assert [(r["text"].text, r["target"].text) for r in table.rows] == [
            ("Nombre de ménages aidés", "400"), ("Nombre de visites", "90"),
        ]  # fmt: skip


def test_the_level_an_article_is_about_and_articles_that_end_the_last_commitment():
    sheets = []
    for n in (0, 2):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Article {4 + n // 2} – Orientation {1 + n // 2} : Mieux loger {n}", size=12, bold=True) + 4
        for k, title in enumerate(TITLES[n : n + 2], n + 1):
            y = sheet.write(60, y, f"Engagement n° {k} – {title}", size=11, bold=True) + 2
            for text in (f"Objectif : {LONG}", "Pilote : Ville de Bazas", "Indicateur : nombre de ménages"):
                y = sheet.write(60, y, text, width=470) + 2
            y += 8
        sheets.append(sheet)
    y = sheets[-1].write(60, y, "Article 6 – Durée et révision", size=12, bold=True) + 4
    sheets[-1].write(60, y, "La convention est conclue pour six ans.", width=470)
    plan = read(*sheets)
    assert actions(plan) == [(str(n), t) for n, t in enumerate(TITLES, 1)]
    assert list(above(plan).values()) == ["1", "1", "2", "2"]
    assert {field(a, "indicator") for a in plan.actions} == {"nombre de ménages"}


@pytest.mark.parametrize(("listed", "printed"), [("1.A", "1A"), ("2.b", "2b")])
def test_a_number_is_one_with_or_without_its_stop(listed, printed):
    assert Tree().find_action(listed, "", None) is None
    tree = Tree()
    node = tree.add_action(ActionNode("Action", printed, PlacedText()))
    assert tree.find_action(listed, "", None) is node


def test_titles_that_look_like_the_text_are_told_by_the_labels_after_them():
    """Bold nowhere, one size: the axes alone seem to be named, and "1) ..." stands before the first label each time."""
    sheets = []
    for n, axis in enumerate(("Produire et rénover", "Loger les plus fragiles")):
        sheet = Sheet()
        y = sheet.write(60, 60, f"Axe {'AB'[n]}. {axis}", size=11) + 8
        for k, title in enumerate(TITLES[2 * n : 2 * n + 2]):
            y = sheet.write(60, y, f"{2 * n + k + 1}) {title}", size=11) + 6
            for label, text in (("Objectif", LONG), ("Modalités", LONG), *FIELDS[:3]):
                y = sheet.write(60, y, f"{label} : {text}", width=470, size=11) + 4
            y += 10
        sheets.append(sheet)
    plan = read(*sheets)
    assert actions(plan) == [(str(k + 1), t) for k, t in enumerate(TITLES)]
    assert list(above(plan).values()) == ["A", "A", "B", "B"]
    held(plan)


def test_labels_a_dash_ends_and_numbers_in_small_print_between_a_title_and_its_first_words():
    sheet, y = Sheet(), 60.0
    y = sheet.write(60, y, "Orientation 1 : Habiter", size=16, bold=True) + 8
    for n, title in enumerate(TITLES, 1):
        y = sheet.write(60, y, title, size=13, bold=True) + 4
        y = sheet.write(60, y, f"Projet 1-{n}", size=9) + 4
        y = sheet.write(60, y, LONG, width=470) + 4
        for label, text in FIELDS[:3]:
            y = sheet.write(60, y, f"{label} – {text}", width=470) + 4
        y += 10
    plan = read(sheet)
    assert actions(plan) == [(f"1-{n}", t) for n, t in enumerate(TITLES, 1)]
    held(plan)


def test_a_band_over_heads_and_one_row_of_values_names_its_action():
    sheet, y = Sheet(), 60.0
    y = sheet.write(60, y, "Axe A : Se déplacer", size=16, bold=True) + 10
    for title in ("Bourse au permis de conduire", "Covoiturage quotidien", "Transport à la demande"):
        rows = [[f"Action : {title}", None, None], ["Pilote(s)", "Coût", "Calendrier"], ["Mission locale", "96 000 €", "2025"]]
        y = sheet.table(60, y, [200, 150, 120], rows, spans={(0, 0): (1, 3)}) + 16
    plan = read(sheet)
    assert actions(plan) == [(None, t) for t in ("Bourse au permis de conduire", "Covoiturage quotidien", "Transport à la demande")]
    assert [field(a, "calendar") for a in plan.actions] == ["2025"] * 3
