"""An answer that is worked out when the request's transaction is over.

What takes long and needs no database (a model, another server) must hold neither a transaction nor a connection of
the pool. An endpoint returns this after it has checked and read what it needs; its transaction is committed then.
"""

from collections.abc import Awaitable, Callable

from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


class Afterwards(Response):
    """200 with what `work` returns, as JSON; or the response that it returns."""

    media_type = "application/json"

    def __init__(self, work: Callable[[], Awaitable[BaseModel | Response]]) -> None:
        super().__init__()
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._work()
        answer = found if isinstance(found, Response) else as_json(found)
        await answer(scope, receive, send)


def as_json(found: BaseModel, status: int = 200) -> Response:
    return Response(found.model_dump_json(), status, media_type=Afterwards.media_type)
