"""Signs a legend explains ("P  le pilote de l'action", "€  le budget"): where one stands alone, it says its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from operator import add, sub

from extractors.layout.lines import make_lines
from models.geometry import Box
from models.page import PICTOGRAM, Word

_BULLETS = frozenset("•–—-·▪●■◦○*>:;.,!?()«»\"'’/|")
_ALIKE = 0.06  # of a pictogram's size: pieces that stand farther apart are of another
_SIDE = 10.0  # points
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
    for k, words in enumerate(map(add, pages, signs)):
        found = _legend(words, label_in)
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
        if len(rows) < 3 or len({w.text for w in rows}) < len(rows):
            continue
        said = {(w.text, look): label for w in rows if (label := label_in(_beside(w, words)))}
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
            kinds = tuple(piece.split(":")[0] for piece in sign.text.split(";"))
            places = [float(v) for piece in sign.text.split(";") for v in piece.split(":")[1].split(",")]
            known = next((t for p, t in shapes[kinds] if max(map(abs, map(sub, p, places))) < _ALIKE), None)
            if known is None:
                known = sign.text
                shapes[kinds].append((places, known))
            out[-1].append(replace(sign, text=known))
    return out


def _spelled(words: list[Word], drawn: list[Word], legend: dict[tuple[str, Look], str]) -> list[Word]:
    """Signs of the legend that stand at no text's end replaced by their labels, where three of them are on the page."""
    words = words + [s for s in drawn if (s.text, _look(s)) in legend]
    named = {id(w): label for w in words if w.angle == 0 and (label := legend.get((w.text, _look(w))))}
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
    text = word.text.replace("\ufe0f", "")
    if word.font == PICTOGRAM:
        return True
    return len(text) == 1 and not text.islower() and not text.isdigit() and text not in _BULLETS


def _look(word: Word) -> Look:
    return word.font, word.color, round(2 * word.size) / 2
