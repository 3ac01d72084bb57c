"""An action's labelled texts read into typed values that keep their places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from extractors.french.fold import fold
from extractors.printed_lines import names_on_lines
from extractors.readers.calendar import read_calendar
from extractors.readers.indicators import indicator_kind, read_indicators
from extractors.readers.money import read_cost
from extractors.readers.money_words import WHOLE
from extractors.readers.organisations import read_organisations
from extractors.readers.targets import read_targets
from extractors.year_rows import marked_years
from models.reading import Amount, CalendarReading, FunderMention, IndicatorMention, OrgMention, Spans, TargetMention
from models.segment import ActionNode, IndicatorTable, LabelledField
from models.text import Place, PlacedText

T = TypeVar("T")

TEXT_FIELDS = ("objective", "context", "modalities", "expected_results", "territorial_scale")
YEAR_COLUMN = "year_column"  # the rule of a budget's cell under a year or under "Total" (year None)
YEAR_MARKS = "year_marks"  # the rule of a field read from marked year columns, labelled "2024-2026"
_CELLS = ("cell", "column", "table", YEAR_COLUMN)  # where a dash alone says that nothing is printed
_CLAUSE_END = re.compile(r"\n|;\s|\s[•►▪]\s|(?<=[^\s.]{3})\.\s+(?=[A-ZÉÈÀÂÎÔ])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(slots=True)
class Found(Generic[T]):
    """A value, the words it was read from, where they are printed and the field they stand in."""

    value: T
    text: str
    places: list[Place]
    source: LabelledField
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class CostLine:
    """One amount, or a status without any (``amount`` None)."""

    status: str
    amount: Amount | None = None


@dataclass(slots=True)
class TypedFields:
    """Everything read from one action; lists are in printed order, doubles of one field removed."""

    pilots: list[Found[OrgMention]] = field(default_factory=list)
    partners: list[Found[OrgMention]] = field(default_factory=list)
    costs: list[Found[CostLine]] = field(default_factory=list)
    funders: list[Found[FunderMention]] = field(default_factory=list)
    indicators: list[Found[IndicatorMention]] = field(default_factory=list)
    targets: list[Found[TargetMention]] = field(default_factory=list)
    calendar: Found[CalendarReading] | None = None
    texts: dict[str, Found[str]] = field(default_factory=dict)
    empty: list[LabelledField] = field(default_factory=list)


def read_fields(action: ActionNode, *, plan_period: tuple[int | None, int | None] | None = None) -> TypedFields:
    """Run every field's reader over ``action``; ``plan_period`` serves "durée du plan"."""
    out = TypedFields()
    named: dict[str, list[LabelledField]] = {}
    for f in action.fields:
        f.text = _without_filling(f.text)
        dashed = f.field == "cost" and f.rule in _CELLS and not any(c.isalnum() or c == "?" for c in f.text.text)
        if dashed or (not f.text and not (f.table and f.table.rows) and f.rule != YEAR_MARKS):
            out.empty.append(f)
            continue
        named.setdefault(f.field, []).append(f)
    # A label that holds others, or is repeated by a table, is not empty when its field is read elsewhere.
    out.empty = [f for f in out.empty if f.field not in named]
    for f in named.get("pilot", ()):
        out.pilots += _organisations(f)
    for f in named.get("partner", ()):
        out.partners += _organisations(f)
    by_field = []
    for group in _cost_groups([f for f in action.fields if not any(f is e for e in out.empty)]):
        read = [_cost(f) for f in group]
        by_field.append([c for costs, _ in read for c in costs])
        out.funders += [m for _, funders in read for m in funders]
    shares = []
    unsaid = {f.text.text for f in named.get("cost", ()) if f.text.text[:1].isalpha() and not re.search(r"\d\s?\S?€", f.text.text)}
    for group in _funder_groups([f for f in action.fields if not (f.rule == "column" and _after_name(f) in unsaid)]):
        read = [_cost(f, funders_only=True) for f in group]
        shares.append([c for costs, _ in read for c in costs if c.value.amount])
        out.funders += [m for _, funders in read for m in funders]
    by_field, shares = _in_the_period_of(by_field, shares)
    shares = _in_the_period_of_their_row(by_field, shares)
    out.costs = _distinct_costs(by_field, shares)
    if not out.costs and out.funders:
        # Saying who pays says something of money.
        for f in named.get("funder", ()):
            out.costs.append(_found(CostLine("stated"), f, None, 0.7))
    for f in named.get("indicator", ()):
        out.indicators += _indicators(f)
    out.indicators = _told_once(out.indicators)
    out.calendar = _calendar(named.get("calendar", ()), plan_period)
    for name in TEXT_FIELDS:
        if name in named:
            out.texts[name] = _joined(named[name])
    out.targets = _targets(action, named)
    return out


# Leaders, rules of dashes and long blanks, which a form prints where nothing is written.
_FILLING = re.compile(r"([^\w\n]{1,3}?)\1{15,}|(_)\2{15,}")


def _without_filling(text: PlacedText) -> PlacedText:
    """The text with each long run of one sign printed twice at most: readers would weigh every sign of it."""
    runs = [m for m in _FILLING.finditer(text.text)]
    if not runs:
        return text
    bounds = [0, *(b for m in runs for b in (m.start() + 2 * len(m[1] or m[2]), m.end())), len(text.text)]
    return PlacedText.join((text.slice(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True)), " ")


def _found(value: T, f: LabelledField, spans: Spans | None, confidence: float) -> Found[T]:
    """``spans`` None: the whole field."""
    text, places = _cut(f.text, spans)
    return Found(value, text, places, f, confidence)


def _cut(text: PlacedText, spans: Spans | None) -> tuple[str, list[Place]]:
    if spans is None:
        return text.text, text.places()
    parts = [text.text[a:b] for a, b in spans]
    return " ".join(parts), list(dict.fromkeys(p for a, b in spans for p in text.places(a, b)))


def _organisations(f: LabelledField) -> list[Found[OrgMention]]:
    lines = names_on_lines(f.text).text  # as long as f.text: the spans are the same
    return [_found(m, f, m.spans, m.confidence) for m in read_organisations(lines, role=f.label)]


def _cost(f: LabelledField, *, funders_only: bool = False) -> tuple[list[Found[CostLine]], list[Found[FunderMention]]]:
    text = names_on_lines(f.text).text if funders_only else f.text.text
    reading = read_cost(text, funders_only=funders_only, header=f.label, year=f.year)
    funders = [_found(m, f, m.spans, m.confidence) for m in reading.funders]
    if reading.status == "missing":
        return [], funders
    if not reading.amounts:
        return [_found(CostLine(reading.status), f, None, 0.85)], funders
    lines = []
    for amount in reading.amounts:
        spans = None if len(reading.amounts) == 1 else _clause(f.text.text, amount.spans)
        lines.append(_found(CostLine(reading.status, amount), f, spans, 0.9))
    return lines, funders


def _clause(text: str, spans: Spans) -> Spans:
    """The printed line or clause around ``spans``, blanks left out."""
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, start) if m.end() <= start), default=0)
    stop = next((m.start() for m in _CLAUSE_END.finditer(text) if m.start() >= end), len(text))
    raw = text[begin:stop]
    return ((begin + len(raw) - len(raw.lstrip()), begin + len(raw.rstrip())),)


def _cost_groups(fields: list[LabelledField]) -> list[list[LabelledField]]:
    """The cost fields; the rows of one budget table, each headed by who pays, are one group.

    Two funders may give the same sum the same year: it counts twice. A row without its own funder (the sum of the
    others, or an action's only row) stays apart, so that what it repeats is dropped.
    """
    groups: list[list[LabelledField]] = []
    paid = closed = False  # paid: within a row that a funder heads
    year = 0
    for f in fields:
        if f.field == "funder":
            paid, year = f.rule == "column", 0
        if f.field != "cost" or not f.text:
            continue
        if f.year is not None and f.year <= year:
            paid = False  # a row that nobody heads
        year = f.year or year
        rowed = f.rule == YEAR_COLUMN and paid
        if rowed and groups and groups[-1][-1].rule == YEAR_COLUMN and not closed:
            groups[-1].append(f)
        else:
            groups.append([f])
        closed = not rowed
        if f.rule == YEAR_COLUMN and f.year is None:
            paid = False  # the row's total
    return groups


def _funder_groups(fields: list[LabelledField]) -> list[list[LabelledField]]:
    """The fields that say who pays; those that follow each other are one table or list.

    A funder that heads a row of years stands alone: the row's own cells give its sums.
    """
    groups: list[list[LabelledField]] = []
    last = -2
    for i, f in enumerate(fields):
        if f.field != "funder" or not f.text:
            continue
        heads = i + 1 < len(fields) and fields[i + 1].rule == YEAR_COLUMN
        if heads:
            f = replace(f, text=f.text.slice(0, _before_figure(f.text.text)))
        if last == i - 1 and not heads:
            groups[-1].append(f)
        else:
            groups.append([f])
        last = -2 if heads else i
    return groups


def _after_name(f: LabelledField) -> str:
    """What a table's reader set after a funder: in "Anah : À chiffrer", a cell that spans the row's costs too."""
    return f.text.text.partition(" : ")[2] if f.field == "funder" else ""


def _before_figure(text: str) -> int:
    """Where the sum that a table's reader set after a funder ("État : 30 000 €") begins."""
    m = re.search(r" : [\d.,\s]+\S{0,5}$", text)
    return m.start() if m else len(text)


def _distinct_costs(
    by_field: list[list[Found[CostLine]]], shares: list[list[Found[CostLine]]]
) -> list[Found[CostLine]]:
    """A figure repeated by another field (table and fiche) once; a bare "stated" gives way to figures.

    ``shares``: what each funder gives. A share counts beside an equal cost, which it pays in whole.
    """
    figures = any(c.value.amount for costs in (*by_field, *shares) for c in costs)
    out: list[Found[CostLine]] = []
    for lists in (by_field, shares):
        seen: set[tuple] = set()
        for costs in lists:
            keys = [_cost_key(c.value) for c in costs]
            for key, c in zip(keys, costs, strict=True):
                if key not in seen and not (figures and key == ("stated",)):
                    out.append(c)
            seen.update(keys)
    return out


def _in_the_period_of_their_row(
    by_field: list[list[Found[CostLine]]], shares: list[list[Found[CostLine]]]
) -> list[list[Found[CostLine]]]:
    """The shares, by the year where they stand in one row with a yearly cost: "Coût annuel | Autres financeurs"."""
    row = [c for found in (*by_field, *shares) for c in found if c.value.amount and c.source.rule == "column"]
    periods = {c.value.amount.per_period for c in row if c.value.amount and c.source.field == "cost"}
    if len(periods) != 1 or not (period := periods.pop()):
        return shares
    return [[_by(c, period) if c.source.rule == "column" else c for c in found] for found in shares]


def _by(c: Found[CostLine], period: str) -> Found[CostLine]:
    """A figure that says nothing of its period, in ``period``."""
    a = c.value.amount
    plain = a is not None and a.per_period is None and a.per_unit is None and not re.search(r"\b(?:sur|total)\b", c.source.label)
    plain = plain and not WHOLE.search(fold(c.text))
    return replace(c, value=replace(c.value, amount=replace(a, per_period=period))) if a and plain else c


def _in_the_period_of(
    by_field: list[list[Found[CostLine]]], shares: list[list[Found[CostLine]]]
) -> tuple[list[list[Found[CostLine]]], list[list[Found[CostLine]]]]:
    """Both, the shares by the year when they are parts of an only cost that is: "92 000 € par an" and who pays what of it.

    The cost may be told twice, in the fiche and in a table; "Financement : CAF : 20 000 €" under it tells a share too.
    """
    told = [c for found in by_field for c in found if c.value.amount]
    costs = {_cost_key(c.value): c.value.amount for c in told if not _FINANCED.match(fold(c.source.label))}
    paid = [c for c in told if _FINANCED.match(fold(c.source.label))]
    parts = [c.value.amount for c in (*paid, *(c for found in shares for c in found)) if c.value.amount]
    whole = next(iter(costs.values()), None)
    if len(costs) != 1 or not parts or whole.low != whole.high or any(p.per_period for p in parts):
        return by_field, shares
    period = whole.per_period
    if period is None or whole.per_unit or sum(p.low for p in parts) > whole.low:
        return by_field, shares
    own = [[_by(c, period) if any(c is p for p in paid) else c for c in found] for found in by_field]
    return own, [[_by(c, period) for c in found] for found in shares]


_FINANCED = re.compile(r"(?:co-?)?financ(?:ements?|eurs?|e par)\b")


def _cost_key(line: CostLine) -> tuple:
    a = line.amount
    return (line.status,) if a is None else (a.low, a.high, a.per_period, a.per_unit, a.year)


def _indicators(f: LabelledField) -> list[Found[IndicatorMention]]:
    kind = f.kind or indicator_kind(f.label) or "evaluation"
    if f.table and f.table.rows:
        return list(_table_indicators(f, f.table, kind))
    return [_found(m, f, m.spans, m.confidence) for m in read_indicators(f.text.text, kind=kind)]


def _told_once(found: list[Found[IndicatorMention]]) -> list[Found[IndicatorMention]]:
    """Each indicator where it is first told; of two that say the same words, the one that gives values."""
    kept: dict[str, Found[IndicatorMention]] = {}
    for i in found:
        key = fold(i.value.text).strip(" .;")
        known = kept.get(key)
        if known is None or (_is_bare(known.value) and not _is_bare(i.value)):
            kept[key] = i
    return list(kept.values())


def _is_bare(m: IndicatorMention) -> bool:
    return m.baseline is None and m.target is None


def _table_indicators(f: LabelledField, table: IndicatorTable, kind: str) -> Iterable[Found[IndicatorMention]]:
    for row in table.rows:
        text = row.get("text")
        if not text:
            continue
        value = {k: t for k in ("baseline", "target", "unit") if (t := _cell_value(row.get(k)))}
        printed = row["year"].text if row.get("year") else ""
        year = _YEAR.search(printed)
        mention = IndicatorMention(
            " ".join(text.text.split()).strip(" •-.;"),
            ((0, len(text.text)),),
            kind,
            value.get("baseline"),
            value.get("target"),
            value.get("unit"),
            int(year.group()) if year else table.target_year if "target" in value else None,
            0.9,
        )
        yield Found(mention, text.text, text.places(), f, 0.9)


def _cell_value(text: PlacedText | None) -> str | None:
    """A cell's text; None for an empty one or a dash."""
    value = " ".join(text.text.split()) if text else ""
    return value if value.strip("-–—./ ") else None


_BEGINS = re.compile(r"(date (de|du) )?(debut|demarrage|lancement)")
_ENDS = re.compile(r"(date (de|d'|limite) ?)?(fin|echeance|achevement)")


def _calendar(
    fields: Iterable[LabelledField], plan_period: tuple[int | None, int | None] | None
) -> Found[CalendarReading] | None:
    """All that is printed; years from the first place that gives any."""
    fields = list(fields)
    if not fields:
        return None
    marks = next((f for f in fields if f.rule == YEAR_MARKS), None)
    said = [f for f in fields if f is not marks]
    if marks and _YEAR.search(marks.label) and not any(_dates(f, plan_period).start for f in said):
        # The cells hold crosses or colours; the label says which years they stand under.
        years = [int(y) for y in _YEAR.findall(marks.label)]
        text = f"{years[0]}-{years[-1]}" if years[0] != years[-1] else str(years[0])
        value = CalendarReading(text, years[0], years[-1])
        return Found(value, marks.text.text or text, marks.text.places(), marks, 0.85)
    fields = said or fields
    joined = _joined(fields)
    readings = [_dates(f, plan_period) for f in fields]
    begins = next((r for f, r in zip(fields, readings, strict=True) if _BEGINS.match(fold(f.label))), None)
    ends = next((r for f, r in zip(fields, readings, strict=True) if _ENDS.match(fold(f.label))), None)
    if begins and ends and begins.start is not None:  # "Démarrage" and "Échéance" printed apart
        value = CalendarReading(joined.text, begins.start, ends.end if ends.end is not None else ends.start)
        return Found(value, joined.text, joined.places, joined.source, 0.85)
    dated = [(f, r) for f, r in zip(fields, readings, strict=True) if r.start is not None or r.end is not None]
    # A summary's "Démarrage" column says less than the fiche's own calendar.
    own = [r for f, r in dated if f.rule != "column" and not _BEGINS.match(fold(f.label))]
    steps = bool(dated) and "\n" in dated[0][0].text.text and _ENDS.match(fold(dated[0][0].label))  # a column of dates
    whole = own and dated[0][0].rule == "column" and (steps or _BEGINS.match(fold(dated[0][0].label)))
    best = own[0] if whole else dated[0][1] if dated else readings[0]
    if begins is not None and best is begins:  # a start, and no end is said
        best = CalendarReading(best.text, best.start, best.end if best.end != best.start else None)
    value = CalendarReading(joined.text, best.start, best.end)
    return Found(value, joined.text, joined.places, joined.source, 0.85)


def _dates(f: LabelledField, plan_period: tuple[int | None, int | None] | None) -> CalendarReading:
    row = marked_years(f.text)
    return CalendarReading(f.text.text, *row) if row else read_calendar(f.text.text, plan_period=plan_period)


def _joined(fields: list[LabelledField]) -> Found[str]:
    """Texts one under the other, a repeated text once."""
    kept: dict[str, LabelledField] = {}
    for f in fields:
        kept.setdefault(" ".join(fold(f.text.text).split()), f)
    text = PlacedText.join(f.text for f in kept.values())
    return Found(text.text, text.text, text.places(), fields[0], 0.9)


def _targets(action: ActionNode, named: dict[str, list[LabelledField]]) -> list[Found[TargetMention]]:
    sources = [(where, f) for where in ("objective", "modalities") for f in named.get(where, ())]
    out: dict[tuple, Found[TargetMention]] = {}
    for where, f in sources:
        for m in read_targets(f.text.text, where=where):
            out.setdefault((*_target_key(m), fold(m.text)), _found(m, f, m.spans, m.confidence))
    # A title's figure counts where neither says it again.
    said = {key[:-1] for key in out}
    title = LabelledField("title", "", action.title, action.rule)
    for m in read_targets(action.title.text, where="title"):
        if _target_key(m) not in said:
            out.setdefault((*_target_key(m), fold(m.text)), _found(m, title, m.spans, m.confidence))
    return list(out.values())


def _target_key(m: TargetMention) -> tuple:
    return (m.value, fold(m.unit or ""), m.per_period, m.year)
