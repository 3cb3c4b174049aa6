"""What happened."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Ip, Json, Record, Str100, Str255


class AnalyticsEvent(Record, Base):
    """Something that happened, for counting; of a person, or of nobody once their account is closed."""

    __tablename__ = "analytics_events"
    __table_args__ = (
        Index(None, "event_type", "created_at"),
        Index(None, "user_id", "created_at", "id"),
        Index(None, "user_id", "event_type", "id"),
    )

    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), comment="Who it is about; null once the account is closed."
    )
    event_type: Mapped[Str100] = mapped_column(comment="What happened.")
    event_data: Mapped[Json | None] = mapped_column(comment="Details that depend on the type.")
    session_id: Mapped[Str255 | None] = mapped_column(comment="The session that it happened in.")
    ip_address: Mapped[Ip | None] = mapped_column(comment="From where.")
    user_agent: Mapped[str | None] = mapped_column(comment="With which program.")
