"""What stands within a fiche and is none of its fields: notes, captions, headed boxes, the lines of an account."""

from __future__ import annotations

import re

from extractors.french.lexicon import Label
from extractors.segment.state import State
from extractors.segment.style import Styles
from models.block import Paragraph

_NOTE = re.compile(r"^(?:\(\d{1,2}\)|\d{1,2}(?!\s?[.)°\-–])|\*{1,3})\s*(?=[A-ZÀ-Ý«])")
_CAPTION = re.compile(
    r"^(?:(?:photo(?:graphie)?|cr[ée]dits?(?: photos?)?|illustration|l[ée]gende|source)s?\s*(?::|©)|(?:figure|fig\.|carte|sch[ée]ma|graphique|photo)\s*\d{1,2}\b|©)",
    re.IGNORECASE,
)
_BOX = re.compile(r"^(?:zoom|focus|gros plan|coup de projecteur|encadr[ée])\s+(?:sur|:|n°)", re.IGNORECASE)
_AMOUNT = re.compile(r"^\W{0,3}\d[\d\s.,]*(?:€|k€|M€|K€|euros?\b|ETP\b)")


def is_aside(p: Paragraph, styles: Styles) -> bool:
    """Whether a text in small print is a note ("(1) Voir ...") or the caption of a picture."""
    text = p.text.text
    small = p.size <= 0.87 * styles.size
    if small and len(text) < 300 and (_NOTE.match(text) or p.bullet == "*"):
        return True
    return (small or (p.italic and p.size < styles.size)) and len(text) < 200 and bool(_CAPTION.match(text))


def box_head(p: Paragraph, styles: Styles) -> Label | None:
    """The head of a box on something beside the action: "Zoom sur la maison des services"; None for other texts."""
    if len(p.text.text) < 120 and _BOX.match(p.text.text) and styles.stands_out(p):
        return Label("other", p.text.text.rstrip(" :"))
    return None


def is_item_of_account(label: Label, rest: str, state: State) -> bool:
    """ "Coordination : 12 000 €" in a cost: what is paid for, not who coordinates."""
    opened = state.opened
    if opened is None or opened.field not in ("cost", "funder") or label.field in ("cost", "funder"):
        return False
    return bool(_AMOUNT.match(rest.strip()))
