"""Two editions of a plan side by side: actions added, dropped, changed, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from rapidfuzz import fuzz

from models.errors import UsageError
from pipeline.ids import folded
from pipeline.query import connect

COLUMNS = ("changement", "numero_avant", "numero", "action", "champ", "avant", "apres")
ADDED, DROPPED, CHANGED = "ajoutée", "retirée", "modifiée"
ALIKE, NUMBERED = 75, 55  # likeness of two titles, alone and under the same number
TEXTS = {
    "title": "intitulé", "number": "numéro", "orientation": "orientation", "objective": "objectif",
    "context": "contexte", "modalities": "modalités", "expected_results": "résultats attendus",
    "territorial_scale": "échelle", "calendar": "calendrier",
}  # fmt: skip
# One line each: what is compared (an organisation by today's body), and what is shown.
LISTS = {
    "pilotes": "select p.action_id, coalesce(o.current_id, p.organisation_id, p.mention), p.mention from pilots p "
    "left join organisations o using (organisation_id) where p.document_id = ? order by p.position",
    "partenaires": "select p.action_id, coalesce(o.current_id, p.organisation_id, p.mention), p.mention from partners p "
    "left join organisations o using (organisation_id) where p.document_id = ? order by p.position",
    "coûts": "select action_id, coalesce(amount_min::varchar, status) || coalesce(amount_max::varchar, '') "
    "|| coalesce(per_period, '') || coalesce(year::varchar, ''), text from costs where document_id = ? order by year, cost_id",
    "financeurs": "select f.action_id, coalesce(o.current_id, f.organisation_id, f.mention) || coalesce(f.amount::varchar, ''), "
    "f.mention || coalesce(' (' || f.amount || ' €)', '') from funders f left join organisations o using (organisation_id) "
    "where f.document_id = ? order by f.position",
    "indicateurs": "select action_id, text || coalesce(target, ''), text || coalesce(' : ' || target, '') "
    "from indicators where document_id = ? order by position",
    "cibles": "select action_id, value || coalesce(unit_normalised, '') || coalesce(per_period, '') || coalesce(year::varchar, ''), "
    "text from targets where document_id = ? order by target_id",
}  # fmt: skip


@dataclass(slots=True)
class ActionSheet:
    """``lists``: by French field name, what is compared to what is shown."""

    action_id: str
    texts: dict[str, str | None]
    lists: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(frozen=True, slots=True)
class Difference:
    """``rows`` follow ``COLUMNS``; the counts are of actions."""

    rows: list[tuple]
    added: int
    dropped: int
    changed: int
    same: int

    def summary(self) -> str:
        counted = ((self.added, ADDED), (self.dropped, DROPPED), (self.changed, CHANGED), (self.same, "inchangée"))
        return ", ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in counted)


def diff(database: Path, before: str, after: str | None = None) -> tuple[str, str, Difference]:
    """Names of both documents and what changed; with one document, against the edition it supersedes.

    Raises NoDatabase, or UsageError for a document that is not known.
    """
    with connect(database) as con:
        if after is None:
            new, new_name = find_document(con, before)
            row = con.execute("select supersedes from documents where document_id = ?", [new]).fetchone()
            if not row[0]:
                raise UsageError(f"« {new_name} » ne remplace aucune édition connue : nommez deux documents")
            old, old_name = find_document(con, row[0])
        else:
            (old, old_name), (new, new_name) = find_document(con, before), find_document(con, after)
        return old_name, new_name, compare(read_actions(con, old), read_actions(con, new))


def find_document(con: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    """Id and file name of the document with this id, this file name, or a part of its name or title."""
    known = con.execute("select document_id, file_name, title from documents order by file_name").fetchall()
    exact = [(i, name) for i, name, _ in known if wanted in (i, name)]
    word = folded(wanted)
    found = exact or [(i, name) for i, name, title in known if word and word in folded(f"{name} {title or ''}")]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"aucun document ne correspond à « {wanted} »")
    names = ", ".join(f"{name} ({i})" for i, name in found[:5])
    raise UsageError(f"plusieurs documents correspondent à « {wanted} » : {names}")


def read_actions(con: duckdb.DuckDBPyConnection, document_id: str) -> list[ActionSheet]:
    """The document's actions with all that is compared, in its order."""
    names = ", ".join("o.title as orientation" if n == "orientation" else f"a.{n}" for n in TEXTS)
    cursor = con.execute(
        f"select a.action_id, {names} from actions a left join orientations o using (orientation_id) "
        "where a.document_id = ? order by a.position",
        [document_id],
    )
    sheets = {row[0]: ActionSheet(row[0], dict(zip(TEXTS, row[1:], strict=True))) for row in cursor.fetchall()}
    for name, sql in LISTS.items():
        for action_id, key, shown in con.execute(sql, [document_id]).fetchall():
            if action_id in sheets:
                sheets[action_id].lists[name].setdefault(folded(key), shown)
    return list(sheets.values())


def compare(old: Sequence[ActionSheet], new: Sequence[ActionSheet]) -> Difference:
    """What changed from ``old`` to ``new``, in the order of ``new``, what was dropped last."""
    pairs = {j: i for i, j in pair(old, new)}
    rows: list[tuple] = []
    changed = 0
    for j, sheet in enumerate(new):
        if j not in pairs:
            rows.append((ADDED, None, sheet.texts["number"], sheet.texts["title"], None, None, None))
            continue
        earlier = old[pairs[j]]
        told = list(_fields(earlier, sheet))
        changed += bool(told)
        numbers = (earlier.texts["number"], sheet.texts["number"])
        rows += [(CHANGED, *numbers, sheet.texts["title"], *change) for change in told]
    kept = set(pairs.values())
    dropped = [s for i, s in enumerate(old) if i not in kept]
    rows += [(DROPPED, s.texts["number"], None, s.texts["title"], None, None, None) for s in dropped]
    return Difference(rows, len(new) - len(pairs), len(dropped), changed, len(pairs) - changed)


def pair(old: Sequence[ActionSheet], new: Sequence[ActionSheet]) -> list[tuple[int, int]]:
    """Which action of ``old`` is which of ``new``: likeness of titles, helped by the number; one to one."""
    scored = []
    titles = [folded(s.texts["title"]) for s in new]
    for i, before in enumerate(old):
        title, number = folded(before.texts["title"]), folded(before.texts["number"])
        for j, after in enumerate(new):
            same_number = bool(number) and number == folded(after.texts["number"])
            likeness = fuzz.token_sort_ratio(title, titles[j], score_cutoff=NUMBERED if same_number else ALIKE)
            if likeness:
                scored.append((-likeness - 10 * same_number, abs(i - j), i, j))
    out: list[tuple[int, int]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for *_, i, j in sorted(scored):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            out.append((i, j))
    return out


def _fields(old: ActionSheet, new: ActionSheet) -> Iterable[tuple[str, str | None, str | None]]:
    """The fields that differ, in French, before and after; for a list, what left it and what came in."""
    for name, french in TEXTS.items():
        if folded(old.texts[name]) != folded(new.texts[name]):
            yield french, old.texts[name], new.texts[name]
    for french in LISTS:
        before, after = old.lists[french], new.lists[french]
        if before.keys() != after.keys():
            gone = " ; ".join(shown for key, shown in before.items() if key not in after)
            come = " ; ".join(shown for key, shown in after.items() if key not in before)
            yield french, gone or None, come or None
