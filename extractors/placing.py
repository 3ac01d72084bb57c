"""A page's words, rules, fills and images put elsewhere, all alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from models.geometry import Box
from models.page import Display, Page, Word


def placed(
    page: Page, place: Callable[[Box], Box], width: float, height: float, display: Display | None, *, turn: int = 0, size: float = 1.0
) -> Page:
    """``page`` with each box where ``place`` puts it, words turned back by ``turn`` degrees, their sizes times ``size``."""

    def word(w: Word) -> Word:
        angle = w.angle if w.angle == 45 else (w.angle - turn) % 360
        return replace(w, box=place(w.box), angle=angle, size=w.size * size)

    return replace(
        page,
        width=width,
        height=height,
        words=[word(w) for w in page.words],
        rules=[replace(rule, box=place(rule.box)) for rule in page.rules],
        fills=[replace(fill, box=place(fill.box)) for fill in page.fills],
        images=[place(box) for box in page.images],
        signs=[word(w) for w in page.signs],
        dots=[place(box) for box in page.dots],
        display=display,
    )
