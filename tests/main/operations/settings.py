"""Settings of a person and of the instance."""

from tests.main.operations.operation import Operation, Reach

OWN = "/api/v1/user-settings/me"
SYSTEM = "/api/v1/system-settings"
OPERATIONS = {
    "get_own_settings": Operation(Reach.own, "GET", OWN),
    "change_own_settings": Operation(Reach.own, "PATCH", OWN, lambda _: {"language": "pt-BR"}),
    "replace_own_settings": Operation(Reach.own, "PUT", OWN, lambda _: {"language": "pt-BR"}),
    "list_system_settings": Operation(Reach.guarded, "GET", SYSTEM),
    "change_system_settings": Operation(
        Reach.guarded, "PATCH", SYSTEM, lambda _: {"items": [{"key": "sessions.days", "value": 8}]}
    ),
    "get_system_setting": Operation(Reach.guarded, "GET", f"{SYSTEM}/{{setting_key}}"),
    "replace_system_setting": Operation(Reach.guarded, "PUT", f"{SYSTEM}/{{setting_key}}", lambda _: {"value": 8}),
    "remove_system_setting": Operation(Reach.guarded, "DELETE", f"{SYSTEM}/{{setting_key}}"),
}


async def make(*_: object) -> dict[str, object]:
    return {"setting_key": "sessions.days"}
