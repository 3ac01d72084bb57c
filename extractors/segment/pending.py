"""The paragraph after a heading that waits for one: its title, or what it refers to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractors.french.headings import Heading
from extractors.french.lexicon import Label, split_run_in
from extractors.segment.fiches import spot
from extractors.segment.references import place as place_level
from extractors.segment.references import reference
from extractors.segment.style import look
from extractors.segment.tree import is_placeholder, less_continued, same_title
from models.block import Paragraph
from models.segment import ActionNode

if TYPE_CHECKING:
    from extractors.segment.walk import Walker


def take_pending(walker: Walker, p: Paragraph) -> bool:
    """Give the paragraph to the node that waits for a title."""
    s = walker.state
    text = less_continued(p.text)
    if s.pending == "reference":
        s.pending = None
        reference(walker, walker._reference_label, p)
        return True
    if s.pending == "orientation" and s.pending_orientation is not None:
        if spot(p) in walker.scheme.slogans:
            return True  # its title comes next
        s.pending = "title" if s.action is not None and not s.action.title else None
        node = walker.tree.orientations[s.pending_orientation]
        if node.title is not None and not same_title(node.title.text, text.text, 50) and s.action is not None:
            return take_pending(walker, p) if s.pending else False
        if node.title is not None and look(p) in walker.scheme.styles and not same_title(node.title.text, text.text, 75):
            return False  # the level's number is recalled over the title of an action
        if p.bullet is None and len(text.text) <= 260 and not (s.action is None and len(text.text) > 200):
            if s.stack and s.stack[-1][0] == s.pending_orientation:
                index, kind, rank, size = s.stack[-1]
                s.stack[-1] = (index, kind, rank, max(size, p.size))
            if node.title is None:
                node.title = text
                node.places = [*node.places, *text.places()]
            return True
        return False
    if s.pending == "told" and s.action is not None:
        s.pending, index = None, s.pending_orientation
        s.pending_orientation = None
        title = walker.tree.orientations[index].title if index is not None else None
        if title is None or not same_title(title.text, text.text):
            return False
        s.action.orientation, s.own_orientation = index, True
        return True
    if s.pending == "again" and s.action is not None:
        # The fiche repeats the title its number was announced with.
        s.pending = None
        if same_title(text.text, s.action.title.text, 62):
            s.action.title = text
            return True
        if walker.styles.stands_out(p) and len(text.text) > 8 and p.bullet is None and not is_placeholder(text.text):
            # The same number, but another action: a list of an earlier plan, a numbering that restarts.
            old = s.action
            s.action = walker.tree.add_action(
                ActionNode(
                    old.label,
                    old.number,
                    text,
                    walker.levels.over(old.number),
                    page_start=p.page,
                    page_end=p.page,
                    rule="heading",
                    confidence=0.85,
                )
            )
            return True
        return False
    if s.pending == "title" and s.action is not None and s.action.fields and not _is_title(walker, p):
        s.pending = None
        return False
    if s.pending == "title" and s.action is not None:
        if p.bullet is None and 3 < len(text.text) <= 400:
            s.action.title = text
            s.pending = s.opened = None
            found = walker.tree.find_action(None, text.text, None) if not s.action.number else None
            if found is not None and found is not s.action and not s.action.fields:
                walker.tree.actions.remove(s.action)
                s.action = found
            return True
    return False


def _is_title(walker: Walker, p: Paragraph) -> bool:
    """Whether what follows the fields printed beside a number is its title: it stands out, and in larger print."""
    return walker.styles.stands_out(p) and p.size > walker.styles.size + 0.4


def tells_level(walker: Walker, h: Heading, p: Paragraph) -> bool:
    """ "ENJEU 1" among an action's labels, printed as they are: over that level's title, it says where the action belongs."""
    s = walker.state
    if s.action is None or s.opened is None or not s.opened.text or s.own_orientation or not h.number or h.title:
        return False
    index = walker.tree.level(h.kind, h.number)
    if index is None or not walker.styles.like_a_label(p):
        return False
    walker.open(Label("other", p.text.text), p, rule="look")
    s.pending, s.pending_orientation = "told", index
    return True


def open_fiche(walker: Walker, p: Paragraph) -> bool:
    """Start the action whose title this is, where the labels told it; the number printed beside it is read with it."""
    fiches, place = walker.scheme.fiches, spot(p)
    if fiches is None:
        return False
    if place in fiches.taken:
        return True
    if place in fiches.over:
        walker.state.action = walker.state.opened = None
        found = split_run_in(p.text.text)
        if found is not None and found[0].field == "orientation":
            place_level(walker, found[0], replace(p, text=p.text.slice(found[1])))
            return True
    start = fiches.starts.get(place)
    if start is None or (walker.state.aside is not None and walker.state.aside_past):
        return False
    for heading, over in start.levels:
        walker.open_orientation(replace(heading, title="", title_at=len(over.text.text)), over, in_cell=False)
    walker.start_action(start.label, start.number, start.title, p, rule="labels", confidence=0.8)
    return True


def take_item(walker: Walker, p: Paragraph) -> bool:
    """Open the commitment a poster's list gives in this paragraph; what is printed elsewhere than its list closes the last one."""
    s, place = walker.state, spot(p)
    item = walker.scheme.items.get(place) if place is not None else None
    if item is not None:
        number, at = item
        title = p.text.slice(at)
        walker.start_action(None, number, title.slice(0, len(title.text.rstrip(" .;,"))), p, rule="heading", confidence=0.8)
        s.list_column = p.column
        return True
    if s.action is not None and p.column != s.list_column:
        s.action = s.opened = s.pending = None
    return False
