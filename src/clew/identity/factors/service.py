"""The rules of second factors: how each is switched on and off, and what goes with it."""

from clew.identity.factors.backup_codes import kept, new_codes
from clew.identity.factors.devices.service import trust_nothing
from clew.identity.factors.devices.store import TrustedDevices
from clew.identity.factors.models import MFAConfiguration
from clew.identity.factors.phones.store import Phones
from clew.identity.factors.schemas import BackupCodes, TotpSetUp
from clew.identity.factors.store import MFAConfigurations
from clew.identity.factors.totp import image_of, new_secret, step_of, uri_of
from clew.identity.origin import Origin, fact
from clew.identity.store import OWNER_ROLE, Accounts
from clew.infra.caller import Caller
from clew.infra.db import AsyncSession, Database
from clew.infra.facts import Severity
from clew.infra.jobs import enqueue
from clew.kit.clock import now
from clew.kit.errors import Conflict, NotFound, WrongProof


async def set_up_totp(session: AsyncSession, caller: Caller) -> TotpSetUp:
    """A secret that counts once a first code of it was right. Raises `Conflict` where one is in use."""
    secret = new_secret()
    if not await MFAConfigurations(session, caller).put_totp_secret(secret):
        raise Conflict("An authenticator app is set up already. Please switch it off first.")
    uri = uri_of(secret, (await Accounts(session).get(caller.user_id)).email)
    return TotpSetUp(secret=secret, uri=uri, image=image_of(uri))


async def enable_totp(session: AsyncSession, caller: Caller, code: str) -> MFAConfiguration:
    """Raises `WrongProof`, `NotFound` where nothing is set up, and `Conflict` where it is on already."""
    configurations = MFAConfigurations(session, caller)
    secret = await configurations.totp_secret()
    if secret is None:
        raise NotFound("Please set the authenticator app up first.")
    step = step_of(secret[1], code.replace(" ", ""), now())
    if step is None:
        raise WrongProof("This is not the code that the app shows now. Is the clock of its device right?")
    if not await configurations.enable_totp(secret[0], step):
        raise Conflict("An authenticator app is set up already.")
    await changed(session, caller, "totp_enabled")
    return await configurations.ensure()


async def disable_totp(session: AsyncSession, caller: Caller) -> None:
    if await MFAConfigurations(session, caller).disable_totp():
        await _without(session, caller, "totp_disabled")


async def enable_sms(session: AsyncSession, caller: Caller) -> MFAConfiguration:
    """Send codes to the primary number. Raises `NotFound` without one, and `Conflict` for administrators."""
    primary = await Phones(session, caller).primary()
    if primary is None or not primary.is_verified:
        raise NotFound("Please verify a phone number first.")
    if await Accounts(session).has_role(caller.user_id, OWNER_ROLE):
        raise Conflict("Administrators cannot use codes by SMS, which can be intercepted. Please use an app.")
    await MFAConfigurations(session, caller).enable_sms(primary.phone_number)
    await changed(session, caller, "sms_enabled")
    return await MFAConfigurations(session, caller).ensure()


async def disable_sms(session: AsyncSession, caller: Caller) -> None:
    if await MFAConfigurations(session, caller).disable_sms():
        await _without(session, caller, "sms_disabled")


async def generate_backup_codes(database: Database, caller: Caller) -> BackupCodes:
    """Ten new ones; those of before work no longer."""
    codes = new_codes()
    entries = [await kept(code) for code in codes]  # no transaction is open while they are hashed
    async with database.begin(caller.user_id) as session:
        await MFAConfigurations(session, caller).put_backup_codes(entries)
        await _remember(session, caller, "backup_codes_generated", Severity.warning)
    return BackupCodes(codes=codes)


async def changed(session: AsyncSession, caller: Caller, what: str) -> None:
    """Whatever a person is asked for has changed, so that every device is asked again."""
    await TrustedDevices(session, caller).forget_all()
    await _remember(session, caller, what, Severity.warning)


async def _without(session: AsyncSession, caller: Caller, what: str) -> None:
    mfa = await MFAConfigurations(session, caller).ensure()
    if not (mfa.totp_enabled or mfa.sms_enabled):
        # They stand in for a factor that is gone; a next one gets its own.
        await MFAConfigurations(session, caller).drop_backup_codes()
    await trust_nothing(session, caller)
    await changed(session, caller, what)


async def _remember(session: AsyncSession, caller: Caller, what: str, severity: Severity) -> None:
    await enqueue(session, fact(caller.user_id, what, severity, Origin(caller.ip_address, caller.user_agent)))
