"""The SQL of assignments, and the rules of giving and taking roles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, delete, false, func, select, update
from sqlalchemy.orm import aliased, joinedload

from clew.identity.access.assignments.schemas import UserRoleBase, UserRoleCreate
from clew.identity.access.rights.store import Rights
from clew.identity.access.store import Roles
from clew.identity.across.store import Across
from clew.identity.models import Permission, Role, RolePermission, User, UserRole
from clew.identity.remembered.service import log_event
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, act_for
from clew.infra.facts import Severity
from clew.kit.clock import now


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody has a permission: a role that counts for them, and the role where it is given."""

    role: str
    through: str


@dataclass(frozen=True, slots=True)
class HeldPermission:
    permission: str
    reasons: list[Why] = field(default_factory=list[Why])


class UserRoles(Across[UserRole]):
    """Who has which role."""

    model = UserRole

    def __init__(self, session: AsyncSession, caller: Caller) -> None:
        super().__init__(session, caller)
        self._rights = Rights(session, caller)

    def rows(self) -> Select[UserRole]:
        return select(UserRole).options(joinedload(UserRole.role))

    async def grant(self, values: UserRoleCreate) -> UserRole:
        """Raises `Forbidden`, `NotFound`, `AlreadyExists` and `Invalid`."""
        await self._rights.alone()
        role = await Roles(self.session, self.caller).referred("role_id", values.role_id)
        await self._rights.cover_role(role.id)
        await self._rights.cover_person(values.user_id)
        await act_for(self.session, values.user_id)
        if values.is_primary:
            await self._make_room(values.user_id)
        over = (UserRole.role_id == role.id, UserRole.user_id == values.user_id, ~UserRole.counts())
        await self.session.execute(delete(UserRole).where(*over))
        record = UserRole(**values.model_dump(), granted_by=self.caller.user_id, granted_at=now())
        record.extend_expiration(values.expires_at)
        self.session.add(record)
        await self.flush()
        return await self._done(record.id, "role_granted")

    async def amend(self, record: UserRole, values: UserRoleBase) -> UserRole:
        """Raises `Forbidden`, `Invalid`, and `Conflict` where no administrator would stay."""
        await self._may_touch(record)
        sent = values.model_dump(include=values.model_fields_set)
        await act_for(self.session, record.user_id)
        if sent.get("is_primary") and not record.is_primary:
            await self._make_room(record.user_id)
        if "expires_at" in sent:
            record.extend_expiration(sent.pop("expires_at"))
        for name, value in sent.items():
            setattr(record, name, value)
        await self.flush()
        return await self._done(record.id, "role_grant_changed")

    async def revoke(self, record: UserRole) -> None:
        """Where none is left, the person's default role counts. Raises `Forbidden`, and `Conflict` as above."""
        await self._may_touch(record)
        await act_for(self.session, record.user_id)
        await self.session.delete(record)
        await self.flush()
        await self._tell(record, "role_revoked")

    async def check_user_access(self, user_id: UUID, permission: str | None) -> list[HeldPermission]:
        """What this person may do, and by which of their roles; of all permissions or of one."""
        held = select(func.held_roles(user_id).label("id")).subquery()
        mine, giving = aliased(Role), aliased(Role)
        statement = (
            select(Permission.name, mine.name, giving.name)
            .select_from(held)
            .join(mine, mine.id == held.c.id)
            .join(giving, giving.id.in_(select(func.lineage(mine.id)).correlate(mine)))
            .join(RolePermission, RolePermission.role_id == giving.id)
            .join(Permission, Permission.id == RolePermission.permission_id)
            .order_by(Permission.name, mine.name, giving.name)
        )
        if permission is not None:
            statement = statement.where(Permission.name == permission)
        found: dict[str, HeldPermission] = {}
        for name, role, through in await self.session.execute(statement):
            found.setdefault(name, HeldPermission(name)).reasons.append(Why(role, through))
        return list(found.values())

    async def get_roles(self, user_id: UUID) -> Sequence[str]:
        """Names of those that count, the primary first."""
        is_primary = select(UserRole.is_primary).where(UserRole.user_id == user_id, UserRole.role_id == Role.id)
        order = func.coalesce(is_primary.scalar_subquery(), false()).desc()
        counting = select(Role.name).where(Role.id.in_(select(func.held_roles(user_id))))
        return (await self.session.scalars(counting.order_by(order, Role.name))).all()

    async def _may_touch(self, record: UserRole) -> None:
        await self._rights.alone()
        await self._rights.cover_role(record.role_id)
        await self._rights.cover_person(record.user_id)

    async def _make_room(self, user_id: UUID) -> None:
        """At most one is primary; and who gave it stands with the person."""
        primary = update(UserRole).where(UserRole.user_id == user_id, UserRole.is_primary)
        await self.session.execute(primary.values(is_primary=False))
        given = {"role_assigned_at": now(), "role_assigned_by": self.caller.user_id}
        await self.session.execute(update(User).where(User.id == user_id).values(**given))

    async def _done(self, id: UUID, event_type: str) -> UserRole:
        written = self.rows().where(UserRole.id == id).execution_options(populate_existing=True)
        record = (await self.session.scalars(written)).one()
        await self._tell(record, event_type)
        return record

    async def _tell(self, record: UserRole, event_type: str) -> None:
        """In the name of the caller again, for whom the rest of the request works."""
        await act_for(self.session, self.caller.user_id)
        data = {"role": record.role.name}
        await log_event(self.session, self.caller, event_type, Severity.warning, about=record.user_id, data=data)
