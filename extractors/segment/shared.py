"""What a level says once for all its actions: "Pilote des actions de cet objectif : ..." under its heading."""

from __future__ import annotations

import re

from extractors.segment.tree import Tree
from models.block import Paragraph
from models.segment import LabelledField

_ACTIONS = r"(?:actions|mesures|fiches(?:[- ]actions)?|engagements|opérations)"
_PILOT = re.compile(
    r"(?P<label>(?:co-?)?(?:pilot(?:e|es|age)|port(?:eurs?|age)|responsables?|animat(?:eur|rice|ion)s?|chefs? de file|"
    r"ma[iî]tr(?:e|es|ise) d['’]ouvrage|structures? (?:pilote|porteuse|responsable)s?)"
    rf"\s(?:commune?s? )?(?:des|de (?:toutes les|l['’]ensemble des|ces)|(?:pour|à) (?:toutes )?(?:les|ces)) {_ACTIONS}"
    r"(?:\s(?:de |du |d['’])?(?:ce(?:t|tte)?|l['’]|la|le|axe|orientation)\b[^:]{0,40})?)\s*:\s*(?P<who>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def take_shared(tree: Tree, stack: list[tuple[int, str, int, float]], p: Paragraph) -> bool:
    """Keep the pilot that a paragraph under a level's heading gives to all its actions; False for other paragraphs."""
    said = _PILOT.fullmatch(p.text.text.strip()) if stack else None
    if said is None:
        return False
    tree.pilots[stack[-1][0]] = LabelledField("pilot", said["label"].strip(), p.text.slice(said.start("who")), "run_in")
    return True


def share(tree: Tree) -> None:
    """Give each action without a pilot of its own the one its level names, the nearest above it first."""
    for action in tree.actions if tree.pilots else ():
        level = action.orientation
        while level is not None and level not in tree.pilots:
            level = tree.orientations[level].parent
        if level is not None and not any(f.field == "pilot" and f.text for f in action.fields):
            f = tree.pilots[level]
            action.fields.append(LabelledField(f.field, f.label, f.text, f.rule))
