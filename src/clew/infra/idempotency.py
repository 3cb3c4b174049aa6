"""A write that may be sent twice: with an `Idempotency-Key`, the second time gets the first answer.

The answer is kept in the same transaction as the effect, for at least a day. Two requests at once with one key: the
second waits on the unique index for the first to commit, and then finds its answer.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Delete, UniqueConstraint, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.caller import CallerDep
from clew.infra.db import AsyncSession, Base, Personal, Record, SessionDep, Str255
from clew.kit.clock import now
from clew.kit.errors import KeyReused
from clew.kit.ids import new_id

KEPT = timedelta(hours=24)


class IdempotencyKey(Record, Personal, Base):
    """What was answered to a request that carried this key."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    key: Mapped[Str255] = mapped_column(comment="The key that came with the request.")
    request_digest: Mapped[bytes] = mapped_column(comment="SHA-256 of method, path and body.")
    status: Mapped[int | None] = mapped_column(comment="The HTTP status of the answer.")
    body: Mapped[str | None] = mapped_column(comment="The body of the answer.")
    etag: Mapped[str | None] = mapped_column(comment="The version of what the answer shows.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets, the first time and every other."""

    status: int
    body: str
    etag: str | None

    def response(self) -> Response:
        headers = {"ETag": self.etag} if self.etag is not None else {}
        return Response(self.body, self.status, headers, "application/json" if self.body else None)


class Once:
    """A dependency that an endpoint asks to do its work at most once."""

    def __init__(self, request: Request, session: AsyncSession, user_id: UUID, key: str | None) -> None:
        self._request = request
        self._session = session
        self._user_id = user_id
        self._key = key

    async def __call__(self, status: int, schema: type[BaseModel], work: Callable[[], Awaitable[object]]) -> Response:
        """Do the work and answer with its result in that schema, or repeat the answer that this key got before.

        Raises `KeyReused` where the key came with another request.
        """

        async def told() -> tuple[int, object]:
            return status, await work()

        return await self.as_told(schema, told)

    async def as_told(self, schema: type[BaseModel], work: Callable[[], Awaitable[tuple[int, object]]]) -> Response:
        """The same for work whose status is known only when it is done: it tells that first, then its result."""

        async def answer() -> Answer:
            status, result = await work()
            shown = schema.model_validate(result, from_attributes=True)
            return Answer(status, shown.model_dump_json(), etag(result))

        return await self._once(answer)

    async def nothing(self, work: Callable[[], Awaitable[object]]) -> Response:
        """Do the work, which leaves nothing to show. Raises `KeyReused`."""

        async def answer() -> Answer:
            await work()
            return Answer(204, "", None)

        return await self._once(answer)

    async def _once(self, work: Callable[[], Awaitable[Answer]]) -> Response:
        if self._key is None:
            return (await work()).response()
        digest = await self._digest()
        row_id = await self._session.scalar(
            insert(IdempotencyKey)
            .values(id=new_id(), user_id=self._user_id, key=self._key, request_digest=digest)
            .add_cte(self._too_old().cte())
            .on_conflict_do_nothing()
            .returning(IdempotencyKey.id)
        )
        if row_id is None:
            return await self._repeat(digest)
        answer = await work()
        await self._keep(row_id, answer)
        return answer.response()

    async def _repeat(self, digest: bytes) -> Response:
        mine = IdempotencyKey.user_id == self._user_id
        kept = (await self._session.scalars(select(IdempotencyKey).where(IdempotencyKey.key == self._key, mine))).one()
        if kept.request_digest != digest or kept.status is None or kept.body is None:
            raise KeyReused
        return Answer(kept.status, kept.body, kept.etag).response()

    async def _keep(self, row_id: UUID, answer: Answer) -> None:
        row = update(IdempotencyKey).where(IdempotencyKey.id == row_id)
        await self._session.execute(row.values(asdict(answer)))

    def _too_old(self) -> Delete:
        """Removes this person's other keys of long ago, so that the table does not grow for ever."""
        others = (IdempotencyKey.user_id == self._user_id, IdempotencyKey.key != self._key)
        return delete(IdempotencyKey).where(*others, IdempotencyKey.created_at < now() - KEPT)

    async def _digest(self) -> bytes:
        scope = self._request.scope
        return hashlib.sha256(f"{scope['method']} {scope['path']}\n".encode() + await self._request.body()).digest()


async def once(
    request: Request,
    session: SessionDep,
    caller: CallerDep,
    key: Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)] = None,
) -> Once:
    return Once(request, session, caller.user_id, key)


OnceDep = Annotated[Once, Depends(once)]


def etag(record: object) -> str | None:
    """Names the version of a row, where it has versions."""
    revision = getattr(record, "revision", None)
    return None if revision is None else f'"{revision}"'
