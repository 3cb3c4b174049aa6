"""Shares of threads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Personal


class ThreadShare(Changing, Personal, Base):
    """What somebody with the link sees: a copy, so that what is said later stays private."""

    __tablename__ = "thread_shares"
    __table_args__ = (
        ForeignKeyConstraint(["thread_id", "user_id"], ["threads.id", "threads.user_id"], ondelete="CASCADE"),
        Index(None, "thread_id"),
        Index(None, "user_id"),
    )

    thread_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    snapshot: Mapped[Json]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
