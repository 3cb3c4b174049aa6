"""The endpoints of a plain resource, made from its store and its schemas.

`crud_router` is the only place that sets annotations at run time: FastAPI reads them to know what a request holds.
A resource that needs more adds endpoints to the router, or overrides a method of its store.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import BaseModel

from clew.infra.caller import Gate
from clew.infra.idempotency import OnceDep
from clew.infra.store import ListQuery, PageQuery, Store
from clew.kit.errors import VersionMismatch

Verb: TypeAlias = Literal["list", "get", "create", "change", "remove"]
EVERY: frozenset[Verb] = frozenset({"list", "get", "create", "change", "remove"})
IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of the version that you saw.")]


@dataclass(frozen=True, slots=True)
class Schemas:
    """What goes over the wire for one resource."""

    response: type[BaseModel]
    page: type[BaseModel]
    query: type[PageQuery] = ListQuery
    create: type[BaseModel] | None = None
    change: type[BaseModel] | None = None


def crud_router(
    noun: str,
    store: type[Store[Any]],
    schemas: Schemas,
    *,
    verbs: Collection[Verb] = EVERY,
    guarded: Collection[Verb] = (),
) -> APIRouter:
    """Endpoints under `/{noun in plural}`. `noun` is singular, with hyphens (`ai-model`).

    The verbs in `guarded` ask the gate for the permission `{noun}:{verb}`; all others need only a signed-in caller,
    whose own rows the store shows.
    """
    router = APIRouter(prefix=f"/{noun}s", tags=[noun])
    build = _Endpoints(noun.replace("-", "_"), store, schemas, frozenset(guarded))
    if "list" in verbs:
        router.get("", response_model=schemas.page, **_named("list", f"{noun}s"))(build.page())
    if "get" in verbs:
        router.get("/{id}", response_model=schemas.response, **_named("get", noun))(build.get())
    if "create" in verbs:
        router.post("", status_code=201, response_model=schemas.response, **_named("create", noun))(build.create())
    if "change" in verbs:
        router.patch("/{id}", response_model=schemas.response, **_named("change", noun))(build.change())
    if "remove" in verbs:
        router.delete("/{id}", status_code=204, **_named("remove", noun))(build.remove())
    return router


def _named(verb: Verb, noun: str) -> dict[str, Any]:
    words = f"{verb} {noun}".replace("-", " ")
    return {"operation_id": words.replace(" ", "_"), "summary": words.capitalize()}


class _Endpoints:
    def __init__(self, name: str, store: type[Store[Any]], schemas: Schemas, guarded: frozenset[Verb]) -> None:
        self.name = name
        self.store = Annotated[store, Depends(store.for_request)]
        self.schemas = schemas
        self.guarded = guarded

    def page(self) -> Any:
        async def endpoint(request: Request, records: Any, query: Any) -> Any:
            await self._ask("list", request, records, None)
            return await records.page(query)

        endpoint.__annotations__ |= {"records": self.store, "query": Annotated[self.schemas.query, Query()]}
        return endpoint

    def get(self) -> Any:
        async def endpoint(request: Request, response: Response, records: Any, id: UUID) -> Any:
            await self._ask("get", request, records, id)
            record = await records.get(id)
            response.headers["ETag"] = etag(record)
            return record

        endpoint.__annotations__ |= {"records": self.store}
        return endpoint

    def create(self) -> Any:
        async def endpoint(request: Request, once: OnceDep, records: Any, values: Any) -> Any:
            await self._ask("create", request, records, None)
            return await once(201, self.schemas.response, lambda: records.create(values))

        endpoint.__annotations__ |= {"records": self.store, "values": self.schemas.create}
        return endpoint

    def change(self) -> Any:
        async def endpoint(
            request: Request, response: Response, records: Any, id: UUID, values: Any, if_match: IfMatch = None
        ) -> Any:
            await self._ask("change", request, records, id)
            record = await records.get(id)
            require_match(record, if_match)
            record = await records.change(record, values)
            response.headers["ETag"] = etag(record)
            return record

        endpoint.__annotations__ |= {"records": self.store, "values": self.schemas.change}
        return endpoint

    def remove(self) -> Any:
        async def endpoint(request: Request, records: Any, id: UUID, if_match: IfMatch = None) -> None:
            await self._ask("remove", request, records, id)
            record = await records.get(id)
            require_match(record, if_match)
            await records.remove(record)

        endpoint.__annotations__ |= {"records": self.store}
        return endpoint

    async def _ask(self, verb: Verb, request: Request, records: Store[Any], id: UUID | None) -> None:
        if verb in self.guarded:
            gate: Gate = request.app.state.gate
            await gate(records.session, records.caller, f"{self.name}:{verb}", id)


def etag(record: Any) -> str:
    return f'"{record.revision}"'


def require_match(record: Any, if_match: str | None) -> None:
    """Raises `VersionMismatch` where the client saw another version than the one that stands."""
    if if_match not in {None, "*", etag(record)}:
        raise VersionMismatch
