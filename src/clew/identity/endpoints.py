"""Registration and sign-in over HTTP."""

from fastapi import Request, Response

from clew.identity import service
from clew.identity.accounts.registration import register as make_account
from clew.identity.factors.devices.store import COOKIE as DEVICE_COOKIE
from clew.identity.factors.devices.store import TRUSTED_FOR, device_of
from clew.identity.factors.passkeys.ceremony import relying_party
from clew.identity.factors.questions import Questions
from clew.identity.factors.schemas import (
    Asked,
    ChallengeRequest,
    ChallengeResponse,
    Confirmation,
    ConfirmChallengeRequest,
    Confirmed,
    ConfirmMethod,
    Method,
    PendingSignIn,
    SecondFactor,
)
from clew.identity.mails.letters import LettersDep
from clew.identity.models import User
from clew.identity.origin import cookie_name, origin_of
from clew.identity.people.store import Users
from clew.identity.schemas import InstanceStatus, Registration, SignedIn, SignIn, UserResponse
from clew.identity.service import Begun
from clew.identity.signed_in.schemas import TokenPair
from clew.identity.signed_in.service import identify
from clew.identity.signed_in.service import sign_out as end_session
from clew.identity.store import Accounts
from clew.infra.afterwards import Afterwards, as_json
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, SessionDep
from clew.infra.routing import Router
from clew.kit.clock import now
from clew.kit.errors import ForeignOrigin, Invalid
from clew.settings.registry import REGISTRATION_OPEN
from clew.settings.store import Settings

COOKIE = "clew_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# For the API's document. FastAPI would have a dependency for each, and solve it again for whatever needs the caller.
CREDENTIALS = {
    "HTTPBearer": {"type": "http", "scheme": "bearer", "description": "An API token, or the access token of a pair."},
    "APIKeyCookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The session of a browser."},
}

router = Router()


@router.get("/auth/status", operation_id="get_instance_status", tags=["auth"])
async def status(request: Request, session: SessionDep) -> InstanceStatus:
    return InstanceStatus(
        has_owner=await Accounts(session).has_owner(),
        registration_open=await Settings(session).get(REGISTRATION_OPEN),
        text_messages=request.app.state.texting.reaches_phones,
    )


@router.post("/auth/register", status_code=201, operation_id="register", tags=["auth"])
async def register(request: Request, values: Registration, letters: LettersDep) -> UserResponse:
    """Answers alike whether or not the address has an account. Where mail is sent, it has to be confirmed first."""
    state = request.app.state
    must_confirm = state.config.smtp_url is not None
    return await make_account(state.database, values, origin_of(request), letters, must_confirm=must_confirm)


@router.post("/auth/sign-in", operation_id="sign_in", tags=["auth"])
async def sign_in(request: Request, response: Response, values: SignIn) -> SignedIn:
    """A session; or, where a second factor is on and this browser is not trusted, a token that waits for it."""
    begun = await service.sign_in(request.app.state.database, values, origin_of(request), device_of(request))
    if isinstance(begun, PendingSignIn):
        return SignedIn(user=None, tokens=None, pending=begun)
    return await _signed_in(request, response, begun)


@router.post("/auth/challenge", operation_id="ask_at_sign_in", tags=["auth"])
async def ask_at_sign_in(request: Request, values: ChallengeRequest) -> ChallengeResponse:
    """Have a code sent, or ask what a passkey must sign; without a token, for a sign-in by passkey alone."""
    questions = _questions(request, values.method)
    if values.token is not None:
        return await questions.ask_in_sign_in(values.token, values.method)
    if values.method is not Asked.passkey:
        raise Invalid("Only a passkey can say who signs in; please give the token of the sign-in.", fields=("token",))
    return await questions.ask_anybody(origin_of(request))


@router.post("/auth/second-factor", operation_id="finish_sign_in", tags=["auth"])
async def finish_sign_in(request: Request, response: Response, values: SecondFactor) -> SignedIn:
    party = relying_party(request) if values.method is Method.passkey else None
    begun = await service.finish_sign_in(request.app.state.database, values, origin_of(request), party)
    if begun.device is not None:
        _set_cookie(request, response, DEVICE_COOKIE, begun.device, int(TRUSTED_FOR.total_seconds()))
    return await _signed_in(request, response, begun)


@router.post("/auth/confirm/challenge", operation_id="ask_to_confirm", tags=["auth"], response_model=ChallengeResponse)
async def ask_to_confirm(request: Request, caller: CallerDep, values: ConfirmChallengeRequest) -> Response:
    questions = _questions(request, values.method)
    return Afterwards(lambda: questions.ask_in_session(caller, values.method))


@router.post("/auth/confirm", operation_id="confirm", tags=["auth"], response_model=Confirmed)
async def confirm(request: Request, caller: CallerDep, values: Confirmation) -> Response:
    """Prove once more that it is you; for five minutes the session may do what needs that. It gets a new token."""
    party = relying_party(request) if values.method is ConfirmMethod.passkey else None

    async def work() -> Response:
        renewed = await service.confirm(request.app.state.database, caller, values, party)
        is_bearer = "authorization" in request.headers
        token = renewed.token if is_bearer else None
        response = as_json(Confirmed(expires_at=renewed.confirmed_until, token=token))
        if not is_bearer:
            left = (renewed.expires_at - now()).total_seconds()
            _set_cookie(request, response, COOKIE, renewed.token, int(left))
        return response

    return Afterwards(work)


@router.post("/auth/sign-out", status_code=204, operation_id="sign_out", tags=["auth"])
async def sign_out(request: Request, response: Response, session: SessionDep, caller: CallerDep) -> None:
    await end_session(session, caller)
    _set_cookie(request, response, COOKIE, "", 0)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


async def authenticate(session: AsyncSession, request: Request) -> Caller:
    """Who a request comes from: every carrier of a credential is read here and nowhere else.

    Raises `Unauthenticated`, and `ForeignOrigin` where another site made the browser send its cookie.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return await identify(session, token.strip() if scheme.lower() == "bearer" else None, origin_of(request))
    if request.method not in SAFE:
        _refuse_other_sites(request)
    return await identify(session, request.cookies.get(cookie_name(request, COOKIE)), origin_of(request))


def _refuse_other_sites(request: Request) -> None:
    # A browser says where a request comes from by one of these; who sends neither is a program with its own cookie.
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ForeignOrigin
    elif (origin := request.headers.get("origin")) is not None:
        own = {f"{request.url.scheme}://{request.headers.get('host', '')}", request.app.state.config.public_url}
        if origin not in own:
            raise ForeignOrigin


def _set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _questions(request: Request, method: Asked) -> Questions:
    state = request.app.state
    return Questions(state.database, state.texting, relying_party(request) if method is Asked.passkey else None)


async def _signed_in(request: Request, response: Response, begun: Begun) -> SignedIn:
    """A browser gets a cookie, a program its tokens."""
    if begun.token is not None:
        _set_cookie(request, response, COOKIE, begun.token, int(begun.lifetime.total_seconds()))
    tokens = None if begun.pair is None else TokenPair.model_validate(begun.pair)
    async with request.app.state.database.begin(begun.user.id) as session:
        return SignedIn(user=await _shown(session, begun.user), tokens=tokens, pending=None)


async def _shown(session: AsyncSession, user: User) -> UserResponse:
    return UserResponse.model_validate(await Users(session, Caller(user.id)).get(user.id))
