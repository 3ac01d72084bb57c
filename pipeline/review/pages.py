"""What is looked at: whole pages, and the parts of them a script asks for. Reading only."""

from __future__ import annotations

import csv
import io
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse
from starlette.responses import Response

from models.errors import UnknownRecord
from pipeline import pictures
from pipeline.corrections import KEYS
from pipeline.review import content, dropping, graphs, lists
from pipeline.review.app import Parts
from pipeline.review.fields import CHILDREN, FIELDS, MAIN, Field
from pipeline.review.svg import visible

DPI = (72, 110, 150, 220)  # a picture is kept for each: a few, not any
PAGE = Annotated[int, Query(ge=1, le=100_000)]
SEARCH = Annotated[str, Query(max_length=200)]
FRESH = "private, max-age=86400"  # a document's page never changes: its id is its content


def routes(parts: Parts) -> APIRouter:
    """Every page that is read."""
    router = APIRouter()
    base = parts.base

    @router.get("/")
    def home(q: SEARCH = "", tri: str = "recent", page: PAGE = 1) -> HTMLResponse:
        found = lists.documents(base, search=q, sort=tri, page=page)
        return parts.page("home.html", found=found, totals=lists.totals(base), **_life(parts))

    @router.get("/morceau/documents")
    def some_documents(q: SEARCH = "", tri: str = "recent", page: PAGE = 1) -> HTMLResponse:
        return parts.page("_documents.html", found=lists.documents(base, search=q, sort=tri, page=page))

    @router.get("/morceau/vie")
    def life() -> HTMLResponse:
        return parts.page("_life.html", **_life(parts))

    @router.get("/document/{document_id}")
    def document(document_id: str, enregistrement: str = "", page: PAGE = 1, vue: str = "plan") -> HTMLResponse:
        row = content.document(base, document_id)
        start = {"page": page, "record": enregistrement, "action": "", "view": vue if vue == "verifier" else "plan"}
        if enregistrement:
            start |= _whereabouts(parts, document_id, enregistrement)
        sizes = content.page_sizes(base, document_id)
        return parts.page(
            "document.html", document=row, tree=content.tree(base, document_id), start=start, sizes=sizes,
            to_check=len(content.to_check(base, document_id)),
        )  # fmt: skip

    @router.get("/document/{document_id}/plan")
    def plan(document_id: str) -> HTMLResponse:
        return parts.page(
            "_tree.html", document=content.document(base, document_id), tree=content.tree(base, document_id)
        )

    @router.get("/document/{document_id}/fiche")
    def card(document_id: str) -> HTMLResponse:
        row = content.document(base, document_id)
        told = base.rows(
            "select * from checks where document_id = ? order by case severity when 'error' then 0 when 'warning' then 1 else 2 end, "
            "check_name, page nulls first limit 300", [document_id],
        )  # fmt: skip
        where = content.places(base, [document_id])[document_id]
        shown = [(f, f.shown(row[f.name]), [p for p in where if p["field"] == f.name]) for f in FIELDS["documents"]]
        return parts.page("_card.html", document=row, shown=shown, told=told)

    @router.get("/document/{document_id}/verifier")
    def to_check(document_id: str) -> HTMLResponse:
        content.document(base, document_id)
        decided = content.settled(base, document_id)
        return parts.page(
            "_queue.html", document_id=document_id, items=content.to_check(base, document_id), decided=decided
        )

    @router.get("/document/{document_id}/action/{action_id}")
    def action(document_id: str, action_id: str) -> HTMLResponse:
        found = content.action(base, action_id)
        if found["row"]["document_id"] != document_id:
            raise UnknownRecord(action_id[:60])
        decided = content.settled(base, document_id)
        extra = {
            (t, r[KEYS[t]]): content.shown_fields(t, r) for t, rows in found["children"].items() for r in rows
        }  # fmt: skip
        texts = [
            (f, f.shown(found["row"][f.name])) for f in FIELDS["actions"] if f.name not in ("label", "number", "title")
        ]
        return parts.page("_action.html", **found, extra=extra, texts=texts, decided=decided, KEYS=KEYS)

    @router.get("/document/{document_id}/formulaire")
    def form(document_id: str, table: str, record: str = "", action: str = "", parent: str = "") -> HTMLResponse:
        content.document(base, document_id)
        if table not in FIELDS:
            raise UnknownRecord(table[:40])
        row = content.record(base, table, record) if record else {}
        fields = [(f, _for_input(f, row.get(f.name))) for f in FIELDS[table]]
        orientations = []
        if table == "actions" or (table == "orientations" and not record):
            orientations = [r for r in content.tree(base, document_id) if not r["is_action"]]
        return parts.page(
            "_form.html", table=table, record=record, action=action, row=row, fields=fields, orientations=orientations,
            parent=row.get("orientation_id", parent) if table == "actions" else parent, main=MAIN[table],
        )  # fmt: skip

    @router.get("/document/{document_id}/page/{number}.png")
    def picture(document_id: str, number: int, dpi: int = 110) -> Response:
        if not 1 <= number <= 100_000:
            raise UnknownRecord(f"page {number}")
        sharp = next((d for d in DPI if d >= dpi), DPI[-1])
        png = pictures.page_image(parts.settings, document_id, number, dpi=sharp)
        return Response(png, media_type="image/png", headers={"cache-control": FRESH})

    @router.get("/document/{document_id}/original.pdf")
    def original(document_id: str) -> FileResponse:
        row = base.row("select file_name from documents where document_id = ?", [document_id])
        path = pictures.original(parts.settings, document_id)
        name = dropping.safe_name(row["file_name"] if row else f"{document_id}.pdf")
        return FileResponse(path, media_type="application/pdf", headers=_as_file(name))

    @router.get("/corrections")
    def corrections(page: PAGE = 1, document: str = "") -> HTMLResponse:
        found = lists.decisions(base, document_id=document or None, page=page)
        return parts.page("corrections.html", found=found, of=document, pending=parts.writer.pending)

    @router.get("/organisations")
    def organisations(q: SEARCH = "", page: PAGE = 1) -> HTMLResponse:
        return parts.page("organisations.html", found=lists.organisations(base, search=q, page=page))

    @router.get("/images")
    def images(document: str = "") -> HTMLResponse:
        row = content.document(base, document) if document else None
        chosen = row["document_id"] if row else None
        drawn = [(g, graphs.picture(base, g, chosen), graphs.sql_to_copy(g, chosen)) for g in graphs.GRAPHS]
        titles = base.rows(
            "select document_id, coalesce(title, file_name) as name from documents order by lower(name) limit 500"
        )
        return parts.page("images.html", drawn=drawn, document=row, titles=titles)

    @router.get("/images/{name}.svg")
    def drawing(name: str, document: str = "") -> Response:
        graph = graphs.find(name)
        chosen = content.document(base, document)["document_id"] if document else None
        picture = graphs.picture(base, graph, chosen)
        return Response(picture, media_type="image/svg+xml", headers=_as_file(f"{graph.name}.svg"))

    @router.get("/images/{name}.csv")
    def figures(name: str, document: str = "") -> Response:
        graph = graphs.find(name)
        chosen = content.document(base, document)["document_id"] if document else None
        rows = graphs.rows(base, graph, chosen)
        out = io.StringIO()
        if rows:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(rows[0])
            writer.writerows([_cell(v) for v in r.values()] for r in rows)
        body = "\ufeff" + out.getvalue()  # as French Excel opens it
        return Response(body, media_type="text/csv; charset=utf-8", headers=_as_file(f"{graph.name}.csv"))

    return router


def _life(parts: Parts) -> dict:
    """What is going on: waiting, being read, done lately."""
    attempts = lists.attempts(parts.settings)
    return {
        "waiting": dropping.waiting(parts.settings), "reading": dropping.reading(parts.settings), "attempts": attempts,
        "running": parts.reader.running, "pending": parts.writer.pending, "mark": str(parts.base.mark()),
    }  # fmt: skip


def _whereabouts(parts: Parts, document_id: str, record_id: str) -> dict:
    """The action a record belongs to and the page it is printed on; nothing known is no error."""
    place = parts.base.row(
        "select page, table_name from evidence where document_id = ? and record_id = ? order by page limit 1",
        [document_id, record_id],
    )
    owner = next(
        (row["action_id"] for t in ("actions", *CHILDREN)
         if (row := parts.base.row(f"select action_id from {t} where {KEYS[t]} = ? and document_id = ?", [record_id, document_id]))),
        "",
    )  # fmt: skip
    return ({"page": place["page"]} if place else {}) | {"action": owner}


def _for_input(field: Field, value: object) -> str:
    """As a form holds it: the base's own words for a choice, figures without spaces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).replace(".", ",") if field.kind == "number" else str(value)


def _cell(value: object) -> object:
    """A cell that a spreadsheet takes for what it is: no formula out of a document's text, decimal comma."""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(value, str):
        value = visible(value)
        return "'" + value if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
    return value


def _as_file(name: str) -> dict[str, str]:
    """Saved, never shown: a document's content is not a page of ours."""
    plain = "".join(c if (c.isascii() and c.isalnum()) or c in "._-" else "_" for c in name)
    return {"content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}
