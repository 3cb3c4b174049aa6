"""Every setting of the instance that an administrator may see and change. Another one is a line here, and its use."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from clew.kit.errors import Invalid

V = TypeVar("V")


@dataclass(frozen=True, eq=False)
class Setting(Generic[V]):
    """One setting: the form of its value, and what holds where nobody has said anything else."""

    key: str
    form: Any
    """A type, or one with its bounds."""
    default: V
    description: str

    def read(self, value: object, field: str = "value") -> V:
        """The value, if it has this setting's form; raises `Invalid`, which blames that field."""
        try:
            return self._form.validate_python(value, strict=True)
        except ValidationError as error:
            raise Invalid(f"{self.key}: {error.errors()[0]['msg']}", fields=(field,)) from None

    @cached_property
    def _form(self) -> TypeAdapter[V]:
        return TypeAdapter(self.form)


REGISTRATION_OPEN = Setting(
    "registration.open", bool, default=False, description="Whether anybody may make an account."
)
SESSION_DAYS = Setting(
    "sessions.days",
    Annotated[int, Field(ge=1, le=365)],
    default=7,
    description="Days until somebody has to sign in again. Sessions that are open keep theirs.",
)
TRUSTED_SESSION_DAYS = Setting(
    "sessions.trusted_days",
    Annotated[int, Field(ge=1, le=365)],
    default=30,
    description="The same on a device that somebody trusts.",
)
IDLE_HOURS = Setting(
    "sessions.idle_hours",
    Annotated[int, Field(ge=1, le=24 * 90)],
    default=12,
    description="Hours without use until somebody has to sign in again.",
)
ADMINISTRATOR_HOURS = Setting(
    "sessions.administrator_hours",
    Annotated[int, Field(ge=1, le=24 * 7)],
    default=12,
    description="Hours until somebody with an administrative role has to sign in again, on any device.",
)
ADMINISTRATOR_IDLE_MINUTES = Setting(
    "sessions.administrator_idle_minutes",
    Annotated[int, Field(ge=5, le=60 * 24)],
    default=30,
    description="Minutes without use until somebody with an administrative role has to sign in again.",
)
TOKEN_DAYS = Setting(
    "tokens.days",
    Annotated[int, Field(ge=1, le=365)],
    default=90,
    description="Days until a new API token ends that names no time of its own.",
)
REGISTRY: Mapping[str, Setting[Any]] = {
    one.key: one
    for one in (
        REGISTRATION_OPEN,
        SESSION_DAYS,
        TRUSTED_SESSION_DAYS,
        IDLE_HOURS,
        ADMINISTRATOR_HOURS,
        ADMINISTRATOR_IDLE_MINUTES,
        TOKEN_DAYS,
    )
}
"""What else stands in the table, as the set-up link, belongs to nobody who asks over HTTP."""
