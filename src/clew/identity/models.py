"""Accounts, the roles they have, and what is remembered about their safety."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Computed,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    false,
    func,
    null,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from clew.infra.db import Base, Changing, Dated, Ip, Json, Personal, Record, Str50, Str100, Str255, database_enum
from clew.infra.facts import Severity
from clew.kit.clock import now

NOT_ASKED: Any = null()
NOTED_EVERY = timedelta(minutes=1)  # how exactly it is known when something was last used
# The ids of what migrations bring along begin alike; what people make has the time in it.
BUILT_IN = "id >= '01980000-0000-7000-8000-000000000000'::uuid and id <= '01980000-0000-7000-8000-ffffffffffff'::uuid"


@database_enum
class TokenType(StrEnum):
    refresh = "refresh"
    email_verification = "email_verification"
    password_reset = "password_reset"  # noqa: S105 a kind of token
    api = "api"


class User(Changing, Base):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (Index(None, "created_at", "id"),)

    username: Mapped[Str100] = mapped_column(unique=True, comment="As shown; compared through username_key.")
    username_key: Mapped[str] = mapped_column(unique=True, comment="NFKC, case folded.")
    email: Mapped[Str255] = mapped_column(unique=True, comment="As given; compared through email_key.")
    email_key: Mapped[str] = mapped_column(unique=True, comment="NFKC, case folded.")
    full_name: Mapped[Str255 | None] = mapped_column(comment="What the person wants to be called.")
    phone_number: Mapped[str | None] = mapped_column(unique=True, comment="Copy of the verified primary number.")
    hashed_password: Mapped[str | None] = mapped_column(comment="argon2id; null without a password.")
    passkey_handle: Mapped[bytes | None] = mapped_column(
        unique=True, comment="64 random bytes that authenticators know the person by."
    )
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether they may sign in.")
    is_verified: Mapped[bool] = mapped_column(server_default=false(), comment="Whether the email address is theirs.")
    last_login: Mapped[datetime | None] = mapped_column(comment="When they last signed in.")
    failed_login_attempts: Mapped[int] = mapped_column(
        server_default=text("0"), comment="Failed sign-ins since the last that worked."
    )
    locked_until: Mapped[datetime | None] = mapped_column(comment="Until when nobody may sign in.")
    default_role_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("roles.id", ondelete="SET NULL"),
        index=True,
        comment="The role given back when no assignment is left.",
    )
    role_assigned_at: Mapped[datetime | None] = mapped_column(comment="When the primary role was given.")
    role_assigned_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True, comment="Who gave the primary role."
    )
    roles: Mapped[list[str]] = query_expression(NOT_ASKED)
    """Names of those that count, the primary first; where the store asked for them."""

    @property
    def is_locked(self) -> bool:
        """Whether a password is refused unseen; a trusted device is asked for one all the same."""
        return self.locked_until is not None and self.locked_until > now()


class UserSession(Changing, Personal, Base):
    """One signed-in browser, or program that holds a pair of tokens."""

    __tablename__ = "user_sessions"
    __table_args__ = (UniqueConstraint("id", "user_id"), Index(None, "user_id"))

    session_id: Mapped[Str255] = mapped_column(unique=True, comment="SHA-256 of the cookie or access token, in hex.")
    device_info: Mapped[Json | None] = mapped_column(comment="What is known of the device.")
    ip_address: Mapped[Ip | None] = mapped_column(comment="From where it was last used.")
    user_agent: Mapped[str | None] = mapped_column(comment="With which program.")
    last_accessed: Mapped[datetime] = mapped_column(comment="When it was last used, to the minute.")
    expires_at: Mapped[datetime] = mapped_column(comment="Until when it works.")
    idle_limit: Mapped[timedelta] = mapped_column(
        server_default=text("'12:00:00'"), comment="After how long without use it no longer works."
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(comment="When the person last proved in it that it is them.")
    access_until: Mapped[datetime | None] = mapped_column(
        comment="Until when the access token of a program works; null for browsers."
    )
    is_active: Mapped[bool] = mapped_column(server_default=true(), comment="Whether it works still.")
    is_current: Mapped[bool] = query_expression(NOT_ASKED)
    """Whether the request came with it; where the store asked for that."""

    @classmethod
    def lives(cls) -> ColumnElement[bool]:
        """The condition under which it can be used, or renewed by its refresh token."""
        return and_(cls.is_active, cls.expires_at > now(), cls.last_accessed > now() - cls.idle_limit - NOTED_EVERY)

    @property
    def is_expired(self) -> bool:
        """Whether it has come to its end by time, or has not been used for too long."""
        return min(self.expires_at, self.last_accessed + self.idle_limit + NOTED_EVERY) <= now()

    @property
    def can_be_used(self) -> bool:
        """What `lives` asks the database."""
        return self.is_active and not self.is_expired

    def extend(self, lifetime: timedelta) -> None:
        """Let it last that long from now on; never shorter than before."""
        self.expires_at = max(self.expires_at, now() + lifetime)

    def update_access(self, ip_address: str | None) -> None:
        """Note a use. Those that `authenticate` sees it notes itself, in the database."""
        self.last_accessed, self.ip_address = now(), ip_address or self.ip_address


class AuthToken(Changing, Personal, Base):
    """A token of a program or a link; only its digest is kept."""

    __tablename__ = "auth_tokens"
    __table_args__ = (
        UniqueConstraint("id", "user_id"),
        Index(None, "user_id", "token_type"),
        Index(None, "family_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the token.")
    token_type: Mapped[TokenType] = mapped_column(server_default=TokenType.refresh.value, comment="What it is for.")
    name: Mapped[Str100 | None] = mapped_column(comment="What the person calls it.")
    scopes: Mapped[list[str] | None] = mapped_column(comment="What it may be used for.")
    family_id: Mapped[UUID | None] = mapped_column(
        comment="The tokens that came out of one sign-in: the id of its session."
    )
    expires_at: Mapped[datetime] = mapped_column(comment="Until when it works.")
    spent_at: Mapped[datetime | None] = mapped_column(comment="When it was used up.")
    is_revoked: Mapped[bool] = mapped_column(server_default=false(), comment="Whether it was taken back.")
    last_used_at: Mapped[datetime | None] = mapped_column(comment="When it was last used, to the minute.")
    addresses: Mapped[list[str]] = mapped_column(
        server_default=text("'[]'"), comment="From where it was used, the latest that was new last; 20 at most."
    )
    is_current: Mapped[bool] = query_expression(NOT_ASKED)
    """Whether the request came with it; where the store asked for that."""

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()


class SecurityEvent(Record, Base):
    """Something that matters to the safety of an account, or to nobody's in particular."""

    __tablename__ = "security_events"
    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "created_at", "id"), Index(None, "severity"))

    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"),
        comment="Who it is about; null for nobody, or once the account is closed.",
    )
    event_type: Mapped[Str100] = mapped_column(comment="What happened.")
    event_data: Mapped[Json | None] = mapped_column(comment="Details that depend on the type.")
    severity: Mapped[Severity] = mapped_column(server_default=Severity.info.value, comment="How much it matters.")
    ip_address: Mapped[Ip | None] = mapped_column(comment="From where.")
    user_agent: Mapped[str | None] = mapped_column(comment="With which program.")


class Role(Changing, Base):
    """A set of permissions; it has those of its ancestors too."""

    __tablename__ = "roles"

    name: Mapped[Str50] = mapped_column(unique=True, comment="What it is called.")
    description: Mapped[str | None] = mapped_column(comment="Who it is for.")
    parent_role_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("roles.id", ondelete="SET NULL"), index=True, comment="The role whose permissions it has, too."
    )
    is_built_in: Mapped[bool] = mapped_column(
        Computed(BUILT_IN, persisted=True),
        comment="Whether every Clew has it, so that it can neither be removed nor renamed.",
    )
    permissions: Mapped[list[str]] = query_expression(NOT_ASKED)
    """Names of its own ones; where the store asked for them."""
    inherited_permissions: Mapped[list[str]] = query_expression(NOT_ASKED)
    """Names of those of the roles above it; where the store asked for them."""


class Permission(Changing, Base):
    """One action on one type of resource; `name` is `resource_type:action`."""

    __tablename__ = "permissions"
    __table_args__ = (UniqueConstraint("resource_type", "action"),)

    name: Mapped[Str100] = mapped_column(unique=True, comment="resource_type:action.")
    resource_type: Mapped[Str50] = mapped_column(comment="What it is about.")
    action: Mapped[Str50] = mapped_column(comment="What may be done with it.")
    description: Mapped[str | None] = mapped_column(comment="What it allows, in words.")
    is_built_in: Mapped[bool] = mapped_column(
        Computed(BUILT_IN, persisted=True),
        comment="Whether every Clew has it, so that it can neither be removed nor renamed.",
    )


class RolePermission(Dated, Base):
    """That a role has a permission."""

    __tablename__ = "role_permissions"

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, comment="The role that has it."
    )
    permission_id: Mapped[UUID] = mapped_column(
        ForeignKey("permissions.id", ondelete="CASCADE"), primary_key=True, index=True, comment="What the role may do."
    )
    role: Mapped[Role] = relationship(lazy="raise")
    permission: Mapped[Permission] = relationship(lazy="raise")


class UserRole(Changing, Personal, Base):
    """That a person has a role, since when, from whom and until when."""

    __tablename__ = "user_roles"
    __table_args__ = (
        UniqueConstraint("user_id", "role_id"),
        Index("uq_user_roles_primary", "user_id", unique=True, postgresql_where=text("is_primary")),
    )

    role_id: Mapped[UUID] = mapped_column(
        ForeignKey("roles.id", ondelete="CASCADE"), index=True, comment="The role that they have."
    )
    is_primary: Mapped[bool] = mapped_column(
        server_default=false(), comment="Whether it is shown as theirs; at most one is."
    )
    granted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True, comment="Who gave it."
    )
    granted_at: Mapped[datetime] = mapped_column(comment="When it was given.")
    expires_at: Mapped[datetime | None] = mapped_column(comment="Until when it counts.")
    role: Mapped[Role] = relationship(lazy="raise")

    @classmethod
    def counts(cls) -> ColumnElement[bool]:
        """The condition under which it does."""
        return cls.expires_at.is_(None) | (cls.expires_at > func.now())

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()


class AccessAuditLog(Record, Base):
    """One decision of the gate."""

    __tablename__ = "access_audit_logs"
    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "created_at", "id"))

    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), comment="Who asked; null once the account is closed."
    )
    resource_type: Mapped[Str50] = mapped_column(comment="What was asked for.")
    resource_id: Mapped[str | None] = mapped_column(comment="Which one.")
    action: Mapped[Str50] = mapped_column(comment="What was to be done with it.")
    permission_granted: Mapped[bool] = mapped_column(comment="What was decided.")
    roles_checked: Mapped[list[str]] = mapped_column(comment="The roles that were looked at.")
    ip_address: Mapped[Ip | None] = mapped_column(comment="From where.")
    user_agent: Mapped[str | None] = mapped_column(comment="With which program.")
