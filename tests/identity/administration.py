"""What tests of roles stand on: an administrator at work, and what is remembered of it."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import Person


@dataclass(frozen=True, slots=True)
class Administrator:
    """Somebody whose browser has just proved that it is them."""

    person: Person
    client: httpx.AsyncClient

    async def get(self, path: str, **params: str) -> Any:
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def items(self, path: str, **params: str) -> list[dict[str, Any]]:
        return (await self.get(path, **params))["items"]

    async def role(self, **more: object) -> dict[str, Any]:
        return await self._made("/api/v1/roles", {"name": f"role {secrets.token_hex(4)}", **more})

    async def permission_id(self, name: str) -> str:
        resource_type, _, action = name.partition(":")
        (found,) = await self.items("/api/v1/permissions", resource_type=resource_type, action=action)
        return found["id"]

    async def allow(self, role: dict[str, Any], permission: str) -> dict[str, Any]:
        link = {"role_id": role["id"], "permission_id": await self.permission_id(permission)}
        return await self._made("/api/v1/role-permissions", link)

    async def grant(self, person: Person, role: dict[str, Any], **more: object) -> dict[str, Any]:
        values = {"user_id": await id_of(person), "role_id": role["id"], **more}
        return await self._made("/api/v1/user-roles", values)

    async def named(self, name: str) -> dict[str, Any]:
        (found,) = await self.items("/api/v1/roles", name=name)
        return found

    async def _made(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        answer = await self.client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()


async def id_of(person: Person) -> str:
    answer = await person.client.get("/api/v1/users/me")
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


async def effects(app: FastAPI, person: Person, *event_types: str) -> list[dict[str, Any]]:
    """The security events of these types about the person, once there is one of each; the newest first."""
    found = text("select * from security_events where event_type = any(:types) order by created_at desc")
    async with person.acting() as (_, caller):
        user_id = caller.user_id
    async with asyncio.timeout(20):
        while True:
            async with app.state.database.begin(user_id) as session:
                rows = (await session.execute(found, {"types": list(event_types)})).mappings().all()
            if {row["event_type"] for row in rows} == set(event_types):
                return [dict(row) for row in rows]
            await asyncio.sleep(0.05)
