"""Where sealed keys and the instance's own secrets are kept, and the keys that a person's secrets are sealed with."""

import base64
import os
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.crypto import KEY, KEY_ID, Keys, Place, sealed_with
from clew.infra.db import Base, Changing, Personal, SealedByInstance, Str100, keys_of
from clew.kit.ids import new_id


class DataKey(Changing, Personal, Base):
    """The key that one person's secrets are sealed with, itself sealed with the instance's."""

    __tablename__ = "data_keys"
    __table_args__ = (UniqueConstraint("user_id"),)

    wrapped_key: Mapped[SealedByInstance] = mapped_column(comment="Sealed with the instance's key.")
    key_id: Mapped[str] = mapped_column(String(64), comment="Which key of the instance sealed it.")


class Secret(Changing, Base):
    """A secret of the whole instance, as the password of its mail server."""

    __tablename__ = "secrets"

    name: Mapped[Str100] = mapped_column(unique=True, comment="What it is for.")
    value: Mapped[SealedByInstance] = mapped_column(comment="Sealed with the instance's key.")


async def personal_keys(session: AsyncSession, user_id: UUID) -> Keys:
    """What that person's secrets are sealed with; the key is made when the first one is. One statement but for that.

    Raises `UnreadableSecret` where the instance's keys do not open it.
    """
    row = await _find(session, user_id) or await _make(session, user_id)
    key_id = row.id.hex[-KEY_ID:]  # the random end of the row's id
    opened = keys_of(session).open(row.wrapped_key, _place(row.id, user_id))
    return Keys({key_id: base64.b64decode(opened)}, key_id)


async def _find(session: AsyncSession, user_id: UUID) -> DataKey | None:
    return await session.scalar(select(DataKey).where(DataKey.user_id == user_id))


async def _make(session: AsyncSession, user_id: UUID) -> DataKey:
    row_id, key = new_id(), base64.b64encode(os.urandom(KEY)).decode()
    sealed = keys_of(session).seal(key, _place(row_id, user_id))
    values = {"id": row_id, "user_id": user_id, "wrapped_key": sealed, "key_id": sealed_with(sealed)}
    # Of two at once one key stands, and both seal with it.
    await session.execute(insert(DataKey).values(values).on_conflict_do_nothing(index_elements=["user_id"]))
    return (await session.scalars(select(DataKey).where(DataKey.user_id == user_id))).one()


def _place(row_id: UUID, user_id: UUID) -> Place:
    return Place(DataKey.__tablename__, "wrapped_key", row_id, user_id)
