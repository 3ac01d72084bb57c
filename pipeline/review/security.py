"""Who may speak to the page: the browser that opened the address the command printed, and nobody else.

A page of the web can make a browser send requests to this machine. So every request must name us as its host, come from
no other origin and carry the secret of this start; a write must also carry a header that only our own pages can know.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-planotheque-jeton"
PARAMETER = "jeton"
READING = ("GET", "HEAD")
REFUSED = "Accès refusé. Ouvrez l'adresse complète affichée par « planotheque review »."
PROTECTION = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Keys:
    """The secret of one start, the cookie that carries it, and the key of writes made from it."""

    def __init__(self, port: int, secret: str | None = None) -> None:
        self.port = port
        self.secret = secret or secrets.token_urlsafe(32)
        self.cookie = f"planotheque-{port}"  # browsers do not tell ports apart
        self.writing = hmac.new(self.secret.encode(), b"ecrire", hashlib.sha256).hexdigest()
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://127.0.0.1:{self.port}/?{PARAMETER}={self.secret}"

    def opens(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.secret.encode())

    def writes(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.writing.encode())


class Guard:
    """ASGI middleware around everything, the static files included."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                set_already = {name.lower() for name, _ in message["headers"]}
                more = {**PROTECTION, "cache-control": "no-store"}
                message["headers"] = [
                    *message["headers"],
                    *((n.encode(), v.encode()) for n, v in more.items() if n.encode() not in set_already),
                ]
            await send(message)

        headers = Headers(scope=scope)
        if self._is_entrance(scope, headers):
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(self.keys.cookie, self.keys.secret, httponly=True, samesite="strict", path="/")
            await answer(scope, receive, protected)
        elif not self._may(scope["method"], headers):
            await PlainTextResponse(REFUSED, status_code=403)(scope, receive, protected)
        else:
            await self.app(scope, receive, protected)

    def _is_entrance(self, scope: Scope, headers: Headers) -> bool:
        """The address the command printed, opened: the secret leaves the address bar for a cookie."""
        if scope["method"] != "GET" or scope["path"] != "/" or not self._is_ours(headers):
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get(PARAMETER, [""])[0]
        return bool(given) and self.keys.opens(given)

    def _may(self, method: str, headers: Headers) -> bool:
        if not self._is_ours(headers) or not self.keys.opens(_cookie(headers, self.keys.cookie)):
            return False
        if method in READING:
            return True
        return "origin" in headers and self.keys.writes(headers.get(HEADER, ""))

    def _is_ours(self, headers: Headers) -> bool:
        """Whether the host is this server, and the origin, when told, too."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or hosts[0].lower() not in self.keys.hosts:
            return False
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
            return False
        return all(origin == f"http://{hosts[0].lower()}" for origin in origins)


def _cookie(headers: Headers, name: str) -> str:
    """Read by hand: one odd cookie of another program of this machine must not hide ours."""
    for pair in ";".join(headers.getlist("cookie")).split(";"):
        key, _, value = pair.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""
