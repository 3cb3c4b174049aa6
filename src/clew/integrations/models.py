"""Accounts at other services, and text messages."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, Numeric, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Personal, SealedByPerson, Str50, Str100, Str255, database_enum
from clew.integrations.scopes import permissions_of
from clew.kit.clock import now


@database_enum
class SmsDirection(StrEnum):
    inbound = "inbound"
    outbound = "outbound"


class OAuthIntegration(Changing, Personal, Base):
    """A person's account at another service, which they let Clew use."""

    __tablename__ = "oauth_integrations"
    __table_args__ = (
        UniqueConstraint("user_id", "provider"),
        Index(None, "user_id", "created_at", "id"),
    )

    provider: Mapped[Str50] = mapped_column(comment="google, microsoft, github, notion or the name of another one.")
    provider_user_id: Mapped[Str255] = mapped_column(comment="Who the person is there.")
    access_token: Mapped[SealedByPerson] = mapped_column(comment="Sealed with the person's key.")
    refresh_token: Mapped[SealedByPerson | None] = mapped_column(comment="Sealed with the person's key.")
    scopes: Mapped[list[str] | None] = mapped_column(comment="What Clew may do there.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="Until when the access token is good.")

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()

    @property
    def can_be_refreshed(self) -> bool:
        return self.refresh_token is not None

    @property
    def scope_permissions(self) -> list[str]:
        """What its scopes allow, in words."""
        return permissions_of(self.provider, self.scopes or [])


class SMSRouterConfig(Changing, Base):
    """One setting of the sending and receiving of text messages."""

    __tablename__ = "sms_router_configs"

    config_key: Mapped[Str100] = mapped_column(unique=True, comment="The name of the setting.")
    config_value: Mapped[str] = mapped_column(comment="Its value; never a secret.")
    description: Mapped[str | None] = mapped_column(comment="What it decides.")
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether it counts.")


class SMSUsageLog(Changing, Personal, Base):
    """One text message, sent or received, and what it cost."""

    __tablename__ = "sms_usage_logs"
    __table_args__ = (Index(None, "user_id", "created_at", "id"),)

    phone_number: Mapped[str] = mapped_column(String(20), comment="The other side's number, as +441632960961.")
    message_content: Mapped[str] = mapped_column(comment="The text.")
    direction: Mapped[SmsDirection] = mapped_column(comment="Whether it was received or sent.")
    status: Mapped[str] = mapped_column(String(20), comment="What the carrier last told of it.")
    twilio_sid: Mapped[Str255 | None] = mapped_column(unique=True, comment="The carrier's own name for it.")
    cost_usd: Mapped[Decimal | None] = mapped_column(Numeric(10, 4), comment="What it cost, in US dollars.")
    country_code: Mapped[str | None] = mapped_column(String(10), comment="The country of the number, as GB.")
    processing_time_ms: Mapped[int | None] = mapped_column(comment="Milliseconds until it was dealt with.")
    error_message: Mapped[str | None] = mapped_column(comment="Why it failed.")
