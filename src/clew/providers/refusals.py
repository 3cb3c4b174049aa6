"""What a provider's error means, said so that the person who reads it knows what to do.

Shared by all wire formats: vendors differ in the shape of their errors far less than in that of their answers.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import cast

import orjson

from clew.kit.clock import now
from clew.kit.errors import ProviderBusy, ProviderError, ProviderFailed, ProviderRefused

OVERLOADED = 529  # Anthropic's, and those who copy it
BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, OVERLOADED})
REFUSALS = {
    HTTPStatus.UNAUTHORIZED: "{who} does not accept the API key.",
    HTTPStatus.PAYMENT_REQUIRED: "The account at {who} has no credit left.",
    HTTPStatus.FORBIDDEN: "{who} denies access: look at what the API key is allowed to do.",
    HTTPStatus.NOT_FOUND: "{who} knows no model “{model}”, or its address in the settings is wrong.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is longer than “{model}” can read at once.",
}
STATUS_OF = {
    "context_length_exceeded": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "exceed_context_size_error": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "insufficient_quota": HTTPStatus.PAYMENT_REQUIRED,
    "billing_hard_limit_reached": HTTPStatus.PAYMENT_REQUIRED,
    "invalid_api_key": HTTPStatus.UNAUTHORIZED,
    "model_not_found": HTTPStatus.NOT_FOUND,
    "rate_limit_exceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "rate_limit_error": HTTPStatus.TOO_MANY_REQUESTS,
    "overloaded_error": OVERLOADED,
    "invalid_request_error": HTTPStatus.BAD_REQUEST,
    "authentication_error": HTTPStatus.UNAUTHORIZED,
    "billing_error": HTTPStatus.PAYMENT_REQUIRED,
    "permission_error": HTTPStatus.FORBIDDEN,
    "not_found_error": HTTPStatus.NOT_FOUND,
    "request_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "api_error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "timeout_error": HTTPStatus.GATEWAY_TIMEOUT,
}
"""Where a kind of error says more than the status it came with: OpenAI sends 429 for an empty account too."""
STATUS_BY_WORDS = {
    "prompt is too long": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "credit balance is too low": HTTPStatus.PAYMENT_REQUIRED,
    "api key not valid": HTTPStatus.UNAUTHORIZED,
}
"""Where only the words say it: Anthropic's first two are plain invalid requests, and so is Google's third."""
SECRET = re.compile(r"\b(?:sk|pk|rk|gsk|xai|key|bearer)[-_ ][\w*.-]{8,}", re.IGNORECASE)
LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """An error object as vendors send it, in an answer of its own or in the middle of a stream."""

    message: str | None
    status: int | None


def failure_in(body: bytes) -> Failure:
    """What an error's body says, whatever its shape; nothing where it says nothing we understand."""
    try:
        found: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Failure(None, None)
    if isinstance(found, list) and found:  # Google's
        found = cast("list[object]", found)[0]
    if not isinstance(found, dict):
        return Failure(None, None)
    fields = cast("dict[str, object]", found)
    return failure_of(fields.get("error") or fields)


def failure_of(error: object) -> Failure:
    if isinstance(error, str):
        return Failure(error, None)
    if not isinstance(error, dict):
        return Failure(None, None)
    fields = cast("dict[str, object]", error)
    message = fields.get("message") or fields.get("detail")
    kinds = [fields.get(name) for name in ("code", "type", "status")]
    said = message.lower() if isinstance(message, str) else ""
    known = [status for words, status in STATUS_BY_WORDS.items() if words in said]
    known += [STATUS_OF[kind] for kind in kinds if isinstance(kind, str) and kind in STATUS_OF]
    numbers = [kind for kind in kinds if isinstance(kind, int) and kind >= HTTPStatus.BAD_REQUEST]
    return Failure(message if isinstance(message, str) else None, next(iter(known + numbers), None))


def retry_after_in(header: str | None, at: datetime | None = None) -> int | None:
    """Seconds, from a header that has them or the time of day."""
    if header is None:
        return None
    if header.strip().isdecimal():
        return int(header)
    try:
        return max(0, round((parsedate_to_datetime(header) - (at or now())).total_seconds()))
    except (ValueError, TypeError):
        return None


def refusal(who: str, model: str, status: int, message: str | None, retry_after: int | None = None) -> ProviderError:
    """The error for an answer with this status. The vendor's own words only where ours would say less."""
    if status in BUSY:
        return ProviderBusy(f"{who} is busy; please try again later.", retry_after=retry_after)
    said = f": {quoted(message)}" if message else f" (error {status})."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderFailed(f"{who} has a problem of its own{said}", retry_after=retry_after)
    if status in REFUSALS:
        return ProviderRefused(REFUSALS[HTTPStatus(status)].format(who=who, model=model))
    if status < HTTPStatus.BAD_REQUEST:
        return ProviderRefused(f"{who} answers from another address (status {status}): enter that one instead.")
    return ProviderRefused(f"{who} refused the request{said}")


def quoted(message: str) -> str:
    """Somebody else's words, made fit to be shown: one line, not long, and without keys."""
    line = SECRET.sub("…", " ".join("".join(c if c.isprintable() else " " for c in message).split()))
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
