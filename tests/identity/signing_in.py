"""What the tests of factors share: browsers, and people who have set something up."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import PASSWORD, Person
from tests.fakes.texting import RecordingSender

from clew.identity.factors.totp import code_at
from clew.infra.caller import Caller
from clew.kit.clock import now

API = "/api/v1"
NUMBER = "+441632960961"
Answer = dict[str, Any]


class Browser:
    """One that keeps cookies, on some device of a person's."""

    def __init__(self, client: httpx.AsyncClient, person: Person) -> None:
        self.client = client
        self.person = person

    async def call(self, verb: str, path: str, status: int = 200, /, **body: object) -> Any:
        """What is answered to that body; None where there is nothing."""
        answer = await self.client.request(verb, API + path, json=body or None)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def post(self, path: str, status: int = 200, /, **body: object) -> Any:
        return await self.call("POST", path, status, **body)

    async def refused(self, path: str, status: int, failure: str, /, **body: object) -> Answer:
        problem = await self.post(path, status, **body)
        assert problem["code"] == failure, problem
        return problem

    async def sign_in(self, status: int = 200) -> Answer:
        return await self.post("/auth/sign-in", status, username=self.person.username, password=PASSWORD)

    async def pending(self) -> str:
        """The token of a sign-in that waits."""
        answer = await self.sign_in()
        assert answer["user"] is None
        return answer["pending"]["token"]

    async def is_signed_in(self) -> bool:
        return (await self.client.get(f"{API}/users/me")).status_code == 200

    async def set_up_totp(self) -> "App":
        """An authenticator app; it has shown its first code already."""
        made = await self.post("/mfa/totp")
        app = App(made["secret"])
        await self.post("/mfa/totp/enable", code=app.code())
        await app.wait(self.person)
        return app

    async def set_up_sms(self, sender: RecordingSender, number: str = NUMBER) -> None:
        begun = await self.post("/phones/verification", phone_number=number)
        await self.post("/phones", 201, token=begun["token"], code=sender.code(number))
        await self.post("/mfa/sms")
        await forget_attempts(self.person)

    async def confirm(self, **how: object) -> None:
        await self.post("/auth/confirm", **how)

    async def backup_codes(self) -> list[str]:
        return (await self.post("/mfa/backup-codes"))["codes"]


class App:
    """What shows codes on a phone."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, at: datetime | None = None) -> str:
        return code_at(self.secret, at or now())

    async def wait(self, person: Person) -> None:
        """Until the next code, without the wait."""
        await change(person, "update mfa_configurations set last_totp_step = last_totp_step - 2")


@asynccontextmanager
async def browsing(server: str, person: Person) -> AsyncGenerator[Browser]:
    async with httpx.AsyncClient(base_url=server, timeout=60) as client:
        yield Browser(client, person)


async def change(person: Person, statement: str, **values: object) -> list[Any]:
    """Change rows of that person, or look at them."""
    async with person.acting() as (session, _):
        done = await session.execute(text(statement), values)
        return [tuple(row) for row in done] if statement.startswith("select") else []


async def caller_of(person: Person) -> Caller:
    async with person.acting() as (_, caller):
        pass
    return caller


async def forget_attempts(person: Person) -> None:
    """As after a day."""
    await change(person, "delete from attempt_counts")


async def pass_time(person: Person, time: timedelta) -> None:
    """For whatever the person is asked, the same as waiting."""
    await change(person, "update challenges set expires_at = expires_at - :time", time=time)


async def events_of(app: FastAPI, person: Person) -> list[Any]:
    """What was told of that person to the job that keeps it, and what is kept already."""
    caller = await caller_of(person)
    async with app.state.database.begin(caller.user_id) as session:
        # In one statement: a job is there for a moment yet when what it keeps is there already.
        found = """select event_type, severity::text, event_data, 0 as place, created_at from security_events
            union all select args->>'event_type', args->>'severity', args->'event_data', id, now()
            from procrastinate_jobs job where args->>'user_id' = :user_id
                and not exists (select from security_events kept where kept.id::text = job.args->>'id')
            order by created_at, place"""
        rows = (await session.execute(text(found), {"user_id": str(caller.user_id)})).all()
        return [tuple(row[:3]) for row in rows]
