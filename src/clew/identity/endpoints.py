"""Registration and sign-in over HTTP."""

from fastapi import Request, Response

from clew.identity import service
from clew.identity.accounts.service import register as make_account
from clew.identity.models import User
from clew.identity.origin import origin_of
from clew.identity.people.store import Users
from clew.identity.schemas import Client, InstanceStatus, Registration, SignedIn, SignIn, UserResponse
from clew.identity.signed_in.schemas import TokenPair
from clew.identity.signed_in.service import identify
from clew.identity.signed_in.service import sign_out as end_session
from clew.identity.store import Accounts
from clew.infra.caller import Caller, CallerDep
from clew.infra.db import AsyncSession, SessionDep
from clew.infra.routing import Router
from clew.kit.errors import ForeignOrigin
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
async def status(session: SessionDep) -> InstanceStatus:
    is_open = await Settings(session).get(REGISTRATION_OPEN)
    return InstanceStatus(has_owner=await Accounts(session).has_owner(), registration_open=is_open)


@router.post("/auth/register", status_code=201, operation_id="register", tags=["auth"])
async def register(session: SessionDep, values: Registration) -> UserResponse:
    return await _shown(session, await make_account(session, values))


@router.post("/auth/sign-in", operation_id="sign_in", tags=["auth"])
async def sign_in(request: Request, response: Response, values: SignIn) -> SignedIn:
    database, pair = request.app.state.database, None
    if values.client is Client.token:
        user, pair = await service.sign_in_program(database, values, origin_of(request))
    else:
        user, token, lifetime = await service.sign_in(database, values, origin_of(request))
        _set_cookie(request, response, token, int(lifetime.total_seconds()))
    async with database.begin(user.id) as session:
        return SignedIn(user=await _shown(session, user), tokens=pair and TokenPair.model_validate(pair))


@router.post("/auth/sign-out", status_code=204, operation_id="sign_out", tags=["auth"])
async def sign_out(request: Request, response: Response, session: SessionDep, caller: CallerDep) -> None:
    await end_session(session, caller)
    _set_cookie(request, response, "", 0)
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
    return await identify(session, request.cookies.get(_cookie_name(request)), origin_of(request))


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


def _cookie_name(request: Request) -> str:
    # Browsers take the prefix __Host- over TLS only; loopback without TLS gets the plain name.
    return f"__Host-{COOKIE}" if request.url.scheme == "https" else COOKIE


def _set_cookie(request: Request, response: Response, token: str, seconds: int) -> None:
    response.set_cookie(
        _cookie_name(request),
        token,
        max_age=seconds,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


async def _shown(session: AsyncSession, user: User) -> UserResponse:
    return UserResponse.model_validate(await Users(session, Caller(user.id)).get(user.id))
