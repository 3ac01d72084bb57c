"""Weight and tint of words, by how thick and how dark their strokes are beside the usual ones of the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.ocr.engine import OcrWord

LIGHT = 0xFFFFFF  # the colour given to letters lighter than their ground
PALE = 0x707070  # and to those in a tint, or a grey, paler than most of the page's
_BOLD = 1.125  # times the stroke usual on the page
_LIGHT_WORD = 1.05
# How loud a word speaks for its weight: for each part of the stroke, for each letter at most; and the price of a line
# that starts in bold, or pale, and of each change of weight: a bold word amid light ones has to be long, a label's first has not.
_GAIN, _LOUDEST, _START, _TURN = 7.0, 0.6, 0.5, 1.3
_PALER = 0.84  # of the usual contrast with white paper
_WHITE, _FEW = 250.0, 60  # its level; letters that tell what is usual
_LARGE = 25.0  # pixels: larger letters show their stroke the better


@dataclass(slots=True)
class Look:
    """A word before its page is known. Pixels of the upright line; ``stroke`` and ``ink`` 0 when unknown."""

    word: OcrWord
    left: float
    right: float
    baseline: float
    size: float
    letters: int
    stroke: float
    light: bool = False
    ink: float = 0.0  # its grey, 0 black, as its middle strokes tell
    kind: tuple[float, float] = (0.0, 0.0)  # how far its letters rise and hang, in em


def at_share(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The value below which ``share`` of the weight lies."""
    order = np.argsort(values, kind="stable")
    heap = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heap, heap[-1] * share)])


def _usual(looks: list[Look]) -> float:
    """The stroke of the page's plain letters: most are, but a table of bold figures may have half; 0 for too few."""
    known = [k for k in looks if k.stroke]
    weights = np.array([float(k.letters) for k in known])
    if weights.sum() < _FEW:
        return 0.0
    return at_share(np.array([k.stroke for k in known]), weights, 0.4)


def bold_words(lines: list[list[Look]]) -> list[bool]:
    """Words whose strokes stand out on the page, in runs: a word that says little goes with its neighbours."""
    usual = _usual([look for looks in lines for look in looks])
    return [heavy for looks in lines for heavy in (_bold_runs(looks, usual) if usual else [False] * len(looks))]


def _bold_runs(looks: list[Look], usual: float) -> list[bool]:
    """The likeliest weights of a line's words, each change of weight having its cost (Viterbi)."""
    known = [(k.stroke / usual, min(k.letters, 8)) for k in looks if k.stroke]
    if sum(n for _, n in known) >= 8:
        mean = sum(v * n for v, n in known) / sum(n for _, n in known)
        if mean > _BOLD and all(v > _LIGHT_WORD for v, n in known if n > 2):
            return [True] * len(looks)  # some of its words look thin, but none is light: a title
    says = []
    for look in looks:
        letters = min(look.letters, 8) * max(1.0, look.size / _LARGE)
        says.append(letters * _said((look.stroke / usual - _BOLD) * _GAIN) if look.stroke else 0.0)
    return _runs(looks, says)


def pale_words(lines: list[list[Look]]) -> list[bool]:
    """Words whose ink is paler than most of the page's, in runs; none on a page of few letters."""
    known = [k for looks in lines for k in looks if k.stroke and not k.light]
    weights = np.array([float(k.letters) for k in known])
    if weights.sum() < _FEW:
        return [False] * sum(map(len, lines))
    usual = at_share(np.array([_WHITE - k.ink for k in known]), weights, 0.5)
    out: list[bool] = []
    for looks in lines:
        says = [
            min(k.letters, 8) * _said((_PALER - (_WHITE - k.ink) / usual) * _GAIN) if k.stroke and not k.light else 0.0
            for k in looks
        ]
        out += _runs(looks, says)
    return out


def _said(much: float) -> float:
    return min(max(much, -_LOUDEST), _LOUDEST)


def _runs(looks: list[Look], says: list[float]) -> list[bool]:
    """The likeliest of two states for each word, by what it says for the second; a change has its cost (Viterbi)."""
    cost = [0.0, _START]  # of the best way here ending light, ending bold
    back: list[tuple[int, int]] = []
    for said in says:
        stay = (0 if cost[0] <= cost[1] + _TURN else 1, 1 if cost[1] <= cost[0] + _TURN else 0)
        back.append(stay)
        cost = [cost[stay[0]] + _TURN * stay[0] + max(said, 0), cost[stay[1]] + _TURN * (1 - stay[1]) + max(-said, 0)]
    state = 1 if cost[1] < cost[0] else 0
    out = []
    for stay in reversed(back):
        out.append(state == 1)
        state = stay[state]
    out.reverse()
    for i in range(1, len(out)):
        out[i] = out[i - 1] if not looks[i].stroke else out[i]  # a colon goes with its label
    return out
