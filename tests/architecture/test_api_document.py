"""What the API promises in its description, and that no route is served without a policy."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from tests.architecture.test_errors import import_everything

from clew.infra.caller import CallerDep
from clew.infra.config import Config
from clew.kit.schema import Input, Output
from clew.main.api import PUBLIC
from clew.main.app import UnguardedRoute, all_routes, create_app, require_policies
from clew.main.docs import ROUTES
from clew.main.problems import MEDIA_TYPE

METHODS = {"get", "post", "patch", "put", "delete"}
HIDDEN = {*ROUTES, *((method, "/{path:path}") for method in ("GET", "HEAD"))}
"""Served but not described: the description itself with its page, and the client."""
READING = {"check", "count", "discover", "export", "follow", "get", "list", "read", "search"}
VERBS = READING | {
    *("add", "archive", "ask", "attach", "begin", "change", "choose", "clear", "close", "complete", "confirm"),
    *("create", "detach", "disable", "enable", "end", "extend", "finish", "fork", "generate", "import"),
    *("increment", "lock", "move", "order", "prioritise", "queue", "reactivate", "refresh", "regenerate"),
    *("register", "remove", "reopen", "replace", "reset", "restore", "revoke", "send", "share", "sign", "stop"),
    *("suspend", "take", "test", "unlock", "update", "verify", "write"),
}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application with nothing behind it."""
    return create_app(Config(data_dir=tmp_path_factory.mktemp("described")), "postgresql://nobody@localhost/nothing")


@pytest.fixture(scope="module")
def document(described: FastAPI) -> dict[str, Any]:
    return described.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield method.upper(), path, operation


def subclasses(above: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in above.__subclasses__():
        yield below
        yield from subclasses(below)


def answer(_: Request) -> Response:
    return Response()


class TestDocument:
    def test_knows_every_route(self, described: FastAPI, document: dict[str, Any]) -> None:
        served = {(method, path) for method, path, _ in all_routes(described)}
        assert served - HIDDEN == {(method, path) for method, path, _ in operations(document)}

    def test_operation_ids_are_names(self, document: dict[str, Any]) -> None:
        ids = Counter(operation["operationId"] for _, _, operation in operations(document))
        assert [name for name, count in ids.items() if count > 1] == []
        assert [name for name in ids if not re.fullmatch(r"[a-z]+(_[a-z]+){0,4}", name)] == []

    def test_operation_ids_say_first_what_is_done(self, document: dict[str, Any]) -> None:
        ids = [operation["operationId"] for _, _, operation in operations(document)]
        assert [name for name in ids if name.partition("_")[0] not in VERBS] == []

    def test_operation_ids_of_reads_say_that_they_are(self, document: dict[str, Any]) -> None:
        reads = [operation["operationId"] for method, _, operation in operations(document) if method == "GET"]
        assert [name for name in reads if name.partition("_")[0] not in READING] == []

    def test_every_operation_has_a_summary_of_its_own(self, document: dict[str, Any]) -> None:
        summaries = Counter(operation["summary"] for _, _, operation in operations(document))
        assert [text for text, count in summaries.items() if count > 1] == []

    def test_every_operation_documents_its_problems(self, document: dict[str, Any]) -> None:
        expected = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for method, path, operation in operations(document):
            assert operation["responses"]["default"]["content"] == expected, (method, path)
            assert "422" not in operation["responses"], (method, path)

    def test_credentials_are_documented_where_they_are_needed(self, document: dict[str, Any]) -> None:
        unguarded = {(method, path) for method, path, one in operations(document) if not one.get("security")}
        assert unguarded == PUBLIC


class TestSchemas:
    def test_inputs_refuse_what_they_do_not_know(self, document: dict[str, Any]) -> None:
        import_everything()
        assert [one for one in subclasses(Input) if one.model_config.get("extra") != "forbid"] == []
        for method, path, operation in operations(document):
            for content in operation.get("requestBody", {}).get("content", {}).values():
                assert list(open_objects(content["schema"], document)) == [], (method, path)

    def test_what_is_created_has_an_example(self, document: dict[str, Any]) -> None:
        """The page under /docs shows it, to be tried out."""
        schemas = document["components"]["schemas"]
        creations = {name: schemas[name] for name in schemas if name.endswith("Create")}
        assert "PersonaCreate" in creations
        assert [name for name, schema in creations.items() if not has_example(schema)] == []

    def test_queries_are_inputs(self, described: FastAPI) -> None:
        for method, path, dependant in all_routes(described):
            fields = [] if dependant is None else dependant.query_params
            for field in fields:
                kind: Any = field.field_info.annotation
                assert isinstance(kind, type), (method, path, field.name)
                assert issubclass(kind, Input), (method, path, field.name)

    def test_outputs_have_no_defaults(self) -> None:
        import_everything()
        defaults = [
            f"{one.__name__}.{name}"
            for one in subclasses(Output)
            for name, field in one.model_fields.items()
            if not field.is_required()
        ]
        assert defaults == []

    def test_answers_are_outputs(self, document: dict[str, Any]) -> None:
        """So every field of an answer is there, always."""
        for method, path, operation in operations(document):
            for status, response in operation["responses"].items():
                for content in response.get("content", {}).values():
                    for name in references(content.get("schema", {}), document):
                        schema = document["components"]["schemas"][name]
                        if status != "default" and "properties" in schema:
                            assert set(schema["required"]) == set(schema["properties"]), (method, path, name)


class TestPolicies:
    def test_are_looked_for_when_the_application_is_made(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr("clew.main.app.PUBLIC", PUBLIC - {("GET", "/ready")})
        with pytest.raises(UnguardedRoute, match="GET /ready"):
            create_app(Config(data_dir=tmp_path), "postgresql://nobody@localhost/nothing")

    def test_the_list_of_public_routes_is_short(self) -> None:
        assert len(PUBLIC) <= 12

    def test_a_route_without_a_caller_is_refused(self) -> None:
        app = FastAPI(openapi_url=None)

        @app.get("/api/v1/planted")
        async def planted() -> None: ...

        with pytest.raises(UnguardedRoute, match="GET /api/v1/planted"):
            require_policies(app, PUBLIC)

    def test_neither_is_one_inside_of_included_routers(self) -> None:
        app, inner, outer = FastAPI(openapi_url=None), APIRouter(), APIRouter()

        @inner.post("/planted")
        async def planted() -> None: ...

        outer.include_router(inner, prefix="/deep")
        app.include_router(outer, prefix="/api/v1")
        with pytest.raises(UnguardedRoute, match="POST /api/v1/deep/planted"):
            require_policies(app, PUBLIC)

    def test_a_route_with_a_caller_is_fine(self) -> None:
        app, inner = FastAPI(openapi_url=None), APIRouter()

        @inner.get("/mine")
        async def mine(caller: CallerDep) -> str:
            return str(caller.user_id)

        app.include_router(inner, prefix="/api/v1")
        require_policies(app, PUBLIC)

    def test_a_public_route_that_asks_for_a_caller_is_a_mistake(self) -> None:
        app = FastAPI(openapi_url=None)

        @app.get("/health")
        async def health(caller: CallerDep) -> str:
            return str(caller.user_id)

        with pytest.raises(UnguardedRoute, match="GET /health"):
            require_policies(app, PUBLIC)

    @pytest.mark.parametrize("planted", [Route("/plain", answer), Mount("/mounted", app=FastAPI(openapi_url=None))])
    def test_what_is_no_route_of_ours_is_refused(self, planted: Route | Mount) -> None:
        app = FastAPI(openapi_url=None)
        app.router.routes.append(planted)
        with pytest.raises(UnguardedRoute):
            require_policies(app, PUBLIC)


def references(schema: Any, document: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names of all schemas that this one is made of."""
    match schema:
        case {"$ref": str(pointer)}:
            name = pointer.rpartition("/")[2]
            if name not in seen:
                yield name
                yield from references(document["components"]["schemas"][name], document, seen | {name})
        case dict():
            for value in cast("dict[str, Any]", schema).values():
                yield from references(value, document, seen)
        case list():
            for value in cast("list[Any]", schema):
                yield from references(value, document, seen)
        case _:
            pass


def has_example(schema: dict[str, Any]) -> bool:
    return any("examples" in field for field in schema["properties"].values())


def open_objects(schema: Any, document: dict[str, Any]) -> Iterator[str]:
    for name in references(schema, document):
        found = document["components"]["schemas"][name]
        if found.get("type") == "object" and found.get("additionalProperties") is not False:
            yield name


def test_the_page_has_a_place_for_the_nonce() -> None:
    page = Path(__file__).parents[2] / "web" / "index.html"
    assert "__CSP_NONCE__" in page.read_text()
