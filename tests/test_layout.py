"""Pages laid out: reading order, lines and paragraphs."""

from __future__ import annotations

import pytest
from drawing import BLUE, SLIDE, WHITE, Printed, Sheet, as_pdf
from pages import LONG, ROWS, grid_texts, lay_out, only_table, tables, texts

from models.geometry import bounding

# -- reading order


def test_two_columns_are_read_one_after_the_other_under_their_title():
    sheet = Sheet()
    sheet.write(60, 60, "Un titre sur toute la largeur de la page du document", size=14, bold=True)
    for x, names in ((60, ("un", "deux", "trois")), (320, ("quatre", "cinq", "six"))):
        y = 110
        for name in names:
            y = sheet.write(x, y, f"Paragraphe {name}. {LONG}", width=220) + 14
    sheet.write(60, y + 20, "Une ligne sous les deux colonnes, d'un bord à l'autre de la page imprimée.")
    found = [t.split(".")[0] for t in texts(lay_out(sheet)[0])]
    assert found[0].startswith("Un titre")
    assert found[1:7] == [f"Paragraphe {n}" for n in ("un", "deux", "trois", "quatre", "cinq", "six")]
    assert found[7].startswith("Une ligne sous")


def test_cards_are_read_whole_one_by_one():
    sheet = Sheet()
    for k, (x, y) in enumerate(((50, 80), (310, 80), (50, 330), (310, 330)), 1):
        sheet.card(x, y, 240, 220, f"Carte {k}", [("Objectif", f"But {k} {LONG}"), ("Pilote", f"Commune {k}")])
    found = texts(lay_out(sheet)[0])
    assert len(found) == 20
    for k in range(1, 5):
        start = found.index(f"Carte {k}")
        assert found[start + 1] == "Objectif"
        assert found[start + 2].startswith(f"But {k} ")
        assert found[start + 3 : start + 5] == ["Pilote", f"Commune {k}"]


def test_cards_side_by_side_are_boxed_alike():
    sheet = Sheet()
    for k, x in enumerate((50, 310), 1):
        sheet.card(x, 120, 240, 220, f"Carte {k}", [("Objectif", f"But {k} {LONG}"), ("Pilote", f"Commune {k}")])
    assert {p.boxed for p in lay_out(sheet)[0].paragraphs()} == {True}


def test_a_side_column_stays_apart_from_the_text_beside_it():
    sheet = Sheet(*SLIDE)
    sheet.fill(0, 0, 220, 540, BLUE)
    y = 60
    for line in ("Pilote", "CAF de la Gironde", "Calendrier", "2025-2027", "Budget", "12 000 €"):
        y = sheet.write(20, y, line, size=13, color=WHITE, bold=line in ("Pilote", "Calendrier", "Budget")) + 10
    sheet.write(260, 50, "Action 4 : Ouvrir une maison des familles", size=22, bold=True)
    y = sheet.write(260, 110, LONG, width=640, size=14) + 20
    sheet.write(260, y, LONG.replace("communauté", "ville"), width=640, size=14)
    found = texts(lay_out(sheet)[0])
    assert found.index("CAF de la Gironde") == found.index("Pilote") + 1
    assert found.index("2025-2027") == found.index("Calendrier") + 1
    assert LONG in found
    side = [found.index(t) for t in ("Pilote", "CAF de la Gironde", "Calendrier", "2025-2027", "Budget", "12 000 €")]
    assert side == list(range(side[0], side[0] + 6))


def test_a_margin_of_labels_is_read_row_by_row():
    sheet = Sheet()
    sheet.labels(60, 80, [("Pilote", "CAF de la Gironde"), ("Partenaires", LONG), ("Calendrier", "2025-2027")])
    table = only_table(sheet)
    assert grid_texts(table) == [
        ["Pilote", "CAF de la Gironde"], ["Partenaires", LONG], ["Calendrier", "2025-2027"],
    ]  # fmt: skip


def test_two_pairs_a_row_without_rules_keep_their_values():
    sheet = Sheet()
    y = 120
    for a, b, c, d in (
        ("Pilote", "CAF", "Calendrier", "2025"),
        ("Partenaires", "MSA, CCAS", "Budget", "10 000 €"),
        ("Objectif", "Loger", "Indicateurs", "Nombre de ménages"),
    ):
        for x, text, bold in ((60, a, True), (150, b, False), (320, c, True), (420, d, False)):
            sheet.write(x, y, text, bold=bold)
        y += 30
    pairs = {tuple(row) for t in tables(lay_out(sheet)[0]) for row in grid_texts(t)}
    assert pairs == {
        ("Pilote", "CAF"), ("Calendrier", "2025"), ("Partenaires", "MSA, CCAS"), ("Budget", "10 000 €"),
        ("Objectif", "Loger"), ("Indicateurs", "Nombre de ménages"),
    }  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_things_were_drawn_in_does_not_count(seed):
    def page() -> Sheet:
        sheet = Sheet()
        sheet.band(50, "Action 1 : Créer des logements")
        sheet.write(60, 100, LONG, width=220)
        sheet.write(320, 100, LONG.replace("abordables", "neufs"), width=220)
        y = sheet.table(60, 250, [120, 340], [["Pilote", "CAF"], ["Partenaires", "MSA, communes"]], header=False)
        sheet.bullets(60, y + 20, ["Nombre de logements créés", "Nombre de ménages logés"], width=400)
        return sheet

    straight, shuffled = lay_out(page())[0], lay_out(page(), seed=seed)[0]
    assert shuffled.blocks == straight.blocks
    assert [w for w in shuffled.page.words] != [w for w in straight.page.words]  # the file's order did change


# -- lines and paragraphs


def paragraphs_of(text: str, width: float | None = 470, **look) -> list[str]:
    sheet = Sheet()
    sheet.write(60, 80, text, width=width, **look)
    return texts(lay_out(sheet)[0])


def test_wrapped_lines_make_one_paragraph():
    assert paragraphs_of(f"{LONG} {LONG}") == [f"{LONG} {LONG}"]


def test_lines_ended_on_purpose_stay_apart():
    names = ["CAF de la Gironde", "Conseil départemental", "Communes volontaires", "ADIL 33"]
    assert paragraphs_of("\n".join([LONG, *names])) == [LONG, *names]


def test_a_wider_gap_parts_two_paragraphs():
    sheet = Sheet()
    y = sheet.write(60, 80, LONG, width=470)
    sheet.write(60, y + 8, LONG.replace("année", "semaine"), width=470)
    assert texts(lay_out(sheet)[0]) == [LONG, LONG.replace("année", "semaine")]


def test_a_bold_line_over_text_is_a_paragraph_of_its_own():
    (label, text) = paragraphs_of(f"**Objectif de l'action**\n{LONG}")
    assert (label, text) == ("Objectif de l'action", LONG)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("dévelop-\npement des offres", "développement des offres"),
        ("dévelop\u00ad\npement des offres", "développement des offres"),
        ("plan -\naussi dit programme", "plan - aussi dit programme"),
        ("service d'aide-\nsoignant du pays", "service d'aide-soignant du pays"),
        ("département de Seine-\nmaritime", "département de Seine-maritime"),
        ("dispositif de sous-\nlocation choisi", "dispositif de sous-location choisi"),
    ],
)
def test_words_cut_at_a_line_end(printed, read):
    start = "Le présent document arrête pour six ans les conditions du"
    assert paragraphs_of(f"{start} {printed}") == [f"{start} {read}"]


def test_a_compound_word_printed_elsewhere_keeps_its_hyphen():
    sheet = Sheet()
    sheet.write(60, 60, "Le programme d'acquisition-amélioration est doté de crédits pour toute la durée du plan.")
    sheet.write(60, 120, "Soutenir chaque année les opérations d'acquisition-\namélioration dans les centres-bourgs.")
    assert "les opérations d'acquisition-amélioration dans" in texts(lay_out(sheet)[0])[1]


@pytest.mark.parametrize("mark", ["•", "-", "►", "✓", "▪", None])
def test_bullets_are_removed_and_remembered(mark):
    sheet = Sheet()
    items = ["Nombre de logements créés", f"Part des ménages relogés. {LONG}", "Nombre de visites"]
    sheet.bullets(60, 80, items, width=400, mark=mark)
    found = lay_out(sheet)[0].blocks
    assert [p.text.text for p in found] == items
    assert [p.bullet for p in found] == [mark or "•"] * 3


def test_a_raised_footnote_mark_is_not_text():
    sheet = Sheet()
    end = sheet.run(60, 80, "La CAF de la Gironde", 10)
    end = sheet.run(end, 80.5, "1", 6)
    sheet.run(end, 80, " pilote cette action.", 10)
    assert texts(lay_out(sheet)[0]) == ["La CAF de la Gironde pilote cette action."]


def test_every_word_of_a_paragraph_points_at_its_print():
    sheet = Sheet()
    sheet.write(60, 80, f"**Objectif :** {LONG} Le plan vise le dévelop-\npement des offres.", width=300)
    (layout,) = lay_out(sheet)
    printed = Printed(as_pdf([sheet]))
    for p in layout.paragraphs():
        assert printed.misplaced(p.text) == []
        assert bounding(m.box for m in p.text.marks) == p.box


# -- a margin of labels


def test_a_coloured_margin_of_labels_faces_its_values():
    sheet = Sheet()
    sheet.fill(50, 120, 170, 520, BLUE)
    y = 140
    for label, value in (("Pilote", "Agglomération"), ("Objectif", LONG), ("Calendrier", "2025-2026")):
        sheet.write(58, y, label, bold=True, color=WHITE)
        y = sheet.write(185, y, value, width=350) + 26
    assert grid_texts(only_table(sheet)) == [
        ["Pilote", "Agglomération"],
        ["Objectif", LONG],
        ["Calendrier", "2025-2026"],
    ]


# -- pages on their side


def test_a_turned_page_is_read_as_displayed():
    def page(turned: bool) -> Sheet:
        sheet = Sheet(842, 595, turned=turned)
        sheet.write(60, 50, "Plan d'actions", size=16, bold=True)
        sheet.table(60, 90, [300, 200, 150], ROWS)
        return sheet

    turned, plain = lay_out(page(True))[0], lay_out(page(False))[0]
    assert (turned.page.rotation, turned.page.width, turned.page.height) == (90, 842, 595)
    assert texts(turned) == texts(plain)
    (one,), (other,) = tables(turned), tables(plain)
    for a, b in zip(one.cells, other.cells, strict=True):
        assert (a.box.x0, a.box.y0, a.box.x1, a.box.y1) == pytest.approx(
            (b.box.x0, b.box.y0, b.box.x1, b.box.y1), abs=1
        )
    printed = Printed(as_pdf([page(True)]))
    assert [w for p in turned.paragraphs() for w in printed.misplaced(p.text)] == []


def test_numbered_headings_set_close_are_paragraphs_each():
    sheet = Sheet()
    lines = (
        "Objectif opérationnel 1.1 : Renouveler l'offre de premier recours des communes du littoral",
        "1.1.1 Accueillir et loger les internes et remplaçants dans une maison commune du territoire",
        "1.1.2 Soutenir la création d'un centre de santé qui dépende de plusieurs communes du pays",
        "Objectif opérationnel 1.2 : Aller vers les publics éloignés",
    )
    sheet.write(60, 100, "\n".join(lines), leading=1.15)
    assert texts(lay_out(sheet)[0]) == list(lines)


def test_a_reference_carried_over_the_line_end_stays_in_its_sentence():
    sheet = Sheet()
    sheet.write(60, 100, "Les moyens de cette action sont mutualisés avec ceux de la\nFiche 3 : Habitat durable, déjà engagée.")
    assert len(texts(lay_out(sheet)[0])) == 1


def test_the_last_line_of_a_title_beside_a_badge_stays_with_its_title():
    sheet = Sheet(*SLIDE)
    sheet.write(40, 24, "Action 3.1 – Ouvrir un plateau technique partagé de décors sur", size=26, bold=True)
    sheet.write(40, 57, "verre", size=26, bold=True)
    sheet.fill(690, 64, 920, 84, BLUE)
    sheet.run(705, 68, "État d'avancement : Dossier déposé", 11, bold=True, color=WHITE)
    sheet.sections(40, 104, [("Objectif", "Donner aux PME l'accès à des machines"), ("Contenu", "Laser, four")], width=500)
    sheet.sections(600, 104, [("Pilote", "Glass Vallée"), ("Calendrier", "2024-2026")], width=300)
    found = texts(lay_out(sheet)[0])
    assert found[0] == "Action 3.1 – Ouvrir un plateau technique partagé de décors sur verre"
    assert found.index("Objectif") < found.index("Contenu") < found.index("Pilote")
