"""Removing a persona over HTTP: its threads go with it, but never by surprise."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from clew.assistant.schemas import PersonaRemoval
from clew.conversations.bin.store import EveryThread
from clew.infra.crud import IfMatch, require_match
from clew.infra.idempotency import OnceDep
from clew.infra.routing import Router
from clew.kit.errors import Conflict
from clew.personas.endpoints import PersonasDep

EveryThreadDep = Annotated[EveryThread, Depends(EveryThread.for_request)]
router = Router("/personas", "persona")


@router.delete("/{id}", status_code=204, operation_id="remove_persona")
async def remove(
    personas: PersonasDep,
    threads: EveryThreadDep,
    once: OnceDep,
    id: UUID,
    how: Annotated[PersonaRemoval, Query()],
    if_match: IfMatch = None,
) -> Response:
    """Refused while threads belong to it, in the bin or not, unless `threads=remove` says that they go too."""

    async def work() -> None:
        persona = await personas.get_to_remove(id)
        require_match(persona, if_match)
        if how.threads == "remove":
            await threads.erase_of_persona(id)
        elif count := await threads.count_of_persona(id):
            belong = "1 thread belongs" if count == 1 else f"{count} threads belong"
            raise Conflict(f"{belong} to this persona, counting the bin; threads=remove removes them with it.")
        await personas.remove(persona)

    return await once.nothing(work)
