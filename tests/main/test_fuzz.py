"""Schemathesis: on every operation what fits the description, and what does not; the same requests each time."""

import asyncio
import re
from typing import Any, cast

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS  # pyright: ignore[reportUnknownVariableType]
from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations import OPERATIONS, Things, described, make_things

from clew.main.problems import MEDIA_TYPE

# The server in the other thread draws random numbers while Hypothesis watches that no strategy does.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the .random. module inside strategies")
EXAMPLES = 25
ENDS_THE_TOKEN = {"sign_out"}
SPEAKS = {"take_turn"}  # with models that the run itself makes up: so only in threads that do not exist
STREAMS = {"follow_answer"}  # the description of a stream is that of its text, not of its events
ENDLESS = {name for name, one in OPERATIONS.items() if one.is_endless}
CANNOT_BE_WRONG = {"get_health", "get_instance_status", "get_own_profile", "get_readiness", "read_shared"}
CASES = [
    (name, mode)
    for name in sorted(set(OPERATIONS) - ENDS_THE_TOKEN - ENDLESS)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if name not in CANNOT_BE_WRONG or mode is GenerationMode.POSITIVE
]


@pytest.mark.parametrize(("name", "mode"), CASES)
async def test_no_request_is_a_failure_of_ours(
    app: FastAPI, server: str, owner: Person, fake: FakeProvider, name: str, mode: GenerationMode
) -> None:
    things = await make_things(owner, owner, fake, of=name)
    schema: Any = schemathesis.openapi.from_dict(app.openapi())
    exists = name not in SPEAKS and mode is GenerationMode.POSITIVE
    place = _place(app, name, things) if exists else None
    headers = await owner.confirmed() if OPERATIONS[name].is_confirmed else {"Authorization": f"Bearer {owner.token}"}
    conforms = cast("Any", CHECKS).get_one("response_schema_conformance")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(schema.find_operation_by_id(name).as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if place is not None:
            case.path_parameters = dict(place)
        answer = case.call(base_url=server, headers=headers, timeout=20)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == [MEDIA_TYPE], case.as_curl_command()
        if name not in STREAMS:
            case.validate_response(answer, checks=[conforms])

    await asyncio.to_thread(send)


def _place(app: FastAPI, name: str, things: Things) -> dict[str, str]:
    """What the path of this operation names, under the names of the description."""
    _, described_path = described(app)[name]
    ours, theirs = (re.findall(r"\{(\w+)\}", path) for path in (OPERATIONS[name].path, described_path))
    return {theirs: str(getattr(things, ours)) for ours, theirs in zip(ours, theirs, strict=True)}
