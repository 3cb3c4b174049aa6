"""Every failure that a person or a client may see, as one tree.

    ClewError
    ├── BadRequest 400              the request cannot be understood
    ├── Unauthenticated 401         nobody is signed in, or no longer
    │   ├── WrongCredentials        sign-in with a name or password that do not match
    │   └── SignInExpired           the sign-in took too long or too many tries; it begins anew
    ├── Forbidden 403               signed in, but not allowed
    │   ├── RegistrationClosed      an account can only be made by invitation or set-up link
    │   ├── LinkEnded               a link from a mail was used before, or is too old
    │   ├── ForeignOrigin           another site sent the request
    │   ├── ConfirmationNeeded      the person must prove once more that it is them
    │   ├── WrongProof              what they gave does not prove it
    │   └── OutOfScope              the API token is not for this
    ├── NotFound 404                unknown, or somebody else's
    ├── Conflict 409                the state of things does not allow it
    │   ├── AlreadyExists           a name that must be unique is taken
    │   └── AnswerInProgress        the branch ends in an answer that is still being written
    ├── VersionMismatch 412         `If-Match` names a version that is no longer the latest
    ├── TooLarge 413                the body is over the limit
    ├── TooMany 429                 more at once than one person may have
    │   └── TooManyAttempts         it was tried too often; when to come back is said
    ├── Invalid 422                 the payload breaks a rule of its schema
    │   ├── KeyReused               an idempotency key came back with another request
    │   └── ModelNotConfigured      no such model, or it is switched off
    ├── ProviderError 502           a model did not answer as it should
    │   ├── ProviderRefused         it does not accept our key or our request
    │   ├── ProviderBusy            it asks to come back later
    │   ├── ProviderFailed          it reports a failure of its own
    │   ├── ProviderUnreachable     no connection
    │   ├── ProviderTimeout         it stopped talking
    │   └── ProviderGarbled         what it sent is not the format it promised
    └── Unavailable 503             a part that Clew needs is down; try again

A class is a kind of failure with a code that never changes; the message says what happened this time, to a person.
"""

from collections.abc import Sequence
from typing import ClassVar


class ClewError(Exception):
    """A failure with a stable code. `str(error)` is the detail, written for the person who sees it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self, detail: str | None = None, *, fields: Sequence[str] = (), retry_after: int | None = None
    ) -> None:
        """`fields` of the request are to blame; `retry_after` is in seconds, for the header of that name."""
        super().__init__(detail or self.title)
        self.detail = detail
        self.fields = fields
        self.retry_after = retry_after


class BadRequest(ClewError):
    status, code, title = 400, "bad_request", "The request cannot be understood"


class Unauthenticated(ClewError):
    status, code, title = 401, "unauthenticated", "Please sign in"


class WrongCredentials(Unauthenticated):
    code, title = "wrong_credentials", "The name or the password is wrong"


class SignInExpired(Unauthenticated):
    code, title = "sign_in_expired", "Please sign in again"


class Forbidden(ClewError):
    status, code, title = 403, "forbidden", "You are not allowed to do this"


class RegistrationClosed(Forbidden):
    code, title = "registration_closed", "Registration is closed"


class LinkEnded(Forbidden):
    code, title = "link_ended", "This link is used up or too old"


class ForeignOrigin(Forbidden):
    code, title = "foreign_origin", "The request came from another site"


class ConfirmationNeeded(Forbidden):
    code, title = "confirmation_needed", "Please confirm that it is you"


class WrongProof(Forbidden):
    code, title = "wrong_proof", "This is wrong, used up or too old"


class OutOfScope(Forbidden):
    code, title = "out_of_scope", "This API token is not for that"


class NotFound(ClewError):
    status, code, title = 404, "not_found", "There is nothing here"


class Conflict(ClewError):
    status, code, title = 409, "conflict", "This does not fit the present state"


class AlreadyExists(Conflict):
    code, title = "already_exists", "This already exists"


class AnswerInProgress(Conflict):
    code, title = "answer_in_progress", "An answer is still being written here"


class VersionMismatch(ClewError):
    status, code, title = 412, "version_mismatch", "It has been changed in the meantime"


class TooLarge(ClewError):
    status, code, title = 413, "too_large", "The request is too large"


class TooMany(ClewError):
    status, code, title = 429, "too_many", "This is too much at once"


class TooManyAttempts(TooMany):
    code, title = "too_many_attempts", "Too many attempts; please try again later"


class Invalid(ClewError):
    status, code, title = 422, "invalid", "The request is not valid"


class KeyReused(Invalid):
    code, title = "idempotency_key_reused", "This idempotency key belongs to another request"


class ModelNotConfigured(Invalid):
    code, title = "model_not_configured", "This model is not configured"


class ProviderError(ClewError):
    status, code, title = 502, "provider_error", "The model did not answer as it should"


class ProviderRefused(ProviderError):
    code, title = "provider_refused", "The model's provider refused the request"


class ProviderBusy(ProviderError):
    code, title = "provider_busy", "The model's provider is busy"


class ProviderFailed(ProviderError):
    code, title = "provider_failed", "The model's provider reported a failure"


class ProviderUnreachable(ProviderError):
    code, title = "provider_unreachable", "The model's provider cannot be reached"


class ProviderTimeout(ProviderError):
    code, title = "provider_timeout", "The model stopped answering"


class ProviderGarbled(ProviderError):
    code, title = "provider_garbled", "The model's provider sent something unreadable"


class Unavailable(ClewError):
    status, code, title = 503, "unavailable", "Clew is not ready; please try again"
