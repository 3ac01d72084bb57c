"""Fiches without a heading: lines of text that say their number and title, "N° : A1" and "Intitulé de l'action : Loger"."""

from __future__ import annotations

from collections import defaultdict

from extractors.french.fold import fold
from extractors.french.headings import clean_number, read_heading
from extractors.french.lexicon import Label, split_run_in
from extractors.segment.fiches import Fiches, Start, spot
from extractors.segment.style import look
from models.block import PageLayout, Paragraph
from models.text import PlacedText

_LEAST = 3  # titles under one label


def find_named(layouts: list[PageLayout], skipped: set[int]) -> Fiches | None:
    """The fiches that lines under one label name, each another; None for fewer than three. ``skipped``: contents pages."""
    by_label: defaultdict[str, list[tuple[Paragraph, PlacedText, Paragraph | None, str | None, list[Paragraph]]]] = defaultdict(list)
    for layout in layouts:
        ps = [b if isinstance(b, Paragraph) else None for b in layout.blocks] if layout.page.number not in skipped else []
        for k, p in enumerate(ps):
            label, text = _said(p)
            if label is None or label.field != "title" or label.weak or not text:
                continue
            around = [ps[j] for j in (k - 1, k + 1) if 0 <= j < len(ps)]
            beside = next((o for o in around if (found := _said(o)[0]) is not None and found.field == "number"), None)
            number = clean_number(_said(beside)[1].text) if beside is not None else None
            first = k - (k > 0 and beside is not None and beside is ps[k - 1])
            by_label[fold(label.text)].append((p, text, beside, number, _levels_over(ps[:first])))
    best = max(by_label.values(), key=len, default=[])
    if len({fold(text.text) for _, text, *_ in best}) < max(_LEAST, len(best)):
        return None
    out = Fiches(look=look(best[0][0]))
    for p, title, beside, number, levels in best:
        out.over |= {place for level in levels if (place := spot(level)) is not None}
        if (place := spot(p)) is not None:
            out.starts[place] = Start(title, p, number if number and len(number) <= 8 else None)
        if beside is not None and (taken := spot(beside)) is not None:
            out.taken.add(taken)
    return out


def _levels_over(ps: list[Paragraph | None]) -> list[Paragraph]:
    """The levels named one under the other at the end of ``ps``."""
    out: list[Paragraph] = []
    for p in reversed(ps):
        heading = read_heading(p.text.text) if p is not None else None
        if p is None or heading is None or heading.role != "level":
            break
        out.append(p)
    return out


def _said(p: Paragraph | None) -> tuple[Label | None, PlacedText]:
    """The label a line runs in, and what it says."""
    found = split_run_in(p.text.text) if p is not None and len(p.text.text) <= 260 else None
    return (found[0], p.text.slice(found[1])) if found is not None and p is not None else (None, PlacedText())
