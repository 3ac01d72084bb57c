"""The application: its parts built in one place and handed to the routes; errors told in French."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from models.errors import DocumentError, NoDatabase, PlanothequeError, UnknownRecord, UsageError
from pipeline import apart
from pipeline.confidence import GOOD, LOW
from pipeline.review.base import Base
from pipeline.review.deciding import sentence
from pipeline.review.dropping import Reader
from pipeline.review.fields import CHILDREN, MAIN, NAMES, SEVERITIES
from pipeline.review.security import Guard, Keys
from pipeline.review.svg import visible
from pipeline.review.writing import Writer
from pipeline.settings import Settings, pipeline_version

HERE = Path(__file__).parent


@dataclass
class Parts:
    """What the routes work with."""

    settings: Settings
    keys: Keys
    author: str
    base: Base
    writer: Writer
    reader: Reader
    templates: Environment

    def page(self, template: str, **values: object) -> HTMLResponse:
        """A template filled in; everything in it is escaped."""
        shown = {"key": self.keys.writing, "author": self.author, "version": pipeline_version(), **values}
        return HTMLResponse(self.templates.get_template(template).render(shown))


def create_app(settings: Settings, keys: Keys, author: str) -> Guard:
    """The ASGI application, guarded."""
    from pipeline.review import api, pages

    parts = Parts(settings, keys, author, Base(settings), Writer(settings), Reader(settings), _templates())

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        threading.Thread(target=_warm, daemon=True).start()
        yield
        parts.reader.close()
        parts.writer.close()
        parts.base.close()

    # No interactive documentation: it would be fetched from the network.
    app = FastAPI(title="planothèque", docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.state.parts = parts
    app.include_router(pages.routes(parts))
    app.include_router(api.routes(parts))
    app.mount("/static", _Static(directory=HERE / "static"))
    _tell_errors(app, parts)
    return Guard(app, keys)


def _warm() -> None:
    with suppress(PlanothequeError):  # told when it is really needed
        apart.warm()


class _Static(StaticFiles):
    """Asked again each time, answered "not modified": a new version is seen at once."""

    def file_response(self, *args: object, **options: object) -> Response:
        response = super().file_response(*args, **options)
        response.headers["cache-control"] = "no-cache"
        return response


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip
    environment.globals.update(NAMES=NAMES, MAIN=MAIN, CHILDREN=CHILDREN, SEVERITIES=SEVERITIES, LOW=LOW, GOOD=GOOD)
    environment.filters.update(
        sure=_sure, level=_level, day=lambda d: f"{d:%d/%m/%Y}", moment=lambda d: f"{d:%d/%m/%Y %H:%M}"
    )
    return environment


def _shown(value: object) -> object:
    """What is written into a page: nothing for None, controls made visible in any text that is not markup."""
    if value is None:
        return ""
    return visible(value) if type(value) is str else value


def _sure(value: float | None) -> str:
    """ "0,85"; nothing when not known."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def _level(value: float | None) -> str:
    return "none" if value is None else "low" if value < LOW else "middling" if value < GOOD else "good"


def _tell_errors(app: FastAPI, parts: Parts) -> None:
    def answer(request: Request, status: int, told: str) -> Response:
        if request.url.path.startswith("/api/") or request.headers.get("accept", "").startswith("application/json"):
            return JSONResponse({"error": told}, status_code=status)
        page = parts.page("error.html", told=told, whole=not request.headers.get("x-fragment"))
        page.status_code = status
        return page

    @app.exception_handler(PlanothequeError)
    def ours(request: Request, error: PlanothequeError) -> Response:
        kinds = {UnknownRecord: 404, NoDatabase: 404, UsageError: 400}
        status = kinds.get(type(error), 422 if isinstance(error, DocumentError) else 500)
        return answer(request, status, sentence(error))

    @app.exception_handler(HTTPException)
    def theirs(request: Request, error: HTTPException) -> Response:
        told = {404: "Cette page n'existe pas.", 405: "Cette adresse ne se demande pas ainsi."}
        return answer(request, error.status_code, told.get(error.status_code, "La demande est mal formée."))

    @app.exception_handler(Exception)
    def unexpected(request: Request, _: Exception) -> Response:  # its trace goes to the terminal
        return answer(request, 500, PlanothequeError.message)

    @app.exception_handler(RequestValidationError)
    def badly_put(request: Request, _: RequestValidationError) -> Response:
        return answer(request, 400, "La demande est mal formée.")
