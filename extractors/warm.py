"""Everything slow to build, built once: importing this reads a small plan made here, and keeps what was loaded for it.

For a process that starts others by forking: spaCy's French rules and our lexicons take two seconds of computing that
each document would pay for again.
"""

from __future__ import annotations

import contextlib
import gc

from models.geometry import Box
from models.page import Page, Word

LINES = (
    "Programme local de l'habitat 2024-2029 de la communauté d'agglomération du Pays de Laval",
    "Orientation 1 : Développer l'offre",
    "Fiche action n° 1 : Créer des logements",
    "Pilote : Direction départementale des territoires (DDT)",
    "Partenaires : communes, bailleurs sociaux, CAF",
    "Coût : 10 000 € par an",
    "Financeurs : État, Région Pays de la Loire",
    "Calendrier : 2024-2026",
    "Indicateurs : nombre de logements créés (20 en 2026)",
    "Objectifs : loger les ménages",
)


def warm() -> None:
    """Lay out, segment and read ``LINES``; no file is opened but the lexicons."""
    from extractors.document import layout_document
    from extractors.fields import read_fields
    from extractors.legibility import judge_text
    from extractors.metadata import read_metadata
    from extractors.segment.build import build_tree

    words, y = [], 60.0
    for line in LINES:
        x = 60.0
        for text in line.split():
            words.append(Word(text, Box(x, y, x + 6.0 * len(text), y + 12), 1, 10.0))
            x += 6.0 * len(text) + 4
        y += 30
    layouts = layout_document([Page(1, 595.0, 842.0, words=words, printed_words=len(words))])
    metadata = read_metadata(layouts, file_name="plan.pdf")
    tree, _ = build_tree(layouts, metadata.period_start)
    for node in tree.actions:
        read_fields(node, plan_period=(metadata.period_start, metadata.period_end))
    judge_text(" ".join(LINES))


with contextlib.suppress(Exception):  # a help, never a condition: without it, each document loads what it needs
    warm()
gc.collect()
gc.freeze()  # shared with the children: the collector must not touch, and so copy, it in each
