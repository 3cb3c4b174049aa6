"""The outbox."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Record, SealedByInstance, Str255


class Mail(Record, Base):
    """A mail that is not sent yet, or that nothing sends. It goes once it is sent."""

    __tablename__ = "mails"
    __table_args__ = (Index(None, "user_id"), Index(None, "created_at", "id"))

    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), comment="Whom it is to; null for who has no account."
    )
    recipient: Mapped[Str255] = mapped_column(comment="The address.")
    subject: Mapped[Str255] = mapped_column(comment="What it is about.")
    body: Mapped[SealedByInstance] = mapped_column(comment="Its text, sealed: it may hold a link that works.")
