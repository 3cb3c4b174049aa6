"""The chain that shows whether what is remembered was changed."""

from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Dated


class AuditLink(Dated, Base):
    """One link of the chain over the audit log and the security events, written by the database."""

    __tablename__ = "audit_chain"

    number: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="Counts the links from 1 on, without a gap."
    )
    table_name: Mapped[str] = mapped_column(comment="Where the row stands that the link is about.")
    row_id: Mapped[UUID] = mapped_column(unique=True, comment="Which row.")
    salt: Mapped[bytes | None] = mapped_column(comment="Of the digest; null once what it covers is erased.")
    personal_digest: Mapped[bytes] = mapped_column(comment="SHA-256 of the salt and what can be erased.")
    hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the hash before and of all the rest.")
