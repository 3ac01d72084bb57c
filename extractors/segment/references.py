"""Levels named by a label of a fiche: "Axe | 1. Habiter" says where an action belongs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.french.headings import Heading, read_heading
from extractors.french.headings import levels as level_words
from extractors.french.lexicon import Label
from models.block import Paragraph

if TYPE_CHECKING:
    from extractors.segment.walk import Walker

_RATES = re.compile(r"priori|urgen|court terme|moyen terme|long terme|\b(?:haute?|forte?|faible|moyenne?|élevée?)\b", re.IGNORECASE)


def place(walker: Walker, label: Label, p: Paragraph) -> None:
    """ "Axe | 1. Habiter" over a fiche not yet named: the level the next action stands under."""
    s = walker.state
    heading = read_heading(p.text.text)
    number = heading.number if heading else None
    at = heading.title_at if heading else 0
    kind = label.head or "orientation"
    found = Heading(kind, "level", 20, label.text, number, p.text.text[at:], at)
    walker.open_orientation(found, p, in_cell=False)
    s.pending = None


def as_level(label: Label, said: str) -> Label:
    """The label as that of a level where its value numbers and names one: "Priorité : 1 – Habiter", not "Priorité : 1"."""
    if label.field != "other" or label.head not in level_words():
        return label
    heading = read_heading(said)
    named = heading is not None and heading.role == "bare" and heading.title[:1].isupper() and " " in heading.title
    return replace(label, field="orientation") if named and not _RATES.search(heading.title) else label


def reference(walker: Walker, label: Label, p: Paragraph) -> None:
    """ "Axe" or "Orientation" as a label: its value names the level the action belongs to."""
    s = walker.state
    if s.action is None:
        return
    text = p.text
    heading = read_heading(text.text)
    kind = label.head or "orientation"
    if heading and heading.role == "level":
        walker.open_orientation(heading, p, in_cell=True)
        return
    number = heading.number if heading and heading.role == "bare" else None
    title = text.slice(heading.title_at) if number and heading else text
    if not number and re.fullmatch(r"[\dIVX.]{1,5}", text.text.strip()):
        number, title = text.text.strip().rstrip("."), None
    if title is not None and len(title.text) > 260:
        return
    parent = s.action.orientation if s.own_orientation else None
    index = walker.tree.orientation(
        kind, label.text.split(":")[0].strip(), number, title, parent=parent, size=p.size, page=p.page,
        places=text.places(), rule="cell",
    )  # fmt: skip
    s.action.orientation, s.own_orientation = index, True
    s.pending = "title" if not s.action.title else None
