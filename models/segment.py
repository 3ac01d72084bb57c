"""The tree read from a document: orientations, actions and their labelled fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.page import Page
from models.text import Place, PlacedText

# Every field a label can open. The first ten become typed records, the others texts.
FIELDS = (
    "pilot", "partner", "cost", "funder", "calendar", "indicator", "objective", "context", "modalities",
    "expected_results", "territorial_scale", "orientation", "title", "number", "public", "other",
)  # fmt: skip


@dataclass(slots=True)
class LabelledField:
    """The text under one label of one action."""

    field: str  # one of FIELDS
    label: str  # as printed
    text: PlacedText
    rule: str  # what opened it: cell, box, run_in, colon, bold, column ...
    kind: str | None = None  # indicators: output | outcome | evaluation | monitoring
    year: int | None = None  # a budget column's year
    table: IndicatorTable | None = None


@dataclass(slots=True)
class IndicatorTable:
    """An indicator table's rows: column role ("text", "baseline", "target", "unit", "year") to cell."""

    rows: list[dict[str, PlacedText]] = field(default_factory=list)
    target_year: int | None = None


@dataclass(slots=True)
class OrientationNode:
    """A level above the actions; ``parent`` is an index into the list of orientations."""

    label: str | None
    number: str | None
    title: PlacedText | None
    parent: int | None = None
    depth: int = 0
    page: int | None = None
    places: list[Place] = field(default_factory=list)
    rule: str = "heading"
    confidence: float = 0.9


@dataclass(slots=True)
class ActionNode:
    """One distinct action, its fields united from every place that names it."""

    label: str | None
    number: str | None
    title: PlacedText
    orientation: int | None = None
    fields: list[LabelledField] = field(default_factory=list)
    page_start: int = 1
    page_end: int = 1
    rule: str = "heading"
    confidence: float = 0.9


@dataclass(slots=True)
class Metadata:
    """What the document says of itself; every value None when not printed."""

    plan_type: str | None = None
    title: str | None = None
    territory: str | None = None
    territory_code: str | None = None
    territory_level: str | None = None
    period_start: int | None = None
    period_end: int | None = None
    reference: str | None = None
    published_on: str | None = None  # ISO date
    places: dict[str, list[Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something inconsistent on a page: ``check`` is its name among the checks, ``message`` a French sentence."""

    check: str
    page: int
    message: str


@dataclass(slots=True)
class Extraction:
    """Everything read from one PDF, before normalisation."""

    pages: list[Page]
    orientations: list[OrientationNode] = field(default_factory=list)
    actions: list[ActionNode] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    text_source: str = "digital"
    warnings: list[str] = field(default_factory=list)
    notices: dict[str, str] = field(default_factory=dict)  # on the file itself: name of check to French sentence
    remarks: list[Remark] = field(default_factory=list)
