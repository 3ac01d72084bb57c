"""What the scripts ask for and send: boxes, the words under one, decisions, dropped files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from models.errors import UnknownRecord, UsageError
from pipeline import apart, pictures
from pipeline.corrections import CONFLICT
from pipeline.review import content, deciding, dropping, lists
from pipeline.review.app import Parts
from pipeline.review.pages import PAGE, _as_file
from pipeline.review.svg import visible
from pipeline.settings import Settings

LARGEST_BODY = 256 << 10  # bytes of a list of decisions
MANY = 50  # decisions in one go
EXPORT_TIME = 600.0  # seconds


class Decisions(BaseModel):
    """A document's decisions, taken together and published once."""

    model_config = ConfigDict(extra="forbid")

    document: str
    decisions: list[deciding.Asked]


def routes(parts: Parts) -> APIRouter:
    """Every address a script speaks to."""
    router = APIRouter()
    base = parts.base

    @router.get("/api/document/{document_id}/cadres")
    def boxes(document_id: str, page: PAGE) -> dict[str, Any]:
        size = base.row("select width, height from pages where document_id = ? and page = ?", [document_id, page]) or {}
        found = content.boxes(base, document_id, page)
        return {**size, "boxes": [{k: visible(v) if isinstance(v, str) else v for k, v in r.items()} for r in found]}

    @router.get("/api/document/{document_id}/texte")
    def text(document_id: str, page: PAGE, cadre: Annotated[str, Query(max_length=100)]) -> dict[str, str]:
        try:
            box = [float(v) for v in cadre.split(",")]
        except ValueError:
            box = []
        if len(box) != 4 or not all(abs(v) < 20_000 for v in box):
            raise UsageError("le cadre est hors de la page")
        return {"text": pictures.text_in_box(parts.settings, document_id, page, box)}

    @router.get("/api/document/{document_id}/conflit")
    def conflict(document_id: str, table: str, record: str) -> dict[str, Any]:
        """The decisions that would confirm the corrections in conflict of a record, as they stand."""
        sql = "select 1 from checks where document_id = ? and check_name = ? and table_name = ? and record_id = ?"
        if not base.row(sql, [document_id, CONFLICT, table, record]):
            raise UnknownRecord(record[:60])
        made = content.settled(base, document_id).get((table, record), [])
        last = {c.field: c for c in made if c.kind in (None, "set")}
        decisions = [
            {"kind": "set", "table": table, "record": record, "field": c.field, "value": c.new_value}
            | ({"page": c.page, "box": [c.x0, c.y0, c.x1, c.y1]} if c.page else {})
            for c in last.values()
        ]
        return {"decisions": decisions}

    @router.get("/api/organisation/{organisation_id}")
    def organisation(organisation_id: str) -> dict[str, Any]:
        """A document that names it: what is decided of an organisation is kept under one."""
        sql = "select min(document_id) as document from organisation_aliases where organisation_id = ?"
        row = base.row(sql, [organisation_id])
        if not row or not row["document"]:
            raise UnknownRecord(organisation_id[:60])
        return row

    @router.get("/api/etat")
    def state() -> dict[str, Any]:
        last = lists.attempts(parts.settings, 1)
        return {
            "waiting": len(dropping.waiting(parts.settings)), "reading": dropping.reading(parts.settings),
            "running": parts.reader.running, "pending": parts.writer.pending, "mark": str(base.mark()),
            "last": last[0].ingestion_id if last else "",
        }  # fmt: skip

    @router.post("/api/decisions")
    async def decide(request: Request) -> JSONResponse:
        try:
            asked = Decisions.model_validate_json(await _body(request))
        except ValidationError as error:
            raise UsageError("la demande est mal formée") from error
        if not 1 <= len(asked.decisions) <= MANY:
            raise UsageError("la demande est mal formée")
        return JSONResponse(await run_in_threadpool(_decide, parts, asked))

    @router.put("/api/depot")
    async def drop(request: Request, nom: Annotated[str, Query(max_length=500)]) -> dict[str, str]:
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > dropping.LARGEST:
            raise UsageError(f"le fichier dépasse {dropping.LARGEST >> 20} Mo")
        name = await dropping.receive(parts.settings, nom, request.stream())
        parts.reader.start()
        return {"name": visible(name)}

    @router.post("/api/lecture")
    def read() -> dict[str, bool]:
        parts.reader.start()
        return {"running": True}

    @router.get("/export.xlsx")
    def workbook(document: str = "") -> FileResponse:
        chosen = [content.document(base, document)["document_id"]] if document else None
        folder = tempfile.TemporaryDirectory(prefix="planotheque-")
        path = Path(folder.name) / "planotheque.xlsx"
        try:
            apart.call(
                "pipeline.review.api:write_workbook", parts.settings, path, chosen, timeout=EXPORT_TIME, memory=0
            )
        except BaseException:
            folder.cleanup()
            raise
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return FileResponse(
            path, media_type=kind, headers=_as_file(path.name), background=BackgroundTask(folder.cleanup)
        )

    return router


def write_workbook(settings: Settings, path: Path, documents: list[str] | None) -> None:
    """In a child process, like every long reading of the base."""
    from pipeline.exports import export

    export("xlsx", settings, path, documents, evidence=True, links=False)  # it will be saved elsewhere


async def _body(request: Request) -> bytes:
    """The body, refused as soon as it is too long."""
    found = b""
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST_BODY:
            raise UsageError("la demande est trop longue")
    return found


def _decide(parts: Parts, asked: Decisions) -> dict[str, Any]:
    content.document(parts.base, asked.document)
    lines = deciding.to_corrections(parts.base, asked.decisions, asked.document, parts.author)
    published = parts.writer.write(lines) if lines else True
    told = "Enregistré." if published else "Enregistré ; la base sera à jour dès que la lecture en cours sera finie."
    if not lines:
        told = "Rien n'a changé."
    records = [c.record_id for c in lines]
    return {"told": told, "published": published, "corrections": [c.correction_id for c in lines], "records": records}
