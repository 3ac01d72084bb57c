"""The rows of the public schema, checked by pydantic.

One class a table, one attribute a column, in the schema's order (``pipeline/schema.sql``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_assignment=True)


class Document(Row):
    document_id: str = Field(pattern=r"^[0-9a-f]{16}$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    file_name: str
    plan_type: str | None = None
    title: str | None = None
    territory: str | None = None
    territory_code: str | None = None
    territory_level: str | None = Field(None, pattern="^(commune|epci|departement|region|national|other)$")
    period_start: int | None = None
    period_end: int | None = None
    reference: str | None = None
    published_on: dt.date | None = None
    page_count: int
    text_source: str = Field(pattern="^(digital|ocr|mixed)$")
    ocr_confidence: float | None = None
    supersedes: str | None = None
    pipeline_version: str
    ingested_at: dt.datetime


class Orientation(Row):
    orientation_id: str
    document_id: str
    parent_id: str | None = None
    depth: int
    position: int
    label: str | None = None
    number: str | None = None
    title: str | None = None
    page: int | None = None
    confidence: float | None = Field(None, ge=0, le=1)


class Action(Row):
    action_id: str
    document_id: str
    orientation_id: str | None = None
    position: int
    label: str | None = None
    number: str | None = None
    title: str
    objective: str | None = None
    context: str | None = None
    modalities: str | None = None
    expected_results: str | None = None
    territorial_scale: str | None = None
    calendar: str | None = None
    start_year: int | None = None
    end_year: int | None = None
    start_on: dt.date | None = None
    end_on: dt.date | None = None
    calendar_precision: str | None = Field(None, pattern="^(day|month|quarter|semester|year)$")
    page_start: int | None = None
    page_end: int | None = None
    confidence: float | None = Field(None, ge=0, le=1)


class Organisation(Row):
    organisation_id: str
    name: str
    acronym: str | None = None
    kind: str | None = Field(
        None,
        pattern="^(state|region|departement|epci|commune|social_landlord|agency|association|group|other)$",
    )
    territory_code: str | None = None
    siren: str | None = None
    origin: str | None = Field(None, pattern="^(registry|territory|document|group|doubtful|user)$")
    successor_id: str | None = None
    successor_name: str | None = None
    current_id: str | None = None
    current_name: str | None = None


class OrganisationAlias(Row):
    organisation_id: str
    alias: str
    document_id: str | None = None


class Pilot(Row):
    pilot_id: str
    action_id: str
    document_id: str
    organisation_id: str | None = None
    mention: str
    qualifier: str | None = None
    is_group: bool
    role: str | None = None
    position: int
    confidence: float | None = Field(None, ge=0, le=1)


class Partner(Row):
    partner_id: str
    action_id: str
    document_id: str
    organisation_id: str | None = None
    mention: str
    qualifier: str | None = None
    is_group: bool
    role: str | None = None
    position: int
    confidence: float | None = Field(None, ge=0, le=1)


class Cost(Row):
    cost_id: str
    action_id: str
    document_id: str
    text: str
    status: str = Field(pattern="^(stated|none|constant|to_define)$")
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    per_period: str | None = Field(None, pattern="^(year|month|day)$")
    per_unit: str | None = None
    year: int | None = None
    nature: str | None = Field(None, pattern="^(investment|operating|subsidy|staff)$")
    tax: str | None = Field(None, pattern="^(HT|TTC)$")
    confidence: float | None = Field(None, ge=0, le=1)


class Funder(Row):
    funder_id: str
    action_id: str
    document_id: str
    cost_id: str | None = None
    organisation_id: str | None = None
    mention: str
    amount: Decimal | None = None
    share: float | None = None
    position: int
    confidence: float | None = Field(None, ge=0, le=1)


class Indicator(Row):
    indicator_id: str
    action_id: str
    document_id: str
    text: str
    kind: str | None = Field(None, pattern="^(output|outcome|evaluation|monitoring)$")
    baseline: str | None = None
    target: str | None = None
    unit: str | None = None
    target_year: int | None = None
    position: int
    confidence: float | None = Field(None, ge=0, le=1)
    unit_normalised: str | None = None


class Target(Row):
    target_id: str
    action_id: str
    document_id: str
    text: str
    value: float
    unit: str | None = None
    per_period: str | None = None
    year: int | None = None
    confidence: float | None = Field(None, ge=0, le=1)
    unit_normalised: str | None = None


class Evidence(Row):
    evidence_id: str
    document_id: str
    table_name: str
    record_id: str
    field: str | None = None
    page: int = Field(ge=1)
    x0: float
    y0: float
    x1: float
    y1: float
    text: str | None = None
    method: str
    confidence: float | None = Field(None, ge=0, le=1)


class PageRow(Row):
    document_id: str
    page: int = Field(ge=1)
    kind: str = Field(pattern="^(digital|ocr|mixed|blank|unreadable)$")
    role: str | None = None
    width: float
    height: float
    rotation: int
    words: int
    ocr_confidence: float | None = None
    status: str = Field(pattern="^(ok|failed)$")
    message: str | None = None


class Check(Row):
    document_id: str
    check_name: str
    severity: str = Field(pattern="^(info|warning|error)$")
    table_name: str | None = None
    record_id: str | None = None
    page: int | None = None
    message: str


class Ingestion(Row):
    ingestion_id: str
    file_name: str
    sha256: str | None = None
    document_id: str | None = None
    status: str = Field(pattern="^(ok|duplicate|partial|failed)$")
    error_code: str | None = None
    error_message: str | None = None
    page_count: int | None = None
    pages_failed: int | None = None
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    pipeline_version: str


class Correction(Row):
    correction_id: str
    document_id: str
    table_name: str
    record_id: str
    field: str
    old_value: str | None = None
    new_value: str | None = None
    author: str | None = None
    made_at: dt.datetime
    kind: str | None = Field(None, pattern="^(set|add|drop|merge|accept|undo)$")  # None: set, by an earlier version
    page: int | None = Field(None, ge=1)
    x0: float | None = None
    y0: float | None = None
    x1: float | None = None
    y1: float | None = None


class DocumentRecords(BaseModel):
    """All rows one document gives; written as one JSON record file, read by the publisher."""

    model_config = ConfigDict(extra="forbid")

    document: Document
    orientations: list[Orientation] = []
    actions: list[Action] = []
    organisations: list[Organisation] = []
    organisation_aliases: list[OrganisationAlias] = []
    pilots: list[Pilot] = []
    partners: list[Partner] = []
    costs: list[Cost] = []
    funders: list[Funder] = []
    indicators: list[Indicator] = []
    targets: list[Target] = []
    evidence: list[Evidence] = []
    pages: list[PageRow] = []
    checks: list[Check] = []
