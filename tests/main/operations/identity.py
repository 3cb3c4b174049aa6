"""Accounts, and what stands of people."""

import secrets

from tests.conftest import PASSWORD
from tests.main.operations.operation import Operation, Reach, Things

ADMINISTRATOR = "01980000-0000-7000-8000-000000000003"
LIST_USERS = "01980000-0000-7000-8000-000000000300"


def _registration(_: Things) -> dict[str, str]:
    name = f"new{secrets.token_hex(4)}"
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD}


OPERATIONS = {
    "register": Operation(Reach.public, "POST", "/api/v1/auth/register", _registration),
    "sign_in": Operation(
        Reach.public, "POST", "/api/v1/auth/sign-in", lambda _: {"username": "nobody", "password": PASSWORD}
    ),
    "sign_out": Operation(Reach.own, "POST", "/api/v1/auth/sign-out"),
    "get_own_profile": Operation(Reach.own, "GET", "/api/v1/users/me"),
    "change_own_profile": Operation(Reach.own, "PATCH", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
    "replace_own_profile": Operation(Reach.own, "PUT", "/api/v1/users/me", lambda _: {"full_name": "Somebody Else"}),
}
