"""Accounts over HTTP: forgotten and changed passwords, proved and changed addresses, locks, the end of an account."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from clew.identity.access.rights.store import Rights
from clew.identity.accounts import changes, recovery, service
from clew.identity.accounts.registration import send_confirmation
from clew.identity.accounts.schemas import (
    AccountClosed,
    AccountLock,
    Closing,
    EmailChangeRequest,
    Forgotten,
    Link,
    NewPassword,
    PasswordChange,
    SendResetLink,
)
from clew.identity.confirmation import ConfirmedDep, confirmed
from clew.identity.cookies import is_browser, renew_session
from clew.identity.mails.letters import LettersDep
from clew.identity.models import User
from clew.identity.origin import origin_of
from clew.identity.people.store import Users
from clew.identity.schemas import UserResponse
from clew.identity.signed_in.service import renew
from clew.identity.store import Accounts
from clew.identity.throttling.service import MAIL, Throttle
from clew.infra.afterwards import Afterwards, as_json
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, SessionDep
from clew.infra.guard import guard
from clew.infra.jobs import enqueue
from clew.infra.routing import Router
from clew.kit.errors import Conflict

router = Router()


@router.post("/auth/forgot-password", status_code=204, operation_id="send_reset_link", tags=["auth"])
async def forgot_password(request: Request, values: Forgotten) -> None:
    """Answers alike whether or not there is such an account."""
    await recovery.ask_for_reset(request.app.state.database, values.email, origin_of(request))


@router.post("/auth/reset-password", status_code=204, operation_id="reset_password", tags=["auth"])
async def reset_password(request: Request, values: NewPassword, letters: LettersDep) -> None:
    """Ends all sessions and signs nobody in."""
    database, origin = request.app.state.database, origin_of(request)
    await recovery.reset_password(database, values.token, values.password, origin, letters)


@router.post("/auth/verify-email", status_code=204, operation_id="verify_email", tags=["auth"])
async def verify_email(request: Request, values: Link, letters: LettersDep) -> None:
    """Follows any link about an address: that it is theirs, that it is their new one, that it shall not be."""
    await recovery.follow(request.app.state.database, values.token, origin_of(request), letters)


@router.post("/users/me/verification-mail", status_code=204, operation_id="send_verification_mail", tags=["user"])
async def send_verification_mail(request: Request, session: SessionDep, caller: CallerDep, letters: LettersDep) -> None:
    user = await Accounts(session).get(caller.user_id)
    if user.is_verified:
        raise Conflict("Your address is confirmed already.")
    await Throttle(request.app.state.database).spend(MAIL, f"confirmation by {caller.user_id}")
    await send_confirmation(session, letters, user)


@router.post("/users/me/password", response_model=UserResponse, operation_id="change_own_password", tags=["user"])
async def change_password(
    request: Request, caller: ConfirmedDep, values: PasswordChange, letters: LettersDep
) -> Afterwards:
    """Ends all other sessions. That of a browser gets a new token."""
    database = request.app.state.database

    async def work() -> Response:
        await changes.change_password(database, caller, values.present_password, values.password, letters)
        async with database.begin(caller.user_id) as session:
            renewed = await renew(session, caller) if is_browser(request) else None
            user = UserResponse.model_validate(await Users(session, caller).get(caller.user_id))
        response = as_json(user)
        if renewed is not None:
            renew_session(request, response, renewed.token, renewed.expires_at)
        return response

    return Afterwards(work)


@router.post("/users/me/email", status_code=204, operation_id="change_own_email", tags=["user"])
async def change_email(request: Request, caller: ConfirmedDep, values: EmailChangeRequest, letters: LettersDep) -> None:
    """A link goes to the new address; until it is followed, the old one stays. Answers alike for a taken one."""
    await recovery.ask_for_address(request.app.state.database, caller.user_id, values.email, letters)


@router.delete("/users/me", response_model=AccountClosed, operation_id="close_own_account", tags=["user"])
async def close_account(request: Request, caller: ConfirmedDep, values: Closing, letters: LettersDep) -> Afterwards:
    """Erases the account with all that is in it. The last administrator stays."""
    database = request.app.state.database
    # An outbox that nothing sends would keep the address of somebody who is gone.
    farewell = None if request.app.state.config.smtp_url is None else letters.closed

    async def work() -> AccountClosed:
        name = await changes.close_account(database, caller.user_id, values.password, farewell)
        return AccountClosed(username=name)

    return Afterwards(work)


def _about_another(action: str) -> list[Any]:
    return [guard(f"user:{action}"), Depends(confirmed)]


@router.post(
    "/users/{id}/lock",
    status_code=204,
    operation_id="lock_user",
    tags=["user"],
    dependencies=_about_another("lock"),
)
async def lock_user(request: Request, session: SessionDep, caller: CallerDep, id: UUID, values: AccountLock) -> None:
    """Refuses their password, unseen, but on devices that they trust; for administrators."""
    user = await _other(session, caller, id)
    await service.lock_account(session, request.app.state.database, user, values.duration, caller)


@router.post(
    "/users/{id}/unlock",
    status_code=204,
    operation_id="unlock_user",
    tags=["user"],
    dependencies=_about_another("unlock"),
)
async def unlock_user(request: Request, session: SessionDep, caller: CallerDep, id: UUID) -> None:
    """Forgets failed attempts and takes back a lock; for administrators."""
    user = await _other(session, caller, id)
    await service.unlock_account(session, request.app.state.database, user, caller)


@router.post(
    "/users/{id}/password-reset",
    status_code=204,
    operation_id="send_password_reset",
    tags=["user"],
    dependencies=_about_another("reset_password"),
)
async def send_password_reset(session: SessionDep, caller: CallerDep, id: UUID) -> None:
    """Sends them the mail with which they choose a new password; for administrators, who never choose it."""
    user = await _other(session, caller, id)
    await enqueue(session, SendResetLink(user_id=None, email=user.email))


async def _other(session: AsyncSession, caller: Caller, id: UUID) -> User:
    """Raises `NotFound`, and `Forbidden` where they may do what the caller may not."""
    user = await Users(session, caller).everyones().get(id)
    await Rights(session, caller).cover_person(id)
    return user
