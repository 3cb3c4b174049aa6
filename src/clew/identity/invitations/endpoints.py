"""Invitations over HTTP, for administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from clew.identity.access.rights.store import Rights
from clew.identity.access.store import Roles
from clew.identity.confirmation import confirmed
from clew.identity.invitations.schemas import (
    InvitationCreate,
    InvitationCreated,
    InvitationList,
    InvitationResponse,
    InvitationSearchRequest,
)
from clew.identity.invitations.store import Invitations
from clew.identity.mails.letters import LettersDep
from clew.identity.mails.store import post
from clew.identity.origin import Origin, fact
from clew.infra.caller import CallerDep
from clew.infra.crud import Schemas, crud_router
from clew.infra.crypto import digest, new_token
from clew.infra.facts import Severity
from clew.infra.guard import guard
from clew.infra.jobs import enqueue
from clew.kit.clock import now

InvitationsDep = Annotated[Invitations, Depends(Invitations.for_request)]
router = crud_router(
    "invitation",
    Invitations,
    Schemas(response=InvitationResponse, page=InvitationList, query=InvitationSearchRequest),
    verbs=("list", "get", "remove"),
    guarded=("list", "get", "remove"),
)


@router.post(
    "",
    status_code=201,
    operation_id="create_invitation",
    dependencies=[guard("invitation:create"), Depends(confirmed)],
)
async def create_invitation(
    caller: CallerDep, invitations: InvitationsDep, values: InvitationCreate, letters: LettersDep
) -> InvitationCreated:
    """The link is in the answer, and where an address is given, in a mail."""
    session = invitations.session
    if values.role_id is not None:
        role = await Roles(session, caller).referred("role_id", values.role_id)
        await Rights(session, caller).cover_role(role.id)
    token = new_token("invitation")
    expires_at = now() + timedelta(days=values.days)
    made = await invitations.make(digest(token), values.email, values.role_id, expires_at)
    if values.email is not None:
        await post(session, letters.invitation(values.email, token), None)
    await enqueue(session, fact(caller.user_id, "invited", Severity.info, Origin(caller.ip_address, caller.user_agent)))
    shown = InvitationResponse.model_validate(made).model_dump()
    return InvitationCreated(**shown, link=letters.invitation_link(token))
