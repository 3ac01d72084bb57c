"""Reading drawn plans, and saying in a line what was read; for tests of whole documents."""

from __future__ import annotations

import tempfile
from pathlib import Path

from drawing import BLUE, Printed, Sheet, run_around, save
from pages import LONG

from extractors.document import read_document
from models.segment import ActionNode, Extraction


def read(*sheets: Sheet) -> Extraction:
    """What a file of these sheets gives; every text kept must stand where it says it does."""
    with tempfile.TemporaryDirectory() as folder:
        path = save(Path(folder) / "plan.pdf", sheets)
        extraction = read_document(path, ocr="off")
        printed = Printed(path.read_bytes())
    texts = [f.text for a in extraction.actions for f in a.fields]
    texts += [node.title for node in (*extraction.actions, *extraction.orientations) if node.title]
    for text in texts:
        assert printed.misplaced(text, extraction.pages) == []
    return extraction


def actions(plan: Extraction) -> list[tuple[str | None, str]]:
    return [(a.number, a.title.text) for a in plan.actions]


def tree(plan: Extraction) -> list[tuple[str | None, str | None, str | None]]:
    """(number, title, parent's number) of each orientation."""
    nodes = plan.orientations
    return [
        (o.number, o.title.text if o.title else None, nodes[o.parent].number if o.parent is not None else None)
        for o in nodes
    ]


def above(plan: Extraction) -> dict[str, str | None]:
    """Each action's title to the number, else the title, of the orientation it stands under."""
    out = {}
    for a in plan.actions:
        node = plan.orientations[a.orientation] if a.orientation is not None else None
        out[a.title.text] = None if node is None else node.number or node.title.text
    return out


def field(action: ActionNode, name: str) -> str:
    """The texts of one field, joined by line ends."""
    return "\n".join(f.text.text for f in action.fields if f.field == name and f.text)


def pages(action: ActionNode, name: str) -> set[int]:
    return {m.page for f in action.fields if f.field == name for m in f.text.marks}


def stacked_plan() -> list[Sheet]:
    summary = Sheet()
    summary.write(60, 60, "Plan départemental d'action pour le logement 2024-2029", size=18, bold=True, width=470)
    summary.table(
        60, 140, [110, 50, 210, 100],
        [
            ["Axe", "N°", "Action", "Pilote"],
            ["Axe 1 : Loger", "1", "Créer des logements adaptés aux ménages", "DDETS"],
            [None, "2", "Ouvrir une maison des familles", "CAF"],
            ["Axe 2 : Accompagner", "3", "Former les agents des communes", "CNFPT"],
        ],
        spans={(1, 0): (2, 1)},
    )  # fmt: skip
    sheets = [summary]
    for axis, axis_title, number, title, pilot in (
        (1, "Loger", 1, "Créer des logements adaptés aux ménages", "Conseil départemental de la Gironde"),
        (1, "Loger", 2, "Ouvrir une maison des familles", "CAF de la Gironde"),
        (2, "Accompagner", 3, "Former les agents des communes", "Centre de gestion"),
    ):
        sheet = Sheet()
        y = sheet.write(60, 80, f"Axe {axis} : {axis_title}", size=14, bold=True, color=BLUE) + 6
        y = sheet.write(60, y, f"Action n° {number} – {title}", size=16, bold=True, width=470) + 10
        sheet.sections(
            60,
            y,
            [
                ("Objectif", f"But {number}. {LONG}"),
                ("Pilote", pilot),
                ("Partenaires", "État, communes, bailleurs sociaux"),
                ("Calendrier", f"202{3 + number}-2029"),
                ("Indicateurs", f"Nombre de ménages suivis par l'action {number}"),
            ],
            width=470,
        )
        sheets.append(sheet)
    run_around(sheets, header="PDALHPD de la Gironde", footer="Version adoptée")
    return sheets


def fiche(number: int = 1, title: str = "Créer des logements") -> tuple[Sheet, float]:
    sheet = Sheet()
    y = sheet.write(60, 110, f"Action {number} : {title}", size=15, bold=True) + 8
    y = sheet.sections(60, y, [("Objectif", LONG), ("Pilote", "Ville de Bazas")], width=470)
    return sheet, y
