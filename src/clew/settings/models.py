"""Settings of the whole instance, one row each, and of a person, all in one row."""

from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Json, Personal, Str100


class SystemSetting(Changing, Base):
    """One setting of the whole instance."""

    __tablename__ = "system_settings"

    key: Mapped[Str100] = mapped_column(unique=True, comment="The name of the setting.")
    value: Mapped[Any] = mapped_column(JSONB, comment="Its value, in the form that its key asks for.")
    description: Mapped[str | None] = mapped_column(comment="What it decides.")


class UserSetting(Changing, Personal, Base):
    """The settings of one person: time zone, language, quiet hours, and the like."""

    __tablename__ = "user_settings"
    __table_args__ = (UniqueConstraint("user_id"),)

    settings: Mapped[Json] = mapped_column(comment="What differs from what everybody begins with.")
