"""Accounts begin each test without a past."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text


@pytest.fixture(autouse=True)
async def nobody_tried_before(request: pytest.FixtureRequest) -> None:
    """All tests come from one address of the network, whose attempts are counted."""
    if "app" in request.fixturenames:
        app: FastAPI = request.getfixturevalue("app")
        async with app.state.database.begin() as session:
            await session.execute(text("delete from attempt_counts"))
