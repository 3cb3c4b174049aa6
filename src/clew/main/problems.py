"""Failures as problem documents (RFC 9457): every answer from 400 on has this one form."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, IntegrityError
from starlette.exceptions import HTTPException

from clew.infra.store import refusal
from clew.kit.errors import BadRequest, ClewError, Invalid, NotFound, TooLarge

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:clew:problem:{code}"
log = structlog.get_logger()


def add_problem_handlers(app: FastAPI) -> None:
    app.add_exception_handler(ClewError, _on_failure)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(IntegrityError, _on_refused_by_database)
    app.add_exception_handler(DataError, _on_unstorable)
    app.add_exception_handler(Exception, _on_bug)


def name_media_type(document: dict[str, Any]) -> None:
    """In an OpenAPI document, where FastAPI gives an error the media type of its route's good answers."""
    for operations in document["paths"].values():
        for operation in operations.values():
            failure = operation["responses"]["default"]
            schema = next(content["schema"] for content in failure["content"].values() if "schema" in content)
            failure["content"] = {MEDIA_TYPE: {"schema": schema}}


def problem(error: ClewError, errors: Sequence[dict[str, str]] | None = None) -> JSONResponse:
    if errors is None and error.fields:
        errors = [{"field": field, "message": str(error)} for field in error.fields]
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    content = {
        "type": TYPE.format(code=error.code),
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "errors": errors,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
    }
    return JSONResponse(content, error.status, headers, MEDIA_TYPE)


async def _on_failure(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ClewError)  # noqa: S101 what the handler is registered for
    return problem(error)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 what the handler is registered for
    # Never what was sent: it may hold a password, or text that cannot be encoded.
    if any(one["type"] == "json_invalid" for one in error.errors()):
        return problem(Invalid("The body is not valid JSON."))
    fields = [{"field": _path(one["loc"]), "message": _sentence(one["msg"])} for one in error.errors()]
    first = f"{fields[0]['field']}: {fields[0]['message']}" if fields else None
    return problem(Invalid(first), fields)


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 what the handler is registered for
    known: dict[int, type[ClewError]] = {404: NotFound, 413: TooLarge, 400: BadRequest, 422: Invalid}
    if error.status_code in known:
        return problem(known[error.status_code]())
    status = HTTPStatus(error.status_code)
    response = problem(ClewError())
    body = {
        "type": TYPE.format(code=status.name.lower()),
        "title": status.phrase,
        "status": status.value,
        "code": status.name.lower(),
        "detail": None,
        "errors": None,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
    }
    return JSONResponse(body, status, dict(error.headers or {}), response.media_type)


async def _on_refused_by_database(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, IntegrityError)  # noqa: S101 what the handler is registered for
    failure = refusal(error)
    return problem(failure if isinstance(failure, ClewError) else ClewError())


async def _on_unstorable(_: Request, __: Exception) -> JSONResponse:
    return problem(Invalid("A value cannot be stored as it is."))


async def _on_bug(_: Request, error: Exception) -> JSONResponse:
    log.error("a request failed", exc_info=error)
    return problem(ClewError())


def _path(location: Sequence[Any]) -> str:
    """Without where in the request it stands, which comes first: a field may have that name, too."""
    inside = location[1:] if location[:1] and location[0] in {"body", "query", "path", "header"} else location
    return ".".join(str(part) for part in inside) or "body"


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
