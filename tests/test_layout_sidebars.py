"""Painted side columns: one beside each action, read after its title and before the next."""

from __future__ import annotations

from drawing import BLUE, WHITE, Sheet
from pages import lay_out, several_pages, texts

SIDES = [
    ("Ouvrir une halte-garderie", [("Chef de file", "Mairie de Sorn"), ("Partenaires", "CAF, PMI"), ("Coût", "40 000 €")]),
    ("Former les aidants", [("Chef de file", "Carsat"), ("Partenaires", "CLIC"), ("Coût", "9 000 € par an")]),
]
BODY = [
    ("Pourquoi agir ?", "Les familles du canton attendent une place pendant plus de deux ans, parfois trois."),
    ("Ce que nous ferons", "Un local est aménagé dans le bourg et deux personnes y sont recrutées dès l'été."),
    ("Ce que nous suivrons", "Nombre de familles reçues"),
]


def sidebars(kicker: str = "") -> Sheet:
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
        sheet.sections(180, at, BODY, width=370)
        sheet.rule(0, y + 240, 595, y + 240)
    return sheet


def order(sheet: Sheet) -> list[str]:
    wanted = {"Ouvrir une halte-garderie", "Mairie de Sorn", "40 000 €", "Former les aidants", "Carsat", "9 000 € par an"}
    return [t for t in texts(lay_out(sheet)[0]) if t in wanted]


IN_ORDER = ["Ouvrir une halte-garderie", "Mairie de Sorn", "40 000 €", "Former les aidants", "Carsat", "9 000 € par an"]


def test_side_columns_one_over_the_other_each_go_with_the_text_beside_them():
    assert order(sidebars()) == IN_ORDER


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
