"""How often what may be tried, and by whom it is counted.

Nobody is locked out by strangers: whoever has signed in on a device before is counted by the device alone. Names that
do not exist are counted like those that do.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from clew.identity.throttling.store import Counts, Limit
from clew.infra.db import Database
from clew.kit.clock import now
from clew.kit.errors import TooManyAttempts

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One kind of attempt, and its limits, all of which hold."""

    name: str
    limits: tuple[Limit, ...]


ACCOUNT = Bucket("account", (Limit(10, 5 * _MINUTE, is_growing=True),))
"""Passwords for one name, as it was typed, from anywhere."""
DEVICE = Bucket("device", (Limit(10, 5 * _MINUTE, is_growing=True),))
"""Passwords from one trusted device."""
ADDRESS = Bucket("address", (Limit(10, 5 * _MINUTE),))
"""Wrong passwords from one address of the network."""
EVERYBODY = Bucket("everybody", (Limit(1000, 5 * _MINUTE),))
"""Wrong passwords from anywhere."""
SECOND_FACTOR = Bucket("second factor", (Limit(50, _DAY), Limit(20, _HOUR), Limit(5, 5 * _MINUTE)))
"""Codes for one person, whatever they are sent with."""
SECOND_FACTOR_ADDRESS = Bucket("second factor by address", (Limit(50, _HOUR), Limit(10, 5 * _MINUTE)))
TEXT_MESSAGE = Bucket("text message", (Limit(5, _DAY), Limit(1, timedelta(seconds=30))))
"""Codes sent to one person."""
TEXT_NUMBER = Bucket("text message by number", (Limit(10, _DAY),))
"""Codes sent to one number."""
MAIL = Bucket("mail", (Limit(5, _DAY),))
"""Mails of one kind to one address."""
MAIL_ADDRESS = Bucket("mail by address", (Limit(10, 5 * _MINUTE),))
"""Mails that one address of the network asks for without signing in."""
REGISTRATION = Bucket("registration", (Limit(10, 5 * _MINUTE),))
"""Accounts made from one address of the network."""

Charge = tuple[Bucket, str]
"""A kind of attempt, and who tries."""


class Throttle:
    """Counts attempts, each in a transaction of its own, so that a refused request cannot take its attempt back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, bucket: Bucket, key: str) -> None:
        """One attempt by whoever `key` names. Raises `TooManyAttempts`, which says when to come back."""
        await self.spend_all((bucket, key))

    async def spend_all(self, *charges: Charge) -> None:
        """One attempt that counts in several places, or in none of them where one refuses.

        The charges are in one order everywhere, the one that most attempts share last: it is held until the commit.
        """
        at = now()
        async with self._database.begin() as session:
            for bucket, key in charges:
                for limit in bucket.limits:
                    if (until := await Counts(session).add(_digest(bucket, limit, key), limit, at)) is not None:
                        raise TooManyAttempts(retry_after=max(1, ceil((until - at).total_seconds())))

    async def give_back(self, *charges: Charge) -> None:
        """The attempt was right: it is none of those that are counted."""
        async with self._database.begin() as session:
            for bucket, key in charges:
                for limit in bucket.limits:
                    await Counts(session).take_back(_digest(bucket, limit, key))

    async def forget(self, bucket: Bucket, key: str) -> None:
        """All attempts by whoever `key` names."""
        async with self._database.begin() as session:
            for limit in bucket.limits:
                await Counts(session).forget(_digest(bucket, limit, key))

    async def block(self, bucket: Bucket, key: str, until: datetime) -> None:
        """Refuse every attempt until then."""
        async with self._database.begin() as session:
            for limit in bucket.limits:
                await Counts(session).block(_digest(bucket, limit, key), until)

    async def blocked_until(self, bucket: Bucket, key: str) -> datetime | None:
        """Until when the next attempt is refused, if it is."""
        async with self._database.begin() as session:
            ends = [await Counts(session).blocked_until(_digest(bucket, one, key), now()) for one in bucket.limits]
        return max((end for end in ends if end is not None), default=None)

    async def sweep(self) -> None:
        """Remove the counts that are over."""
        async with self._database.begin() as session:
            await Counts(session).sweep(now())


def network_of(ip_address: str | None) -> str:
    """Whom an address stands for: itself, or the /64 that a household of IPv6 has to itself."""
    try:
        address = ipaddress.ip_address(ip_address or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _digest(bucket: Bucket, limit: Limit, key: str) -> bytes:
    return hashlib.sha256(f"{bucket.name}\n{limit.period.total_seconds():.0f}\n{key}".encode()).digest()
