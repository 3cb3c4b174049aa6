"""Text messages: their settings, their log, and what they cost."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from tests.conftest import Person

from clew.integrations.models import SmsDirection
from clew.integrations.sms.pricing import parts_of
from clew.integrations.sms.schemas import SMSUsageLogCreate
from clew.integrations.sms.store import SMSUsageLogs
from clew.kit.ids import new_id

CONFIGS = "/api/v1/sms-router-configs"
LOGS = "/api/v1/sms-usage-logs"
INBOUND, OUTBOUND = SmsDirection.inbound, SmsDirection.outbound


async def sent(person: Person, content: str = "Hello", **more: Any) -> str:
    values: dict[str, Any] = {
        "phone_number": "+15005550006",
        "direction": OUTBOUND,
        "status": "sent",
        "country_code": "US",
        **more,
    }
    created_at = values.pop("created_at", None)
    async with person.acting() as (session, caller):
        record = await SMSUsageLogs(session, caller).create(SMSUsageLogCreate(message_content=content, **values))
        if created_at is not None:
            move = text("update sms_usage_logs set created_at = :at where id = :id")
            await session.execute(move, {"at": created_at, "id": record.id})
    return str(record.id)


async def set_price(owner: Person, key: str, value: str) -> dict[str, Any]:
    answer = await owner.client.post(CONFIGS, json={"config_key": key, "config_value": value})
    assert answer.status_code == 201, answer.text
    return answer.json()


class TestParts:
    @pytest.mark.parametrize(
        ("content", "parts"),
        [
            ("", 1),
            ("x" * 160, 1),
            ("x" * 161, 2),
            ("x" * 306, 2),
            ("x" * 307, 3),
            ("€" * 80, 1),  # two places each
            ("€" * 81, 2),
            ("x" * 152 + "€" + "x" * 152, 3),  # one that is not cut in two
            ("ł" * 70, 1),
            ("ł" * 71, 2),
            ("😀" * 35, 1),
            ("😀" * 36, 2),
            ("x" * 69 + "ł" + "x" * 64, 2),
        ],
    )
    def test_are_those_that_a_carrier_counts(self, content: str, parts: int) -> None:
        assert parts_of(content) == parts


class TestCost:
    async def test_is_that_of_the_table_for_every_part(self, ann: Person) -> None:
        log = (await ann.client.get(f"{LOGS}/{await sent(ann, 'x' * 200)}")).json()
        assert Decimal(log["cost_usd"]) == Decimal("0.0166")

    async def test_is_unknown_where_nobody_knows_the_price(self, ann: Person) -> None:
        for country in ("AQ", None):
            assert (await ann.client.get(f"{LOGS}/{await sent(ann, country_code=country)}")).json()["cost_usd"] is None

    async def test_is_that_of_the_administrator_first_and_the_carriers_before_all(
        self, ann: Person, owner: Person
    ) -> None:
        price = await set_price(owner, "price.outbound.GB", "0.05")
        assert Decimal(
            (await ann.client.get(f"{LOGS}/{await sent(ann, country_code='GB')}")).json()["cost_usd"]
        ) == Decimal("0.05")
        carrier = await sent(ann, country_code="GB", cost_usd=Decimal("0.0444"))
        assert Decimal((await ann.client.get(f"{LOGS}/{carrier}")).json()["cost_usd"]) == Decimal("0.0444")
        off = await owner.client.patch(f"{CONFIGS}/{price['id']}", json={"is_active": False})
        assert off.status_code == 200
        assert (await ann.client.get(f"{LOGS}/{await sent(ann, country_code='GB')}")).json()["cost_usd"] is None


class TestUsage:
    async def test_is_ones_own_within_the_span(self, ann: Person, bob: Person) -> None:
        await sent(ann, created_at="2026-01-31T23:59:59Z", cost_usd=Decimal("0.01"))
        await sent(ann, created_at="2026-02-01T00:00:00Z", cost_usd=Decimal("0.02"))
        await sent(ann, created_at="2026-02-28T00:00:00Z", direction=INBOUND, country_code="AQ")
        await sent(ann, created_at="2026-03-01T00:00:00Z", cost_usd=Decimal("0.04"))
        await sent(bob, created_at="2026-02-01T00:00:00Z", cost_usd=Decimal(9))
        february = {"since": "2026-02-01T00:00:00Z", "until": "2026-03-01T00:00:00Z"}
        usage = (await ann.client.get(f"{LOGS}/usage", params=february)).json()
        assert (usage["sent"], usage["received"], usage["uncosted_messages"]) == (1, 1, 1)
        assert Decimal(usage["cost_usd"]) == Decimal("0.02")
        whole = (await ann.client.get(f"{LOGS}/usage")).json()
        assert (whole["sent"], Decimal(whole["cost_usd"])) == (3, Decimal("0.07"))

    async def test_of_nothing_is_nothing(self, ann: Person) -> None:
        nothing = {"sent": 0, "received": 0, "cost_usd": None, "uncosted_messages": 0}
        assert (await ann.client.get(f"{LOGS}/usage")).json() == nothing
        assert (await ann.client.get(f"{LOGS}/cost-breakdown")).json() == {"costs": []}

    async def test_breaks_down_by_period_country_and_direction(self, ann: Person, bob: Person) -> None:
        for day, country, direction, cost in (
            ("2026-01-05", "US", OUTBOUND, "0.01"),
            ("2026-01-20", "US", OUTBOUND, "0.02"),
            ("2026-01-20", "GB", OUTBOUND, "0.05"),
            ("2026-02-01", "US", INBOUND, "0.03"),
        ):
            more: dict[str, Any] = {"country_code": country, "direction": direction, "cost_usd": Decimal(cost)}
            await sent(ann, created_at=f"{day}T00:00:00Z", **more)
        await sent(ann, created_at="2026-01-20T00:00:00Z", country_code=None)
        await sent(bob, created_at="2026-01-20T00:00:00Z")

        async def costs(**params: str) -> list[tuple[str, str | None, str, int, str | None]]:
            answer = await ann.client.get(f"{LOGS}/cost-breakdown", params=params)
            assert answer.status_code == 200, answer.text
            return [
                (one["period_start"][:10], one["country_code"], one["direction"], one["messages"], one["cost_usd"])
                for one in answer.json()["costs"]
            ]

        assert await costs() == [
            ("2026-02-01", "US", "inbound", 1, "0.0300"),
            ("2026-01-01", "GB", "outbound", 1, "0.0500"),
            ("2026-01-01", "US", "outbound", 2, "0.0300"),
            ("2026-01-01", None, "outbound", 1, None),
        ]
        days = await costs(period="day", until="2026-02-01T00:00:00Z")
        assert [(day, country, count) for day, country, _, count, _ in days] == [
            ("2026-01-20", "GB", 1),
            ("2026-01-20", "US", 1),
            ("2026-01-20", None, 1),
            ("2026-01-05", "US", 1),
        ]

    @pytest.mark.parametrize("params", [{"since": "yesterday"}, {"period": "hour"}, {"colour": "red"}])
    async def test_refuses_what_it_does_not_know(self, ann: Person, params: dict[str, str]) -> None:
        assert (await ann.client.get(f"{LOGS}/cost-breakdown", params=params)).status_code == 422


class TestLogs:
    async def test_are_found(self, ann: Person, bob: Person) -> None:
        cheap = await sent(ann, "Milk, please", cost_usd=Decimal("0.01"))
        dear = await sent(ann, "From afar", country_code="GB", cost_usd=Decimal("0.5"), status="failed")
        received = await sent(ann, "Thanks", direction=INBOUND, phone_number="+441632960961", cost_usd=Decimal(0))

        async def found(**params: str) -> list[str]:
            answer = await ann.client.get(LOGS, params={"sort": "created_at", **params})
            assert answer.status_code == 200, answer.text
            return [one["id"] for one in answer.json()["items"]]

        assert await found() == [cheap, dear, received]
        assert await found(q="MILK") == [cheap]
        assert await found(direction="inbound") == [received]
        assert await found(status="failed") == [dear]
        assert await found(country_code="GB") == [dear]
        assert await found(phone_number="+441632960961") == [received]
        assert await found(cost_usd_min="0.01", cost_usd_max="0.1") == [cheap]
        assert await found(created_after="2100-01-01T00:00:00Z") == []
        assert (await bob.client.get(f"{LOGS}/{cheap}")).status_code == 404
        assert (await ann.client.delete(f"{LOGS}/{cheap}")).status_code == 405


class TestConfigs:
    async def test_live_with_administrators(self, ann: Person, owner: Person) -> None:
        key = f"greeting.{new_id()}"
        made = await owner.client.post(CONFIGS, json={"config_key": key, "config_value": "Hi", "description": "First"})
        path, tag = f"{CONFIGS}/{made.json()['id']}", made.headers["etag"]
        again = await owner.client.post(CONFIGS, json={"config_key": key, "config_value": "Ho"})
        assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "config_key")
        changed = await owner.client.patch(path, json={"config_value": "Hello"}, headers={"If-Match": tag})
        assert (changed.json()["config_value"], changed.json()["description"]) == ("Hello", "First")
        assert (await owner.client.patch(path, json={"is_active": False}, headers={"If-Match": tag})).status_code == 412
        whole = await owner.client.put(path, json={"config_key": key, "config_value": "Hey"})
        assert (whole.json()["description"], whole.json()["is_active"]) == (None, True)
        assert [one["id"] for one in (await owner.client.get(CONFIGS, params={"q": key[:20]})).json()["items"]]
        for method in ("GET", "DELETE"):
            assert (await ann.client.request(method, path)).status_code == 403
        assert (await owner.client.delete(path)).status_code == 204
        assert (await owner.client.get(path)).status_code == 404

    async def test_many_at_once_are_all_or_none(self, owner: Person) -> None:
        items = [{"config_key": f"many.{new_id()}", "config_value": str(number)} for number in range(3)]
        doubled = await owner.client.post(f"{CONFIGS}/bulk", json={"items": [*items, items[0]]})
        assert doubled.status_code == 409
        made = await owner.client.post(f"{CONFIGS}/bulk", json={"items": items})
        ids = [one["id"] for one in made.json()["items"]]
        assert len(ids) == 3
        assert (await owner.client.post(f"{CONFIGS}/bulk-delete", json={"ids": ids})).status_code == 204

    @pytest.mark.parametrize(
        ("key", "value", "field"),
        [
            ("price.outbound.FR", "cheap", "config_value"),
            ("price.outbound.FR", "-1", "config_value"),
            ("price.outbound.FR", "NaN", "config_value"),
            ("price.outbound.FR", "1e9", "config_value"),
            ("price.sideways.FR", "1", "config_key"),
        ],
    )
    async def test_refuse_a_price_that_is_none(self, owner: Person, key: str, value: str, field: str) -> None:
        refused = await owner.client.post(CONFIGS, json={"config_key": key, "config_value": value})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
        listed = await owner.client.get(CONFIGS, params={"config_key": key})
        assert listed.json()["items"] == []

    async def test_refuse_to_make_a_price_none(self, owner: Person) -> None:
        price = await set_price(owner, "price.inbound.FR", "0.01")
        refused = await owner.client.patch(f"{CONFIGS}/{price['id']}", json={"config_value": "free"})
        assert refused.status_code == 422
        assert (await owner.client.get(f"{CONFIGS}/{price['id']}")).json()["config_value"] == "0.01"
