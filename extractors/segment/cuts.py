"""Headings the end of a page cuts in two."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from extractors.french.headings import read_heading
from extractors.french.lexicon import read_label
from extractors.segment.style import Styles, signature
from models.block import Block, PageLayout, Paragraph
from models.geometry import Box
from models.text import PlacedText


def join_cut_headings(layouts: list[PageLayout], styles: Styles) -> None:
    """Give a heading at the foot of a page the rest of it, printed alike at the head of the next one."""
    for here, after in itertools.pairwise(layouts):
        if here.blocks and isinstance(here.blocks[-1], Paragraph) and _is_left_behind(here.blocks[-1]):
            after.blocks = [_put_over(here.blocks.pop(), after), *after.blocks]
        top = here.blocks[-1] if here.blocks else None
        rest = after.blocks[0] if after.blocks else None
        if not isinstance(top, Paragraph) or not isinstance(rest, Paragraph) or top.bullet or rest.bullet:
            continue
        told = top.text.text.rstrip()
        goes_on = rest.text.text[:1].islower() or (told.isupper() and rest.text.text.isupper())
        if signature(top) != signature(rest) or not goes_on or told.endswith((".", ":", ";", "!", "?")):
            continue
        if not top.bold and top.size < 1.1 * styles.size:
            continue  # running text, which the walk joins
        if read_label(rest.text.text) or read_heading(rest.text.text):
            continue
        if styles.stands_out(top) and len(told) + len(rest.text.text) <= 260:
            here.blocks[-1] = replace(top, text=PlacedText.join([top.text, rest.text], " "))
            after.blocks = after.blocks[1:]


def join_title_lines(blocks: list[Block], styles: Styles) -> list[Block]:
    """Lines of one title set as paragraphs of their own: the next goes on in the same look, close, in lower case."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if isinstance(block, Paragraph) and isinstance(last, Paragraph) and _goes_on(last, block, styles):
            text = PlacedText.join([last.text, block.text], " ")
            out[-1] = replace(last, text=text, box=last.box.union(block.box), words=[*last.words, *block.words])
            continue
        out.append(block)
    return out


def _goes_on(title: Paragraph, rest: Paragraph, styles: Styles) -> bool:
    told, text = title.text.text.rstrip(), rest.text.text
    if title.bullet or rest.bullet or title.page != rest.page or signature(title) != signature(rest):
        return False
    if not text[:1].islower() or told.endswith((".", ":", ";", ",", "!", "?")) or len(told) + len(text) > 260:
        return False
    if not styles.stands_out(title) or not (title.bold or title.size >= 1.1 * styles.size):
        return False
    close = -1 < rest.box.y0 - title.box.y1 < 0.8 * title.size and abs(rest.box.x0 - title.box.x0) < 40
    return close and bool(read_heading(told)) and not read_label(text) and not read_label(told)


def _put_over(p: Paragraph, layout: PageLayout) -> Paragraph:
    """The paragraph as if it stood right over the first text of the page; its words keep their own places."""
    first = next((b for b in layout.blocks if isinstance(b, Paragraph)), None)
    if first is None:
        return p
    high = p.box.y1 - p.box.y0
    return replace(p, box=Box(first.box.x0, first.box.y0 - 1 - high, first.box.x0 + p.box.width, first.box.y0 - 1))


def _is_left_behind(p: Paragraph) -> bool:
    """The number of a fiche, its title on the next page: "III.1.2", "Fiche action n° 4"; a plain number is a folio."""
    text = p.text.text.strip()
    if p.bullet or len(text) > 30:
        return False
    heading = read_heading(text)
    if heading is not None and heading.role == "action" and heading.number and not heading.title:
        return True
    return bool(
        re.fullmatch(
            r"([A-Z]{1,4}[-.]?\d{1,3}|\d{1,2}|[IVX]{1,4})([.\-]\d{1,2})+([.\-]?[a-zA-Z])?|[A-Z]{2,4}-?\d{1,3}", text
        )
    )
