"""The family of a refresh token, whoever uses which of them when: a model of it, and what the database makes of it."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from tests.conftest import Person

from clew.identity.origin import Origin
from clew.identity.signed_in.pairs import Pair, begin_pair, refresh_pair
from clew.identity.signed_in.service import identify
from clew.infra.crypto import digest
from clew.infra.embedded_postgres import Addresses
from clew.kit.errors import Unauthenticated

T = TypeVar("T")
NOBODY = Origin(None, None)
DAY = 24 * 3600.0
GRACE, ABSOLUTE = 10.0, 7 * DAY
# The use of the latest token or of one of its forebears, that many generations up, or a wait in seconds. Of waits that
# add up to a limit none ends right before it, since the run itself takes time, too.
USES = [("use", generations) for generations in (0, 0, 0, 1, 1, 2, 3)]
STEPS = st.sampled_from([*USES, ("wait", 5), ("wait", 30), ("wait", 2 * DAY)])


@dataclass
class Token:
    """One of the family, as it must be."""

    text: str
    access: str
    spent_at: float | None = None
    child: int | None = None


@dataclass
class Family:
    """How a family must behave."""

    tokens: list[Token]
    time: float = 0.0
    is_ended: bool = False

    def expected(self, index: int) -> int | None:
        """Which token the use of this one gives: one that is there, the next, or none."""
        token = self.tokens[index]
        if self.is_ended or self.time >= ABSOLUTE:
            return None
        if token.spent_at is None:
            token.spent_at, token.child = self.time, len(self.tokens)
            return token.child
        assert token.child is not None
        if self.tokens[token.child].spent_at is None and self.time - token.spent_at < GRACE:
            return token.child
        self.is_ended = True
        return None


@dataclass
class World:
    """The real one."""

    app: FastAPI
    admin: psycopg.Connection
    loop: asyncio.AbstractEventLoop
    user_id: UUID

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def begin(self) -> Pair:
        _, pair = self.run(begin_pair(self.app.state.database, self.user_id, NOBODY))
        # What ends it by not being used is another story.
        self.admin.execute("update user_sessions set idle_limit = '100 days'")
        return pair

    def use(self, token: str) -> Pair | None:
        try:
            return self.run(refresh_pair(self.app.state.database, token, NOBODY))
        except Unauthenticated:
            return None

    def opens(self, access: str) -> bool:
        async def look() -> bool:
            async with self.app.state.database.begin() as session:
                try:
                    return (await identify(session, access, NOBODY)).user_id == self.user_id
                except Unauthenticated:
                    return False

        return self.run(look())

    def wait(self, seconds: float) -> None:
        late = sql.SQL("update {} set {}")
        for table, columns in (
            ("auth_tokens", ("expires_at", "spent_at")),
            ("user_sessions", ("expires_at", "access_until", "last_accessed")),
        ):
            earlier = sql.SQL("{0} = {0} - make_interval(secs => {1})")
            moved = [earlier.format(sql.Identifier(one), seconds) for one in columns]
            self.admin.execute(late.format(sql.Identifier(table), sql.SQL(", ").join(moved)))

    def good(self, tokens: list[Token]) -> list[bool]:
        """Which of them may be used for the next pair."""
        asked = """select token_hash, spent_at is null and not t.is_revoked and s.is_active and t.expires_at > now()
            from auth_tokens t join user_sessions s on s.id = t.family_id where token_hash = any(%s)"""
        rows = self.admin.execute(asked, [[digest(one.text) for one in tokens]]).fetchall()
        by_digest = {bytes(row[0]): row[1] for row in rows}
        return [by_digest[digest(one.text)] for one in tokens]


async def test_is_what_the_model_says(app: FastAPI, ann: Person, database: Addresses) -> None:
    name = database.application.partition("?")[0].rpartition("/")[2]
    async with ann.acting() as (_, caller):
        pass
    with psycopg.connect(database.admin, dbname=name, autocommit=True) as admin:
        world = World(app, admin, asyncio.get_running_loop(), caller.user_id)

        @settings(
            max_examples=80,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(st.lists(STEPS, min_size=3, max_size=12))
        def live(steps: list[tuple[str, float]]) -> None:
            first = world.begin()
            family = Family([Token(first.refresh_token, first.access_token)])
            for what, number in steps:
                if what == "wait":
                    world.wait(number)
                    family.time += number
                else:
                    use(world, family, max(len(family.tokens) - 1 - int(number), 0))
                check(world, family)

        await asyncio.to_thread(live)


def use(world: World, family: Family, index: int) -> None:
    expected = family.expected(index)
    pair = world.use(family.tokens[index].text)
    assert (pair is None) == (expected is None)
    if pair is None or expected is None:
        return
    if expected == len(family.tokens):
        assert pair.refresh_token not in {one.text for one in family.tokens}
        family.tokens.append(Token(pair.refresh_token, pair.access_token))
    child = family.tokens[expected]
    assert (pair.refresh_token, pair.access_token) == (child.text, child.access)
    assert world.opens(pair.access_token)


def check(world: World, family: Family) -> None:
    """Of a living family the latest is good, and nothing else; of an ended one nothing is, down to the last child."""
    is_alive = not family.is_ended and family.time < ABSOLUTE
    assert world.good(family.tokens) == [False] * (len(family.tokens) - 1) + [is_alive]
    for token in family.tokens[:-1]:
        assert not world.opens(token.access)
    if family.is_ended:
        assert not world.opens(family.tokens[-1].access)
