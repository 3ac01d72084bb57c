"""The user's own list of organisations, ``organisations.csv`` in the home folder, laid over what was linked.

It is applied when the database is published, so a changed list needs no document to be read again: the publisher makes
the whole database anew from the record files when the list is another.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from extractors.french.gazetteer import commune_by_code, grouping_by_siren
from extractors.french.territories import departement_by_code, find_departement
from models.record import Organisation
from models.segment import Metadata
from pipeline.ids import content_id, folded
from pipeline.linking import Linker, clean_mention
from pipeline.settings import Settings

FILE = "organisations.csv"
COLUMNS = ("ecriture", "organisation", "territoire", "nature", "document")
NEEDED = ("ecriture", "organisation")
KINDS = {
    "etat": "state", "region": "region", "departement": "departement", "epci": "epci", "intercommunalite": "epci",
    "commune": "commune", "bailleur social": "social_landlord", "bailleur": "social_landlord",
    "organisme public": "agency", "association": "association", "ensemble": "group", "autre": "other",
}  # fmt: skip
LARGEST = 5 << 20  # bytes
ACTORS = ("pilots", "partners", "funders")
TABLES = """
create schema if not exists publication;
create table publication.organisation_list (digest varchar not null);
create table publication.organisation_rules (
  line integer, written varchar, organisation varchar, territory varchar, kind varchar, document varchar);
create table publication.user_organisations as select * from main.organisations limit 0;
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """``written``: folded spelling; ``territory``: INSEE or SIREN code, "" for the document's; ``document``: "" for all."""

    line: int
    written: str
    organisation: str
    territory: str
    kind: str
    document: str


def path_of(settings: Settings) -> Path:
    return settings.home / FILE


def digest_of(settings: Settings) -> str:
    """Of the list as it is on the disk; "" when there is none."""
    try:
        return hashlib.sha256(path_of(settings).read_bytes()).hexdigest()[:16]
    except OSError:
        return ""


def read_rules(path: Path) -> tuple[list[Rule], list[str]]:
    """The list's rules, and what is wrong in French, each with its line; a line that is wrong is left out."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"{path.name} : ne peut pas être lu ({error.strerror})"]
    if len(data) > LARGEST:
        return [], [f"{path.name} : trop gros ({len(data) >> 20} Mo)"]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # what Excel saves as « CSV »
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    names = [folded(n).replace(" ", "") for n in next(reader, [])]
    if missing := [c for c in NEEDED if c not in names]:
        return [], [f"{path.name}, ligne 1 : il manque la colonne « {missing[0]} » (colonnes : {', '.join(COLUMNS)})"]
    wrong = [
        f"{path.name}, ligne 1 : colonne « {n} » inconnue, laissée de côté" for n in names if n and n not in COLUMNS
    ]
    rules: list[Rule] = []
    seen: dict[tuple[str, str], int] = {}
    try:
        for cells in reader:
            line = reader.line_num
            row = dict.fromkeys(COLUMNS, "") | {n: " ".join(c.split()) for n, c in zip(names, cells, strict=False)}
            if not any(row.values()) or row["ecriture"].startswith("#"):
                continue
            rule, problem = _rule(line, row)
            if rule and (first := seen.setdefault((rule.written, rule.document), line)) != line:
                rule, problem = None, f"« {row['ecriture']} » est déjà à la ligne {first}"
            if problem:
                wrong.append(f"{path.name}, ligne {line} : {problem}")
            if rule:
                rules.append(rule)
    except csv.Error as error:
        wrong.append(f"{path.name}, ligne {reader.line_num} : illisible ({error})")
    return rules, wrong


def _rule(line: int, row: dict[str, str]) -> tuple[Rule | None, str | None]:
    for name in NEEDED:
        if not row[name]:
            return None, f"la colonne « {name} » est vide"
    written = folded(clean_mention(row["ecriture"]))
    if not written:
        return None, f"« {row['ecriture']} » ne contient pas de mot"
    territory = row["territoire"]
    if territory and (found := find_departement(territory)):
        territory = found.code
    known = departement_by_code(territory) or commune_by_code(territory) or grouping_by_siren(territory)
    if territory and not known:
        return None, f"territoire « {territory} » inconnu (code INSEE, SIREN d'EPCI ou nom de département)"
    kind = KINDS.get(folded(row["nature"]), "")
    if row["nature"] and not kind:
        return None, f"nature « {row['nature']} » inconnue (au choix : {', '.join(KINDS)})"
    return Rule(line, written, row["organisation"], territory, kind, row["document"]), None


# Publishing


def load(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[str]:
    """Keep the list in a database being made anew; what is wrong in it, in French."""
    rules, wrong = read_rules(path_of(settings))
    con.execute(TABLES)
    con.execute("insert into publication.organisation_list values (?)", [digest_of(settings)])
    if rules:
        con.executemany(
            "insert into publication.organisation_rules values (?, ?, ?, ?, ?, ?)", [astuple(r) for r in rules]
        )
    return wrong


def changed(con: duckdb.DuckDBPyConnection, settings: Settings) -> bool:
    """Whether the list is not the one this database was made with."""
    return not _kept(con) or con.execute("select digest from publication.organisation_list").fetchone()[0] != digest_of(
        settings
    )


def apply_rules(con: duckdb.DuckDBPyConnection, document_ids: list[str]) -> None:
    """A publishing step: link the mentions the list names as it says."""
    if not _kept(con):
        return
    rules = [Rule(*row) for row in con.execute("from publication.organisation_rules order by line").fetchall()]
    if rules:
        _link(con, document_ids, rules)
    columns = ", ".join(f'"{c[0]}"' for c in con.execute("select * from organisations limit 0").description)
    # The publisher takes out organisations that no document gives any more.
    con.execute(
        f"insert into organisations ({columns}) select {columns} from publication.user_organisations u "
        "where organisation_id in (select organisation_id from organisation_aliases) on conflict do nothing"
    )


def _link(con: duckdb.DuckDBPyConnection, document_ids: list[str], rules: list[Rule]) -> None:
    by_words = {(r.written, r.document): r for r in rules}
    mentions = " union ".join(f"select document_id, mention from {t}" for t in ACTORS)
    found = con.execute(
        f"select m.document_id, m.mention, d.file_name, d.territory, d.territory_code, d.territory_level, d.period_start "
        f"from ({mentions}) m join documents d using (document_id) where document_id in (select unnest(from_json(?, '[\"varchar\"]'))) "
        "order by 1, 2",
        [json.dumps(document_ids)],
    ).fetchall()
    links: list[tuple[str, str, str]] = []
    wanted: dict[str, Organisation] = {}
    for document_id, mention, file_name, *context in found:
        written = folded(clean_mention(mention))
        rule = by_words.get((written, document_id)) or by_words.get((written, file_name)) or by_words.get((written, ""))
        if rule is None:
            continue
        organisation = _target(rule, Metadata(None, None, *context), document_id)
        wanted[organisation.organisation_id] = organisation
        links.append((document_id, mention, organisation.organisation_id))
    if not links:
        return
    # One text: DuckDB takes a list apart value by value, a thousand times more slowly.
    con.execute(
        "create or replace temp table linked as select l[1] as document_id, l[2] as mention, l[3] as organisation_id "
        "from (select unnest(from_json(?, '[[\"varchar\"]]')) as l)",
        [json.dumps(links)],
    )
    for table in ACTORS:
        con.execute(
            f"update {table} set organisation_id = l.organisation_id from linked l "
            f"where {table}.document_id = l.document_id and {table}.mention = l.mention"
        )
    con.execute(
        "update organisation_aliases set organisation_id = l.organisation_id from linked l "
        "where organisation_aliases.document_id = l.document_id and alias = l.mention"
    )
    _keep(con, list(wanted.values()))
    _prove(con)
    con.execute(
        "delete from checks where check_name = 'organisation_douteuse' and document_id in (select document_id from linked) "
        "and record_id not in (select organisation_id from organisation_aliases a where a.document_id = checks.document_id)"
    )
    con.execute("drop table linked")


def _target(rule: Rule, context: Metadata, document_id: str) -> Organisation:
    """The organisation a rule names, seen from its territory, else from the document's."""
    if rule.territory:
        level = {5: "commune", 9: "epci"}.get(len(rule.territory), "departement")
        context = Metadata(territory_code=rule.territory, territory_level=level, period_start=context.period_start)
    group = rule.kind == "group"
    organisation = Linker(context, mentions=[rule.organisation], fallback=document_id).link(
        rule.organisation, None, group
    )
    if organisation.origin in ("document", "doubtful"):
        # Its words are all there is to tell it by, and the user says they are enough.
        core = organisation.organisation_id
        if organisation.origin == "doubtful":
            core = content_id("org", "user", folded(rule.organisation), rule.territory)
        organisation = organisation.model_copy(
            update={
                "organisation_id": core,
                "name": rule.organisation,
                "origin": "user",
                "kind": rule.kind or organisation.kind,
            }
        )
    return organisation


def _keep(con: duckdb.DuckDBPyConnection, organisations: list[Organisation]) -> None:
    names = list(Organisation.model_fields)
    marks = ", ".join("?" for _ in names)
    ids = [o.organisation_id for o in organisations]
    con.execute(
        "delete from publication.user_organisations where organisation_id in (select unnest(?::varchar[]))", [ids]
    )
    con.executemany(
        f"insert into publication.user_organisations ({', '.join(names)}) values ({marks})",
        [[getattr(o, n) for n in names] for o in organisations],
    )


def _prove(con: duckdb.DuckDBPyConnection) -> None:
    """Where an organisation is first named in a document: the place of the first mention linked to it."""
    keys = {"pilots": "pilot_id", "partners": "partner_id", "funders": "funder_id"}
    named = " union all ".join(f"select document_id, mention, {key} as record_id, '{t}' as table_name from {t}"
                               for t, key in keys.items())  # fmt: skip
    rows = con.execute(
        f"select e.document_id, l.organisation_id, e.page, e.x0, e.y0, e.x1, e.y1, e.text, e.confidence from linked l "
        f"join ({named}) m using (document_id, mention) join evidence e on e.record_id = m.record_id "
        "and e.table_name = m.table_name and e.document_id = m.document_id "
        "where not exists (from evidence p where p.document_id = l.document_id and p.table_name = 'organisations' "
        "and p.record_id = l.organisation_id) "
        "qualify row_number() over (partition by e.document_id, l.organisation_id order by e.page, e.y0, e.x0, e.evidence_id) = 1"
    ).fetchall()
    for document_id, organisation_id, page, *rest in rows:
        evidence_id = content_id("evi", document_id, "organisations", organisation_id, "liste")
        con.execute(
            "insert or ignore into evidence (evidence_id, document_id, table_name, record_id, field, method, page, x0, y0, x1, "
            "y1, text, confidence) values (?, ?, 'organisations', ?, 'name', 'liste de l''utilisateur', ?, ?, ?, ?, ?, ?, ?)",
            [evidence_id, document_id, organisation_id, page, *rest],
        )


def _kept(con: duckdb.DuckDBPyConnection) -> bool:
    sql = "select 1 from duckdb_tables() where schema_name = 'publication' and table_name = 'organisation_list'"
    return con.execute(sql).fetchone() is not None
