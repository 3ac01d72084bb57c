"""Where each fiche begins, told by its labels alone: the same few come back, and one look stands before the first.

The usual scheme knows headings by their words, numbers and looks. When most of a document's labels would belong to
no action under it, this one decides: labels that come back cut the document into fiches, whatever their titles are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from extractors.french.fold import fold
from extractors.french.headings import Heading, clean_number, read_heading
from extractors.french.lexicon import label_starts, read_label, split_run_in
from extractors.segment.cells import texts_of
from extractors.segment.columns import header_row
from extractors.segment.style import Look, Styles, bold_prefix, bold_runs, look, measured_alike
from extractors.segment.tree import Tree, is_placeholder
from models.block import PageLayout, Paragraph, Table
from models.text import PlacedText

_LONE = re.compile(
    r"^(?:n\s?[°ºo]\s*)?((?:[A-Z]{1,4}[-. ]?)?\d{1,3}(?:[.\-]\d{1,2}){0,3}(?:[.\-]?[A-Za-z])?|[IVX]{1,4}[-.]\d{1,2})[.)]?$"
)
_FEW = 8  # labels; with fewer, nothing is proved
_HELD = 0.6  # part of the labels a scheme must give to actions to be left alone
_NEAR = 4  # texts between a number, or a level, and the title it goes with

Spot = tuple[int, float, float]  # page and top left of a text's first word


@dataclass(slots=True)
class Start:
    """One fiche's title, with the number and the levels printed beside it."""

    title: PlacedText
    paragraph: Paragraph
    number: str | None = None
    label: str | None = None
    levels: list[tuple[Heading, Paragraph]] = field(default_factory=list)


@dataclass(slots=True)
class Fiches:
    """Every fiche's start by the spot of its title's first word; ``taken``: spots of the texts read with them.

    ``over``: spots of the levels printed over a title, where the fiche before ends.
    """

    starts: dict[Spot, Start] = field(default_factory=dict)
    taken: set[Spot] = field(default_factory=set)
    over: set[Spot] = field(default_factory=set)
    look: Look | None = None


@dataclass(slots=True)
class Atom:
    """A label (its words, folded), a break (a table with a row per action), or a text."""

    label: str = ""
    broken: bool = False
    paragraph: Paragraph | None = None
    may_open: bool = False  # told by ``find_fiches``
    before: str | None = None  # the label after it, where looks tell nothing; told by ``find_fiches``


def count_labels(atoms: list[Atom]) -> int:
    """How many known labels the document prints, outside tables with a row per action."""
    return sum(bool(a.label) and not a.label.startswith("?") for a in atoms)


def held_by(tree: Tree) -> int:
    """How many printed labels opened a field of an action, each once an action."""
    rules = ("unlabelled", "column", "sentence", "counts", "year_column", "year_marks")
    return sum(len({(f.field, fold(f.label)) for f in a.fields if f.rule not in rules}) for a in tree.actions)


def is_lost(tree: Tree, labels: int) -> bool:
    """Whether most of the labels printed belong to no action: the document was cut wrongly."""
    return labels >= _FEW and held_by(tree) < _HELD * labels


def find_fiches(atoms: list[Atom], styles: Styles, *, plain: bool = False) -> Fiches | None:
    """The fiches the labels cut the document into; None when no look stands before most of them.

    ``plain``: titles may look like the text: the words before the label that comes first, or under numbers of one kind.
    """
    for atom, after in zip(atoms, [*atoms[1:], None], strict=True):
        p = atom.paragraph if not atom.label else None
        atom.may_open = p is not None and (_may_open_plain(p) if plain else _may_open(p, styles))
        atom.before = (after.label if after is not None else "") if plain else None
    key = _title_look(atoms)
    return _starts(atoms, key) if key is not None else None


# -- the document as labels and texts


def read_atoms(layouts: list[PageLayout], skipped: set[int], styles: Styles, start: int | None) -> list[Atom]:
    """The document in reading order as labels, texts and breaks. ``skipped``: contents pages; ``start``: the first year."""
    out: list[Atom] = []
    for layout in layouts:
        if layout.page.number in skipped:
            continue
        for block in layout.blocks:
            if isinstance(block, Paragraph):
                out += _of_paragraph(block, styles)
                continue
            header = header_row(block, start)
            if header is not None and header.past:
                continue
            if header is not None and header.opens_actions:
                out.append(Atom(broken=True))
                continue
            if header is not None and header.is_indicator_table:  # its figures number nothing
                out += [Atom(label=fold(c.label)) for c in header.columns if c.field == "indicator"]
                continue
            out += _of_table(block, styles)
    return out


def _of_table(table: Table, styles: Styles) -> list[Atom]:
    out: list[Atom] = []
    for row in range(table.rows):
        cells = [c for c in table.row(row) if c.paragraphs]
        found = [read_label(c.text.text.replace("\n", " ")) if len(c.paragraphs) <= 3 else None for c in cells]
        for cell, label in zip(cells, found, strict=True):
            if label:
                out.append(Atom(label=fold(label.text)))
            elif any(found):
                out += [a for p in cell.paragraphs for a in _of_paragraph(p, styles) if a.label]
            else:
                texts = [_of_paragraph(p, styles) for p in texts_of(cell)]
                if len(texts) == 1 and any(a.label for a in texts[0]):
                    texts = [_of_paragraph(p, styles) for p in cell.paragraphs]
                out += [a for found_in in texts for a in found_in]
    return out


def _of_paragraph(p: Paragraph, styles: Styles) -> list[Atom]:
    text = p.text.text
    label = read_label(text)
    if label:
        return [Atom(label=fold(label.text), paragraph=p)]
    heading = read_heading(text)
    if heading is None or not heading.number:
        run_in = split_run_in(text, bold_prefix(p))
        found = [run_in[0].text] if run_in else []
        for at in label_starts(text, bold_runs(p)):
            more = split_run_in(text[at:])
            found += [more[0].text] if more else []
        if found:
            return [Atom(label=fold(t)) for t in dict.fromkeys(found)]
    if styles.comes_back(p) and styles.looks_apart(p) and heading is None:
        return [Atom(label="?" + fold(text).strip(" :.?"), paragraph=p)]
    return [Atom(paragraph=p)]


def _may_open(p: Paragraph, styles: Styles) -> bool:
    return _could_be_title(p) and styles.stands_out(p) and (p.bold or not p.text.text.rstrip().endswith("."))


def _may_open_plain(p: Paragraph) -> bool:
    return _could_be_title(p) and p.bullet is None and len(p.text.text) <= 160 and not p.text.text.rstrip().endswith(".")


def _could_be_title(p: Paragraph) -> bool:
    text = p.text.text.strip()
    if not 6 <= len(text) <= 260 or not re.search(r"[^\W\d_]{3}", text) or text.endswith((":", ";", ",")):
        return False
    return not is_placeholder(text)


# -- fiches


_Key = tuple[Look, str]  # a title's look, and the kind of its number or the label after it, where that tells it


def _key(atom: Atom, sizes: dict[float, float]) -> _Key:
    heading = read_heading(atom.paragraph.text.text)
    size, *rest = look(atom.paragraph)
    kind = atom.before or ""
    if heading is not None and heading.number and (atom.before is not None or heading.role == "level"):
        kind = heading.kind
    return (sizes.get(size, size), *rest), kind


def _title_sizes(atoms: list[Atom]) -> dict[float, float]:
    """One size for titles of a scan that its measure does not tell apart, by each size measured."""
    ps = [a.paragraph for a in atoms if a.paragraph is not None]
    scanned = {p.page for p in ps if p.words and p.words[0].confidence is not None}
    return measured_alike(
        a.paragraph.size for a in atoms if a.may_open and a.paragraph is not None and a.paragraph.page in scanned
    )


def _title_look(atoms: list[Atom]) -> _Key | None:
    """The look whose texts part the labels best: each label once between two of them, few with none after them."""
    sizes = _title_sizes(atoms)
    keys = {i: _key(a, sizes) for i, a in enumerate(atoms) if a.may_open and not _is_kicker(a.paragraph.text.text)}
    met = Counter(keys.values())
    total = count_labels(atoms)
    scores: dict[_Key, float] = {}
    for key in [k for k, n in met.items() if n >= 2]:
        parts: list[Counter[str]] = []
        inside = False
        for i, atom in enumerate(atoms):
            if keys.get(i) == key:
                parts.append(Counter())
                inside = True
            elif atom.broken:
                inside = False
            elif atom.label and inside:
                parts[-1][atom.label] += 1
        held = sum(len(part) for part in parts)
        again = sum(n - 1 for part in parts for n in part.values())
        if sum(len(part) >= 2 for part in parts) >= 2 and held >= 0.5 * total:
            scores[key] = held - 2 * again - len(parts)
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return None
    return max((k for k, n in scores.items() if n >= best - 1), key=lambda k: (not k[1], scores[k], k[0][0]))


def _is_kicker(text: str) -> bool:
    """ "FICHE ACTION N° 1 · AXE 1": a number, a level, and no title."""
    heading = read_heading(text)
    if heading is None or not heading.number:
        return False
    rest = read_heading(heading.title) if heading.title else None
    return not heading.title or (rest is not None and rest.role == "level" and bool(rest.number) and not rest.title)


def _starts(atoms: list[Atom], key: _Key) -> Fiches:
    out, sizes = Fiches(look=key[0]), _title_sizes(atoms)
    at = [
        i
        for i, a in enumerate(atoms)
        if a.may_open and _key(a, sizes) == key and not _is_kicker(a.paragraph.text.text)
    ]
    for i, after in zip(at, [*at[1:], len(atoms)], strict=True):
        following = atoms[i + 1 : after]
        end = next((k for k, a in enumerate(following) if a.broken), len(following))
        if len({a.label for a in following[:end] if a.label and not a.label.startswith("?")}) < 2:
            continue
        p = atoms[i].paragraph
        start = Start(p.text, p)
        heading = read_heading(p.text.text)
        if heading is not None and heading.number and heading.title:
            start.number, start.label, start.title = heading.number, heading.label, p.text.slice(heading.title_at)
        _add_beside(start, atoms, i, out.taken)
        place = spot(p)
        if place is not None:
            out.starts[place] = start
    if not _tell_apart([s.number for s in out.starts.values()]):
        for start in out.starts.values():
            start.number = None
    return out


def _add_beside(start: Start, atoms: list[Atom], i: int, taken: set[Spot]) -> None:
    """The number and the levels printed over the title, or right under it."""
    over = []
    for atom in reversed(atoms[max(0, i - _NEAR) : i]):
        p = atom.paragraph
        if atom.label or atom.broken or p is None or p.page != start.paragraph.page or len(p.text.text) > 80:
            break
        over.append(p)
    under = [a.paragraph for a in atoms[i + 1 : i + 2] if a.paragraph is not None and not a.label]
    for p in [*over, *under]:
        text = p.text.text.strip()
        heading = read_heading(text)
        if heading is not None and heading.role == "level" and p in over and not _is_kicker(text):
            break  # a level with its own title: the walk opens it
        lone = _LONE.match(text)
        if lone and (start.number is None or clean_number(lone[1]) == start.number):
            start.number = clean_number(lone[1])
        elif heading is not None and _is_kicker(text) and heading.role != "bare":
            if heading.role == "action" or not heading.title:
                if heading.role == "level":
                    continue
                start.number, start.label = heading.number, heading.label
            rest = read_heading(heading.title) if heading.title else None
            if rest is not None:
                start.levels.append((rest, p))
        else:
            continue
        place = spot(p)
        if place is not None:
            taken.add(place)


def _tell_apart(numbers: list[str | None]) -> bool:
    known = [n for n in numbers if n]
    return len(set(known)) >= 0.8 * len(known)


def spot(p: Paragraph) -> Spot | None:
    """Where the paragraph's first word stands: one name for a heading, however its cell was put together."""
    return (p.page, p.text.marks[0].box.x0, p.text.marks[0].box.y0) if p.text.marks else None
