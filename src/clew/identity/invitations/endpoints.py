"""Invitations over HTTP, for administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from clew.identity.confirmation import ConfirmedDep
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
from clew.infra.caller import Gate
from clew.infra.crud import Schemas, crud_router
from clew.infra.crypto import digest, new_token
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import Forbidden

InvitationsDep = Annotated[Invitations, Depends(Invitations.for_request)]
router = crud_router(
    "invitation",
    Invitations,
    Schemas(response=InvitationResponse, page=InvitationList, query=InvitationSearchRequest),
    verbs=("list", "get", "remove"),
    guarded=("list", "get", "remove"),
)


@router.post("", status_code=201, operation_id="create_invitation")
async def create_invitation(
    request: Request, caller: ConfirmedDep, invitations: InvitationsDep, values: InvitationCreate, letters: LettersDep
) -> InvitationCreated:
    """The link is in the answer, and where an address is given, in a mail."""
    session = invitations.session
    gate: Gate = request.app.state.gate
    await gate(session, caller, "invitation:create", None)
    if values.role_id is not None and not await invitations.has_role(values.role_id):
        raise Forbidden("You can give away only roles that you have.")
    token = new_token("invitation")
    expires_at = now() + timedelta(days=values.days)
    made = await invitations.make(digest(token), values.email, values.role_id, expires_at)
    if values.email is not None:
        await post(session, letters.invitation(values.email, token), None)
    await enqueue(session, fact(caller.user_id, "invited", Severity.info, Origin(caller.ip_address, caller.user_agent)))
    shown = InvitationResponse.model_validate(made).model_dump()
    return InvitationCreated(**shown, link=letters.invitation_link(token))
