"""One document's actions with all that hangs from them, and what two platforms want to know about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pipeline.exports.report import Losses
from pipeline.exports.source import BATCH, Source
from pipeline.exports.text import one_line

CHILDREN = {"pilots": "pilot_id", "partners": "partner_id", "costs": "cost_id", "funders": "funder_id",
            "indicators": "indicator_id", "targets": "target_id"}  # fmt: skip
YEARS = range(1900, 2200)


@dataclass
class PlanAction:
    """``row``: the columns of ``actions``; ``path``: names of the orientations, from the top; ``children`` by table."""

    row: dict
    path: list[str]
    children: dict[str, list[dict]] = field(default_factory=lambda: {t: [] for t in CHILDREN})

    @property
    def name(self) -> str:
        """Number and title on one line: neither platform has a place for the number."""
        title, number = one_line(self.row["title"]), one_line(self.row["number"])
        return f"{number} - {title}" if number else title


@dataclass
class Plan:
    """A document, its actions in order, its orientations without any action under them."""

    document: dict
    actions: list[PlanAction]
    bare: list[dict]

    @property
    def title(self) -> str:
        return one_line(self.document["title"]) or one_line(self.document["file_name"])


class Told:
    """``Losses`` for one document: says once which document and which action."""

    def __init__(self, losses: Losses, plan: Plan) -> None:
        self._losses, self._plan = losses, plan

    def __call__(
        self, reason: str, *, action: PlanAction | None = None, table: str = "actions", record_id: str | None = None,
        field: str = "", value: object = "",
    ) -> None:  # fmt: skip
        if record_id is None:
            record_id = action.row["action_id"] if action else self._plan.document["document_id"]
        self._losses.add(
            reason, document=self._plan.title, document_id=self._plan.document["document_id"], table=table,
            record_id=record_id, action=action.name if action else "", field=field, value=value,
        )  # fmt: skip


def plans(source: Source) -> Iterator[Plan]:
    """The chosen documents, one in memory at a time: every table is read once, in the documents' order."""
    documents = source.documents()
    actions = _Grouped(source, "actions", "r.position, r.action_id")
    nodes = _Grouped(source, "orientations", "r.position, r.orientation_id", "p.names", "orientation_id")
    children = {table: _Grouped(source, table, "r.rowid") for table in CHILDREN}
    for done, document in enumerate(documents):
        source.tell("Plans", done, len(documents))
        key = document["document_id"]
        yield _plan(document, actions.of(key), nodes.of(key), {t: g.of(key) for t, g in children.items()})
    source.tell("Plans", len(documents), len(documents))


class _Grouped:
    """A table streamed in the documents' order, handed out a document at a time."""

    def __init__(self, source: Source, table: str, order: str, more: str = "", by: str = "") -> None:
        columns = list(source.con.execute(f"select * from {table} limit 0").description)
        self._names = [c[0] for c in columns] + ([more.split(".")[-1]] if more else [])
        join = f" left join work.main.paths p using ({by})" if more else ""
        sql = (
            f"select r.*{', ' + more if more else ''} from {table} r join work.main.chosen c using (document_id)"
            f"{join} where {BATCH} order by c.rank, {order}"
        )
        self._rows = source.rows("", sql, quiet=True)
        self._next: dict | None = None

    def of(self, document_id: str) -> list[dict]:
        """The rows of one document; documents are asked for in their order."""
        found = []
        while row := self._next or self._pull():
            self._next = row
            if row["document_id"] != document_id:
                break
            found.append(row)
            self._next = None
        return found

    def _pull(self) -> dict | None:
        row = next(self._rows, None)
        return None if row is None else dict(zip(self._names, row, strict=True))


def _plan(document: dict, rows: list[dict], nodes: list[dict], children: dict[str, list[dict]]) -> Plan:
    parents = {n["orientation_id"]: n for n in nodes}
    actions: dict[str, PlanAction] = {}
    used: set[str] = set()
    for row in rows:
        node = row["orientation_id"]
        actions[row["action_id"]] = PlanAction(row, (parents[node]["names"] or []) if node in parents else [])
        while node in parents and node not in used:
            used.add(node)
            node = parents[node]["parent_id"]
    for table, found in children.items():
        for row in found:
            if row["action_id"] in actions:
                actions[row["action_id"]].children[table].append(row)
    return Plan(document, list(actions.values()), [n for key, n in parents.items() if key not in used])


def first_day(year: int | None) -> dt.date | None:
    """1 January of a year both platforms can hold."""
    return dt.date(year, 1, 1) if year in YEARS else None


def last_day(year: int | None) -> dt.date | None:
    """31 December of the year."""
    return dt.date(year, 12, 31) if year in YEARS else None


def dates(action: PlanAction) -> tuple[dt.date | None, dt.date | None]:
    """An action's first and last day: those read, else those of its years."""
    row = action.row
    return row["start_on"] or first_day(row["start_year"]), row["end_on"] or last_day(row["end_year"])


def whole_budget(costs: list[dict], *, before_tax: bool) -> tuple[dict | None, str]:
    """The one cost that is the action's total, or None and why no figure can be given for certain."""
    figures = [c for c in costs if c["amount_min"] is not None]
    if not figures:
        return None, ""
    by_year = [c for c in figures if c["year"] is not None and c["amount_min"] == c["amount_max"]]
    others = [c for c in figures if c not in by_year]
    if by_year and others and {c["amount_min"] for c in others} == {sum(c["amount_min"] for c in by_year)}:
        figures = others  # the years sum to it: it is the total
    if len({(c["amount_min"], c["amount_max"]) for c in figures}) > 1:
        return None, "plusieurs montants : lequel est le total n'est pas certain"
    cost = figures[0]
    if cost["amount_max"] != cost["amount_min"]:
        return None, "le plan donne une fourchette"
    if cost["per_period"] or cost["per_unit"]:
        return None, "le montant est par an, par mois ou par unité"
    if cost["year"] is not None:
        return None, "le montant est celui d'une seule année"
    if before_tax and cost["tax"] == "TTC":
        return None, "le montant est TTC, le champ est HT"
    return cost, ""


def euros(amount: Decimal) -> int:
    """To the nearest euro, halves up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
