"""From what was read to the rows of the public schema, each with its evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from extractors.fields import TEXT_FIELDS, CostLine, Found, TypedFields, read_fields
from models.page import Page
from models.reading import FunderMention, OrgMention
from models.record import (
    Action,
    Cost,
    Document,
    DocumentRecords,
    Evidence,
    Funder,
    Indicator,
    Organisation,
    OrganisationAlias,
    Orientation,
    PageRow,
    Partner,
    Pilot,
    Target,
)
from models.segment import ActionNode, Extraction, Metadata
from models.text import Place
from pipeline.checks import check_records, doubtful_organisations
from pipeline.confidence import Scale, probability
from pipeline.doubts import Doubts, of_level
from pipeline.ids import IdMaker, content_id, folded
from pipeline.linking import Linker, find_definitions
from pipeline.moments import Moments, read_moments
from pipeline.units import normalise_unit

# Evidence of an action's long texts stands apart from that of its title: same record_id, a table_name of its own,
# so that the boxes of ("actions", action_id) hold the title and nothing else.
TEXTS = "action_texts"


def build_records(
    extraction: Extraction,
    *,
    document_id: str,
    sha256: str,
    file_name: str,
    pipeline_version: str,
    ingested_at: dt.datetime,
    scale: Scale = probability,
) -> DocumentRecords:
    """Every row one document gives. The same extraction gives the same ids at every call.

    ``scale`` turns a rule's strength into the confidence that is told.
    """
    document = _document(extraction, document_id, sha256, file_name, pipeline_version, ingested_at)
    builder = _Builder(DocumentRecords(document=document), IdMaker(document_id), extraction.pages, scale)
    builder.metadata(extraction.metadata)
    orientation_ids = builder.orientations(extraction)
    period = (extraction.metadata.period_start, extraction.metadata.period_end)
    read = [(node, read_fields(node, plan_period=period)) for node in extraction.actions]
    builder.linker = _linker(extraction, read, document_id)
    builder.doubts = Doubts(read)
    action_ids = [
        builder.action(position, node, fields, orientation_ids) for position, (node, fields) in enumerate(read, 1)
    ]
    builder.organisations()
    builder.pages(extraction)
    empty = {i: fields.empty for i, (_, fields) in zip(action_ids, read, strict=True)}
    builder.records.checks = check_records(
        builder.records,
        empty_fields=empty,
        warnings=extraction.warnings,
        notices=extraction.notices,
        remarks=extraction.remarks,
    )
    builder.records.checks += doubtful_organisations(builder.records, builder.linker.candidates)
    return builder.records


def _document(
    extraction: Extraction, document_id: str, sha256: str, file_name: str, version: str, ingested_at: dt.datetime
) -> Document:
    m = extraction.metadata
    read_by_ocr = [p.ocr_confidence for p in extraction.pages if p.ocr_confidence is not None]
    return Document(
        document_id=document_id,
        sha256=sha256,
        file_name=file_name,
        plan_type=m.plan_type,
        title=m.title,
        territory=m.territory,
        territory_code=m.territory_code,
        territory_level=m.territory_level,
        period_start=m.period_start,
        period_end=m.period_end,
        reference=m.reference,
        published_on=dt.date.fromisoformat(m.published_on) if m.published_on else None,
        page_count=len(extraction.pages),
        text_source=extraction.text_source,
        ocr_confidence=round(sum(read_by_ocr) / len(read_by_ocr), 3) if read_by_ocr else None,
        pipeline_version=version,
        ingested_at=ingested_at,
    )


def _linker(extraction: Extraction, read: list[tuple[ActionNode, TypedFields]], document_id: str) -> Linker:
    """A linker that has seen every mention, so that its answers do not depend on their order."""
    found = [x for _, f in read for group in (f.pilots, f.partners, f.funders) for x in group]
    texts = [" ".join([w.text for w in page.words]) for page in extraction.pages]
    texts += [f.text.text for node, _ in read for f in node.fields]
    return Linker(
        extraction.metadata,
        mentions=[x.value.mention for x in found if not x.value.is_group],
        definitions=find_definitions("\n".join(texts)),
        fallback=document_id,
    )


class _Builder:
    """Holds the rows while they are made; one method a table."""

    def __init__(
        self, records: DocumentRecords, ids: IdMaker, pages: Iterable[Page] = (), scale: Scale = probability
    ) -> None:
        self._scale = scale
        self.records = records
        self.ids = ids
        self._pages = {page.number: page for page in pages}
        self._respelt = {n: read for n, page in self._pages.items() if (read := [w for w in page.words if w.raw])}
        self.document_id = records.document.document_id
        self.linker: Linker | None = None
        self.doubts = Doubts(())
        self._evidence_ids: set[str] = set()
        self._met: dict[str, tuple[Organisation, list[Found]]] = {}

    def _sure(self, name: str, rule: str, places: Sequence[Place], strength: float) -> float:
        """The confidence told of a value; ``name`` as the evaluation names fields."""
        page = self._pages.get(places[0].page) if places else None
        by_ocr = page is not None and (page.kind == "ocr" or page.ocr_confidence is not None)
        return self._scale(name, rule, by_ocr, strength)

    def _of(self, name: str, node: ActionNode, found: Found) -> float:
        """The same, of a value in an action's field."""
        text = getattr(found.value, "mention", found.text)
        strength = node.confidence * found.confidence * self.doubts.of_value(name, node, text)
        return self._sure(name, found.source.rule, found.places, strength)

    # Evidence

    def prove(
        self, table: str, record: str, field: str, text: str, places: Iterable[Place], method: str, confidence: float
    ) -> None:
        """One row a place, in points of the page as displayed; a place given twice counts once.

        ``text`` is told as OCR read it where that was corrected, and ``method`` says so.
        """
        places = list(places)
        by_ocr = any(page.ocr_confidence is not None or page.kind == "ocr" for p in places if (page := self._pages.get(p.page)))
        text, method = _as_read(text, places, method, "lecture OCR corrigée" if by_ocr else "lettres du fichier rétablies")
        for place in places:
            page = self._pages.get(place.page)
            shown = page.displayed(place.box) if page else place.box
            box = tuple(round(v, 2) for v in (shown.x0, shown.y0, shown.x1, shown.y1))
            evidence_id = content_id("evi", self.document_id, table, record, field, place.page, box)
            if evidence_id in self._evidence_ids:
                continue
            self._evidence_ids.add(evidence_id)
            self.records.evidence.append(
                Evidence(
                    evidence_id=evidence_id,
                    document_id=self.document_id,
                    table_name=table,
                    record_id=record,
                    field=field,
                    page=place.page,
                    x0=box[0],
                    y0=box[1],
                    x1=box[2],
                    y1=box[3],
                    text=text,
                    method=method,
                    confidence=_score(confidence),
                )
            )

    def prove_found(self, table: str, record: str, field: str, found: Found, confidence: float) -> None:
        source = found.source
        method = f"{source.rule} : {source.label}" if source.label else source.rule
        method += self._label_as_read(source.label, found.places)
        self.prove(table, record, field, found.text, found.places, method, confidence)

    def _label_as_read(self, label: str, places: Sequence[Place]) -> str:
        """ " (lu « Panenaires »)" when the label was respelt on one of these pages; else empty."""
        raw = {w.text.rstrip(" :"): w.raw.rstrip(" :") for p in places for w in self._respelt.get(p.page, ())}
        read = " ".join(raw.get(word, word) for word in label.split()) if raw else label
        return f" (lu « {read} »)" if read != label else ""

    # Tables

    def metadata(self, metadata: Metadata) -> None:
        for key, places in metadata.places.items():
            value = getattr(metadata, key, None)
            text = None if value is None else str(value)
            self.prove("documents", self.document_id, key, text, places, "metadata", 0.9)

    def orientations(self, extraction: Extraction) -> list[str]:
        """The ids, in the order of the extraction's nodes."""
        out: list[str] = []
        for position, node in enumerate(extraction.orientations, 1):
            title = node.title.text if node.title else None
            parent = out[node.parent] if node.parent is not None and node.parent < len(out) else None
            # Under its parent, so that "Axe 1" of two piliers keep their ids when others come or go.
            record = self.ids.make("ori", parent, folded(node.label), folded(node.number), folded(title))
            out.append(record)
            places = list(node.places) or (node.title.places() if node.title else [])
            confidence = self._sure("orientations", node.rule, places, node.confidence * of_level(node.number, title))
            self.records.orientations.append(
                Orientation(
                    orientation_id=record,
                    document_id=self.document_id,
                    parent_id=parent,
                    depth=node.depth,
                    position=position,
                    label=node.label,
                    number=node.number,
                    title=title,
                    page=node.page,
                    confidence=_score(confidence),
                )
            )
            text = title or " ".join(filter(None, (node.label, node.number)))
            self.prove("orientations", record, "title" if title else "label", text, places, node.rule, confidence)
        return out

    def action(self, position: int, node: ActionNode, fields: TypedFields, orientation_ids: Sequence[str]) -> str:
        """One action and all that hangs from it; returns its id."""
        title = " ".join(node.title.text.split())
        record = self.ids.make("act", folded(node.number), folded(title))
        calendar = fields.calendar
        years = calendar.value if calendar else None
        moments = read_moments(years.text, years.start, years.end) if years else Moments()
        strength = node.confidence * self.doubts.of_action(node)
        confidence = self._sure("actions", node.rule, node.title.places(), strength)
        self.records.actions.append(
            Action(
                action_id=record,
                document_id=self.document_id,
                orientation_id=None if node.orientation is None else orientation_ids[node.orientation],
                position=position,
                label=node.label,
                number=node.number,
                title=title,
                **{name: fields.texts[name].value for name in TEXT_FIELDS if name in fields.texts},
                calendar=calendar.value.text if calendar else None,
                start_year=calendar.value.start if calendar else None,
                end_year=calendar.value.end if calendar else None,
                start_on=moments.start,
                end_on=moments.end,
                calendar_precision=moments.precision,
                page_start=node.page_start,
                page_end=node.page_end,
                confidence=_score(confidence),
            )
        )
        self.prove("actions", record, "title", node.title.text, node.title.places(), node.rule, confidence)
        for name, found in fields.texts.items():
            self.prove_found(TEXTS, record, name, found, self._of("objective", node, found))
        if calendar:
            self.prove_found(TEXTS, record, "calendar", calendar, self._of("calendar", node, calendar))
        self._bodies("pilots", record, node, fields.pilots)
        self._bodies("partners", record, node, fields.partners)
        self._costs(record, node, fields)
        self._indicators(record, node, fields)
        self._targets(record, node, fields)
        return record

    def _bodies(self, table: str, action: str, node: ActionNode, found: list[Found[OrgMention]]) -> None:
        prefix, rows = ("pil", self.records.pilots) if table == "pilots" else ("par", self.records.partners)
        for position, (x, organisation_id) in enumerate(self._distinct(found), 1):
            confidence = self._of(table, node, x)
            record = self.ids.make(prefix, action, folded(x.value.mention))
            values = {
                "action_id": action,
                "document_id": self.document_id,
                "organisation_id": organisation_id,
                "mention": x.value.mention,
                "qualifier": x.value.qualifier,
                "is_group": x.value.is_group,
                "role": x.value.role or x.source.label or None,
                "position": position,
                "confidence": _score(confidence),
            }
            rows.append(Pilot(pilot_id=record, **values) if table == "pilots" else Partner(partner_id=record, **values))
            self.prove_found(table, record, "mention", x, confidence)

    def _distinct(self, found: list[Found]) -> list[tuple[Found, str]]:
        """The mentions with their organisation; a body named by two fields once, in its longer form.

        Inside one field only an identical mention is dropped: "État (DDETS)" and "État (ANCT)" are two.
        """
        out: list[tuple[Found, str]] = []
        for x in found:
            qualifier = getattr(x.value, "qualifier", None)
            organisation = self.linker.link(x.value.mention, qualifier, x.value.is_group)
            body = organisation.organisation_id
            self._met.setdefault(body, (organisation, []))[1].append(x)
            for i, (y, other) in enumerate(out):
                if other != body:
                    continue
                if y.source is x.source:
                    if folded(y.value.mention) == folded(x.value.mention):
                        break
                else:
                    if len(folded(x.value.mention)) > len(folded(y.value.mention)):
                        out[i] = (x, body)
                    break
            else:
                out.append((x, body))
        return out

    def _costs(self, action: str, node: ActionNode, fields: TypedFields) -> None:
        made: list[tuple[Found[CostLine], str]] = []
        for x in fields.costs:
            a = x.value.amount
            confidence = self._of("cost_amounts" if a else "cost_status", node, x)
            key = (a.low, a.high, a.per_period, a.year) if a else ("",)
            record = self.ids.make("cos", action, x.value.status, *key)
            made.append((x, record))
            self.records.costs.append(
                Cost(
                    cost_id=record,
                    action_id=action,
                    document_id=self.document_id,
                    text=x.text,
                    status=x.value.status,
                    amount_min=a.low if a else None,
                    amount_max=a.high if a else None,
                    per_period=a.per_period if a else None,
                    per_unit=a.per_unit if a else None,
                    year=a.year if a else None,
                    nature=a.nature if a else None,
                    tax=a.tax if a else None,
                    confidence=_score(confidence),
                )
            )
            self.prove_found("costs", record, "text", x, confidence)
        for position, (x, organisation_id) in enumerate(self._distinct(fields.funders), 1):
            confidence = self._of("funders", node, x)
            record = self.ids.make("fun", action, folded(x.value.mention))
            self.records.funders.append(
                Funder(
                    funder_id=record,
                    action_id=action,
                    document_id=self.document_id,
                    cost_id=_cost_of(x, made),
                    organisation_id=organisation_id,
                    mention=x.value.mention,
                    amount=x.value.amount,
                    share=x.value.share,
                    position=position,
                    confidence=_score(confidence),
                )
            )
            self.prove_found("funders", record, "mention", x, confidence)

    def _indicators(self, action: str, node: ActionNode, fields: TypedFields) -> None:
        for position, x in enumerate(fields.indicators, 1):
            confidence = self._of("indicators", node, x)
            record = self.ids.make("ind", action, folded(x.value.text))
            self.records.indicators.append(
                Indicator(
                    indicator_id=record,
                    action_id=action,
                    document_id=self.document_id,
                    text=x.value.text,
                    kind=x.value.kind,
                    baseline=x.value.baseline,
                    target=x.value.target,
                    unit=x.value.unit,
                    unit_normalised=normalise_unit(x.value.unit),
                    target_year=x.value.target_year,
                    position=position,
                    confidence=_score(confidence),
                )
            )
            self.prove_found("indicators", record, "text", x, confidence)

    def _targets(self, action: str, node: ActionNode, fields: TypedFields) -> None:
        for x in fields.targets:
            confidence = self._of("targets", node, x)
            record = self.ids.make("tar", action, folded(x.value.text), x.value.value, x.value.unit)
            self.records.targets.append(
                Target(
                    target_id=record,
                    action_id=action,
                    document_id=self.document_id,
                    text=x.value.text,
                    value=x.value.value,
                    unit=x.value.unit,
                    unit_normalised=normalise_unit(x.value.unit),
                    per_period=x.value.per_period,
                    year=x.value.year,
                    confidence=_score(confidence),
                )
            )
            self.prove_found("targets", record, "text", x, confidence)

    def organisations(self) -> None:
        """The bodies met, every way the document writes them, and the first place that names each."""
        for organisation_id, (organisation, found) in sorted(self._met.items()):
            self.records.organisations.append(organisation)
            self.records.organisation_aliases += [
                OrganisationAlias(organisation_id=organisation_id, alias=alias, document_id=self.document_id)
                for alias in dict.fromkeys(x.value.mention for x in found)
            ]
            first = found[0]
            sure = self._sure("partners", first.source.rule, first.places, first.confidence)
            self.prove_found("organisations", organisation_id, "name", first, sure)

    def pages(self, extraction: Extraction) -> None:
        for page in extraction.pages:
            self.records.pages.append(
                PageRow(
                    document_id=self.document_id,
                    page=page.number,
                    kind=page.kind,
                    role=page.role,
                    width=page.display.width if page.display else page.width,
                    height=page.display.height if page.display else page.height,
                    rotation=page.rotation,
                    words=page.printed_words,
                    ocr_confidence=page.ocr_confidence,
                    status=page.status,
                    message=page.message,
                )
            )


def _as_read(text: str | None, places: list[Place], method: str, why: str) -> tuple[str | None, str]:
    """``text`` with the lines that were corrected as OCR read them; ``method`` with a word of it."""
    read = [place.read for place in places if place.read]
    if not read:
        return text, method
    at, out, missing = 0, text or "", []
    for line, raw in read:
        found = out.find(line, at)
        if found < 0:  # a value made of the words rather than quoting them
            missing.append(raw)
            continue
        out = out[:found] + raw + out[found + len(line) :]
        at = found + len(raw)
    if missing and len(missing) == len(read):
        out = " ".join(missing)
    return out, f"{method} ; {why}"


def _score(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 3)


def _cost_of(funder: Found[FunderMention], costs: list[tuple[Found[CostLine], str]]) -> str | None:
    """The cost row a funder's share belongs to: its own figure, else the only row of its field."""
    same = [(c, i) for c, i in costs if c.source is funder.source]
    own = [i for c, i in same if c.value.amount and c.value.amount.low == funder.value.amount]
    if own:
        return own[0]
    return same[0][1] if same else None
