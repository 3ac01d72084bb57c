"""What makes a value doubtful beyond the rule that read it: its form, and how unlike the rest of its document it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from extractors.fields import TypedFields
from models.segment import ActionNode

_KINDS = ("pilots", "partners", "costs", "funders", "indicators")
_FEW = 4  # actions under which nothing is usual
_LONG_NAME = 40  # letters of a body's name, brackets left out


class Doubts:
    """Knows what the document's actions usually hold. Factors multiply the strength of a rule; 1 is no doubt."""

    def __init__(self, read: Sequence[tuple[ActionNode, TypedFields]]) -> None:
        held = [{kind for kind in _KINDS if getattr(fields, kind)} for _, fields in read]
        many = len(held) >= _FEW
        self._rare = {k for k in _KINDS if many and sum(k in h for h in held) < len(held) / 3}
        count = [
            len(h) + ("objective" in fields.texts) + (fields.calendar is not None)
            for h, (_, fields) in zip(held, read, strict=True)
        ]
        usual = median(count) if many else 0
        self._poor = {
            id(node) for (node, _), n in zip(read, count, strict=True) if usual >= _FEW and n <= 2
        }  # fiches of which little was read

    def of_value(self, name: str, node: ActionNode, text: str) -> float:
        """For a value of an action's field; ``name`` as the evaluation names fields."""
        factor = 0.75 if id(node) in self._poor else 1.0
        kind = "costs" if name.startswith("cost") else name
        if kind in self._rare:
            factor *= 0.85
        if name in ("pilots", "partners", "funders"):
            bare = re.sub(r"\([^)]*\)", "", text).strip()
            factor *= 0.5 if len(bare) > 1.5 * _LONG_NAME else 0.75 if len(bare) > _LONG_NAME else 1.0
        elif name == "indicators" and len(text) < 15:
            factor *= 0.85
        return factor

    def of_action(self, node: ActionNode) -> float:
        return 0.85 if id(node) in self._poor else 1.0


def of_level(number: str | None, title: str | None) -> float:
    """A level's title that begins in the middle of a sentence, or is one word without number."""
    if title and title[:1].islower():
        return 0.5
    return 0.7 if title and not number and len(title.split()) < 3 else 1.0
