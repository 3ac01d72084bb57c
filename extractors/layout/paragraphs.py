"""From lines of one column to paragraphs: wrapped lines joined, list items cut, bullets removed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.french.lexicon import PICTURES, read_label
from extractors.layout.lines import column_right
from extractors.layout.listed_pages import has_page_number
from models.block import Line, Paragraph
from models.geometry import Box, bounding
from models.page import Word
from models.text import Mark, PlacedText

_BULLET = re.compile(rf"^[{PICTURES}•●○◦▪▫■□◼◆◇►▶▸>➢➤➔➜➡→⇒✓✔✗❖❑❒‣∙·\-–—*o§Øü\ue000-\uf8ff]\ufe0f?$")
_DASHES = frozenset("-–—")
_BETWEEN = _DASHES | frozenset("→➔⇒➜➡")
_GLUED = re.compile(r"^[•●○◦▪▫■□◼◆◇►▶▸➢➤➔➜➡→⇒✓✔❖❑❒‣∙·\ue000-\uf8ff](?=\w)")
_LEADER = re.compile(r"(\.{4,}|…{2,}|(\. ){4,}|_{4,})\s*\d{0,3}$")
_LEADING = ("....", "……", ". . ", "____")
_SUB_HEADING = re.compile(r"^[A-ZÀ-Ý].{2,60}\s?:$")
_UNIT = re.compile(r"(?:€|k€|M€|%|euros?\b)")
_ENDS_AMOUNT = re.compile(r"(€|euros?|%|€/an)$")
_NAMED_AMOUNT = re.compile(r"^[A-ZÀ-Ý][^:]{1,50}:\s*\d")
_LABELLED = re.compile(r"([A-ZÀ-Ý][^.:;|]{2,45}?)\s?:\s?\S")
_LINKING = re.compile(
    r"(?:^|\s)(?:de|du|des|la|le|les|et|ou|à|au|aux|sur|sous|pour|par|en|dans|un|une|avec|sans|entre|vers|chez|dont|que|qui|leur|leurs|ses|son|sa|nos|notre|d[’']|l[’'])$",
    re.IGNORECASE,
)  # fmt: skip
_REFERRING = re.compile(r"(?:[,(/]|\b(?:actions?|fiches?|articles?|axes?|objectifs?|voir|cf\.?|n°|pages?|et|ou))$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+|[A-ZÀ-Ý][^\W\d]{2,}(?:[\s-][^\W\d]+){0,2}\s(?:n\s?[°o]\s?)?\d{1,2}(?:\.\d{1,2}){0,3}\s*[:–—-]\s+)[A-ZÀ-Ý]"
)
_TITLE_PART = re.compile(r"\d.*[^\W\d]{3}.* :$")
_CUT_FIGURES = re.compile(
    r"\d(?:\s?%|\s[^\W\d]\w{0,7})?\n(?:→|➔|➜|⇒)\s?\d|.{20}[^\W\d]{3}\D{0,20}(?<![\d,.])\d{1,3}\n\d{3}(?:\s\d{3})*(?:\s[^\W\d]|\s?[€%→)])"
)
_ITEM_NUMBER = re.compile(r"^(\(?\d{1,2}[.)]|[a-z]\)|\d{1,2}°|[ivx]{1,4}\))$")


def make_paragraphs(
    lines: list[Line],
    page: int,
    *,
    column: Box | None = None,
    dots: list[Box] | None = None,
    fill: int | None = None,
    known: frozenset[str] = frozenset(),
    listed: bool = False,
    underlines: Sequence[Box] = (),
) -> list[Paragraph]:
    """Paragraphs of ``lines`` (one column, top to bottom). ``column``: the enclosing cell or column.

    ``known``: the document's own words, folded to lower case, which tell a cut word from a compound one; ``listed``:
    whether the column holds a name a line, as ``is_listed`` tells.
    """
    if not lines:
        return []
    right = column_right(lines, column)
    left = min(line.box.x0 for line in lines)
    region = column or bounding(line.box for line in lines)
    leadings = _leadings(lines)
    groups: list[list[Line]] = []
    starts: list[bool] = []
    drawn = [_is_underlined(line, underlines) for line in lines]
    counted = _counted(lines)
    for k, line in enumerate(lines):
        carried = _is_carried_over(line, lines, k, groups, left, right)
        bullet = not carried and (k in counted or starts_item(line, dots))
        bullet = bullet and not (groups and _cuts_figures(groups[-1], line))
        starts.append(bullet)
        if carried or (
            groups
            and not bullet
            and not (listed and _begins_a_name(groups[-1][-1], line))
            and drawn[k] == drawn[k - 1]
            and _continues(groups[-1], line, left, right, leadings.get(line.size), starts[-len(groups[-1]) - 1])
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(g, page, left, region, dots, fill, known) for g in groups]


def _is_underlined(line: Line, underlines: Sequence[Box]) -> bool:
    """Whether a rule runs under the whole line and no further."""
    b = line.box
    return any(abs(u.x0 - b.x0) < 3.5 and abs(u.x1 - b.x1) < 3.5 and -3.5 < u.cy - b.y1 < 5 for u in underlines)


def is_listed(cells: list[list[Line]]) -> bool:
    """Whether the cells of a narrow column hold a name a line: lines end where the next word had room, unfinished."""
    left = min((line.box.x0 for lines in cells for line in lines), default=0.0)
    right = max((line.box.x1 for lines in cells for line in lines), default=0.0)
    ends = meant = 0
    for lines in cells:
        for a, b in itertools.pairwise(lines):
            ends += 1
            room = right - left - a.box.width - 0.28 * a.size - 1
            meant += _first_unit(b) < room and _begins_a_name(a, b)
    return meant >= 3 and meant >= 0.25 * ends


def _begins_a_name(last: Line, line: Line) -> bool:
    """Whether a line may be a name after another: a capital, nothing before it that asks for more."""
    text = last.text
    return line.text[:1].isupper() and text[-1] not in ".;:!?,/&(–-\u00ad" and not _LINKING.search(text)


def starts_item(line: Line, dots: list[Box] | None) -> bool:
    """Whether a line begins an item of a list, by its bullet, printed or drawn, or its number."""
    first = line.words[0]
    if len(line.words) > 1 and _BULLET.match(first.text):
        return True
    if _GLUED.match(first.text) or (len(first.text) > 1 and first.text[0] in "-–" and first.text[1].isalpha()):
        return True
    if len(line.words) > 1 and _ITEM_NUMBER.match(first.text):
        return True
    return _dot_before(line, dots) is not None


def _counted(lines: list[Line]) -> set[int]:
    """Indexes of the lines at one x that open with letters or numbers one after the other: "a.", "b."; "1 –", "2 –"."""
    out: set[int] = set()
    last: tuple[int, int, float] | None = None  # index, place and x of the one before
    for k, line in enumerate(lines):
        sign = line.words[0].text
        if len(line.words) < 2 or len(sign) > 2:
            continue
        if len(sign) == 2 and sign[1] in "./" and "a" <= sign[0] <= "z":
            place = ord(sign[0]) - ord("a") + 1
        elif sign.isdecimal() and line.words[1].text in _DASHES and len(line.words) > 2:
            place = int(sign)
        else:
            continue
        if last is not None and place == last[1] + 1 and abs(line.box.x0 - last[2]) < 5:
            out |= {last[0], k}
        last = k, place, line.box.x0
    return out


def _is_carried_over(line: Line, lines: list[Line], at: int, groups: list[list[Line]], left: float, right: float) -> bool:
    """A dash or an arrow between two words that a line's end has carried over; ``line`` is ``lines[at]``."""
    sign = line.words[0].text
    if not groups or len(line.words) < 2 or sign not in _BETWEEN:
        return False
    last = groups[-1][-1]
    if re.search(r"[:;.]$", last.text) or abs(line.size - last.size) > 0.4 or not 0 < line.box.cy - last.box.cy < 1.75 * last.size:
        return False
    room, inside = right - last.box.x1, any(w.text == sign for w in (*last.words[1:], *line.words[2:]))
    full = room < line.words[1].box.x1 - line.box.x0 + 2
    if sign in _DASHES:  # "ADEME - Région | - Banque", the only dash to start a line; "2 400 MWh | – un tiers – d'ici à 2030"
        if full and sum(o.words[0].text in _DASHES for o in lines) == 1:
            return True
        near = any(o.words[0].text in _DASHES for o in _around(lines, at))
        return inside and not near and room < 0.35 * (right - left) and line.words[1].text[:1].islower()
    return full and inside  # "accueil → | visite → dossier": what parts the words of a line is no bullet


def _around(lines: list[Line], at: int) -> list[Line]:
    """The lines set as close as ``lines[at]`` is to the one before it, three on either side at most."""
    most, out = 1.25 * (lines[at].box.cy - lines[at - 1].box.cy), []
    for step in (-1, 1):
        k = at + step
        while 0 <= k < len(lines) and abs(k - at) <= 3 and abs(lines[k].box.cy - lines[k - step].box.cy) <= most:
            out.append(lines[k])
            k += step
    return out


def _cuts_figures(group: list[Line], line: Line) -> bool:
    """Whether a line opens with what goes on with the figure over it: no list of arrows."""
    opens = line.text[:1] in "→➔➜⇒" or line.text[:1].isdecimal()
    return opens and group[0].text[:1] not in "→➔➜⇒" and bool(_CUT_FIGURES.search(f"{group[-1].text}\n{line.text}"))


def _dot_before(line: Line, dots: list[Box] | None) -> Box | None:
    """The drawn bullet just left of the line, at mid-height."""
    for dot in dots or ():
        if 0 < line.box.x0 - dot.x1 < 18 and line.box.y0 - 1 <= dot.cy <= line.box.y1 + 1:
            return dot
    return None


def _leadings(lines: list[Line]) -> dict[float, float]:
    """The usual distance between two baselines of a paragraph, in points, for each size enough lines tell of."""
    pitches: dict[float, list[float]] = {}
    for a, b in itertools.pairwise(lines):
        pitch = b.box.cy - a.box.cy
        if abs(a.size - b.size) < 0.3 and 0.8 * a.size < pitch < 2.2 * a.size:
            pitches.setdefault(a.size, []).append(pitch)
    return {size: sorted(ps)[len(ps) // 5] for size, ps in pitches.items() if len(ps) >= 3}


def _continues(group: list[Line], line: Line, left: float, right: float, leading: float | None, is_item: bool) -> bool:
    """Whether ``line`` carries on the paragraph of ``group``."""
    last = group[-1]
    pitch = line.box.cy - last.box.cy
    height = max(min(last.box.height, 1.5 * last.size), last.size)
    if pitch > 1.75 * max(height, 1.15 * last.size) or pitch < -0.5 * height:
        return False
    if abs(line.size - last.size) > 0.12 * last.size + 0.3:
        return False
    printed = last.words[0].confidence is None and line.words[0].confidence is None
    if printed and abs(line.size - last.size) > 0.7 and all(w.bold for w in (*last.words, *line.words)):
        return False  # two headings of different rank; only OCR reads one size as two
    if len(group) >= 2:
        own = group[1].box.cy - group[0].box.cy
        leading = min(own, leading) if leading else own
    if leading and pitch > 1.18 * leading + 0.8:  # a wider gap than the paragraph's own
        return False
    if has_page_number(last) or _has_leader(last.text) or (_ENDS_AMOUNT.search(last.text) and _NAMED_AMOUNT.match(line.text)):
        return False  # a contents line; "Payer : 30 000 €" under another
    if _starts_bold_label(line) and not last.words[-1].bold:
        return False
    if _opens_a_field(line.text) and not _LINKING.search(last.text) and not _in_brackets(group):
        return False  # "Partenaires : ..." under "Pilote : ...", as wide as it
    if line.words[0].bold and group[0].words[0].bold and not last.words[-1].bold and not line.words[-1].bold:
        return False  # a second line that opens in bold and goes on light, like the first
    if line.text.endswith(":") and _SUB_HEADING.match(line.text) and not last.text.endswith(","):
        return False  # a sub-heading on its own line
    if _NUMBERED.match(line.text) and not _LINKING.search(last.text) and not _REFERRING.search(last.text):
        return False  # "1.1.2 Soutenir ...", "Objectif 1.2 : Aller ..." under another heading
    if last.text[-1:].isdecimal() and _UNIT.match(line.text):
        return True  # "6,5" over "M€ HT"
    if _cuts_figures(group, line) and right - last.box.x1 < 0.35 * (right - left):
        return True  # "(22" over "→ 130)", "3" over "400 patients"
    if line.text.startswith("(") and not last.text.endswith((".", ";")):
        return True  # a bracket goes on with what it explains
    if _differs(last, line) and not _weight_strays(last, line):
        return False
    width = right - left
    centred = _is_centred(last, left, right) and _is_centred(line, left, right)
    if last.words[-1].text.endswith("\u00ad"):
        return True
    if last.words[-1].text.endswith(("-", "‐")) and len(last.words[-1].text) > 2:
        return True
    word = _first_unit(line)
    space = 0.28 * last.size
    room = width - last.box.width if centred else right - last.box.x1
    if word + space < room - 1.0:
        # The first word would have fitted: the line was ended on purpose, unless the sentence plainly goes on.
        if _LINKING.search(last.text):
            return True
        titled = all(w.bold for w in last.words) and all(w.bold for w in line.words)
        if titled and line.text[:1].islower() and room < 0.85 * width and last.size >= 12 and abs(line.size - last.size) < 0.3:
            # A title cut by hand, or set narrower than its column; a colon ends a label, and not "1.1 | Un titre :".
            return not re.search(r"[.;:!?…]$", last.text) or bool(_TITLE_PART.search(group[0].text))
        mid_sentence = not re.search(r"[.;:!?…]$", last.text) and line.text[:1].islower()
        return mid_sentence and room < 0.35 * width
    return not (is_item and line.box.x0 < group[0].box.x0 - 3 and re.search(r"[.;:!?]$", last.text))


def _has_leader(text: str) -> bool:
    """Whether dots, or a stroke, lead from a text to the number of a page."""
    return any(sign in text for sign in _LEADING) and bool(_LEADER.search(text))


def _opens_a_field(text: str) -> bool:
    """Whether a line opens with the label of a field and a colon, its value behind: no everyday word, no part of a calendar."""
    found = _LABELLED.match(text) if ":" in text[:50] else None
    label = read_label(found[1]) if found else None
    return label is not None and not label.weak and label.field not in ("other", "public", "calendar_end")


def _in_brackets(group: list[Line]) -> bool:
    """Whether the lines leave a bracket open: "(Pilote : ADIL ; | Partenaires : CAF)"."""
    return sum(line.text.count("(") - line.text.count(")") for line in group) > 0


def _starts_bold_label(line: Line) -> bool:
    """A bold run closed by a colon, then text: "**Partenaires :** État, ..."."""
    for k, word in enumerate(line.words[:9]):
        if not word.bold:
            return k > 0 and word.text == ":"
        if word.text.endswith(":"):
            return True
    return False


def _first_unit(line: Line) -> float:
    """Width of what could not be broken at the line's start: "50 000 €", "« Aller"."""
    words = line.words
    k = 1
    while k < min(len(words), 6):
        glued = (
            re.match(r"^(\d{3}\b|€|k€|M€|%|[:;!?»])", words[k].text) if re.search(r"\d$", words[k - 1].text) else None
        )
        if not (glued or words[k - 1].text == "«" or re.match(r"^[:;!?»]", words[k].text)):
            break
        k += 1
    return words[k - 1].box.x1 - words[0].box.x0


def _differs(a: Line, b: Line) -> bool:
    """Whether the whole style changes between two lines (a bold heading over plain text)."""
    end, start = a.words[-1], b.words[0]
    if all(w.bold for w in a.words) and not all(w.bold for w in b.words):
        # A bold heading, then "Objectif. ..." or "Pilote : ..." with its label in bold.
        light = next(w for w in b.words if not w.bold)
        before = b.words[: b.words.index(light)]
        if not before or before[-1].text[-1:] in ".:" or light.text == ":" or abs(a.size - b.size) >= 0.4:
            return True
    if a.bold != b.bold and end.bold != start.bold:
        # "Label :" in bold then text is one line; a wholly bold line over a plain one is a heading.
        return all(w.bold for w in a.words) or all(w.bold for w in b.words)
    return a.words[0].color != b.words[0].color and end.color != start.color


def _weight_strays(a: Line, b: Line) -> bool:
    """Whether a scanned line plainly goes on in the middle of a sentence: one word alone is easily taken for bold."""
    scanned = a.words[0].confidence is not None and 1 in (len(a.words), len(b.words))
    return scanned and b.text[:1].islower() and (a.text[:1].islower() or bool(_LINKING.search(a.text)))


def _is_centred(line: Line, left: float, right: float) -> bool:
    before, after = line.box.x0 - left, right - line.box.x1
    return before > 8 and abs(before - after) < 8


def _paragraph(
    lines: list[Line],
    page: int,
    left: float,
    region: Box,
    dots: list[Box] | None,
    fill: int | None,
    known: frozenset[str],
) -> Paragraph:
    words = [w for line in lines for w in line.words]
    bullet, body = _without_bullet(words)
    if bullet is None and _dot_before(lines[0], dots) is not None:
        bullet = "•"
    heaviest = max(lines, key=lambda line: len(line.text))
    upright = [w for w in body if w.text.isalpha() or any(c.isalpha() for c in w.text)] or body
    return Paragraph(
        placed(body, known),
        bounding(line.box for line in lines),
        page,
        size=heaviest.size,
        bold=all(w.bold for w in upright),
        italic=all(w.italic for w in upright),
        color=_color(upright),
        bullet=bullet,
        indent=lines[0].box.x0 - left,
        fill=fill,
        column=region,
        words=body,
        centred=_is_centred(lines[0], region.x0, region.x1),
    )


def _color(words: list[Word]) -> int:
    """The colour of most characters."""
    weights: dict[int, int] = {}
    for w in words:
        weights[w.color] = weights.get(w.color, 0) + len(w.text)
    if len(weights) == 1:
        return words[0].color
    return max(weights, key=lambda c: (weights[c], -c))


def _without_bullet(words: list[Word]) -> tuple[str | None, list[Word]]:
    first = words[0]
    if len(words) > 1 and _BULLET.match(first.text):
        return first.text, words[1:]
    glued = _GLUED.match(first.text)
    if glued or (len(first.text) > 1 and first.text[0] in "-–" and first.text[1].isalpha()):
        rest = first.text[1:]
        return first.text[0], [replace(first, text=rest), *words[1:]]
    return None, words


def placed(words: list[Word], known: frozenset[str] = frozenset()) -> PlacedText:
    """Words as text, each pointing at its box; a word cut by a hyphen at a line end is joined."""
    text, marks = "", []
    previous: Word | None = None
    for word in words:
        if word.raised and re.fullmatch(r"\(?\d{1,2}\)?", word.text) and previous is not None:
            continue  # a footnote mark is not part of the text
        if text.endswith("\u00ad"):
            text = text[:-1]
            last = marks[-1]
            marks[-1] = replace(last, end=len(text))
        elif previous is not None:
            a, b = previous.box, word.box
            new_line = abs((b.y0 + b.y1) / 2 - (a.y0 + a.y1) / 2) > 0.6 * (a.y1 - a.y0) and previous.angle == 0
            if (
                new_line
                and text.endswith(("-", "‐"))
                and word.text[:1].islower()
                and _is_syllable_cut(text, word.text, known)
            ):
                text = text[:-1]
                last = marks[-1]
                marks[-1] = replace(last, end=len(text))
            elif not (new_line and text.endswith(("-", "‐")) and re.search(r"\w.$", text[-2:])):
                text += " "
        marks.append(Mark(len(text), len(text) + len(word.text), word.page, word.box, word.bold, word.raw))
        text += word.text
        previous = word
    if text.endswith("\u00ad"):
        text = text[:-1]
    return PlacedText(text, marks)


def _is_syllable_cut(text: str, after: str, known: frozenset[str]) -> bool:
    """A hyphen that only cuts a word at the line end: "dévelop-"; not "Seine-", "aide-" nor "acquisition-"."""
    word = text.rsplit(" ", 1)[-1]
    if word.endswith("‐") and word[:-1].isalpha():  # U+2010: no keyboard has it, only typesetters cut words with it
        return True
    if "-" in word[:-1] or not word[:-1].isalpha() or len(word) <= 3:
        return False
    first, second = word[:-1].lower(), _bare(after)
    if first + second in known:
        return True
    if not word[0].islower():  # "Échéa-ncier" is cut, "Villers-sur-Mer" and "Vice-présidente" are not
        return text == word and second not in _LINKS | _COMPOUNDING and first not in known | _HEADING and len(first) > 3
    if f"{first}-{second}" in known or (first in known and second in known):
        return False
    return first not in _COMPOUNDING | _HEADING


def _bare(text: str) -> str:
    return text.lower().strip(".,;:!?()«»\"’'")


_LINKS = {"sur", "sous", "la", "le", "les", "de", "du", "des", "en", "et", "lès", "aux", "au", "à", "d", "l", "lez", "saint"}
_HEADING = {"fiche", "fiches"}  # "Fiche-action"
_COMPOUNDING = {
    "au", "ci", "sous", "non", "mi", "peut", "celle", "celui", "ceux", "aide", "vice", "porte", "mal", "avant", "après", "demi",
    "semi", "inter", "rendez", "vis", "chef", "rez", "savoir", "compte", "mieux",
}  # fmt: skip
