"""Labels level with the middle of their values: the values are told apart by the blanks between them."""

from __future__ import annotations

from itertools import pairwise

from models.block import Line
from models.geometry import bounding

_WIDER = 1.5  # points by which the blanks between values exceed those within them


def values_by_blanks(labels: list[list[Line]], values: list[Line]) -> list[list[Line]] | None:
    """The lines of ``values`` for each of ``labels``, both down the page; None where blanks do not part them so.

    There are as many values as labels, the blanks between them are the widest, and each label's middle stands
    within the height of its own value.
    """
    rows: list[list[Line]] = []
    for line in sorted(values, key=lambda v: (v.box.cy, v.box.x0)):
        if rows and line.box.cy - rows[-1][0].box.cy < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    if len(rows) <= len(labels) or len(labels) < 2:
        return None
    pitches = [b[0].box.cy - a[0].box.cy for a, b in pairwise(rows)]
    ordered = sorted(pitches, reverse=True)
    least, most = ordered[len(labels) - 2], ordered[len(labels) - 1]  # between values, within one
    if least - most < _WIDER:
        return None
    blocks: list[list[Line]] = [list(rows[0])]
    for row, pitch in zip(rows[1:], pitches, strict=True):
        if pitch >= least:
            blocks.append([])
        blocks[-1] += row
    for label, block in zip(labels, blocks, strict=True):
        middle, box = bounding(line.box for line in label).cy, bounding(line.box for line in block)
        if not box.y0 - 2 <= middle <= box.y1 + 2:
            return None
    return blocks
