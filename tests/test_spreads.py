"""Two pages on a sheet: spreads, two pages printed a sheet, booklets; and wide pages that are one page."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from drawing import Printed, Sheet, as_pdf, run_around
from pages import LONG
from plans import actions, field, tree

from extractors.document import read_document
from models.segment import Extraction

IN_ORDER = [(1, 2), (3, 4), (5, 6), (7, 8)]
SPREADS = [(None, 1), (2, 3), (4, 5), (6, 7), (8, None)]
BOOKLET = [(8, 1), (2, 7), (6, 3), (4, 5)]


def printed(folder: Path, sheets: list[Sheet], order: list[tuple[int | None, int | None]], scale: float = 1) -> Path:
    """The pages two a sheet, numbers from 1, None for an empty half."""
    out, source = pymupdf.open(), pymupdf.open(stream=as_pdf(sheets))
    w, h = source[0].rect.width * scale, source[0].rect.height * scale
    for sides in order:
        sheet = out.new_page(width=2 * w, height=h)
        for side, number in enumerate(sides):
            if number:
                sheet.show_pdf_page(pymupdf.Rect(side * w, 0, (side + 1) * w, h), source, number - 1)
    out.save(folder / "plan.pdf")
    return folder / "plan.pdf"


FICHES = [
    ("Créer des logements adaptés", "CAF de la Gironde", "État, communes"),
    ("Ouvrir une maison des familles", "Commune de Bazas", "Département, bailleurs sociaux"),
    ("Former les agents d'accueil", "Centre de gestion", "communes, associations"),
    ("Suivre les ménages menacés d'expulsion", "DDETS", "commission de médiation, huissiers"),
]


def ruled_plan() -> list[Sheet]:
    """Fiches in ruled tables of the page's whole width, each over two pages: the tables of two pages are level."""
    sheets = []
    for number, (title, pilot, partners) in enumerate(FICHES, 1):
        first, second = Sheet(), Sheet()
        rows = [["Objectif", f"But {number}. {LONG}"], ["Pilote", pilot], ["Contexte", LONG]]
        first.table(20, 140, [130, 425], [[f"Fiche action n° {number}", title], *rows])
        second.table(20, 140, [130, 425], [["Partenaires", partners], ["Calendrier", "2025"], ["Contenu", LONG * 2]])
        sheets += [first, second]
    run_around(sheets, header="PDALHPD de la Gironde", footer="Version adoptée")
    return sheets


def told(plan: Extraction) -> list[tuple]:
    return [tree(plan), actions(plan), [[field(a, n) for n in ("objective", "pilot", "partner")] for a in plan.actions]]


def alone(folder: Path, sheets: list[Sheet]) -> Extraction:
    (folder / "alone.pdf").write_bytes(as_pdf(sheets))
    return read_document(folder / "alone.pdf", ocr="off")


@pytest.mark.parametrize(("order", "scale"), [(IN_ORDER, 1), (IN_ORDER, 0.7), (SPREADS, 1), (BOOKLET, 0.7)])
def test_two_pages_a_sheet_read_as_the_pages_do(tmp_path: Path, order: list, scale: float) -> None:
    path = printed(tmp_path, ruled_plan(), order, scale)
    plan, expected = read_document(path, ocr="off"), alone(tmp_path, ruled_plan())
    assert told(plan) == told(expected) and len(plan.actions) == 4
    assert len(plan.pages) == len(order)
    where = Printed(path.read_bytes())
    for action in plan.actions:
        assert [where.misplaced(text) for text in (action.title, *(f.text for f in action.fields))] == [[]] * (
            1 + len(action.fields)
        )
    sheet_of = {n: k for k, sides in enumerate(order, 1) for n in sides if n}
    assert [a.page_start for a in plan.actions] == [sheet_of[n] for n in (1, 3, 5, 7)]
    assert {page.role for page in plan.pages} >= {"action"}


def test_wide_pages_with_one_number_stay_whole(tmp_path: Path) -> None:
    """Two columns on a slide, nothing across the middle: one page."""
    sheets = []
    for k in range(1, 4):
        sheet = Sheet(960, 540)
        sheet.sections(40, 90, [("Objectif", "Loger les jeunes"), ("Pilote", "CAF")], width=400)
        sheet.sections(520, 90, [("Partenaires", "État, communes"), ("Calendrier", "2025")], width=400)
        sheet.write(40, 50, f"Action {k} : Créer un foyer n° {k}", size=16, bold=True)
        sheets.append(sheet)
    run_around(sheets, footer="PDALHPD de la Gironde")
    plan = alone(tmp_path, sheets)
    assert [(a.page_start, field(a, "partner")) for a in plan.actions] == [(k, "État, communes") for k in (1, 2, 3)]
