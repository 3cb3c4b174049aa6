"""The chain that shows whether what is remembered was changed."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Record


class AuditLink(Record, Base):
    """One link of the chain over the audit log and the security events, written by the database."""

    __tablename__ = "audit_chain"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, sort_order=-3, comment="That of the row which the link is about."
    )
    number: Mapped[int] = mapped_column(BigInteger, unique=True, comment="Counts the links from 1 on, without a gap.")
    table_name: Mapped[str] = mapped_column(comment="Where that row stands.")
    salt: Mapped[bytes | None] = mapped_column(comment="Of the digest; null once what it covers is erased.")
    personal_digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the salt and what can be erased.")
    hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the hash before and of all the rest.")
