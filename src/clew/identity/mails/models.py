"""The outbox."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, SealedByInstance, Str255


class Mail(Changing, Base):
    """A mail that is not sent yet, or that nothing sends. It goes once it is sent."""

    # The instance's, not the person's: they read it where it arrives.

    __tablename__ = "mails"
    __table_args__ = (Index(None, "recipient_id"), Index(None, "created_at", "id"))

    recipient_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), comment="Whom it is to; null for who has no account."
    )
    recipient: Mapped[Str255] = mapped_column(comment="The address.")
    subject: Mapped[Str255] = mapped_column(comment="What it is about.")
    body: Mapped[SealedByInstance] = mapped_column(comment="Its text, sealed: it may hold a link that works.")
