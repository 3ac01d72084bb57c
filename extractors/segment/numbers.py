"""Numbers printed apart from their titles: over them, under them, in a badge beside them."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from extractors.french.headings import CODE, clean_number, depth_of, is_level_word, read_heading
from extractors.french.lexicon import read_label
from extractors.segment.cuts import join_title_lines
from extractors.segment.nesting import place_of
from extractors.segment.style import Styles, measured_alike
from models.block import Block, PageLayout, Paragraph, Table
from models.text import PlacedText

_SIGNED = re.compile(r"^(n\s?[°ºo]\s*)?([A-Z]{1,3}[-. ]?)?\d{1,3}([.\-]\d{1,2}){0,2}\s?[A-Za-z]?$")
_LONE = re.compile(
    rf"^(#\s?)?(?P<number>{CODE}|"
    r"[A-Z]{1,4}[-.]?\d{1,3}([.\-]\d{1,2})*|\d{1,2}([.\-]\d{1,2})+[.\-]?[a-zA-Z]?|[IVX]{1,4}([.\-]\d{1,2})+|\d{1,2}\.[a-zA-Z]|\d{1,2}[A-Za-df]?)[.)]?$"
)


_FIRST = re.compile(r"(\d{1,2})\. [A-ZÀ-Ý]")
_ROW = 4  # titles numbered in a row
_COMMIT = frozenset(("engagement", "projet", "chantier", "levier"))  # level words that often name actions


@dataclass(slots=True)
class _Lone:
    """A number, or a level word and its number, alone in its paragraph: blocks ``at`` of page ``page``."""

    page: int
    at: int
    shape: str
    before: bool  # a title follows
    after: bool  # a title stands over it, and no title follows
    value: int | None = None  # of a plain number
    size: float = 0.0
    measured: bool = False  # its size, on the image of a scan
    counted: bool = False  # "07/12"
    reach: int = 1  # blocks between the number and its title, the title included


def join_numbers(layouts: list[PageLayout], styles: Styles) -> None:
    """Make one heading of a number and the title it belongs to, in every page's blocks."""
    counted = _less_totals(layouts)
    _punctuate_counted(layouts, styles)
    for layout in layouts:
        blocks = join_title_lines(_apart(_without_ornaments(layout.blocks)), styles)
        layout.blocks = [_punctuated(b, styles) for b in _join_words(_around_badges(blocks))]
    lone = [x for k, layout in enumerate(layouts) for x in _lone_numbers(layout.blocks, k, styles, counted)]
    families: defaultdict[tuple[str, float], list[_Lone]] = defaultdict(list)
    alike = measured_alike(x.size for x in lone if x.measured)
    for x in lone:  # plain numbers are many things: only those of one size count together
        families[x.shape, alike.get(x.size, x.size) if x.shape == "1" else 0.0].append(x)
    joined: defaultdict[int, list[tuple[_Lone, int]]] = defaultdict(list)
    for (shape, _), members in families.items():
        if shape == "1" and (missing := [m for m in members if m.measured and m.before and _is_missing(m, layouts)]):
            for m in missing:
                joined[m.page].append((m, m.at + m.reach))
            continue
        if shape == "1" and not _counts_up([m.value or 0 for m in members if m.before or m.after]):
            continue
        leading, trailing = sum(m.before for m in members), sum(m.after for m in members)
        if shape.startswith("word"):
            leading = 0  # "Fiche 3" over its title is read as such
            said = [layouts[m.page].blocks[m.at].text.text for m in members]
            if shape.split()[1] in _COMMIT and (len(said) < 3 or len(set(said)) < len(said)):
                continue  # a level's number comes back from fiche to fiche
        side = 1 if leading >= trailing else -1
        told = max(leading, trailing, sum(m.counted and (m.before or m.after) for m in members))
        if told < 2 or told < 0.6 * len(members):
            continue
        for m in members:
            if m.before if side > 0 else m.after:
                joined[m.page].append((m, m.at + side * m.reach))
            elif m.counted and (m.before or m.after):  # set level with its title, it may be read before or after
                joined[m.page].append((m, m.at + m.reach if m.before else m.at - 1))
    for k, pairs in joined.items():
        layouts[k].blocks = _put_together(layouts[k].blocks, pairs)
    for layout in layouts:
        layout.blocks = [b for k, b in enumerate(layout.blocks) if not _is_ornament(layout.blocks, k)]


def _is_missing(lone: _Lone, layouts: list[PageLayout]) -> bool:
    """Whether a scan's number is the one that lacks among the titles printed as the one after it, numbered in a row."""
    title, here = layouts[lone.page].blocks[lone.at + lone.reach], (lone.page, lone.at)
    numbered = [
        ((k, at), int(m[1]))
        for k, layout in enumerate(layouts)
        for at, b in enumerate(layout.blocks)
        if isinstance(b, Paragraph) and b.bold == title.bold and abs(b.size - title.size) < 0.1 * title.size
        and (m := _FIRST.match(b.text.text))
    ]  # fmt: skip
    if lone.value is None or len(numbered) < _ROW or any(v == lone.value or (place < here) != (v < lone.value) for place, v in numbered):
        return False
    values = sorted([*(v for _, v in numbered), lone.value])
    return values[0] <= 2 and all(b - a <= 2 for a, b in itertools.pairwise(values))


_OF_ALL = re.compile(r"(?:0 )?(\d{1,3})\s?/\s?(\d{1,3})")  # on a scan, a large zero may be read apart: "0 3/12"


def _less_totals(layouts: list[PageLayout]) -> set[int]:
    """The ids of the paragraphs "07/12" less their totals: alone, over and over, the number of one of twelve fiches."""
    marks = [
        (b, m)
        for layout in layouts
        for b in layout.blocks
        if isinstance(b, Paragraph) and (m := _OF_ALL.fullmatch(b.text.text.strip()))
    ]
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for _, m in marks:
        numbers[m[2]].append(int(m[1]))
    out = set()
    for b, m in marks:
        counted = numbers[m[2]]
        if len(counted) >= 3 and counted == sorted(set(counted)) and counted[-1] <= int(m[2]):
            at = b.text.text.index(m[0]) + m.start(1)
            b.text = b.text.slice(at, at + len(m[1]))
            out.add(id(b))
    return out


def _without_ornaments(blocks: list[Block]) -> list[Block]:
    """Blocks less the large letter or numeral that a divider page prints over the level it repeats: "B" over "Cap B"."""
    out = []
    for block, below in itertools.zip_longest(blocks, blocks[1:]):
        if isinstance(block, Paragraph) and isinstance(below, Paragraph) and block.size > 1.5 * below.size:
            heading = read_heading(below.text.text) if len(block.text.text) <= 3 else None
            over = out[-1] if out else None
            tagged = isinstance(over, Paragraph) and is_level_word(over.text.text)  # "FICHE ACTION | 1 | Axe 1 : ..."
            if heading is not None and heading.role == "level" and heading.number == block.text.text.strip() and not tagged:
                continue
        out.append(block)
    return out


def _around_badges(blocks: list[Block]) -> list[Block]:
    """A title on two lines whose number stands beside them in a badge, read between the two: number, then whole title."""
    out = list(blocks)
    for k in range(len(out) - 2, 0, -1):
        first, badge, last = out[k - 1 : k + 2]
        if not all(isinstance(b, Paragraph) for b in (first, badge, last)) or _shape(badge) is None:
            continue
        alike = (first.size, first.bold, first.color) == (last.size, last.bold, last.color)
        beside = badge.box.x1 <= first.box.x0 + 2 and abs(first.box.x0 - last.box.x0) < 4
        within = first.box.y0 < badge.box.cy < last.box.y1 and last.box.y0 - first.box.y1 < 0.7 * first.size
        if alike and beside and within and badge.bullet is None:
            text = PlacedText.join([first.text, last.text], " ")
            title = replace(first, text=text, box=first.box.union(last.box), words=[*first.words, *last.words])
            out[k - 1 : k + 2] = [badge, title]
    return out


def _join_words(blocks: list[Block]) -> list[Block]:
    """ "FICHE ACTION" over a large "2" is one heading."""
    out: list[Block] = []
    for block in blocks:
        last = out[-1] if out else None
        if (
            isinstance(block, Paragraph) and isinstance(last, Paragraph) and is_level_word(last.text.text)
            and _SIGNED.match(block.text.text.strip())
        ):  # fmt: skip
            text = PlacedText.join([last.text, block.text], " ")
            out[-1] = replace(last, text=text, box=last.box.union(block.box), bold=last.bold or block.bold)
            continue
        if (
            isinstance(block, Paragraph) and isinstance(last, Paragraph) and is_level_word(block.text.text)
            and _SIGNED.match(last.text.text.strip()) and block.size < 0.7 * last.size
            and block.box.x0 < last.box.cx < block.box.x1 and block.box.y0 - last.box.y1 < last.size
        ):  # fmt: skip
            text = PlacedText.join([block.text, last.text], " ")  # its word small under the number, in one disc
            out[-1] = replace(last, text=text, box=last.box.union(block.box))
            continue
        out.append(block)
    return out


def _punctuated(block: Block, styles: Styles) -> Block:
    """ "4 Relier les bourgs", its number in a disc of its own look: "4. Relier les bourgs"."""
    if not isinstance(block, Paragraph) or len(block.words) < 3 or not re.match(r"\d{1,2}[a-df]? [A-ZÀ-Ý]", block.text.text):
        return block
    number, first = block.words[0], block.words[1]
    if number.color == first.color and abs(number.size - first.size) < 0.15 * first.size and number.font == first.font:
        return block
    if not first.bold and first.size < 1.15 * styles.size:
        return block  # a step of a list
    at = len(number.text)
    rest = block.text.slice(at)
    named = read_heading(rest.text)
    if named and named.role == "level":
        return replace(block, text=rest)  # "2" set large before "Axe 2 : ..."
    return replace(block, text=PlacedText.join([block.text.slice(0, at), rest], ". "))


_SPACED = re.compile(r"(\d{1,2}|[IVX]{1,4}|[A-H]) (?=[A-ZÀ-Ý«]\S|[LlDd]['’]\S+)")


def _punctuate_counted(layouts: list[PageLayout], styles: Styles) -> None:
    """ "1 Accompagner les plus fragiles", "II Agir près de chacun": a sign after the number, where titles of one look count up."""
    met: defaultdict[tuple, list[tuple[int, Paragraph]]] = defaultdict(list)
    for layout in layouts:
        for p in layout.blocks:
            if not isinstance(p, Paragraph) or p.bullet is not None or not p.bold or not styles.stands_out(p):
                continue
            found = _SPACED.match(p.text.text)
            rest = read_heading(p.text.text[found.end() :]) if found else None
            if found and rest is None and len(p.text.text) <= 160 and not p.text.text.rstrip().endswith((".", ":", ";")):
                kind = "1" if found[1].isdigit() else "I" if set(found[1]) <= set("IVX") else "A"
                met[kind, round(p.size, 1), p.fill is not None].append((found.end(1), p))
    told = {h.kind for layout in layouts for p in layout.blocks if isinstance(p, Paragraph) and p.bold and (h := read_heading(p.text.text))}
    for (kind, *_), members in met.items():
        alike = [m for (other, *_), m in met.items() if other == kind]
        if f"#{kind}" in told or len(members) < max(map(len, alike)):
            continue  # others are numbered so: which are above is not told
        if not all(p.fill is not None or p.size >= 1.1 * styles.size for _, p in members):
            continue
        values = [place_of(p.text.text[:at].lower(), f"#{kind}") for at, p in members]
        named = sum(len(p.text.text.split()) > 3 for _, p in members)
        if named >= max(2, 0.6 * len(values)) and values == list(range(1, len(values) + 1)):
            for at, p in members:
                p.text = PlacedText.join([p.text.slice(0, at), p.text.slice(at + 1)], ". ")


def _lone_numbers(blocks: list[Block], page: int, styles: Styles, counted: set[int]) -> list[_Lone]:
    out = []
    for k, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        shape = _shape(block)
        if shape is None:
            continue
        below = blocks[k + 1] if k + 1 < len(blocks) else None
        above = blocks[k - 1] if k else None
        before, reach = _is_title(below, block, styles), 1
        while not before and reach < 4 and k + reach + 1 < len(blocks) and _is_level(blocks[k + reach]):
            reach += 1  # "1.a | AMBITION 1 : ... | Créer des places"
            before = _is_title(blocks[k + reach], block, styles)
        if id(block) in counted and _is_title(above, block, styles) and above.size > getattr(below, "size", 0.0):
            before, reach = False, 1  # the larger print of the two is the title
        over = not before and _is_title(above, block, styles)
        worded = shape.startswith("word") and _is_sentence(below, styles)  # "Projet 1-1" between its title and the first words
        after = over and (id(block) in counted or _opens_fields(below) or worded)
        printed = block.text.text.strip()
        text = printed.lstrip("# ").rstrip(".)")
        # The sign tells enough, and so does the total: the small print of it unsettles the measure of a scan's letters.
        size = 0.0 if printed.startswith("#") else -1.0 if id(block) in counted else round(block.size)
        measured = bool(block.words) and block.words[0].confidence is not None
        out.append(_Lone(page, k, shape, before, after, int(text) if text.isdigit() else None, size, measured, id(block) in counted, reach))
    return out


def _is_level(block: Block) -> bool:
    heading = read_heading(block.text.text) if isinstance(block, Paragraph) else None
    return heading is not None and heading.role == "level" and bool(heading.number)


_CRUMBS = (re.compile(r"\s+[›>»|→▸▶]\s+"), re.compile(r"\s+[–—]\s+(?=[A-ZÀ-Ý])"))


def _apart(blocks: list[Block]) -> list[Block]:
    """ "Axe 1 · Habiter › Objectif 1.2 · Rénover": the levels of a trail, one after the other."""
    out: list[Block] = []
    for block in blocks:
        parts = _levels_in(block) if isinstance(block, Paragraph) and len(block.text.text) <= 260 else []
        out += [replace(block, text=part) for part in parts] or [block]
    return out


def _levels_in(p: Paragraph) -> list[PlacedText]:
    """The levels a paragraph names one after the other; none when it is anything else."""
    text = p.text.text
    for crumb in _CRUMBS:
        cuts = [m.span() for m in crumb.finditer(text)]
        edges = [0, *(x for cut in cuts for x in cut), len(text)]
        parts = [p.text.slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        named = [read_heading(part.text) for part in parts]
        if len(parts) > 1 and all(h is not None and h.role == "level" and h.number for h in named):
            return parts
    return []


def _shape(p: Paragraph) -> str | None:
    text = p.text.text.strip()
    if len(text) > 30 or p.bullet is not None:
        return None
    lone = _LONE.match(text)
    if lone:
        return depth_of(clean_number(lone["number"]))
    heading = read_heading(text)
    if heading and heading.number and not heading.title and (heading.role == "action" or heading.kind in _COMMIT):
        return f"word {heading.kind}"
    return None


def _is_title(block: Block | None, number: Paragraph, styles: Styles) -> bool:
    """Whether a block next to a number may be its title: it stands out, and lies near it."""
    if not isinstance(block, Paragraph) or block.bullet is not None or not styles.stands_out(block):
        return False
    text = block.text.text.strip()
    if not 6 <= len(text) <= 260 or text.endswith((":", ";", ",")) or not re.search(r"[^\W\d_]{3}", text):
        return False
    if read_label(text) or read_heading(text):
        return False
    gap = max(block.box.y0 - number.box.y1, number.box.y0 - block.box.y1)
    return gap < 2.5 * max(block.size, min(number.size, 2 * block.size))


def _is_sentence(block: Block | None, styles: Styles) -> bool:
    return isinstance(block, Paragraph) and not styles.stands_out(block) and block.text.text.rstrip().endswith(".")


def _opens_fields(block: Block | None) -> bool:
    """A label, or a table: the fiche's fields begin."""
    if isinstance(block, Table):
        return True
    return block is not None and (read_label(block.text.text) is not None or ":" in block.text.text[:40])


def _counts_up(values: list[int]) -> bool:
    """Whether plain numbers run 1, 2, 3, a few perhaps printed otherwise, each part of the plan perhaps starting again."""
    if len(values) < 3 or values[0] > 3:
        return False
    steps = Counter(1 <= b - a <= 3 or b == 1 for a, b in itertools.pairwise(values))
    return steps[True] >= 0.8 * (len(values) - 1)


def _put_together(blocks: list[Block], pairs: list[tuple[_Lone, int]]) -> list[Block]:
    out = list(blocks)
    gone = set()
    for lone, title_at in pairs:
        number, title = blocks[lone.at], blocks[title_at]
        small = re.fullmatch(r"\d{1,2}[a-z]", number.text.text.strip()) is not None
        separator = ". " if lone.shape == "1" or small else " : " if lone.shape.startswith("word") else " "
        printed = number.text.slice(len(number.text.text) - len(number.text.text.lstrip("# ")))
        text = PlacedText.join([printed, title.text], separator)
        out[title_at] = replace(title, text=text, box=title.box.union(number.box))
        gone.add(lone.at)
    return [b for k, b in enumerate(out) if k not in gone]


def _is_ornament(blocks: list[Block], k: int) -> bool:
    """A number set large between two pieces of text: a badge, not text."""
    block = blocks[k]
    if not isinstance(block, Paragraph) or len(block.text.text) > 9 or not re.fullmatch(r"\d{1,3}", block.text.text.strip()):
        return False
    around = [b for b in blocks[max(0, k - 1) : k + 2] if isinstance(b, Paragraph) and b is not block]
    return bool(around) and all(block.size >= 1.6 * b.size for b in around)
