"""Shares of threads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Personal, reference


class ThreadShare(Changing, Personal, Base):
    """What somebody with the link sees: a copy, so that what is said later stays private."""

    __tablename__ = "thread_shares"
    __table_args__ = (
        reference("thread_id", "threads"),
        Index(None, "thread_id"),
        Index(None, "user_id"),
    )

    thread_id: Mapped[UUID] = mapped_column(comment="The thread that it shows.")
    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the token in the link.")
    snapshot: Mapped[Json] = mapped_column(comment="What is shown.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="Until when the link works; null for ever.")
    revoked_at: Mapped[datetime | None] = mapped_column(comment="Since when it no longer works.")
