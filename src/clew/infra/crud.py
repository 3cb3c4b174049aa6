"""The endpoints of a plain resource, made from its store and its schemas.

`crud_router` is the only place that sets annotations at run time: FastAPI reads them to know what a request holds.
A resource that needs more adds endpoints to the router, or overrides a method of its store.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Query, Response
from pydantic import BaseModel

from clew.infra.db import Record
from clew.infra.guard import guard
from clew.infra.idempotency import OnceDep, etag
from clew.infra.listing import ListQuery, PageQuery
from clew.infra.routing import Router
from clew.infra.store import Store
from clew.kit.errors import VersionMismatch
from clew.kit.schema import Ids, Many, ManyGiven

M = TypeVar("M", bound=Record)
Verb: TypeAlias = Literal["list", "get", "create", "change", "remove", "create_many", "remove_many"]
EVERY: frozenset[Verb] = frozenset({"list", "get", "create", "change", "remove"})
MANY: frozenset[Verb] = frozenset({"create_many", "remove_many"})
READ: frozenset[Verb] = frozenset({"list", "get"})
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the version that you saw.")]


@dataclass(frozen=True, slots=True)
class Schemas:
    """What goes over the wire for one resource."""

    response: type[BaseModel]
    page: type[BaseModel]
    query: type[PageQuery] = ListQuery
    create: type[BaseModel] | None = None
    change: type[BaseModel] | None = None
    replace: type[BaseModel] | None = None
    """What a PUT takes, which leaves nothing as it was; what a POST takes, unless said."""
    detail: type[BaseModel] | None = None
    """What a GET of one shows, where that is more than a list shows; the store's `show` gives it."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """What asks the gate, and what else whoever changes something has to show."""

    verbs: Collection[Verb]
    changing: Sequence[Any] = ()
    """Dependencies, which come behind the gate."""

    def of(self, name: str, verb: Verb) -> list[Any]:
        right = verb.removesuffix("_many")
        asked = [guard(f"{name}:{right}")] if right in self.verbs else []
        return asked if verb in READ else [*asked, *self.changing]


def crud_router(
    noun: str,
    store: type[Store[Any]],
    schemas: Schemas,
    *,
    path: str | None = None,
    verbs: Collection[Verb] = EVERY,
    guarded: Collection[Verb] | Guarded = (),
) -> Router:
    """Endpoints under `path`, which is the plural of `noun` unless said. `noun` is singular, with hyphens (`ai-model`).

    The verbs in `guarded` ask the gate for the permission `{noun}:{verb}` (of `create_many`: `create`); all others need
    only a signed-in caller, whose own rows the store shows.
    """
    guards = guarded if isinstance(guarded, Guarded) else Guarded(guarded)
    path = path or f"/{noun}s"
    plural = path.rsplit("/", 1)[1]
    router = Router(path, noun)
    build = _Endpoints(store, schemas)
    shown = schemas.response

    def named(verb: Verb, action: str, what: str) -> dict[str, Any]:
        operation_id = f"{action} {what}".replace("-", "_").replace(" ", "_")
        return {"operation_id": operation_id, "dependencies": guards.of(noun.replace("-", "_"), verb)}

    # What has a name of its own stands before `/{id}`, which takes every other.
    if "list" in verbs:
        router.get("", response_model=schemas.page, **named("list", "list", plural))(build.page())
    if "create_many" in verbs:
        several = Many[shown]
        router.post("/bulk", status_code=201, response_model=several, **named("create_many", "create many", plural))(
            build.create_many(several)
        )
    if "remove_many" in verbs:
        router.post("/bulk-delete", status_code=204, **named("remove_many", "remove many", plural))(build.remove_many())
    if "get" in verbs:
        router.get("/{id}", response_model=schemas.detail or shown, **named("get", "get", noun))(build.get())
    if "create" in verbs:
        router.post("", status_code=201, response_model=shown, **named("create", "create", noun))(build.create())
    if "change" in verbs:
        router.patch("/{id}", response_model=shown, **named("change", "change", noun))(build.change())
        router.put("/{id}", response_model=shown, **named("change", "replace", noun))(build.replace())
    if "remove" in verbs:
        router.delete("/{id}", status_code=204, **named("remove", "remove", noun))(build.remove())
    return router


class _Endpoints:
    def __init__(self, store: type[Store[Any]], schemas: Schemas) -> None:
        self.store = Annotated[store, Depends(store.for_request)]
        self.schemas = schemas

    def page(self) -> Any:
        async def endpoint(records: Any, query: Any) -> Any:
            return await records.page(query)

        return self._annotate(endpoint, query=Annotated[self.schemas.query, Query()])

    def get(self) -> Any:
        async def endpoint(response: Response, records: Any, id: UUID) -> Any:
            record = await (records.show(id) if self.schemas.detail is not None else records.get(id))
            if (tag := etag(record)) is not None:
                response.headers["ETag"] = tag
            return record

        return self._annotate(endpoint)

    def create(self) -> Any:
        async def endpoint(once: OnceDep, records: Any, values: Any) -> Any:
            return await once(201, self.schemas.response, lambda: records.create(values))

        return self._annotate(endpoint, values=self.schemas.create)

    def create_many(self, several: type[BaseModel]) -> Any:
        async def endpoint(once: OnceDep, records: Any, values: Any) -> Any:
            async def work() -> dict[str, Any]:
                return {"items": await records.create_many(values.items)}

            return await once(201, several, work)

        assert self.schemas.create is not None  # noqa: S101 said where the resource is declared
        return self._annotate(endpoint, values=ManyGiven[self.schemas.create])

    def change(self) -> Any:
        return self._change(self.schemas.change, is_whole=False)

    def replace(self) -> Any:
        return self._change(self.schemas.replace or self.schemas.create, is_whole=True)

    def remove(self) -> Any:
        async def endpoint(once: OnceDep, records: Any, id: UUID, if_match: IfMatch = None) -> Response:
            async def work() -> None:
                await records.remove(await matching(records, id, if_match))

            return await once.nothing(work)

        return self._annotate(endpoint)

    def remove_many(self) -> Any:
        async def endpoint(once: OnceDep, records: Any, values: Ids) -> Response:
            async def work() -> None:
                await records.remove_many(await records.get_many(values.ids))

            return await once.nothing(work)

        return self._annotate(endpoint)

    def _change(self, schema: type[BaseModel] | None, *, is_whole: bool) -> Any:
        async def endpoint(once: OnceDep, records: Any, id: UUID, values: Any, if_match: IfMatch = None) -> Any:
            asked = _whole(values) if is_whole else values

            async def work() -> Any:
                return await records.change(await matching(records, id, if_match), asked)

            return await once(200, self.schemas.response, work)

        return self._annotate(endpoint, values=schema)

    def _annotate(self, endpoint: Any, **kinds: Any) -> Any:
        endpoint.__annotations__ |= {"records": self.store, **kinds}
        return endpoint


def _whole(values: BaseModel) -> BaseModel:
    """The same values, all of them given: what the client left out gets its default, not what stands there."""
    fields = {name: getattr(values, name) for name in type(values).model_fields}
    return type(values).model_construct(set(fields), **fields)


async def matching(records: Store[M], id: UUID, if_match: str | None) -> M:
    """The row, where it is the version that the client saw. Raises `NotFound` and `VersionMismatch`."""
    record = await records.get(id)
    require_match(record, if_match)
    return record


def require_match(record: Any, if_match: str | None) -> None:
    """Raises `VersionMismatch` where the client saw another version than the one that stands."""
    if if_match not in {None, "*", etag(record)}:
        raise VersionMismatch
