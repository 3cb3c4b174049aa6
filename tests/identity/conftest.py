"""What the tests of identity share: accounts without a past, text messages, and two browsers of a person."""

from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from tests.conftest import Person
from tests.fakes.texting import RecordingSender
from tests.identity.signing_in import Browser, browsing, forget_attempts


@pytest.fixture(autouse=True)
async def nobody_tried_before(request: pytest.FixtureRequest) -> None:
    """All tests come from one address of the network, whose attempts are counted."""
    if "app" in request.fixturenames:
        app: FastAPI = request.getfixturevalue("app")
        async with app.state.database.begin() as session:
            await session.execute(text("delete from attempt_counts"))


@pytest.fixture
def sms(app: FastAPI) -> Iterator[RecordingSender]:
    """Where text messages go."""
    before, app.state.texting = app.state.texting, RecordingSender()
    yield app.state.texting
    app.state.texting = before


@pytest.fixture
async def desk(server: str, ann: Person) -> AsyncIterator[Browser]:
    """Ann's browser, signed in just now, before she set anything up."""
    async with browsing(server, ann) as browser:
        await browser.sign_in()
        await forget_attempts(ann)
        yield browser


@pytest.fixture
async def phone(server: str, ann: Person) -> AsyncIterator[Browser]:
    """Another browser of hers, where nobody is signed in."""
    async with browsing(server, ann) as browser:
        yield browser
