"""Invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Str255


class Invitation(Changing, Base):
    """A link that lets somebody make one account while registration is closed."""

    __tablename__ = "invitations"
    __table_args__ = (Index(None, "created_at", "id"),)

    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the token in its link.")
    email: Mapped[Str255 | None] = mapped_column(comment="Whom it is for; null for whoever has the link.")
    role_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("roles.id", ondelete="CASCADE"),
        index=True,
        comment="The role that they get; null for the first one.",
    )
    invited_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"),
        index=True,
        comment="Who invites; null once their account is closed.",
    )
    expires_at: Mapped[datetime] = mapped_column(comment="Until when it works.")
    spent_at: Mapped[datetime | None] = mapped_column(comment="When an account was made with it.")
