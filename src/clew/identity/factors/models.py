"""Second factors, passkeys and phone numbers."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, SealedByPerson, Str50, Str100


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

    @property
    def backup_codes_left(self) -> int:
        return len(self.backup_codes or [])

    @property
    def trusted_device_count(self) -> int:
        return len(self.trusted_devices or [])

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
