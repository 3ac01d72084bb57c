"""Texts of documents made safe for a spreadsheet: nothing in them can run, and the change can be undone."""

from __future__ import annotations

import re

from pipeline.tables import NUMBER

# What Excel and LibreOffice take for the beginning of a formula, full-width forms included.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def inert(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet would run it; ``original`` takes it off.

    Numbers ("-12,5", "+ 3 %") stay. A text that already begins by apostrophes and such a sign gets one more, so that
    taking one off always gives the text back.
    """
    if text[:1] in _FIRST and _FORMULA.match(text) and not NUMBER.fullmatch(text):
        return "'" + text
    return text


def original(text: str) -> str:
    """The text before ``inert``."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def clean(text: str) -> str:
    """Line ends as "\\n"; control characters, which no workbook can hold, as spaces."""
    if text.isprintable():  # most texts, by far
        return text
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str | None) -> str:
    """The text on a single line; "" for None."""
    return " ".join(clean(text or "").split())


def utf16_length(text: str) -> int:
    """Characters as Excel counts them: an emoji is two."""
    return len(text) + sum(c > "\uffff" for c in text)


def cut(text: str, most: int) -> str:
    """At most ``most`` UTF-16 units, whole characters, ended by "…" when something was taken off."""
    if 2 * len(text) <= most or utf16_length(text) <= most:
        return text
    kept, room = [], most - 1
    for c in text:
        room -= 2 if c > "\uffff" else 1
        if room < 0:
            break
        kept.append(c)
    return "".join(kept) + "…"
