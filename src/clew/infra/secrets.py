"""Where sealed keys and the instance's own secrets are kept."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, Str100


class DataKey(Changing, Personal, Base):
    """The key that one person's secrets are sealed with, itself sealed with the instance's."""

    __tablename__ = "data_keys"
    __table_args__ = (UniqueConstraint("user_id"),)

    wrapped_key: Mapped[bytes] = mapped_column(comment="Sealed with the instance's key.")
    key_id: Mapped[str] = mapped_column(String(64), comment="Which key of the instance sealed it.")


class Secret(Changing, Base):
    """A secret of the whole instance, as the password of its mail server."""

    __tablename__ = "secrets"

    name: Mapped[Str100] = mapped_column(unique=True, comment="What it is for.")
    value: Mapped[bytes] = mapped_column(comment="Sealed with the instance's key.")
