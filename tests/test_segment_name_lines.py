"""Names a line each in a narrow cell, the first of which fills its line."""

from __future__ import annotations

from drawing import GREY, Sheet
from plans import field, read


def rows(*pilots: list[str]) -> Sheet:
    """A row an action; ``pilots``: the printed lines of its pilot's cell, 92 points wide."""
    sheet = Sheet(842, 595)
    body = [["", "", "2026"] for _ in pilots]
    sheet.table(50, 80, [300, 92, 120], [["Action", "Pilote", "Échéance"], *body], fills={0: GREY}, least=50)
    for k, lines in enumerate(pilots):
        sheet.run(54, 134 + 50 * k, f"{k + 1}. Ouvrir la maison du quartier {'ABC'[k]}", 9)
        for n, line in enumerate(lines):
            sheet.run(354, 134 + 50 * k + 11 * n, line, 9)
    return sheet


def test_names_met_alone_elsewhere_are_told_apart_where_a_line_ends():
    plan = read(rows(["Ville de Romange-sur-L.", "Romange Habitat"], ["Ville de Romange-sur-L."], ["Romange Habitat"]))
    assert [field(a, "pilot") for a in plan.actions] == [
        "Ville de Romange-sur-L.\nRomange Habitat", "Ville de Romange-sur-L.", "Romange Habitat",
    ]  # fmt: skip


def test_a_name_that_goes_on_over_the_line_stays_whole():
    plan = read(rows(["Communauté du", "Pays de Bazas"], ["Syndicat intercommunal", "Romange Habitat"], ["CAF"]))
    assert [field(a, "pilot") for a in plan.actions] == [
        "Communauté du Pays de Bazas", "Syndicat intercommunal Romange Habitat", "CAF",
    ]  # fmt: skip
