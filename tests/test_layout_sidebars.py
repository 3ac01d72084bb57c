"""Painted side columns and turned bands: one beside each action, read after its title and before the next."""

from __future__ import annotations

from drawing import BLUE, GREY, WHITE, Sheet
from pages import lay_out, several_pages, texts
from plans import above, actions, field, read

SIDES = [
    ("Ouvrir une halte-garderie", [("Chef de file", "Mairie de Sorn"), ("Partenaires", "CAF, PMI"), ("Coût", "40 000 €")]),
    ("Former les aidants", [("Chef de file", "Carsat"), ("Partenaires", "CLIC"), ("Coût", "9 000 € par an")]),
]
BODY = [
    ("Pourquoi agir ?", "Les familles du canton attendent une place pendant plus de deux ans, parfois trois."),
    ("Ce que nous ferons", "Un local est aménagé dans le bourg et deux personnes y sont recrutées dès l'été."),
    ("Ce que nous suivrons", "Nombre de familles reçues"),
]


def sidebars(kicker: str = "", bands: bool = False) -> Sheet:
    """``bands``: the labels beside the columns stand on bands that reach farther than any word."""
    sheet = Sheet()
    for k, (title, rows) in enumerate(SIDES):
        y = 60 + 240 * k
        sheet.fill(0, y, 160, y + 240, BLUE)
        at = y + 16
        for label, value in rows:
            at = sheet.write(20, at, label, size=8.5, bold=True, color=0xF0B429)
            at = sheet.write(20, at, value, width=130, size=9, color=WHITE) + 6
        at = y + 14
        if kicker:
            at = sheet.write(180, at, kicker.format(k + 1), size=9.5, bold=True, color=0xF0B429) + 2
        at = sheet.write(180, at, title, size=14, bold=True) + 6
        for label, value in BODY if bands else ():
            sheet.fill(176, at, 575, at + 14, BLUE)
            sheet.run(180, at + 3, label.upper(), 8.5, bold=True, color=WHITE)
            at = sheet.write(180, at + 18, value, width=330, size=9) + 6
        if not bands:
            sheet.sections(180, at, BODY, width=370)
        sheet.rule(0, y + 240, 595, y + 240)
    return sheet


def order(sheet: Sheet) -> list[str]:
    wanted = {"Ouvrir une halte-garderie", "Mairie de Sorn", "40 000 €", "Former les aidants", "Carsat", "9 000 € par an"}
    return [t for t in texts(lay_out(sheet)[0]) if t in wanted]


IN_ORDER = ["Ouvrir une halte-garderie", "Mairie de Sorn", "40 000 €", "Former les aidants", "Carsat", "9 000 € par an"]


def test_side_columns_one_over_the_other_each_go_with_the_text_beside_them():
    assert order(sidebars()) == IN_ORDER


def test_bands_that_reach_beyond_the_words_stay_over_what_they_label():
    found = texts(lay_out(sidebars(bands=True))[0])
    for label, value in BODY:
        assert [found[k + 1] for k, t in enumerate(found) if t == label.upper()] == [value, value]


def test_the_number_printed_over_a_title_comes_with_it_before_the_side_column():
    sheet = sidebars("Mesure n° {}")
    assert order(sheet) == IN_ORDER
    found = texts(lay_out(sheet)[0])
    assert found.index("Mesure n° 2") == found.index("Former les aidants") - 1


def test_a_value_under_its_label_at_the_top_of_many_pages_is_no_running_header():
    sheets = several_pages()
    for sheet in sheets:
        sheet.write(60, 40, "Chef de file", size=9, bold=True)
        sheet.write(60, 52, "Syndicat du Val de Sorn", size=9)
    for layout in lay_out(*sheets):
        assert texts(layout)[:2] == ["Chef de file", "Syndicat du Val de Sorn"]
        assert layout.asides == []


def test_turned_bands_one_over_the_other_each_go_with_the_action_beside_them():
    sheet = Sheet()
    for k, (title, rows) in enumerate(SIDES):
        y = 60 + 250 * k
        sheet.fill(40, y, 64, y + 235, BLUE)
        sheet.run(57, y + 190, f"Thème {k + 1} : Familles", 9, bold=True, angle=90, color=WHITE)
        sheet.fill(80, y, 108, y + 20, BLUE)
        sheet.run(86, y + 3, f"F{k + 1}", 11, bold=True, color=WHITE)
        sheet.run(116, y + 2, title, 13.5, bold=True)
        sheet.sections(80, y + 30, BODY, width=260)
        sheet.fill(360, y + 30, 545, y + 220, GREY)
        sheet.sections(370, y + 40, rows, width=160, size=9)
    plan = read(sheet)
    assert actions(plan) == [("F1", "Ouvrir une halte-garderie"), ("F2", "Former les aidants")]
    assert list(above(plan).values()) == ["1", "2"]
    assert [field(a, "pilot") for a in plan.actions] == ["Mairie de Sorn", "Carsat"]


def numeral_columns() -> list[Sheet]:
    """One sheet a page: a painted column begins with "Fiche" over a large numeral and the level; little text beside it."""
    summary = Sheet()
    y = summary.write(200, 60, "Les enjeux", size=20, bold=True) + 10
    for n, title in ((1, "Garder les familles"), (2, "Entourer les anciens")):
        y = summary.write(200, y, f"Enjeu {n} : {title}", size=12, bold=True) + 8
    out = [summary]
    for k, (title, rows) in enumerate([*SIDES, ("Partager un minibus", SIDES[1][1])]):
        sheet = Sheet()
        sheet.fill(0, 0, 160, 842, BLUE)
        at = sheet.write(20, 44, "Fiche", size=9, color=WHITE)
        at = sheet.write(20, at, str(k + 1), size=40, bold=True, color=0xF0B429) + 6
        level = [("ENJEU 1", "Garder les familles"), ("ENJEU 2", "Entourer les anciens")][k > 0]
        for label, value in [level, *rows]:
            at = sheet.write(20, at, label.upper(), size=8.5, bold=True, color=0xF0B429)
            at = sheet.write(20, at, value, width=130, size=9, color=WHITE) + 6
        at = sheet.write(180, 44, title, size=17, bold=True) + 6
        sheet.sections(180, at, BODY[: 2 + (k == 0)], width=370)
        out.append(sheet)
    return out


def test_a_numeral_on_top_of_a_side_column_is_the_number_of_the_title_beside_it():
    plan = read(*numeral_columns())
    assert actions(plan) == [("1", "Ouvrir une halte-garderie"), ("2", "Former les aidants"), ("3", "Partager un minibus")]
    assert [field(a, "pilot") for a in plan.actions] == ["Mairie de Sorn", "Carsat", "Carsat"]
    assert [field(a, "cost") for a in plan.actions] == ["40 000 €", "9 000 € par an", "9 000 € par an"]


def test_a_level_named_over_its_title_among_the_labels_of_a_fiche_says_where_it_stands():
    assert list(above(read(*numeral_columns())).values()) == ["1", "2", "2"]
