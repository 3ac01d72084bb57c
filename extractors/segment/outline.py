"""Which headings open an action in this document: decided once, from what follows each of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.french.fold import fold
from extractors.french.headings import Heading, clean_number, depth_of, read_heading, read_tagged_heading
from extractors.french.headings import levels as level_words
from extractors.french.lexicon import label_starts, read_label, split_run_in
from extractors.segment.cells import merged
from extractors.segment.columns import header_row
from extractors.segment.fiche_rows import fiches_in_rows
from extractors.segment.fiches import Fiches, Spot, spot
from extractors.segment.nesting import (
    counted_under,
    held_levels,
    listed,
    over_numbered,
    over_subtitles,
    over_tables,
    ranks,
    titles_under,
)
from extractors.segment.number_tags import holds_next, number_tag, over_titles, ratings, stands_beside
from extractors.segment.own_words import OwnWord, numbered_words, own_numbers, read_own
from extractors.segment.style import Look, Styles, bold_prefix, bold_runs, label_prefix, look, title_run, unbracketed
from extractors.segment.title_cells import titled_row
from models.block import Cell, PageLayout, Paragraph, Table

_CORE = {
    "pilot", "partner", "cost", "funder", "calendar", "indicator", "objective", "context", "modalities", "expected_results",
    "public", "territorial_scale",
}  # fmt: skip
_TELLING = {"pilot", "partner", "indicator", "objective", "calendar"}  # an account has costs, an action has these


@dataclass(slots=True)
class Scheme:
    """How this document names its actions.

    ``kinds``: heading kinds ("action", "fiche", "#2") that open an action; ``styles``: looks of
    unnumbered titles that do; ``size``: the usual printed size of an action's title, in points.
    """

    kinds: set[str] = field(default_factory=set)
    styles: set[Look] = field(default_factory=set)
    size: float = 0.0
    bold: bool = False  # whether most of the titles are
    underlined: bool = False
    head_size: float = 0.0  # printed size of the line that holds the number
    listed_only: bool = False  # actions are only listed, none has a labelled field
    anchors: set[Spot] = field(default_factory=set)  # headings whose own fields prove them, and the levels right over them
    tags: set[Spot] = field(default_factory=set)  # those of the anchors that are but a number over a title
    levels: set[str] = field(default_factory=set)  # action words that here name a level over the actions
    ranks: dict[str, int] = field(default_factory=dict)  # ranks of level words, where not the usual ones
    ratings: set[str] = field(default_factory=set)  # level words that rate an action, and name none here
    labels: int = 0  # how many known labels the document prints, outside tables with a row per action
    fiches: Fiches | None = None  # where every fiche begins, where labels alone tell it
    items: dict[Spot, tuple[str | None, int]] = field(default_factory=dict)  # number and title's offset of what a poster lists
    slogans: set[Spot] = field(default_factory=set)  # lines between a level's number and its title


@dataclass(slots=True)
class Event:
    what: str  # head | title | label | aside_label (one that tells nothing of an action) | wide
    kind: str = ""  # of a heading; a label's field; the number of rows of a wide table
    number: str | None = None
    paragraph: Paragraph | None = None
    role: str = ""


def read_scheme(layouts: list[PageLayout], skipped: set[int], styles: Styles, start: int | None = None) -> Scheme:
    """Weigh every way the document could be naming its actions. ``skipped``: contents pages."""
    scheme, events = _weigh(layouts, skipped, styles, start)
    styles.own_words = _own_words(events, scheme)
    return _weigh(layouts, skipped, styles, start)[0] if styles.own_words else scheme


def _weigh(
    layouts: list[PageLayout], skipped: set[int], styles: Styles, start: int | None
) -> tuple[Scheme, list[Event]]:
    events = [e for la in layouts if la.page.number not in skipped for e in page_events(la, styles, start)]
    labels = sum(e.what in ("label", "aside_label") and not e.kind.startswith("?") for e in events)
    titled = titles_under(events)
    named = sum(e.what == "aside_label" and e.kind == "title" for e in events)  # actions whose cells name them
    events = [e for e in events if e.what != "aside_label"]
    support: Counter[str] = Counter()
    seen: defaultdict[str, set] = defaultdict(set)
    roles: dict[str, str] = {}
    sizes: defaultdict[str, list[float]] = defaultdict(list)
    heads: defaultdict[str, list[float]] = defaultdict(list)
    bold: Counter[bool] = Counter()
    lined: Counter[bool] = Counter()
    looks: Counter[Look] = Counter()
    met: Counter[str | Look] = Counter()  # headings and titles of each kind, with or without fields
    for i, event in enumerate(events):
        if event.what == "head":
            roles[event.kind] = event.role
            met[event.kind] += 1
            seen[event.kind].add(event.number or (event.paragraph.text.text if event.paragraph else ""))
            if _fields_after(events, i) >= 2:
                support[event.kind] += 1
                sizes[event.kind].append(_title_size(events, i))
                heads[event.kind].append(event.paragraph.size if event.paragraph else 0.0)
                bold[event.paragraph.bold if event.paragraph else False] += 1
                lined[event.paragraph.underlined if event.paragraph else False] += 1
        elif event.what == "title" and event.paragraph is not None:
            met[look(event.paragraph)] += 1
            looks[look(event.paragraph)] += _fields_after(events, i) >= 2
    wide = sum(e.what == "wide" for e in events)
    explicit, bare, level = ({k: n for k, n in support.items() if roles[k] == r} for r in ("action", "bare", "level"))
    scheme = Scheme(labels=labels)
    holding = over_numbered(events, {k for k, n in level.items() if n == met[k] == len(seen[k])})
    looks = Counter({k: n for k, n in looks.items() if n and k not in holding})
    best_explicit, best_bare, best_look = (max(c.values(), default=0) for c in (explicit, bare, looks))
    if (word := counted_under(events, {k for k, n in level.items() if n == met[k]})) and not explicit:
        scheme.kinds = {word}
    elif best_explicit and best_explicit >= 0.5 * max(best_bare, best_look):
        scheme.kinds = {k for k, n in explicit.items() if n >= max(1, 0.25 * best_explicit)}
    elif best_bare >= 2 and _weight(bare, met) >= 0.5 * _weight(looks, met):
        scheme.kinds = {k for k, n in bare.items() if n >= max(2, 0.25 * best_bare)}
    elif not _is_legal_act(layouts) and (best_look >= 2 or (best_look == 1 and not wide and not seen)):
        main = max(looks, key=lambda k: (looks[k], -k[0]))  # of two, the one nearer the fields
        main = over_subtitles(events, main, styles.size) or main
        scheme.styles = {k for k in looks if abs(k[0] - main[0]) <= 0.6 and k[1] == main[1]}
        scheme.size = scheme.head_size = main[0]
        tag = number_tag(events, scheme.styles)
        if tag is not None:
            scheme.kinds, scheme.styles = {tag}, set()
            for event in events:
                if event.what == "head" and event.kind == tag and event.paragraph is not None:
                    sizes[tag].append(main[0])
                    heads[tag].append(event.paragraph.size)
                    bold[main[1]] += 1
    if scheme.kinds or scheme.styles:
        _add_others(scheme, events, roles)
    level_support = {k: n for k, n in level.items() if titled[k] <= 1.25 * met[k]}
    if not scheme.kinds and not scheme.styles and level_support:
        # Fiches named by a level word ("Objectif 3" with its pilot and calendar); a table may sum them up.
        best = max(level_support, key=lambda k: (level_support[k], k))
        under = all("." in str(n) for n in seen[best])  # "Orientation 1" over several fiches is none of them
        rows = sum(int(e.kind) for e in events if e.what == "wide")
        summed = rows <= 2 * level_support[best]  # a table of many more rows holds what stands under these levels
        if level_support[best] >= 2 and (not wide or (under and summed and over_tables(events, best) <= 1)):
            scheme.kinds = {best}
    if not scheme.kinds and not scheme.styles and not wide and named < 3:
        scheme.kinds = listed(seen, roles)
        scheme.listed_only = True
    if scheme.kinds:
        # The same unit is often named twice: "Fiche n° 3" over "Action n° 3".
        known = set().union(*(seen[k] for k in scheme.kinds))
        for kind, role in roles.items():
            if (
                role == "action"
                and kind not in scheme.kinds
                and len(seen[kind] & known) >= max(1, 0.5 * len(seen[kind]))
                and stands_beside(events, kind, scheme.kinds)
            ):
                scheme.kinds.add(kind)
        scheme.bold, scheme.underlined = bold[True] > bold[False], lined[True] > lined[False]
        chosen = [s for k in scheme.kinds for s in sizes[k]]
        if chosen:
            scheme.size = sorted(chosen)[len(chosen) // 2]
            printed = sorted(s for k in scheme.kinds for s in heads[k])
            scheme.head_size = printed[len(printed) // 2]
    scheme.levels = held_levels(events, scheme.kinds)
    scheme.ranks = ranks(events)
    scheme.ratings = ratings(events)
    scheme.anchors = anchors_of(events, scheme)
    scheme.tags = scheme.anchors & over_titles(events, scheme.kinds, scheme.size)
    return scheme, events


def _own_words(events: list[Event], scheme: Scheme) -> dict[str, OwnWord]:
    """Numbered words unknown to the lexicon that here name actions, by their fields, or levels, by the actions under them."""
    at = {id(e.paragraph): i for i, e in enumerate(events) if e.what == "title" and e.paragraph is not None}
    over = [(i, e) for i, e in enumerate(events) if e.what == "head" and e.role == "level" and e.paragraph is not None]
    out: dict[str, OwnWord] = {}
    acts: set[int] = set()  # titles these words make actions
    found = numbered_words([e.paragraph for e in events if id(e.paragraph) in at])
    for word, titles in sorted(found.items(), key=lambda item: -item[0].count(".")):
        places = [at[id(p)] for p in titles]
        need = max(2, 0.6 * len(places))
        named = held = 0
        for i, after in zip(places, [*places[1:], len(events)], strict=True):
            part = events[i + 1 : after]
            first = next((k for k, e in enumerate(part) if id(e.paragraph) in acts or _opens(e, scheme)), None)
            own = {e.kind for e in part[:first] if e.what == "label"}
            named += len(own) >= 2 and bool(own & _TELLING)
            held += first is not None and len(own) < 2
        size = min(p.size for p in titles)
        if named >= need:
            out[word] = OwnWord(90, "action")
            acts |= set(map(id, titles))
        elif held >= need and (size >= scheme.size - 0.3 or all(p.fill is not None for p in titles)):
            above = [e.kind for i, e in over if e.paragraph.size >= size and i < places[0]]
            deepest = max((level_words()[k].rank for k in above if k in level_words()), default=11)
            out[word] = OwnWord(deepest + 1, "level", own_numbers(word, titles))
    return out


def _opens(event: Event, scheme: Scheme) -> bool:
    """Whether an event begins an action, or a table of them."""
    if event.what == "head":
        return event.kind in scheme.kinds
    return event.what == "wide" or (event.what == "title" and look(event.paragraph) in scheme.styles)


def _add_others(scheme: Scheme, events: list[Event], roles: dict[str, str]) -> None:
    """Other kinds of headings that open fiches of their own: what they label was already said of the one before."""
    said: set[str] = set()
    inside = False  # a chosen heading was met
    fresh: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for i, event in enumerate(events):
        if event.what == "label":
            said.add(event.kind)
            continue
        if event.what == "wide":
            said, inside = set(), False
            continue
        p = event.paragraph
        if (event.kind in scheme.kinds) if event.what == "head" else (p is not None and look(p) in scheme.styles):
            said, inside = set(), True
            continue
        if event.what != "head" or roles.get(event.kind) not in ("bare", "action") or p is None:
            continue
        met[event.kind] += 1
        if i + 1 < len(events) and _opens(events[i + 1], scheme):
            continue  # over the first of its actions: what follows is said of that one
        own = _labels_after(events, i)
        if len(own) >= 3 and own & {"pilot", "partner", "indicator"} and (not inside or len(own & said) >= 2):
            fresh[event.kind] += 1
            said, inside = set(), True
    scheme.kinds |= {k for k, n in fresh.items() if n >= 2 and n >= 0.6 * met[k]}


def _weight(support: Mapping[str | Look, int], met: Counter[str | Look]) -> float:
    """Headings with fields, weighed by how many of their kind have some: one numbered step in four names no action."""
    return max((n * n / met[k] for k, n in support.items() if n), default=0.0)


def anchors_of(events: list[Event], scheme: Scheme) -> set[Spot]:
    """Headings of actions followed by their own fields, and the other headings between them and the text before."""
    anchors: set[Spot | None] = set()
    above: list[Spot | None] = []
    for i, event in enumerate(events):
        if event.what == "wide":
            anchors.update(above)
        if event.what in ("wide", "label") or event.paragraph is None:
            above = []
            continue
        p = event.paragraph
        opens = _opens(event, scheme)
        if opens and _fields_after(events, i) >= 2:
            anchors.update([*above, spot(p)])
            above = []
        elif event.what == "head":
            above = [] if opens else [*above, spot(p)]
    return anchors - {None}


def _is_legal_act(layouts: list[PageLayout]) -> bool:
    """An order or a deliberation alone: "Vu le code ...", "Considérant ...", "Article 1er"."""
    formal = sum(bool(_FORMAL.match(p.text.text)) for la in layouts for p in la.paragraphs())
    return formal >= 4 and len(layouts) <= 12


def _title_size(events: list[Event], index: int) -> float:
    """Printed size of a heading's title: its own, or that of the line below when it holds only a number."""
    own = events[index].paragraph
    if own is None:
        return 0.0
    heading = read_heading(own.text.text)
    after = next((e for e in events[index + 1 : index + 4] if not (e.what == "head" and e.role == "level")), None)
    if heading and not heading.title and after and after.what == "title" and after.paragraph:
        return max(own.size, after.paragraph.size)
    return own.size


_FORMAL = re.compile(
    r"^(Vu|VU|Considérant|CONSIDÉRANT|CONSIDERANT|Article \d|ARTICLE \d|Sur proposition|SUR PROPOSITION|Arrête|ARRÊTE)\b"
)


def _fields_after(events: list[Event], index: int) -> int:
    """How many different fields are labelled between this heading and the next one that could open an action."""
    own, fields = events[index], set() if holds_next(events, index) else _labels_after(events, index)
    # A section of any document is numbered "1."; only who leads, works with it or measures it makes it an action.
    telling = _TELLING - {"objective", "calendar"} if own.kind in ("#1", "#I", "#A") else _TELLING
    # A form's own words, that come back from fiche to fiche, tell as much where two known ones stand with them.
    unknown = {f for f in fields if f.startswith("?")}
    return len(fields - unknown) if fields & telling or (len(unknown) >= 2 and len(fields - unknown) >= 2) else 0


def _labels_after(events: list[Event], index: int) -> set[str]:
    own = events[index]
    fields: set[str] = set()
    for event in events[index + 1 : index + 60]:
        if event.what == "label":
            fields.add(event.kind)
            if len(fields) >= 4 and fields & {"pilot", "partner", "indicator"}:
                break
        elif event.what == "head" and event.role == "bare" and _is_step(own, event):
            continue
        elif event.what == "wide" or (event.what == "head" and event.role in ("action", "bare") and event.number != own.number):
            break
        elif event.what == "head" and event.role == "level" and own.what == "head" and own.role == "level":
            break
        elif event.what == "title" and own.what == "title" and own.paragraph and event.paragraph:
            weaker = event.paragraph.size < own.paragraph.size - 0.3 or (
                own.paragraph.bold and not event.paragraph.bold
            )
            if not weaker:
                break
    return fields


def _is_step(own: Event, event: Event) -> bool:
    """A numbered line printed smaller than the unnumbered title above it: a step, or an action under its axis."""
    return (
        own.what == "title"
        and own.paragraph is not None
        and event.paragraph is not None
        and event.paragraph.size < own.paragraph.size - 0.3
    )


def page_events(layout: PageLayout, styles: Styles, start: int | None) -> list[Event]:
    out: list[Event] = []
    label: Paragraph | None = None  # the paragraph before, where it is a label and nothing else
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            found = paragraph_events(block, styles, in_cell=False)
            if label is not None and block.size < max(1.4 * label.size, 1.05 * styles.size):
                found = [e for e in found if e.what != "title"]  # what a label is about, however it stands out
            out += found
            alone = styles.comes_back(block) and styles.looks_apart(block) and not split_run_in(block.text.text)
            label = block if alone or read_label(block.text.text) else None
            continue
        label = None
        fiches = fiches_in_rows(block)
        if fiches is not None:
            bands = [merged(f) for f in fiches if isinstance(f, Cell)]
            out += [e for p in bands for e in paragraph_events(p, styles, in_cell=True) if e.what == "head"]
            out.append(Event("wide", str(len(fiches) - len(bands))))
            continue
        header = header_row(block, start)
        if header and header.past:
            continue
        if header and header.opens_actions:
            out.append(Event("wide", str(block.rows - header.row - 1)))
            continue
        if header and header.row == 0:  # under a title's band, its cells tell the labels after it
            out += [_label(c.field) for c in header.columns if c.field in _CORE]
        out += _table_events(block, styles)
    return out


def _table_events(table: Table, styles: Styles) -> list[Event]:
    out: list[Event] = []
    skipped: set[int] = set()
    for row in range(table.rows if table.rows <= 3 else 1):
        band = titled_row([c for c in table.row(row) if c.paragraphs])
        if band:
            heading = band_heading(*band)
            out.append(Event("head", heading.kind, heading.number, band_title(band[1])[0], heading.role))
            if table.rows <= 3:
                return out
            skipped |= {id(p) for c in table.row(row) for p in c.paragraphs}
            break
    cap = cap_title(table)
    if cap is not None and styles.stands_out(cap):
        heading = heading_of(cap, styles)
        head = heading is not None
        out.append(Event("head", heading.kind, heading.number, cap, heading.role) if head else Event("title", "", None, cap))
        skipped |= set(map(id, next(c for c in table.row(0) if c.paragraphs).paragraphs))
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        whole = read_label(cell.text.text.replace("\n", " "))
        if whole:
            out.append(_label(whole.field))
            continue
        for p in cell.paragraphs:
            if id(p) not in skipped:
                out += paragraph_events(p, styles, in_cell=True)
    return out


def cap_title(table: Table) -> Paragraph | None:
    """The text across the top of a grid of labels and values, that is no label: what the grid is about."""
    first = [c for c in table.row(0) if c.paragraphs]
    if len(first) != 1 or first[0].col_span < table.cols or table.cols < 2:
        return None
    p = merged(first[0])
    if not 6 <= len(p.text.text) <= 260 or read_label(p.text.text):
        return None
    labels = {
        label.field
        for c in table.cells
        if c.row > 0 and c.paragraphs and (label := read_label(c.text.text.replace("\n", " ")))
    }
    return p if len(labels & _CORE) >= 2 else None


_SIGN = re.compile(r"^n\s?[°º]\s*", re.IGNORECASE)


def band_heading(code: str, title: Cell) -> Heading:
    """The heading a title band makes of its code and its title."""
    heading = read_heading(f"{code} : x")
    text = " ".join(p.text.text for p in band_title(title))
    number = heading.number if heading and heading.number else clean_number(_SIGN.sub("", code))
    if heading and heading.role != "bare":
        return Heading(heading.kind, heading.role, heading.rank, heading.label, number, text, 0)
    depth = depth_of(number)
    # A plain number in a band is not a section's number ("1. Rappel du diagnostic").
    return Heading(f"#{depth}" if depth.startswith("code") else "#band", "bare", 100, None, number, text, 0)


def band_levels(title: Cell) -> list[Paragraph]:
    """The paragraphs of a title band's cell that name a level above the action."""
    return [p for p in title.paragraphs if (h := read_heading(p.text.text)) and h.role == "level" and h.number]


def band_title(title: Cell) -> list[Paragraph]:
    """The paragraphs of a title band's cell that are its title."""
    levels = band_levels(title)
    return [p for p in title.paragraphs if not any(p is level for level in levels)] or title.paragraphs


def paragraph_events(p: Paragraph, styles: Styles, *, in_cell: bool) -> list[Event]:
    p = unbracketed(p)
    text = p.text.text
    label = read_label(text)
    if label:
        return [_label(label.field)]
    heading = heading_of(p, styles)
    run_in = split_run_in(text, label_prefix(p)) or styles.ended_label(p)
    if heading and heading.number is None and run_in and not p.bold:
        heading = None  # "Objectif : ..." is a field, as the walk reads it
    if heading:
        return [Event("head", heading.kind, heading.number, p, heading.role)]
    if run_in or label_starts(text, []):
        found = [run_in[0].field] if run_in else []
        for start in label_starts(text, bold_runs(p)):
            more = split_run_in(text[start:])
            found += [more[0].field] if more else []
        return [_label(f) for f in found]
    if p.bullet is None and styles.comes_back(p) and styles.looks_apart(p):
        return [Event("label", "?" + fold(text).strip(" :.?"))]
    if not in_cell and p.bullet is None and styles.stands_out(p) and _may_be_title(p):
        return [Event("title", "", None, p)]
    return []


def _label(field: str) -> Event:
    return Event("label" if field in _CORE else "aside_label", field)


def _may_be_title(p: Paragraph) -> bool:
    text = p.text.text.rstrip()
    return not text.endswith((":", ";", ",")) and (p.bold or not text.endswith("."))


def heading_of(p: Paragraph, styles: Styles) -> Heading | None:
    """The heading a paragraph is, with the look it needs: a bare number must stand out, a word need not."""
    text = p.text.text
    if len(text) > 400 and not bold_prefix(p):
        return None
    heading = read_heading(text)
    if heading is not None and heading.number and heading.role != "level" and title_run(p, heading.title_at):
        return heading  # "2. **Former les agents.** Deux sessions ..."
    if len(text) > 400:
        return None
    if heading is None:
        own = read_own(text, styles.own_words)
        if own is not None:
            return own if styles.stands_out(p) and p.bullet is None else None
        boxed = p.boxed and p.fill is not None and styles.stands_out(p)
        return read_tagged_heading(text) if boxed else None
    out = styles.stands_out(p) or (bold_prefix(p) or 0) >= heading.title_at - 4 > 2
    if heading.role == "bare":
        return heading if out and p.bullet is None and len(heading.title) > 3 else None
    if heading.number is None and not out:
        return None
    # "Axe 2 de la feuille de route, porté par ..." is a sentence; "Objectif 2 : rénovation ..." is not.
    announced = ":" in text[max(0, heading.title_at - 4) : heading.title_at]
    if not out and heading.title[:1].islower() and not announced:
        return None
    if not out and len(text) > 260:
        return None
    return heading
