"""The SQL of passkeys."""

from uuid import UUID

from sqlalchemy import func, select, text, update

from clew.identity.factors.models import WebauthnCredential
from clew.identity.factors.passkeys.ceremony import NewPasskey
from clew.identity.models import User
from clew.infra.db import AsyncSession
from clew.infra.store import Store
from clew.kit.clock import now


class Passkeys(Store[WebauthnCredential]):
    """The keys that a person's authenticators keep."""

    model = WebauthnCredential

    async def ids(self) -> list[bytes]:
        mine = select(WebauthnCredential.credential_id).where(WebauthnCredential.user_id == self.caller.user_id)
        return list((await self.session.scalars(mine)).all())

    async def named(self, credential_id: bytes) -> WebauthnCredential | None:
        return await self.session.scalar(self.visible().where(WebauthnCredential.credential_id == credential_id))

    async def add(self, made: NewPasskey, name: str) -> WebauthnCredential:
        """Raises `AlreadyExists`."""
        record = WebauthnCredential(
            user_id=self.caller.user_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
        )
        self.session.add(record)
        await self.flush()
        return record

    async def update_usage(self, id: UUID, sign_count: int) -> bool:
        """Tell whether the authenticator has counted on; most do not count and say 0 each time."""
        counted_on = (WebauthnCredential.sign_count < sign_count) | (
            (WebauthnCredential.sign_count == 0) & (sign_count == 0)
        )
        row = update(WebauthnCredential).where(WebauthnCredential.id == id, counted_on)
        used = row.values(sign_count=sign_count, last_used_at=now(), updated_at=now())
        return await self.session.scalar(used.returning(WebauthnCredential.id)) is not None

    async def handle(self, new: bytes) -> bytes:
        """What the person's authenticators know them by; `new` from here on where there was nothing."""
        row = update(User).where(User.id == self.caller.user_id)
        kept = row.values(passkey_handle=func.coalesce(User.passkey_handle, new)).returning(User.passkey_handle)
        return (await self.session.scalars(kept.execution_options(synchronize_session=False))).one() or new

    async def is_handle(self, handle: bytes) -> bool:
        mine = select(User.id).where(User.id == self.caller.user_id, User.passkey_handle == handle)
        return await self.session.scalar(mine) is not None


async def owner_of(session: AsyncSession, credential_id: bytes) -> UUID | None:
    """Whose passkey it is, before anybody is known. Nobody's whose account is switched off."""
    return await session.scalar(text("select find_passkey(:name)"), {"name": credential_id})
