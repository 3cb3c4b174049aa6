"""Making accounts, proving that they are somebody's, and ending them."""

import secrets

from tests.conftest import PASSWORD, Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import CANARY, Operation, Reach, Things, resource

from clew.identity.invitations.store import Invitations
from clew.identity.mails.store import post
from clew.infra.mail import Letter
from clew.kit.clock import now


def registration(_: Things) -> dict[str, str]:
    name = f"new{secrets.token_hex(4)}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD}


SOMEBODY = "/api/v1/users/{user_id}"
OPERATIONS = {
    "send_reset_link": Operation(
        Reach.public, "POST", "/api/v1/auth/forgot-password", lambda _: {"email": "nobody@example.org"}
    ),
    "reset_password": Operation(
        Reach.public,
        "POST",
        "/api/v1/auth/reset-password",
        lambda _: {"token": "reset_of_nobody", "password": PASSWORD},
    ),
    "verify_email": Operation(Reach.public, "POST", "/api/v1/auth/verify-email", lambda _: {"token": "of nobody"}),
    "send_verification_mail": Operation(Reach.own, "POST", "/api/v1/users/me/verification-mail"),
    "change_own_password": Operation(
        Reach.own,
        "POST",
        "/api/v1/users/me/password",
        lambda _: {"present_password": PASSWORD, "password": f"{PASSWORD}, and longer"},
        is_confirmed=True,
    ),
    "change_own_email": Operation(
        Reach.own, "POST", "/api/v1/users/me/email", lambda _: {"email": registration(_)["email"]}, is_confirmed=True
    ),
    "close_own_account": Operation(
        Reach.own, "DELETE", "/api/v1/users/me", lambda _: {"password": PASSWORD}, is_confirmed=True
    ),
    "lock_user": Operation(Reach.guarded, "POST", f"{SOMEBODY}/lock", lambda _: {"minutes": 1}, is_confirmed=True),
    "unlock_user": Operation(Reach.guarded, "POST", f"{SOMEBODY}/unlock", is_confirmed=True),
    "send_password_reset": Operation(Reach.guarded, "POST", f"{SOMEBODY}/password-reset", is_confirmed=True),
    **resource("mail", Reach.guarded),
    **resource("invitation", Reach.guarded),
    "create_invitation": Operation(
        Reach.guarded, "POST", "/api/v1/invitations", lambda _: {"days": 1}, is_confirmed=True
    ),
    "remove_invitation": Operation(Reach.guarded, "DELETE", "/api/v1/invitations/{invitation_id}"),
}
EVERYBODYS = {
    ("list_invitations", "role_id"): "role_id",
    ("list_invitations", "invited_by"): "user_id",
    ("create_invitation", "role_id"): "role_id",
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    """What only administrators or nobody makes over HTTP."""
    async with person.acting() as (session, caller):
        invitation = await Invitations(session, caller).make(secrets.token_bytes(32), None, None, now())
        mail_id = await post(session, Letter(CANARY, CANARY, CANARY), None)
    return {"invitation_id": invitation.id, "mail_id": mail_id, "user_id": caller.user_id}
