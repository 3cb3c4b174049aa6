"""The rules of assignments that go beyond their table."""

from clew.identity.access.assignments.schemas import UserRoleBase, UserRoleCreate
from clew.identity.access.assignments.store import UserRoles
from clew.identity.models import UserRole
from clew.identity.signed_in.service import heed_new_role
from clew.infra.db import act_for


async def grant(roles: UserRoles, values: UserRoleCreate) -> UserRole:
    """Raises `Forbidden`, `NotFound`, `AlreadyExists` and `Invalid`."""
    return await _heeded(roles, await roles.grant(values))


async def amend(roles: UserRoles, record: UserRole, values: UserRoleBase) -> UserRole:
    """Raises `Forbidden`, `Invalid`, and `Conflict` where no administrator would stay."""
    return await _heeded(roles, await roles.amend(record, values))


async def _heeded(roles: UserRoles, record: UserRole) -> UserRole:
    """Who may do more is signed in for a shorter time, also where they are signed in already."""
    await act_for(roles.session, record.user_id)
    await heed_new_role(roles.session, record.user_id)
    await act_for(roles.session, roles.caller.user_id)
    return record
