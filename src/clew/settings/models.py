"""Settings of the whole instance, one row each."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Str100


class SystemSetting(Changing, Base):
    __tablename__ = "system_settings"

    key: Mapped[Str100] = mapped_column(unique=True)
    value: Mapped[Any] = mapped_column(JSONB)
    description: Mapped[str | None]
