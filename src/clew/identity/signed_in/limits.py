"""How long a session lasts (OWASP ASVS 5.0, 7.3)."""

from dataclasses import dataclass
from datetime import timedelta

from clew.identity.signed_in.store import Sessions
from clew.settings.registry import (
    ADMINISTRATOR_HOURS,
    ADMINISTRATOR_IDLE_MINUTES,
    IDLE_HOURS,
    SESSION_DAYS,
    TRUSTED_SESSION_DAYS,
)
from clew.settings.store import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts, and how long without being used."""

    lifetime: timedelta
    idle: timedelta


async def limits_of(sessions: Sessions, *, trusted: bool = False) -> Limits:
    """Those of the person's new session, by the roles that they have now."""
    settings = Settings(sessions.session)
    if await sessions.is_administrative():
        return Limits(
            timedelta(hours=await settings.get(ADMINISTRATOR_HOURS)),
            timedelta(minutes=await settings.get(ADMINISTRATOR_IDLE_MINUTES)),
        )
    days = await settings.get(TRUSTED_SESSION_DAYS if trusted else SESSION_DAYS)
    return Limits(timedelta(days=days), timedelta(hours=await settings.get(IDLE_HOURS)))
