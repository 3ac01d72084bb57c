"""Pictograms drawn of paths, explained by a legend: labels without a word."""

from __future__ import annotations

import pymupdf
import pytest
from drawing import BLUE, Sheet, rgb
from plans import above, actions, field, read

TITLES = ["Aider les communes à recycler leurs terrains", "Loger les saisonniers", "Conseiller les propriétaires"]
RED = 0xB5541C
SHAPES = ("aim", "lead", "partners", "cost", "when")
SAID = ["l’objectif poursuivi", "qui pilote", "les partenaires", "le coût et les financeurs", "le calendrier"]


def sign(sheet: Sheet, x: float, y: float, shape: str, side: float, color: int) -> None:
    """A pictogram in a square of ``side`` points whose top left is ``x, y``."""
    paint, stroke = {"color": None, "fill": rgb(color)}, {"color": rgb(color), "width": side / 12}

    def at(a: float, b: float) -> pymupdf.Point:
        return pymupdf.Point(x + a * side, y + b * side)

    def draw(page: pymupdf.Page) -> None:
        if shape == "aim":
            page.draw_circle(at(0.5, 0.5), side / 2, **stroke)
            page.draw_circle(at(0.5, 0.5), side / 4, **stroke)
        elif shape in ("lead", "partners"):
            for middle, wide in ((0.5, 0.25),) if shape == "lead" else ((0.28, 0.2), (0.72, 0.2)):
                page.draw_circle(at(middle, 0.3), wide * side, **paint)
                page.draw_polyline([at(middle - wide, 1), at(middle, 0.6), at(middle + wide, 1)], closePath=True, **paint)
        elif shape == "cost":
            page.draw_circle(at(0.5, 0.5), side / 2, **stroke)
            page.draw_bezier(at(0.7, 0.2), at(0.2, 0.2), at(0.2, 0.8), at(0.7, 0.8), **stroke)
        else:
            page.draw_rect(pymupdf.Rect(at(0, 0.1), at(1, 1)), radius=0.1, **stroke)
            page.draw_line(at(0, 0.35), at(1, 0.35), **stroke)

    sheet.rules.append(draw)


def cover() -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 200, "Plan départemental de l'habitat", size=28, bold=True)
    sheet.write(60, y + 10, "2025-2031", size=16)
    return sheet


def legend() -> Sheet:
    sheet = Sheet()
    y = sheet.write(60, 80, "Comment lire les pages", size=18, bold=True) + 20
    for shape, said in zip(SHAPES, SAID, strict=True):
        sign(sheet, 60, y, shape, 22, BLUE)
        sheet.write(94, y + 5, said)
        y += 34
    return sheet


def fiche(number: int, title: str, color: int, total: int | None = None) -> Sheet:
    sheet = Sheet()
    if total:
        sheet.write(470, 60, f"{number:02}/{total}", size=30, bold=True)
        y = sheet.write(60, 70, title, size=16, bold=True) + 20
    else:
        y = sheet.write(60, 70, f"Action {number} : {title}", size=16, bold=True) + 20
    y = sheet.write(60, y, "Les terrains ne manquent pas, mais les élus hésitent à les reprendre.", italic=True) + 12
    values = ["Recevoir tous les maires en deux ans", f"Ville de Bazas {number}", "ADIL, CAF, communes", "12 000 € par an", "2025-2028"]
    for shape, value in zip(SHAPES, values, strict=True):
        sign(sheet, 60, y, shape, 18, color)
        y = sheet.write(84, y + 1, value, width=400) + 16
    return sheet


@pytest.mark.parametrize("color", [BLUE, RED])
def test_pictograms_are_the_labels_their_legend_gives(color):
    plan = read(cover(), legend(), *(fiche(k, t, color) for k, t in enumerate(TITLES, 1)))
    assert actions(plan) == [(str(k), t) for k, t in enumerate(TITLES, 1)]
    for number, action in enumerate(plan.actions, 1):
        assert field(action, "objective") == "Recevoir tous les maires en deux ans"
        assert field(action, "pilot") == f"Ville de Bazas {number}"
        assert field(action, "partner") == "ADIL, CAF, communes"
        assert field(action, "cost") == "12 000 € par an"
        assert field(action, "calendar") == "2025-2028"


def test_without_a_legend_pictograms_say_nothing():
    plan = read(cover(), *(fiche(k, t, BLUE) for k, t in enumerate(TITLES, 1)))
    assert not any(field(a, name) for a in plan.actions for name in ("pilot", "partner", "cost"))


def test_the_number_of_a_fiche_among_all_of_them():
    plan = read(cover(), legend(), *(fiche(k, t, RED, total=3) for k, t in enumerate(TITLES, 1)))
    assert actions(plan) == [(f"0{k}", t) for k, t in enumerate(TITLES, 1)]
    assert above(plan) == dict.fromkeys(TITLES)
