"""Settings over HTTP: a person's own, and those of the instance, which are the administrators'."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from clew.infra.caller import CallerDep, Gate
from clew.infra.crud import IfMatch, require_match
from clew.infra.db import SessionDep
from clew.infra.idempotency import OnceDep, etag
from clew.infra.listing import Slice
from clew.infra.routing import Router
from clew.kit.errors import Invalid
from clew.settings.registry import REGISTRY, Setting
from clew.settings.schemas import (
    SavedUserSettings,
    SystemSettingList,
    SystemSettingResponse,
    SystemSettingsBulkUpdate,
    SystemSettingUpdate,
    UserSettingsCreate,
    UserSettingsResponse,
    UserSettingsUpdate,
)
from clew.settings.store import OwnSettings, SettingInForce, Settings, known

OwnSettingsDep = Annotated[OwnSettings, Depends(OwnSettings.for_request)]
router = Router()
own = Router("/user-settings/me", "user-setting")
system = Router("/system-settings", "system-setting")


@own.get("", response_model=UserSettingsResponse, operation_id="get_own_settings")
async def get_own(response: Response, settings: OwnSettingsDep) -> SavedUserSettings:
    """All settings of the caller; those that they never changed have their defaults."""
    saved = await settings.read()
    if (tag := etag(saved)) is not None:
        response.headers["ETag"] = tag
    return saved


@own.patch("", response_model=UserSettingsResponse, operation_id="change_own_settings")
async def change_own(
    settings: OwnSettingsDep, once: OnceDep, values: UserSettingsUpdate, if_match: IfMatch = None
) -> Response:
    async def work() -> SavedUserSettings:
        row = await settings.get_to_change()
        require_match(row, if_match)
        return await settings.amend(row, values)

    return await once(200, UserSettingsResponse, work)


@own.put("", response_model=UserSettingsResponse, operation_id="replace_own_settings")
async def replace_own(
    settings: OwnSettingsDep, once: OnceDep, values: UserSettingsCreate, if_match: IfMatch = None
) -> Response:
    """What is left out becomes its default."""

    async def work() -> SavedUserSettings:
        row = await settings.get_to_change()
        require_match(row, if_match)
        return await settings.write(row, values)

    return await once(200, UserSettingsResponse, work)


def _settings_for(action: str) -> Any:
    """The settings of the instance, for whom the gate lets through."""

    async def ask(request: Request, session: SessionDep, caller: CallerDep) -> Settings:
        gate: Gate = request.app.state.gate
        await gate(session, caller, f"system_setting:{action}", None)
        return Settings(session)

    return Depends(ask)


@system.get("", response_model=SystemSettingList, operation_id="list_system_settings")
async def list_all(settings: Annotated[Settings, _settings_for("list")]) -> Slice[SettingInForce]:
    """All settings of the instance by their keys, each with what is in force."""
    return Slice(await settings.show_all(), None)


@system.patch("", response_model=SystemSettingList, operation_id="change_system_settings")
async def change_many(
    settings: Annotated[Settings, _settings_for("change")], once: OnceDep, values: SystemSettingsBulkUpdate
) -> Response:
    """Set several at once, all or none."""
    asked: dict[Setting[Any], Any] = {}
    for number, change in enumerate(values.items):
        setting = REGISTRY.get(change.key)
        if setting is None or setting in asked:
            raise Invalid("Each item names another setting that exists.", fields=(f"items.{number}.key",))
        asked[setting] = setting.read(change.value, f"items.{number}.value")

    async def work() -> Slice[SettingInForce]:
        await settings.put_many(asked)
        return Slice(await settings.show_all(), None)

    return await once(200, SystemSettingList, work)


@system.get(
    "/{setting_key}",
    response_model=SystemSettingResponse,
    operation_id="get_system_setting",
)
async def get_one(
    response: Response, settings: Annotated[Settings, _settings_for("get")], setting_key: str
) -> SettingInForce:
    shown = await settings.show(known(setting_key))
    if (tag := etag(shown)) is not None:
        response.headers["ETag"] = tag
    return shown


@system.put(
    "/{setting_key}",
    response_model=SystemSettingResponse,
    operation_id="replace_system_setting",
)
async def replace(
    settings: Annotated[Settings, _settings_for("change")],
    once: OnceDep,
    setting_key: str,
    values: SystemSettingUpdate,
    if_match: IfMatch = None,
) -> Response:
    setting = known(setting_key)
    value = setting.read(values.value)

    async def work() -> SettingInForce:
        require_match(await settings.show(setting, to_change=True), if_match)
        await settings.put(setting, value)
        return await settings.show(setting)

    return await once(200, SystemSettingResponse, work)


@system.delete("/{setting_key}", status_code=204, operation_id="remove_system_setting")
async def reset(
    settings: Annotated[Settings, _settings_for("remove")], once: OnceDep, setting_key: str, if_match: IfMatch = None
) -> Response:
    """Back to its default."""
    setting = known(setting_key)

    async def work() -> None:
        require_match(await settings.show(setting, to_change=True), if_match)
        await settings.reset(setting)

    return await once.nothing(work)


router.add(own, system)
