"""Pictograms drawn of small paths, as words of a font of their own, that a legend may explain."""

from __future__ import annotations

from extractors.sheet import Sheet
from models.geometry import Box, bounding
from models.page import PICTOGRAM, Word

_LARGEST, _SMALLEST = 45.0, 9.0  # points: what is larger is an illustration, what is smaller a bullet
_MOST = 150  # small paths of a page; beyond, it is a map, a chart or letters drawn
_APART = 3.0  # points between the paths of one pictogram
_KEPT = 0.12  # of the pictogram's size: smaller pieces are not compared
_SIZE = 14.0  # points: what a sign counts for beside its words


def read_signs(sheet: Sheet, number: int, unit: float = 1.0) -> list[Word]:
    """The pictograms of a page; the text of each tells its shape: what its paths are made of, and where they stand in it.

    ``unit``: points of this page for one of office paper.
    """
    if sheet.source.rotation:
        return []
    paths = [(Box(*p["rect"]), _kinds(p["items"])) for p in sheet.drawings if _is_small(p, _LARGEST * unit)]
    if not 3 <= len(paths) <= _MOST:
        return []
    out = []
    for group in _groups([box for box, _ in paths], _APART * unit):
        box = bounding(paths[k][0] for k in group)
        if not all(_SMALLEST * unit <= side <= _LARGEST * unit for side in (box.width, box.height)):
            continue
        size = max(box.width, box.height)
        pieces = sorted(
            (kinds, (b.x0 - box.x0) / size, (b.y0 - box.y0) / size, b.width / size, b.height / size)
            for b, kinds in (paths[k] for k in group)
            if min(b.width, b.height) >= _KEPT * size
        )
        if any(kinds != "re1" for kinds, *_ in pieces):
            text = ";".join(f"{kinds}:" + ",".join(f"{v:.3f}" for v in where) for kinds, *where in pieces)
            out.append(Word(text, box, number, size=_SIZE * unit, font=PICTOGRAM))
    return out


def _is_small(path: dict, largest: float) -> bool:
    x0, y0, x1, y1 = path["rect"]
    return path["type"] in ("s", "f", "fs") and 1 < max(x1 - x0, y1 - y0) <= largest


def _kinds(items: list) -> str:
    """What a path is made of: "c4l1", four curves and a line."""
    kinds = [i[0] for i in items]
    return "".join(f"{kind}{kinds.count(kind)}" for kind in sorted(set(kinds)))


def _groups(boxes: list[Box], apart: float) -> list[list[int]]:
    """Boxes that touch or nearly do, together."""
    groups: list[tuple[Box, list[int]]] = []
    for k, box in enumerate(boxes):
        whole, members = box, [k]
        rest = []
        for other, own in groups:
            if _near(whole, other, apart):
                whole, members = whole.union(other), own + members
            else:
                rest.append((other, own))
        groups = [*rest, (whole, members)]
    return [members for _, members in groups]


def _near(a: Box, b: Box, apart: float) -> bool:
    return a.x0 - apart < b.x1 and b.x0 - apart < a.x1 and a.y0 - apart < b.y1 and b.y0 - apart < a.y1
