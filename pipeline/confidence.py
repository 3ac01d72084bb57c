"""How likely a value is right: the strength of the rule that read it, turned into a share of values found right.

``data/confidence.json`` is measured on documents with hand-made records by ``scripts/fit_confidence.py``: for each field
and rule, on digital pages and on scans, the steps of a rising curve. Without a measure for a rule, its field's curve.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files

# Under it a value is to be looked at: of those values about one in two was wrong.
LOW = 0.8
GOOD = 0.95  # from it on, nothing is marked on the review page

Curve = list[list[float]]  # [strength from which, probability], both rising
Scale = Callable[[str, str, bool, float], float]


def probability(field: str, rule: str, by_ocr: bool, strength: float) -> float:
    """The share of values right among those that ``rule`` read for ``field`` with this ``strength`` (0 to 1)."""
    curves = _curves()
    source = "ocr" if by_ocr else "digital"
    for key in (f"{field} {rule} {source}", f"{field} * {source}", f"{field} * *"):
        if key in curves:
            return on_curve(curves[key], strength)
    return strength


def uncalibrated(field: str, rule: str, by_ocr: bool, strength: float) -> float:
    """The strength itself, for measuring."""
    return strength


def on_curve(curve: Curve, strength: float) -> float:
    """The last step at or under ``strength``; the first one for less."""
    value = curve[0][1]
    for start, share in curve:
        if strength >= start - 1e-9:
            value = share
    return value


@cache
def _curves() -> dict[str, Curve]:
    text = (files("pipeline") / "data" / "confidence.json").read_text(encoding="utf-8")
    return json.loads(text)["curves"]
