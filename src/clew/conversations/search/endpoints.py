"""Search over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from clew.conversations.search.schemas import HitList, ThreadSearch
from clew.conversations.search.store import Search
from clew.infra.routing import Router

router = Router("/threads", "search")


@router.get("/search", operation_id="search_threads")
async def search(
    store: Annotated[Search, Depends(Search.for_request)], asked: Annotated[ThreadSearch, Query()]
) -> HitList:
    """Titles and messages with these words, the newest and best first."""
    return await store.find_text(asked)
