"""Changes of the email address."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, Str255, reference


class EmailChange(Changing, Personal, Base):
    """That a person asks for another email address."""

    __tablename__ = "email_changes"
    __table_args__ = (
        reference("confirm_token_id", "auth_tokens"),
        reference("undo_token_id", "auth_tokens", ondelete="SET NULL"),
        Index(None, "user_id"),
        Index(None, "confirm_token_id"),
        Index(None, "undo_token_id"),
    )

    old_email: Mapped[Str255] = mapped_column(comment="The address until then.")
    new_email: Mapped[Str255] = mapped_column(comment="The address that they ask for.")
    confirm_token_id: Mapped[UUID] = mapped_column(comment="The link to the new address.")
    undo_token_id: Mapped[UUID | None] = mapped_column(
        comment="The link to the old address, once the new one is proved."
    )
