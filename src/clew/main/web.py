"""The web client: its built files, and the page that every address of the client gets."""

import asyncio
import secrets
from mimetypes import guess_type
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route
from starlette.types import Scope

from clew.main.database import ROOT

DIST = ROOT / "web" / "dist"
NONCE = "__CSP_NONCE__"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)
NOT_BUILT = "<!doctype html><title>Clew</title><p>The web client is not built yet: run <code>make run</code>."
FOR_EVER = "public, max-age=31536000, immutable"
API = "/api/"
ASSETS = "/assets/"


class Pages(Route):
    """Every path but those of the API, where a wrong method must not look like a page that cannot be posted to."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and f"{scope['path']}/".startswith(API):
            return Match.NONE, {}
        return super().matches(scope)


def add_web_client(app: FastAPI, dist: Path = DIST) -> None:
    """Serve the client under every path that no other route takes."""
    index = dist / "index.html"
    template = index.read_text() if index.is_file() else NOT_BUILT
    files = {f"/{file.relative_to(dist).as_posix()}": file for file in dist.rglob("*") if file.is_file()}

    async def page(request: Request) -> Response:
        path = request.scope["path"]
        if path.startswith(ASSETS) and path not in files:
            raise HTTPException(404)
        file = files.get(path)
        if file is None or file == index:
            nonce = secrets.token_urlsafe(16)
            headers = {"Content-Security-Policy": POLICY.format(nonce=nonce), "Cache-Control": "no-cache"}
            return HTMLResponse(template.replace(NONCE, nonce), headers=headers)
        # Names under /assets/ hold a hash of their content.
        keep = FOR_EVER if path.startswith(ASSETS) else "no-cache"
        headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
        # Of the file itself: by its twin's name it would be an archive.
        kind = guess_type(file.name)[0]
        if (smaller := files.get(f"{path}.gz")) is None or not _takes_gzip(request):
            return await _sent(file, kind, headers)
        return await _sent(smaller, kind, {**headers, "Content-Encoding": "gzip"})

    app.router.routes.append(Pages("/{path:path}", page, methods=["GET", "HEAD"], include_in_schema=False))


async def _sent(file: Path, kind: str | None, headers: dict[str, str]) -> Response:
    try:
        found = await asyncio.to_thread(file.stat)
    except FileNotFoundError:
        # The client has been built anew since the server began.
        raise HTTPException(404) from None
    return FileResponse(file, headers=headers, media_type=kind, stat_result=found)


def _takes_gzip(request: Request) -> bool:
    taken = request.headers.get("accept-encoding", "").replace(" ", "").lower()
    return "gzip" in taken.split(",")
