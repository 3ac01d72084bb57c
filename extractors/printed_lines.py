"""Line ends as printed: between two names a narrow cell's line end may be the only separator."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.readers.organisation_lexicon import head_kind
from extractors.readers.organisations import looks_like_organisation
from models.text import PlacedText

_SEPARATOR = re.compile(r"[,;/\n•|]|\s[-–]\s|\set\s")
_OPEN = re.compile(
    r"(?:^|[\s’'])(?:de|du|des|la|le|les|l|d|et|ou|à|au|aux|en|pour|par|sur|avec|dont|services?|conseil|maison|chambre|agence|direction)$|[-('’]$",
    re.IGNORECASE,
)
_NAMES = ("body", "name", "group_acronym", "category", "institution", "acronym")


def names_on_lines(text: PlacedText) -> PlacedText:
    """``text`` with a real line end where one whole name ends a printed line and another opens the next.

    "centre hospitalier de Laval | ARS" are two bodies; "Chambre de métiers | et de l'artisanat" is one.
    """
    if "(" in text.text or len(text.marks) < 2:
        return text
    chars = list(text.text)
    for a, b in itertools.pairwise(text.marks):
        wrapped = b.page == a.page and b.box.y0 > a.box.y0 + 0.6 * a.box.height and b.box.x0 < a.box.x1
        if not wrapped or text.text[a.end : b.start] != " ":
            continue
        before = _SEPARATOR.split("".join(chars[: a.end]))[-1].strip()
        after = _SEPARATOR.split(text.text[b.start :])[0].strip()
        if _OPEN.search(before) or len(before) < 3 or not looks_like_organisation(before):
            continue
        kind = head_kind(after, fold(after))
        if kind in _NAMES and looks_like_organisation(after) and (kind != "acronym" or len(after.split()[0]) >= 3):
            chars[a.end] = "\n"
    changed = "".join(chars)
    return text if changed == text.text else replace(text, text=changed)
