"""Our own check of quality: the base against hand-made records, field by field.

The hand-made records are one JSON file a document (``docs`` tells their form). Every item found,
expected or both counts once; actions are paired by title and number first, and an action that was
missed costs every item it carries.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from models.errors import UsageError
from pipeline import query, tables
from pipeline.ids import folded

FRENCH = {
    "orientations": "orientations", "actions": "actions", "numbers": "numéros", "links": "rattachements",
    "pilots": "pilotes", "partners": "partenaires", "funders": "financeurs", "cost_amounts": "montants",
    "cost_status": "nature du coût", "indicators": "indicateurs", "targets": "objectifs chiffrés",
    "calendar": "calendrier", "objective": "objectif", "metadata": "description du document",
}  # fmt: skip
SAME_TITLE, SAME_NAME, SAME_TEXT = 85, 88, 85  # likeness out of 100
NOTHING = {
    "title": "", "number": None, "orientation": None, "pilots": [], "partners": [], "indicators": [], "targets": [],
    "calendar": None, "objective": None, "cost": {"amounts": [], "funders": [], "kind": None},
}  # fmt: skip


@dataclass
class Tally:
    """``right`` of ``found`` items, ``expected`` in all."""

    right: float = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.expected)

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else float(not self.found)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Evaluation:
    fields: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FRENCH})
    misses: list[tuple[str, str, str]] = field(default_factory=list)  # document, field, what
    documents: int = 0


def evaluate(database: Path, cases: Path, gold: Path) -> Evaluation:
    """Compare the documents that ``cases`` lists ({"pdf": …, "gold": …}) with the files in ``gold``."""
    evaluation = Evaluation()
    try:
        pairs = [
            (case["pdf"], json.loads((gold / case["gold"]).read_text(encoding="utf-8")))
            for case in json.loads(cases.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"relevés illisibles : {error}") from error
    with query.connect(database) as con:
        for pdf, expected in pairs:
            _Comparison(evaluation, pdf).run(_load(con, pdf), expected)
            evaluation.documents += 1
    return evaluation


def report_text(evaluation: Evaluation, *, misses: bool = False) -> str:
    """The table of fields, in French; ``misses`` adds what is missing and what is in excess."""
    used = {name: t for name, t in evaluation.fields.items() if t.found or t.expected}
    rows = [
        (FRENCH[name], *(f"{v:.3f}".replace(".", ",") for v in (t.precision, t.recall, t.f1)), t.expected)
        for name, t in used.items()
    ]
    lines = [tables.aligned(("champ", "précision", "rappel", "F1", "attendus"), rows)]
    mean = sum(t.f1 for t in used.values()) / len(used) if used else 0.0
    lines.append(f"\n{evaluation.documents} documents, F1 moyen des champs : {mean:.3f}".replace(".", ","))
    if misses:
        lines += [f"  {pdf} · {FRENCH[name]} · {what}" for pdf, name, what in evaluation.misses]
    return "\n".join(lines)


def _load(con, pdf: str) -> dict[str, list[dict]]:
    """The rows of one document by table; empty lists when it is not in the base."""

    def rows(sql: str, value: str) -> list[dict]:
        cursor = con.execute(sql, [value])
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    found = {"documents": rows("select * from documents where file_name = ? order by ingested_at desc limit 1", pdf)}
    document_id = found["documents"][0]["document_id"] if found["documents"] else ""
    for table in ("orientations", "actions", "pilots", "partners", "funders", "costs", "indicators", "targets"):
        found[table] = rows(f"select * from {table} where document_id = ?", document_id)
    return found


class _Comparison:
    """One document's items, counted into the evaluation."""

    def __init__(self, evaluation: Evaluation, pdf: str) -> None:
        self._evaluation, self._pdf = evaluation, pdf

    def run(self, found: dict[str, list[dict]], expected: dict) -> None:
        levels = self._items("orientations", found["orientations"], expected["orientations"], _orientation_likeness)
        level_of = {id(e): f["orientation_id"] for f, e in levels}
        paired = self._items("actions", found["actions"], expected["actions"], _action_likeness)
        met = {id(f) for f, _ in paired} | {id(e) for _, e in paired}
        pairs = [*paired]
        pairs += [(None, e) for e in expected["actions"] if id(e) not in met]
        pairs += [(f, NOTHING) for f in found["actions"] if id(f) not in met]
        for action, wanted in pairs:
            own = {t: [r for r in rows if action and r.get("action_id") == action["action_id"]]
                   for t, rows in found.items() if t not in ("documents", "orientations", "actions")}  # fmt: skip
            self._action(action or {}, wanted, own)
            above = [o for o in expected["orientations"] if wanted["orientation"] in _names(o)]
            if above:
                told = action and action["orientation_id"]
                good = told is not None and told in [level_of.get(id(o)) for o in above]
                self._one(
                    "links", told, good, f"{wanted['number'] or ''} {wanted['title'][:60]} : {wanted['orientation']}"
                )
        self._metadata(found["documents"][0] if found["documents"] else {}, expected["document"])

    def _action(self, action: dict, wanted: dict, own: dict[str, list[dict]]) -> None:
        name = wanted["number"] or wanted["title"][:40]
        printed = {_number(wanted["number"]), _number(wanted.get("number_printed"))} - {""}
        self._value("numbers", _number(action.get("number")) or None, printed, name)
        for table in ("pilots", "partners"):
            self._items(table, own[table], wanted[table], _same_body, name)
        self._items("funders", own["funders"], wanted["cost"]["funders"], _same_body, name)
        amounts = [c for c in own["costs"] if c["amount_min"] is not None]
        self._items("cost_amounts", amounts, wanted["cost"]["amounts"], _same_amount, name)
        if wanted["cost"]["kind"] is not None:
            kinds = wanted["cost"]["kind"] if isinstance(wanted["cost"]["kind"], list) else [wanted["cost"]["kind"]]
            said = {c["status"] for c in own["costs"]} or ({"missing"} if action else set())
            self._one("cost_status", said or None, bool(said & set(kinds)), f"{name} : {kinds}, lu {sorted(said)}")
        self._items("indicators", own["indicators"], wanted["indicators"], _same_text, name)
        self._items("targets", own["targets"], wanted["targets"], _same_target, name)
        calendar = wanted["calendar"] or {}
        years = (calendar.get("start"), calendar.get("end"))
        read = (action.get("start_year"), action.get("end_year"))
        none = (None, None)
        self._value("calendar", None if read == none else read, set() if years == none else {years}, name)
        said, text = folded(action.get("objective")).split(), folded(wanted["objective"]).split()
        if said or text:
            shared = 2 * sum((Counter(said) & Counter(text)).values()) / (len(said) + len(text))
            self._one("objective", said or None, shared, f"{name} : {shared:.2f}" * (shared < 0.9), expected=bool(text))

    def _metadata(self, document: dict, wanted: dict) -> None:
        start, end = wanted.get("period") or (None, None)
        single = {"reference": wanted.get("reference"), "published_on": wanted.get("date"), "period_start": start,
                  "period_end": end, "territory_code": wanted.get("territory_code")}  # fmt: skip
        for column, value in single.items():
            told = document.get(column)
            if {"published_on": "date", "period_start": "period"}.get(column, column) in wanted.get("open", []):
                continue
            accepted = {folded(str(value))} if value is not None else set()
            self._value("metadata", None if told is None else folded(str(told)), accepted, column)
        for column, cut in (("plan_type", 80), ("title", 75), ("territory", 75)):
            if wanted.get(column):
                told = document.get(column)
                good = fuzz.token_set_ratio(folded(told), folded(wanted[column])) >= cut
                self._one("metadata", told, bool(told) and good, f"{column} : {wanted[column]!r}, lu {told!r}")

    def _items(
        self,
        name: str,
        found: list[dict],
        expected: list[dict],
        likeness: Callable[[dict, dict], float],
        where: str = "",
    ) -> list[tuple[dict, dict]]:
        """Pair the most alike first; items marked "optional" count neither way."""
        scores = [(likeness(f, e), i, j) for i, f in enumerate(found) for j, e in enumerate(expected)]
        taken_f: set[int] = set()
        pairs: dict[int, int] = {}
        for score, i, j in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
            if score > 0 and i not in taken_f and j not in pairs:
                taken_f.add(i)
                pairs[j] = i
        free = sum(bool(expected[j].get("optional")) for j in pairs)
        self._count(name, len(pairs) - free, len(found) - free, sum(not e.get("optional") for e in expected))
        lost = [e for j, e in enumerate(expected) if j not in pairs and not e.get("optional")]
        self._tell(name, where, "manque", lost)
        self._tell(name, where, "en trop", [f for i, f in enumerate(found) if i not in taken_f])
        return [(found[i], expected[j]) for j, i in pairs.items()]

    def _value(self, name: str, told: object, accepted: set, where: str) -> None:
        """A single value that may be absent on either side."""
        if told is not None or accepted:
            what = f"{where} : attendu {sorted(accepted, key=str)}, lu {told}"
            self._one(name, told, told in accepted, what, expected=bool(accepted))

    def _one(self, name: str, told: object, right: float, what: str, *, expected: bool = True) -> None:
        self._count(name, right, int(told is not None), int(expected))
        if right < 0.9 and what:
            self._evaluation.misses.append((self._pdf, name, what))

    def _count(self, name: str, right: float, found: int, expected: int) -> None:
        tally = self._evaluation.fields[name]
        tally.right, tally.found, tally.expected = tally.right + right, tally.found + found, tally.expected + expected

    def _tell(self, name: str, where: str, how: str, items: Iterable[dict]) -> None:
        for item in items:
            said = [item.get(k) for k in ("number", "title", "mention", "amount_min", "amount", "value", "text")]
            what = " ".join(str(v)[:80] for v in said if v is not None)
            self._evaluation.misses.append((self._pdf, name, f"{where} {how} : {what}".strip()))


def _names(orientation: dict) -> list[str]:
    label, number = orientation["label"], orientation["number"]
    return [n for n in (number, label, f"{label} {number}") if n]


def _number(text: str | None) -> str:
    return re.sub(r"[^0-9a-z.]", "", re.sub(r"(?i)\bn\s*[°ºo]\s*", "", text or "").lower()).strip(".")


def _orientation_likeness(found: dict, expected: dict) -> float:
    same_number = bool(expected["number"]) and _number(found["number"]) == _number(expected["number"])
    titles = [folded(t) for t in (expected["title"], *expected.get("also", [])) if t]
    if not titles:
        return 90.0 * (same_number and folded(found["label"]) == folded(expected["label"]))
    best = max(fuzz.ratio(folded(found["title"]), t) for t in titles)
    return best + 10 * same_number if best >= 80 else 0.0


def _action_likeness(found: dict, expected: dict) -> float:
    alike = fuzz.ratio(folded(found["title"]), folded(expected["title"]))
    same_number = bool(expected["number"]) and _number(found["number"]) == _number(expected["number"])
    return alike + 15 * same_number if alike >= SAME_TITLE else 0.0


def _same_body(found: dict, expected: dict) -> float:
    said = _body(found["mention"])
    return max((_alike(said, _body(name)) for name in (expected["mention"], *expected.get("also", []))), default=0.0)


def _body(mention: str) -> str:
    return re.sub(r"^((les?|la|l|des?|du|un|une|et) )+", "", folded(re.sub(r"\([^)]*\)", " ", mention)))


def _alike(a: str, b: str) -> float:
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return 100.0 * bool(a)
    alike = fuzz.ratio(a, b)
    return alike if alike >= SAME_NAME and min(len(a), len(b)) > 5 else 0.0


def _same_text(found: dict, expected: dict) -> float:
    alike = fuzz.ratio(folded(found["text"]), folded(expected["text"]))
    return alike if alike >= SAME_TEXT else 0.0


def _same_amount(found: dict, expected: dict) -> float:
    period = expected.get("period")
    high = expected.get("max")
    good = (
        abs(float(found["amount_min"]) - expected["amount"]) < 0.5
        and found["per_period"] == (None if period in ("total", "once") else period)
        and (high is None or (found["amount_max"] is not None and abs(float(found["amount_max"]) - high) < 0.5))
    )
    return good * (1.0 + (found["year"] is not None and found["year"] == expected.get("year")))


def _same_target(found: dict, expected: dict) -> float:
    if abs(found["value"] - expected["value"]) > 1e-6:
        return 0.0
    return 1.0 + fuzz.partial_ratio(folded(found["text"]), folded(expected["text"]))
