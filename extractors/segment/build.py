"""From laid-out pages to the tree of orientations, actions and labelled fields."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, zip_longest

from extractors.french.fold import fold
from extractors.french.headings import read_heading
from extractors.segment.commitments import listed_items, slogans
from extractors.segment.contents import take_contents
from extractors.segment.cuts import join_cut_headings
from extractors.segment.doubt import doubts
from extractors.segment.fiches import Fiches, find_fiches, held_by, is_lost, read_atoms
from extractors.segment.head_tables import take_head
from extractors.segment.led_by import told_roles
from extractors.segment.money_sentences import read_money_sentences
from extractors.segment.name_lines import part_names
from extractors.segment.named_lines import find_named
from extractors.segment.numbers import join_numbers
from extractors.segment.outline import Scheme, read_scheme
from extractors.segment.reread import Reading, better, named, other_schemes
from extractors.segment.sentences import read_sentences
from extractors.segment.shared import share
from extractors.segment.side_by_side import part_actions
from extractors.segment.strips import restore_levels
from extractors.segment.style import Styles
from extractors.segment.tables import TableWalker
from extractors.segment.ticks import ticked
from extractors.segment.title_numbers import number_by_titles
from extractors.segment.trails import part_trails
from extractors.segment.tree import Tree, is_instruction, is_placeholder, same_title
from extractors.segment.unknown_labels import settle_unknown_labels
from extractors.segment.walk import Walker
from models.block import PageLayout, Paragraph, Table
from models.segment import ActionNode, LabelledField, OrientationNode
from models.text import PlacedText


def build_tree(layouts: list[PageLayout], start: int | None = None) -> tuple[Tree, list[str]]:
    """The document's tree, and what the contents pages announce that was not found.

    ``start``: the plan's first year, where known; what speaks of an earlier period is not its actions.
    """
    part_trails(layouts)
    part_actions(layouts)
    styles = Styles.of(layouts)
    join_cut_headings(layouts, styles)
    join_numbers(layouts, styles)
    contents, listed = take_contents(layouts)
    restore_levels(layouts, contents, styles)
    scheme = read_scheme(layouts, contents, styles, start)
    scheme.slogans = slogans(layouts, contents, scheme)
    tree = _walk(layouts, contents, scheme, styles, start, past_ends=False)
    listed_only = bool(tree.actions) and scheme.listed_only and len(layouts) <= 2  # a poster: its heads may be levels
    if (not tree.actions or listed_only) and (items := listed_items(layouts, contents, styles, start, apart=listed_only)):
        scheme = replace(scheme, items=items, listed_only=True, kinds=set())
        tree = _walk(layouts, contents, scheme, styles, start, past_ends=False)
    if not tree.actions and any(page > 1 for page, *_ in scheme.anchors):
        # The account of an earlier plan took the whole document for its own: it ends where fiches begin.
        tree = _walk(layouts, contents, scheme, styles, start, past_ends=True)
    _settle(tree)
    if is_lost(tree, scheme.labels):
        fiches = find_fiches(read_atoms(layouts, contents, styles, start), styles)
        other = _by_labels(fiches, layouts, contents, scheme, styles, start)
        if (
            other is not None
            and held_by(other) > 1.25 * held_by(tree)
            and not (named(tree) >= 3 and not named(other))
        ):
            tree = other
    tree.labels = scheme.labels
    told = _announced(listed, scheme, tree)
    if not doubts(tree, layouts, len(told)):
        return tree, told
    return _read_again(tree, layouts, contents, listed, scheme, styles, start)


def _read_again(
    tree: Tree,
    layouts: list[PageLayout],
    contents: set[int],
    listed: list[Paragraph],
    scheme: Scheme,
    styles: Styles,
    start: int | None,
) -> tuple[Tree, list[str]]:
    """A document that was probably not read, by other schemes; the better tree, and what it leaves of the contents."""
    readings = [(tree, scheme)]
    for other in other_schemes(layouts, contents, scheme, styles, start):
        readings.append((_walk(layouts, contents, other, styles, start, past_ends=False), other))
        _settle(readings[-1][0])
    atoms = read_atoms(layouts, contents, styles, start)
    for plain in (False, True):
        by_labels = _by_labels(find_fiches(atoms, styles, plain=plain), layouts, contents, scheme, styles, start)
        readings += [(by_labels, scheme)] if by_labels is not None else []
    by_names = _by_labels(find_named(layouts, contents), layouts, contents, scheme, styles, start)
    readings += [(by_names, scheme)] if by_names is not None else []
    if start is not None:  # what seemed to speak of an earlier period may not
        other = read_scheme(layouts, contents, styles)
        readings.append((_walk(layouts, contents, other, styles, None, past_ends=False), other))
        _settle(readings[-1][0])
    judged = []
    for other, how in readings:
        other.labels = scheme.labels
        left = _announced(listed, how, other)
        judged.append(Reading(other, left, len(doubts(other, layouts, len(left)))))
    best = better(judged[0], judged[1:])
    for layout in layouts:
        if layout.page.number not in contents:
            _role(layout, best.tree)
    return best.tree, best.left


def _by_labels(
    fiches: Fiches | None,
    layouts: list[PageLayout],
    contents: set[int],
    scheme: Scheme,
    styles: Styles,
    start: int | None,
) -> Tree | None:
    """The tree when the labels alone tell where fiches begin; None when they do not."""
    if fiches is None or not fiches.starts:
        return None
    size = fiches.look[0]
    scheme = Scheme(
        size=size,
        head_size=size,
        bold=fiches.look[1],
        anchors=set(fiches.starts),
        levels=scheme.levels,
        ranks=scheme.ranks,
        fiches=fiches,
    )
    tree = _walk(layouts, contents, scheme, styles, start, past_ends=False)
    _settle(tree)
    return tree


def _walk(
    layouts: list[PageLayout], contents: set[int], scheme: Scheme, styles: Styles, start: int | None, *, past_ends: bool
) -> Tree:
    """One pass over the pages; ``past_ends``: headings proved by their fields end an account of an earlier plan."""
    walker = Walker(Tree(), scheme, styles, start, past_ends=past_ends)
    tables = TableWalker(walker)
    heads: set[int] = set()
    for layout in layouts:
        if layout.page.number in contents:
            layout.page.role = "contents"
            continue
        headed: ActionNode | None = None
        for block, after in zip_longest(layout.blocks, layout.blocks[1:]):
            if headed is not None:  # its title was read with the table over it
                headed = None
            elif not isinstance(block, Table):
                walker.paragraph(block)
            elif (headed := take_head(walker, block, after)) is not None:
                heads.add(id(headed))
            else:
                tables.table(block)
        _role(layout, walker.tree)
    if len(heads) >= 3:  # a form: what has the look of a title and no such head is a chapter of the document
        walker.tree.actions = [a for a in walker.tree.actions if a.rule != "style" or id(a) in heads]
    named, alike = ([a for a in walker.tree.actions if a.rule == rule] for rule in ("cell", "style"))
    if len(named) >= 3 and len(named) > len(alike):  # a form too: its cells name each action
        walker.tree.actions = [a for a in walker.tree.actions if a.rule != "style"]
    return walker.tree


def _role(layout: PageLayout, tree: Tree) -> None:
    page = layout.page
    if page.number == 1 and page.printed_words < 120:
        page.role = "cover"
    elif any(a.page_start <= page.number <= a.page_end for a in reversed(tree.actions)):  # mostly the last
        page.role = "action"
    elif page.words:
        page.role = "narrative"


def _settle(tree: Tree) -> None:
    """Drop what never became an action, split joint labels, forget empty fields of a repeated label."""
    tree.actions = [a for a in tree.actions if a.title and not is_placeholder(a.title.text)]
    if any(a.rule == "style" and _has_fields(a) for a in tree.actions):
        # A title known by its look alone is an action when something is said of it.
        tree.actions = [a for a in tree.actions if a.rule != "style" or _has_fields(a)]
    tree.actions = [a for a in tree.actions if not _is_blank_form(a)]
    share(tree)
    for action in tree.actions:
        for f in list(action.fields):
            f.text = ticked(f.text)
            if f.kind and f.kind.startswith("joint:"):
                _split_joint(action, f)
        _tell_why(action)
        _tell_who_pays(action)
        read_sentences(action)
        read_money_sentences(action)
        _read_counts(action)
        action.page_end = max(action.page_end, action.page_start)
    settle_unknown_labels(tree.actions)
    part_names(tree.actions)
    number_by_titles(tree.actions)
    _number_alike(tree)
    _order(tree)


def _number_alike(tree: Tree) -> None:
    """ "Axe I", "Axe 2", "Axe 3": an old-style 1 prints like a small capital I, and its neighbours say which it is."""
    groups: dict[tuple[str, int | None], list[OrientationNode]] = {}
    for node in tree.orientations:
        if node.label and node.number:
            groups.setdefault((fold(node.label), node.parent), []).append(node)
    for nodes in groups.values():
        numbers = {n.number for n in nodes}
        if "I" in numbers and "2" in numbers and "1" not in numbers:
            for node in nodes:
                node.number = "1" if node.number == "I" else node.number


def _tell_why(action: ActionNode) -> None:
    """ "Pourquoi agir ?" is the aim where no other label is; beside "Objectif", it is what makes the action needed."""
    aims = [f for f in action.fields if f.field == "objective"]
    asked = [f for f in aims if fold(f.label).startswith("pourquoi")]
    if asked and len(asked) < len(aims):
        for f in asked:
            f.field = "context"


_HELP = re.compile(r"avec (?:le soutien|le concours|l['’ ]aide|(l['’ ]appui|la participation))\b")


def _tell_who_pays(action: ActionNode) -> None:
    """ "Avec le soutien de" right under the budget names who pays; under other labels, who works with the pilot."""
    others = sum(f.field == "partner" for f in action.fields) > 1
    for before, f in pairwise(action.fields):
        help_ = _HELP.match(fold(f.label)) if f.field == "partner" else None
        if help_ and before.field in ("cost", "funder") and before.text and (others or not help_[1]):
            f.field = "funder"


def _order(tree: Tree) -> None:
    """Orientations as a tree is read: each before what stands under it, siblings by number where they have one."""
    children: dict[int | None, list[int]] = {}
    for k, node in enumerate(tree.orientations):
        children.setdefault(node.parent, []).append(k)

    def rank(k: int) -> tuple[list[int], int]:
        number = tree.orientations[k].number or ""
        digits = [int(d) for d in re.findall(r"\d+", number)]
        return (digits if digits else [0], k)

    order: list[int] = []

    def visit(parent: int | None) -> None:
        kids = children.get(parent, [])
        same = len({tree.kinds[k] for k in kids}) == 1 and all(
            re.search(r"\d", tree.orientations[k].number or "") for k in kids
        )
        for k in sorted(kids, key=rank if same else lambda k: k):
            if k not in order:
                order.append(k)
                visit(k)

    visit(None)
    order += [k for k in range(len(tree.orientations)) if k not in order]
    new = {old: k for k, old in enumerate(order)}
    tree.orientations = [tree.orientations[k] for k in order]
    tree.kinds = [tree.kinds[k] for k in order]
    for node in tree.orientations:
        node.parent = None if node.parent is None else new[node.parent]
        node.depth = 0 if node.parent is None else tree.orientations[node.parent].depth + 1
    for action in tree.actions:
        action.orientation = None if action.orientation is None else new[action.orientation]


_COUNT = re.compile(r"^(nombre|part|taux|pourcentage|proportion|évolution) (d[eu’'s]|moyen|annuel)", re.IGNORECASE)


def _read_counts(action: ActionNode) -> None:
    """Lines of unlabelled text that each begin as an indicator does: "Nombre de ...", "Part des ..."."""
    if any(f.field == "indicator" and f.text and f.rule != "unlabelled" for f in action.fields):
        return
    for f in [f for f in action.fields if f.rule == "unlabelled"]:
        at, lines = 0, []
        for line in f.text.text.split("\n"):
            if _COUNT.match(line):
                lines.append(f.text.slice(at, at + len(line)))
            at += len(line) + 1
        if len(lines) >= 2:
            action.fields.append(LabelledField("indicator", "", PlacedText.join(lines), "counts"))


def _has_fields(action: ActionNode) -> bool:
    return any(f.rule != "unlabelled" and f.text for f in action.fields)


def _is_blank_form(action: ActionNode) -> bool:
    """A template to fill in commits to nothing."""
    texts = [f.text.text for f in action.fields if f.text and f.rule != "unlabelled"]
    told = sum(is_instruction(t) for t in texts)
    return (is_instruction(action.title.text) and told >= 0.3 * len(texts)) or (
        len(texts) >= 3 and told >= 0.6 * len(texts)
    )


def _split_joint(action: ActionNode, f: LabelledField) -> None:
    """ "Pilote et partenaires": what is bold, or comes first, is the pilot; the rest are partners."""
    second = f.kind.split(":", 1)[1]
    f.kind = None
    if {f.field, second} == {"cost", "calendar"}:
        _when_it_is_spent(action, f, second)
    if f.field not in ("pilot", "partner"):
        return
    if second == "partner" and any(g is not f and g.field == "pilot" and g.text for g in action.fields):
        f.field = "partner"  # the pilot is named elsewhere: these are those who work with it
        return
    told = told_roles(f.text) if f.field == "pilot" else None
    if told is not None:
        f.text = PlacedText.join(told[0])
        if told[1]:
            action.fields.insert(action.fields.index(f) + 1, LabelledField("partner", f.label, PlacedText.join(told[1]), f.rule))
        return
    text = f.text
    bold_end = 0
    for m in text.marks:
        if not m.bold:
            break
        bold_end = m.end
    if 0 < bold_end < len(text.text) - 1:
        cut = bold_end
    else:
        cut = next((i for i, c in enumerate(text.text) if c in "\n,;/"), len(text.text))
    first, rest = text.slice(0, cut), text.slice(min(cut + 0, len(text.text)))
    rest = rest.slice(len(rest.text) - len(rest.text.lstrip(" ,;/\n")))
    pilot_first = f.field == "pilot" or second == "pilot"
    names = ("pilot", "partner") if pilot_first else (f.field, second)
    f.field, f.text = names[0], first
    if rest:
        action.fields.insert(action.fields.index(f) + 1, LabelledField(names[1], f.label, rest, f.rule))


_WHEN = {"calendar": re.compile(r"\b20\d\d\b"), "cost": re.compile(r"\d\s?(?:k|K|M)?(?:€|euros?\b)")}


def _when_it_is_spent(action: ActionNode, f: LabelledField, second: str) -> None:
    """ "Coût et échéancier": one text says both, or the years over the figures are when the action takes place."""
    at = action.fields.index(f)
    if any(g is not f and g.field == second and g.text and g.year is None for g in action.fields):
        return
    if f.text and _WHEN[second].search(f.text.text):
        action.fields.insert(at + 1, LabelledField(second, f.label, f.text, f.rule))
    elif not f.text and second == "calendar":
        paid = [g for g in action.fields[at + 1 :] if g.field == "cost" and g.year and re.search(r"[1-9]", g.text.text)]
        if paid:
            years = f"{min(g.year for g in paid if g.year)}-{max(g.year for g in paid if g.year)}"
            text = PlacedText.join(g.text for g in paid)
            action.fields.append(LabelledField("calendar", years, text, "year_marks"))


_LEADER = re.compile(r"\s*(?:(?:\. ?){3,}|…|_{3,})")


def _announced(listed: list[Paragraph], scheme: Scheme, tree: Tree) -> list[str]:
    """Actions the contents name that were not found in the document. ``listed``: the lines of the contents."""
    entries: dict[str, list[tuple[int, str, str]]] = {}  # kind of heading to (page, number, title)
    for p in listed:
        heading = read_heading(p.text.text)
        if heading is not None and heading.number:
            title = _LEADER.split(heading.title)[0].rstrip("0123456789 .…_")
            entries.setdefault(heading.kind, []).append((p.page, heading.number, title))
    out = []
    for kind, told in entries.items():
        found = [tree.find_action(number, title, None) for _, number, title in told]
        # "1.2 Créer un guichet ... 14" announces "Action 1.2" where most entries of its kind are actions of that name.
        named = sum(a is not None and same_title(a.title.text, e[2]) for a, e in zip(found, told, strict=True))
        if kind not in scheme.kinds and (named < 3 or named < 0.6 * len(told)):
            continue
        out += [
            f"Action {number} annoncée au sommaire (page {page}) et non trouvée : {title[:120]}"
            for action, (page, number, title) in zip(found, told, strict=True)
            if action is None
        ]
    return out
