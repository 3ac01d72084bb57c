"""Rules and fills of a page, whatever the order and the way they were drawn."""

from __future__ import annotations

import pymupdf

from extractors.sheet import Sheet
from models.geometry import Box, bounding
from models.page import Fill, Rule

_THIN = 3.0  # points: a filled rectangle thinner than this is a stroke
_MIN_RULE = 4.0
_DOTTED = 10  # specks in a row that make a dotted stroke
_MAX_PATHS = 20_000  # beyond, it is a map or a chart, and holds no table


def read_drawings(sheet: Sheet, unit: float = 1.0) -> tuple[list[Rule], list[Fill], list[Box]]:
    """Strokes, filled rectangles, and the dots some tools draw as bullets, in points of the displayed page.

    ``unit``: points of this page for one of office paper.
    """
    rules: list[Rule] = []
    fills: list[Fill] = []
    dots: list[Box] = []
    paths = sheet.drawings
    if len(paths) > _MAX_PATHS:
        return rules, fills, dots
    rect = sheet.source.rect
    right, bottom = rect.width + 2, rect.height + 2
    matrix = sheet.source.rotation_matrix if sheet.source.rotation else None
    least, most = 1.5 * unit, 8 * unit  # of a dot
    specks: list[Box] = []  # what dotted and dashed strokes are made of

    def place(x0: float, y0: float, x1: float, y1: float) -> Box | None:
        x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
        y0, y1 = (y0, y1) if y0 <= y1 else (y1, y0)
        if matrix is not None:
            x0, y0, x1, y1 = (pymupdf.Rect(x0, y0, x1, y1) * matrix).normalize()
        x0, y0 = x0 if x0 > -2.0 else -2.0, y0 if y0 > -2.0 else -2.0
        x1, y1 = x1 if x1 < right else right, y1 if y1 < bottom else bottom
        return Box(x0, y0, x1, y1) if x1 >= x0 and y1 >= y0 else None

    def rule(x0: float, y0: float, x1: float, y1: float) -> None:
        box = place(x0, y0, x1, y1)
        if box and max(box.width, box.height) >= _MIN_RULE * unit:
            rules.append(Rule(box))
        elif box:
            specks.append(box)

    def outline(box: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = box
        rule(x0, y0, x1, y0), rule(x0, y1, x1, y1), rule(x0, y0, x0, y1), rule(x1, y0, x1, y1)

    def fill(box: tuple[float, float, float, float], color: tuple[float, ...]) -> None:
        x0, y0, x1, y1 = box
        if min(abs(x1 - x0), abs(y1 - y0)) <= _THIN * unit:
            rule(x0, y0, x1, y1)
            return
        placed = place(*box)
        if placed and placed.width > 6 * unit and placed.height > 5 * unit:
            fills.append(Fill(placed, _rgb(color)))

    for path in paths:
        stroked = "s" in path["type"] and path.get("stroke_opacity", 1) != 0
        filled = "f" in path["type"] and path.get("fill") is not None and path.get("fill_opacity", 1) > 0.02
        if path["type"] not in ("s", "f", "fs"):
            continue
        items = path["items"]
        px0, py0, px1, py1 = path["rect"]
        if least <= px1 - px0 <= most and least <= py1 - py0 <= most:
            dot = place(px0, py0, px1, py1)
            if dot:
                dots.append(dot)
            continue
        rects = [i for i in items if i[0] in ("re", "qu")]
        if len(rects) == len(items):
            boxes = [tuple(item[1]) if item[0] == "re" else tuple(pymupdf.Quad(item[1]).rect) for item in rects]
            sides = _border(boxes, 2 * _THIN * unit) if filled and not stroked and path.get("even_odd") else None
            if sides is not None:
                for side in sides:
                    rule(*side)
                continue
            for box in boxes:
                if filled:
                    fill(box, path["fill"])
                if stroked:
                    outline(box)
            continue
        lines = [i for i in items if i[0] == "l"]
        rounded = any(i[0] == "c" for i in items)
        straight = [i for i in lines if abs(i[1][0] - i[2][0]) < 1 or abs(i[1][1] - i[2][1]) < 1]
        if (filled or rounded) and len(items) >= 3 and _is_box(path["rect"], straight):
            if filled:
                fill(path["rect"], path["fill"])
            if stroked:
                outline(path["rect"])
        elif stroked:
            for _, (x0, y0), (x1, y1) in straight:
                rule(x0, y0, x1, y1)
    strokes, dots = _dotted(specks, dots)
    return rules + strokes, fills, dots


def _dotted(specks: list[Box], dots: list[Box]) -> tuple[list[Rule], list[Box]]:
    """Strokes made of specks or dots in a row, ten or more, evenly set; and the dots that are in none."""
    rules: list[Rule] = []
    used: set[int] = set()
    pieces = [*specks, *dots]
    if len(pieces) < _DOTTED:
        return rules, dots
    for lying in (True, False):
        rows: dict[int, list[tuple[float, float, int]]] = {}
        for k, b in enumerate(pieces):
            if k not in used:
                at, start, end = (b.cy, b.x0, b.x1) if lying else (b.cx, b.y0, b.y1)
                rows.setdefault(round(at * 2), []).append((start, end, k))
        for row in rows.values():
            row.sort()
            chain = [row[0]]
            for piece in (*row[1:], (float("inf"), float("inf"), -1)):
                start, end, _ = chain[-1]
                if piece[0] - end <= 2.2 * max(end - start, 0.5) + 0.3:
                    chain.append(piece)
                    continue
                if len(chain) >= _DOTTED:
                    box = bounding(pieces[k] for _, _, k in chain)
                    rules.append(Rule(box))
                    used.update(k for _, _, k in chain)
                chain = [piece]
    return rules, [b for k, b in enumerate(dots, len(specks)) if k not in used]


def _border(boxes: list[tuple[float, ...]], thick: float) -> list[tuple[float, float, float, float]] | None:
    """The sides of a border painted as what one rectangle has more than another within it; None for other shapes."""
    if len(boxes) != 2:
        return None
    outer, inner = sorted(
        ((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in boxes),
        key=lambda r: (r[0] - r[2]) * (r[3] - r[1]),
    )
    x0, y0, x1, y1 = outer
    left, top, right, bottom = inner[0] - x0, inner[1] - y0, x1 - inner[2], y1 - inner[3]
    if min(left, top, right, bottom) < -0.1 or max(left, top, right, bottom) > thick:
        return None
    sides = [
        (left, (x0, y0, inner[0], y1)),
        (top, (x0, y0, x1, inner[1])),
        (right, (inner[2], y0, x1, y1)),
        (bottom, (x0, inner[3], x1, y1)),
    ]
    return [side for thickness, side in sides if thickness > 0.2]


def _is_box(rect: tuple[float, float, float, float], straight: list) -> bool:
    """Whether a path of lines (and rounded corners) runs along most of its bounding rectangle."""
    x0, y0, x1, y1 = rect
    around = 2 * (x1 - x0 + y1 - y0)
    along = 0.0
    for _, (ax, ay), (bx, by) in straight:
        on_edge = (abs(ax - bx) < 1 and min(abs(ax - x0), abs(ax - x1)) < 1.5) or (
            abs(ay - by) < 1 and min(abs(ay - y0), abs(ay - y1)) < 1.5
        )
        if on_edge:
            along += abs(ax - bx) + abs(ay - by)
    return around > 0 and along >= 0.5 * around


def _rgb(color: tuple[float, ...]) -> int:
    if len(color) == 1:
        color = (color[0],) * 3
    if len(color) == 4:
        c, m, y, k = color
        color = ((1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k))
    r, g, b = (max(0, min(255, round(v * 255))) for v in color[:3])
    return (r << 16) | (g << 8) | b
