"""One pass over the laid-out pages, in reading order: headings open nodes, labels open fields, text fills them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extractors.french.headings import Heading
from extractors.french.lexicon import Label, label_starts, read_label, split_run_in
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.bounds import Bounds
from extractors.segment.cells import field_name
from extractors.segment.inserts import box_head, is_aside, is_item_of_account, is_quotation, takes_leave
from extractors.segment.levels import Levels
from extractors.segment.outline import Scheme, heading_of
from extractors.segment.pending import open_fiche, take_item, take_pending, tells_level
from extractors.segment.references import as_level, reference
from extractors.segment.shared import take_shared
from extractors.segment.state import (
    ENDED,
    State,
    append,
    ends_aim,
    groups_bodies,
    groups_indicators,
    is_deeper,
    same_number,
)
from extractors.segment.style import (
    Styles,
    bold_prefix,
    bold_runs,
    label_prefix,
    look,
    opens_aside,
    signature,
    tells_past,
    title_run,
    unbracketed,
    value_look,
)
from extractors.segment.tree import Tree, goes_on, is_placeholder, less_continued
from models.block import Paragraph
from models.segment import ActionNode, LabelledField
from models.text import PlacedText

_TEXTS = ("context", "modalities", "expected_results", "territorial_scale", "public")


class Walker:
    """Fills a Tree from paragraphs; tables are walked by ``tables.py`` with the same methods."""

    def __init__(
        self, tree: Tree, scheme: Scheme, styles: Styles, start: int | None = None, *, past_ends: bool = False
    ) -> None:
        self.tree, self.scheme, self.styles, self.start = tree, scheme, styles, start
        self.state = State()
        self.levels = Levels(tree, scheme, self.state)
        self.bounds = Bounds(tree, scheme, styles, self.state, start, past_ends=past_ends)
        self._reference_label = Label("orientation", "")  # the label whose value is awaited

    # -- paragraphs

    def paragraph(self, p: Paragraph, *, in_cell: bool = False) -> None:
        """Take one paragraph, cut where labels are run into its text."""
        if not in_cell:
            self.state.caption = p.text.text
        if self.scheme.fiches is not None and open_fiche(self, p):
            return
        p, cuts = unbracketed(p), []
        if self.state.action is not None:
            cuts = self.styles.labels_within(p)  # these words open other paragraphs: they end any field
            opened = self.state.opened
            prose = opened is None or opened.rule == "unlabelled"
            goes_on = opened is not None and opened.rule == "run_in" and self.state.style == value_look(p)
            if prose or goes_on or split_run_in(p.text.text, label_prefix(p)) or self.styles.own_run_in(p):
                cuts = sorted({*label_starts(p.text.text, bold_runs(p)), *cuts})
        if not cuts:
            self._piece(p, in_cell=in_cell)
            return
        for start, end in zip([0, *cuts], [*cuts, None], strict=True):
            text = p.text.slice(start, end)
            if end is not None:  # what parts two fields belongs to neither
                text = text.slice(0, len(text.text.rstrip(" –—-|·•/")))
            self._piece(replace(p, text=text), in_cell=in_cell, chained=start > 0)

    def _piece(self, p: Paragraph, *, in_cell: bool = False, chained: bool = False) -> None:
        """Take a paragraph: a label, a heading, a run-in label or text; ``chained``: cut off another's end."""
        s = self.state
        text = p.text.text
        if len(text) < 9 and re.fullmatch(r"\d{1,3}", text.strip()) and p.size >= 1.5 * self.styles.size and not in_cell:
            return  # the number of a fiche or a page, set large as an ornament
        if self.scheme.items and take_item(self, p):
            return
        if s.action is not None and (is_aside(p, self.styles) or (not in_cell and is_quotation(p, s))):
            s.action.fields.append(LabelledField("other", "", p.text, "note"))
            return
        if not in_cell and takes_leave(p, s):
            s.action = s.opened = s.pending = None
            return
        if s.action is None and take_shared(self.tree, s.stack, p):
            return
        label = read_label(text)
        if label and re.search(r"(?:\s[–—-]|\.)\s.*\d", text):
            if split_run_in(text, label_prefix(p)) or self.styles.ended_by_period(text):
                label = None  # "Mise en œuvre – 2026 à 2028", "Mise en œuvre. 2026"
        listed = in_cell and s.opened is not None and s.opened.field == "partner" and ":" in text
        if listed and (said := split_run_in(text, label_prefix(p))) and groups_bodies(said[0], s):
            self.add(p, p.text, in_cell=True)
            return
        if label and self._opens(label, p, in_cell=in_cell, alone=True):
            self.open(label, p, rule="box" if p.boxed else "heading")
            return
        box = box_head(p, self.styles) if s.action is not None else None
        if box is not None:
            self.open(box, p, rule="box")
            return
        heading = heading_of(p, self.styles)
        if heading and heading.number is None and not p.bold and split_run_in(text, label_prefix(p)):
            heading = None  # "Objectifs : ..." is a field; a level without number is bold throughout
        if heading and heading.kind in self.scheme.ratings and not heading.title:
            return
        if heading and self._takes_heading(heading, p, in_cell):
            return
        run_in = split_run_in(text, label_prefix(p))
        ended = self.styles.ended_label(p) if run_in is None and s.action is not None else None
        if ended is not None:
            self.open(ended[0], p, rule="run_in" if ended[1] < len(text) else "heading")
            self.add(p, p.text.slice(ended[1]))
            return
        if run_in and is_item_of_account(run_in[0], text[run_in[1] :], s):
            run_in = None
        if run_in and (
            (chained and self._goes_over(run_in[0])) or self._opens(run_in[0], p, in_cell=in_cell, alone=False)
        ):
            label, at = run_in
            label = as_level(label, text[at:])
            if label.field == "orientation" and at < len(text):
                s.opened, s.pending = None, None
                reference(self, label, replace(p, text=p.text.slice(at)))
                return
            if s.opened is not None and s.opened.field == "indicator" and groups_indicators(label, s.opened.text.text):
                label = replace(label, field="indicator", second=None)
            if s.opened is not None and s.opened.field == "cost" and label.head == "source":
                label = replace(label, field="funder")  # "Sources : Région, CAF" under the budget
            self.open(label, p, rule="run_in")
            self.add(p, p.text.slice(at))
            return
        own = self.styles.own_run_in(p) if s.action is not None and s.opened is not None else None
        if own is not None:
            self.open(Label("other", own[0]), p, rule="recurs")
            self.add(p, p.text.slice(own[1]))
            return
        if s.pending and take_pending(self, p):
            return
        if not in_cell and self._takes_title(p):
            return
        if self._is_unknown_label(p, in_cell):
            self.open(Label("other", text.rstrip(" :")), p, rule="recurs" if self.styles.comes_back(p) else "look")
            return
        if not in_cell and self.bounds.closes(p):
            return
        self.add(p, p.text, in_cell=in_cell)

    def _goes_over(self, label: Label) -> bool:
        """Whether an everyday word behind another label opens a field of its own: not "Début : 2024 ; fin : 2026"."""
        opened = self.state.opened
        return label.weak and (opened is None or not label.field.startswith(opened.field))

    def _opens(self, label: Label, p: Paragraph, *, in_cell: bool, alone: bool) -> bool:
        """Whether a label here opens its field: it must look like one, and there must be an action to hold it."""
        if self.state.action is None:
            return False
        if label.field in ("number",) and not in_cell:
            return False
        if alone and not in_cell and p.size > self.scheme.size + 0.4 and not self.styles.like_a_label(p):
            return False  # a chapter of the document, not a field of the action
        if alone and self.bounds.looks_like_a_title(p, in_cell):
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
            often = self.styles.recurs(label)
            return (core or (often and label.field in _TEXTS)) and (not label.weak or often)
        if label.weak and not out and not self.styles.recurs(label):
            if alone and not in_cell and self._comes_back_qualified(label, p):
                return True
            return alone and (p.boxed or in_cell) and p.text.text.rstrip().endswith(":")
        if alone:
            return out or colon or self.styles.like_a_label(p)
        return True

    def _comes_back_qualified(self, label: Label, p: Paragraph) -> bool:
        """Whether an everyday word, qualified ("But poursuivi"), comes back alone on its line, plain as the other labels."""
        opened = self.state.opened
        awaited = opened is not None and not opened.text  # what follows a label at once is its value
        qualified = len(label.text.split()) > len(label.head.split())
        return qualified and not awaited and self.styles.stands_alone(p) and self.styles.like_a_label(p)

    def open(self, label: Label, p: Paragraph, *, rule: str) -> None:
        """Open the label's field in the current action."""
        s = self.state
        if s.action is None:
            return
        untitled = s.pending == "title" and rule == "run_in"  # "Fiche n° 3" and "Pilote : X" beside it, over the title
        s.pending = "title" if untitled else None
        if label.field == "title":
            self._open_title()
            return
        if label.field == "orientation":
            s.opened, s.pending, s.pending_orientation = None, "reference", None
            self._reference_label = label
            return
        s.framed = p.boxed and (s.framed or (s.frame is not None and p.column == s.frame))
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

    def add(self, p: Paragraph, text: PlacedText, *, in_cell: bool = False) -> None:
        """Add text to the open field, or to the action's unlabelled text."""
        s = self.state
        if s.action is None or not text:
            return
        if s.opened is not None and s.style is not None and s.opened.text and p.bullet is None:
            own = s.opened.field in ("objective", "pilot", "partner", "calendar", "cost", "other")
            rated = not any(c.isalnum() for c in s.opened.text.text)  # "Priorité : ●●○" is said in full
            if rated or (own and (p.italic, p.size, p.color) != s.style):
                s.opened = None  # the run-in field was that paragraph, in its own look
        if s.opened is not None and not in_cell and ends_aim(s.opened, p):
            s.opened = None
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
            if self.bounds.is_mention(h, p, in_cell):
                return False
            self.open_action(h, p)
            return True
        if h.role == "level" or (h.kind in self.scheme.levels and h.number):
            if not in_cell and self.bounds.is_running_head(h, p):
                return True
            if self.bounds.is_inside(h, p, in_cell):
                return tells_level(self, h, p)
            self.open_orientation(h, p, in_cell=in_cell)
            return True
        if h.role == "bare":
            return self._takes_bare(h, p, in_cell)
        return False

    def _takes_bare(self, h: Heading, p: Paragraph, in_cell: bool) -> bool:
        """A bare number above the numbers of the actions ("1." over "1.1") is a level; else a section of the document."""
        if in_cell:
            return False
        self.bounds.leave(p)
        if self.state.aside is not None and self.state.aside_kind == h.kind and not opens_aside(h.title, self.start):
            self.state.aside = None  # the next section of the same numbering
        depth = h.kind[1:]
        deeper = {k[1:] for k in self.scheme.kinds if k.startswith("#")}
        if any(is_deeper(d, depth) for d in deeper):
            if opens_aside(h.title, self.start):
                self.bounds.enter(p, h.kind)
                return True
            if self.state.action is None or p.size >= self.scheme.size - 0.3:
                self.open_orientation(h, p, in_cell=False)
                return True
            return False
        if opens_aside(h.title, self.start) and (self.state.action is None or p.size > self.scheme.size - 0.3):
            self.bounds.enter(p, h.kind)
            return True
        if self.bounds.closes(p):
            return True
        return False

    def open_action(self, h: Heading, p: Paragraph) -> None:
        """Open the action a heading names, or go on with it when it was named before."""
        at = title_run(p, h.title_at) if h.number else None
        title = p.text.slice(h.title_at, at) if h.title else PlacedText()
        if is_placeholder(title.text):
            title = PlacedText()
        rule = "style" if not h.number and not h.label else "heading"
        self.start_action(h.label, h.number, title.slice(0, len(title.text.rstrip(" .:–-"))), p, rule=rule)
        if at is not None:  # what the title's paragraph tells after it, with any label run into it
            rest = p.text.slice(at)
            first, *cuts = [*label_starts(rest.text, []), len(rest.text)]
            self.add(p, rest.slice(0, first))
            for start, end in pairwise([first, *cuts]):
                self._piece(replace(p, text=rest.slice(start, end), bold=False), chained=True)

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
        orientation = self.levels.over(number)
        current = s.action
        if current is None and goes_on(title.text) and self.tree.actions:
            current = self.tree.actions[-1]  # its level is printed again over the page that carries it on
        if current is not None and goes_on(title.text) and current.number and same_number(current.number, number):
            node = current
        elif (
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
        self.levels.open(h, p, in_cell=in_cell)

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
        self.bounds.leave(p)
        if opens_aside(p.text.text, self.start) and not (
            self.bounds.is_anchor(p) and not tells_past(p.text.text, self.start)
        ):
            self.bounds.enter(p)
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
