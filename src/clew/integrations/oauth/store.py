"""The SQL of accounts at other services, and the seal on their tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clew.infra.crypto import Keys, Place
from clew.infra.facts import SecurityFact
from clew.infra.jobs import enqueue
from clew.infra.secrets import personal_keys
from clew.infra.store import Store
from clew.integrations.models import OAuthIntegration
from clew.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave, in plain text; `repr` keeps it to itself, so that no log has it."""

    access: str
    refresh: str | None
    expires_at: datetime | None
    scopes: list[str]

    def __repr__(self) -> str:
        return f"Tokens(scopes={self.scopes})"


class OAuthIntegrations(Store[OAuthIntegration]):
    """A person's accounts at other services, one of each."""

    model = OAuthIntegration

    async def store(self, provider: str, provider_user_id: str, tokens: Tokens) -> OAuthIntegration:
        """Keep what the provider gave, sealed, in place of what it gave before."""
        here = self.visible().where(OAuthIntegration.provider == provider).with_for_update()
        record = await self.session.scalar(here)
        if record is None:
            record = OAuthIntegration(id=new_id(), user_id=self.caller.user_id, provider=provider)
        keys = await personal_keys(self.session, self.caller.user_id)
        record.provider_user_id = provider_user_id
        record.access_token = keys.seal(tokens.access, _place(record, "access_token"))
        record.refresh_token = None
        if tokens.refresh is not None:
            record.refresh_token = keys.seal(tokens.refresh, _place(record, "refresh_token"))
        record.scopes, record.expires_at = tokens.scopes, tokens.expires_at
        self.session.add(record)
        await self.flush()
        return record

    async def tokens(self, record: OAuthIntegration) -> Tokens:
        """Opened, to be used and not kept. Raises `UnreadableSecret`."""
        keys = await personal_keys(self.session, self.caller.user_id)
        access = keys.open(record.access_token, _place(record, "access_token"))
        return Tokens(access, _opened(keys, record), record.expires_at, record.scopes or [])

    async def revoke(self, record: OAuthIntegration) -> None:
        """Forget the account and its tokens, and remember that it was done."""
        fact = SecurityFact(
            user_id=self.caller.user_id,
            event_type="integration_revoked",
            event_data={"provider": record.provider},
            ip_address=self.caller.ip_address,
            user_agent=self.caller.user_agent,
        )
        await self.session.delete(record)
        await enqueue(self.session, fact)

    async def remove_many(self, records: Sequence[OAuthIntegration]) -> None:
        for record in records:
            await self.revoke(record)


def _opened(keys: Keys, record: OAuthIntegration) -> str | None:
    if record.refresh_token is None:
        return None
    return keys.open(record.refresh_token, _place(record, "refresh_token"))


def _place(record: OAuthIntegration, column: str) -> Place:
    return Place(OAuthIntegration.__tablename__, column, record.id, record.user_id)
