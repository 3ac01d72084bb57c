"""Organisations belong to several documents: whose row is public, and whom a change reaches.

What each document says of an organisation is kept in ``publication.organisations``; the first document, in
the order of ids, gives the public row. Corrections tie documents together further: two organisations made one, a
corrected mention that takes the organisation of whoever writes it so. ``Reach`` tells which other documents have to be
loaded again so that an incremental publication ends as a full one would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from models.record import Correction
from pipeline.corrections import ACTORS, METHOD, live
from pipeline.ids import content_id, folded
from pipeline.publishing.tables import MANY, many, published_corrections

FIRST = "qualify row_number() over (partition by organisation_id order by document_id, position) = 1"
Rows = dict[str, tuple]


def publish_all(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the empty public table: first documents first."""
    con.execute(
        "insert into organisations select * exclude (document_id, position) from "
        f"(from publication.organisations {FIRST}) order by document_id, position"
    )


class Reach:
    """What an incremental publication has touched so far, and whom that concerns. Made before anything changes."""

    def __init__(self, con: duckdb.DuckDBPyConnection, new: list[Correction]) -> None:
        self._con = con
        self._old, self._new = live(published_corrections(con)), live(new)
        self._both = list({c.correction_id: c for c in (*self._old, *self._new)}.values())
        self._gone_back_on = {c.correction_id for c in self._old} ^ {c.correction_id for c in self._new}
        self._actors = [(c, m) for c in self._both if (m := _mention(c)) is not None]
        self._merges_before = self._in_force(self._old)
        self._changed: set[str] = set()  # organisations whose public row is another now
        self._appeared: set[str] = set()  # or that exist now and did not, or the reverse
        self._orphans: set[str] = set()  # organisations named by rows that were taken out
        self._words: set[str] = set()  # folded names that rows taken out or put in give to organisations
        self._winners: Rows = {}
        self._candidates: set[str] = set()

    def before(self, ids: list[str]) -> None:
        """Look at documents about to be taken out."""
        self._candidates = self._candidates_of(ids)
        self._winners = self._winning(self._candidates)
        self._look_at_names(ids)

    def after(self, ids: list[str]) -> None:
        """Look at them once loaded again."""
        now = self._candidates_of(ids)
        before = self._winners | self._winning(now - self._candidates, but=ids)
        after = self._winning(now | self._candidates)
        for organisation in now | self._candidates:
            if before.get(organisation) != after.get(organisation):
                self._changed.add(organisation)
                if (organisation in before) != (organisation in after):
                    self._appeared.add(organisation)
        self._look_at_names(ids)
        self._words.update(folded(mention) for c, mention in self._actors if c.document_id in set(ids))

    def others(self) -> set[str]:
        """The documents that what was touched concerns; may name some that were touched already."""
        involved = self._of_corrections()
        moved = self._in_force(self._new) ^ self._merges_before
        groups = _groups([c for c in self._both if c.kind == "merge"])
        hot: set[str] = set()
        for c in self._both:
            if c.kind == "merge" and (c.correction_id in moved or groups[c.record_id] & self._appeared):
                hot |= groups[c.record_id]
        found = self._naming(hot) | {c.document_id for c in self._both if c.correction_id in self._gone_back_on}
        for c in self._both:
            if c.table_name != "organisations" and (c.kind == "add" or c.field == "organisation_id"):
                if any(o in (c.new_value or "") for o in hot | self._appeared):
                    found.add(c.document_id)
        for c, mention in self._actors:
            if folded(mention) in self._words or content_id("org", METHOD, folded(mention)) in involved:
                found.add(c.document_id)
        return found

    def publish(self) -> None:
        """Put the public rows right: those whose giver changed, and those corrections will be laid over again."""
        reset = self._changed | self._of_corrections()
        reset |= self._orphans - self._known(self._orphans)
        self._con.execute(f"delete from organisations where organisation_id in {MANY}", [many(reset)])
        self._con.execute(
            "insert into organisations select * exclude (document_id, position) from (from publication.organisations "
            f"where organisation_id in {MANY} {FIRST}) order by document_id, position",
            [many(reset)],
        )
        # Corrections of organisations are all laid over again, and tell again what could not be done.
        self._con.execute("delete from checks where table_name = 'organisations' and check_name like 'correction_%'")

    def _in_force(self, corrections: Iterable[Correction]) -> set[str]:
        """The merges whose document is there, by id."""
        merges = {c.correction_id: c.document_id for c in corrections if c.kind == "merge"}
        present = self._ids(f"select document_id from documents where document_id in {MANY}",
                            merges.values())  # fmt: skip
        return {c for c, d in merges.items() if d in present}

    def _of_corrections(self) -> set[str]:
        """Every organisation a correction is about."""
        about = [c for c in self._both if c.table_name == "organisations"]
        return {c.record_id for c in about} | {c.new_value for c in about if c.kind == "merge" and c.new_value}

    def _candidates_of(self, ids: list[str]) -> set[str]:
        sql = f"select organisation_id from publication.organisations where document_id in {MANY}"
        return self._ids(sql, ids)

    def _known(self, organisations: Iterable[str]) -> set[str]:
        sql = f"select organisation_id from publication.organisations where organisation_id in {MANY}"
        return self._ids(sql, organisations)

    def _naming(self, organisations: set[str]) -> set[str]:
        if not organisations:
            return set()
        where = (*ACTORS, "organisation_aliases", "publication.organisations")
        named = " union all ".join(f"select document_id, organisation_id from {table}" for table in where)
        return self._ids(f"select document_id from ({named}) where organisation_id in {MANY}",
                         organisations)  # fmt: skip

    def _look_at_names(self, ids: list[str]) -> None:
        rows = self._con.execute(
            f"select distinct organisation_id, alias from organisation_aliases where document_id in {MANY}",
            [many(ids)],
        ).fetchall()
        self._orphans.update(o for o, _ in rows)
        self._words.update(folded(alias) for _, alias in rows)

    def _winning(self, organisations: set[str], but: Iterable[str] = ()) -> Rows:
        rows = self._con.execute(
            "select * exclude (document_id, position) from publication.organisations where organisation_id in "
            f"{MANY} and document_id not in {MANY} {FIRST}",
            [many(organisations), many(but)],
        ).fetchall()
        return {row[0]: row for row in rows}

    def _ids(self, sql: str, values: Iterable[str]) -> set[str]:
        return {row[0] for row in self._con.execute(sql, [many(values)]).fetchall()}


def _mention(c: Correction) -> str | None:
    """The mention of an actor a correction writes, if it writes one."""
    if c.table_name not in ACTORS:
        return None
    if c.kind != "add":
        return c.new_value if c.field == "mention" else None
    try:
        return str(json.loads(c.new_value or "")["mention"])
    except (ValueError, TypeError, KeyError):
        return None


def _groups(merges: Iterable[Correction]) -> dict[str, set[str]]:
    """Each organisation of a merge with all those merges tie it to."""
    groups: dict[str, set[str]] = {}
    for c in merges:
        ends = {c.record_id, c.new_value or c.record_id}
        group = set().union(ends, *(groups.get(o, set()) for o in ends))
        groups.update(dict.fromkeys(group, group))
    return groups
