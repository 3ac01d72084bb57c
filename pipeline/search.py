"""Full-text search over the actions: the index is two tables of the base, its rules are SQL (``search.sql``)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import duckdb

from models.errors import QueryFailed, UsageError
from pipeline import query, tables

SCRIPT = Path(__file__).with_name("search.sql")
FIELDS = {  # as the index names them, to the columns of ``actions``
    "objectif": "objective", "resultats_attendus": "expected_results", "modalites": "modalities",
    "contexte": "context", "titre": "title",
}  # fmt: skip
TOLD = {"resultats_attendus": "résultats attendus", "modalites": "modalités", "indicateurs": "indicateur"}
COLUMNS = ("rang", "plan", "fichier", "numero", "titre", "page", "rubrique", "extrait", "mots_trouves", "score",
           "fiche_id")  # fmt: skip
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")  # "M.O.U.S." is one word
SHOWN = 160  # characters of an extract
# Many values travel as one string, split in SQL: the client takes a third of a millisecond for each item of a list.
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Hit:
    """One action found. ``page`` is where the words of ``extrait`` stand; words found are in square brackets."""

    rang: int
    plan: str
    fichier: str
    numero: str | None
    titre: str
    page: int | None
    rubrique: str
    extrait: str
    mots_trouves: int
    score: float
    fiche_id: str


@dataclass(frozen=True)
class Found:
    """``total``: actions holding at least one of the ``asked`` words, of which ``hits`` are the first."""

    hits: list[Hit]
    total: int
    asked: int


def create(con: duckdb.DuckDBPyConnection) -> bool:
    """Make the index, empty, unless one with the same rules is there; says whether it did."""
    script = SCRIPT.read_text(encoding="utf-8")
    version = hashlib.sha256(script.encode()).hexdigest()[:12]
    held = con.execute(
        "select 1 from duckdb_tables() where schema_name = 'recherche' and table_name = 'regles' "
        "and database_name = current_database()"
    ).fetchone()
    if held and con.execute("select empreinte from recherche.regles").fetchone() == (version,):
        return False
    con.execute("drop schema if exists recherche cascade")
    con.execute(script)
    con.execute("create table recherche.regles as select ? as empreinte", [version])
    return True


def index(con: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Publishing step: index the actions of these documents again, forget those that are gone.

    All documents are indexed again when the rules have changed.
    """
    every = create(con)
    ids = SEPARATOR.join(document_ids)
    if every:
        ids = SEPARATOR.join(r[0] for r in con.execute("select document_id from main.documents").fetchall())
    for table in ("occurrences", "longueurs"):
        con.execute(
            f"delete from recherche.{table} where document_id in (select unnest(string_split(?, chr(31))))", [ids]
        )
    texts = " union all ".join(
        f"select action_id, document_id, '{name}' as champ, {column} as texte from main.actions"
        for name, column in FIELDS.items()
    )
    con.execute(
        f"""create or replace temp table recherche_mots as
        select action_id, document_id, champ, unnest(recherche.mots(texte)) as mot
        from ({texts} union all select action_id, document_id, 'indicateurs', text from main.indicators)
        where document_id in (select unnest(string_split(?, chr(31))))""",
        [ids],
    )
    con.execute(  # a stem is worked out once a word, not once an occurrence
        """insert into recherche.occurrences
        with words as (select mot, recherche.racine(mot) as terme from (select distinct mot from recherche_mots))
        select terme, action_id, document_id, champ, count(*) from recherche_mots join words using (mot)
        group by all order by terme, action_id, champ"""
    )
    con.execute(
        """insert into recherche.longueurs
        select action_id, document_id, count(mot) from main.actions left join recherche_mots using (action_id, document_id)
        where document_id in (select unnest(string_split(?, chr(31)))) group by all order by document_id, action_id""",
        [ids],
    )
    con.execute("drop table recherche_mots")


def search(database: Path, words: str, *, document: str | None = None, limit: int = 10) -> Found:
    """The actions that hold these words; raises NoDatabase, QueryFailed, or UsageError when there is nothing to look for.

    ``document`` keeps those of the documents whose id, file name, title or territory holds it.
    """
    with query.connect(database) as con:
        try:
            asked = _terms(con, words)
            if not asked:
                raise UsageError("aucun mot à chercher : donnez au moins un mot de deux lettres, autre que le, de, et…")
            documents = SEPARATOR.join(_documents(con, document))
            rows = con.execute(
                """select r.fiche_id, r.mots_trouves, r.score, count(*) over () as total
                from recherche.classer(?) r join main.actions a on a.action_id = r.fiche_id
                where a.document_id in (select unnest(string_split(?, chr(31))))
                order by r.mots_trouves desc, r.score desc, a.document_id, a.position limit ?""",
                [words, documents, limit],
            ).fetchall()
            hits = list(_hits(con, rows, asked))
        except duckdb.CatalogException as error:
            raise QueryFailed("la base n'a pas d'index de recherche : relancez « planotheque ingest »") from error
    return Found(hits, rows[0][3] if rows else 0, len(asked))


def write(found: Found, out: TextIO, *, form: str = "table") -> None:
    """What was found, for a reader (``table``) or for a program (``csv``, ``json``)."""
    rows = ([getattr(hit, c) for c in COLUMNS] for hit in found.hits)
    if form == "csv":
        tables.write_csv(out, COLUMNS, rows)
    elif form == "json":
        tables.write_json(out, COLUMNS, rows)
    else:
        out.write("\n".join(_lines(found)) + "\n")


def _lines(found: Found) -> Iterator[str]:
    if not found.hits:
        yield "Aucune fiche ne contient ces mots."
        return
    if found.hits[0].mots_trouves < found.asked:
        yield f"Aucune fiche ne contient les {found.asked} mots ; les plus proches :"
        yield ""
    for hit in found.hits:
        name = " ".join(filter(None, [hit.numero, hit.titre]))
        page = f", p. {hit.page}" if hit.page else ""
        yield f"{hit.rang:>3}. {tables.one_line(name)}"
        yield f"     {tables.one_line(hit.plan)}{page} ({hit.fiche_id})"
        yield f"     {TOLD.get(hit.rubrique, hit.rubrique)} : {hit.extrait}"
    yield ""
    yield f"{found.total} fiche{'s' * (found.total > 1)} trouvée{'s' * (found.total > 1)}" + (
        f", {len(found.hits)} montrées (--limit)" if found.total > len(found.hits) else ""
    )


def _terms(con: duckdb.DuckDBPyConnection, words: str) -> set[str]:
    rows = con.execute("select distinct recherche.racine(unnest(recherche.mots(?)))", [words]).fetchall()
    return {r[0] for r in rows}


def _documents(con: duckdb.DuckDBPyConnection, document: str | None) -> list[str]:
    rows = con.execute(
        """select document_id from main.documents
        where ? is null or document_id = ? or contains(recherche.simplifier(concat_ws(' ', file_name, title, plan_type,
          territory)), recherche.simplifier(?))""",
        [document] * 3,
    ).fetchall()
    if not rows and document:
        raise UsageError(f"aucun document ne correspond à « {document} » ; « planotheque status » les liste")
    return [r[0] for r in rows]


def _hits(con: duckdb.DuckDBPyConnection, rows: list[tuple], asked: set[str]) -> Iterator[Hit]:
    ids = SEPARATOR.join(r[0] for r in rows)
    actions = {
        r[0]: r[1:]
        for r in con.execute(
            f"""select action_id, coalesce(d.title, concat_ws(' – ', d.plan_type, d.territory)), d.file_name, number,
              page_start, {", ".join("a." + c for c in FIELDS.values())}
            from main.actions a join main.documents d using (document_id)
            where action_id in (select unnest(string_split(?, chr(31))))""",
            [ids],
        ).fetchall()
    }
    texts: dict[str, list[tuple[str, str, str]]] = {r[0]: [] for r in rows}  # action: (field, record, text)
    for action, (_, _, _, _, *fields) in actions.items():
        texts[action] = [(name, action, text) for name, text in zip(FIELDS, fields, strict=True) if text]
    for action, record, text in con.execute(
        """select action_id, indicator_id, text from main.indicators
        where action_id in (select unnest(string_split(?, chr(31)))) order by position""",
        [ids],
    ).fetchall():
        texts[action].insert(-1, ("indicateurs", record, text))
    words = {w for fields in texts.values() for *_, text in fields for w in WORD.findall(text)}
    stemmed = con.execute(
        "select w, recherche.racine(recherche.mots(w)[1]) from (select unnest(string_split(?, chr(31))) as w)",
        [SEPARATOR.join(words)],
    ).fetchall()
    stems = {word: stem for word, stem in stemmed if stem in asked}
    best = {r[0]: _best(texts[r[0]], stems) for r in rows}
    pages = _pages(con, [b[:2] + b[3:] for b in best.values()])
    for rank, (action, matched, score, _) in enumerate(rows, 1):
        plan, file_name, number, page, *_ = actions[action]
        field, record, extract, _ = best[action]
        title = next(text for name, _, text in texts[action] if name == "titre")
        seen = pages.get((field, record)) or page
        yield Hit(rank, plan or file_name, file_name, number, title, seen, field, extract, matched, score, action)


def _best(texts: list[tuple[str, str, str]], stems: dict[str, str]) -> tuple[str, str, str, str]:
    """The field, record and extract holding most of the words, the title only for want of another, and one word of it."""
    best = ((-1, 0), ("titre", "", "", ""))
    for name, record, text in texts:
        text = tables.one_line(text)
        spans = [(m.start(), m.end(), stems[m.group()]) for m in WORD.finditer(text) if m.group() in stems]
        for start, _, _ in spans:
            inside = [s for s in spans if start <= s[0] and s[1] <= start + SHOWN]
            worth = (len({s[2] for s in inside}), len(inside))
            if worth > best[0]:
                best = (worth, (name, record, _extract(text, inside), text[inside[0][0] : inside[0][1]]))
    return best[1]


def _extract(text: str, spans: list[tuple[int, int, str]]) -> str:
    spare = max(0, SHOWN - (spans[-1][1] - spans[0][0])) // 2
    start, end = max(0, spans[0][0] - spare), min(len(text), spans[-1][1] + spare)
    if start > 0:  # begin and end between words
        start = text.find(" ", start, spans[0][0]) + 1 or spans[0][0]
    if end < len(text):
        end = max(text.rfind(" ", spans[-1][1], end), spans[-1][1])
    out, at = [], start
    for first, last, _ in spans:
        out += [text[at:first], "[", text[first:last], "]"]
        at = last
    return ("…" if start else "") + "".join(out) + text[at:end] + ("…" if end < len(text) else "")


def _pages(con: duckdb.DuckDBPyConnection, wanted: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], int]:
    """(field, record) to where it was read; among several places, the first that holds the word."""
    words = {(record, FIELDS.get(field, "text")): (field, word.lower()) for field, record, word in wanted}
    rows = con.execute(
        """select record_id, field, page, lower(text) from main.evidence
        where record_id in (select unnest(string_split(?, chr(31)))) and table_name in ('actions', 'action_texts', 'indicators')
        order by page desc""",
        [SEPARATOR.join(record for record, _ in words)],
    ).fetchall()
    pages: dict[tuple[str, str], tuple[bool, int]] = {}
    for record, column, page, text in rows:
        if (record, column) in words:
            field, word = words[record, column]
            holds = word in (text or "")
            if holds >= pages.get((field, record), (False, 0))[0]:
                pages[field, record] = (holds, page)
    return {key: page for key, (_, page) in pages.items()}
