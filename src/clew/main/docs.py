"""What describes the API: the OpenAPI document, and a page made of it with Swagger UI, whose files are our own."""

import json
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi_swagger import resources  # pyright: ignore[reportMissingTypeStubs] only its place is wanted

from clew.infra.caller import caller
from clew.infra.config import Config

SWAGGER = Path(resources.__path__[0])
FILES = {
    "/docs/swagger-ui.css": SWAGGER / "swagger-ui.css",
    "/docs/swagger-ui-bundle.js": SWAGGER / "swagger-ui-bundle.js",
    "/docs/docs.js": Path(__file__).parent / "docs.js",
}
ROUTES = frozenset((method, path) for method in ("GET", "HEAD") for path in ("/docs", "/openapi.json", *FILES))
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Clew: the API</title>
    <link rel="icon" href="/favicon.svg">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/docs.js"></script>
  </body>
</html>
"""
# As strict as that of the client, but for trusted types: Swagger UI cleans its HTML and then writes it as a text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def is_open(config: Config) -> bool:
    """Whether everybody may read it: only those on this machine get here, and no proxy brings others."""
    return config.is_loopback and not (config.trusted_proxies or config.public_url)


def add_documentation(app: FastAPI, config: Config) -> None:
    """Serve it to everybody on a machine of one's own, and elsewhere to those who are signed in."""
    router = APIRouter(include_in_schema=False, dependencies=[] if is_open(config) else [Depends(caller)])

    @cache
    def document() -> bytes:
        return json.dumps(app.openapi(), ensure_ascii=False).encode()

    async def page() -> Response:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})

    async def description() -> Response:
        return Response(document(), media_type="application/json")

    async def asset(request: Request) -> Response:
        return FileResponse(FILES[request.scope["path"]], headers={"Cache-Control": "private, max-age=3600"})

    for path, endpoint in {"/docs": page, "/openapi.json": description, **dict.fromkeys(FILES, asset)}.items():
        router.add_api_route(path, endpoint, methods=["GET", "HEAD"])
    app.include_router(router)
