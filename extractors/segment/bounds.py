"""Where an action's text ends: which headings within or after it are its own, only name another, or close it."""

from __future__ import annotations

import re

from extractors.french.headings import PART, Heading, read_heading
from extractors.segment.outline import Scheme, spot
from extractors.segment.state import State, same_number
from extractors.segment.style import Styles, is_light, opens_aside, signature, tells_past, title_run
from extractors.segment.tree import Tree, same_title
from models.block import Paragraph

# Level words that a fiche also uses for the parts of its own text.
_OFTEN_INSIDE = frozenset(
    ("volet", "objectif", "enjeu", "theme", "thematique", "priorite", "partie", "programme", "levier", "domaine", "chantier",
     "engagement")
)  # fmt: skip

_SIGNED = re.compile(r"^Fait (?:en .{1,40}, )?[àa] [A-ZÀ-Ý][^.;]{1,50}\ble\b")  # "Fait à Montauban, le 16 mars"


class Bounds:
    """Judges headings by their looks against the state of one walk; an aside is a part that holds no actions.

    ``start``: the plan's first year; ``past_ends``: headings proved by their fields end an account of an earlier plan.
    """

    def __init__(
        self, tree: Tree, scheme: Scheme, styles: Styles, state: State, start: int | None, *, past_ends: bool
    ) -> None:
        self.tree, self.scheme, self.styles, self.state = tree, scheme, styles, state
        self.start, self.past_ends = start, past_ends

    def is_mention(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """ "Action 2.1 : ..." within a field of another action is a reference to it, not its heading."""
        s = self.state
        self.leave(p)
        if s.aside is not None and p.size <= s.aside and not self.styles.stands_out(p):
            return True
        if s.aside is not None:
            # Without fields nothing proves a heading: then the next page's are believed.
            proved = self.is_anchor(p) or (self.scheme.listed_only and p.page > s.aside_page)
            if p.size < s.aside - 0.3 and (h.kind.startswith("#") or (s.aside_past and not proved)):
                return True
            s.aside = None
        if s.action is None or s.opened is None or self.scheme.listed_only:
            return False
        if not in_cell and spot(p) in self.scheme.tags and self.tree.find_action(h.number, "", None) is None:
            return False
        out = self.styles.stands_out(p) or title_run(p, h.title_at) is not None
        if not out and not in_cell and self._plainly_next(h, p):
            return False
        kicker = not in_cell and bool(h.number) and not h.title and abs(p.size - self.scheme.head_size) < 0.3
        if kicker and self.styles.looks_apart(p) and self.is_anchor(p):
            return False  # "Engagement n° 2", small and plain over each title
        alone = (p.boxed and p.fill is not None) or (not in_cell and h.number)  # on its own band, or outside any cell
        if alone and out and self.is_anchor(p):
            return False  # over fields of its own, however large titles of another kind are
        if in_cell and out and self._next_in_its_cell(h, p):
            return False
        return (in_cell and not p.boxed) or not out or p.size < 0.8 * self.scheme.head_size

    def _plainly_next(self, h: Heading, p: Paragraph) -> bool:
        """A number not yet met, with fields of its own, where no heading of an action looks unlike the document's text."""
        plain = not self.scheme.bold and self.scheme.head_size < 1.1 * self.styles.size
        told = sum(bool(f.text) and f.rule != "unlabelled" for f in self.state.action.fields)
        told_apart = bool(h.title) or p.page != self.state.last_page  # "Fiche 2" alone: at the top of its page
        fresh = bool(h.number) and told_apart and self.tree.find_action(h.number, h.title, None) is None
        return plain and told >= 2 and fresh and p.bullet is None and self.is_anchor(p)

    def _next_in_its_cell(self, h: Heading, p: Paragraph) -> bool:
        """A numbered title not yet met, over fields of its own, set large as the others: a card drawn as a cell."""
        large = p.size >= max(self.scheme.head_size - 0.3, 1.15 * self.styles.size)
        fresh = bool(h.number and h.title) and self.tree.find_action(h.number, h.title, None) is None
        return large and fresh and self.is_anchor(p)

    def is_inside(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """A level word printed smaller than the actions' titles, among an action's text, is that text."""
        s = self.state
        self.leave(p)
        if s.aside is not None and not (self.styles.stands_out(p) and p.size >= s.aside - 0.3):
            return True
        s.aside = None if not in_cell else s.aside
        if s.action is None or in_cell or self.is_anchor(p):
            return False
        if s.opened is None or not any(f.text for f in s.action.fields):
            return False
        if h.number and p.page != s.last_page and self.tree.has_level(h.kind):
            return False  # at the top of a page, over the next fiche
        if not self.styles.stands_out(p):
            return True
        if h.number and p.fill is not None and is_light(p.color) and self.tree.has_level(h.kind):
            return False  # on the band over the next fiche
        known = self.tree.kinds and any(k.split()[0] == h.kind.split()[0] for k in self.tree.kinds)
        smaller = p.size < self.scheme.head_size - 0.3
        return smaller if known else p.size <= self.scheme.size + 0.3 and h.kind in _OFTEN_INSIDE  # fmt: skip

    def is_running_head(self, h: Heading, p: Paragraph) -> bool:
        """Whether an open level is only named again at the top of a page, in print smaller than the text."""
        s = self.state
        if not h.number or p.page == s.last_page or p.size > self.styles.size - 0.4:
            return False
        return any(
            kind == h.kind and size >= 1.3 * p.size and same_number(self.tree.orientations[k].number or "", h.number)
            for k, kind, _, size in s.stack
        )

    def is_anchor(self, p: Paragraph) -> bool:
        """Whether a heading is proved by the fields that follow it."""
        return spot(p) in self.scheme.anchors

    def leave(self, p: Paragraph) -> None:
        """A heading proved by its own fields ends a part on something else, whatever their sizes."""
        s = self.state
        if s.aside is None or not self.is_anchor(p):
            return
        if s.aside_past:  # an account has fiches too; those of the plan begin on a page of their own, by their words
            named = self.past_ends or ((h := read_heading(p.text.text)) is not None and h.role != "bare")
            if p.page <= s.aside_page or not named:
                return
        s.aside = None

    def enter(self, p: Paragraph, kind: str | None = None) -> None:
        """Begin a part on something else; ``kind``: that of its numbered heading, if any."""
        s = self.state
        s.aside_past = tells_past(p.text.text, self.start)
        s.aside_kind, s.aside_page = kind, p.page
        s.action, s.opened, s.pending, s.aside = None, None, None, p.size
        s.stack = [o for o in s.stack if o[3] > p.size + 0.3]

    def closes(self, p: Paragraph) -> bool:
        """A heading as large as the actions' titles that is no action ends the action and the levels it tops; signing ends the action."""
        s = self.state
        if s.action is not None and _SIGNED.match(p.text.text):
            s.action, s.opened, s.pending = None, None, None
            return True
        if p.bullet is not None or not self.styles.stands_out(p) or len(p.text.text) > 200:
            return False
        if p.text.text.rstrip().endswith((":", ",")):
            return False
        if s.action is not None and p.page > s.action.page_start and same_title(p.text.text, s.action.title.text):
            return True  # the fiche's title again, on its next page: it ends nothing
        over_action = (
            s.action is not None
            and bool(s.action.title)
            and p.size >= max(self.scheme.size, self.styles.size * 1.15)
            and not self.scheme.listed_only
            and not p.boxed
        )
        over_action = over_action or (
            s.action is not None and s.opened is not None and self.looks_like_a_title(p, False)
        )
        over_action = over_action or (s.action is not None and s.framed and not p.boxed)
        over_action = over_action or (s.action is not None and not p.boxed and bool(PART.match(p.text.text)))
        if s.action is None or over_action:
            kept = [o for o in s.stack if o[3] >= p.size - 0.9 or p.size < self.styles.size * 1.15]
            dropped = len(kept) < len(s.stack)
            s.stack = kept
            if opens_aside(p.text.text, self.start):
                self.enter(p)
                return True
            if s.aside is not None and p.size >= s.aside - 0.3:
                s.aside = None
            if over_action:
                s.action, s.opened, s.pending = None, None, None
                return True
            return dropped
        return False

    def looks_like_a_title(self, p: Paragraph, in_cell: bool) -> bool:
        """Printed as the actions' titles are, and as no label of this document is: a section after the actions."""
        alike = (p.bold and self.scheme.bold) or (p.underlined and self.scheme.underlined)
        titled = alike and not p.boxed and not in_cell and abs(p.size - self.scheme.size) < 0.3
        return titled and self.styles.labels[signature(p)] < 3 and self.state.opened is not None
