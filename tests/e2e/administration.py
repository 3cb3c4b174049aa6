"""What stories of administrators are told with: what they do over HTTP beforehand, and on their pages."""

import asyncio
from contextlib import suppress
from typing import Any

import httpx
from playwright.async_api import Locator, Page, expect
from tests.conftest import PASSWORD, Person
from tests.served import Served

SIGNED_OUT, REFUSED, CONFLICT = "401 (Unauthorized)", "403 (Forbidden)", "409 (Conflict)"


async def ask(client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = await client.request(method, f"/api/v1{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def newcomer(served: Served, owner: Person, name: str) -> str:
    """Somebody with an account; their id."""
    email = f"{name}@example.org"
    served.command("user", "create", name, "--email", email, "--password-stdin", text=PASSWORD)
    return (await ask(owner.client, "GET", f"/users/by-username/{name}"))["id"]


async def role_id(owner: Person, name: str) -> str:
    return (await ask(owner.client, "GET", f"/roles?name={name}"))["items"][0]["id"]


async def allow(owner: Person, role_id: str, *names: str) -> None:
    for name in names:
        found = await ask(owner.client, "GET", f"/permissions?q={name}")
        [permission_id] = [one["id"] for one in found["items"] if one["name"] == name]
        await ask(owner.client, "POST", "/role-permissions", {"role_id": role_id, "permission_id": permission_id})


async def tidy(owner: Person, role_id: str) -> None:
    """Removes what builds on that role."""
    for child in (await ask(owner.client, "GET", f"/roles/{role_id}/children"))["items"]:
        await tidy(owner, child["id"])
        await ask(owner.client, "DELETE", f"/roles/{child['id']}")


async def ask_whether(page: Page, name: str, words: str, right: str) -> None:
    await page.get_by_role("combobox", name=f"May {name}").fill(words)
    await page.get_by_role("option", name=right, exact=True).click()


async def give(page: Page, role: str) -> None:
    await page.get_by_role("button", name="Give a role").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Role").click()
    await page.get_by_role("option", name=role, exact=True).click()
    await dialog.get_by_role("button", name="Give", exact=True).click()


async def soon(page: Page, shown: Locator) -> None:
    """Wait for what a job writes; the page does not hear of it by itself."""
    async with asyncio.timeout(20):
        while True:
            with suppress(AssertionError):
                return await expect(shown.first).to_be_visible(timeout=1000)
            await page.reload()
