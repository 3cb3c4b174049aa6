"""Settings of a person and of the instance."""

from tests.conftest import Person
from tests.fakes.provider import FakeProvider
from tests.main.operations.operation import Operation, Reach

OWN = "/api/v1/user-settings/me"
SYSTEM = "/api/v1/system-settings"
CHANGE = {
    "language": "pt-BR",
    "quiet_hours": {"start": "22:00", "end": "07:00"},
    "notification_channels": ["in_app"],
}
OPERATIONS = {
    "get_own_settings": Operation(Reach.own, "GET", OWN),
    "change_own_settings": Operation(Reach.own, "PATCH", OWN, lambda _: CHANGE),
    "replace_own_settings": Operation(Reach.own, "PUT", OWN, lambda _: CHANGE),
    "list_system_settings": Operation(Reach.guarded, "GET", SYSTEM),
    "change_system_settings": Operation(
        Reach.guarded, "PATCH", SYSTEM, lambda _: {"items": [{"key": "sessions.days", "value": 8}]}
    ),
    "get_system_setting": Operation(Reach.guarded, "GET", f"{SYSTEM}/{{setting_key}}"),
    "replace_system_setting": Operation(Reach.guarded, "PUT", f"{SYSTEM}/{{setting_key}}", lambda _: {"value": 8}),
    "remove_system_setting": Operation(Reach.guarded, "DELETE", f"{SYSTEM}/{{setting_key}}"),
}


async def make(person: Person, _owner: Person, _fake: FakeProvider) -> dict[str, object]:
    assert (await person.client.patch(OWN, json={"language": "de"})).status_code == 200
    return {"setting_key": "sessions.days"}
