"""The rules of trusted devices."""

from uuid import UUID

from clew.identity.factors.devices.store import TrustedDevices
from clew.identity.origin import Origin, fact
from clew.identity.signed_in.service import end_everything
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue


async def trust(session: AsyncSession, user_id: UUID, origin: Origin) -> str:
    """The cookie of a browser that is not asked again."""
    cookie = await TrustedDevices(session, Caller(user_id)).trust(origin)
    await enqueue(session, fact(user_id, "device_trusted", Severity.warning, origin))
    return cookie


async def forget(session: AsyncSession, caller: Caller, id: UUID) -> None:
    """Raises `NotFound`."""
    devices = TrustedDevices(session, caller)
    await devices.remove(await devices.get(id))
    origin = Origin(caller.ip_address, caller.user_agent)
    await enqueue(session, fact(caller.user_id, "device_revoked", Severity.info, origin))


async def trust_nothing(session: AsyncSession, caller: Caller) -> None:
    """What proves the person has changed: all other sessions and tokens end, and every device is asked again."""
    await end_everything(session, caller)
    await TrustedDevices(session, caller).forget_all()
