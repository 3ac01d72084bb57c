"""What is missing, doubtful or inconsistent in one document's records, said in French."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from models.record import Action, Check, Cost, DocumentRecords
from models.segment import LabelledField, Remark
from pipeline.confidence import LOW

PLAN_DOUBTFUL = "plan_doubtful"  # the document as a whole was probably not read
FILE_DAMAGED = "file_damaged"  # pages or passages may be missing: the document is ``partial``
NOTICES = {
    FILE_DAMAGED: "error",
    PLAN_DOUBTFUL: "warning",
    "attachments": "warning",
    "not_a_plan": "warning",
}  # how grave a notice on the file is, "info" otherwise
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def check_records(
    records: DocumentRecords,
    *,
    empty_fields: Mapping[str, list[LabelledField]] | None = None,
    warnings: Iterable[str] = (),
    notices: Mapping[str, str] | None = None,
    remarks: Iterable[Remark] = (),
) -> list[Check]:
    """``empty_fields``: labelled fields without text, by action id; ``warnings``: French sentences; ``notices``: others, on
    the document itself, by name of check; ``remarks``: on its pages."""
    out = [*_gaps(records), *_empty(records, empty_fields or {}), *_unpiloted(records), *_doubtful(records)]
    out += [*_totals(records), *_only_listed(records)]
    document_id = records.document.document_id
    out += [
        Check(document_id=document_id, check_name="announced_not_found", severity="warning", message=w)
        for w in dict.fromkeys(warnings)
    ]
    out += [
        Check(document_id=document_id, check_name=name, severity=NOTICES.get(name, "info"), message=message)
        for name, message in (notices or {}).items()
    ]
    out += [
        Check(document_id=document_id, check_name=r.check, severity="warning", page=r.page, message=r.message)
        for r in remarks
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
    """Holes in the numbering of siblings; a table that starts late or jumps far says nothing sure.

    A number met anywhere is not missing: engagements 3 and 4 of the second axis follow 1 and 2 of the first, and
    the same list may be printed with and without its word.
    """
    kinds = (
        ("orientations", [(_printed(o.number, o.title), o.parent_id, o.label) for o in records.orientations]),
        ("actions", [(a.number, None, a.label) for a in records.actions]),
    )
    for table, rows in kinds:
        siblings: dict[tuple, set[int | str]] = defaultdict(set)
        met: dict[str, set[int | str]] = defaultdict(set)
        for number, parent, label in rows:
            if number and (split := _split(number)):
                siblings[(parent, (label or "").lower(), split[0])].add(split[1])
                met[split[0]].add(split[1])
        for (_, label, stem), members in siblings.items():
            known = met["roman"] | met[""] if stem in ("roman", "") else met[stem]
            missing = [m for m in _missing(members) if m not in {str(k).upper() for k in known}]
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


def _printed(number: str | None, title: str | None) -> str | None:
    """A level's number, looked for in its title where it was left there: "Axe I Préserver la terre"."""
    if number or not title:
        return number
    found = re.match(r"\w+ ([IVX]{1,4}|\d{1,2}|[A-Z]) ", title)
    return found[1] if found else None


def _empty(records: DocumentRecords, empty_fields: Mapping[str, list[LabelledField]]) -> Iterable[Check]:
    """Labels of known fields under which nothing was read; a form's own words may be no labels at all."""
    for action in records.actions:
        known = [f for f in empty_fields.get(action.action_id, ()) if f.field != "other"]
        labels = [f.label.strip(" :") for f in known]
        for label in dict.fromkeys(t for t in labels if re.search(r"[^\W\d_]{3}", t)):
            yield _action_check(
                action, "empty_field", "info", f"{_name(action)} : sous la rubrique « {label} », rien n'a été lu."
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


VALUES = {
    "pilots": "pilote", "partners": "partenaire", "costs": "coût", "funders": "financeur", "indicators": "indicateur",
    "targets": "objectif chiffré",
}  # fmt: skip


def _doubtful(records: DocumentRecords) -> Iterable[Check]:
    """One line an action: what of it was read with little confidence, and how little."""
    low: dict[str, list[tuple[str, float]]] = defaultdict(list)  # action to (what, confidence)
    for action in records.actions:
        if action.confidence is not None and action.confidence < LOW:
            low[action.action_id].append(("intitulé", action.confidence))
    for table, name in VALUES.items():
        for row in getattr(records, table):
            if row.confidence is not None and row.confidence < LOW:
                low[row.action_id].append((name, row.confidence))
    for action in records.actions:
        if doubts := low[action.action_id]:
            count = Counter(name for name, _ in doubts)
            what = ", ".join(f"{n} {_plural(name, n)}" for name, n in count.items())
            least = f"{min(c for _, c in doubts):.2f}".replace(".", ",")
            yield _action_check(
                action,
                "low_confidence",
                "warning",
                f"{_name(action)} : lecture peu sûre ({what} ; confiance la plus basse {least}), à vérifier sur la page.",
            )


def _plural(name: str, count: int) -> str:
    return name if count == 1 else " ".join(f"{word}s" for word in name.split())


def _totals(records: DocumentRecords) -> Iterable[Check]:
    """A field that prints a total and its parts: do the parts sum to it?"""
    by_action: dict[str, list[Cost]] = defaultdict(list)
    for c in records.costs:
        if c.amount_min is not None and c.amount_min == c.amount_max and c.per_unit is None:
            by_action[c.action_id].append(c)
    actions = {a.action_id: a for a in records.actions}
    methods = {e.record_id: e.method for e in records.evidence if e.table_name == "costs"}  # "cell : Coût total"
    for action_id, costs in by_action.items():
        yearly = [c for c in costs if c.year is not None and c.per_period is None]
        plain = [c for c in costs if c.year is None]
        for period in dict.fromkeys(c.per_period for c in plain):
            same = [c for c in plain if c.per_period == period]
            total = max(same, key=lambda c: c.amount_min)
            parts = [c for c in same if c is not total]
            in_table = methods.get(total.cost_id, "").startswith("year_column")
            if period is None and in_table and not parts and len({c.year for c in yearly}) == len(yearly) > 1:
                parts = yearly
            summed = sum(c.amount_min for c in parts)
            if len(parts) < 2 or not _contradicts(total, parts, summed, methods.get(total.cost_id, "")):
                continue
            yield _action_check(
                actions[action_id],
                "total_mismatch",
                "warning",
                f"{_name(actions[action_id])} : les montants lus font {_euros(summed)} "
                f"et le total imprimé est de {_euros(total.amount_min)}.",
            )


def _contradicts(total: Cost, parts: list[Cost], summed: Decimal, method: str) -> bool:
    """Figures side by side are not always a sum: the words or the label must say so, or yearly columns stand beside.

    "Dont" names some parts of a total: only more than the total is too much.
    """
    text = total.text.lower()
    if all(p.year is not None for p in parts):
        return summed != total.amount_min
    if re.search(r"\bdont\b|y compris", text):
        return summed > total.amount_min
    label = "" if "column" in method.split(" :")[0] else method.lower()  # a column's total is its table's affair
    if re.search(r"\btotal", f"{label} {text}") or text.rstrip().endswith(":"):
        return summed != total.amount_min
    # "60 000 € (État 30 000 / villes 30 000)": the bracket follows the total and holds all the parts.
    held = re.search(r"\d[\s\d,.]*(?:k?€|euros?|ht|ttc|par an|/ ?an|\s)*\(([^)]*\d[^)]*)\)", text)
    digits = re.sub(r"\D", " ", held[1].replace(" ", "")) if held else ""
    return bool(held) and all(f"{p.amount_min:.0f}" in digits.split() for p in parts) and summed != total.amount_min


def _only_listed(records: DocumentRecords) -> Iterable[Check]:
    """Actions of a summary table without the fiche that the other rows of that table have."""
    opened = {e.record_id: e for e in reversed(records.evidence) if e.table_name == "actions" and e.field == "title"}
    listed = [a for a in records.actions if a.action_id in opened and opened[a.action_id].method.startswith("row")]
    if not listed or len(listed) == len(records.actions):
        return
    owner = {
        r[f"{table[:-1]}_id"]: r["action_id"]
        for table in ("pilots", "partners", "costs", "funders", "indicators", "targets")
        for r in (row.model_dump() for row in getattr(records, table))
    }
    owner |= {a.action_id: a.action_id for a in records.actions}
    fiches = {a.action_id: a for a in records.actions if a not in listed}
    in_table: dict[int, set[str]] = defaultdict(set)  # page to the fiches that a table of that page names too
    for e in records.evidence:
        action = fiches.get(owner.get(e.record_id, ""))
        if action and e.method.startswith(("column", "year_column")):
            if not (action.page_start or 0) <= e.page <= (action.page_end or 0):
                in_table[e.page].add(action.action_id)
    for action in listed:
        page = opened[action.action_id].page
        beside = in_table[page - 1] | in_table[page] | in_table[page + 1]
        if len(beside) >= 2 and len(beside) >= len(listed):
            yield _action_check(
                action,
                "announced_not_found",
                "warning",
                f"{_name(action)} : annoncée par le tableau de la page {page}, où les autres actions ont leur fiche, "
                "et sans fiche trouvée.",
            )


def _euros(amount) -> str:
    text = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    return f"{text.removesuffix(',00')} €"
