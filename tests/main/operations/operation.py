"""How an operation of the API is called, on things that somebody owns."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import httpx

from clew.kit.ids import new_id

CANARY = "a canary that nobody else may see"
Body = Callable[["Things"], object]


class Reach(StrEnum):
    """Whose things an operation touches."""

    public = "public"  # needs nobody
    own = "own"  # names nothing: everybody gets their own
    theirs = "theirs"  # names a thing of its owner's: for everybody else it is not there
    watched = "watched"  # names a thing of its owner's, which administrators see, too
    shared = "shared"  # names a thing of the instance, which everybody may see
    guarded = "guarded"  # asks the gate


class Things:
    """What the valid requests are about: `things.thread_id`, as in the paths."""

    def __init__(self, ids: Mapping[str, object]) -> None:
        self.ids = ids

    def __getattr__(self, name: str) -> str:
        return str(self.ids[name])

    @classmethod
    def unknown(cls) -> "Things":
        return cls(defaultdict[str, object](new_id))

    @classmethod
    def called(cls, name: str) -> "Things":
        """In place of each of them the same text."""
        return cls(defaultdict[str, object](lambda: name))


@dataclass(frozen=True, slots=True)
class Operation:
    """How one operation is called."""

    reach: Reach
    method: str
    path: str
    body: Body | None = None
    query: str = ""
    """What it does not do without."""
    is_endless: bool = False
    """Whether its answer is a stream that ends with the session."""
    is_confirmed: bool = False
    """Whether the person must just have proved that it is them, which no API token does."""

    def address(self, things: Things) -> str:
        return f"{self.path.format_map(things.ids)}?{self.query}"

    async def call(self, client: httpx.AsyncClient, things: Things, **more: Any) -> httpx.Response:
        if self.body is not None:
            more = {"json": self.body(things)} | more
        more["params"] = httpx.QueryParams(self.query).merge(more.get("params", {}))
        if self.is_endless:
            return await _beginning(client, self.method, self.address(things), **more)
        return await client.request(self.method, self.address(things), **more)


def resource(
    noun: str,
    reach: Reach,
    create: Body | None = None,
    change: Body | None = None,
    *,
    plural: str | None = None,
    is_many: bool = False,
    is_confirmed: bool = False,
) -> dict[str, Operation]:
    """The operations of `crud_router`; its things are called `{noun}_id`. Without bodies it can only be read."""
    noun, plural = noun.replace("-", "_"), (plural or f"{noun}s").replace("-", "_")
    path = f"/api/v1/{plural.replace('_', '-')}"
    one = f"{path}/{{{noun}_id}}"
    everybodys = reach if reach is Reach.guarded else Reach.own
    found = {f"list_{plural}": Operation(everybodys, "GET", path), f"get_{noun}": Operation(reach, "GET", one)}
    if create is not None:
        found[f"create_{noun}"] = Operation(everybodys, "POST", path, create)
    if change is not None:
        found[f"change_{noun}"] = Operation(reach, "PATCH", one, change)
        found[f"remove_{noun}"] = Operation(reach, "DELETE", one)
        if create is not None:
            found[f"replace_{noun}"] = Operation(reach, "PUT", one, create)
    if create is not None and is_many:
        found[f"create_many_{plural}"] = Operation(
            everybodys, "POST", f"{path}/bulk", lambda things: {"items": [create(things)]}
        )
        found[f"remove_many_{plural}"] = Operation(
            reach, "POST", f"{path}/bulk-delete", lambda things: {"ids": [getattr(things, f"{noun}_id")]}
        )
    return {name: replace(one, is_confirmed=is_confirmed and one.method != "GET") for name, one in found.items()}


def below(path: str, operations: Mapping[str, Operation]) -> dict[str, Operation]:
    """The same operations where they stand below another thing, which is its owner's."""
    start = f"/api/v1{path}"
    return {
        name: replace(one, reach=Reach.theirs, path=one.path.replace("/api/v1", start, 1))
        for name, one in operations.items()
    }


async def _beginning(client: httpx.AsyncClient, method: str, path: str, **more: Any) -> httpx.Response:
    """An answer as far as it has come with its first words."""
    async with client.stream(method, path, **more) as response:
        content = await anext(response.aiter_bytes())
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=response.request)
