"""The SQL of second factors. What works once is one conditional update each: of fifty at once, one succeeds."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import with_expression

from clew.identity.factors.models import MFAConfiguration, TrustedDevice
from clew.infra.crypto import Keys, Place
from clew.infra.secrets import personal_keys
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.ids import new_id


class MFAConfigurations(Store[MFAConfiguration]):
    """One for each person who has set something up."""

    model = MFAConfiguration

    def visible(self) -> Select[MFAConfiguration]:
        devices = select(func.count()).where(
            TrustedDevice.user_id == MFAConfiguration.user_id, TrustedDevice.expires_at > now()
        )
        counted = with_expression(
            MFAConfiguration.trusted_device_count, devices.correlate(MFAConfiguration).scalar_subquery()
        )
        return super().visible().options(counted).execution_options(populate_existing=True)

    async def own(self) -> MFAConfiguration | None:
        return await self.session.scalar(self.visible())

    async def ensure(self) -> MFAConfiguration:
        """The person's own, made where there is none."""
        row = insert(MFAConfiguration).values(id=new_id(), user_id=self.caller.user_id)
        await self.session.execute(row.on_conflict_do_nothing(index_elements=["user_id"]))
        return (await self.session.scalars(self.visible())).one()

    async def put_totp_secret(self, secret: str) -> bool:
        """Keep a secret that a first code is to confirm; not where another one is in use."""
        record = await self.ensure()
        sealed = (await self._keys()).seal(secret, _place(record))
        return await self._change(MFAConfiguration.totp_enabled.is_(False), totp_secret=sealed, last_totp_step=null())

    async def totp_secret(self) -> tuple[bytes, str] | None:
        """As it is kept, and opened. Raises `UnreadableSecret`."""
        record = await self.own()
        if record is None or record.totp_secret is None:
            return None
        return record.totp_secret, (await self._keys()).open(record.totp_secret, _place(record))

    async def enable_totp(self, sealed: bytes, step: int) -> bool:
        """Whether this was the first code of the secret that is kept."""
        waits = MFAConfiguration.totp_enabled.is_(False) & (MFAConfiguration.totp_secret == sealed)
        return await self._change(waits, totp_enabled=True, last_totp_step=step)

    async def take_totp_step(self, sealed: bytes, step: int) -> bool:
        """Whether a code of this step is the first of it and of all later ones."""
        is_new = or_(MFAConfiguration.last_totp_step.is_(None), MFAConfiguration.last_totp_step < step)
        in_use = MFAConfiguration.totp_enabled & (MFAConfiguration.totp_secret == sealed)
        return await self._change(in_use & is_new, last_totp_step=step)

    async def disable_totp(self) -> bool:
        return await self._change(
            MFAConfiguration.totp_enabled.is_(True), totp_enabled=False, totp_secret=null(), last_totp_step=null()
        )

    async def enable_sms(self, phone_number: str) -> None:
        await self.ensure()
        await self._change(sms_enabled=True, phone_number=phone_number)

    async def disable_sms(self) -> bool:
        return await self._change(MFAConfiguration.sms_enabled.is_(True), sms_enabled=False, phone_number=null())

    async def put_backup_codes(self, entries: list[str]) -> None:
        """In place of all there were."""
        await self.ensure()
        await self._change(backup_codes=entries)

    async def drop_backup_codes(self) -> None:
        await self._change(backup_codes=null())

    async def take_backup_code(self, entry: str) -> int | None:
        """How many are left without it; None where somebody was quicker."""
        codes = MFAConfiguration.backup_codes
        row = update(MFAConfiguration).where(MFAConfiguration.user_id == self.caller.user_id, codes.op("?")(entry))
        taken = row.values(backup_codes=codes.op("-")(entry), **_changed())
        return await self.session.scalar(taken.returning(func.jsonb_array_length(codes)))

    async def _change(self, *conditions: ColumnElement[bool], **values: Any) -> bool:
        """Whether the row was as the conditions say; then it has these values now."""
        row = update(MFAConfiguration).where(MFAConfiguration.user_id == self.caller.user_id, *conditions)
        changed = row.values(**values, **_changed()).execution_options(synchronize_session=False)
        return await self.session.scalar(changed.returning(MFAConfiguration.id)) is not None

    async def _keys(self) -> Keys:
        return await personal_keys(self.session, self.caller.user_id)


def _changed() -> dict[str, Any]:
    return {"updated_at": now(), "revision": MFAConfiguration.revision + 1}


def _place(record: MFAConfiguration) -> Place:
    return Place(MFAConfiguration.__tablename__, "totp_secret", record.id, record.user_id)
