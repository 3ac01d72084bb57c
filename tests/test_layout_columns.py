"""Columns of justified text a narrow gutter apart, and what closes them."""

from __future__ import annotations

import pytest
from drawing import BLUE, Sheet, font, width_of, wrap
from pages import grid_texts, lay_out, tables, texts

from extractors.layout.gutters import find_gutters

FIRST = (
    "La Région et la communauté financent six allers et retours de plus par jour entre les deux villes. Les horaires "
    "sont calés sur les trains du matin et du soir. Les arrêts sont refaits et équipés d'abris éclairés."
)
SECOND = (
    "Un bilan de fréquentation est présenté chaque printemps aux conseils municipaux traversés. Si la ligne trouve son "
    "public, une prolongation vers la plage sera étudiée avec les communes du littoral et leurs habitants."
)
THIRD = (
    "Les associations d'usagers sont réunies deux fois par an. Elles donnent un avis sur les tarifs, les horaires "
    "et sur la propreté des quais, puis cet avis est rendu public par le comité de ligne."
)
LONGER = "Les contrats conclus après le mois de juin en sont exclus pour la première année."


def justify(sheet: Sheet, x: float, y: float, text: str, width: float, size: float = 10, leading: float = 1.4) -> float:
    """Words spread so that every line but the last fills ``width``."""
    lines = [" ".join(t for t, _ in line).split() for line in wrap(text, width, size, False)]
    for k, words in enumerate(lines):
        taken = sum(width_of(w, size) for w in words)
        last = k == len(lines) - 1 or len(words) == 1
        space = font().text_length(" ", fontsize=size) if last else (width - taken) / (len(words) - 1)
        at = x
        for word in words:
            sheet.run(at, y, word, size)
            at += width_of(word, size) + space
        y += leading * size
    return y


@pytest.mark.parametrize("gutter", [10, 12, 16])
def test_justified_columns_a_narrow_gutter_apart_are_read_one_after_the_other(gutter):
    sheet = Sheet()
    sheet.write(60, 60, "Renforcer la ligne de car entre la ville et le bourg", size=16, bold=True)
    width = (480 - gutter) / 2
    bottoms = [justify(sheet, 60, 100, FIRST, width), justify(sheet, 60 + width + gutter, 100, SECOND, width)]
    sheet.write(60, max(bottoms) + 8, "Une ligne sous les deux colonnes, qui court d'un bord à l'autre de la page.")
    assert texts(lay_out(sheet)[0])[1:3] == [FIRST, SECOND]


@pytest.mark.parametrize("lower", [0, 3, 7])
def test_three_columns_need_not_be_level(lower):
    sheet = Sheet()
    sheet.write(60, 60, "« La voiture restera, mais plus seule »", size=20, bold=True)
    for k, text in enumerate((FIRST, SECOND, THIRD)):
        justify(sheet, 60 + 162 * k, 110 + (lower if k == 0 else 0), text, 150)
    assert texts(lay_out(sheet)[0])[1:] == [FIRST, SECOND, THIRD]


def test_ragged_columns_a_narrow_gutter_apart():
    sheet = Sheet()
    for k, text in enumerate((f"{FIRST} {THIRD}", SECOND)):
        sheet.write(60 + 232 * k, 100, text, width=222)
    assert texts(lay_out(sheet)[0]) == [f"{FIRST} {THIRD}", SECOND]


def test_two_lines_are_columns_enough_when_each_is_set_to_its_own_measure():
    sheet = Sheet()
    left = "Chaque commune tient une liste de conducteurs et de passagers."
    right = "Un bilan est fait tous les trimestres avec le conseiller."
    justify(sheet, 60, 100, f"{left} {LONGER}", 200)
    justify(sheet, 271, 100, right, 200)
    assert texts(lay_out(sheet)[0]) == [f"{left} {LONGER}", right]


def test_text_under_a_rule_across_two_columns_comes_after_both():
    sheet = Sheet()
    sheet.write(60, 60, "Accompagner dix plans de mobilité par an", size=16, bold=True)
    bottom = justify(sheet, 60, 100, FIRST, 234)
    justify(sheet, 306, 100, THIRD, 234)
    sheet.rule(60, bottom + 4, 540, bottom + 4)
    sheet.write(60, bottom + 10, "On suivra : nombre de plans signés")
    assert [t[:9] for t in texts(lay_out(sheet)[0])[1:]] == [FIRST[:9], THIRD[:9], "On suivra"]


def test_a_dotted_rule_closes_columns_like_a_plain_one():
    sheet = Sheet()
    bottom = justify(sheet, 60, 100, FIRST, 234)
    justify(sheet, 306, 100, THIRD, 234)
    for k in range(320):
        sheet.fill(60 + 1.5 * k, bottom + 4, 60.75 + 1.5 * k, bottom + 4.75, BLUE)
    sheet.write(60, bottom + 10, "On suivra : nombre de plans signés")
    (layout,) = lay_out(sheet)
    assert [t[:9] for t in texts(layout)] == [FIRST[:9], THIRD[:9], "On suivra"]
    assert len(layout.page.rules) == 1


def test_a_title_of_the_same_rank_closes_the_side_column_of_the_one_before():
    sheet = Sheet()
    y = 60
    for name in ("Former les bénévoles", "Ouvrir une agence"):
        sheet.write(60, y, name, size=16, bold=True)
        bottom = sheet.write(60, y + 30, FIRST, width=280)
        at = y + 30
        for line in (
            "Qui pilote ?",
            f"Association {name[-8:]}",
            "Avec qui ?",
            "Commune",
            "Quand ?",
            "En 2025",
            "Où ?",
            "Ici",
        ):
            at = sheet.write(400, at, line, size=9)
        y = max(at, bottom) + 14
    found = texts(lay_out(sheet)[0])
    assert found.index("Ouvrir une agence") > found.index("Ici") > found.index("Former les bénévoles")


def test_notes_beside_two_texts_under_each_other_stay_with_the_text_they_are_level_with():
    sheet = Sheet()
    y = 60
    for name in ("Ouvrir une agence", "Former les bénévoles"):
        sheet.write(60, y, name, size=12, bold=True)
        sheet.write(60, y + 20, FIRST, width=290)
        at = y
        held = f"Pays {name[-6:]}"
        for label, value in (("Animateur", held), ("Avec", "Commune"), ("Quand", "2025"), ("Coût", "Néant"), ("Suivi", "Visites")):
            at = sheet.write(400, at, label, size=9, bold=True)
            at = sheet.write(400, at, value, size=9)
        y = at + 14
    found = texts(lay_out(sheet)[0])
    first, second = found.index("Pays agence"), found.index("Pays évoles")
    assert found.index("Ouvrir une agence") < first < found.index("Former les bénévoles") < second


def test_a_short_title_under_two_columns_heads_the_wide_text_under_it():
    sheet = Sheet()
    sheet.write(60, 60, "Ouvrir une maison pour les adolescents et leurs parents", size=12.5, bold=True)
    sheet.write(60, 80, f"{THIRD} {FIRST}", width=480)
    y = 130
    for left, right in (("Une antenne", "Payeur"), ("Un accueil", "Ademe"), ("Une halte", "Région"), ("Un relais", "Ville")):
        sheet.write(60, y, left)
        sheet.write(380, y - 4, right)
        y += 16
    sheet.write(60, y, "Un dernier lieu")
    sheet.write(60, y + 34, "Ouvrir une ressourcerie", size=12.5, bold=True)
    sheet.write(60, y + 52, "Deux bourgs")
    sheet.write(60, y + 66, f"{THIRD} {FIRST}", width=480)
    found = texts(lay_out(sheet)[0])
    assert found.index("Payeur Ademe Région Ville") < found.index("Ouvrir une ressourcerie")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Taux de participation des habitants : 26 %", "→ 45 %"),
        ("• Taux de participation des habitants : 26 %", "→ 45 %"),
        ("Nombre de mutations abouties entre bailleurs (61", "→ 150) ; satisfaction"),
        ("Patients sans médecin traitant, au total : 3", "400 → 1 500"),
        ("Le plan a été suivi par dix communes et 12", "500 habitants y ont répondu."),
    ],
)
def test_a_number_cut_at_the_end_of_a_line_goes_on(above, below):
    sheet = Sheet()
    sheet.write(60, 60, "Les visites du bus santé se font le jeudi et le vendredi", size=10)
    sheet.write(60, 90, above, size=10)
    sheet.write(60, 104, below, size=10)
    assert texts(lay_out(sheet)[0])[1:] == [f"{above.removeprefix('• ')} {below}"]


def test_values_under_an_arrow_list_are_apart():
    sheet = Sheet()
    for k, text in enumerate(("→ Ouvrir 12 lieux", "→ 3 agents", "→ Former 20 élus")):
        sheet.write(60, 60 + 14 * k, text)
    assert texts(lay_out(sheet)[0]) == ["Ouvrir 12 lieux", "3 agents", "Former 20 élus"]


def test_a_large_figure_does_not_raise_the_numbers_of_its_title():
    sheet = Sheet()
    at = sheet.run(60, 60, "08 ", 34, bold=True)
    sheet.run(at, 84, "Passer les traversées de bourg à 30 km/h", 14, bold=True)
    assert texts(lay_out(sheet)[0]) == ["08 Passer les traversées de bourg à 30 km/h"]


@pytest.mark.parametrize("mark", ["•", "1.", "A.1.2"])
def test_bullets_and_numbers_set_to_a_tab_are_no_columns(mark):
    sheet = Sheet()
    for k, text in enumerate((FIRST, SECOND, THIRD, LONGER) * 2):
        sheet.run(60, 100 + 45 * k, mark, 10)
        sheet.write(95, 100 + 45 * k, text, width=430)
    (layout,) = lay_out(sheet)
    assert find_gutters(layout.page.words) == []


def test_a_single_justified_column_has_no_gutter():
    sheet = Sheet()
    justify(sheet, 60, 100, " ".join((FIRST, SECOND, THIRD) * 3), 470)
    (layout,) = lay_out(sheet)
    assert find_gutters(layout.page.words) == []
    assert tables(layout) == []


@pytest.mark.parametrize("shift", [(0.22, 0), (0.9, 0.4), (1.1, 1.1)])
def test_words_printed_again_a_hair_away_are_one_bold_word(shift):
    sheet = Sheet()
    for dx, dy in ((0, 0), shift, (0, 0)):
        sheet.write(60 + dx, 99.1 + dy, "Action 2.3 – Sécuriser l'accès au logement des des publics", size=12)
    (paragraph,) = lay_out(sheet)[0].paragraphs()
    assert paragraph.text.text == "Action 2.3 – Sécuriser l'accès au logement des des publics"
    assert paragraph.bold


def test_lists_in_columns_keep_their_bullets():
    sheet = Sheet()
    sheet.write(60, 50, "Ce que nous ferons ensemble", size=16, bold=True)
    sheet.bullets(60, 90, [FIRST, LONGER], width=232)
    sheet.bullets(303, 90, [SECOND, THIRD], width=232)
    paragraphs = list(lay_out(sheet)[0].paragraphs())[1:]
    assert [p.text.text for p in paragraphs] == [FIRST, LONGER, SECOND, THIRD]
    assert {p.bullet for p in paragraphs} == {"•"}


def test_headed_columns_follow_each_other_down_the_page():
    sheet, y = Sheet(), 60.0
    for k in (1, 2):
        sheet.write(60, y, f"Action {k} – Un titre qui traverse toute la page du plan", size=12, bold=True)
        a = justify(sheet, 60, justify(sheet, 60, y + 24, f"Contexte. {FIRST}", 228), LONGER, 228)
        b = justify(sheet, 300, justify(sheet, 300, y + 24, f"Pilote : commune. {THIRD}", 228), "Calendrier : 2025", 228)
        y = max(a, b) + 14
    found = [t.split(" ")[0] for t in texts(lay_out(sheet)[0])]
    assert found == ["Action", "Contexte.", "Les", "Pilote", "Calendrier"] * 2


def test_a_code_set_large_beside_small_print_is_a_line_of_its_own():
    sheet = Sheet()
    sheet.run(60, 60, "A-I-2", 27, bold=True)
    sheet.run(150, 70, "Orientation A : habiter", 8)
    assert texts(lay_out(sheet)[0]) == ["A-I-2", "Orientation A : habiter"]


def test_a_short_word_that_ends_a_loose_line_is_no_bullet_of_the_next_column():
    sheet = Sheet()
    left = ["elles seront ensuite étendues à", "l'ensemble du périmètre en fonction", "des résultats obtenus par tous", "et les moyens d'aller plus loin"]
    right = ["Un bilan de fréquentation est", "présenté chaque printemps aux", "conseils municipaux traversés", "par la ligne la plus ancienne"]
    for k, (a, b) in enumerate(zip(left * 2, right * 2, strict=True)):
        for x, text in ((60, a), (240, b)):
            words = text.split()
            space = (164 - sum(width_of(w, 10) for w in words)) / (len(words) - 1)
            for word in words:
                sheet.run(x, 80 + 14 * k, word, 10)
                x += width_of(word, 10) + space
    assert texts(lay_out(sheet)[0]) == [" ".join(left * 2), " ".join(right * 2)]


def test_labels_over_two_lines_in_a_second_column_are_told_by_the_blanks_between_them():
    sheet = Sheet()
    for k, (label, value) in enumerate([("Pilote", "Commune"), ("Public visé", "Tous les habitants")]):
        sheet.run(60, 80 + 30 * k, label, 9, bold=True)
        sheet.run(150, 80 + 30 * k, value, 9)
    for k, (label, value) in enumerate([("Partenaires\nassociés", "Région, CAF et MSA"), ("Secteur\ngéographique", "Bourgs")]):
        sheet.write(300, 80 + 30 * k, label, size=9)
        sheet.run(370, 80 + 30 * k, value, 9)
    rows = [row for table in tables(lay_out(sheet)[0]) for row in grid_texts(table)]
    assert [[t.replace("\n", " ") for t in row] for row in rows] == [
        ["Pilote", "Commune"], ["Public visé", "Tous les habitants"], ["Partenaires associés", "Région, CAF et MSA"],
        ["Secteur géographique", "Bourgs"],
    ]  # fmt: skip


def test_a_header_painted_as_one_band_has_no_row_in_the_title_that_follows():
    sheet = Sheet()
    sheet.fill(200, 100, 540, 118, 0xF0F0F0)
    for y, row in ((104, ("Indicateur", "Situation", "Cible")), (122, ("Agréments", "52", "90")), (140, ("Part", "6", "15"))):
        for x, text in zip((206, 400, 490), row, strict=True):
            sheet.write(x, y, text, size=9, bold=y == 104)
    for y in (118, 136, 154):
        sheet.rule(200, y, 540, y)
    sheet.write(206, 184, "Amplifier l'intermédiation locative", size=14, bold=True)
    sheet.rule(200, 205, 540, 205)
    page = lay_out(sheet)[0]
    assert [t.rows for t in tables(page)] == [3]
    assert "Amplifier l'intermédiation locative" in texts(page)
