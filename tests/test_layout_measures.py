"""Indicator tables that no rule divides: in a cell, or beside their label."""

from __future__ import annotations

import pytest
from drawing import GREY, Sheet
from plans import actions, read

ROWS = [("Nombre de vélos prêtés", "12", "140"), ("Part des trajets à pied", "21 %", "30 %")]


def measured(sheet: Sheet, x: float, y: float, heads: tuple[str, str, str], size: float = 9) -> float:
    """The heads in bold and the rows under them, at three tabs; returns the y under the last."""
    for k, (texts, bold) in enumerate([(heads, True), *((row, False) for row in ROWS)]):
        for text, at in zip(texts, (0, 190, 270), strict=True):
            sheet.run(x + at, y + 14 * k, text, size, bold=bold)
    return y + 14 * 3


def indicators(sheet: Sheet) -> list[dict[str, str]]:
    (action,) = read(sheet).actions
    return [
        {k: v.text for k, v in row.items()} for f in action.fields if f.table is not None for row in f.table.rows
    ]


EXPECTED = [{"text": name, "baseline": start, "target": aim} for name, start, aim in ROWS]


@pytest.mark.parametrize("heads", [("Indicateur", "2024", "2030"), ("Indicateurs", "Situation initiale", "Cible 2030")])
def test_an_unruled_table_in_a_cell_beside_its_label(heads):
    sheet = Sheet()
    sheet.write(50, 50, "Fiche action 3 : Prêter des vélos aux apprentis", size=14, bold=True)
    sheet.table(50, 90, [100, 395], [["Pilote", "Mission locale"], ["Calendrier", "2025-2026"]], header=False)
    sheet.box(50, 130, 150, 186)
    sheet.box(150, 130, 545, 186)
    sheet.fill(50, 130, 150, 186, GREY)
    sheet.write(54, 134, "Suivi", size=9, bold=True)
    measured(sheet, 154, 134, heads)
    assert indicators(sheet) == EXPECTED


def test_an_unruled_table_close_at_the_right_of_its_label():
    sheet = Sheet()
    sheet.write(50, 50, "Fiche action 3 : Prêter des vélos aux apprentis", size=14, bold=True)
    y = sheet.labels(50, 90, [("Pilote", "Mission locale"), ("Partenaires", "Région, CFA"), ("Coût", "9 000 €")], split=160, size=9)
    sheet.run(50, y, "Indicateurs de résultats", 9, bold=True)
    y = measured(sheet, 165, y, ("Indicateur", "Départ", "Cible"))
    sheet.labels(50, y + 8, [("Calendrier", "2025-2026"), ("Public", "Les apprentis du canton")], split=160, size=9)
    assert indicators(sheet) == EXPECTED
    assert actions(read(sheet)) == [("3", "Prêter des vélos aux apprentis")]
