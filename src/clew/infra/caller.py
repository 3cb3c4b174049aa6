"""Who asks. A value that identity puts on the request and everything else only reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from clew.infra.db import SessionDep
from clew.infra.scopes import covers
from clew.kit.errors import OutOfScope


@dataclass(frozen=True, slots=True)
class Caller:
    """The person whose rows a transaction sees, and how they proved who they are."""

    user_id: UUID
    session_id: UUID | None = None
    token_id: UUID | None = None
    ip_address: str | None = None
    user_agent: str | None = None
    confirmed_at: datetime | None = None
    """When they last proved that it is them, beyond what the request carries; never for API tokens."""
    scopes: frozenset[str] | None = None
    """What the token is for, as `infra/scopes.py` has it; None for everything that the person may do."""


class Authenticator(Protocol):
    """Given by `main`, since identity stands above this package."""

    async def __call__(self, session: AsyncSession, request: Request) -> Caller:
        """Raises `Unauthenticated`."""
        ...


class Gate(Protocol):
    """Decides whether the caller may do something beyond their own rows, and writes the decision down."""

    async def __call__(self, session: AsyncSession, caller: Caller, permission: str, resource_id: UUID | None) -> None:
        """`permission` is `resource_type:action`. Raises `Forbidden`."""
        ...


async def caller(request: Request, session: SessionDep) -> Caller:
    """Raises `Unauthenticated`, and `OutOfScope` where a token is not for this request: here and nowhere else."""
    authenticate: Authenticator = request.app.state.authenticate
    found = await authenticate(session, request)
    if found.scopes is not None and not covers(found.scopes, request.method, request.scope["path"]):
        raise OutOfScope
    return found


CallerDep = Annotated[Caller, Depends(caller)]
