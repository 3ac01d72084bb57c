"""One document's rows against its hand-made record: what is right, missing and in excess, strictly and softly.

Every item found, expected or both counts once; actions are paired by title and number first, and an action that was
missed costs every item it carries. Softly, a name, text or figure that is nearly the expected one counts too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipeline.ids import folded

FRENCH = {
    "orientations": "orientations", "actions": "actions", "numbers": "numéros", "links": "rattachements",
    "pilots": "pilotes", "partners": "partenaires", "funders": "financeurs", "cost_amounts": "montants",
    "cost_status": "nature du coût", "indicators": "indicateurs", "targets": "objectifs chiffrés",
    "calendar": "calendrier", "objective": "objectif", "metadata": "description du document",
}  # fmt: skip
SAME_TITLE, SAME_NAME, SAME_TEXT = 85, 88, 85  # likeness out of 100
NEARLY = 60  # the same, softly
NOTHING = {
    "title": "", "number": None, "orientation": None, "pilots": [], "partners": [], "indicators": [], "targets": [],
    "calendar": None, "objective": None, "cost": {"amounts": [], "funders": [], "kind": None},
}  # fmt: skip
KEYS = {
    "orientations": "orientation_id", "actions": "action_id", "pilots": "pilot_id", "partners": "partner_id",
    "funders": "funder_id", "cost_amounts": "cost_id", "cost_status": "cost_id", "indicators": "indicator_id",
    "targets": "target_id",
}  # fmt: skip
FAMILIES = {
    "row": "une ligne par action", "cell": "grille de libellés", "box": "encadrés", "run_in": "libellés dans le texte",
    "colon": "libellés dans le texte", "heading": "libellés en titres", "column": "colonnes", "year_column": "colonnes",
    "sentence": "prose", "unlabelled": "prose",
}  # fmt: skip


@dataclass
class Tally:
    """``right`` of ``found`` items, ``expected`` in all."""

    right: float = 0
    found: int = 0
    expected: int = 0

    def add(self, other: Tally) -> None:
        self.right, self.found = self.right + other.right, self.found + other.found
        self.expected += other.expected

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


@dataclass(frozen=True, slots=True)
class Judged:
    """One value read: whether it is right, and what was known of it."""

    document: str
    field: str  # one of FRENCH
    rule: str  # what read it, as evidence tells it
    by_ocr: bool
    confidence: float
    right: bool
    nearly: bool  # right, or nearly


def _tallies() -> dict[str, Tally]:
    return {name: Tally() for name in FRENCH}


@dataclass
class Result:
    """What comparing one document, or several, gives; ``whole``: actions of which nothing is wrong or missing."""

    fields: dict[str, Tally] = field(default_factory=_tallies)
    soft: dict[str, Tally] = field(default_factory=_tallies)
    whole: Tally = field(default_factory=Tally)
    misses: list[tuple[str, str, str]] = field(default_factory=list)  # document, field, what
    judged: list[Judged] = field(default_factory=list)
    document: str = ""
    source: str = ""  # digital | ocr | mixed, or empty when the document is not in the base
    family: str = ""

    def add(self, other: Result) -> None:
        for name in FRENCH:
            self.fields[name].add(other.fields[name])
            self.soft[name].add(other.soft[name])
        self.whole.add(other.whole)
        self.misses += other.misses
        self.judged += other.judged

    @property
    def mean(self) -> float:
        """Mean F1 of the fields that hold anything."""
        used = [t.f1 for t in self.fields.values() if t.found or t.expected]
        return sum(used) / len(used) if used else 0.0


def compare(document: str, found: dict[str, list[dict]], expected: dict) -> Result:
    """``found``: the document's rows by table (evidence and pages included); ``expected``: its hand-made record."""
    result = Result(document=document)
    result.source = found["documents"][0]["text_source"] if found["documents"] else ""
    result.family = _family(found["evidence"])
    _Comparison(result, found).run(found, expected)
    return result


def rule_of(method: str) -> str:
    """The rule's name at the head of a printed method: "cell" of "cell : Coût total"."""
    return re.split(r" [:;(]", method)[0]


def _family(evidence: list[dict]) -> str:
    """What most values were read from; a table with a row per action when most actions were rows."""
    titles = Counter(rule_of(e["method"]) for e in evidence if e["table_name"] == "actions")
    if titles and titles["row"] > sum(titles.values()) / 2:
        return FAMILIES["row"]
    children = ("pilots", "partners", "costs", "funders", "indicators")
    met = {e["record_id"]: rule_of(e["method"]) for e in evidence if e["table_name"] in children}
    count = Counter(FAMILIES.get(rule, "autres") for rule in met.values())
    return max(count, key=lambda k: (count[k], k)) if count else "actions énumérées"


class _Comparison:
    """One document's items, counted into its result."""

    def __init__(self, result: Result, found: dict[str, list[dict]]) -> None:
        self._result = result
        scanned = {p["page"] for p in found["pages"] if p["kind"] == "ocr" or p["ocr_confidence"] is not None}
        self._known: dict[tuple[str, str], tuple[str, bool, float]] = {}  # record and field, or "", to what is known
        for e in found["evidence"]:
            known = (rule_of(e["method"]), e["page"] in scanned, e["confidence"])
            for name in ("", e["field"] or ""):
                self._known.setdefault((e["record_id"], name), known)

    def run(self, found: dict[str, list[dict]], expected: dict) -> None:
        levels = self._items("orientations", found["orientations"], expected["orientations"], _orientation_likeness)
        level_of = {id(e): f["orientation_id"] for f, e in levels}
        paired = self._items("actions", found["actions"], expected["actions"], _action_likeness)
        met = {id(f) for f, _ in paired} | {id(e) for _, e in paired}
        pairs = [*paired]
        pairs += [(None, e) for e in expected["actions"] if id(e) not in met]
        pairs += [(f, NOTHING) for f in found["actions"] if id(f) not in met]
        for action, wanted in pairs:
            before = len(self._result.misses)
            own = {t: [r for r in rows if action and r.get("action_id") == action["action_id"]]
                   for t, rows in found.items()
                   if t not in ("documents", "orientations", "actions", "evidence", "pages")}  # fmt: skip
            self._action(action or {}, wanted, own)
            above = [o for o in expected["orientations"] if wanted["orientation"] in _names(o)]
            if above:
                told = action and action["orientation_id"]
                good = told is not None and told in [level_of.get(id(o)) for o in above]
                self._one(
                    "links", told, good, f"{wanted['number'] or ''} {wanted['title'][:60]} : {wanted['orientation']}"
                )
            if wanted is not NOTHING:
                right = action is not None and len(self._result.misses) == before
                self._result.whole.add(Tally(right, int(action is not None), 1))
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
        else:
            kinds = []
        for cost in own["costs"]:
            if cost["amount_min"] is None:
                self._judge("cost_status", cost["cost_id"], cost["status"] in kinds, cost["status"] in kinds)
        self._items("indicators", own["indicators"], wanted["indicators"], _same_text, name)
        self._items("targets", own["targets"], wanted["targets"], _same_target, name)
        calendar = wanted["calendar"] or {}
        years = (calendar.get("start"), calendar.get("end"))
        read = (action.get("start_year"), action.get("end_year"))
        none = (None, None)
        half = years != none and read != none and (years[0] == read[0] or years[1] == read[1])
        self._value("calendar", None if read == none else read, set() if years == none else {years}, name, half)
        if read != none:
            self._judge("calendar", action["action_id"], read == years, half)
        said, text = folded(action.get("objective")).split(), folded(wanted["objective"]).split()
        if said or text:
            shared = 2 * sum((Counter(said) & Counter(text)).values()) / (len(said) + len(text))
            what = f"{name} : {shared:.2f}" * (shared < 0.9)
            self._one("objective", said or None, shared, what, expected=bool(text), soft=float(shared >= 0.6))
            if said:
                self._judge("objective", action["action_id"], shared >= 0.9, shared >= 0.6)

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
        likeness: Callable[..., float],
        where: str = "",
    ) -> list[tuple[dict, dict]]:
        """Pair the most alike first; items marked "optional" count neither way."""
        pairs = _paired(found, expected, likeness)
        free = {j for j in pairs if expected[j].get("optional")}
        taken = set(pairs.values())
        wanted = sum(not e.get("optional") for e in expected)
        rest = [i for i in range(len(found)) if i not in taken]
        left = [e for j, e in enumerate(expected) if j not in pairs]
        near = _paired([found[i] for i in rest], left, lambda f, e: likeness(f, e, soft=True))
        nearly = {rest[i] for i in near.values()}
        tally = Tally(len(pairs) - len(free), len(found) - len(free), wanted)
        self._result.fields[name].add(tally)
        more = sum(not left[j].get("optional") for j in near)
        self._result.soft[name].add(Tally(tally.right + more, tally.found - (len(near) - more), tally.expected))
        forgiven = {pairs[j] for j in free}
        for i, item in enumerate(found):
            if i not in forgiven:
                self._judge(name, item[KEYS[name]], i in taken, i in taken or i in nearly)
        self._tell(name, where, "manque", [e for e in left if not e.get("optional")])
        self._tell(name, where, "en trop", [found[i] for i in rest])
        return [(found[i], expected[j]) for j, i in pairs.items()]

    def _judge(self, name: str, record: str, right: bool, nearly: bool) -> None:
        known = self._known.get((record, name)) or self._known.get((record, ""))
        if known is not None:
            rule, by_ocr, confidence = known
            self._result.judged.append(
                Judged(self._result.document, name, rule, by_ocr, confidence, bool(right), bool(right or nearly))
            )

    def _value(self, name: str, told: object, accepted: set, where: str, soft: bool = False) -> None:
        """A single value that may be absent on either side."""
        if told is not None or accepted:
            what = f"{where} : attendu {sorted(accepted, key=str)}, lu {told}"
            self._one(name, told, told in accepted, what, expected=bool(accepted), soft=soft)

    def _one(
        self, name: str, told: object, right: float, what: str, *, expected: bool = True, soft: float = 0.0
    ) -> None:
        self._result.fields[name].add(Tally(right, int(told is not None), int(expected)))
        self._result.soft[name].add(Tally(max(right, soft), int(told is not None), int(expected)))
        if right < 0.9 and what:
            self._result.misses.append((self._result.document, name, what))

    def _tell(self, name: str, where: str, how: str, items: Iterable[dict]) -> None:
        for item in items:
            said = [item.get(k) for k in ("number", "title", "mention", "amount_min", "amount", "value", "text")]
            what = " ".join(str(v)[:80] for v in said if v is not None)
            self._result.misses.append((self._result.document, name, f"{where} {how} : {what}".strip()))


def _paired(found: list[dict], expected: list[dict], likeness: Callable[[dict, dict], float]) -> dict[int, int]:
    """Index of each expected item to that of the found one paired with it, the most alike first."""
    scores = [(likeness(f, e), i, j) for i, f in enumerate(found) for j, e in enumerate(expected)]
    taken: set[int] = set()
    pairs: dict[int, int] = {}
    for score, i, j in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
        if score > 0 and i not in taken and j not in pairs:
            taken.add(i)
            pairs[j] = i
    return pairs


def _names(orientation: dict) -> list[str]:
    label, number = orientation["label"], orientation["number"]
    return [n for n in (number, label, f"{label} {number}") if n]


def _number(text: str | None) -> str:
    return re.sub(r"[^0-9a-z.]", "", re.sub(r"(?i)\bn\s*[°ºo]\s*", "", text or "").lower()).strip(".")


def _orientation_likeness(found: dict, expected: dict, soft: bool = False) -> float:
    same_number = bool(expected["number"]) and _number(found["number"]) == _number(expected["number"])
    titles = [folded(t) for t in (expected["title"], *expected.get("also", [])) if t]
    if not titles:
        return 90.0 * (same_number and (soft or folded(found["label"]) == folded(expected["label"])))
    best = max(fuzz.ratio(folded(found["title"]), t) for t in titles)
    return best + 10 * same_number if best >= (NEARLY if soft else 80) else 0.0


def _action_likeness(found: dict, expected: dict, soft: bool = False) -> float:
    alike = fuzz.ratio(folded(found["title"]), folded(expected["title"]))
    same_number = bool(expected["number"]) and _number(found["number"]) == _number(expected["number"])
    return alike + 15 * same_number if alike >= (NEARLY if soft else SAME_TITLE) else 0.0


def _same_body(found: dict, expected: dict, soft: bool = False) -> float:
    said = _body(found["mention"])
    names = [_body(name) for name in (expected["mention"], *expected.get("also", []))]
    if soft:
        return max((a if (a := fuzz.token_set_ratio(said, n)) >= 80 else 0.0 for n in names if n), default=0.0)
    return max((_alike(said, name) for name in names), default=0.0)


def _body(mention: str) -> str:
    return re.sub(r"^((les?|la|l|des?|du|un|une|et) )+", "", folded(re.sub(r"\([^)]*\)", " ", mention)))


def _alike(a: str, b: str) -> float:
    if a == b or a.replace(" ", "") == b.replace(" ", ""):
        return 100.0 * bool(a)
    alike = fuzz.ratio(a, b)
    return alike if alike >= SAME_NAME and min(len(a), len(b)) > 5 else 0.0


def _same_text(found: dict, expected: dict, soft: bool = False) -> float:
    alike = fuzz.ratio(folded(found["text"]), folded(expected["text"]))
    return alike if alike >= (NEARLY if soft else SAME_TEXT) else 0.0


def _same_amount(found: dict, expected: dict, soft: bool = False) -> float:
    period = expected.get("period")
    high = expected.get("max")
    if abs(float(found["amount_min"]) - expected["amount"]) >= 0.5:
        return 0.0
    good = found["per_period"] == (None if period in ("total", "once") else period) and (
        high is None or (found["amount_max"] is not None and abs(float(found["amount_max"]) - high) < 0.5)
    )
    return (good or soft) * (1.0 + (found["year"] is not None and found["year"] == expected.get("year")))


def _same_target(found: dict, expected: dict, soft: bool = False) -> float:
    alike = fuzz.partial_ratio(folded(found["text"]), folded(expected["text"]))
    if abs(found["value"] - expected["value"]) > 1e-6:
        return alike / 100 if soft and alike >= SAME_TEXT else 0.0  # another figure of the same sentence
    return 1.0 + alike
