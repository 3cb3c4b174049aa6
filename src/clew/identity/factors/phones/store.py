"""The SQL of phone numbers."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from clew.identity.factors.models import MFAConfiguration, UserPhoneMapping
from clew.identity.models import User
from clew.infra.store import Store
from clew.kit.clock import now
from clew.kit.errors import AlreadyExists, Conflict


class Phones(Store[UserPhoneMapping]):
    """A person's numbers. What the account says is a copy of the primary."""

    model = UserPhoneMapping

    async def primary(self) -> UserPhoneMapping | None:
        return await self.session.scalar(self.visible().where(UserPhoneMapping.is_primary))

    async def add_verified(self, number: str, method: str) -> UserPhoneMapping:
        """The first one is the primary. Raises `AlreadyExists`, also where it is somebody else's."""
        await self.alone()
        has_primary = await self.primary() is not None
        record = UserPhoneMapping(
            user_id=self.caller.user_id,
            phone_number=number,
            is_primary=not has_primary,
            is_verified=True,
            verification_method=method,
        )
        self.session.add(record)
        try:
            await self.flush()
        except AlreadyExists:
            raise AlreadyExists("This number belongs to an account already.", fields=("phone_number",)) from None
        await self._copy()
        return record

    async def make_primary(self, record: UserPhoneMapping) -> UserPhoneMapping:
        """Raises `Conflict` where it is not verified."""
        await self.alone()
        if not record.is_verified:
            raise Conflict("This number is not verified yet.")
        others = update(UserPhoneMapping).where(UserPhoneMapping.user_id == self.caller.user_id)
        await self.session.execute(
            others.where(UserPhoneMapping.is_primary, UserPhoneMapping.id != record.id).values(
                is_primary=False, updated_at=now(), revision=UserPhoneMapping.revision + 1
            )
        )
        record.is_primary = True
        await self.flush()
        await self._copy()
        return record

    async def remove_many(self, records: Sequence[UserPhoneMapping]) -> None:
        """The oldest that is left becomes the primary. Raises `Conflict` where codes are sent there."""
        await self.alone()
        numbers = [record.phone_number for record in records]
        codes = select(MFAConfiguration.id).where(
            MFAConfiguration.user_id == self.caller.user_id,
            MFAConfiguration.sms_enabled,
            MFAConfiguration.phone_number.in_(numbers),
        )
        if await self.session.scalar(codes) is not None:
            raise Conflict("Codes are sent to this number. Please switch them off first.")
        gone = delete(UserPhoneMapping).where(UserPhoneMapping.id.in_([record.id for record in records]))
        await self.session.execute(gone)
        if await self.primary() is None:
            verified = self.visible().where(UserPhoneMapping.is_verified)
            oldest = await self.session.scalar(verified.order_by(UserPhoneMapping.created_at).limit(1))
            if oldest is not None:
                oldest.is_primary = True
                await self.flush()
        await self._copy()

    async def _copy(self) -> None:
        primary = select(UserPhoneMapping.phone_number).where(
            UserPhoneMapping.user_id == self.caller.user_id, UserPhoneMapping.is_primary, UserPhoneMapping.is_verified
        )
        mine = update(User).where(User.id == self.caller.user_id)
        values = {"phone_number": primary.scalar_subquery(), "revision": User.revision + 1}
        await self.session.execute(mine.values(values).execution_options(synchronize_session=False))
