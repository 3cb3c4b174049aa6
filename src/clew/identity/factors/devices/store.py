"""The SQL of trusted devices."""

from datetime import timedelta
from typing import Self

from fastapi import Request
from sqlalchemy import Select, delete, false, update
from sqlalchemy.orm import with_expression

from clew.identity.factors.models import TrustedDevice
from clew.identity.origin import Origin, cookie_name
from clew.infra.caller import Caller, CallerDep
from clew.infra.crypto import digest, new_token
from clew.infra.db import AsyncSession, SessionDep
from clew.infra.store import Store
from clew.kit.clock import now

TRUSTED_FOR = timedelta(days=30)
COOKIE = "clew_device"


class TrustedDevices(Store[TrustedDevice]):
    """Browsers that stand in for a second factor, and for nothing else."""

    model = TrustedDevice

    def __init__(self, session: AsyncSession, caller: Caller, token: str | None = None) -> None:
        """`token` is the cookie of the device that asks."""
        super().__init__(session, caller)
        self._token = token

    @classmethod
    async def for_request(  # pyright: ignore[reportIncompatibleMethodOverride] FastAPI calls it, by these names
        cls, request: Request, session: SessionDep, caller: CallerDep
    ) -> Self:
        return cls(session, caller, device_of(request))

    def visible(self) -> Select[TrustedDevice]:
        current = false() if self._token is None else TrustedDevice.token_hash == digest(self._token)
        alive = super().visible().where(TrustedDevice.expires_at > now())
        return alive.options(with_expression(TrustedDevice.is_current, current))

    async def trust(self, origin: Origin) -> str:
        """The cookie of a device that is trusted from here on, which is shown this once."""
        token = new_token("device")
        device = TrustedDevice(
            user_id=self.caller.user_id,
            token_hash=digest(token),
            user_agent=origin.user_agent,
            ip_address=origin.ip_address,
            expires_at=now() + TRUSTED_FOR,
        )
        self.session.add(device)
        await self.flush()
        return token

    async def is_device_trusted(self) -> bool:
        """Whether the device that asks is; it is written down as a use of it."""
        if self._token is None:
            return False
        mine = (TrustedDevice.user_id == self.caller.user_id, TrustedDevice.token_hash == digest(self._token))
        row = update(TrustedDevice).where(*mine, TrustedDevice.expires_at > now())
        used = row.values(last_used_at=now(), updated_at=now()).returning(TrustedDevice.id)
        return await self.session.scalar(used) is not None

    async def forget_all(self) -> int:
        """Ask all devices again. Tells how many there were."""
        mine = delete(TrustedDevice).where(TrustedDevice.user_id == self.caller.user_id)
        return len((await self.session.scalars(mine.returning(TrustedDevice.id))).all())


def device_of(request: Request) -> str | None:
    """What the device that asks is known by, if it is."""
    return request.cookies.get(cookie_name(request, COOKIE))
