"""Drawings in SVG, written by hand: bars, a calendar, a network, a table of counts. Self-contained, on white."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

INK, SOFT, LINE, PAPER = "#1f2933", "#52606d", "#d9dee4", "#ffffff"
PALETTE = ("#2563c9", "#0b7a4b", "#b4540a", "#b3277a", "#7048b6", "#0f7f93", "#8a6d00", "#c0312b", "#475569", "#5b8def")
FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
WIDTH = 960
ROW = 26
BIDI = {i: f"[U+{i:04X}]" for i in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
HIDDEN = BIDI | {i: chr(0x2400 + i) for i in range(32) if i not in (9, 10, 13)} | {0x7F: "␡"}


def visible(text: str) -> str:
    """Controls that would act on their surroundings, shown instead."""
    return text.translate(HIDDEN)


def cut(text: object, length: int) -> str:
    told = " ".join(visible(str(text)).split())
    return told if len(told) <= length else told[: length - 1] + "…"


def euros(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:.1f} M€".replace(".", ",")
    if value >= 1e4:
        return f"{value / 1e3:.0f} k€"
    return f"{value:,.0f} €".replace(",", "\u202f")


def text(
    x: float, y: float, told: object, *, anchor: str = "start", size: float = 13, fill: str = INK, more: str = ""
) -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{fill}"{more}>'
            f"{escape(str(told))}</text>")  # fmt: skip


def rect(x: float, y: float, w: float, h: float, fill: str, title: str = "", radius: float = 2) -> str:
    told = f"<title>{escape(title)}</title>" if title else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(w, 0.5):.1f}" height="{h:.1f}" rx="{radius:g}" fill="{fill}">{told}</rect>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width:g}"/>'


def sheet(title: str, height: float, parts: Iterable[str], width: float = WIDTH) -> str:
    """The whole drawing; ``title`` is what a screen reader says of it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.0f}" width="{width:g}" height="{height:.0f}" '
        f'role="img" font-family="{escape(FONT)}"><title>{escape(visible(title))}</title>'
        + rect(0, 0, width, height, PAPER, radius=0) + "".join(parts) + "</svg>"
    )  # fmt: skip


def nothing(title: str, told: str) -> str:
    return sheet(title, 80, [text(WIDTH / 2, 45, told, anchor="middle", fill=SOFT)])


def legend(names: Sequence[str], y: float) -> str:
    parts, x = [], 20.0
    for i, name in enumerate(names):
        parts += [rect(x, y - 10, 12, 12, PALETTE[i % len(PALETTE)]), text(x + 17, y, name, size=12, fill=SOFT)]
        x += 34 + 7.2 * len(name)
    return "".join(parts)


def stacked(
    title: str, rows: Sequence[tuple[str, dict[str, float]]], series: Sequence[str], shown=euros, label: int = 300
) -> str:
    """Horizontal bars, one a row, cut by series; the sum at the end."""
    most = max((sum(v.values()) for _, v in rows), default=0)
    if most <= 0:
        return nothing(title, "Rien à dessiner avec ce qui a été lu.")
    parts = [legend(series, 26)]
    room = WIDTH - label - 110
    for i, (name, values) in enumerate(rows):
        y = 46 + i * ROW
        parts.append(text(label - 10, y + 14, cut(name, label // 8), anchor="end", size=12))
        x = float(label)
        for n, one in enumerate(series):
            value = values.get(one, 0)
            if value > 0:
                w = room * value / most
                parts.append(
                    rect(x, y + 1, w, ROW - 8, PALETTE[n % len(PALETTE)], f"{cut(name, 120)} · {one} : {shown(value)}")
                )
                x += w
        parts.append(text(x + 7, y + 14, shown(sum(values.values())), size=12, fill=SOFT))
    return sheet(title, 60 + len(rows) * ROW, parts)


def columns(title: str, rows: Sequence[tuple[str, dict[str, float]]], series: Sequence[str]) -> str:
    """Vertical bars, one a row, cut by series."""
    most = max((sum(v.values()) for _, v in rows), default=0)
    if most <= 0:
        return nothing(title, "Rien à dessiner avec ce qui a été lu.")
    height, bottom, left = 320, 270, 50
    most = 4 * math.ceil(most / 4)  # whole figures beside the four lines
    parts = [legend(series, 26)]
    for step in range(5):
        y = bottom - 210 * step / 4
        parts += [
            line(left, y, WIDTH - 20, y),
            text(left - 8, y + 4, f"{most * step / 4:g}", anchor="end", size=11, fill=SOFT),
        ]
    each = (WIDTH - left - 30) / len(rows)
    for i, (name, values) in enumerate(rows):
        x, y = left + 8 + i * each, float(bottom)
        for n, one in enumerate(series):
            value = values.get(one, 0)
            if value > 0:
                h = 210 * value / most
                y -= h
                parts.append(
                    rect(x, y, min(each * 0.8, 60), h, PALETTE[n % len(PALETTE)], f"{name} · {one} : {value:g}", 1)
                )
        if i % max(1, len(rows) // 16) == 0:
            parts.append(text(x + min(each * 0.8, 60) / 2, bottom + 18, name, anchor="middle", size=11, fill=SOFT))
    return sheet(title, height, parts)


def calendar(title: str, rows: Sequence[tuple[str, int, int | None]]) -> str:
    """One row an action, a bar from its first year to its last; an open end fades at the edge."""
    if not rows:
        return nothing(title, "Aucune année n'a été lue dans les calendriers.")
    first = min(r[1] for r in rows)
    last = max(max(r[2] or r[1] for r in rows), first + 1)
    last = min(last, first + 30)
    left = 330
    each = (WIDTH - left - 20) / (last - first + 1)
    bottom = 40 + len(rows) * 22
    parts = []
    for year in range(first, last + 1):
        x = left + (year - first) * each
        parts += [
            line(x, 34, x, bottom),
            text(x + each / 2, 26, year, anchor="middle", size=11 if each > 34 else 8, fill=SOFT),
        ]
    for i, (name, start, end) in enumerate(rows):
        y = 40 + i * 22
        parts.append(text(left - 10, y + 13, cut(name, 44), anchor="end", size=12))
        stop = min(end if end is not None else last, last)
        x, w = left + (start - first) * each, each * (stop - start + 1)
        period = str(start) if end == start else f"{start} – {end if end is not None else '…'}"
        parts.append(
            rect(
                x + 2, y + 3, w - 4, 14, PALETTE[0] if end is not None else "#8fb0e6", f"{cut(name, 120)} : {period}", 3
            )
        )
    return sheet(title, bottom + 12, parts)


def network(title: str, nodes: Sequence[tuple[str, str, int]], edges: Sequence[tuple[str, str, int]]) -> str:
    """Organisations around a circle, a stroke between two that share actions; nodes are (id, name, citations)."""
    if len(nodes) < 2:
        return nothing(title, "Pas assez d'organisations pour dessiner un réseau.")
    height, cx, cy, radius = 860, WIDTH / 2, 430.0, 225.0
    most = max(n[2] for n in nodes)
    place = {n[0]: 2 * math.pi * i / len(nodes) - math.pi / 2 for i, n in enumerate(nodes)}
    names = {n[0]: n[1] for n in nodes}
    heaviest = max((e[2] for e in edges), default=1)
    parts = []
    for a, b, weight in sorted(edges, key=lambda e: e[2]):
        (xa, ya), (xb, yb) = (_around(cx, cy, radius, place[n]) for n in (a, b))
        told = f"{cut(names[a], 60)} – {cut(names[b], 60)} : {weight} action{'s' if weight > 1 else ''}"
        parts.append(
            f'<path d="M{xa:.1f} {ya:.1f} Q{cx:.1f} {cy:.1f} {xb:.1f} {yb:.1f}" fill="none" stroke="{PALETTE[0]}" '
            f'stroke-opacity="{0.15 + 0.5 * weight / heaviest:.2f}" stroke-width="{0.8 + 5 * weight / heaviest:.1f}">'
            f"<title>{escape(told)}</title></path>"
        )
    for key, name, cited in nodes:
        angle = place[key]
        x, y = _around(cx, cy, radius, angle)
        size = 4 + 9 * math.sqrt(cited / most)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="{PALETTE[1]}" stroke="{PAPER}" stroke-width="1.5">'
            f"<title>{escape(cut(name, 120))} : {cited}</title></circle>"
        )
        tx, ty = _around(cx, cy, radius + 20, angle)
        degrees, left = math.degrees(angle), math.cos(angle) < -0.001
        turn = degrees + 180 if left else degrees
        parts.append(
            text(tx, ty, cut(name, 30), anchor="end" if left else "start", size=11.5,
                 more=f' dominant-baseline="middle" transform="rotate({turn:.1f} {tx:.1f} {ty:.1f})"')
        )  # fmt: skip
    return sheet(title, height, parts)


def _around(cx: float, cy: float, radius: float, angle: float) -> tuple[float, float]:
    return cx + radius * math.cos(angle), cy + radius * math.sin(angle)


def counts(title: str, rows: Sequence[str], heads: Sequence[str], cells: dict[tuple[str, str], int]) -> str:
    """A table whose cells are the darker the more they count."""
    if not rows or not heads:
        return nothing(title, "Aucun document.")
    most = max(cells.values(), default=1) or 1
    left = 300
    each = min((WIDTH - left - 20) / len(heads), 130)
    parts = [
        text(left + (i + 0.5) * each, 26, cut(h, max(4, int(each // 7))), anchor="middle", size=12, fill=SOFT)
        for i, h in enumerate(heads)
    ]
    for r, name in enumerate(rows):
        y = 40 + r * ROW
        parts.append(text(left - 10, y + 17, cut(name, 38), anchor="end", size=12))
        for i, head in enumerate(heads):
            n = cells.get((name, head), 0)
            x = left + i * each
            if not n:
                parts.append(rect(x + 1, y + 1, each - 2, ROW - 2, "#f4f6f8"))
                continue
            depth = 0.15 + 0.85 * math.sqrt(n / most)
            r_, g_, b_ = (round(255 + (c - 255) * depth) for c in (0x25, 0x63, 0xC9))
            parts.append(
                rect(x + 1, y + 1, each - 2, ROW - 2, f"#{r_:02x}{g_:02x}{b_:02x}", f"{cut(name, 80)} · {head} : {n}")
            )
            parts.append(text(x + each / 2, y + 17, n, anchor="middle", size=12, fill=PAPER if depth > 0.55 else INK))
    return sheet(title, 52 + len(rows) * ROW, parts)
