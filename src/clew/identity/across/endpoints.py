"""Reads of rows about people: one's own without a question, those about others through the gate.

`GET /…` lists what is about the caller, and with `?everyone=true` what is about everybody, for which it asks for the
permission `{noun}:list`. `GET /…/{id}` asks for `{noun}:get` where the row is about somebody else. For whom the
database does not show such rows there is none, so that nobody can tell another's row from one that does not exist.
"""

from typing import TypeVar
from uuid import UUID

from fastapi import Request

from clew.identity.across.schemas import AcrossQuery
from clew.identity.across.store import Across
from clew.infra.caller import Gate
from clew.infra.db import Record
from clew.infra.listing import Slice

M = TypeVar("M", bound=Record)


async def listed(request: Request, noun: str, records: Across[M], query: AcrossQuery) -> Slice[M]:
    """Raises `Forbidden` where the query asks for everybody's and the caller may not."""
    if not query.everyone:
        return await records.page(query)
    await _ask(request, records, f"{noun}:list", None)
    return await records.everyones().page(query)


async def shown(request: Request, noun: str, records: Across[M], id: UUID) -> M:
    """Raises `NotFound`."""
    record = await records.everyones().get(id)
    if not records.is_own(record):
        await _ask(request, records, f"{noun}:get", id)
    return record


async def _ask(request: Request, records: Across[M], permission: str, id: UUID | None) -> None:
    gate: Gate = request.app.state.gate
    await gate(records.session, records.caller, permission, id)
