"""The SQL of settings: those of the instance, which are read before anybody is known, and those of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import DateTime, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.infra.store import Store
from clew.kit.errors import NotFound
from clew.kit.ids import new_id
from clew.settings.models import SystemSetting, UserSetting
from clew.settings.registry import REGISTRY, Setting
from clew.settings.schemas import SavedUserSettings, UserSettingsBase, UserSettingsUpdate

V = TypeVar("V")
SETUP_LINK = "setup_link"
AUDIT_HEAD = "audit_head"


class SetupLink(BaseModel):
    """The one link that may create the owner; only the SHA-256 of its token is kept, in hex."""

    digest: str
    expires_at: datetime


class AuditHead(BaseModel):
    """The last link of the audit chain as it was noted; `hash` is in hex."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class SettingInForce:
    """A setting with its value, and the version of its row where it has one."""

    key: str
    value: Any
    default: Any
    description: str
    is_default: bool
    updated_at: datetime | None
    revision: int | None


class Settings:
    """Reads and writes settings of the instance in the session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, setting: Setting[V]) -> V:
        value = await self._session.scalar(select(SystemSetting.value).where(SystemSetting.key == setting.key))
        return setting.default if value is None else setting.read(value)

    async def put(self, setting: Setting[V], value: V) -> None:
        await self._put({setting.key: value})

    async def put_many(self, values: Mapping[Setting[Any], Any]) -> None:
        """All or none of them."""
        await self._put({setting.key: value for setting, value in values.items()})

    async def reset(self, setting: Setting[Any]) -> None:
        """Back to its default."""
        await self._session.execute(delete(SystemSetting).where(SystemSetting.key == setting.key))

    async def show(self, setting: Setting[Any], *, to_change: bool = False) -> SettingInForce:
        """`to_change` locks its row, where it has one, until the transaction ends."""
        statement = select(SystemSetting).where(SystemSetting.key == setting.key)
        return _in_force(setting, await self._session.scalar(statement.with_for_update() if to_change else statement))

    async def show_all(self) -> Sequence[SettingInForce]:
        rows = await self._session.scalars(select(SystemSetting).where(SystemSetting.key.in_(REGISTRY)))
        by_key = {row.key: row for row in rows}
        return [_in_force(REGISTRY[key], by_key.get(key)) for key in sorted(REGISTRY)]

    async def put_setup_link(self, link: SetupLink) -> None:
        """A new link replaces the one before."""
        await self._put({SETUP_LINK: link.model_dump(mode="json")})

    async def take_setup_link(self, digest: str, now: datetime) -> bool:
        """Use the link up. Of any number of attempts at once, one succeeds: the others find it gone."""
        link = SystemSetting.value
        statement = delete(SystemSetting).where(
            SystemSetting.key == SETUP_LINK,
            link["digest"].astext == digest,
            cast(link["expires_at"].astext, DateTime(timezone=True)) > now,
        )
        return await self._session.scalar(statement.returning(SystemSetting.id)) is not None

    async def put_audit_head(self, head: AuditHead) -> None:
        await self._put({AUDIT_HEAD: head.model_dump()})

    async def audit_head(self) -> AuditHead | None:
        """As it was last noted."""
        noted = await self._session.scalar(select(SystemSetting.value).where(SystemSetting.key == AUDIT_HEAD))
        return None if noted is None else AuditHead.model_validate(noted)

    async def _put(self, values: Mapping[str, Any]) -> None:
        # In one order for everybody, so that two who change the same settings at once do not wait for each other.
        row = insert(SystemSetting).values([self._row(key, values[key]) for key in sorted(values)])
        again = {
            "value": row.excluded.value,
            "description": row.excluded.description,
            "updated_at": func.now(),
            "revision": SystemSetting.revision + 1,
        }
        await self._session.execute(row.on_conflict_do_update(index_elements=["key"], set_=again))
        self._session.expire_all()

    def _row(self, key: str, value: Any) -> dict[str, Any]:
        description = REGISTRY[key].description if key in REGISTRY else None
        return {"id": new_id(), "key": key, "value": value, "description": description}


def known(key: str) -> Setting[Any]:
    """The setting of that name. Raises `NotFound`."""
    if key not in REGISTRY:
        raise NotFound
    return REGISTRY[key]


def _in_force(setting: Setting[Any], row: SystemSetting | None) -> SettingInForce:
    return SettingInForce(
        key=setting.key,
        value=setting.default if row is None else row.value,
        default=setting.default,
        description=setting.description,
        is_default=row is None,
        updated_at=None if row is None else row.updated_at,
        revision=None if row is None else row.revision,
    )


class OwnSettings(Store[UserSetting]):
    """The settings of the caller. Where they have changed nothing there is no row."""

    model = UserSetting

    async def read(self) -> SavedUserSettings:
        """All of them, typed, with their defaults."""
        return _saved(await self.session.scalar(self.visible()))

    async def get_to_change(self) -> UserSetting:
        """The row, made where there is none, and locked until the transaction ends."""
        row = insert(UserSetting).values(id=new_id(), user_id=self.caller.user_id, settings={})
        await self.session.execute(row.on_conflict_do_nothing(index_elements=["user_id"]))
        return (await self.session.scalars(self.visible().with_for_update())).one()

    async def amend(self, row: UserSetting, values: UserSettingsUpdate) -> SavedUserSettings:
        """Set those that were sent; the others stay."""
        sent = values.model_dump(mode="json", include=values.model_fields_set)
        return await self.write(row, UserSettingsBase.model_validate({**row.settings, **sent}))

    async def write(self, row: UserSetting, settings: UserSettingsBase) -> SavedUserSettings:
        # Only what differs: whoever has said nothing goes along where a default changes.
        row.settings = settings.model_dump(mode="json", exclude_defaults=True)
        await self.flush()
        return _saved(row)


def _saved(row: UserSetting | None) -> SavedUserSettings:
    if row is None:
        return SavedUserSettings()
    return SavedUserSettings(**row.settings, updated_at=row.updated_at, revision=row.revision)
