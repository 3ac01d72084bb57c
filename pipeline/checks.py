"""What is missing, doubtful or inconsistent in one document's records, said in French."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from models.record import Action, Check, Cost, DocumentRecords
from models.segment import LabelledField

LOW_CONFIDENCE = 0.6
FILE_DAMAGED = "file_damaged"  # pages or passages may be missing: the document is ``partial``
NOTICES = {FILE_DAMAGED: "error", "attachments": "warning"}  # how grave a notice on the file is, "info" otherwise
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def check_records(
    records: DocumentRecords,
    *,
    empty_fields: Mapping[str, list[LabelledField]] | None = None,
    warnings: Iterable[str] = (),
    notices: Mapping[str, str] | None = None,
) -> list[Check]:
    """``empty_fields``: labelled fields without text, by action id; ``warnings``: French sentences; ``notices``: others, on
    the file itself, by name of check."""
    out = [*_gaps(records), *_empty(records, empty_fields or {}), *_unpiloted(records), *_doubtful(records)]
    out += _totals(records)
    document_id = records.document.document_id
    out += [
        Check(document_id=document_id, check_name="announced_not_found", severity="warning", message=w)
        for w in dict.fromkeys(warnings)
    ]
    out += [
        Check(document_id=document_id, check_name=name, severity=NOTICES.get(name, "info"), message=message)
        for name, message in (notices or {}).items()
    ]
    for page in records.pages:
        if page.status == "failed":
            message = page.message or f"La page {page.page} n'a pas pu être lue."
            out.append(
                Check(
                    document_id=document_id, check_name="page_failed", severity="error", page=page.page, message=message
                )
            )
    return out


def doubtful_organisations(records: DocumentRecords, candidates: Callable[[str], tuple[str, ...]]) -> Iterable[Check]:
    """Mentions left unlinked between organisations as likely as each other: ``candidates`` names them, by id."""
    pages = {e.record_id: e.page for e in reversed(records.evidence) if e.table_name == "organisations"}
    for organisation in records.organisations:
        if names := candidates(organisation.organisation_id):
            between = " ou ".join(f"« {name} »" for name in names)
            yield Check(
                document_id=records.document.document_id,
                check_name="organisation_douteuse",
                severity="warning",
                table_name="organisations",
                record_id=organisation.organisation_id,
                page=pages.get(organisation.organisation_id),
                message=f"« {organisation.name} » peut désigner {between} : à trancher.",
            )


def _name(action: Action) -> str:
    return " ".join(filter(None, (action.label, action.number))) or f"« {action.title[:60]} »"


def _action_check(action: Action, name: str, severity: str, message: str) -> Check:
    return Check(
        document_id=action.document_id,
        check_name=name,
        severity=severity,
        table_name="actions",
        record_id=action.action_id,
        page=action.page_start,
        message=message,
    )


def _split(number: str) -> tuple[str, int | str] | None:
    """A number's stem and its last member: "2.2.1" is ("2.2.", 1), "1A" is ("1", "A"), "MOB-03" ("mob-", 3)."""
    number = number.strip().lower().rstrip(".")
    if number in _ROMAN:
        return "roman", _ROMAN[number]
    if m := re.fullmatch(r"(.*?)(\d+)", number):
        return m[1], int(m[2])
    if m := re.fullmatch(r"(.*\d[.\s-]?)([a-z])", number):
        return m[1], m[2]
    return None


def _missing(members: set[int | str]) -> list[str]:
    """Members skipped between the first and the last; numbering is expected to begin at 1 or A."""
    letters = [ord(m) for m in members if isinstance(m, str)]
    numbers = [m for m in members if isinstance(m, int)]
    out = [chr(c).upper() for c in range(ord("a"), max(letters, default=0)) if c not in letters]
    return out + [str(n) for n in range(1, max(numbers, default=0)) if n not in numbers]


def _gaps(records: DocumentRecords) -> Iterable[Check]:
    """Holes in the numbering of siblings; a table that starts late or jumps far says nothing sure."""
    kinds = (
        ("orientations", [(o.number, o.parent_id, o.label) for o in records.orientations]),
        ("actions", [(a.number, None, a.label) for a in records.actions]),
    )
    for table, rows in kinds:
        siblings: dict[tuple, set[int | str]] = defaultdict(set)
        for number, parent, label in rows:
            if number and (split := _split(number)):
                siblings[(parent, (label or "").lower(), split[0])].add(split[1])
        for (_, label, stem), members in siblings.items():
            missing = _missing(members)
            if len(members) < 2 or not missing or len(missing) > len(members):
                continue
            stem = "" if stem == "roman" else stem.upper()
            names = ", ".join(stem + m for m in missing)
            what = label or ("action" if table == "actions" else "orientation")
            plural = "s manquants" if len(missing) > 1 else " manquant"
            yield Check(
                document_id=records.document.document_id,
                check_name="numbering_gap",
                severity="warning",
                table_name=table,
                message=f"Numérotation incomplète ({what}) : numéro{plural} {names}.",
            )


def _empty(records: DocumentRecords, empty_fields: Mapping[str, list[LabelledField]]) -> Iterable[Check]:
    for action in records.actions:
        for label in dict.fromkeys(f.label.strip(" :") for f in empty_fields.get(action.action_id, ())):
            yield _action_check(
                action, "empty_field", "info", f"{_name(action)} : la rubrique « {label} » est présente mais vide."
            )


def _unpiloted(records: DocumentRecords) -> Iterable[Check]:
    """Said once for a document that names no pilot at all."""
    piloted = {p.action_id for p in records.pilots}
    if records.actions and not piloted:
        yield Check(
            document_id=records.document.document_id,
            check_name="action_without_pilot",
            severity="info",
            message="Aucun pilote n'a été lu dans ce document.",
        )
        return
    for action in records.actions:
        if action.action_id not in piloted:
            yield _action_check(action, "action_without_pilot", "info", f"{_name(action)} : aucun pilote n'a été lu.")


def _doubtful(records: DocumentRecords) -> Iterable[Check]:
    for action in records.actions:
        if action.confidence is not None and action.confidence < LOW_CONFIDENCE:
            yield _action_check(
                action,
                "low_confidence",
                "warning",
                f"{_name(action)} : lecture peu sûre (confiance {action.confidence:.2f}), à vérifier sur la page.",
            )


def _totals(records: DocumentRecords) -> Iterable[Check]:
    """A field that prints a total and its parts: do the parts sum to it?"""
    by_action: dict[str, list[Cost]] = defaultdict(list)
    for c in records.costs:
        if c.amount_min is not None and c.amount_min == c.amount_max and c.per_unit is None:
            by_action[c.action_id].append(c)
    actions = {a.action_id: a for a in records.actions}
    for action_id, costs in by_action.items():
        yearly = [c for c in costs if c.year is not None and c.per_period is None]
        plain = [c for c in costs if c.year is None]
        for period in dict.fromkeys(c.per_period for c in plain):
            same = [c for c in plain if c.per_period == period]
            total = max(same, key=lambda c: c.amount_min)
            parts = [c for c in same if c is not total]
            if period is None and len(yearly) > 1 and not parts:
                parts = yearly
            if len(parts) < 2 or not _announces_total(total, parts):
                continue
            summed = sum(c.amount_min for c in parts)
            if summed != total.amount_min:
                yield _action_check(
                    actions[action_id],
                    "total_mismatch",
                    "warning",
                    f"{_name(actions[action_id])} : les montants lus font {_euros(summed)} "
                    f"et le total imprimé est de {_euros(total.amount_min)}.",
                )


def _announces_total(total: Cost, parts: list[Cost]) -> bool:
    """Figures side by side are not always a sum: the words must say so, or yearly columns stand under it."""
    if all(p.year is not None for p in parts):
        return True
    text = total.text.lower()
    if all(p.text == total.text for p in parts) and "(" in text:
        return True
    return "total" in text or "dont" in text or text.rstrip().endswith(":")


def _euros(amount) -> str:
    text = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    return f"{text.removesuffix(',00')} €"
