"""Laying out drawn pages, and saying in a line what was found; for tests of layout."""

from __future__ import annotations

import pymupdf
from drawing import Sheet, as_pdf

from extractors.document import layout_document
from extractors.reading import read_pages
from models.block import PageLayout, Table

LONG = (
    "La communauté d'agglomération mobilise les bailleurs sociaux et les communes volontaires afin de produire chaque "
    "année des logements abordables pour les ménages modestes."
)
ROWS = [
    ["Action", "Pilote", "Calendrier"],
    ["Créer des logements", "CAF", "2025"],
    ["Ouvrir une maison", "Commune de Bazas", "2026"],
    ["Former les agents", "CNFPT", "2027"],
]


def lay_out(*sheets: Sheet, seed: int | None = None, opinion=None) -> list[PageLayout]:
    with pymupdf.open(stream=as_pdf(sheets, seed=seed)) as doc:
        return layout_document(read_pages(doc, ocr="off"), opinion)


def texts(layout: PageLayout) -> list[str]:
    return [p.text.text for p in layout.paragraphs()]


def tables(layout: PageLayout) -> list[Table]:
    return [b for b in layout.blocks if isinstance(b, Table)]


def only_table(*sheets: Sheet) -> Table:
    found = tables(lay_out(*sheets)[0])
    assert len(found) == 1
    return found[0]


def grid_texts(table: Table) -> list[list[str]]:
    return [[c.text.text for c in table.row(r)] for r in range(table.rows)]


def asides(layout: PageLayout) -> dict[str, str]:
    return {a.kind: a.text.text for a in layout.asides}


def several_pages(n: int = 4) -> list[Sheet]:
    words = ("première", "deuxième", "troisième", "quatrième", "cinquième", "sixième")
    sheets = []
    for k in range(n):
        sheet = Sheet()
        sheet.write(60, 200, f"Voici la {words[k]} page du plan. {LONG}", width=470)
        sheets.append(sheet)
    return sheets
