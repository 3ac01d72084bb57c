"""What headings and labels look like in one document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from extractors.french.fold import fold
from extractors.french.headings import read_heading
from extractors.french.lexicon import PICTURES, Label, read_label, split_run_in
from extractors.readers.organisations import looks_like_organisation
from extractors.segment.cells import sure_fill
from extractors.segment.own_words import OwnWord
from models.block import PageLayout, Paragraph
from models.page import Word

Signature = tuple[float, bool, bool, int, bool]
Look = tuple[float, bool, bool, bool]


@dataclass(slots=True)
class Styles:
    """The document's usual text size and colour, and the looks its field labels have."""

    size: float = 10.0
    color: int = 0
    labels: Counter[Signature] = field(default_factory=Counter)
    run_ins: Counter[str] = field(default_factory=Counter)  # how often each "Label :" opens a paragraph
    recurring: set[str] = field(
        default_factory=set
    )  # short texts, folded, alone in their paragraph on three pages or more
    alone: Counter[str] = field(default_factory=Counter)  # labels, folded, alone in their paragraph
    own_run_ins: set[str] = field(default_factory=set)  # unknown "Label :", folded, that open paragraphs in one look
    dotted: set[str] = field(default_factory=set)  # labels a period or a dash ends: "Objectif. Ouvrir ..."
    own_words: dict[str, OwnWord] = field(default_factory=dict)  # numbered words of its own for levels and actions

    @classmethod
    def of(cls, layouts: list[PageLayout]) -> Styles:
        sizes: Counter[float] = Counter()
        colors: Counter[int] = Counter()
        labels: Counter[Signature] = Counter()
        run_ins: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        openers: Counter[str] = Counter()
        dotted: Counter[str] = Counter()
        pages: defaultdict[str, list[tuple[int, Paragraph]]] = defaultdict(list)
        for layout in layouts:
            for p in layout.paragraphs():
                n = len(p.text.text)
                if 4 <= n <= 60 and p.bullet is None:
                    pages[_plain(p.text.text)].append((layout.page.number, p))
                if not p.bold:
                    sizes[p.size] += n
                    colors[p.color] += n
                if n < 80 and read_label(p.text.text):
                    labels[signature(p)] += 1
                    alone[_plain(p.text.text)] += 1
                else:
                    run_in = split_run_in(p.text.text)
                    if run_in:
                        run_ins[run_in[0].text] += 1
                    elif opener := _opener(p):
                        openers[fold(opener[0])] += 1
                    elif (end := _DOTTED.match(p.text.text)) and not is_item(p) and read_label(end[1]):
                        dotted[end[1]] += 1
        size = sizes.most_common(1)[0][0] if sizes else 10.0
        color = colors.most_common(1)[0][0] if colors else 0
        recurring = {text for text, on in pages.items() if len(on) >= 3 and _recurs(on, min(3, len(layouts)))}
        usual = sum(run_ins.values()) >= 2 * _OFTEN  # labels are run into the text here
        own_run_ins = {text for text, n in openers.items() if usual and n >= _OFTEN}
        ended = {text for text, n in dotted.items() if n >= _OFTEN}
        return cls(size, color, labels, run_ins, recurring, alone, own_run_ins, ended)

    def stands_out(self, p: Paragraph) -> bool:
        """Whether ``p`` looks like a heading: short, and bold, larger, coloured, capital or on a band."""
        text = p.text.text
        if not 2 < len(text) <= 260 or (len(text) > 160 and text.endswith(".")):
            return False
        if p.bold or p.underlined or p.size >= 1.1 * self.size:
            return True
        if p.fill is not None and (is_dark(p.fill) or is_light(p.color)):
            return True
        letters = [c for c in text if c.isalpha()]
        if len(letters) >= 4 and all(c.isupper() for c in letters):
            return True
        return p.color not in (self.color, 0) and p.size >= self.size and len(text) < 140

    def recurs(self, label: Label) -> bool:
        """Whether these very words open several paragraphs: then they are a label of this document, however plain."""
        return self.run_ins[label.text] >= 3

    def own_run_in(self, p: Paragraph) -> tuple[str, int] | None:
        """(label, offset of its text) of a paragraph that an unknown label of this document's own opens."""
        opener = _opener(p) if self.own_run_ins else None
        return opener if opener is not None and fold(opener[0]) in self.own_run_ins else None

    def ended_label(self, p: Paragraph) -> tuple[Label, int] | None:
        """That of ``ended_by_period``; none in an item of a list."""
        return None if is_item(p) else self.ended_by_period(p.text.text)

    def ended_by_period(self, text: str) -> tuple[Label, int] | None:
        """(label, offset of its text) of a paragraph opened by a label that, in this document, a period or a dash ends."""
        found = _DOTTED.match(text) if self.dotted else None
        label = read_label(found[1]) if found and found[1] in self.dotted else None
        return (label, found.end()) if label is not None else None

    def labels_within(self, p: Paragraph) -> list[int]:
        """Offsets where a printed line of ``p`` begins with a label that opens other paragraphs of the document."""
        text, starts = p.text.text, []
        if ":" not in text[20:]:
            return []
        left = min((m.box.x0 for m in p.text.marks), default=0.0)
        for mark, before in zip(p.text.marks[1:], p.text.marks, strict=False):
            if mark.box.x0 > left + 3 or mark.box.cy < before.box.cy + 2 or not text[mark.start].isalpha():
                continue
            head = text[mark.start : mark.start + 70].split(":")[0].strip()
            if self.run_ins[head] >= 3:
                starts.append(mark.start)
        return starts

    def stands_alone(self, p: Paragraph) -> bool:
        """Whether these words are a label alone in its paragraph several times."""
        return self.alone[_plain(p.text.text)] >= 3

    def comes_back(self, p: Paragraph) -> bool:
        """Whether this short text stands alone on several pages: the word of a form, not a title."""
        text = p.text.text.strip()
        if len(text) > 60 or _plain(text) not in self.recurring:
            return False
        if _ACRONYM.fullmatch(text) and not p.bold:
            return False  # in a list of bodies
        return _LETTERS.search(text) is not None  # years, figures: a value

    def looks_apart(self, p: Paragraph) -> bool:
        """Whether anything in its look tells ``p`` from running text: a heading's look, a smaller size, another colour."""
        return (
            self.stands_out(p)
            or abs(p.size - self.size) > 0.8
            or p.color != self.color
            or p.italic
            or p.fill is not None
        )

    def like_a_label(self, p: Paragraph) -> bool:
        """Whether ``p`` has the look most labels of this document have."""
        return self.labels[signature(p)] >= max(3, 0.2 * sum(self.labels.values()))


def measured_alike(sizes: Iterable[float]) -> dict[float, float]:
    """One size, the least, for those that the measure of a scan's letters does not tell apart, by each size measured."""
    out: dict[float, float] = {}
    least = 0.0
    for size in sorted(set(sizes)):
        least = least if size <= _MEASURED * least else size
        out[size] = least
    return out


_MEASURED = 1.08  # times a size: not told from it on a scan


def _recurs(met: list[tuple[int, Paragraph]], pages: int) -> bool:
    """Whether a text comes back in one look; a title comes back too, plain in the contents and in a table of costs."""
    heading = read_heading(met[0][1].text.text)
    if heading is not None and heading.role == "level" and heading.number:
        return False  # the axis over each of its fiches
    for _, model in met:
        alike = [n for n, p in met if p.bold == model.bold and abs(p.size - model.size) <= 0.12 * model.size]
        if len(alike) >= 3 and len(set(alike)) >= pages:
            return True
    return False


_OFTEN = 3  # times an unknown label must come back


def _opener(p: Paragraph) -> tuple[str, int] | None:
    """(words, offset of what follows) of a paragraph whose first words, set apart by their look, end at a colon."""
    text = p.text.text
    found = _OPENER.match(text)
    if found is None or p.bullet is not None or re.match(r"[\d\s.,]+ ?(k?€|M€|%)", text[found.end() :]):
        return None
    apart = label_prefix(p) if not p.bold else None
    if apart is None or not found.end(1) - 1 <= apart <= found.end() or looks_like_organisation(found[1]):
        return None
    return found[1], found.end()


_ACRONYM = re.compile(r"[A-ZÀ-Ý\d&/.\-]{2,8}")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PICTURED = re.compile(rf"[{PICTURES}\ue000-\uf8ff]\ufe0f?")


def is_item(p: Paragraph) -> bool:
    """Whether a paragraph is an item of a list: what stands before it is no picture, as "★" before a label."""
    return p.bullet is not None and not _PICTURED.fullmatch(p.bullet)


_DOTTED = re.compile(r"([A-ZÀ-Ý][^\d:;.,()–—]{2,40})(?:\.(?:\s+(?=[A-ZÀ-Ý\d«])|$)|\s[–—-](?:\s+(?=\S)|$))")
_OPENER = re.compile(r"([A-ZÀ-Ý][^\W\d_][^\d:;.,(]{2,50}?)\s?:\s+(?=\S)")


def _plain(text: str) -> str:
    return fold(text).strip(" :.?!")


def signature(p: Paragraph) -> Signature:
    return (p.size, p.bold, p.underlined, p.color, sure_fill(p.fill, p.words) is not None)


def look(p: Paragraph) -> Look:
    """A title's look; its colour is left out, as plans give each part its own."""
    return (p.size, p.bold, p.underlined, sure_fill(p.fill, p.words) is not None)


def is_light(color: int) -> bool:
    return min(color >> 16 & 255, color >> 8 & 255, color & 255) > 200


def is_dark(color: int) -> bool:
    r, g, b = color >> 16 & 255, color >> 8 & 255, color & 255
    return 0.3 * r + 0.59 * g + 0.11 * b < 150


def value_look(p: Paragraph) -> tuple[bool, float, int]:
    """Italic, size and colour of the end of a paragraph: what follows its run-in label, whatever the label's own look."""
    at = p.text.marks[-1].box if p.text.marks else None
    last = next((w for w in reversed(p.words) if w.box == at), None)
    return (last.italic, last.size, last.color) if last is not None else (p.italic, p.size, p.color)


def bold_prefix(p: Paragraph) -> int | None:
    """Offset where the bold run at the paragraph's start ends; None when it starts light or is all bold."""
    end = None
    for m in p.text.marks:
        if not m.bold:
            return end
        end = m.end
    return None


def label_prefix(p: Paragraph) -> int | None:
    """Offset where the first run of the paragraph ends, bold or in a look of its own: where a label may end."""
    bold = bold_prefix(p)
    if bold is not None or p.bold or len(p.words) < 2:
        return bold
    marks = p.text.marks
    if marks and marks[0].box == p.words[0].box and _in_one_look(p.words):
        return None
    looks = {w.box: _run_look(w) for w in p.words}
    first = looks.get(marks[0].box) if marks else None
    return next((m.start for m in marks if looks.get(m.box, first) != first), None)


def _in_one_look(words: list[Word]) -> bool:
    """Whether words are of one run; most paragraphs are, and their words alike in all."""
    alike = len({(w.color, w.italic, w.font, w.size, w.confidence) for w in words}) == 1
    return alike or len(set(map(_run_look, words))) == 1


def _run_look(word: Word) -> tuple:
    """What tells a run from the next: colour and slant, and where they were not read on a picture font and size.

    Drawn fonts have no name: one face may be drawn by several of them, word by word.
    """
    printed = word.confidence is None
    font = "" if word.font.startswith("Type3") else word.font
    return (word.color, word.italic, *((font, round(word.size)) if printed else ()))


def bold_runs(p: Paragraph) -> list[tuple[int, int]]:
    """(start, end) of every bold run of the paragraph."""
    runs: list[tuple[int, int]] = []
    for m in p.text.marks:
        if not m.bold:
            continue
        if runs and not p.text.text[runs[-1][1] : m.start].strip():
            runs[-1] = (runs[-1][0], m.end)
        else:
            runs.append((m.start, m.end))
    return runs


# Sections that speak of other things than what this plan commits to do.
_PAST = re.compile(
    r"\b(bilan|evaluation|retour) (du|de la|de l'|des|d'|sur|qualitatif|quantitatif)|\bplan precedent|"
    r"\bque retenir\b|\bretour sur\b|\bce qui a ete fait\b|\bce que nous avons fait\b|"
    r"\b(actions|operations|projets|travaux|chantiers)( \w+)? (mene|realise|conduit|acheve|termine|engage)e?s (en|depuis|entre|au cours) |"
    r"\bce qu'(a|ont) (permis|produit)|\benseignements? (du|de la|des)|"
    r"\b(precedent|ancien) (plan|contrat|programme|pdalpd|pdalhpd|plh|pcaet|cls|schema)"
)
_ASIDE = re.compile(
    r"^(\S{1,4}\s?[.)\-:–]?\s)?(le |les |l'|un |rappel (du|des) |synthese du |elements de )?"
    r"(diagnostic|glossaire|lexique|sigles|acronymes|preambule|introduction|gouvernance|cadre (reglementaire|juridique|legal)|"
    r"contexte (reglementaire|juridique|legislatif)|rappels? (reglementaires?|legislatifs?)|etat des lieux|"
    r"geographie prioritaire|signataires|signatures|liste des sigles|methode|demarche d'elaboration|edito|avant-propos|mot du)\b"
)


def opens_aside(text: str, start: int | None = None) -> bool:
    """Whether a document-level heading opens a part that holds no action; ``start``: the plan's first year."""
    return bool(_ASIDE.search(fold(text))) or tells_past(text, start)


def tells_past(text: str, start: int | None = None) -> bool:
    """Whether a heading opens an account of what was done before this plan."""
    return bool(_PAST.search(fold(text))) or is_past(text, start)


_PERIOD_END = re.compile(r"\b(?:19|20)\d\d\s*(?:[-–/]|à|au)\s*((?:19|20)\d\d)\b")


def is_past(text: str, start: int | None) -> bool:
    """Whether the text names a period over before the plan begins: "PDH 2017-2022" in a plan of 2023."""
    return start is not None and any(int(end) <= start for end in _PERIOD_END.findall(text))


def title_run(p: Paragraph, title_at: int) -> int | None:
    """Where a title run into its paragraph ends: a bold run at the start, the number before it aside; None without."""
    run = next(iter(bold_runs(p)), None)
    if run is None or run[0] > title_at or not 6 <= run[1] - title_at <= 200 or len(p.text.text) - run[1] < 20:
        return None
    return run[1] if p.text.text[title_at : run[1]].rstrip().endswith((".", ":", "–", "-")) else None


def unbracketed(p: Paragraph) -> Paragraph:
    """ "(Pilote : ADIL ; échéance : 2026)" without its brackets; any other paragraph as it is."""
    text = p.text.text
    if not text.startswith("(") or split_run_in(text[1:]) is None:
        return p
    return replace(p, text=p.text.slice(1, len(text.rstrip()) - 1 if text.rstrip().endswith(")") else None))
