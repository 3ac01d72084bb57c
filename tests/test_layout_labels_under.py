"""A label under a table drawn with lying rules, over a rule of its own, is no row of it."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from pages import LONG, grid_texts, lay_out, tables, texts

HEADS = ["Financeur", "Montant", "Part"]


def page(label: str, *, bold: bool = True) -> Sheet:
    sheet = Sheet()
    y = sheet.table(60, 80, [160, 160, 150], [HEADS, ["ARS", "240 000 €", "60 %"], ["Département", "160 000 €", "40 %"]], style="rules", fills={0: GREY})
    sheet.run(64, y + 4, label, 9, bold=bold)
    sheet.rule(60, y + 19.7, 530, y + 19.7)
    sheet.write(60, y + 26, LONG, width=470)
    return sheet


@pytest.mark.parametrize("label", ["Résultats attendus", "Nos alliés de terrain"])
def test_a_bold_label_alone_under_a_table_is_no_row_of_it(label):
    for layout in lay_out(*[page(label)] * 3):
        (table,) = tables(layout)
        assert grid_texts(table) == [HEADS, ["ARS", "240 000 €", "60 %"], ["Département", "160 000 €", "40 %"]]
        assert texts(layout)[-2:] == [label, LONG]


def test_a_plain_name_alone_in_its_row_stays():
    (table,) = tables(lay_out(page("Région", bold=False))[0])
    assert grid_texts(table)[-1][0] == "Région"
