"""From a record back to the words on the page, and up to the action and the orientations it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from models.errors import UnknownRecord, UsageError
from pipeline import atomic, query, tables
from pipeline.review.fields import label_of
from pipeline.settings import Settings

MARGIN = 90.0  # points shown above and below a box
FRENCH = {
    "documents": "document", "orientations": "orientation", "actions": "action", "organisations": "organisation",
    "pilots": "pilote", "partners": "partenaire", "costs": "coût", "funders": "financeur",
    "indicators": "indicateur", "targets": "objectif chiffré",
}  # fmt: skip
# Table to its key, to the view of the schema fr that shows a record under the names the queries use, and its key there.
VIEWS = {
    "documents": ("document_id", "documents", "document_id"),
    "orientations": ("orientation_id", "orientations", "orientation_id"), "actions": ("action_id", "fiches", "fiche_id"),
    "organisations": ("organisation_id", "organisations", "organisation_id"),
    "pilots": ("pilot_id", "pilotes", "pilote_id"), "partners": ("partner_id", "partenaires", "partenaire_id"),
    "costs": ("cost_id", "financements", "financement_id"), "funders": ("funder_id", "financements", "financement_id"),
    "indicators": ("indicator_id", "indicateurs", "indicateur_id"),
    "targets": ("target_id", "objectifs_chiffres", "objectif_id"),
}  # fmt: skip


def explain(database: Path, record_id: str) -> str:
    """What is known of one record, in French lines; raises UnknownRecord or NoDatabase."""
    with query.connect(database) as con:
        found = _find(con, record_id)
        if found is None:
            raise UnknownRecord(record_id)
        table, record = found
        return "\n".join(_lines(con, table, record, record_id))


def save_image(settings: Settings, record_id: str, path: Path, *, dpi: int = 150) -> str:
    """Write the part of the page around a record's boxes, boxes drawn, as PNG; returns the file and the page.

    The first page is shown when a record was read on several. Raises UnknownRecord, UsageError for a record without
    evidence or a folder that is not there.
    """
    from pipeline.pictures import page_image

    if not path.absolute().parent.is_dir():
        raise UsageError(f"le dossier {path.parent} n'existe pas")
    with query.connect(settings.published) as con:
        found = _find(con, record_id)
        if found is None:
            raise UnknownRecord(record_id)
        places = _places(con, found[0], record_id)
        if not places:
            raise UsageError("cet enregistrement n'a pas de preuve dans un document")
        document, page = places[0][:2]
        boxes = [place[2:] for place in places if place[:2] == (document, page)]
        row = con.execute(
            "select width, height, file_name from pages join documents using (document_id) "
            "where document_id = ? and page = ?",
            [document, page],
        ).fetchone()
    clip = _around(boxes, *row[:2]) if row else None
    atomic.write_bytes(path.absolute(), page_image(settings, document, page, boxes, dpi=dpi, clip=clip))
    return f"{path} (page {page} de {row[2] if row else document})"


def _places(con: duckdb.DuckDBPyConnection, table: str, record_id: str) -> list[tuple]:
    """(document, page, x0, y0, x1, y1) of a record's evidence, an action's own title before its long texts."""
    return con.execute(
        "select document_id, page, x0, y0, x1, y1 from evidence "
        "where table_name in (?, 'action_texts') and record_id = ? "
        "order by table_name = 'action_texts', document_id, page, y0, x0",
        [table, record_id],
    ).fetchall()


def _around(boxes: list[tuple], width: float, height: float) -> tuple[float, float, float, float]:
    """The whole width of the page, and enough above and below the boxes to see what they belong to."""
    top = max(0.0, min(b[1] for b in boxes) - MARGIN)
    return (0.0, top, width, min(height, max(b[3] for b in boxes) + MARGIN))


def _lines(con: duckdb.DuckDBPyConnection, table: str, record: dict, record_id: str) -> Iterator[str]:
    yield f"{FRENCH[table].capitalize()} {record_id}"
    shown = _in_french(con, table, record_id) or record
    width = max(map(len, shown))
    for name, value in shown.items():
        if value is not None:
            yield f"  {name:<{width}}  {_indented(value, width + 4)}"
    document = _one(con, "documents", "document_id", record.get("document_id"))
    if document and table != "documents":
        yield ""
        yield f"Document : {document['file_name']} ({document['page_count']} pages, {document['document_id']})"
        yield f"  original : raw/originals/{document['sha256']}.pdf"
    above = list(_above(con, record))
    if above:
        yield ""
        yield "Appartient à :"
        yield from (f"  {line}" for line in above)
    if table == "organisations":
        yield from _mentions(con, record_id)
    yield ""
    yield from _evidence(con, table, record_id)
    yield from _corrections(con, table, record_id)


def _in_french(con: duckdb.DuckDBPyConnection, table: str, record_id: str) -> dict | None:
    """The record's row of its French view; None in a base whose views another hand removed."""
    _, view, key = VIEWS[table]
    try:
        return _one(con, f"fr.{view}", key, record_id)
    except duckdb.CatalogException:
        return None


def _evidence(con: duckdb.DuckDBPyConnection, table: str, record_id: str) -> Iterator[str]:
    rows = con.execute(
        "select page, x0, y0, x1, y1, field, text, method, confidence from evidence "
        "where table_name in (?, 'action_texts') and record_id = ? order by page, y0, x0, evidence_id",
        [table, record_id],
    ).fetchall()
    yield f"Preuves ({len(rows)}) :" if rows else "Aucune preuve enregistrée pour cet enregistrement."
    for page, x0, y0, x1, y1, field, text, method, confidence in rows:
        sure = "" if confidence is None else f", confiance {confidence:.2f}".replace(".", ",")
        about = f" [{label_of(table, field)}]" if field else ""
        yield f"  page {page}{about}, cadre {x0:.0f} {y0:.0f} {x1:.0f} {y1:.0f} (points), règle {method}{sure}"
        if text:
            yield f"    « {_indented(text, 6)} »"


def _corrections(con: duckdb.DuckDBPyConnection, table: str, record_id: str) -> Iterator[str]:
    told = "select 1 from corrections where table_name = ? and record_id = ? limit 1"
    if con.execute(told, [table, record_id]).fetchone() is None:
        return
    from pipeline.corrections import live  # pydantic's models: most records were never corrected
    from pipeline.publishing.tables import published_corrections

    for c in live(published_corrections(con)):
        if (c.table_name, c.record_id) != (table, record_id):
            continue
        by = f"par {c.author or 'anonyme'} le {c.made_at:%d/%m/%Y}"
        if c.kind in (None, "set"):
            yield f"Corrigé : {label_of(table, c.field or '')}, « {c.old_value} » → « {c.new_value} », {by}"
        else:
            yield f"{ {'add': 'Ajouté', 'accept': 'Vérifié'}.get(c.kind, c.kind) } {by}"


def _above(con: duckdb.DuckDBPyConnection, record: dict) -> Iterator[str]:
    action = _one(con, "actions", "action_id", record.get("action_id"))
    if action and "title" not in record:  # the record is not the action itself
        yield f"action {action['number'] or ''} « {action['title']} » ({action['action_id']})".replace("  ", " ")
    start = record.get("parent_id") if "parent_id" in record else (action or record).get("orientation_id")
    seen: set[str] = set()
    while start and start not in seen:
        seen.add(start)
        node = _one(con, "orientations", "orientation_id", start)
        if node is None:
            return
        name = " ".join(filter(None, [node["label"] or "orientation", node["number"]]))
        title = f" « {node['title']} »" if node["title"] else ""
        yield f"{name}{title} ({start})"
        start = node["parent_id"]


def _mentions(con: duckdb.DuckDBPyConnection, record_id: str) -> Iterator[str]:
    rows = con.execute(
        "select alias, string_agg(distinct d.file_name, ', ' order by d.file_name) from organisation_aliases a "
        "left join documents d using (document_id) where organisation_id = ? group by alias order by alias",
        [record_id],
    ).fetchall()
    if rows:
        yield ""
        yield "Écritures rencontrées :"
    for alias, files in rows:
        yield f"  {alias}" + (f" ({files})" if files else "")


def _find(con: duckdb.DuckDBPyConnection, record_id: str) -> tuple[str, dict] | None:
    for table, (key, _, _) in VIEWS.items():
        record = _one(con, table, key, record_id)
        if record:
            return table, record
    return None


def _one(con: duckdb.DuckDBPyConnection, table: str, key: str, value: object) -> dict | None:
    if value is None:
        return None
    cursor = con.execute(f"select * from {table} where {key} = ?", [value])  # names are ours, the value a parameter
    row = cursor.fetchone()
    return dict(zip([c[0] for c in cursor.description], row, strict=True)) if row else None


def _indented(value: object, indent: int) -> str:
    text = tables.french([value])[0]
    return text.replace("\n", "\n" + " " * indent)
