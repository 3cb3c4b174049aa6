"""The SQL of shares."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import column, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from clew.conversations.models import Message, MessageRole, Thread
from clew.conversations.shares.models import ThreadShare
from clew.conversations.shares.schemas import Shared, SharedMessage, Snapshot
from clew.conversations.store import Messages
from clew.infra.listing import PageQuery, Slice
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import Conflict, NotFound

SHARED_AT_MOST = 5000  # messages
TOKEN_BYTES = 32
LONGEST_TOKEN = 100
READABLE = {MessageRole.user, MessageRole.assistant}


class Shares(Store[ThreadShare]):
    model = ThreadShare

    async def share(self, thread: Thread, days: int | None) -> tuple[ThreadShare, str]:
        """Take a snapshot of the chosen branch; the token is told only here. Raises `Conflict` without one."""
        if thread.head_message_id is None:
            raise Conflict("There is nothing to share yet.")
        branch = await Messages(self.session, self.caller).branch(thread.head_message_id, SHARED_AT_MOST)
        snapshot = Snapshot(title=thread.title, messages=_texts(branch))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        share = ThreadShare(
            user_id=self.caller.user_id,
            thread_id=thread.id,
            token_hash=_digest(token),
            snapshot=snapshot.model_dump(mode="json"),
            expires_at=None if days is None else now() + timedelta(days=days),
        )
        self.session.add(share)
        await self.flush()
        return share, token

    async def page_of(self, thread_id: UUID, query: PageQuery) -> Slice[ThreadShare]:
        return await self.page(query, ThreadShare.thread_id == thread_id)

    async def revoke(self, thread_id: UUID, id: UUID) -> None:
        share = await self.get(id)
        if share.thread_id != thread_id:
            raise NotFound
        share.revoked_at = share.revoked_at or now()
        share.snapshot = {}  # nobody may read it again
        await self.flush()


async def find_shared(session: AsyncSession, token: str) -> Shared:
    """What the link shows. Raises `NotFound`, alike for links that never were, have expired or were revoked."""
    if len(token) > LONGEST_TOKEN:
        raise NotFound
    found = func.find_share(_digest(token)).table_valued(
        column("snapshot", ThreadShare.snapshot.type), "shared_at", "expires_at"
    )
    row = (await session.execute(select(found.c.snapshot, found.c.shared_at, found.c.expires_at))).one_or_none()
    if row is None:
        raise NotFound
    snapshot, shared_at, expires_at = row
    return Shared(**dict(Snapshot.model_validate(snapshot)), shared_at=shared_at, expires_at=expires_at)


def _texts(branch: list[Message]) -> list[SharedMessage]:
    spoken = [message for message in branch if message.role in READABLE and message.content]
    return [SharedMessage.model_validate(message) for message in spoken]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
