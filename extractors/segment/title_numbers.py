"""Numbers that open the titles of a plan without a sign that would part them: "1 Replanter des haies", "1-2 Offre d'accueil"."""

from __future__ import annotations

import re
from itertools import pairwise

from models.segment import ActionNode

_OPENING = re.compile(r"(?:[Nn]\s?[°ºo]\s*)?(\d{1,2})(?:[-–](\d{1,2}))?\s?[·.:|)–—-]?\s+(?=[A-ZÀ-Ý«])")
_MOST = 0.8


def number_by_titles(actions: list[ActionNode]) -> None:
    """Give the actions the numbers their titles open with, where nearly all do, alike and in order, and none has another."""
    if len(actions) < 3 or any(a.number for a in actions):
        return
    found = [(a, m) for a in actions if (m := _OPENING.match(a.title.text))]
    if len(found) < max(3, _MOST * len(actions)) or len({m[2] is None for _, m in found}) > 1:
        return
    numbers = [(int(m[1]), int(m[2] or 0)) for _, m in found]
    paired = found[0][1][2] is not None
    rising = all(b > a and (paired or b[0] - a[0] <= 2) for a, b in pairwise(numbers))
    if not rising or numbers[0][0] > 2:
        return
    for action, m in found:
        action.number = f"{m[1]}-{m[2]}" if m[2] else m[1]
        action.title = action.title.slice(m.end())
