"""What is printed on a page without being its text: headers, footers, numbers, stamps, watermarks, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from extractors.french.fold import fold
from extractors.french.headings import is_level_word
from extractors.layout.line_numbers import line_numbers
from extractors.layout.lines import turned_lines
from extractors.layout.margins import make_lines_beside_margins
from extractors.layout.paragraphs import placed
from models.block import Aside, Line
from models.geometry import Box
from models.page import Page, Word
from models.text import PlacedText

_ZONE = 0.115  # share of the page's height where headers and footers stand
_SCANNED_EDGE = 10.0  # points from its edge: what a scan laid askew leaves of a band that runs off the page
_STAMP = re.compile(
    r"accuse de reception|prefecture|teletransmis|envoye en|recu en|publie le|affiche le|^id : |"
    r"acte rendu executoire|certifie executoire|identifiant de l'acte|\d{3}-\d{9}-\d{8}-"
)
_STAMP_OPENS = re.compile(
    r"accuse de reception|(envoye|recu) en (sous-)?prefecture|acte rendu executoire|"
    r"identifiant de teletransmission|\b\d{3}-\d{9}-\d{8}-"
)
_ITS_NUMBER = re.compile(r"(?:[A-Z]{1,3}[-.]?)?\d{1,2}(?:[.\-]\d{1,2}){0,2}[a-zA-Z]?")
_PAGE_NUMBER = re.compile(r"^(page|p\.?)?\s*[-–|]?\s*\d{1,4}\s*((/|sur|\|)\s*\d{1,4})?\s*[-–|]?$")
_NUMBER_SIGN = re.compile(r"(?:fiche )?n\s?[°º]", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_PAGE_AND_FIGURE = re.compile(r"\b(page|p\.)\s*\d+(\s*(/|sur)\s*\d+)?")
_LEVEL_AT_END = re.compile(r"([|›>»•·–—-]\s+[a-z]{3,}(?: [a-z]{5,})?)\s+(?:[a-h]|[ivx]{1,4})$")  # "... | Axe B", folded
_FIGURE_AT_END = re.compile(r"^\d{1,4}\s*[-–|•]?\s+|\s+[-–|•]?\s*\d{1,4}(\s*(/|sur)\s*\d{1,4})?$")


def set_aside(
    pages: list[Page], is_content: Callable[[str], bool], tables: list[list[Box]]
) -> list[tuple[list[Word], list[Line], list[Aside]]]:
    """For each page the words of its text, the lines of those printed level, and the asides.

    ``is_content`` protects labels and headings; ``tables`` (boxes per page) protect their repeated header rows.
    """
    body = _body_size(pages)
    margins = line_numbers(pages)
    numbering = {id(w) for words in margins for w in words}
    lines = [make_lines_beside_margins([w for w in p.words if w.angle == 0 and id(w) not in numbering]) for p in pages]
    free = [
        [ln for ln in page_lines if not any(t.holds(ln.box) for t in boxes)]
        for page_lines, boxes in zip(lines, tables, strict=True)
    ]
    running = _running(pages, free, is_content)
    counted = _counted(pages, free)
    numbered = _numbered_zones(pages, free)
    out = []
    for page, page_lines, boxes, margin in zip(pages, lines, tables, margins, strict=True):
        gone: set[int] = {id(w) for w in margin}
        asides: list[Aside] = [Aside("line_number", placed(margin), page.number)] if margin else []

        def take(kind: str, taken: list[Line], page: Page = page, gone: set[int] = gone, out: list = asides) -> None:
            ws = [w for line in taken for w in line.words]
            if ws:
                gone.update(id(w) for w in ws)
                text = PlacedText.join(placed(line.words) for line in taken)
                out.append(Aside(kind, text, page.number))

        odd = [w for w in page.words if w.angle or w.size >= 60]
        slanted = [w for w in odd if w.angle in (45, 180) or (w.size >= 60 and _is_light(w.color))]
        if slanted:
            gone.update(id(w) for w in slanted)
            asides.append(Aside("watermark", placed(slanted), page.number))
        tab = [w for w in odd if _is_side_tab(w, page) and not any(t.holds(w.box) for t in boxes)]
        take("stamp", _side_stamp(tab))
        # On a scan, a turned line may come in pieces: the upper one first, which is read last.
        tab = [w for line in turned_lines(w for w in tab if id(w) not in gone) for w in line.words]
        tab += _painted_tabs(page, is_content)
        if tab:
            gone.update(id(w) for w in tab)
            asides.append(Aside("header", placed(tab), page.number))
        for cluster in _stamps(page_lines):
            take("stamp", cluster)
        # A large figure is a fiche's number, not the page's.
        numbers = _page_numbers(
            [ln for ln in page_lines if ln.size <= 1.35 * body and not any(t.holds(ln.box) for t in boxes)], page, is_content
        )
        for line in page_lines:
            zone = _zone(line.box, page)
            if zone is None or any(id(w) in gone for w in line.words) or any(t.holds(line.box) for t in boxes):
                continue
            figure = any(line is n for n in numbers) and (zone in numbered if numbered else not _numbers_title(line, page_lines))
            if id(line) in counted or figure:
                take("page_number", [line])
            elif line.size <= 1.3 * (known := running.get((zone, _key(line.text)), _NEVER)).size:
                if known.is_at_its_height(line) or known.is_nearest(line, _with_key_of(line, page_lines)):
                    take("header" if zone == "top" else "footer", [line])
        take("footnote", _footnotes(page, page_lines, gone, body, boxes))
        left = [line for line in page_lines if not any(id(w) in gone for w in line.words)]
        out.append(([w for w in page.words if id(w) not in gone], left, asides))
    return out


def _numbered_zones(pages: list[Page], lines: list[list[Line]]) -> set[str]:
    """The margins whose figures go up with the pages; none when no figures do: then any of them may be the page's."""
    out = set()
    for zone in ("top", "bottom"):
        steps: Counter[int] = Counter()
        held = 0
        for page, page_lines in zip(pages, lines, strict=True):
            texts = [ln.text for ln in page_lines if _zone(ln.box, page) == zone and _PAGE_NUMBER.match(fold(ln.text))]
            found = {int(m.group()) - page.number for t in texts if (m := re.search(r"\d+", t))}
            held += bool(found)
            steps.update(found)
        if held >= 3 and steps.most_common(1)[0][1] >= (0.8 if held >= 5 else 1.0) * held:
            out.add(zone)
    return out


def _page_numbers(lines: list[Line], page: Page, is_content: Callable[[str], bool]) -> list[Line]:
    """Of the figures in the margins, those nearest to the page's edge: figures over them are a table's."""
    out: list[Line] = []
    for zone in ("top", "bottom"):
        found = [
            ln for ln in lines
            if _zone(ln.box, page) == zone and _PAGE_NUMBER.match(fold(ln.text)) and not is_content(ln.text)
            and not re.fullmatch(r"(19|20)\d\d", ln.text.strip()) and not is_content(_with_left(ln, lines))
            and not _counts_fiche(ln, lines)
        ]  # fmt: skip
        edge = min(found, key=lambda ln: ln.box.y0 if zone == "top" else -ln.box.y1, default=None)
        level = [ln for ln in found if edge is not None and abs(ln.box.cy - edge.box.cy) < 3]
        if len(level) <= 1 or _two_pages([ln.text for ln in level]):
            out += level
    return out


def _counts_fiche(line: Line, lines: list[Line]) -> bool:
    """Whether a figure is the number of the fiche word or sign right over it: "Projet" over "02", "N°" over "3"."""
    over = [o for o in lines if 0 <= line.box.cy - o.box.cy < 1.8 * max(line.size, o.size) and o.box.overlap_x(line.box) > 0.5 * line.box.width]
    return any(o is not line and (is_level_word(o.text) or _NUMBER_SIGN.fullmatch(o.text.strip())) for o in over)


def _numbers_title(line: Line, lines: list[Line]) -> bool:
    """Whether a figure is set close over a larger bold title, in line with it: the number of a fiche."""
    under = [o for o in lines if o.box.cy > line.box.cy and o.box.y0 - line.box.y1 < 0.6 * o.size and o.size > 1.1 * line.size]
    return any(o.bold and min(abs(o.box.cx - line.box.cx), abs(o.box.x0 - line.box.x0)) < 3 for o in under)


def _with_left(line: Line, lines: list[Line]) -> str:
    """A line's text after that of the line close at its left: "ACTION" and the number in a disc beside it."""
    left = [o for o in lines if abs(o.box.cy - line.box.cy) < 0.5 * line.size and 0 < line.box.x0 - o.box.x1 < 4 * line.size]
    return " ".join(o.text for o in [*left[-1:], line])


def _counted(pages: list[Page], lines: list[list[Line]]) -> set[int]:
    """Ids of the figures at one height of the foot of most pages that go up with them: an act numbers its annex again."""
    seen: dict[tuple[int, int], list[int]] = defaultdict(list)
    for page, page_lines in zip(pages, lines, strict=True):
        for line in page_lines:
            if line.text.isdigit() and len(line.text) <= 4 and _zone(line.box, page) == "bottom":
                seen[round(line.box.cy / 4), int(line.text) - page.number].append(id(line))
    return {k for ids in seen.values() if len(ids) >= max(3, 0.5 * len(pages)) for k in ids}


def _two_pages(texts: list[str]) -> bool:
    """Whether figures on one level number two pages printed on one sheet, or one page twice."""
    figures = [int(m.group()) for m in (re.search(r"\d+", t) for t in texts) if m]
    return len(figures) == len(texts) == 2 and 0 <= figures[1] - figures[0] <= 1


def _is_side_tab(word: Word, page: Page) -> bool:
    """Turned text along the page's edge: the tab of a chapter."""
    return word.angle in (90, 270) and (word.box.x1 < 0.09 * page.width or word.box.x0 > 0.91 * page.width)


def _side_stamp(tab: list[Word]) -> list[Line]:
    """A receipt printed up the margin, and the small lines beside it: no part of a chapter's tab."""
    lines = turned_lines(tab)
    opening = [ln for ln in lines if _STAMP_OPENS.search(fold(ln.text))]
    return [
        ln for ln in lines
        if any(ln is o or (abs(ln.size - o.size) < 0.6 and abs(ln.box.cx - o.box.cx) < 3 * o.size) for o in opening)
    ]  # fmt: skip


def _painted_tabs(page: Page, is_content: Callable[[str], bool]) -> list[Word]:
    """The words of a band painted at the page's side edge, beyond all other text: the tab of a chapter."""
    out: list[Word] = []
    upright = [w for w in page.words if w.angle == 0]
    edge = _SCANNED_EDGE if page.kind == "ocr" else 2.0
    for fill in page.fills:
        box = fill.box
        at_edge = box.x0 < edge or box.x1 > page.width - edge
        if not at_edge or box.width > 0.15 * page.width or box.height > 0.35 * page.height:
            continue
        level = [w for w in upright if box.x0 <= w.box.cx <= box.x1]
        inside = [w for w in level if box.holds(w.box)]
        if 0 < len(inside) <= 6 and len(inside) == len(level) and not is_content(" ".join(w.text for w in inside)):
            out += inside
    return out


def _body_size(pages: list[Page]) -> float:
    sizes: Counter[float] = Counter()
    for p in pages:
        for w in p.words:
            sizes[w.size] += len(w.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _zone(box: Box, page: Page) -> str | None:
    if box.y1 <= _ZONE * page.height:
        return "top"
    if box.y0 >= (1 - _ZONE) * page.height:
        return "bottom"
    return None


def _key(text: str) -> str:
    """The line without its page number, or that of a level: "Agglomération – 12", "Actions | Axe B" are the same on every page."""
    words = " ".join(fold(text).split())
    if _FIGURE.search(words):
        words = _FIGURE_AT_END.sub("", _PAGE_AND_FIGURE.sub("", words))
    elif words[-2:-1] == " " or words[-1:] in "ivx":
        words = _LEVEL_AT_END.sub(r"\1", words)
    return words.strip(" -–|•")


def _with_key_of(line: Line, lines: list[Line]) -> list[Line]:
    """The lines of a page with the words of one of them."""
    key = _key(line.text)
    return [o for o in lines if _key(o.text) == key]


@dataclass(frozen=True, slots=True)
class _Running:
    """A line that comes back in a margin: its usual size, and the heights it stands at, in points."""

    size: float
    heights: tuple[float, ...] = ()

    def _off(self, line: Line) -> float:
        return min((abs(line.box.cy - y) for y in self.heights), default=0.0)

    def is_at_its_height(self, line: Line) -> bool:
        return self._off(line) <= _STEADY

    def is_nearest(self, line: Line, same: list[Line]) -> bool:
        """Whether it is this line of several with its words on a page: a fiche's head may have them too, lower."""
        return self._off(line) <= min(map(self._off, same)) + _STEADY


_NEVER = _Running(0.0)
_STEADY = 4.0  # points: a running line stands no farther from its height


def _running(
    pages: list[Page], lines: list[list[Line]], is_content: Callable[[str], bool]
) -> dict[tuple[str, str], _Running]:
    """(zone, key) of the lines that come back at the same height of many pages, and their usual size in points.

    Printed much larger once, such a line is the chapter's own title.
    """
    seen: dict[tuple[str, str], list[tuple[int, float, float]]] = defaultdict(list)
    for page, page_lines in zip(pages, lines, strict=True):
        for line in page_lines:
            zone = _zone(line.box, page)
            key = _key(line.text) if zone else ""
            if not zone or len(key) <= 2 or is_content(line.text) or _under_label(line, page_lines, is_content):
                continue
            if not _over_its_number(line, page_lines, is_content):
                seen[zone, key].append((page.number, line.box.cy, line.size))
    need = 2 if len(pages) <= 3 else max(3, round(0.12 * len(pages)))
    out = {}
    for where, found in seen.items():
        if len({n for n, _, _ in found}) < need:
            continue
        ys = sorted(y for _, y, _ in found)
        steady = Counter(round(y / 4) for y in ys)
        if sum(c for _, c in steady.most_common(3)) >= 0.6 * len(ys):
            sizes = sorted(size for _, _, size in found)
            out[where] = _Running(sizes[len(sizes) // 2], tuple(4.0 * y for y, _ in steady.most_common(3)))
    return out


def _under_label(line: Line, lines: list[Line], is_content: Callable[[str], bool]) -> bool:
    """Whether a line is the value of the label printed right over it, or the end of a heading: a pilot may open many pages."""
    return any(
        abs(o.box.x0 - line.box.x0) < 2 and -0.3 < (line.box.y0 - o.box.y1) / line.size < 0.8
        and o.size < 1.2 * line.size and (line.text[:1].islower() or not re.search(r"\d", o.text)) and is_content(o.text)
        for o in lines
    )  # fmt: skip


def _over_its_number(line: Line, lines: list[Line], is_content: Callable[[str], bool]) -> bool:
    """Whether a line is the word of the heading whose number stands right under it: "ENGAGEMENT" over "A1" at the top of each fiche."""
    if len(line.words) > 2 or any(c.isdigit() for c in line.text):
        return False
    return any(
        len(o.words) == 1 and _ITS_NUMBER.fullmatch(o.text) and -0.5 < (o.box.y0 - line.box.y1) / o.size < 0.8
        and o.box.overlap_x(line.box) > 0.5 * min(o.box.width, line.box.width) and is_content(f"{line.text} {o.text}")
        for o in lines
    )  # fmt: skip


def _stamps(lines: list[Line]) -> list[list[Line]]:
    """Clusters of small lines around a receipt stamp's words."""
    out: list[list[Line]] = []
    used: set[int] = set()
    if not _STAMP_OPENS.search(fold("\n".join([line.text for line in lines]))):
        return out
    for i, line in enumerate(lines):
        if i in used or len(line.text) > 90 or not _STAMP_OPENS.search(fold(line.text)):
            continue
        cluster = [i]
        box = line.box
        for j in range(len(lines)):
            other = lines[j]
            if j in used or j == i or abs(other.size - line.size) > 1.6:
                continue
            near = min(abs(other.box.y0 - box.y1), abs(box.y0 - other.box.y1)) < 1.2 * line.box.height
            aligned = abs(other.box.x0 - line.box.x0) < 40 and other.box.overlap_x(box) > 0
            if near and aligned and len(other.text) < 90 and _STAMP.search(fold(other.text)):
                cluster.append(j)
                box = box.union(other.box)
        # A sentence about a stamp is not a stamp: one needs two lines, or the act's identifier.
        if len(cluster) >= 2 or re.search(r"\b\d{3}-\d{9}-\d{8}-", line.text):
            used.update(cluster)
            out.append([lines[k] for k in sorted(cluster)])
    return out


def _footnotes(page: Page, lines: list[Line], gone: set[int], body: float, tables: list[Box]) -> list[Line]:
    """Small lines under a short rule at the foot of the page, that is no edge of a table; ``gone``: ids of words."""
    rules = [
        r.box for r in page.rules
        if r.horizontal and 40 < r.box.width < 0.42 * page.width and r.box.cy > 0.45 * page.height
    ]  # fmt: skip
    if not rules:
        return []
    lines = [ln for ln in lines if not any(id(w) in gone for w in ln.words)]
    for rule in sorted(rules, key=lambda b: b.cy):
        top = rule.cy - 1
        below = [ln for ln in lines if ln.box.y0 >= top]
        first = min(below, key=lambda ln: (ln.box.y0, ln.box.x0), default=None)
        if not below or first is None or any(ln.size > body - 0.8 for ln in below):
            continue
        if any(t.holds(ln.box) for t in tables for ln in below):
            continue
        starts_with_mark = re.match(r"^[\d*(]{1,3}", first.text) or first.words[0].raised
        if starts_with_mark and abs(first.box.x0 - rule.x0) < 25 and first.box.y0 - rule.cy < 25:
            return below
    return []


def _is_light(color: int) -> bool:
    r, g, b = color >> 16 & 255, color >> 8 & 255, color & 255
    return min(r, g, b) > 150
