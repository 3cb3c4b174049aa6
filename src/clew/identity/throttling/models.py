"""The counts of attempts."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Dated


class AttemptCount(Dated, Base):
    """How often something was tried lately: by whom is a digest, which leads to nobody."""

    __tablename__ = "attempt_counts"
    __table_args__ = (Index(None, "ends_at"),)

    key: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the bucket, its period and who tries.")
    attempts: Mapped[int] = mapped_column(comment="How many there were since it began.")
    blocked_until: Mapped[datetime | None] = mapped_column(comment="Until when the next attempt is refused.")
    ends_at: Mapped[datetime] = mapped_column(comment="When the count begins anew.")
