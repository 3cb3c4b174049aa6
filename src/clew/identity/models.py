"""Accounts, the ways they sign in, the roles they have, and what is remembered about their safety."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from clew.infra.db import Base, Changing, Ip, Json, Personal, Record, Str50, Str100, Str255, database_enum
from clew.infra.facts import Severity


@database_enum
class TokenType(StrEnum):
    refresh = "refresh"
    email_verification = "email_verification"
    password_reset = "password_reset"  # noqa: S105 a kind of token
    api = "api"


class User(Changing, Base):
    """A person with an account."""

    __tablename__ = "users"

    username: Mapped[Str100] = mapped_column(unique=True, comment="As shown; compared through username_key.")
    username_key: Mapped[str] = mapped_column(unique=True, comment="NFKC, case folded.")
    email: Mapped[Str255] = mapped_column(unique=True)
    email_key: Mapped[str] = mapped_column(unique=True, comment="NFKC, case folded.")
    full_name: Mapped[Str255 | None]
    phone_number: Mapped[str | None] = mapped_column(unique=True, comment="Copy of the verified primary number.")
    hashed_password: Mapped[str | None] = mapped_column(comment="argon2id; null without a password.")
    is_active: Mapped[bool] = mapped_column(server_default=true())
    is_verified: Mapped[bool] = mapped_column(server_default=false())
    last_login: Mapped[datetime | None]
    failed_login_attempts: Mapped[int] = mapped_column(server_default=text("0"))
    locked_until: Mapped[datetime | None]
    default_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("roles.id", ondelete="SET NULL"), index=True)
    role_assigned_at: Mapped[datetime | None]
    role_assigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)


class UserSession(Changing, Personal, Base):
    """One signed-in browser."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index(None, "user_id"),)

    session_id: Mapped[Str255] = mapped_column(unique=True, comment="SHA-256 of the cookie, in hex.")
    device_info: Mapped[Json | None]
    ip_address: Mapped[Ip | None]
    user_agent: Mapped[str | None]
    last_accessed: Mapped[datetime]
    expires_at: Mapped[datetime]
    is_active: Mapped[bool] = mapped_column(server_default=true())


class AuthToken(Changing, Personal, Base):
    """A token of a program or a link; only its digest is kept."""

    __tablename__ = "auth_tokens"
    __table_args__ = (Index(None, "user_id", "token_type"), Index(None, "family_id"))

    token_hash: Mapped[bytes] = mapped_column(unique=True, comment="SHA-256 of the token.")
    token_type: Mapped[TokenType] = mapped_column(server_default=TokenType.refresh.value)
    name: Mapped[Str100 | None]
    scopes: Mapped[Json | None]
    family_id: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    is_revoked: Mapped[bool] = mapped_column(server_default=false())
    last_used_at: Mapped[datetime | None]


class SecurityEvent(Record, Base):
    """Something that matters to the safety of an account, or to nobody's in particular."""

    __tablename__ = "security_events"
    __table_args__ = (Index(None, "user_id", "created_at"), Index(None, "severity"))

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    event_type: Mapped[Str100]
    event_data: Mapped[Json | None]
    severity: Mapped[Severity] = mapped_column(server_default=Severity.info.value)
    ip_address: Mapped[Ip | None]
    user_agent: Mapped[str | None]


class Role(Changing, Base):
    """A set of permissions; it has those of its ancestors too."""

    __tablename__ = "roles"

    name: Mapped[Str50] = mapped_column(unique=True)
    description: Mapped[str | None]
    parent_role_id: Mapped[UUID | None] = mapped_column(ForeignKey("roles.id", ondelete="SET NULL"), index=True)


class Permission(Changing, Base):
    """One action on one type of resource; `name` is `resource_type:action`."""

    __tablename__ = "permissions"
    __table_args__ = (UniqueConstraint("resource_type", "action"),)

    name: Mapped[Str100] = mapped_column(unique=True)
    resource_type: Mapped[Str50]
    action: Mapped[Str50]
    description: Mapped[str | None]


class RolePermission(Base):
    __tablename__ = "role_permissions"

    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True)
    permission_id: Mapped[UUID] = mapped_column(
        ForeignKey("permissions.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class UserRole(Changing, Personal, Base):
    """That a person has a role, since when, from whom and until when."""

    __tablename__ = "user_roles"
    __table_args__ = (
        UniqueConstraint("user_id", "role_id"),
        Index("uq_user_roles_primary", "user_id", unique=True, postgresql_where=text("is_primary")),
    )

    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), index=True)
    is_primary: Mapped[bool] = mapped_column(server_default=false())
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    granted_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class AccessAuditLog(Record, Base):
    """One decision of the gate."""

    __tablename__ = "access_audit_logs"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    resource_type: Mapped[Str50]
    resource_id: Mapped[str | None]
    action: Mapped[Str50]
    permission_granted: Mapped[bool]
    roles_checked: Mapped[list[str]]
    ip_address: Mapped[Ip | None]
    user_agent: Mapped[str | None]
