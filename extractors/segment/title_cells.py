"""Title cells that go on: an action's title, and under it or after it what the action is, all in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.french.headings import read_heading
from extractors.french.lexicon import read_label, split_run_in
from extractors.segment.cells import field_name, is_total, title_of
from extractors.segment.style import bold_prefix
from models.block import Cell, Paragraph
from models.segment import LabelledField
from models.text import PlacedText

_SUM = re.compile(r"\d\s?(?:€|k€|M€|K€|euros?\b|ETP\b)")
_IS_SUM = re.compile(r"\W{0,3}\d[\d\s.,]*(?:€|k€|M€|K€|euros?\b|ETP\b)")
_MOST = 0.6  # of a column's cells have to go on the same way
_LEAST = 6  # letters of a title
ONLY_NUMBER = re.compile(
    r"^(axe|objectif|orientation|action|fiche|mesure|fiche action)?\s*(n\s?[°ºo]\s*)?[A-Z]{0,5}[-. ]?(\d{1,3}|[IVX]+)([.\-]\d{1,2})*\s?[A-Za-z]?$",
    re.IGNORECASE,
)


def ends_of_titles(cells: Iterable[Cell]) -> dict[int, int]:
    """Where the title ends in each cell of a column that goes on after it, by the cell's ``id``.

    Told by the look (a bold title, another size, colour or slant), else by the full stops of what follows it; and
    only where most cells of the column go on the same way.
    """
    held = [c for c in cells if c.paragraphs and not is_total(c.text.text)]
    for cut, least in ((_at_bold, 1), (_at_look, 1), (_at_sentences, 2)):
        ends = {id(c): at for c in held if (at := cut(c))}
        if len(ends) >= max(least, _MOST * len(held)):
            return ends
    return {}


def told_after(cell: Cell, end: int) -> list[LabelledField]:
    """What a title's cell tells after the title: its labelled lines ("Objectif : ..."), else what the action consists in."""
    text = title_of(cell)
    rest = text.slice(end)
    at = len(rest.text) - len(rest.text.lstrip(" :–-•"))
    if at == len(rest.text):
        return []
    free = [LabelledField("modalities", "", rest.slice(at), "unlabelled")]
    for k in range(1, len(cell.paragraphs)):
        start = len(PlacedText.join((p.text for p in cell.paragraphs[:k]), " ").text) + 1
        if start < end or not (labelled := run_in_fields(cell.paragraphs[k:])):
            continue
        before = text.slice(end + at, start)
        return [*([LabelledField("modalities", "", before, "unlabelled")] if before.text.strip() else []), *labelled]
    return free


def run_in_fields(paragraphs: list[Paragraph], cost: LabelledField | None = None) -> list[LabelledField]:
    """The fields of paragraphs of which the first begins with a label of its own: "Pilote : ..., Partenaires : ...".

    ``cost``: the field of a column of costs, where items and their sums may come first: "Animation : 30 000 €, Financement : ...".
    """
    out: list[LabelledField] = []
    for p in paragraphs:
        found = split_run_in(p.text.text, bold_prefix(p))
        if found and found[0].field in ("pilot", "partner") and _IS_SUM.match(p.text.text[found[1] :]):
            found = None  # no body leads or helps for a sum
        if found:
            label, at = found
            out.append(LabelledField(field_name(label.field), label.text, p.text.slice(at), "run_in"))
        elif out:
            out[-1].text = PlacedText.join([out[-1].text, p.text])
        elif cost is not None and _SUM.search(p.text.text):
            out.append(replace(cost, text=p.text))
        else:
            return []
    return out if len(out) > 1 or (out and out[0].rule == "run_in") else []


def _at_bold(cell: Cell) -> int | None:
    """The end of the bold run the cell begins with."""
    text = title_of(cell)
    end = None
    for mark in text.marks:
        if not mark.bold:
            break
        end = mark.end
    return end if end is not None and _parts(text, end) else None


def _at_look(cell: Cell) -> int | None:
    """The end of the first paragraphs, printed alike and unlike all the others."""
    start = 1 if _is_only_number(cell.paragraphs[0].text.text) else 0
    said = cell.paragraphs[start:]
    count = next((k for k, p in enumerate(said) if _look(p) != _look(said[0])), None)
    if count is None or any(_look(p) == _look(said[0]) for p in said[count:]):
        return None
    return _end_of(cell, start + count)


def _at_sentences(cell: Cell) -> int | None:
    """The end of a first paragraph without a full stop, over sentences or a list."""
    first, *rest = cell.paragraphs
    if not rest or first.bullet is not None or first.text.text.rstrip().endswith((".", ":", ",", ";")):
        return None
    goes_on = all(p.bullet is not None for p in rest) or rest[-1].text.text.rstrip().endswith(".")
    return _end_of(cell, 1) if goes_on else None


def _is_only_number(text: str) -> bool:
    """Whether this is the number of an action whose title comes after: "Action 1", "Fiche n° 3 :"."""
    heading = read_heading(text.strip())
    return heading is not None and bool(heading.number) and not heading.title


def _look(p: Paragraph) -> tuple[float, bool, bool, int]:
    return p.size, p.bold, p.italic, p.color


def _end_of(cell: Cell, count: int) -> int | None:
    text = title_of(cell)
    end = len(PlacedText.join((p.text for p in cell.paragraphs[:count]), " ").text)
    return end if _parts(text, end) else None


def _parts(text: PlacedText, end: int) -> bool:
    """Whether a title ends there: some words on both sides, and what follows begins anew."""
    if _is_only_number(text.text[:end]):
        return False
    rest = text.text[end:].strip(" :–-•")
    return len(text.text[:end].strip()) >= _LEAST <= len(rest) and not rest[0].islower()


def titled_row(cells: list[Cell]) -> tuple[str, Cell] | None:
    """(number, title cell) of a row that is a title band: a code on its own, then a title; None for other rows.

    The title's cell may name the level above in a line of its own ("ORIENTATION 1 : ..." over the title).
    """
    if not 2 <= len(cells) <= 4:
        return None
    rest = cells
    if len(cells) > 2:  # a cell of its own names the level
        rest = [
            c
            for c in cells
            if not ((h := read_heading(c.text.text.replace("\n", " "))) and h.role == "level" and h.title)
        ]
    if len(rest) != 2:
        return None
    # The number first, or at the end when its own word tells it from a figure: "Créer un guichet | Fiche n° 3".
    last = read_heading(rest[1].text.text.replace("\n", " ").strip())
    named = last is not None and last.number and not last.title and (last.role == "action" or len(cells) > 2)
    counted = ONLY_NUMBER.match(end := rest[1].text.text.replace("\n", " ").strip()) and (len(cells) > 2 or end[:1] in "nN")
    number, title = rest[::-1] if named or counted else rest
    code = number.text.text.replace("\n", " ").strip()
    text = title.text.text
    banded = title.bold or title.fill is not None or number.fill is not None
    if not banded or not (named or ONLY_NUMBER.match(code)) or not re.search(r"\d", code) or not re.search(r"[^\W\d_]{3}", text):
        return None
    if len(text) > 260 or read_label(text.replace("\n", " ")) or ONLY_NUMBER.match(text) or title.row != number.row:
        return None
    return code, title
