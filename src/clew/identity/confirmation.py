"""Step-up: what matters to the safety of an account needs a proof that is minutes old, not only a session."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from clew.infra.caller import Caller, CallerDep
from clew.kit.clock import now
from clew.kit.errors import ConfirmationNeeded

CONFIRMED_FOR = timedelta(minutes=5)


async def confirmed(caller: CallerDep) -> Caller:
    """The caller, who has just proved that it is them. Raises `ConfirmationNeeded`; always for API tokens."""
    if caller.confirmed_at is None or caller.confirmed_at < now() - CONFIRMED_FOR:
        raise ConfirmationNeeded
    return caller


ConfirmedDep = Annotated[Caller, Depends(confirmed)]
