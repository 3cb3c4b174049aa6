"""What an API token is for: `resource:action` each.

The resource is the first word of an address behind the prefix of the API, the action a method, `read` or `write`; `*`
stands for every one.
"""

from collections.abc import Collection

from clew.infra.routing import PREFIX

SCOPE = r"(\*|[a-z][a-z0-9-]{0,49}):(\*|read|write|get|post|put|patch|delete)"
_KINDS = {"read": {"get", "head"}, "write": {"post", "put", "patch", "delete"}}


def covers(scopes: Collection[str], method: str, path: str) -> bool:
    """Whether a request is within them. What is not of the API has no resource: only `*` is for it."""
    resource = path.removeprefix(f"{PREFIX}/").partition("/")[0] if path.startswith(f"{PREFIX}/") else ""
    return any(_covers(scope, resource, method.lower()) for scope in scopes)


def is_within(scopes: Collection[str], wider: Collection[str]) -> bool:
    """Whether each of them allows nothing that the wider ones do not."""
    return all(any(_covers(one, *scope.split(":")) for one in wider) for scope in scopes)


def _covers(scope: str, resource: str, action: str) -> bool:
    of, allowed = scope.split(":")
    return of in {"*", resource} and (allowed in {"*", action} or action in _KINDS.get(allowed, ()))
