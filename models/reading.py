"""What a field reader finds in a text: typed values with the characters they came from.

Readers are pure functions of a string. A ``spans`` tuple lists the ``(start, end)``
character ranges of that string a value was read from, in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class OrgMention:
    """An organisation or a group as printed. ``qualifier``: service or role in brackets."""

    mention: str
    spans: Spans
    qualifier: str | None = None
    is_group: bool = False
    role: str | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of money in euros; ``low == high`` unless a range was printed."""

    low: Decimal
    high: Decimal
    spans: Spans
    per_period: str | None = None  # year | month | day
    per_unit: str | None = None
    year: int | None = None
    nature: str | None = None  # investment | operating | subsidy | staff
    tax: str | None = None  # HT | TTC
    text: str = ""


@dataclass(frozen=True, slots=True)
class FunderMention:
    """Who pays, with the amount (euros) or share (0..1) printed beside the name."""

    mention: str
    spans: Spans
    amount: Decimal | None = None
    share: float | None = None
    is_group: bool = False
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class CostReading:
    """``status``: stated, none, constant, to_define, or missing when nothing is said."""

    status: str
    amounts: list[Amount] = field(default_factory=list)
    funders: list[FunderMention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class IndicatorMention:
    """``kind``: output, outcome, evaluation or monitoring."""

    text: str
    spans: Spans
    kind: str = "evaluation"
    baseline: str | None = None
    target: str | None = None
    unit: str | None = None
    target_year: int | None = None
    confidence: float = 0.85


@dataclass(frozen=True, slots=True)
class TargetMention:
    """A quantified commitment: ``value`` in ``unit`` ("%" for shares)."""

    text: str
    spans: Spans
    value: float
    unit: str | None = None
    per_period: str | None = None
    year: int | None = None
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """Years from ``start`` to ``end``; ``end`` None is open, both None says nothing of years."""

    text: str
    start: int | None = None
    end: int | None = None
