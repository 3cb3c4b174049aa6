"""The typed settings of the instance, and where they are kept."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import DateTime, cast, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from clew.kit.ids import new_id
from clew.settings.models import SystemSetting

SETUP_LINK = "setup_link"


class Registration(BaseModel):
    """Whether strangers may make an account."""

    open: bool = False


class SetupLink(BaseModel):
    """The one link that may create the owner; only the SHA-256 of its token is kept, in hex."""

    digest: str
    expires_at: datetime


class Settings:
    """Reads and writes settings in the session's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def registration(self) -> Registration:
        value = await self._value("registration")
        return Registration() if value is None else Registration.model_validate(value)

    async def put_registration(self, registration: Registration) -> None:
        await self._put("registration", registration)

    async def put_setup_link(self, link: SetupLink) -> None:
        """A new link replaces the one before."""
        await self._put(SETUP_LINK, link)

    async def take_setup_link(self, digest: str, now: datetime) -> bool:
        """Use the link up. Of any number of attempts at once, one succeeds: the others find it gone."""
        link = SystemSetting.value
        statement = delete(SystemSetting).where(
            SystemSetting.key == SETUP_LINK,
            link["digest"].astext == digest,
            cast(link["expires_at"].astext, DateTime(timezone=True)) > now,
        )
        return await self._session.scalar(statement.returning(SystemSetting.id)) is not None

    async def _value(self, key: str) -> object | None:
        return await self._session.scalar(select(SystemSetting.value).where(SystemSetting.key == key))

    async def _put(self, key: str, value: BaseModel) -> None:
        content = value.model_dump(mode="json")
        row = insert(SystemSetting).values(id=new_id(), key=key, value=content)
        await self._session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": content}))
