"""Everything slow to build, built once: importing this reads a small plan drawn here, and keeps what was loaded for it.

For a process that starts others by forking: lexicons, automata and patterns take half a second of computing that each
document would pay for again.
"""

from __future__ import annotations

import contextlib
import gc
import tempfile
from pathlib import Path

import pymupdf

from models.segment import Extraction

TITLE = "Programme local de l'habitat 2024-2029 de la communauté d'agglomération du Pays de Laval"
FICHES = (
    (
        "Axe 1 : Développer l'offre", "Fiche action n° 1.1 : Créer des logements", "Contexte",
        "Les ménages de la commune de Laval attendent un logement pendant plus de deux années entières.",
        "Pilote : Direction départementale des territoires (DDT)", "Partenaires : communes, bailleurs sociaux, CAF",
        "Coût : 10 000 € par an, soit 0,06 M€", "Financeurs : État, Région Pays de la Loire, Ville de Laval",
        "Calendrier : 2024-2026", "Indicateurs : nombre de logements créés (20 en 2026)",
        "Objectifs : • loger les ménages", "• produire 150 logements par an",
    ),
    ("Axe 2 : Accompagner", "Fiche action n° 2.1 : Loger les jeunes"),
)  # fmt: skip
GRID = (
    ("Pilote", "Conseil départemental de la Mayenne"), ("Partenaires", "ADIL 53, CCAS de Laval et Action Logement"),
    ("Échéancier", "1er trimestre 2025 puis 2026"), ("Budget", "2024 : 5 k€ ; 2025 : 8 k€"),
    ("Indicateurs de suivi", "- Nombre de ménages accompagnés"), ("État d'avancement", "Engagée"),
)  # fmt: skip


def draw(path: Path) -> None:
    """A plan of two pages: a fiche of labels, a fiche in a ruled grid."""
    with pymupdf.open() as doc:
        for number, lines in enumerate(FICHES, 1):
            page = doc.new_page()
            page.insert_text((60, 60), TITLE, fontsize=9)
            for n, line in enumerate(lines):
                page.insert_text((60, 110 + 24 * n), line, fontname="hebo" if n < 3 else "helv", fontsize=11)
            for n, (label, value) in enumerate(GRID if number == 2 else ()):
                y = 180 + 30 * n
                page.draw_rect((60, y, 200, y + 30), fill=(0.9, 0.9, 0.9))
                page.draw_rect((200, y, 540, y + 30))
                page.insert_text((64, y + 18), label, fontname="hebo", fontsize=10)
                page.insert_text((204, y + 18), value, fontsize=10)
            page.insert_text((290, 820), str(number), fontsize=9)
        doc.save(path)


def warm() -> Extraction:
    """Read the plan drawn here, as any document is read."""
    from extractors.document import read_document
    from extractors.fields import read_fields
    from extractors.legibility import judge_text

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.pdf"
        draw(path)
        read = read_document(path, ocr="off")
    for node in read.actions:
        read_fields(node, plan_period=(read.metadata.period_start, read.metadata.period_end))
    judge_text(TITLE)
    return read


READ: Extraction | None = None
with contextlib.suppress(Exception):  # a help, never a condition: without it, each document loads what it needs
    READ = warm()
gc.collect()
gc.freeze()  # shared with the children: the collector must not touch, and so copy, it in each
