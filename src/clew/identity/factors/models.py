"""Second factors, passkeys and phone numbers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from clew.identity.models import NOT_ASKED
from clew.infra.db import Base, Changing, Ip, Json, Personal, SealedByPerson, Str50, Str100, database_enum, reference


@database_enum
class ChallengeKind(StrEnum):
    sign_in = "sign_in"
    """The password was right; a second factor is missing."""
    passkey_sign_in = "passkey_sign_in"
    """A passkey is to say who signs in."""
    confirmation = "confirmation"
    """Somebody who is signed in proves once more that it is them."""
    passkey_registration = "passkey_registration"
    phone = "phone"
    """Whether a number is theirs."""


class MFAConfiguration(Changing, Personal, Base):
    """How a person proves a second time that it is them."""

    __tablename__ = "mfa_configurations"
    __table_args__ = (UniqueConstraint("user_id"),)

    totp_secret: Mapped[SealedByPerson | None] = mapped_column(comment="Sealed with the person's key.")
    totp_enabled: Mapped[bool] = mapped_column(server_default=false(), comment="Whether a first code was right.")
    last_totp_step: Mapped[int | None] = mapped_column(comment="The step of the last code: none is taken twice.")
    sms_enabled: Mapped[bool] = mapped_column(server_default=false(), comment="Whether codes are sent by SMS.")
    phone_number: Mapped[str | None] = mapped_column(String(20), comment="The verified number that codes are sent to.")
    backup_codes: Mapped[list[str] | None] = mapped_column(comment="Digests of the codes that are left.")
    trusted_devices: Mapped[list[str] | None] = mapped_column(comment="Digests of devices that are not asked again.")
    trusted_device_count: Mapped[int] = query_expression(NOT_ASKED)
    """Of the table of that name; where the store asked for it."""

    @property
    def backup_codes_left(self) -> int:
        return len(self.backup_codes or [])

    @property
    def masked_phone(self) -> str | None:
        """As much of the number as its owner knows it by."""
        return None if self.phone_number is None else f"…{self.phone_number[-3:]}"


class WebauthnCredential(Changing, Personal, Base):
    """A passkey of a person."""

    __tablename__ = "webauthn_credentials"
    __table_args__ = (Index(None, "user_id", "created_at", "id"),)

    credential_id: Mapped[bytes] = mapped_column(unique=True, comment="The authenticator's own name for it.")
    public_key: Mapped[bytes] = mapped_column(comment="In COSE form.")
    sign_count: Mapped[int] = mapped_column(server_default=text("0"), comment="Uses that the authenticator counted.")
    name: Mapped[Str100] = mapped_column(comment="What the person calls it.")
    last_used_at: Mapped[datetime | None] = mapped_column(comment="When it was last used.")


class UserPhoneMapping(Changing, Personal, Base):
    """That a phone number is a person's."""

    __tablename__ = "user_phone_mappings"
    __table_args__ = (
        Index("uq_user_phone_mappings_primary", "user_id", unique=True, postgresql_where=text("is_primary")),
        Index(None, "user_id", "created_at", "id"),
    )

    phone_number: Mapped[str] = mapped_column(String(20), unique=True, comment="As +441632960961.")
    is_primary: Mapped[bool] = mapped_column(server_default=false(), comment="At most one is.")
    is_verified: Mapped[bool] = mapped_column(server_default=false(), comment="Whether a code sent there came back.")
    verification_method: Mapped[Str50 | None] = mapped_column(comment="How it was verified.")


class TrustedDevice(Changing, Personal, Base):
    """A browser that is not asked for a second factor at every sign-in."""

    __tablename__ = "trusted_devices"
    __table_args__ = (Index(None, "user_id", "created_at", "id"),)

    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the cookie.")
    user_agent: Mapped[str | None] = mapped_column(comment="With which program it was trusted.")
    ip_address: Mapped[Ip | None] = mapped_column(comment="From where it was trusted.")
    last_used_at: Mapped[datetime | None] = mapped_column(comment="When it last stood in for a second factor.")
    expires_at: Mapped[datetime] = mapped_column(comment="Until when it does.")
    is_current: Mapped[bool] = query_expression(NOT_ASKED)
    """Whether the request came from it; where the store asked for that."""


class Challenge(Changing, Base):
    """A question that is answered once: a sign-in that waits for its second factor, or another proof."""

    __tablename__ = "challenges"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "session_id", "user_id"),
        Index(None, "expires_at"),
        reference("session_id", "user_sessions"),
    )

    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), comment="Who is to answer; null before it is known who signs in."
    )
    kind: Mapped[ChallengeKind] = mapped_column(comment="What the answer is for.")
    token_digest: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the token that names it.")
    code_digest: Mapped[bytes | None] = mapped_column(comment="SHA-256 of the token and the code that was sent last.")
    data: Mapped[Json | None] = mapped_column(comment="What the answer is checked against, by kind.")
    attempts_left: Mapped[int] = mapped_column(comment="How many answers are looked at still.")
    session_id: Mapped[UUID | None] = mapped_column(comment="The session that is to be confirmed.")
    expires_at: Mapped[datetime] = mapped_column(comment="Until when it can be answered.")
    spent_at: Mapped[datetime | None] = mapped_column(comment="When the right answer came.")
