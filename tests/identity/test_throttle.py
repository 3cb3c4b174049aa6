"""Attempts are counted for everybody, across processes, and never twice or not at all when many come at once."""

import asyncio
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from clew.identity.throttling.service import (
    ACCOUNT,
    ADDRESS,
    EVERYBODY,
    MAIL,
    SECOND_FACTOR,
    Bucket,
    Charge,
    Throttle,
    network_of,
)
from clew.identity.throttling.store import Limit
from clew.kit.clock import now
from clew.kit.errors import TooManyAttempts
from clew.kit.ids import new_id


@pytest.fixture
def throttle(app: FastAPI) -> Throttle:
    return Throttle(app.state.database)


@pytest.fixture
def who() -> str:
    return str(new_id())


async def tried(throttle: Throttle, *charges: Charge) -> int | None:
    """None where it was let through, else the seconds to wait."""
    try:
        await throttle.spend_all(*charges)
    except TooManyAttempts as refused:
        return refused.retry_after
    return None


async def pass_time(app: FastAPI, time: timedelta) -> None:
    """The same as waiting, without the wait."""
    async with app.state.database.begin() as session:
        statement = "update attempt_counts set ends_at = ends_at - :time, blocked_until = blocked_until - :time"
        await session.execute(text(statement), {"time": time})


class TestWindow:
    async def test_lets_through_as_many_as_it_says_and_names_the_wait(self, throttle: Throttle, who: str) -> None:
        for _ in range(10):
            assert await tried(throttle, (ADDRESS, who)) is None
        assert 295 <= (await tried(throttle, (ADDRESS, who)) or 0) <= 300
        assert await tried(throttle, (ADDRESS, who + "'s neighbour")) is None

    async def test_begins_anew_when_it_is_over(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        for _ in range(11):
            await tried(throttle, (ADDRESS, who))
        await pass_time(app, timedelta(minutes=4, seconds=50))
        assert await tried(throttle, (ADDRESS, who)) is not None
        await pass_time(app, timedelta(seconds=15))
        for _ in range(10):
            assert await tried(throttle, (ADDRESS, who)) is None
        assert await tried(throttle, (ADDRESS, who)) is not None

    async def test_is_exact_when_fifty_come_at_once(self, throttle: Throttle, who: str) -> None:
        waits = await asyncio.gather(*(tried(throttle, (ADDRESS, who)) for _ in range(50)))
        assert waits.count(None) == 10

    async def test_of_one_attempt_refuses_the_second(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        once = Bucket("test", (Limit(1, timedelta(seconds=30)),))
        assert [await tried(throttle, (once, who)), await tried(throttle, (once, who))] == [None, 30]
        await pass_time(app, timedelta(seconds=31))
        assert await tried(throttle, (once, who)) is None

    async def test_does_not_count_what_was_right(self, throttle: Throttle, who: str) -> None:
        for _ in range(30):
            assert await tried(throttle, (ADDRESS, who)) is None
            await throttle.give_back((ADDRESS, who))


class TestSeveralWindows:
    async def test_hold_all_of_them(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        """5 in 5 minutes, 20 in an hour, 50 in a day."""
        let_through = 0
        for _ in range(30):  # of five minutes and a bit each
            let_through += [await tried(throttle, (SECOND_FACTOR, who)) for _ in range(7)].count(None)
            await pass_time(app, timedelta(minutes=5, seconds=1))
        assert let_through == 50
        assert 20 * 3600 < (await tried(throttle, (SECOND_FACTOR, who)) or 0) < 24 * 3600

    async def test_are_not_charged_by_what_one_of_them_refuses(
        self, app: FastAPI, throttle: Throttle, who: str
    ) -> None:
        for _ in range(200):
            await tried(throttle, (SECOND_FACTOR, who))
        await pass_time(app, timedelta(minutes=5, seconds=1))
        assert await tried(throttle, (SECOND_FACTOR, who)) is None

    async def test_of_different_buckets_are_charged_together_or_not_at_all(self, throttle: Throttle, who: str) -> None:
        """Whoever is refused by name does not use up what everybody shares."""
        for _ in range(30):
            await tried(throttle, (ACCOUNT, who), (EVERYBODY, who))
        for _ in range(990):
            await throttle.spend(EVERYBODY, who)
        assert await tried(throttle, (EVERYBODY, who)) is not None


class TestGrowingDelay:
    async def test_doubles_up_to_a_quarter_of_an_hour(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        for _ in range(10):
            assert await tried(throttle, (ACCOUNT, who)) is None
        waits: list[int | None] = []
        for _ in range(13):
            waits.append(await tried(throttle, (ACCOUNT, who)))
            await pass_time(app, timedelta(seconds=waits[-1] or 0))
            assert await tried(throttle, (ACCOUNT, who)) is None
        assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]

    async def test_is_not_forgotten_by_waiting_for_the_window(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        for _ in range(10):
            await tried(throttle, (ACCOUNT, who))
        await pass_time(app, timedelta(hours=1))
        assert [await tried(throttle, (ACCOUNT, who)), await tried(throttle, (ACCOUNT, who))] == [None, 2]
        await pass_time(app, timedelta(days=1, minutes=1))
        assert [await tried(throttle, (ACCOUNT, who)) for _ in range(10)] == [None] * 10

    async def test_is_forgotten_by_a_success(self, throttle: Throttle, who: str) -> None:
        for _ in range(11):
            await tried(throttle, (ACCOUNT, who))
        await throttle.forget(ACCOUNT, who)
        assert [await tried(throttle, (ACCOUNT, who)) for _ in range(10)] == [None] * 10


class TestBlock:
    async def test_refuses_until_it_ends(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        until = now() + timedelta(hours=2)
        await throttle.block(ACCOUNT, who, until)
        assert await throttle.blocked_until(ACCOUNT, who) == until
        assert 7190 <= (await tried(throttle, (ACCOUNT, who)) or 0) <= 7200
        await pass_time(app, timedelta(hours=2, seconds=1))
        assert await throttle.blocked_until(ACCOUNT, who) is None
        assert await tried(throttle, (ACCOUNT, who)) is None


class TestRows:
    async def test_say_nothing_about_anybody(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        await throttle.spend(MAIL, who)
        async with app.state.database.begin() as session:
            rows = (await session.execute(text("select c::text from attempt_counts c"))).scalars().all()
        assert rows
        assert not [row for row in rows if who in row]

    async def test_that_are_over_are_swept(self, app: FastAPI, throttle: Throttle, who: str) -> None:
        await throttle.spend(ADDRESS, who)
        await pass_time(app, timedelta(days=2))
        await throttle.spend(MAIL, who)
        await throttle.sweep()
        async with app.state.database.begin() as session:
            assert await session.scalar(text("select count(*) from attempt_counts")) == 1


class TestNetwork:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            (None, "unknown"),
            ("testclient", "unknown"),
        ],
    )
    def test_is_what_one_household_has(self, address: str | None, network: str) -> None:
        assert network_of(address) == network
