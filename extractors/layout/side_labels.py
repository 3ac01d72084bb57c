"""Labels printed at the right of what they name, in the margin: each is read before the text it stands level with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractors.layout.atoms import Atom
from models.block import Line

_LEAST = 3  # labels that make a column of them


def labels_at_right(
    left: Sequence[Atom], facing: Sequence[Atom], is_label: Callable[[str], bool]
) -> list[tuple[list[Line], list[Line]]]:
    """(label, its lines) down a right column that holds labels alone, each level with a line of the left; none in others."""
    texts = sorted((a for a in left if isinstance(a, Line)), key=lambda a: a.box.cy)
    names = sorted((a for a in facing if isinstance(a, Line)), key=lambda a: a.box.cy)
    if len(texts) < len(left) or len(names) < max(_LEAST, len(facing)) or not texts:
        return []
    labels: list[list[Line]] = []
    for line in names:
        if labels and _goes_on(labels[-1], line, is_label):
            labels[-1].append(line)
        else:
            labels.append([line])
    if len(labels) < _LEAST or not all(is_label(_text(label)) for label in labels):
        return []
    if sum(is_label(line.text) for line in texts) > 0.25 * len(labels):
        return []  # labels over their values, beside others
    if not all(any(abs(t.box.cy - label[0].box.cy) < 0.5 * t.box.height for t in texts) for label in labels):
        return []
    tops = [label[0].box.y0 - 0.3 * label[0].box.height for label in labels]
    if texts[0].box.cy < tops[0]:
        return []
    ends = [*tops[1:], float("inf")]
    return [
        (label, [t for t in texts if top <= t.box.cy < end])
        for label, top, end in zip(labels, tops, ends, strict=True)
    ]  # fmt: skip


def _goes_on(label: list[Line], line: Line, is_label: Callable[[str], bool]) -> bool:
    """Whether a line under a label is its second: "Moyens" over "financiers"."""
    near = line.box.y0 - label[-1].box.y1 < 0.6 * line.box.height
    return near and not is_label(line.text) and is_label(f"{_text(label)} {line.text}")


def _text(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)
