"""A person's own settings: defaults where nothing was said, and only what makes sense."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from tests.conftest import Person

from clew.settings.schemas import Theme
from clew.settings.store import OwnSettings

MINE = "/api/v1/user-settings/me"
FIRST: dict[str, Any] = {
    "time_zone": "UTC",
    "language": "en",
    "theme": "system",
    "quiet_hours": None,
    "notification_channels": ["in_app"],
    "memory_enabled": True,
}


async def shown(person: Person) -> dict[str, Any]:
    answer = await person.client.get(MINE)
    assert answer.status_code == 200, answer.text
    return {name: value for name, value in answer.json().items() if name != "updated_at"}


async def stored(person: Person) -> list[dict[str, Any]]:
    async with person.acting() as (session, _):
        return list(await session.scalars(text("select settings from user_settings")))


class TestLife:
    async def test_begins_with_what_everybody_has_and_without_a_row(self, ann: Person) -> None:
        answer = await ann.client.get(MINE)
        assert answer.json() == {**FIRST, "updated_at": None}
        assert "etag" not in answer.headers
        assert await stored(ann) == []

    async def test_changes_what_was_sent_and_nothing_else(self, ann: Person, bob: Person) -> None:
        night = {"start": "22:00", "end": "06:30"}
        first = await ann.client.patch(MINE, json={"time_zone": "Europe/Berlin", "quiet_hours": night})
        assert (first.status_code, first.json()["quiet_hours"]) == (200, night)
        then = await ann.client.patch(MINE, json={"theme": "dark", "memory_enabled": False})
        changed = {"time_zone": "Europe/Berlin", "quiet_hours": night, "theme": "dark", "memory_enabled": False}
        assert await shown(ann) == {**FIRST, **changed}
        assert then.json()["updated_at"] > first.json()["updated_at"]
        assert await stored(ann) == [changed], "what nobody said goes along where a default changes"
        await ann.client.patch(MINE, json={"quiet_hours": None, "theme": "system"})
        assert await stored(ann) == [{"time_zone": "Europe/Berlin", "memory_enabled": False}]
        assert await shown(bob) == FIRST

    async def test_is_replaced_as_a_whole(self, ann: Person) -> None:
        await ann.client.patch(MINE, json={"language": "de", "theme": "dark"})
        answer = await ann.client.put(MINE, json={"language": "pt-BR"})
        assert (answer.status_code, await shown(ann)) == (200, {**FIRST, "language": "pt-BR"})
        assert (await ann.client.put(MINE, json={})).status_code == 200
        assert (await shown(ann), await stored(ann)) == (FIRST, [{}])

    async def test_is_changed_by_who_saw_the_last_version(self, ann: Person) -> None:
        seen = (await ann.client.patch(MINE, json={"theme": "dark"})).headers["etag"]
        assert (await ann.client.get(MINE)).headers["etag"] == seen
        other = await ann.client.put(MINE, json={"theme": "light"}, headers={"If-Match": seen})
        assert (other.status_code, other.headers["etag"] != seen) == (200, True)
        for method in ("PATCH", "PUT"):
            late = await ann.client.request(method, MINE, json={"theme": "dark"}, headers={"If-Match": seen})
            assert late.status_code == 412
        assert (await shown(ann))["theme"] == "light"

    async def test_takes_a_version_that_nobody_saw_for_none(self, ann: Person) -> None:
        late = await ann.client.patch(MINE, json={"theme": "dark"}, headers={"If-Match": '"7"'})
        assert (late.status_code, await stored(ann)) == (412, [])

    async def test_loses_no_first_word_of_several_at_once(self, ann: Person) -> None:
        words: list[dict[str, Any]] = [{"theme": "dark"}, {"language": "de"}, {"time_zone": "Asia/Tokyo"}]
        answers = await asyncio.gather(*(ann.client.patch(MINE, json=word) for word in words))
        assert {answer.status_code for answer in answers} == {200}
        assert await shown(ann) == {**FIRST, "theme": "dark", "language": "de", "time_zone": "Asia/Tokyo"}

    async def test_is_read_with_types_by_the_rest_of_clew(self, ann: Person) -> None:
        await ann.client.patch(MINE, json={"theme": "dark", "quiet_hours": {"start": "22:00", "end": "07:00"}})
        async with ann.acting() as (session, caller):
            settings = await OwnSettings(session, caller).read()
        assert (settings.theme, settings.language) == (Theme.dark, "en")
        assert settings.quiet_hours is not None
        assert settings.quiet_hours.start > settings.quiet_hours.end


class TestValues:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("time_zone", "America/Argentina/Buenos_Aires"),
            ("language", "zh-Hant-TW"),
            ("language", "de-1996"),
            ("language", "en-u-hc-h23"),
            ("notification_channels", []),
            ("notification_channels", ["push", "sms", "email"]),
            ("quiet_hours", {"start": "00:00", "end": "23:59"}),
        ],
    )
    async def test_make_sense(self, ann: Person, field: str, value: object) -> None:
        assert (await ann.client.patch(MINE, json={field: value})).json()[field] == value

    async def test_are_said_once_each(self, ann: Person) -> None:
        answer = await ann.client.patch(MINE, json={"notification_channels": ["push", "in_app", "push"]})
        assert answer.json()["notification_channels"] == ["push", "in_app"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("time_zone", "Europe/Atlantis"),
            ("time_zone", "localtime"),
            ("time_zone", "../../etc/passwd"),
            ("time_zone", "europe/berlin\n"),
            ("time_zone", None),
            ("language", "english"),
            ("language", "e"),
            ("language", "en_US"),
            ("language", "en-"),
            ("language", ""),
            ("theme", "pink"),
            ("theme", None),
            ("notification_channels", ["pigeon"]),
            ("notification_channels", ["push"] * 11),
            ("quiet_hours", {"start": "22:00"}),
            ("quiet_hours", {"start": "24:00", "end": "07:00"}),
            ("quiet_hours", {"start": 3600, "end": "07:00"}),
            ("quiet_hours", {"start": "22:00:30", "end": "07:00"}),
            ("quiet_hours", {"start": "22:00Z", "end": "07:00"}),
            ("memory_enabled", None),
            ("updated_at", "2026-01-01T00:00:00Z"),
            ("revision", 7),
            ("unknown", 1),
        ],
    )
    async def test_that_make_none_are_refused(self, ann: Person, field: str, value: object) -> None:
        for method in ("PATCH", "PUT"):
            answer = await ann.client.request(method, MINE, json={field: value})
            assert answer.status_code == 422, answer.text
            assert answer.json()["errors"][0]["field"].partition(".")[0] == field
        assert await stored(ann) == []
