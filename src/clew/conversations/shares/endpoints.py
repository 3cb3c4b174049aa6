"""Shares over HTTP. Reading one needs the link and nothing else."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from clew.conversations.endpoints import ThreadsDep
from clew.conversations.shares.models import ThreadShare
from clew.conversations.shares.schemas import ShareCreate, Shared, ShareList, ShareMade
from clew.conversations.shares.store import Shares, find_shared
from clew.infra.db import SessionDep
from clew.infra.listing import ListQuery, Slice
from clew.infra.routing import Router

router = Router("", "share")
SharesDep = Annotated[Shares, Depends(Shares.for_request)]


@router.post("/threads/{id}/shares", status_code=201, operation_id="share_thread")
async def share(threads: ThreadsDep, shares: SharesDep, id: UUID, asked: ShareCreate) -> ShareMade:
    """Make a link to a snapshot of the chosen branch. No `Idempotency-Key`: the link would have to be stored."""
    thread = await threads.get(id)
    made, token = await shares.share(thread, asked.expires_in_days)
    return ShareMade(id=made.id, url=f"/s/{token}", expires_at=made.expires_at)


@router.get("/threads/{id}/shares", response_model=ShareList, operation_id="list_shares")
async def listed(
    threads: ThreadsDep, shares: SharesDep, id: UUID, query: Annotated[ListQuery, Query()]
) -> Slice[ThreadShare]:
    thread = await threads.get(id)
    return await shares.page_of(thread.id, query)


@router.delete("/threads/{id}/shares/{share_id}", status_code=204, operation_id="revoke_share")
async def revoke(threads: ThreadsDep, shares: SharesDep, id: UUID, share_id: UUID) -> None:
    """Close the link at once."""
    thread = await threads.get(id)
    await shares.revoke(thread.id, share_id)


@router.get("/shared/{token}", operation_id="read_shared")
async def shared(session: SessionDep, response: Response, token: str) -> Shared:
    """What somebody with the link sees."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return await find_shared(session, token)
