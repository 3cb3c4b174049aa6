"""Where a request came from, and what is remembered of it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from clew.infra.facts import SecurityFact, Severity


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the records."""

    ip_address: str | None
    user_agent: str | None


def origin_of(request: Request) -> Origin:
    agent = request.headers.get("user-agent")
    return Origin(request.client.host if request.client else None, agent[:1000] if agent else None)


def fact(
    user_id: UUID | None, event_type: str, severity: Severity, origin: Origin, **details: str | int
) -> SecurityFact:
    return SecurityFact(
        user_id=user_id,
        event_type=event_type,
        severity=severity,
        event_data=details or None,
        ip_address=origin.ip_address,
        user_agent=origin.user_agent,
    )


def cookie_name(request: Request, name: str) -> str:
    # Browsers take the prefix __Host- over TLS only; loopback without TLS gets the plain name.
    return f"__Host-{name}" if request.url.scheme == "https" else name
