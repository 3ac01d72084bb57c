"""Where a walk stands, and the small judgements it makes of numbers and texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.french.lexicon import Label
from models.block import Paragraph
from models.geometry import Box
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

ENDED = re.compile(r"[.;:!?…]\s*$")


@dataclass(slots=True)
class State:
    """Where the walk stands."""

    stack: list[tuple[int, str, int, float]] = field(default_factory=list)  # orientation, kind, rank, size
    action: ActionNode | None = None
    opened: LabelledField | None = None
    pending: str | None = None  # "title" or "orientation": the next paragraph gives it
    pending_orientation: int | None = None
    aside: float | None = None  # size of the heading that opened a part without actions
    aside_page: int = 0
    aside_past: bool = False  # it tells what an earlier plan did
    aside_kind: str | None = None  # and its numbering ("#1"), if any
    own_orientation: bool = False  # the fiche itself named its orientation
    last_page: int = 0
    style: tuple[bool, float, int] | None = None  # look of the paragraph a run-in label opened
    frame: Box | None = None  # the box the action's heading stands in
    framed: bool = False  # and whether its fields stand in it too
    list_column: Box | None = None  # where a poster lists its commitments
    head: tuple[float, bool] = (0.0, False)  # size and weight of the action's heading
    level_page: int = 0  # where the last level was printed
    caption: str = ""  # the last paragraph outside a table: it may say what the next table's figures are in


def is_deeper(a: str, b: str) -> bool:
    """Whether numbers of shape ``a`` stand under those of shape ``b``: 1.2 under 1, A1-2 under A1, A1 under A."""
    if a.isdigit() and b.isdigit():
        return int(a) > int(b)
    if a.startswith("code"):
        return b == "A" or (b.startswith("code") and a[4:] > b[4:])
    return False


def same_number(a: str, b: str) -> bool:
    return re.sub(r"[^0-9a-z]", "", a.lower()) == re.sub(r"[^0-9a-z]", "", b.lower())


_GROUP = (
    r"(?:indicateurs? (?:de |d['’])?)?(?:réalisations?|résultats?|moyens?|impacts?|effets?|suivi|activité|processus)"
)


def groups_indicators(label: Label, before: str) -> bool:
    """Whether "Résultat : ..." goes on with indicators told apart by kind: "Réalisation : ..." stands before it."""
    said = re.fullmatch(_GROUP, label.text.strip(), re.IGNORECASE)
    return bool(said) and re.search(rf"(?:^|\n){_GROUP}\s?:\s", before, re.IGNORECASE) is not None


def groups_bodies(label: Label, state: State) -> bool:
    """Whether "Opérateurs :" goes on, in their cell, with partners told apart by kind: "Institutions :" stands first there."""
    opened = state.opened
    if opened is None or state.action is None or (opened.field, opened.rule, label.field) != ("partner", "cell", "pilot"):
        return False
    led = any(f.field == "pilot" and f.text for f in state.action.fields)
    return led and re.match(r"[A-ZÀ-Ý][^\n:,;]{3,40}\s?:", opened.text.text) is not None


_INFINITIVE = re.compile(r"(?:ne pas |s['’]|se |mieux |en |y )?(?!premier|dernier|atelier)[^\W\d]{2,}(?:er|ir|re)\b", re.IGNORECASE)
_TOLD = re.compile(r"[A-ZÀ-Ý][^\n]{25,}[.]\s*")


def ends_aim(opened: LabelledField, p: Paragraph) -> bool:
    """Whether a paragraph tells how an aim is reached: sentences under "Objectif : Réduire ...", an aim on its line."""
    said = opened.text.text
    if opened.field != "objective" or opened.rule != "run_in" or "\n" in said or not said.rstrip().endswith("."):
        return False
    if p.bullet is not None or _TOLD.fullmatch(p.text.text) is None:
        return False
    return bool(_INFINITIVE.match(said)) and _INFINITIVE.match(p.text.text) is None


def append(before: PlacedText, text: PlacedText, p: Paragraph, *, carried: bool) -> PlacedText:
    """``text`` under ``before``; a sentence cut by the page goes on on the same line."""
    goes_on = carried and p.bullet is None and text.text[:1].islower() and before and not ENDED.search(before.text)
    return PlacedText.join([before, text], " " if goes_on else "\n")
