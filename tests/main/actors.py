"""Who calls what they must not: all that can be wrong with a credential."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, People, Person
from tests.signed_in import bearer, pair_of, refresh

from clew.identity.cookies import SESSION
from clew.identity.factors.schemas import PendingSignIn
from clew.identity.factors.store import MFAConfigurations
from clew.identity.factors.totp import new_secret
from clew.identity.origin import Origin
from clew.identity.schemas import SignIn
from clew.identity.service import sign_in


async def signed_in(app: FastAPI, server: str, person: Person) -> dict[str, str]:
    """The header of a browser that has just signed in."""
    async with httpx.AsyncClient(base_url=server) as browser:
        answer = await browser.post("/api/v1/auth/sign-in", json={"username": person.username, "password": PASSWORD})
        assert answer.status_code == 200, app
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}


async def change(app: FastAPI, person: Person, statement: str) -> None:
    """Change rows of that person."""
    user_id = (await person.client.get("/api/v1/users/me")).json()["id"]
    async with app.state.database.begin(user_id) as session:
        await session.execute(text(statement))


Headers: TypeAlias = dict[str, str] | list[tuple[str, str]]
Actor: TypeAlias = Callable[[FastAPI, str, People, Person], Awaitable[Headers]]


async def with_expired_session(app: FastAPI, server: str, _: People, ann: Person) -> Headers:
    headers = await signed_in(app, server, ann)
    await change(app, ann, "update user_sessions set expires_at = now() - interval '1 second'")
    return headers


async def with_signed_out_session(app: FastAPI, server: str, _: People, ann: Person) -> Headers:
    headers = await signed_in(app, server, ann)
    async with httpx.AsyncClient(base_url=server, headers=headers) as browser:
        assert (await browser.post("/api/v1/auth/sign-out")).status_code == 204
    return headers


async def with_revoked_token(app: FastAPI, _: str, people: People, ann: Person) -> Headers:
    return await token_after(app, people, ann, "update auth_tokens set is_revoked = true where name = 'planted'")


async def with_expired_token(app: FastAPI, _: str, people: People, ann: Person) -> Headers:
    late = "update auth_tokens set expires_at = now() - interval '1 second' where name = 'planted'"
    return await token_after(app, people, ann, late)


async def with_token_for_another_use(app: FastAPI, _: str, people: People, ann: Person) -> Headers:
    other = "update auth_tokens set token_type = 'password_reset' where name = 'planted'"
    return await token_after(app, people, ann, other)


async def as_deactivated(app: FastAPI, _: str, people: People, __: Person) -> Headers:
    gone = await people.join()
    await change(app, gone, "update users set is_active = false")
    return {"Authorization": f"Bearer {gone.token}"}


async def as_deactivated_in_a_browser(app: FastAPI, server: str, people: People, _: Person) -> Headers:
    gone = await people.join()
    headers = await signed_in(app, server, gone)
    await change(app, gone, "update users set is_active = false")
    return headers


async def before_the_second_factor(app: FastAPI, _: str, people: People, __: Person) -> Headers:
    """With what a sign-in holds that waits for one, which is worth nothing yet."""
    careful = await people.join()
    async with careful.acting() as (session, caller):
        await MFAConfigurations(session, caller).put_totp_secret(new_secret())
        await session.execute(text("update mfa_configurations set totp_enabled = true"))
    who = SignIn(username=careful.username, password=PASSWORD)
    pending = await sign_in(app.state.database, who, Origin("192.0.2.77", None), None)
    assert isinstance(pending, PendingSignIn)
    return {"Authorization": f"Bearer {pending.token}", "Cookie": f"{SESSION}={pending.token}"}


async def with_refresh_token(_: FastAPI, __: str, ___: People, ann: Person) -> Headers:
    return bearer((await pair_of(ann.client, ann))["refresh_token"])


async def with_access_token_before_the_last(_: FastAPI, server: str, __: People, ann: Person) -> Headers:
    pair = await pair_of(ann.client, ann)
    async with httpx.AsyncClient(base_url=server) as program:
        assert (await refresh(program, pair["refresh_token"])).status_code == 200
    return bearer(pair["access_token"])


async def token_after(app: FastAPI, people: People, ann: Person, statement: str) -> Headers:
    """A second token of hers, spoiled; the first stays good."""
    token = await people.issue(ann, "planted")
    await change(app, ann, statement)
    return {"Authorization": f"Bearer {token}"}
