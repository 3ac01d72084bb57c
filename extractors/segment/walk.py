"""One pass over the laid-out pages, in reading order: headings open nodes, labels open fields, text fills them."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.french.headings import PART, Heading, read_heading
from extractors.french.lexicon import Label, label_starts, read_label, split_run_in
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.cells import field_name
from extractors.segment.nesting import above_rank, may_hold, recalls
from extractors.segment.outline import Scheme, heading_of, spot
from extractors.segment.pending import open_fiche, take_pending
from extractors.segment.state import ENDED, State, append, groups_indicators, is_deeper, same_number
from extractors.segment.style import (
    Styles,
    bold_prefix,
    bold_runs,
    is_light,
    label_prefix,
    look,
    opens_aside,
    signature,
    tells_past,
    title_run,
    unbracketed,
    value_look,
)
from extractors.segment.tree import Tree, is_placeholder, less_continued
from models.block import Paragraph
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

# Level words that a fiche also uses for the parts of its own text.
_OFTEN_INSIDE = frozenset(
    ("volet", "objectif", "enjeu", "theme", "thematique", "priorite", "partie", "programme", "levier", "domaine", "chantier",
     "engagement")
)  # fmt: skip


class Walker:
    """Fills a Tree from paragraphs; tables are walked by ``tables.py`` with the same methods."""

    def __init__(
        self, tree: Tree, scheme: Scheme, styles: Styles, start: int | None = None, *, past_ends: bool = False
    ) -> None:
        self.tree, self.scheme, self.styles, self.start, self.past_ends = tree, scheme, styles, start, past_ends
        self.state = State()
        self._reference_label = Label("orientation", "")  # the label whose value is awaited

    # -- paragraphs

    def paragraph(self, p: Paragraph, *, in_cell: bool = False) -> None:
        """Take one paragraph, cut where labels are run into its text."""
        if self.scheme.fiches is not None and open_fiche(self, p):
            return
        p, cuts = unbracketed(p), []
        if self.state.action is not None:
            cuts = sorted({*label_starts(p.text.text, bold_runs(p)), *self.styles.labels_within(p)})
        prose = self.state.opened is None or self.state.opened.rule == "unlabelled"
        if not cuts or not (prose or split_run_in(p.text.text, label_prefix(p))):
            self._piece(p, in_cell=in_cell)
            return
        for start, end in zip([0, *cuts], [*cuts, None], strict=True):
            self._piece(replace(p, text=p.text.slice(start, end)), in_cell=in_cell)

    def _piece(self, p: Paragraph, *, in_cell: bool = False) -> None:
        """Take a paragraph: a label, a heading, a run-in label or text."""
        s = self.state
        text = p.text.text
        if re.fullmatch(r"\d{1,3}", text.strip()) and p.size >= 1.5 * self.styles.size and not in_cell:
            return  # the number of a fiche or a page, set large as an ornament
        label = read_label(text)
        if label and self._opens(label, p, in_cell=in_cell, alone=True):
            self.open(label, p, rule="box" if p.boxed else "heading")
            return
        heading = heading_of(p, self.styles)
        if heading and heading.number is None and not p.bold and split_run_in(text, label_prefix(p)):
            heading = None  # "Objectifs : ..." is a field; a level without number is bold throughout
        if heading and self._takes_heading(heading, p, in_cell):
            return
        run_in = split_run_in(text, label_prefix(p))
        if run_in and self._opens(run_in[0], p, in_cell=in_cell, alone=False):
            label, at = run_in
            if s.opened is not None and s.opened.field == "indicator" and groups_indicators(label, s.opened.text.text):
                label = replace(label, field="indicator", second=None)
            self.open(label, p, rule="run_in")
            self.add(p, p.text.slice(at))
            return
        if s.pending and take_pending(self, p):
            return
        if not in_cell and self._takes_title(p):
            return
        if self._is_unknown_label(p, in_cell):
            self.open(Label("other", text.rstrip(" :")), p, rule="recurs" if self.styles.comes_back(p) else "look")
            return
        if not in_cell and self._closes(p):
            return
        self.add(p, p.text)

    def _opens(self, label: Label, p: Paragraph, *, in_cell: bool, alone: bool) -> bool:
        """Whether a label here opens its field: it must look like one, and there must be an action to hold it."""
        if self.state.action is None:
            return False
        if label.field in ("number",) and not in_cell:
            return False
        if alone and not in_cell and p.size > self.scheme.size + 0.4 and not self.styles.like_a_label(p):
            return False  # a chapter of the document, not a field of the action
        if alone and self._looks_like_a_title(p, in_cell):
            return False
        out = self.styles.stands_out(p) or label_prefix(p) is not None
        colon = p.text.text.rstrip().endswith(":") or not alone
        if label.field in ("title", "orientation") and not (out or in_cell):
            return False
        if p.bullet and not p.bold and bold_prefix(p) is None:
            # A bullet of the contents: "• Communication : ..." opens nothing, "• Pilote : CAF" does.
            if alone and self.styles.like_a_label(p) and self.styles.looks_apart(p):
                return True  # what was taken for a bullet is the label's picture
            if alone and not p.text.text.rstrip().endswith(":") and not self.styles.stands_alone(p):
                return False  # "• Coût à la place", one of a list of indicators
            core = label.field in ("pilot", "partner", "calendar", "cost", "indicator", "funder", "objective")
            return core and (not label.weak or self.styles.recurs(label))
        if label.weak and not out and not self.styles.recurs(label):
            return alone and (p.boxed or in_cell) and p.text.text.rstrip().endswith(":")
        if alone:
            return out or colon or self.styles.like_a_label(p)
        return True

    def _looks_like_a_title(self, p: Paragraph, in_cell: bool) -> bool:
        """Printed as the actions' titles are, and as no label of this document is: a section after the actions."""
        titled = p.bold and not p.boxed and not in_cell and abs(p.size - self.scheme.size) < 0.3 and self.scheme.bold
        return titled and self.styles.labels[signature(p)] < 3 and self.state.opened is not None

    def open(self, label: Label, p: Paragraph, *, rule: str) -> None:
        """Open the label's field in the current action."""
        s = self.state
        if s.action is None:
            return
        s.pending = None
        if label.field == "title":
            self._open_title()
            return
        if label.field == "orientation":
            s.opened, s.pending, s.pending_orientation = None, "reference", None
            self._reference_label = label
            return
        s.framed = s.framed or (p.boxed and s.frame is not None and p.column == s.frame)
        new = LabelledField(field_name(label.field), label.text, PlacedText(), rule)
        s.style = value_look(p) if rule == "run_in" else None
        if label.second:
            new.kind = f"joint:{label.second}"
        s.action.fields.append(new)
        s.opened = new
        s.action.page_end = max(s.action.page_end, p.page)

    def _open_title(self) -> None:
        s = self.state
        s.opened = None
        if s.action and (is_placeholder(s.action.title.text) or not s.action.title):
            s.pending = "title"
        else:
            s.pending = None

    def add(self, p: Paragraph, text: PlacedText) -> None:
        """Add text to the open field, or to the action's unlabelled text."""
        s = self.state
        if s.action is None or not text:
            return
        if s.opened is not None and s.style is not None and s.opened.text and p.bullet is None:
            if (p.italic, p.size, p.color) != s.style and s.opened.field in (
                "objective",
                "pilot",
                "partner",
                "calendar",
                "cost",
            ):
                s.opened = None  # the run-in field was that paragraph, in its own look
        if s.opened is None:
            if s.pending == "title" or (self.scheme.listed_only and p.page != s.action.page_start):
                return
            new = LabelledField("modalities", "", PlacedText(), "unlabelled")
            s.action.fields.append(new)
            s.opened = new
        s.opened.text = append(s.opened.text, text, p, carried=p.page != s.last_page)
        s.last_page = p.page
        s.action.page_end = max(s.action.page_end, p.page)

    # -- headings

    def _takes_heading(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """Open the node a heading names; False when it is only text here."""
        if h.kind in self.scheme.kinds:
            if self._is_mention(h, p, in_cell):
                return False
            self.open_action(h, p)
            return True
        if h.role == "level" or (h.kind in self.scheme.levels and h.number):
            if self._is_inside(h, p, in_cell):
                return False
            self.open_orientation(h, p, in_cell=in_cell)
            return True
        if h.role == "bare":
            return self._takes_bare(h, p, in_cell)
        return False

    def _is_mention(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """ "Action 2.1 : ..." within a field of another action is a reference to it, not its heading."""
        s = self.state
        self._leave_aside(p)
        if s.aside is not None and p.size <= s.aside and not self.styles.stands_out(p):
            return True
        if s.aside is not None:
            # Without fields nothing proves a heading: then the next page's are believed.
            proved = self._is_anchor(p) or (self.scheme.listed_only and p.page > s.aside_page)
            if p.size < s.aside - 0.3 and (h.kind.startswith("#") or (s.aside_past and not proved)):
                return True
            s.aside = None
        if s.action is None or s.opened is None or self.scheme.listed_only:
            return False
        out = self.styles.stands_out(p) or title_run(p, h.title_at) is not None
        return (in_cell and not p.boxed) or not out or p.size < 0.8 * self.scheme.head_size

    def _is_inside(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """A level word printed smaller than the actions' titles, among an action's text, is that text."""
        s = self.state
        self._leave_aside(p)
        if s.aside is not None and not (self.styles.stands_out(p) and p.size >= s.aside - 0.3):
            return True
        s.aside = None if not in_cell else s.aside
        if s.action is None or in_cell or self._is_anchor(p):
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

    def _takes_bare(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """A bare number above the numbers of the actions ("1." over "1.1") is a level; else a section of the document."""
        if in_cell:
            return False
        self._leave_aside(p)
        if self.state.aside is not None and self.state.aside_kind == h.kind and not opens_aside(h.title, self.start):
            self.state.aside = None  # the next section of the same numbering
        depth = h.kind[1:]
        deeper = {k[1:] for k in self.scheme.kinds if k.startswith("#")}
        if any(is_deeper(d, depth) for d in deeper):
            if opens_aside(h.title, self.start):
                self._enter_aside(p, h.kind)
                return True
            if self.state.action is None or p.size >= self.scheme.size - 0.3:
                self.open_orientation(h, p, in_cell=False)
                return True
            return False
        if opens_aside(h.title, self.start) and (self.state.action is None or p.size > self.scheme.size - 0.3):
            self._enter_aside(p, h.kind)
            return True
        if self._closes(p):
            return True
        return False

    def _is_anchor(self, p: Paragraph) -> bool:
        return spot(p) in self.scheme.anchors

    def _leave_aside(self, p: Paragraph) -> None:
        """A heading proved by its own fields ends a part on something else, whatever their sizes."""
        s = self.state
        if s.aside is None or not self._is_anchor(p):
            return
        if s.aside_past:  # an account has fiches too; those of the plan begin on a page of their own, by their words
            named = self.past_ends or ((h := read_heading(p.text.text)) is not None and h.role != "bare")
            if p.page <= s.aside_page or not named:
                return
        s.aside = None

    def _enter_aside(self, p: Paragraph, kind: str | None = None) -> None:
        s = self.state
        s.aside_past = tells_past(p.text.text, self.start)
        s.aside_kind, s.aside_page = kind, p.page
        s.action, s.opened, s.pending, s.aside = None, None, None, p.size
        s.stack = [o for o in s.stack if o[3] > p.size + 0.3]

    def open_action(self, h: Heading, p: Paragraph) -> None:
        """Open the action a heading names, or go on with it when it was named before."""
        at = title_run(p, h.title_at) if h.number else None
        title = p.text.slice(h.title_at, at) if h.title else PlacedText()
        if is_placeholder(title.text):
            title = PlacedText()
        rule = "style" if not h.number and not h.label else "heading"
        self.start_action(h.label, h.number, title.slice(0, len(title.text.rstrip(" .:–-"))), p, rule=rule)
        if at is not None:
            self.add(p, p.text.slice(at))

    def start_action(
        self,
        label: str | None,
        number: str | None,
        title: PlacedText,
        p: Paragraph,
        *,
        rule: str,
        confidence: float = 0.95,
    ) -> ActionNode:
        s = self.state
        title = less_continued(title)
        orientation = self._current_orientation(number)
        current = s.action
        if (
            current is not None
            and number
            and not current.fields
            and current.number
            and same_number(current.number, number)
            and (not title or not current.title)
        ):
            node = current  # "Fiche n° 3" over "Action n° 3 : ..."
        else:
            node = self.tree.find_action(number, title.text, orientation)
        if node is None:
            node = self.tree.add_action(
                ActionNode(
                    label,
                    number,
                    title,
                    orientation,
                    page_start=p.page,
                    page_end=p.page,
                    rule=rule,
                    confidence=confidence,
                )
            )
        else:
            if not node.title and title:
                node.title = title
            node.number = node.number or number
            node.label = node.label or label
            told = orientation is not None and s.level_page == p.page and not node.fields
            if node.orientation is None or told:  # the level over the fiche itself, rather than over a list's line
                node.orientation = orientation
            if not node.fields or (node.rule == "row" and rule != "row"):
                node.page_start = p.page  # the fiche, rather than the summary that announced it
                node.rule = rule
            if rule != "row" or node.rule == "row":
                node.page_end = max(node.page_end, p.page)
        s.action, s.opened, s.own_orientation = node, None, False
        s.head = (p.size + 0.3, p.bold)
        s.pending = None if title else ("title" if not node.title else "again")
        s.pending_orientation = None
        s.aside = None
        s.frame, s.framed = (p.column if p.boxed else None), False
        s.last_page = p.page
        return node

    def open_orientation(self, h: Heading, p: Paragraph, *, in_cell: bool) -> None:
        """Open a level above the actions; inside a fiche it only says where the action belongs."""
        s = self.state
        h = replace(h, rank=self.scheme.ranks.get(h.kind, h.rank))
        title = p.text.slice(h.title_at) if re.search(r"[^\W\d_]{3}", h.title) else None
        if title is None and h.title and in_cell:
            return  # "Axe 1 | 418 000": a figure about it, in a table
        within = s.action is not None and (
            not s.action.title
            or in_cell
            or (
                not s.action.fields
                and p.size <= self.scheme.size + 0.3
                and s.action.page_start == p.page
                and (p.size, p.bold) <= s.head
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

    def _current_orientation(self, number: str | None) -> int | None:
        s = self.state
        top = s.stack[-1][0] if s.stack else None
        if number and re.search(r"\d[.\-]?[A-Z\d]", number):
            hits = self.tree.by_number(number)
            if hits and (top is None or not any(self.tree.is_under(top, k) for k in hits)):
                return hits[-1]
        return top

    # -- titles without label, pending texts, sections

    def _takes_title(self, p: Paragraph) -> bool:
        """An unnumbered title whose look is that of the document's action titles."""
        if not self.scheme.styles or p.bullet is not None or look(p) not in self.scheme.styles:
            return False
        if self.styles.comes_back(p):
            return False
        if (
            not self.styles.stands_out(p)
            or p.text.text.rstrip().endswith((":", ";", ","))
            or len(p.text.text) < 6
            or not re.search(r"[^\W\d_]{3}", p.text.text)
        ):
            return False
        self._leave_aside(p)
        if opens_aside(p.text.text, self.start) and not (
            self._is_anchor(p) and not tells_past(p.text.text, self.start)
        ):
            self._enter_aside(p)
            return True
        if self.state.aside is not None and p.size < self.state.aside - 0.3:
            return False
        self.start_action(None, None, p.text, p, rule="style", confidence=0.75)
        return True

    def _is_unknown_label(self, p: Paragraph, in_cell: bool) -> bool:
        """A line with the look of this document's labels, of words the lexicon does not hold."""
        s = self.state
        text = p.text.text
        if s.action is None or p.bullet is not None or in_cell:
            return False
        if self.styles.comes_back(p) and self.styles.looks_apart(p):
            # A value may come back too: what follows a label at once is its text, and a body's name is no label.
            awaited = s.opened is not None and not s.opened.text
            return not awaited and (self.styles.labels[signature(p)] >= 3 or not looks_like_organisation(text))
        if s.opened is None:
            return False
        if not p.bold and not p.underlined:
            return False
        return len(text) <= 70 and not ENDED.search(text.rstrip(" :")) and self.styles.like_a_label(p)

    def _closes(self, p: Paragraph) -> bool:
        """A heading as large as the actions' titles that is no action ends the action and the levels it tops."""
        s = self.state
        if p.bullet is not None or not self.styles.stands_out(p) or len(p.text.text) > 200:
            return False
        if p.text.text.rstrip().endswith((":", ",")):
            return False
        over_action = (
            s.action is not None
            and bool(s.action.title)
            and p.size >= max(self.scheme.size, self.styles.size * 1.15)
            and not self.scheme.listed_only
            and not p.boxed
        )
        over_action = over_action or (
            s.action is not None and s.opened is not None and self._looks_like_a_title(p, False)
        )
        over_action = over_action or (s.action is not None and s.framed and not p.boxed)
        over_action = over_action or (s.action is not None and not p.boxed and bool(PART.match(p.text.text)))
        if s.action is None or over_action:
            kept = [o for o in s.stack if o[3] >= p.size - 0.9 or p.size < self.styles.size * 1.15]
            dropped = len(kept) < len(s.stack)
            s.stack = kept
            if opens_aside(p.text.text, self.start):
                self._enter_aside(p)
                return True
            if s.aside is not None and p.size >= s.aside - 0.3:
                s.aside = None
            if over_action:
                s.action, s.opened, s.pending = None, None, None
                return True
            return dropped
        return False
