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


_CREDITED = re.compile(r"(?:^|[\s.])©\s?[A-ZÀ-Ý].{1,40}$")
# What somebody said, whole, and perhaps who: "« J'aurais arrêté mes séances. » Une habitante"
_SAID = re.compile(r"[«“]\s?(?P<words>[A-ZÀ-Ý][^«»“”]{20,}[.!?…])\s?[»”]\s*(?:[–—-]?\s*[^\W\d_][^.;:»]{0,60}\.?)?$")
_BY = re.compile(r"[A-ZÀ-Ý][^.;:?!•]{2,60}$")
_LISTED = ("indicator", "pilot", "partner", "funder", "cost", "calendar")
# How the writer of a letter turns to whom it is sent, after the last of its measures.
_TO_THE_READER = re.compile(
    r"(?:Je (?:vous|compte|sais|r[ée]unirai|reste|demeure|tiens|souhaite|ne doute|me tiens|veillerai|serai)|J['’](?:attache|attends|aurai|invite|entends)"
    r"|Vous (?:me|m['’]|voudrez|veillerez|pourrez|rendrez|nous|trouverez|appellerez)|Nous vous|Veuillez|Mes services)\b"
)


def is_quotation(p: Paragraph, state: State) -> bool:
    """Whether a text is what somebody said, printed beside a field that has its own, or the italics under it that say who."""
    action, opened = state.action, state.opened
    if action is None or not action.fields or (opened is not None and not opened.text) or p.bullet is not None or p.bold:
        return False
    last = action.fields[-1]
    if last.rule == "note" and _SAID.match(last.text.text) and p.italic and p.page == state.last_page:
        return bool(_BY.match(p.text.text))
    return (opened is None or opened.field in _LISTED) and bool(_SAID.match(p.text.text))


def takes_leave(p: Paragraph, state: State) -> bool:
    """Whether a letter turns to its reader after its last measure: "Je compte sur votre engagement personnel."."""
    opened = state.opened
    ended = opened is not None and opened.field in _LISTED and bool(opened.text) and p.bullet is None
    return ended and p.text.text.rstrip().endswith(".") and bool(_TO_THE_READER.match(p.text.text))


def is_aside(p: Paragraph, styles: Styles) -> bool:
    """Whether a text in small print is a note ("(1) Voir ...") or the caption of a picture."""
    text = p.text.text
    small = p.size <= 0.87 * styles.size
    if small and len(text) < 300 and (_NOTE.match(text) or p.bullet == "*"):
        return True
    captioned = len(text) < 200 and bool(_CAPTION.match(text) or _CREDITED.search(text))
    return captioned and (small or (p.italic and p.size < styles.size))


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
