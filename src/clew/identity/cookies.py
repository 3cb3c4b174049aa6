"""What a browser carries: the session, and that it is trusted. Nothing else of identity is kept there."""

from datetime import datetime

from fastapi import Request, Response

from clew.identity.origin import cookie_name
from clew.kit.clock import now

SESSION = "clew_session"


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def renew_session(request: Request, response: Response, token: str, expires_at: datetime) -> None:
    """The same session goes on by another token."""
    set_cookie(request, response, SESSION, token, int((expires_at - now()).total_seconds()))


def is_browser(request: Request) -> bool:
    """Whether the request comes with the cookie: a header goes before it."""
    return "authorization" not in request.headers
