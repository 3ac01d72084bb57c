"""The levels over the actions: opens the one a heading names, and knows which stands over a number."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.fold import fold
from extractors.french.headings import Heading
from extractors.segment.nesting import above_rank, may_hold, recalls
from extractors.segment.outline import Scheme
from extractors.segment.state import State
from extractors.segment.tree import Tree
from models.block import Paragraph

_VOLUMES = ("volet", "partie")
_PART_OF_DOCUMENT = re.compile(
    r"(?:le |les |un |l['’])?(?:(?:programme|plan)s?(?: operationnel)? d['’ ]?\s?actions?|(?:document d['’]\s?)?orientations?(?: strategiques?)?|"
    r"diagnostic(?: territorial| partage)?|(?:les )?fiches?[- ]actions?|(?:les )?fiches|annexes?|etat des lieux)"
    r"(?: \d{4}\s?[-–]\s?\d{4})?"
)


class Levels:
    """Keeps the stack of open levels of one walk."""

    def __init__(self, tree: Tree, scheme: Scheme, state: State) -> None:
        self.tree, self.scheme, self.state = tree, scheme, state

    def open(self, h: Heading, p: Paragraph, *, in_cell: bool) -> None:
        """Open a level above the actions; inside a fiche it only says where the action belongs."""
        s = self.state
        h = replace(h, rank=self.scheme.ranks.get(h.kind, h.rank))
        title = p.text.slice(h.title_at) if re.search(r"[^\W\d_]{3}", h.title) else None
        if title is None and h.title and in_cell:
            return  # "Axe 1 | 418 000": a figure about it, in a table
        if h.kind in _VOLUMES and _PART_OF_DOCUMENT.fullmatch(fold(h.title).strip(" .")):
            return  # "Volet 3 : programme d'actions": a volume of the document, with the plan's own levels in it
        strip = in_cell and s.action is not None and p.page > s.last_page and any(f.text for f in s.action.fields)
        within = (
            s.action is not None
            and not strip
            and (
                not s.action.title
                or in_cell
                or (
                    not s.action.fields
                    and p.size <= self.scheme.size + 0.3
                    and s.action.page_start == p.page
                    and (p.size, p.bold) <= s.head
                )
            )
        )
        if within:
            above = s.action.orientation if s.own_orientation else None
            if above is not None and self.tree.kinds[above] == h.kind:
                above = self.tree.orientations[above].parent  # a second level of one kind replaces the first
            parent = above if above is not None else self._parent_for(h, above_rank(s.stack, h.rank))
        else:
            s.action, s.opened = None, None
            if recalls(self.tree, s.stack, h, p.size):
                return
            s.stack = [o for o in s.stack if o[2] < h.rank and o[1] != h.kind]
            parent = s.stack[-1][0] if s.stack else None
            parent = self._parent_for(h, parent)
        index = self.tree.orientation(
            h.kind, h.label, h.number, title, parent=parent, size=p.size, page=p.page,
            places=p.text.places(), rule="heading",
        )  # fmt: skip
        if within:
            s.action.orientation, s.own_orientation = index, True
        else:
            s.stack.append((index, h.kind, h.rank, p.size))
            s.level_page = p.page
        s.pending = "orientation" if not title else None
        s.pending_orientation = index if s.pending else None
        if within and not s.action.title:
            # The level is named between the fiche's number and its title.
            s.pending = s.pending or "title"
        s.last_page = p.page

    def _parent_for(self, h: Heading, parent: int | None) -> int | None:
        """A compound number names its parent: 1.2 stands under 1."""
        if h.number and "." in h.number:
            hits = [k for k in self.tree.by_number(h.number) if may_hold(self.tree, self.scheme.ranks, k, h)]
            below = [k for k in hits if parent is not None and self.tree.is_under(k, parent)]
            if below:
                return below[-1]
            if hits and not any(parent is not None and self.tree.is_under(parent, k) for k in hits):
                return hits[-1]
        return parent

    def over(self, number: str | None) -> int | None:
        """The level an action of this number stands under: the open one, unless its number names another."""
        s = self.state
        top = s.stack[-1][0] if s.stack else None
        if number and re.search(r"\d[.\-]?[A-Z\d]", number):
            hits = self.tree.by_number(number)
            if hits and (top is None or not any(self.tree.is_under(top, k) for k in hits)):
                return hits[-1]
        return top
