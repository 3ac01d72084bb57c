"""Weight and size of short lines that recur: what an image shows once too light or too large, its twins settle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from extractors.french.fold import fold
from extractors.ocr.weights import LIGHT
from models.geometry import Box
from models.page import Page, Word

_LONGEST = 6  # words of a label
_LETTERS = 4  # a shorter text says little
_TWINS, _MOST = 3, 2 / 3  # how many times a text recurs, and the share of them that settles the others
_ODD = 0.15  # of the usual size
_DARK, _BAND, _AS_HIGH = 160, 60.0, 2.0  # grey; points: the height of a band, the difference between two alike
_NOISE = 0.35  # of the usual size, what the measure of light letters may be out by
_ASIDE = 6.0  # points by which the pages of a scan are shifted
_NEXT = 1.2  # em between two words of one line
_ABOVE, _BELOW = 0.92, 0.22  # em from the baseline to the edges of a word's box, as ``looks`` gives them

_Run = list[tuple[Page, int]]  # words by their page and their place on it


def settle_styles(pages: list[Page]) -> None:
    """Give one weight and one size to the lines, the labels before a colon and the titles on bands printed alike."""
    known: dict[str, list[_Run]] = {}
    for page in pages:
        if page.kind == "ocr":
            for run in _runs(page):
                text = fold(" ".join(page.words[i].text for _, i in run))
                if sum(c.isalpha() for c in text) >= _LETTERS:
                    known.setdefault(text.rstrip(" :."), []).append(run)
    for runs in known.values():
        if len(runs) >= _TWINS:
            _weigh(runs)
            _size(runs)
    _size_on_bands(pages)


def _size_on_bands(pages: list[Page]) -> None:
    """One size for the light lines on dark bands as high as each other: bands alike are titles of one rank.

    Light letters on a dark ground are measured worst: what noise leaves around them makes some taller than they are.
    """
    bands: dict[int, list[tuple[float, _Run]]] = {}
    for page in pages:
        dark = [f for f in page.fills if f.color & 255 < _DARK] if page.kind == "ocr" else []
        for line in _lines(page) if dark else ():
            first = page.words[line[0][1]]
            band = next((f for f in dark if f.box.holds(first.box, 2)), None)
            if first.color == LIGHT and band is not None and band.box.height < _BAND:
                bands.setdefault(band.color, []).append((band.box.height, line))
    for found in bands.values():
        found.sort(key=lambda pair: pair[0])
        while found:
            alike = [line for height, line in found if height < found[0][0] + _AS_HIGH]
            found = found[len(alike) :]
            sizes = [max(page.words[i].size for page, i in line) for line in alike]
            usual = max(sizes, key=lambda size: (sizes.count(size), -size))
            if len(alike) >= _TWINS and all(abs(size / usual - 1) < _NOISE for size in sizes):
                for line in alike:
                    _resize(line, usual)


def _runs(page: Page) -> Iterator[_Run]:
    """Short lines, and what stands before the colon of longer ones."""
    for line in _lines(page):
        yield from _short(line)


def _lines(page: Page) -> Iterator[_Run]:
    line: _Run = []
    for i, word in enumerate(page.words):
        if line and not _goes_on(page.words[line[-1][1]], word):
            yield line
            line = []
        line.append((page, i))
    if line:
        yield line


def _short(line: _Run) -> Iterator[_Run]:
    at = next((k for k, (page, i) in enumerate(line) if page.words[i].text.endswith(":")), None)
    head = line if at is None else line[: at + 1]
    if head and len(head) <= _LONGEST and (at is not None or len(line) == len(head)):
        yield head


def _goes_on(a: Word, b: Word) -> bool:
    level = abs(a.box.cy - b.box.cy) < 0.4 * max(a.size, b.size)
    return a.angle == b.angle == 0 and level and -a.size < b.box.x0 - a.box.x1 < _NEXT * max(a.size, b.size)


def _weigh(runs: list[_Run]) -> None:
    """A text that is heavy nearly everywhere is heavy; not where it starts elsewhere, as the wrapped end of a name."""
    heavy = [all(page.words[i].bold for page, i in run) for run in runs]
    if all(heavy) or sum(heavy) < _MOST * len(runs):
        return
    starts = [_start(run) for run, told in zip(runs, heavy, strict=True) if told]
    for run in runs:
        if any(abs(_start(run) - x) < _ASIDE for x in starts):
            for page, i in run:
                page.words[i] = replace(page.words[i], bold=True)


def _start(run: _Run) -> float:
    page, first = run[0]
    return page.words[first].box.x0


def _size(runs: list[_Run]) -> None:
    sizes = [max(page.words[i].size for page, i in run) for run in runs]
    usual = median(sizes)
    odd = [abs(size / usual - 1) > _ODD for size in sizes]
    if not any(odd) or len(runs) - sum(odd) < _MOST * len(runs):
        return
    wide = median(_width(run) for run, away in zip(runs, odd, strict=True) if not away)
    for run in (run for run, away in zip(runs, odd, strict=True) if away):
        if abs(_width(run) / wide - 1) <= _ODD:  # wider print of the same words is larger: a title the pages recall
            _resize(run, usual)


def _width(run: _Run) -> float:
    (page, first), (_, last) = run[0], run[-1]
    return max(page.words[last].box.x1 - page.words[first].box.x0, 1.0)


def _resize(run: _Run, size: float) -> None:
    """Another size on the same baseline."""
    for page, i in run:
        word = page.words[i]
        base = word.box.y1 - _BELOW * word.size
        box = Box(word.box.x0, base - _ABOVE * size, word.box.x1, base + _BELOW * size)
        page.words[i] = replace(word, size=size, box=box)
