"""Signs a legend explains ("P  le pilote de l'action", "€  le budget"): where one stands alone, it says its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import sub

from extractors.layout.lines import make_lines
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import PICTOGRAM, Word

_BULLETS = frozenset("•–—-·▪●■◦○*>:;.,!?()«»\"'’/|")
_ALIKE = 0.06  # of a pictogram's size: pieces that stand farther apart are of another
_INK, _LIKE_INK = "ink:", 0.13  # a pictogram seen on a scan, by how dark it is where; of it, what may differ in another
_SIDE = 10.0  # points
_STROKES, _SMALL = frozenset("1l|"), 12.0  # what an I may be read as; points: larger light figures number the fiches
Look = tuple[str, int, float]  # font, colour, size in half points
ReadSaid = Callable[[str], str | None]


def spelled_out(pages: list[list[Word]], drawn: list[list[Word]], label_in: ReadSaid) -> list[list[Word]]:
    """The words of each page, signs of the document's legend read as the labels it gives them.

    ``drawn``: the pictograms of each page, which the legend may explain as it does letters.
    ``label_in``: the label a legend's words open with, None for other words. The legend's own page is left as it is.
    """
    legend: dict[tuple[str, Look], str] = {}
    at = -1
    signs = _named_alike(drawn)
    for k, (words, own) in enumerate(zip(pages, signs, strict=True)):
        found = _legend(words + own, label_in)
        if (less := _without_read(words, own)) is not words:  # a letter in a disc tells more than the disc's ink
            found = max(found, _legend(less + own, label_in), key=len)
        if len(found) > len(legend):
            legend, at = found, k
    if not legend:
        return pages
    return [words if k == at else _spelled(words, own, legend) for k, (words, own) in enumerate(zip(pages, signs, strict=True))]


def _legend(words: list[Word], label_in: ReadSaid) -> dict[tuple[str, Look], str]:
    """(sign, look) to label, of rows one under the other that each begin with a sign; empty when there are not three."""
    columns: defaultdict[tuple[Look, int], list[Word]] = defaultdict(list)
    for sign in (w for w in words if w.angle == 0 and _is_sign(w)):
        columns[_look(sign), round(sign.box.cx / 3)].append(sign)
    best: dict[tuple[str, Look], str] = {}
    for (look, at), column in columns.items():
        rows = [*column, *columns.get((look, at + 1), ())]  # the middle of a column may lie on the edge of two strips
        if len(rows) < 3 or len({_letter(w) for w in rows}) < len(rows):
            continue
        said = {(_letter(w), look): label for w in rows if (label := label_in(_beside(w, words)))}
        if len(said) >= max(3, 0.75 * len(rows)) and len(set(said.values())) == len(said) > len(best):
            best = said
    return best


def _beside(sign: Word, words: Iterable[Word]) -> str:
    """What is printed at the right of a sign, in another look; empty where something stands at its left."""
    printed = (w for w in words if w is not sign and w.angle == 0 and w.font != PICTOGRAM)
    level = [w for w in printed if abs(w.box.cy - sign.box.cy) < 0.5 * sign.size]
    if any(0 < sign.box.x0 - w.box.x0 < 20 * sign.size for w in level):
        return ""
    lines = make_lines(w for w in level if w.box.x0 > sign.box.x1 - 1)
    first = min(lines, key=lambda line: line.box.x0, default=None)
    if first is None or not 0.3 * sign.size < first.box.x0 - sign.box.x1 < 6 * sign.size:
        return ""
    return "" if _look(first.words[0]) == _look(sign) else first.text


def _named_alike(drawn: list[list[Word]]) -> list[list[Word]]:
    """Pictograms of one shape given one text, whatever their sizes."""
    shapes: defaultdict[tuple[str, ...], list[tuple[list[float], str]]] = defaultdict(list)
    out = []
    for page in drawn:
        out.append([])
        for sign in page:
            if sign.text.startswith(_INK):
                out[-1].append(sign)
                continue
            kinds = tuple(piece.split(":")[0] for piece in sign.text.split(";"))
            places = [float(v) for piece in sign.text.split(";") for v in piece.split(":")[1].split(",")]
            known = next((t for p, t in shapes[kinds] if max(map(abs, map(sub, p, places))) < _ALIKE), None)
            if known is None:
                known = sign.text
                shapes[kinds].append((places, known))
            out[-1].append(replace(sign, text=known))
    return out


def _named_by(legend: Iterable[str], signs: list[Word]) -> list[Word]:
    """The signs of a page, those seen on a scan given the text of the one of the legend that they are most like."""
    known = [text for text in legend if text.startswith(_INK)]
    out = []
    for sign in signs:
        if known and sign.text.startswith(_INK):
            off, text = min((_unlike(sign.text, text), text) for text in known)
            sign = replace(sign, text=text) if off < _LIKE_INK else sign
        out.append(sign)
    return out


def _unlike(a: str, b: str) -> float:
    """How little two shapes seen on a scan have in common: 0 for the same one, 1 for two that share no ink."""
    one, two = ([int(c) for c in text.removeprefix(_INK)] for text in (a, b))
    return sum(map(abs, map(sub, one, two))) / max(1, sum(one) + sum(two))


def _without_read(words: list[Word], signs: list[Word]) -> list[Word]:
    """The words, without the letter or two that a pictogram was read as."""
    seen = [s.box for s in signs if s.text.startswith(_INK)]
    return [w for w in words if len(w.text) > 2 or not any(box.holds(w.box, 4) for box in seen)] if seen else words


def _spelled(words: list[Word], drawn: list[Word], legend: dict[tuple[str, Look], str]) -> list[Word]:
    """Signs of the legend that stand at no text's end replaced by their labels, where three of them are on the page."""
    known = [s for s in _named_by((text for text, _ in legend), drawn) if (s.text, _look(s)) in legend]
    if len({s.text for s in known}) >= min(3, len(legend)):
        words = _without_read(words, known)
    words = words + known
    named = {id(w): label for w in words if w.angle == 0 and (label := legend.get((_letter(w), _look(w))))}
    if len(set(named.values())) < min(3, len(legend)):
        return [w for w in words if w.font != PICTOGRAM]
    return [_as_label(w, named[id(w)], words) if id(w) in named and not _in_text(w, words) else w for w in words]


def _as_label(sign: Word, label: str, words: list[Word]) -> Word:
    """The word a sign stands for; that of a pictogram is level with the first line beside it, and a blank parts them."""
    if sign.font != PICTOGRAM:
        return replace(sign, text=label)
    b = sign.box
    beside = [w for w in words if w.font != PICTOGRAM and b.x1 - 1 < w.box.x0 < b.x1 + 3 * _SIDE and b.y0 < w.box.cy < b.y1]
    first = min(beside, key=lambda w: (round(w.box.y0), w.box.x0), default=None)
    y0, y1 = (first.box.y0, first.box.y1) if first else (b.cy - 5, b.cy + 5)
    size = first.size if first else 10.0
    return Word(label, Box(b.x0, y0, b.x0 + 0.3 * b.width, y1), sign.page, size=size, bold=True, font=PICTOGRAM)


def _in_text(sign: Word, words: list[Word]) -> bool:
    """Whether a word of the same look stands just beside it: a letter within a line of text."""
    return any(
        w is not sign
        and _look(w) == _look(sign)
        and abs(w.box.cy - sign.box.cy) < 0.4 * sign.size
        and max(w.box.x0 - sign.box.x1, sign.box.x0 - w.box.x1) < 0.8 * sign.size
        for w in words
    )


def _is_sign(word: Word) -> bool:
    """Whether a word is one capital or one sign; bullets and dashes open lists."""
    if word.font == PICTOGRAM:
        return True
    if len(word.text) > 3:
        return False
    text = _letter(word).replace("\ufe0f", "")
    return len(text) == 1 and not text.islower() and not text.isdigit() and text not in _BULLETS


def _letter(word: Word) -> str:
    """A word's text; the stroke that a light I in a disc is read as on a scan is an I."""
    return "I" if word.text in _STROKES and _is_light(word) else word.text


def _look(word: Word) -> Look:
    # The measure of one letter on a scan is uncertain, and light letters that stand alone are few.
    return word.font, word.color, 0.0 if _is_light(word) else round(2 * word.size) / 2


def _is_light(word: Word) -> bool:
    return word.confidence is not None and word.color == LIGHT and word.size < _SMALL
