"""How tests make things over HTTP, look at them and change them."""

from typing import Any

import httpx
from tests.conftest import Person


async def make(person: Person, resource: str, **values: object) -> dict[str, Any]:
    """A new one; `resource` is in the plural, as in paths."""
    answer = await person.client.post(f"/api/v1/{resource}", json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def look(person: Person, resource: str, id: str) -> dict[str, Any]:
    answer = await person.client.get(f"/api/v1/{resource}/{id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def change(person: Person, resource: str, id: str, **values: object) -> dict[str, Any]:
    answer = await person.client.patch(f"/api/v1/{resource}/{id}", json=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def act(person: Person, resource: str, id: str, verb: str, **values: object) -> dict[str, Any]:
    """An operation on it."""
    answer = await person.client.post(f"/api/v1/{resource}/{id}/{verb}", json=values or None)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


async def remove(person: Person, resource: str, id: str) -> None:
    answer = await person.client.delete(f"/api/v1/{resource}/{id}")
    assert answer.status_code == 204, answer.text


async def listed(person: Person, resource: str, field: str, **query: Any) -> list[Any]:
    """That field of all that the list shows, page after page of two."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await person.client.get(f"/api/v1/{resource}", params={"limit": 2, **query, **cursor})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [item[field] for item in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def blamed(answer: httpx.Response) -> set[str]:
    """The fields that a refusal names."""
    errors: list[dict[str, str]] = answer.json()["errors"] or []
    return {error["field"] for error in errors}
