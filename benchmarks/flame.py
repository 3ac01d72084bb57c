"""Stacks drawn as a flame graph: SVG without scripts, readable wherever a picture is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LETTER = 1200, 17, 6.2  # points: the picture, a row, a letter
LEAST = 0.004  # share under which a call is not drawn
COLORS = {"pymupdf": "#8fb8de", "extractors": "#f2b880", "pipeline": "#c9d8a4", "models": "#e8d5a3"}
OTHER = "#d9d2cc"

Stack = tuple[tuple[str, str], ...]


@dataclass
class _Call:
    count: int = 0
    inner: dict[tuple[str, str], _Call] = field(default_factory=dict)


def flame(stacks: Counter[Stack]) -> str:
    """The SVG of stacks of (file, function), outermost first, with how often each was met."""
    root = _Call()
    for stack, count in stacks.items():
        call = root
        call.count += count
        for frame in stack:
            call = call.inner.setdefault(frame, _Call())
            call.count += count
    rows: list[tuple[int, float, float, str, str]] = []
    _place(root, 0, 0.0, root.count, rows)
    depth = max((row[0] for row in rows), default=0) + 1
    shapes = [_shape(depth, *row) for row in rows]
    size = f'width="{WIDTH}" height="{depth * HEIGHT}" viewBox="0 0 {WIDTH} {depth * HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">'
    return "\n".join([head, *shapes, "</svg>", ""])


def _place(call: _Call, level: int, start: float, total: int, rows: list[tuple[int, float, float, str, str]]) -> None:
    for (file, function), inner in sorted(call.inner.items()):
        share = inner.count / total
        if share >= LEAST:
            package = next((name for name in COLORS if f"/{name}/" in file), "")
            rows.append((level, start, share, f"{Path(file).stem}.{function}", COLORS.get(package, OTHER)))
            _place(inner, level + 1, start, total, rows)
        start += share


def _shape(depth: int, level: int, start: float, share: float, name: str, color: str) -> str:
    x, y, width = start * WIDTH, (depth - 1 - level) * HEIGHT, share * WIDTH
    title = f"<title>{escape(name)} {100 * share:.1f} %</title>"
    box = f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{HEIGHT - 1}" fill="{color}">{title}</rect>'
    shown = name if len(name) * LETTER < width - 4 else name[: int((width - 8) / LETTER)]
    label = f'<text x="{x + 3:.1f}" y="{y + 12}">{escape(shown)}</text>' if len(shown) > 2 else ""
    return box + label
