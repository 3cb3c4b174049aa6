"""Routes that ask the gate."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request

from clew.infra.caller import CallerDep, Gate
from clew.infra.db import SessionDep


def guard(permission: str, about: str = "id") -> Any:
    """A dependency that lets through who has the permission, `resource_type:action`; everybody else gets `Forbidden`.

    `about` is the parameter of the path that names the resource. A dependency and no call, since it comes before what
    was sent is looked at: what is wrong with a request is told only to those who may make it.
    """

    async def ask(request: Request, session: SessionDep, caller: CallerDep) -> None:
        gate: Gate = request.app.state.gate
        await gate(session, caller, permission, _id(request.path_params.get(about)))

    return Depends(ask)


def _id(text: str | None) -> UUID | None:
    try:
        return None if text is None else UUID(text)
    except ValueError:  # what comes behind says so
        return None
